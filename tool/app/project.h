/* SPDX-License-Identifier: MIT */
/* Customers, domains, and what people say of them. */
#ifndef APP_PROJECT_H
#define APP_PROJECT_H

#include "app/app.h"
#include "base/table.h"
#include "model/customer.h"
#include "model/domain.h"
#include "model/journal.h"
#include "model/playbook.h"

struct customer *app_customer(struct app *app, const char *slug, GError **error);
GPtrArray *app_customers(struct app *app, GError **error); /* struct customer * */
/* *added (may be NULL) false: it was there already and stays as it is. target DAY_NONE, contact
 * NULL: none. */
struct customer *app_customer_add(struct app *app, const char *slug, const char *name,
				  int32_t target, const char *contact, bool *added, GError **error);
/* What is NULL or DAY_NONE stays as it is. *changed (may be NULL) false: all of it was so already.
 */
struct customer *app_customer_set(struct app *app, const char *slug, const char *name,
				  int32_t target, const char *contact, bool *changed,
				  GError **error);

/* A managed domain; NOT_FOUND says how to add it. */
struct domain *app_domain(struct app *app, const char *name, GError **error);
GPtrArray *app_domains(struct app *app, const char *customer,
		       GError **error); /* struct domain *; NULL: all */
/* playbook NULL: "parked" for parked domains, else "standard". */
struct domain *app_domain_add(struct app *app, const char *customer, const char *name,
			      const char *playbook, enum domain_kind kind, bool *added,
			      GError **error);

/* What `domain set` changes; unset members stay. */
struct domain_change {
	const char *lists, *risk, *monthly, *goal, *playbook, *kind; /* words of cli.md, or NULL */
	const char *stage; /* with since: a domain that arrives in mid-rollout */
	int32_t since;	   /* DAY_NONE: not given */
	const char *reason;
};
/* *changed (may be NULL) false: all of it was so already. */
struct domain *app_domain_set(struct app *app, const char *name, const struct domain_change *change,
			      bool *changed, GError **error);

/*
 * What people accept, report and forbid. *changed (may be NULL) false: it was so already. An
 * exception takes the place of the one for the same condition and source.
 */
bool app_waive(struct app *app, const char *domain, const struct waiver *waiver, bool *changed,
	       GError **error); /* condition, source or NULL, until, by, reason */
bool app_unwaive(struct app *app, const char *domain, const char *condition, const char *source,
		 bool *changed, GError **error);
GPtrArray *app_waivers(struct app *app, const char *domain, GError **error); /* struct waiver * */
bool app_complaint_add(struct app *app, const char *domain, const char *reason, bool *changed,
		       GError **error);
bool app_complaint_close(struct app *app, const char *domain, const char *reason, bool *changed,
			 GError **error); /* all open ones */
bool app_freeze(struct app *app, const char *customer, int32_t from, int32_t until,
		const char *reason, bool *changed, GError **error);
bool app_unfreeze(struct app *app, const char *customer, bool *changed, GError **error);

/* GPtrArray of struct journal_entry *, newest first; both NULL: everything; limit 0: all. */
GPtrArray *app_journal(struct app *app, const char *customer, const char *domain, unsigned limit,
		       GError **error);

/*
 * char *; "acme/standard" is the ladder that the customer acme has in place of the one that all
 * others follow under this name (playbooks/acme/standard.yaml).
 */
GPtrArray *app_playbook_names(struct app *app, GError **error);
struct playbook *app_playbook(struct app *app, const char *name, GError **error);
/* The one that a domain follows. */
struct playbook *app_playbook_of(struct app *app, const struct domain *domain, GError **error);
/* The records that its stages ask for: char *, in order. */
GPtrArray *app_playbook_records(struct app *app, const struct playbook *playbook);
/* What may stand in a playbook, and in the gate of a stage (struct gate_rule). */
const struct table *app_playbook_table(void);
const struct table *app_gate_table(void);
/* A field of a gate as it would stand in the file, newly allocated. */
char *app_gate_value(const struct field *field, const struct gate_rule *rule);
/* Loads a file anywhere: for `playbook check`. */
struct playbook *app_playbook_check(const char *path, GError **error);

#endif
