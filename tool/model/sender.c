/* SPDX-License-Identifier: MIT */
#include "model/sender.h"

#include "model/words.h"

static const char *const kinds[] = {
	[SENDER_KIND_ESP] = "esp",	   [SENDER_KIND_SAAS] = "saas",
	[SENDER_KIND_MAILBOX] = "mailbox", [SENDER_KIND_FORWARDER] = "forwarder",
	[SENDER_KIND_GATEWAY] = "gateway", [SENDER_KIND_LIST] = "list",
	[SENDER_KIND_OWN] = "own",
};

const char *sender_kind_name(enum sender_kind kind)
{
	return kinds[kind];
}

bool sender_kind_from_name(const char *name, enum sender_kind *kind)
{
	int i = words_index(kinds, G_N_ELEMENTS(kinds), name);

	if (i >= 0)
		*kind = (enum sender_kind)i;
	return i >= 0;
}

void sender_free(struct sender *sender)
{
	if (!sender)
		return;
	g_free(sender->slug);
	g_free(sender->name);
	g_clear_pointer(&sender->ptr, g_ptr_array_unref);
	g_clear_pointer(&sender->spf, g_ptr_array_unref);
	g_clear_pointer(&sender->dkim, g_ptr_array_unref);
	g_clear_pointer(&sender->asn, g_array_unref);
	g_clear_pointer(&sender->fix, g_ptr_array_unref);
	g_free(sender->proof);
	g_free(sender->source);
	g_free(sender->customer);
	g_free(sender);
}
