/* SPDX-License-Identifier: MIT */
#include "model/customer.h"

void customer_clear(struct customer *customer)
{
	g_free(customer->slug);
	g_free(customer->name);
	g_free(customer->contact);
	*customer = (struct customer){0};
}

void customer_free(struct customer *customer)
{
	if (!customer)
		return;
	customer_clear(customer);
	g_free(customer);
}

void freeze_free(struct freeze *freeze)
{
	if (!freeze)
		return;
	g_free(freeze->reason);
	g_free(freeze->who);
	g_free(freeze);
}
