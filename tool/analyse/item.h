/* SPDX-License-Identifier: MIT */
/* The evidence of 4.5 as tables, one for each side that it speaks for. */
#ifndef ANALYSE_ITEM_H
#define ANALYSE_ITEM_H

#include "analyse/trial.h"

struct item {
	enum evidence_side side;
	int points;
	bool (*holds)(const struct trial *);
	void (*say)(const struct trial *, GString *);
};

/* Each ends with an item that holds nothing. All of them together fit struct strand's hits. */
extern const struct item forward_items[], spoof_items[], vendor_items[];

#endif
