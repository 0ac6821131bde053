/* SPDX-License-Identifier: MIT */
/*
 * Octets from anywhere, read once from begin to end, and again after a rewind. Containers are
 * streams over streams, so that nothing is held that can be read.
 */
#ifndef INTAKE_OCTETS_H
#define INTAKE_OCTETS_H

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/progress.h"

#define OCTETS_HEAD_MAX 1024u	    /* octets that can be looked at before they are read */
#define OCTETS_CHUNK	(64u << 10) /* a good size to read at once */

/* What all inputs together have given, and whether more is wanted; shared by all threads. */
struct meter {
	_Atomic uint64_t octets;
	atomic_bool stopped;
	struct progress *progress; /* or NULL */
};

struct octets {
	const struct octets_ops *ops;
	uint8_t *head; /* looked at, from head_at on not yet read */
	size_t head_len, head_at;
	uint64_t given; /* octets in all, also those given again after a rewind */
	GBytes *bytes;	/* all of it, where it is in memory anyway; else NULL */
	int fd;		/* of a file that can seek; else -1 */
};

struct octets_ops {
	/* 1..len octets; 0 at the end; -1 with *error. */
	gssize (*read)(struct octets *octets, void *to, size_t len, GError **error);
	bool (*rewind)(struct octets *octets, GError **error);
	/* Octets taken so far from what was packed, through all layers. */
	uint64_t (*packed)(const struct octets *octets);
	void (*clear)(struct octets *octets); /* frees what is its own, not what it reads from */
};

/* For those who write streams: sets the base members. */
void octets_init(struct octets *octets, const struct octets_ops *ops);
/* Frees a octets with what it owns; NULL is nothing. */
void octets_free(struct octets *octets);

/* 1..len octets; 0 at the end; -1 with *error. */
gssize octets_read(struct octets *octets, void *to, size_t len, GError **error);
/*
 * The first octets, at most OCTETS_HEAD_MAX and fewer only at their end; they stay to be
 * read. To be called before the first read.
 */
bool octets_peek(struct octets *octets, const uint8_t **head, size_t *len, GError **error);
bool octets_rewind(struct octets *octets, GError **error);
uint64_t octets_packed(const struct octets *octets);
/* As octets_packed(), but of a file its whole size. */
uint64_t octets_size(const struct octets *octets);
/* All octets in memory; RAMPART_ERROR_LIMIT when there are more than max. */
GBytes *octets_hold(struct octets *octets, size_t max, GError **error);

/* False with RAMPART_ERROR_LIMIT when so much came out of so little that it is no honest report. */
bool octets_check_ratio(uint64_t inflated, uint64_t packed, GError **error);

/* Octets in memory. packed: from how many they were inflated; 0: they were not. */
struct octets *octets_memory_new(GBytes *bytes, uint64_t packed);
/*
 * An open file, closed by octets_free(). What cannot seek (a pipe) is kept in memory while it is
 * small enough, so that it can be read again: up to INTAKE_MAIL_MAX.
 */
struct octets *octets_file_new(int fd, struct meter *meter);
/* The gzip members in `packed`, inflated; `packed` stays the caller's and outlives it (gunzip.c).
 */
struct octets *octets_gunzip_new(struct octets *packed);

#endif
