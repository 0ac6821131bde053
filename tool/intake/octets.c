/* SPDX-License-Identifier: MIT */
#include "intake/octets.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "intake/intake.h"

void octets_init(struct octets *octets, const struct octets_ops *ops)
{
	*octets = (struct octets){.ops = ops, .fd = -1};
}

void octets_free(struct octets *octets)
{
	if (!octets)
		return;
	octets->ops->clear(octets);
	g_clear_pointer(&octets->bytes, g_bytes_unref);
	g_free(octets->head);
	g_free(octets);
}

static gssize take(struct octets *octets, void *to, size_t len, GError **error)
{
	gssize n = octets->ops->read(octets, to, len, error);

	octets->given += (uint64_t)MAX(n, 0);
	return n;
}

gssize octets_read(struct octets *octets, void *to, size_t len, GError **error)
{
	size_t n = MIN(len, octets->head_len - octets->head_at);

	if (n == 0)
		return take(octets, to, len, error);
	memcpy(to, octets->head + octets->head_at, n);
	octets->head_at += n;
	return (gssize)n;
}

bool octets_peek(struct octets *octets, const uint8_t **head, size_t *len, GError **error)
{
	gssize n = 1;

	if (!octets->head)
		octets->head = g_malloc(OCTETS_HEAD_MAX);
	while (n > 0 && octets->head_len < OCTETS_HEAD_MAX) {
		n = take(octets, octets->head + octets->head_len,
			 OCTETS_HEAD_MAX - octets->head_len, error);
		if (n < 0)
			return false;
		octets->head_len += (size_t)n;
	}
	*head = octets->head;
	*len = octets->head_len;
	return true;
}

bool octets_rewind(struct octets *octets, GError **error)
{
	octets->head_len = octets->head_at = 0;
	return octets->ops->rewind(octets, error);
}

uint64_t octets_packed(const struct octets *octets)
{
	return octets->ops->packed(octets);
}

uint64_t octets_size(const struct octets *octets)
{
	struct stat info;

	if (octets->fd >= 0 && fstat(octets->fd, &info) == 0)
		return (uint64_t)info.st_size;
	return octets_packed(octets);
}

static GBytes *check_size(GBytes *bytes, size_t max, GError **error)
{
	if (g_bytes_get_size(bytes) <= max)
		return bytes;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
		    "larger than %zu MiB, which is more than is held in memory", max >> 20);
	g_bytes_unref(bytes);
	return NULL;
}

GBytes *octets_hold(struct octets *octets, size_t max, GError **error)
{
	g_autofree uint8_t *chunk = NULL;
	GByteArray *all;
	gssize n = 1;

	if (octets->bytes)
		return check_size(g_bytes_ref(octets->bytes), max, error);
	chunk = g_malloc(OCTETS_CHUNK);
	all = g_byte_array_new();
	while (n > 0 && all->len <= max) {
		n = octets_read(octets, chunk, OCTETS_CHUNK, error);
		if (n > 0)
			g_byte_array_append(all, chunk, (guint)n);
	}
	if (n < 0) {
		g_byte_array_unref(all);
		return NULL;
	}
	return check_size(g_byte_array_free_to_bytes(all), max, error);
}

bool octets_check_ratio(uint64_t inflated, uint64_t packed, GError **error)
{
	if (inflated <= INTAKE_RATIO_FREE || inflated / INTAKE_RATIO_MAX <= packed)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
		    "inflates to more than %u times its size: no honest report does",
		    INTAKE_RATIO_MAX);
	return false;
}

struct memory_octets {
	struct octets base;
	size_t at;
	uint64_t packed;
};

static gssize memory_read(struct octets *octets, void *to, size_t len, GError **error)
{
	struct memory_octets *memory = (struct memory_octets *)octets;
	size_t size;
	const uint8_t *data = g_bytes_get_data(octets->bytes, &size);
	size_t n = MIN(len, size - memory->at);

	(void)error;
	if (n > 0)
		memcpy(to, data + memory->at, n);
	memory->at += n;
	return (gssize)n;
}

static bool memory_rewind(struct octets *octets, GError **error)
{
	(void)error;
	((struct memory_octets *)octets)->at = 0;
	return true;
}

static uint64_t memory_packed(const struct octets *octets)
{
	const struct memory_octets *memory = (const struct memory_octets *)octets;

	return memory->packed ? memory->packed : g_bytes_get_size(octets->bytes);
}

static void memory_clear(struct octets *octets)
{
	(void)octets;
}

struct octets *octets_memory_new(GBytes *bytes, uint64_t packed)
{
	static const struct octets_ops ops = {
		.read = memory_read,
		.rewind = memory_rewind,
		.packed = memory_packed,
		.clear = memory_clear,
	};
	struct memory_octets *memory = g_new0(struct memory_octets, 1);

	octets_init(&memory->base, &ops);
	memory->base.bytes = g_bytes_ref(bytes);
	memory->packed = packed;
	return &memory->base;
}
