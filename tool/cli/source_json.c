/* SPDX-License-Identifier: MIT */
#include "cli/source_json.h"

#include "base/ip.h"
#include "cli/json.h"

static json_t *classes_json(const uint64_t *classes)
{
	json_t *object = json_object();

	for (int c = 0; c < FLOW_CLASS_COUNT; c++)
		if (classes[c])
			jput_count(object, flow_class_name((enum flow_class)c), classes[c]);
	return object;
}

static json_t *dispositions_json(const uint64_t *dispositions)
{
	json_t *object = json_object();

	for (int d = 0; d < DISPOSITION_COUNT; d++)
		jput_count(object, disposition_name((enum disposition)d), dispositions[d]);
	return object;
}

static json_t *ip_json(const void *data)
{
	const struct source_ip *ip = data;
	char text[IP_TEXT_MAX];
	json_t *object = json_object();

	jput_text(object, "ip", ip_format(&ip->ip, text));
	jput_count(object, "messages", ip->messages);
	jput_count(object, "compliant", ip->compliant);
	jput_text(object, "ptr", ip->ptr);
	jput(object, "asn", ip->asn ? json_integer(ip->asn) : json_null());
	return object;
}

static json_t *dkim_json(const void *data)
{
	const struct flow_dkim *dkim = data;
	json_t *object = json_object();

	jput_text(object, "domain", dkim->domain);
	jput_text(object, "selector", dkim->selector);
	jput_text(object, "result", auth_result_name(dkim->result));
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

	jput_text(object, "for", side_name(evidence->side));
	jput(object, "points", json_integer(evidence->points));
	jput_text(object, "text", evidence->text);
	return object;
}

static json_t *flow_json(const void *data)
{
	const struct flow *flow = data;
	json_t *object = json_object();

	jput_text(object, "flow", flow->key);
	jput_text(object, "header_from", flow->header_from);
	jput_text(object, "envelope_from", flow->envelope);
	jput(object, "dkim", jlist(flow->dkim, dkim_json));
	jput_text(object, "spf", auth_result_name(flow->spf));
	jput_text(object, "class", flow_class_name(flow->class));
	jput_text(object, "verdict", verdict_name(flow->verdict));
	jput_text(object, "decided_by", decided_by_name(flow->decided_by));
	jput_text(object, "reason", flow->reason);
	jput_text(object, "lookup", flow->lookup);
	jput_count(object, "messages", flow->tally.messages);
	jput_count(object, "compliant", flow->tally.compliant);
	jput_text(object, "stream", flow->stream);
	jput_text(object, "probably", flow->probably);
	jput_text(object, "contradiction", flow->contradiction);
	jput_count(object, "days", flow->days);
	jput_count(object, "reporters", flow->reporters);
	jput_day(object, "first_seen", flow->first_day);
	jput_day(object, "last_seen", flow->last_day);
	jput(object, "evidence", jlist(flow->evidence, evidence_json));
	return object;
}

static json_t *via_json(const struct source *source)
{
	json_t *object = json_object();

	jput_count(object, "messages", source->via_messages);
	jput_count(object, "compliant", source->via_compliant);
	return object;
}

void source_put(json_t *object, const struct source *source, bool ips, bool flows)
{
	const struct flow *main = source_main(source);
	const struct tally *tally = &source->tally;

	jput_text(object, "source", source->key);
	jput_text(object, "name", source->name);
	jput_text(object, "verdict", verdict_name(main->verdict));
	jput_text(object, "class", flow_class_name(main->class));
	jput_text(object, "decided_by", decided_by_name(main->decided_by));
	jput_text(object, "reason", main->reason);
	jput_text(object, "named_by", source->named_by);
	jput_count(object, "messages", tally->messages);
	jput_count(object, "compliant", tally->compliant);
	jput_count(object, "dkim_aligned", tally->dkim_aligned);
	jput_count(object, "spf_aligned", tally->spf_aligned);
	jput_count(object, "forwarded", source->forwarded);
	jput(object, "dispositions", dispositions_json(tally->dispositions));
	jput_amount(object, "loss", tally->lost + tally->spam);
	jput_amount(object, "lost", tally->lost);
	jput_amount(object, "spam", tally->spam);
	jput(object, "classes", classes_json(source->classes));
	jput_text(object, "owner", source->note.owner);
	jput_text(object, "account", source->note.account);
	jput_text(object, "task", source->note.task);
	jput_day(object, "due", source->note.due);
	jput_text(object, "note", source->note.note);
	jput(object, "via_forwarders", via_json(source));
	jput_text(object, "trend", trend_name(source->trend));
	jput_bool(object, "new", source->is_new);
	jput_day(object, "first_seen", source->first_seen);
	jput_day(object, "last_seen", source->last_seen);
	jput_text(object, "fix", source->fix);
	if (ips)
		jput(object, "ips", jlist(source->ips, ip_json));
	if (flows)
		jput(object, "flows", jlist(source->flows, flow_json));
}

static json_t *tally_json(const struct tally *tally)
{
	json_t *object = json_object();

	jput_count(object, "messages", tally->messages);
	jput_count(object, "compliant", tally->compliant);
	jput_count(object, "dkim_aligned", tally->dkim_aligned);
	jput_count(object, "spf_aligned", tally->spf_aligned);
	jput(object, "dispositions", dispositions_json(tally->dispositions));
	return object;
}

static json_t *parts_json(const GPtrArray *parts, const char *key)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < parts->len; i++) {
		const struct source_part *part = parts->pdata[i];
		json_t *object = tally_json(&part->tally);

		json_object_set_new(object, key, part->name ? jtext(part->name) : jday(part->day));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *mismatches_json(const uint64_t *mismatches)
{
	json_t *object = json_object();

	jput_count(object, "consistent", mismatches[MISMATCH_NONE]);
	jput_count(object, "pass-without-raw", mismatches[MISMATCH_PASS_WITHOUT_RAW]);
	jput_count(object, "raw-without-pass", mismatches[MISMATCH_RAW_WITHOUT_PASS]);
	return object;
}

void source_parts_put(json_t *object, const struct source_parts *parts)
{
	json_t *paths = json_object();

	jput(paths, "direct", tally_json(&parts->direct));
	jput(paths, "forwarded", tally_json(&parts->forwarded));
	jput(object, "paths", paths);
	jput(object, "reporters", parts_json(parts->reporters, "reporter"));
	jput(object, "header_from", parts_json(parts->header_from, "header_from"));
	jput(object, "days", parts_json(parts->days, "day"));
	jput(object, "mismatches", mismatches_json(parts->mismatches));
}

json_t *source_table_json(const struct source_table *table, bool ips, bool flows)
{
	json_t *object = json_object(), *sources = json_array();

	for (unsigned i = 0; i < table->sources->len; i++) {
		json_t *source = json_object();

		source_put(source, table->sources->pdata[i], ips, flows);
		json_array_append_new(sources, source);
	}
	jput_text(object, "domain", table->domain);
	jput_day(object, "from", table->from);
	jput_day(object, "until", table->until);
	jput_count(object, "messages", table->tally.messages);
	jput_count(object, "compliant", table->tally.compliant);
	jput(object, "dispositions", dispositions_json(table->tally.dispositions));
	jput(object, "classes", classes_json(table->classes));
	jput(object, "header_from", jcounts(table->header_from));
	jput(object, "sources", sources);
	return object;
}
