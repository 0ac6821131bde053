/* SPDX-License-Identifier: MIT */
/* One thing of unknown kind: looked at, unpacked, read. */
#ifndef INTAKE_ITEM_H
#define INTAKE_ITEM_H

#include "intake/evidence.h"
#include "intake/outlet.h"

#define ITEM_LARGE_REASON "a mail over 64 MiB, which is more than is held" /* INTAKE_MAIL_MAX */

struct tally;

struct item {
	struct outlet *outlet;
	struct intake_origin origin;
	unsigned packings;	   /* gzip and zip around it; at most INTAKE_DEPTH_MAX */
	unsigned messages;	   /* mails around it; likewise */
	struct evidence *evidence; /* of what the origin names; or NULL */
	struct tally *tally;	   /* of the input that it is part of; NULL: it is the input */
};

/* Reads whatever the octets are, or rejects it; they stay the caller's. */
void item_read(const struct item *item, struct octets *octets);
/* One mail without any From_ line; takes it over. */
void item_read_mail(const struct item *item, GBytes *message);
/*
 * The reason becomes one clean line: it may quote what came from outside. Where the outlet is
 * stopped, nothing is rejected any more.
 */
void item_reject(const struct item *item, const char *reason);
/* The member name of something called name within item; newly allocated. */
char *item_member(const struct item *item, const char *name);

#endif
