/* SPDX-License-Identifier: MIT */
/* Hashing of strangers' octets. */
#include <glib.h>
#include <string.h>

#include "base/hash.h"

static void test_equal(void)
{
	char a[] = "x192.0.2.1 pass", b[] = "192.0.2.1 pass";

	/* Also at an odd address. */
	g_assert_cmpuint(hash_octets(a + 1, strlen(b)), ==, hash_octets(b, strlen(b)));
	g_assert_cmpuint(hash_octets("", 0), ==, hash_octets(NULL, 0));
}

/* Every octet counts, and so does the length. */
static void test_different(void)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	uint8_t octets[40] = {0};
	unsigned n = 0;

	for (size_t len = 0; len <= sizeof(octets); len++) {
		for (size_t at = 0; at <= len; at++, n++) {
			uint64_t hash;

			octets[MIN(at, sizeof(octets) - 1)] = at < len;
			hash = hash_octets(octets, len);
			octets[MIN(at, sizeof(octets) - 1)] = 0;
			g_hash_table_add(seen, g_memdup2(&hash, sizeof(hash)));
		}
	}
	g_assert_cmpuint(g_hash_table_size(seen), ==, n);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hash/equal", test_equal);
	g_test_add_func("/hash/different", test_different);
	return g_test_run();
}
