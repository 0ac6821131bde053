/* SPDX-License-Identifier: MIT */
/* A YAML file: it becomes a struct, or an error that names file and line, and nothing else. */
#include <math.h>
#include <string.h>

#include "analyse/catalogue.h"
#include "base/error.h"
#include "base/table.h"
#include "fuzz.h"
#include "rollout/playbook.h"

struct part {
	char *name;
	double share;
};

/* A field of each type. */
struct whole {
	char *text;
	int64_t number;
	double share;
	bool flag;
	int word;
	int32_t day;
	GPtrArray *texts, *parts;
	GArray *numbers;
	struct part part;
};

static const char *const words[] = {"none", "quarantine", "reject", NULL};

static const struct field part_fields[] = {
	{"name", FIELD_TEXT, offsetof(struct part, name), .required = true},
	{"share", FIELD_NUMBER, offsetof(struct part, share), .preset = "0.5", .max = 1},
	{.key = NULL},
};
static const struct table part_table = {"part", sizeof(struct part), part_fields};

#define AT(member) offsetof(struct whole, member)
static const struct field whole_fields[] = {
	{"text", FIELD_TEXT, AT(text), .required = true},
	{"number", FIELD_INT, AT(number), .min = -5, .max = (double)INFINITY},
	{"share", FIELD_NUMBER, AT(share), .text = "Any number."},
	{"flag", FIELD_BOOL, AT(flag), .preset = "yes"},
	{"word", FIELD_WORD, AT(word), .words = words},
	{"day", FIELD_DAY, AT(day), .text = "A day."},
	{"texts", FIELD_TEXTS, AT(texts), .preset = "[a, b]"},
	{"numbers", FIELD_INTS, AT(numbers), .max = 100},
	{"part", FIELD_TABLE, AT(part), .of = &part_table},
	{"parts", FIELD_TABLES, AT(parts), .of = &part_table},
	{.key = NULL},
};
static const struct table whole_table = {"whole", sizeof(struct whole), whole_fields};

static bool is_zero(const char *octets, size_t len)
{
	while (len > 0 && octets[len - 1] == 0)
		len--;
	return len == 0;
}

static void check_error(const GError *error)
{
	g_assert_true(error && error->domain == RAMPART_ERROR);
	g_assert_true(g_str_has_prefix(error->message, "fuzz.yaml:"));
	g_assert_true(g_utf8_validate(error->message, -1, NULL));
	g_assert_null(strpbrk(error->message, "\r\n"));
}

static void check(const struct table *table, const char *text, size_t len)
{
	g_autofree char *out = g_malloc0(table->size);
	g_autoptr(GError) error = NULL;

	if (table_load_text(table, "fuzz.yaml", text, len, out, &error)) {
		g_assert_no_error(error);
		table_clear(table, out);
	} else {
		check_error(error);
	}
	g_assert_true(is_zero(out, table->size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	check(&whole_table, (const char *)data, len);
	check(&playbook_table, (const char *)data, len);
	check(&catalogue_table, (const char *)data, len);
	return 0;
}
