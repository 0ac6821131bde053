/* SPDX-License-Identifier: MIT */
/* The only file that knows ncurses. */
#define _XOPEN_SOURCE_EXTENDED 1
#include "tui/terminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/error.h"
#include "tui/key.h"

#define ESC_DELAY 25 /* milliseconds after which ESC is a key of its own */
#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_OFF "\033[?1000l\033[?1006l"

/* What ncurses is told to make of the bracketed paste sequences; above its own key codes. */
enum { CODE_PASTE_BEGIN = KEY_MAX + 1, CODE_PASTE_END };

struct terminal {
	SCREEN *screen;
	const struct theme *theme;
	bool color, ascii;
	int saved_stderr;
	MEVENT click;
};

static const int fatal_signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
static const int end_signals[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};

/* Signal handlers can be handed nothing: what they need stands here. */
static struct {
	struct termios modes; /* as they were before */
	char reset[1024];     /* gives the terminal back without curses, and says why */
	size_t reset_bytes;
	struct sigaction fatal[G_N_ELEMENTS(fatal_signals)], end[G_N_ELEMENTS(end_signals)];
	struct sigaction resized; /* what curses does of it */
	int wake[2];		  /* a pipe that ends poll() */
	volatile sig_atomic_t ended;
} process;

static void say(const char *bytes, size_t n)
{
	ssize_t written = write(STDOUT_FILENO, bytes, n);

	(void)written; /* a terminal that is gone needs nothing */
}

/* Gives the terminal back, then lets the signal do what it would have done. */
static void on_fatal(int signal)
{
	say(process.reset, process.reset_bytes);
	tcsetattr(STDIN_FILENO, TCSANOW, &process.modes);
	for (size_t i = 0; i < G_N_ELEMENTS(fatal_signals); i++)
		if (fatal_signals[i] == signal)
			sigaction(signal, &process.fatal[i], NULL);
	raise(signal);
}

static void wake(void)
{
	int saved = errno;
	ssize_t written = write(process.wake[1], "", 1);

	(void)written; /* a full pipe wakes as well */
	errno = saved;
}

static void on_end(int signal)
{
	process.ended = signal;
	wake();
}

/* Curses alone would not end a poll() that begins just after the signal. */
static void on_resized(int signal)
{
	if (process.resized.sa_handler != SIG_DFL && process.resized.sa_handler != SIG_IGN)
		process.resized.sa_handler(signal);
	wake();
}

static void catch_signals(void)
{
	struct sigaction fatal = {.sa_handler = on_fatal};
	struct sigaction end = {.sa_handler = on_end, .sa_flags = SA_RESTART};
	struct sigaction resized = {.sa_handler = on_resized, .sa_flags = SA_RESTART};

	sigaction(SIGWINCH, &resized, &process.resized);
	for (size_t i = 0; i < G_N_ELEMENTS(fatal_signals); i++)
		sigaction(fatal_signals[i], &fatal, &process.fatal[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(end_signals); i++)
		sigaction(end_signals[i], &end, &process.end[i]);
}

static void release_signals(void)
{
	sigaction(SIGWINCH, &process.resized, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(fatal_signals); i++)
		sigaction(fatal_signals[i], &process.fatal[i], NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(end_signals); i++)
		sigaction(end_signals[i], &process.end[i], NULL);
}

static const char *capability(const char *name)
{
	const char *text = tigetstr((char *)(uintptr_t)name);

	return text && text != (const char *)-1 ? text : "";
}

static void prepare_reset(const char *log)
{
	g_autofree char *reset = g_strconcat(
		PASTE_OFF, MOUSE_OFF, capability("sgr0"), capability("rmkx"), capability("cnorm"),
		capability("rmcup"),
		"rampart " RAMPART_VERSION " ended by a fault of its own; please report it with ",
		log, "\r\n", NULL);

	process.reset_bytes = MIN(strlen(reset), sizeof(process.reset));
	memcpy(process.reset, reset, process.reset_bytes);
}

static void start_colors(struct terminal *terminal, const struct theme *theme)
{
	short background = COLOR_BLACK;
	short foreground = COLOR_WHITE;

	terminal->theme = theme;
	terminal->color = start_color() == OK && has_colors();
	if (!terminal->color) {
		terminal->theme = theme_find(NULL, false);
		return;
	}
	if (use_default_colors() == OK)
		background = foreground = -1;
	for (short role = 0; role < ROLE_COUNT; role++) {
		const struct style *style = &theme->styles[role];

		init_pair(
			(short)(role + 1),
			style->foreground == COLOR_DEFAULT ? foreground : (short)style->foreground,
			style->background == COLOR_DEFAULT ? background : (short)style->background);
	}
}

static void set_modes(void)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	leaveok(stdscr, FALSE);
	typeahead(-1);
	if (!getenv("ESCDELAY"))
		set_escdelay(ESC_DELAY);
	define_key("\033[200~", CODE_PASTE_BEGIN);
	define_key("\033[201~", CODE_PASTE_END);
}

static void redirect_stderr(struct terminal *terminal, const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	terminal->saved_stderr = -1;
	if (fd < 0)
		return;
	terminal->saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(fd, STDERR_FILENO);
	close(fd);
}

static bool open_wake_pipe(GError **error)
{
	if (pipe(process.wake) == 0) {
		for (int i = 0; i < 2; i++) {
			fcntl(process.wake[i], F_SETFD, FD_CLOEXEC);
			fcntl(process.wake[i], F_SETFL, O_NONBLOCK);
		}
		return true;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "cannot make a pipe: %s",
		    g_strerror(errno));
	return false;
}

struct terminal *terminal_open(const struct theme *theme, const char *log, GError **error)
{
	struct terminal *terminal;
	SCREEN *screen;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &process.modes) != 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "the screens need a terminal; 'rampart help' lists the commands");
		return NULL;
	}
	setlocale(LC_CTYPE, "");
	unsetenv("LINES"); /* they would freeze the size */
	unsetenv("COLUMNS");
	screen = newterm(NULL, stdout, stdin);
	if (!screen || !*capability("cup")) {
		const char *name = getenv("TERM");

		if (screen) {
			endwin();
			delscreen(screen);
		}
		g_set_error(
			error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			"the terminal '%s' cannot show screens; try TERM=xterm-256color, or the "
			"commands ('rampart help')",
			name ? name : "");
		return NULL;
	}
	if (!open_wake_pipe(error)) {
		endwin();
		delscreen(screen);
		return NULL;
	}
	terminal = g_new0(struct terminal, 1);
	terminal->screen = screen;
	terminal->ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	prepare_reset(log);
	redirect_stderr(terminal, log);
	catch_signals();
	start_colors(terminal, theme);
	set_modes();
	say(PASTE_ON, strlen(PASTE_ON));
	return terminal;
}

void terminal_close(struct terminal *terminal)
{
	say(PASTE_OFF, strlen(PASTE_OFF));
	endwin();
	delscreen(terminal->screen);
	release_signals();
	close(process.wake[0]);
	close(process.wake[1]);
	if (terminal->saved_stderr >= 0) {
		dup2(terminal->saved_stderr, STDERR_FILENO);
		close(terminal->saved_stderr);
	}
	g_free(terminal);
}

void terminal_size(const struct terminal *terminal G_GNUC_UNUSED, int *width, int *height)
{
	getmaxyx(stdscr, *height, *width);
}

bool terminal_is_ascii(const struct terminal *terminal)
{
	return terminal->ascii;
}

static attr_t attributes(const struct style *style)
{
	attr_t attrs = A_NORMAL;

	if (style->flags & STYLE_BOLD)
		attrs |= A_BOLD;
	if (style->flags & STYLE_REVERSE)
		attrs |= A_REVERSE;
	if (style->flags & STYLE_UNDERLINE)
		attrs |= A_UNDERLINE;
	if (style->flags & STYLE_DIM)
		attrs |= A_DIM;
	return attrs;
}

/*
 * The system's idea of widths may be older than ours: a character that it would draw with another
 * width is not drawn, so that no row is pushed out of line.
 */
static void wide_text(const struct cell *cell, wchar_t text[CCHARW_MAX])
{
	const char *p = cell->text;
	int n = 0;

	for (; *p && n < CCHARW_MAX - 1; p = g_utf8_next_char(p))
		text[n++] = (wchar_t)g_utf8_get_char(p);
	text[n] = L'\0';
	if (wcwidth(text[0]) != cell->width)
		wcscpy(text, L"?");
}

static void draw_cell(const struct terminal *terminal, const struct cell *cell, int row, int column)
{
	const struct style *style = &terminal->theme->styles[cell->role];
	attr_t attrs = attributes(style);
	short pair = terminal->color ? (short)(cell->role + 1) : 0;
	wchar_t text[CCHARW_MAX];
	cchar_t shown;

	if (cell->selected) { /* one colour all along the row */
		attrs = (attrs & A_BOLD) | A_REVERSE;
		pair = 0;
	}
	wide_text(cell, text);
	setcchar(&shown, text, attrs, pair, NULL);
	mvadd_wch(row, column, &shown);
}

void terminal_draw(struct terminal *terminal, const struct canvas *canvas)
{
	erase();
	for (int row = 0; row < canvas->height; row++) {
		for (int column = 0; column < canvas->width; column++) {
			const struct cell *cell = &canvas->cells[row * canvas->width + column];

			if (cell->width)
				draw_cell(terminal, cell, row, column);
		}
	}
	curs_set(canvas->editing ? 1 : 0);
	move(canvas->row, canvas->column);
	wnoutrefresh(stdscr);
	doupdate();
}

void terminal_redraw(struct terminal *terminal G_GNUC_UNUSED)
{
	clearok(stdscr, TRUE);
}

void terminal_leave(struct terminal *terminal G_GNUC_UNUSED)
{
	say(PASTE_OFF, strlen(PASTE_OFF));
	endwin();
}

void terminal_return(struct terminal *terminal)
{
	say(PASTE_ON, strlen(PASTE_ON));
	terminal_redraw(terminal);
}

void terminal_suspend(struct terminal *terminal)
{
	struct sigaction stop = {.sa_handler = SIG_DFL};
	struct sigaction before;

	terminal_leave(terminal);
	sigaction(SIGTSTP, &stop, &before);
	kill(0, SIGTSTP); /* all of the job, as the shell would */
	sigaction(SIGTSTP, &before, NULL);
	terminal_return(terminal);
}

void terminal_wait(struct terminal *terminal G_GNUC_UNUSED, int fd, int milliseconds)
{
	struct pollfd fds[] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = process.wake[0], .events = POLLIN},
		{.fd = fd, .events = POLLIN},
	};
	char woken[64];

	if (poll(fds, G_N_ELEMENTS(fds), milliseconds) <= 0)
		return;
	if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		process.ended = SIGHUP;
	while (read(process.wake[0], woken, sizeof(woken)) > 0)
		; /* so that the next wait sleeps again */
}

static uint32_t named_key(wint_t code)
{
	switch (code) {
	case KEY_UP:
		return TUI_KEY_UP;
	case KEY_DOWN:
		return TUI_KEY_DOWN;
	case KEY_LEFT:
		return TUI_KEY_LEFT;
	case KEY_RIGHT:
		return TUI_KEY_RIGHT;
	case KEY_HOME:
		return TUI_KEY_HOME;
	case KEY_END:
		return TUI_KEY_END;
	case KEY_PPAGE:
		return TUI_KEY_PAGE_UP;
	case KEY_NPAGE:
		return TUI_KEY_PAGE_DOWN;
	case KEY_ENTER:
		return TUI_KEY_ENTER;
	case KEY_BACKSPACE:
		return TUI_KEY_BACKSPACE;
	case KEY_DC:
		return TUI_KEY_DELETE;
	case KEY_BTAB:
		return TUI_KEY_BACKTAB;
	case KEY_F(1):
		return TUI_KEY_F1;
	case KEY_F(5):
		return TUI_KEY_F5;
	case KEY_RESIZE:
		return TUI_KEY_RESIZE;
	case CODE_PASTE_BEGIN:
		return TUI_KEY_PASTE_BEGIN;
	case CODE_PASTE_END:
		return TUI_KEY_PASTE_END;
	default:
		return TUI_KEY_OTHER;
	}
}

static uint32_t character_key(wint_t c)
{
	switch (c) {
	case L'\r':
	case L'\n':
		return TUI_KEY_ENTER;
	case L'\t':
		return TUI_KEY_TAB;
	case L'\b':
	case 0x7f:
		return TUI_KEY_BACKSPACE;
	case 0x1b:
		return TUI_KEY_ESC;
	case 0:
		return TUI_KEY_OTHER;
	default:
		return (uint32_t)c;
	}
}

void terminal_mouse(struct terminal *terminal G_GNUC_UNUSED, bool on)
{
	mousemask(on ? BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
	mouseinterval(
		0); /* a click is known when the button goes up, without a wait for a second */
}

static uint32_t mouse_key(struct terminal *terminal)
{
	MEVENT event;

	if (getmouse(&event) != OK)
		return TUI_KEY_OTHER;
	if (event.bstate & BUTTON4_PRESSED)
		return TUI_KEY_WHEEL_UP;
	if (event.bstate & BUTTON5_PRESSED)
		return TUI_KEY_WHEEL_DOWN;
	terminal->click = event;
	return TUI_KEY_CLICK;
}

void terminal_clicked(const struct terminal *terminal, int *row, int *column)
{
	*row = terminal->click.y;
	*column = terminal->click.x;
}

void terminal_copy(struct terminal *terminal G_GNUC_UNUSED, const char *text)
{
	g_autofree char *coded = g_base64_encode((const guchar *)text, strlen(text));
	g_autofree char *sequence = g_strconcat("\033]52;c;", coded, "\a", NULL);

	say(sequence, strlen(sequence));
}

uint32_t terminal_key(struct terminal *terminal)
{
	wint_t code;

	switch (get_wch(&code)) {
	case OK:
		return character_key(code);
	case KEY_CODE_YES:
		return code == KEY_MOUSE ? mouse_key(terminal) : named_key(code);
	default:
		return TUI_KEY_NONE;
	}
}

bool terminal_ended(const struct terminal *terminal G_GNUC_UNUSED)
{
	return process.ended != 0;
}
