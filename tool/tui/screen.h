/* SPDX-License-Identifier: MIT */
/*
 * What a screen is, and what the frame around it offers. A screen is a table: what it loads (on a
 * worker thread), how it takes that up, how it draws, what its actions do. It holds copies of
 * values, never a place in the state, and decides nothing: app/ does.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <glib.h>
#include <stdbool.h>

#include "app/app.h"
#include "app/background.h"
#include "model/status.h"
#include "tui/action.h"
#include "tui/canvas.h"
#include "tui/list.h"
#include "tui/menu.h"
#include "tui/text.h"

struct tui;
struct page;
struct table_view;

/* What an action does on a screen. */
struct binding {
	enum action action;
	/* args: what was typed after the name at `:`; NULL when it was a key. */
	void (*run)(struct page *page, enum action action, const char *args);
	/* Why it is not possible now, newly allocated, or NULL: it is. No function: it always is.
	 */
	char *(*why_not)(const struct page *page, enum action action);
};

/* What a page is about; copied to the worker that loads it. */
struct place {
	char *domain;  /* or NULL */
	char *subject; /* a source, a ticket, a customer, …; or NULL */
	bool first;    /* nothing is shown of it yet: what comes at once is welcome */
};

/* The customer that a place is about: its subject, else that of its domain. Newly allocated. */
char *place_customer(struct app *app, const struct place *place, GError **error);

struct screen {
	const char *name; /* in the title */
	/* Reads what is shown; arg is a struct place *. NULL: there is nothing to read. */
	app_work *load;
	GDestroyNotify free_data;

	size_t model_size; /* of what page->model points to, zeroed at first */
	void (*init)(struct page *page);
	void (*clear)(struct page *page);
	/* page->data is new; what was there before is freed afterwards. */
	void (*update)(struct page *page);
	void (*draw)(struct page *page, struct canvas *canvas, const struct area *area);

	const struct table_view *table; /* of a page that shows one (table_page.h) */

	/* The list or the text with the focus, for the actions that all of them share; or NULL. */
	struct list *(*list)(const struct page *page);
	struct text *(*text)(const struct page *page);
	unsigned panes; /* Tab goes round them: page->focus */
	/* The domain under the cursor where the page is about several, or NULL. */
	const char *(*domain)(const struct page *page);
	/* The customer of the row, or of the heading, under the cursor; or NULL. */
	const char *(*customer)(const struct page *page);
	bool names_subject; /* the title has its own name before the subject */
	/* The record that is shown, for copying, newly allocated, or NULL. */
	char *(*record)(const struct page *page);
	/* What the board says of that domain, or NULL. */
	const struct status_line *(*status)(const struct page *page);

	const struct binding *bindings; /* most important first; the last one has no run */
};

struct page {
	const struct screen *screen;
	struct tui *tui;
	struct place place;
	unsigned id;
	void *model;
	void *data; /* what was loaded last, or NULL */
	bool loading;
	bool stale;	/* to be loaded again when it is on top */
	bool old;	/* what it shows is of before, and says so until it is loaded again */
	char *error;	/* why the last loading failed, or NULL */
	unsigned focus; /* pane */
};

#define BINDINGS_END                                                                               \
	{                                                                                          \
		.action = ACTION_COUNT                                                             \
	}

extern const struct screen screen_board, screen_domain, screen_sources, screen_source,
	screen_simulate, screen_split, screen_tickets, screen_ticket, screen_dns, screen_journal,
	screen_jobs, screen_help, screen_messages, screen_rejects, screen_playbook,
	screen_burn_down, screen_review, screen_push;

/* stack.c: pages. A page that is open already is gone back to. */
void tui_open(struct tui *tui, const struct screen *screen, const char *domain,
	      const char *subject);
void tui_back(struct tui *tui);
struct page *tui_top(const struct tui *tui);
/* The page below a page, or NULL. */
struct page *tui_below(const struct page *page);
/* Something was written: every page loads again when it is on top. */
void tui_changed(struct tui *tui);
/* The domain that the page, or the row under its cursor, is about; or NULL. */
const char *page_domain(const struct page *page);
const struct status_line *page_status(const struct page *page);
/* The customer of that domain, as far as the page knows it, or under its cursor; or NULL. */
const char *page_customer(const struct page *page);

/* work.c: what runs beside the screen. */
struct app *tui_app(const struct tui *tui);
void page_load(struct page *page);
/*
 * A write, or anything else that ends with one sentence: `work` returns it, allocated, or an error,
 * which is said too. Every page loads again afterwards.
 */
void tui_do(struct tui *tui, const char *title, app_work *work, void *arg, GDestroyNotify free_arg);
/* Does such a write again, as it was asked for, under a new number; for jobs that can. */
void tui_retry(struct tui *tui, unsigned job);
/* Did the job fail, or was it stopped? */
bool tui_can_retry(const struct tui *tui, unsigned job);

/* undo.c: how a write is taken back. */
struct undo {
	char *what;	/* it was, for the question: "hold shop.example" */
	app_work *work; /* as for tui_do() */
	void *arg;
	GDestroyNotify free_arg;
};
/* Takes what and arg over. */
struct undo *undo_new(char *what, app_work *work, void *arg, GDestroyNotify free_arg);
/* tui_do() of what z can take back afterwards. Takes undo over; NULL: it has no exact way back. */
void tui_do_undoable(struct tui *tui, const char *title, app_work *work, void *arg,
		     GDestroyNotify free_arg, struct undo *undo);

/* What would be taken back by this work is not any more: it would take along what came since. */
void tui_forget_undos(struct tui *tui, app_work *work);

/* message.c: the message line. What was said is kept for `:messages`. */
void tui_say(struct tui *tui, enum role role, const char *format, ...) G_GNUC_PRINTF(3, 4);
const GPtrArray *tui_messages(const struct tui *tui); /* char *, oldest first */

/* modal.c: questions on the message line. Each takes ctx over and gives it to its function. */
typedef void modal_answered(struct page *page, const char *text, void *ctx);
/* text: what the line holds at first, or NULL. An empty answer cancels. */
void tui_ask(struct page *page, const char *label, const char *text, modal_answered *answered,
	     void *ctx, GDestroyNotify free_ctx);
/* Like tui_ask(), but an empty answer is one, too. */
void tui_ask_optional(struct page *page, const char *label, const char *text,
		      modal_answered *answered, void *ctx, GDestroyNotify free_ctx);
/* Tells of the text at each key; Esc brings back what was there. */
typedef void modal_changed(struct page *page, const char *text);
void tui_ask_live(struct page *page, const char *label, const char *text, modal_changed *changed);
/*
 * edit.c: opens a text in the user's editor, once the screen is put away, and gives what it was
 * made into to answered; an editor that fails cancels.
 */
void tui_edit(struct page *page, const char *text, modal_answered *answered, void *ctx,
	      GDestroyNotify free_ctx);
/* y/N; text is NULL in the answer. */
void tui_confirm(struct page *page, const char *question, modal_answered *answered, void *ctx,
		 GDestroyNotify free_ctx);
typedef void modal_chosen(struct page *page, int value, void *ctx);
/* Takes the menu's contents over. */
void tui_choose(struct page *page, struct menu *menu, modal_chosen *chosen, void *ctx,
		GDestroyNotify free_ctx);

#endif
