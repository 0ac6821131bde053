/* SPDX-License-Identifier: MIT */
#include "cli/open.h"

#include "base/clock.h"
#include "cli/command.h"

/* NULL-terminated, to be freed with g_free(); NULL: none given. */
static char **texts(const struct cli *cli, enum option_id id)
{
	const GPtrArray *given = cli->arguments.option[id].texts;
	char **list;

	if (!given)
		return NULL;
	list = g_new0(char *, given->len + 1);
	for (unsigned i = 0; i < given->len; i++)
		list[i] = given->pdata[i];
	return list;
}

struct app *open_app(const struct cli *cli, bool create, GError **error)
{
	g_autofree char **resolvers = texts(cli, OPTION_RESOLVER);
	const struct option_value *option = cli->arguments.option;
	const struct app_options options = {
		.state_dir = cli_text(cli, OPTION_STATE),
		.config_file = cli_text(cli, OPTION_CONFIG),
		.playbooks_dir = cli_text(cli, OPTION_PLAYBOOKS),
		.who = cli_text(cli, OPTION_AS),
		.now = option[OPTION_NOW].number,
		.resolvers = resolvers,
		.dns_port = (unsigned)option[OPTION_DNS_PORT].number,
		.dns_timeout = option[OPTION_DNS_TIMEOUT].seconds,
		.dns_retries = option[OPTION_DNS_RETRIES].given
				       ? (int)option[OPTION_DNS_RETRIES].number
				       : -1,
		.offline = option[OPTION_OFFLINE].given,
		.dry_run = cli->dry_run,
		.create = create,
	};

	return app_open(&options, error);
}
