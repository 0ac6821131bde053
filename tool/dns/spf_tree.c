/* SPDX-License-Identifier: MIT */
/* An SPF walk as a look keeps it. */
#include <string.h>

#include "dns/check.h"

#define RECORD_MAX 4096 /* octets of a record that are kept */

static const char *const kinds[] = {
	[SPF_KIND_ALL] = "all", [SPF_KIND_INCLUDE] = "include", [SPF_KIND_A] = "a",
	[SPF_KIND_MX] = "mx",	[SPF_KIND_PTR] = "ptr",		[SPF_KIND_IP4] = "ip4",
	[SPF_KIND_IP6] = "ip6", [SPF_KIND_EXISTS] = "exists",
};

static const char *result_of(const struct spf_node *node, bool root)
{
	switch (node->fault) {
	case SPF_FAULT_NONE:
		break;
	case SPF_FAULT_MACROS:
		return "unknown";
	case SPF_FAULT_UNKNOWN:
		return "temperror";
	case SPF_FAULT_LOOP:
		return "loop";
	case SPF_FAULT_MISSING:
		return root ? "none" : "permerror";
	case SPF_FAULT_SEVERAL:
	case SPF_FAULT_SYNTAX:
	case SPF_FAULT_MX_MANY:
		return "permerror";
	}
	return node->status == LOOK_STATUS_NXDOMAIN || node->status == LOOK_STATUS_NODATA ? "void"
											  : "ok";
}

static struct look_term *term_of(const struct spf_node *node, bool root)
{
	struct look_term *term = g_new0(struct look_term, 1);

	if (!root)
		term->term = node->redirect
				     ? g_strdup_printf("redirect=%s", node->name)
				     : g_strdup_printf("%s:%s", kinds[node->kind], node->name);
	term->target = g_strdup(node->name);
	term->record = node->txt ? g_strndup(node->txt, RECORD_MAX) : NULL;
	term->lookups = node->lookups;
	term->result = g_strdup(result_of(node, root));
	term->terms = g_ptr_array_new_with_free_func((GDestroyNotify)look_term_free);
	for (guint i = 0; i < node->children->len; i++)
		g_ptr_array_add(term->terms, term_of(node->children->pdata[i], false));
	return term;
}

struct look_term *spf_tree(const struct spf_node *node)
{
	return term_of(node, true);
}
