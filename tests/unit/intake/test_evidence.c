/* SPDX-License-Identifier: MIT */
/* What is kept of a rejected item: the octets that its name names, or those around it. */
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"

/* The log of a document in memory, with the evidence of rejects; takes it over. */
static char *evidence_of(GBytes *document, const char *member)
{
	struct log log = {.evidence = true};
	struct intake_sink sink = log_sink(&log);
	const struct intake_origin origin = {"input", member};
	char *text;

	g_assert_true(intake_memory(&origin, document, &sink, NULL));
	text = log_take(&log);
	log_clear(&log);
	g_bytes_unref(document);
	return text;
}

/* The same of a file. */
static char *evidence_of_file(GBytes *content)
{
	struct log log = {.evidence = true};
	struct intake_sink sink = log_sink(&log);
	struct intake_totals totals;
	g_autofree char *path = NULL;
	char *paths[1], *text;
	int fd = g_file_open_tmp("rampart-XXXXXX", &path, NULL);

	g_assert_cmpint(write(fd, g_bytes_get_data(content, NULL), g_bytes_get_size(content)), ==,
			(gssize)g_bytes_get_size(content));
	close(fd);
	paths[0] = path;
	g_assert_true(intake_paths(paths, 1, 0, &sink, NULL, &totals, NULL));
	g_unlink(path);
	text = log_take(&log);
	log_clear(&log);
	g_bytes_unref(content);
	return text;
}

static void test_plain(void)
{
	g_autofree char *log = evidence_of(bytes_of("nothing of interest\n"), NULL);
	g_autofree char *named = evidence_of(bytes_of("unused"), "a.zip/b.xml");

	assert_has(log, "rejected -: not a report");
	assert_has(log, "\n  kept 20 octets of -\n");
	assert_has(named, "rejected a.zip/b.xml: ");
	assert_has(named, "\n  kept 6 octets of a.zip/b.xml\n");
}

/* The packed octets, as they came: gzip gives no name to what is in it. */
static void test_gzip(void)
{
	GBytes *packed = gzipped(report_text("1", 100));
	size_t len = g_bytes_get_size(packed) / 2;
	g_autofree char *wanted = g_strdup_printf("\n  kept %zu octets of -\n", len);
	g_autofree char *file = evidence_of_file(cut(g_bytes_ref(packed), len));
	g_autofree char *memory = evidence_of(cut(packed, len), NULL);

	assert_has(memory, "breaks off");
	assert_has(memory, wanted);
	assert_has(file, wanted);
}

/* A member that can be read is kept by itself; for one that cannot, the zip. Others are read on. */
static void test_zip(void)
{
	g_autoptr(GBytes) good = report_text("1", 3), junk = bytes_of("junk\n");
	const struct packed_member members[] = {
		{"a.xml", junk, ZIP_CM_DEFLATE, NULL}, {"b.xml", good, ZIP_CM_DEFLATE, "geheim"},
		{"c.xml", junk, ZIP_CM_STORE, NULL},   {"d.xml", good, ZIP_CM_DEFLATE, "geheim"},
		{"e.xml", good, ZIP_CM_DEFLATE, NULL}, {NULL, NULL, 0, NULL},
	};
	GBytes *zip = zipped(members);
	g_autofree char *wanted =
		g_strdup_printf("\n  kept %zu octets of -\n", g_bytes_get_size(zip));
	g_autofree char *file = evidence_of_file(g_bytes_ref(zip));
	g_autofree char *memory = evidence_of(g_bytes_ref(zip), NULL);
	g_autofree char *inner = evidence_of(gzipped(zip), "x.zip");

	assert_has(memory, "rejected a.xml: ");
	assert_has(memory, "\n  kept 5 octets of a.xml\n");
	g_assert_cmpuint(count_of(memory, wanted), ==, 2);
	assert_has(memory, "end 1 rows 3");
	g_assert_cmpstr(file, ==, memory);
	assert_has(inner, "rejected x.zip/d.xml: zip member is encrypted");
	assert_has(inner, " octets of x.zip\n");
	assert_has(inner, "end 1 rows 3");
}

/* A mail of a mailbox is kept without its From_ line; of a part, what it says decoded. */
static void test_mail(void)
{
	static const char head[] = "From: a@b.example\nSubject: r\n";
	g_autofree char *mail = g_strconcat(head, "\nnothing\n", NULL);
	g_autofree char *mbox = g_strconcat("From x Thu Oct  1 12:00:00 2026\n", mail, "\n", NULL);
	g_autofree char *part = g_strconcat(
		head, "Content-Type: application/xml; name=r.xml\n\n<feedback>broken\n", NULL);
	g_autofree char *misspelt =
		g_strconcat(head, "ContentType: application/x; name=r.pdf\n\nbroken\n", NULL);
	g_autofree char *log = evidence_of(bytes_of(mail), NULL);
	g_autofree char *boxed = evidence_of(bytes_of(mbox), NULL);
	g_autofree char *filed = evidence_of_file(bytes_of(mbox));
	g_autofree char *parts = evidence_of(bytes_of(part), NULL);
	g_autofree char *mended = evidence_of(bytes_of(misspelt), NULL);
	g_autofree char *wanted = g_strdup_printf("  kept %zu octets of -\n", strlen(mail));
	g_autofree char *whole = g_strdup_printf("  kept %zu octets of -\n", strlen(misspelt));
	g_autofree char *message =
		g_strdup_printf("  kept %zu octets of message 1\n", strlen(mail) + 1);

	assert_has(log, wanted);
	assert_has(boxed, message);
	g_assert_cmpstr(filed, ==, boxed);
	assert_has(parts, "rejected r.xml: ");
	assert_has(parts, "\n  kept 17 octets of r.xml\n");
	assert_has(mended, whole);
}

/* Of what is large there is the digest alone; of what is not there, nothing. */
static void test_limits(void)
{
	g_autofree char *large = g_strnfill(INTAKE_KEPT_MAX + 1, 'x');
	g_autofree char *most = g_strnfill(INTAKE_KEPT_MAX, 'x');
	g_autofree char *log = evidence_of_file(bytes_of(large));
	g_autofree char *kept = evidence_of_file(bytes_of(most));
	struct log gone = {.evidence = true};
	struct intake_sink sink = log_sink(&gone);
	char *paths[] = {(char *)(uintptr_t) "/nowhere/at/all"};
	struct intake_totals totals;
	g_autofree char *text = NULL;

	assert_has(log, "\n  lost 1048577 octets of -\n");
	assert_has(kept, "\n  kept 1048576 octets of -\n");
	g_assert_true(intake_paths(paths, 1, 0, &sink, NULL, &totals, NULL));
	text = log_take(&gone);
	log_clear(&gone);
	assert_has(text, "\n  unread\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/evidence/plain", test_plain);
	g_test_add_func("/evidence/gzip", test_gzip);
	g_test_add_func("/evidence/zip", test_zip);
	g_test_add_func("/evidence/mail", test_mail);
	g_test_add_func("/evidence/limits", test_limits);
	return g_test_run();
}
