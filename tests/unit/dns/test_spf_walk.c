/* SPDX-License-Identifier: MIT */
/*
 * SPF for messages: the cases of tests/data/dns/spf.yaml, and the public test suite of RFC 7208
 * where it is at hand, which has the same form: documents of cases with the zone that they need.
 */
#include <string.h>
#include <yaml.h>

#include "dns/spf_walk.h"
#include "dns/wire.h"
#include "model/look.h"

#define SUITE	    "../../../shared/corpus/spf/rfc7208-tests.yml" /* from the test data */
#define SUITE_CASES 203
#define OWN_CASES   40

/* What stands at one name. */
struct place {
	GPtrArray *records; /* "TYPE text" */
	bool silent;	    /* nobody answers for the rest */
};

static void place_free(void *data)
{
	struct place *place = data;

	g_ptr_array_unref(place->records);
	g_free(place);
}

static yaml_node_t *item(yaml_document_t *yaml, const yaml_node_t *list, unsigned i)
{
	return yaml_document_get_node(yaml, list->data.sequence.items.start[i]);
}

static unsigned items(const yaml_node_t *list)
{
	return (unsigned)(list->data.sequence.items.top - list->data.sequence.items.start);
}

/* A scalar as an asker would give it: a NUL is the octets c0 80. */
static char *text(const yaml_node_t *node)
{
	GString *out = g_string_new(NULL);

	g_assert_cmpint(node->type, ==, YAML_SCALAR_NODE);
	for (size_t i = 0; i < node->data.scalar.length; i++)
		if (node->data.scalar.value[i])
			g_string_append_c(out, (char)node->data.scalar.value[i]);
		else
			g_string_append(out, "\xc0\x80");
	return g_string_free(out, FALSE);
}

static yaml_node_t *member(yaml_document_t *yaml, const yaml_node_t *map, const char *key)
{
	for (yaml_node_pair_t *pair = map->data.mapping.pairs.start;
	     pair < map->data.mapping.pairs.top; pair++) {
		g_autofree char *found = text(yaml_document_get_node(yaml, pair->key));

		if (strcmp(found, key) == 0)
			return yaml_document_get_node(yaml, pair->value);
	}
	return NULL;
}

static char *member_text(yaml_document_t *yaml, const yaml_node_t *map, const char *key)
{
	const yaml_node_t *node = member(yaml, map, key);

	return node ? text(node) : NULL;
}

/* Strings of a TXT joined; preference and host of an MX. */
static char *list_text(yaml_document_t *yaml, const yaml_node_t *list, const char *between)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < items(list); i++)
		g_ptr_array_add(words, text(item(yaml, list, i)));
	g_ptr_array_add(words, NULL);
	return g_strjoinv(between, (char **)words->pdata);
}

/* A name as askers give it; the root is ".". */
static char *plain_name(const char *name)
{
	return *name ? wire_canonical(name) : g_strdup(".");
}

static char *record_text(yaml_document_t *yaml, const char *type, const yaml_node_t *value)
{
	bool mx = strcmp(type, "MX") == 0;
	g_autofree char *raw = value->type == YAML_SEQUENCE_NODE
				       ? list_text(yaml, value, mx ? " " : "")
				       : text(value);
	g_autofree char *name = NULL;

	if (mx) {
		name = plain_name(strchr(raw, ' ') + 1);
		return g_strdup_printf("%.*s %s", (int)strcspn(raw, " "), raw, name);
	}
	if (strcmp(type, "PTR") == 0 || strcmp(type, "CNAME") == 0)
		return plain_name(raw);
	return g_steal_pointer(&raw);
}

/* Records of type SPF stand for TXT, unless the name has TXT records of its own. */
static struct place *read_place(yaml_document_t *yaml, const yaml_node_t *list)
{
	struct place *place = g_new0(struct place, 1);
	bool own_txt = false;

	place->records = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < items(list); i++) {
		const yaml_node_t *entry = item(yaml, list, i);

		own_txt =
			own_txt || (entry->type == YAML_MAPPING_NODE && member(yaml, entry, "TXT"));
	}
	for (unsigned i = 0; i < items(list); i++) {
		const yaml_node_t *entry = item(yaml, list, i);
		g_autofree char *type = NULL, *data = NULL;
		const yaml_node_pair_t *pair;

		if (entry->type == YAML_SCALAR_NODE) {
			place->silent = true;
			continue;
		}
		pair = entry->data.mapping.pairs.start;
		type = text(yaml_document_get_node(yaml, pair->key));
		data = record_text(yaml, type, yaml_document_get_node(yaml, pair->value));
		if (strcmp(data, "NONE") == 0 || (own_txt && strcmp(type, "SPF") == 0))
			continue;
		g_ptr_array_add(
			place->records,
			g_strdup_printf("%s %s", strcmp(type, "SPF") == 0 ? "TXT" : type, data));
	}
	return place;
}

static GHashTable *read_zone(yaml_document_t *yaml, const yaml_node_t *map)
{
	GHashTable *zone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, place_free);

	for (yaml_node_pair_t *pair = map->data.mapping.pairs.start;
	     pair < map->data.mapping.pairs.top; pair++) {
		g_autofree char *name = text(yaml_document_get_node(yaml, pair->key));

		g_hash_table_insert(zone, plain_name(name),
				    read_place(yaml, yaml_document_get_node(yaml, pair->value)));
	}
	return zone;
}

/* Adds what a place holds of a type; addresses in their standard form. */
static void collect(const struct place *place, const char *type, GPtrArray *data)
{
	for (guint i = 0; i < place->records->len; i++) {
		const char *record = place->records->pdata[i];
		char address[IP_TEXT_MAX];
		struct ip ip;

		if (!g_str_has_prefix(record, type) || record[strlen(type)] != ' ')
			continue;
		record += strlen(type) + 1;
		if (*type == 'A' && ip_parse(record, strlen(record), &ip))
			record = ip_format(&ip, address);
		g_ptr_array_add(data, g_strdup(record));
	}
}

static void answer(GHashTable *zone, struct dns_question *question)
{
	static const char *const types[] = {
		[DNS_TYPE_A] = "A",   [DNS_TYPE_AAAA] = "AAAA", [DNS_TYPE_PTR] = "PTR",
		[DNS_TYPE_MX] = "MX", [DNS_TYPE_TXT] = "TXT",
	};
	g_autofree char *name = wire_canonical(question->name);

	question->data = g_ptr_array_new_with_free_func(g_free);
	question->cname = g_ptr_array_new_with_free_func(g_free);
	question->status = LOOK_STATUS_NXDOMAIN;
	while (name) {
		const struct place *place = g_hash_table_lookup(zone, name);

		if (!place)
			return;
		collect(place, types[question->type], question->data);
		question->status = question->data->len > 0 ? LOOK_STATUS_OK
				   : place->silent	   ? LOOK_STATUS_TIMEOUT
							   : LOOK_STATUS_NODATA;
		if (question->status != LOOK_STATUS_NODATA)
			return;
		g_clear_pointer(&name, g_free);
		collect(place, "CNAME", question->cname);
		if (question->cname->len > WIRE_CHAIN_MAX)
			question->status = LOOK_STATUS_MALFORMED;
		else if (place->records->len > 0 &&
			 g_str_has_prefix(place->records->pdata[0], "CNAME "))
			name = g_strdup(question->cname->pdata[question->cname->len - 1]);
	}
}

static void ask(void *who, struct dns_question *questions, size_t n)
{
	for (size_t i = 0; i < n; i++)
		answer(who, &questions[i]);
}

/* The result that a receiver comes to. */
static enum spf_outcome receive(GHashTable *zone, const char *host, const char *helo,
				const char *mailfrom)
{
	const struct spf_asker asker = {ask, zone};
	const char *at = strrchr(mailfrom, '@');
	g_autofree char *local = g_strndup(mailfrom, at ? (size_t)(at - mailfrom) : 0);
	struct spf_message message = {
		.local = *local ? local : "postmaster",
		.sender = at ? at + 1 : helo,
		.helo = helo,
	};
	struct spf_walk walk;

	g_assert_true(ip_parse(host, strlen(host), &message.ip));
	spf_walk(&asker, message.sender, &message, &walk);
	spf_walk_clear(&walk);
	return walk.outcome;
}

/* result: a word, or a list of those that will do. */
static bool is_wanted(yaml_document_t *yaml, const yaml_node_t *result, const char *found)
{
	for (unsigned i = 0; result->type == YAML_SEQUENCE_NODE && i < items(result); i++)
		if (is_wanted(yaml, item(yaml, result, i), found))
			return true;
	return result->type == YAML_SCALAR_NODE &&
	       strcmp((const char *)result->data.scalar.value, found) == 0;
}

/* All cases of one document; their number. */
static unsigned run_document(yaml_document_t *yaml)
{
	const yaml_node_t *root = yaml_document_get_root_node(yaml);
	const yaml_node_t *tests = member(yaml, root, "tests");
	g_autoptr(GHashTable) zone = read_zone(yaml, member(yaml, root, "zonedata"));
	unsigned n = 0;

	for (yaml_node_pair_t *pair = tests->data.mapping.pairs.start;
	     pair < tests->data.mapping.pairs.top; pair++, n++) {
		const yaml_node_t *test = yaml_document_get_node(yaml, pair->value);
		g_autofree char *name = text(yaml_document_get_node(yaml, pair->key));
		g_autofree char *host = member_text(yaml, test, "host");
		g_autofree char *helo = member_text(yaml, test, "helo");
		g_autofree char *mailfrom = member_text(yaml, test, "mailfrom");
		const char *found = spf_outcome_name(receive(zone, host, helo, mailfrom));

		if (is_wanted(yaml, member(yaml, test, "result"), found))
			continue;
		g_test_message("%s: the result is %s", name, found);
		g_test_fail();
	}
	return n;
}

static unsigned run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	yaml_parser_t parser;
	yaml_document_t yaml;
	unsigned n = 0;

	g_assert_nonnull(file);
	g_assert_true(yaml_parser_initialize(&parser));
	yaml_parser_set_input_file(&parser, file);
	for (bool more = true; more && yaml_parser_load(&parser, &yaml);) {
		more = yaml_document_get_root_node(&yaml); /* none at the end */
		n += more ? run_document(&yaml) : 0;
		yaml_document_delete(&yaml);
	}
	g_assert_cmpint(parser.error, ==, YAML_NO_ERROR);
	yaml_parser_delete(&parser);
	fclose(file);
	return n;
}

static void test_own(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("RAMPART_TEST_DATA"), "dns", "spf.yaml", NULL);

	g_assert_cmpuint(run_file(path), ==, OWN_CASES);
}

static void test_suite(void)
{
	g_autofree char *path = g_build_filename(g_getenv("RAMPART_TEST_DATA"), SUITE, NULL);

	if (g_file_test(path, G_FILE_TEST_EXISTS))
		g_assert_cmpuint(run_file(path), ==, SUITE_CASES);
	else
		g_test_skip("the public test suite is not here");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spf-walk/own", test_own);
	g_test_add_func("/spf-walk/suite", test_suite);
	return g_test_run();
}
