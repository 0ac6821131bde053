/* SPDX-License-Identifier: MIT */
#include "intake/octets.h"

#include <string.h>
#include <zlib.h>

#include "base/error.h"

/* How zlib.h writes: a gzip header and the largest window; states of inflate. */
#define GZIP_WINDOW   (15 + 16)
#define IN_LAST_BLOCK 64
#define OUTSIDE_BLOCK (-65536L)

struct gunzip {
	struct octets base;
	struct octets *packed;
	z_stream z;
	uint64_t inflated;
	bool ended; /* what follows, if anything, is junk */
	uint8_t input[OCTETS_CHUNK];
};

static bool fail(const struct gunzip *gunzip, const char *what, GError **error)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
		    "gzip %s after %" G_GUINT64_FORMAT
		    " octets, which inflate to %" G_GUINT64_FORMAT,
		    what, octets_packed(gunzip->packed) - gunzip->z.avail_in, gunzip->inflated);
	return false;
}

/* Reads more behind the input that is left; *got is 0 at the end. */
static bool fill(struct gunzip *gunzip, size_t *got, GError **error)
{
	size_t left = gunzip->z.avail_in;
	gssize n;

	if (left > 0)
		memmove(gunzip->input, gunzip->z.next_in, left);
	n = octets_read(gunzip->packed, gunzip->input + left, sizeof(gunzip->input) - left, error);
	if (n < 0)
		return false;
	gunzip->z.next_in = gunzip->input;
	gunzip->z.avail_in = (uInt)(left + (size_t)n);
	*got = (size_t)n;
	return true;
}

/* A member has ended: is there another? What else follows is ignored (Q6). */
static bool next_member(struct gunzip *gunzip, GError **error)
{
	z_stream *z = &gunzip->z;
	size_t got = 1;

	while (got > 0 && z->avail_in < 2)
		if (!fill(gunzip, &got, error))
			return false;
	gunzip->ended = z->avail_in < 2 || z->next_in[0] != 0x1f || z->next_in[1] != 0x8b;
	inflateReset(z);
	return true;
}

/*
 * The input is at its end and inflate wants more. If only (a part of) the trailer lacks, the data
 * is whole: inflate is in no block after the last one began, and zeros in the trailer's place
 * yield nothing but the member's end or a failed check.
 */
static bool lacks_trailer_only(struct gunzip *gunzip)
{
	uint8_t zeros[8] = {0}, more;
	z_stream *z = &gunzip->z;
	int result;

	if (!(z->data_type & IN_LAST_BLOCK) || inflateMark(z) != OUTSIDE_BLOCK)
		return false;
	z->next_in = zeros;
	z->avail_in = sizeof(zeros);
	z->next_out = &more;
	z->avail_out = sizeof(more);
	result = inflate(z, Z_NO_FLUSH);
	if (z->avail_out == 0)
		return false;
	return result == Z_STREAM_END ||
	       (result == Z_DATA_ERROR && (strcmp(z->msg, "incorrect data check") == 0 ||
					   strcmp(z->msg, "incorrect length check") == 0));
}

static bool step(struct gunzip *gunzip, GError **error)
{
	z_stream *z = &gunzip->z;
	uInt room = z->avail_out;
	size_t got = 1;
	int result;

	if (z->avail_in == 0 && !fill(gunzip, &got, error))
		return false;
	result = inflate(z, Z_NO_FLUSH);
	gunzip->inflated += room - z->avail_out;
	switch (result) {
	case Z_OK:
		return true;
	case Z_STREAM_END:
		return next_member(gunzip, error);
	case Z_BUF_ERROR:
		gunzip->ended = lacks_trailer_only(gunzip);
		z->avail_out = room;
		z->avail_in = 0;
		return gunzip->ended || fail(gunzip, "breaks off", error);
	default:
		return fail(gunzip, "is damaged", error);
	}
}

static gssize gunzip_read(struct octets *octets, void *to, size_t len, GError **error)
{
	struct gunzip *gunzip = (struct gunzip *)octets;
	uInt room = (uInt)MIN(len, OCTETS_CHUNK);

	gunzip->z.next_out = to;
	gunzip->z.avail_out = room;
	while (gunzip->z.avail_out == room && !gunzip->ended)
		if (!step(gunzip, error))
			return -1;
	if (!octets_check_ratio(gunzip->inflated, octets_packed(gunzip->packed), error))
		return -1;
	return (gssize)(room - gunzip->z.avail_out);
}

static bool gunzip_rewind(struct octets *octets, GError **error)
{
	struct gunzip *gunzip = (struct gunzip *)octets;

	inflateReset(&gunzip->z);
	gunzip->z.avail_in = 0;
	gunzip->inflated = 0;
	gunzip->ended = false;
	return octets_rewind(gunzip->packed, error);
}

static uint64_t gunzip_packed(const struct octets *octets)
{
	return octets_packed(((const struct gunzip *)octets)->packed);
}

static void gunzip_clear(struct octets *octets)
{
	struct gunzip *gunzip = (struct gunzip *)octets;

	inflateEnd(&gunzip->z);
}

struct octets *octets_gunzip_new(struct octets *packed)
{
	static const struct octets_ops ops = {
		.read = gunzip_read,
		.rewind = gunzip_rewind,
		.packed = gunzip_packed,
		.clear = gunzip_clear,
	};
	struct gunzip *gunzip = g_malloc(sizeof(*gunzip));

	octets_init(&gunzip->base, &ops);
	gunzip->packed = packed;
	memset(&gunzip->z, 0, sizeof(gunzip->z));
	gunzip->inflated = 0;
	gunzip->ended = false;
	/* Fails only without memory, or for another zlib than the one built against. */
	if (inflateInit2(&gunzip->z, GZIP_WINDOW) != Z_OK)
		g_error("zlib cannot be started: %s", zError(Z_MEM_ERROR));
	return &gunzip->base;
}
