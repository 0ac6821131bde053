/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "intake/mail.h"

#define HEAD                                                                                       \
	"From: reporter@reporter.example\nTo: dmarc@shop.example\nSubject: Report domain: "        \
	"shop.example\n"
#define MIXED HEAD "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n"
#define TEXT  "--b\nContent-Type: text/plain\n\nThis is a report.\n\n"

/* A mail that ends with the content in base64, in lines. */
static GBytes *mail_with(const char *before, GBytes *content, const char *after)
{
	gsize len;
	const void *data = g_bytes_get_data(content, &len);
	g_autofree char *code = g_base64_encode(data, len);
	GString *mail = g_string_new(before);

	for (const char *p = code; *p; p += MIN(strlen(p), 76))
		g_string_append_printf(mail, "%.76s\n", p);
	g_string_append(mail, after);
	g_bytes_unref(content);
	return g_string_free_to_bytes(mail);
}

static void test_attachment(void)
{
	static const struct {
		const char *head, *want;
	} cases[] = {
		/* Types and names that lie (Q1), in any place (Q3). */
		{MIXED TEXT "--b\nContent-Type: application/gzip; name=r.xml.gz\n"
			    "Content-Transfer-Encoding: base64\n\n",
		 "begin 1 in r.xml.gz\nend 1 rows 2 "},
		{MIXED
		 "--b\nContent-Type: text/xml\nContent-Disposition: attachment; filename=r.zip\n"
		 "Content-Transfer-Encoding: base64\n\n",
		 "begin 1 in r.zip\nend 1 rows 2 "},
		{MIXED "--b\nContent-Type: application/octet-stream\n"
		       "Content-Transfer-Encoding: base64\n\n",
		 "begin 1 in part 1\nend 1 rows 2 "},
		/* The mail is the report. */
		{HEAD "Content-Type: application/gzip\n"
		      "Content-Disposition: attachment; filename=\"a!b!1!2.xml.gz\"\n"
		      "Content-Transfer-Encoding: base64\n\n",
		 "begin 1 in a!b!1!2.xml.gz\nend 1 rows 2 "},
		/* A header spelt wrong (Q2). */
		{HEAD
		 "MIME-Version: 1.0\nContentType: multipart/mixed; boundary=\"b\"\n\n--b\n"
		 "ContentType: application/gzip; name=r.gz\nContent-Transfer-Encoding: base64\n\n",
		 "begin 1 in r.gz\nend 1 rows 2 "},
		/* A name in pieces (Q11). */
		{MIXED "--b\nContent-Type: application/gzip\nContent-Disposition: attachment;\n"
		       " filename*0=\"reporter.example!shop\";\n filename*1=\".example!1!2\";\n"
		       " filename*2=\".xml.gz\"\nContent-Transfer-Encoding: base64\n\n",
		 "begin 1 in reporter.example!shop.example!1!2.xml.gz\nend 1 "},
		{MIXED "--b\nContent-Type: application/gzip\nContent-Disposition: attachment;\n"
		       " filename*0*=utf-8''b%C3%BCcher; filename*1*=.gz\n"
		       "Content-Transfer-Encoding: base64\n\n",
		 "begin 1 in bücher.gz\nend 1 "},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *log =
			log_of(mail_with(cases[i].head, gzipped(report_text("1", 2)), "--b--\n"));

		assert_has(log, cases[i].want);
		g_assert_cmpuint(count_of(log, "\n"), ==, 2);
	}
}

/* What it is called is no help at all (Q1). */
static void test_misnamed_zip(void)
{
	g_autoptr(GBytes) text = report_text("1", 2);
	const struct packed_member members[] = {
		{"r.xml", text, ZIP_CM_DEFLATE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autofree char *log =
		log_of(mail_with(MIXED TEXT "--b\nContent-Type: application/gzip; name=r.xml.gz\n"
					    "Content-Transfer-Encoding: base64\n\n",
				 zipped(members), "--b--\n"));

	assert_has(log, "begin 1 in r.xml.gz/r.xml\nend 1 rows 2 ");
}

static void test_several(void)
{
	g_autoptr(GBytes) one =
		mail_with(MIXED TEXT "--b\nContent-Type: application/gzip; name=1.gz\n"
				     "Content-Transfer-Encoding: base64\n\n",
			  gzipped(report_text("1", 1)),
			  "--b\nContent-Type: application/gzip; name=2.gz\n"
			  "Content-Transfer-Encoding: base64\n\n");
	g_autofree char *before = g_strndup(g_bytes_get_data(one, NULL), g_bytes_get_size(one));
	g_autofree char *log = log_of(mail_with(before, gzipped(report_text("2", 1)), "--b--\n"));

	assert_has(log, "begin 1 in 1.gz\nend 1 ");
	assert_has(log, "begin 2 in 2.gz\nend 2 ");
}

/* Stray characters, spaces and odd line lengths in base64 (Q11). */
static void test_base64_junk(void)
{
	g_autoptr(GBytes) packed = gzipped(report_text("1", 2));
	gsize len;
	const void *data = g_bytes_get_data(packed, &len);
	g_autofree char *code = g_base64_encode(data, len);
	GString *mail = g_string_new(HEAD "Content-Type: application/gzip; name=r.gz\n"
					  "Content-Transfer-Encoding: base64\n\n");
	g_autofree char *log = NULL;

	for (size_t i = 0; code[i]; i++)
		g_string_append_printf(mail, "%c%s", code[i],
				       i % 13 == 0  ? "!\r\n"
				       : i % 7 == 0 ? " \t*"
						    : "");
	log = log_of(g_string_free_to_bytes(mail));
	assert_has(log, "begin 1 in r.gz\nend 1 rows 2 ");
}

/* No field says that it is base64; and text that only looks a little like it is left alone. */
static void test_base64_undeclared(void)
{
	g_autofree char *log =
		log_of(mail_with(HEAD "Content-Type: application/gzip; name=r.gz\n\n",
				 gzipped(report_text("1", 2)), ""));
	g_autofree char *word = log_of(bytes_of(HEAD "\nHello\n"));

	assert_has(log, "begin 1 in r.gz\nend 1 rows 2 ");
	g_assert_cmpstr(word, ==, "rejected -: a mail without a report\n");
}

static void test_quoted_printable(void)
{
	g_autoptr(GBytes) text = report_text("1", 2);
	const char *plain = g_bytes_get_data(text, NULL);
	GString *mail = g_string_new(HEAD "Content-Type: text/xml; name=r.xml\n"
					  "Content-Transfer-Encoding: quoted-printable\n\n");
	g_autofree char *log = NULL;

	for (size_t i = 0; i < g_bytes_get_size(text); i++) {
		g_string_append_printf(mail, plain[i] == '=' ? "=3D" : "%c", plain[i]);
		if (i % 60 == 59)
			g_string_append(mail, "=\n");
	}
	log = log_of(g_string_free_to_bytes(mail));
	assert_has(log, "begin 1 in r.xml\nend 1 rows 2 ");
}

/* Uncompressed, as it is (Q4). */
static void test_plain_xml(void)
{
	g_autofree char *log = log_of(joined(bytes_of(MIXED TEXT "--b\nContent-Type: text/xml\n\n"),
					     report_text("1", 2)));

	assert_has(log, "begin 1 in part 2\nend 1 rows 2 ");
}

/* A mail in so many others, as attachments. */
static GBytes *nested(unsigned depth)
{
	GString *head = g_string_new(NULL);
	g_autofree char *before = NULL;

	for (unsigned i = 0; i < depth; i++)
		g_string_append_printf(head,
				       HEAD "MIME-Version: 1.0\n"
					    "Content-Type: multipart/mixed; boundary=n%u\n\n--n%u\n"
					    "Content-Type: message/rfc822\n\n",
				       i, i);
	g_string_append(head, MIXED TEXT "--b\nContent-Type: application/gzip; name=r.gz\n"
					 "Content-Transfer-Encoding: base64\n\n");
	before = g_string_free(head, FALSE);
	return mail_with(before, gzipped(report_text("1", 2)), "--b--\n");
}

static void test_nested(void)
{
	for (unsigned depth = 0; depth <= INTAKE_DEPTH_MAX; depth++) {
		g_autofree char *log = log_of(nested(depth));

		assert_has(log, "begin 1 in r.gz\nend 1 rows 2 ");
	}
	for (unsigned depth = INTAKE_DEPTH_MAX + 1; depth < 1000; depth = depth * 3) {
		g_autofree char *log = log_of(nested(depth));

		g_assert_cmpstr(log, ==, "rejected -: a mail within more than 4 others\n");
	}
}

/* Lines that end with a carriage return alone; an empty one before the header. */
static void test_line_ends(void)
{
	static const char *const before[] = {"", "\n", "\r\n\r\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
		g_autoptr(GBytes) mail = joined(bytes_of(before[i]), nested(0));
		g_autofree char *text =
			g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
		g_autofree char *newline = log_of(bytes_of(text)), *bare = NULL;

		assert_has(newline, "begin 1 in r.gz\nend 1 rows 2 ");
		bare = log_of(bytes_of(g_strdelimit(text, "\n", '\r')));
		assert_has(bare, "begin 1 in r.gz\nend 1 rows 2 ");
	}
}

/* In base64, which is not allowed, and yet is done. */
static void test_nested_base64(void)
{
	g_autoptr(GBytes) inner = nested(0);
	gsize len;
	const void *data = g_bytes_get_data(inner, &len);
	g_autofree char *code = g_base64_encode(data, len);
	g_autofree char *text = g_strconcat(MIXED TEXT "--b\nContent-Type: message/rfc822\n"
						       "Content-Transfer-Encoding: base64\n\n",
					    code, "\n--b--\n", NULL);
	g_autofree char *log = log_of(bytes_of(text));

	assert_has(log, "begin 1 in part 2/r.gz\nend 1 rows 2 ");
}

/* Forwarded as a file. */
static void test_eml_attached(void)
{
	g_autofree char *log = log_of(
		mail_with(MIXED TEXT "--b\nContent-Type: application/octet-stream; name=fwd.eml\n"
				     "Content-Transfer-Encoding: base64\n\n",
			  nested(0), "--b--\n"));

	assert_has(log, "begin 1 in fwd.eml/r.gz\nend 1 rows 2 ");
}

static void test_without_report(void)
{
	static const struct {
		const char *mail, *want;
	} cases[] = {
		{HEAD "\nunused\n", "rejected -: a mail without a report; 'part 1' is the word "
				    "'unused' instead of a report\n"},
		{HEAD "\nHello,\n<john@example.com> wrote: nothing.\n",
		 "rejected -: a mail without a report\n"},
		{HEAD "\n", "rejected -: a mail without a report\n"},
		{HEAD, "rejected -: a mail without a report\n"},
		{HEAD "Content-Type: text/html\n\n<html><body>feedback</body></html>\n",
		 "rejected -: a mail without a report\n"},
		{MIXED TEXT "--b\nContent-Type: application/pdf; name=r.pdf\n\n%PDF-1.4\n--b--\n",
		 "rejected -: a mail without a report; 'r.pdf' is not a report: neither XML, gzip, "
		 "zip "
		 "nor mail\n"},
		{MIXED TEXT "--b\nContent-Type: application/gzip; name=r.gz\n\n--b--\n",
		 "rejected -: a mail without a report; 'r.gz' is empty, so there is no report in "
		 "it\n"},
		{MIXED TEXT "--b\nContent-Type: application/ms-tnef; name=winmail.dat\n"
			    "Content-Transfer-Encoding: base64\n\neJ8+IgA=\n--b--\n",
		 "rejected -: a mail without a report; 'winmail.dat' is a winmail.dat (TNEF), "
		 "which is "
		 "not supported; ask for the plain attachment\n"},
		/* Its fields look like those of a mail. */
		{MIXED TEXT "--b\nContent-Type: message/delivery-status\n\n"
			    "Reporting-MTA: dns; mx.example\n\nAction: failed\n--b--\n",
		 "rejected -: a mail without a report; 'part 2' is not a report: neither XML, "
		 "gzip, zip nor mail\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *log = log_of(bytes_of(cases[i].mail));

		g_assert_cmpstr(log, ==, cases[i].want);
	}
}

/* What a reason quotes is made harmless, and is cut. */
static void test_clean_reason(void)
{
	g_autofree char *name = g_strnfill(10000, 'n');
	g_autofree char *mail =
		g_strdup_printf(MIXED "--b\nContent-Type: application/pdf;\n"
				      " name=\"\x1b[2J\xe2\x80\xae%s\"\n\n%%PDF\n--b--\n",
				name);
	g_autofree char *log = log_of(bytes_of(mail));

	assert_has(log, "rejected -: a mail without a report; '\xef\xbf\xbd[2J\xef\xbf\xbdnnn");
	g_assert_cmpuint(strlen(log), <, 500);
}

/* A broken attachment is named; a good one beside it is read. */
static void test_broken_beside_good(void)
{
	g_autofree char *log = log_of(
		mail_with(MIXED "--b\nContent-Type: text/xml; name=bad.xml\n\n<feedback><oops>\n"
				"--b\nContent-Type: application/gzip; name=r.gz\n"
				"Content-Transfer-Encoding: base64\n\n",
			  gzipped(report_text("1", 2)), "--b--\n"));

	assert_has(log, "rejected bad.xml: ");
	assert_has(log, "begin 1 in r.gz\nend 1 rows 2 ");
}

static void test_other_reports(void)
{
	static const struct {
		const char *mail, *want;
	} cases[] = {
		{HEAD
		 "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n" TEXT
		 "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: auth-failure\n\n"
		 "--b\nContent-Type: message/rfc822\n\nSubject: x\n\n<feedback>\n--b--\n",
		 "skipped -: failure\n"},
		{MIXED TEXT "--b\nContent-Type: message/feedback-report; name=ATT1\n"
			    "Content-Transfer-Encoding: base64\n\nRmVlZGJhY2s=\n"
			    "--b\nContent-Type: message/rfc822\n\nSubject: x\n\nx\n--b--\n",
		 "skipped -: failure\n"},
		{"Subject: DMARC Forensic Report for shop.example\n\nA message failed.\n",
		 "skipped -: failure\n"},
		{HEAD "Content-Type: multipart/report; report-type=tlsrpt; boundary=b\n\n" TEXT
		      "--b\nContent-Type: application/tlsrpt+json; name=t.json\n\n"
		      "{\"organization-name\": \"x\", \"policies\": []}\n--b--\n",
		 "skipped t.json: TLS\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *log = log_of(bytes_of(cases[i].mail));

		g_assert_cmpstr(log, ==, cases[i].want);
	}
	g_autofree char *packed =
		log_of(gzipped(bytes_of("{\"organization-name\":\"x\",\"policies\":[]}")));
	g_assert_cmpstr(packed, ==, "skipped -: TLS\n");
}

static GBytes *repeated(const char *before, const char *piece, unsigned n)
{
	GString *text = g_string_new(before);

	for (unsigned i = 0; i < n; i++)
		g_string_append(text, piece);
	return g_string_free_to_bytes(text);
}

/* Nothing makes the parser take much more memory than the mail has. */
static void test_limits(void)
{
	g_autofree char *parts = log_of(repeated(MIXED, "--b\n\n", 2 * INTAKE_MEMBERS_MAX + 1));
	g_autofree char *fields = log_of(repeated(HEAD, "X:\n", INTAKE_FIELDS_MAX + 1));

	g_assert_cmpstr(parts, ==,
			"rejected -: a mail with more than 10000 parts or 100000 header fields\n");
	g_assert_cmpstr(fields, ==, parts);
}

static void test_hostile(void)
{
	static const struct {
		const char *before, *piece;
	} cases[] = {
		{MIXED, "--b\nContent-Type: multipart/mixed; boundary=b\n\n"},
		{MIXED, "--b\nContent-Type: message/rfc822\n\n"},
		{HEAD "Content-Type: multipart/mixed; boundary=", "b"},
		{HEAD "Content-Type: text/xml", "; name*9*=x"},
		{HEAD "Content-Type: ", "=?utf-8?q?"},
		{HEAD, " "},
		{HEAD "\n", "="},
		{HEAD "Content-Transfer-Encoding: base64\n\n", "="},
		{HEAD "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n", "M"},
		{HEAD "Content-Transfer-Encoding: yenc\n\n=ybegin\n", "="},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *log = log_of(repeated(cases[i].before, cases[i].piece, 9000));

		g_assert_true(g_str_has_prefix(log, "rejected "));
		g_assert_cmpuint(count_of(log, "\n"), ==, 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mail/attachment", test_attachment);
	g_test_add_func("/mail/misnamed-zip", test_misnamed_zip);
	g_test_add_func("/mail/several", test_several);
	g_test_add_func("/mail/base64-junk", test_base64_junk);
	g_test_add_func("/mail/base64-undeclared", test_base64_undeclared);
	g_test_add_func("/mail/line-ends", test_line_ends);
	g_test_add_func("/mail/quoted-printable", test_quoted_printable);
	g_test_add_func("/mail/plain-xml", test_plain_xml);
	g_test_add_func("/mail/nested", test_nested);
	g_test_add_func("/mail/nested-base64", test_nested_base64);
	g_test_add_func("/mail/eml-attached", test_eml_attached);
	g_test_add_func("/mail/without-report", test_without_report);
	g_test_add_func("/mail/clean-reason", test_clean_reason);
	g_test_add_func("/mail/broken-beside-good", test_broken_beside_good);
	g_test_add_func("/mail/other-reports", test_other_reports);
	g_test_add_func("/mail/limits", test_limits);
	g_test_add_func("/mail/hostile", test_hostile);
	return g_test_run();
}
