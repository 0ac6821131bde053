/* SPDX-License-Identifier: MIT */
#include "model/journal.h"

void journal_entry_free(struct journal_entry *entry)
{
	if (!entry)
		return;
	g_free(entry->who);
	g_free(entry->action);
	g_free(entry->customer);
	g_free(entry->domain);
	g_free(entry->subject);
	g_free(entry->text);
	g_free(entry->reason);
	g_free(entry->evidence);
	g_free(entry->hash);
	g_free(entry);
}
