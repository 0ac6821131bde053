/* SPDX-License-Identifier: MIT */
/* What the record formats share. */
#ifndef RENDER_CHANGES_H
#define RENDER_CHANGES_H

#include <jansson.h>

#include "render/render.h"

/* Writes the changes of one zone (NULL: not known) in one format. */
typedef void changes_write(GString *out, const GPtrArray *changes, const char *zone);

changes_write write_text, write_zone, write_nsupdate;
changes_write write_json, write_route53, write_cloudflare;
changes_write write_azure, write_google;
changes_write write_terraform, write_octodns, write_dnscontrol;

/* "_dmarc.shop.example.": with its final dot; what is no plain octet of a name becomes \DDD. */
char *name_absolute(const char *name);
/* "_dmarc" in the zone shop.example, "@" at its apex; outside of it, or without one, as given. */
char *name_relative(const char *name, const char *zone);
bool change_is_txt(const struct ticket_change *change);
/*
 * The value as it stands in a zone file: quoted strings of a TXT, else the presentation form with
 * its host absolute. NULL when that holds anything but what names and numbers are made of.
 */
char *rdata_zone(const struct ticket_change *change, const char *value);
/* A host, or data that ends in one, with its final dot: most tools add the zone without it. */
char *host_absolute(const char *host);
/* The values of a list that the other one lacks: char *, borrowed. */
GPtrArray *values_beyond(const GPtrArray *values, GPtrArray *other);
/* "0 ." as its two parts; false when the value is no MX. */
bool rdata_mx(const char *value, unsigned *preference, char **exchange);
/* For a person to read, on one line. */
char *value_shown(const char *value);
/* A JSON string from any bytes; a new reference. */
json_t *json_utf8(const char *raw);
/*
 * Appends with two spaces of indent and a newline, in ASCII: what a terminal would obey stays
 * escaped. Takes the reference.
 */
void append_json(GString *out, json_t *json);

#endif
