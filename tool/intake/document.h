/* SPDX-License-Identifier: MIT */
/* One XML document becomes one report at the outlet, or a reject. */
#ifndef INTAKE_DOCUMENT_H
#define INTAKE_DOCUMENT_H

#include "intake/octets.h"
#include "intake/outlet.h"

void document_read(struct outlet *outlet, const struct intake_origin *origin,
		   struct octets *octets);

#endif
