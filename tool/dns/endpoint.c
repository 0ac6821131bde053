/* SPDX-License-Identifier: MIT */
#include "dns/endpoint.h"

#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <string.h>

#include "base/ip.h"

/* The colon before the port, or NULL: the one after a bracket, or the only one. */
static const char *port_colon(const char *text)
{
	const char *bracket = strchr(text, ']'), *colon = strchr(text, ':');

	if (bracket)
		return bracket[1] == ':' ? bracket + 1 : NULL;
	return colon && !strchr(colon + 1, ':') ? colon : NULL;
}

bool endpoint_parse(const char *text, uint16_t port, struct endpoint *endpoint)
{
	const char *colon = port_colon(text);
	size_t len = colon ? (size_t)(colon - text) : strlen(text);
	guint64 number = port;
	const uint8_t *octets;
	struct ip ip;

	if (colon && !g_ascii_string_to_unsigned(colon + 1, 10, 1, UINT16_MAX, &number, NULL))
		return false;
	if (!ip_parse(text, len, &ip))
		return false;

	*endpoint = (struct endpoint){0};
	if (ip_bytes(&ip, &octets) == 4) {
		struct sockaddr_in *in = (struct sockaddr_in *)&endpoint->address;

		in->sin_family = AF_INET;
		in->sin_port = htons((uint16_t)number);
		memcpy(&in->sin_addr, octets, 4);
		endpoint->len = sizeof(*in);
	} else {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&endpoint->address;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t)number);
		memcpy(&in6->sin6_addr, octets, 16);
		endpoint->len = sizeof(*in6);
	}
	return true;
}

void endpoint_text(const struct endpoint *endpoint, char *address, uint16_t *port)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)&endpoint->address;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&endpoint->address;
	bool v4 = endpoint->address.ss_family == AF_INET;

	inet_ntop(v4 ? AF_INET : AF_INET6,
		  v4 ? (const void *)&in->sin_addr : (const void *)&in6->sin6_addr, address,
		  IP_TEXT_MAX);
	*port = ntohs(v4 ? in->sin_port : in6->sin6_port);
}
