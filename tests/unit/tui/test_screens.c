/* SPDX-License-Identifier: MIT */
/* Every screen over an app of tables: keys in, text out, and what was written. */
#include "desk.h"

static void test_board(void)
{
	struct desk desk = desk_new();

	shows(&desk, "Board");
	shows(&desk, "2026-11-01");
	shows(&desk, "> shop.example");
	shows(&desk, "xn--bcher-kva.example");
	shows(&desk, "=reject-50");
	shows(&desk, "+ advance to qua");
	shows(&desk, "! judge 3 unkn");
	shows(&desk, "98.8 %");
	shows(&desk, "? help  q quit");
	shows(&desk, "a advance");
	press(&desk, "j");
	shows(&desk, "> xn--bcher-kva.example");
	shows(&desk, "(bücher.example)");
	hides(&desk, "a advance"); /* its gate is closed */
	desk_end(&desk);
}

static void test_refusals(void)
{
	struct desk desk = desk_new();

	press(&desk, "j a");
	shows(&desk, "advance: the gate is closed, 3 of 5 conditions are met");
	press(&desk, "j a");
	shows(&desk, "advance: the domain is on hold");
	press(&desk, "h");
	shows(&desk, "hold: it is on hold already");
	press(&desk, "F");
	shows(&desk, "fetch: no mailbox is in the config file");
	press(&desk, "D");
	shows(&desk, "D does nothing here; ? lists the keys");
	press(&desk, "v");
	shows(&desk, "verify: not on this screen");
	press(&desk, "Esc");
	shows(&desk, "q leaves Rampart");
	wrote(&desk, "");
	desk_end(&desk);
}

static void test_advance(void)
{
	struct desk desk = desk_new();

	press(&desk, "a");
	shows(&desk, "reason to advance shop.example:");
	enter(&desk, "the customer agreed");
	shows(&desk, "advance shop.example: draft the ticket for the next stage? y/N");
	press(&desk, "n");
	shows(&desk, "nothing was done");
	wrote(&desk, "");
	enter(&desk, ":advance agreed by phone");
	press(&desk, "y");
	shows(&desk, "ticket CHG-2026-0001 drafted for shop.example; t shows it");
	wrote(&desk, "advance shop.example: agreed by phone\n");
	desk_end(&desk);
}

/* What breaks a rule is done by typing the domain's name, and by nothing else. */
static void test_advance_anyway(void)
{
	struct desk desk = desk_new();

	press(&desk, "A");
	shows(&desk, "advance-anyway: the gate is open; a advances");
	press(&desk, "j A");
	enter(&desk, "the board decided");
	shows(&desk, "the gate is closed; type xn--bcher-kva.example to go on:");
	enter(&desk, "y");
	shows(&desk, "nothing was done");
	wrote(&desk, "");
	press(&desk, "A");
	enter(&desk, "the board decided");
	enter(&desk, "xn--bcher-kva.example");
	wrote(&desk, "force xn--bcher-kva.example: the board decided\n");
	desk_end(&desk);
}

static void test_several(void)
{
	struct desk desk = desk_new();

	press(&desk, "Space Space");
	shows(&desk, "2 selected");
	press(&desk, "h");
	enter(&desk, "christmas");
	shows(&desk, "hold 2 domains? y/N");
	press(&desk, "y");
	shows(&desk, "hold: 2 of 2 domains");
	wrote(&desk, "hold shop.example: christmas\nhold xn--bcher-kva.example: christmas\n");
	press(&desk, "Esc");
	hides(&desk, "selected");
	desk_end(&desk);
}

static void test_single_moves(void)
{
	struct desk desk = desk_new();

	enter(&desk, ":hold freeze"); /* easily undone: no question */
	enter(&desk, ":finish at the goal");
	press(&desk, "y");
	shows(&desk, "shop.example is not at its goal");
	enter(&desk, ":rollback complaints");
	press(&desk, "y c");
	shows(&desk, "no name server answered");
	wrote(&desk, "hold shop.example: freeze\nfinish shop.example: at the goal\n"
		     "rollback shop.example: complaints\ncheck shop.example: -\n");
	desk_end(&desk);
}

static void test_filter(void)
{
	struct desk desk = desk_new();

	press(&desk, "/");
	type(&desk, "büch");
	shows(&desk, "1 of 3: büch");
	hides(&desk, "held.example");
	press(&desk, "Esc"); /* brings back what was there */
	shows(&desk, "held.example");
	press(&desk, "/");
	enter(&desk, "!held");
	shows(&desk, "2 of 3: !held");
	press(&desk, "Esc");
	shows(&desk, "held.example");
	enter(&desk, ":filter nobody");
	shows(&desk, "no row passes the filter; Esc shows all");
	press(&desk, "Enter");
	shows(&desk, "open: there is no domain here");
	desk_end(&desk);
}

static void test_sort(void)
{
	struct desk desk = desk_new();

	press(&desk, "s");
	shows(&desk, "sort by");
	shows(&desk, "d  DOMAIN");
	press(&desk, "d");
	shows(&desk, "DOMAIN▼");
	shows(&desk, "> shop.example");
	press(&desk, "I");
	shows(&desk, "DOMAIN▲");
	press(&desk, ">");
	shows(&desk, "sort: CUSTOMER ▼"); /* also where its column has no room */
	desk_end(&desk);
}

static void test_domain(void)
{
	struct desk desk = desk_new();

	press(&desk, "Enter");
	shows(&desk, "Rampart  Board > shop.example");
	shows(&desk, "next: advance to quarantine-0");
	shows(&desk, "stage 1/4: [monitor] > quarantine-0 2026-11-10 > … > reject 2027-05-20");
	shows(&desk, "COMPLIANCE 90.0 % of 1 000");
	shows(&desk, "98 % >");
	shows(&desk, "GATE open to quarantine-0");
	shows(&desk, "+ min_days");
	shows(&desk, "97.2 %");
	shows(&desk, "Mailer");
	shows(&desk, "~ forwarder");
	shows(&desk, "! threat");
	shows(&desk, "now   - p=none");
	shows(&desk, "next  + p=quarantine; pct=0; t=y");
	press(&desk, "q");
	shows(&desk, "? help  q quit");
	press(&desk, "j 2");
	shows(&desk, "GATE closed 2/3 earliest 2026-12-01");
	press(&desk, "a");
	shows(&desk, "gate closed: compliance 97.2 %, wants 98 %; earliest 2026-12-01");
	press(&desk, "Tab");
	shows(&desk, "98 % is wanted: fix what fails");
	press(&desk, "Enter"); /* the evidence for the condition */
	shows(&desk, "> Sources");
	desk_end(&desk);
}

static void test_answers(void)
{
	struct desk desk = desk_new();

	press(&desk, "j Enter e");
	shows(&desk, "l  lists: do its users post to mailing lists?");
	press(&desk, "l n");
	shows(&desk, "xn--bcher-kva.example: lists is no");
	enter(&desk, ":edit goal quarantine");
	enter(&desk, "lists break it");
	enter(&desk, ":edit goal heaven");
	shows(&desk, "say lists yes|no");
	press(&desk, "E");
	shows(&desk, "waive: Tab goes to the gate");
	press(&desk, "Tab E");
	enter(&desk, "tomorrow");
	shows(&desk, "'tomorrow' is no day like 2026-12-31");
	press(&desk, "E");
	enter(&desk, "2026-11-30");
	enter(&desk, "M. Visser");
	enter(&desk, "it is fixed next month");
	shows(&desk, "legit_pass_rate is accepted by M. Visser");
	press(&desk, "j E");
	shows(&desk, "waive: min_days is met");
	wrote(&desk,
	      "no xn--bcher-kva.example: -\nquarantine xn--bcher-kva.example: lists break it\n"
	      "waive xn--bcher-kva.example legit_pass_rate by M. Visser, 29 days : "
	      "it is fixed next month\n");
	desk_end(&desk);
}

static void test_domain_wide(void)
{
	struct desk desk = desk_at(fake_new(), 200, 60);

	shows(&desk, "FORECAST");
	shows(&desk, "1 204 331");
	press(&desk, "Enter");
	shows(&desk, "> monitor         since 2026-09-28: 34 days");
	shows(&desk, "LAST SEEN");
	shows(&desk, "97.2 % of legitimate mail passes");
	desk_end(&desk);
}

static void test_sources(void)
{
	struct desk desk = desk_new();

	press(&desk, "3");
	shows(&desk, "3 sources, 1 new, 1 000 messages, 90.0 % compliant");
	shows(&desk, "forward-broken");
	press(&desk, "j");
	shows(&desk, "fix: sign with d= of the customer");
	press(&desk, "m");
	shows(&desk, "what is relay?");
	press(&desk, "l");
	shows(&desk, "relay is legitimate because:");
	enter(&desk, "the customer runs it");
	shows(&desk, "relay: marked legitimate; M takes it back");
	enter(&desk, ":mark nonsense because");
	shows(&desk, "'nonsense' is no verdict");
	press(&desk, "*");
	enter(&desk, ":mark threat all of them");
	shows(&desk, "mark 3 sources as threat? y/N");
	press(&desk, "y");
	shows(&desk, "3 sources: marked threat; M takes it back");
	press(&desk, "M");
	shows(&desk, "take the verdict on 3 sources back? y/N");
	press(&desk, "y U");
	wrote(&desk, "mark shop.example legitimate relay/*: the customer runs it\n"
		     "mark shop.example threat mailer/* relay/* 192.0.2.66/*: all of them\n"
		     "unmark mailer/* relay/* 192.0.2.66/*: shop.example\n");
	press(&desk, "e o");
	enter(&desk, "Anna");
	shows(&desk, "relay: noted");
	desk_end(&desk);
}

/* Many addresses of one sender are one row, until they are looked at, filtered or sorted. */
static void test_source_groups(void)
{
	struct app *app = fake_new();
	struct desk desk;

	app->addresses = 30;
	desk = desk_at(app, 80, 24);
	press(&desk, "o");
	shows(&desk, "33 sources");
	shows(&desk, "▸ bounce.sender.example ");
	shows(&desk, "1 200");
	hides(&desk, "198.51.100.7");
	press(&desk, "Enter");
	shows(&desk, "> ▾ bounce.sender.example ");
	shows(&desk, "    198.51.100.7");
	press(&desk, "e");
	shows(&desk, "edit: this is a group; Enter unfolds it");
	press(&desk, "Enter");
	hides(&desk, "198.51.100.7");
	enter(&desk, ":filter 100.29");
	shows(&desk, "1 of 33: 100.29");
	shows(&desk, "> 198.51.100.29");
	press(&desk, "Esc g");
	enter(&desk, ":mark legitimate they are ours");
	shows(&desk, "mark 31 sources as legitimate? y/N");
	press(&desk, "n s m");
	shows(&desk, "MESSAGES▼");
	shows(&desk, "  198.51.100.7");
	desk_end(&desk);
}

static void test_source(void)
{
	struct desk desk = desk_new();

	press(&desk, "Enter o G Enter");
	shows(&desk, "> Sources > 192.0.2.66");
	shows(&desk, "! threat, spoof, by rule");
	shows(&desk, "forward      +3  the selector is at home elsewhere");
	shows(&desk, "fail s1@shop.example");
	enter(&desk, ":mark legitimate it is ours");
	wrote(&desk, "mark shop.example legitimate 192.0.2.66/deadbeef: it is ours\n");
	press(&desk, "Tab Tab");
	shows(&desk, "192.0.2.7");
	press(&desk, "Tab");
	shows(&desk, "BY REPORTER");
	shows(&desk, "20   0.0 %   0.0 %   0.0 %  google.com");
	shows(&desk, "3 messages are said to fail, with a result that should pass");
	desk_end(&desk);
}

/* A source becomes an entry of the catalogue; what the evidence knows stands there already. */
static void test_sender(void)
{
	struct desk desk = desk_new();

	press(&desk, "Enter o G Enter");
	enter(&desk, ":add Cheap Deals B.V.");
	shows(&desk, "s  saas: an application that mails");
	press(&desk, "s");
	shows(&desk, "recognised by: spf:bounce.sender.example");
	enter(&desk, " dkim:cheap.example");
	shows(&desk, "Cheap Deals B.V. is in the catalogue as cheap-deals-b-v, confirmed for acme");
	wrote(&desk, "sender add cheap-deals-b-v: Cheap Deals B.V. 1\n");
	enter(&desk, ":add Other");
	press(&desk, "s");
	enter(&desk, " nonsense");
	shows(&desk, "'nonsense' is none of ptr:NAME spf:NAME");
	desk.app->addresses = 30;
	press(&desk, "q R");
	enter(&desk, ":filter 100.29");
	press(&desk, "Enter +"); /* an address is no name; whose return path it uses is one */
	shows(&desk, "its name in the catalogue: sender.example");
	press(&desk, "Esc");
	desk_end(&desk);
}

/* What was new when the page was opened stays marked until it is left. */
static void test_new_sources(void)
{
	struct desk desk = desk_new();

	press(&desk, "o");
	shows(&desk, "3 sources, 1 new, 1 000 messages");
	shows(&desk, "new: 192.0.2.66");
	g_assert_cmpuint(desk.app->visits, ==, 1);
	press(&desk, "R");
	shows(&desk, "new: 192.0.2.66");
	desk_end(&desk);
}

static void test_simulate(void)
{
	struct desk desk = desk_new();

	press(&desk, "S");
	shows(&desk, "SIMULATED RECORD (stage quarantine-0)");
	shows(&desk, "> p        none       quarantine *");
	shows(&desk, "7489 now");
	shows(&desk, "9989 now");
	shows(&desk, "lost: good, rejected");
	shows(&desk, "RFC 9989 judges 31.0 %");
	press(&desk, "Right");
	shows(&desk, "> p        none       reject *");
	shows(&desk, "no stage's");
	shows(&desk, "80▲");
	press(&desk, "G Right"); /* the stream moves to a subdomain */
	shows(&desk, "inv82@shop.example on a subdomain");
	shows(&desk, "moved *");
	hides(&desk, "80▲");
	press(&desk, "g Right");
	shows(&desk, "> p        none       none");
	press(&desk, "Left [ [");
	shows(&desk, "(stage monitor)");
	press(&desk, "] ] ]");
	shows(&desk, "(stage reject)");
	press(&desk, "T");
	shows(&desk, "draft the ticket with this record and without the splits (x accepts them)");
	press(&desk, "y");
	press(&desk, "Tab Right");
	shows(&desk, "right: Tab goes to the tags");
	desk_end(&desk);
}

/* Each generation's figures of a source: in columns, or where these have no room in a line. */
static void test_simulate_generations(void)
{
	static const int widths[] = {80, 115, 116, 200};

	for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
		bool wide = widths[i] >= 116;
		struct desk desk = desk_at(fake_new(), widths[i], 24);

		press(&desk, "S Right Tab");
		shows(&desk, "Relay");
		(wide ? shows : hides)(&desk, "REJ. 9989");
		(wide ? hides : shows)(&desk, "at RFC 9989 receivers: quarantine 0, reject 80");
		desk_end(&desk);
	}
}

/* Tags changed by hand are drafted as they are, of no stage unless one is said. */
static void test_simulate_draft(void)
{
	struct desk desk = desk_new();

	press(&desk, "S [ T"); /* the record of the first stage is what DNS serves */
	shows(&desk, "draft: this is the published record");
	press(&desk, "] G k Right T");
	shows(&desk, "draft it? Of no stage: shop.example stays at its stage");
	press(&desk, "y");
	shows(&desk, "ticket CHG-2026-0001 drafted");
	enter(&desk, ":draft reject");
	shows(&desk, "draft the ticket with this record, for stage reject? y/N");
	press(&desk, "y");
	wrote(&desk, "record v=DMARC1; p=quarantine; pct=0; t=y; aspf=s; "
		     "rua=mailto:dmarc@service.example: -\n"
		     "draft shop.example: -\n"
		     "record v=DMARC1; p=quarantine; pct=0; t=y; aspf=s; "
		     "rua=mailto:dmarc@service.example: -\n"
		     "draft shop.example: reject\n");
	desk_end(&desk);
}

static void test_split(void)
{
	struct desk desk = desk_new();

	press(&desk, "x");
	shows(&desk, "> inv82@shop.example");
	shows(&desk, "██████████");
	shows(&desk, "news4@shop.example -> news.shop.example since 1970-01-01");
	shows(&desk, "█▅▁  drained for 1 of 14 days");
	shows(&desk, "Its own record begins at p=none.");
	shows(&desk, "1. DNS team: publish the records");
	shows(&desk, "cannot be cut");
	press(&desk, "+");
	shows(&desk, "manage invoices.shop.example and draft its ticket? y/N");
	press(&desk, "y");
	shows(&desk, "ticket CHG-2026-0002 drafted");
	shows(&desk, "its ticket is a draft, and W takes the split back");
	press(&desk, "W");
	shows(&desk, "take the split to news.shop.example back, withdraw its draft? y/N");
	press(&desk, "y");
	shows(&desk, "news.shop.example: the split is taken back");
	wrote(&desk, "split accept invoices.shop.example: inv82@shop.example\n"
		     "split undo news.shop.example: shop.example\n");
	desk_end(&desk);
}

static void test_ticket(void)
{
	struct desk desk = desk_new();

	press(&desk, "t");
	shows(&desk, "CHG-2026-0001");
	shows(&desk, "p=quarantine"); /* of no stage */
	shows(&desk, "us: send it");
	press(&desk, "Enter");
	shows(&desk, "DOCUMENT");
	shows(&desk, "Please publish this record:");
	press(&desk, "v");
	shows(&desk, "verify: it is only drafted; send it first");
	press(&desk, "m");
	shows(&desk, "not now: it is only drafted");
	press(&desk, "a");
	shows(&desk, "it is only drafted; send it first");
	press(&desk, "s y");
	shows(&desk, "CHG-2026-0001 is sent; written to tickets/CHG-2026-0001.md");
	shows(&desk, "waits for the customer");
	enter(&desk, ":approve Jan");
	press(&desk, "m p");
	enter(&desk, "");
	press(&desk, "v");
	shows(&desk, "is not verified yet: ns2.example serves the old record");
	g_setenv("VISUAL", "sed -i s/quarantine.*/none/", TRUE);
	press(&desk, "e");
	shows(&desk, "reason, if a record is weaker");
	enter(&desk, "");
	g_setenv("VISUAL", "false", TRUE);
	press(&desk, "e");
	shows(&desk, "the editor failed");
	wrote(&desk, "send CHG-2026-0001: -\napprove CHG-2026-0001: Jan\n"
		     "publish CHG-2026-0001: -\nedit CHG-2026-0001: v=DMARC1; p=none\n");
	desk_end(&desk);
}

/* The title says where we are, however deep that is, and how much there is to see. */
static void test_title(void)
{
	struct desk desk = desk_new();

	press(&desk, "o Enter S t J");
	shows(&desk, " Rampart  … > mailer > Simulate > Tickets > Journal");
	hides(&desk, "Board");
	desk_end(&desk);
	desk = desk_new();
	desk.app->domains = 40;
	press(&desk, "R G k");
	shows(&desk, " Rampart  Board  39/40");
	hides(&desk, "CUSTOMER");
	press(&desk, "s c"); /* what is sorted by is to be seen */
	shows(&desk, "CUSTOMER▼");
	tui_say(desk.tui, ROLE_WARN, "%0100d", 7);
	settle(&desk);
	shows(&desk, "  :messages");
	desk_end(&desk);
}

/* A screen of one domain is not offered where there is none; by its name it opens all the same. */
static void test_no_domain(void)
{
	struct desk desk = desk_new();

	press(&desk, "9");
	hides(&desk, "o sources");
	press(&desk, "o");
	shows(&desk, "sources: of which domain? Put the cursor on one");
	enter(&desk, ":sources shop.example");
	shows(&desk, "Sources shop.example");
	desk_end(&desk);
}

/* z names what was done last, and takes that back with a deed of its own; a refused one is none. */
static void test_undo(void)
{
	struct desk desk = desk_new();

	press(&desk, "z");
	shows(&desk, "undo: nothing was done here yet that goes back by itself");
	enter(&desk, ":hold they moved");
	enter(&desk, ":finish it is done");
	press(&desk, "y"); /* refused */
	press(&desk, "o j");
	enter(&desk, ":mark legitimate it is ours");
	press(&desk, "e o");
	enter(&desk, "Anna");
	press(&desk, "z");
	shows(&desk, "undo the owner of relay? y/N");
	press(&desk, "n z y z");
	shows(&desk, "undo mark relay legitimate? y/N");
	press(&desk, "y z");
	shows(&desk, "undo hold shop.example? y/N");
	press(&desk, "y z");
	shows(&desk, "undo: nothing was done");
	wrote(&desk, "hold shop.example: they moved\n"
		     "finish shop.example: it is done\n"
		     "mark shop.example legitimate relay/*: it is ours\n"
		     "note relay: Anna\n"
		     "note relay: \n"
		     "unmark relay/*: shop.example\n"
		     "resume shop.example: hold taken back: they moved\n");
	desk_end(&desk);
}

/* What failed is done again from Jobs, once; what it refused is a key away. */
static void test_retry(void)
{
	struct desk desk = desk_new();

	enter(&desk, ":check");
	shows(&desk, "no name server answered");
	press(&desk, "9");
	shows(&desk, ". retry");
	press(&desk, ".");
	shows(&desk, "no name server answered");
	wrote(&desk, "check shop.example: -\ncheck shop.example: -\n");
	press(&desk, "1");
	enter(&desk, ":hold they move");
	press(&desk, "9 .");
	shows(&desk, "retry: the job is running");
	press(&desk, "0");
	shows(&desk, "REFUSED: 1");
	desk_end(&desk);
}

/* Shown first, sent only by a second key and a yes; without a key of the config it says why not. */
static void test_push(void)
{
	struct desk desk = desk_new();
	struct update_key key = {0};

	press(&desk, "t Enter u");
	shows(&desk, "push: it is only drafted; send it first");
	desk.app->ticket = TICKET_STATE_APPROVED;
	press(&desk, "R u");
	shows(&desk, "push: no update key is under keys: in the config");
	g_ptr_array_add(desk.app->config.keys, &key);
	press(&desk, "u");
	shows(&desk, "Push");
	shows(&desk, "DNS UPDATE of the zone shop.example for CHG-2026-0001");
	shows(&desk, "to 192.0.2.1, signed with the key rampart");
	shows(&desk, "update add _dmarc.shop.example. 3600 TXT");
	shows(&desk, "Nothing is sent yet.");
	press(&desk, "u");
	shows(&desk, "send this update to 192.0.2.1 now? y/N");
	press(&desk, "n");
	wrote(&desk, "");
	press(&desk, "u y");
	wrote(&desk, "push CHG-2026-0001: -\n");
	shows(&desk, "CHG-2026-0001 is published: 192.0.2.1 took the update; v verifies it");
	shows(&desk, "DOCUMENT");
	press(&desk, "u");
	shows(&desk, "192.0.2.1 serves it already: nothing is left to send");
	desk_end(&desk);
}

static void test_journal_and_rest(void)
{
	struct desk desk = desk_new();

	press(&desk, "J");
	shows(&desk, "because the customer agreed");
	press(&desk, "9");
	shows(&desk, "import mail/");
	shows(&desk, "41 %");
	enter(&desk, ":rejects");
	shows(&desk, "no policy_published/domain");
	shows(&desk, "refused 2 times, 1 234 octets, kept: rampart rejects export 7 -o FILE");
	shows(&desk, "SHA-256 00000000");
	shows(&desk, "recovered, conflict");
	press(&desk, "Tab");
	shows(&desk, "not counted: another report of this ID has more messages,");
	shows(&desk, "from mail/8.eml");
	enter(&desk, ":messages");
	shows(&desk, "Messages");
	press(&desk, "1");
	shows(&desk, "> shop.example"); /* back to the board that was open */
	shows(&desk, "q quit");
	press(&desk, "d");
	shows(&desk, "Nobody has looked yet: c asks the name servers.");
	desk_end(&desk);
}

static void test_arrivals(void)
{
	struct desk desk = desk_new();

	enter(&desk, ":customer acme Acme Web Shop");
	shows(&desk, "customer acme (Acme Web Shop) added");
	press(&desk, "+");
	shows(&desk, "domain to add (CUSTOMER DOMAIN): acme");
	enter(&desk, "new.example");
	press(&desk, "i");
	enter(&desk, "mail/");
	shows(&desk, "3 new reports, 0 known, 1 rejected; 1 200 messages; :rejects says why");
	enter(&desk, ":add oneword");
	shows(&desk, "say whose domain it is");
	wrote(&desk, "customer acme: Acme Web Shop\nadd new.example: acme\nimport mail/: -\n");
	desk_end(&desk);
}

static void test_help(void)
{
	struct desk desk = desk_new();

	press(&desk, "j ?");
	shows(&desk, "KEYS OF THIS SCREEN (Board)");
	shows(&desk, "a            advance         go to the next stage: drafts its ticket");
	shows(&desk, "not now: the gate is closed, 3 of 5");
	press(&desk, "/");
	enter(&desk, "suspend");
	shows(&desk, "C-z          suspend");
	press(&desk, "n q");
	shows(&desk, "> xn--bcher-kva.example");
	desk_end(&desk);
}

static void test_command(void)
{
	struct desk desk = desk_new();

	press(&desk, ":");
	type(&desk, "si");
	press(&desk, "Tab");
	shows(&desk, ": simulate");
	shows(&desk, "simulate [DOMAIN]  what a record would do to whose mail");
	press(&desk, "Esc :");
	type(&desk, "so");
	press(&desk, "Tab");
	shows(&desk, "sort  sort-left  sort-right  sources");
	press(&desk, "Esc");
	enter(&desk, ":nonsense");
	shows(&desk, "no action is called 'nonsense'; ? lists them");
	enter(&desk, ":messages now");
	shows(&desk, "messages takes nothing after its name");
	enter(&desk, ":sources 192.0.2.1"); /* as one who wants the Source screen may type */
	shows(&desk, "Board   ");
	shows(&desk, "`:open NAME` opens what is named here; 192.0.2.1 is no domain");
	enter(&desk, ":domain other.example");
	shows(&desk, "Board > other.example");
	enter(&desk, ":domain third.example");
	shows(&desk, "other.example > third.example");
	enter(&desk, ":q");
	enter(&desk, ":q");
	shows(&desk, "q quit");
	press(&desk, ": Up");
	shows(&desk, ": q");
	press(&desk, "Esc");
	enter(&desk, ":q");
	g_assert_true(desk.tui->quit);
	desk_end(&desk);
}

/* A screen never waits: keys work while figures are on their way, and a job is never cut off
 * unasked. */
static void test_loading(void)
{
	struct app *app = fake_new();
	struct desk desk = {app, tui_new(app, 80, 24), g_string_new(NULL)};

	tui_open(desk.tui, &screen_board, NULL, NULL);
	tui_draw(desk.tui);
	canvas_dump(desk.tui->canvas, desk.shown);
	shows(&desk, "loading …");
	shows(&desk, "1 job");
	tui_key(desk.tui, '?');
	tui_draw(desk.tui);
	canvas_dump(desk.tui->canvas, desk.shown);
	shows(&desk, "KEYS OF THIS SCREEN");
	tui_key(desk.tui, 'q'); /* the board's figures come while it is on top again */
	settle(&desk);
	shows(&desk, "> shop.example");
	for (const char *key = ":import mail"; *key; key++)
		tui_key(desk.tui, (uint32_t)*key);
	tui_key(desk.tui, TUI_KEY_ENTER);
	tui_key(desk.tui, 'Q');
	tui_draw(desk.tui);
	canvas_dump(desk.tui->canvas, desk.shown);
	shows(&desk, "1 job would be cut off");
	tui_key(desk.tui, 'n');
	g_assert_false(desk.tui->quit);
	settle(&desk);
	tui_key(desk.tui, 't'); /* what is only read is not asked about */
	g_assert_cmpuint(app_background_busy(app), >, 0);
	tui_key(desk.tui, 'Q');
	g_assert_true(desk.tui->quit);
	settle(&desk);
	desk_end(&desk);
}

/* The jobs that wait, and none of those that they set going. */
static void one_round(struct desk *desk)
{
	app_dispatch(desk->app);
	tui_draw(desk->tui);
	g_string_truncate(desk->shown, 0);
	canvas_dump(desk->tui->canvas, desk->shown);
}

/* Keys that come before a page has rows wait for them, and do what they would have done then. */
static void test_typed_ahead(void)
{
	static const uint32_t forgets[] = {TUI_KEY_ESC, TUI_CTRL('c')};
	struct desk desk = desk_new();

	type(&desk, "tm");
	shows(&desk, "not now: it is only drafted");
	press(&desk, "Esc q");
	type(&desk, "t/absent");
	shows(&desk, "0 of 1: absent");
	press(&desk, "Esc q");
	for (size_t i = 0; i < G_N_ELEMENTS(forgets); i++) {
		for (const char *key = "tjm"; *key; key++)
			tui_key(desk.tui, (uint32_t)*key);
		tui_key(desk.tui, forgets[i]);
		settle(&desk);
		shows(&desk, "Board > Tickets");
		hides(&desk, "not now");
		press(&desk, "q");
	}
	tui_key(desk.tui, 't');
	tui_key(desk.tui, 'q'); /* leaves without waiting */
	hides(&desk, "Tickets");
	settle(&desk);
	hides(&desk, "Tickets");
	desk_end(&desk);
}

/* On a new day the board shows at once what it showed last, and says so until today's is there. */
static void test_as_last_known(void)
{
	struct app *app = fake_new();
	struct desk desk = {app, tui_new(app, 80, 24), g_string_new(NULL)};

	app->new_day = true;
	tui_open(desk.tui, &screen_board, NULL, NULL);
	one_round(&desk);
	shows(&desk, "Board  as last known");
	shows(&desk, "> shop.example");
	shows(&desk, "1 job");
	tui_key(desk.tui, TUI_KEY_DOWN);
	one_round(&desk);
	g_assert_null(strstr(desk.shown->str, "as last known"));
	shows(&desk, "> xn--bcher-kva.example");
	g_assert_cmpuint(app_background_busy(app), ==, 0);
	desk_end(&desk);
}

/* Without anything to show there is nothing to wait for first. */
static void test_nothing_known(void)
{
	struct app *app = fake_new();
	struct desk desk = {app, tui_new(app, 80, 24), g_string_new(NULL)};

	app->new_day = app->forgotten = true;
	tui_open(desk.tui, &screen_board, NULL, NULL);
	one_round(&desk);
	shows(&desk, "> shop.example");
	g_assert_null(strstr(desk.shown->str, "as last known"));
	g_assert_cmpuint(app_background_busy(app), ==, 0);
	desk_end(&desk);
}

/* The result for a page that was closed meanwhile goes nowhere, and leaks nothing. */
static void test_closed_meanwhile(void)
{
	struct desk desk = desk_new();

	tui_key(desk.tui, TUI_KEY_ENTER);
	tui_key(desk.tui, TUI_KEY_ESC);
	settle(&desk);
	shows(&desk, "q quit");
	press(&desk, "R R");
	desk_end(&desk);
}

static void test_failure(void)
{
	struct app *app = fake_new();
	struct desk desk;

	app->failure = "the database is locked: close the other program";
	desk = desk_at(app, 80, 24);
	shows(&desk, "the database is locked: close the other program");
	shows(&desk, "R tries again");
	press(&desk, "Enter a Space G");
	app->failure = NULL;
	press(&desk, "R");
	shows(&desk, "> shop.example");
	app->failure = "gone"; /* what is shown stays, and the message says why it is old */
	press(&desk, "R");
	shows(&desk, "> shop.example");
	shows(&desk, "gone");
	desk_end(&desk);
}

static void test_cancel(void)
{
	struct desk desk = desk_new();

	press(&desk, "C-c");
	shows(&desk, "cancel: nothing runs");
	type(&desk, ":import mail/");
	tui_key(desk.tui, TUI_KEY_ENTER);
	tui_key(desk.tui, TUI_CTRL('c'));
	tui_draw(desk.tui);
	settle(&desk);
	wrote(&desk, "");
	desk_end(&desk);
}

static void test_sizes(void)
{
	static const char *const keys = "1 Enter 3 Enter q q S x 6 Enter J 7 9 ?";
	static const struct {
		int width, height;
	} sizes[] = {{80, 24}, {200, 60}, {60, 15},  {40, 8},
		     {41, 9},  {120, 20}, {1000, 8}, {40, 200}};

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		struct desk desk = desk_at(fake_new(), sizes[i].width, sizes[i].height);

		press(&desk, "j");
		press(&desk, keys);
		press(&desk, "Tab Tab");
		desk_end(&desk);
	}
}

static void test_too_small(void)
{
	struct desk desk = desk_new();

	press(&desk, "j");
	canvas_resize(desk.tui->canvas, 30, 6);
	settle(&desk);
	g_assert_cmpstr(desk.shown->str, ==, "Rampart needs 40x8, this is 3…\n\n\n\n\n\n");
	canvas_resize(desk.tui->canvas, 1, 1);
	settle(&desk);
	press(&desk, "j k ? q");
	canvas_resize(desk.tui->canvas, 200, 60);
	settle(&desk);
	shows(&desk, "> xn--bcher-kva.example"); /* the cursor stayed on its row */
	desk_end(&desk);
}

/* No row is pushed out of line by what a name holds, and no control byte comes through. */
static void test_hostile(void)
{
	g_autoptr(GString) name = g_string_new("\033[2J\033]0;x\007A\rB\n\xe2\x80\xae evil \xff");
	struct app *app = fake_new();
	struct desk desk;
	g_auto(GStrv) lines = NULL;

	for (int i = 0; i < 10000; i++)
		g_string_append(name, "日");
	app->source_name = g_strdup(name->str);
	desk = desk_at(app, 80, 24);
	press(&desk, "Enter 3 j");
	for (const char *p = desk.shown->str; *p; p++)
		g_assert_true((unsigned char)*p >= 0x20 || *p == '\n');
	g_assert_null(strstr(desk.shown->str, "\xe2\x80\xae"));
	lines = g_strsplit(desk.shown->str, "\n", -1);
	for (int i = 0; lines[i]; i++)
		g_assert_cmpuint(utext_cells(lines[i]), <=, 80);
	shows(&desk, "~ forwarder");
	press(&desk, "Enter");
	desk_end(&desk);
}

static void test_paste(void)
{
	struct desk desk = desk_new();

	tui_key(desk.tui, TUI_KEY_PASTE_BEGIN);
	type(&desk, "Qa");
	tui_key(desk.tui, TUI_KEY_ENTER);
	settle(&desk);
	shows(&desk, "pasted text is taken by prompts only");
	g_assert_false(desk.tui->quit);
	tui_key(desk.tui, TUI_KEY_PASTE_END);
	press(&desk, "a");
	tui_key(desk.tui, TUI_KEY_PASTE_BEGIN);
	type(&desk, "two");
	tui_key(desk.tui, TUI_KEY_ENTER);
	type(&desk, "lines");
	tui_key(desk.tui, TUI_KEY_PASTE_END);
	settle(&desk);
	shows(&desk, "reason to advance shop.example: two lines");
	press(&desk, "Esc");
	desk_end(&desk);
}

/* A letter means one thing: no key stands in the table twice, and each is a key. */
static void test_action_table(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
	struct keymap keymap;
	uint32_t key;

	keymap_init(&keymap);
	for (unsigned i = 0; i < ACTION_COUNT; i++) {
		const struct action_info *info = action_info((enum action)i);
		g_auto(GStrv) keys = NULL;

		g_assert_nonnull(info->name);
		g_assert_nonnull(info->help);
		g_assert_cmpuint(strlen(info->help), <=,
				 48); /* beside keys and name in 80 columns */
		g_assert_cmpint(action_of_name(info->name), ==, i);
		if (!*info->keys)
			continue;
		keys = g_strsplit(info->keys, " ", -1);
		for (char **name = keys; *name; name++) {
			g_assert_true(key_parse(*name, &key));
			g_assert_true(g_hash_table_add(seen, GUINT_TO_POINTER(key)));
			g_assert_cmpint(keymap_action(&keymap, key), ==, i);
		}
	}
}

/* The first screen of a large board is drawn from what is visible. */
static void test_many(void)
{
	struct app *app = fake_new();
	struct desk desk;

	app->domains = 2000;
	desk = desk_at(app, 80, 24);
	press(&desk, "G");
	shows(&desk, "> d01999.example");
	press(&desk, "s d");
	shows(&desk, "> d01999.example");
	press(&desk, "g");
	shows(&desk, "> d00000.example");
	desk_end(&desk);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/screens/board", test_board);
	g_test_add_func("/screens/refusals", test_refusals);
	g_test_add_func("/screens/advance", test_advance);
	g_test_add_func("/screens/advance-anyway", test_advance_anyway);
	g_test_add_func("/screens/several", test_several);
	g_test_add_func("/screens/single-moves", test_single_moves);
	g_test_add_func("/screens/filter", test_filter);
	g_test_add_func("/screens/sort", test_sort);
	g_test_add_func("/screens/domain", test_domain);
	g_test_add_func("/screens/answers", test_answers);
	g_test_add_func("/screens/domain-wide", test_domain_wide);
	g_test_add_func("/screens/sources", test_sources);
	g_test_add_func("/screens/source-groups", test_source_groups);
	g_test_add_func("/screens/source", test_source);
	g_test_add_func("/screens/simulate", test_simulate);
	g_test_add_func("/screens/simulate-generations", test_simulate_generations);
	g_test_add_func("/screens/simulate-draft", test_simulate_draft);
	g_test_add_func("/screens/sender", test_sender);
	g_test_add_func("/screens/new-sources", test_new_sources);
	g_test_add_func("/screens/split", test_split);
	g_test_add_func("/screens/ticket", test_ticket);
	g_test_add_func("/screens/push", test_push);
	g_test_add_func("/screens/retry", test_retry);
	g_test_add_func("/screens/undo", test_undo);
	g_test_add_func("/screens/title", test_title);
	g_test_add_func("/screens/no-domain", test_no_domain);
	g_test_add_func("/screens/journal-and-rest", test_journal_and_rest);
	g_test_add_func("/screens/arrivals", test_arrivals);
	g_test_add_func("/screens/help", test_help);
	g_test_add_func("/screens/command", test_command);
	g_test_add_func("/screens/loading", test_loading);
	g_test_add_func("/screens/typed-ahead", test_typed_ahead);
	g_test_add_func("/screens/as-last-known", test_as_last_known);
	g_test_add_func("/screens/nothing-known", test_nothing_known);
	g_test_add_func("/screens/closed-meanwhile", test_closed_meanwhile);
	g_test_add_func("/screens/failure", test_failure);
	g_test_add_func("/screens/cancel", test_cancel);
	g_test_add_func("/screens/sizes", test_sizes);
	g_test_add_func("/screens/too-small", test_too_small);
	g_test_add_func("/screens/hostile", test_hostile);
	g_test_add_func("/screens/paste", test_paste);
	g_test_add_func("/screens/action-table", test_action_table);
	g_test_add_func("/screens/many", test_many);
	return g_test_run();
}
