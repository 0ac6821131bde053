/* SPDX-License-Identifier: MIT */
#include "dns/spf_record.h"

#include <arpa/inet.h>
#include <string.h>

#include "dns/spf_macro.h"

#define VERSION	    "v=spf1"
#define PREFIX4_MAX 32
#define PREFIX6_MAX 128

/* What may follow a mechanism's name. */
enum argument {
	ARGUMENT_NONE,
	ARGUMENT_DOMAIN,     /* ":" domain-spec */
	ARGUMENT_MAY_DOMAIN, /* the same, or nothing */
	ARGUMENT_HOSTS,	     /* [":" domain-spec] ["/" n] ["//" n] */
	ARGUMENT_NETWORK,    /* ":" address ["/" n] */
};

static const struct {
	const char *name;
	enum argument argument;
} mechanisms[] = {
	[SPF_KIND_ALL] = {"all", ARGUMENT_NONE},
	[SPF_KIND_INCLUDE] = {"include", ARGUMENT_DOMAIN},
	[SPF_KIND_A] = {"a", ARGUMENT_HOSTS},
	[SPF_KIND_MX] = {"mx", ARGUMENT_HOSTS},
	[SPF_KIND_PTR] = {"ptr", ARGUMENT_MAY_DOMAIN},
	[SPF_KIND_IP4] = {"ip4", ARGUMENT_NETWORK},
	[SPF_KIND_IP6] = {"ip6", ARGUMENT_NETWORK},
	[SPF_KIND_EXISTS] = {"exists", ARGUMENT_DOMAIN},
};

bool spf_is_record(const char *txt)
{
	size_t n = strlen(VERSION);

	return g_ascii_strncasecmp(txt, VERSION, n) == 0 && (txt[n] == '\0' || txt[n] == ' ');
}

static void term_free(void *data)
{
	struct spf_term *term = data;

	g_free(term->target);
	g_free(term);
}

void spf_record_clear(struct spf_record *record)
{
	g_clear_pointer(&record->terms, g_ptr_array_unref);
	g_free(record->redirect);
	g_free(record->exp);
	g_free(record->error);
	*record = (struct spf_record){0};
}

/* macro-string of 7.1; *last: where its final macro-expand ends, or its begin. */
static bool is_macro_string(const char *text, const char **last)
{
	*last = text;
	while (*text) {
		size_t n = *text == '%' ? spf_macro_length(text) : 1;

		if (n == 0 || (unsigned char)*text < 0x21 || (unsigned char)*text > 0x7e)
			return false;
		text += n;
		if (n > 1)
			*last = text;
	}
	return true;
}

/* A top label: letters, digits and inner hyphens, not digits alone. */
static bool is_toplabel(const char *label, size_t len)
{
	bool digits = true;

	for (size_t i = 0; i < len; i++) {
		if (!g_ascii_isalnum(label[i]) && label[i] != '-')
			return false;
		digits = digits && g_ascii_isdigit(label[i]);
	}
	return len > 0 && !digits && label[0] != '-' && label[len - 1] != '-';
}

/* domain-spec: a macro-string that ends in a macro or in "." toplabel ["."]. */
static bool is_domain_spec(const char *text)
{
	const char *last, *dot;
	size_t len = strlen(text);

	if (len == 0 || !is_macro_string(text, &last))
		return false;
	if (!*last)
		return true;
	if (text[len - 1] == '.')
		len--;
	dot = g_strrstr_len(last, text + len - last, ".");
	return dot && is_toplabel(dot + 1, (size_t)(text + len - dot - 1));
}

/* A prefix length: digits without a leading zero, at most max. */
static bool read_prefix(const char *digits, size_t len, unsigned max, unsigned *prefix)
{
	g_autofree char *text = g_strndup(digits, len);
	guint64 value;

	if (len == 0 || (len > 1 && text[0] == '0') ||
	    !g_ascii_string_to_unsigned(text, 10, 0, max, &value, NULL))
		return false;
	*prefix = (unsigned)value;
	return true;
}

/* Cuts "/n//m" (either may be missing) off the end of len octets; false when a length is off. */
static bool cut_prefixes(const char *text, size_t *len, struct spf_term *term)
{
	size_t digits = *len;

	while (digits > 0 && g_ascii_isdigit(text[digits - 1]))
		digits--;
	if (digits >= 2 && text[digits - 1] == '/' && text[digits - 2] == '/') {
		if (!read_prefix(text + digits, *len - digits, PREFIX6_MAX, &term->prefix6))
			return false;
		*len = digits - 2;
		for (digits = *len; digits > 0 && g_ascii_isdigit(text[digits - 1]);)
			digits--;
	}
	if (digits >= 1 && text[digits - 1] == '/') {
		if (!read_prefix(text + digits, *len - digits, PREFIX4_MAX, &term->prefix4))
			return false;
		*len = digits - 1;
	}
	return true;
}

/* ":" domain-spec of len octets. */
static bool read_target(const char *text, size_t len, struct spf_term *term)
{
	if (len == 0 || text[0] != ':')
		return false;
	term->target = g_strndup(text + 1, len - 1);
	return is_domain_spec(term->target);
}

/* ":" address ["/" n], the address in its standard form alone. */
static bool read_network(const char *text, struct spf_term *term)
{
	bool v4 = term->kind == SPF_KIND_IP4;
	const char *slash = strchr(text, '/');
	g_autofree char *address = g_strndup(text, slash ? (size_t)(slash - text) : strlen(text));
	uint8_t octets[16];

	if (slash && !read_prefix(slash + 1, strlen(slash + 1), v4 ? PREFIX4_MAX : PREFIX6_MAX,
				  v4 ? &term->prefix4 : &term->prefix6))
		return false;
	return address[0] == ':' && inet_pton(v4 ? AF_INET : AF_INET6, address + 1, octets) == 1 &&
	       ip_from_bytes(octets, v4 ? 4 : 16, &term->network);
}

static bool read_argument(const char *text, enum argument argument, struct spf_term *term)
{
	size_t len = strlen(text);

	switch (argument) {
	case ARGUMENT_NONE:
		return len == 0;
	case ARGUMENT_DOMAIN:
		return read_target(text, len, term);
	case ARGUMENT_MAY_DOMAIN:
		return len == 0 || read_target(text, len, term);
	case ARGUMENT_HOSTS:
		return cut_prefixes(text, &len, term) && (len == 0 || read_target(text, len, term));
	case ARGUMENT_NETWORK:
		return read_network(text, term);
	}
	return false;
}

/* A word of the record that is a directive; NULL when it is none, or wrong. */
static struct spf_term *read_term(const char *word)
{
	struct spf_term *term = g_new0(struct spf_term, 1);
	size_t len;

	term->qualifier = SPF_QUALIFIER_PASS;
	term->prefix4 = PREFIX4_MAX;
	term->prefix6 = PREFIX6_MAX;
	if (*word && strchr("+-~?", *word))
		term->qualifier = (enum spf_qualifier) * word++;
	len = strcspn(word, ":/");
	for (size_t i = 0; i < G_N_ELEMENTS(mechanisms); i++) {
		if (strlen(mechanisms[i].name) != len ||
		    g_ascii_strncasecmp(word, mechanisms[i].name, len) != 0)
			continue;
		term->kind = (enum spf_kind)i;
		if (read_argument(word + len, mechanisms[i].argument, term))
			return term;
	}
	term_free(term);
	return NULL;
}

/* Takes a modifier's domain-spec into *slot, once. */
static bool keep_modifier(const char *value, char **slot)
{
	if (*slot || !is_domain_spec(value))
		return false;
	*slot = g_strdup(value);
	return true;
}

/* name "=" value; unknown names are ignored, if their value is a macro-string. */
static bool read_modifier(const char *word, struct spf_record *record)
{
	size_t len = strspn(word, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.");
	const char *last;

	if (len == 0 || !g_ascii_isalpha(word[0]) || word[len] != '=')
		return false;
	if (len == strlen("redirect") && g_ascii_strncasecmp(word, "redirect", len) == 0)
		return keep_modifier(word + len + 1, &record->redirect);
	if (len == strlen("exp") && g_ascii_strncasecmp(word, "exp", len) == 0)
		return keep_modifier(word + len + 1, &record->exp);
	return is_macro_string(word + len + 1, &last);
}

bool spf_record_parse(const char *txt, struct spf_record *record)
{
	g_auto(GStrv) words = g_strsplit(txt + strlen(VERSION), " ", -1);

	*record = (struct spf_record){.terms = g_ptr_array_new_with_free_func(term_free)};
	for (char **word = words; *word && !record->error; word++) {
		struct spf_term *term;

		if (!**word)
			continue;
		term = read_term(*word);
		if (term)
			g_ptr_array_add(record->terms, term);
		else if (!read_modifier(*word, record))
			record->error = g_strdup_printf("'%.80s' is no valid term", *word);
	}
	return !record->error;
}

bool spf_term_is_lookup(const struct spf_term *term)
{
	return term->kind != SPF_KIND_ALL && term->kind != SPF_KIND_IP4 &&
	       term->kind != SPF_KIND_IP6;
}

const struct spf_term *spf_record_all(const struct spf_record *record)
{
	for (guint i = 0; i < record->terms->len; i++) {
		const struct spf_term *term = record->terms->pdata[i];

		if (term->kind == SPF_KIND_ALL)
			return term;
	}
	return NULL;
}
