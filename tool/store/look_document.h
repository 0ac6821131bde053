/* SPDX-License-Identifier: MIT */
/* A look at DNS as a document. */
#ifndef STORE_LOOK_DOCUMENT_H
#define STORE_LOOK_DOCUMENT_H

#include <glib.h>

#include "model/look.h"

char *look_format(const struct look *look);
struct look *look_parse(const char *text, GError **error);

#endif
