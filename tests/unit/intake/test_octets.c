/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "intake/octets.h"

static struct meter meter;

/* All of a octets by reads of so many octets; NULL with *error. */
static GBytes *read_all(struct octets *octets, size_t step, GError **error)
{
	GByteArray *all = g_byte_array_new();
	g_autofree uint8_t *chunk = g_malloc(step);
	gssize n;

	while ((n = octets_read(octets, chunk, step, error)) > 0)
		g_byte_array_append(all, chunk, (guint)n);
	if (n == 0)
		return g_byte_array_free_to_bytes(all);
	g_byte_array_unref(all);
	return NULL;
}

static void assert_reads(struct octets *octets, GBytes *want)
{
	static const size_t steps[] = {1, 7, 1024, 1u << 20};

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) got = NULL;
		const uint8_t *head;
		size_t len;

		g_assert_true(octets_peek(octets, &head, &len, &error));
		g_assert_cmpuint(len, ==, MIN(OCTETS_HEAD_MAX, g_bytes_get_size(want)));
		got = read_all(octets, steps[i], &error);
		g_assert_no_error(error);
		g_assert_true(g_bytes_equal(got, want));
		g_assert_true(octets_rewind(octets, &error));
	}
}

static int file_with(GBytes *content, char **path)
{
	int fd = g_file_open_tmp("rampart-XXXXXX", path, NULL);

	g_assert_cmpint(write(fd, g_bytes_get_data(content, NULL), g_bytes_get_size(content)), ==,
			(gssize)g_bytes_get_size(content));
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void test_memory(void)
{
	g_autoptr(GBytes) text = report_text("1", 100);
	struct octets *octets = octets_memory_new(text, 0);
	g_autoptr(GBytes) held = NULL;
	g_autoptr(GError) error = NULL;

	assert_reads(octets, text);
	held = octets_hold(octets, g_bytes_get_size(text), &error);
	g_assert_true(held == text);
	g_assert_null(octets_hold(octets, g_bytes_get_size(text) - 1, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
	g_assert_cmpuint(octets_packed(octets), ==, g_bytes_get_size(text));
	octets_free(octets);
}

static void test_file(void)
{
	g_autoptr(GBytes) text = report_text("1", 1000);
	g_autofree char *path = NULL;
	int fd = file_with(text, &path);
	struct octets *octets = octets_file_new(fd, &meter);
	g_autoptr(GBytes) held = NULL;
	g_autoptr(GError) error = NULL;
	uint64_t before = meter.octets;

	g_assert_cmpint(octets->fd, ==, fd);
	assert_reads(octets, text);
	/* Read several times, counted once. */
	g_assert_cmpuint(meter.octets - before, ==, g_bytes_get_size(text));
	held = octets_hold(octets, 1u << 20, &error);
	g_assert_true(g_bytes_equal(held, text));
	g_assert_true(octets_rewind(octets, NULL));
	g_assert_null(octets_hold(octets, 1000, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
	octets_free(octets);
	g_unlink(path);
}

static gpointer pour(gpointer data)
{
	int fd = GPOINTER_TO_INT(data);
	g_autofree char *chunk = g_malloc0(1u << 20);

	for (unsigned i = 0; i <= INTAKE_MAIL_MAX >> 20; i++)
		if (write(fd, chunk, 1u << 20) != 1 << 20)
			break;
	close(fd);
	return NULL;
}

/* A pipe can be read again while it is small, and says so when it is not. */
static void test_pipe(void)
{
	g_autoptr(GBytes) text = report_text("1", 100);
	g_autoptr(GError) error = NULL;
	int ends[2];
	struct octets *octets;
	GThread *thread;

	g_assert_cmpint(pipe(ends), ==, 0);
	octets = octets_file_new(ends[0], &meter);
	g_assert_cmpint(write(ends[1], g_bytes_get_data(text, NULL), g_bytes_get_size(text)), ==,
			(gssize)g_bytes_get_size(text));
	close(ends[1]);
	g_assert_cmpint(octets->fd, ==, -1);
	assert_reads(octets, text);
	octets_free(octets);

	g_assert_cmpint(pipe(ends), ==, 0);
	octets = octets_file_new(ends[0], &meter);
	thread = g_thread_new("pour", pour, GINT_TO_POINTER(ends[1]));
	g_bytes_unref(read_all(octets, 1u << 20, &error));
	g_assert_no_error(error);
	g_thread_join(thread);
	g_assert_false(octets_rewind(octets, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
	octets_free(octets);
}

/* A stop is heard although the pipe is silent. */
static void test_pipe_stopped(void)
{
	struct meter stopped = {.stopped = true};
	g_autoptr(GError) error = NULL;
	struct octets *octets;
	uint8_t octet;
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	octets = octets_file_new(ends[0], &stopped);
	g_assert_cmpint(octets_read(octets, &octet, 1, &error), ==, -1);
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED);
	octets_free(octets);
	close(ends[1]);
}

/* The content of a gzip, or NULL with its error; takes packed over. */
static GBytes *gunzipped(GBytes *packed, GError **error)
{
	struct octets *memory = octets_memory_new(packed, 0), *octets = octets_gunzip_new(memory);
	GBytes *got = read_all(octets, 1000, error);

	octets_free(octets);
	octets_free(memory);
	g_bytes_unref(packed);
	return got;
}

static void test_gunzip(void)
{
	g_autoptr(GBytes) text = report_text("1", 3000);
	g_autoptr(GBytes) packed = gzipped(g_bytes_ref(text)), twice = gzipped(g_bytes_ref(packed));
	struct octets *memory = octets_memory_new(twice, 0);
	struct octets *outer = octets_gunzip_new(memory), *inner = octets_gunzip_new(outer);

	assert_reads(outer, packed);
	assert_reads(inner, text);
	g_assert_cmpuint(octets_packed(inner), ==, g_bytes_get_size(twice));
	octets_free(inner);
	octets_free(outer);
	octets_free(memory);
}

static void test_gunzip_lenient(void)
{
	g_autoptr(GBytes) text = report_text("1", 50);
	g_autoptr(GBytes) packed = gzipped(g_bytes_ref(text));
	size_t len = g_bytes_get_size(packed);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) trailing = NULL, one = NULL, both = NULL, twice = NULL;

	trailing = gunzipped(joined(g_bytes_ref(packed), bytes_of("\r\n--junk")), &error);
	g_assert_no_error(error);
	g_assert_true(g_bytes_equal(trailing, text));
	one = gunzipped(joined(g_bytes_ref(packed), bytes_of("\x1f")), &error);
	g_assert_no_error(error);
	g_assert_true(g_bytes_equal(one, text));
	both = gunzipped(joined(g_bytes_ref(packed), g_bytes_ref(packed)), &error);
	g_assert_no_error(error);
	twice = joined(g_bytes_ref(text), g_bytes_ref(text));
	g_assert_true(g_bytes_equal(both, twice));
	/* Without its trailer of 8 octets it is whole, though unproven. */
	for (size_t lack = 1; lack <= 8; lack++) {
		g_autoptr(GBytes) got = gunzipped(cut(g_bytes_ref(packed), len - lack), &error);

		g_assert_no_error(error);
		g_assert_true(g_bytes_equal(got, text));
	}
}

/* Cut anywhere in its data, by each way of packing, it is refused. */
static void test_gunzip_cut(void)
{
	static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE};

	for (size_t i = 0; i < G_N_ELEMENTS(strategies); i++) {
		g_autoptr(GBytes) packed = gzipped_by(report_text("1", 5), strategies[i]);

		for (size_t keep = 0; keep < g_bytes_get_size(packed) - 8; keep++) {
			g_autoptr(GError) error = NULL;

			g_assert_null(gunzipped(cut(g_bytes_ref(packed), keep), &error));
			g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
			assert_has(error->message, "breaks off after");
		}
	}
}

static void test_gunzip_damaged(void)
{
	g_autoptr(GBytes) packed = gzipped(report_text("1", 50));
	size_t len = g_bytes_get_size(packed);

	/* Data that fails its check. */
	for (size_t at = len - 8; at < len; at++) {
		g_autofree uint8_t *copy = g_memdup2(g_bytes_get_data(packed, NULL), len);
		g_autoptr(GError) error = NULL;

		copy[at] ^= 0x55;
		g_assert_null(gunzipped(g_bytes_new(copy, len), &error));
		g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
		assert_has(error->message, "is damaged");
	}
}

static GBytes *spaces(size_t len)
{
	return g_bytes_new_take(g_strnfill(len, ' '), len);
}

static void test_ratio(void)
{
	g_autoptr(GError) error = NULL, nested = NULL;
	g_autoptr(GBytes) small = gunzipped(gzipped(spaces(INTAKE_RATIO_FREE)), &error);

	g_assert_no_error(error);
	g_assert_cmpuint(g_bytes_get_size(small), ==, INTAKE_RATIO_FREE);
	g_assert_null(gunzipped(gzipped(spaces(4 * INTAKE_RATIO_FREE)), &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
	/* Packed twice it is measured by the outer size. */
	g_assert_false(octets_check_ratio(INTAKE_RATIO_FREE + 1, 10, &nested));
	g_assert_error(nested, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
	g_assert_true(octets_check_ratio(UINT64_MAX, UINT64_MAX / INTAKE_RATIO_MAX, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/octets/memory", test_memory);
	g_test_add_func("/octets/file", test_file);
	g_test_add_func("/octets/pipe", test_pipe);
	g_test_add_func("/octets/pipe-stopped", test_pipe_stopped);
	g_test_add_func("/octets/gunzip", test_gunzip);
	g_test_add_func("/octets/gunzip-lenient", test_gunzip_lenient);
	g_test_add_func("/octets/gunzip-cut", test_gunzip_cut);
	g_test_add_func("/octets/gunzip-damaged", test_gunzip_damaged);
	g_test_add_func("/octets/ratio", test_ratio);
	return g_test_run();
}
