/* SPDX-License-Identifier: MIT */
#include "dns/spf_journey.h"

#include <string.h>

#include "base/name.h"
#include "dns/questions.h"

void journey_ask(const struct journey *journey, GArray *questions)
{
	journey->asker->ask(journey->asker->who, (struct dns_question *)(void *)questions->data,
			    questions->len);
}

/* The addresses that can match: of the client's family, or of both where there is no client. */
static void add_address_questions(const struct journey *journey, GArray *questions,
				  const char *name)
{
	const struct spf_message *message = journey->message;

	if (!message || ip_is_v4(&message->ip))
		questions_add(questions, name, DNS_TYPE_A, NULL);
	if (!message || !ip_is_v4(&message->ip))
		questions_add(questions, name, DNS_TYPE_AAAA, NULL);
}

/* What a term asks about a name first. */
void journey_add_questions(const struct journey *journey, GArray *questions, enum spf_kind kind,
			   const char *name)
{
	switch (kind) {
	case SPF_KIND_INCLUDE:
		questions_add(questions, name, DNS_TYPE_TXT, NULL);
		break;
	case SPF_KIND_A:
		add_address_questions(journey, questions, name);
		break;
	case SPF_KIND_MX:
		questions_add(questions, name, DNS_TYPE_MX, NULL);
		break;
	case SPF_KIND_EXISTS: /* for IPv6 clients, too (5.7) */
		questions_add(questions, name, DNS_TYPE_A, NULL);
		break;
	case SPF_KIND_PTR: /* asks about the client's address */
	case SPF_KIND_ALL:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6:
		break;
	}
}

/* Are the first bits of two addresses of one family the same? */
static bool in_network(const struct ip *ip, const struct ip *network, const struct spf_term *term)
{
	unsigned v4_offset = 8 * (sizeof(ip->octet) - 4);
	unsigned bits = ip_is_v4(ip) ? v4_offset + term->prefix4 : term->prefix6;
	unsigned octets = bits / 8, rest = bits % 8;

	return memcmp(ip->octet, network->octet, octets) == 0 &&
	       (rest == 0 || (ip->octet[octets] ^ network->octet[octets]) >> (8 - rest) == 0);
}

/* Is the client in the network of one of these addresses? Never without a client. */
static bool holds_client(const struct journey *journey, const GPtrArray *addresses,
			 const struct spf_term *term)
{
	struct ip ip;

	for (guint i = 0; journey->message && i < addresses->len; i++) {
		const char *text = addresses->pdata[i];

		if (ip_parse(text, strlen(text), &ip) &&
		    in_network(&journey->message->ip, &ip, term))
			return true;
	}
	return false;
}

/* The names of the client that lead back to it (5.5): char *; *status: of the question for them. */
static GPtrArray *validated_names(const struct journey *journey, enum look_status *status)
{
	static const struct spf_term whole = {.prefix4 = 32, .prefix6 = 128};
	g_autofree char *reverse = ip_reverse_name(&journey->message->ip);
	g_autoptr(GArray) pointers = questions_new(), questions = questions_new();
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const GPtrArray *claimed;

	questions_add(pointers, reverse, DNS_TYPE_PTR, NULL);
	journey_ask(journey, pointers);
	*status = questions_at(pointers, 0)->status;
	claimed = questions_at(pointers, 0)->data;
	for (guint i = 0; i < MIN(claimed->len, SPF_PTR_MAX); i++)
		add_address_questions(journey, questions, claimed->pdata[i]);
	journey_ask(journey, questions);
	for (guint i = 0; i < questions->len; i++)
		if (holds_client(journey, questions_at(questions, i)->data, &whole))
			g_ptr_array_add(names, g_strdup(questions_at(questions, i)->name));
	return names;
}

/* What %{p} stands for (7.3): the domain itself if it is among the names, else one below, else any.
 */
char *validated_name(const struct journey *journey, const char *domain)
{
	enum look_status status;
	g_autoptr(GPtrArray) names = validated_names(journey, &status);
	const char *best = names->len > 0 ? names->pdata[0] : "unknown";

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];

		if (strcmp(name, domain) == 0 ||
		    (name_within(name, domain) && !name_within(best, domain)))
			best = name;
	}
	return g_strdup(best);
}

bool match_network(const struct journey *journey, const struct spf_term *term)
{
	const struct spf_message *message = journey->message;

	return message && (term->kind == SPF_KIND_IP4) == ip_is_v4(&message->ip) &&
	       in_network(&message->ip, &term->network, term);
}

bool match_hosts(struct journey *journey, struct spf_node *node, const struct spf_term *term)
{
	g_autoptr(GArray) questions = questions_new();
	enum look_status status = LOOK_STATUS_NODATA;
	bool matched = false;

	journey_add_questions(journey, questions, term->kind, node->name);
	journey_ask(journey, questions);
	for (guint i = 0; i < questions->len; i++) {
		const struct dns_question *asked = questions_at(questions, i);

		status = status == LOOK_STATUS_OK ? status : asked->status;
		matched = matched || holds_client(journey, asked->data, term);
	}
	return journey_weigh(journey, node, status) && (matched || term->kind == SPF_KIND_EXISTS);
}

/* Is the client one of these mail servers? */
static bool match_servers(struct journey *journey, struct spf_node *node, const GPtrArray *mx,
			  const struct spf_term *term)
{
	g_autoptr(GArray) questions = questions_new();
	bool unknown = false;

	for (guint i = 0; i < mx->len; i++)
		if (strcmp(mx_host(mx->pdata[i]), ".") != 0)
			add_address_questions(journey, questions, mx_host(mx->pdata[i]));
	journey_ask(journey, questions);
	for (guint i = 0; i < questions->len; i++) {
		const struct dns_question *asked = questions_at(questions, i);

		if (holds_client(journey, asked->data, term))
			return true;
		if (!unknown && !status_is_answer(asked->status)) {
			unknown = true;
			node->status = asked->status;
		}
	}
	if (unknown)
		journey_blame(journey, node, SPF_FAULT_UNKNOWN);
	return false;
}

bool match_mx(struct journey *journey, struct spf_node *node, const struct spf_term *term)
{
	g_autoptr(GArray) questions = questions_new();
	const struct dns_question *asked;

	journey_add_questions(journey, questions, term->kind, node->name);
	journey_ask(journey, questions);
	asked = questions_at(questions, 0);
	node->found = asked->data->len;
	if (!journey_weigh(journey, node, asked->status))
		return false;
	if (node->found > SPF_MX_MAX) {
		journey_blame(journey, node, SPF_FAULT_MX_MANY);
		return false;
	}
	return journey->message && match_servers(journey, node, asked->data, term);
}

bool match_ptr(struct journey *journey, struct spf_node *node)
{
	g_autoptr(GPtrArray) names = NULL;
	enum look_status status;

	if (!journey->message)
		return false;
	names = validated_names(journey, &status);
	journey_count(journey, node, status);
	for (guint i = 0; i < names->len; i++)
		if (name_within(names->pdata[i], node->name))
			return true;
	return false;
}
