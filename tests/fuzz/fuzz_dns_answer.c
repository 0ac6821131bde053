/* SPDX-License-Identifier: MIT */
/*
 * An answer of a name server, and the records in it. The first octet chooses the type that was
 * asked for; the rest is the message, whose ID is always the right one.
 */
#include <string.h>

#include "base/ip.h"
#include "dmarc/record.h"
#include "dns/dkim_key.h"
#include "dns/spf_record.h"
#include "dns/wire.h"
#include "fuzz.h"

#define NAME  "shop.example"
#define TYPES (DNS_TYPE_TXT + 1)

static void check_name(const char *name)
{
	g_autofree char *canonical = wire_canonical(name);

	g_assert_cmpstr(canonical, ==, name);
}

static void check_address(const char *text)
{
	char again[IP_TEXT_MAX];
	struct ip ip;

	g_assert_true(ip_parse(text, strlen(text), &ip));
	g_assert_cmpstr(ip_format(&ip, again), ==, text);
}

static void check_txt(const char *txt)
{
	struct dkim_key key = dkim_key_parse(txt);
	struct spf_record spf;

	g_ptr_array_unref(record_lint(txt, strlen(txt), NULL));
	g_assert_true((key.state == DKIM_STATE_INVALID) == (key.problem != NULL));
	if (!spf_is_record(txt))
		return;
	g_assert_true(spf_record_parse(txt, &spf) == (spf.error == NULL));
	spf_record_clear(&spf);
}

static void check_data(enum dns_type type, const char *data)
{
	switch (type) {
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		check_address(data);
		return;
	case DNS_TYPE_NS:
	case DNS_TYPE_CNAME:
	case DNS_TYPE_PTR:
		check_name(data);
		return;
	case DNS_TYPE_MX:
		g_assert_nonnull(strchr(data, ' '));
		check_name(strchr(data, ' ') + 1);
		return;
	case DNS_TYPE_TXT:
		check_txt(data);
		return;
	case DNS_TYPE_SOA:
		g_assert_true(g_utf8_validate(data, -1, NULL));
		return;
	}
}

static void check_answer(enum dns_type type, const struct wire_answer *answer)
{
	g_assert_true(answer->status == LOOK_STATUS_OK || answer->data->len == 0);
	g_assert_true(!answer->unfinished || answer->cname->len > 0);
	g_assert_cmpuint(answer->cname->len, <=, WIRE_CHAIN_MAX);
	for (guint i = 0; i < answer->cname->len; i++)
		check_name(answer->cname->pdata[i]);
	for (guint i = 0; i < answer->data->len; i++) {
		check_data(type, answer->data->pdata[i]);
		g_assert_true(i == 0 ||
			      strcmp(answer->data->pdata[i - 1], answer->data->pdata[i]) <= 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct wire_answer answer = {0};
	enum dns_type type;
	uint16_t id;

	if (len < 3)
		return 0;
	type = (enum dns_type)(data[0] % TYPES);
	id = (uint16_t)(data[1] << 8 | data[2]);
	if (wire_read(data + 1, len - 1, id, NAME, type, &answer) == WIRE_READING_DONE)
		check_answer(type, &answer);
	else
		g_assert_null(answer.data);
	wire_answer_clear(&answer);
	return 0;
}
