/* SPDX-License-Identifier: MIT */
/* Hashing for tables whose keys strangers choose, millions of times. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Eight octets at a time, from a number that is another in every process: nobody outside knows
 * which octets collide. Not to be stored.
 */
uint64_t hash_octets(const void *data, size_t len);

#endif
