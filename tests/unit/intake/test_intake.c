/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* A folder that is removed with all in it. */
static char *folder_new(void)
{
	return g_dir_make_tmp("rampart-XXXXXX", NULL);
}

static void folder_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);

		if (g_file_test(inner, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
			folder_remove(inner);
		else
			g_unlink(inner);
	}
	g_rmdir(path);
}

/* Takes content over; makes folders on the way. */
static void put(const char *folder, const char *name, GBytes *content)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, g_bytes_get_data(content, NULL),
					  (gssize)g_bytes_get_size(content), NULL));
	g_bytes_unref(content);
}

struct run {
	struct log log;
	struct progress progress;
	struct intake_totals totals;
	GError *error;
	bool done;
};

static char *run_paths(struct run *run, char *const *paths, size_t n, unsigned threads)
{
	struct intake_sink sink = log_sink(&run->log);
	char *text;

	run->done =
		intake_paths(paths, n, threads, &sink, &run->progress, &run->totals, &run->error);
	g_assert_null(run->log.open);
	text = log_take(&run->log);
	log_clear(&run->log);
	return text;
}

/* The log of one path that is read without a fault. */
static char *log_of_path(const char *path, struct intake_totals *totals)
{
	char *paths[] = {(char *)(uintptr_t)path};
	struct run run = {0};
	char *text = run_paths(&run, paths, 1, 0);

	g_assert_no_error(run.error);
	g_assert_true(run.done);
	if (totals)
		*totals = run.totals;
	return text;
}

static GBytes *mbox_of(unsigned n)
{
	GString *mbox = g_string_new(NULL);

	for (unsigned i = 1; i <= n; i++) {
		g_autofree char *id = g_strdup_printf("m%u", i);
		g_autoptr(GBytes) packed = gzipped(report_text(id, i));
		g_autofree char *code =
			g_base64_encode(g_bytes_get_data(packed, NULL), g_bytes_get_size(packed));

		g_string_append_printf(
			mbox,
			"From x@example.com Thu Oct  1 12:00:00 2026\n"
			"From: x@example.com\nContent-Type: application/gzip; name=r.gz\n"
			"Content-Transfer-Encoding: base64\n\n%s\n\n",
			code);
	}
	return g_string_free_to_bytes(mbox);
}

static void test_folder(void)
{
	g_autofree char *dir = folder_new(), *log = NULL, *loop = NULL;
	struct intake_totals totals = {0};

	put(dir, "b.xml", report_text("b", 1));
	put(dir, "a/2.gz", gzipped(report_text("a2", 2)));
	put(dir, "a/1.xml", report_text("a1", 1));
	put(dir, "a.gz", gzipped(report_text("a", 1)));
	put(dir, "c/empty", bytes_of(""));
	put(dir, "d.txt", bytes_of("nothing of interest\n"));
	put(dir, ".hidden/x.xml", report_text("x", 1));
	put(dir, ".DS_Store", bytes_of("x"));
	loop = g_build_filename(dir, "c/loop", NULL);
	g_assert_cmpint(symlink(dir, loop), ==, 0);
	log = log_of_path(dir, &totals);
	/* In byte order of each folder's names, whichever thread was faster. */
	for (const char *const *at = (const char *const[]){"end a1 ", "end a2 ", "end a ", "end b ",
							   "rejected -: empty", NULL},
			       *rest = log;
	     *at; at++) {
		rest = strstr(rest, *at);
		g_assert_nonnull(rest);
	}
	g_assert_cmpuint(count_of(log, "\n"), ==, 10);
	assert_has(log, "rejected -: not a report");
	g_assert_cmpuint(totals.inputs, ==, 6);
	folder_remove(dir);
}

static void test_maildir(void)
{
	g_autofree char *dir = folder_new(), *log = NULL;
	static const char head[] = "From: x@example.com\nContent-Type: text/xml\n\n";

	put(dir, "cur/1:2,S", joined(bytes_of(head), report_text("1", 1)));
	put(dir, "new/2", joined(bytes_of(head), report_text("2", 1)));
	put(dir, ".Reports/cur/3:2,", joined(bytes_of(head), report_text("3", 1)));
	put(dir, ".Reports/new/4", joined(bytes_of(head), report_text("4", 1)));
	put(dir, "tmp/5", joined(bytes_of(head), report_text("5", 1)));
	put(dir, "dovecot.index.cache", bytes_of("x"));
	log = log_of_path(dir, NULL);
	g_assert_cmpuint(count_of(log, "end "), ==, 4);
	g_assert_cmpuint(count_of(log, "\n"), ==, 8);
	folder_remove(dir);
}

static void test_mbox(void)
{
	g_autofree char *dir = folder_new(), *log = NULL, *packed = NULL;

	put(dir, "reports", mbox_of(200));
	log = log_of_path(dir, NULL);
	assert_has(log, "begin m1 in message 1/r.gz\nend m1 rows 1 ");
	assert_has(log, "begin m200 in message 200/r.gz\nend m200 rows 200 ");
	g_assert_cmpuint(count_of(log, "end "), ==, 200);
	packed = log_of(gzipped(mbox_of(3)));
	assert_has(packed, "begin m3 in message 3/r.gz\nend m3 rows 3 ");
	folder_remove(dir);
}

static gpointer pour(gpointer data)
{
	GBytes *content = ((void **)data)[0];
	int fd = GPOINTER_TO_INT(((void **)data)[1]);
	const char *at = g_bytes_get_data(content, NULL);
	size_t left = g_bytes_get_size(content);

	while (left > 0) {
		ssize_t n = write(fd, at, left);

		g_assert_cmpint(n, >, 0);
		at += n;
		left -= (size_t)n;
	}
	close(fd);
	return NULL;
}

/* The log of what stands on standard input, through a pipe; takes it over. */
static char *log_of_pipe(GBytes *content)
{
	int ends[2], old = dup(STDIN_FILENO);
	void *job[2];
	GThread *thread;
	char *log;

	g_assert_cmpint(pipe(ends), ==, 0);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	job[0] = content;
	job[1] = GINT_TO_POINTER(ends[1]);
	thread = g_thread_new("pour", pour, job);
	log = log_of_path("-", NULL);
	g_thread_join(thread);
	dup2(old, STDIN_FILENO);
	close(old);
	g_bytes_unref(content);
	return log;
}

static void test_standard_input(void)
{
	g_autoptr(GBytes) text = report_text("1", 9000);
	const struct packed_member members[] = {
		{"r.xml", text, ZIP_CM_DEFLATE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autofree char *xml = log_of_pipe(g_bytes_ref(text)), *zip = log_of_pipe(zipped(members));
	g_autofree char *mbox = log_of_pipe(mbox_of(20));
	/* A stray octet near the end makes the parser want the text once more. */
	size_t before_end = g_bytes_get_size(text) - strlen("</feedback>\n");
	g_autofree char *again = log_of_pipe(joined(cut(g_bytes_ref(text), before_end),
						    bytes_of("<note>\x91</note></feedback>")));

	assert_has(xml, "begin 1 in -\nend 1 rows 9000 ");
	assert_has(zip, "begin 1 in r.xml\nend 1 rows 9000 ");
	g_assert_cmpuint(count_of(mbox, "end m"), ==, 20);
	assert_has(again, "begin 1 in -\ndrop 1\nbegin 1 in -\nend 1 rows 9000 ");
}

static void test_layers(void)
{
	GBytes *packed = report_text("1", 2);
	g_autofree char *within_four = NULL, *within_five = NULL;

	for (unsigned i = 0; i <= INTAKE_DEPTH_MAX; i++)
		packed = gzipped(packed);
	within_four = log_of(g_bytes_ref(packed));
	assert_has(within_four, "begin 1 in -\nend 1 rows 2 ");
	within_five = log_of(gzipped(packed));
	g_assert_cmpstr(within_five, ==, "rejected -: a gzip within more than 4 others\n");
}

/* A report that breaks off after batches went out is taken back. */
static void test_broken_off(void)
{
	g_autoptr(GBytes) packed = gzipped(report_text("1", 50000));
	g_autofree char *log = log_of(cut(g_bytes_ref(packed), g_bytes_get_size(packed) / 2));

	assert_has(log, "begin 1 in -\ndrop 1\nrejected -: gzip breaks off after ");
}

static void test_unreadable(void)
{
	g_autofree char *dir = folder_new(), *fifo = g_build_filename(dir, "fifo", NULL);
	g_autofree char *dead = g_build_filename(dir, "dead", NULL), *log = NULL;
	char *paths[] = {(char *)(uintptr_t) "/nonexistent/rampart", dir};
	struct run run = {0};

	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	g_assert_cmpint(symlink("nowhere", dead), ==, 0);
	put(dir, "z.xml", report_text("z", 1));
	log = run_paths(&run, paths, 2, 1);
	g_assert_no_error(run.error);
	g_assert_cmpuint(count_of(log, "rejected -: No such file or directory\n"), ==, 2);
	assert_has(log, "rejected -: neither a file nor a folder\n");
	assert_has(log, "end z rows 1 ");
	g_assert_cmpuint(run.totals.inputs, ==, 2);
	folder_remove(dir);
}

/* 300 inputs of all sizes: the same log for any number of threads. */
static void test_threads(void)
{
	g_autofree char *dir = folder_new(), *want = NULL;
	char *paths[] = {dir};
	uint64_t octets = 0;

	for (unsigned i = 0; i < 300; i++) {
		g_autofree char *id = g_strdup_printf("%u", i),
				*name = g_strdup_printf("%03u.gz", i);
		GBytes *packed = gzipped(report_text(id, i % 60 == 59 ? 9000 : i % 40));

		octets += g_bytes_get_size(packed);
		put(dir, name, packed);
	}
	for (unsigned threads = 1; threads <= 8; threads *= 2) {
		struct run run = {0};
		g_autofree char *got = run_paths(&run, paths, 1, threads);

		g_assert_no_error(run.error);
		g_assert_cmpuint(run.totals.octets, ==, octets);
		g_assert_cmpuint(atomic_load(&run.progress.done), ==, octets);
		g_assert_cmpuint(atomic_load(&run.progress.total), ==, octets);
		if (want)
			g_assert_cmpstr(got, ==, want);
		else
			want = g_steal_pointer(&got);
	}
	g_assert_cmpuint(count_of(want, "end "), ==, 300);
	folder_remove(dir);
}

/* A fault of the sink, at whichever call, ends everything; what had begun is dropped. */
static void test_sink_fault(void)
{
	g_autofree char *dir = folder_new();
	char *paths[] = {dir};

	put(dir, "a.xml", report_text("a", 5000));
	put(dir, "b.xml", report_text("b", 5000));
	put(dir, "c", mbox_of(100));
	for (unsigned at = 1; at < 20; at++) {
		struct run run = {.log.fail_at = at};
		g_autofree char *log = run_paths(&run, paths, 1, 2);

		g_assert_false(run.done);
		g_assert_error(run.error, RAMPART_ERROR, RAMPART_ERROR_STATE);
		g_assert_cmpuint(count_of(log, "begin "), ==,
				 count_of(log, "end ") + count_of(log, "drop "));
		g_error_free(run.error);
	}
	folder_remove(dir);
}

static void test_cancel(void)
{
	g_autofree char *dir = folder_new(), *log = NULL;
	char *paths[] = {dir};
	struct run run = {0};

	put(dir, "a.xml", report_text("a", 50000));
	put(dir, "b", mbox_of(300));
	run.log.cancel = &run.progress;
	log = run_paths(&run, paths, 1, 2);
	g_assert_false(run.done);
	g_assert_error(run.error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED);
	assert_has(run.error->message, "a.xml");
	g_assert_cmpstr(log, ==, "begin a in -\ndrop a\n");
	g_error_free(run.error);
	folder_remove(dir);
}

/* Many reports of many rows, few of them delivered at a time. */
static void test_memory(void)
{
	g_autofree char *dir = folder_new(), *log = NULL;
	struct rusage before, after;

	for (unsigned i = 0; i < 8; i++) {
		g_autofree char *name = g_strdup_printf("%02u.gz", i);

		put(dir, name, gzipped(report_rows(name, 30000, i % 2)));
	}
	getrusage(RUSAGE_SELF, &before);
	log = log_of_path(dir, NULL);
	getrusage(RUSAGE_SELF, &after);
	g_assert_cmpuint(count_of(log, "rows 30000 "), ==, 8);
	g_test_message("grew by %ld KiB", after.ru_maxrss - before.ru_maxrss);
	/* 8 reports, of 11 MiB of XML each. */
	if (!SANITIZED)
		g_assert_cmpint(after.ru_maxrss - before.ru_maxrss, <, 24 << 10);
	folder_remove(dir);
}

static void test_corpus(void)
{
	g_autofree char *corpus =
		g_build_filename(g_getenv("RAMPART_TEST_DATA"), "../../../shared/corpus", NULL);
	g_autofree char *manifest = g_build_filename(corpus, "MANIFEST.tsv", NULL), *text = NULL;
	g_auto(GStrv) lines = NULL;
	unsigned checked = 0, skipped = 0;

	if (!g_file_get_contents(manifest, &text, NULL, NULL)) {
		g_test_skip("there is no ../shared/corpus");
		return;
	}
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines + 1; *line && **line; line++) {
		g_auto(GStrv) columns = g_strsplit(*line, "\t", -1);
		g_autofree char *path = g_build_filename(corpus, "reports", columns[0], NULL);
		g_autofree char *log = log_of_path(path, NULL);
		g_autofree char *end =
			g_strdup_printf(" rows %s messages %s ", columns[6], columns[7]);

		g_test_message("%s: %s", columns[0], log);
		skipped += count_of(log, "skipped ");
		g_assert_cmpuint(count_of(log, "\n"), >=, 1);
		if (strcmp(columns[5], "1") == 0) {
			g_assert_cmpuint(count_of(log, "end "), ==, 1);
			assert_has(log, end);
			checked++;
		} else if (*columns[11] == '\0') {
			g_assert_cmpuint(count_of(log, "end "), ==, 0);
		}
	}
	g_assert_cmpuint(checked, ==, 35);
	g_assert_cmpuint(skipped, ==, 5);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/intake/memory", test_memory); /* first: it looks at the peak */
	g_test_add_func("/intake/folder", test_folder);
	g_test_add_func("/intake/maildir", test_maildir);
	g_test_add_func("/intake/mbox", test_mbox);
	g_test_add_func("/intake/standard-input", test_standard_input);
	g_test_add_func("/intake/layers", test_layers);
	g_test_add_func("/intake/broken-off", test_broken_off);
	g_test_add_func("/intake/unreadable", test_unreadable);
	g_test_add_func("/intake/threads", test_threads);
	g_test_add_func("/intake/sink-fault", test_sink_fault);
	g_test_add_func("/intake/cancel", test_cancel);
	g_test_add_func("/intake/corpus", test_corpus);
	return g_test_run();
}
