/* SPDX-License-Identifier: MIT */
/* IP addresses as 16 octets; IPv4 is kept as its IPv4-mapped IPv6 address. */
#ifndef BASE_IP_H
#define BASE_IP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ip {
	uint8_t octet[16];
};

#define IP_TEXT_MAX 46 /* bytes of the longest text, its NUL included */

/*
 * Reads one address as reports write it: surrounding space, [brackets], %zone, :port after an IPv4
 * address, "IPv6:" and the length of a network of one address are dropped; leading zeros of IPv4
 * octets are decimal; ::ffff:a.b.c.d is IPv4 (domain.md Q38). False when it is no address.
 */
bool ip_parse(const char *text, size_t len, struct ip *ip);
bool ip_is_v4(const struct ip *ip);
/* The shortest standard form (RFC 5952) into text[IP_TEXT_MAX]; returns text. */
char *ip_format(const struct ip *ip, char *text);
/* The name asked for a PTR: "1.2.0.192.in-addr.arpa"; newly allocated. */
char *ip_reverse_name(const struct ip *ip);

/* The stored form: 4 octets for IPv4, else 16. *data points into ip. */
size_t ip_bytes(const struct ip *ip, const uint8_t **data);
bool ip_from_bytes(const void *data, size_t len, struct ip *ip);

guint ip_hash(gconstpointer ip);
gboolean ip_equal(gconstpointer a, gconstpointer b);
int ip_compare(const struct ip *a, const struct ip *b);

#endif
