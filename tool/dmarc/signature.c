/* SPDX-License-Identifier: MIT */
/*
 * Signatures and their keys. A key is: its version; how many DKIM results, SPF results and
 * overrides there are; the two evaluated results; then each text and result in the order of the
 * structs. A number takes 7 bits an octet, the lowest first; a text its length plus one (0: NULL)
 * and its octets.
 */
#include "dmarc/report.h"

#include <string.h>

#define KEY_VERSION   1
#define KEY_SIZE_HINT 192

static void put_octet(GByteArray *key, unsigned octet)
{
	guint8 data = (guint8)octet;

	g_byte_array_append(key, &data, 1);
}

static void put_number(GByteArray *key, size_t number)
{
	for (; number > 0x7f; number >>= 7)
		put_octet(key, 0x80 | (number & 0x7f));
	put_octet(key, (unsigned)number);
}

static void put_text(GByteArray *key, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	put_number(key, text ? len + 1 : 0);
	g_byte_array_append(key, (const guint8 *)text, (guint)len);
}

GBytes *signature_key(const struct signature *signature)
{
	GByteArray *key = g_byte_array_sized_new(KEY_SIZE_HINT);

	put_octet(key, KEY_VERSION);
	put_number(key, signature->n_dkim);
	put_number(key, signature->n_spf);
	put_number(key, signature->n_overrides);
	put_octet(key, signature->evaluated_dkim);
	put_octet(key, signature->evaluated_spf);
	put_text(key, signature->header_from);
	put_text(key, signature->envelope_from);
	put_text(key, signature->envelope_to);
	put_text(key, signature->said);
	for (unsigned i = 0; i < signature->n_dkim; i++) {
		put_octet(key, signature->dkim[i].result);
		put_text(key, signature->dkim[i].domain);
		put_text(key, signature->dkim[i].selector);
		put_text(key, signature->dkim[i].human);
	}
	for (unsigned i = 0; i < signature->n_spf; i++) {
		put_octet(key, signature->spf[i].result);
		put_octet(key, signature->spf[i].scope);
		put_text(key, signature->spf[i].domain);
		put_text(key, signature->spf[i].human);
	}
	for (unsigned i = 0; i < signature->n_overrides; i++) {
		put_octet(key, signature->overrides[i].type);
		put_text(key, signature->overrides[i].comment);
	}
	return g_byte_array_free_to_bytes(key);
}

/* Takes a key apart; after the first fault everything reads as 0. */
struct key_reader {
	const uint8_t *at, *end;
	char *texts; /* where the next text is put */
	bool fault;
};

static size_t get_number(struct key_reader *in, size_t max)
{
	size_t number = 0;

	for (unsigned shift = 0; in->at < in->end && shift < 28; shift += 7) {
		uint8_t octet = *in->at++;

		number |= (size_t)(octet & 0x7f) << shift;
		if (octet & 0x80)
			continue;
		if (number <= max && (octet || shift == 0))
			return number;
		break;
	}
	in->fault = true;
	return 0;
}

static char *get_text(struct key_reader *in)
{
	size_t len = get_number(in, (size_t)(in->end - in->at) + 1);
	char *text = in->texts;

	if (len == 0)
		return NULL;
	len--;
	if (len > (size_t)(in->end - in->at) || memchr(in->at, 0, len)) {
		in->fault = true;
		return NULL;
	}
	memcpy(text, in->at, len);
	text[len] = '\0';
	in->at += len;
	in->texts += len + 1;
	return text;
}

/* A text that every signature has. */
static char *need_text(struct key_reader *in)
{
	char *text = get_text(in);

	in->fault |= !text;
	return text;
}

static void get_results(struct key_reader *in, struct signature *out)
{
	for (unsigned i = 0; i < out->n_dkim && !in->fault; i++) {
		out->dkim[i].result = (enum auth_result)get_number(in, AUTH_RESULT_PERMERROR);
		out->dkim[i].domain = need_text(in);
		out->dkim[i].selector = get_text(in);
		out->dkim[i].human = get_text(in);
	}
	for (unsigned i = 0; i < out->n_spf && !in->fault; i++) {
		out->spf[i].result = (enum auth_result)get_number(in, AUTH_RESULT_PERMERROR);
		out->spf[i].scope = (enum spf_scope)get_number(in, SPF_SCOPE_HELO);
		out->spf[i].domain = need_text(in);
		out->spf[i].human = get_text(in);
	}
	for (unsigned i = 0; i < out->n_overrides && !in->fault; i++) {
		out->overrides[i].type = (enum override_type)get_number(in, OVERRIDE_OTHER);
		out->overrides[i].comment = get_text(in);
	}
}

/* One block: the struct, its three arrays, and the texts, which never take more than the key. */
static struct signature *signature_alloc(const struct signature *counts, size_t texts, char **text)
{
	size_t dkim = counts->n_dkim * sizeof(struct dkim_result);
	size_t spf = counts->n_spf * sizeof(struct spf_result);
	size_t overrides = counts->n_overrides * sizeof(struct override);
	struct signature *out = g_malloc0(sizeof(*out) + dkim + spf + overrides + texts);

	*out = *counts;
	out->dkim = (struct dkim_result *)(out + 1);
	out->spf = (struct spf_result *)(out->dkim + counts->n_dkim);
	out->overrides = (struct override *)(out->spf + counts->n_spf);
	*text = (char *)(out->overrides + counts->n_overrides);
	return out;
}

struct signature *signature_from_key(const void *data, size_t len)
{
	struct key_reader in = {.at = data, .end = (const uint8_t *)data + len};
	struct signature counts = {0}, *out;

	if (get_number(&in, KEY_VERSION) != KEY_VERSION)
		return NULL;
	/* Each of them takes octets of the key: more than its length there cannot be. */
	counts.n_dkim = (unsigned)get_number(&in, len);
	counts.n_spf = (unsigned)get_number(&in, len);
	counts.n_overrides = (unsigned)get_number(&in, len);
	out = signature_alloc(&counts, len, &in.texts);
	out->evaluated_dkim = (enum auth_result)get_number(&in, AUTH_RESULT_PERMERROR);
	out->evaluated_spf = (enum auth_result)get_number(&in, AUTH_RESULT_PERMERROR);
	out->header_from = need_text(&in);
	out->envelope_from = get_text(&in);
	out->envelope_to = get_text(&in);
	out->said = get_text(&in);
	get_results(&in, out);
	if (!in.fault && in.at == in.end)
		return out;
	signature_free(out);
	return NULL;
}

void signature_free(struct signature *signature)
{
	g_free(signature);
}

const struct spf_result *signature_mfrom(const struct signature *signature)
{
	const struct spf_result *unknown = NULL;

	for (unsigned i = 0; i < signature->n_spf; i++) {
		const struct spf_result *spf = &signature->spf[i];

		if (spf->scope == SPF_SCOPE_MFROM)
			return spf;
		if (spf->scope == SPF_SCOPE_UNKNOWN && !unknown)
			unknown = spf;
	}
	return unknown;
}

bool signature_compliant(const struct signature *signature)
{
	return signature->evaluated_dkim == AUTH_RESULT_PASS ||
	       signature->evaluated_spf == AUTH_RESULT_PASS;
}
