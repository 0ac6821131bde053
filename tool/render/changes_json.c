/* SPDX-License-Identifier: MIT */
/* JSON: our own, Route 53's change batch, Cloudflare's batch of records. */
#include "render/changes.h"

static json_t *values_json(const GPtrArray *values)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < values->len; i++)
		json_array_append_new(array, json_utf8(values->pdata[i]));
	return array;
}

static json_t *change_json(const struct ticket_change *change)
{
	return json_pack("{s:o, s:o, s:I, s:o, s:o}", "name", json_utf8(change->name), "type",
			 json_utf8(change->type), "ttl", (json_int_t)change->ttl, "old",
			 values_json(change->old), "new", values_json(change->new));
}

void write_json(GString *out, const GPtrArray *changes, const char *zone)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < changes->len; i++)
		json_array_append_new(array, change_json(changes->pdata[i]));
	append_json(out, json_pack("{s:o, s:o}", "zone", json_utf8(zone), "changes", array));
}

static json_t *route53_values(const struct ticket_change *change, const GPtrArray *values)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < values->len; i++) {
		g_autofree char *rdata = rdata_zone(change, values->pdata[i]);

		if (rdata)
			json_array_append_new(array, json_pack("{s:s}", "Value", rdata));
	}
	return array;
}

static json_t *route53_change(const struct ticket_change *change)
{
	bool gone = change->new->len == 0;
	const char *action = gone ? "DELETE" : change->old->len ? "UPSERT" : "CREATE";
	/* Route 53 deletes only what is named to the last octet, its TTL included. */
	uint32_t ttl = gone && change->old_ttl ? change->old_ttl : change->ttl;
	g_autofree char *name = name_absolute(change->name);

	return json_pack("{s:s, s:{s:s, s:s, s:I, s:o}}", "Action", action, "ResourceRecordSet",
			 "Name", name, "Type", change->type, "TTL", (json_int_t)ttl,
			 "ResourceRecords",
			 route53_values(change, gone ? change->old : change->new));
}

void write_route53(GString *out, const GPtrArray *changes, const char *zone)
{
	json_t *array = json_array();

	(void)zone;
	for (unsigned i = 0; i < changes->len; i++)
		json_array_append_new(array, route53_change(changes->pdata[i]));
	append_json(out, json_pack("{s:o}", "Changes", array));
}

static json_t *cloudflare_record(const struct ticket_change *change, const char *value)
{
	json_t *record = json_pack("{s:s, s:o, s:I}", "type", change->type, "name",
				   json_utf8(change->name), "ttl", (json_int_t)change->ttl);
	g_autofree char *rdata = rdata_zone(change, value), *exchange = NULL;
	unsigned preference;

	if (g_str_equal(change->type, "MX") && rdata_mx(value, &preference, &exchange)) {
		json_object_set_new(record, "priority", json_integer(preference));
		json_object_set_new(record, "content", json_utf8(exchange));
	} else {
		json_object_set_new(record, "content", json_utf8(rdata));
	}
	return record;
}

/* Cloudflare knows a record by an id that only it can tell. */
static json_t *with_id(json_t *record, const char *value)
{
	g_autofree char *shown = value_shown(value);
	g_autofree char *id = g_strdup_printf("the id of: %s", shown);

	json_object_set_new(record, "id", json_utf8(id));
	return record;
}

void write_cloudflare(GString *out, const GPtrArray *changes, const char *zone)
{
	json_t *deletes = json_array(), *patches = json_array(), *posts = json_array();

	(void)zone;
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		g_autoptr(GPtrArray) gone = values_beyond(change->old, change->new);
		g_autoptr(GPtrArray) come = values_beyond(change->new, change->old);

		for (unsigned j = 0; j < MAX(gone->len, come->len); j++) {
			const char *old = j < gone->len ? gone->pdata[j] : NULL;
			const char *new = j < come->len ? come->pdata[j] : NULL;

			if (old && new)
				json_array_append_new(patches,
						      with_id(cloudflare_record(change, new), old));
			else if (old)
				json_array_append_new(deletes, with_id(json_object(), old));
			else
				json_array_append_new(posts, cloudflare_record(change, new));
		}
	}
	append_json(out, json_pack("{s:o, s:o, s:o}", "deletes", deletes, "patches", patches,
				   "posts", posts));
}
