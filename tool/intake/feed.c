/* SPDX-License-Identifier: MIT */
#include "intake/feed.h"

#include "intake/item.h"
#include "intake/mbox.h"
#include "intake/sniff.h"

#define SMALL_FILE_MAX (64u << 10) /* read at once, so that few files are open */

static bool add_next(struct pipeline *pipeline, struct mbox *mbox, const char *input,
		     const char *member, bool *more)
{
	g_autoptr(GError) error = NULL;
	GBytes *mail;

	switch (mbox_next(mbox, &mail, &error)) {
	case MBOX_NEXT_MESSAGE:
		return pipeline_add_mail(pipeline, input, member, mail);
	case MBOX_NEXT_TOO_LARGE:
		return pipeline_reject(pipeline, input, member, ITEM_LARGE_REASON);
	case MBOX_NEXT_ERROR:
		*more = false;
		return pipeline_reject(pipeline, input, member, error->message);
	case MBOX_NEXT_END:
		break;
	}
	*more = false;
	return true;
}

/* Each message is a unit of its own, so that one mailbox keeps all workers busy. */
static bool feed_mbox(struct pipeline *pipeline, const char *input, struct octets *octets)
{
	struct mbox *mbox = mbox_new(octets);
	bool wanted = true, more = true;

	for (unsigned i = 1; wanted && more; i++) {
		g_autofree char *member = g_strdup_printf("message %u", i);

		wanted = add_next(pipeline, mbox, input, member, &more);
	}
	mbox_free(mbox);
	octets_free(octets);
	return wanted;
}

/* The file itself, or, of a small one, its content in its place. */
static struct octets *settle(struct octets *octets, const struct stat *info, GError **error)
{
	GBytes *bytes;
	struct octets *memory;

	if (!S_ISREG(info->st_mode) || info->st_size > SMALL_FILE_MAX)
		return octets;
	bytes = octets_hold(octets, INTAKE_MAIL_MAX, error);
	octets_free(octets);
	if (!bytes)
		return NULL;
	memory = octets_memory_new(bytes, 0);
	g_bytes_unref(bytes);
	return memory;
}

bool feed_file(struct pipeline *pipeline, struct meter *meter, const char *input, int fd,
	       const struct stat *info)
{
	g_autoptr(GError) error = NULL;
	struct octets *octets = settle(octets_file_new(fd, meter), info, &error);
	const uint8_t *head;
	size_t len;

	if (!octets || !octets_peek(octets, &head, &len, &error)) {
		octets_free(octets);
		return pipeline_reject(pipeline, input, NULL, error->message);
	}
	if (sniff(head, len) == KIND_MBOX)
		return feed_mbox(pipeline, input, octets);
	return pipeline_add(pipeline, input, NULL, octets);
}
