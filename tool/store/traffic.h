/* SPDX-License-Identifier: MIT */
/* What the reports say, read back: roll-ups for every judgement, rows for export. */
#ifndef STORE_TRAFFIC_H
#define STORE_TRAFFIC_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/traffic.h"
#include "store/store.h"

/* The roll-ups of a domain for days from..until. */
struct traffic *store_traffic(struct store *store, int64_t domain_id, int32_t from, int32_t until,
			      GError **error);

/* Sums a day: GArray of struct traffic_day in order of days; days without reports are left out. */
GArray *store_days(struct store *store, int64_t domain_id, int32_t from, int32_t until,
		   GError **error);

/*
 * The oldest and the newest day with reports, and the newest whole UTC day: before the day that
 * the clock says, unless all its reports' windows have ended. DAY_NONE without reports.
 */
struct traffic_span {
	int32_t oldest, newest;
};
bool store_span(struct store *store, int64_t domain_id, struct traffic_span *span, GError **error);

/* First day each address was seen: GHashTable struct ip * -> GINT_TO_POINTER(day). */
GHashTable *store_first_seen(struct store *store, int64_t domain_id, GError **error);

/*
 * Which addresses were known when the domain's sources were last visited: GHashTable, a set of
 * struct ip *. NULL without *error: there was no visit before the clock's instant.
 */
GHashTable *store_visit(struct store *store, int64_t domain_id, GError **error);
/* Takes the place of the last visit. */
bool store_visit_set(struct store *store, int64_t domain_id, GHashTable *ips, GError **error);

/* One reporter of a domain: what it saw published, when it last reported. */
struct reporter {
	char *org_name;
	unsigned bit; /* in traffic_cell.reporters */
	int32_t first_day, last_day;
	unsigned days;		      /* with reports in the last 30 days of the span */
	struct traffic_policy newest; /* the policy it saw in its newest report */
	int32_t since;		      /* first day from which all its reports show that policy */
};

void reporter_free(struct reporter *reporter);
/* GPtrArray of struct reporter * by bit. */
GPtrArray *store_reporters(struct store *store, int64_t domain_id, GError **error);

/* One exported row, valid during the call. */
struct export_row {
	const char *org_name, *report_id;
	int64_t begin, end;
	const struct report_row *row;
	const struct signature *signature;
};
/*
 * Every row of the unsuperseded reports whose first day is from..until, bad rows too, ordered by
 * content alone, so that imports in any order export the same bytes.
 */
bool store_each_row(struct store *store, int64_t domain_id, int32_t from, int32_t until,
		    bool (*each)(void *ctx, const struct export_row *row), void *ctx,
		    GError **error);

/* What DNS said of addresses (a set of struct ip *), if asked: GPtrArray of struct host *. */
GPtrArray *store_hosts(struct store *store, GHashTable *ips, GError **error);
bool store_host_set(struct store *store, const struct host *host, GError **error);

/* What DNS said of names below the domain that mail came From: GPtrArray of struct existence *. */
GPtrArray *store_existences(struct store *store, int64_t domain_id, GError **error);
bool store_existence_set(struct store *store, int64_t domain_id, const struct existence *existence,
			 GError **error);

#endif
