/* SPDX-License-Identifier: MIT */
/* Anything at the door: whatever it is, something is said of it, in a lawful order. */
#include "../unit/intake/fixture.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	g_autofree char *log = log_of(g_bytes_new(data, len));

	g_assert_cmpstr(log, !=, "");
	return 0;
}
