/* SPDX-License-Identifier: MIT */
#include "intake/octets.h"

#include <string.h>

#include "base/error.h"
#include "intake/intake.h"

void octets_init(struct octets *stream, const struct octets_ops *ops)
{
	*stream = (struct octets){.ops = ops, .fd = -1};
}

void octets_free(struct octets *stream)
{
	if (!stream)
		return;
	stream->ops->clear(stream);
	g_clear_pointer(&stream->bytes, g_bytes_unref);
	g_free(stream->head);
	g_free(stream);
}

gssize octets_read(struct octets *stream, void *to, size_t len, GError **error)
{
	size_t n = MIN(len, stream->head_len - stream->head_at);

	if (n == 0)
		return stream->ops->read(stream, to, len, error);
	memcpy(to, stream->head + stream->head_at, n);
	stream->head_at += n;
	return (gssize)n;
}

bool octets_peek(struct octets *stream, const uint8_t **head, size_t *len, GError **error)
{
	gssize n = 1;

	if (!stream->head)
		stream->head = g_malloc(OCTETS_HEAD_MAX);
	while (n > 0 && stream->head_len < OCTETS_HEAD_MAX) {
		n = stream->ops->read(stream, stream->head + stream->head_len,
				      OCTETS_HEAD_MAX - stream->head_len, error);
		if (n < 0)
			return false;
		stream->head_len += (size_t)n;
	}
	*head = stream->head;
	*len = stream->head_len;
	return true;
}

bool octets_rewind(struct octets *stream, GError **error)
{
	stream->head_len = stream->head_at = 0;
	return stream->ops->rewind(stream, error);
}

uint64_t octets_packed(const struct octets *stream)
{
	return stream->ops->packed(stream);
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

GBytes *octets_hold(struct octets *stream, size_t max, GError **error)
{
	g_autofree uint8_t *chunk = NULL;
	GByteArray *all;
	gssize n = 1;

	if (stream->bytes)
		return check_size(g_bytes_ref(stream->bytes), max, error);
	chunk = g_malloc(OCTETS_CHUNK);
	all = g_byte_array_new();
	while (n > 0 && all->len <= max) {
		n = octets_read(stream, chunk, OCTETS_CHUNK, error);
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

struct memory_stream {
	struct octets base;
	size_t at;
	uint64_t packed;
};

static gssize memory_read(struct octets *stream, void *to, size_t len, GError **error)
{
	struct memory_stream *memory = (struct memory_stream *)stream;
	size_t size;
	const uint8_t *data = g_bytes_get_data(stream->bytes, &size);
	size_t n = MIN(len, size - memory->at);

	(void)error;
	if (n > 0)
		memcpy(to, data + memory->at, n);
	memory->at += n;
	return (gssize)n;
}

static bool memory_rewind(struct octets *stream, GError **error)
{
	(void)error;
	((struct memory_stream *)stream)->at = 0;
	return true;
}

static uint64_t memory_packed(const struct octets *stream)
{
	const struct memory_stream *memory = (const struct memory_stream *)stream;

	return memory->packed ? memory->packed : g_bytes_get_size(stream->bytes);
}

static void memory_clear(struct octets *stream)
{
	(void)stream;
}

struct octets *octets_memory_new(GBytes *bytes, uint64_t packed)
{
	static const struct octets_ops ops = {
		.read = memory_read,
		.rewind = memory_rewind,
		.packed = memory_packed,
		.clear = memory_clear,
	};
	struct memory_stream *memory = g_new0(struct memory_stream, 1);

	octets_init(&memory->base, &ops);
	memory->base.bytes = g_bytes_ref(bytes);
	memory->packed = packed;
	return &memory->base;
}
