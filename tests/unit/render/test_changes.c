/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <glib/gstdio.h>
#include <jansson.h>

#include "render/render.h"
#include "set.h"

#define NAME "_dmarc.shop.example"
#define OLD  "v=DMARC1; p=none; rua=mailto:a@b.example"
#define NEW  "v=DMARC1; p=quarantine; pct=10; t=y; rua=mailto:a@b.example,mailto:c@d.example"

static void test_names(void)
{
	enum record_format format;
	enum document_format document;

	for (int i = 0; i < RECORD_FORMAT_COUNT; i++) {
		g_assert_true(record_format_from_name(record_format_name((enum record_format)i),
						      &format));
		g_assert_cmpint(format, ==, i);
	}
	g_assert_false(record_format_from_name("bind", &format));
	for (int i = 0; i <= DOCUMENT_FORMAT_JSONL; i++) {
		g_assert_true(document_format_from_name(
			document_format_name((enum document_format)i), &document));
		g_assert_cmpint(document, ==, i);
	}
	g_assert_false(document_format_from_name("pdf", &document));
}

static char *joined(const char *text, unsigned *n)
{
	g_autoptr(GPtrArray) strings = txt_strings(text);
	GString *out = g_string_new(NULL);

	*n = strings->len;
	for (unsigned i = 0; i < strings->len; i++) {
		size_t len;
		const char *octets = g_bytes_get_data(strings->pdata[i], &len);

		g_assert_cmpuint(len, <=, 255);
		g_string_append_len(out, octets, (gssize)len);
	}
	return g_string_free(out, FALSE);
}

static void test_strings(void)
{
	g_autofree char *a255 = g_strnfill(255, 'a'), *a256 = g_strnfill(256, 'a');
	g_autofree char *tags =
		g_strdup_printf("v=DMARC1; p=none; rua=mailto:%.*s@b.example; fo=1", 240, a256);
	g_autofree char *empty = NULL, *one = NULL, *two = NULL, *split = NULL;
	g_autoptr(GPtrArray) strings = txt_strings(tags);
	unsigned n;

	empty = joined("", &n);
	g_assert_cmpuint(n, ==, 1);
	one = joined(a255, &n);
	g_assert_cmpuint(n, ==, 1);
	two = joined(a256, &n);
	g_assert_cmpuint(n, ==, 2);
	g_assert_cmpstr(two, ==, a256);
	split = joined(tags, &n);
	g_assert_cmpstr(split, ==, tags);
	/* The seam lies behind a tag. */
	g_assert_cmpuint(g_bytes_get_size(strings->pdata[0]), ==, strlen("v=DMARC1; p=none; "));
}

/* Three changes of the same name: it appears, changes, goes. */
static void assert_format(enum record_format format, const char *create, const char *change,
			  const char *delete)
{
	const char *const expected[] = {create, change, delete};

	for (unsigned i = 0; i < 3; i++) {
		g_autoptr(GPtrArray) set = set_new();
		g_autofree char *text = NULL;

		set_add(set, NAME, "TXT", i ? OLD : NULL, i < 2 ? NEW : NULL);
		text = render_changes(format, set, "shop.example");
		g_assert_cmpstr(text, ==, expected[i]);
	}
}

static void test_text(void)
{
	assert_format(RECORD_FORMAT_TEXT,
		      "name:  " NAME "\ntype:  TXT\nttl:   3600\nvalue: " NEW "\nnow:   (none)\n",
		      "name:  " NAME "\ntype:  TXT\nttl:   3600\nvalue: " NEW "\nnow:   " OLD "\n",
		      "name:  " NAME "\ntype:  TXT\nttl:   3600\nvalue: (none)\nnow:   " OLD "\n");
}

static void test_zone(void)
{
	assert_format(RECORD_FORMAT_ZONE, NAME ". 3600 IN TXT \"" NEW "\"\n",
		      "; take out: " NAME ". 86400 IN TXT \"" OLD "\"\n" NAME ". 3600 IN TXT \"" NEW
		      "\"\n",
		      "; take out: " NAME ". 86400 IN TXT \"" OLD "\"\n");
}

static void test_nsupdate(void)
{
	assert_format(RECORD_FORMAT_NSUPDATE,
		      "zone shop.example.\nprereq nxrrset " NAME ". TXT\nupdate add " NAME
		      ". 3600 TXT \"" NEW "\"\nshow\nsend\n",
		      "zone shop.example.\nprereq yxrrset " NAME ". TXT \"" OLD
		      "\"\nupdate delete " NAME ". TXT\nupdate add " NAME ". 3600 TXT \"" NEW
		      "\"\nshow\nsend\n",
		      "zone shop.example.\nprereq yxrrset " NAME ". TXT \"" OLD
		      "\"\nupdate delete " NAME ". TXT\nshow\nsend\n");
}

static void test_azure(void)
{
#define AZ(verb)                                                                                   \
	"az network dns record-set txt " verb " --resource-group \"$GROUP\" "                      \
	"--zone-name 'shop.example' "
	assert_format(
		RECORD_FORMAT_AZURE,
		AZ("create") "--name '_dmarc' --ttl 3600 --if-none-match\n" AZ(
			"add-record") "--record-set-name '_dmarc' --value '" NEW "'\n",
		AZ("remove-record") "--record-set-name '_dmarc' --value '" OLD
				    "' --keep-empty-record-set\n" AZ(
					    "add-record") "--record-set-name '_dmarc' --value '" NEW
							  "'\n" AZ(
								  "update") "--name '_dmarc' --set "
									    "ttl=3600\n",
		AZ("delete") "--name '_dmarc' --yes\n");
#undef AZ
}

static void test_google(void)
{
#define GC(verb) "gcloud dns record-sets " verb " '" NAME ".' --zone=\"$ZONE\" --type=TXT"
	assert_format(RECORD_FORMAT_GOOGLE, GC("create") " --ttl=3600 --rrdatas='^|^\"" NEW "\"'\n",
		      GC("update") " --ttl=3600 --rrdatas='^|^\"" NEW "\"'\n", GC("delete") "\n");
#undef GC
}

static void test_terraform(void)
{
#define TF                                                                                         \
	"resource \"dns_txt_record_set\" \"dmarc_shop_example_txt\" {\n"                           \
	"  zone = \"shop.example.\"\n  name = \"_dmarc\"\n  ttl  = 3600\n  txt = [\n    \"" NEW    \
	"\",\n  ]\n}\n"
	assert_format(RECORD_FORMAT_TERRAFORM, TF, TF, "# take out: " NAME " TXT\n");
#undef TF
}

static void test_octodns(void)
{
#define OD                                                                                         \
	"\"_dmarc\":\n  - type: TXT\n    ttl: 3600\n    values:\n      - \"v=DMARC1\\\\; "         \
	"p=quarantine\\\\; pct=10\\\\; t=y\\\\; rua=mailto:a@b.example,mailto:c@d.example\"\n"
	assert_format(RECORD_FORMAT_OCTODNS, OD, OD, "# take out: " NAME " TXT\n");
#undef OD
}

static void test_dnscontrol(void)
{
#define DC "D_EXTEND(\"shop.example\",\n  TXT(\"_dmarc\", \"" NEW "\", TTL(3600)),\n);\n"
	assert_format(RECORD_FORMAT_DNSCONTROL, DC, DC,
		      "D_EXTEND(\"shop.example\",\n  // take out: " NAME " TXT\n);\n");
#undef DC
}

static json_t *parsed(enum record_format format, const GPtrArray *set)
{
	g_autofree char *text = render_changes(format, set, "shop.example");
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	g_assert_nonnull(json);
	return json;
}

static void test_json(void)
{
	g_autoptr(GPtrArray) set = set_new();
	const char *zone, *name, *type, *old, *new;
	int ttl;
	json_t *json;

	set_add(set, NAME, "TXT", OLD, NEW);
	json = parsed(RECORD_FORMAT_JSON, set);
	g_assert_cmpint(json_unpack(json, "{s:s, s:[{s:s, s:s, s:i, s:[s!], s:[s!]}!]}", "zone",
				    &zone, "changes", "name", &name, "type", &type, "ttl", &ttl,
				    "old", &old, "new", &new),
			==, 0);
	g_assert_cmpstr(zone, ==, "shop.example");
	g_assert_cmpstr(name, ==, NAME);
	g_assert_cmpstr(old, ==, OLD);
	g_assert_cmpstr(new, ==, NEW);
	g_assert_cmpint(ttl, ==, 3600);
	json_decref(json);
}

static void test_route53(void)
{
	static const char *const actions[] = {"CREATE", "UPSERT", "DELETE"};

	for (unsigned i = 0; i < 3; i++) {
		g_autoptr(GPtrArray) set = set_new();
		const char *action, *name, *value;
		int ttl;
		json_t *json;

		set_add(set, NAME, "TXT", i ? OLD : NULL, i < 2 ? NEW : NULL);
		json = parsed(RECORD_FORMAT_ROUTE53, set);
		g_assert_cmpint(json_unpack(json, "{s:[{s:s, s:{s:s, s:i, s:[{s:s}!]}}!]}",
					    "Changes", "Action", &action, "ResourceRecordSet",
					    "Name", &name, "TTL", &ttl, "ResourceRecords", "Value",
					    &value),
				==, 0);
		g_assert_cmpstr(action, ==, actions[i]);
		g_assert_cmpstr(name, ==, NAME ".");
		g_assert_cmpstr(value, ==, i < 2 ? "\"" NEW "\"" : "\"" OLD "\"");
		g_assert_cmpint(ttl, ==, i < 2 ? 3600 : 86400);
		json_decref(json);
	}
}

static void test_cloudflare(void)
{
	static const char *const lists[] = {"posts", "patches", "deletes"};

	for (unsigned i = 0; i < 3; i++) {
		g_autoptr(GPtrArray) set = set_new();
		json_t *json;

		set_add(set, NAME, "TXT", i ? OLD : NULL, i < 2 ? NEW : NULL);
		json = parsed(RECORD_FORMAT_CLOUDFLARE, set);
		for (unsigned j = 0; j < 3; j++) {
			json_t *list = json_object_get(json, lists[j]);

			g_assert_cmpuint(json_array_size(list), ==, i == j);
			if (i != j)
				continue;
			g_assert_cmpint(json_object_get(json_array_get(list, 0), "id") != NULL, ==,
					i > 0);
			if (i < 2)
				g_assert_cmpstr(json_string_value(json_object_get(
							json_array_get(list, 0), "content")),
						==, "\"" NEW "\"");
		}
		json_decref(json);
	}
}

static void assert_holds(enum record_format format, const GPtrArray *set, const char *part)
{
	g_autofree char *text = render_changes(format, set, "shop.example");

	if (!strstr(text, part))
		g_error("%s lacks %s:\n%s", record_format_name(format), part, text);
}

/* The set of a parked domain: several types, the apex, a wildcard. */
static GPtrArray *parked(void)
{
	GPtrArray *set = set_new();

	set_add(set, NAME, "TXT", NULL, NEW);
	set_add(set, "shop.example", "TXT", NULL, "v=spf1 -all");
	set_add(set, "*._domainkey.shop.example", "TXT", NULL, "v=DKIM1; p=");
	set_add(set, "shop.example", "MX", NULL, "0 .");
	return set;
}

static void assert_parked(enum record_format format, const char *part)
{
	g_autoptr(GPtrArray) set = parked();

	assert_holds(format, set, part);
}

static void test_parked(void)
{
	assert_parked(RECORD_FORMAT_ZONE, "\nshop.example. 3600 IN MX 0 .\n");
	assert_parked(RECORD_FORMAT_ZONE,
		      "\n*._domainkey.shop.example. 3600 IN TXT \"v=DKIM1; p=\"\n");
	assert_parked(RECORD_FORMAT_NSUPDATE, "\nupdate add shop.example. 3600 MX 0 .\n");
	assert_parked(RECORD_FORMAT_ROUTE53, "\"Value\": \"0 .\"");
	assert_parked(RECORD_FORMAT_CLOUDFLARE, "\"priority\": 0");
	assert_parked(RECORD_FORMAT_AZURE, "--record-set-name '@' --preference 0 --exchange '.'\n");
	assert_parked(RECORD_FORMAT_GOOGLE, "--type=MX --ttl=3600 --rrdatas='^|^0 .'\n");
	assert_parked(RECORD_FORMAT_TERRAFORM,
		      "  mx {\n    preference = 0\n    exchange   = \".\"\n  }\n");
	assert_parked(RECORD_FORMAT_OCTODNS,
		      "\"\":\n  - type: TXT\n    ttl: 3600\n    values:\n      - \"v=spf1 -all\"\n"
		      "  - type: MX\n    ttl: 3600\n    values:\n"
		      "      - {exchange: \".\", preference: 0}\n");
	assert_parked(RECORD_FORMAT_DNSCONTROL, "  MX(\"@\", 0, \".\", TTL(3600)),\n");
}

/* A host in data is absolute for every tool that would add the zone to it. */
static void test_hosts(void)
{
	g_autoptr(GPtrArray) set = set_new();

	set_add(set, "shop.example", "MX", "0 .", "10 mx.shop.example");
	assert_holds(RECORD_FORMAT_ZONE, set, "\nshop.example. 3600 IN MX 10 mx.shop.example.\n");
	assert_holds(RECORD_FORMAT_NSUPDATE, set,
		     "\nupdate add shop.example. 3600 MX 10 mx.shop.example.\n");
	assert_holds(RECORD_FORMAT_ROUTE53, set, "\"Value\": \"10 mx.shop.example.\"");
	assert_holds(RECORD_FORMAT_CLOUDFLARE, set, "\"content\": \"mx.shop.example\"");
	assert_holds(RECORD_FORMAT_AZURE, set, " --preference 10 --exchange 'mx.shop.example'\n");
	assert_holds(RECORD_FORMAT_GOOGLE, set, " --rrdatas='^|^10 mx.shop.example.'\n");
	assert_holds(RECORD_FORMAT_TERRAFORM, set, "    exchange   = \"mx.shop.example.\"\n");
	assert_holds(RECORD_FORMAT_OCTODNS, set,
		     "      - {exchange: \"mx.shop.example.\", preference: 10}\n");
	assert_holds(RECORD_FORMAT_DNSCONTROL, set,
		     "  MX(\"@\", 10, \"mx.shop.example.\", TTL(3600)),\n");
}

static void assert_lacks(enum record_format format, const GPtrArray *set, const char *part)
{
	g_autofree char *text = render_changes(format, set, "shop.example");

	if (strstr(text, part))
		g_error("%s has %s:\n%s", record_format_name(format), part, text);
}

/* What stays beside the change is neither taken out nor put in again, one record at a time. */
static void test_what_stays(void)
{
	g_autoptr(GPtrArray) set = set_new();
	struct ticket_change *change =
		set_add(set, "shop.example", "TXT", "verification=12ab", "v=spf1 -all");

	g_ptr_array_add(change->old, g_strdup("v=spf1 mx -all"));
	g_ptr_array_add(change->new, g_strdup("verification=12ab"));
	assert_lacks(RECORD_FORMAT_AZURE, set, "verification");
	assert_lacks(RECORD_FORMAT_CLOUDFLARE, set, "verification");
	assert_lacks(RECORD_FORMAT_ZONE, set, "take out: shop.example. 86400 IN TXT \"verif");
	assert_holds(RECORD_FORMAT_ZONE, set, "take out: shop.example. 86400 IN TXT \"v=spf1 mx");
	assert_holds(RECORD_FORMAT_ZONE, set, "\nshop.example. 3600 IN TXT \"verification=12ab\"");
	assert_holds(RECORD_FORMAT_CLOUDFLARE, set, "\"id\": \"the id of: v=spf1 mx -all\"");
	assert_holds(RECORD_FORMAT_AZURE, set, "remove-record");
	assert_holds(RECORD_FORMAT_GOOGLE, set, "\"v=spf1 -all\"|\"verification=12ab\"");
}

/* No format lets a hostile value out of its quotes, or a control byte into the output. */
static void test_hostile(void)
{
	static const char *const hostile[] = {
		"v=DMARC1; p=none\nexample. IN TXT \"x\"",
		"a\"b\\c'd`e$(f)${g}%{h}",
		"\x1b[2J\x9b",
		"\xe2\x80\xae gnirts",
		"x\r\n. IN NS evil.",
		"$INCLUDE /etc/passwd",
		"*/ alert(1) //",
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(hostile); i++) {
		for (int format = 0; format < RECORD_FORMAT_COUNT; format++) {
			g_autoptr(GPtrArray) set = set_new();
			g_autofree char *text = NULL;

			set_add(set, hostile[i], "TXT", hostile[i], hostile[i]);
			set_add(set, hostile[i], "MX", hostile[i], hostile[i]);
			text = render_changes((enum record_format)format, set, "shop.example");
			g_assert_true(g_utf8_validate(text, -1, NULL));
			for (const char *p = text; *p; p = g_utf8_next_char(p)) {
				gunichar c = g_utf8_get_char(p);

				/* JSON escapes them, and every other format has no place for them.
				 */
				g_assert_true(c == '\n' || !g_unichar_iscntrl(c));
			}
			g_assert_null(strstr(text, "\nexample."));
			g_assert_null(strstr(text, "\n. IN"));
		}
	}
}

/* Random records as a name server reads them. */
static void test_zone_loads(void)
{
	g_autofree char *checker = g_find_program_in_path("nsd-checkzone");
	g_autofree char *path = NULL, *output = NULL, *origin = g_strdup("shop.example");
	g_autoptr(GString) zone = g_string_new(
		"$ORIGIN shop.example.\n@ 3600 IN SOA ns1 admin 1 2 3 4 5\n@ 3600 IN NS ns1\n");
	g_autoptr(GPtrArray) set = parked();
	g_autofree char *text = NULL;
	char *argv[] = {checker, origin, NULL, NULL};
	int fd, status;

	if (!checker) {
		g_test_skip("nsd-checkzone is not installed");
		return;
	}
	for (unsigned i = 0; i < 200; i++) {
		g_autofree char *name = g_strdup_printf("_dmarc.n%u.shop.example", i);
		char value[700];
		int len = g_test_rand_int_range(0, sizeof(value) - 1);

		for (int j = 0; j < len; j++)
			value[j] = (char)g_test_rand_int_range(1, 256);
		value[len] = '\0';
		set_add(set, name, "TXT", i % 2 ? value : NULL, value);
	}
	text = render_changes(RECORD_FORMAT_ZONE, set, "shop.example");
	g_string_append(zone, text);
	fd = g_file_open_tmp("rampart-zone-XXXXXX", &path, NULL);
	g_assert_true(g_close(fd, NULL));
	g_assert_true(g_file_set_contents(path, zone->str, -1, NULL));
	argv[2] = path;
	g_assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &output,
				   &status, NULL));
	if (!g_spawn_check_wait_status(status, NULL))
		g_error("%s", output);
	g_unlink(path);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/changes/names", test_names);
	g_test_add_func("/render/changes/strings", test_strings);
	g_test_add_func("/render/changes/text", test_text);
	g_test_add_func("/render/changes/zone", test_zone);
	g_test_add_func("/render/changes/nsupdate", test_nsupdate);
	g_test_add_func("/render/changes/azure", test_azure);
	g_test_add_func("/render/changes/google", test_google);
	g_test_add_func("/render/changes/terraform", test_terraform);
	g_test_add_func("/render/changes/octodns", test_octodns);
	g_test_add_func("/render/changes/dnscontrol", test_dnscontrol);
	g_test_add_func("/render/changes/json", test_json);
	g_test_add_func("/render/changes/route53", test_route53);
	g_test_add_func("/render/changes/cloudflare", test_cloudflare);
	g_test_add_func("/render/changes/parked", test_parked);
	g_test_add_func("/render/changes/hosts", test_hosts);
	g_test_add_func("/render/changes/what-stays", test_what_stays);
	g_test_add_func("/render/changes/hostile", test_hostile);
	g_test_add_func("/render/changes/zone-loads", test_zone_loads);
	return g_test_run();
}
