/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <glib.h>
#include <string.h>

static uint64_t seed(void)
{
	static gsize number;

	if (g_once_init_enter(&number))
		g_once_init_leave(&number, ((gsize)g_random_int() << 32) | g_random_int() | 1);
	return number;
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

uint64_t hash_octets(const void *data, size_t len)
{
	const uint8_t *octets = data;
	uint64_t hash = mix(seed(), len), word;

	for (; len >= sizeof(word); len -= sizeof(word), octets += sizeof(word)) {
		memcpy(&word, octets, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	if (len > 0)
		memcpy(&word, octets, len);
	return mix(hash, word);
}
