/* SPDX-License-Identifier: MIT */
/*
 * The YAML table loader: a table describes each field with type, range, default and text; the
 * loader turns a file into a struct, or into an error with file, line, key and allowed range.
 * Playbooks, catalogue and config all use it; `playbook show`, the man page and the error
 * messages come from the same tables. Unknown and repeated keys, anchors, aliases, tags and a
 * second document are errors; files are bounded (TABLE_FILE_MAX).
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define TABLE_FILE_MAX	(8u << 20)
#define TABLE_NODES_MAX (1u << 18) /* keys, values, begins and ends */
#define TABLE_DEPTH_MAX 16u	   /* tables within tables */

enum field_type {
	FIELD_TEXT,   /* char *; owned */
	FIELD_INT,    /* int64_t, min..max */
	FIELD_NUMBER, /* double, min..max */
	FIELD_BOOL,   /* bool; true/false/yes/no */
	FIELD_WORD,   /* int: index into words */
	FIELD_DAY,    /* int32_t, DAY_NONE when absent */
	FIELD_TEXTS, /* GPtrArray * of char *; never NULL after loading; one scalar is a list of one
		      */
	FIELD_INTS,  /* GArray * of int64_t; likewise */
	FIELD_TABLE, /* an embedded struct described by `of` */
	FIELD_TABLES, /* GPtrArray * of structs described by `of`; never NULL after loading */
};

struct table;

struct field {
	const char *key;
	enum field_type type;
	size_t offset;
	const char *preset; /* default, as it would stand in the file; NULL: zero or absent */
	bool required;	    /* FIELD_TABLES: with one element at least */
	double min, max;    /* FIELD_INT(S), FIELD_NUMBER; both 0: any; max INFINITY: min or more */
	const char *const *words; /* FIELD_WORD: NULL-terminated */
	const struct table *of;	  /* FIELD_TABLE, FIELD_TABLES */
	size_t line;		  /* FIELD_TABLES: offset in an element of a size_t that gets the
				     line where it begins, from 1; 0: nobody asks */
	const char *text;	  /* one sentence for the man page */
};

struct table {
	const char *name;	    /* "playbook", for messages */
	size_t size;		    /* of the struct */
	const struct field *fields; /* ends with key NULL */
};

/*
 * Loads one document from a file (or from memory, with a name for messages) into the zeroed
 * struct at out. On failure *out is cleared again.
 */
bool table_load_file(const struct table *table, const char *path, void *out, GError **error);
bool table_load_text(const struct table *table, const char *name, const char *text, size_t len,
		     void *out, GError **error);
/* Sets every field to its preset. */
void table_init(const struct table *table, void *out);
/* Frees what the fields own and zeroes the struct. */
void table_clear(const struct table *table, void *out);
/* "whole number 60..86400, default 3600", newly allocated: for the man page and help. */
char *table_field_form(const struct field *field);

#endif
