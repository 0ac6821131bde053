/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/table.h"

struct condition {
	char *name;
	double at_least;
};

struct ladder {
	char *name, *note;
	int64_t ttl, days;
	double share;
	bool strict;
	int policy;
	int32_t until;
	GPtrArray *senders;
	GArray *steps;
	struct condition first;
	GPtrArray *conditions;
};

static const char *const policies[] = {"none", "quarantine", "reject", NULL};

static const struct field condition_fields[] = {
	{"name", FIELD_TEXT, offsetof(struct condition, name), .required = true,
	 .text = "What is measured."},
	{"at_least", FIELD_NUMBER, offsetof(struct condition, at_least), .preset = "98.5",
	 .max = 100},
	{.key = NULL},
};
static const struct table condition_table = {"condition", sizeof(struct condition),
					     condition_fields};

#define AT(member) offsetof(struct ladder, member)
static const struct field ladder_fields[] = {
	{"name", FIELD_TEXT, AT(name), .required = true},
	{"note", FIELD_TEXT, AT(note), .text = "A remark."},
	{"ttl", FIELD_INT, AT(ttl), .preset = "3600", .min = 60, .max = 86400},
	{"days", FIELD_INT, AT(days), .min = 1, .max = (double)INFINITY},
	{"share", FIELD_NUMBER, AT(share), .text = "A share."},
	{"strict", FIELD_BOOL, AT(strict), .preset = "yes"},
	{"policy", FIELD_WORD, AT(policy), .preset = "quarantine", .words = policies},
	{"until", FIELD_DAY, AT(until), .text = "The last day."},
	{"senders", FIELD_TEXTS, AT(senders), .preset = "[a.example, b.example]"},
	{"steps", FIELD_INTS, AT(steps), .max = 100},
	{"first", FIELD_TABLE, AT(first), .of = &condition_table},
	{"conditions", FIELD_TABLES, AT(conditions), .of = &condition_table},
	{.key = NULL},
};
static const struct table ladder_table = {"ladder", sizeof(struct ladder), ladder_fields};

static bool load(struct ladder *ladder, const char *text, GError **error)
{
	memset(ladder, 0, sizeof(*ladder));
	return table_load_text(&ladder_table, "ladder.yaml", text, strlen(text), ladder, error);
}

static void test_full(void)
{
	struct ladder ladder;
	g_autoptr(GError) error = NULL;
	const struct condition *second;

	g_assert_true(load(&ladder,
			   "# a comment\n"
			   "name: \"standard: one\"\n"
			   "note: |\n"
			   "  two\n"
			   "  lines\n"
			   "ttl: 300\n"
			   "days: 100000\n"
			   "share: -1.5e3\n"
			   "strict: No\n"
			   "policy: reject\n"
			   "until: 2026-10-01\n"
			   "senders: only.example\n"
			   "steps: [0, 10, 25]\n"
			   "first: {name: volume, at_least: 0}\n"
			   "conditions:\n"
			   "  - name: a\n"
			   "  - {name: b, at_least: 99.9}\n",
			   &error));
	g_assert_no_error(error);
	g_assert_cmpstr(ladder.name, ==, "standard: one");
	g_assert_cmpstr(ladder.note, ==, "two\nlines\n");
	g_assert_cmpint(ladder.ttl, ==, 300);
	g_assert_cmpint(ladder.days, ==, 100000);
	g_assert_cmpfloat(ladder.share, ==, -1500);
	g_assert_false(ladder.strict);
	g_assert_cmpint(ladder.policy, ==, 2);
	g_assert_cmpint(ladder.until, ==, 20727);
	g_assert_cmpuint(ladder.senders->len, ==, 1);
	g_assert_cmpstr(ladder.senders->pdata[0], ==, "only.example");
	g_assert_cmpuint(ladder.steps->len, ==, 3);
	g_assert_cmpint(g_array_index(ladder.steps, int64_t, 2), ==, 25);
	g_assert_cmpstr(ladder.first.name, ==, "volume");
	g_assert_cmpfloat(ladder.first.at_least, ==, 0);
	g_assert_cmpuint(ladder.conditions->len, ==, 2);
	second = ladder.conditions->pdata[1];
	g_assert_cmpstr(second->name, ==, "b");
	g_assert_cmpfloat(second->at_least, ==, 99.9);
	second = ladder.conditions->pdata[0];
	g_assert_cmpfloat(second->at_least, ==, 98.5);
	table_clear(&ladder_table, &ladder);
	g_assert_null(ladder.name);
	g_assert_null(ladder.senders);
}

static void test_presets(void)
{
	struct ladder ladder;

	g_assert_true(load(&ladder, "name: x\nsteps:\nconditions:\n", NULL));
	g_assert_null(ladder.note);
	g_assert_cmpint(ladder.ttl, ==, 3600);
	g_assert_cmpint(ladder.days, ==, 0);
	g_assert_true(ladder.strict);
	g_assert_cmpint(ladder.policy, ==, 1);
	g_assert_cmpint(ladder.until, ==, DAY_NONE);
	g_assert_cmpuint(ladder.senders->len, ==, 2);
	g_assert_cmpstr(ladder.senders->pdata[1], ==, "b.example");
	g_assert_cmpuint(ladder.steps->len, ==, 0);
	g_assert_cmpfloat(ladder.first.at_least, ==, 98.5);
	g_assert_cmpuint(ladder.conditions->len, ==, 0);
	table_clear(&ladder_table, &ladder);

	g_assert_true(load(&ladder, "{name: x, senders: []}", NULL));
	g_assert_cmpuint(ladder.senders->len, ==, 0);
	table_clear(&ladder_table, &ladder);
}

static void test_messages(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"name: x\nttl: 86401\n", "ladder.yaml:2: ttl: 60..86400, found 86401"},
		{"name: x\nttl: 59", "ladder.yaml:2: ttl: 60..86400, found 59"},
		{"name: x\nttl: 1h", "ladder.yaml:2: ttl: a whole number, found 1h"},
		{"name: x\nttl: 60.5", "ladder.yaml:2: ttl: a whole number, found 60.5"},
		{"name: x\nttl: 99999999999999999999",
		 "ladder.yaml:2: ttl: a whole number, found 99999999999999999999"},
		{"name: x\nttl:", "ladder.yaml:2: ttl: one value, found nothing"},
		{"name: x\nttl: [60]", "ladder.yaml:2: ttl: one value, found a list"},
		{"name: x\nttl: {a: b}", "ladder.yaml:2: ttl: one value, found a table"},
		{"name: x\ndays: 0", "ladder.yaml:2: days: 1 or more, found 0"},
		{"name: x\nshare: .inf", "ladder.yaml:2: share: a number, found .inf"},
		{"name: x\nshare: 0x10", "ladder.yaml:2: share: a number, found 0x10"},
		{"name: x\nshare: 1e999", "ladder.yaml:2: share: a number, found 1e999"},
		{"name: x\nshare: 1,5", "ladder.yaml:2: share: a number, found 1,5"},
		{"name: x\nstrict: maybe", "ladder.yaml:2: strict: true or false, found maybe"},
		{"name: x\npolicy: Reject",
		 "ladder.yaml:2: policy: one of none|quarantine|reject, found Reject"},
		{"name: x\nuntil: tomorrow",
		 "ladder.yaml:2: until: a day like 2026-10-01, found tomorrow"},
		{"name: x\nsteps:\n  - 0\n  - 250\n", "ladder.yaml:4: steps[1]: 0..100, found 250"},
		{"name: x\nsenders: [a, [b]]",
		 "ladder.yaml:2: senders[1]: one value, found a list"},
		{"name: x\nconditions:\n  - name: a\n  - name: b\n    at_least: 250\n",
		 "ladder.yaml:5: conditions[1].at_least: 0..100, found 250"},
		{"name: x\nconditions: {name: a}",
		 "ladder.yaml:2: conditions: a list of tables, found a table"},
		{"name: x\nconditions: a", "ladder.yaml:2: conditions: a list of tables, found a"},
		{"name: x\nconditions:\n  - at_least: 1\n",
		 "ladder.yaml:3: conditions[0]: key 'name' is missing"},
		{"name: x\nconditions:\n  -\n",
		 "ladder.yaml:3: conditions[0]: key 'name' is missing"},
		{"name: x\nfirst: [a]", "ladder.yaml:2: first: a table of keys, found a list"},
		{"", "ladder.yaml:1: key 'name' is missing"},
		{"# nothing\n", "ladder.yaml:1: key 'name' is missing"},
		{"- name", "ladder.yaml:1: a table of keys, found a list"},
		{"name", "ladder.yaml:1: a table of keys, found name"},
		{"name: x\npolcy: none", "ladder.yaml:2: unknown key 'polcy' in a ladder; the "
					 "nearest known key is 'policy'"},
		{"name: x\nfirst:\n  name: a\n  least: 1\n",
		 "ladder.yaml:4: first: unknown key 'least' in a condition; the nearest known key "
		 "is "
		 "'at_least'"},
		{"name: x\n[a]: b", "ladder.yaml:2: a key, found a list"},
		{"name: x\nnote: a\nname: y", "ladder.yaml:3: name: given twice, first on line 1"},
		{"name: &a x", "ladder.yaml:1: name: anchors are not allowed"},
		{"name: *a", "ladder.yaml:1: name: aliases are not allowed"},
		{"name: !!str x", "ladder.yaml:1: name: tags are not allowed"},
		{"name: x\nsteps: !x []", "ladder.yaml:2: steps: tags are not allowed"},
		{"name: x\n<<: {ttl: 60}",
		 "ladder.yaml:2: unknown key '<<' in a ladder; the nearest known key is 'ttl'"},
		{"name: x\n---\nname: y\n", "ladder.yaml:2: a second document is not allowed"},
		{"name: \"a\\0b\"", "ladder.yaml:1: name: text without \\0, found a"},
		{"name: x\nttl: \"\\e[2J\\u202E\"",
		 "ladder.yaml:2: ttl: a whole number, found \uFFFD[2J\uFFFD"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct ladder ladder;

		g_assert_false(load(&ladder, cases[i].text, &error));
		g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
		g_assert_cmpstr(error->message, ==, cases[i].want);
		g_assert_null(ladder.senders);
	}
}

static void test_syntax(void)
{
	static const struct {
		const char *text, *begin;
	} cases[] = {
		{"name: x\nttl: 60: 70\n", "ladder.yaml:2: mapping values"},
		{"name: \"x\n", "ladder.yaml:"},
		{"name: x\n\tttl: 60\n", "ladder.yaml:2: "},
		{"name: x\nnote: a\xff\n", "ladder.yaml:2: "},
		{"name: x\n\nnote: a\x01\n", "ladder.yaml:3: "},
		{"{name: x", "ladder.yaml:"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct ladder ladder;

		g_assert_false(load(&ladder, cases[i].text, &error));
		g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
		g_test_message("%s", error->message);
		g_assert_true(g_str_has_prefix(error->message, cases[i].begin));
	}
}

/* Deep, long and wide files end in an error, soon. */
static void test_hostile(void)
{
	static const char *const pieces[] = {
		"[",  "{",	"- ",	 "? ", "{a: ", "[[",	      "\"", "&a ",
		"*a", "a: b\n", "---\n", "!",  "|",    "%YAML 1.1\n", "\\"};

	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) text = g_string_new("name: x\nconditions: ");
		g_autoptr(GError) error = NULL;
		struct ladder ladder;

		for (int n = 0; n < 100000; n++)
			g_string_append(text, pieces[i]);
		g_assert_false(load(&ladder, text->str, &error));
		g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
		g_assert_cmpuint(strlen(error->message), <, 300);
	}
}

static void test_limits(void)
{
	g_autoptr(GString) text = g_string_new("name: x\nsenders:\n");
	g_autofree char *large = g_strnfill(TABLE_FILE_MAX + 1, '#');
	g_autoptr(GError) many = NULL, big = NULL;
	struct ladder ladder;

	for (unsigned i = 0; i < TABLE_NODES_MAX; i++)
		g_string_append(text, " - a\n");
	g_assert_false(load(&ladder, text->str, &many));
	g_assert_error(many, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
	g_assert_false(load(&ladder, large, &big));
	g_assert_error(big, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
}

struct nest {
	GPtrArray *inner;
};

static const struct table nest_table;
static const struct field nest_fields[] = {
	{"inner", FIELD_TABLES, 0, .of = &nest_table},
	{.key = NULL},
};
static const struct table nest_table = {"nest", sizeof(struct nest), nest_fields};

static void test_depth(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct nest nest = {0};

	for (unsigned i = 1; i < TABLE_DEPTH_MAX; i++)
		g_string_append(text, "inner: [{");
	for (unsigned i = 1; i < TABLE_DEPTH_MAX; i++)
		g_string_append(text, "}]");
	g_assert_true(table_load_text(&nest_table, "nest", text->str, text->len, &nest, &error));
	g_assert_no_error(error);
	table_clear(&nest_table, &nest);

	g_string_assign(text, "");
	for (unsigned i = 0; i < 1000; i++)
		g_string_append(text, "inner: [{");
	g_assert_false(table_load_text(&nest_table, "nest", text->str, text->len, &nest, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
}

static void test_file(void)
{
	g_autofree char *dir = g_dir_make_tmp("rampart-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(dir, "ladder.yaml", NULL);
	g_autofree char *begin = g_strdup_printf("%s:1: ttl: 60..86400, found 1", path);
	g_autoptr(GError) missing = NULL, wrong = NULL, folder = NULL;
	struct ladder ladder = {0};

	g_assert_false(table_load_file(&ladder_table, path, &ladder, &missing));
	g_assert_error(missing, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND);
	g_assert_false(table_load_file(&ladder_table, dir, &ladder, &folder));
	g_assert_error(folder, RAMPART_ERROR, RAMPART_ERROR_IO);
	g_assert_true(g_file_set_contents(path, "ttl: 1\n", -1, NULL));
	g_assert_false(table_load_file(&ladder_table, path, &ladder, &wrong));
	g_assert_cmpstr(wrong->message, ==, begin);
	g_assert_true(g_file_set_contents(path, "name: x\n", -1, NULL));
	g_assert_true(table_load_file(&ladder_table, path, &ladder, NULL));
	g_assert_cmpstr(ladder.name, ==, "x");
	table_clear(&ladder_table, &ladder);
	g_unlink(path);
	g_rmdir(dir);
}

static void assert_form(const struct table *table, const char *key, const char *form)
{
	for (const struct field *field = table->fields; field->key; field++) {
		g_autofree char *found = table_field_form(field);

		if (strcmp(field->key, key) != 0)
			continue;
		g_assert_cmpstr(found, ==, form);
		return;
	}
	g_assert_not_reached();
}

static void test_form(void)
{
	assert_form(&ladder_table, "ttl", "whole number 60..86400, default 3600");
	assert_form(&ladder_table, "days", "whole number 1 or more");
	assert_form(&ladder_table, "policy", "one of none|quarantine|reject, default quarantine");
	assert_form(&ladder_table, "steps", "list of whole numbers 0..100");
	assert_form(&ladder_table, "conditions", "list of tables");
	assert_form(&condition_table, "name", "text, required");
	assert_form(&condition_table, "at_least", "number 0..100, default 98.5");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/table/full", test_full);
	g_test_add_func("/table/presets", test_presets);
	g_test_add_func("/table/messages", test_messages);
	g_test_add_func("/table/syntax", test_syntax);
	g_test_add_func("/table/hostile", test_hostile);
	g_test_add_func("/table/limits", test_limits);
	g_test_add_func("/table/depth", test_depth);
	g_test_add_func("/table/file", test_file);
	g_test_add_func("/table/form", test_form);
	return g_test_run();
}
