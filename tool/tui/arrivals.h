/* SPDX-License-Identifier: MIT */
/* What comes in new: customers, domains, reports. Bindings for the board. */
#ifndef TUI_ARRIVALS_H
#define TUI_ARRIVALS_H

#include "tui/screen.h"

void arrivals_customer(struct page *page, enum action action, const char *args);
void arrivals_add(struct page *page, enum action action, const char *args);
void arrivals_import(struct page *page, enum action action, const char *args);
void arrivals_fetch(struct page *page, enum action action, const char *args);
char *arrivals_fetch_why_not(const struct page *page, enum action action);

#endif
