/* SPDX-License-Identifier: MIT */
#include <glib.h>
#include <string.h>

#include "dns/dkim_key.h"

/* Public keys, their private halves thrown away. */
#define RSA_512                                                                                    \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALUI8k/q416WvehbHjgKbQIiGkAqlr2M2jLPd/FJ"                 \
	"/P9bt3iuTzC1oqrNwxIOI/WglMoMc0WiS03XY152vwf2ULcCAwEAAQ=="
#define RSA_1024                                                                                   \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjFQF8V3AqwgjXap6lN46678anGkLxYFnB"                 \
	"bVdNx2rUHp2JGHZSVTS4MhYMGSWsnKeLhbJBGTqIILbHDcShgzDQys1Fxej2F0RYQXnpMUoN"                 \
	"UFCCYSWHzJFsrYFe6rpXD8OjRAeUxKfhl+xJZhD8PlM+14tN3nLdh8z5R1QnaedsBwIDAQAB"
#define RSA_BARE /* 2048 bits as an RSAPublicKey, without what says so */                          \
	"MIIBCgKCAQEAj4+vyVt1REjkbmIY7ksAc4d+OcDhfL5DYPTQEZ3Uda72wFGS8/WwCHXOhsBu"                 \
	"3/hJDZIK9S2caxNx4xdoNIFcKrLe0XSUrxyIfgIurfdjIMKdsxYxr0kMxrwgNbfhpHCwx4H8"                 \
	"wIrmnaiZeTEEiezrobcM8ieuKk195JzY+n1x9Gn0p5oOxOvhDmISncUvYqsP7GISyrsTbCBT"                 \
	"WauKNmSSG3qbvyV/+mv9CZi6gxSiP6vYji1yX1cEQ5nfkVPUIUyj42yAZ+AC7MxvzC0fbzzN"                 \
	"kGr3CBuwWu4pje/pQnWgrx+3nIgIvmdF7m9IGVjvkrKcuws+w+bYa9s4xvD47AuuowIDAQAB"
#define EC_256                                                                                     \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvKC3cHPn0gdoub0hnQv1n9jBniTXnOultXFn"                 \
	"MpYUyI98Z9D1UnVFPkDCbzh82g54pGsnN77eo/tQK9RCN6cYdg=="
#define ED25519 "JmXckHfOJPnh5WUTJoYmiYRNQ+7S+1mx0oPtfeW6H/Q="

static void test_states(void)
{
	static const struct {
		const char *txt;
		enum dkim_state state;
		unsigned bits;
	} cases[] = {
		{"v=DKIM1; k=rsa; p=" RSA_1024, DKIM_STATE_OK, 1024},
		{"p=" RSA_1024, DKIM_STATE_OK, 1024},
		{"k=rsa; p=" RSA_512 ";", DKIM_STATE_OK, 512},
		{" v = DKIM1 ; p = " RSA_512 " ; ", DKIM_STATE_OK, 512},
		{"v=DKIM1; h=sha1:sha256; s=email; t=s; n=note; x-y=z; p=" RSA_512, DKIM_STATE_OK,
		 512},
		{"v=DKIM1; s=*; p=" RSA_512, DKIM_STATE_OK, 512},
		{"v=DKIM1; k=ed25519; p=" ED25519, DKIM_STATE_OK, 256},
		{"v=DKIM1; p=", DKIM_STATE_REVOKED, 0},
		{"v=DKIM1; p= ;", DKIM_STATE_REVOKED, 0},
		{"v=DKIM1; k=ed25519; p=" RSA_512, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; p=" ED25519, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; p=" RSA_BARE, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; p=" EC_256, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; k=dsa; p=" RSA_512, DKIM_STATE_INVALID, 0},
		{"v=DKIM2; p=" RSA_512, DKIM_STATE_INVALID, 0},
		{"p=" RSA_512 "; v=DKIM1", DKIM_STATE_INVALID, 0},
		{"v=DKIM1; h=sha1; p=" RSA_512, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; s=chat; p=" RSA_512, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; p=" RSA_512 "; p=" RSA_512, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; p=MIIB!", DKIM_STATE_INVALID, 0},
		{"v=DKIM1; p====", DKIM_STATE_INVALID, 0},
		{"v=DKIM1; p=\"" RSA_512 "\"", DKIM_STATE_INVALID, 0},
		{"v=DKIM1 k=rsa p=" RSA_512, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; nonsense; p=" RSA_512, DKIM_STATE_INVALID, 0},
		{"v=DKIM1; k=rsa", DKIM_STATE_INVALID, 0},
		{"v=spf1 -all", DKIM_STATE_NONE, 0},
		{"", DKIM_STATE_NONE, 0},
		{";", DKIM_STATE_NONE, 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct dkim_key key = dkim_key_parse(cases[i].txt);

		g_test_message("%s", cases[i].txt);
		g_assert_cmpint(key.state, ==, cases[i].state);
		g_assert_cmpuint(key.bits, ==, cases[i].bits);
		g_assert_true((key.problem != NULL) == (key.state == DKIM_STATE_INVALID));
	}
}

static void test_flags(void)
{
	g_assert_true(dkim_key_parse("t=y; p=" RSA_512).test);
	g_assert_true(dkim_key_parse("t=s : y; p=" RSA_512).test);
	g_assert_false(dkim_key_parse("t=s; p=" RSA_512).test);
	g_assert_false(dkim_key_parse("p=" RSA_512).test);
	g_assert_true(dkim_key_parse("p=" RSA_512).rsa);
	g_assert_false(dkim_key_parse("k=ed25519; p=" ED25519).rsa);
}

/* A key cut short or with any octet changed is read or refused, never beyond its end. */
static void test_damaged(void)
{
	gsize len;
	g_autofree guchar *good = g_base64_decode(RSA_1024, &len);

	for (gsize i = 0; i < len; i++) {
		g_autofree char *cut = g_base64_encode(good, i);
		g_autofree char *txt = g_strdup_printf("p=%s", cut);

		if (i > 0)
			g_assert_cmpint(dkim_key_parse(txt).state, ==, DKIM_STATE_INVALID);
		for (unsigned octet = 0; octet < 256; octet += 5) {
			g_autofree guchar *bad = g_memdup2(good, len);
			g_autofree char *text = NULL, *record = NULL;

			bad[i] = (guchar)octet;
			text = g_base64_encode(bad, len);
			record = g_strdup_printf("p=%s", text);
			g_assert_cmpuint(dkim_key_parse(record).bits, <=, 8 * len);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dkim-key/states", test_states);
	g_test_add_func("/dkim-key/flags", test_flags);
	g_test_add_func("/dkim-key/damaged", test_damaged);
	return g_test_run();
}
