/* SPDX-License-Identifier: MIT */
#include "dns/questions.h"

#include <errno.h>
#include <poll.h>

#include "dns/asker.h"
#include "dns/exchange.h"

#define FLIGHTS_MAX   128 /* questions under way at once: each has a socket */
#define PEER_FLIGHTS  32  /* of them at one server */
#define PEER_PATIENCE 3	  /* tries that a server may leave unanswered before it gets fewer */
#define PEER_HURRY    4	  /* and only this part of the patience, unless it is a resolver */
#define V6_PATIENCE   8	  /* tries in silence by which a host is taken to be without IPv6 */
#define LOOK_UP	      100 /* milliseconds after which we look whether we are to stop */

/* A question on its way. */
struct task {
	struct dns_question *question;
	struct peer *peer;
	char *name;		/* asked now: the question's, or the end of its chain */
	bool pinned;		/* this server and no other */
	bool checking_disabled; /* asked again to see whether DNSSEC is what fails */
	bool authentic;		/* every answer of the chain so far was */
	bool settled;
	unsigned first;		 /* the resolver asked first, where none is pinned */
	unsigned turn;		 /* tries of this name so far */
	enum look_status status; /* the last failure that was more than silence */
	struct exchange exchange;
};

struct round {
	struct dns *dns;
	struct progress *progress;
	struct task *tasks;
	size_t n, unsettled;
	GQueue runnable;   /* struct peer *: someone waits, and there is room */
	GPtrArray *active; /* struct task * with an open exchange */
};

static void settle(struct round *round, struct task *task, enum look_status status)
{
	task->question->status = status;
	task->settled = true;
	round->unsettled--;
	progress_add(round->progress, 1);
	if (!progress_cancelled(round->progress))
		cache_put(round->dns, task->question);
}

static void make_runnable(struct round *round, struct peer *peer)
{
	if (peer->runnable || g_queue_is_empty(&peer->waiting) || peer->flights >= PEER_FLIGHTS)
		return;
	peer->runnable = true;
	g_queue_push_tail(&round->runnable, peer);
}

static void enqueue(struct round *round, struct task *task)
{
	g_queue_push_tail(&task->peer->waiting, task);
	make_runnable(round, task->peer);
}

/* Has the server never answered, though it had its chances? */
static bool is_silent(const struct peer *peer)
{
	return !peer->answers && peer->unanswered >= PEER_PATIENCE;
}

/*
 * May it be this host that has no way to the server? Without IPv6 some hosts are told so, others
 * meet silence at every such address.
 */
static bool is_out_of_reach(const struct dns *dns, const struct task *task)
{
	return task->peer->v6 && !dns->v6_heard;
}

/* The resolver whose turn it is; the first is one that is not known to be silent, if there is. */
static struct peer *next_resolver(const struct dns *dns, struct task *task)
{
	const GPtrArray *resolvers = dns->resolvers;

	if (task->turn == 0)
		for (task->first = 0; task->first + 1 < resolvers->len; task->first++)
			if (!is_silent(resolvers->pdata[task->first]))
				break;
	return resolvers->len > 0 ? resolvers->pdata[(task->first + task->turn) % resolvers->len]
				  : NULL;
}

/* Asks for a name from the start: the question's, or where its chain has led. */
static void begin(struct round *round, struct task *task, const char *name)
{
	g_free(task->name);
	task->name = wire_canonical(name);
	task->turn = 0;
	task->status = LOOK_STATUS_TIMEOUT;
	if (!task->pinned)
		task->peer = next_resolver(round->dns, task);

	if (!task->name)
		settle(round, task, LOOK_STATUS_NXDOMAIN); /* nothing can be there */
	else if (!task->peer || !task->peer->usable || round->dns->offline)
		settle(round, task, LOOK_STATUS_TIMEOUT);
	else if (is_out_of_reach(round->dns, task) && round->dns->v6_silent >= V6_PATIENCE)
		settle(round, task, LOOK_STATUS_UNREACHABLE);
	else
		enqueue(round, task);
}

/* How often a name is tried before silence is the answer. */
static unsigned tries_of(const struct dns *dns, const struct task *task)
{
	unsigned tries = is_silent(task->peer) ? 1 : dns->tries;

	return task->pinned ? tries : MAX(tries, dns->resolvers->len);
}

/* A try came to nothing: silence (TIMEOUT), no way there, or an answer that is none. */
static void try_again(struct round *round, struct task *task, enum look_status status)
{
	bool silence = status == LOOK_STATUS_TIMEOUT, more;

	task->turn++;
	if (silence)
		task->peer->unanswered++;
	else
		task->status = status;

	if (silence)
		more = task->turn < tries_of(round->dns, task);
	else
		more = !task->pinned && task->turn < round->dns->resolvers->len;
	if (more) {
		if (!task->pinned)
			task->peer = next_resolver(round->dns, task);
		enqueue(round, task);
	} else if (status == LOOK_STATUS_SERVFAIL && task->peer->recursive) {
		task->checking_disabled = true;
		enqueue(round, task);
	} else if (silence && is_out_of_reach(round->dns, task)) {
		settle(round, task, LOOK_STATUS_UNREACHABLE);
	} else {
		settle(round, task, task->status);
	}
}

/* The question's data, or the next part of the chain to it. */
static void take_answer(struct round *round, struct task *task, struct wire_answer *answer)
{
	struct dns_question *question = task->question;

	task->authentic = task->authentic && answer->authentic;
	question->authentic = task->authentic;
	question->authoritative = answer->authoritative;
	question->ttl = answer->ttl;
	g_ptr_array_extend_and_steal(question->cname, g_steal_pointer(&answer->cname));
	g_ptr_array_extend_and_steal(question->data, g_steal_pointer(&answer->data));
	if (!answer->unfinished) {
		settle(round, task, answer->status);
	} else if (question->cname->len > WIRE_CHAIN_MAX) {
		settle(round, task, LOOK_STATUS_MALFORMED);
	} else {
		task->pinned = false;
		begin(round, task, question->cname->pdata[question->cname->len - 1]);
	}
}

static void answered(struct round *round, struct task *task, struct wire_answer *answer)
{
	task->peer->answers = true;
	round->dns->v6_heard = round->dns->v6_heard || task->peer->v6;
	if (task->checking_disabled)
		settle(round, task,
		       status_is_answer(answer->status) ? LOOK_STATUS_BOGUS : LOOK_STATUS_SERVFAIL);
	else if (status_is_answer(answer->status))
		take_answer(round, task, answer);
	else
		try_again(round, task, answer->status);
	wire_answer_clear(answer);
}

/* Was it this host itself that found no way to an address, as by connect()? */
static bool is_no_way(int error)
{
	return error == ENETUNREACH || error == EAFNOSUPPORT || error == EADDRNOTAVAIL ||
	       error == EINVAL || error == EACCES;
}

/* error: ETIMEDOUT, or why the exchange could not go on. */
static void failed(struct round *round, struct task *task, int error)
{
	struct dns *dns = round->dns;

	if (task->peer->v6 && error == ETIMEDOUT)
		dns->v6_silent++;
	else if (task->peer->v6 && !is_no_way(error))
		dns->v6_heard = true;
	if (task->checking_disabled)
		settle(round, task, LOOK_STATUS_SERVFAIL);
	else
		try_again(round, task,
			  is_no_way(error) ? LOOK_STATUS_UNREACHABLE : LOOK_STATUS_TIMEOUT);
}

/* Whoever looks at many domains would wait for the same dead name server at each of them. */
static int64_t patience_with(const struct dns *dns, const struct peer *peer)
{
	return is_silent(peer) && !peer->recursive ? dns->patience / PEER_HURRY : dns->patience;
}

static void launch(struct round *round, struct task *task)
{
	const struct dns *dns = round->dns;
	unsigned flags = task->peer->recursive ? WIRE_FLAG_RECURSE : 0;

	if (task->checking_disabled)
		flags |= WIRE_FLAG_CHECKING_DISABLED;
	if (task->turn == 0 || task->turn + 1 < dns->tries)
		flags |= WIRE_FLAG_EDNS; /* the last try goes without, for what cannot bear it */
	if (exchange_open(&task->exchange, &task->peer->endpoint, task->name, task->question->type,
			  flags, patience_with(dns, task->peer))) {
		task->peer->flights++;
		g_ptr_array_add(round->active, task);
	} else {
		int error = errno;

		exchange_close(&task->exchange);
		failed(round, task, error);
	}
}

/* A server that was asked enough for the moment keeps its place in the queue. */
static void launch_waiting(struct round *round)
{
	int64_t now = g_get_monotonic_time();
	GQueue resting = G_QUEUE_INIT;
	struct peer *peer;

	while (round->active->len < FLIGHTS_MAX && (peer = g_queue_pop_head(&round->runnable))) {
		if (!peer_take_turn(peer, now)) {
			g_queue_push_tail(&resting, peer);
			continue;
		}
		peer->runnable = false;
		launch(round, g_queue_pop_head(&peer->waiting));
		make_runnable(round, peer);
	}
	while ((peer = g_queue_pop_head(&resting)))
		g_queue_push_tail(&round->runnable, peer);
}

static void land(struct round *round, guint i)
{
	struct task *task = g_ptr_array_remove_index_fast(round->active, i);

	exchange_close(&task->exchange);
	task->peer->flights--;
	make_runnable(round, task->peer);
}

static void step(struct round *round, guint i, bool ready, int64_t now)
{
	struct task *task = round->active->pdata[i];
	enum exchange_state state = EXCHANGE_STATE_WAITING;
	struct wire_answer answer;
	int error;

	errno = 0;
	if (ready)
		state = exchange_step(&task->exchange, &answer);
	error = errno;
	if (state == EXCHANGE_STATE_WAITING && task->exchange.deadline <= now) {
		state = EXCHANGE_STATE_FAILED;
		error = ETIMEDOUT;
	}
	if (state == EXCHANGE_STATE_WAITING)
		return;
	land(round, i);
	if (state == EXCHANGE_STATE_ANSWERED)
		answered(round, task, &answer);
	else
		failed(round, task, error);
}

/* Milliseconds until the first deadline, until a server is rested, or until it is time to look up.
 */
static int waiting_time(const struct round *round)
{
	int64_t first = INT64_MAX, left;

	for (guint i = 0; i < round->active->len; i++) {
		const struct task *task = round->active->pdata[i];

		first = MIN(first, task->exchange.deadline);
	}
	if (round->active->len < FLIGHTS_MAX)
		for (const GList *link = round->runnable.head; link; link = link->next)
			first = MIN(first, turn_next(((const struct peer *)link->data)->turn));
	left = (first - g_get_monotonic_time()) / 1000 + 1;
	return (int)CLAMP(left, 0, LOOK_UP);
}

static void wait_for_answers(struct round *round)
{
	struct pollfd sockets[FLIGHTS_MAX];
	guint n = round->active->len;
	int64_t now;

	for (guint i = 0; i < n; i++) {
		const struct task *task = round->active->pdata[i];

		sockets[i] = (struct pollfd){task->exchange.fd, task->exchange.events, 0};
	}
	if (poll(sockets, n, waiting_time(round)) < 0)
		return;
	now = g_get_monotonic_time();
	for (guint i = n; i-- > 0;) /* downwards: a task that lands gives its place to the last */
		step(round, i, sockets[i].revents, now);
}

/* Leaves the peers as they were before the round, with nobody waiting. */
static void abandon(struct round *round)
{
	GHashTableIter iter;
	struct peer *peer;

	while (round->active->len > 0)
		land(round, round->active->len - 1);
	g_hash_table_iter_init(&iter, round->dns->peers);
	while (g_hash_table_iter_next(&iter, NULL, (void **)&peer)) {
		g_queue_clear(&peer->waiting);
		peer->runnable = false;
	}
	g_queue_clear(&round->runnable);
	for (size_t i = 0; i < round->n; i++)
		if (!round->tasks[i].settled)
			settle(round, &round->tasks[i], LOOK_STATUS_TIMEOUT);
}

static void start(struct round *round, size_t i, struct dns_question *question)
{
	struct task *task = &round->tasks[i];

	task->question = question;
	task->authentic = true;
	dns_question_clear(question);
	if (cache_get(round->dns, question)) {
		task->settled = true;
		round->unsettled--;
		progress_add(round->progress, 1);
		return;
	}
	question->data = g_ptr_array_new_with_free_func(g_free);
	question->cname = g_ptr_array_new_with_free_func(g_free);
	question->ttl = 0;
	question->authentic = question->authoritative = false;
	task->pinned = question->server;
	if (task->pinned)
		task->peer = peer_of(round->dns, question->server, question->recurse);
	begin(round, task, question->name);
}

void dns_ask(struct dns *dns, struct dns_question *questions, size_t n, struct progress *progress)
{
	struct round round = {
		.dns = dns,
		.progress = progress,
		.tasks = g_new0(struct task, n),
		.n = n,
		.unsettled = n,
		.runnable = G_QUEUE_INIT,
		.active = g_ptr_array_new(),
	};

	if (progress)
		atomic_fetch_add(&progress->total, n);
	for (size_t i = 0; i < n; i++)
		start(&round, i, &questions[i]);
	while (round.unsettled > 0 && !progress_cancelled(progress)) {
		launch_waiting(&round);
		if (round.active->len > 0 || !g_queue_is_empty(&round.runnable))
			wait_for_answers(&round);
	}
	if (round.unsettled > 0)
		abandon(&round);
	for (size_t i = 0; i < n; i++)
		g_free(round.tasks[i].name);
	g_free(round.tasks);
	g_ptr_array_unref(round.active);
}
