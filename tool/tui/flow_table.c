/* SPDX-License-Identifier: MIT */
#include "tui/flow_table.h"

#include "model/flow.h"
#include "tui/format.h"
#include "tui/source_table.h"

char *flow_row_key(const void *row)
{
	const struct flow *flow = row;

	return g_strdup(flow->key);
}

static enum role text_flow(const void *row, GString *out)
{
	const struct flow *flow = row;

	g_string_append(out, flow->key);
	return ROLE_MUTED;
}

static enum role text_from(const void *row, GString *out)
{
	const struct flow *flow = row;

	g_string_append(out, flow->header_from);
	return ROLE_PLAIN;
}

static enum role text_envelope(const void *row, GString *out)
{
	const struct flow *flow = row;

	g_string_append(out, flow->envelope ? flow->envelope : "-");
	return ROLE_PLAIN;
}

static enum role text_dkim(const void *row, GString *out)
{
	const struct flow *flow = row;

	for (guint i = 0; i < flow->dkim->len; i++) {
		const struct flow_dkim *dkim = flow->dkim->pdata[i];

		g_string_append_printf(out, "%s%s %s@%s", i ? ", " : "",
				       auth_result_name(dkim->result),
				       dkim->selector ? dkim->selector : "?", dkim->domain);
	}
	if (flow->dkim->len == 0)
		g_string_append(out, "-");
	return ROLE_PLAIN;
}

static enum role text_spf(const void *row, GString *out)
{
	const struct flow *flow = row;

	g_string_append(out, auth_result_name(flow->spf));
	return ROLE_PLAIN;
}

static enum role text_messages(const void *row, GString *out)
{
	const struct flow *flow = row;

	append_free(out, format_count(flow->tally.messages));
	return ROLE_PLAIN;
}

static enum role text_compliance(const void *row, GString *out)
{
	const struct flow *flow = row;

	append_free(out, format_share((double)flow->tally.compliant, (double)flow->tally.messages));
	return ROLE_PLAIN;
}

static enum role text_verdict(const void *row, GString *out)
{
	const struct flow *flow = row;

	g_string_append_printf(out, "%c %s", verdict_sign(flow->verdict),
			       flow->class == FLOW_CLASS_UNKNOWN ? "unknown"
								 : flow_class_name(flow->class));
	return verdict_role(flow->verdict);
}

static int compare_messages(const void *a, const void *b)
{
	const struct flow *left = a, *right = b;

	return (left->tally.messages < right->tally.messages) -
	       (left->tally.messages > right->tally.messages);
}

const struct column flow_columns[] = {
	{"HEADER FROM", 'h', 18, 30, 0, false, text_from, NULL},
	{"VERDICT, CLASS", 'v', 16, 16, 0, false, text_verdict, NULL},
	{"MESSAGES", 'm', 9, 12, 0, true, text_messages, compare_messages},
	{"COMPL.", 'p', 7, 7, 2, true, text_compliance, NULL},
	{"DKIM", 'd', 20, 44, 1, false, text_dkim, NULL},
	{"ENVELOPE FROM", 'e', 18, 30, 3, false, text_envelope, NULL},
	{"SPF", 0, 9, 9, 4, false, text_spf, NULL},
	{"FLOW", 'f', 8, 8, 5, false, text_flow, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

char *address_row_key(const void *row)
{
	const struct source_ip *address = row;
	char text[IP_TEXT_MAX];

	return g_strdup(ip_format(&address->ip, text));
}

static enum role text_address(const void *row, GString *out)
{
	append_free(out, address_row_key(row));
	return ROLE_PLAIN;
}

static enum role text_address_messages(const void *row, GString *out)
{
	const struct source_ip *address = row;

	append_free(out, format_count(address->messages));
	return ROLE_PLAIN;
}

static enum role text_address_compliance(const void *row, GString *out)
{
	const struct source_ip *address = row;

	append_free(out, format_share((double)address->compliant, (double)address->messages));
	return ROLE_PLAIN;
}

static enum role text_ptr(const void *row, GString *out)
{
	const struct source_ip *address = row;

	g_string_append(out, address->ptr ? address->ptr : "-");
	return ROLE_PLAIN;
}

static enum role text_asn(const void *row, GString *out)
{
	const struct source_ip *address = row;

	if (address->asn)
		g_string_append_printf(out, "AS%" G_GINT64_FORMAT, address->asn);
	else
		g_string_append(out, "-");
	return ROLE_PLAIN;
}

const struct column address_columns[] = {
	{"ADDRESS", 'a', 20, 40, 0, false, text_address, NULL},
	{"MESSAGES", 0, 9, 12, 0, true, text_address_messages, NULL},
	{"COMPL.", 0, 7, 7, 0, true, text_address_compliance, NULL},
	{"NAME (PTR)", 'n', 24, 60, 0, false, text_ptr, NULL},
	{"ASN", 0, 10, 10, 1, false, text_asn, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};
