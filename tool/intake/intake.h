/* SPDX-License-Identifier: MIT */
/*
 * The door for reports: files, folders, mailboxes and standard input in; reports, rejects and
 * skipped kinds out. What a thing is, is told by its content. Inputs are parsed on worker threads;
 * the sink is called on the caller's thread alone, for one report at a time: begin, batches, end.
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/progress.h"
#include "dmarc/report.h"

/* Caps bind what is held, never an honest report (domain.md Q10). */
#define INTAKE_RATIO_MAX     1000u	 /* inflated : packed, each and together, ... */
#define INTAKE_RATIO_FREE    (16u << 20) /* ... only past this many inflated octets */
#define INTAKE_DEPTH_MAX     4u		 /* packings within packings, mails within mails */
#define INTAKE_MEMBERS_MAX   10000u	 /* members of one zip, parts of one mail */
#define INTAKE_DIRECTORY_MAX (4u << 20)	 /* octets of a zip's central directory */
#define INTAKE_MAIL_MAX	     (64u << 20) /* octets held of one mail, or of a pipe */
#define INTAKE_FIELDS_MAX    100000u	 /* lines of one mail that may be header fields */
#define INTAKE_KEPT_MAX	     (1u << 20)	 /* octets of a refused item that are kept */
#define INTAKE_HASHED_MAX    (1u << 30)	 /* octets of one that are hashed */
#define INTAKE_RESPONSE_MAX  (64u << 10) /* octets of one IMAP response, literals apart */
#define INTAKE_UNITS_MAX     64u	 /* inputs, or mails of an mbox, under way at once */
#define INTAKE_PENDING_MAX   64u /* batches and other messages that wait for the sink; ... */
#define INTAKE_PENDING_UNIT                                                                        \
	(64u << 10) /* ... a batch is one more for so many octets of signatures */

enum intake_skip {
	INTAKE_SKIP_FAILURE, /* a failure report (RUF, RFC 6591 / 9991) */
	INTAKE_SKIP_TLS,     /* an SMTP TLS report (RFC 8460) */
	INTAKE_SKIP_COUNT,
};

/* Where a report or a reject was found. */
struct intake_origin {
	const char *input;  /* the file, "-", or mailbox/UID */
	const char *member; /* "a.zip/b.xml" within it, or NULL */
};

#define INTAKE_SHA256_OCTETS 32

/* Why an item holds no report that can be stored, and what was refused. */
struct intake_reject {
	const char *reason; /* one line, for people */
	/*
	 * What the origin names or, where that cannot be read to its end, the thing around it that
	 * can; of says which, as a member of the same input.
	 */
	const char *of;
	const uint8_t *sha256; /* NULL: nothing could be read, or more than INTAKE_HASHED_MAX */
	uint64_t octets;
	GBytes *bytes; /* NULL: more than INTAKE_KEPT_MAX */
};

/* A function that returns false stops the whole intake: only faults of its own (the database) do.
 */
struct intake_sink {
	void *ctx;
	/* A report begins; its totals are not final. All that follows until end or drop is its. */
	bool (*begin)(void *ctx, const struct intake_origin *origin, const struct report *report,
		      GError **error);
	/* Rows, in order. The batch stays the caller's. */
	bool (*batch)(void *ctx, const struct report *report, const struct report_batch *batch,
		      GError **error);
	/*
	 * The report is whole: totals are final; sha256 (32 octets) is that of its XML as it came
	 * out of its containers.
	 */
	bool (*end)(void *ctx, const struct report *report, const uint8_t *sha256, GError **error);
	/*
	 * What begin started is not to be stored after all; also after a fault of batch or end. Not
	 * called when nothing was begun.
	 */
	void (*drop)(void *ctx);
	/* An item that holds no report that can be stored. */
	bool (*rejected)(void *ctx, const struct intake_origin *origin,
			 const struct intake_reject *reject, GError **error);
	/* A report of another kind, named and counted. */
	void (*skipped)(void *ctx, const struct intake_origin *origin, enum intake_skip kind);
};

struct intake_totals {
	uint64_t inputs; /* files named or found, or messages fetched */
	uint64_t octets; /* read from them */
};

/*
 * Reads paths (files, folders recursively in byte order, Maildirs, "-" for standard input). A path
 * that cannot be read is rejected with its reason; the rest goes on. In folders, names that begin
 * with a dot and links to other folders are passed over. The sink sees inputs in their order,
 * whatever the number of threads; 0: one for each core. Progress counts octets of inputs.
 * Cancelled: what the sink was given whole stays, *error is RAMPART_ERROR_CANCELLED and says where
 * it stopped.
 */
bool intake_paths(char *const *paths, size_t n, unsigned threads, const struct intake_sink *sink,
		  struct progress *progress, struct intake_totals *totals, GError **error);

/* What is already in memory, on the caller's thread: refused items that were kept. */
bool intake_memory(const struct intake_origin *origin, GBytes *bytes,
		   const struct intake_sink *sink, GError **error);

#endif
