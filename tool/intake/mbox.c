/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "intake/mbox.h"

#include <string.h>

#include "intake/intake.h"
#include "intake/sniff.h"

#define SEPARATOR     "\nFrom "
#define SEPARATOR_LEN (sizeof(SEPARATOR) - 1)
#define LOOKAHEAD     2048u /* octets behind a separator that decide whether it is one */

struct mbox {
	struct octets *octets;
	GByteArray *held;
	size_t start;	/* of the next message in what is held */
	size_t scanned; /* up to here it holds no separator */
	bool at_end;
	uint8_t chunk[OCTETS_CHUNK];
};

struct mbox *mbox_new(struct octets *octets)
{
	struct mbox *mbox = g_malloc(sizeof(*mbox));

	mbox->octets = octets;
	mbox->held = g_byte_array_sized_new(OCTETS_CHUNK);
	mbox->start = mbox->scanned = 0;
	mbox->at_end = false;
	return mbox;
}

void mbox_free(struct mbox *mbox)
{
	g_byte_array_unref(mbox->held);
	g_free(mbox);
}

/* "12:30", as in the date that ends the line where a mailbox program wrote it. */
static bool has_time(const uint8_t *line, const uint8_t *end)
{
	for (; end - line >= 5; line++) {
		if (g_ascii_isdigit(line[0]) && g_ascii_isdigit(line[1]) && line[2] == ':' &&
		    g_ascii_isdigit(line[3]) && g_ascii_isdigit(line[4]))
			return true;
	}
	return false;
}

/*
 * A line "From " separates messages if a header field follows it, and it follows an empty line or
 * names a time: not every mailer quotes such lines in texts, nor does every one leave a line empty.
 */
static bool is_separator(const struct mbox *mbox, const uint8_t *newline)
{
	const uint8_t *begin = mbox->held->data + mbox->start;
	const uint8_t *end = mbox->held->data + mbox->held->len;
	const uint8_t *before = newline, *next;

	if (before > begin && before[-1] == '\r')
		before--;
	next = memchr(newline + 1, '\n', (size_t)(end - newline - 1));
	if (before == begin || !next || !sniff_field(next + 1, (size_t)(end - next - 1)))
		return false;
	return before[-1] == '\n' || has_time(newline + 1, next);
}

/* Where the next message ends; 0: not yet known. */
static size_t find_end(struct mbox *mbox)
{
	const uint8_t *begin = mbox->held->data;
	size_t len = mbox->held->len;

	for (;;) {
		const uint8_t *found = memmem(begin + mbox->scanned, len - mbox->scanned, SEPARATOR,
					      SEPARATOR_LEN);

		if (!found) {
			mbox->scanned = MAX(mbox->scanned, len - MIN(len, SEPARATOR_LEN));
			return 0;
		}
		mbox->scanned = (size_t)(found - begin);
		if (!mbox->at_end && len - mbox->scanned < LOOKAHEAD)
			return 0;
		if (is_separator(mbox, found))
			return mbox->scanned + 1;
		mbox->scanned++;
	}
}

/* Does nothing but space stand there? So a mailbox may begin. */
static bool is_blank(const uint8_t *data, size_t len)
{
	while (len > 0 && g_ascii_isspace(data[len - 1]))
		len--;
	return len == 0;
}

static GBytes *without_from_line(const uint8_t *data, size_t len)
{
	const uint8_t *line_end = memchr(data, '\n', len);

	if (len < 5 || memcmp(data, "From ", 5) != 0 || !line_end)
		return g_bytes_new(data, len);
	return g_bytes_new(line_end + 1, len - (size_t)(line_end + 1 - data));
}

/* Forgets what lies before `start` and reads behind the rest. */
static bool read_more(struct mbox *mbox, GError **error)
{
	gssize n = octets_read(mbox->octets, mbox->chunk, sizeof(mbox->chunk), error);

	if (n < 0)
		return false;
	g_byte_array_remove_range(mbox->held, 0, (guint)mbox->start);
	mbox->scanned -= mbox->start;
	mbox->start = 0;
	mbox->at_end = n == 0;
	g_byte_array_append(mbox->held, mbox->chunk, (guint)n);
	return true;
}

enum mbox_next mbox_next(struct mbox *mbox, GBytes **message, GError **error)
{
	size_t end, start;
	bool too_large = false;

	while ((end = find_end(mbox)) == 0 && !mbox->at_end) {
		if (mbox->held->len - mbox->start > INTAKE_MAIL_MAX) {
			/* Only its end is still of interest, and the empty line before. */
			too_large = true;
			mbox->start = mbox->scanned - 2;
		}
		if (!read_more(mbox, error))
			return MBOX_NEXT_ERROR;
	}
	if (end == 0)
		end = mbox->held->len;
	start = mbox->start;
	if (start == end)
		return MBOX_NEXT_END;
	mbox->start = mbox->scanned = end;
	if (too_large)
		return MBOX_NEXT_TOO_LARGE;
	if (is_blank(mbox->held->data + start, end - start))
		return mbox_next(mbox, message, error);
	*message = without_from_line(mbox->held->data + start, end - start);
	return MBOX_NEXT_MESSAGE;
}
