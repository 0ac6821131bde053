/* SPDX-License-Identifier: MIT */
#include "model/simulation.h"

void simulated_split_free(struct simulated_split *split)
{
	if (!split)
		return;
	g_free(split->stream);
	g_free(split->subdomain);
	g_free(split);
}

void simulation_free(struct simulation *simulation)
{
	if (!simulation)
		return;
	g_free(simulation->domain);
	g_free(simulation->record);
	g_clear_pointer(&simulation->sources, g_ptr_array_unref);
	g_free(simulation);
}
