/* SPDX-License-Identifier: MIT */
/* The user's config file (cli.md). Secrets are never in it: only where to get them. */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct mailbox {
	char *name, *url, *user;
	char *password_file, *password_command, *token_command; /* one of them */
	char *folder, *done_folder;
	char *ca_file;
	int32_t since;
	int64_t max_batch;
};

void mailbox_free(struct mailbox *mailbox);

/* A key that signs DNS updates of some zones (RFC 8945). */
struct update_key {
	char *name;
	int algorithm;	   /* index into update_algorithms */
	char *secret_file; /* its first line is the secret, in base64 */
	char *server;	   /* ADDR[:PORT] of the primary; NULL: the one that the SOA names */
	GPtrArray *zones;  /* char *: apexes of the zones it may change */
};

extern const char *const update_algorithms[]; /* NULL at its end */
void update_key_free(struct update_key *key);

struct branding {
	char *name; /* of the managed service, on tickets and reviews */
	char *contact;
};

/* Zones of block lists (RFC 5782) that `check` asks; both empty unless configured. */
struct blocklists {
	GPtrArray *addresses; /* char *: asked for reversed addresses */
	GPtrArray *domains;   /* char *: asked for domains */
};

/* Keys of the screens that take the place of an action's own. */
struct key_binding {
	char *action; /* its name */
	char *keys;   /* names of keys, separated by spaces */
};

void key_binding_free(struct key_binding *binding);

struct config {
	char *report_address; /* the service's rua; NULL: none */
	GPtrArray *mailboxes; /* struct mailbox * */
	GPtrArray *resolvers; /* char *: ADDR[:PORT] */
	GPtrArray *keys;      /* struct update_key * */
	struct blocklists blocklists;
	char *playbooks; /* folder, or NULL */
	char *theme;
	bool mouse;	     /* the screens take it from the terminal */
	char *copy_command;  /* takes what is copied on its standard input; NULL: OSC 52 */
	GPtrArray *bindings; /* struct key_binding * */
	struct branding branding;
};

void config_clear(struct config *config);

/* How DNS is asked: config and command line together. */
struct dns_options {
	GPtrArray *resolvers; /* char *: ADDR[:PORT]; empty: the system's */
	uint16_t port;	      /* of authoritative servers; 53 */
	double timeout;	      /* seconds of one try */
	unsigned retries;
	bool offline;	     /* ask nobody */
	bool only_resolvers; /* --resolver was given: never the system's */
};

void dns_options_clear(struct dns_options *options);

#endif
