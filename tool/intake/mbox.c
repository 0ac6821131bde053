/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "intake/mbox.h"

#include <string.h>

#include "intake/intake.h"
#include "intake/sniff.h"

#define SEPARATOR     "\nFrom "
#define SEPARATOR_LEN (sizeof(SEPARATOR) - 1)
#define LOOKAHEAD     2048u /* octets behind a separator that decide whether it is one */
#define DATE_WORD     4	    /* octets: "Thu ", "Oct " */

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

static bool is_among(const uint8_t *word, const char *words)
{
	for (; *words; words += DATE_WORD) {
		if (memcmp(word, words, DATE_WORD) == 0)
			return true;
	}
	return false;
}

/* "Thu Oct  1 12:30", as in the date that a mailbox program writes: a day, a month and a time. */
static bool has_date(const uint8_t *line, const uint8_t *end)
{
	static const char days[] = "Mon Tue Wed Thu Fri Sat Sun ";
	static const char months[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";

	for (; end - line > 2 * DATE_WORD; line++) {
		if (is_among(line, days) && is_among(line + DATE_WORD, months) &&
		    memchr(line, ':', (size_t)(end - line)))
			return true;
	}
	return false;
}

/* What follows "From " begins with an address, or is one word. */
static bool has_sender(const uint8_t *line, const uint8_t *end)
{
	for (; line < end && !g_ascii_isspace(*line); line++) {
		if (*line == '@')
			return true;
	}
	while (line < end && g_ascii_isspace(*line))
		line++;
	return line == end;
}

/*
 * A line "From " separates messages if a header field follows it, and it names a date, or
 * follows an empty line and names a sender: not every mailer quotes such lines in texts, nor does
 * every one leave a line empty.
 */
static bool is_separator(const struct mbox *mbox, const uint8_t *newline)
{
	const uint8_t *begin = mbox->held->data + mbox->start;
	const uint8_t *line = newline + SEPARATOR_LEN, *before = newline, *next;
	size_t len = MIN(mbox->held->len - (size_t)(line - mbox->held->data), LOOKAHEAD);

	if (before > begin && before[-1] == '\r')
		before--;
	next = memchr(line, '\n', len);
	if (before == begin || !next || !sniff_field(next + 1, len - (size_t)(next + 1 - line)))
		return false;
	return has_date(line, next) || (before[-1] == '\n' && has_sender(line, next));
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
		if (!mbox->at_end && len - mbox->scanned < SEPARATOR_LEN + LOOKAHEAD)
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
