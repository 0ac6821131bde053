/* SPDX-License-Identifier: MIT */
/* Which ladder a domain follows. */
#include "rollout/playbook.h"
#include "app/context.h"
#include "app/project.h"

GPtrArray *app_playbook_names(struct app *app, GError **error)
{
	return playbook_names(app->playbooks_dir, error);
}

struct playbook *app_playbook(struct app *app, const char *name, GError **error)
{
	return playbook_find(app->playbooks_dir, name, error);
}

const struct table *app_playbook_table(void)
{
	return &playbook_table;
}

const struct table *app_gate_table(void)
{
	static const char *const path[] = {"stages", "gate"};
	const struct table *table = &playbook_table;

	for (size_t i = 0; i < G_N_ELEMENTS(path); i++) {
		const struct field *field = table->fields;

		while (!g_str_equal(field->key, path[i]))
			field++;
		table = field->of;
	}
	return table;
}

char *app_gate_value(const struct field *field, const struct gate_rule *rule)
{
	const void *at = (const char *)rule + field->offset;
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	if (field->type == FIELD_INT)
		return g_strdup_printf("%" G_GINT64_FORMAT, *(const int64_t *)at);
	if (field->type == FIELD_BOOL)
		return g_strdup(*(const bool *)at ? "yes" : "no");
	g_ascii_formatd(number, sizeof(number), "%g", *(const double *)at);
	return g_strdup(number);
}

GPtrArray *app_playbook_records(struct app *app, const struct playbook *playbook)
{
	GPtrArray *records = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < playbook->stages->len; i++)
		g_ptr_array_add(records,
				record_of_stage(app, playbook->stages->pdata[i], NULL, NULL));
	return records;
}

struct playbook *app_playbook_check(const char *path, GError **error)
{
	return playbook_load(path, error);
}

/* "acme/standard": where a customer's own ladder would be. */
static char *own_name(const struct domain *domain)
{
	return g_strdup_printf("%s/%s", domain->customer, domain->playbook);
}

/* NULL without *error: may_lack, and there is none. */
static const struct playbook *read_once(struct app *app, const char *name, bool may_lack,
					GError **error)
{
	gpointer playbook;

	if (!app->playbooks)
		app->playbooks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						       (GDestroyNotify)playbook_free);
	if (g_hash_table_lookup_extended(app->playbooks, name, NULL, &playbook))
		return playbook;
	if (may_lack && !playbook_exists(app->playbooks_dir, name))
		playbook = NULL;
	else if (!(playbook = playbook_find(app->playbooks_dir, name, error)))
		return NULL;
	g_hash_table_insert(app->playbooks, g_strdup(name), playbook);
	return playbook;
}

const struct playbook *playbook_of(struct app *app, const struct domain *domain, GError **error)
{
	const struct playbook *own;
	GError *fault = NULL;

	if (domain->customer) {
		g_autofree char *name = own_name(domain);

		own = read_once(app, name, true, &fault);
		if (own)
			return own;
	}
	if (fault) {
		g_propagate_error(error, fault);
		return NULL;
	}
	return read_once(app, domain->playbook, false, error);
}

const char *playbook_of_kind(enum domain_kind kind)
{
	return kind == DOMAIN_KIND_PARKED ? "parked" : "standard";
}

bool playbook_is_own(struct app *app, const struct domain *domain)
{
	g_autofree char *name = own_name(domain);

	return playbook_exists(app->playbooks_dir, name);
}

struct playbook *app_playbook_of(struct app *app, const struct domain *domain, GError **error)
{
	g_autofree char *name = own_name(domain);

	return app_playbook(app, playbook_is_own(app, domain) ? name : domain->playbook, error);
}
