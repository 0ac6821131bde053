/* SPDX-License-Identifier: MIT */
/* What speaks for a sender of the customer's that sends in its own name (4.5, M). */
#include "analyse/item.h"
#include "analyse/series.h"
#include "base/figure.h"
#include "base/name.h"

#define REPORTERS_STEADY 3

/* Is there somebody else who may be a sender of the customer's? */
static bool has_stranger(const struct trial *trial)
{
	return trial->kind->n_own == 0 && trial_stranger(trial);
}

static bool vendor_signs(const struct trial *trial)
{
	return has_stranger(trial) && trial->vendor_passes == 2;
}

static void say_vendor_signs(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "SPF and DKIM pass for %s, known as %s", trial_stranger(trial),
			       trial->vendor->name);
}

static bool vendor_passes(const struct trial *trial)
{
	return has_stranger(trial) && trial->vendor_passes == 1;
}

static void say_vendor_passes(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "SPF or DKIM passes for %s", trial->vendor->name);
}

static bool steady(const struct trial *trial)
{
	return has_stranger(trial) && series_steady(trial->beside.days, trial->a->days);
}

static void say_steady(const struct trial *trial, GString *out)
{
	g_autofree char *days = figure_counted(bits(trial->a->days), "day", "days");

	g_string_append_printf(out, "seen on %u of %s, or with a steady beat",
			       bits(trial->beside.days), days);
}

static bool widely_seen(const struct trial *trial)
{
	return has_stranger(trial) && bits(trial->beside.reporters) >= REPORTERS_STEADY;
}

static void say_widely_seen(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "%u reporters saw it", bits(trial->beside.reporters));
}

static bool host_of_stranger(const struct trial *trial)
{
	const struct host *host = trial->host;

	return has_stranger(trial) && host && host->confirmed && host->ptr &&
	       name_within(host->ptr, trial_stranger(trial));
}

static void say_host_of_stranger(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "the host %s is of the organisation that passes",
			       trial->host->ptr);
}

const struct item vendor_items[] = {
	{EVIDENCE_LEGITIMATE, 30, vendor_signs, say_vendor_signs},
	{EVIDENCE_LEGITIMATE, 15, vendor_passes, say_vendor_passes},
	{EVIDENCE_LEGITIMATE, 15, steady, say_steady},
	{EVIDENCE_LEGITIMATE, 10, widely_seen, say_widely_seen},
	{EVIDENCE_LEGITIMATE, 10, host_of_stranger, say_host_of_stranger},
	{0},
};
