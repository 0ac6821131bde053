/* SPDX-License-Identifier: MIT */
#include "model/gate.h"

void gate_free(struct gate *gate)
{
	if (!gate)
		return;
	g_free(gate->domain);
	g_free(gate->stage);
	g_free(gate->next);
	g_clear_pointer(&gate->conditions, g_ptr_array_unref);
	g_clear_pointer(&gate->blockers, g_ptr_array_unref);
	g_clear_pointer(&gate->waivers, g_ptr_array_unref);
	g_free(gate);
}
