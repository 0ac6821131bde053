/* SPDX-License-Identifier: MIT */
/* A text in the user's own editor, with the screen put away meanwhile. */
#include "tui/frame.h"

#include "base/editor.h"

void edit_clear(struct edit *edit)
{
	g_free(edit->text);
	if (edit->ctx && edit->free_ctx)
		edit->free_ctx(edit->ctx);
	*edit = (struct edit){0};
}

void tui_edit(struct page *page, const char *text, modal_answered *answered, void *ctx,
	      GDestroyNotify free_ctx)
{
	edit_clear(&page->tui->edit);
	page->tui->edit = (struct edit){page, g_strdup(text), answered, ctx, free_ctx};
}

/* The answer may ask for the next edit: so this one is over first. */
void edit_run(struct tui *tui)
{
	struct edit edit = tui->edit;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (!edit.text)
		return;
	tui->edit = (struct edit){0};
	text = editor_edit(app_state_dir(tui->app), edit.text, &error);
	if (text)
		edit.answered(edit.page, text, g_steal_pointer(&edit.ctx));
	else
		tui_say(tui, ROLE_WARN, "%s", error->message);
	edit_clear(&edit);
}
