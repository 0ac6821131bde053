/* SPDX-License-Identifier: MIT */
#include "store/schema.h"

/*
 * What is known carries when: known_at on single things, known_day on roll-ups. Keys of what the
 * reports say begin with the domain. Rows and signatures carry no foreign key: a look-up for each
 * of millions of rows; `doctor` counts them against their reports instead.
 */
static const char project[] =
	/* common: added to the versions of all domains, for writes that concern every one. */
	"CREATE TABLE state ("
	" version " SQL_BIGINT " NOT NULL, common " SQL_BIGINT " NOT NULL"
	") " SQL_STRICT ";"
	"INSERT INTO state (version, common) VALUES (0, 0);"

	"CREATE TABLE customer ("
	" id " SQL_IDENTITY ", slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, contact TEXT,"
	" started " SQL_BIGINT " NOT NULL, target " SQL_BIGINT ") " SQL_STRICT ";"

	"CREATE TABLE domain ("
	" id " SQL_IDENTITY ","
	" name TEXT NOT NULL UNIQUE,"
	" version " SQL_BIGINT " NOT NULL DEFAULT 0," /* grows with every write that concerns it */
	" customer_id " SQL_BIGINT " REFERENCES customer (id)," /* NULL: not managed */
	" kind TEXT, playbook TEXT, lists TEXT, low_risk " SQL_BIGINT ", monthly TEXT,"
	" goal TEXT, goal_reason TEXT, parent_id " SQL_BIGINT " REFERENCES domain (id),"
	" split_stream TEXT, held TEXT, finished " SQL_BIGINT ", added_at " SQL_BIGINT
	") " SQL_STRICT ";"
	"CREATE INDEX domain_customer ON domain (customer_id);"

	/* The steps of a domain on its ladder. */
	"CREATE TABLE stage_move ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" seq " SQL_BIGINT " NOT NULL, known_at " SQL_BIGINT " NOT NULL, stage TEXT NOT NULL,"
	" since " SQL_BIGINT ", who TEXT NOT NULL, reason TEXT, ticket TEXT,"
	" PRIMARY KEY (domain_id, seq)"
	") " SQL_STRICT ";"

	/* ended_at: taken back; until then it stands. */
	"CREATE TABLE waiver ("
	" id " SQL_IDENTITY ", domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" known_at " SQL_BIGINT " NOT NULL, ended_at " SQL_BIGINT ", condition TEXT NOT NULL,"
	" source TEXT, last_day " SQL_BIGINT " NOT NULL, accepted_by TEXT NOT NULL,"
	" reason TEXT NOT NULL"
	") " SQL_STRICT ";"
	"CREATE INDEX waiver_domain ON waiver (domain_id);"
	"CREATE TABLE complaint ("
	" id " SQL_IDENTITY ", domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" known_at " SQL_BIGINT " NOT NULL, ended_at " SQL_BIGINT ","
	" reason TEXT NOT NULL, who TEXT NOT NULL"
	") " SQL_STRICT ";"
	"CREATE INDEX complaint_domain ON complaint (domain_id);"
	"CREATE TABLE freeze ("
	" id " SQL_IDENTITY ", customer_id " SQL_BIGINT " NOT NULL REFERENCES customer (id),"
	" known_at " SQL_BIGINT " NOT NULL, ended_at " SQL_BIGINT ","
	" first_day " SQL_BIGINT " NOT NULL, last_day " SQL_BIGINT " NOT NULL,"
	" reason TEXT NOT NULL, who TEXT NOT NULL"
	") " SQL_STRICT ";"
	"CREATE INDEX freeze_customer ON freeze (customer_id);"
	"CREATE TABLE mark ("
	" id " SQL_IDENTITY ", domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" known_at " SQL_BIGINT " NOT NULL, ended_at " SQL_BIGINT ", source TEXT NOT NULL,"
	" flow TEXT, verdict TEXT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL,"
	" ips TEXT NOT NULL" /* JSON array */
	") " SQL_STRICT ";"
	"CREATE INDEX mark_domain ON mark (domain_id);"

	/* On sources and streams. */
	"CREATE TABLE note ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" is_stream " SQL_BIGINT " NOT NULL, subject TEXT NOT NULL, owner TEXT, account TEXT,"
	" task TEXT, text TEXT, due " SQL_BIGINT ", vital " SQL_BIGINT " NOT NULL,"
	" PRIMARY KEY (domain_id, is_stream, subject)"
	") " SQL_STRICT ";"

	/* customer '': for all of them. */
	"CREATE TABLE sender ("
	" slug TEXT NOT NULL, customer TEXT NOT NULL, document TEXT NOT NULL," /* JSON */
	" PRIMARY KEY (slug, customer)"
	") " SQL_STRICT ";";

static const char reports[] =
	/* Bit of the masks in roll-ups; a domain's reporters beyond the 63rd share the last one. */
	"CREATE TABLE reporter ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" org_key TEXT NOT NULL, bit " SQL_BIGINT " NOT NULL, org_name TEXT NOT NULL,"
	" PRIMARY KEY (domain_id, org_key)"
	") " SQL_CLUSTERED ";"

	/* policy_published, each once; fo '' where the reporter does not say. */
	"CREATE TABLE policy ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" policy_id " SQL_BIGINT " NOT NULL, generation " SQL_BIGINT " NOT NULL,"
	" p " SQL_BIGINT " NOT NULL, sp " SQL_BIGINT " NOT NULL, np " SQL_BIGINT " NOT NULL,"
	" pct " SQL_BIGINT " NOT NULL, testing " SQL_BIGINT " NOT NULL,"
	" adkim_strict " SQL_BIGINT " NOT NULL, aspf_strict " SQL_BIGINT " NOT NULL,"
	" discovery " SQL_BIGINT " NOT NULL, fo TEXT NOT NULL,"
	" PRIMARY KEY (domain_id, policy_id)"
	") " SQL_CLUSTERED ";"

	/* signature_key(), each once; hash is its SHA-256. */
	"CREATE TABLE signature ("
	" domain_id " SQL_BIGINT " NOT NULL, signature_id " SQL_BIGINT " NOT NULL,"
	" hash " SQL_BYTES " NOT NULL, key " SQL_BYTES " NOT NULL,"
	" PRIMARY KEY (domain_id, signature_id), UNIQUE (domain_id, hash)"
	") " SQL_CLUSTERED ";"

	/* superseded_at: it lost a conflict and is outside all sums since. */
	"CREATE TABLE report ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" report_id " SQL_BIGINT " NOT NULL,"
	" known_at " SQL_BIGINT " NOT NULL, superseded_at " SQL_BIGINT ","
	" org_key TEXT NOT NULL, org_name TEXT NOT NULL, email TEXT, contact TEXT, generator TEXT,"
	" name TEXT NOT NULL," /* the reporter's report ID */
	" begin_at " SQL_BIGINT " NOT NULL, end_at " SQL_BIGINT " NOT NULL,"
	" policy_id " SQL_BIGINT " NOT NULL, flags " SQL_BIGINT " NOT NULL, errors TEXT,"
	" row_count " SQL_BIGINT " NOT NULL, bad_rows " SQL_BIGINT " NOT NULL,"
	" messages " SQL_BIGINT " NOT NULL, rows_sum " SQL_BIGINT
	" NOT NULL," /* equal: same rows */
	" sha256 " SQL_BYTES " NOT NULL,"
	" input TEXT NOT NULL, member TEXT,"
	" PRIMARY KEY (domain_id, report_id)"
	") " SQL_CLUSTERED ";"
	"CREATE UNIQUE INDEX report_identity ON report (domain_id, org_key, name, begin_at, end_at)"
	" WHERE superseded_at IS NULL;"
	"CREATE UNIQUE INDEX report_content ON report (domain_id, sha256);"

	/* ip: 4 or 16 octets; NULL in a row without a usable one. */
	"CREATE TABLE report_row ("
	" domain_id " SQL_BIGINT " NOT NULL, report_id " SQL_BIGINT " NOT NULL,"
	" seq " SQL_BIGINT " NOT NULL, ip " SQL_BYTES ", count " SQL_BIGINT " NOT NULL,"
	" signature_id " SQL_BIGINT " NOT NULL, disposition " SQL_BIGINT " NOT NULL,"
	" flags " SQL_BIGINT " NOT NULL,"
	" PRIMARY KEY (domain_id, report_id, seq)"
	") " SQL_CLUSTERED ";"

	/* The flows' figures of a day, in parts packed as in rollup.h; additions may be negative.
	 */
	"CREATE TABLE rollup ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" day " SQL_BIGINT " NOT NULL, known_day " SQL_BIGINT " NOT NULL,"
	" part " SQL_BIGINT " NOT NULL, cells " SQL_BYTES " NOT NULL,"
	" PRIMARY KEY (domain_id, day, known_day, part)"
	") " SQL_CLUSTERED ";"
	"CREATE TABLE daily ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" day " SQL_BIGINT " NOT NULL, known_day " SQL_BIGINT " NOT NULL,"
	" messages " SQL_BIGINT " NOT NULL, compliant " SQL_BIGINT " NOT NULL,"
	" disposition_none " SQL_BIGINT " NOT NULL, quarantine " SQL_BIGINT " NOT NULL,"
	" reject " SQL_BIGINT " NOT NULL, unknown " SQL_BIGINT " NOT NULL,"
	" rfc9990 " SQL_BIGINT " NOT NULL, reporters " SQL_BIGINT " NOT NULL,"
	" PRIMARY KEY (domain_id, day, known_day)"
	") " SQL_CLUSTERED ";"

	/* What DNS said of an address: a version a change, looked_at grows while it stays the same.
	 */
	"CREATE TABLE host ("
	" ip " SQL_BYTES " NOT NULL, known_at " SQL_BIGINT " NOT NULL,"
	" looked_at " SQL_BIGINT " NOT NULL, ptr TEXT, confirmed " SQL_BIGINT " NOT NULL,"
	" looked " SQL_BIGINT " NOT NULL, asn " SQL_BIGINT " NOT NULL,"
	" PRIMARY KEY (ip, known_at)"
	") " SQL_CLUSTERED ";"

	/* member '': the input itself. whole, sha256, octets: what was refused (struct reject). */
	"CREATE TABLE reject ("
	" id " SQL_IDENTITY ", at " SQL_BIGINT " NOT NULL, input TEXT NOT NULL,"
	" member TEXT NOT NULL, reason TEXT NOT NULL, seen " SQL_BIGINT " NOT NULL,"
	" whole TEXT NOT NULL, sha256 " SQL_BYTES ", octets " SQL_BIGINT " NOT NULL,"
	" UNIQUE (input, member)"
	") " SQL_STRICT ";"
	"CREATE INDEX reject_content ON reject (sha256);"
	"CREATE TABLE reject_bytes ("
	" id " SQL_IDENTITY ", sha256 " SQL_BYTES " NOT NULL UNIQUE, bytes " SQL_BYTES " NOT NULL"
	") " SQL_STRICT ";"
	"CREATE TABLE mailbox ("
	" name TEXT NOT NULL PRIMARY KEY, uidvalidity " SQL_BIGINT " NOT NULL,"
	" uid " SQL_BIGINT " NOT NULL"
	") " SQL_STRICT ";"
	"CREATE TABLE memo ("
	" domain_id " SQL_BIGINT " NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,"
	" value TEXT NOT NULL,"
	" PRIMARY KEY (domain_id, name)"
	") " SQL_STRICT ";";

static const char workflow[] =
	/* state is that of the newest move, whatever the reader's clock. */
	"CREATE TABLE ticket ("
	" id TEXT NOT NULL PRIMARY KEY, year " SQL_BIGINT " NOT NULL,"
	" number " SQL_BIGINT " NOT NULL,"
	" customer_id " SQL_BIGINT " NOT NULL REFERENCES customer (id),"
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id), state TEXT NOT NULL,"
	" UNIQUE (year, number)"
	") " SQL_STRICT ";"
	"CREATE INDEX ticket_domain ON ticket (domain_id);"
	/* Each step of its life, with the members as they were from then on (JSON). */
	"CREATE TABLE ticket_move ("
	" ticket_id TEXT NOT NULL REFERENCES ticket (id), seq " SQL_BIGINT " NOT NULL,"
	" known_at " SQL_BIGINT " NOT NULL, state TEXT NOT NULL, who TEXT NOT NULL, note TEXT,"
	" document TEXT NOT NULL,"
	" PRIMARY KEY (ticket_id, seq)"
	") " SQL_STRICT ";"

	"CREATE TABLE look ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" seq " SQL_BIGINT " NOT NULL, known_at " SQL_BIGINT " NOT NULL,"
	" document TEXT NOT NULL," /* JSON */
	" PRIMARY KEY (domain_id, seq)"
	") " SQL_STRICT ";"

	/* hash chains the entries of a customer, and those of none. */
	"CREATE TABLE journal ("
	" id " SQL_IDENTITY ", at " SQL_BIGINT " NOT NULL, who TEXT NOT NULL,"
	" action TEXT NOT NULL, customer_id " SQL_BIGINT " REFERENCES customer (id),"
	" domain_id " SQL_BIGINT " REFERENCES domain (id), customer TEXT, domain TEXT,"
	" subject TEXT, text TEXT NOT NULL, reason TEXT, evidence TEXT, hash TEXT NOT NULL"
	") " SQL_STRICT ";"
	"CREATE INDEX journal_customer ON journal (customer_id, id);"
	"CREATE INDEX journal_domain ON journal (domain_id, id);";

/*
 * What people said, with the instant from which it is known: a version a change, of which the
 * newest one known counts. What a state of version 1 holds was known from the beginning.
 */
static const char versions[] =
	"CREATE TABLE domain_fact ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" seq " SQL_BIGINT " NOT NULL, known_at " SQL_BIGINT " NOT NULL,"
	" customer_id " SQL_BIGINT " REFERENCES customer (id)," /* NULL: not managed any more */
	" kind TEXT NOT NULL, playbook TEXT NOT NULL, lists TEXT NOT NULL,"
	" low_risk " SQL_BIGINT " NOT NULL, monthly TEXT NOT NULL, goal TEXT NOT NULL,"
	" goal_reason TEXT, parent_id " SQL_BIGINT " REFERENCES domain (id), split_stream TEXT,"
	" split_source TEXT, held TEXT, finished " SQL_BIGINT " NOT NULL, added_at " SQL_BIGINT
	" NOT NULL,"
	" PRIMARY KEY (domain_id, seq)"
	") " SQL_CLUSTERED ";"
	"CREATE INDEX domain_fact_customer ON domain_fact (customer_id);"
	"INSERT INTO domain_fact SELECT id, 1, added_at, customer_id, kind, playbook, lists,"
	" low_risk, monthly, goal, goal_reason, parent_id, split_stream, NULL, held, finished,"
	" added_at"
	" FROM domain WHERE added_at IS NOT NULL;"

	"CREATE TABLE customer_target ("
	" customer_id " SQL_BIGINT " NOT NULL REFERENCES customer (id),"
	" seq " SQL_BIGINT " NOT NULL, known_at " SQL_BIGINT " NOT NULL, target " SQL_BIGINT ","
	" PRIMARY KEY (customer_id, seq)"
	") " SQL_CLUSTERED ";"
	"INSERT INTO customer_target SELECT id, 1, started * 86400, target FROM customer;"

	"ALTER TABLE note RENAME TO old_note;"
	"CREATE TABLE note ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" is_stream " SQL_BIGINT " NOT NULL, subject TEXT NOT NULL,"
	" seq " SQL_BIGINT " NOT NULL, known_at " SQL_BIGINT " NOT NULL,"
	" owner TEXT, account TEXT, task TEXT, text TEXT, due " SQL_BIGINT ","
	" vital " SQL_BIGINT " NOT NULL,"
	" PRIMARY KEY (domain_id, is_stream, subject, seq)"
	") " SQL_CLUSTERED ";"
	"INSERT INTO note SELECT domain_id, is_stream, subject, 1, 0, owner, account, task, text,"
	" due, vital FROM old_note;"
	"DROP TABLE old_note;"

	"ALTER TABLE sender RENAME TO old_sender;"
	"CREATE TABLE sender ("
	" slug TEXT NOT NULL, customer TEXT NOT NULL," /* '': for all of them */
	" seq " SQL_BIGINT " NOT NULL, known_at " SQL_BIGINT " NOT NULL,"
	" document TEXT NOT NULL," /* JSON */
	" PRIMARY KEY (slug, customer, seq)"
	") " SQL_STRICT ";"
	"INSERT INTO sender SELECT slug, customer, 1, 0, document FROM old_sender;"
	"DROP TABLE old_sender;";

/* Their newest values stand in versions now; customer_id stays, as the newest one of all. */
static const char no_copies[] =
	"ALTER TABLE domain DROP COLUMN kind; ALTER TABLE domain DROP COLUMN playbook;"
	"ALTER TABLE domain DROP COLUMN lists; ALTER TABLE domain DROP COLUMN low_risk;"
	"ALTER TABLE domain DROP COLUMN monthly; ALTER TABLE domain DROP COLUMN goal;"
	"ALTER TABLE domain DROP COLUMN goal_reason; ALTER TABLE domain DROP COLUMN parent_id;"
	"ALTER TABLE domain DROP COLUMN split_stream; ALTER TABLE domain DROP COLUMN held;"
	"ALTER TABLE domain DROP COLUMN finished; ALTER TABLE domain DROP COLUMN added_at;"
	"ALTER TABLE customer DROP COLUMN target;"

	/* The newest hash of each chain (customer 0: of none), so that its end is not cut off
	   unseen. */
	"CREATE TABLE journal_head ("
	" customer_id " SQL_BIGINT " NOT NULL PRIMARY KEY, hash TEXT NOT NULL"
	") " SQL_STRICT ";"
	"INSERT INTO journal_head SELECT COALESCE(customer_id, 0), hash FROM journal"
	" WHERE id IN (SELECT MAX(id) FROM journal GROUP BY customer_id);";

/* A ticket of several domains is found by each of them. */
static const char shared_tickets[] =
	"DROP INDEX ticket_domain;"
	"CREATE TABLE ticket_domain ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id),"
	" ticket_id TEXT NOT NULL REFERENCES ticket (id),"
	" PRIMARY KEY (domain_id, ticket_id)"
	") " SQL_CLUSTERED ";"
	"INSERT INTO ticket_domain (domain_id, ticket_id) SELECT domain_id, id FROM ticket;";

/* Who was behind with a change when; ended_at: the first look that no longer saw it so. */
static const char laggards[] =
	"CREATE TABLE laggard ("
	" ticket_id TEXT NOT NULL REFERENCES ticket (id), server TEXT NOT NULL,"
	" address TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
	" known_at " SQL_BIGINT " NOT NULL, ended_at " SQL_BIGINT ","
	" PRIMARY KEY (ticket_id, server, address, name, type, known_at)"
	") " SQL_CLUSTERED ";";

/* The addresses that were known when somebody last went through a domain's sources. */
static const char visits[] =
	"CREATE TABLE visit ("
	" domain_id " SQL_BIGINT " NOT NULL PRIMARY KEY REFERENCES domain (id),"
	" known_at " SQL_BIGINT " NOT NULL, addresses " SQL_BYTES " NOT NULL"
	") " SQL_STRICT ";"
	/* What DNS said of From domains: a version a change, looked_at grows while it stays. */
	"CREATE TABLE existence ("
	" domain_id " SQL_BIGINT " NOT NULL REFERENCES domain (id), name TEXT NOT NULL,"
	" known_at " SQL_BIGINT " NOT NULL, looked_at " SQL_BIGINT " NOT NULL,"
	" absent " SQL_BIGINT " NOT NULL,"
	" PRIMARY KEY (domain_id, name, known_at)"
	") " SQL_CLUSTERED ";"
	/* Grows with every write of its reports. */
	"ALTER TABLE domain ADD COLUMN traffic " SQL_BIGINT " NOT NULL DEFAULT 0;"
	/* Grows with every write of domain_fact. */
	"ALTER TABLE state ADD COLUMN families " SQL_BIGINT " NOT NULL DEFAULT 0;";

/* Step i leads from version i to version i + 1. */
static const struct {
	const char *scripts[8];
} steps[SCHEMA_VERSION] = {
	{{project, reports, workflow}},
	{{shared_tickets, versions, no_copies, laggards, visits}},
};

bool schema_version(struct sql *sql, int64_t *version, GError **error)
{
	bool exists;

	*version = 0;
	if (!sql_has_table(sql, "state", &exists, error))
		return false;
	return !exists ||
	       sql_number(sql, "SELECT version FROM state", SQL_WITHOUT, 0, version, error);
}

static bool step(struct sql *sql, int64_t version, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(steps[version].scripts); i++)
		if (steps[version].scripts[i] && !sql_script(sql, steps[version].scripts[i], error))
			return false;
	return sql_run(sql, "UPDATE state SET version = $1", SQL_WITH(SQL_INT(version + 1)), error);
}

bool schema_migrate(struct sql *sql, GError **error)
{
	int64_t version;
	bool ok;

	if (!sql_begin(sql, true, error))
		return false;
	ok = schema_version(sql, &version, error);
	for (; ok && version < SCHEMA_VERSION; version++)
		ok = step(sql, version, error);
	if (ok)
		return sql_commit(sql, error);
	sql_rollback(sql);
	return false;
}
