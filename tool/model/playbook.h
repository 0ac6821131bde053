/* SPDX-License-Identifier: MIT */
/* The YAML ladder of stages with their gates. */
#ifndef MODEL_PLAYBOOK_H
#define MODEL_PLAYBOOK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The conditions that must hold before a stage may be left for the next one (domain.md 5.2). */
struct gate_rule {
	int64_t min_days;	   /* in the stage */
	int64_t min_days_low_risk; /* with `--risk low`; 0: as min_days */
	int64_t min_days_monthly;  /* with `--monthly yes`; 0: as min_days */
	int64_t min_messages;	   /* in the window */
	int64_t min_reporters;
	double min_days_reported; /* share of the days of the stage */
	double legit_pass_rate;	  /* share */
	double unknown_share;	  /* no unknown flow with this share of the volume, ... */
	int64_t unknown_messages; /* ... or with this many messages ... */
	int64_t unknown_days;	  /* ... on this many days */
	int64_t new_source_days;  /* no legitimate source first seen in so many days */
	bool senders_seen;	  /* every sender confirmed for the customer is seen */
	bool dns_clean;
	double max_drop;	/* of the pass rate since the change, in points/100; 0: not asked */
	int64_t echo_reporters; /* reporters that echo the change on a reporting day; 0: not asked
				 */
	double spf_only_share;	/* no SPF-only stream above this share; 0: not asked */
	bool lists_answered;
	bool loss_accepted;
};

struct stage {
	char *name; /* "quarantine-10" */
	char *title;
	int p, sp, np; /* enum policy; sp, np POLICY_ABSENT: tag not written */
	int64_t pct;   /* 100: tag not written */
	bool t;
	bool strict;	       /* adkim=s; aspf=s */
	struct gate_rule gate; /* to the next stage; the last stage's is not asked */
	size_t line;	       /* of the file, where the stage begins */
	char *explains[2];     /* what each generation does at this stage (filled after loading) */
};

struct rollback_rule {
	double source_drop; /* pass rate of a legitimate source falls by more, in points/100 ... */
	int64_t source_messages; /* ... and more than so many messages */
	double legit_share; /* quarantined or rejected legitimate messages, share of legit volume
			       ... */
	int64_t legit_share_messages; /* ... that are more than so many, ... */
	int64_t legit_messages;	      /* ... or so many a day */
	double silent_share;	      /* share of the usual reporters silent ... */
	int64_t silent_days;	      /* ... for so many days closes the gate */
};

struct split_rule {
	int64_t min_days_window, min_days_broken;
	int64_t broken_a;
	double ratio_a; /* broken >= a and ratio >= a, or */
	int64_t broken_b;
	double ratio_b; /* ... */
	int64_t broken_c;
	double ratio_c;
	double loss_share_c; /* and this share of the domain's loss */
};

struct playbook {
	char *name, *title, *text;
	GPtrArray *stages; /* struct stage *, in order */
	struct rollback_rule rollback;
	struct split_rule split;
	int64_t fresh_days; /* newest report no older than this, else the gate is shut */
	int64_t ttl;	    /* of the records that tickets ask for, seconds */
	char *fingerprint;  /* hex digest of the file's bytes */
};

void playbook_free(struct playbook *playbook);
/* Index of the stage by name, or -1. */
int playbook_stage(const struct playbook *playbook, const char *name);

#endif
