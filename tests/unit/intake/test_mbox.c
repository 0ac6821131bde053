/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "intake/mbox.h"

#define FROM "From someone@example.com Thu Oct  1 12:00:00 2026\n"

/* The messages of a mailbox joined by "|"; takes it over. */
static char *split(GBytes *text)
{
	struct octets *octets = octets_memory_new(text, 0);
	struct mbox *mbox = mbox_new(octets);
	GString *out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	enum mbox_next next;
	GBytes *message;

	while ((next = mbox_next(mbox, &message, &error)) != MBOX_NEXT_END) {
		g_assert_no_error(error);
		if (out->len > 0)
			g_string_append_c(out, '|');
		if (next == MBOX_NEXT_TOO_LARGE) {
			g_string_append(out, "(too large)");
			continue;
		}
		g_string_append_len(out, g_bytes_get_data(message, NULL),
				    (gssize)g_bytes_get_size(message));
		g_bytes_unref(message);
	}
	mbox_free(mbox);
	octets_free(octets);
	g_bytes_unref(text);
	return g_string_free(out, FALSE);
}

static void test_split(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{FROM "A: 1\n\nx\n", "A: 1\n\nx\n"},
		{FROM "A: 1\n\nx\n\n" FROM "B: 2\n\ny\n\n" FROM "C: 3\n\nz\n",
		 "A: 1\n\nx\n\n|B: 2\n\ny\n\n|C: 3\n\nz\n"},
		/* Lines that merely look like separators. */
		{FROM "A: 1\n\nx\nFrom here on\nB: 2\n", "A: 1\n\nx\nFrom here on\nB: 2\n"},
		{FROM "A: 1\n\nx\n\nFrom the team\nwith love\n",
		 "A: 1\n\nx\n\nFrom the team\nwith love\n"},
		{FROM "A: 1\n\n>From x\n\nFrom\n", "A: 1\n\n>From x\n\nFrom\n"},
		{"From a\r\nA: 1\r\n\r\nx\r\n\r\nFrom b\r\nB: 2\r\n",
		 "A: 1\r\n\r\nx\r\n\r\n|B: 2\r\n"},
		{FROM "A: 1\n\nx\n\n" FROM, "A: 1\n\nx\n\n" FROM},
		{FROM "A: 1\n\nx\nFrom 12:00 to 13:00\nB: 2\n",
		 "A: 1\n\nx\nFrom 12:00 to 13:00\nB: 2\n"},
		{FROM "A: 1\n\nx\nFrom Thu 2026-10-01 12:00\nTo: x\n",
		 "A: 1\n\nx\nFrom Thu 2026-10-01 12:00\nTo: x\n"},
		{FROM "A: 1\n\nx\n\nFrom now on\nhttps://a.example/\n",
		 "A: 1\n\nx\n\nFrom now on\nhttps://a.example/\n"},
		{FROM "A: 1\n\nx\n\nFrom 2026-10-01 00:00:00\nTo: 2026-10-02\n",
		 "A: 1\n\nx\n\nFrom 2026-10-01 00:00:00\nTo: 2026-10-02\n"},
		/* Programs write the date in their own way, or none. */
		{FROM "A: 1\n\nx\n\nFrom - Thu Oct 01 12:00:00 +0200 2026\nB: 2\n\ny\n\n"
		      "From a@b Thu, 1 Oct 2026 12:00:00\nC: 3\n\nz\n\nFrom a@b \nD: 4\n",
		 "A: 1\n\nx\n\n|B: 2\n\ny\n\n|C: 3\n\nz\n\n|D: 4\n"},
		/* No empty line before one, but the date in it. */
		{FROM "A: 1\n\nx\n" FROM "B: 2\n\ny\n", "A: 1\n\nx\n|B: 2\n\ny\n"},
		/* Empty lines before the first. */
		{"\n\r\n" FROM "A: 1\n\nx\n\n" FROM "B: 2\n", "A: 1\n\nx\n\n|B: 2\n"},
		{FROM, ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = split(bytes_of(cases[i].text));

		g_assert_cmpstr(got, ==, cases[i].want);
	}
}

/* Separators at every offset from the end of a chunk. */
static void test_chunks(void)
{
	for (size_t pad = OCTETS_CHUNK - 80; pad < OCTETS_CHUNK + 20; pad++) {
		g_autofree char *fill = g_strnfill(pad, 'x');
		g_autofree char *first = g_strdup_printf("A: 1\n\n%s\n\n", fill);
		g_autofree char *text = g_strconcat(FROM, first, FROM, "B: 2\n\ny\n", NULL);
		g_autofree char *want = g_strconcat(first, "|B: 2\n\ny\n", NULL);
		g_autofree char *got = split(bytes_of(text));

		g_assert_cmpstr(got, ==, want);
	}
}

static void test_many(void)
{
	GString *text = g_string_new(NULL);
	g_autofree char *got = NULL;

	for (int i = 0; i < 20000; i++)
		g_string_append_printf(text, FROM "N: %d\n\nbody\n\n", i);
	got = split(g_string_free_to_bytes(text));
	g_assert_cmpuint(count_of(got, "|N: "), ==, 19999);
}

static void test_too_large(void)
{
	g_autofree char *fill = g_strnfill(INTAKE_MAIL_MAX, 'x');
	g_autofree char *text =
		g_strconcat(FROM "A: 1\n\nx\n\n" FROM "B: 2\n\n", fill, "\n\n" FROM "C: 3\n", NULL);
	g_autofree char *got = split(bytes_of(text));

	g_assert_cmpstr(got, ==, "A: 1\n\nx\n\n|(too large)|C: 3\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mbox/split", test_split);
	g_test_add_func("/mbox/chunks", test_chunks);
	g_test_add_func("/mbox/many", test_many);
	g_test_add_func("/mbox/too-large", test_too_large);
	return g_test_run();
}
