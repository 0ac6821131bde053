/* SPDX-License-Identifier: MIT */
#include "dmarc/report.h"

#include "base/clock.h"

#define SPREAD_SECONDS (26 * 3600) /* a longer window is spread over its days */

const char *auth_result_name(enum auth_result result)
{
	static const char *const names[] = {
		[AUTH_RESULT_UNKNOWN] = "unknown",     [AUTH_RESULT_NONE] = "none",
		[AUTH_RESULT_PASS] = "pass",	       [AUTH_RESULT_FAIL] = "fail",
		[AUTH_RESULT_SOFTFAIL] = "softfail",   [AUTH_RESULT_NEUTRAL] = "neutral",
		[AUTH_RESULT_POLICY] = "policy",       [AUTH_RESULT_TEMPERROR] = "temperror",
		[AUTH_RESULT_PERMERROR] = "permerror",
	};

	return names[result];
}

const char *disposition_name(enum disposition disposition)
{
	static const char *const names[DISPOSITION_COUNT] = {
		[DISPOSITION_NONE] = "none",
		[DISPOSITION_QUARANTINE] = "quarantine",
		[DISPOSITION_REJECT] = "reject",
		[DISPOSITION_UNKNOWN] = "unknown",
	};

	return names[disposition];
}

const char *override_type_name(enum override_type type)
{
	static const char *const names[] = {
		[OVERRIDE_FORWARDED] = "forwarded",
		[OVERRIDE_SAMPLED_OUT] = "sampled_out",
		[OVERRIDE_TRUSTED_FORWARDER] = "trusted_forwarder",
		[OVERRIDE_MAILING_LIST] = "mailing_list",
		[OVERRIDE_LOCAL_POLICY] = "local_policy",
		[OVERRIDE_POLICY_TEST_MODE] = "policy_test_mode",
		[OVERRIDE_OTHER] = "other",
	};

	return names[type];
}

const char *report_flag_name(enum report_flag flag)
{
	static const char *const names[] = {"recovered", "dates-swapped", "dates-odd",
					    "long-span", "two-policies",  "no-org",
					    "bad-rows",	 "conflict",	  "overlap"};

	return names[g_bit_nth_lsf(flag, -1)];
}

char *report_flags_text(unsigned flags)
{
	GString *text = g_string_new(NULL);

	for (unsigned flag = 1; flag < REPORT_FLAG_END; flag <<= 1)
		if (flags & flag)
			g_string_append_printf(text, "%s%s", text->len ? ", " : "",
					       report_flag_name((enum report_flag)flag));
	return g_string_free(text, FALSE);
}

struct report_batch *report_batch_new(void)
{
	struct report_batch *batch = g_new(struct report_batch, 1);

	batch->signatures = g_ptr_array_new_with_free_func((GDestroyNotify)signature_free);
	batch->keys = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	batch->rows = g_array_new(FALSE, FALSE, sizeof(struct report_row));
	return batch;
}

void report_batch_free(struct report_batch *batch)
{
	if (!batch)
		return;
	g_ptr_array_unref(batch->signatures);
	g_ptr_array_unref(batch->keys);
	g_array_unref(batch->rows);
	g_free(batch);
}

void report_init(struct report *report)
{
	*report = (struct report){
		.begin = TIME_NONE,
		.end = TIME_NONE,
		.policy = {.p = POLICY_ABSENT,
			   .sp = POLICY_ABSENT,
			   .np = POLICY_ABSENT,
			   .pct = -1,
			   .testing = -1},
		.errors = g_ptr_array_new_with_free_func(g_free),
	};
}

void report_clear(struct report *report)
{
	g_free(report->org_name);
	g_free(report->org_key);
	g_free(report->email);
	g_free(report->report_id);
	g_free(report->domain);
	g_free(report->contact);
	g_free(report->generator);
	g_free(report->policy.fo);
	g_clear_pointer(&report->errors, g_ptr_array_unref);
	*report = (struct report){0};
}

void report_days(const struct report *report, int32_t *first, unsigned *n)
{
	int64_t window = report->end - report->begin;

	*first = day_of(report->begin);
	*n = 1;
	/* Some ends are inclusive, some not; taken as exclusive, no day of one second appears. */
	if (window > SPREAD_SECONDS && window <= REPORT_SPAN_MAX)
		*n = (unsigned)(day_of(report->end - 1) - *first) + 1;
}

/* Seconds of the window on its i-th day. */
static int64_t seconds_on(const struct report *report, int32_t first, unsigned i)
{
	int64_t from = day_begin(first + (int32_t)i);

	return MIN(report->end, from + DAY_SECONDS) - MAX(report->begin, from);
}

uint32_t report_share(const struct report *report, uint32_t count, unsigned i)
{
	int64_t window = report->end - report->begin, whole, rest, given = 0;
	int32_t first;
	unsigned n, before = 0;

	report_days(report, &first, &n);
	if (n == 1)
		return count;
	whole = count * seconds_on(report, first, i) / window;
	rest = count * seconds_on(report, first, i) % window;
	for (unsigned day = 0; day < n; day++) {
		int64_t seconds = count * seconds_on(report, first, day);

		given += seconds / window;
		before += seconds % window > rest || (seconds % window == rest && day < i);
	}
	return (uint32_t)whole + (before < count - given);
}
