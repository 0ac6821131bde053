/* SPDX-License-Identifier: MIT */
/*
 * How far a long task is, and whether it should stop: shared by the one thread that works and
 * those that look. All members are atomic.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct progress {
	_Atomic uint64_t done;
	_Atomic uint64_t total; /* 0: not known */
	atomic_bool cancelled;
};

static inline void progress_set_total(struct progress *progress, uint64_t total)
{
	if (progress)
		atomic_store(&progress->total, total);
}

static inline void progress_add(struct progress *progress, uint64_t n)
{
	if (progress)
		atomic_fetch_add(&progress->done, n);
}

static inline bool progress_cancelled(const struct progress *progress)
{
	return progress && atomic_load(&progress->cancelled);
}

static inline void progress_cancel(struct progress *progress)
{
	atomic_store(&progress->cancelled, true);
}

#endif
