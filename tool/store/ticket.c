/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "store/inner.h"
#include "store/ticket_document.h"
#include "store/workflow.h"

/* Tickets as their newest move known at $1 left them. */
#define SELECT                                                                                     \
	"SELECT t.id, t.customer_id, t.domain_id, c.slug, d.name, m.state, m.document "            \
	"FROM ticket t JOIN customer c ON c.id = t.customer_id "                                   \
	"JOIN domain d ON d.id = t.domain_id JOIN ticket_move m ON m.ticket_id = t.id "            \
	"AND m.seq = (SELECT MAX(k.seq) FROM ticket_move k WHERE k.ticket_id = t.id "              \
	"AND k.known_at <= $1) "
#define NEWEST_FIRST "ORDER BY t.year DESC, t.number DESC"

static bool touch_domains(struct store *store, const struct ticket *ticket, GError **error)
{
	for (guint i = 0; i < ticket->domains->len; i++)
		if (!store_touch(store, ((struct ticket_domain *)ticket->domains->pdata[i])->id,
				 error))
			return false;
	return true;
}

static bool add_move(struct store *store, const struct ticket *ticket, enum ticket_state state,
		     const char *who, const char *note, GError **error)
{
	g_autofree char *document = ticket_format(ticket);

	return sql_run(store->sql,
		       "INSERT INTO ticket_move (ticket_id, seq, known_at, state, who, note, "
		       "document) "
		       "SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6 FROM ticket_move "
		       "WHERE ticket_id = $1",
		       SQL_WITH(SQL_TEXT(ticket->id), SQL_INT(store_now(store)),
				SQL_TEXT(ticket_state_name(state)), SQL_TEXT(who), SQL_TEXT(note),
				SQL_TEXT(document)),
		       error) &&
	       touch_domains(store, ticket, error);
}

static bool add_domains(struct store *store, const struct ticket *ticket, GError **error)
{
	for (guint i = 0; i < ticket->domains->len; i++) {
		const struct ticket_domain *domain = ticket->domains->pdata[i];

		if (!sql_run(store->sql,
			     "INSERT INTO ticket_domain (domain_id, ticket_id) VALUES ($1, $2)",
			     SQL_WITH(SQL_INT(domain->id), SQL_TEXT(ticket->id)), error))
			return false;
	}
	return true;
}

static bool add_ticket(struct store *store, struct ticket *ticket, GError **error)
{
	g_autofree char *day = day_format(clock_today(store->clock));
	int64_t year = g_ascii_strtoll(day, NULL, 10), number;
	const struct ticket_event *first = ticket->history->pdata[ticket->history->len - 1];

	if (!sql_number(store->sql, "SELECT MAX(number) + 1 FROM ticket WHERE year = $1",
			SQL_WITH(SQL_INT(year)), 1, &number, error))
		return false;
	g_free(ticket->id);
	ticket->id = g_strdup_printf("CHG-%04d-%04d", (int)year, (int)number);
	ticket->state = first->state;
	return sql_run(store->sql,
		       "INSERT INTO ticket (id, year, number, customer_id, domain_id, state) "
		       "VALUES ($1, $2, $3, $4, $5, $6)",
		       SQL_WITH(SQL_TEXT(ticket->id), SQL_INT(year), SQL_INT(number),
				SQL_INT(ticket->customer_id), SQL_INT(ticket->domain_id),
				SQL_TEXT(ticket_state_name(ticket->state))),
		       error) &&
	       add_domains(store, ticket, error) &&
	       add_move(store, ticket, first->state, first->who, first->note, error);
}

bool store_ticket_add(struct store *store, struct ticket *ticket, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, add_ticket(store, ticket, error), error);
}

/* The state in the database, whatever the clock: two specialists may have different ones. */
static bool expect_state(struct store *store, const char *id, enum ticket_state was, GError **error)
{
	struct sql_query *query = sql_query(store->sql, "SELECT state FROM ticket WHERE id = $1",
					    SQL_WITH(SQL_TEXT(id)));
	g_autofree char *state = sql_next(query) ? sql_dup(query, 0) : NULL;

	if (!sql_end(query, error))
		return false;
	if (g_strcmp0(state, ticket_state_name(was)) == 0)
		return true;
	if (!state)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND, "%s: no such ticket",
			    id);
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE,
			    "%s has moved on: it is %s now, not %s; look at it again", id, state,
			    ticket_state_name(was));
	return false;
}

static bool move_ticket(struct store *store, const struct ticket *ticket, enum ticket_state was,
			const struct ticket_event *event, GError **error)
{
	return expect_state(store, ticket->id, was, error) &&
	       sql_run(store->sql, "UPDATE ticket SET state = $1 WHERE id = $2",
		       SQL_WITH(SQL_TEXT(ticket_state_name(event->state)), SQL_TEXT(ticket->id)),
		       error) &&
	       add_move(store, ticket, event->state, event->who, event->note, error);
}

bool store_ticket_move(struct store *store, const struct ticket *ticket, enum ticket_state was,
		       const struct ticket_event *event, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, move_ticket(store, ticket, was, event, error), error);
}

static bool bad_state(const char *id, GError **error)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
		    "%s: it is in a state that no rampart of this version knows", id);
	return false;
}

static bool read_history(struct store *store, struct ticket *ticket, GError **error)
{
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT known_at, who, note, state FROM ticket_move "
			  "WHERE ticket_id = $1 AND known_at <= $2 ORDER BY seq",
			  SQL_WITH(SQL_TEXT(ticket->id), SQL_INT(store_now(store))));
	bool readable = true;

	ticket->history = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_event_free);
	while (readable && sql_next(query)) {
		struct ticket_event *event = g_new(struct ticket_event, 1);

		*event = (struct ticket_event){.at = sql_int(query, 0),
					       .who = sql_dup(query, 1),
					       .note = sql_dup(query, 2)};
		g_ptr_array_add(ticket->history, event);
		readable = ticket_state_from_name(sql_text(query, 3), &event->state) ||
			   bad_state(ticket->id, error);
	}
	return sql_end(query, readable ? error : NULL) && readable;
}

static bool read_ticket(struct store *store, struct sql_query *query, struct ticket *ticket,
			GError **error)
{
	*ticket = (struct ticket){
		.id = sql_dup(query, 0),
		.customer_id = sql_int(query, 1),
		.domain_id = sql_int(query, 2),
		.customer = sql_dup(query, 3),
		.domain = sql_dup(query, 4),
	};
	return (ticket_state_from_name(sql_text(query, 5), &ticket->state) ||
		bad_state(ticket->id, error)) &&
	       ticket_parse(sql_text(query, 6), ticket, error) &&
	       read_history(store, ticket, error);
}

/* Takes the rest of a query, which it ends. */
static GPtrArray *read_tickets(struct store *store, struct sql_query *query, GError **error)
{
	g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	bool readable = true;

	while (readable && sql_next(query)) {
		struct ticket *ticket = g_new0(struct ticket, 1);

		g_ptr_array_add(tickets, ticket);
		readable = read_ticket(store, query, ticket, error);
	}
	return sql_end(query, readable ? error : NULL) && readable ? g_steal_pointer(&tickets)
								   : NULL;
}

struct ticket *store_ticket(struct store *store, const char *id, GError **error)
{
	GPtrArray *tickets =
		read_tickets(store,
			     sql_query(store->sql, SELECT "WHERE t.id = $2",
				       SQL_WITH(SQL_INT(store_now(store)), SQL_TEXT(id))),
			     error);
	struct ticket *ticket = NULL;

	if (tickets && tickets->len > 0)
		ticket = g_ptr_array_steal_index(tickets, 0);
	g_clear_pointer(&tickets, g_ptr_array_unref);
	return ticket;
}

GPtrArray *store_tickets(struct store *store, int64_t customer_id, int64_t domain_id,
			 GError **error)
{
	struct sql_query *query;

	/* A query for each, so that each finds its index. */
	if (domain_id)
		query = sql_query(store->sql,
				  SELECT "JOIN ticket_domain s ON s.ticket_id = t.id "
					 "WHERE s.domain_id = $2 AND ($3 = 0 OR t.customer_id = "
					 "$3) " NEWEST_FIRST,
				  SQL_WITH(SQL_INT(store_now(store)), SQL_INT(domain_id),
					   SQL_INT(customer_id)));
	else if (customer_id)
		query = sql_query(store->sql, SELECT "WHERE t.customer_id = $2 " NEWEST_FIRST,
				  SQL_WITH(SQL_INT(store_now(store)), SQL_INT(customer_id)));
	else
		query = sql_query(store->sql, SELECT NEWEST_FIRST,
				  SQL_WITH(SQL_INT(store_now(store))));
	return read_tickets(store, query, error);
}
