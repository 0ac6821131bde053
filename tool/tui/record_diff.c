/* SPDX-License-Identifier: MIT */
#include "tui/record_diff.h"

#include <string.h>

#include "dmarc/record.h"

/* The tags of one record that the other one has not, or has: "p=none; rua=…". */
static char *tags(const struct record *of, const struct record *other, bool common)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < of->tags->len; i++) {
		const struct record_tag *tag = of->tags->pdata[i];
		bool same = g_strcmp0(record_get(other, tag->name), tag->value) == 0;

		if (same == common)
			g_string_append_printf(out, "%s%s=%s", out->len ? "; " : "", tag->name,
					       tag->value);
	}
	return g_string_free(out, FALSE);
}

void record_diff(struct text *text, const char *now, const char *next)
{
	struct record old = {0}, new = {0};
	bool readable = now && next && record_parse(now, strlen(now), &old, NULL);
	g_autofree char *gone = NULL, *come = NULL, *stays = NULL;

	if (readable && !record_parse(next, strlen(next), &new, NULL)) {
		record_clear(&old);
		readable = false;
	}
	if (!readable) {
		text_addf(text, now ? ROLE_REMOVED : ROLE_MUTED, "now   - %s",
			  now ? now : "no record is known to be published");
		text_addf(text, ROLE_ADDED, "next  + %s", next ? next : "nothing");
		return;
	}
	gone = tags(&old, &new, false);
	come = tags(&new, &old, false);
	stays = tags(&new, &old, true);
	text_addf(text, ROLE_REMOVED, "now   - %s", *gone ? gone : "nothing goes");
	text_addf(text, ROLE_ADDED, "next  + %s", *come ? come : "nothing comes");
	text_addf(text, ROLE_MUTED, "        %s", stays);
	record_clear(&old);
	record_clear(&new);
}
