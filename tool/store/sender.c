/* SPDX-License-Identifier: MIT */
#include "store/document.h"
#include "store/inner.h"
#include "store/project.h"

static json_t *numbers_format(const GArray *numbers)
{
	json_t *list = json_array();

	for (unsigned i = 0; numbers && i < numbers->len; i++)
		json_array_append_new(list, json_integer(g_array_index(numbers, int64_t, i)));
	return list;
}

static GArray *numbers_parse(const json_t *list)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));

	for (size_t i = 0; i < json_array_size(list); i++) {
		int64_t number = json_integer_value(json_array_get(list, i));

		g_array_append_val(numbers, number);
	}
	return numbers;
}

static char *sender_format(const struct sender *sender)
{
	json_t *document = json_object();

	document_put(document, "name", sender->name);
	document_put(document, "kind", sender_kind_name((enum sender_kind)sender->kind));
	document_put_texts(document, "ptr", sender->ptr);
	document_put_texts(document, "spf", sender->spf);
	document_put_texts(document, "dkim", sender->dkim);
	json_object_set_new(document, "asn", numbers_format(sender->asn));
	document_put(document, "can_sign", answer_name((enum answer)sender->can_sign));
	document_put(document, "can_return_path",
		     answer_name((enum answer)sender->can_return_path));
	document_put_texts(document, "fix", sender->fix);
	document_put(document, "proof", sender->proof);
	document_put(document, "source", sender->source);
	document_put_number(document, "checked", sender->checked);
	return document_format(document);
}

static int word(const json_t *document, const char *key)
{
	const char *text = json_string_value(json_object_get(document, key));
	enum answer answer = ANSWER_UNKNOWN;

	if (text)
		answer_from_name(text, &answer);
	return (int)answer;
}

static struct sender *sender_parse(const char *slug, const char *customer, const json_t *document)
{
	struct sender *sender = g_new(struct sender, 1);
	const char *kind = json_string_value(json_object_get(document, "kind"));
	enum sender_kind known = SENDER_KIND_OWN;

	if (kind)
		sender_kind_from_name(kind, &known);
	*sender = (struct sender){
		.slug = g_strdup(slug),
		.name = document_text(document, "name"),
		.kind = (int)known,
		.ptr = document_texts(document, "ptr"),
		.spf = document_texts(document, "spf"),
		.dkim = document_texts(document, "dkim"),
		.asn = numbers_parse(json_object_get(document, "asn")),
		.can_sign = word(document, "can_sign"),
		.can_return_path = word(document, "can_return_path"),
		.fix = document_texts(document, "fix"),
		.proof = document_text(document, "proof"),
		.source = document_text(document, "source"),
		.checked = (int32_t)document_number(document, "checked", DAY_NONE),
		.confirmed = true,
		.customer = *customer ? g_strdup(customer) : NULL,
	};
	return sender;
}

static bool put(struct store *store, const struct sender *sender, GError **error)
{
	g_autofree char *document = sender_format(sender);

	return sql_run(store->sql,
		       "INSERT INTO sender (slug, customer, seq, known_at, document) "
		       "SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4 FROM sender "
		       "WHERE slug = $1 AND customer = $2",
		       SQL_WITH(SQL_TEXT(sender->slug),
				SQL_TEXT(sender->customer ? sender->customer : ""),
				SQL_INT(store_now(store)), SQL_TEXT(document)),
		       error) &&
	       store_touch(store, 0, error);
}

bool store_sender_put(struct store *store, const struct sender *sender, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, put(store, sender, error), error);
}

GPtrArray *store_senders(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) senders = g_ptr_array_new_with_free_func((GDestroyNotify)sender_free);
	struct sql_query *query = sql_query(
		store->sql,
		"SELECT s.slug, s.customer, s.document FROM sender s WHERE s.seq = "
		"(SELECT MAX(k.seq) FROM sender k WHERE k.slug = s.slug "
		"AND k.customer = s.customer AND k.known_at <= $1) ORDER BY s.slug, s.customer",
		SQL_WITH(SQL_INT(store_now(store))));
	bool readable = true;

	while (readable && sql_next(query)) {
		json_t *document = document_parse(sql_text(query, 2), sql_text(query, 0), error);

		readable = document != NULL;
		if (readable)
			g_ptr_array_add(senders, sender_parse(sql_text(query, 0),
							      sql_text(query, 1), document));
		json_decref(document);
	}
	return sql_end(query, readable ? error : NULL) && readable ? g_steal_pointer(&senders)
								   : NULL;
}
