/* SPDX-License-Identifier: MIT */
#include "intake/outlet.h"

static struct direct_outlet *direct(struct outlet *outlet)
{
	return (struct direct_outlet *)outlet;
}

static bool direct_begin(struct outlet *outlet, const struct intake_origin *origin,
			 const struct report *report)
{
	const struct intake_sink *sink = direct(outlet)->sink;

	return sink->begin(sink->ctx, origin, report, &direct(outlet)->fault);
}

static bool direct_batch(struct outlet *outlet, const struct report *report,
			 struct report_batch *batch)
{
	const struct intake_sink *sink = direct(outlet)->sink;
	bool done = sink->batch(sink->ctx, report, batch, &direct(outlet)->fault);

	report_batch_free(batch);
	return done;
}

static bool direct_end(struct outlet *outlet, const struct report *report, const uint8_t *sha256)
{
	const struct intake_sink *sink = direct(outlet)->sink;

	return sink->end(sink->ctx, report, sha256, &direct(outlet)->fault);
}

static void direct_drop(struct outlet *outlet)
{
	const struct intake_sink *sink = direct(outlet)->sink;

	sink->drop(sink->ctx);
}

static void direct_rejected(struct outlet *outlet, const struct intake_origin *origin,
			    const struct intake_reject *reject)
{
	const struct intake_sink *sink = direct(outlet)->sink;

	sink->rejected(sink->ctx, origin, reject, &direct(outlet)->fault);
}

static void direct_skipped(struct outlet *outlet, const struct intake_origin *origin,
			   enum intake_skip kind)
{
	const struct intake_sink *sink = direct(outlet)->sink;

	sink->skipped(sink->ctx, origin, kind);
}

static bool direct_stopped(const struct outlet *outlet)
{
	return ((const struct direct_outlet *)outlet)->fault != NULL;
}

void direct_outlet_init(struct direct_outlet *outlet, const struct intake_sink *sink)
{
	*outlet = (struct direct_outlet){
		.base =
			{
				.begin = direct_begin,
				.batch = direct_batch,
				.end = direct_end,
				.drop = direct_drop,
				.rejected = direct_rejected,
				.skipped = direct_skipped,
				.stopped = direct_stopped,
			},
		.sink = sink,
	};
}
