/* SPDX-License-Identifier: MIT */
#include "intake/relay.h"

#include <string.h>

#define SIGNATURE_OCTETS 512u /* what one takes beside its key, roughly */

enum message_type {
	MESSAGE_BEGIN,
	MESSAGE_BATCH,
	MESSAGE_END,
	MESSAGE_DROP,
	MESSAGE_REJECTED,
	MESSAGE_SKIPPED,
};

struct message {
	enum message_type type;
	char *member;			      /* BEGIN, REJECTED, SKIPPED */
	struct report report;		      /* BEGIN, END */
	struct report_batch *batch;	      /* BATCH */
	uint8_t sha256[INTAKE_SHA256_OCTETS]; /* END, REJECTED */
	struct intake_reject reject;
	enum intake_skip kind;
};

static struct message *message_new(enum message_type type, const struct intake_origin *origin)
{
	struct message *message = g_new0(struct message, 1);

	message->type = type;
	message->member = origin ? g_strdup(origin->member) : NULL;
	return message;
}

void message_free(struct message *message)
{
	if (!message)
		return;
	if (message->type == MESSAGE_BEGIN || message->type == MESSAGE_END)
		report_clear(&message->report);
	if (message->batch)
		report_batch_free(message->batch);
	g_free(message->member);
	g_free((char *)(uintptr_t)message->reject.reason);
	g_free((char *)(uintptr_t)message->reject.of);
	g_clear_pointer(&message->reject.bytes, g_bytes_unref);
	g_free(message);
}

unsigned message_weight(const struct message *message)
{
	const GPtrArray *keys = message->batch ? message->batch->keys : NULL;
	size_t octets = message->reject.bytes ? g_bytes_get_size(message->reject.bytes) : 0;

	for (guint i = 0; keys && i < keys->len; i++)
		octets += SIGNATURE_OCTETS + g_bytes_get_size(keys->pdata[i]);
	return 1 + (unsigned)(octets / INTAKE_PENDING_UNIT);
}

static void report_copy(struct report *to, const struct report *from)
{
	*to = *from;
	to->org_name = g_strdup(from->org_name);
	to->org_key = g_strdup(from->org_key);
	to->email = g_strdup(from->email);
	to->report_id = g_strdup(from->report_id);
	to->domain = g_strdup(from->domain);
	to->contact = g_strdup(from->contact);
	to->generator = g_strdup(from->generator);
	to->policy.fo = g_strdup(from->policy.fo);
	to->errors = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < from->errors->len; i++)
		g_ptr_array_add(to->errors, g_strdup(from->errors->pdata[i]));
}

static bool post(struct outlet *outlet, struct message *message)
{
	struct relay *relay = (struct relay *)outlet;

	return relay->post(relay, message);
}

static bool relay_begin(struct outlet *outlet, const struct intake_origin *origin,
			const struct report *report)
{
	struct message *message = message_new(MESSAGE_BEGIN, origin);

	report_copy(&message->report, report);
	return post(outlet, message);
}

static bool relay_batch(struct outlet *outlet, const struct report *report,
			struct report_batch *batch)
{
	struct message *message = message_new(MESSAGE_BATCH, NULL);

	(void)report; /* as it began */
	message->batch = batch;
	return post(outlet, message);
}

static bool relay_end(struct outlet *outlet, const struct report *report, const uint8_t *sha256)
{
	struct message *message = message_new(MESSAGE_END, NULL);

	report_copy(&message->report, report);
	memcpy(message->sha256, sha256, INTAKE_SHA256_OCTETS);
	return post(outlet, message);
}

static void relay_drop(struct outlet *outlet)
{
	post(outlet, message_new(MESSAGE_DROP, NULL));
}

struct message *message_rejected(const struct intake_origin *origin,
				 const struct intake_reject *reject)
{
	struct message *message = message_new(MESSAGE_REJECTED, origin);

	message->reject = *reject;
	message->reject.reason = g_strdup(reject->reason);
	message->reject.of = g_strdup(reject->of);
	if (reject->bytes)
		g_bytes_ref(reject->bytes);
	if (reject->sha256)
		message->reject.sha256 =
			memcpy(message->sha256, reject->sha256, INTAKE_SHA256_OCTETS);
	return message;
}

static void relay_rejected(struct outlet *outlet, const struct intake_origin *origin,
			   const struct intake_reject *reject)
{
	post(outlet, message_rejected(origin, reject));
}

static void relay_skipped(struct outlet *outlet, const struct intake_origin *origin,
			  enum intake_skip kind)
{
	struct message *message = message_new(MESSAGE_SKIPPED, origin);

	message->kind = kind;
	post(outlet, message);
}

void relay_init(struct relay *relay, bool (*post_message)(struct relay *, struct message *),
		bool (*stopped)(const struct outlet *))
{
	relay->base = (struct outlet){
		.begin = relay_begin,
		.batch = relay_batch,
		.end = relay_end,
		.drop = relay_drop,
		.rejected = relay_rejected,
		.skipped = relay_skipped,
		.stopped = stopped,
	};
	relay->post = post_message;
}

static void forget_begun(struct delivery *delivery)
{
	g_clear_pointer(&delivery->begun, message_free);
}

void delivery_abandon(struct delivery *delivery)
{
	if (delivery->begun)
		delivery->sink->drop(delivery->sink->ctx);
	forget_begun(delivery);
}

static bool deliver_begin(struct delivery *delivery, const struct intake_origin *origin,
			  struct message *message, GError **error)
{
	const struct intake_sink *sink = delivery->sink;

	if (sink->begin(sink->ctx, origin, &message->report, error)) {
		delivery->begun = message;
		return true;
	}
	message_free(message);
	return false;
}

bool delivery_take(struct delivery *delivery, const char *input, struct message *message,
		   GError **error)
{
	const struct intake_sink *sink = delivery->sink;
	const struct intake_origin origin = {input, message->member};
	bool done = true;

	switch (message->type) {
	case MESSAGE_BEGIN:
		return deliver_begin(delivery, &origin, message, error);
	case MESSAGE_BATCH:
		done = sink->batch(sink->ctx, &delivery->begun->report, message->batch, error);
		break;
	case MESSAGE_END:
		done = sink->end(sink->ctx, &message->report, message->sha256, error);
		if (done)
			forget_begun(delivery);
		break;
	case MESSAGE_DROP:
		delivery_abandon(delivery);
		break;
	case MESSAGE_REJECTED:
		done = sink->rejected(sink->ctx, &origin, &message->reject, error);
		break;
	case MESSAGE_SKIPPED:
		sink->skipped(sink->ctx, &origin, message->kind);
		break;
	}
	message_free(message);
	return done;
}
