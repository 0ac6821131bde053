/* SPDX-License-Identifier: MIT */
/*
 * Octets from anywhere, read once from begin to end, and again after a rewind. Containers are
 * streams over streams, so that nothing is held that can be read.
 */
#ifndef INTAKE_STREAM_H
#define INTAKE_STREAM_H

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/progress.h"

#define STREAM_HEAD_MAX 1024u	    /* octets that can be looked at before they are read */
#define STREAM_CHUNK	(64u << 10) /* a good size to read at once */

/* What all inputs together have given, and whether more is wanted; shared by all threads. */
struct meter {
	_Atomic uint64_t octets;
	atomic_bool stopped;
	struct progress *progress; /* or NULL */
};

struct stream {
	const struct stream_ops *ops;
	uint8_t *head; /* looked at, from head_at on not yet read */
	size_t head_len, head_at;
	GBytes *bytes; /* all of it, where it is in memory anyway; else NULL */
	int fd;	       /* of a file that can seek; else -1 */
};

struct stream_ops {
	/* 1..len octets; 0 at the end; -1 with *error. */
	gssize (*read)(struct stream *stream, void *to, size_t len, GError **error);
	bool (*rewind)(struct stream *stream, GError **error);
	/* Octets taken so far from what was packed, through all layers. */
	uint64_t (*packed)(const struct stream *stream);
	void (*clear)(struct stream *stream); /* frees what the stream owns itself */
};

/* For those who write streams: sets the base members. */
void stream_init(struct stream *stream, const struct stream_ops *ops);
/* Frees a stream with what it owns; NULL is nothing. */
void stream_free(struct stream *stream);

/* 1..len octets; 0 at the end; -1 with *error. */
gssize stream_read(struct stream *stream, void *to, size_t len, GError **error);
/*
 * The first octets, at most STREAM_HEAD_MAX and fewer only where the stream ends; they stay to be
 * read. To be called before the first read.
 */
bool stream_peek(struct stream *stream, const uint8_t **head, size_t *len, GError **error);
bool stream_rewind(struct stream *stream, GError **error);
uint64_t stream_packed(const struct stream *stream);
/* All octets in memory; RAMPART_ERROR_LIMIT when there are more than max. */
GBytes *stream_hold(struct stream *stream, size_t max, GError **error);

/* False with RAMPART_ERROR_LIMIT when so much came out of so little that it is no honest report. */
bool stream_check_ratio(uint64_t inflated, uint64_t packed, GError **error);

/* Octets in memory. packed: from how many they were inflated; 0: they were not. */
struct stream *stream_memory_new(GBytes *bytes, uint64_t packed);
/*
 * An open file, which the stream closes. What cannot seek (a pipe) is kept in memory while it is
 * small enough, so that it can be read again: up to INTAKE_MAIL_MAX.
 */
struct stream *stream_file_new(int fd, struct meter *meter);
/* The gzip members in `packed`, inflated; `packed` stays the caller's and outlives it (gunzip.c).
 */
struct stream *stream_gunzip_new(struct stream *packed);

#endif
