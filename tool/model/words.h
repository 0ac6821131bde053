/* SPDX-License-Identifier: MIT */
/* Enums and their words: a table of words in the enum's order. */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include <glib.h>

/* Index of a word in a table of n words, or -1. */
static inline int words_index(const char *const *words, unsigned n, const char *word)
{
	for (unsigned i = 0; i < n; i++)
		if (g_str_equal(words[i], word))
			return (int)i;
	return -1;
}

#endif
