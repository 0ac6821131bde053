/* SPDX-License-Identifier: MIT */
/* What may stand in a playbook: loader, messages and man page read these tables. */
#include "rollout/playbook.h"

#include <stddef.h>

#include "base/table.h"

static const char *const policies[] = {"none", "quarantine", "reject", "absent", NULL};

#define AT(member) offsetof(struct gate_rule, member)

/* The presets are the gate of an ordinary step, so that a ladder names only what differs. */
static const struct field gate_fields[] = {
	{"min_days", FIELD_INT, AT(min_days), "7", .max = 3650, .text = "Whole days in the stage."},
	{"min_days_low_risk", FIELD_INT, AT(min_days_low_risk), "0", .max = 3650,
	 .text = "The same for a domain with `--risk low`; 0: as min_days."},
	{"min_days_monthly", FIELD_INT, AT(min_days_monthly), "0", .max = 3650,
	 .text = "The same for a domain with `--monthly yes`; 0: as min_days."},
	{"min_messages", FIELD_INT, AT(min_messages), "100", .max = 1e9,
	 .text = "Messages in the window."},
	{"min_reporters", FIELD_INT, AT(min_reporters), "3", .max = 1000,
	 .text = "Reporters in the window."},
	{"min_days_reported", FIELD_NUMBER, AT(min_days_reported), "0.8", .max = 1,
	 .text = "Share of the stage's days in the window that have reports."},
	{"legit_pass_rate", FIELD_NUMBER, AT(legit_pass_rate), "0.98", .max = 1,
	 .text = "Share of the legitimate and unknown messages that must be compliant."},
	{"unknown_share", FIELD_NUMBER, AT(unknown_share), "0.01", .max = 1,
	 .text = "An unknown flow with this share of the mail (threats left out) is too many."},
	{"unknown_messages", FIELD_INT, AT(unknown_messages), "20", .max = 1e9,
	 .text = "An unknown flow with so many messages on unknown_days days is too many."},
	{"unknown_days", FIELD_INT, AT(unknown_days), "4", .max = 60,
	 .text = "See unknown_messages."},
	{"new_source_days", FIELD_INT, AT(new_source_days), "14", .max = 365,
	 .text = "No legitimate source may have been seen for the first time in so many days."},
	{"senders_seen", FIELD_BOOL, AT(senders_seen), "yes",
	 .text = "Every sender confirmed for this customer alone (on a subdomain from a split: "
		 "that of its stream) must be among the sources."},
	{"dns_clean", FIELD_BOOL, AT(dns_clean), "yes",
	 .text = "The last check, at most 7 days old, must have found no error."},
	{"max_drop", FIELD_NUMBER, AT(max_drop), "0.01", .max = 1,
	 .text = "The legit pass rate may have fallen by so much since the stage before; 0: any."},
	{"echo_reporters", FIELD_INT, AT(echo_reporters), "2", .max = 1000,
	 .text = "So many reporters must have shown the stage's policy in a report."},
	{"spf_only_share", FIELD_NUMBER, AT(spf_only_share), "0", .max = 1,
	 .text = "No stream may have a larger share of mail that rests on SPF alone; 0: any."},
	{"lists_answered", FIELD_BOOL, AT(lists_answered), "no",
	 .text = "It must be known whether users post to mailing lists (`domain set --lists`)."},
	{"loss_accepted", FIELD_BOOL, AT(loss_accepted), "no",
	 .text = "What reject would lose must be nothing, or accepted by name (`waive`)."},
	{0},
};

static const struct table gate_table = {"gate", sizeof(struct gate_rule), gate_fields};

#undef AT
#define AT(member) offsetof(struct stage, member)

static const struct field stage_fields[] = {
	{"name", FIELD_TEXT, AT(name), .required = true,
	 .text = "What commands and reviews call the stage: a-z, 0-9 and -."},
	{"title", FIELD_TEXT, AT(title), .text = "What it is for, in a few words."},
	{"p", FIELD_WORD, AT(p), .required = true, .words = policies,
	 .text = "Policy for the domain itself."},
	{"sp", FIELD_WORD, AT(sp), "absent", .words = policies,
	 .text = "Policy for its subdomains; absent: as p."},
	{"np", FIELD_WORD, AT(np), "absent", .words = policies,
	 .text = "Policy for names that do not exist (RFC 9989); absent: as sp."},
	{"pct", FIELD_INT, AT(pct), "100", .max = 100,
	 .text = "Share of failing mail in percent (RFC 7489); 100 is not written."},
	{"t", FIELD_BOOL, AT(t), "no",
	 .text = "Test mode (RFC 9989): one level less than the policy says."},
	{"strict", FIELD_BOOL, AT(strict), "no",
	 .text = "adkim=s and aspf=s; no: the tags stay as they are."},
	{"gate", FIELD_TABLE, AT(gate), .of = &gate_table,
	 .text = "The conditions for leaving the stage."},
	{0},
};

static const struct table stage_table = {"stage", sizeof(struct stage), stage_fields};

#undef AT
#define AT(member) offsetof(struct rollback_rule, member)

static const struct field rollback_fields[] = {
	{"source_drop", FIELD_NUMBER, AT(source_drop), "0.05", .max = 1,
	 .text = "A legitimate source's pass rate falls by more than this, ..."},
	{"source_messages", FIELD_INT, AT(source_messages), "20", .max = 1e9,
	 .text = "... and by more than so many messages, in two days."},
	{"legit_share", FIELD_NUMBER, AT(legit_share), "0.005", .max = 1,
	 .text = "Receivers quarantine or reject more than this share of the legitimate mail ..."},
	{"legit_share_messages", FIELD_INT, AT(legit_share_messages), "5", .max = 1e9,
	 .text = "... and more than so many messages of it, in two days, ..."},
	{"legit_messages", FIELD_INT, AT(legit_messages), "25", .max = 1e9,
	 .text = "... or more than so many messages of it a day."},
	{"silent_share", FIELD_NUMBER, AT(silent_share), "0.5", .max = 1,
	 .text = "This share of the usual reporters is silent ..."},
	{"silent_days", FIELD_INT, AT(silent_days), "3", .min = 1, .max = 60,
	 .text = "... for so many days: the gate closes, DNS stays as it is."},
	{0},
};

static const struct table rollback_table = {"rollback", sizeof(struct rollback_rule),
					    rollback_fields};

#undef AT
#define AT(member) offsetof(struct split_rule, member)

static const struct field split_fields[] = {
	{"min_days_window", FIELD_INT, AT(min_days_window), "28", .min = 1, .max = 60,
	 .text = "Days of reports that a recommendation needs."},
	{"min_days_broken", FIELD_INT, AT(min_days_broken), "4", .min = 1, .max = 60,
	 .text = "Days among them on which forwarders broke the stream's mail."},
	{"broken_a", FIELD_INT, AT(broken_a), "50", .max = 1e9,
	 .text = "Broken messages of the stream, ..."},
	{"ratio_a", FIELD_NUMBER, AT(ratio_a), "0.02", .max = 1,
	 .text = "... with this share of the stream: recommend a split."},
	{"broken_b", FIELD_INT, AT(broken_b), "20", .max = 1e9, .text = "Or fewer of them, ..."},
	{"ratio_b", FIELD_NUMBER, AT(ratio_b), "0.05", .max = 1,
	 .text = "... with a larger share."},
	{"broken_c", FIELD_INT, AT(broken_c), "50", .max = 1e9, .text = "Or so many, ..."},
	{"ratio_c", FIELD_NUMBER, AT(ratio_c), "0.005", .max = 1,
	 .text = "... with a smaller share, ..."},
	{"loss_share_c", FIELD_NUMBER, AT(loss_share_c), "0.5", .max = 1,
	 .text = "... where the stream causes this share of the domain's loss."},
	{0},
};

static const struct table split_table = {"split", sizeof(struct split_rule), split_fields};

#undef AT
#define AT(member) offsetof(struct playbook, member)

static const struct field playbook_fields[] = {
	{"title", FIELD_TEXT, AT(title), .required = true, .text = "The playbook in a few words."},
	{"text", FIELD_TEXT, AT(text), .text = "When to use it, and what to know of it."},
	{"fresh_days", FIELD_INT, AT(fresh_days), "3", .min = 1, .max = 60,
	 .text = "The newest report may be so many days old; after that every gate is shut."},
	{"ttl", FIELD_INT, AT(ttl), "3600", .min = 30, .max = 604800,
	 .text = "TTL that tickets ask for, in seconds."},
	{"stages", FIELD_TABLES, AT(stages), .required = true, .of = &stage_table,
	 .line = offsetof(struct stage, line),
	 .text = "The ladder, from the first stage to the last."},
	{"rollback", FIELD_TABLE, AT(rollback), .of = &rollback_table,
	 .text = "What counts as a regression."},
	{"split", FIELD_TABLE, AT(split), .of = &split_table,
	 .text = "When a stream should move to a subdomain of its own."},
	{0},
};

const struct table playbook_table = {"playbook", sizeof(struct playbook), playbook_fields};
