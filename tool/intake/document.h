/* SPDX-License-Identifier: MIT */
/* One XML document becomes one report at the outlet, or a reject. */
#ifndef INTAKE_DOCUMENT_H
#define INTAKE_DOCUMENT_H

#include "intake/item.h"

void document_read(const struct item *item, struct octets *octets);

#endif
