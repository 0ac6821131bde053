/* SPDX-License-Identifier: MIT */
/* lint, policy: what any record says, and what receivers make of it. No state is needed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/finding.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/question.h"
#include "dmarc/policy.h"
#include "dmarc/record.h"

static json_t *tags_json(const struct record *record)
{
	json_t *object = json_object();

	for (unsigned i = 0; record->tags && i < record->tags->len; i++) {
		const struct record_tag *tag = record->tags->pdata[i];
		g_autofree char *name = g_utf8_make_valid(tag->name, -1);

		jput_text(object, name, tag->value);
	}
	return object;
}

static int run_lint(struct cli *cli, GError **error)
{
	const char *txt = cli_word(cli, 0);
	struct record record = {0};
	bool valid;
	g_autoptr(GPtrArray) findings = record_lint(txt, strlen(txt), &valid);
	bool good = valid && !findings_have_error(findings);

	(void)error;
	record_parse(txt, strlen(txt), &record, NULL);
	if (cli->json) {
		json_t *object = json_object();

		jput_bool(object, "valid", valid);
		jput(object, "tags", tags_json(&record));
		jput(object, "findings", jlist(findings, finding_json));
		out_json(cli, object);
	} else {
		finding_lines(cli, findings);
		out_line(cli, valid ? "Receivers apply this record."
				    : "No receiver applies this record.");
	}
	record_clear(&record);
	return good ? EXIT_CODE_YES : EXIT_CODE_NO;
}

static json_t *effective_json(const struct effective *effective)
{
	json_t *object = json_object();

	jput_bool(object, "applies", effective->applies);
	if (!effective->applies)
		return object;
	jput_text(object, "found_at", effective->found_at);
	jput_text(object, "tag", effective->tag);
	jput_text(object, "policy", policy_name(effective->policy));
	if (effective->pct < 100 && effective->policy != POLICY_NONE) {
		jput_count(object, "pct", effective->pct);
		jput_text(object, "otherwise", policy_name(effective->otherwise));
	}
	jput(object, "asked", jtexts(effective->asked));
	return object;
}

static json_t *alignment_json(const struct question *question, enum generation generation)
{
	g_autofree char *from = org_domain(generation, question->published, question->from);
	g_autofree char *auth = org_domain(generation, question->published, question->auth);
	json_t *object = json_object();

	jput_text(object, "from_org", from);
	jput_text(object, "auth_org", auth);
	jput_bool(
		object, "relaxed",
		is_aligned(generation, question->published, false, question->from, question->auth));
	jput_bool(
		object, "strict",
		is_aligned(generation, question->published, true, question->from, question->auth));
	return object;
}

static json_t *answer(const struct question *question)
{
	json_t *object = json_object(), *alignment = json_object();

	for (enum generation g = 0; g < GENERATION_COUNT; g++) {
		struct effective effective;

		policy_discover(g, question->published, question->from, question->exists,
				&effective);
		jput(object, generation_name(g), effective_json(&effective));
		effective_clear(&effective);
		if (question->auth)
			jput(alignment, generation_name(g), alignment_json(question, g));
	}
	if (question->auth)
		jput(object, "alignment", alignment);
	else
		json_decref(alignment);
	return object;
}

static void print_effective(const struct cli *cli, const char *generation,
			    const struct effective *effective)
{
	g_autofree char *text = effective_text(effective);

	if (effective->applies)
		out_line(cli, "%s: %s (%s of _dmarc.%s)", generation, text, effective->tag,
			 effective->found_at);
	else
		out_line(cli, "%s: %s", generation, text);
}

static void print_answer(const struct cli *cli, const struct question *question)
{
	for (enum generation g = 0; g < GENERATION_COUNT; g++) {
		struct effective effective;

		policy_discover(g, question->published, question->from, question->exists,
				&effective);
		print_effective(cli, generation_name(g), &effective);
		effective_clear(&effective);
		if (question->auth)
			out_line(cli, "  %s is %saligned in relaxed mode, %saligned in strict mode",
				 question->auth,
				 is_aligned(g, question->published, false, question->from,
					    question->auth)
					 ? ""
					 : "not ",
				 is_aligned(g, question->published, true, question->from,
					    question->auth)
					 ? ""
					 : "not ");
	}
}

/* A line that is no question gets an answer too, with its number: empty lines get none. */
static bool answer_line(struct cli *cli, const char *line, uint64_t number)
{
	g_autoptr(GError) error = NULL;
	struct question question;
	json_t *object;

	if (question_from_json(line, &question, &error)) {
		out_json_line(cli, answer(&question));
		question_clear(&question);
		return true;
	}
	object = json_object();
	jput_count(object, "line", number);
	jput_text(object, "error", error->message);
	out_json_line(cli, object);
	return false;
}

static int run_batch(struct cli *cli, GError **error)
{
	const char *path = cli_text(cli, OPTION_BATCH);
	FILE *file = g_str_equal(path, "-") ? stdin : fopen(path, "re");
	int code = EXIT_CODE_YES;
	char *line = NULL;
	size_t room = 0;
	uint64_t number = 0;

	if (!file) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s cannot be opened: %s", path,
			    g_strerror(errno));
		return -1;
	}
	while (getline(&line, &room, file) >= 0) {
		number++;
		if (*g_strstrip(line) && !answer_line(cli, line, number))
			code = EXIT_CODE_NO;
	}
	if (ferror(file)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s cannot be read: %s", path,
			    g_strerror(errno));
		code = -1;
	}
	free(line);
	if (file != stdin)
		fclose(file);
	return code;
}

static int run_policy(struct cli *cli, GError **error)
{
	struct question question;

	if (cli_given(cli, OPTION_BATCH))
		return run_batch(cli, error);
	if (!cli_require(cli, OPTION_FROM_DOMAIN, error) ||
	    !question_from_options(cli, &question, error))
		return -1;
	if (cli->json)
		out_json(cli, answer(&question));
	else
		print_answer(cli, &question);
	question_clear(&question);
	return EXIT_CODE_YES;
}

const struct command commands_policy[] = {
	{"lint", "TXT", "explains a DMARC record", NULL, COMMAND_PURE, run_lint,
	 "lint 'v=DMARC1; p=quarantine; pct=25'"},
	{"policy", NULL, "says which policy receivers of each generation apply to a message",
	 OPTIONS(OPTION_FROM_DOMAIN, OPTION_NONEXISTENT, OPTION_AT, OPTION_AUTH, OPTION_BATCH),
	 COMMAND_PURE, run_policy,
	 "policy --from news.shop.example --at shop.example='v=DMARC1; p=reject; sp=none'"},
	{0},
};
