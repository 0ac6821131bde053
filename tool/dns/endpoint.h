/* SPDX-License-Identifier: MIT */
/* Where a name server listens. */
#ifndef DNS_ENDPOINT_H
#define DNS_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/ip.h"

struct endpoint {
	struct sockaddr_storage address;
	socklen_t len;
};

/*
 * Reads ADDR, ADDR:PORT or, with IPv6, [ADDR]:PORT; port where the text names none. False when it
 * is no address, or the port is not 1..65535.
 */
bool endpoint_parse(const char *text, uint16_t port, struct endpoint *endpoint);
/* Its address as text into address[IP_TEXT_MAX], and its port. */
void endpoint_text(const struct endpoint *endpoint, char *address, uint16_t *port);

#endif
