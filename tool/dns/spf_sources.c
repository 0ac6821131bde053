/* SPDX-License-Identifier: MIT */
/* The SPF record against those who send: who is not in it, and what in it nobody needs. */
#include <string.h>

#include "base/ip.h"
#include "dns/check.h"
#include "dns/questions.h"

#define ADDRESSES_MAX 16  /* of one sender that are tried */
#define WALKS_MAX     256 /* of all senders */
#define HOSTS_MAX     32  /* of all senders */

/* What the trials told of the domain's own record. */
struct trial {
	struct check *check;
	struct spf_record record; /* the domain's own */
	GArray *used;		  /* bool: did an address match the term of that index first? */
	unsigned walks;
};

/* Would a message from the address with that return path pass SPF? */
static bool passes(struct trial *trial, const char *path, const struct ip *ip)
{
	const struct spf_asker asker = {check_spf_ask, trial->check};
	const struct spf_message message = {*ip, "postmaster", path, path};
	struct spf_walk walk;
	bool passed;

	trial->walks++;
	spf_walk(&asker, path, &message, &walk);
	passed = walk.outcome == SPF_OUTCOME_PASS;
	if (passed && walk.matched >= 0 && strcmp(path, trial->check->look->domain) == 0)
		g_array_index(trial->used, bool, walk.matched) = true;
	spf_walk_clear(&walk);
	return passed;
}

/* By one of the sender's return paths; by the domain itself where it uses foreign ones. */
static bool covers(struct trial *trial, const struct dns_sender *sender, const struct ip *ip)
{
	bool covered = sender->paths->len == 0 && passes(trial, trial->check->look->domain, ip);

	for (guint i = 0; i < sender->paths->len && !covered; i++)
		covered = passes(trial, sender->paths->pdata[i], ip);
	return covered;
}

static void judge_cover(struct look *look, const struct dns_sender *sender,
			const struct look_cover *cover)
{
	char address[IP_TEXT_MAX];

	if (!cover->legitimate || cover->covered == cover->addresses)
		return;
	ip_format(&g_array_index(sender->ips, struct ip, 0), address);
	check_say(look->findings, CHECK_SPF_SOURCE_UNCOVERED,
		  "%." SEEN "s (%s%s, %" G_GUINT64_FORMAT
		  " message%s) sends legitimately%s; SPF covers %u of %u address%s",
		  sender->name, address, cover->addresses > 1 ? " and others" : "",
		  sender->messages, sender->messages == 1 ? "" : "s",
		  sender->paths->len > 0 ? "" : " with a return path of its own", cover->covered,
		  cover->addresses, cover->addresses == 1 ? "" : "es");
}

static void try_sender(struct trial *trial, const struct dns_sender *sender)
{
	struct look *look = trial->check->look;
	struct look_cover *cover = g_new0(struct look_cover, 1);

	cover->source = g_strdup(sender->name);
	cover->legitimate = sender->legitimate;
	cover->messages = sender->messages;
	cover->addresses = MIN(sender->ips->len, ADDRESSES_MAX);
	for (guint i = 0; i < cover->addresses; i++)
		cover->covered += covers(trial, sender, &g_array_index(sender->ips, struct ip, i));
	g_ptr_array_add(look->spf_sources, cover);
	judge_cover(look, sender, cover);
}

/* Includes that no address seen matched, or matched only after another term. */
static void judge_includes(const struct trial *trial)
{
	for (guint i = 0; i < trial->record.terms->len; i++) {
		const struct spf_term *term = trial->record.terms->pdata[i];

		if (term->kind == SPF_KIND_ALL)
			break;
		if (term->kind == SPF_KIND_INCLUDE && !g_array_index(trial->used, bool, i))
			check_say(trial->check->look->findings, CHECK_SPF_INCLUDE_UNUSED,
				  "No address that was seen to send needs include:%." SEEN "s",
				  term->target);
	}
}

/* Some senders were left out: n of them. */
static void tell_left_out(const struct look *look, guint n, guint of, const char *why)
{
	check_say(look->findings, CHECK_SPF_NOT_COMPARED,
		  "%u of %u sender%s seen %s not compared with the SPF record of %s (%s)", n, of,
		  of == 1 ? "" : "s", n == 1 ? "was" : "were", look->domain, why);
}

/* Only a record that receivers can evaluate says anything about its senders. */
void check_spf_sources(struct check *check)
{
	const struct look *look = check->look;
	const GPtrArray *senders = check->subject->senders;
	struct trial trial = {.check = check};
	guint tried = 0;

	if (!senders || senders->len == 0 || strcmp(look->spf_result, "none") == 0)
		return;
	if (strcmp(look->spf_result, "ok") != 0) {
		tell_left_out(look, senders->len, senders->len, look->spf_result);
		return;
	}
	spf_record_parse(check->spf, &trial.record);
	trial.used = g_array_new(FALSE, TRUE, sizeof(bool));
	g_array_set_size(trial.used, trial.record.terms->len);
	for (; tried < senders->len && trial.walks < WALKS_MAX; tried++)
		try_sender(&trial, senders->pdata[tried]);
	if (tried == senders->len)
		judge_includes(&trial);
	else
		tell_left_out(look, senders->len - tried, senders->len, "too many addresses");
	g_array_unref(trial.used);
	spf_record_clear(&trial.record);
}

static bool has_spf(const struct dns_question *asked)
{
	for (guint i = 0; i < asked->data->len; i++)
		if (spf_is_record(asked->data->pdata[i]))
			return true;
	return false;
}

/* Each once; the domain itself is judged by its own record. */
static void add_hosts(GPtrArray *hosts, const struct dns_sender *sender, const char *domain)
{
	for (guint i = 0; i < sender->hosts->len && hosts->len < HOSTS_MAX; i++)
		if (strcmp(sender->hosts->pdata[i], domain) != 0 &&
		    !g_ptr_array_find_with_equal_func(hosts, sender->hosts->pdata[i], g_str_equal,
						      NULL))
			g_ptr_array_add(hosts, sender->hosts->pdata[i]);
}

void check_spf_hosts(struct check *check)
{
	const GPtrArray *senders = check->subject->senders;
	g_autoptr(GPtrArray) hosts = g_ptr_array_new();
	g_autoptr(GArray) questions = questions_new();

	for (guint i = 0; senders && i < senders->len; i++)
		add_hosts(hosts, senders->pdata[i], check->look->domain);
	for (guint i = 0; i < hosts->len; i++)
		questions_add(questions, hosts->pdata[i], DNS_TYPE_TXT, NULL);
	questions_ask(check->dns, questions, check->progress);
	for (guint i = 0; i < hosts->len; i++) {
		const struct dns_question *asked = questions_at(questions, i);

		if (status_is_answer(asked->status) && !has_spf(asked))
			check_say(check->look->findings, CHECK_SPF_HELO_MISSING,
				  "%s sends mail, and has no SPF record of its own", asked->name);
	}
}
