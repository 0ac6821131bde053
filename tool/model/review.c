/* SPDX-License-Identifier: MIT */
#include "model/review.h"

void review_domain_free(struct review_domain *domain)
{
	if (!domain)
		return;
	status_line_free(domain->line);
	domain_free(domain->domain);
	gate_free(domain->gate);
	g_clear_pointer(&domain->moves, g_ptr_array_unref);
	source_table_free(domain->table);
	g_free(domain->record);
	g_free(domain);
}

void review_free(struct review *review)
{
	if (!review)
		return;
	customer_free(review->customer);
	g_free(review->service);
	g_free(review->contact);
	g_clear_pointer(&review->domains, g_ptr_array_unref);
	g_clear_pointer(&review->journal, g_ptr_array_unref);
	g_clear_pointer(&review->waivers, g_ptr_array_unref);
	g_free(review->journal_head);
	g_free(review);
}
