/* SPDX-License-Identifier: MIT */
/* customer: the clients of the service. */
#include "app/project.h"
#include "base/clock.h"
#include "base/error.h"
#include "cli/json.h"
#include "cli/out.h"

static json_t *customer_json(const void *data)
{
	const struct customer *customer = data;
	json_t *object = json_object();

	jput_text(object, "customer", customer->slug);
	jput_text(object, "name", customer->name);
	jput_text(object, "contact", customer->contact);
	jput_day(object, "started", customer->started);
	jput_day(object, "target", customer->target);
	return object;
}

static void print_customers(const struct cli *cli, struct customer *const *customers, unsigned n)
{
	struct out_table *table = out_table_new("CUSTOMER|NAME|STARTED|TARGET|CONTACT");

	for (unsigned i = 0; i < n; i++) {
		out_cell(table, customers[i]->slug);
		out_cell(table, customers[i]->name);
		out_cell_day(table, customers[i]->started);
		out_cell_day(table, customers[i]->target);
		out_cell(table, customers[i]->contact);
	}
	out_table_end(table, cli);
}

static int finish(struct cli *cli, struct customer *customer, const char *key, bool value)
{
	if (!customer)
		return -1;
	if (cli->json) {
		json_t *object = customer_json(customer);

		if (key)
			jput_bool(object, key, value);
		out_json(cli, object);
	} else {
		print_customers(cli, &customer, 1);
	}
	customer_free(customer);
	return EXIT_CODE_YES;
}

static int run_add(struct cli *cli, GError **error)
{
	bool added = false;
	struct customer *customer;

	if (!cli_require(cli, OPTION_NAME, error))
		return -1;
	customer = app_customer_add(cli->app, cli_word(cli, 0), cli_text(cli, OPTION_NAME),
				    cli_day(cli, OPTION_TARGET), cli_text(cli, OPTION_CONTACT),
				    &added, error);
	if (customer && !added)
		out_remark(cli, "customer %s was there already and stays as it is", customer->slug);
	return finish(cli, customer, "added", added);
}

static int run_set(struct cli *cli, GError **error)
{
	bool changed = false;
	struct customer *customer;

	if (!cli_given(cli, OPTION_NAME) && !cli_given(cli, OPTION_TARGET) &&
	    !cli_given(cli, OPTION_CONTACT)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "customer set: name what changes: --name, --target or --contact");
		return -1;
	}
	customer = app_customer_set(cli->app, cli_word(cli, 0), cli_text(cli, OPTION_NAME),
				    cli_day(cli, OPTION_TARGET), cli_text(cli, OPTION_CONTACT),
				    &changed, error);
	if (customer && !changed)
		out_remark(cli, "customer %s is so already", customer->slug);
	return finish(cli, customer, "changed", changed);
}

static int run_show(struct cli *cli, GError **error)
{
	return finish(cli, app_customer(cli->app, cli_word(cli, 0), error), NULL, false);
}

static int run_list(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) customers = app_customers(cli->app, error);

	if (!customers)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "customers", jlist(customers, customer_json));
		out_json(cli, object);
	} else {
		print_customers(cli, (struct customer *const *)customers->pdata, customers->len);
	}
	return EXIT_CODE_YES;
}

const struct command commands_customer[] = {
	{"customer add", "CUSTOMER", "adds a customer and its project",
	 OPTIONS(OPTION_NAME, OPTION_TARGET, OPTION_CONTACT, OPTION_DRY_RUN), COMMAND_WRITES,
	 run_add, "customer add acme --name 'Acme Stores' --target 2027-06-30"},
	{"customer list", NULL, "lists the customers", NULL, COMMAND_READS, run_list, NULL},
	{"customer show", "CUSTOMER", "shows a customer", NULL, COMMAND_READS, run_show, NULL},
	{"customer set", "CUSTOMER", "changes what is said of a customer",
	 OPTIONS(OPTION_NAME, OPTION_TARGET, OPTION_CONTACT, OPTION_DRY_RUN), COMMAND_WRITES,
	 run_set, NULL},
	{0},
};
