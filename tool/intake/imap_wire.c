/* SPDX-License-Identifier: MIT */
#include "intake/imap_wire.h"

#include <poll.h>
#include <string.h>

#include <curl/curl.h>

#include "base/error.h"
#include "base/ip.h"
#include "base/utext.h"

#define LOGIN_SECONDS 60L
#define SILENCE	      (60 * G_TIME_SPAN_SECOND) /* of the server, after which it is given up */
#define PATIENCE_MS   100			/* between looks at whether to stop */
#define WORDS_CELLS   200			/* of the server's are shown */

struct imap_wire {
	CURL *curl;
	const char *url;
	struct progress *progress;
	curl_socket_t socket;
	unsigned tag;
	uint8_t input[16384];
	size_t at, len; /* of input: not yet read */
	GString *said;	/* the server's last line while curl logged in */
	struct imap_response response;
};

static bool fail(const struct imap_wire *wire, const char *what, const char *words, GError **error)
{
	g_autofree char *clean = utext_term(words, WORDS_CELLS);

	if (progress_cancelled(wire->progress))
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
			    "%s: stopped; what was read whole is kept", wire->url);
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK, "%s: %s%s%s", wire->url,
			    what, *clean ? ": " : "", clean);
	return false;
}

static bool is_loopback(const char *host)
{
	static const uint8_t one[16] = {[15] = 1};
	const uint8_t *octets;
	struct ip ip;
	size_t len;

	if (g_ascii_strcasecmp(host, "localhost") == 0)
		return true;
	if (!ip_parse(host, strlen(host), &ip))
		return false;
	len = ip_bytes(&ip, &octets);
	return len == 4 ? octets[0] == 127 : memcmp(octets, one, sizeof(one)) == 0;
}

/* A URL of scheme and host alone; *plain: whether the connection may be unencrypted. */
static bool check_url(const char *url, bool *plain)
{
	CURLU *parts = curl_url();
	char *scheme = NULL, *host = NULL, *path = NULL, *user = NULL;
	bool good;

	good = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	       curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	       curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	       curl_url_get(parts, CURLUPART_PATH, &path, 0) == CURLUE_OK &&
	       curl_url_get(parts, CURLUPART_USER, &user, 0) != CURLUE_OK &&
	       (strcmp(scheme, "imap") == 0 || strcmp(scheme, "imaps") == 0) &&
	       strcmp(path, "/") == 0;
	*plain = good && is_loopback(host);
	curl_free(scheme);
	curl_free(host);
	curl_free(path);
	curl_free(user);
	curl_url_cleanup(parts);
	return good;
}

static size_t hear(char *data, size_t size, size_t n, void *ctx)
{
	struct imap_wire *wire = ctx;

	g_string_assign(wire->said, "");
	g_string_append_len(wire->said, data, (gssize)(size * n));
	return size * n;
}

static int is_over(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct imap_wire *wire = ctx;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return progress_cancelled(wire->progress);
}

/* Without CURLOPT_NOSIGNAL: curl then keeps SIGPIPE of a broken TLS connection from us. */
static void set_options(struct imap_wire *wire, const struct imap_mailbox *mailbox, bool plain)
{
	CURL *curl = wire->curl;

	curl_easy_setopt(curl, CURLOPT_URL, mailbox->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_USERNAME, mailbox->user);
	if (mailbox->token)
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, mailbox->token);
	else
		curl_easy_setopt(curl, CURLOPT_PASSWORD, mailbox->password);
	if (mailbox->ca_file) { /* and no other */
		curl_easy_setopt(curl, CURLOPT_CAINFO, mailbox->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, LOGIN_SECONDS);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, wire);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_over);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, wire);
}

static const char *behind_tag(const char *line)
{
	const char *space = strchr(line, ' ');

	return space ? space + 1 : "";
}

static bool log_in(struct imap_wire *wire, const struct imap_mailbox *mailbox, GError **error)
{
	char reason[CURL_ERROR_SIZE] = "";
	bool plain;
	CURLcode code;

	if (!check_url(mailbox->url, &plain)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "%s: a mailbox's URL is like imaps://imap.example.com", mailbox->url);
		return false;
	}
	set_options(wire, mailbox, plain);
	curl_easy_setopt(wire->curl, CURLOPT_ERRORBUFFER, reason);
	code = curl_easy_perform(wire->curl);
	curl_easy_setopt(wire->curl, CURLOPT_ERRORBUFFER, NULL);
	if (code == CURLE_LOGIN_DENIED)
		return fail(wire, "the login was refused", behind_tag(wire->said->str), error);
	if (code != CURLE_OK)
		return fail(wire, "cannot connect", *reason ? reason : curl_easy_strerror(code),
			    error);
	return curl_easy_getinfo(wire->curl, CURLINFO_ACTIVESOCKET, &wire->socket) == CURLE_OK ||
	       fail(wire, "cannot connect", "", error);
}

struct imap_wire *imap_wire_open(const struct imap_mailbox *mailbox, struct progress *progress,
				 GError **error)
{
	struct imap_wire *wire = g_new0(struct imap_wire, 1);

	curl_global_init(CURL_GLOBAL_DEFAULT);
	wire->curl = curl_easy_init();
	wire->url = mailbox->url;
	wire->progress = progress;
	wire->said = g_string_new(NULL);
	wire->response.text = g_string_new(NULL);
	wire->response.literal = g_byte_array_new();
	if (log_in(wire, mailbox, error))
		return wire;
	imap_wire_close(wire);
	return NULL;
}

void imap_wire_close(struct imap_wire *wire)
{
	curl_easy_cleanup(wire->curl);
	curl_global_cleanup();
	g_string_free(wire->said, TRUE);
	g_string_free(wire->response.text, TRUE);
	g_byte_array_unref(wire->response.literal);
	g_free(wire);
}

static bool wait_for(struct imap_wire *wire, short events, gint64 deadline, GError **error)
{
	struct pollfd connection = {.fd = wire->socket, .events = events};

	while (poll(&connection, 1, PATIENCE_MS) <= 0) {
		if (progress_cancelled(wire->progress) || g_get_monotonic_time() > deadline)
			return fail(wire, "the server fell silent", "", error);
	}
	return true;
}

bool imap_wire_send(struct imap_wire *wire, const char *command, GError **error)
{
	g_autofree char *line = g_strdup_printf("R%u %s\r\n", ++wire->tag, command);
	gint64 deadline = g_get_monotonic_time() + SILENCE;
	const char *rest = line;

	while (*rest) {
		size_t n = 0;
		CURLcode code = curl_easy_send(wire->curl, rest, strlen(rest), &n);

		rest += n;
		if (code == CURLE_AGAIN && !wait_for(wire, POLLOUT, deadline, error))
			return false;
		if (code != CURLE_OK && code != CURLE_AGAIN)
			return fail(wire, "the connection broke", curl_easy_strerror(code), error);
	}
	return true;
}

/* More input, at least one octet. */
static bool fill(struct imap_wire *wire, GError **error)
{
	gint64 deadline = g_get_monotonic_time() + SILENCE;
	CURLcode code;

	wire->at = wire->len = 0;
	if (progress_cancelled(wire->progress))
		return fail(wire, "", "", error);
	while ((code = curl_easy_recv(wire->curl, wire->input, sizeof(wire->input), &wire->len)) ==
	       CURLE_AGAIN)
		if (!wait_for(wire, POLLIN, deadline, error))
			return false;
	if (code != CURLE_OK)
		return fail(wire, "the connection broke", curl_easy_strerror(code), error);
	return wire->len > 0 || fail(wire, "the server closed the connection", "", error);
}

/* Appends a line to the response's text, without its end. */
static bool read_line(struct imap_wire *wire, GError **error)
{
	GString *text = wire->response.text;
	const uint8_t *newline = NULL;

	while (!newline) {
		size_t n;

		if (wire->at == wire->len && !fill(wire, error))
			return false;
		newline = memchr(wire->input + wire->at, '\n', wire->len - wire->at);
		n = newline ? (size_t)(newline - wire->input) + 1 - wire->at : wire->len - wire->at;
		if (text->len + n > INTAKE_RESPONSE_MAX)
			return fail(wire, "a response is too long", "", error);
		g_string_append_len(text, (const char *)wire->input + wire->at, (gssize)n);
		wire->at += n;
	}
	g_string_truncate(text, text->len - 1);
	if (g_str_has_suffix(text->str, "\r"))
		g_string_truncate(text, text->len - 1);
	return true;
}

static bool read_literal(struct imap_wire *wire, uint64_t len, GError **error)
{
	struct imap_response *response = &wire->response;

	if (len > INTAKE_MAIL_MAX - response->literal->len) {
		response->too_large = true;
		g_byte_array_set_size(response->literal, 0);
	}
	while (len > 0) {
		size_t n;

		if (wire->at == wire->len && !fill(wire, error))
			return false;
		n = (size_t)MIN(len, wire->len - wire->at);
		if (!response->too_large)
			g_byte_array_append(response->literal, wire->input + wire->at, (guint)n);
		wire->at += n;
		len -= n;
	}
	return true;
}

/* Cuts "{123}" off the end of the text; false when there is none. */
static bool take_literal_length(GString *text, uint64_t *len)
{
	const char *open = strrchr(text->str, '{');
	g_autofree char *digits = NULL;

	if (!open || !g_str_has_suffix(open, "}"))
		return false;
	digits = g_strndup(open + 1, strlen(open) - 2);
	if (!g_ascii_string_to_unsigned(digits, 10, 0, G_MAXINT64, len, NULL))
		return false;
	g_string_truncate(text, (gsize)(open - text->str));
	return true;
}

/* The tagged response is the last: OK, or the server's refusal. */
static bool check_tagged(struct imap_wire *wire, GError **error)
{
	g_autofree char *ok = g_strdup_printf("R%u OK", wire->tag);

	if (g_str_has_prefix(wire->response.text->str, ok))
		return true;
	return fail(wire, "the server refused", behind_tag(wire->response.text->str), error);
}

const struct imap_response *imap_wire_next(struct imap_wire *wire, bool *more, GError **error)
{
	struct imap_response *response = &wire->response;
	uint64_t len;

	g_string_truncate(response->text, 0);
	g_byte_array_set_size(response->literal, 0);
	response->too_large = false;
	if (!read_line(wire, error))
		return NULL;
	while (take_literal_length(response->text, &len))
		if (!read_literal(wire, len, error) || !read_line(wire, error))
			return NULL;
	*more = response->text->str[0] != 'R';
	if (!*more && !check_tagged(wire, error))
		return NULL;
	return response;
}
