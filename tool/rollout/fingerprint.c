/* SPDX-License-Identifier: MIT */
/* What an approval is bound to. */
#include <string.h>

#include "rollout/ticket.h"

#define PART 16 /* hex digits of each part of a fingerprint */

static const char *const parts[] = {
	"the old value",
	"the new value",
	"the playbook",
	"the evidence",
};

/* Every text with its length before it, so that no two sequences look alike. */
static void add(GChecksum *sum, const char *text)
{
	g_autofree char *head = g_strdup_printf("%zu:", text ? strlen(text) : 0);

	g_checksum_update(sum, (const guchar *)head, -1);
	if (text)
		g_checksum_update(sum, (const guchar *)text, -1);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_rrset(GChecksum *sum, const struct ticket_change *change, const GPtrArray *values,
		      uint32_t ttl)
{
	g_autofree char *head = g_strdup_printf("%u/%u", values->len, values->len ? ttl : 0);
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();

	/* DNS gives the records of a set in any order. */
	for (unsigned i = 0; i < values->len; i++)
		g_ptr_array_add(sorted, values->pdata[i]);
	g_ptr_array_sort(sorted, by_bytes);
	add(sum, change->name);
	add(sum, change->type);
	add(sum, head);
	for (unsigned i = 0; i < values->len; i++)
		add(sum, sorted->pdata[i]);
}

static void take(GChecksum *sum, GString *out)
{
	g_string_append_len(out, g_checksum_get_string(sum), PART);
	g_checksum_free(sum);
}

char *ticket_fingerprint(const struct ticket *ticket, const GPtrArray *playbooks)
{
	GString *out = g_string_new(NULL);
	GChecksum *old = g_checksum_new(G_CHECKSUM_SHA256),
		  *new = g_checksum_new(G_CHECKSUM_SHA256);
	GChecksum *playbook = g_checksum_new(G_CHECKSUM_SHA256);
	GChecksum *evidence = g_checksum_new(G_CHECKSUM_SHA256);

	for (unsigned i = 0; i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];

		/* The TTL that DNS serves now counts down at resolvers: it is no part of the old.
		 */
		add_rrset(old, change, change->old, 0);
		add_rrset(new, change, change->new, change->ttl);
	}
	for (unsigned i = 0; i < playbooks->len; i++)
		add(playbook, playbooks->pdata[i]);
	add(evidence, ticket->evidence);
	take(old, out);
	take(new, out);
	take(playbook, out);
	take(evidence, out);
	return g_string_free(out, FALSE);
}

GPtrArray *ticket_moved(const char *then, const char *now)
{
	GPtrArray *moved = g_ptr_array_new_with_free_func(g_free);
	bool whole = strlen(then) == PART * G_N_ELEMENTS(parts) && strlen(now) == strlen(then);

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (!whole || memcmp(then + i * PART, now + i * PART, PART) != 0)
			g_ptr_array_add(moved, g_strdup(parts[i]));
	}
	return moved;
}
