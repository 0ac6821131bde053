/* SPDX-License-Identifier: MIT */
/* sender: the catalogue of those who send. */
#include <string.h>

#include "app/sources.h"
#include "base/error.h"
#include "cli/json.h"
#include "cli/out.h"

static json_t *numbers_json(const GArray *numbers)
{
	json_t *list = json_array();

	for (unsigned i = 0; numbers && i < numbers->len; i++)
		json_array_append_new(list, json_integer(g_array_index(numbers, int64_t, i)));
	return list;
}

static json_t *sender_json(const void *data)
{
	const struct sender *sender = data;
	json_t *object = json_object();

	jput_text(object, "sender", sender->slug);
	jput_text(object, "name", sender->name);
	jput_text(object, "kind", sender_kind_name((enum sender_kind)sender->kind));
	jput(object, "ptr", jtexts(sender->ptr));
	jput(object, "spf", jtexts(sender->spf));
	jput(object, "dkim", jtexts(sender->dkim));
	jput(object, "asn", numbers_json(sender->asn));
	jput_text(object, "can_sign", answer_name((enum answer)sender->can_sign));
	jput_text(object, "can_return_path", answer_name((enum answer)sender->can_return_path));
	jput_text(object, "reach", app_sender_reach(sender));
	jput(object, "fix", jtexts(sender->fix));
	jput_text(object, "proof", sender->proof);
	jput_text(object, "source", sender->source);
	jput_day(object, "checked", sender->checked);
	jput_bool(object, "confirmed", sender->confirmed);
	jput_text(object, "customer", sender->customer);
	return object;
}

/* The specialist's own entries before the shipped ones; owns nothing. NULL with *error. */
static GPtrArray *all_senders(struct cli *cli, GPtrArray **own, GPtrArray **shipped, GError **error)
{
	GPtrArray *all;

	*own = app_senders_own(cli->app, error);
	*shipped = *own ? app_senders_shipped(cli->app, error) : NULL;
	if (!*shipped)
		return NULL;
	all = g_ptr_array_new();
	for (unsigned i = 0; i < (*own)->len; i++)
		g_ptr_array_add(all, (*own)->pdata[i]);
	for (unsigned i = 0; i < (*shipped)->len; i++)
		g_ptr_array_add(all, (*shipped)->pdata[i]);
	return all;
}

static void print_senders(const struct cli *cli, struct sender *const *senders, unsigned n)
{
	struct out_table *table = out_table_new("SENDER|NAME|KIND|CONFIRMED|CUSTOMER");

	for (unsigned i = 0; i < n; i++) {
		out_cell(table, senders[i]->slug);
		out_cell(table, senders[i]->name);
		out_cell(table, sender_kind_name((enum sender_kind)senders[i]->kind));
		out_cell(table, senders[i]->confirmed ? "yes" : "no");
		out_cell(table, senders[i]->customer ? senders[i]->customer : "all");
	}
	out_table_end(table, cli);
}

static int run_list(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) own = NULL, shipped = NULL;
	g_autoptr(GPtrArray) all = all_senders(cli, &own, &shipped, error);

	if (!all)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "senders", jlist(all, sender_json));
		out_json(cli, object);
	} else {
		print_senders(cli, (struct sender *const *)all->pdata, all->len);
	}
	return EXIT_CODE_YES;
}

static void print_texts(const struct cli *cli, const char *what, const GPtrArray *texts)
{
	for (unsigned i = 0; texts && i < texts->len; i++)
		out_line(cli, "  %s %s", what, (const char *)texts->pdata[i]);
}

/* One entry with all that it says, as lines. */
static void print_sender(const struct cli *cli, struct sender *sender)
{
	g_autofree char *checked = day_format(sender->checked);
	const char *reach = app_sender_reach(sender);

	print_senders(cli, &sender, 1);
	print_texts(cli, "host names end with", sender->ptr);
	print_texts(cli, "SPF domain", sender->spf);
	print_texts(cli, "DKIM domain", sender->dkim);
	if (reach)
		out_line(cli, "  alignment: %s", reach);
	print_texts(cli, "to do:", sender->fix);
	if (sender->proof)
		out_line(cli, "  done when %s", sender->proof);
	if (sender->source)
		out_line(cli, "  %s, checked %s", sender->source, checked);
}

static int run_show(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) own = NULL, shipped = NULL;
	g_autoptr(GPtrArray) all = all_senders(cli, &own, &shipped, error);

	for (unsigned i = 0; all && i < all->len; i++) {
		struct sender *sender = all->pdata[i];

		if (!g_str_equal(sender->slug, cli_word(cli, 0)))
			continue;
		if (cli->json)
			out_json(cli, sender_json(sender));
		else
			print_sender(cli, sender);
		return EXIT_CODE_YES;
	}
	if (all)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "no sender \"%s\"; see: rampart sender list", cli_word(cli, 0));
	return -1;
}

static GPtrArray *copy_texts(const struct cli *cli, enum option_id id)
{
	const GPtrArray *given = cli->arguments.option[id].texts;
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; given && i < given->len; i++)
		g_ptr_array_add(texts, g_strdup(given->pdata[i]));
	return texts;
}

/* "64500" or "AS64500". */
static bool read_asns(const struct cli *cli, GArray *asns, GError **error)
{
	const GPtrArray *given = cli->arguments.option[OPTION_ASN].texts;

	for (unsigned i = 0; given && i < given->len; i++) {
		const char *text = given->pdata[i];
		guint64 value;
		int64_t asn;

		if (g_ascii_strncasecmp(text, "AS", 2) == 0)
			text += 2;
		if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT32, &value, NULL)) {
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
				    "--asn: \"%s\" is not the number of a network", text);
			return false;
		}
		asn = (int64_t)value;
		g_array_append_val(asns, asn);
	}
	return true;
}

static int run_add(struct cli *cli, GError **error)
{
	enum sender_kind kind = SENDER_KIND_SAAS;
	struct sender *sender;
	bool done;

	if (!cli_require(cli, OPTION_NAME, error))
		return -1;
	if (cli_given(cli, OPTION_SENDER_KIND))
		sender_kind_from_name(cli_text(cli, OPTION_SENDER_KIND), &kind);
	sender = g_new0(struct sender, 1);
	sender->slug = g_strdup(cli_word(cli, 0));
	sender->name = g_strdup(cli_text(cli, OPTION_NAME));
	sender->kind = (int)kind;
	sender->ptr = copy_texts(cli, OPTION_PTR);
	sender->spf = copy_texts(cli, OPTION_SPF);
	sender->dkim = copy_texts(cli, OPTION_DKIM);
	sender->asn = g_array_new(FALSE, FALSE, sizeof(int64_t));
	sender->confirmed = true;
	sender->checked = DAY_NONE;
	sender->customer = g_strdup(cli_text(cli, OPTION_CUSTOMER));
	done = read_asns(cli, sender->asn, error) && app_sender_add(cli->app, sender, error);
	if (done && cli->json)
		out_json(cli, sender_json(sender));
	else if (done)
		print_senders(cli, &sender, 1);
	sender_free(sender);
	return done ? EXIT_CODE_YES : -1;
}

const struct command commands_sender[] = {
	{"sender list", NULL, "lists the known senders", NULL, COMMAND_READS, run_list, NULL},
	{"sender show", "SENDER", "shows a sender", NULL, COMMAND_READS, run_show, NULL},
	{"sender add", "SENDER", "adds a sender of your own, which counts as confirmed",
	 OPTIONS(OPTION_NAME, OPTION_SENDER_KIND, OPTION_PTR, OPTION_SPF, OPTION_DKIM, OPTION_ASN,
		 OPTION_CUSTOMER, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_add,
	 "sender add deskly --name Deskly --ptr deskly.example --dkim deskly.example"},
	{0},
};
