/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "model/journal.h"
#include "render/render.h"

#define TODAY 20757 /* 2026-10-31 */

static struct review *review;

static struct flow *flow_new(enum verdict verdict, enum flow_class class, uint64_t messages,
			     uint64_t compliant)
{
	struct flow *flow = g_new0(struct flow, 1);

	flow->verdict = verdict;
	flow->class = class;
	flow->tally.messages = messages;
	flow->tally.compliant = compliant;
	return flow;
}

static struct source *add_source(struct review_domain *page, const char *name, enum verdict verdict,
				 enum flow_class class, uint64_t messages, uint64_t compliant)
{
	struct source *source = g_new0(struct source, 1);

	source->key = g_strdup(name);
	source->flows = g_ptr_array_new_with_free_func((GDestroyNotify)flow_free);
	g_ptr_array_add(source->flows, flow_new(verdict, class, messages, compliant));
	source->tally.messages = messages;
	source->tally.compliant = compliant;
	source->note.due = DAY_NONE;
	g_ptr_array_add(page->table->sources, source);
	page->table->classes[class] += messages;
	page->line->messages += messages;
	page->line->compliant += compliant;
	return source;
}

static void add_move(struct review_domain *page, const char *stage, int32_t since)
{
	struct stage_move *move = g_new0(struct stage_move, 1);

	*move = (struct stage_move){.stage = g_strdup(stage), .since = since};
	g_ptr_array_add(page->moves, move);
}

static void condition_free(void *data)
{
	struct gate_condition *condition = data;

	g_free(condition->name);
	g_free(condition);
}

static struct review_domain *add_domain(const char *name, const char *stage)
{
	struct review_domain *page = g_new0(struct review_domain, 1);
	double share;

	page->domain = g_new0(struct domain, 1);
	page->domain->id = review->domains->len + 1;
	page->domain->name = g_strdup(name);
	page->line = g_new0(struct status_line, 1);
	page->line->domain = g_strdup(name);
	page->line->stage = g_strdup(stage);
	page->line->since = TODAY - 10;
	page->line->forecast = TODAY + 90;
	page->line->urgency = URGENCY_WAITING;
	page->line->steps = g_ptr_array_new_with_free_func((GDestroyNotify)forecast_step_free);
	page->line->compliance = g_array_new(FALSE, FALSE, sizeof(double));
	for (int i = 0; i < 30; i++) {
		share = i == 3 ? -1 : 0.5 + i / 60.0;
		g_array_append_val(page->line->compliance, share);
	}
	page->gate = g_new0(struct gate, 1);
	page->gate->stage = g_strdup(stage);
	page->gate->next = g_strdup("quarantine-25");
	page->gate->earliest = TODAY + 4;
	page->gate->conditions = g_ptr_array_new_with_free_func(condition_free);
	page->gate->blockers = g_ptr_array_new_with_free_func(g_free);
	page->moves = g_ptr_array_new_with_free_func((GDestroyNotify)stage_move_free);
	page->table = g_new0(struct source_table, 1);
	page->table->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	g_ptr_array_add(review->domains, page);
	return page;
}

static void add_condition(struct review_domain *page, const char *name, enum gate_unit unit,
			  double want, double have)
{
	struct gate_condition *condition = g_new0(struct gate_condition, 1);

	*condition = (struct gate_condition){
		.name = g_strdup(name), .unit = unit, .want = want, .have = have};
	g_ptr_array_add(page->gate->conditions, condition);
	g_ptr_array_add(page->gate->blockers, g_strdup("what the specialist reads"));
}

static void add_entry(const char *domain, int64_t domain_id, const char *text, const char *reason)
{
	struct journal_entry *entry = g_new0(struct journal_entry, 1);

	*entry = (struct journal_entry){.at = day_begin(TODAY - 10),
					.who = g_strdup("rik"),
					.domain_id = domain_id,
					.domain = g_strdup(domain),
					.text = g_strdup(text),
					.reason = g_strdup(reason)};
	g_ptr_array_add(review->journal, entry);
}

static void add_waiver(int64_t domain_id, int32_t until)
{
	struct waiver *waiver = g_new0(struct waiver, 1);

	*waiver = (struct waiver){.domain_id = domain_id,
				  .condition = g_strdup("loss_accepted"),
				  .source = g_strdup("univ.example"),
				  .until = until,
				  .by = g_strdup("A. Visser"),
				  .reason = g_strdup("one list")};
	g_ptr_array_add(review->waivers, waiver);
}

static void fill_shop(void)
{
	struct review_domain *shop = add_domain("shop.example", "quarantine-10");
	struct source *source;

	g_ptr_array_add(shop->line->steps, forecast_step_new("reject", TODAY + 90, "min_days"));
	add_move(shop, "monitor", TODAY - 50);
	add_move(shop, "quarantine-10", TODAY - 10);
	add_source(shop, "home", VERDICT_LEGITIMATE, FLOW_CLASS_ALIGNED, 1200000, 1199000);
	source = add_source(shop, "Deskly", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 4000, 0);
	source->note.task = g_strdup("sign with the domain's own key");
	source->note.owner = g_strdup("Piet");
	source->note.due = TODAY - 2;
	add_source(shop, "fraud-host", VERDICT_THREAT, FLOW_CLASS_SPOOF, 90000, 0);
	add_source(shop, "who.example", VERDICT_UNKNOWN, FLOW_CLASS_UNKNOWN, 25, 0);
	shop->blocked = 12345;
	shop->hurt = 7;
	shop->line->at_risk = true;
	shop->record = g_strdup("v=DMARC1; p=quarantine; pct=10; t=y; rua=mailto:r@svc.example");
	add_condition(shop, "min_days", GATE_UNIT_COUNT, 7, 3);
	add_condition(shop, "legit_pass_rate", GATE_UNIT_SHARE, 0.98, 0.971);
	add_condition(shop, "loss_accepted", GATE_UNIT_COUNT, 0, 1234.6);
	add_condition(shop, "vital:pay@shop.example", GATE_UNIT_SHARE, 0.98, 0.5);
	add_entry("shop.example", 1, "CHG-2026-0007 drafted", "gate open");
}

static void fill_parked(void)
{
	struct review_domain *parked = add_domain("parked.example", "reject");

	g_clear_pointer(&parked->gate->next, g_free);
	parked->line->urgency = URGENCY_DONE;
	parked->line->forecast = TODAY - 10;
	add_move(parked, "reject", TODAY - 80);
}

static void set_up(void)
{
	review = g_new0(struct review, 1);
	review->customer = g_new0(struct customer, 1);
	review->customer->slug = g_strdup("webshop");
	review->customer->name = g_strdup("Webshop & Co");
	review->customer->started = TODAY - 100;
	review->customer->target = TODAY + 60;
	review->service = g_strdup("Veilig Mail BV");
	review->at = day_begin(TODAY) + 3600;
	review->from = TODAY - 30;
	review->until = TODAY - 1;
	review->domains = g_ptr_array_new_with_free_func((GDestroyNotify)review_domain_free);
	review->journal = g_ptr_array_new_with_free_func((GDestroyNotify)journal_entry_free);
	review->waivers = g_ptr_array_new_with_free_func((GDestroyNotify)waiver_free);
	review->journal_head = g_strdup("c0ffee");
	fill_shop();
	fill_parked();
	add_waiver(1, TODAY);
	add_waiver(1, TODAY - 1);
}

static char *render(enum document_format format)
{
	g_autofree char *dir = g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "..",
						"playbooks", "reviews", NULL);
	GError *error = NULL;
	char *text = render_review(format, review, dir, &error);

	g_assert_no_error(error);
	return text;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		g_error("no '%s' in:\n%s", part, text);
}

static void test_text(void)
{
	g_autofree char *text = NULL;

	set_up();
	text = render(DOCUMENT_FORMAT_TEXT);
	assert_has(text, "E-MAIL PROTECTION OF Webshop & Co: 2026-10-01 until 2026-10-30\n");
	assert_has(text, "Domains: 2. Failing mail is refused at 1, goes to the spam folder at 1,\n"
			 "is watched at 0.\n");
	assert_has(text,
		   "Done on 2027-01-29 if every step is taken as early as the figures allow,\n"
		   "LATER than the 2026-12-30 that we agreed on.\n");
	assert_has(text, "  1,294,025 messages in your name were reported to us\n");
	assert_has(text, "  99.5 % of your own mail proves that it is yours\n");
	assert_has(text, "  12,345 of 90,000 forged messages were kept from the inbox\n");
	assert_has(text, "  7 messages of yours, or passed on for you, were stopped\n");
	assert_has(text,
		   "  shop.example: Piet: sign with the domain's own key (Deskly). WAS DUE ON "
		   "2026-10-29.\n");
	assert_has(text,
		   "  shop.example: Do you know who.example? It sent 25 messages in your name.\n");
	assert_has(text, "  Now:      10 % of failing mail goes to the spam folder (quarantine-10 "
			 "since 2026-10-21)\n");
	assert_has(text, "  Changed:  2026-10-21: 10 % of failing mail goes to the spam folder\n");
	g_assert_null(strstr(text, "2026-09-11"));
	assert_has(text,
		   "  Next:     Next step (quarantine-25), not before 2026-11-04: 25 % of failing "
		   "mail goes to the spam folder\n            It waits for:\n"
		   "            - the days that this step takes: 3 so far, 7 wanted\n"
		   "            - more of your own mail that passes: 97.1 % so far, 98.0 % wanted\n"
		   "            - your decision about mail that would be lost\n"
		   "            - a vital stream to pass\n");
	g_assert_null(strstr(text, "what the specialist reads"));
	assert_has(text,
		   "  shop.example: Decide what becomes of the 1,235 messages a month that would "
		   "be refused: move their sender to a subdomain, or accept the loss.\n");
	assert_has(text, "  Done:     2027-01-29 at the earliest, late\n");
	assert_has(text, "  Next:     Nothing: the goal is reached, and we keep watching\n");
	assert_has(text, "  shop.example: mail that will be refused for univ.example, accepted by "
			 "A. Visser until "
			 "2026-10-31: one list\n");
	g_assert_null(strstr(text, "until 2026-10-30: one list"));
	assert_has(text, "  2026-10-21 rik, shop.example: CHG-2026-0007 drafted (gate open)\n");
	assert_has(text, "Journal: c0ffee");
	review_free(review);
}

static void add_waive_entry(const char *action, const char *condition, const char *text)
{
	struct journal_entry *entry;

	add_entry("shop.example", 1, text, NULL);
	entry = review->journal->pdata[review->journal->len - 1];
	entry->action = g_strdup(action);
	entry->subject = g_strdup(condition);
}

/* The customer reads what a condition stands for, not its name. */
static void test_conditions(void)
{
	g_autofree char *text = NULL;
	struct waiver *vital;

	set_up();
	add_condition(review->domains->pdata[0], "min_days_reported", GATE_UNIT_SHARE, 0.8, 0.5);
	add_waiver(1, TODAY);
	vital = review->waivers->pdata[review->waivers->len - 1];
	g_free(vital->condition);
	vital->condition = g_strdup("vital:pay@shop.example");
	g_clear_pointer(&vital->source, g_free);
	add_waive_entry("waive", "min_days_reported",
			"min_days_reported, accepted by A. Visser until 2026-10-31");
	add_waive_entry("unwaive", "loss_accepted", "loss_accepted for univ.example counts again");
	text = render(DOCUMENT_FORMAT_TEXT);
	assert_has(text, "- reports about more of the days: 50.0 % so far, 80.0 % wanted\n");
	assert_has(text, "  shop.example: a vital stream that does not pass yet "
			 "(pay@shop.example), accepted by A. Visser until 2026-10-31: one list\n");
	assert_has(text, "  2026-10-21 rik, shop.example: days without reports, accepted by A. "
			 "Visser until 2026-10-31\n");
	assert_has(text, "  2026-10-21 rik, shop.example: mail that will be refused for "
			 "univ.example counts again\n");
	review_free(review);
}

/* What is not verified in DNS is not in force, whatever stage the domain begins with. */
static void test_not_published(void)
{
	g_autofree char *text = NULL;
	struct review_domain *parked;

	set_up();
	parked = review->domains->pdata[1];
	parked->line->since = DAY_NONE;
	g_ptr_array_set_size(parked->moves, 0);
	text = render(DOCUMENT_FORMAT_TEXT);
	assert_has(text, "Domains: 2. Failing mail is refused at 0, goes to the spam folder at 1,\n"
			 "is watched at 0; no record of ours is published yet at 1.\n");
	assert_has(text, "  Now:      nothing yet: our record is not published\n");
	assert_has(text, "  Next:     Our first record has to be published\n");
	review_free(review);
}

static void test_html(void)
{
	g_autofree char *text = NULL;

	set_up();
	text = render(DOCUMENT_FORMAT_HTML);
	g_assert_true(g_str_has_prefix(text, "<!doctype html>\n<html lang=\"en\">"));
	assert_has(text, "<h1>How well is the mail of Webshop &amp; Co protected?</h1>");
	assert_has(text, "<b>12,345</b>forged messages were kept from the inbox, of 90,000");
	assert_has(text, "<rect class=\"bar\" x=\"290\" y=\"1\" width=\"8\" height=\"59\"><title>"
			 "2026-10-30: 98.3 %</title></rect>");
	assert_has(text, "<i class=\"spam\" style=\"width: 10%\"></i></span>Spam folder</li>");
	g_assert_null(strstr(text, "<script"));
	g_assert_null(strstr(text, "http"));
	g_assert_null(strstr(text, "{{"));
	review_free(review);
}

static void test_markdown(void)
{
	g_autofree char *text = NULL;

	set_up();
	text = render(DOCUMENT_FORMAT_MARKDOWN);
	assert_has(text, "# E-mail protection of Webshop \\& Co: 2026-10-01 until 2026-10-30\n");
	assert_has(text,
		   "| shop.example | 10 % of failing mail goes to the spam folder | 2026-10-21 | "
		   "99.5 % | 12,345 | 2027-01-29 (late) |\n");
	assert_has(
		text,
		"| parked.example | failing mail is refused | 2026-10-21 | no mail | 0 | done |\n");
	assert_has(text, "| forgers at 1 address | forged | 90,000 | 0 % |\n");
	g_assert_null(strstr(text, "## parked.example"));
	assert_has(text, "▅▅▅·▅▅▅");
	review_free(review);
}

static void test_json(void)
{
	g_autofree char *text = NULL;
	int domains, refused, messages;
	double passing;
	json_t *json;

	set_up();
	text = render(DOCUMENT_FORMAT_JSON);
	json = json_loads(text, 0, NULL);
	g_assert_cmpint(json_unpack(json, "{s:{s:i, s:i, s:i, s:f}, s:[{}, {}!]}", "summary",
				    "domains", &domains, "refused", &refused, "messages", &messages,
				    "passing", &passing, "domains"),
			==, 0);
	g_assert_cmpint(domains, ==, 2);
	g_assert_cmpint(refused, ==, 1);
	g_assert_cmpint(messages, ==, 1294025);
	g_assert_cmpfloat_with_epsilon(passing, 1199000.0 / 1204000, 1e-9);
	json_decref(json);
	review_free(review);
}

/* Columns since the project began, each as high as the domains that were on the ladder then. */
static void test_progress(void)
{
	g_autofree char *text = NULL;
	unsigned heights[16] = {0};
	json_t *json, *bars, *bar;
	size_t i;

	set_up();
	text = render(DOCUMENT_FORMAT_JSON);
	json = json_loads(text, 0, NULL);
	bars = json_object_get(json_object_get(json, "progress"), "bars");
	json_array_foreach(bars, i, bar)
	{
		unsigned column = (unsigned)json_integer_value(json_object_get(bar, "x")) / 10;

		g_assert_cmpuint(column, <, 15); /* 100 days are 14 weeks and this one */
		heights[column] += (unsigned)json_integer_value(json_object_get(bar, "height"));
	}
	g_assert_cmpuint(heights[0], ==, 0);
	g_assert_cmpuint(heights[6], ==, 30); /* 56 days ago one was on the ladder, 49 both */
	g_assert_cmpuint(heights[7], ==, 60);
	g_assert_cmpuint(heights[14], ==, 60);
	json_decref(json);
	review_free(review);
}

/* What the customer has to decide. */
static void test_asks(void)
{
	struct review_domain *page;
	g_autofree char *text = NULL;

	set_up();
	page = review->domains->pdata[0];
	page->line->ticket = g_strdup("CHG-2026-0008");
	add_condition(page, "lists_answered", GATE_UNIT_BOOL, 1, 0);
	text = render(DOCUMENT_FORMAT_TEXT);
	assert_has(text, "  shop.example: Approve and publish the DNS change CHG-2026-0008.\n");
	assert_has(text, "  shop.example: Tell us whether your users post to mailing lists");
	review_free(review);
}

static void test_hostile(void)
{
	const char *evil =
		"\x1b[2J<script>alert(1)</script>\n# x | `\xe2\x80\xae\"' onload=x {{id}}";
	struct review_domain *page;

	set_up();
	page = review->domains->pdata[0];
	add_source(page, evil, VERDICT_UNKNOWN, FLOW_CLASS_UNKNOWN, 50, 0);
	add_entry(evil, 1, evil, evil);
	g_free(page->record);
	page->record = g_strdup(evil);
	g_ptr_array_insert(page->gate->blockers, 0, g_strdup(evil));
	for (int format = DOCUMENT_FORMAT_HTML; format <= DOCUMENT_FORMAT_JSON; format++) {
		g_autofree char *text = render((enum document_format)format);

		g_assert_true(g_utf8_validate(text, -1, NULL));
		for (const char *p = text; *p; p = g_utf8_next_char(p))
			g_assert_true(strchr("\n\t", *p) || !g_unichar_iscntrl(g_utf8_get_char(p)));
		if (format == DOCUMENT_FORMAT_HTML)
			g_assert_null(strstr(text, "<script"));
		g_assert_null(strstr(text, "\n# x"));
	}
	review_free(review);
}

/* A customer without domains, or a domain without data, has a review, too. */
static void test_empty(void)
{
	struct review_domain *page;

	set_up();
	page = review->domains->pdata[0];
	page->line->since = DAY_NONE;
	page->line->forecast = DAY_NONE;
	g_ptr_array_set_size(page->table->sources, 0);
	g_ptr_array_set_size(page->moves, 0);
	g_clear_pointer(&page->record, g_free);
	g_clear_pointer(&page->line->compliance, g_array_unref);
	g_clear_pointer(&review->journal_head, g_free);
	g_clear_pointer(&review->service, g_free);
	for (int pass = 0; pass < 2; pass++) {
		for (int format = DOCUMENT_FORMAT_HTML; format <= DOCUMENT_FORMAT_JSON; format++)
			g_free(render((enum document_format)format));
		g_ptr_array_set_size(review->domains, 0);
		g_ptr_array_set_size(review->journal, 0);
		g_ptr_array_set_size(review->waivers, 0);
		review->customer->target = DAY_NONE;
		review->customer->started = DAY_NONE;
	}
	review_free(review);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/review/text", test_text);
	g_test_add_func("/render/review/conditions", test_conditions);
	g_test_add_func("/render/review/not-published", test_not_published);
	g_test_add_func("/render/review/html", test_html);
	g_test_add_func("/render/review/markdown", test_markdown);
	g_test_add_func("/render/review/json", test_json);
	g_test_add_func("/render/review/progress", test_progress);
	g_test_add_func("/render/review/asks", test_asks);
	g_test_add_func("/render/review/hostile", test_hostile);
	g_test_add_func("/render/review/empty", test_empty);
	return g_test_run();
}
