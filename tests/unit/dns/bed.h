/* SPDX-License-Identifier: MIT */
/* Starts a name server of tests/e2e and makes askers that ask it. */
#ifndef TESTS_DNS_BED_H
#define TESTS_DNS_BED_H

#include <glib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dns/dns.h"

struct bed {
	GPid pid;
	int in;	       /* the servers end when it is closed */
	uint16_t port; /* of every server */
};

/* argv: the program, such as nameserver.py, and what follows its name; NULL at the end. */
static inline void bed_start(struct bed *bed, char **argv)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	char line[16] = "";
	int out;

	g_ptr_array_add(words, g_strdup("python3"));
	g_ptr_array_add(
		words, g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "e2e", argv[0], NULL));
	for (char **word = argv + 1; *word; word++)
		g_ptr_array_add(words, g_strdup(*word));
	g_ptr_array_add(words, NULL);
	g_spawn_async_with_pipes(NULL, (char **)words->pdata, NULL,
				 (GSpawnFlags)(G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD),
				 NULL, NULL, &bed->pid, &bed->in, &out, NULL, &error);
	g_assert_no_error(error);
	for (size_t n = 0; n < sizeof(line) - 1 && read(out, line + n, 1) == 1; n++)
		if (line[n] == '\n')
			break;
	close(out);
	bed->port = (uint16_t)g_ascii_strtoull(line, NULL, 10);
	g_assert_cmpuint(bed->port, >, 0);
}

static inline void bed_stop(struct bed *bed)
{
	close(bed->in);
	waitpid(bed->pid, NULL, 0);
	g_spawn_close_pid(bed->pid);
}

/* An asker with the servers at these addresses (space between) as its resolvers. */
static inline struct dns *bed_asker(const struct bed *bed, const char *addresses, double timeout,
				    unsigned retries)
{
	struct dns_options options = {
		.resolvers = g_ptr_array_new_with_free_func(g_free),
		.port = bed->port,
		.timeout = timeout,
		.retries = retries,
		.only_resolvers = true,
	};
	g_auto(GStrv) words = g_strsplit(addresses, " ", -1);
	g_autoptr(GError) error = NULL;
	struct dns *dns;

	for (char **word = words; *word; word++)
		g_ptr_array_add(options.resolvers, g_strdup_printf("%s:%u", *word, bed->port));
	dns = dns_new(&options, &error);
	g_assert_no_error(error);
	dns_options_clear(&options);
	return dns;
}

#endif
