/* SPDX-License-Identifier: MIT */
/* Keys of hash tables: pointers that stay as they are, and two of them: (source, envelope), … */
#ifndef ANALYSE_PAIR_H
#define ANALYSE_PAIR_H

#include <glib.h>
#include <stdint.h>

/* GLib takes every key and value as one that may be changed; these are not. */
static inline gpointer unchanged(const void *pointer)
{
	return (gpointer)(uintptr_t)pointer;
}

struct pair {
	const void *a, *b;
};

static inline guint pair_hash(gconstpointer key)
{
	const struct pair *pair = key;

	return g_direct_hash(pair->a) * 31u + g_direct_hash(pair->b);
}

static inline gboolean pair_equal(gconstpointer a, gconstpointer b)
{
	const struct pair *x = a, *y = b;

	return x->a == y->a && x->b == y->b;
}

/* A newly allocated key. */
static inline struct pair *pair_new(const void *a, const void *b)
{
	struct pair *pair = g_new(struct pair, 1);

	*pair = (struct pair){a, b};
	return pair;
}

#endif
