/* SPDX-License-Identifier: MIT */
#include "base/ip.h"

#include <arpa/inet.h>
#include <string.h>

#define PREFIX_BYTES 12 /* of an IPv4-mapped address: ten zeros, then ff ff */

static const uint8_t mapped[PREFIX_BYTES] = {[10] = 0xff, [11] = 0xff};

/* One to three digits, read as decimal whatever zeros lead; the address may end with :port. */
static bool parse_v4(const char *text, struct ip *ip)
{
	uint8_t octet[4];

	for (int i = 0; i < 4; i++) {
		unsigned value = 0, digits = 0;

		if (i > 0 && *text++ != '.')
			return false;
		for (; g_ascii_isdigit(*text) && digits < 3; text++, digits++)
			value = value * 10 + (unsigned)(*text - '0');
		if (digits == 0 || value > 255)
			return false;
		octet[i] = (uint8_t)value;
	}
	if (*text == ':' && text[1])
		for (text++; g_ascii_isdigit(*text); text++)
			;
	if (*text)
		return false;
	memcpy(ip->octet, mapped, PREFIX_BYTES);
	memcpy(ip->octet + PREFIX_BYTES, octet, sizeof(octet));
	return true;
}

/* An address literal of mail (RFC 5321 4.1.3) without its brackets. */
static const char *without_tag(const char *text)
{
	return g_ascii_strncasecmp(text, "IPv6:", 5) == 0 ? text + 5 : text;
}

bool ip_parse(const char *text, size_t len, struct ip *ip)
{
	char copy[80], *from = copy, *end;
	bool v4;
	struct ip found;

	while (len > 0 && g_ascii_isspace(*text)) {
		text++;
		len--;
	}
	if (len >= sizeof(copy))
		len = sizeof(copy) - 1; /* trailing space may be long; an address is not */
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (strlen(copy) != len)
		return false;
	g_strchomp(copy);

	if (*from == '[') {
		end = strchr(++from, ']');
		if (!end)
			return false;
		*end = '\0';
	}
	end = strchr(from, '%');
	if (end)
		*end = '\0';
	end = strchr(from, '/'); /* a network of one address is that address */
	if (end)
		*end = '\0';
	v4 = parse_v4(from, &found);
	if (end && strcmp(end + 1, v4 ? "32" : "128") != 0)
		return false;
	if (!v4 && inet_pton(AF_INET6, without_tag(from), found.octet) != 1)
		return false;
	*ip = found;
	return true;
}

bool ip_is_v4(const struct ip *ip)
{
	return memcmp(ip->octet, mapped, PREFIX_BYTES) == 0;
}

char *ip_format(const struct ip *ip, char *text)
{
	const uint8_t *data;
	size_t len = ip_bytes(ip, &data);

	inet_ntop(len == 4 ? AF_INET : AF_INET6, data, text, IP_TEXT_MAX);
	return text;
}

char *ip_reverse_name(const struct ip *ip)
{
	const uint8_t *data;
	size_t len = ip_bytes(ip, &data);
	GString *name = g_string_new(NULL);

	for (size_t i = len; i-- > 0;) {
		if (len == 4)
			g_string_append_printf(name, "%u.", data[i]);
		else
			g_string_append_printf(name, "%x.%x.", data[i] & 15u, data[i] >> 4u);
	}
	g_string_append(name, len == 4 ? "in-addr.arpa" : "ip6.arpa");
	return g_string_free(name, FALSE);
}

size_t ip_bytes(const struct ip *ip, const uint8_t **data)
{
	bool v4 = ip_is_v4(ip);

	*data = v4 ? ip->octet + PREFIX_BYTES : ip->octet;
	return v4 ? 4 : 16;
}

bool ip_from_bytes(const void *data, size_t len, struct ip *ip)
{
	if (len != 4 && len != 16)
		return false;
	memcpy(ip->octet, mapped, PREFIX_BYTES);
	memcpy(ip->octet + 16 - len, data, len);
	return true;
}

guint ip_hash(gconstpointer ip)
{
	uint64_t half[2];

	memcpy(half, ip, sizeof(half));
	half[0] ^= half[1] * 0x9e3779b97f4a7c15u;
	return (guint)(half[0] ^ half[0] >> 32);
}

gboolean ip_equal(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, sizeof(struct ip)) == 0;
}

int ip_compare(const struct ip *a, const struct ip *b)
{
	return memcmp(a->octet, b->octet, sizeof(a->octet));
}
