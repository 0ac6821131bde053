/* SPDX-License-Identifier: MIT */
/* Who sends, and does it pass? */
#include "base/clock.h"
#include "base/figure.h"
#include "base/name.h"
#include "rollout/gauge.h"

void gauge_legit_pass_rate(struct gauge *gauge)
{
	double want = gauge->rule->legit_pass_rate, have;
	g_autofree char *wanted = share_text(want), *measured = NULL, *failing = NULL;
	struct gate_condition *condition;
	struct pass_rate rate;

	if (want <= 0)
		return;
	pass_rate_measure(gauge->facts->table, gauge->facts, "legit_pass_rate", &rate);
	have = pass_rate_share(&rate);
	measured = share_text(MAX(have, 0));
	failing = figure_counted(rate.failing, "message fails", "messages fail");
	if (have < 0)
		condition = gauge_add(gauge, "legit_pass_rate", GATE_UNIT_SHARE, want, 0,
				      gauge->facts->domain->kind == DOMAIN_KIND_RECEIVE_ONLY,
				      "no legitimate mail in the window");
	else if (have >= want)
		condition =
			gauge_add(gauge, "legit_pass_rate", GATE_UNIT_SHARE, want, have, true,
				  "%s of the legitimate mail passes, %s wanted", measured, wanted);
	else
		condition = gauge_add(gauge, "legit_pass_rate", GATE_UNIT_SHARE, want, have, false,
				      "%s of the legitimate mail passes, %s wanted: %s %s first "
				      "(%s)",
				      measured, wanted, rate.unjudged ? "judge" : "fix", rate.worst,
				      failing);
	if (rate.waiver)
		gauge_note_waiver(gauge, condition, rate.waiver);
	gauge_earliest(gauge, condition, gauge_rate_day(gauge, have, want));
}

/* Messages of a source's unknown flows that are too many to go on with. */
static uint64_t unknown_messages(const struct gauge *gauge, const struct source *source)
{
	const struct gate_rule *rule = gauge->rule;
	double volume = (double)gauge_volume(gauge->facts->table);
	uint64_t messages = 0;

	for (unsigned i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];
		double n = (double)flow->tally.messages;
		bool large = rule->unknown_share > 0 && n >= rule->unknown_share * volume;
		bool steady = rule->unknown_messages > 0 && n >= (double)rule->unknown_messages &&
			      flow->days >= rule->unknown_days;

		if (flow->verdict == VERDICT_UNKNOWN && n > 0 && (large || steady))
			messages += flow->tally.messages;
	}
	return messages;
}

/* The look at DNS that may settle the source, or NULL: only a mark can. */
static const char *missing_lookup(const struct source *source)
{
	for (unsigned i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];

		if (flow->verdict == VERDICT_UNKNOWN && flow->lookup)
			return flow->lookup;
	}
	return NULL;
}

static char *unknown_text(unsigned n, const struct source *largest, uint64_t messages)
{
	g_autofree char *sources = figure_counted(n, "unknown source", "unknown sources");
	g_autofree char *mail = figure_counted(messages, "message", "messages");
	const char *lookup = missing_lookup(largest);

	if (!lookup)
		return g_strdup_printf("%s: judge %s first (%s)", sources, largest->key, mail);
	return g_strdup_printf("%s: look up %s, or mark %s first (%s)", sources, lookup,
			       largest->key, mail);
}

void gauge_unknown_sources(struct gauge *gauge)
{
	const struct source_table *table = gauge->facts->table;
	const struct waiver *waiver = NULL;
	struct gate_condition *condition;
	const struct source *largest = NULL;
	g_autofree char *text = NULL;
	uint64_t most = 0;
	unsigned n = 0;

	if (gauge->rule->unknown_share <= 0 && gauge->rule->unknown_messages == 0)
		return;
	for (unsigned i = 0; table && i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];
		uint64_t messages = unknown_messages(gauge, source);
		const struct waiver *own =
			gauge_waiver(gauge->facts, "unknown_sources", source->key);

		if (messages == 0)
			continue;
		if (own) {
			waiver = own;
			continue;
		}
		n++;
		if (messages > most) {
			most = messages;
			largest = source;
		}
	}
	text = n ? unknown_text(n, largest, most) : g_strdup("no unknown source of weight");
	condition = gauge_add(gauge, "unknown_sources", GATE_UNIT_COUNT, 0, n, n == 0, "%s", text);
	gauge_note_waiver(gauge, condition, waiver);
	gauge_earliest(gauge, condition, gauge->today);
}

/* A low-risk domain that may go on after few days cannot be asked to watch a source for longer. */
static int32_t new_days(const struct gauge *gauge)
{
	int64_t days = gauge->rule->new_source_days;

	if (gauge->facts->domain->low_risk && gauge->rule->min_days_low_risk)
		days = MIN(days, gauge->rule->min_days_low_risk);
	return (int32_t)days;
}

void gauge_new_sources(struct gauge *gauge)
{
	const struct source_table *table = gauge->facts->table;
	int32_t days = new_days(gauge), newest = DAY_NONE;
	g_autofree char *seen = NULL;
	const struct waiver *waiver = NULL;
	struct gate_condition *condition;
	const char *last = NULL;
	unsigned n = 0;

	if (days == 0)
		return;
	for (unsigned i = 0; table && i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];
		const struct waiver *own = gauge_waiver(gauge->facts, "new_sources", source->key);

		if (source_main(source)->verdict != VERDICT_LEGITIMATE ||
		    source->first_seen + days <= gauge->today)
			continue;
		if (own) {
			waiver = own;
			continue;
		}
		n++;
		if (source->first_seen > newest) {
			newest = source->first_seen;
			last = source->key;
		}
	}
	seen = day_format(newest);
	if (n == 0)
		condition = gauge_add(gauge, "new_sources", GATE_UNIT_COUNT, 0, 0, true,
				      "no legitimate source is new in the last %d days", days);
	else
		condition =
			gauge_add(gauge, "new_sources", GATE_UNIT_COUNT, 0, n, false,
				  "%u legitimate source%s new in the last %d days: watch %s, seen "
				  "first on %s",
				  n, n == 1 ? " is" : "s are", days, last, seen);
	gauge_note_waiver(gauge, condition, waiver);
	gauge_earliest(gauge, condition, n ? newest + days : DAY_NONE);
}

/*
 * Is the key that sender's source's? A source that got its entry later had the key of its operator
 * before.
 */
static bool is_key_of(const struct sender *sender, const char *key)
{
	if (g_strcmp0(sender->slug, key) == 0)
		return true;
	for (unsigned i = 0; key && i < sender->ptr->len; i++) {
		const char *suffix = sender->ptr->pdata[i];

		if (name_within(key, suffix) || name_within(suffix, key))
			return true;
	}
	for (unsigned i = 0; key && i < sender->asn->len; i++) {
		g_autofree char *as = g_strdup_printf("as%" G_GINT64_FORMAT,
						      g_array_index(sender->asn, int64_t, i));

		if (g_str_equal(as, key))
			return true;
	}
	return false;
}

static const char *home_of(const struct source_table *table, const char *name)
{
	for (unsigned i = 0; table && i < table->streams->len; i++) {
		const struct stream *stream = table->streams->pdata[i];

		if (g_str_equal(stream->name, name))
			return stream->source;
	}
	return NULL;
}

/* Is it seen in the window, or is it the home of a stream that moves away? */
static bool is_seen(const struct gate_facts *facts, const struct sender *sender)
{
	const struct source_table *table = facts->table;
	GHashTableIter iter;
	gpointer stream, home;

	for (unsigned i = 0; table && i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		if (source->tally.messages && g_str_equal(source->key, sender->slug))
			return true;
	}
	if (!facts->moving)
		return false;
	g_hash_table_iter_init(&iter, facts->moving);
	while (g_hash_table_iter_next(&iter, &stream, &home))
		if (is_key_of(sender, home ? home : home_of(table, stream)))
			return true;
	return false;
}

/*
 * One confirmed for every customer need not be a sender of this one; a split's subdomain waits for
 * the sender of its stream alone.
 */
static bool is_awaited(const struct domain *domain, const struct sender *sender)
{
	return sender->customer &&
	       (!domain->split_stream || is_key_of(sender, domain->split_source));
}

void gauge_senders_seen(struct gauge *gauge)
{
	const struct gate_facts *facts = gauge->facts;
	const char *stream = facts->domain->split_stream;
	g_autofree char *whose = stream ? g_strdup_printf(" of stream %s", stream) : g_strdup("");
	const struct waiver *waiver = NULL;
	struct gate_condition *condition;
	const char *missing = NULL;
	unsigned want = 0, have = 0;

	if (!gauge->rule->senders_seen || facts->domain->kind != DOMAIN_KIND_MAILING)
		return;
	for (unsigned i = 0; facts->senders && i < facts->senders->len; i++) {
		const struct sender *sender = facts->senders->pdata[i];
		const struct waiver *own = gauge_waiver(facts, "senders_seen", sender->slug);

		if (!is_awaited(facts->domain, sender))
			continue;
		want++;
		if (is_seen(facts, sender)) {
			have++;
		} else if (own) {
			have++;
			waiver = own;
		} else if (!missing) {
			missing = sender->slug;
		}
	}
	if (missing)
		condition = gauge_add(gauge, "senders_seen", GATE_UNIT_COUNT, want, have, false,
				      "%u of %u confirmed senders%s seen: %s has not sent in the "
				      "window",
				      have, want, whose, missing);
	else
		condition = gauge_add(gauge, "senders_seen", GATE_UNIT_COUNT, want, have, true,
				      "%u of %u confirmed senders%s seen", have, want, whose);
	gauge_note_waiver(gauge, condition, waiver);
	gauge_earliest(gauge, condition, gauge_is_young(gauge) ? gauge->today + 1 : DAY_NONE);
}

void gauge_no_drop(struct gauge *gauge)
{
	double want = gauge->rule->max_drop, before = gauge->facts->pass_rate_before, now, drop;
	g_autofree char *from = NULL, *to = NULL;
	struct gate_condition *condition;
	struct pass_rate rate;
	bool met;

	if (want <= 0)
		return;
	pass_rate_measure(gauge->facts->table, gauge->facts, "no_drop", &rate);
	now = pass_rate_share(&rate);
	if (before < 0 || now < 0) {
		gauge_add(gauge, "no_drop", GATE_UNIT_SHARE, want, 0, true,
			  "no legit pass rate to compare with the stage before");
		return;
	}
	drop = MAX(before - now, 0);
	met = drop <= want + 1e-9;
	from = share_text(before);
	to = share_text(now);
	condition = gauge_add(gauge, "no_drop", GATE_UNIT_SHARE, want, drop, met,
			      "the legit pass rate went from %s to %s%s%s", from, to,
			      met ? "" : " since the stage before: fix ", met ? "" : rate.worst);
	if (rate.waiver)
		gauge_note_waiver(gauge, condition, rate.waiver);
	gauge_earliest(gauge, condition, gauge_rate_day(gauge, now, before - want));
}
