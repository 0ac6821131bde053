/* SPDX-License-Identifier: MIT */
/* z: what was done last at the screens is taken back, by a deed of its own with its own entry in
 * the journal; nothing is erased. */
#include "tui/frame.h"

struct undo *undo_new(char *what, app_work *work, void *arg, GDestroyNotify free_arg)
{
	struct undo *undo = g_new(struct undo, 1);

	*undo = (struct undo){what, work, arg, free_arg};
	return undo;
}

void undo_free(void *data)
{
	struct undo *undo = data;

	if (!undo)
		return;
	g_free(undo->what);
	if (undo->arg)
		undo->free_arg(undo->arg);
	g_free(undo);
}

static void confirmed(struct page *page, const char *answer G_GNUC_UNUSED, void *ctx)
{
	struct tui *tui = page->tui;
	struct undo *undo = ctx;
	g_autofree char *title = g_strdup_printf("undo %s", undo->what);

	tui_do(tui, title, undo->work, g_steal_pointer(&undo->arg), undo->free_arg);
	g_ptr_array_remove(tui->undos, undo);
}

void undo_run(struct page *page, enum action action G_GNUC_UNUSED, const char *args G_GNUC_UNUSED)
{
	const GPtrArray *undos = page->tui->undos;
	struct undo *last = undos->pdata[undos->len - 1];
	g_autofree char *question = g_strdup_printf("undo %s?", last->what);

	tui_confirm(page, question, confirmed, last, NULL);
}

char *undo_why_not(const struct page *page, enum action action G_GNUC_UNUSED)
{
	if (tui_undo_comes(page->tui))
		return g_strdup("what was done last is still being written");
	return page->tui->undos->len
		       ? NULL
		       : g_strdup("nothing was done here yet that goes back by itself");
}

void tui_forget_undos(struct tui *tui, app_work *work)
{
	for (guint i = tui->undos->len; i-- > 0;)
		if (((const struct undo *)tui->undos->pdata[i])->work == work)
			g_ptr_array_remove_index(tui->undos, i);
}
