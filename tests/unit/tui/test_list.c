/* SPDX-License-Identifier: MIT */
/* The list keeps cursor and selection by key, whatever happens to the rows around it. */
#include <glib.h>
#include <string.h>

#include "tui/list.h"

struct row {
	const char *name;
	int count;
};

static char *row_key(const void *data)
{
	const struct row *row = data;

	return g_strdup(row->name);
}

static enum role text_name(const void *data, GString *out)
{
	const struct row *row = data;

	g_string_append(out, row->name);
	return ROLE_PLAIN;
}

static enum role text_count(const void *data, GString *out)
{
	const struct row *row = data;

	g_string_append_printf(out, "%d", row->count);
	return ROLE_WARN;
}

static int compare_count(const void *a, const void *b)
{
	return ((const struct row *)a)->count - ((const struct row *)b)->count;
}

static const struct column columns[] = {
	{"NAME", 'n', 8, 20, 0, false, text_name, NULL},
	{"COUNT", 'c', 6, 6, 1, true, text_count, compare_count},
	{"AGAIN", 0, 8, 8, 2, false, text_name, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static struct row rows[] = {{"delta", 4}, {"alpha", 30}, {"Bravo", 2}, {"charlie", 1}};

static GPtrArray *some(unsigned from, unsigned until)
{
	GPtrArray *array = g_ptr_array_new();

	for (unsigned i = from; i < until; i++)
		g_ptr_array_add(array, &rows[i]);
	return array;
}

static void list_begin(struct list *list)
{
	list_init(list, columns, row_key, "nothing");
	list_set(list, some(0, G_N_ELEMENTS(rows)));
}

static const char *at(const struct list *list)
{
	const struct row *row = list_row(list);

	return row ? row->name : NULL;
}

static const char *shown(const struct list *list, unsigned i)
{
	return ((struct row *)list->shown->pdata[i])->name;
}

static void test_move(void)
{
	struct list list;

	list_begin(&list);
	g_assert_cmpstr(at(&list), ==, "delta");
	list_move(&list, 2);
	g_assert_cmpstr(at(&list), ==, "Bravo");
	list_move(&list, G_MAXINT / 2);
	g_assert_cmpstr(at(&list), ==, "charlie");
	list_move(&list, G_MAXINT);
	g_assert_cmpstr(at(&list), ==, "charlie");
	list_move(&list, G_MININT);
	g_assert_cmpstr(at(&list), ==, "delta");
	list_clear(&list);
}

static void test_sort(void)
{
	struct list list;

	list_begin(&list);
	list_move(&list, 2); /* Bravo */
	g_assert_true(list_sort(&list, 'c'));
	g_assert_cmpstr(shown(&list, 0), ==, "charlie");
	g_assert_cmpstr(shown(&list, 3), ==, "alpha");
	g_assert_cmpstr(at(&list), ==, "Bravo");
	g_assert_cmpint(list.cursor, ==, 1);
	list_sort(&list, 'c');
	g_assert_cmpstr(shown(&list, 0), ==, "alpha");
	g_assert_cmpstr(at(&list), ==, "Bravo");
	list_sort_next(&list, -1);
	g_assert_cmpint(list.sorted, ==, 0);
	list_sort_next(&list, 1);
	list_sort_next(&list, 1); /* AGAIN is not to sort by */
	g_assert_cmpint(list.sorted, ==, 1);
	g_assert_false(list_sort(&list, 'x'));
	list_clear(&list);
}

static void test_invert_unsorted(void)
{
	struct list list;

	list_begin(&list);
	list_invert(&list);
	g_assert_cmpstr(shown(&list, 0), ==, "charlie");
	g_assert_cmpstr(shown(&list, 3), ==, "delta");
	g_assert_cmpstr(at(&list), ==, "delta");
	list_clear(&list);
}

static void test_filter(void)
{
	struct list list;

	list_begin(&list);
	list_move(&list, 3); /* charlie */
	list_filter(&list, "BRA");
	g_assert_cmpuint(list.shown->len, ==, 1);
	g_assert_cmpstr(at(&list), ==, "Bravo");
	list_filter(&list, "!a");
	g_assert_cmpuint(list.shown->len, ==, 0);
	g_assert_null(list_row(&list));
	list_filter(&list, "!bra");
	g_assert_cmpuint(list.shown->len, ==, 3);
	list_filter(&list, "bra !x");
	g_assert_cmpuint(list.shown->len, ==, 1);
	list_filter(&list, "~ba");
	g_assert_cmpuint(list.shown->len, ==, 1);
	list_filter(&list, NULL);
	g_assert_cmpuint(list.shown->len, ==, 4);
	list_filter(&list, "!");
	g_assert_cmpuint(list.shown->len, ==, 4);
	list_clear(&list);
}

/* The cursor stays on its row while rows above it come and go. */
static void test_refresh(void)
{
	struct list list;

	list_begin(&list);
	list_move(&list, 2); /* Bravo */
	list_set(&list, some(1, 4));
	g_assert_cmpstr(at(&list), ==, "Bravo");
	list_set(&list, some(0, 2)); /* its row is gone: the cursor stays near */
	g_assert_cmpstr(at(&list), ==, "alpha");
	list_set(&list, g_ptr_array_new());
	g_assert_null(list_row(&list));
	list_clear(&list);
}

static void test_select(void)
{
	struct list list;
	g_autoptr(GPtrArray) one = NULL, two = NULL, three = NULL;

	list_begin(&list);
	one = list_chosen(&list);
	g_assert_cmpuint(one->len, ==, 1);
	list_mark_range(&list);
	list_move(&list, 1);
	list_mark_range(&list);
	two = list_chosen(&list);
	g_assert_cmpuint(two->len, ==, 2);
	list_sort(&list, 'c');
	g_assert_true(list_is_marked(&list, &rows[0]));
	g_assert_true(list_is_marked(&list, &rows[1]));
	list_mark_toggle(&list); /* under the cursor: alpha */
	g_assert_false(list_is_marked(&list, &rows[1]));
	list_unmark(&list);
	list_filter(&list, "a");
	list_mark_shown(&list);
	three = list_chosen(&list);
	g_assert_cmpuint(three->len, ==, 4);
	list_clear(&list);
}

static char *drawn(struct list *list, int width, int height)
{
	struct canvas *canvas = canvas_new(width, height);
	struct area area = {0, 0, height, width};
	GString *out = g_string_new(NULL);

	list_draw(list, canvas, &area, true);
	canvas_dump(canvas, out);
	canvas_free(canvas);
	return g_string_free(out, FALSE);
}

/* Columns with a high rank go first; what is left keeps its place under its title. */
static void test_columns(void)
{
	struct list list;
	g_autofree char *wide = NULL, *narrow = NULL, *scrolled = NULL;

	list_begin(&list);
	list_sort(&list, 'n');
	wide = drawn(&list, 26, 3);
	g_assert_cmpstr(wide, ==,
			"  NAME▼     COUNT AGAIN\n"
			"  charlie       1 charlie\n"
			"> delta         4 delta\n");
	narrow = drawn(&list, 12, 2);
	g_assert_cmpstr(narrow, ==, "  NAME▼\n> delta\n");
	list_scroll_columns(&list, 1);
	scrolled = drawn(&list, 19, 2);
	g_assert_cmpstr(scrolled, ==, "  NAME▼    AGAIN\n> delta    delta\n");
	list_scroll_columns(&list, 99);
	list_scroll_columns(&list, -99);
	g_assert_cmpint(list.scrolled, ==, 0);
	list_clear(&list);
}

static void test_empty(void)
{
	struct list list;
	g_autofree char *text = NULL;

	list_init(&list, columns, row_key, "nothing is here");
	text = drawn(&list, 30, 3);
	g_assert_nonnull(strstr(text, "nothing is here"));
	list_clear(&list);
}

/* Only what is visible is drawn: a hundred thousand rows cost no more than ten. */
static void test_large(void)
{
	struct list list;
	GPtrArray *many = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = NULL;

	for (int i = 0; i < 100000; i++) {
		struct row *row = g_new(struct row, 1);

		*row = (struct row){"same", i};
		g_ptr_array_add(many, row);
	}
	list_init(&list, columns, row_key, "");
	list_set(&list, many);
	list_move(&list, 99999);
	text = drawn(&list, 27, 4);
	g_assert_nonnull(strstr(text, "> same"));
	g_assert_nonnull(strstr(text, " 99999 "));
	g_assert_nonnull(strstr(text, " 99997 "));
	list_clear(&list);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/list/move", test_move);
	g_test_add_func("/list/sort", test_sort);
	g_test_add_func("/list/invert-unsorted", test_invert_unsorted);
	g_test_add_func("/list/filter", test_filter);
	g_test_add_func("/list/refresh", test_refresh);
	g_test_add_func("/list/select", test_select);
	g_test_add_func("/list/columns", test_columns);
	g_test_add_func("/list/empty", test_empty);
	g_test_add_func("/list/large", test_large);
	return g_test_run();
}
