/* SPDX-License-Identifier: MIT */
/* The asker against a server that misbehaves as the name asked for says (tests/e2e/nameserver.py).
 */
#include "bed.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "dns/finding.h"
#include "dns/questions.h"
#include "dns/wire.h"

#define HOST	"127.0.0.1"
#define PATIENT 10 /* seconds that nobody waits: an answer comes */

static struct bed bed;

static struct dns *asker(double timeout, unsigned retries)
{
	return bed_asker(&bed, HOST, timeout, retries);
}

static const char *first(const struct dns_question *question)
{
	return question->data->len > 0 ? question->data->pdata[0] : NULL;
}

/* The one answer to a question for TXT, asked of the resolvers. */
static void ask(struct dns *dns, const char *name, struct dns_question *question)
{
	*question = (struct dns_question){.name = name, .type = DNS_TYPE_TXT};
	dns_ask(dns, question, 1, NULL);
}

static void test_answers(void)
{
	static const struct {
		const char *name;
		enum look_status status;
		const char *data; /* the first, or NULL */
		guint cnames;
	} cases[] = {
		{"right.test", LOOK_STATUS_OK, "v=right", 0},
		{"RIGHT.Test.", LOOK_STATUS_OK, "v=right", 0},
		{"wrong-id.test", LOOK_STATUS_OK, "v=right", 0},
		{"wrong-question.test", LOOK_STATUS_OK, "v=right", 0},
		{"wrong-type.test", LOOK_STATUS_OK, "v=right", 0},
		{"wrong-peer.test", LOOK_STATUS_OK, "v=right", 0},
		{"query-back.test", LOOK_STATUS_OK, "v=right", 0},
		{"noise.test", LOOK_STATUS_OK, "v=right", 0},
		{"other-case.test", LOOK_STATUS_OK, "v=right", 0},
		{"stray.test", LOOK_STATUS_OK, "v=right", 0},
		{"servfail.test", LOOK_STATUS_SERVFAIL, NULL, 0},
		{"bogus.test", LOOK_STATUS_BOGUS, NULL, 0},
		{"nxdomain.test", LOOK_STATUS_NXDOMAIN, NULL, 0},
		{"nodata.test", LOOK_STATUS_NODATA, NULL, 0},
		{"refused.test", LOOK_STATUS_REFUSED, NULL, 0},
		{"notimp.test", LOOK_STATUS_REFUSED, NULL, 0},
		{"formerr.test", LOOK_STATUS_SERVFAIL, NULL, 0},
		{"referral.test", LOOK_STATUS_REFUSED, NULL, 0},
		{"no-edns.test", LOOK_STATUS_OK, "v=right", 0},
		{"alias.test", LOOK_STATUS_OK, "v=right", 1},
		{"dangling.test", LOOK_STATUS_NXDOMAIN, NULL, 1},
		{"loop.test", LOOK_STATUS_MALFORMED, NULL, 0},
		{"spiral.test", LOOK_STATUS_MALFORMED, NULL, 17},
		{"pointer-loop.test", LOOK_STATUS_MALFORMED, NULL, 0},
		{"pointer-chain.test", LOOK_STATUS_MALFORMED, NULL, 0},
		{"pointer-past.test", LOOK_STATUS_MALFORMED, NULL, 0},
		{"short-data.test", LOOK_STATUS_MALFORMED, NULL, 0},
		{"long-data.test", LOOK_STATUS_MALFORMED, NULL, 0},
		{"short-string.test", LOOK_STATUS_MALFORMED, NULL, 0},
		{"counts.test", LOOK_STATUS_MALFORMED, NULL, 0},
		{"tcp-cut.test", LOOK_STATUS_TIMEOUT, NULL, 0},
		{"tcp-truncated.test", LOOK_STATUS_TIMEOUT, NULL, 0},
		{"escape.test", LOOK_STATUS_OK, "v=\x1b]0;owned\x07\xc0\x80\xff\r\n\"\\", 0},
		{"a..test", LOOK_STATUS_NXDOMAIN, NULL, 0},
		{"", LOOK_STATUS_NXDOMAIN, NULL, 0},
	};
	struct dns *dns = asker(1, 3); /* one is answered at the last try only */
	GArray *questions = questions_new();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		questions_add(questions, cases[i].name, DNS_TYPE_TXT, NULL);
	questions_ask(dns, questions, NULL);
	for (guint i = 0; i < questions->len; i++) {
		const struct dns_question *got = questions_at(questions, i);

		g_test_message("%s: %s", cases[i].name, look_status_name(got->status));
		g_assert_cmpint(got->status, ==, cases[i].status);
		g_assert_cmpstr(first(got), ==, cases[i].data);
		g_assert_cmpuint(got->data->len, ==, cases[i].data ? 1 : 0);
		g_assert_cmpuint(got->cname->len, ==, cases[i].cnames);
	}
	g_array_unref(questions);
	dns_free(dns);
}

static enum look_status ask_at(struct dns *dns, const char *server, const char *name)
{
	struct dns_question question = {.name = name, .type = DNS_TYPE_TXT, .server = server};
	enum look_status status;

	dns_ask(dns, &question, 1, NULL);
	status = question.status;
	dns_question_clear(&question);
	return status;
}

/* What the system has no route to is told from a server that is silent. */
static void test_no_way(void)
{
	struct dns *dns = asker(1, 1);

	g_assert_cmpint(ask_at(dns, "fe80::1", "right.test"), ==, LOOK_STATUS_UNREACHABLE);
	g_assert_cmpint(ask_at(dns, "255.255.255.255", "right.test"), ==, LOOK_STATUS_UNREACHABLE);
	g_assert_cmpint(ask_at(dns, "127.0.1.99", "right.test"), ==, LOOK_STATUS_TIMEOUT);
	g_assert_cmpint(ask_at(dns, "nonsense", "right.test"), ==, LOOK_STATUS_TIMEOUT);
	dns_free(dns);
}

/* A socket on the loopback of IPv6 and its address; -1: this host has none. */
static int bind_v6(char address[static 32])
{
	struct sockaddr_in6 place = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	socklen_t len = sizeof(place);
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&place, len) ||
	    getsockname(fd, (struct sockaddr *)&place, &len)) {
		close(fd);
		return -1;
	}
	g_snprintf(address, 32, "[::1]:%u", ntohs(place.sin6_port));
	return fd;
}

/*
 * Silence at every IPv6 address is this host's, and soon no longer waited for; once one was heard
 * of, it is the server's.
 */
static void test_without_ipv6(void)
{
	struct dns *dns = asker(0.05, 0);
	char silent[32], closed[32];
	int fd = bind_v6(silent), other = bind_v6(closed);

	if (fd < 0 || other < 0) {
		g_test_skip("this host has no IPv6");
		return;
	}
	for (unsigned i = 0; i < 10; i++) {
		g_autofree char *name = g_strdup_printf("n%u.test", i);
		char message[512];

		g_assert_cmpint(ask_at(dns, silent, name), ==, LOOK_STATUS_UNREACHABLE);
		g_assert_cmpint(recv(fd, message, sizeof(message), MSG_DONTWAIT) > 0, ==, i < 8);
	}
	dns_free(dns);

	dns = asker(0.05, 0);
	close(other);
	g_assert_cmpint(ask_at(dns, closed, "right.test"), ==, LOOK_STATUS_TIMEOUT);
	g_assert_cmpint(ask_at(dns, silent, "right.test"), ==, LOOK_STATUS_TIMEOUT);
	close(fd);
	dns_free(dns);
}

static void test_over_tcp(void)
{
	struct dns *dns = asker(PATIENT, 0);
	struct dns_question question;

	ask(dns, "big.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_OK);
	g_assert_cmpuint(question.data->len, ==, 1);
	g_assert_cmpuint(strlen(question.data->pdata[0]), ==, 250 * 255);
	g_assert_cmpuint(strspn(question.data->pdata[0], "x"), ==, 250 * 255);
	dns_question_clear(&question);

	ask(dns, "strings.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_OK);
	g_assert_cmpuint(question.data->len, ==, 2);
	g_assert_cmpuint(strlen(question.data->pdata[0]), ==, 600);
	g_assert_cmpstr(question.data->pdata[1], ==, "v=second");
	dns_question_clear(&question);
	dns_free(dns);
}

static void test_other_types(void)
{
	struct dns *dns = asker(PATIENT, 0);
	struct dns_question questions[] = {
		{.name = "bad-address.test", .type = DNS_TYPE_A},
		{.name = "bad-address.test", .type = DNS_TYPE_AAAA},
		{.name = "odd-name.test", .type = DNS_TYPE_PTR},
		{.name = "odd-name.test", .type = DNS_TYPE_NS},
		{.name = "odd-name.test", .type = DNS_TYPE_MX},
		{.name = "odd-name.test", .type = DNS_TYPE_SOA},
	};

	dns_ask(dns, questions, G_N_ELEMENTS(questions), NULL);
	g_assert_cmpint(questions[0].status, ==, LOOK_STATUS_MALFORMED);
	g_assert_cmpint(questions[1].status, ==, LOOK_STATUS_MALFORMED);
	g_assert_cmpstr(first(&questions[2]), ==, "a\\046b\\027\\0912j\\255.test");
	g_assert_cmpstr(first(&questions[3]), ==, "a\\046b\\027\\0912j\\255.test");
	g_assert_cmpint(questions[4].status, ==, LOOK_STATUS_MALFORMED);
	g_assert_cmpint(questions[5].status, ==, LOOK_STATUS_MALFORMED);
	for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
		dns_question_clear(&questions[i]);
	dns_free(dns);
}

static void test_negative_ttl(void)
{
	struct dns *dns = asker(PATIENT, 0);
	struct dns_question question;

	ask(dns, "nxdomain.test", &question);
	g_assert_cmpuint(question.ttl, ==, 60); /* the minimum, below the SOA's TTL */
	dns_question_clear(&question);
	ask(dns, "nodata.test", &question);
	g_assert_cmpuint(question.ttl, ==, 30); /* the SOA's TTL, below the minimum */
	dns_question_clear(&question);
	dns_free(dns);
}

/* Silence is waited for as often as asked, no longer, and remembered. */
static void test_silence(void)
{
	struct dns *dns = asker(0.3, 2);
	gint64 began = g_get_monotonic_time(), took;
	struct dns_question question;

	ask(dns, "silent.test", &question);
	took = g_get_monotonic_time() - began;
	g_assert_cmpint(question.status, ==, LOOK_STATUS_TIMEOUT);
	g_assert_cmpint(took, >=, 900000);
	g_assert_cmpint(took, <, 30 * G_USEC_PER_SEC);
	dns_question_clear(&question);

	began = g_get_monotonic_time();
	ask(dns, "silent.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_TIMEOUT);
	g_assert_cmpint(g_get_monotonic_time() - began, <, 900000);
	dns_question_clear(&question);

	ask(dns, "tcp-hangs.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_TIMEOUT);
	dns_question_clear(&question);
	dns_free(dns);
}

/* Asks the server itself for that many names, which nobody else asks for. */
static void ask_server(struct dns *dns, unsigned n, const char *whose)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	GArray *questions = questions_new();

	for (unsigned i = 0; i < n; i++) {
		g_ptr_array_add(names, g_strdup_printf("right.%s%u.test", whose, i));
		questions_add(questions, names->pdata[i], DNS_TYPE_TXT, HOST);
	}
	questions_ask(dns, questions, NULL);
	for (guint i = 0; i < n; i++)
		g_assert_cmpint(questions_at(questions, i)->status, ==, LOOK_STATUS_OK);
	g_array_unref(questions);
}

static void *ask_beside(void *data)
{
	ask_server(data, 150, "b");
	return NULL;
}

/*
 * The servers of others are not asked faster than they may be, after a first burst; by askers that
 * stand beside each other neither.
 */
static void test_rate(void)
{
	struct dns *alone = asker(5, 2), *dns = asker(5, 2), *beside = dns_beside(dns);
	gint64 began = g_get_monotonic_time();
	GThread *thread;

	ask_server(alone, 300, "n");
	g_assert_cmpint(g_get_monotonic_time() - began, >=,
			390000); /* 200 of them at 500 a second */
	dns_free(alone);

	began = g_get_monotonic_time();
	thread = g_thread_new("beside", ask_beside, beside);
	ask_server(dns, 150, "a");
	g_thread_join(thread);
	g_assert_cmpint(g_get_monotonic_time() - began, >=, 390000);
	dns_free(dns);
	dns_free(beside);
}

/* What an asker offers to take over UDP, and that it offers it (RFC 6891). */
static void test_edns(void)
{
	struct dns *dns = asker(PATIENT, 1);
	struct dns_question question;

	ask(dns, "offer.test", &question);
	g_assert_cmpstr(first(&question), ==, "1232");
	dns_question_clear(&question);
	dns_free(dns);
}

/* As many records as an answer may hold, and one more. */
static void test_records(void)
{
	struct dns *dns = asker(PATIENT, 0);
	struct dns_question question;

	ask(dns, "records500.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_OK);
	g_assert_cmpuint(question.data->len, ==, WIRE_RECORDS_MAX);
	dns_question_clear(&question);
	ask(dns, "records501.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_MALFORMED);
	g_assert_cmpuint(question.data->len, ==, 0);
	dns_question_clear(&question);
	dns_free(dns);
}

static void test_nobody_listens(void)
{
	struct dns_options options = {.port = 9, .timeout = 5, .only_resolvers = true};
	struct dns *dns = dns_new(&options, NULL);
	struct dns_question questions[] = {
		{.name = "right.test", .type = DNS_TYPE_TXT, .server = "127.0.0.1"},
		{.name = "right.test", .type = DNS_TYPE_TXT, .server = "no address"},
		{.name = "right.test", .type = DNS_TYPE_TXT},
	};

	dns_ask(dns, questions, G_N_ELEMENTS(questions), NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
		g_assert_cmpint(questions[i].status, ==, LOOK_STATUS_TIMEOUT);
		dns_question_clear(&questions[i]);
	}
	dns_free(dns);
}

static void test_offline(void)
{
	struct dns_options options = {.offline = true, .timeout = 5};
	struct dns *dns = dns_new(&options, NULL);
	struct dns_question question;

	ask(dns, "right.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_TIMEOUT);
	dns_question_clear(&question);
	dns_free(dns);
}

static void test_second_resolver(void)
{
	struct dns_options options = {
		.resolvers = g_ptr_array_new_with_free_func(g_free),
		.timeout = PATIENT,
		.only_resolvers = true,
	};
	struct dns_question question;
	struct dns *dns;

	g_ptr_array_add(options.resolvers, g_strdup("127.0.0.1:9"));
	g_ptr_array_add(options.resolvers, g_strdup_printf("127.0.0.1:%u", bed.port));
	dns = dns_new(&options, NULL);
	ask(dns, "right.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_OK);
	g_assert_cmpstr(first(&question), ==, "v=right");
	dns_question_clear(&question);
	dns_free(dns);
	dns_options_clear(&options);
}

/* A resolver that never answers is waited for a few times, then the other one is asked first. */
static void test_silent_resolver(void)
{
	struct dns_options options = {
		.resolvers = g_ptr_array_new_with_free_func(g_free),
		.timeout = 0.5,
		.only_resolvers = true,
	};
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t len = sizeof(address);
	int silent = socket(AF_INET, SOCK_DGRAM, 0);
	gint64 began = g_get_monotonic_time();
	struct dns *dns;

	g_assert_cmpint(inet_pton(AF_INET, HOST, &address.sin_addr), ==, 1);
	g_assert_cmpint(bind(silent, (struct sockaddr *)&address, len), ==, 0);
	g_assert_cmpint(getsockname(silent, (struct sockaddr *)&address, &len), ==, 0);
	g_ptr_array_add(options.resolvers, g_strdup_printf(HOST ":%u", ntohs(address.sin_port)));
	g_ptr_array_add(options.resolvers, g_strdup_printf(HOST ":%u", bed.port));
	dns = dns_new(&options, NULL);
	for (unsigned i = 0; i < 30; i++) {
		g_autofree char *name = g_strdup_printf("right.n%u.test", i);
		struct dns_question question;

		ask(dns, name, &question);
		g_assert_cmpint(question.status, ==, LOOK_STATUS_OK);
		dns_question_clear(&question);
	}
	g_assert_cmpint(g_get_monotonic_time() - began, >=, 1500000);
	g_assert_cmpint(g_get_monotonic_time() - began, <, 10 * G_USEC_PER_SEC); /* of 15 */
	dns_free(dns);
	close(silent);
	dns_options_clear(&options);
}

/* A name server that never answers is waited for less, so that it does not hold up every domain. */
static void test_silent_server(void)
{
	struct dns *dns = asker(2, 0);
	struct sockaddr_in place = {.sin_family = AF_INET};
	socklen_t len = sizeof(place);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	g_autoptr(GArray) questions = questions_new();
	g_autofree char *server = NULL;
	gint64 began;

	g_assert_cmpint(inet_pton(AF_INET, HOST, &place.sin_addr), ==, 1);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&place, len), ==, 0);
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&place, &len), ==, 0);
	server = g_strdup_printf(HOST ":%u", ntohs(place.sin_port));
	questions_add(questions, "a.test", DNS_TYPE_TXT, server);
	questions_add(questions, "b.test", DNS_TYPE_TXT, server);
	questions_add(questions, "c.test", DNS_TYPE_TXT, server);
	questions_ask(dns, questions, NULL);
	began = g_get_monotonic_time();
	g_assert_cmpint(ask_at(dns, server, "right.test"), ==, LOOK_STATUS_TIMEOUT);
	g_assert_cmpint(g_get_monotonic_time() - began, <, 2 * G_USEC_PER_SEC); /* half a second */
	close(fd);
	dns_free(dns);
}

/* What a resolver said before is no answer of a server that has no address. */
static void test_no_address(void)
{
	struct dns *dns = asker(PATIENT, 0);
	struct dns_question question;

	ask(dns, "right.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_OK);
	dns_question_clear(&question);
	g_assert_cmpint(ask_at(dns, "", "right.test"), ==, LOOK_STATUS_TIMEOUT);
	dns_free(dns);
}

/* A whole check of a domain whose only server does its worst ends, and says something. */
static void test_hostile_checks(void)
{
	static const char *const names[] = {
		"wrong-id.test",      "noise.test",	   "servfail.test", "referral.test",
		"big.test",	      "strings.test",	   "tcp-cut.test",  "tcp-hangs.test",
		"tcp-truncated.test", "loop.test",	   "spiral.test",   "alias.test",
		"dangling.test",      "pointer-loop.test", "counts.test",   "long-data.test",
		"bad-address.test",   "escape.test",	   "odd-name.test", "pointer-chain.test",
		"silent.test",
	};
	struct dns *dns = asker(0.05, 0);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct dns_subject subject = {.domain = names[i]};
		struct look *look = dns_check(dns, &subject, 0, NULL);

		g_assert_cmpuint(look->findings->len, >, 0);
		g_assert_nonnull(look->spf_result);
		look_free(look);
	}
	dns_free(dns);
}

static void test_bogus_check(void)
{
	struct dns *dns = asker(PATIENT, 0);
	struct dns_subject subject = {.domain = "bogus.test"};
	struct look *look = dns_check(dns, &subject, 0, NULL);

	g_assert_true(check_said(look->findings, CHECK_DNSSEC_BOGUS));
	look_free(look);
	dns_free(dns);
}

static void *cancel_soon(void *data)
{
	struct progress *progress = data;

	while (atomic_load(&progress->done) == 0)
		g_usleep(1000);
	progress_cancel(progress);
	return NULL;
}

static void test_cancel(void)
{
	struct dns *dns = asker(60, 5);
	struct progress progress = {0};
	gint64 began = g_get_monotonic_time();
	GArray *questions = questions_new();
	GThread *thread;

	questions_add(questions, "right.test", DNS_TYPE_TXT, NULL);
	for (unsigned i = 0; i < 500; i++)
		questions_add(questions, "silent.test", DNS_TYPE_TXT, NULL);
	thread = g_thread_new("cancel", cancel_soon, &progress);
	questions_ask(dns, questions, &progress);
	g_thread_join(thread);

	g_assert_cmpint(g_get_monotonic_time() - began, <, 10 * G_USEC_PER_SEC);
	g_assert_cmpint(questions_at(questions, 0)->status, ==, LOOK_STATUS_OK);
	g_assert_cmpint(questions_at(questions, 500)->status, ==, LOOK_STATUS_TIMEOUT);
	g_assert_cmpuint(atomic_load(&progress.total), ==, 501);
	g_array_unref(questions);

	/* What was cancelled is not remembered as silence, and the asker still asks. */
	struct dns_question question;
	ask(dns, "nodata.test", &question);
	g_assert_cmpint(question.status, ==, LOOK_STATUS_NODATA);
	dns_question_clear(&question);
	dns_free(dns);
}

static void test_resolver_texts(void)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{"192.0.2.1", true},	 {"192.0.2.1:5353", true},     {"2001:db8::1", true},
		{"[2001:db8::1]", true}, {"[2001:db8::1]:5353", true}, {"::1", true},
		{"192.0.2.1:0", false},	 {"192.0.2.1:65536", false},   {"192.0.2.1:", false},
		{"ns.example", false},	 {"ns.example:53", false},     {"", false},
		{":53", false},		 {"[2001:db8::1]:x", false},   {"192.0.2.256", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct dns_options options = {.resolvers = g_ptr_array_new_with_free_func(g_free)};
		g_autoptr(GError) error = NULL;
		struct dns *dns;

		g_ptr_array_add(options.resolvers, g_strdup(cases[i].text));
		dns = dns_new(&options, &error);
		g_test_message("%s", cases[i].text);
		g_assert_cmpint(dns != NULL, ==, cases[i].good);
		g_assert_cmpint(error == NULL, ==, cases[i].good);
		dns_free(dns);
		dns_options_clear(&options);
	}
}

int main(int argc, char **argv)
{
	char *words[] = {(char[]){"nameserver.py"}, (char[]){"hostile"}, (char[]){HOST}, NULL};
	int failed;

	g_test_init(&argc, &argv, NULL);
	bed_start(&bed, words);
	g_test_add_func("/ask/answers", test_answers);
	g_test_add_func("/ask/no-way", test_no_way);
	g_test_add_func("/ask/without-ipv6", test_without_ipv6);
	g_test_add_func("/ask/silent-server", test_silent_server);
	g_test_add_func("/ask/no-address", test_no_address);
	g_test_add_func("/ask/over-tcp", test_over_tcp);
	g_test_add_func("/ask/other-types", test_other_types);
	g_test_add_func("/ask/negative-ttl", test_negative_ttl);
	g_test_add_func("/ask/silence", test_silence);
	g_test_add_func("/ask/rate", test_rate);
	g_test_add_func("/ask/edns", test_edns);
	g_test_add_func("/ask/records", test_records);
	g_test_add_func("/ask/nobody-listens", test_nobody_listens);
	g_test_add_func("/ask/offline", test_offline);
	g_test_add_func("/ask/second-resolver", test_second_resolver);
	g_test_add_func("/ask/silent-resolver", test_silent_resolver);
	g_test_add_func("/ask/hostile-checks", test_hostile_checks);
	g_test_add_func("/ask/bogus-check", test_bogus_check);
	g_test_add_func("/ask/cancel", test_cancel);
	g_test_add_func("/ask/resolver-texts", test_resolver_texts);
	failed = g_test_run();
	bed_stop(&bed);
	return failed;
}
