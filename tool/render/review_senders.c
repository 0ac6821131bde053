/* SPDX-License-Identifier: MIT */
/* Who sends in a domain's name, summed up for people who do not read addresses. */
#include <string.h>

#include "base/ip.h"
#include "render/review.h"

#define SENDERS_SHOWN 12

/* Sources that a customer sees as one. */
struct sum {
	const char *name; /* NULL: forgers */
	enum verdict verdict;
	bool signed_for; /* false: legitimate, but not signed for the customer yet */
	unsigned sources;
	uint64_t messages, compliant;
};

/* A source that nobody named yet goes by the domain that passes SPF there. */
static const char *label(const struct source *source)
{
	struct ip ip;

	if (source_main(source)->verdict == VERDICT_THREAT)
		return NULL;
	if (source->group && ip_parse(source->key, strlen(source->key), &ip))
		return source->group;
	return source->name ? source->name : source->key;
}

static struct sum *find(GArray *sums, const struct sum *like)
{
	for (unsigned i = 0; i < sums->len; i++) {
		struct sum *sum = &g_array_index(sums, struct sum, i);

		if (sum->verdict == like->verdict && sum->signed_for == like->signed_for &&
		    g_strcmp0(sum->name, like->name) == 0)
			return sum;
	}
	g_array_append_val(sums, *like);
	return &g_array_index(sums, struct sum, sums->len - 1);
}

static void add(GArray *sums, const struct source *source)
{
	const struct flow *main = source_main(source);
	const struct sum like = {
		.name = label(source),
		.verdict = main->verdict,
		.signed_for = main->class != FLOW_CLASS_MISALIGNED,
	};
	struct sum *sum = find(sums, &like);

	sum->sources++;
	sum->messages += source->tally.messages;
	sum->compliant += source->tally.compliant;
}

static int by_messages(const void *a, const void *b)
{
	const struct sum *one = a, *other = b;

	if (one->messages != other->messages)
		return one->messages > other->messages ? -1 : 1;
	return g_strcmp0(one->name, other->name);
}

static const char *verdict_words(const struct sum *sum)
{
	switch (sum->verdict) {
	case VERDICT_LEGITIMATE:
		return sum->signed_for ? "yours" : "yours, not signed for you yet";
	case VERDICT_FORWARDER:
		return "passes your mail on";
	case VERDICT_THREAT:
		return "forged";
	case VERDICT_UNKNOWN:
	case VERDICT_COUNT:
		break;
	}
	return "not known yet";
}

static json_t *sum_json(const struct sum *sum)
{
	uint64_t percent = sum->messages ? sum->compliant * 100 / sum->messages : 0;
	g_autofree char *forgers = g_strdup_printf("forgers at %u address%s", sum->sources,
						   sum->sources == 1 ? "" : "es");

	return json_pack("{s:o, s:s, s:s, s:o, s:o, s:I}", "name",
			 json_utf8(sum->name ? sum->name : forgers), "verdict", verdict_words(sum),
			 "class", verdict_name(sum->verdict), "messages", count_json(sum->messages),
			 "passing", share_json(sum->compliant, sum->messages), "fill",
			 (json_int_t)percent);
}

json_t *review_senders_json(const struct source_table *table)
{
	g_autoptr(GArray) sums = g_array_new(FALSE, FALSE, sizeof(struct sum));
	json_t *array = json_array();

	for (unsigned i = 0; i < table->sources->len; i++)
		add(sums, table->sources->pdata[i]);
	g_array_sort(sums, by_messages);
	for (unsigned i = 0; i < sums->len && i < SENDERS_SHOWN; i++)
		json_array_append_new(array, sum_json(&g_array_index(sums, struct sum, i)));
	return array;
}
