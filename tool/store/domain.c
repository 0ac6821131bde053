/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "store/inner.h"
#include "store/project.h"

/*
 * A managed domain with the newest of its versions and of its moves that are known at $1. Without a
 * move it is at the stage that the first one names, not verified.
 */
#define SELECT                                                                                     \
	"SELECT d.id, d.name, f.customer_id, c.slug, f.kind, f.playbook, f.lists, f.low_risk, "    \
	"f.monthly, f.goal, f.goal_reason, f.parent_id, f.split_stream, f.split_source, "          \
	"f.held, f.finished, f.added_at, m.since, m.known_at, COALESCE(m.stage, "                  \
	"(SELECT s.stage FROM stage_move s WHERE s.domain_id = d.id ORDER BY s.seq LIMIT 1)), "    \
	"(SELECT p.name FROM domain p WHERE p.id = f.parent_id) "                                  \
	"FROM domain d JOIN domain_fact f ON f.domain_id = d.id AND f.seq = (SELECT MAX(g.seq) "   \
	"FROM domain_fact g WHERE g.domain_id = d.id AND g.known_at <= $1) "                       \
	"JOIN customer c ON c.id = f.customer_id "                                                 \
	"LEFT JOIN stage_move m ON m.domain_id = d.id AND m.seq = (SELECT MAX(k.seq) "             \
	"FROM stage_move k WHERE k.domain_id = d.id AND k.known_at <= $1) "

/* Looked up first: most callers ask for what is there, and a write waits for the disk. */
int64_t store_domain_id(struct store *store, const char *name, GError **error)
{
	int64_t id;

	if (!sql_number(store->sql, "SELECT id FROM domain WHERE name = $1",
			SQL_WITH(SQL_TEXT(name)), -1, &id, error))
		return -1;
	if (id >= 0 ||
	    sql_number(store->sql,
		       "INSERT INTO domain (name) VALUES ($1) "
		       "ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id",
		       SQL_WITH(SQL_TEXT(name)), -1, &id, error))
		return id;
	return -1;
}

static bool add_fact(struct store *store, const struct domain *domain, GError **error)
{
	return sql_run(store->sql,
		       "INSERT INTO domain_fact (domain_id, seq, known_at, customer_id, kind, "
		       "playbook, lists, low_risk, monthly, goal, goal_reason, parent_id, "
		       "split_stream, split_source, held, finished, added_at) "
		       "SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, "
		       "$10, $11, $12, $13, $14, $15, $16 FROM domain_fact WHERE domain_id = $1",
		       SQL_WITH(SQL_INT(domain->id), SQL_INT(store_now(store)),
				sql_id(domain->customer_id),
				SQL_TEXT(domain_kind_name(domain->kind)),
				SQL_TEXT(domain->playbook), SQL_TEXT(answer_name(domain->lists)),
				SQL_INT(domain->low_risk), SQL_TEXT(answer_name(domain->monthly)),
				SQL_TEXT(goal_name(domain->goal)), SQL_TEXT(domain->goal_reason),
				sql_id(domain->parent_id), SQL_TEXT(domain->split_stream),
				SQL_TEXT(domain->split_source), SQL_TEXT(domain->held),
				SQL_INT(domain->finished), SQL_INT(domain->added_at)),
		       error);
}

/* A domain that comes or goes changes what its siblings are judged by. */
static bool assign(struct store *store, const struct domain *domain, GError **error)
{
	int64_t before;

	if (!sql_number(store->sql, "SELECT COALESCE(customer_id, 0) FROM domain WHERE id = $1",
			SQL_WITH(SQL_INT(domain->id)), 0, &before, error))
		return false;
	if (before == domain->customer_id)
		return store_touch(store, domain->id, error);
	return store_touch(store, domain->id, error) &&
	       store_touch_customer(store, before, error) &&
	       sql_run(store->sql, "UPDATE domain SET customer_id = $1 WHERE id = $2",
		       SQL_WITH(sql_id(domain->customer_id), SQL_INT(domain->id)), error) &&
	       store_touch_customer(store, domain->customer_id, error);
}

static bool put(struct store *store, const struct domain *domain, GError **error)
{
	return add_fact(store, domain, error) && assign(store, domain, error) &&
	       sql_run(store->sql, "UPDATE state SET families = families + 1", SQL_WITHOUT, error);
}

bool store_domain_put(struct store *store, const struct domain *domain, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, put(store, domain, error), error);
}

/* The instant of a verification; a domain that arrives in mid-rollout has its day alone. */
static int64_t verified_at(int32_t since, int64_t known_at)
{
	if (since == DAY_NONE)
		return TIME_NONE;
	return day_of(known_at) == since ? known_at : day_begin(since);
}

/* False when a word is none of ours: made by a newer program, or by hand. */
static bool read_domain(struct sql_query *query, struct domain *domain)
{
	*domain = (struct domain){
		.id = sql_int(query, 0),
		.name = sql_dup(query, 1),
		.customer_id = sql_int(query, 2),
		.customer = sql_dup(query, 3),
		.playbook = sql_dup(query, 5),
		.low_risk = sql_int(query, 7) != 0,
		.goal_reason = sql_dup(query, 10),
		.parent_id = sql_int(query, 11),
		.split_stream = sql_dup(query, 12),
		.split_source = sql_dup(query, 13),
		.held = sql_dup(query, 14),
		.finished = sql_int(query, 15) != 0,
		.added_at = sql_int(query, 16),
		.since = sql_get_day(query, 17),
		.stage = sql_dup(query, 19),
		.parent = sql_dup(query, 20),
	};
	domain->verified_at = verified_at(domain->since, sql_int(query, 18));
	return domain_kind_from_name(sql_text(query, 4), &domain->kind) &&
	       answer_from_name(sql_text(query, 6), &domain->lists) &&
	       answer_from_name(sql_text(query, 8), &domain->monthly) &&
	       goal_from_name(sql_text(query, 9), &domain->goal);
}

/* Takes the rest of a query, which it ends. */
static GPtrArray *read_domains(struct sql_query *query, GError **error)
{
	g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func((GDestroyNotify)domain_free);
	bool readable = true;

	while (readable && sql_next(query)) {
		struct domain *domain = g_new(struct domain, 1);

		g_ptr_array_add(domains, domain);
		readable = read_domain(query, domain);
		if (!readable)
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
				    "domain %s: its row says what no rampart of this version does",
				    domain->name);
	}
	return sql_end(query, readable ? error : NULL) && readable ? g_steal_pointer(&domains)
								   : NULL;
}

static struct domain *only(GPtrArray *domains)
{
	struct domain *domain = NULL;

	if (domains && domains->len > 0)
		domain = g_ptr_array_steal_index(domains, 0);
	g_clear_pointer(&domains, g_ptr_array_unref);
	return domain;
}

struct domain *store_domain(struct store *store, const char *name, GError **error)
{
	return only(read_domains(sql_query(store->sql, SELECT "WHERE d.name = $2",
					   SQL_WITH(SQL_INT(store_now(store)), SQL_TEXT(name))),
				 error));
}

struct domain *store_domain_by_id(struct store *store, int64_t id, GError **error)
{
	return only(read_domains(sql_query(store->sql, SELECT "WHERE d.id = $2",
					   SQL_WITH(SQL_INT(store_now(store)), SQL_INT(id))),
				 error));
}

GPtrArray *store_domains(struct store *store, int64_t customer_id, GError **error)
{
	if (customer_id == 0)
		return read_domains(sql_query(store->sql, SELECT "ORDER BY c.slug, d.name",
					      SQL_WITH(SQL_INT(store_now(store)))),
				    error);
	return read_domains(
		sql_query(store->sql,
			  SELECT "WHERE f.customer_id = $2 AND d.id IN (SELECT o.domain_id "
				 "FROM domain_fact o WHERE o.customer_id = $2) ORDER BY d.name",
			  SQL_WITH(SQL_INT(store_now(store)), SQL_INT(customer_id))),
		error);
}

static bool add_move(struct store *store, int64_t domain_id, const struct stage_move *move,
		     GError **error)
{
	return sql_run(store->sql,
		       "INSERT INTO stage_move (domain_id, seq, known_at, stage, since, who, "
		       "reason, "
		       "ticket) SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6, $7 "
		       "FROM stage_move WHERE domain_id = $1",
		       SQL_WITH(SQL_INT(domain_id), SQL_INT(store_now(store)),
				SQL_TEXT(move->stage), sql_day(move->since), SQL_TEXT(move->who),
				SQL_TEXT(move->reason), SQL_TEXT(move->ticket)),
		       error) &&
	       store_touch(store, domain_id, error);
}

bool store_move_add(struct store *store, int64_t domain_id, const struct stage_move *move,
		    GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, add_move(store, domain_id, move, error), error);
}

GPtrArray *store_moves(struct store *store, int64_t domain_id, GError **error)
{
	g_autoptr(GPtrArray) moves =
		g_ptr_array_new_with_free_func((GDestroyNotify)stage_move_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT known_at, stage, since, who, reason, ticket FROM stage_move "
			  "WHERE domain_id = $1 AND known_at <= $2 ORDER BY seq",
			  SQL_WITH(SQL_INT(domain_id), SQL_INT(store_now(store))));

	while (sql_next(query)) {
		struct stage_move *move = g_new(struct stage_move, 1);

		*move = (struct stage_move){
			.at = sql_int(query, 0),
			.stage = sql_dup(query, 1),
			.since = sql_get_day(query, 2),
			.who = sql_dup(query, 3),
			.reason = sql_dup(query, 4),
			.ticket = sql_dup(query, 5),
		};
		g_ptr_array_add(moves, move);
	}
	return sql_end(query, error) ? g_steal_pointer(&moves) : NULL;
}
