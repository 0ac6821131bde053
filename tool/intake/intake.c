/* SPDX-License-Identifier: MIT */
#include "intake/intake.h"

#include "intake/item.h"
#include "intake/mail.h"
#include "intake/pipeline.h"
#include "intake/walk.h"

bool intake_paths(char *const *paths, size_t n, unsigned threads, const struct intake_sink *sink,
		  struct progress *progress, struct intake_totals *totals, GError **error)
{
	struct meter meter = {.progress = progress};
	struct pipeline *pipeline;
	struct walk walk = {.paths = paths, .n = n, .meter = &meter};
	GThread *walker;
	bool done;

	mail_init();
	pipeline = walk.pipeline = pipeline_new(threads, &meter);
	walker = g_thread_new("intake-walk", walk_run, &walk);
	done = pipeline_deliver(pipeline, sink, error);
	g_thread_join(walker);
	pipeline_free(pipeline);
	totals->inputs = walk.inputs;
	totals->octets = atomic_load(&meter.octets);
	return done;
}

bool intake_memory(const struct intake_origin *origin, GBytes *bytes,
		   const struct intake_sink *sink, GError **error)
{
	struct octets *octets = octets_memory_new(bytes, 0);
	struct direct_outlet direct;
	const struct item item = {.outlet = &direct.base, .origin = *origin};

	mail_init();
	direct_outlet_init(&direct, sink);
	item_read(&item, octets);
	octets_free(octets);
	if (!direct.fault)
		return true;
	g_propagate_error(error, direct.fault);
	return false;
}
