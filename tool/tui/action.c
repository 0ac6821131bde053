/* SPDX-License-Identifier: MIT */
#include "tui/action.h"

#include <glib.h>
#include <string.h>

static const struct action_info table[ACTION_COUNT] = {
	[ACTION_DOWN] = {"down", "j Down C-n", NULL, NULL, "the next row"},
	[ACTION_UP] = {"up", "k Up C-p", NULL, NULL, "the previous row"},
	[ACTION_PAGE_DOWN] = {"page-down", "PgDn C-f", NULL, NULL, "a page down"},
	[ACTION_PAGE_UP] = {"page-up", "PgUp C-b", NULL, NULL, "a page up"},
	[ACTION_HALF_DOWN] = {"half-down", "C-d", NULL, NULL, "half a page down"},
	[ACTION_HALF_UP] = {"half-up", "C-u", NULL, NULL, "half a page up"},
	[ACTION_FIRST] = {"first", "g Home", NULL, NULL, "the first row"},
	[ACTION_LAST] = {"last", "G End", NULL, NULL, "the last row"},
	[ACTION_LEFT] = {"left", "Left", NULL, NULL, "scroll the columns; a tag's value before"},
	[ACTION_RIGHT] = {"right", "Right", NULL, NULL, "scroll the columns; a tag's next value"},
	[ACTION_NEXT_PANE] = {"next-pane", "Tab", "pane", NULL, "the next part of the screen"},
	[ACTION_PREVIOUS_PANE] = {"previous-pane", "S-Tab", NULL, NULL, "the part before"},
	[ACTION_OPEN] = {"open", "Enter", "open", "[NAME]",
			 "open what the cursor is on, or what is named"},
	[ACTION_BACK] = {"back", "Esc", NULL, NULL, "clear the filter, the marks, or go back"},
	[ACTION_QUIT] = {"quit", "q", NULL, NULL, "go back; on the first screen, leave Rampart"},
	[ACTION_QUIT_ALL] = {"quit-all", "Q", NULL, NULL, "leave Rampart from anywhere"},
	[ACTION_HELP] = {"help", "? F1", NULL, NULL, "the keys of this screen"},
	[ACTION_COMMAND] = {"command", ":", NULL, NULL, "an action by its name; Tab completes"},
	[ACTION_CANCEL] = {"cancel", "C-c", NULL, NULL, "stop the job that was started last"},
	[ACTION_SUSPEND] = {"suspend", "C-z", NULL, NULL, "back to the shell; fg returns"},
	[ACTION_REDRAW] = {"redraw", "C-l", NULL, NULL, "draw the screen anew"},
	[ACTION_REFRESH] = {"refresh", "R F5", NULL, NULL, "load the figures again"},
	[ACTION_MESSAGES] = {"messages", "", NULL, NULL, "what was said on the message line"},

	[ACTION_UNDO] = {"undo", "z", "undo", NULL, "take back what was done last here"},
	[ACTION_COPY] = {"copy", "y", "copy", NULL, "copy the row's name, the row, or the record"},
	[ACTION_WRITE] = {"write", "w", "write", "FILE",
			  "write what is shown: .csv .jsonl .md .txt"},
	[ACTION_MOUSE] = {"mouse", "", NULL, NULL, "take the mouse, or give it back"},

	[ACTION_FILTER] = {"filter", "/", "filter", "TEXT",
			   "rows with TEXT, !TEXT, COL:TEXT, ~TEXT; search"},
	[ACTION_NEXT_HIT] = {"next-hit", "n", NULL, NULL, "the next place the search finds"},
	[ACTION_PREVIOUS_HIT] = {"previous-hit", "N", NULL, NULL, "the place before"},
	[ACTION_SORT] = {"sort", "s", "sort", "LETTER", "sort by a column, chosen by its letter"},
	[ACTION_INVERT] = {"invert", "I", NULL, NULL, "turn the order round"},
	[ACTION_GROUP] = {"group", "C", "group", NULL, "domains by customer, or all in one order"},
	[ACTION_SORT_LEFT] = {"sort-left", "<", NULL, NULL, "sort by the column to the left"},
	[ACTION_SORT_RIGHT] = {"sort-right", ">", NULL, NULL, "sort by the column to the right"},
	[ACTION_SELECT] = {"select", "Space", NULL, NULL,
			   "select: actions take all that are selected"},
	[ACTION_SELECT_RANGE] = {"select-range", "V", NULL, NULL, "begin, or end, a range"},
	[ACTION_SELECT_ALL] = {"select-all", "*", NULL, NULL, "select all rows shown"},
	[ACTION_SELECT_NONE] = {"select-none", "U", NULL, NULL, "select none"},

	[ACTION_STAGE_ON] = {"stage-on", "]", "stage", NULL, "take the record of the next stage"},
	[ACTION_STAGE_BACK] = {"stage-back", "[", NULL, NULL, "take that of the stage before"},

	[ACTION_BOARD] = {"board", "1", NULL, NULL, "all domains: who needs me first?"},
	[ACTION_DOMAIN] = {"domain", "2", NULL, "[DOMAIN]", "where a domain stands, and why"},
	[ACTION_SOURCES] = {"sources", "o 3", "sources", "[DOMAIN]", "who sends in its name"},
	[ACTION_SIMULATE] = {"simulate", "S 4", "simulate", "[DOMAIN]",
			     "what a record would do to whose mail"},
	[ACTION_SPLIT] = {"split", "x 5", "split", "[DOMAIN]", "streams to move to a subdomain"},
	[ACTION_TICKETS] = {"tickets", "t 6", "tickets", "[DOMAIN]", "DNS changes and their state"},
	[ACTION_DNS] = {"dns", "d 7", "DNS", "[DOMAIN]", "what DNS serves, and what is wrong"},
	[ACTION_JOURNAL] = {"journal", "J 8", "journal", "[DOMAIN]", "what was decided, and why"},
	[ACTION_JOBS] = {"jobs", "9", NULL, NULL, "what runs in the background"},
	[ACTION_REJECTS] = {"rejects", "0", "rejects", NULL, "reports that were refused, and why"},

	[ACTION_PLAYBOOK] = {"playbook", "p", "playbook", "[NAME]",
			     "the ladder: records, gates, what receivers do"},
	[ACTION_BURN_DOWN] = {"burn-down", "B", "burn-down", "[CUSTOMER]",
			      "the customer's domains by stage, until done"},
	[ACTION_REVIEW] = {"review", "P", "review", "[CUSTOMER]",
			   "the progress review, as it will be sent"},

	[ACTION_ADVANCE] = {"advance", "a", "advance", "[REASON]",
			    "go to the next stage: drafts its ticket"},
	[ACTION_ADVANCE_ANYWAY] = {"advance-anyway", "A", NULL, "[REASON]",
				   "go on although the gate is closed"},
	[ACTION_ROLLBACK] = {"rollback", "b", "roll back", "[REASON]",
			     "back to the stage before: drafts its ticket"},
	[ACTION_HOLD] = {"hold", "h", "hold", "[REASON]", "stay at this stage until resumed"},
	[ACTION_RESUME] = {"resume", "r", "resume", "[REASON]", "end the hold"},
	[ACTION_FINISH] = {"finish", "", NULL, "[REASON]", "the domain is at its goal"},
	[ACTION_PARK] = {"park", "", NULL, "[REASON]", "it sends no mail: straight to reject"},
	[ACTION_DRAFT] = {"draft", "T", "draft", "[STAGE]", "draft the ticket for the next record"},
	[ACTION_CHECK] = {"check", "c", "check DNS", NULL, "ask the name servers now"},
	[ACTION_WAIVE] = {"waive", "E", NULL, NULL, "accept a condition until a day, by name"},
	[ACTION_ADD] = {"add", "+", "add", "CUSTOMER DOMAIN",
			"add a domain, or a sender; accept a split"},
	[ACTION_CUSTOMER] = {"customer", "", NULL, "SLUG NAME", "add a customer"},
	[ACTION_IMPORT] = {"import", "i", "import", "PATH", "import reports from a file or folder"},
	[ACTION_FETCH] = {"fetch", "F", NULL, NULL, "fetch reports from the mailboxes"},

	[ACTION_MARK] = {"mark", "m", "mark", "VERDICT|STATE REASON",
			 "verdict of a source or flow; state of a ticket"},
	[ACTION_UNMARK] = {"unmark", "M", NULL, NULL, "take the specialist's verdict back"},
	[ACTION_EDIT] = {"edit", "e", "edit", "[TEXT]",
			 "notes; answers of a domain; a ticket's record"},
	[ACTION_SEND] = {"send", "", NULL, NULL, "write the ticket for the customer's DNS team"},
	[ACTION_APPROVE] = {"approve", "", NULL, "[NAME]", "the customer approved the ticket"},
	[ACTION_PUBLISH] = {"publish", "", NULL, "[NOTE]", "the DNS team says that it is done"},
	[ACTION_PUSH] = {"push", "u", "push", NULL,
			 "publish by DNS update: shows it, then sends it"},
	[ACTION_VERIFY] = {"verify", "v", "verify", NULL,
			   "ask the name servers for the new record"},
	[ACTION_CONFIRM] = {"confirm", "", NULL, NULL, "do the reports show the new policy?"},
	[ACTION_WITHDRAW] = {"withdraw", "W", NULL, "[REASON]",
			     "take the ticket, or the split, back"},
	[ACTION_CANCEL_JOB] = {"cancel-job", "X", "cancel", NULL, "stop the job"},
	[ACTION_RETRY] = {"retry", ".", "retry", NULL, "do what failed again"},
};

const struct action_info *action_info(enum action action)
{
	return &table[action];
}

enum action action_of_name(const char *name)
{
	enum action found = ACTION_COUNT;
	unsigned begins = 0;

	for (unsigned i = 0; i < ACTION_COUNT; i++) {
		if (g_str_equal(table[i].name, name))
			return (enum action)i;
		if (g_str_has_prefix(table[i].name, name)) {
			found = (enum action)i;
			begins++;
		}
	}
	return begins == 1 ? found : ACTION_COUNT;
}
