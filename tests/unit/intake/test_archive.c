/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "intake/archive.h"

static void test_members(void)
{
	g_autoptr(GBytes) one = report_text("1", 3), two = report_text("2", 300);
	const struct packed_member members[] = {
		{"a.xml", one, ZIP_CM_STORE, NULL},
		{"folder", NULL, 0, NULL},
		{"folder/b.xml", two, ZIP_CM_DEFLATE, NULL},
		{"__MACOSX/folder/._b.xml", one, ZIP_CM_DEFLATE, NULL},
		{"folder/.DS_Store", one, ZIP_CM_DEFLATE, NULL},
		{"folder/._b.xml", one, ZIP_CM_DEFLATE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autofree char *log = log_of(zipped(members));

	assert_has(log, "begin 1 in a.xml\nend 1 rows 3 ");
	assert_has(log, "begin 2 in folder/b.xml\nend 2 rows 300 ");
	g_assert_cmpuint(count_of(log, "\n"), ==, 4);
}

static void test_encrypted(void)
{
	g_autoptr(GBytes) one = report_text("1", 3);
	const struct packed_member members[] = {
		{"secret.xml", one, ZIP_CM_DEFLATE, "geheim"},
		{"open.xml", one, ZIP_CM_DEFLATE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autofree char *log = log_of(zipped(members));

	assert_has(log, "rejected secret.xml: zip member is encrypted");
	assert_has(log, "begin 1 in open.xml\nend 1 ");
}

static void test_method(void)
{
	g_autoptr(GBytes) one = report_text("1", 3);
	const struct packed_member members[] = {
		{"b.xml", one, ZIP_CM_BZIP2, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autofree char *log = log_of(zipped(members));

	g_assert_cmpstr(log, ==,
			"rejected b.xml: zip member is packed by a method other than deflate\n");
}

/* What streaming packers write: sizes and sum stand behind the data, zeros before it. */
static GBytes *with_descriptor(GBytes *content, bool zip64)
{
	GByteArray *zip = g_byte_array_new();
	g_autoptr(GBytes) packed = gzipped(g_bytes_ref(content)); /* 10 octets head, 8 trailer */
	const uint8_t *gz = g_bytes_get_data(packed, NULL);
	guint32 len = (guint32)g_bytes_get_size(packed) - 18,
		plain = (guint32)g_bytes_get_size(content), crc, offset;
	static const uint8_t local[30] = {'P', 'K', 3, 4, 20, 0, 8, 0, 8, [26] = 5};
	uint8_t central[46] = {'P', 'K', 1, 2, 20, 0, 20, 0, 8, 0, 8, [28] = 5};
	uint8_t end64[56] = {
		'P', 'K', 6, 6, 44, [12] = 45, [14] = 45, [24] = 1, [32] = 1, [40] = 51};
	uint8_t locator[20] = {'P', 'K', 6, 7, [16] = 1};
	uint8_t end[22] = {'P', 'K', 5, 6, [8] = 1, [10] = 1, [12] = 51};

	memcpy(&crc, gz + 10 + len, 4);
	g_byte_array_append(zip, local, sizeof(local));
	g_byte_array_append(zip, (const guint8 *)"r.xml", 5);
	g_byte_array_append(zip, gz + 10, len);
	g_byte_array_append(zip, (const guint8 *)"PK\x07\x08", 4);
	g_byte_array_append(zip, (const guint8 *)&crc, 4);
	g_byte_array_append(zip, (const guint8 *)&len, 4);
	g_byte_array_append(zip, (const guint8 *)&plain, 4);
	offset = zip->len;
	memcpy(central + 16, &crc, 4);
	memcpy(central + 20, &len, 4);
	memcpy(central + 24, &plain, 4);
	g_byte_array_append(zip, central, sizeof(central));
	g_byte_array_append(zip, (const guint8 *)"r.xml", 5);
	if (zip64) {
		guint32 at = zip->len;

		memcpy(end64 + 48, &offset, 4);
		memcpy(locator + 8, &at, 4);
		g_byte_array_append(zip, end64, sizeof(end64));
		g_byte_array_append(zip, locator, sizeof(locator));
		memset(end + 8, 0xff, 12);
	} else {
		memcpy(end + 16, &offset, 4);
	}
	g_byte_array_append(zip, end, sizeof(end));
	return g_byte_array_free_to_bytes(zip);
}

static void test_descriptor(void)
{
	for (int zip64 = 0; zip64 < 2; zip64++) {
		g_autoptr(GBytes) text = report_text("7", 20);
		g_autofree char *log = log_of(with_descriptor(text, zip64));

		assert_has(log, "begin 7 in r.xml\nend 7 rows 20 ");
	}
}

/* A figure changed: the checksum shows it, and nothing of the report stays. */
static void test_damaged(void)
{
	g_autoptr(GBytes) text = report_text("7", 9000);
	const char *plain = g_bytes_get_data(text, NULL);
	const struct packed_member members[] = {
		{"r.xml", text, ZIP_CM_STORE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autoptr(GBytes) zip = zipped(members);
	gsize len = g_bytes_get_size(zip);
	g_autofree uint8_t *copy = g_memdup2(g_bytes_get_data(zip, NULL), len);
	size_t at = 30 + strlen("r.xml") + (size_t)(strstr(plain, "<count>1") - plain) + 7;
	g_autofree char *log = NULL;

	g_assert_cmpint(copy[at], ==, '1');
	copy[at] = '2';
	log = log_of(g_bytes_new(copy, len));
	assert_has(log, "begin 7 in r.xml\ndrop 7\nrejected r.xml: zip cannot be read: CRC error");
}

static void test_cut(void)
{
	g_autoptr(GBytes) text = report_text("7", 5);
	const struct packed_member members[] = {
		{"r.xml", text, ZIP_CM_DEFLATE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autoptr(GBytes) zip = zipped(members);

	for (size_t keep = 4; keep < g_bytes_get_size(zip); keep++) {
		g_autofree char *log = log_of(cut(g_bytes_ref(zip), keep));

		assert_has(log, "rejected -: zip cannot be read: ");
		g_assert_cmpuint(count_of(log, "\n"), ==, 1);
	}
}

static void test_empty(void)
{
	static const char end[22] = {'P', 'K', 5, 6};
	g_autofree char *log = log_of(g_bytes_new(end, sizeof(end)));

	g_assert_cmpstr(log, ==, "rejected -: a zip without members\n");
}

static void test_many_members(void)
{
	g_autoptr(GBytes) text = bytes_of("x");
	g_autoptr(GArray) members = g_array_new(TRUE, TRUE, sizeof(struct packed_member));
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *log = NULL;

	for (unsigned i = 0; i <= INTAKE_MEMBERS_MAX; i++) {
		struct packed_member member = {NULL, text, ZIP_CM_STORE, NULL};

		g_ptr_array_add(names, g_strdup_printf("%u.xml", i));
		member.name = names->pdata[i];
		g_array_append_val(members, member);
	}
	log = log_of(zipped((const struct packed_member *)(void *)members->data));
	assert_has(log, "rejected -: zip with more than 10000 members");
}

/* A directory that says little and is large, and one that says it is large. */
static void test_lying_directory(void)
{
	uint8_t end[22] = {'P', 'K', 5, 6, [10] = 1};
	g_autofree char *large = NULL, *many = NULL;

	end[15] = 1;
	large = log_of(g_bytes_new(end, sizeof(end)));
	assert_has(large, "or a directory over 4 MiB");
	memset(end + 8, 0xff, 4);
	many = log_of(g_bytes_new(end, sizeof(end)));
	assert_has(many, "more than 10000 members");
}

static void test_bomb(void)
{
	size_t len = 8 * INTAKE_RATIO_FREE;
	g_autoptr(GBytes) text =
		joined(bytes_of("<feedback>"), g_bytes_new_take(g_strnfill(len, ' '), len));
	const struct packed_member members[] = {
		{"bomb.xml", text, ZIP_CM_DEFLATE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autofree char *log = log_of(zipped(members));

	g_assert_cmpstr(log, ==,
			"rejected bomb.xml: inflates to more than 1000 times its size: no honest "
			"report does\n");
}

/* So many members, and all are one: small each, together without end. Takes content over. */
static GBytes *overlapping(GBytes *content, unsigned n)
{
	const struct packed_member members[] = {
		{"r", content, ZIP_CM_DEFLATE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autoptr(GBytes) zip = zipped(members);
	const uint8_t *data = g_bytes_get_data(zip, NULL);
	size_t len = g_bytes_get_size(zip);
	g_autofree uint8_t *end = g_memdup2(data + len - 22, 22);
	guint32 offset, size, all;
	guint16 count = (guint16)n;
	GByteArray *out = g_byte_array_new();

	memcpy(&size, end + 12, 4);
	memcpy(&offset, end + 16, 4);
	g_byte_array_append(out, data, offset);
	for (unsigned i = 0; i < n; i++)
		g_byte_array_append(out, data + offset, size);
	all = size * n;
	memcpy(end + 8, &count, 2);
	memcpy(end + 10, &count, 2);
	memcpy(end + 12, &all, 4);
	g_byte_array_append(out, end, 22);
	g_bytes_unref(content);
	return g_byte_array_free_to_bytes(out);
}

/* What each member and each packing may do, all of them together may not. */
static void test_overlapping(void)
{
	size_t len = INTAKE_RATIO_FREE - 100;
	g_autoptr(GBytes) text =
		joined(bytes_of("<feedback>"), g_bytes_new_take(g_strnfill(len, ' '), len));
	GBytes *plain = overlapping(g_bytes_ref(text), 5000);
	GBytes *packed = overlapping(gzipped(g_bytes_ref(text)), 5000);
	GBytes *nested = overlapping(overlapping(gzipped(g_bytes_ref(text)), 50), 50);
	GBytes *cases[] = {plain, packed, nested};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *log = log_of(cases[i]);

		assert_has(log, "rejected -: inflates to more than 1000 times its size");
		g_assert_cmpuint(count_of(log, "the report is cut off"), <, 60);
	}
}

/* In a file the zip is read where it lies. */
static void test_file(void)
{
	g_autoptr(GBytes) text = report_text("7", 20);
	const struct packed_member members[] = {
		{"a.xml", text, ZIP_CM_DEFLATE, NULL},
		{"b.xml", text, ZIP_CM_STORE, NULL},
		{NULL, NULL, 0, NULL},
	};
	g_autoptr(GBytes) zip = zipped(members), got = NULL;
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("rampart-XXXXXX", &path, NULL);
	struct meter meter = {0};
	struct octets *file, *member;
	struct archive *archive;

	g_assert_true(g_file_set_contents(path, g_bytes_get_data(zip, NULL),
					  (gssize)g_bytes_get_size(zip), NULL));
	close(fd);
	file = octets_file_new(open(path, O_RDONLY), &meter);
	archive = archive_open(file, NULL);
	g_assert_nonnull(archive);
	g_assert_cmpuint(archive_members(archive), ==, 2);
	g_assert_cmpstr(archive_name(archive, 1), ==, "b.xml");
	member = archive_member_new(archive, 0, NULL);
	got = octets_hold(member, INTAKE_MAIL_MAX, NULL);
	g_assert_true(g_bytes_equal(got, text));
	g_assert_true(octets_rewind(member, NULL));
	g_clear_pointer(&got, g_bytes_unref);
	got = octets_hold(member, INTAKE_MAIL_MAX, NULL);
	g_assert_true(g_bytes_equal(got, text));
	octets_free(member);
	archive_free(archive);
	octets_free(file);
	g_unlink(path);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/archive/members", test_members);
	g_test_add_func("/archive/encrypted", test_encrypted);
	g_test_add_func("/archive/method", test_method);
	g_test_add_func("/archive/descriptor", test_descriptor);
	g_test_add_func("/archive/damaged", test_damaged);
	g_test_add_func("/archive/cut", test_cut);
	g_test_add_func("/archive/empty", test_empty);
	g_test_add_func("/archive/many-members", test_many_members);
	g_test_add_func("/archive/lying-directory", test_lying_directory);
	g_test_add_func("/archive/bomb", test_bomb);
	g_test_add_func("/archive/overlapping", test_overlapping);
	g_test_add_func("/archive/file", test_file);
	return g_test_run();
}
