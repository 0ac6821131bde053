/* SPDX-License-Identifier: MIT */
/* The dialogue with an IMAP server that says what a test wants it to; a real one is asked e2e. */
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "fixture.h"
#include "intake/imap.h"

struct served_mail {
	unsigned uid;
	const char *date; /* INTERNALDATE */
	GBytes *text;
	uint64_t claimed; /* RFC822.SIZE; 0: the true one */
};

struct server {
	int listener;
	uint16_t port;
	const char *examine; /* untagged responses to EXAMINE */
	const char *login;   /* the end of the tagged response, "OK in" */
	const struct served_mail *mails;
	unsigned n;
	unsigned hang_up_at; /* fetch of this UID is not answered */
	GString *heard;	     /* all commands, without tags */
	GThread *thread;
};

static void say(FILE *peer, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(FILE *peer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(peer, format, args);
	va_end(args);
	fflush(peer);
}

static void list(const struct server *server, FILE *peer)
{
	for (unsigned i = 0; i < server->n; i++) {
		const struct served_mail *mail = &server->mails[i];

		say(peer,
		    "* %u FETCH (UID %u RFC822.SIZE %lu INTERNALDATE \"%s 12:00:00 +0000\")\r\n",
		    i + 1, mail->uid,
		    (unsigned long)(mail->claimed ? mail->claimed : g_bytes_get_size(mail->text)),
		    mail->date);
	}
	say(peer, "* 1 FETCH (FLAGS (\\Seen))\r\n");
}

static bool send_mail(const struct server *server, FILE *peer, unsigned uid)
{
	if (uid == server->hang_up_at)
		return false;
	for (unsigned i = 0; i < server->n; i++) {
		GBytes *text = server->mails[i].text;

		if (server->mails[i].uid != uid || !text)
			continue;
		say(peer, "* %u FETCH (UID %u BODY[] {%zu}\r\n", i + 1, uid,
		    g_bytes_get_size(text));
		fwrite(g_bytes_get_data(text, NULL), 1, g_bytes_get_size(text), peer);
		say(peer, ")\r\n");
	}
	return true;
}

/* False: hang up. */
static bool answer(struct server *server, FILE *peer, const char *tag, const char *command)
{
	unsigned uid;

	if (g_str_has_prefix(command, "CAPABILITY"))
		say(peer, "* CAPABILITY IMAP4rev1\r\n");
	if (g_str_has_prefix(command, "LOGIN")) {
		say(peer, "%s %s\r\n", tag, server->login);
		return true;
	}
	if (g_str_has_prefix(command, "EXAMINE"))
		say(peer, "%s", server->examine);
	if (strstr(command, "RFC822.SIZE"))
		list(server, peer);
	else if (sscanf(command, "UID FETCH %u (UID BODY.PEEK[])", &uid) == 1 &&
		 !send_mail(server, peer, uid))
		return false;
	say(peer, "%s OK done\r\n", tag);
	return true;
}

static gpointer serve(gpointer data)
{
	struct server *server = data;
	char line[1024];
	FILE *peer;
	int fd = accept(server->listener, NULL, NULL);

	if (fd < 0)
		return NULL;
	peer = fdopen(fd, "r+");
	setvbuf(peer, NULL, _IONBF, 0);
	say(peer, "* OK ready\r\n");
	while (fgets(line, sizeof(line), peer)) {
		char *command = strchr(line, ' ');

		g_assert_nonnull(command);
		*command++ = '\0';
		g_strchomp(command);
		if (!g_str_has_prefix(command, "LOGIN"))
			g_string_append_printf(server->heard, "%s\n", command);
		if (!answer(server, peer, line, command))
			break;
	}
	fclose(peer);
	return NULL;
}

static void server_start(struct server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);

	server->listener = socket(AF_INET, SOCK_STREAM, 0);
	g_assert_cmpint(bind(server->listener, (struct sockaddr *)&address, len), ==, 0);
	g_assert_cmpint(listen(server->listener, 1), ==, 0);
	g_assert_cmpint(getsockname(server->listener, (struct sockaddr *)&address, &len), ==, 0);
	server->port = ntohs(address.sin_port);
	server->heard = g_string_new(NULL);
	if (!server->login)
		server->login = "OK in";
	if (!server->examine)
		server->examine = "* 3 EXISTS\r\n* OK [UIDVALIDITY 77] fine\r\n";
	server->thread = g_thread_new("server", serve, server);
}

struct fetched {
	char *log, *heard;
	GError *error;
	bool done;
	struct intake_totals totals;
	GArray *checkpoints; /* uint32_t */
	unsigned refuse_at;  /* the check-point that fails; 0: none */
};

static bool checkpoint(void *ctx, uint32_t uidvalidity, uint32_t uid, GError **error)
{
	struct fetched *fetched = ctx;

	g_assert_cmpuint(uidvalidity, ==, 77);
	g_array_append_val(fetched->checkpoints, uid);
	if (fetched->checkpoints->len != fetched->refuse_at)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE, "disk full");
	return false;
}

static void fetch(struct server *server, struct imap_mailbox *mailbox, struct fetched *fetched,
		  struct progress *progress)
{
	struct log log = {.cancel = progress};
	struct intake_sink sink = log_sink(&log);
	g_autofree char *url = NULL;

	server_start(server);
	url = g_strdup_printf("imap://127.0.0.1:%u", server->port);
	mailbox->url = url;
	mailbox->user = "user";
	mailbox->password = "secret";
	mailbox->folder = mailbox->folder ? mailbox->folder : "INBOX";
	fetched->checkpoints = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	fetched->done = imap_fetch(mailbox, &sink, checkpoint, fetched, progress, &fetched->totals,
				   &fetched->error);
	shutdown(server->listener, SHUT_RDWR);
	g_thread_join(server->thread);
	close(server->listener);
	fetched->log = log_take(&log);
	fetched->heard = g_string_free(server->heard, FALSE);
	log_clear(&log);
}

static void fetched_clear(struct fetched *fetched)
{
	g_free(fetched->log);
	g_free(fetched->heard);
	g_clear_error(&fetched->error);
	g_array_unref(fetched->checkpoints);
}

static void assert_checkpoints(const struct fetched *fetched, const char *want)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < fetched->checkpoints->len; i++)
		g_string_append_printf(text, "%u ",
				       g_array_index(fetched->checkpoints, uint32_t, i));
	g_assert_cmpstr(text->str, ==, want);
}

/* Three mails of one report each, r4, r9 and r12, after their UIDs; not in the order of UIDs. */
static const struct served_mail *three(void)
{
	static struct served_mail mails[3] = {{9, " 2-Oct-2026", NULL, 0},
					      {4, " 1-Oct-2026", NULL, 0},
					      {12, "30-Nov-2026", NULL, 0}};

	for (unsigned i = 0; i < 3 && !mails[i].text; i++) {
		g_autofree char *id = g_strdup_printf("r%u", mails[i].uid);

		mails[i].text =
			joined(bytes_of("From: x@example.com\r\nContent-Type: text/xml\r\n\r\n"),
			       report_text(id, 2));
	}
	return mails;
}

static void test_all(void)
{
	struct server server = {.mails = three(), .n = 3};
	struct imap_mailbox mailbox = {.since = TIME_NONE};
	struct fetched fetched = {0};

	fetch(&server, &mailbox, &fetched, NULL);
	g_assert_no_error(fetched.error);
	g_assert_true(fetched.done);
	g_assert_cmpuint(fetched.totals.inputs, ==, 3);
	assert_checkpoints(&fetched, "4 9 12 ");
	assert_has(fetched.log, "begin r4 in part 1\nend r4 rows 2 ");
	assert_has(fetched.log, "begin r12 in part 1\nend r12 rows 2 ");
	/* Nothing that changes the mailbox is ever said. */
	g_assert_cmpstr(fetched.heard, ==,
			"CAPABILITY\n"
			"EXAMINE \"INBOX\"\n"
			"UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)\n"
			"UID FETCH 4 (UID BODY.PEEK[])\n"
			"UID FETCH 9 (UID BODY.PEEK[])\n"
			"UID FETCH 12 (UID BODY.PEEK[])\n"
			"LOGOUT\n");
	fetched_clear(&fetched);
}

static void test_from_checkpoint(void)
{
	static const struct {
		struct imap_mailbox mailbox;
		const char *want, *says;
	} cases[] = {
		{{.uidvalidity = 77, .after_uid = 4, .since = TIME_NONE}, "9 12 ", "UID FETCH 5:*"},
		{{.uidvalidity = 77, .after_uid = 12, .since = TIME_NONE}, "", "UID FETCH 13:*"},
		/* The mailbox was made anew: its numbers mean nothing any more. */
		{{.uidvalidity = 76, .after_uid = 12, .since = TIME_NONE},
		 "4 9 12 ",
		 "UID FETCH 1:*"},
		{{.max_batch = 2, .since = TIME_NONE}, "4 9 ", "UID FETCH 1:*"},
		{{.since = 1790899200}, "9 12 ", "UID FETCH 1:*"}, /* 2026-10-02 */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct server server = {.mails = three(), .n = 3};
		struct imap_mailbox mailbox = cases[i].mailbox;
		struct fetched fetched = {0};

		fetch(&server, &mailbox, &fetched, NULL);
		g_assert_no_error(fetched.error);
		assert_checkpoints(&fetched, cases[i].want);
		assert_has(fetched.heard, cases[i].says);
		fetched_clear(&fetched);
	}
}

static void test_folder(void)
{
	struct server server = {.mails = three(), .n = 0};
	struct imap_mailbox mailbox = {.folder = "März & \"Co\\\"", .since = TIME_NONE};
	struct fetched fetched = {0};

	fetch(&server, &mailbox, &fetched, NULL);
	g_assert_no_error(fetched.error);
	assert_has(fetched.heard, "EXAMINE \"M&AOQ-rz &- \\\"Co\\\\\\\"\"\n");
	fetched_clear(&fetched);
}

static void test_gone_and_large(void)
{
	static const struct served_mail mails[] = {
		{1, " 1-Oct-2026", NULL, 10},			/* gone between the two questions */
		{2, " 1-Oct-2026", NULL, INTAKE_MAIL_MAX + 1u}, /* not even asked for */
	};
	struct server server = {.mails = mails, .n = 2};
	struct imap_mailbox mailbox = {.since = TIME_NONE};
	struct fetched fetched = {0};

	fetch(&server, &mailbox, &fetched, NULL);
	g_assert_no_error(fetched.error);
	assert_checkpoints(&fetched, "1 2 ");
	g_assert_cmpstr(fetched.log, ==,
			"rejected -: a mail over 64 MiB, which is more than is held\n");
	g_assert_null(strstr(fetched.heard, "UID FETCH 2 "));
	fetched_clear(&fetched);
}

/* A size that was a lie: the octets are passed over, the next message is read. */
static void test_larger_than_said(void)
{
	size_t len = INTAKE_MAIL_MAX + 1u;
	g_autoptr(GBytes) large = g_bytes_new_take(g_strnfill(len, 'x'), len);
	const struct served_mail mails[] = {{1, " 1-Oct-2026", large, 10}, three()[2]};
	struct server server = {.mails = mails, .n = 2};
	struct imap_mailbox mailbox = {.since = TIME_NONE};
	struct fetched fetched = {0};

	fetch(&server, &mailbox, &fetched, NULL);
	g_assert_no_error(fetched.error);
	assert_checkpoints(&fetched, "1 12 ");
	assert_has(fetched.log, "rejected -: a mail over 64 MiB");
	assert_has(fetched.log, "end r12 rows 2 ");
	fetched_clear(&fetched);
}

static void test_faults(void)
{
	static const struct {
		struct server server;
		const char *checkpoints, *want;
	} cases[] = {
		{{.login = "NO [AUTHENTICATIONFAILED] go \x1b[2Jaway"},
		 "",
		 "the login was refused: NO"},
		{{.examine = "* 3 EXISTS\r\n"}, "", "names no UIDVALIDITY"},
		{{.hang_up_at = 9}, "4 ", "the server closed the connection"},
		{{.examine = ""}, "", "names no UIDVALIDITY"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct server server = cases[i].server;
		struct imap_mailbox mailbox = {.since = TIME_NONE};
		struct fetched fetched = {0};

		server.mails = three();
		server.n = 3;
		fetch(&server, &mailbox, &fetched, NULL);
		g_assert_false(fetched.done);
		g_assert_error(fetched.error, RAMPART_ERROR, RAMPART_ERROR_NETWORK);
		assert_has(fetched.error->message, cases[i].want);
		g_assert_null(strchr(fetched.error->message, '\x1b'));
		assert_checkpoints(&fetched, cases[i].checkpoints);
		fetched_clear(&fetched);
	}
}

static void test_long_line(void)
{
	g_autofree char *fill = g_strnfill(1u << 20, 'x');
	g_autofree char *line = g_strdup_printf("* OK [UIDVALIDITY 77] %s\r\n", fill);
	struct server server = {.mails = three(), .n = 3, .examine = line};
	struct imap_mailbox mailbox = {.since = TIME_NONE};
	struct fetched fetched = {0};

	fetch(&server, &mailbox, &fetched, NULL);
	g_assert_error(fetched.error, RAMPART_ERROR, RAMPART_ERROR_NETWORK);
	assert_has(fetched.error->message, "too long");
	fetched_clear(&fetched);
}

static void test_checkpoint_fault(void)
{
	struct server server = {.mails = three(), .n = 3};
	struct imap_mailbox mailbox = {.since = TIME_NONE};
	struct fetched fetched = {.refuse_at = 2};

	fetch(&server, &mailbox, &fetched, NULL);
	g_assert_error(fetched.error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	assert_checkpoints(&fetched, "4 9 ");
	fetched_clear(&fetched);
}

/* What was read whole stays, and so does its check-point. */
static void test_cancel(void)
{
	struct server server = {.mails = three(), .n = 3};
	struct imap_mailbox mailbox = {.since = TIME_NONE};
	struct progress progress = {0};
	struct fetched fetched = {0};

	fetch(&server, &mailbox, &fetched, &progress);
	g_assert_error(fetched.error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED);
	assert_checkpoints(&fetched, "4 ");
	assert_has(fetched.log, "end r4 rows 2 ");
	fetched_clear(&fetched);
}

static void test_urls(void)
{
	static const char *const urls[] = {"http://localhost",	  "imaps://user@localhost",
					   "imaps://localhost/x", "imaps://",
					   "imaps://local host",  "localhost:143",
					   "file:///etc/passwd",  "imaps://u:p@localhost"};

	for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
		struct log log = {0};
		struct intake_sink sink = log_sink(&log);
		struct imap_mailbox mailbox = {.url = urls[i],
					       .user = "u",
					       .password = "p",
					       .folder = "INBOX",
					       .since = TIME_NONE};
		struct intake_totals totals = {0};
		g_autoptr(GError) error = NULL;

		g_test_message("%s", urls[i]);
		g_assert_false(
			imap_fetch(&mailbox, &sink, checkpoint, NULL, NULL, &totals, &error));
		g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
		log_clear(&log);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN); /* of the server's side */
	g_test_add_func("/imap/all", test_all);
	g_test_add_func("/imap/from-checkpoint", test_from_checkpoint);
	g_test_add_func("/imap/folder", test_folder);
	g_test_add_func("/imap/gone-and-large", test_gone_and_large);
	g_test_add_func("/imap/larger-than-said", test_larger_than_said);
	g_test_add_func("/imap/faults", test_faults);
	g_test_add_func("/imap/long-line", test_long_line);
	g_test_add_func("/imap/checkpoint-fault", test_checkpoint_fault);
	g_test_add_func("/imap/cancel", test_cancel);
	g_test_add_func("/imap/urls", test_urls);
	return g_test_run();
}
