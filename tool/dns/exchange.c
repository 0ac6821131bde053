/* SPDX-License-Identifier: MIT */
#include "dns/exchange.h"

#include <errno.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define LENGTH_OCTETS 2 /* before a message on TCP */
/* More than we offer to take: a longer datagram is cut, and cannot be read. */
#define DATAGRAM_MAX 4096
/* Read at one step, so that a flood does not hold up the others. */
#define DATAGRAMS_MAX 64

static uint16_t random_id(void)
{
	uint16_t id;

	if (getrandom(&id, sizeof(id), 0) != (ssize_t)sizeof(id))
		g_error("the system has no random numbers");
	return id;
}

static bool would_block(void)
{
	return errno == EAGAIN || errno == EINTR || errno == EINPROGRESS;
}

/* Opens the socket of either transport, towards the server alone. */
static bool connect_to(struct exchange *exchange, int kind)
{
	const struct sockaddr *address = (const struct sockaddr *)&exchange->server->address;

	exchange->fd = socket(address->sa_family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	exchange->deadline = g_get_monotonic_time() + exchange->patience;
	return exchange->fd >= 0 &&
	       (connect(exchange->fd, address, exchange->server->len) == 0 || would_block());
}

/* A message with its length before it. */
static GByteArray *framed(const uint8_t *message, size_t len)
{
	const uint8_t length[LENGTH_OCTETS] = {(uint8_t)(len >> 8), (uint8_t)len};
	GByteArray *frame = g_byte_array_new();

	g_byte_array_append(frame, length, LENGTH_OCTETS);
	return g_byte_array_append(frame, message, (guint)len);
}

static void init(struct exchange *exchange, const struct endpoint *server, int64_t timeout)
{
	*exchange = (struct exchange){
		.fd = -1,
		.events = POLLIN,
		.server = server,
		.patience = timeout,
	};
}

bool exchange_open(struct exchange *exchange, const struct endpoint *server, const char *name,
		   enum dns_type type, unsigned flags, int64_t timeout)
{
	g_autoptr(GByteArray) query = NULL;

	init(exchange, server, timeout);
	exchange->name = name;
	exchange->type = type;
	exchange->id = random_id();
	query = wire_query(name, type, exchange->id, flags);
	if (!query)
		return false;
	exchange->query = framed(query->data, query->len);
	return connect_to(exchange, SOCK_DGRAM) &&
	       send(exchange->fd, query->data, query->len, MSG_NOSIGNAL) == (ssize_t)query->len;
}

void exchange_close(struct exchange *exchange)
{
	if (exchange->fd >= 0)
		close(exchange->fd);
	exchange->fd = -1;
	g_clear_pointer(&exchange->query, g_byte_array_unref);
	g_clear_pointer(&exchange->reply, g_byte_array_unref);
}

static bool open_tcp(struct exchange *exchange)
{
	exchange->tcp = true;
	exchange->events = POLLOUT;
	exchange->reply = g_byte_array_new();
	return connect_to(exchange, SOCK_STREAM);
}

bool exchange_open_message(struct exchange *exchange, const struct endpoint *server,
			   const uint8_t *message, size_t len, int64_t timeout)
{
	init(exchange, server, timeout);
	exchange->query = framed(message, len);
	return open_tcp(exchange);
}

/* The UDP answer was cut: once more over TCP. */
static enum exchange_state turn_to_tcp(struct exchange *exchange)
{
	close(exchange->fd);
	return open_tcp(exchange) ? EXCHANGE_STATE_WAITING : EXCHANGE_STATE_FAILED;
}

static enum exchange_state step_udp(struct exchange *exchange, struct wire_answer *answer)
{
	uint8_t datagram[DATAGRAM_MAX];

	for (unsigned i = 0; i < DATAGRAMS_MAX; i++) {
		ssize_t len = recv(exchange->fd, datagram, sizeof(datagram), 0);

		if (len < 0)
			return would_block() ? EXCHANGE_STATE_WAITING : EXCHANGE_STATE_FAILED;
		switch (wire_read(datagram, (size_t)len, exchange->id, exchange->name,
				  exchange->type, answer)) {
		case WIRE_READING_FOREIGN:
			continue;
		case WIRE_READING_TRUNCATED:
			return turn_to_tcp(exchange);
		case WIRE_READING_DONE:
			return EXCHANGE_STATE_ANSWERED;
		}
	}
	return EXCHANGE_STATE_WAITING;
}

static enum exchange_state send_query(struct exchange *exchange)
{
	const GByteArray *query = exchange->query;
	ssize_t n = send(exchange->fd, query->data + exchange->sent, query->len - exchange->sent,
			 MSG_NOSIGNAL);

	if (n < 0)
		return would_block() ? EXCHANGE_STATE_WAITING : EXCHANGE_STATE_FAILED;
	exchange->sent += (size_t)n;
	if (exchange_is_sent(exchange))
		exchange->events = POLLIN;
	return EXCHANGE_STATE_WAITING;
}

/* The octets of the reply, its length included, that are still to come; as far as it is known. */
static size_t still_missing(const GByteArray *reply)
{
	size_t want = LENGTH_OCTETS;

	if (reply->len >= LENGTH_OCTETS)
		want += (size_t)reply->data[0] << 8 | reply->data[1];
	return want - reply->len;
}

static enum exchange_state step_tcp(struct exchange *exchange, struct wire_answer *answer)
{
	GByteArray *reply = exchange->reply;
	uint8_t piece[DATAGRAM_MAX];
	ssize_t len;

	if (exchange->events == POLLOUT)
		return send_query(exchange);
	len = recv(exchange->fd, piece, MIN(sizeof(piece), still_missing(reply)), 0);
	if (len < 0)
		return would_block() ? EXCHANGE_STATE_WAITING : EXCHANGE_STATE_FAILED;
	if (len == 0)
		return EXCHANGE_STATE_FAILED;
	g_byte_array_append(reply, piece, (guint)len);
	if (still_missing(reply) > 0)
		return EXCHANGE_STATE_WAITING;
	if (!exchange->name)
		return EXCHANGE_STATE_ANSWERED;
	return wire_read(reply->data + LENGTH_OCTETS, reply->len - LENGTH_OCTETS, exchange->id,
			 exchange->name, exchange->type, answer) == WIRE_READING_DONE
		       ? EXCHANGE_STATE_ANSWERED
		       : EXCHANGE_STATE_FAILED;
}

enum exchange_state exchange_step(struct exchange *exchange, struct wire_answer *answer)
{
	return exchange->tcp ? step_tcp(exchange, answer) : step_udp(exchange, answer);
}

bool exchange_is_sent(const struct exchange *exchange)
{
	return exchange->sent == exchange->query->len;
}

const uint8_t *exchange_reply(const struct exchange *exchange, size_t *len)
{
	*len = exchange->reply->len - LENGTH_OCTETS;
	return exchange->reply->data + LENGTH_OCTETS;
}
