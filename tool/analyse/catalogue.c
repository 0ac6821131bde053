/* SPDX-License-Identifier: MIT */
#include "analyse/catalogue.h"

#include <stddef.h>

#include "base/error.h"
#include "base/table.h"
#include "model/sender.h"

#define ASN_MAX 4294967295.0

struct catalogue {
	GPtrArray *senders; /* struct sender * */
};

/* In the order of enum sender_kind and of enum answer. */
static const char *const kinds[] = {"esp",     "saas", "mailbox", "forwarder",
				    "gateway", "list", "own",	  NULL};
static const char *const answers[] = {"unknown", "yes", "no", NULL};

static const struct field sender_fields[] = {
	{.key = "slug",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct sender, slug),
	 .required = true,
	 .text = "Stable key of the sender in figures and commands."},
	{.key = "name",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct sender, name),
	 .required = true,
	 .text = "Its name on screens and in reviews."},
	{.key = "kind",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct sender, kind),
	 .required = true,
	 .words = kinds,
	 .text = "Does it send for its customers (esp, saas, own), or pass mail on?"},
	{.key = "ptr",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct sender, ptr),
	 .text = "Domains in which the forward-confirmed names of its hosts end."},
	{.key = "spf",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct sender, spf),
	 .text = "Domains to include in SPF, and domains of its own return paths."},
	{.key = "dkim",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct sender, dkim),
	 .text = "Its own d=, as DOMAIN or DOMAIN/SELECTOR; * and ? match in the selector."},
	{.key = "asn",
	 .type = FIELD_INTS,
	 .offset = offsetof(struct sender, asn),
	 .min = 1,
	 .max = ASN_MAX,
	 .text = "Networks that are its own and nobody else's."},
	{.key = "can_sign",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct sender, can_sign),
	 .words = answers,
	 .text = "Can it sign with the customer's domain?"},
	{.key = "can_return_path",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct sender, can_return_path),
	 .words = answers,
	 .text = "Can it use a return path of the customer's domain?"},
	{.key = "fix",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct sender, fix),
	 .text = "Steps that align its mail, with the DNS names to create."},
	{.key = "proof",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct sender, proof),
	 .text = "What shows in the reports that it is done."},
	{.key = "source",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct sender, source),
	 .required = true,
	 .text = "Where the vendor publishes it."},
	{.key = "checked",
	 .type = FIELD_DAY,
	 .offset = offsetof(struct sender, checked),
	 .required = true,
	 .text = "The day on which the entry was last gone over."},
	{0},
};

static const struct table sender_table = {"sender", sizeof(struct sender), sender_fields};

static const struct field catalogue_fields[] = {
	{.key = "senders",
	 .type = FIELD_TABLES,
	 .offset = offsetof(struct catalogue, senders),
	 .of = &sender_table,
	 .text = "The entries, in any order."},
	{0},
};

const struct table catalogue_table = {"catalogue", sizeof(struct catalogue), catalogue_fields};

/* Figures and commands name a sender by its slug alone. */
static bool slugs_differ(const GPtrArray *senders, const char *path, GError **error)
{
	g_autoptr(GHashTable) slugs = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < senders->len; i++) {
		struct sender *sender = senders->pdata[i];

		if (g_hash_table_add(slugs, sender->slug))
			continue;
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "%s: two senders have the slug \"%s\"; rename one", path, sender->slug);
		return false;
	}
	return true;
}

GPtrArray *catalogue_load(const char *path, GError **error)
{
	struct catalogue catalogue;
	GPtrArray *senders;

	if (!table_load_file(&catalogue_table, path, &catalogue, error))
		return NULL;
	senders = g_steal_pointer(&catalogue.senders);
	g_ptr_array_set_free_func(senders, (GDestroyNotify)sender_free);
	if (slugs_differ(senders, path, error))
		return senders;
	g_ptr_array_unref(senders);
	return NULL;
}
