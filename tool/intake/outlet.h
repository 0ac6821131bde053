/* SPDX-License-Identifier: MIT */
/*
 * Where readers put what they find, on whatever thread they run. Two outlets exist: straight to
 * the caller's sink (outlet.c), and through a queue to the caller's thread (pipeline.c).
 */
#ifndef INTAKE_OUTLET_H
#define INTAKE_OUTLET_H

#include "intake/intake.h"

struct outlet {
	/* As in struct intake_sink; false: stop, nothing more is wanted. */
	bool (*begin)(struct outlet *outlet, const struct intake_origin *origin,
		      const struct report *report);
	/* Takes the batch over. */
	bool (*batch)(struct outlet *outlet, const struct report *report,
		      struct report_batch *batch);
	bool (*end)(struct outlet *outlet, const struct report *report, const uint8_t *sha256);
	void (*drop)(struct outlet *outlet);
	void (*rejected)(struct outlet *outlet, const struct intake_origin *origin,
			 const struct intake_reject *reject);
	void (*skipped)(struct outlet *outlet, const struct intake_origin *origin,
			enum intake_skip kind);
	bool (*stopped)(const struct outlet *outlet);
};

struct direct_outlet {
	struct outlet base;
	const struct intake_sink *sink;
	GError *fault; /* the sink's; the owner takes it */
};

void direct_outlet_init(struct direct_outlet *direct, const struct intake_sink *sink);

#endif
