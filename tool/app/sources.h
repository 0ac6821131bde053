/* SPDX-License-Identifier: MIT */
/* Who sends, what a record would do, what to split; and the specialist's word. */
#ifndef APP_SOURCES_H
#define APP_SOURCES_H

#include "app/app.h"
#include "model/flow.h"
#include "model/sender.h"
#include "model/simulation.h"
#include "model/split.h"

struct source_table *app_sources(struct app *app, const char *domain, const struct window *window,
				 GError **error);
/*
 * One source with everything that is known of it, its parts (source->parts) included. NOT_FOUND:
 * it sent nothing in the window.
 */
struct source *app_source(struct app *app, const char *domain, const char *key,
			  const struct window *window, GError **error);
/*
 * Somebody went through the domain's sources: from now on those that come after are new
 * (source->is_new). Until the first visit none is. A mark takes its sources out of the new ones by
 * itself. No line of the journal: looking is no decision.
 */
bool app_sources_visited(struct app *app, const char *domain, GError **error);

/* The source of a key (also a former one) in a table, or NULL with NOT_FOUND. Points into the
 * table. */
struct source *app_source_find(const struct source_table *table, const char *key, GError **error);

/* The table's sources that a filter of the screens (`/`, base/filter.h) leaves. GPtrArray of struct
 * source *; points into the table. */
GPtrArray *app_sources_filter(const struct source_table *table, const char *text);

/* What is marked: flow NULL stands for the source's unsettled flows (verdict unknown, or decided by
 * score). */
struct source_flow {
	const char *source, *flow;
};

/*
 * Marks n targets (at least one) in one write; all or none. Reason is required. *added (may be
 * NULL): false when the same was said of all of them before, for the same reason; then nothing is
 * written. settled (may be NULL) takes those without an unsettled flow, as char * that it has to
 * free: there the verdict reaches no flow that is known today.
 */
bool app_sources_mark(struct app *app, const char *domain, const struct source_flow *targets,
		      size_t n, enum verdict verdict, const char *reason, bool *added,
		      GPtrArray *settled, GError **error);
/* *ended (may be NULL): false when none of them was marked. */
bool app_sources_unmark(struct app *app, const char *domain, const struct source_flow *targets,
			size_t n, bool *ended, GError **error);

/*
 * What `source set` changes; NULL members stay, "" clears. subject: a source, whose note then
 * stands at all of the customer's domains, or a stream.
 */
struct note_change {
	const char *owner, *account, *task, *note;
	int32_t due; /* DAY_NONE: stays */
	bool no_due; /* clears it */
	int vital;   /* -1 stays, 0, 1; streams only */
};
bool app_source_set(struct app *app, const char *domain, const char *subject,
		    const struct note_change *change, GError **error);

/* The specialist's own entries, and the shipped catalogue: GPtrArray of struct sender *, by slug.
 */
GPtrArray *app_senders_own(struct app *app, GError **error);
GPtrArray *app_senders_shipped(struct app *app, GError **error);
/* Can its mail be aligned at all, and by what? A constant; NULL: the catalogue does not say. */
const char *app_sender_reach(const struct sender *sender);
/* The specialist's entry, which counts as confirmed (for one customer, or all). */
bool app_sender_add(struct app *app, const struct sender *sender, GError **error);

/* record, or stage (a name of the domain's playbook): one of them. splits: struct simulated_split
 * *, or NULL. */
struct simulation *app_simulate(struct app *app, const char *domain, const char *record,
				const char *stage, const GPtrArray *splits,
				const struct window *window, GError **error);
struct split_advice *app_split(struct app *app, const char *domain, const struct window *window,
			       GError **error);
/*
 * Creates the subdomain under management and drafts its ticket, from what DNS serves there when
 * resolvers are chosen; *ticket gets the id, newly allocated, or NULL: it was accepted before.
 * REFUSED: it has a DMARC record already. What only the application owner can supply is no
 * change of the ticket; its justification names it.
 */
struct domain *app_split_accept(struct app *app, const char *domain, const char *stream,
				const char *subdomain, char **ticket, GError **error);
/* Takes it back: REFUSED once a ticket of the subdomain was sent. */
bool app_split_undo(struct app *app, const char *domain, const char *subdomain, GError **error);

/*
 * A domain's analysis kept in memory, so that a screen can simulate at every key: made on a worker
 * thread, used on one thread at a time.
 */
struct replay;
struct replay *app_replay_new(struct app *app, const char *domain, const struct window *window,
			      GError **error);
void app_replay_free(struct replay *replay);
struct simulation *app_replay(const struct replay *replay, const char *record,
			      const GPtrArray *splits, GError **error);

#endif
