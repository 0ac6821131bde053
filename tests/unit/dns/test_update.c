/* SPDX-License-Identifier: MIT */
/* DNS updates of push.example at a knotd that has a key for it, and none for locked.example. */
#include "base/error.h"
#include "bed.h"
#include "dns/update.h"

#define ADDRESS "127.0.1.59"
#define SECRET	"c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgb2N0ZXRzLi4="
#define OTHER	"YW5vdGhlciBzZWNyZXQsIGFsc28gMzIgb2N0ZXRzLi4="
#define NONE	"v=DMARC1; p=none"
#define REJECT	"v=DMARC1; p=reject"

static struct bed bed;
static const struct update_signer signer = {"pusher", "hmac-sha256", SECRET};

/* The values of a set, with a line between; "" is none. */
static GPtrArray *values(const char *lines)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) words = g_strsplit(lines, "\n", -1);

	for (char **word = words; *word; word++)
		g_ptr_array_add(list, g_strdup(*word));
	return list;
}

static struct update *plan(struct dns *dns, const char *zone, const char *name, const char *type,
			   const char *old, const char *new, GError **error)
{
	g_autoptr(GPtrArray) before = values(old), after = values(new);
	g_autofree char *server = g_strdup_printf("%s:%u", ADDRESS, bed.port);
	struct update_change change = {name, type, before, after, 900};

	return update_new(dns, zone, server, &change, 1, NULL, error);
}

/* What a question finds: the TTL and the data, with a line between. */
static char *served(const char *name, enum dns_type type)
{
	struct dns *dns = bed_asker(&bed, ADDRESS, 5, 1);
	struct dns_question question = {.name = name, .type = type};
	GString *text = g_string_new(NULL);

	dns_ask(dns, &question, 1, NULL);
	if (question.status == LOOK_STATUS_OK)
		g_string_printf(text, "%u", question.ttl);
	else
		g_string_assign(text, look_status_name(question.status));
	for (guint i = 0; i < question.data->len; i++)
		g_string_append_printf(text, "\n%s", (char *)question.data->pdata[i]);
	dns_question_clear(&question);
	dns_free(dns);
	return g_string_free(text, FALSE);
}

/* Each case finds the zone as the ones before have left it. */
static void test_changes(void)
{
	g_autofree char *longer =
		g_strdup_printf("v=DMARC1; p=none; rua=mailto:%0300d@x.example", 7);
	g_autofree char *longer_served = g_strdup_printf("900\n%s", longer);
	const struct {
		const char *name, *type, *old, *new, *served;
	} cases[] = {
		{"_dmarc.push.example", "TXT", NONE, REJECT, "900\n" REJECT},
		{"_dmarc.push.example", "TXT", REJECT, longer, longer_served},
		{"_dmarc.push.example", "TXT", longer, "", "nxdomain"},
		{"_dmarc.push.example", "TXT", "", NONE, "900\n" NONE},
		{"_dmarc.cut.push.example", "TXT", NONE, REJECT, "900\n" REJECT}, /* two strings */
		{"_dmarc.two.push.example", "TXT", NONE "\n" REJECT, NONE, "3600\n" NONE},
		{"_dmarc.beside.push.example", "TXT", "", NONE, "600\nnote\n" NONE},
		{"_dmarc.beside.push.example", "TXT", NONE, "", "600\nnote"},
		{"push.example", "TXT", "v=spf1 mx -all", "v=spf1 -all",
		 "3600\nsite-verification=12ab\nv=spf1 -all"},
		{"push.example", "MX", "10 mx1.push.example", "0 .", "900\n0 ."},
		{"push.example", "MX", "0 .", "10 mx1.push.example\n20 mx2.push.example",
		 "900\n10 mx1.push.example\n20 mx2.push.example"},
		{"s1._domainkey.push.example", "CNAME", "", "s1.mail.example",
		 "900\ns1.mail.example"},
		{"*._domainkey.push.example", "TXT", "", "v=DKIM1; p=", "900\nv=DKIM1; p="},
		{"odd.push.example", "TXT", "", "a \"quoted\\\" \xc0\x80 \x1b[2J;x",
		 "900\na \"quoted\\\" \xc0\x80 \x1b[2J;x"},
	};
	struct dns *dns = bed_asker(&bed, ADDRESS, 5, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *type = cases[i].type;
		g_autoptr(GError) error = NULL;
		struct update *update = plan(dns, "push.example", cases[i].name, type, cases[i].old,
					     cases[i].new, &error);
		g_autofree char *found = NULL;

		g_test_message("%s %s: %s", cases[i].name, type, cases[i].new);
		g_assert_no_error(error);
		g_assert_false(update_is_empty(update));
		update_send(dns, update, &signer, NULL, &error);
		g_assert_no_error(error);
		update_free(update);
		found = served(cases[i].name, *type == 'T'   ? DNS_TYPE_TXT
					      : *type == 'M' ? DNS_TYPE_MX
							     : DNS_TYPE_CNAME);
		g_assert_cmpstr(found, ==, cases[i].served);
		update = plan(dns, "push.example", cases[i].name, type, cases[i].old, cases[i].new,
			      &error);
		g_assert_no_error(error);
		g_assert_true(update_is_empty(update));
		update_free(update);
	}
	dns_free(dns);
}

static void test_text(void)
{
	struct dns *dns = bed_asker(&bed, ADDRESS, 5, 1);
	g_autoptr(GError) error = NULL;
	struct update *update =
		plan(dns, "locked.example", "_dmarc.locked.example", "TXT", NONE, REJECT, &error);
	g_autofree char *text = update_text(update, &signer);
	g_autofree char *wanted = g_strdup_printf(
		"server " ADDRESS " %u\nzone locked.example.\n"
		"; signed with the hmac-sha256 key pusher\n"
		"prereq yxrrset _dmarc.locked.example. TXT \"v=DMARC1; p=none\"\n"
		"update delete _dmarc.locked.example. TXT \"v=DMARC1; p=none\"\n"
		"update add _dmarc.locked.example. 900 TXT \"v=DMARC1; p=reject\"\nsend\n",
		bed.port);

	g_assert_no_error(error);
	g_assert_cmpstr(text, ==, wanted);
	update_free(update);
	update = plan(dns, "locked.example", "x.locked.example", "CNAME", "", "y.example", &error);
	g_free(text);
	text = update_text(update, &signer);
	g_assert_nonnull(strstr(text, "\nprereq nxdomain x.locked.example.\n"
				      "update add x.locked.example. 900 CNAME y.example.\n"));
	update_free(update);
	dns_free(dns);
}

/* What is served is not what the change rests on, or nothing that can be changed: nothing is sent.
 */
static void test_not_planned(void)
{
	static const struct {
		const char *zone, *name, *type, *old, *new;
		enum rampart_error error;
	} cases[] = {
		{"locked.example", "_dmarc.locked.example", "TXT", REJECT, "v=DMARC1; p=quarantine",
		 RAMPART_ERROR_STALE},
		{"locked.example", "_dmarc.locked.example", "TXT", "", REJECT, RAMPART_ERROR_STALE},
		{"locked.example", "_dmarc.locked.example", "TXT", REJECT, "", RAMPART_ERROR_STALE},
		{"locked.example", "gone.locked.example", "TXT", NONE, REJECT, RAMPART_ERROR_STALE},
		{"push.example", "_dmarc.alias.push.example", "TXT", "", NONE, RAMPART_ERROR_STALE},
		{"push.example", "x.push.example", "CNAME", "x.example", "y.example",
		 RAMPART_ERROR_STALE},
		{"push.example", "x.push.example", "SRV", "", "0 0 0 .", RAMPART_ERROR_INVALID},
		{"push.example", "x.push.example", "MX", "", "mx1.push.example",
		 RAMPART_ERROR_INVALID},
		{"push.example", "x.push.example", "CNAME", "", "a..b", RAMPART_ERROR_INVALID},
		{"push.example", "x..push.example", "TXT", "", NONE, RAMPART_ERROR_INVALID},
		{"other.example", "_dmarc.other.example", "TXT", "", NONE, RAMPART_ERROR_NETWORK},
	};
	struct dns *dns = bed_asker(&bed, ADDRESS, 5, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_test_message("%s: %s", cases[i].name, cases[i].new);
		g_assert_null(plan(dns, cases[i].zone, cases[i].name, cases[i].type, cases[i].old,
				   cases[i].new, &error));
		g_assert_error(error, RAMPART_ERROR, (int)cases[i].error);
	}
	dns_free(dns);
}

/* Two updates made of one state: the server takes the first alone, and says why. */
static void race(const char *old, const char *first, const char *second, const char *answer)
{
	const char *name = "_dmarc.race.push.example";
	struct dns *dns = bed_asker(&bed, ADDRESS, 5, 1);
	g_autoptr(GError) error = NULL;
	struct update *faster = plan(dns, "push.example", name, "TXT", old, first, &error);
	struct update *slower = plan(dns, "push.example", name, "TXT", old, second, &error);
	g_autofree char *wanted = g_strdup_printf("900\n%s", first), *found = NULL;

	g_assert_no_error(error);
	g_assert_true(update_send(dns, faster, &signer, NULL, &error));
	g_assert_false(update_send(dns, slower, &signer, NULL, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE);
	g_assert_nonnull(strstr(error->message, answer));
	found = served(name, DNS_TYPE_TXT);
	g_assert_cmpstr(found, ==, wanted);
	update_free(faster);
	update_free(slower);
	dns_free(dns);
}

static void test_race(void)
{
	race("", NONE, REJECT, "YXRRSET");
	race(NONE, REJECT, "v=DMARC1; p=quarantine", "NXRRSET");
}

/* The server says no, each time for another reason, and the zone stays as it is. */
static void test_refused(void)
{
	static const struct {
		struct update_signer signer;
		const char *zone, *name, *why;
	} cases[] = {
		{{"nobody", "hmac-sha256", SECRET},
		 "push.example",
		 "x.push.example",
		 "knows no such key for this zone"},
		{{"pusher", "hmac-sha512", SECRET},
		 "push.example",
		 "x.push.example",
		 "knows no such key for this zone"},
		{{"pusher", "hmac-sha256", OTHER},
		 "push.example",
		 "x.push.example",
		 "its secret for the key is another one"},
		{{"pusher", "hmac-sha256", SECRET},
		 "locked.example",
		 "x.locked.example",
		 "knows no such key for this zone"},
		{{"pusher", "hmac-sha256", "no base64!"},
		 "push.example",
		 "x.push.example",
		 "its secret is to be base64"},
	};
	struct dns *dns = bed_asker(&bed, ADDRESS, 5, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct update *update =
			plan(dns, cases[i].zone, cases[i].name, "TXT", "", NONE, &error);
		g_autofree char *found = NULL;

		g_assert_no_error(error);
		g_assert_false(update_send(dns, update, &cases[i].signer, NULL, &error));
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, cases[i].why));
		found = served(cases[i].name, DNS_TYPE_TXT);
		g_assert_cmpstr(found, ==, "nxdomain");
		update_free(update);
	}
	dns_free(dns);
}

int main(int argc, char **argv)
{
	g_autofree char *place =
		g_strdup_printf("%s=%s/dns/update", ADDRESS, g_getenv("RAMPART_TEST_DATA"));
	char *words[] = {(char[]){"knotserver.py"}, place,
			 (char[]){"pusher:hmac-sha256:" SECRET ":push.example"}, NULL};
	int failed;

	g_test_init(&argc, &argv, NULL);
	bed_start(&bed, words);
	g_test_add_func("/update/changes", test_changes);
	g_test_add_func("/update/text", test_text);
	g_test_add_func("/update/not-planned", test_not_planned);
	g_test_add_func("/update/race", test_race);
	g_test_add_func("/update/refused", test_refused);
	failed = g_test_run();
	bed_stop(&bed);
	return failed;
}
