/* SPDX-License-Identifier: MIT */
/* The reports in one mail (MIME, RFC 2045 - 2047, 2231), wherever in it they are. */
#ifndef INTAKE_MAIL_H
#define INTAKE_MAIL_H

#include "intake/item.h"

/* To be called once, on the first thread, before mail_read(). */
void mail_init(void);
/* Takes the text over; reads every part that holds a report; rejects the mail when none does. */
void mail_read(const struct item *item, GBytes *text);

#endif
