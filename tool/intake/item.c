/* SPDX-License-Identifier: MIT */
#include "intake/item.h"

#include "base/utext.h"
#include "intake/archive.h"
#include "intake/document.h"
#include "intake/mail.h"
#include "intake/mbox.h"
#include "intake/sniff.h"

G_STATIC_ASSERT(INTAKE_MAIL_MAX == 64u << 20); /* as ITEM_LARGE_REASON says */

#define NAME_SHOWN_MAX 255 /* octets of one member's name */
#define REASON_CELLS   400

/*
 * What came out of all packings of one input, side by side and within each other: each alone may
 * be honest (INTAKE_RATIO_FREE), and ten thousand of them keep a processor busy for hours.
 */
struct tally {
	const struct octets *input; /* NULL: a mail ... */
	uint64_t octets;	    /* ... of so many */
	uint64_t inflated;
};

void item_reject(const struct item *item, const char *reason)
{
	g_autofree char *clean = utext_term(reason, REASON_CELLS);
	struct intake_reject reject = {.reason = clean};

	if (item->outlet->stopped(item->outlet))
		return;
	evidence_take(item->evidence, &reject);
	item->outlet->rejected(item->outlet, &item->origin, &reject);
}

char *item_member(const struct item *item, const char *name)
{
	const char *in = item->origin.member;

	return g_strdup_printf("%s%s%.*s", in ? in : "", in ? "/" : "", NAME_SHOWN_MAX,
			       *name ? name : "unnamed");
}

static void reject_depth(const struct item *item, const char *what)
{
	g_autofree char *reason =
		g_strdup_printf("%s within more than %u others", what, INTAKE_DEPTH_MAX);

	item_reject(item, reason);
}

/* False, and the item is rejected, when its input has given too much already. */
static bool check_tally(const struct item *item)
{
	const struct tally *tally = item->tally;
	uint64_t octets = tally->input ? octets_size(tally->input) : tally->octets;
	g_autoptr(GError) error = NULL;

	if (octets_check_ratio(tally->inflated, octets, &error))
		return true;
	item_reject(item, error->message);
	return false;
}

static void read_layer(const struct item *item, struct octets *octets);

static void read_gzip(const struct item *item, struct octets *packed)
{
	struct item inner = *item;
	struct octets *octets;

	if (!check_tally(item))
		return;
	octets = octets_gunzip_new(packed);
	inner.packings++;
	read_layer(&inner, octets);
	item->tally->inflated += octets->given;
	octets_free(octets);
}

static void read_member(const struct item *item, struct archive *archive, unsigned i,
			const char *name)
{
	g_autofree char *member = item_member(item, name);
	g_autoptr(GError) error = NULL;
	struct item inner = *item;
	struct octets *octets = archive_member_new(archive, i, &error);

	inner.origin.member = member;
	inner.packings++;
	if (octets) {
		item_read(&inner, octets);
		item->tally->inflated += octets->given;
	} else {
		item_reject(&inner, error->message);
	}
	octets_free(octets);
}

static void read_zip(const struct item *item, struct octets *packed)
{
	g_autoptr(GError) error = NULL;
	struct archive *archive = archive_open(packed, &error);
	unsigned n = archive ? archive_members(archive) : 0, files = 0;

	if (!archive) {
		item_reject(item, error->message);
		return;
	}
	for (unsigned i = 0; i < n && !item->outlet->stopped(item->outlet); i++) {
		const char *name = archive_name(archive, i);

		if (!name)
			continue;
		files++;
		if (!check_tally(item))
			break;
		read_member(item, archive, i, name);
	}
	if (files == 0)
		item_reject(item, "a zip without members");
	archive_free(archive);
}

static void read_mbox(const struct item *item, struct octets *octets)
{
	struct mbox *mbox = mbox_new(octets);
	enum mbox_next next = MBOX_NEXT_MESSAGE;

	for (unsigned i = 1; next == MBOX_NEXT_MESSAGE || next == MBOX_NEXT_TOO_LARGE; i++) {
		g_autofree char *name = g_strdup_printf("message %u", i);
		g_autofree char *member = item_member(item, name);
		g_autoptr(GError) error = NULL;
		struct item inner = *item;
		GBytes *message;

		if (item->outlet->stopped(item->outlet))
			break;
		inner.origin.member = member;
		inner.evidence = NULL; /* the mailbox is read on */
		next = mbox_next(mbox, &message, &error);
		if (next == MBOX_NEXT_MESSAGE)
			item_read_mail(&inner, message);
		else if (next == MBOX_NEXT_TOO_LARGE)
			item_reject(&inner, ITEM_LARGE_REASON);
		else if (next == MBOX_NEXT_ERROR)
			item_reject(&inner, error->message);
	}
	mbox_free(mbox);
}

void item_read_mail(const struct item *item, GBytes *message)
{
	struct tally tally = {.octets = g_bytes_get_size(message)};
	struct item inner = *item;

	if (!inner.tally)
		inner.tally = &tally;
	inner.messages++;
	if (item->messages <= INTAKE_DEPTH_MAX) {
		mail_read(&inner, message);
	} else {
		reject_depth(item, "a mail");
		g_bytes_unref(message);
	}
}

static void hold_mail(const struct item *item, struct octets *octets)
{
	g_autoptr(GError) error = NULL;
	GBytes *message = octets_hold(octets, INTAKE_MAIL_MAX, &error);

	if (message)
		item_read_mail(item, message);
	else
		item_reject(item, error->message);
}

static void read_kind(const struct item *item, enum kind kind, struct octets *octets)
{
	switch (kind) {
	case KIND_XML:
	case KIND_MARKUP:
		document_read(item, octets);
		return;
	case KIND_GZIP:
	case KIND_ZIP:
		if (item->packings > INTAKE_DEPTH_MAX)
			reject_depth(item, kind == KIND_ZIP ? "a zip" : "a gzip");
		else if (kind == KIND_ZIP)
			read_zip(item, octets);
		else
			read_gzip(item, octets);
		return;
	case KIND_MBOX:
		read_mbox(item, octets);
		return;
	case KIND_MAIL:
		hold_mail(item, octets);
		return;
	case KIND_TLS:
		item->outlet->skipped(item->outlet, &item->origin, INTAKE_SKIP_TLS);
		return;
	case KIND_UNKNOWN:
	case KIND_EMPTY:
	case KIND_UNUSED:
	case KIND_HTML:
	case KIND_TNEF:
		item_reject(item, kind_reason(kind));
		return;
	}
}

static void read_layer(const struct item *item, struct octets *octets)
{
	g_autoptr(GError) error = NULL;
	const uint8_t *head;
	size_t len;

	if (octets_peek(octets, &head, &len, &error))
		read_kind(item, sniff(head, len), octets);
	else
		item_reject(item, error->message);
}

void item_read(const struct item *item, struct octets *octets)
{
	struct evidence evidence = {
		.octets = octets, .member = item->origin.member, .outer = item->evidence};
	struct tally tally = {.input = octets};
	struct item inner = *item;

	if (!inner.tally)
		inner.tally = &tally;
	inner.evidence = &evidence;
	read_layer(&inner, octets);
	evidence_clear(&evidence);
}
