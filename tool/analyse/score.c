/* SPDX-License-Identifier: MIT */
/* The score of mail that no rule settles (4.5): which evidence holds, and which side wins. */
#include "analyse/item.h"

#define WINS_FROM 45
#define WINS_BY	  15

static const struct item *const tables[] = {forward_items, spoof_items, vendor_items};

uint32_t score_hits(const struct trial *trial, int score[4])
{
	uint32_t hits = 0, bit = 1;

	for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++) {
		for (const struct item *item = tables[i]; item->holds; item++, bit <<= 1) {
			if (!item->holds(trial))
				continue;
			hits |= bit;
			score[item->side] += item->points;
		}
	}
	return hits;
}

enum evidence_side score_winner(const int score[4])
{
	enum evidence_side best = EVIDENCE_FORWARD;
	int next = 0;

	if (score[EVIDENCE_SPOOF] > score[best])
		best = EVIDENCE_SPOOF;
	if (score[EVIDENCE_LEGITIMATE] > score[best])
		best = EVIDENCE_LEGITIMATE;
	for (int side = EVIDENCE_FORWARD; side <= EVIDENCE_LEGITIMATE; side++)
		if (side != (int)best)
			next = MAX(next, score[side]);
	return score[best] >= WINS_FROM && score[best] - next >= WINS_BY ? best : EVIDENCE_RULE;
}

static struct evidence *evidence_of(const struct trial *trial, const struct item *item)
{
	struct evidence *evidence = g_new(struct evidence, 1);
	GString *text = g_string_new(NULL);

	item->say(trial, text);
	*evidence = (struct evidence){item->side, item->points, g_string_free(text, FALSE)};
	return evidence;
}

GPtrArray *score_evidence(const struct trial *trial, uint32_t hits)
{
	GPtrArray *evidence = g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
	uint32_t bit = 1;

	for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
		for (const struct item *item = tables[i]; item->holds; item++, bit <<= 1)
			if (hits & bit)
				g_ptr_array_add(evidence, evidence_of(trial, item));
	return evidence;
}
