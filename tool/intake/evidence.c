/* SPDX-License-Identifier: MIT */
#include "intake/evidence.h"

#include <openssl/evp.h>
#include <unistd.h>

/* Reads on; false when they are too many, or cannot be read to their end. */
static bool read_all(struct evidence *evidence, EVP_MD_CTX *sum, GByteArray *held)
{
	g_autofree uint8_t *chunk = g_malloc(OCTETS_CHUNK);
	gssize n;

	while ((n = octets_read(evidence->octets, chunk, OCTETS_CHUNK, NULL)) > 0) {
		EVP_DigestUpdate(sum, chunk, (size_t)n);
		evidence->len += (uint64_t)n;
		if (evidence->len > INTAKE_HASHED_MAX)
			return false;
		if (evidence->len <= INTAKE_KEPT_MAX)
			g_byte_array_append(held, chunk, (guint)n);
	}
	return n == 0;
}

/* An archive may still read from the same file: it finds it where it left it. */
static bool read_again(struct evidence *evidence, EVP_MD_CTX *sum, GByteArray *held)
{
	int fd = evidence->octets->fd;
	off_t at = fd < 0 ? 0 : lseek(fd, 0, SEEK_CUR);
	bool readable = octets_rewind(evidence->octets, NULL) && read_all(evidence, sum, held);

	return (fd < 0 || lseek(fd, at, SEEK_SET) == at) && readable;
}

static void take(struct evidence *evidence)
{
	EVP_MD_CTX *sum = EVP_MD_CTX_new();
	GByteArray *held = g_byte_array_new();

	EVP_DigestInit_ex(sum, EVP_sha256(), NULL);
	evidence->readable = read_again(evidence, sum, held);
	EVP_DigestFinal_ex(sum, evidence->sha256, NULL);
	EVP_MD_CTX_free(sum);
	if (evidence->readable && evidence->len <= INTAKE_KEPT_MAX)
		evidence->bytes = g_byte_array_free_to_bytes(held);
	else
		g_byte_array_unref(held);
	evidence->taken = true;
}

void evidence_take(struct evidence *evidence, struct intake_reject *reject)
{
	for (; evidence; evidence = evidence->outer) {
		if (!evidence->taken)
			take(evidence);
		if (evidence->readable)
			break;
	}
	if (!evidence)
		return;
	reject->of = evidence->member;
	reject->sha256 = evidence->sha256;
	reject->octets = evidence->len;
	reject->bytes = evidence->bytes;
}

void evidence_clear(struct evidence *evidence)
{
	g_clear_pointer(&evidence->bytes, g_bytes_unref);
}
