/* SPDX-License-Identifier: MIT */
#include "dmarc/report_characters.h"

#include <string.h>

#define ASCII_END   0x80
#define REPLACEMENT 0xfffdu

struct characters {
	GString *octets; /* not yet taken: the begin of a character */
	enum { ORDER_UNKNOWN, ORDER_NONE, ORDER_LITTLE, ORDER_BIG } order; /* NONE: no UTF-16 */
};

/* Only these, and nothing behind their names: the converters of others are not for strangers. */
static bool is_single_octet(const char *encoding)
{
	static const char *const families[] = {"windows-125", "iso-8859-", "koi8-"};

	if (strspn(encoding, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-") != strlen(encoding))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
		if (g_ascii_strncasecmp(encoding, families[i], strlen(families[i])) == 0)
			return true;
	}
	return false;
}

/* Some hold a letter back for the accent that may follow: the second call asks for it. */
static int code_point(GIConv converter, char octet)
{
	guint8 out[4];
	char *from = &octet, *to = (char *)out;
	gsize left = 1, room = sizeof(out);

	if (g_iconv(converter, &from, &left, &to, &room) == (gsize)-1 ||
	    g_iconv(converter, NULL, NULL, &to, &room) == (gsize)-1 || room > 0)
		return -1;
	return out[0] | out[1] << 8 | out[2] << 16;
}

bool characters_map(const char *encoding, int map[CHARACTERS_OCTETS])
{
	GIConv converter = (GIConv)-1;

	if (is_single_octet(encoding))
		converter = g_iconv_open("UCS-4LE", encoding);
	if (converter == (GIConv)-1)
		return false;
	for (int octet = 0; octet < CHARACTERS_OCTETS; octet++)
		map[octet] = octet < ASCII_END ? octet : code_point(converter, (char)octet);
	g_iconv_close(converter);
	return true;
}

bool character_is_xml(gunichar c)
{
	return c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n' || c == '\r';
}

struct characters *characters_new(void)
{
	struct characters *characters = g_new0(struct characters, 1);

	characters->octets = g_string_new(NULL);
	return characters;
}

void characters_free(struct characters *characters)
{
	g_string_free(characters->octets, TRUE);
	g_free(characters);
}

static gunichar windows_1252(guchar octet)
{
	static const guint16 high[] = {
		0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
		0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
	};

	return octet < 0xa0 ? high[octet - ASCII_END] : octet;
}

/* These two say what stands at p, and return its octets; 0 when it may go on past end. */

static size_t take_utf8(const char *p, const char *end, bool last, gunichar *c)
{
	gunichar valid;

	*c = (guchar)*p;
	if (*c < ASCII_END)
		return 1;
	valid = g_utf8_get_char_validated(p, end - p);
	if (valid == (gunichar)-2 && end - p < 4 && !last)
		return 0;
	if (valid >= (gunichar)-2) {
		*c = windows_1252((guchar)*p);
		return 1;
	}
	*c = valid;
	return (size_t)(g_utf8_next_char(p) - p);
}

static gunichar unit_at(const char *p, bool big)
{
	gunichar first = (guchar)p[0], second = (guchar)p[1];

	return big ? first << 8 | second : second << 8 | first;
}

static size_t take_utf16(const char *p, const char *end, bool last, bool big, gunichar *c)
{
	gunichar low;

	*c = REPLACEMENT;
	if (end - p < 2)
		return last ? 1 : 0;
	*c = unit_at(p, big);
	if (*c < 0xd800 || *c > 0xdfff)
		return 2;
	if (end - p < 4 && !last)
		return 0;
	low = end - p < 4 ? 0 : unit_at(p + 2, big);
	if (*c < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
		*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
		return 4;
	}
	*c = REPLACEMENT;
	return 2;
}

/* Told by a byte order mark, or by the two octets of a '<'. */
static void find_order(struct characters *characters, bool last)
{
	const GString *octets = characters->octets;

	if (characters->order != ORDER_UNKNOWN || (octets->len < 2 && !last))
		return;
	characters->order = ORDER_NONE;
	if (octets->len < 2)
		return;
	if (memcmp(octets->str, "\xff\xfe", 2) == 0 || memcmp(octets->str, "<\0", 2) == 0)
		characters->order = ORDER_LITTLE;
	else if (memcmp(octets->str, "\xfe\xff", 2) == 0 || memcmp(octets->str, "\0<", 2) == 0)
		characters->order = ORDER_BIG;
}

void characters_take(struct characters *characters, const void *data, size_t len, bool last,
		     GString *text)
{
	GString *octets = characters->octets;
	const char *p, *end;

	g_string_append_len(octets, data, (gssize)len);
	find_order(characters, last);
	if (characters->order == ORDER_UNKNOWN)
		return;
	p = octets->str;
	end = p + octets->len;
	while (p < end) {
		gunichar c;
		size_t taken =
			characters->order == ORDER_NONE
				? take_utf8(p, end, last, &c)
				: take_utf16(p, end, last, characters->order == ORDER_BIG, &c);

		if (taken == 0)
			break;
		g_string_append_unichar(text, character_is_xml(c) ? c : REPLACEMENT);
		p += taken;
	}
	g_string_erase(octets, 0, p - octets->str);
}
