/* SPDX-License-Identifier: MIT */
/* Questions gathered, then asked together; and what their answers say. */
#ifndef DNS_QUESTIONS_H
#define DNS_QUESTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ip.h"
#include "dns/dns.h"

/* A GArray of struct dns_question that clears them; names and servers stay the caller's. */
GArray *questions_new(void);
/* Adds one, to the resolvers or (server not NULL) to an authoritative server; its index. */
guint questions_add(GArray *questions, const char *name, enum dns_type type, const char *server);
/* Adds one to a single resolver; its index. */
guint questions_add_to_resolver(GArray *questions, const char *name, enum dns_type type,
				const char *resolver);
struct dns_question *questions_at(const GArray *questions, guint i);
void questions_ask(struct dns *dns, GArray *questions, struct progress *progress);

/* Did DNS say what is there, or that nothing is? */
bool status_is_answer(enum look_status status);
/* As much of a text as a look keeps; newly allocated. What is cut equals no whole text. */
char *text_kept(const char *txt);
/* Of an answer to SOA: the primary's name, newly allocated; NULL without one. */
char *soa_server(const struct dns_question *question);
/* Its serial, and how long "no" is remembered (RFC 2308 5); 0 without one. */
uint32_t soa_serial(const struct dns_question *question);
uint32_t soa_negative_ttl(const struct dns_question *question);
/* An address as the lists of a zone are asked for it: "1.2.0.192.ZONE"; newly allocated. */
char *name_of_address(const struct ip *ip, const char *zone);
/* The host of an MX as struct dns_question has it: "10 mx.shop.example"; points into mx. */
const char *mx_host(const char *mx);

#endif
