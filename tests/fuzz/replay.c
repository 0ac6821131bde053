/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target once over each file of the folders named, where there is no libFuzzer. */
#include <stdbool.h>
#include <stdio.h>

#include <glib.h>

#include "fuzz.h"

/* False when the file cannot be read. Its name comes first, for who looks where it went wrong. */
static bool replay_file(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *data = NULL;
	gsize len;

	printf("%s\n", path);
	fflush(stdout);
	if (g_file_get_contents(path, &data, &len, &error)) {
		LLVMFuzzerTestOneInput((const uint8_t *)data, len);
		return true;
	}
	fprintf(stderr, "%s\n", error->message);
	return false;
}

static bool replay_folder(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = g_dir_open(path, 0, &error);
	const char *name;
	bool good = true;

	if (!dir) {
		fprintf(stderr, "%s\n", error->message);
		return false;
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		good = replay_file(file) && good;
	}
	return good;
}

int main(int argc, char **argv)
{
	bool good = argc > 1;

	for (int i = 1; i < argc; i++)
		good = replay_folder(argv[i]) && good;
	return good ? 0 : 1;
}
