/* SPDX-License-Identifier: MIT */
#include "dns/update_wire.h"

#include <poll.h>
#include <stdlib.h>

#include "base/error.h"
#include "dns/asker.h"
#include "dns/exchange.h"

#define FUDGE	  300 /* seconds that the two clocks may differ */
#define LOOK_UP	  100 /* milliseconds after which we look whether we are to stop */
#define TSIG_MAC  3   /* fields of a TSIG record */
#define TSIG_CODE 5

enum tsig_code {
	TSIG_CODE_BADSIG = 16,
	TSIG_CODE_BADKEY = 17,
	TSIG_CODE_BADTIME = 18,
};

void update_reply_clear(struct update_reply *reply)
{
	g_clear_pointer(&reply->wire, g_byte_array_unref);
	g_clear_pointer(&reply->packet, ldns_pkt_free);
}

/* Waits for the answer; what stopped it otherwise is told apart. */
static enum exchange_state wait_for_answer(struct exchange *exchange, struct progress *progress,
					   bool *late)
{
	enum exchange_state state = EXCHANGE_STATE_WAITING;

	while (state == EXCHANGE_STATE_WAITING && !progress_cancelled(progress)) {
		struct pollfd socket = {exchange->fd, exchange->events, 0};

		*late = g_get_monotonic_time() >= exchange->deadline;
		if (*late)
			return EXCHANGE_STATE_FAILED;
		if (poll(&socket, 1, LOOK_UP) > 0)
			state = exchange_step(exchange, NULL);
	}
	return state;
}

/* Reads what came back; false when it is no answer to the message. */
static bool read_reply(const struct exchange *exchange, const ldns_pkt *message,
		       struct update_reply *reply)
{
	size_t len;
	const uint8_t *octets = exchange_reply(exchange, &len);

	reply->wire = g_byte_array_new();
	g_byte_array_append(reply->wire, octets, (guint)len);
	return ldns_wire2pkt(&reply->packet, octets, len) == LDNS_STATUS_OK &&
	       ldns_pkt_id(reply->packet) == ldns_pkt_id(message) && ldns_pkt_qr(reply->packet) &&
	       ldns_pkt_get_opcode(reply->packet) == ldns_pkt_get_opcode(message);
}

static void set_no_answer(const struct update *update, const struct exchange *exchange, bool late,
			  bool cancelled, GError **error)
{
	if (cancelled)
		g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED, "stopped");
	else if (late)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "%s does not answer over TCP within %.1f s", update->server,
			    (double)exchange->patience / G_USEC_PER_SEC);
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "%s takes no connection over TCP, or broke it off", update->server);
}

bool update_transact(struct dns *dns, const struct update *update, const ldns_pkt *message,
		     struct update_reply *reply, bool *arrived, struct progress *progress,
		     GError **error)
{
	enum exchange_state state = EXCHANGE_STATE_FAILED;
	struct exchange exchange;
	uint8_t *octets = NULL;
	size_t len = 0;
	bool late = false, good = false;

	*arrived = false;
	if (ldns_pkt2wire(&octets, message, &len) != LDNS_STATUS_OK) {
		g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
				    "the update is more than one DNS message can hold");
		return false;
	}
	if (exchange_open_message(&exchange, &update->endpoint, octets, len, dns->patience))
		state = wait_for_answer(&exchange, progress, &late);
	*arrived = exchange_is_sent(&exchange);
	if (state != EXCHANGE_STATE_ANSWERED)
		set_no_answer(update, &exchange, late, progress_cancelled(progress), error);
	else if (!(good = read_reply(&exchange, message, reply)))
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "%s gives an answer that cannot be read", update->server);
	exchange_close(&exchange);
	free(octets);
	return good;
}

static unsigned tsig_code(const ldns_pkt *packet)
{
	const ldns_rr *tsig = ldns_pkt_tsig(packet);
	const ldns_rdf *code = tsig ? ldns_rr_rdf(tsig, TSIG_CODE) : NULL;

	return code ? ldns_rdf2native_int16(code) : 0;
}

/* Why a server does not let this key change the zone. */
static const char *why_not_authorised(const ldns_pkt *answer)
{
	switch (tsig_code(answer)) {
	case TSIG_CODE_BADKEY:
		return "it knows no such key for this zone";
	case TSIG_CODE_BADSIG:
		return "its secret for the key is another one";
	case TSIG_CODE_BADTIME:
		return "its clock and ours are too far apart";
	default:
		return "it does not take updates of this zone with this key";
	}
}

/* Did a prerequisite not hold? */
static bool is_changed(ldns_pkt_rcode rcode)
{
	return rcode == LDNS_RCODE_NXRRSET || rcode == LDNS_RCODE_YXRRSET ||
	       rcode == LDNS_RCODE_NXDOMAIN || rcode == LDNS_RCODE_YXDOMAIN;
}

static void set_refusal(const struct update *update, const struct update_signer *signer,
			const ldns_pkt *answer, GError **error)
{
	ldns_pkt_rcode rcode = ldns_pkt_get_rcode(answer);
	ldns_lookup_table *word = ldns_lookup_by_id(ldns_rcodes, (int)rcode);
	const char *name = word ? word->name : "an unknown code";

	if (is_changed(rcode))
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE,
			    "%s answers %s: what it serves has changed meanwhile; the zone %s is "
			    "as it was",
			    update->server, name, update->zone);
	else if (rcode == LDNS_RCODE_NOTAUTH || rcode == LDNS_RCODE_REFUSED)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "%s answers %s to an update of %s with the key %s: %s; the zone is as "
			    "it was",
			    update->server, name, update->zone, signer->name,
			    why_not_authorised(answer));
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "%s answers %s to an update of %s; the zone is as it was",
			    update->server, name, update->zone);
}

static bool is_base64(const char *text)
{
	ldns_rdf *octets = NULL;
	bool good = ldns_str2rdf_b64(&octets, text) == LDNS_STATUS_OK;

	ldns_rdf_deep_free(octets);
	return good;
}

static bool sign(ldns_pkt *message, const struct update_signer *signer, GError **error)
{
	g_autofree char *algorithm = g_strconcat(signer->algorithm, ".", NULL); /* a name */

	if (is_base64(signer->secret) &&
	    ldns_pkt_tsig_sign(message, signer->name, signer->secret, FUDGE, algorithm, NULL) ==
		    LDNS_STATUS_OK)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
		    "the key %s cannot sign; its secret is to be base64", signer->name);
	return false;
}

static ldns_pkt *message_new(const struct update *update)
{
	ldns_pkt *message =
		ldns_update_pkt_new(ldns_dname_new_frm_str(update->zone), LDNS_RR_CLASS_IN,
				    update->prerequisites, update->changes, NULL);

	ldns_pkt_set_random_id(message);
	ldns_pkt_set_rd(message, false);
	return message;
}

/* A server's yes counts only with its signature (RFC 8945 5.3). */
static bool judge(const struct update *update, const struct update_signer *signer,
		  const ldns_pkt *message, const struct update_reply *reply, GError **error)
{
	const ldns_rdf *mac = ldns_rr_rdf(ldns_pkt_tsig(message), TSIG_MAC);

	if (ldns_pkt_get_rcode(reply->packet) != LDNS_RCODE_NOERROR) {
		set_refusal(update, signer, reply->packet, error);
		return false;
	}
	if (ldns_pkt_tsig_verify(reply->packet, reply->wire->data, reply->wire->len, signer->name,
				 signer->secret, mac))
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
		    "%s says that the zone %s is changed, but not with a signature of the key %s; "
		    "look at it before you believe it",
		    update->server, update->zone, signer->name);
	return false;
}

bool update_send(struct dns *dns, const struct update *update, const struct update_signer *signer,
		 struct progress *progress, GError **error)
{
	ldns_pkt *message = message_new(update);
	struct update_reply reply = {0};
	bool arrived = false, done = false;

	if (sign(message, signer, error)) {
		if (update_transact(dns, update, message, &reply, &arrived, progress, error))
			done = judge(update, signer, message, &reply, error);
		else if (arrived)
			g_prefix_error(error,
				       "the update was sent, and whether the zone %s has changed "
				       "is not known; pushing it again is safe: ",
				       update->zone);
	}
	update_reply_clear(&reply);
	ldns_pkt_free(message);
	return done;
}
