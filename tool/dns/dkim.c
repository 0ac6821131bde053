/* SPDX-License-Identifier: MIT */
#include "dns/check.h"

#include <string.h>

#include "dns/dkim_key.h"
#include "dns/questions.h"

#define RSA_BITS_MIN	 1024 /* verifiers refuse less (RFC 8301 3.2) */
#define RSA_BITS_ADVISED 2048

static void set_status(struct look_key *look, const char *status)
{
	g_free(look->status);
	look->status = g_strdup(status);
}

static void judge_key(struct check *check, struct look_key *look, const struct dkim_key *key,
		      const char *name)
{
	GPtrArray *findings = check->look->findings;

	look->bits = key->bits;
	look->test = key->test;
	switch (key->state) {
	case DKIM_STATE_NONE:
		set_status(look, "missing");
		check_say(findings, CHECK_DKIM_MISSING, "What stands at %s is no key", name);
		return;
	case DKIM_STATE_REVOKED:
		set_status(look, "revoked");
		check_say(findings, CHECK_DKIM_REVOKED, "The key at %s is revoked", name);
		return;
	case DKIM_STATE_INVALID:
		set_status(look, "invalid");
		check_say(findings, CHECK_DKIM_INVALID, "In the key at %s, %s", name, key->problem);
		return;
	case DKIM_STATE_OK:
		break;
	}
	set_status(look, "ok");
	look->type = g_strdup(key->rsa ? "rsa" : "ed25519");
	if (key->rsa && key->bits < RSA_BITS_MIN) {
		set_status(look, "weak");
		check_say(findings, CHECK_DKIM_WEAK, "The RSA key at %s has %u bits", name,
			  key->bits);
	} else if (key->rsa && key->bits < RSA_BITS_ADVISED) {
		check_say(findings, CHECK_DKIM_SHORT, "The RSA key at %s has %u bits", name,
			  key->bits);
	}
	if (key->test)
		check_say(findings, CHECK_DKIM_TEST, "The key at %s has t=y", name);
}

/* Reads the texts at a key's name; *rsa is set where one of them is a usable RSA key. */
static void judge_answer(struct check *check, struct look_key *look,
			 const struct dns_question *asked, bool *rsa)
{
	GPtrArray *findings = check->look->findings;
	struct dkim_key found = {.state = DKIM_STATE_NONE};
	unsigned n = 0;

	if (asked->cname->len > 0) {
		look->target = g_strdup(asked->cname->pdata[asked->cname->len - 1]);
		check_say(findings, CHECK_DKIM_CNAME, "%s is an alias of %s", asked->name,
			  look->target);
	}
	for (guint i = 0; i < asked->data->len; i++) {
		struct dkim_key key = dkim_key_parse(asked->data->pdata[i]);

		if (key.state == DKIM_STATE_NONE)
			continue;
		n++;
		found = key;
	}
	look->found = n;
	*rsa = found.state == DKIM_STATE_OK && found.rsa;
	if (n > 1) {
		set_status(look, "several");
		check_say(findings, CHECK_DKIM_SEVERAL, "%u keys stand at %s", n, asked->name);
	} else if (asked->status == LOOK_STATUS_OK) {
		judge_key(check, look, &found, asked->name);
	} else if (status_is_answer(asked->status)) {
		set_status(look, "missing");
		check_say(findings, CHECK_DKIM_MISSING, "There is no key at %s (%s)", asked->name,
			  look_status_name(asked->status));
	} else {
		set_status(look, look_status_name(asked->status));
		check_say(findings, CHECK_DKIM_UNKNOWN, "The key at %s cannot be asked (%s)",
			  asked->name, look_status_name(asked->status));
	}
}

/* An Ed25519 key wants an RSA key of the same domain beside it. */
static void judge_alone(struct check *check, const struct look_key *key, GHashTable *rsa_domains)
{
	if (g_strcmp0(key->type, "ed25519") == 0 &&
	    !g_hash_table_contains(rsa_domains, key->domain))
		check_say(check->look->findings, CHECK_DKIM_ED25519_ALONE,
			  "%s has an Ed25519 key (%s), and no RSA key is known", key->domain,
			  key->selector);
}

void check_dkim(struct check *check)
{
	const GPtrArray *keys = check->look->dkim;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) questions = questions_new();
	g_autoptr(GHashTable) rsa_domains = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < keys->len; i++) {
		const struct look_key *key = keys->pdata[i];

		g_ptr_array_add(names,
				g_strdup_printf("%s._domainkey.%s", key->selector, key->domain));
		questions_add(questions, names->pdata[i], DNS_TYPE_TXT, NULL);
	}
	questions_ask(check->dns, questions, check->progress);
	for (guint i = 0; i < keys->len; i++) {
		struct look_key *key = keys->pdata[i];
		bool rsa;

		judge_answer(check, key, questions_at(questions, i), &rsa);
		if (rsa)
			g_hash_table_add(rsa_domains, key->domain);
	}
	for (guint i = 0; i < keys->len; i++)
		judge_alone(check, keys->pdata[i], rsa_domains);
}
