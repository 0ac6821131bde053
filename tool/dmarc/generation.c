/* SPDX-License-Identifier: MIT */
#include "dmarc/generation.h"

#include <stddef.h>

const char *generation_name(enum generation generation)
{
	switch (generation) {
	case GENERATION_RFC7489:
		return "rfc7489";
	case GENERATION_RFC9989:
		return "rfc9989";
	case GENERATION_COUNT:
		break;
	}
	return NULL;
}
