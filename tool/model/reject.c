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

char *reject_digest(const struct reject *reject)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; reject->sha256 && i < REJECT_SHA256_OCTETS; i++)
		g_string_append_printf(text, "%02x", reject->sha256[i]);
	return g_string_free(text, text->len == 0);
}
