/* SPDX-License-Identifier: MIT */
#include "model/playbook.h"

static void stage_free(void *data)
{
	struct stage *stage = data;

	g_free(stage->name);
	g_free(stage->title);
	for (unsigned i = 0; i < G_N_ELEMENTS(stage->explains); i++)
		g_free(stage->explains[i]);
	g_free(stage);
}

void playbook_free(struct playbook *playbook)
{
	if (!playbook)
		return;
	g_free(playbook->name);
	g_free(playbook->title);
	g_free(playbook->text);
	if (playbook->stages) { /* the loader does not know of what was filled in after it */
		g_ptr_array_set_free_func(playbook->stages, stage_free);
		g_ptr_array_unref(playbook->stages);
	}
	g_free(playbook->fingerprint);
	g_free(playbook);
}

int playbook_stage(const struct playbook *playbook, const char *name)
{
	for (unsigned i = 0; i < playbook->stages->len; i++) {
		const struct stage *stage = playbook->stages->pdata[i];

		if (g_str_equal(stage->name, name))
			return (int)i;
	}
	return -1;
}
