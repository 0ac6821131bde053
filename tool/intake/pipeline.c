/* SPDX-License-Identifier: MIT */
#include "intake/pipeline.h"

#include "base/error.h"
#include "intake/item.h"
#include "intake/relay.h"

#define HELD_MAX	 ((size_t)INTAKE_MAIL_MAX) /* octets of mails that wait for a worker */
#define HEAD_PENDING_MAX 8u			   /* messages the next unit may always leave */
#define PATIENCE	 (100 * G_TIME_SPAN_MILLISECOND) /* between looks at whether to stop */

struct unit {
	char *input, *member;
	struct octets *octets; /* or */
	GBytes *mail;
	size_t held;	 /* octets of the mail, until it was read */
	GQueue messages; /* for the sink */
	bool done;	 /* no more messages will come */
};

struct pipeline {
	struct meter *meter;
	GMutex lock; /* of all that follows */
	/* What the finder, the workers and the deliverer wait for, and whether they do. */
	GCond places, work, room, ready;
	bool places_wanted, work_wanted, room_wanted, ready_wanted;
	GQueue todo;	  /* units no worker has taken */
	GQueue order;	  /* units not yet delivered */
	unsigned pending; /* weight of the messages in all units */
	size_t held;
	bool closed;
	struct unit *last;  /* that was delivered, for its name; or NULL */
	GPtrArray *workers; /* GThread * */
};

/* Where a worker puts what it finds in a unit. */
struct port {
	struct relay relay;
	struct pipeline *pipeline;
	struct unit *unit;
};

static void unit_clear_input(struct unit *unit)
{
	g_clear_pointer(&unit->octets, octets_free);
	g_clear_pointer(&unit->mail, g_bytes_unref);
}

static void unit_free(struct unit *unit)
{
	struct message *message;

	while ((message = g_queue_pop_head(&unit->messages)))
		message_free(message);
	unit_clear_input(unit);
	g_free(unit->input);
	g_free(unit->member);
	g_free(unit);
}

static bool is_stopped(const struct pipeline *pipeline)
{
	return atomic_load(&pipeline->meter->stopped);
}

static void stop(struct pipeline *pipeline)
{
	g_mutex_lock(&pipeline->lock);
	atomic_store(&pipeline->meter->stopped, true);
	g_cond_broadcast(&pipeline->places);
	g_cond_broadcast(&pipeline->work);
	g_cond_broadcast(&pipeline->room);
	g_mutex_unlock(&pipeline->lock);
}

/*
 * All that follows is called with the lock held. Threads are woken for a handful of things to do,
 * not for each: switching threads costs as much as reading a small report.
 */

static void wait_for(struct pipeline *pipeline, GCond *cond, bool *wanted)
{
	*wanted = true;
	g_cond_wait(cond, &pipeline->lock);
}

static void wake(GCond *cond, bool *wanted)
{
	if (*wanted)
		g_cond_broadcast(cond);
	*wanted = false;
}

/* Is there enough to deliver, beginning with the unit in turn? */
static bool is_worth_waking(const struct pipeline *pipeline)
{
	const struct unit *head = pipeline->order.head->data;

	return pipeline->pending >= INTAKE_PENDING_MAX / 4 &&
	       (head->done || head->messages.length >= HEAD_PENDING_MAX / 2);
}

static void make_ready(struct pipeline *pipeline)
{
	wake(&pipeline->ready, &pipeline->ready_wanted);
}

/* A finder's wait for a place among the units. */
static void wait_for_place(struct pipeline *pipeline)
{
	make_ready(pipeline);
	wait_for(pipeline, &pipeline->places, &pipeline->places_wanted);
}

static void make_places(struct pipeline *pipeline)
{
	wake(&pipeline->places, &pipeline->places_wanted);
}

/* A worker's wait for room for a message. */
static void wait_for_room(struct pipeline *pipeline)
{
	make_ready(pipeline);
	wait_for(pipeline, &pipeline->room, &pipeline->room_wanted);
}

static void make_room(struct pipeline *pipeline)
{
	wake(&pipeline->room, &pipeline->room_wanted);
}

/*
 * The unit that is delivered next never waits for the others, or all would wait for all: it has
 * a few places of its own.
 */
static bool has_room(const struct pipeline *pipeline, const struct unit *unit)
{
	return pipeline->pending < INTAKE_PENDING_MAX ||
	       (pipeline->order.head->data == unit && unit->messages.length < HEAD_PENDING_MAX);
}

static bool post(struct relay *relay, struct message *message)
{
	struct port *port = (struct port *)relay;
	struct pipeline *pipeline = port->pipeline;
	unsigned weight = message_weight(message);
	bool wanted;

	g_mutex_lock(&pipeline->lock);
	while (!is_stopped(pipeline) && !has_room(pipeline, port->unit))
		wait_for_room(pipeline);
	wanted = !is_stopped(pipeline);
	if (wanted) {
		g_queue_push_tail(&port->unit->messages, message);
		pipeline->pending += weight;
		if (is_worth_waking(pipeline))
			make_ready(pipeline);
	}
	g_mutex_unlock(&pipeline->lock);
	if (!wanted)
		message_free(message);
	return wanted;
}

static bool port_stopped(const struct outlet *outlet)
{
	return is_stopped(((const struct port *)outlet)->pipeline);
}

static void read_unit(struct pipeline *pipeline, struct unit *unit)
{
	struct port port = {.pipeline = pipeline, .unit = unit};
	const struct item item = {
		.outlet = &port.relay.base,
		.origin = {unit->input, unit->member},
	};

	relay_init(&port.relay, post, port_stopped);
	if (unit->mail)
		item_read_mail(&item, g_steal_pointer(&unit->mail));
	else
		item_read(&item, unit->octets);
	unit_clear_input(unit);
}

/* The next unit to read; NULL when there will be none. */
static struct unit *take_unit(struct pipeline *pipeline)
{
	while (!is_stopped(pipeline) && !pipeline->closed && pipeline->todo.length == 0) {
		make_ready(pipeline);
		wait_for(pipeline, &pipeline->work, &pipeline->work_wanted);
	}
	return is_stopped(pipeline) ? NULL : g_queue_pop_head(&pipeline->todo);
}

/* A mail of so many octets was read: there may be a place for one that is larger than was left. */
static void let_go(struct pipeline *pipeline, size_t held)
{
	bool was_high = pipeline->held > HELD_MAX / 2;

	pipeline->held -= held;
	if (held > 0 && (pipeline->held == 0 || (was_high && pipeline->held <= HELD_MAX / 2)))
		make_places(pipeline);
}

static gpointer work(gpointer data)
{
	struct pipeline *pipeline = data;
	struct unit *unit;

	g_mutex_lock(&pipeline->lock);
	while ((unit = take_unit(pipeline))) {
		g_mutex_unlock(&pipeline->lock);
		read_unit(pipeline, unit);
		g_mutex_lock(&pipeline->lock);
		unit->done = true;
		if (is_worth_waking(pipeline))
			make_ready(pipeline);
		let_go(pipeline, unit->held);
	}
	make_ready(pipeline);
	g_mutex_unlock(&pipeline->lock);
	return NULL;
}

struct pipeline *pipeline_new(unsigned threads, struct meter *meter)
{
	struct pipeline *pipeline = g_new0(struct pipeline, 1);

	pipeline->meter = meter;
	g_mutex_init(&pipeline->lock);
	g_cond_init(&pipeline->places);
	g_cond_init(&pipeline->work);
	g_cond_init(&pipeline->room);
	g_cond_init(&pipeline->ready);
	pipeline->workers = g_ptr_array_new();
	if (threads == 0)
		threads = g_get_num_processors();
	for (unsigned i = 0; i < threads; i++)
		g_ptr_array_add(pipeline->workers, g_thread_new("intake", work, pipeline));
	return pipeline;
}

void pipeline_free(struct pipeline *pipeline)
{
	struct unit *unit;

	for (guint i = 0; i < pipeline->workers->len; i++)
		g_thread_join(pipeline->workers->pdata[i]);
	while ((unit = g_queue_pop_head(&pipeline->order)))
		unit_free(unit);
	g_clear_pointer(&pipeline->last, unit_free);
	g_queue_clear(&pipeline->todo);
	g_ptr_array_unref(pipeline->workers);
	g_cond_clear(&pipeline->places);
	g_cond_clear(&pipeline->work);
	g_cond_clear(&pipeline->room);
	g_cond_clear(&pipeline->ready);
	g_mutex_clear(&pipeline->lock);
	g_free(pipeline);
}

static bool is_full(const struct pipeline *pipeline, size_t held)
{
	return pipeline->order.length >= INTAKE_UNITS_MAX ||
	       (pipeline->held > 0 && pipeline->held + held > HELD_MAX);
}

static bool add(struct pipeline *pipeline, struct unit *unit)
{
	bool wanted;

	g_mutex_lock(&pipeline->lock);
	while (!is_stopped(pipeline) && is_full(pipeline, unit->held))
		wait_for_place(pipeline);
	wanted = !is_stopped(pipeline);
	if (wanted) {
		pipeline->held += unit->held;
		pipeline->pending += unit->messages.length;
		g_queue_push_tail(&pipeline->order, unit);
		if (!unit->done)
			g_queue_push_tail(&pipeline->todo, unit);
		wake(&pipeline->work, &pipeline->work_wanted);
	}
	g_mutex_unlock(&pipeline->lock);
	if (!wanted)
		unit_free(unit);
	return wanted;
}

static struct unit *unit_new(const char *input, const char *member)
{
	struct unit *unit = g_new0(struct unit, 1);

	unit->input = g_strdup(input);
	unit->member = g_strdup(member);
	return unit;
}

bool pipeline_add(struct pipeline *pipeline, const char *input, const char *member,
		  struct octets *octets)
{
	struct unit *unit = unit_new(input, member);

	unit->octets = octets;
	return add(pipeline, unit);
}

bool pipeline_add_mail(struct pipeline *pipeline, const char *input, const char *member,
		       GBytes *mail)
{
	struct unit *unit = unit_new(input, member);

	unit->mail = mail;
	unit->held = g_bytes_get_size(mail);
	return add(pipeline, unit);
}

bool pipeline_reject(struct pipeline *pipeline, const char *input, const char *member,
		     const char *reason)
{
	struct unit *unit = unit_new(input, member);
	const struct intake_origin origin = {input, member};
	const struct intake_reject reject = {.reason = reason};

	g_queue_push_tail(&unit->messages, message_rejected(&origin, &reject));
	unit->done = true;
	return add(pipeline, unit);
}

void pipeline_close(struct pipeline *pipeline)
{
	g_mutex_lock(&pipeline->lock);
	pipeline->closed = true;
	g_cond_broadcast(&pipeline->work);
	make_ready(pipeline);
	g_mutex_unlock(&pipeline->lock);
}

/* There is more room again, by so much weight. */
static void count_delivered(struct pipeline *pipeline, const struct unit *unit, unsigned weight)
{
	pipeline->pending -= weight;
	if (pipeline->pending <= INTAKE_PENDING_MAX / 2 || !unit->done)
		make_room(pipeline);
}

/* The unit in turn is done with; the worker of the next may wait for its turn. */
static void next_unit(struct pipeline *pipeline)
{
	const struct unit *next;

	g_clear_pointer(&pipeline->last, unit_free);
	pipeline->last = g_queue_pop_head(&pipeline->order);
	if (pipeline->order.length <= INTAKE_UNITS_MAX / 2)
		make_places(pipeline);
	next = g_queue_peek_head(&pipeline->order);
	if (next && !next->done)
		make_room(pipeline);
}

static void wait_for_message(struct pipeline *pipeline)
{
	pipeline->ready_wanted = true;
	g_cond_wait_until(&pipeline->ready, &pipeline->lock, g_get_monotonic_time() + PATIENCE);
	pipeline->ready_wanted = false;
}

/* unit: in turn, or NULL. */
static bool is_cancelled(const struct pipeline *pipeline, const struct unit *unit, GError **error)
{
	const struct unit *named = unit ? unit : pipeline->last;

	if (!progress_cancelled(pipeline->meter->progress))
		return false;
	if (named)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
			    "stopped %s %s%s%s; what was read whole until then is kept",
			    unit ? "at" : "after", named->input, named->member ? " " : "",
			    named->member ? named->member : "");
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
			    "stopped before anything was read");
	return true;
}

/* Delivers what the unit in turn has left so far, with the lock released meanwhile. */
static bool deliver_unit(struct pipeline *pipeline, struct unit *unit, struct delivery *delivery,
			 GError **error)
{
	GQueue messages = unit->messages;
	struct message *message;
	unsigned weight = 0;
	bool done = true;

	g_queue_init(&unit->messages);
	g_mutex_unlock(&pipeline->lock);
	while ((message = g_queue_pop_head(&messages))) {
		weight += message_weight(message);
		done = done && !is_cancelled(pipeline, unit, error);
		if (done)
			done = delivery_take(delivery, unit->input, message, error);
		else
			message_free(message);
	}
	g_mutex_lock(&pipeline->lock);
	count_delivered(pipeline, unit, weight);
	return done;
}

/* Delivers the units in turn. */
static bool deliver_all(struct pipeline *pipeline, struct delivery *delivery, GError **error)
{
	struct unit *unit;

	while ((unit = g_queue_peek_head(&pipeline->order)) || !pipeline->closed) {
		if (is_cancelled(pipeline, unit, error))
			return false;
		if (unit && unit->messages.length > 0) {
			if (!deliver_unit(pipeline, unit, delivery, error))
				return false;
		} else if (unit && unit->done) {
			next_unit(pipeline);
		} else {
			wait_for_message(pipeline);
		}
	}
	return true;
}

bool pipeline_deliver(struct pipeline *pipeline, const struct intake_sink *sink, GError **error)
{
	struct delivery delivery = {.sink = sink};
	bool done;

	g_mutex_lock(&pipeline->lock);
	done = deliver_all(pipeline, &delivery, error);
	g_mutex_unlock(&pipeline->lock);
	delivery_abandon(&delivery);
	if (!done)
		stop(pipeline);
	return done;
}
