/* SPDX-License-Identifier: MIT */
/* Four questions about each of 10,000 domains, asked of a real name server. */
#include "bed.h"

#include <glib/gstdio.h>

#include "dns/questions.h"

#define ADDRESS "127.0.1.53"
#define DOMAINS 10000
#define SECONDS 30 /* the most that all of it may take */

static void write_zone(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "bulk.example.zone", NULL);
	g_autoptr(GString) zone = g_string_new("$ORIGIN bulk.example.\n$TTL 300\n"
					       "@ SOA ns mail 1 3600 600 86400 300\n@ NS ns\n");
	g_autoptr(GError) error = NULL;

	g_string_append(zone, "ns A " ADDRESS "\n");
	for (unsigned i = 0; i < DOMAINS; i++)
		g_string_append_printf(
			zone,
			"d%u MX 10 mx.d%u\n"
			"d%u TXT \"v=spf1 ip4:192.0.2.%u -all\"\n"
			"_dmarc.d%u TXT \"v=DMARC1; p=none; rua=mailto:r%u@x.example\"\n",
			i, i, i, i % 256, i, i);
	g_file_set_contents(path, zone->str, (gssize)zone->len, &error);
	g_assert_no_error(error);
}

/* The fourth question of each domain has no answer. */
static void test_bulk(void)
{
	g_autofree char *folder = g_dir_make_tmp("bulk-XXXXXX", NULL);
	g_autofree char *place = g_strdup_printf("%s=%s", ADDRESS, folder);
	g_autofree char *file = g_build_filename(folder, "bulk.example.zone", NULL);
	char *words[] = {(char[]){"nameserver.py"}, (char[]){"serve"}, place, NULL};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) questions = questions_new();
	struct progress progress = {0};
	struct bed bed;
	struct dns *dns;
	gint64 began;
	double seconds;

	write_zone(folder);
	bed_start(&bed, words);
	dns = bed_asker(&bed, ADDRESS, 5, 2);
	for (unsigned i = 0; i < DOMAINS; i++) {
		g_ptr_array_add(names, g_strdup_printf("d%u.bulk.example", i));
		questions_add(questions, names->pdata[2 * i], DNS_TYPE_MX, NULL);
		questions_add(questions, names->pdata[2 * i], DNS_TYPE_TXT, NULL);
		g_ptr_array_add(names, g_strdup_printf("_dmarc.d%u.bulk.example", i));
		questions_add(questions, names->pdata[2 * i + 1], DNS_TYPE_TXT, NULL);
		questions_add(questions, names->pdata[2 * i + 1], DNS_TYPE_A, NULL);
	}
	began = g_get_monotonic_time();
	questions_ask(dns, questions, &progress);
	seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
	g_test_message("%u questions about %d domains: asked %.2f s", questions->len, DOMAINS,
		       seconds);
	g_assert_cmpfloat(seconds, <, SECONDS);
	g_assert_cmpuint(atomic_load(&progress.done), ==, 4 * DOMAINS);

	for (unsigned i = 0; i < DOMAINS; i++) {
		g_autofree char *record =
			g_strdup_printf("v=DMARC1; p=none; rua=mailto:r%u@x.example", i);

		for (unsigned k = 0; k < 3; k++)
			g_assert_cmpint(questions_at(questions, 4 * i + k)->status, ==,
					LOOK_STATUS_OK);
		g_assert_cmpstr(questions_at(questions, 4 * i + 2)->data->pdata[0], ==, record);
		g_assert_cmpint(questions_at(questions, 4 * i + 3)->status, ==, LOOK_STATUS_NODATA);
	}
	dns_free(dns);
	bed_stop(&bed);
	g_unlink(file);
	g_rmdir(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ask/bulk", test_bulk);
	return g_test_run();
}
