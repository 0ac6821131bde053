/* SPDX-License-Identifier: MIT */
/*
 * A table of rows of which only the visible ones are drawn. Cursor and marks are kept by the key
 * of a row, not by its place, over refresh, sort and filter. Rows can stand under headings, which
 * fold; a heading is a line for the cursor, but no row.
 */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <glib.h>
#include <stdbool.h>

#include "tui/canvas.h"

#define COLUMNS_MAX 24 /* of one list */

struct column {
	const char *title;
	char letter;	 /* in the sort menu; 0: not to sort by */
	int least, most; /* columns; spare ones go round among the visible */
	int rank;	 /* where room is short the highest rank goes first; 0 stays */
	bool right;	 /* figures: right-aligned */
	/* Appends the cell's text and says what it is. */
	enum role (*text)(const void *row, GString *out);
	int (*compare)(const void *a, const void *b); /* as for qsort; NULL: by the text */
};

/* Newly allocated key of a row, unique in its list. */
typedef char *list_key(const void *row);

/* Rows under one heading. */
struct list_group {
	char *key;
	GPtrArray *rows;  /* all of them, as they came */
	GPtrArray *shown; /* those that pass the filter, sorted */
	bool folded;
};

/* What rows are grouped by. */
struct grouping {
	list_key *of; /* the key of a row's group */
	/* Appends the heading's text and says what it is. */
	enum role (*text)(const struct list_group *group, GString *out);
};

/* What the cursor can be on. */
struct list_line {
	void *row;		  /* NULL: the heading of the group */
	struct list_group *group; /* or NULL */
};

struct list {
	const struct column *columns; /* ends with title NULL */
	list_key *key;
	GPtrArray *rows;   /* as they came; owned reference */
	GPtrArray *shown;  /* of them, those that pass the filter, sorted, group by group */
	GHashTable *marks; /* set of keys */
	char *filter;	   /* or NULL */
	int sorted;	   /* index of a column; -1: the rows' own order */
	bool inverted;
	const struct grouping *grouping; /* NULL: no headings */
	GPtrArray *groups;		 /* struct list_group *, in the order of their first row */
	GHashTable *folded;		 /* set of keys of groups */
	GArray *lines;		 /* struct list_line: shown, headings, without what is folded */
	int cursor, top, height; /* in lines; height as last drawn */
	int scrolled;		 /* columns hidden at the left, behind the first one */
	int anchor;		 /* where a range of marks began; -1: none */
	struct area area;	 /* where it was drawn last, ... */
	unsigned turn;		 /* ... in this turn of the canvas */
	const char *empty;	 /* what is said when there is no row at all */
};

void list_init(struct list *list, const struct column *columns, list_key *key, const char *empty);
void list_clear(struct list *list);

/* Takes the reference over; the old rows are released. */
void list_set(struct list *list, GPtrArray *rows);
/* The row under the cursor, or NULL: there is none, or a heading. */
void *list_row(const struct list *list);
/* The group whose heading is under the cursor, or NULL. */
const struct list_group *list_heading(const struct list *list);
/* Moves the cursor by lines, kept within the list. */
void list_move(struct list *list, int by);
/* To the first row, below its heading. */
void list_move_first(struct list *list);
void list_scroll_columns(struct list *list, int by);

/* The rows that the filter (base/filter.h) chooses stay; NULL or "": all. */
void list_filter(struct list *list, const char *filter);
/* Sorts by a column's letter; the same again, or list_invert(), turns the order round. */
bool list_sort(struct list *list, char letter);
/* The next column to the left or right that can be sorted by. */
void list_sort_next(struct list *list, int by);
void list_invert(struct list *list);

/* All groups unfolded; NULL: without headings. */
void list_group(struct list *list, const struct grouping *grouping);
/* Folds, or unfolds, the group under the cursor; while a filter is set all of them are unfolded. */
void list_fold(struct list *list);

bool list_is_marked(const struct list *list, const void *row);
bool list_are_marked(const struct list *list, const GPtrArray *rows); /* all of them */
/* Of a heading all its rows, unless they are marked already. The cursor goes on behind them. */
void list_mark_toggle(struct list *list);
/* The first call sets the start, the second marks from there to the cursor. */
void list_mark_range(struct list *list);
void list_mark_shown(struct list *list);
void list_unmark(struct list *list);
/*
 * The marked rows in the order shown, those that the filter hides left out; without marks the one
 * under the cursor.
 */
GPtrArray *list_chosen(const struct list *list);

/* list_group.c: makes the lines of what is shown. */
void list_arrange(struct list *list);
void list_group_free(void *group);

/* Header and rows. With the focus the cursor row is selected and the hardware cursor rests there.
 */
void list_draw(struct list *list, struct canvas *canvas, const struct area *area, bool focus);

enum list_click {
	LIST_CLICK_ELSEWHERE, /* not on this list, or on nothing */
	LIST_CLICK_HEADER,    /* sorts by the column */
	LIST_CLICK_ROW,	      /* takes the cursor there */
	LIST_CLICK_CURSOR,    /* where the cursor was already */
};

/* What a click at a cell of the canvas does to the list, if it is to be seen. */
enum list_click list_click(struct list *list, const struct canvas *canvas, int row, int column);

#endif
