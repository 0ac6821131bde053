/* SPDX-License-Identifier: MIT */
/* What a flow is for a domain (product.md), and the finer class under it. */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include <stdbool.h>

enum verdict {
	VERDICT_UNKNOWN,
	VERDICT_LEGITIMATE,
	VERDICT_FORWARDER,
	VERDICT_THREAT,
	VERDICT_COUNT,
};

enum flow_class {
	FLOW_CLASS_UNKNOWN,
	FLOW_CLASS_ALIGNED,
	FLOW_CLASS_SPF_ONLY,
	FLOW_CLASS_DKIM_ONLY,
	FLOW_CLASS_MISALIGNED,
	FLOW_CLASS_FORWARD_OK,
	FLOW_CLASS_FORWARD_BROKEN,
	FLOW_CLASS_MAILING_LIST,
	FLOW_CLASS_REINJECTED,
	FLOW_CLASS_SPOOF,
	FLOW_CLASS_COUNT,
};

enum decided_by {
	DECIDED_BY_RULE,
	DECIDED_BY_SCORE,
	DECIDED_BY_CATALOGUE,
	DECIDED_BY_SPECIALIST,
};

const char *verdict_name(enum verdict verdict);
bool verdict_from_name(const char *name, enum verdict *verdict);
const char *flow_class_name(enum flow_class class); /* "spf-only", "forward-ok", … */
enum verdict flow_class_verdict(enum flow_class class);
const char *decided_by_name(enum decided_by by);

#endif
