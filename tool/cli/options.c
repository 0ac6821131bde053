/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <getopt.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define LONG_BASE 256 /* getopt's values: letters below, option ids above */

#define FLAG(name, letter, text)                                                                   \
	{                                                                                          \
		name, letter, OPTION_TYPE_FLAG, NULL, text                                         \
	}
#define TEXT(name, letter, value, text)                                                            \
	{                                                                                          \
		name, letter, OPTION_TYPE_TEXT, value, text                                        \
	}
#define TEXTS(name, value, text)                                                                   \
	{                                                                                          \
		name, 0, OPTION_TYPE_TEXTS, value, text                                            \
	}
#define WORD(name, value, text)                                                                    \
	{                                                                                          \
		name, 0, OPTION_TYPE_WORD, value, text                                             \
	}
#define DAY(name, text)                                                                            \
	{                                                                                          \
		name, 0, OPTION_TYPE_DAY, "DAY", text                                              \
	}
#define NUMBER(name, text)                                                                         \
	{                                                                                          \
		name, 0, OPTION_TYPE_NUMBER, "N", text                                             \
	}

const struct option_spec option_specs[OPTION_COUNT] = {
	[OPTION_STATE] = TEXT("state", 0, "DIR", "where the state is kept"),
	[OPTION_CONFIG] = TEXT("config", 0, "FILE", "the config file"),
	[OPTION_PLAYBOOKS] = TEXT("playbooks", 0, "DIR", "the folder of playbooks and senders"),
	[OPTION_JSON] = FLAG("json", 'j', "one JSON document on standard output"),
	[OPTION_QUIET] = FLAG("quiet", 'q', "no progress and no remarks"),
	[OPTION_VERBOSE] = FLAG("verbose", 'v', "say more"),
	[OPTION_NO_COLOR] = FLAG("no-color", 0, "no colours on the screens"),
	[OPTION_AS] = TEXT("as", 0, "NAME", "who decides, for the journal"),
	[OPTION_NOW] = {"now", 0, OPTION_TYPE_TIME, "TIMESTAMP",
			"the clock stands still there (UTC, RFC 3339)"},
	[OPTION_RESOLVER] = TEXTS("resolver", "ADDR[:PORT]", "ask this resolver, not the system's"),
	[OPTION_DNS_PORT] = NUMBER("dns-port", "port of the authoritative servers"),
	[OPTION_DNS_TIMEOUT] = {"dns-timeout", 0, OPTION_TYPE_SECONDS, "SECONDS",
				"wait so long for an answer"},
	[OPTION_DNS_RETRIES] = NUMBER("dns-retries", "ask again so often"),
	[OPTION_OFFLINE] = FLAG("offline", 0, "ask nobody on the network about DNS"),
	[OPTION_HELP] = FLAG("help", 'h', "say how a command is used"),
	[OPTION_VERSION] = FLAG("version", 'V', "versions of the program and its libraries"),
	[OPTION_SCRIPT] = TEXT("script", 0, "FILE", NULL),
	[OPTION_SIZE] = TEXT("size", 0, "WxH", NULL),

	[OPTION_DRY_RUN] = FLAG("dry-run", 'n', "say what would happen, and do nothing"),
	[OPTION_OUTPUT] = TEXT("output", 'o', "FILE",
			       "write to FILE, whole or not at all; - is standard output"),
	[OPTION_SINCE] = DAY("since", "from this day on"),
	[OPTION_UNTIL] = DAY("until", "up to and with this day"),
	[OPTION_DAYS] = NUMBER("days", "so many days (default 30)"),
	[OPTION_LAST_MONTH] = FLAG("last-month", 0, "the last whole calendar month"),
	[OPTION_NAME] = TEXT("name", 0, "NAME", "the name that people read"),
	[OPTION_TARGET] = DAY("target", "the day it is promised for"),
	[OPTION_CONTACT] = TEXT("contact", 0, "MAIL", "mail address at the customer"),
	[OPTION_CUSTOMER] = TEXT("customer", 0, "CUSTOMER", "for this customer only"),
	[OPTION_PLAYBOOK] = TEXT("playbook", 0, "PLAYBOOK", "the ladder to follow"),
	[OPTION_KIND] = WORD("kind", "mailing|receive-only|parked", "what the domain is for"),
	[OPTION_FROM_FILE] = TEXT("from-file", 0, "FILE", "more domains, one a line"),
	[OPTION_LISTS] = WORD("lists", "yes|no", "do its users post to mailing lists?"),
	[OPTION_RISK] = WORD("risk", "low|normal", "low: shorter first stage"),
	[OPTION_MONTHLY] =
		WORD("monthly", "yes|no", "does it have senders that send once a month?"),
	[OPTION_GOAL] = WORD("goal", "reject|quarantine", "where the ladder is to end"),
	[OPTION_STAGE] = TEXT("stage", 0, "STAGE", "a stage of the domain's playbook"),
	[OPTION_REASON] = TEXT("reason", 'r', "TEXT", "why; it stands in the journal"),
	[OPTION_PUSH] = FLAG("push", 0, "by DNS update, with a key of the config: shows it"),
	[OPTION_YES] = FLAG("yes", 'y', "with --push: sends it"),
	[OPTION_FORCE] = FLAG("force", 0, "although the rules say no; needs --reason"),
	[OPTION_CHECK] = FLAG(
		"check", 0,
		"end with 1 if anything regressed, fell silent or is overdue, or DNS is wrong"),
	[OPTION_DIFF] = FLAG("diff", 0, "and what changed since the look before"),
	[OPTION_IPS] = FLAG("ips", 0, "with the addresses of each source"),
	[OPTION_FLOWS] = FLAG("flows", 0, "with the flows of each source"),
	[OPTION_OWNER] = TEXT("owner", 0, "TEXT", "who answers for it at the customer"),
	[OPTION_ACCOUNT] = TEXT("account", 0, "TEXT", "the customer's account with the sender"),
	[OPTION_TASK] = TEXT("task", 0, "TEXT", "what is asked of the owner"),
	[OPTION_DUE] = DAY("due", "until when"),
	[OPTION_VITAL] = FLAG("vital", 0, "the stream counts by itself, however small"),
	[OPTION_NO_VITAL] = FLAG("no-vital", 0, "the stream counts as any other"),
	[OPTION_NOTE] = TEXT("note", 0, "TEXT", "a remark"),
	[OPTION_SENDER_KIND] =
		WORD("kind", "esp|saas|mailbox|forwarder|gateway|list|own", "what the sender does"),
	[OPTION_PTR] = TEXTS("ptr", "SUFFIX", "its hosts' names end so"),
	[OPTION_SPF] = TEXTS("spf", "DOMAIN", "an include or return-path domain of it"),
	[OPTION_DKIM] = TEXTS("dkim", "DOMAIN[/SELECTOR]",
			      "a signing domain of it, with a selector pattern"),
	[OPTION_ASN] = TEXTS("asn", "N", "a network of it"),
	[OPTION_RECORD] = TEXT("record", 0, "TXT", "the DMARC record to try"),
	[OPTION_DELETE] = TEXT("delete", 0, "NAME[/TYPE]", "take this record out of DNS (TXT)"),
	[OPTION_SPLIT] =
		TEXTS("split", "STREAM=SUBDOMAIN[:POLICY]", "as if the stream had moved there"),
	[OPTION_RECORD_FORMAT] =
		WORD("format",
		     "text|zone|nsupdate|route53|cloudflare|azure|google|terraform|"
		     "octodns|dnscontrol|json",
		     "who is to read it"),
	[OPTION_TICKET_FORMAT] =
		WORD("format",
		     "text|md|json|zone|nsupdate|route53|cloudflare|azure|google|terraform|"
		     "octodns|dnscontrol",
		     "how it is written, or its changes alone"),
	[OPTION_REVIEW_FORMAT] = WORD("format", "html|md|text|json", "how it is written"),
	[OPTION_EXPORT_FORMAT] = WORD("format", "csv|jsonl", "how it is written"),
	[OPTION_REGISTER_FORMAT] = WORD("format", "csv|md|json", "how it is written"),
	[OPTION_READ] = TEXT("read", 0, "FILE", "read an edited register in again"),
	[OPTION_FILTER] =
		TEXT("filter", 0, "TEXT", "all sources that hold these words, [!][COLUMN:][~]TEXT"),
	[OPTION_FROM_DOMAIN] = TEXT("from", 0, "DOMAIN", "the domain of the message's From"),
	[OPTION_NONEXISTENT] = FLAG("nonexistent", 0, "the From domain does not exist in DNS"),
	[OPTION_AT] = TEXTS("at", "NAME=TXT", "TXT is published at _dmarc.NAME"),
	[OPTION_AUTH] = TEXT("auth", 0, "DOMAIN", "the domain that SPF or DKIM authenticated"),
	[OPTION_BATCH] = TEXT("batch", 0, "FILE",
			      "one JSON object with these options a line; - is standard input"),
	[OPTION_SOURCE] = TEXT("source", 0, "SOURCE", "for this source"),
	[OPTION_BY] = TEXT("by", 0, "NAME", "who says so"),
	[OPTION_WINDOW] = TEXT("window", 0, "TEXT", "when it may be done"),
	[OPTION_FROM_DAY] = DAY("from", "its first day"),
	[OPTION_VALUE] =
		TEXT("value", 0, "TXT", "the new value, instead of $EDITOR; the one to delete"),
	[OPTION_LIMIT] = NUMBER("limit", "the newest N only"),
	[OPTION_FLAGGED] =
		FLAG("flagged", 0, "the reports that were stored although something is odd"),
	[OPTION_UNASSIGNED] = FLAG("unassigned", 0, "those that have reports and are nobody's"),
	[OPTION_BURN_DOWN] = FLAG("burn-down", 0, "the customer's domains by stage, day by day"),
	[OPTION_HEAD] =
		TEXTS("head", "HASH", "is this head, of a review or ticket, in the journal?"),
	[OPTION_OFFERED] =
		FLAG("offered", 0, "subdomains that send and are not managed by themselves"),
};

void arguments_init(struct arguments *arguments)
{
	*arguments = (struct arguments){.words = g_ptr_array_new_with_free_func(g_free)};
	for (unsigned i = 0; i < OPTION_COUNT; i++) {
		if (option_specs[i].type == OPTION_TYPE_DAY)
			arguments->option[i].number = DAY_NONE;
		if (option_specs[i].type == OPTION_TYPE_TIME)
			arguments->option[i].number = TIME_NONE;
	}
}

void arguments_clear(struct arguments *arguments)
{
	for (unsigned i = 0; i < OPTION_COUNT; i++)
		g_clear_pointer(&arguments->option[i].texts, g_ptr_array_unref);
	g_clear_pointer(&arguments->words, g_ptr_array_unref);
}

static bool refuse(const struct option_spec *spec, const char *text, const char *want,
		   GError **error)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "--%s: \"%s\" is not %s", spec->name,
		    text, want);
	return false;
}

static bool is_word(const char *words, const char *text)
{
	g_auto(GStrv) list = g_strsplit(words, "|", -1);

	return g_strv_contains((const char *const *)list, text);
}

static bool set_day(const struct option_spec *spec, const char *text, int64_t *number,
		    GError **error)
{
	int32_t day;

	if (!day_parse(text, &day))
		return refuse(spec, text, "a day (YYYY-MM-DD)", error);
	*number = day;
	return true;
}

static bool set_number(const struct option_spec *spec, const char *text, int64_t *number,
		       GError **error)
{
	guint64 value;

	if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT32, &value, NULL))
		return refuse(spec, text, "a number", error);
	*number = (int64_t)value;
	return true;
}

static bool set_seconds(const struct option_spec *spec, const char *text, double *seconds,
			GError **error)
{
	char *end;

	*seconds = g_ascii_strtod(text, &end);
	if (end == text || *end || !(*seconds > 0 && *seconds <= DAY_SECONDS))
		return refuse(spec, text, "a number of seconds above 0", error);
	return true;
}

static bool set_value(enum option_id id, const char *text, struct option_value *value,
		      GError **error)
{
	const struct option_spec *spec = &option_specs[id];

	value->given = true;
	value->text = text;
	switch (spec->type) {
	case OPTION_TYPE_FLAG:
	case OPTION_TYPE_TEXT:
		return true;
	case OPTION_TYPE_TEXTS:
		if (!value->texts)
			value->texts = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(value->texts, g_strdup(text));
		return true;
	case OPTION_TYPE_WORD:
		return is_word(spec->value, text) || refuse(spec, text, spec->value, error);
	case OPTION_TYPE_DAY:
		return set_day(spec, text, &value->number, error);
	case OPTION_TYPE_TIME:
		return time_parse(text, &value->number) ||
		       refuse(spec, text, "a time (2026-10-31T12:00:00Z)", error);
	case OPTION_TYPE_NUMBER:
		return set_number(spec, text, &value->number, error);
	case OPTION_TYPE_SECONDS:
		return set_seconds(spec, text, &value->seconds, error);
	}
	g_assert_not_reached();
}

/* The options that may stand here: GArray of enum option_id. */
static GArray *allowed(const enum option_id *own)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(enum option_id));

	for (int id = OPTION_END + 1; id <= OPTION_LAST_GLOBAL; id++)
		g_array_append_val(ids, id);
	for (; own && *own != OPTION_END; own++)
		g_array_append_val(ids, *own);
	return ids;
}

static enum option_id by_letter(const GArray *ids, int letter)
{
	for (unsigned i = 0; i < ids->len; i++) {
		enum option_id id = g_array_index(ids, enum option_id, i);

		if (option_specs[id].letter && option_specs[id].letter == letter)
			return id;
	}
	return OPTION_END;
}

enum option_id option_find(const char *name, const enum option_id *own)
{
	g_autoptr(GArray) ids = allowed(own);

	for (unsigned i = 0; i < ids->len; i++) {
		enum option_id id = g_array_index(ids, enum option_id, i);

		if (g_str_equal(option_specs[id].name, name))
			return id;
	}
	return OPTION_END;
}

/* What getopt_long() wants to know. "+" stops at the first word, "-" hands words over in order. */
static void getopt_tables(const GArray *ids, bool up_to_word, GString *letters, GArray *longs)
{
	g_string_assign(letters, up_to_word ? "+:" : "-:");
	for (unsigned i = 0; i < ids->len; i++) {
		enum option_id id = g_array_index(ids, enum option_id, i);
		const struct option_spec *spec = &option_specs[id];
		bool takes = spec->type != OPTION_TYPE_FLAG;
		struct option entry = {spec->name, takes ? required_argument : no_argument, NULL,
				       LONG_BASE + (int)id};

		g_array_append_val(longs, entry);
		if (spec->letter)
			g_string_append_printf(letters, "%c%s", spec->letter, takes ? ":" : "");
	}
}

/* What getopt complains of: the element it stopped at, or the letter. */
static void complain(int code, char **argv, GError **error)
{
	g_autofree char *name = optopt > 0 && optopt < LONG_BASE ? g_strdup_printf("-%c", optopt)
								 : g_strdup(argv[optind - 1]);

	if (code == ':')
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "%s wants a value", name);
	else if (optopt >= LONG_BASE)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "--%s takes no value",
			    option_specs[optopt - LONG_BASE].name);
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "unknown option %s", name);
}

int options_parse(int argc, char **argv, const enum option_id *own, bool up_to_word,
		  struct arguments *arguments, GError **error)
{
	g_autoptr(GArray) ids = allowed(own);
	g_autoptr(GArray) longs = g_array_new(TRUE, TRUE, sizeof(struct option));
	g_autoptr(GString) letters = g_string_new(NULL);
	int code;

	getopt_tables(ids, up_to_word, letters, longs);
	optind = 0; /* GNU: start anew */
	opterr = 0;
	while ((code = getopt_long(argc, argv, letters->str,
				   &g_array_index(longs, struct option, 0), NULL)) != -1) {
		enum option_id id;

		if (code == 1) {
			g_ptr_array_add(arguments->words, g_strdup(optarg));
			continue;
		}
		if (code == '?' || code == ':') {
			complain(code, argv, error);
			return -1;
		}
		id = code >= LONG_BASE ? (enum option_id)(code - LONG_BASE) : by_letter(ids, code);
		if (!set_value(id, optarg, &arguments->option[id], error))
			return -1;
	}
	for (; !up_to_word && optind < argc; optind++) /* behind "--" */
		g_ptr_array_add(arguments->words, g_strdup(argv[optind]));
	return optind;
}
