/* SPDX-License-Identifier: MIT */
#include "intake/imap.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "intake/imap_wire.h"
#include "intake/item.h"
#include "intake/mail.h"

struct message_ref {
	uint32_t uid;
	uint64_t size;
};

struct fetch {
	const struct imap_mailbox *mailbox;
	struct imap_wire *wire;
	struct progress *progress;
	struct intake_totals *totals;
	struct direct_outlet outlet;
	uint32_t uidvalidity;
};

/* The number behind a word of a response, as in "UID 17"; false when it is not there. */
static bool number_after(const char *text, const char *word, uint64_t max, uint64_t *value)
{
	const char *at = text;
	size_t len = strlen(word);

	while ((at = strstr(at, word))) {
		bool begins = at == text || !g_ascii_isalnum(at[-1]);
		char *end;

		at += len;
		if (!begins || *at != ' ' || !g_ascii_isdigit(at[1]))
			continue;
		*value = g_ascii_strtoull(at + 1, &end, 10);
		return *value <= max;
	}
	return false;
}

/* The folder's name as a quoted string in modified UTF-7 (RFC 3501 5.1.3). */
static char *quote_folder(const char *folder, GError **error)
{
	g_autofree char *name = g_convert(folder, -1, "UTF-7-IMAP", "UTF-8", NULL, NULL, NULL);
	GString *quoted;

	if (!name || strpbrk(name, "\r\n")) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "'%s' cannot be the name of a folder", folder);
		return NULL;
	}
	quoted = g_string_new(name);
	g_string_replace(quoted, "\\", "\\\\", 0);
	g_string_replace(quoted, "\"", "\\\"", 0);
	g_string_prepend_c(quoted, '"');
	g_string_append_c(quoted, '"');
	return g_string_free(quoted, FALSE);
}

static bool examine(struct fetch *fetch, GError **error)
{
	g_autofree char *folder = quote_folder(fetch->mailbox->folder, error);
	g_autofree char *command = g_strconcat("EXAMINE ", folder, NULL);
	const struct imap_response *response;
	uint64_t value;
	bool more = true;

	if (!folder || !imap_wire_send(fetch->wire, command, error))
		return false;
	while (more) {
		response = imap_wire_next(fetch->wire, &more, error);
		if (!response)
			return false;
		if (more && number_after(response->text->str, "UIDVALIDITY", UINT32_MAX, &value))
			fetch->uidvalidity = (uint32_t)value;
	}
	if (fetch->uidvalidity > 0)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
		    "%s: the server names no UIDVALIDITY, so nothing can be resumed",
		    fetch->mailbox->url);
	return false;
}

/* INTERNALDATE "17-Jul-1996 02:44:25 -0700": the day as it stands there, as SINCE takes it. */
static int32_t internal_day(const char *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *at = strstr(text, "INTERNALDATE \"");
	g_autofree char *day = NULL, *month = NULL;
	const char *found;
	int32_t result = DAY_NONE;

	if (!at || strlen(at) < 25)
		return DAY_NONE;
	at += strlen("INTERNALDATE \"");
	month = g_strndup(at + 3, 3);
	found = strstr(months, month);
	day = g_strdup_printf("%.4s-%02d-%c%c", at + 7, found ? (int)(found - months) / 3 + 1 : 0,
			      at[0] == ' ' ? '0' : at[0], at[1]);
	return day_parse(day, &result) ? result : DAY_NONE;
}

static bool is_recent(const struct fetch *fetch, const char *text)
{
	int64_t since = fetch->mailbox->since;
	int32_t day = internal_day(text);

	return since == TIME_NONE || day == DAY_NONE || day >= day_of(since);
}

static int compare_refs(gconstpointer a, gconstpointer b)
{
	const struct message_ref *left = a, *right = b;

	return (left->uid > right->uid) - (left->uid < right->uid);
}

/* The messages after the check-point, in the order of their UIDs. */
static GArray *list_messages(struct fetch *fetch, GError **error)
{
	const struct imap_mailbox *mailbox = fetch->mailbox;
	uint32_t after = mailbox->uidvalidity == fetch->uidvalidity ? mailbox->after_uid : 0;
	g_autofree char *command =
		g_strdup_printf("UID FETCH %" G_GUINT64_FORMAT ":* (UID RFC822.SIZE INTERNALDATE)",
				(uint64_t)after + 1);
	g_autoptr(GArray) refs = g_array_new(FALSE, FALSE, sizeof(struct message_ref));
	const struct imap_response *response;
	bool more = true;

	if (after == UINT32_MAX)
		return g_steal_pointer(&refs);
	if (!imap_wire_send(fetch->wire, command, error))
		return NULL;
	while (more) {
		struct message_ref ref;
		uint64_t uid;

		response = imap_wire_next(fetch->wire, &more, error);
		if (!response)
			return NULL;
		/* n:* always names the last message, even one below n. */
		if (more && number_after(response->text->str, "UID", UINT32_MAX, &uid) &&
		    number_after(response->text->str, "RFC822.SIZE", G_MAXINT64, &ref.size) &&
		    uid > after && is_recent(fetch, response->text->str)) {
			ref.uid = (uint32_t)uid;
			g_array_append_val(refs, ref);
		}
	}
	g_array_sort(refs, compare_refs);
	return g_steal_pointer(&refs);
}

static void read_response(struct fetch *fetch, const struct item *item,
			  const struct imap_response *response)
{
	GBytes *mail;

	if (response->too_large) {
		item_reject(item, ITEM_LARGE_REASON);
		return;
	}
	fetch->totals->octets += response->literal->len;
	mail = g_bytes_new(response->literal->data, response->literal->len);
	item_read_mail(item, mail);
}

/* A message that has gone meanwhile has no response, and is none of our business. */
static bool fetch_message(struct fetch *fetch, const struct message_ref *ref, GError **error)
{
	g_autofree char *input = g_strdup_printf("%s/%u", fetch->mailbox->folder, ref->uid);
	g_autofree char *command = g_strdup_printf("UID FETCH %u (UID BODY.PEEK[])", ref->uid);
	const struct item item = {.outlet = &fetch->outlet.base, .origin = {input, NULL}};
	bool more = true, read = false;

	if (ref->size > INTAKE_MAIL_MAX) {
		item_reject(&item, ITEM_LARGE_REASON);
		return true;
	}
	if (!imap_wire_send(fetch->wire, command, error))
		return false;
	while (more) {
		const struct imap_response *response = imap_wire_next(fetch->wire, &more, error);
		uint64_t uid;

		if (!response)
			return false;
		if (!more || read || !strstr(response->text->str, "BODY[]") ||
		    !number_after(response->text->str, "UID", UINT32_MAX, &uid) || uid != ref->uid)
			continue;
		read_response(fetch, &item, response);
		read = true;
	}
	return true;
}

static bool fetch_all(struct fetch *fetch, const GArray *refs, imap_checkpoint *checkpoint,
		      void *checkpoint_ctx, GError **error)
{
	unsigned max = fetch->mailbox->max_batch;
	guint n = max > 0 ? MIN(max, refs->len) : refs->len;

	progress_set_total(fetch->progress, n);
	for (guint i = 0; i < n; i++) {
		const struct message_ref *ref = &g_array_index(refs, struct message_ref, i);

		if (!fetch_message(fetch, ref, error))
			return false;
		if (fetch->outlet.fault) {
			g_propagate_error(error, g_steal_pointer(&fetch->outlet.fault));
			return false;
		}
		fetch->totals->inputs++;
		progress_add(fetch->progress, 1);
		if (!checkpoint(checkpoint_ctx, fetch->uidvalidity, ref->uid, error))
			return false;
	}
	return true;
}

bool imap_fetch(const struct imap_mailbox *mailbox, const struct intake_sink *sink,
		imap_checkpoint *checkpoint, void *checkpoint_ctx, struct progress *progress,
		struct intake_totals *totals, GError **error)
{
	struct fetch fetch = {.mailbox = mailbox, .progress = progress, .totals = totals};
	g_autoptr(GArray) refs = NULL;
	bool done = false;

	mail_init();
	direct_outlet_init(&fetch.outlet, sink);
	fetch.wire = imap_wire_open(mailbox, progress, error);
	if (!fetch.wire)
		return false;
	if (examine(&fetch, error))
		refs = list_messages(&fetch, error);
	if (refs)
		done = fetch_all(&fetch, refs, checkpoint, checkpoint_ctx, error);
	if (done)
		imap_wire_send(fetch.wire, "LOGOUT", NULL);
	imap_wire_close(fetch.wire);
	return done;
}
