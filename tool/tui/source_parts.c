/* SPDX-License-Identifier: MIT */
#include "tui/source_parts.h"

#include "tui/format.h"

static void add_line(struct text *text, const char *name, const struct tally *tally)
{
	g_autofree char *messages = format_count(tally->messages);
	g_autofree char *compliant =
		format_share((double)tally->compliant, (double)tally->messages);
	g_autofree char *dkim = format_share((double)tally->dkim_aligned, (double)tally->messages);
	g_autofree char *spf = format_share((double)tally->spf_aligned, (double)tally->messages);

	text_addf(text, ROLE_PLAIN, "  %12s %7s %7s %7s  %s", messages, compliant, dkim, spf, name);
}

static void add_parts(struct text *text, const char *heading, const GPtrArray *parts)
{
	text_addf(text, ROLE_HEADING, "  %12s %7s %7s %7s  %s", "MESSAGES", "COMPL.", "DKIM", "SPF",
		  heading);
	for (guint i = 0; i < parts->len; i++) {
		const struct source_part *part = parts->pdata[i];
		g_autofree char *name = part->name ? g_strdup(part->name) : format_day(part->day);

		if (part->tally.messages)
			add_line(text, name, &part->tally);
	}
}

/* Where a reporter's verdict and the raw results it tells disagree (domain.md 3.2). */
static void add_mismatches(struct text *text, const uint64_t *mismatches)
{
	static const struct {
		enum mismatch mismatch;
		const char *what;
	} told[] = {
		{MISMATCH_PASS_WITHOUT_RAW, "said to pass, with no result that would make it so"},
		{MISMATCH_RAW_WITHOUT_PASS, "said to fail, with a result that should pass"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
		g_autofree char *messages = format_count(mismatches[told[i].mismatch]);

		if (mismatches[told[i].mismatch])
			text_addf(text, ROLE_WARN, "  %12s messages are %s", messages,
				  told[i].what);
	}
}

void source_parts_show(struct text *text, const struct source_parts *parts)
{
	text_reset(text);
	text->top = 0;
	text_addf(text, ROLE_HEADING, "  %12s %7s %7s %7s  %s", "MESSAGES", "COMPL.", "DKIM", "SPF",
		  "BY PATH");
	add_line(text, "direct", &parts->direct);
	add_line(text, "forwarded", &parts->forwarded);
	add_mismatches(text, parts->mismatches);
	add_parts(text, "BY REPORTER", parts->reporters);
	add_parts(text, "BY FROM DOMAIN", parts->header_from);
	add_parts(text, "BY DAY", parts->days);
}
