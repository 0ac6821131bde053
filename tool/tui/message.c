/* SPDX-License-Identifier: MIT */
#include "tui/frame.h"

#define MESSAGES_MAX 500

void tui_say(struct tui *tui, enum role role, const char *format, ...)
{
	va_list args;

	g_free(tui->message);
	va_start(args, format);
	tui->message = g_strdup_vprintf(format, args);
	va_end(args);
	tui->message_role = role;
	g_ptr_array_add(tui->messages, g_strdup(tui->message));
	if (tui->messages->len > MESSAGES_MAX)
		g_ptr_array_remove_index(tui->messages, 0);
}

const GPtrArray *tui_messages(const struct tui *tui)
{
	return tui->messages;
}

void tui_message_clear(struct tui *tui)
{
	g_clear_pointer(&tui->message, g_free);
}
