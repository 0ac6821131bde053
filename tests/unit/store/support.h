/* SPDX-License-Identifier: MIT */
/* A state in a temporary folder, and reports made from a few words. */
#ifndef TEST_STORE_SUPPORT_H
#define TEST_STORE_SUPPORT_H

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/import.h"
#include "store/project.h"
#include "store/store.h"
#include "store/traffic.h"
#include "store/workflow.h"

#define DAY0 20400 /* 2025-11-08: the first day of the tests' reports */

struct state {
	char *dir;
	struct clock clock;
	struct store *store;
};

static inline void state_open(struct state *state)
{
	g_autoptr(GError) error = NULL;

	state->store = store_open(state->dir, STORE_WRITE, &state->clock, &error);
	g_assert_no_error(error);
}

/* The clock stands at noon, some days after the first reports. */
static inline void state_init(struct state *state, int32_t today)
{
	g_autoptr(GError) error = NULL;

	state->dir = g_dir_make_tmp("rampart-store-XXXXXX", &error);
	g_assert_no_error(error);
	state->clock.fixed = day_begin(today) + DAY_SECONDS / 2;
	state_open(state);
}

static inline void state_at(struct state *state, int32_t today)
{
	state->clock.fixed = day_begin(today) + DAY_SECONDS / 2;
}

static inline void state_clear(struct state *state)
{
	GDir *dir = g_dir_open(state->dir, 0, NULL);
	const char *name;

	store_close(state->store);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(state->dir, name, NULL);

		g_unlink(path);
	}
	g_dir_close(dir);
	g_rmdir(state->dir);
	g_free(state->dir);
}

/* Nothing is wrong with the state: file, chains, roll-ups. */
static inline void assert_sound(struct store *store)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) checks = store_doctor(store, &error);

	g_assert_no_error(error);
	for (unsigned i = 0; i < checks->len; i++) {
		const struct store_check *check = checks->pdata[i];

		if (!check->ok)
			g_error("doctor: %s", check->text);
	}
}

/* A report under construction: one batch, its rows added one by one. */
struct draft {
	struct report report;
	struct report_batch *batch;
};

static inline void draft_init(struct draft *draft, const char *domain, const char *org,
			      const char *id, int32_t day)
{
	struct report *report = &draft->report;

	report_init(report);
	report->domain = g_strdup(domain);
	report->org_name = g_strdup(org);
	report->org_key = g_ascii_strdown(org, -1);
	report->report_id = g_strdup(id);
	report->begin = day_begin(day);
	report->end = report->begin + DAY_SECONDS - 1;
	report->policy = (struct policy_seen){.sp = POLICY_ABSENT, .np = POLICY_ABSENT, .pct = 100};
	draft->batch = report_batch_new();
}

static inline void draft_clear(struct draft *draft)
{
	report_clear(&draft->report);
	report_batch_free(draft->batch);
}

/* Index of a signature that is told by its selector and whether DKIM passed. */
static inline uint32_t draft_signature(struct draft *draft, const char *selector, bool pass)
{
	struct dkim_result dkim = {draft->report.domain, (char *)(uintptr_t)selector,
				   pass ? AUTH_RESULT_PASS : AUTH_RESULT_FAIL, NULL};
	struct signature signature = {
		.header_from = draft->report.domain,
		.evaluated_dkim = pass ? AUTH_RESULT_PASS : AUTH_RESULT_FAIL,
		.evaluated_spf = AUTH_RESULT_FAIL,
		.n_dkim = 1,
		.dkim = &dkim,
	};
	GBytes *key = signature_key(&signature);
	size_t len;
	const void *data = g_bytes_get_data(key, &len);

	for (unsigned i = 0; i < draft->batch->keys->len; i++) {
		if (g_bytes_equal(key, draft->batch->keys->pdata[i])) {
			g_bytes_unref(key);
			return i;
		}
	}
	g_ptr_array_add(draft->batch->signatures, signature_from_key(data, len));
	g_ptr_array_add(draft->batch->keys, key);
	return draft->batch->keys->len - 1;
}

static inline void draft_row(struct draft *draft, const char *ip, uint32_t count,
			     const char *selector, bool pass, enum disposition disposition)
{
	struct report_row row = {.count = count, .disposition = (uint8_t)disposition};

	row.signature = draft_signature(draft, selector, pass);
	if (!ip_parse(ip, strlen(ip), &row.ip))
		row.flags |= ROW_BAD_ADDRESS;
	if (count == 0)
		row.flags |= ROW_BAD_COUNT;
	g_array_append_val(draft->batch->rows, row);
	draft->report.rows++;
	if (row.flags & ROW_BAD) {
		draft->report.bad_rows++;
		draft->report.flags |= REPORT_BAD_ROWS;
	} else {
		draft->report.messages += count;
	}
}

/* The content's hash; version tells apart contents of the same rows. */
static inline void draft_hash(const struct draft *draft, unsigned version, uint8_t *sha256)
{
	const struct report *report = &draft->report;
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *head = g_strdup_printf(
		"%s %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %" G_GUINT64_FORMAT,
		report->domain, report->org_key, report->report_id, report->begin, report->end,
		version, report->messages);
	gsize len = 32;

	g_checksum_update(checksum, (const uint8_t *)head, -1);
	g_checksum_get_digest(checksum, sha256, &len);
}

static inline enum import_outcome draft_import(const struct draft *draft, unsigned version,
					       struct store_import *import)
{
	g_autoptr(GError) error = NULL;
	enum import_outcome outcome;
	uint8_t sha256[32];
	bool managed;

	draft_hash(draft, version, sha256);
	store_import_begin(import, "reports/a.xml.gz", NULL, &error);
	g_assert_no_error(error);
	store_import_batch(import, &draft->report, draft->batch, &error);
	g_assert_no_error(error);
	store_import_end(import, &draft->report, sha256, &outcome, &managed, &error);
	g_assert_no_error(error);
	return outcome;
}

/* Imports one report in a transaction of its own. */
static inline enum import_outcome draft_store(const struct draft *draft, unsigned version,
					      struct store *store)
{
	g_autoptr(GError) error = NULL;
	struct store_import *import = store_import_new(store);
	enum import_outcome outcome = draft_import(draft, version, import);

	store_import_commit(import, NULL, &error);
	g_assert_no_error(error);
	store_import_free(import);
	return outcome;
}

static inline int64_t domain_id(struct store *store, const char *name)
{
	g_autoptr(GError) error = NULL;
	int64_t id = store_domain_id(store, name, &error);

	g_assert_no_error(error);
	return id;
}

static inline struct journal_entry *entry_new(const char *action, int64_t customer, int64_t domain)
{
	struct journal_entry *entry = g_new0(struct journal_entry, 1);

	entry->who = g_strdup("eva");
	entry->action = g_strdup(action);
	entry->text = g_strdup("what was done");
	entry->customer_id = customer;
	entry->domain_id = domain;
	return entry;
}

/* Messages of a domain, all days, as the clock knows them. */
static inline uint64_t messages_of(struct store *store, const char *name)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) days =
		store_days(store, domain_id(store, name), INT32_MIN, INT32_MAX, &error);
	uint64_t messages = 0;

	g_assert_no_error(error);
	for (unsigned i = 0; i < days->len; i++)
		messages += g_array_index(days, struct traffic_day, i).messages;
	return messages;
}

/* Every row, in the order of export, one line each. */
static inline bool export_line(void *ctx, const struct export_row *out)
{
	char ip[IP_TEXT_MAX] = "-";

	if (!(out->row->flags & ROW_BAD_ADDRESS))
		ip_format(&out->row->ip, ip);
	g_string_append_printf(ctx, "%s %s %" G_GINT64_FORMAT " %s %u %s %s %u\n", out->org_name,
			       out->report_id, out->begin, ip, out->row->count,
			       disposition_name((enum disposition)out->row->disposition),
			       out->signature->dkim[0].selector, out->row->flags);
	return true;
}

static inline char *export_of(struct store *store, const char *name)
{
	g_autoptr(GError) error = NULL;
	GString *text = g_string_new(NULL);

	store_each_row(store, domain_id(store, name), INT32_MIN + 1, INT32_MAX - 1, export_line,
		       text, &error);
	g_assert_no_error(error);
	return g_string_free(text, FALSE);
}

#endif
