/* SPDX-License-Identifier: MIT */
#include "cli/found.h"

#include "cli/json.h"
#include "cli/out.h"
#include "model/found.h"

json_t *offered_json(const void *data)
{
	const struct found_domain *found = data;
	json_t *object = json_object();

	jput_text(object, "domain", found->name);
	jput_text(object, "below", found->below);
	jput_text(object, "customer", found->customer);
	jput_count(object, "messages", found->messages);
	jput_count(object, "compliant", found->compliant);
	jput_day(object, "newest", found->newest);
	return object;
}

json_t *unassigned_json(const void *data)
{
	const struct found_domain *found = data;
	json_t *object = offered_json(data);

	jput_count(object, "reports", found->reports);
	return object;
}

/* Says of how many only the first were shown. */
static void print_rest(const struct cli *cli, const GPtrArray *found, unsigned shown)
{
	uint64_t messages = 0;

	for (unsigned i = shown; i < found->len; i++)
		messages += ((const struct found_domain *)found->pdata[i])->messages;
	out_more(cli, found->len - shown, "domain", messages);
}

void unassigned_print(const struct cli *cli, const GPtrArray *found)
{
	struct out_table *table = out_table_new("DOMAIN|>REPORTS|>MESSAGES|NEWEST|BELOW");
	unsigned shown = out_shown(cli, found->len);

	for (unsigned i = 0; i < shown; i++) {
		const struct found_domain *domain = found->pdata[i];

		out_cell_name(table, domain->name);
		out_cell_count(table, domain->reports);
		out_cell_count(table, domain->messages);
		out_cell_day(table, domain->newest);
		out_cell(table, domain->below);
	}
	out_table_end(table, cli);
	print_rest(cli, found, shown);
}

void offered_print(const struct cli *cli, const GPtrArray *found)
{
	struct out_table *table =
		out_table_new("DOMAIN|BELOW|CUSTOMER|>MESSAGES|>COMPLIANT|NEWEST");
	unsigned shown = out_shown(cli, found->len);

	for (unsigned i = 0; i < shown; i++) {
		const struct found_domain *domain = found->pdata[i];

		out_cell_name(table, domain->name);
		out_cell(table, domain->below);
		out_cell(table, domain->customer);
		out_cell_count(table, domain->messages);
		out_cell_share(table, (double)domain->compliant, (double)domain->messages);
		out_cell_day(table, domain->newest);
	}
	out_table_end(table, cli);
	print_rest(cli, found, shown);
}
