/* SPDX-License-Identifier: MIT */
#include "base/filter.h"

#include <glib.h>
#include <string.h>

/* A text to look for, folded. */
struct needle {
	char *text;
	bool fuzzy;
};

struct word {
	bool inverted;
	struct needle whole; /* where no column is called so, the colon belongs to the text */
	char *column;	     /* folded beginning of a title; NULL: none is named */
	struct needle rest;  /* what stands after the column */
};

struct filter {
	GPtrArray *words; /* struct word * */
};

static void word_free(void *data)
{
	struct word *word = data;

	g_free(word->whole.text);
	g_free(word->column);
	g_free(word->rest.text);
	g_free(word);
}

static char *fold(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	return g_utf8_casefold(valid, -1);
}

static struct needle needle_of(const char *text)
{
	bool fuzzy = *text == '~';

	return (struct needle){fold(text + fuzzy), fuzzy};
}

static struct word *word_new(const char *text)
{
	struct word *word = g_new0(struct word, 1);
	const char *colon;

	word->inverted = *text == '!';
	text += word->inverted;
	word->whole = needle_of(text);
	colon = strchr(text, ':');
	if (colon && colon > text) {
		g_autofree char *column = g_strndup(text, (gsize)(colon - text));

		word->column = fold(column);
		word->rest = needle_of(colon + 1);
	}
	return word;
}

struct filter *filter_new(const char *text)
{
	struct filter *filter = g_new(struct filter, 1);
	g_auto(GStrv) words = g_strsplit_set(text ? text : "", " \t", -1);

	filter->words = g_ptr_array_new_with_free_func(word_free);
	for (char **word = words; *word; word++)
		if (**word)
			g_ptr_array_add(filter->words, word_new(*word));
	return filter;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	g_ptr_array_unref(filter->words);
	g_free(filter);
}

static bool has_letters(const char *text, const char *letters)
{
	for (; *text && *letters; text = g_utf8_next_char(text))
		if (g_utf8_get_char(text) == g_utf8_get_char(letters))
			letters = g_utf8_next_char(letters);
	return !*letters;
}

static bool is_in(const struct needle *needle, const char *folded)
{
	return needle->fuzzy ? has_letters(folded, needle->text)
			     : strstr(folded, needle->text) != NULL;
}

/* What is not typed yet chooses every row. */
static bool word_takes(const struct word *word, char *const *titles, char *const *texts, size_t n)
{
	const struct needle *needle = &word->whole;
	bool named = false, found = false;

	for (size_t i = 0; word->column && i < n; i++)
		named = named || g_str_has_prefix(titles[i], word->column);
	if (named)
		needle = &word->rest;
	if (!*needle->text)
		return true;
	for (size_t i = 0; i < n; i++)
		if (!named || g_str_has_prefix(titles[i], word->column))
			found = found || is_in(needle, texts[i]);
	return found != word->inverted;
}

bool filter_takes(const struct filter *filter, const struct filter_cell *cells, size_t n)
{
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

	if (filter->words->len == 0)
		return true;
	for (size_t i = 0; i < n; i++) {
		g_ptr_array_add(titles, fold(cells[i].title));
		g_ptr_array_add(texts, fold(cells[i].text));
	}
	for (guint i = 0; i < filter->words->len; i++)
		if (!word_takes(filter->words->pdata[i], (char *const *)titles->pdata,
				(char *const *)texts->pdata, n))
			return false;
	return true;
}
