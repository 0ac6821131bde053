/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "analyse/split.h"
#include "base/figure.h"
#include "base/name.h"
#include "dmarc/report_uri.h"

#define SPF_ADDRESSES_MAX 10 /* listed one by one in a proposed SPF record */
#define FORWARDERS_SHOWN  5
#define NAMES_TRIED	  100

/* A plan while it is written. */
struct planning {
	const struct analysis *a;
	const struct current *current;
	const struct split_input *input;
	struct split_candidate *candidate;
	bool own_envelope; /* the subdomain is where the stream's bounces go already */
};

/* Does mail of another stream come From this name? */
static bool used_by_others(const struct analysis *a, const struct current *current,
			   const char *name)
{
	for (uint32_t i = 0; i < a->n_strands; i++)
		if (a->strands[i].current != current &&
		    strcmp(kind_of(a, &a->strands[i])->header_from, name) == 0)
			return true;
	return false;
}

static bool is_free(const struct analysis *a, const struct current *current,
		    const struct split_input *input, const char *name)
{
	for (unsigned i = 0; input->taken && i < input->taken->len; i++)
		if (strcmp(input->taken->pdata[i], name) == 0)
			return false;
	return !used_by_others(a, current, name);
}

/* Letters of the selector make a label that the application's owners recognise. */
static char *label_of(const struct current *current)
{
	GString *label = g_string_new(NULL);

	for (const char *at = current->selector; at && *at && label->len < 20; at++)
		if (g_ascii_isalpha(*at))
			g_string_append_c(label, g_ascii_tolower(*at));
	if (label->len < 2)
		g_string_assign(label, "mail");
	return g_string_free(label, FALSE);
}

char *split_subdomain(const struct analysis *a, const struct current *current,
		      const struct split_input *input)
{
	const char *domain = a->in.domain, *envelope = current->envelope;
	g_autofree char *label = label_of(current);
	char *name;

	if (envelope && strcmp(envelope, domain) != 0 && name_within(envelope, domain) &&
	    is_free(a, current, input, envelope))
		return g_strdup(envelope);
	name = g_strdup_printf("%s.%s", label, domain);
	for (unsigned i = 2; i < NAMES_TRIED && !is_free(a, current, input, name); i++) {
		g_free(name);
		name = g_strdup_printf("%s%u.%s", label, i, domain);
	}
	return name;
}

static void add_record(const struct planning *planning, const char *label, const char *type,
		       const char *value)
{
	g_autofree char *name =
		*label ? g_strdup_printf("%s.%s", label, planning->candidate->subdomain)
		       : g_strdup(planning->candidate->subdomain);

	g_ptr_array_add(planning->candidate->records,
			rr_new(name, type, planning->input->ttl, value));
}

/* Is the stream's own mail compliant where nobody forwards it? */
static bool aligned_at_home(const struct analysis *a, const struct current *current)
{
	uint64_t all = 0, compliant = 0;

	for (uint32_t i = 0; i < a->n_strands; i++) {
		const struct strand *strand = &a->strands[i];

		if (strand->current != current || !strand->home)
			continue;
		all += strand->messages;
		compliant += kind_compliant(kind_of(a, strand)) ? strand->messages : 0;
	}
	return 2 * compliant > all;
}

/* Who takes reports for another organisation has to say so for the new name, too (RFC 9990 4). */
static void add_authorisations(const struct planning *planning, const struct record *record)
{
	const char *subdomain = planning->candidate->subdomain;

	for (unsigned i = 0; i < record->rua->len; i++) {
		const char *uri = ((struct record_uri *)record->rua->pdata[i])->uri;
		g_autofree char *host = report_uri_host(uri);
		g_autofree char *name = NULL;

		if (!host || strcmp(registrable_domain(host), registrable_domain(subdomain)) == 0)
			continue;
		name = g_strdup_printf("%s._report._dmarc.%s", subdomain, host);
		g_ptr_array_add(planning->candidate->records,
				rr_new(name, "TXT", planning->input->ttl, "v=DMARC1;"));
	}
}

/* The drafted record may be weaker than the quarantine that spam_after counts. */
static char *describe_then(const struct split_candidate *candidate, const char *record)
{
	const char *core = record + strlen("v=DMARC1; ");
	g_autofree char *spam = figure_amount(candidate->spam_after);

	if (g_str_equal(core, "p=none"))
		return g_strdup_printf("Its own record begins at p=none: the broken messages are "
				       "delivered. Once it is at p=quarantine, %s messages go to "
				       "the spam folder.",
				       spam);
	if (strchr(core, ';'))
		return g_strdup_printf("Its own record begins at %s, as far as the domain is: then "
				       "a part of the broken messages goes to the spam folder, and "
				       "%s messages once it is at p=quarantine in full.",
				       core, spam);
	return g_strdup_printf("Its own record, %s, puts %s of its messages into the spam "
			       "folder.",
			       core, spam);
}

static void add_dmarc(const struct planning *planning)
{
	const struct split_input *input = planning->input;
	const char *in_force = input->record ? input->record : "v=DMARC1; p=none";
	g_autofree char *rua = NULL, *text = NULL, *core = NULL;
	struct record parent, record;
	enum policy policy;

	if (!record_parse(in_force, strlen(in_force), &parent, NULL))
		record_parse("v=DMARC1; p=none", 16, &parent, NULL);
	policy = aligned_at_home(planning->a, planning->current) ? split_policy(&parent)
								 : POLICY_NONE;
	rua = input->report_address ? report_uris_with(&parent, input->report_address)
				    : g_strdup(record_get(&parent, "rua"));
	text = split_record(&parent, policy, rua);
	core = split_record(&parent, policy, NULL);
	planning->candidate->then = describe_then(planning->candidate, core);
	add_record(planning, "_dmarc", "TXT", text);
	record_parse(text, strlen(text), &record, NULL);
	add_authorisations(planning, &record);
	record_clear(&record);
	record_clear(&parent);
}

/* The name that a vendor asks to include: the one that is made for SPF. */
static const char *include_of(const struct sender *sender)
{
	for (unsigned i = 0; sender && sender->spf && i < sender->spf->len; i++) {
		const char *name = sender->spf->pdata[i];

		if (*name == '_' || strstr(name, "spf"))
			return name;
	}
	return NULL;
}

/* The addresses that the stream is sent from, as SPF terms; NULL: too many to list. */
static char *home_addresses(const struct analysis *a, const struct current *current)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	GString *terms = g_string_new(NULL);

	for (uint32_t i = 0; i < a->n_strands; i++) {
		const struct strand *strand = &a->strands[i];

		if (strand->current != current || !strand->home ||
		    !kind_compliant(kind_of(a, strand)))
			continue;
		for (uint32_t j = 0; j < strand->n_runs; j++) {
			const struct address *address =
				&a->addresses[a->runs[strand->first_run + j].address];
			char text[IP_TEXT_MAX];

			if (!g_hash_table_add(seen, unchanged(address)))
				continue;
			g_string_append_printf(terms, "ip%c:%s ",
					       ip_is_v4(&address->ip) ? '4' : '6',
					       ip_format(&address->ip, text));
		}
	}
	if (g_hash_table_size(seen) > SPF_ADDRESSES_MAX || terms->len == 0) {
		g_string_free(terms, TRUE);
		return NULL;
	}
	return g_string_free(terms, FALSE);
}

static void add_spf(const struct planning *planning)
{
	const struct party *home = planning->current->home;
	const char *include = include_of(home ? home->sender : NULL);
	g_autofree char *addresses =
		include ? NULL : home_addresses(planning->a, planning->current);
	g_autofree char *text =
		include ? g_strdup_printf("v=spf1 include:%s -all", include)
			: g_strdup_printf("v=spf1 %s-all", addresses ? addresses
								     : "include:<name from the "
								       "sender> ");

	add_record(planning, "", "TXT", text);
}

static void add_key(const struct planning *planning)
{
	const char *selector = planning->current->selector;
	g_autofree char *label =
		g_strdup_printf("%s._domainkey", selector ? selector : "<selector>");

	add_record(planning, label, "TXT", "v=DKIM1; k=rsa; p=<public key from the sender>");
}

static void add_text(GPtrArray *list, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add_text(GPtrArray *list, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(list, g_strdup_vprintf(format, args));
	va_end(args);
}

static void write_steps(const struct planning *planning)
{
	const char *subdomain = planning->candidate->subdomain;
	const char *stream = planning->candidate->stream;
	const char *domain = planning->a->in.domain;
	GPtrArray *steps = planning->candidate->steps;

	add_text(steps,
		 "Application owner: have the sender of %s make a DKIM key for %s, and hand "
		 "its public half to the DNS team.",
		 stream, subdomain);
	add_text(steps,
		 "DNS team: publish the records below. Keep the record of %s, and put no "
		 "psd=n on %s.",
		 domain, subdomain);
	if (planning->own_envelope)
		add_text(steps,
			 "DNS team: leave SPF and MX of %s as they are; bounces of the stream "
			 "go there already.",
			 subdomain);
	else
		add_text(steps, "DNS team: point MX of %s to where bounces and replies are read.",
			 subdomain);
	add_text(steps, "We: verify the records at every authoritative server.");
	add_text(steps,
		 "Application owner: switch From and return path of the stream to %s, and "
		 "sign with d=%s.",
		 subdomain, subdomain);
	add_text(steps, "We: watch %s drain at %s until it shows no message for 14 days.", stream,
		 domain);
	add_text(steps, "DNS team: then remove the stream's old key and SPF term from %s.", domain);
	add_text(steps,
		 "We: take %s on to reject; %s keeps its own, weaker record and can be "
		 "spoofed as long as it does: keep it dull and documented. BIMI does not show "
		 "for it below quarantine.",
		 domain, subdomain);
}

/* Messages that a party broke of the stream. */
struct breaker {
	const struct party *party;
	uint64_t messages;
};

static int compare_breakers(const void *a, const void *b)
{
	const struct breaker *x = a, *y = b;

	if (x->messages != y->messages)
		return x->messages > y->messages ? -1 : 1;
	return strcmp(x->party->key, y->party->key);
}

static void write_breakers(const struct planning *planning, int32_t from, int32_t until)
{
	const struct analysis *a = planning->a;
	g_autoptr(GArray) breakers = g_array_new(FALSE, FALSE, sizeof(struct breaker));

	for (uint32_t i = 0; i < a->n_parties; i++) {
		const struct party *party = &a->parties[i];
		struct tally tally = {0};
		struct breaker breaker = {party, 0};

		for (uint32_t j = party->first; j < party->first + party->n; j++)
			if (a->strands[j].current == planning->current &&
			    a->strands[j].class == FLOW_CLASS_FORWARD_BROKEN)
				figures_tally(a, &a->strands[j], from, until, NULL, &tally);
		breaker.messages = tally.messages;
		if (breaker.messages > 0)
			g_array_append_val(breakers, breaker);
	}
	g_array_sort(breakers, compare_breakers);
	for (unsigned i = 0; i < MIN(breakers->len, FORWARDERS_SHOWN); i++) {
		const struct breaker *breaker = &g_array_index(breakers, struct breaker, i);

		g_autofree char *messages =
			figure_counted(breaker->messages, "message", "messages");

		add_text(planning->candidate->evidence, "%s broke %s on the way",
			 breaker->party->name, messages);
	}
}

static void write_evidence(const struct planning *planning, const struct stream *stream,
			   int32_t from, int32_t until)
{
	GPtrArray *evidence = planning->candidate->evidence;
	g_autofree char *home = figure_counted(stream->home, "message", "messages");
	g_autofree char *days = figure_counted(stream->days, "day", "days");
	g_autofree char *reporters = figure_counted(stream->reporters, "reporter", "reporters");
	g_autofree char *intact = figure_count(stream->forwarded_ok);
	g_autofree char *broken = figure_count(stream->broken);
	g_autofree char *by_selector = figure_count(stream->by_selector);
	g_autofree char *by_envelope = figure_count(stream->by_envelope);

	add_text(evidence, "%s at home, %s passed on intact, %s broken", home, intact, broken);
	add_text(evidence, "told by selector: %s, by envelope domain: %s", by_selector,
		 by_envelope);
	add_text(evidence, "broken on %s, seen by %s%s", days, reporters,
		 stream->overridden ? ", some with a reason" : "");
	write_breakers(planning, from, until);
}

void split_plan(const struct analysis *a, int32_t from, int32_t until, const struct stream *stream,
		const struct current *current, const struct split_input *input,
		struct split_candidate *candidate)
{
	struct planning planning = {
		.a = a,
		.current = current,
		.input = input,
		.candidate = candidate,
		.own_envelope = g_strcmp0(candidate->subdomain, current->envelope) == 0,
	};

	candidate->evidence = g_ptr_array_new_with_free_func(g_free);
	candidate->records = g_ptr_array_new_with_free_func((GDestroyNotify)rr_free);
	candidate->steps = g_ptr_array_new_with_free_func(g_free);
	write_evidence(&planning, stream, from, until);
	add_dmarc(&planning);
	if (!planning.own_envelope) {
		add_spf(&planning);
		add_record(&planning, "", "MX", "10 <host that takes bounces and replies>");
	}
	add_key(&planning);
	write_steps(&planning);
}
