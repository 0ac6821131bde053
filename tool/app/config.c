/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "app/context.h"
#include "base/error.h"
#include "base/table.h"

static const struct field mailbox_fields[] = {
	{"name", FIELD_TEXT, offsetof(struct mailbox, name), .required = true,
	 .text = "What the mailbox is called in `fetch` and `doctor`."},
	{"url", FIELD_TEXT, offsetof(struct mailbox, url), .required = true,
	 .text = "imaps://HOST[:PORT], or imap://HOST[:PORT] for STARTTLS."},
	{"user", FIELD_TEXT, offsetof(struct mailbox, user), .required = true,
	 .text = "The login name."},
	{"password-file", FIELD_TEXT, offsetof(struct mailbox, password_file),
	 .text = "A file, readable by its owner alone, whose first line is the password."},
	{"password-command", FIELD_TEXT, offsetof(struct mailbox, password_command),
	 .text = "A shell command that prints the password."},
	{"token-command", FIELD_TEXT, offsetof(struct mailbox, token_command),
	 .text = "A shell command that prints an OAuth 2.0 bearer token."},
	{"folder", FIELD_TEXT, offsetof(struct mailbox, folder), .preset = "INBOX",
	 .text = "The folder to read."},
	{"done-folder", FIELD_TEXT, offsetof(struct mailbox, done_folder),
	 .text = "Kept for mailboxes that are to be emptied; mail stays where it is without it."},
	{"ca-file", FIELD_TEXT, offsetof(struct mailbox, ca_file),
	 .text = "Certificates to trust in place of the system's."},
	{"since", FIELD_DAY, offsetof(struct mailbox, since),
	 .text = "Only mail received from this day on."},
	{"max-batch", FIELD_INT, offsetof(struct mailbox, max_batch), .preset = "0", .min = 0,
	 .max = 1e9, .text = "Messages of one fetch; 0: no limit."},
	{0},
};

static const struct table mailbox_table = {"mailbox", sizeof(struct mailbox), mailbox_fields};

static const struct field key_fields[] = {
	{"name", FIELD_TEXT, offsetof(struct update_key, name), .required = true,
	 .text = "The key's name, as the name server knows it."},
	{"algorithm", FIELD_WORD, offsetof(struct update_key, algorithm), .preset = "hmac-sha256",
	 .words = update_algorithms, .text = "How it signs."},
	{"secret-file", FIELD_TEXT, offsetof(struct update_key, secret_file), .required = true,
	 .text = "A file, readable by its owner alone, whose first line is the secret in base64."},
	{"server", FIELD_TEXT, offsetof(struct update_key, server),
	 .text = "ADDR[:PORT] that takes the updates; else the server that the zone's SOA names."},
	{"zones", FIELD_TEXTS, offsetof(struct update_key, zones), .required = true,
	 .text = "The zones that it may change."},
	{0},
};

static const struct table key_table = {"key", sizeof(struct update_key), key_fields};

static const struct field blocklists_fields[] = {
	{"addresses", FIELD_TEXTS, offsetof(struct blocklists, addresses),
	 .text = "Zones that list sending addresses, asked for the senders' ones."},
	{"domains", FIELD_TEXTS, offsetof(struct blocklists, domains),
	 .text = "Zones that list domains, asked for the domain itself."},
	{0},
};

static const struct table blocklists_table = {"blocklists", sizeof(struct blocklists),
					      blocklists_fields};

static const struct field branding_fields[] = {
	{"name", FIELD_TEXT, offsetof(struct branding, name),
	 .text = "The managed service's name, on tickets and reviews."},
	{"contact", FIELD_TEXT, offsetof(struct branding, contact),
	 .text = "Whom the customer asks."},
	{0},
};

static const struct table branding_table = {"branding", sizeof(struct branding), branding_fields};

static const struct field binding_fields[] = {
	{"action", FIELD_TEXT, offsetof(struct key_binding, action), .required = true,
	 .text = "The action's name, as the help of the screens has it."},
	{"keys", FIELD_TEXT, offsetof(struct key_binding, keys), .required = true,
	 .text = "Its keys in place of its own, separated by spaces: j, C-l, Enter, F5, ..."},
	{0},
};

static const struct table binding_table = {"binding", sizeof(struct key_binding), binding_fields};

static const struct field config_fields[] = {
	{"report-address", FIELD_TEXT, offsetof(struct config, report_address),
	 .text = "The service's address for aggregate reports: rua of every record."},
	{"mailboxes", FIELD_TABLES, offsetof(struct config, mailboxes), .of = &mailbox_table,
	 .text = "Where reports arrive."},
	{"resolvers", FIELD_TEXTS, offsetof(struct config, resolvers),
	 .text = "ADDR[:PORT] of the resolvers to ask; else the system's."},
	{"keys", FIELD_TABLES, offsetof(struct config, keys), .of = &key_table,
	 .text = "Who may change zones by DNS update (`ticket publish --push`)."},
	{"blocklists", FIELD_TABLE, offsetof(struct config, blocklists), .of = &blocklists_table,
	 .text = "Block lists that `check` asks; none unless they are named here."},
	{"playbooks", FIELD_TEXT, offsetof(struct config, playbooks),
	 .text = "The folder of playbooks."},
	{"theme", FIELD_TEXT, offsetof(struct config, theme),
	 .text = "Colours of the screens: default, contrast or mono."},
	{"mouse", FIELD_BOOL, offsetof(struct config, mouse), "no",
	 .text = "Clicks and the wheel are the screens'; Shift and the mouse still select text."},
	{"copy-command", FIELD_TEXT, offsetof(struct config, copy_command),
	 .text = "A shell command that takes what is copied, such as wl-copy; else the terminal "
		 "does."},
	{"bindings", FIELD_TABLES, offsetof(struct config, bindings), .of = &binding_table,
	 .text = "Other keys for actions of the screens."},
	{"branding", FIELD_TABLE, offsetof(struct config, branding), .of = &branding_table,
	 .text = "What customers see on tickets and reviews."},
	{0},
};

static const struct table config_table = {"config", sizeof(struct config), config_fields};

const struct table *app_config_table(void)
{
	return &config_table;
}

static void override(char **member, const char *variable)
{
	const char *value = g_getenv(variable);

	if (!value || !*value)
		return;
	g_free(*member);
	*member = g_strdup(value);
}

/* Words with commas or spaces between. */
static void override_list(GPtrArray *list, const char *variable)
{
	const char *value = g_getenv(variable);
	g_auto(GStrv) words = value && *value ? g_strsplit_set(value, ", ", -1) : NULL;

	if (!words)
		return;
	g_ptr_array_set_size(list, 0);
	for (char **word = words; *word; word++)
		if (**word)
			g_ptr_array_add(list, g_strdup(*word));
}

bool config_load(const char *path, bool required, struct config *config, GError **error)
{
	memset(config, 0, sizeof(*config));
	if (required || g_file_test(path, G_FILE_TEST_EXISTS)) {
		if (!table_load_file(&config_table, path, config, error))
			return false;
	} else {
		table_init(&config_table, config);
	}
	override(&config->report_address, "RAMPART_REPORT_ADDRESS");
	override(&config->playbooks, "RAMPART_PLAYBOOKS");
	override(&config->theme, "RAMPART_THEME");
	override(&config->copy_command, "RAMPART_COPY_COMMAND");
	if (g_getenv("RAMPART_MOUSE"))
		config->mouse = g_str_equal(g_getenv("RAMPART_MOUSE"), "yes");
	override(&config->branding.name, "RAMPART_BRANDING_NAME");
	override(&config->branding.contact, "RAMPART_BRANDING_CONTACT");
	override_list(config->resolvers, "RAMPART_RESOLVERS");
	override_list(config->blocklists.addresses, "RAMPART_BLOCKLISTS_ADDRESSES");
	override_list(config->blocklists.domains, "RAMPART_BLOCKLISTS_DOMAINS");
	return true;
}

static char *first_line(char *text)
{
	text[strcspn(text, "\r\n")] = '\0';
	return text;
}

static char *secret_of_command(const char *command, GError **error)
{
	char *out = NULL;
	int status;
	const char *argv[] = {"/bin/sh", "-c", command, NULL};
	GSpawnFlags flags = G_SPAWN_STDERR_TO_DEV_NULL;

	if (!g_spawn_sync(NULL, (char **)(void *)argv, NULL, flags, NULL, NULL, &out, NULL, &status,
			  error))
		return NULL;
	if (g_spawn_check_wait_status(status, error))
		return first_line(out);
	g_free(out);
	return NULL;
}

char *secret_read(const struct mailbox *mailbox, bool *is_token, GError **error)
{
	char *text = NULL;

	*is_token = mailbox->token_command != NULL;
	if (mailbox->token_command || mailbox->password_command)
		text = secret_of_command(
			*is_token ? mailbox->token_command : mailbox->password_command, error);
	else if (!mailbox->password_file)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "mailbox %s: give password-file, password-command or token-command",
			    mailbox->name);
	else if (g_file_get_contents(mailbox->password_file, &text, NULL, error))
		first_line(text);
	if (!text)
		g_prefix_error(error, "mailbox %s: no password: ", mailbox->name);
	return text;
}

char *update_secret_read(const struct update_key *key, GError **error)
{
	char *text = NULL;

	if (g_file_get_contents(key->secret_file, &text, NULL, error))
		return g_strstrip(first_line(text));
	g_prefix_error(error, "key %s: no secret: ", key->name);
	return NULL;
}
