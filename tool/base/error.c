/* SPDX-License-Identifier: MIT */
#include "base/error.h"

G_DEFINE_QUARK(rampart - error, rampart_error)

int error_exit_code(const GError *error)
{
	if (error->domain != RAMPART_ERROR)
		return 3;
	switch ((enum rampart_error)error->code) {
	case RAMPART_ERROR_USAGE:
	case RAMPART_ERROR_NOT_FOUND:
		return 2;
	case RAMPART_ERROR_INVALID:
	case RAMPART_ERROR_REFUSED:
	case RAMPART_ERROR_STALE:
		return 1;
	case RAMPART_ERROR_LIMIT:
	case RAMPART_ERROR_IO:
	case RAMPART_ERROR_NETWORK:
	case RAMPART_ERROR_STATE:
	case RAMPART_ERROR_CANCELLED:
		return 3;
	}
	return 3;
}
