/* SPDX-License-Identifier: MIT */
#include "model/reject.h"

void reject_free(struct reject *reject)
{
	if (!reject)
		return;
	g_free(reject->input);
	g_free(reject->member);
	g_free(reject->reason);
	g_free(reject->of);
	g_free(reject->sha256);
	g_free(reject);
}
