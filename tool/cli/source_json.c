/* SPDX-License-Identifier: MIT */
#include "cli/source_json.h"

#include "base/ip.h"
#include "cli/json.h"

static json_t *classes_json(const uint64_t *classes)
{
	json_t *object = json_object();

	for (int class = 0; class < FLOW_CLASS_COUNT; class ++)
		if (classes[class])
			json_put_count(object, flow_class_name((enum flow_class) class),
				       classes[class]);
	return object;
}

static json_t *dispositions_json(const uint64_t *dispositions)
{
	json_t *object = json_object();

	for (int d = 0; d < DISPOSITION_COUNT; d++)
		json_put_count(object, disposition_name((enum disposition)d), dispositions[d]);
	return object;
}

static json_t *ip_json(const void *data)
{
	const struct source_ip *ip = data;
	char text[IP_TEXT_MAX];
	json_t *object = json_object();

	json_put_text(object, "ip", ip_format(&ip->ip, text));
	json_put_count(object, "messages", ip->messages);
	json_put_count(object, "compliant", ip->compliant);
	json_put_text(object, "ptr", ip->ptr);
	json_put(object, "asn", ip->asn ? json_integer(ip->asn) : json_null());
	return object;
}

static json_t *dkim_json(const void *data)
{
	const struct flow_dkim *dkim = data;
	json_t *object = json_object();

	json_put_text(object, "domain", dkim->domain);
	json_put_text(object, "selector", dkim->selector);
	json_put_text(object, "result", auth_result_name(dkim->result));
	return object;
}

static const char *side_name(enum evidence_side side)
{
	static const char *const names[] = {
		[EVIDENCE_RULE] = "rule",
		[EVIDENCE_FORWARD] = "forwarder",
		[EVIDENCE_SPOOF] = "threat",
		[EVIDENCE_LEGITIMATE] = "legitimate",
	};

	return names[side];
}

static json_t *evidence_json(const void *data)
{
	const struct evidence *evidence = data;
	json_t *object = json_object();

	json_put_text(object, "for", side_name(evidence->side));
	json_put(object, "points", json_integer(evidence->points));
	json_put_text(object, "text", evidence->text);
	return object;
}

static json_t *flow_json(const void *data)
{
	const struct flow *flow = data;
	json_t *object = json_object();

	json_put_text(object, "flow", flow->key);
	json_put_text(object, "header_from", flow->header_from);
	json_put_text(object, "envelope_from", flow->envelope);
	json_put(object, "dkim", json_list(flow->dkim, dkim_json));
	json_put_text(object, "spf", auth_result_name(flow->spf));
	json_put_text(object, "class", flow_class_name(flow->class));
	json_put_text(object, "verdict", verdict_name(flow->verdict));
	json_put_text(object, "decided_by", decided_by_name(flow->decided_by));
	json_put_text(object, "reason", flow->reason);
	json_put_count(object, "messages", flow->tally.messages);
	json_put_count(object, "compliant", flow->tally.compliant);
	json_put_text(object, "stream", flow->stream);
	json_put_text(object, "probably", flow->probably);
	json_put_text(object, "contradiction", flow->contradiction);
	json_put_count(object, "days", flow->days);
	json_put_count(object, "reporters", flow->reporters);
	json_put_day(object, "first_seen", flow->first_day);
	json_put_day(object, "last_seen", flow->last_day);
	json_put(object, "evidence", json_list(flow->evidence, evidence_json));
	return object;
}

static json_t *via_json(const struct source *source)
{
	json_t *object = json_object();

	json_put_count(object, "messages", source->via_messages);
	json_put_count(object, "compliant", source->via_compliant);
	return object;
}

void source_put(json_t *object, const struct source *source, bool ips, bool flows)
{
	const struct flow *main = source_main(source);
	const struct tally *tally = &source->tally;

	json_put_text(object, "source", source->key);
	json_put_text(object, "name", source->name);
	json_put_text(object, "verdict", verdict_name(main->verdict));
	json_put_text(object, "class", flow_class_name(main->class));
	json_put_text(object, "decided_by", decided_by_name(main->decided_by));
	json_put_text(object, "reason", main->reason);
	json_put_text(object, "named_by", source->named_by);
	json_put_count(object, "messages", tally->messages);
	json_put_count(object, "compliant", tally->compliant);
	json_put_count(object, "dkim_aligned", tally->dkim_aligned);
	json_put_count(object, "spf_aligned", tally->spf_aligned);
	json_put_count(object, "forwarded", source->forwarded);
	json_put(object, "dispositions", dispositions_json(tally->dispositions));
	json_put_amount(object, "loss", tally->lost + tally->spam);
	json_put_amount(object, "lost", tally->lost);
	json_put_amount(object, "spam", tally->spam);
	json_put(object, "classes", classes_json(source->classes));
	json_put_text(object, "owner", source->note.owner);
	json_put_text(object, "account", source->note.account);
	json_put_text(object, "task", source->note.task);
	json_put_day(object, "due", source->note.due);
	json_put_text(object, "note", source->note.note);
	json_put(object, "via_forwarders", via_json(source));
	json_put_text(object, "trend", trend_name(source->trend));
	json_put_day(object, "first_seen", source->first_seen);
	json_put_day(object, "last_seen", source->last_seen);
	json_put_text(object, "fix", source->fix);
	if (ips)
		json_put(object, "ips", json_list(source->ips, ip_json));
	if (flows)
		json_put(object, "flows", json_list(source->flows, flow_json));
}

json_t *source_table_json(const struct source_table *table, bool ips, bool flows)
{
	json_t *object = json_object(), *sources = json_array();

	for (unsigned i = 0; i < table->sources->len; i++) {
		json_t *source = json_object();

		source_put(source, table->sources->pdata[i], ips, flows);
		json_array_append_new(sources, source);
	}
	json_put_text(object, "domain", table->domain);
	json_put_day(object, "from", table->from);
	json_put_day(object, "until", table->until);
	json_put_count(object, "messages", table->tally.messages);
	json_put_count(object, "compliant", table->tally.compliant);
	json_put(object, "dispositions", dispositions_json(table->tally.dispositions));
	json_put(object, "classes", classes_json(table->classes));
	json_put(object, "header_from", json_counts(table->header_from));
	json_put(object, "sources", sources);
	return object;
}
