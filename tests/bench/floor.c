/* SPDX-License-Identifier: MIT */
/*
 * The floor of the import: what any program must at least do with aggregate reports. One thread
 * reads each file below a folder (or the messages of an mbox), inflates it, runs expat over it,
 * and inserts five columns a row into SQLite: WAL, one transaction, one prepared statement. No
 * checks, no de-duplication, no auth results, no roll-ups.
 *
 *	floor DATABASE PATH
 *
 * Prints reports, rows, messages and seconds, as one JSON object.
 */
#include <expat.h>
#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum field {
	FIELD_IP,
	FIELD_COUNT,
	FIELD_DISPOSITION,
	FIELD_DKIM,
	FIELD_SPF,
	FIELD_ORG,
	FIELD_COUNT_OF,
};

struct floor {
	sqlite3 *db;
	sqlite3_stmt *insert;
	XML_Parser parser;
	GByteArray *xml, *packed;
	bool evaluated; /* inside policy_evaluated: dkim and spf are those of DMARC */
	int field;	/* enum field the text belongs to, or -1 */
	char text[FIELD_COUNT_OF][64];
	size_t len[FIELD_COUNT_OF];
	guint64 reports, rows, messages;
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "floor: %s: %s\n", what, why);
	exit(1);
}

static int field_of(const struct floor *floor, const char *name)
{
	if (strcmp(name, "source_ip") == 0)
		return FIELD_IP;
	if (strcmp(name, "count") == 0)
		return FIELD_COUNT;
	if (strcmp(name, "org_name") == 0)
		return FIELD_ORG;
	if (!floor->evaluated)
		return -1;
	if (strcmp(name, "disposition") == 0)
		return FIELD_DISPOSITION;
	if (strcmp(name, "dkim") == 0)
		return FIELD_DKIM;
	return strcmp(name, "spf") == 0 ? FIELD_SPF : -1;
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes)
{
	struct floor *floor = data;

	(void)attributes;
	if (strcmp(name, "policy_evaluated") == 0)
		floor->evaluated = true;
	floor->field = field_of(floor, name);
	if (floor->field >= 0)
		floor->len[floor->field] = 0;
}

static void XMLCALL on_text(void *data, const char *text, int len)
{
	struct floor *floor = data;
	size_t *used;

	if (floor->field < 0)
		return;
	used = &floor->len[floor->field];
	len = (int)MIN((size_t)len, sizeof(floor->text[0]) - 1 - *used);
	memcpy(floor->text[floor->field] + *used, text, (size_t)len);
	*used += (size_t)len;
}

static void insert_row(struct floor *floor)
{
	guint64 count;

	floor->text[FIELD_COUNT][floor->len[FIELD_COUNT]] = '\0';
	count = g_ascii_strtoull(floor->text[FIELD_COUNT], NULL, 10);
	for (int i = FIELD_IP; i <= FIELD_SPF; i++)
		if (i != FIELD_COUNT)
			sqlite3_bind_text(floor->insert, i + 1, floor->text[i], (int)floor->len[i],
					  SQLITE_STATIC);
	sqlite3_bind_int64(floor->insert, FIELD_COUNT + 1, (sqlite3_int64)count);
	if (sqlite3_step(floor->insert) != SQLITE_DONE)
		die("insert", sqlite3_errmsg(floor->db));
	sqlite3_reset(floor->insert);
	floor->rows++;
	floor->messages += count;
}

static void XMLCALL on_end(void *data, const char *name)
{
	struct floor *floor = data;

	floor->field = -1;
	if (strcmp(name, "policy_evaluated") == 0)
		floor->evaluated = false;
	else if (strcmp(name, "record") == 0)
		insert_row(floor);
}

static void parse(struct floor *floor, const char *name)
{
	XML_ParserReset(floor->parser, NULL);
	XML_SetUserData(floor->parser, floor);
	XML_SetElementHandler(floor->parser, on_start, on_end);
	XML_SetCharacterDataHandler(floor->parser, on_text);
	floor->field = -1;
	floor->evaluated = false;
	if (XML_Parse(floor->parser, (const char *)floor->xml->data, (int)floor->xml->len, 1) !=
	    XML_STATUS_OK)
		die(name, XML_ErrorString(XML_GetErrorCode(floor->parser)));
	floor->reports++;
}

/* bits: 31 for gzip, -15 for the bare stream of a zip member. */
static void inflate_all(struct floor *floor, const guint8 *data, size_t len, int bits,
			const char *name)
{
	z_stream stream = {.next_in = (Bytef *)(guintptr)data, .avail_in = (uInt)len};
	int rc;

	if (inflateInit2(&stream, bits) != Z_OK)
		die(name, "no memory to inflate");
	do {
		if (floor->xml->len - stream.total_out < 64u << 10)
			g_byte_array_set_size(floor->xml, MAX(1u << 20, floor->xml->len * 2));
		stream.next_out = floor->xml->data + stream.total_out;
		stream.avail_out = (uInt)(floor->xml->len - stream.total_out);
		rc = inflate(&stream, Z_NO_FLUSH);
	} while (rc == Z_OK);
	if (rc != Z_STREAM_END)
		die(name, "not inflated to its end");
	g_byte_array_set_size(floor->xml, (guint)stream.total_out);
	inflateEnd(&stream);
}

/* One document: gzip, a zip whose first member is the report, or XML. */
static void take(struct floor *floor, const guint8 *data, size_t len, const char *name)
{
	if (len > 2 && data[0] == 0x1f && data[1] == 0x8b) {
		inflate_all(floor, data, len, 31, name);
	} else if (len > 30 && memcmp(data, "PK\3\4", 4) == 0) {
		size_t skip = 30u + data[26] + 256u * data[27] + data[28] + 256u * data[29];

		inflate_all(floor, data + skip, len - skip, -15, name);
	} else {
		g_byte_array_set_size(floor->xml, 0);
		g_byte_array_append(floor->xml, data, (guint)len);
	}
	parse(floor, name);
}

static const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline + 1 : end;
}

/* The base64 parts of the messages of an mbox. */
static void take_mbox(struct floor *floor, const char *text, size_t len, const char *name)
{
	static const char base64[] = "Content-Transfer-Encoding: base64";
	const char *end = text + len;

	for (const char *at = text; at < end;) {
		bool part = g_ascii_strncasecmp(at, base64, strlen(base64)) == 0;
		int state = 0;
		guint save = 0;

		at = line_end(at, end);
		if (!part)
			continue;
		while (at < end && *at != '\r' && *at != '\n')
			at = line_end(at, end);
		at = line_end(at, end);
		g_byte_array_set_size(floor->packed, 0);
		while (at < end && *at != '-' && *at != '\r' && *at != '\n') {
			const char *next = line_end(at, end);
			guint8 octets[1024];

			g_byte_array_append(floor->packed, octets,
					    (guint)g_base64_decode_step(
						    at, MIN((gsize)(next - at), sizeof(octets)),
						    octets, &state, &save));
			at = next;
		}
		take(floor, floor->packed->data, floor->packed->len, name);
	}
}

static void walk(struct floor *floor, const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	g_autofree char *data = NULL;
	g_autoptr(GError) error = NULL;
	const char *name;
	gsize len;

	if (dir) {
		while ((name = g_dir_read_name(dir))) {
			g_autofree char *below = g_build_filename(path, name, NULL);

			walk(floor, below);
		}
		g_dir_close(dir);
		return;
	}
	if (!g_file_get_contents(path, &data, &len, &error))
		die(path, error->message);
	if (len > 5 && memcmp(data, "From ", 5) == 0)
		take_mbox(floor, data, len, path);
	else
		take(floor, (const guint8 *)data, len, path);
}

static void run_sql(struct floor *floor, const char *text)
{
	if (sqlite3_exec(floor->db, text, NULL, NULL, NULL) != SQLITE_OK)
		die(text, sqlite3_errmsg(floor->db));
}

int main(int argc, char **argv)
{
	struct floor floor = {.parser = XML_ParserCreate("UTF-8"),
			      .xml = g_byte_array_new(),
			      .packed = g_byte_array_new()};
	gint64 began = g_get_monotonic_time();

	if (argc != 3)
		die("usage", "floor DATABASE PATH");
	if (sqlite3_open(argv[1], &floor.db) != SQLITE_OK)
		die(argv[1], sqlite3_errmsg(floor.db));
	run_sql(&floor, "PRAGMA journal_mode = WAL");
	run_sql(&floor, "CREATE TABLE row (ip TEXT, count INTEGER, disposition TEXT, dkim TEXT, "
			"spf TEXT)");
	run_sql(&floor, "BEGIN");
	if (sqlite3_prepare_v2(floor.db, "INSERT INTO row VALUES (?, ?, ?, ?, ?)", -1,
			       &floor.insert, NULL) != SQLITE_OK)
		die("prepare", sqlite3_errmsg(floor.db));
	walk(&floor, argv[2]);
	sqlite3_finalize(floor.insert);
	run_sql(&floor, "COMMIT");
	sqlite3_close(floor.db);
	printf("{\"reports\": %" G_GUINT64_FORMAT ", \"rows\": %" G_GUINT64_FORMAT
	       ", \"messages\": %" G_GUINT64_FORMAT ", \"seconds\": %.3f}\n",
	       floor.reports, floor.rows, floor.messages,
	       (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC);
	XML_ParserFree(floor.parser);
	g_byte_array_unref(floor.xml);
	g_byte_array_unref(floor.packed);
	return 0;
}
