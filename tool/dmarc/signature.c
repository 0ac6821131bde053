/* SPDX-License-Identifier: MIT */
/*
 * Signatures and their keys. A key is: its version; how many DKIM results, SPF results and
 * overrides there are; the two evaluated results; then each text and result in the order of the
 * structs. A number takes 7 bits an octet, the lowest first; a text its length plus one (0: NULL)
 * and its octets.
 */
#include "dmarc/report.h"

#include <string.h>

#define KEY_VERSION 1

#define NUMBER_OCTETS 5 /* of the longest one */

/* The room that a text may take. */
static size_t text_room(const char *text)
{
	return NUMBER_OCTETS + (text ? strlen(text) : 0);
}

static size_t key_room(const struct signature *signature)
{
	size_t room = 1 + 3 * NUMBER_OCTETS + 2 + text_room(signature->header_from) +
		      text_room(signature->envelope_from) + text_room(signature->envelope_to) +
		      text_room(signature->said);

	for (unsigned i = 0; i < signature->n_dkim; i++)
		room += 1 + text_room(signature->dkim[i].domain) +
			text_room(signature->dkim[i].selector) +
			text_room(signature->dkim[i].human);
	for (unsigned i = 0; i < signature->n_spf; i++)
		room += 2 + text_room(signature->spf[i].domain) +
			text_room(signature->spf[i].human);
	for (unsigned i = 0; i < signature->n_overrides; i++)
		room += 1 + text_room(signature->overrides[i].comment);
	return room;
}

static uint8_t *put_number(uint8_t *key, size_t number)
{
	for (; number > 0x7f; number >>= 7)
		*key++ = (uint8_t)(0x80 | (number & 0x7f));
	*key++ = (uint8_t)number;
	return key;
}

static uint8_t *put_text(uint8_t *key, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	key = put_number(key, text ? len + 1 : 0);
	if (len > 0)
		memcpy(key, text, len);
	return key + len;
}

static uint8_t *put_results(uint8_t *key, const struct signature *signature)
{
	for (unsigned i = 0; i < signature->n_dkim; i++) {
		*key++ = (uint8_t)signature->dkim[i].result;
		key = put_text(key, signature->dkim[i].domain);
		key = put_text(key, signature->dkim[i].selector);
		key = put_text(key, signature->dkim[i].human);
	}
	for (unsigned i = 0; i < signature->n_spf; i++) {
		*key++ = (uint8_t)signature->spf[i].result;
		*key++ = (uint8_t)signature->spf[i].scope;
		key = put_text(key, signature->spf[i].domain);
		key = put_text(key, signature->spf[i].human);
	}
	for (unsigned i = 0; i < signature->n_overrides; i++) {
		*key++ = (uint8_t)signature->overrides[i].type;
		key = put_text(key, signature->overrides[i].comment);
	}
	return key;
}

GBytes *signature_key(const struct signature *signature)
{
	uint8_t *key = g_malloc(key_room(signature)), *end = key;

	*end++ = KEY_VERSION;
	end = put_number(end, signature->n_dkim);
	end = put_number(end, signature->n_spf);
	end = put_number(end, signature->n_overrides);
	*end++ = (uint8_t)signature->evaluated_dkim;
	*end++ = (uint8_t)signature->evaluated_spf;
	end = put_text(end, signature->header_from);
	end = put_text(end, signature->envelope_from);
	end = put_text(end, signature->envelope_to);
	end = put_text(end, signature->said);
	end = put_results(end, signature);
	return g_bytes_new_take(key, (size_t)(end - key));
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
