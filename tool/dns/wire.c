/* SPDX-License-Identifier: MIT */
#include "dns/wire.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#include "base/ip.h"

/*
 * ldns writes the questions and reads the names. Records are read here: ldns 1.8.3 stops at the
 * 255th string of a TXT record and takes what is left of it for the next record.
 */
struct cursor {
	const uint8_t *octets;
	size_t len, pos;
	bool bad; /* something was read past the end, or makes no sense */
};

struct resource {
	char *owner;
	uint16_t type, class;
	uint32_t ttl;
	struct cursor
		data; /* over the whole message, for compressed names, up to the record's end */
};

static const uint16_t type_codes[] = {
	[DNS_TYPE_A] = LDNS_RR_TYPE_A,	   [DNS_TYPE_AAAA] = LDNS_RR_TYPE_AAAA,
	[DNS_TYPE_NS] = LDNS_RR_TYPE_NS,   [DNS_TYPE_CNAME] = LDNS_RR_TYPE_CNAME,
	[DNS_TYPE_SOA] = LDNS_RR_TYPE_SOA, [DNS_TYPE_PTR] = LDNS_RR_TYPE_PTR,
	[DNS_TYPE_MX] = LDNS_RR_TYPE_MX,   [DNS_TYPE_TXT] = LDNS_RR_TYPE_TXT,
};

static const uint8_t *take(struct cursor *at, size_t n)
{
	const uint8_t *from = at->octets + at->pos;

	if (at->bad || at->len - at->pos < n) {
		at->bad = true;
		return NULL;
	}
	at->pos += n;
	return from;
}

static uint16_t take_u16(struct cursor *at)
{
	const uint8_t *from = take(at, 2);

	return from ? ldns_read_uint16(from) : 0;
}

static uint32_t take_u32(struct cursor *at)
{
	const uint8_t *from = take(at, 4);

	return from ? ldns_read_uint32(from) : 0;
}

/* Labels of a name in wire form, which ldns has checked, as text. */
static char *name_text(const uint8_t *label)
{
	GString *text = g_string_new(NULL);

	for (; *label > 0; label += *label + 1) {
		if (text->len > 0)
			g_string_append_c(text, '.');
		for (unsigned i = 1; i <= *label; i++) {
			char c = g_ascii_tolower((char)label[i]);

			if (g_ascii_isalnum(c) || (c && strchr("-_*+/=", c)))
				g_string_append_c(text, c);
			else
				g_string_append_printf(text, "\\%03u", label[i]);
		}
	}
	if (text->len == 0)
		g_string_append_c(text, '.');
	return g_string_free(text, FALSE);
}

/* NULL, and the cursor is bad, when there is no name. */
static char *take_name(struct cursor *at)
{
	ldns_rdf *name = NULL;
	char *text = NULL;

	if (!at->bad && ldns_wire2dname(&name, at->octets, at->len, &at->pos) == LDNS_STATUS_OK &&
	    at->pos <= at->len)
		text = name_text(ldns_rdf_data(name));
	else
		at->bad = true;
	ldns_rdf_deep_free(name);
	return text;
}

static char *read_address(struct cursor *at, size_t size)
{
	char text[IP_TEXT_MAX];
	struct ip ip;

	if (at->len - at->pos != size || !ip_from_bytes(at->octets + at->pos, size, &ip)) {
		at->bad = true;
		return NULL;
	}
	at->pos = at->len;
	return g_strdup(ip_format(&ip, text));
}

/* The strings joined. A NUL becomes the octets c0 80, which no valid text holds. */
static char *read_txt(struct cursor *at)
{
	GString *text = g_string_new(NULL);

	while (at->pos < at->len && !at->bad) {
		size_t n = at->octets[at->pos++];
		const uint8_t *string = take(at, n);

		for (size_t i = 0; string && i < n; i++) {
			if (string[i])
				g_string_append_c(text, (char)string[i]);
			else
				g_string_append(text, "\xc0\x80");
		}
	}
	return g_string_free(text, FALSE);
}

static char *read_mx(struct cursor *at)
{
	unsigned preference = take_u16(at);
	g_autofree char *host = take_name(at);

	return g_strdup_printf("%u %s", preference, host ? host : "");
}

static char *read_soa(struct cursor *at)
{
	g_autofree char *server = take_name(at);
	g_autofree char *mail = take_name(at);
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s %s", server ? server : "", mail ? mail : "");
	for (unsigned i = 0; i < 5; i++)
		g_string_append_printf(text, " %u", take_u32(at));
	return g_string_free(text, FALSE);
}

/* The data of a record of that type as text; NULL when it is not exactly that. */
static char *read_data(enum dns_type type, const struct resource *resource)
{
	struct cursor at = resource->data;
	char *text = NULL;

	switch (type) {
	case DNS_TYPE_A:
		text = read_address(&at, 4);
		break;
	case DNS_TYPE_AAAA:
		text = read_address(&at, 16);
		break;
	case DNS_TYPE_NS:
	case DNS_TYPE_CNAME:
	case DNS_TYPE_PTR:
		text = take_name(&at);
		break;
	case DNS_TYPE_SOA:
		text = read_soa(&at);
		break;
	case DNS_TYPE_MX:
		text = read_mx(&at);
		break;
	case DNS_TYPE_TXT:
		text = read_txt(&at);
		break;
	}
	if (at.bad || at.pos != at.len)
		g_clear_pointer(&text, g_free);
	return text;
}

static void resource_free(void *data)
{
	struct resource *resource = data;

	g_free(resource->owner);
	g_free(resource);
}

/* n records; NULL when they cannot be read. */
static GPtrArray *take_section(struct cursor *at, unsigned n)
{
	GPtrArray *section = g_ptr_array_new_with_free_func(resource_free);

	while (n-- > 0 && !at->bad) {
		struct resource *resource = g_new0(struct resource, 1);
		size_t size;

		g_ptr_array_add(section, resource);
		resource->owner = take_name(at);
		resource->type = take_u16(at);
		resource->class = take_u16(at);
		resource->ttl = take_u32(at);
		size = take_u16(at);
		resource->data = *at;
		take(at, size);
		resource->data.len = at->pos;
	}
	if (at->bad)
		g_clear_pointer(&section, g_ptr_array_unref);
	return section;
}

/* The first record of a type in a section, of that owner (NULL: any), or NULL. */
static const struct resource *find(const GPtrArray *section, const char *owner, uint16_t type)
{
	for (guint i = 0; i < section->len; i++) {
		const struct resource *resource = section->pdata[i];

		if (resource->type == type && resource->class == LDNS_RR_CLASS_IN &&
		    (!owner || strcmp(resource->owner, owner) == 0))
			return resource;
	}
	return NULL;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Collects what the answer section says of name; false when that is too much, or unreadable. */
static bool collect(const GPtrArray *section, const char *name, enum dns_type type,
		    struct wire_answer *answer)
{
	for (guint i = 0; i < section->len; i++) {
		const struct resource *resource = section->pdata[i];
		char *text;

		if (resource->type != type_codes[type] || resource->class != LDNS_RR_CLASS_IN ||
		    strcmp(resource->owner, name) != 0)
			continue;
		text = answer->data->len < WIRE_RECORDS_MAX ? read_data(type, resource) : NULL;
		if (!text)
			return false;
		if (answer->data->len == 0 || resource->ttl < answer->ttl)
			answer->ttl = resource->ttl;
		g_ptr_array_add(answer->data, text);
	}
	g_ptr_array_sort(answer->data, compare_texts);
	return true;
}

/* Walks the chain from name to the data; false when it cannot be read, or has no end. */
static bool follow(const GPtrArray *section, const char *name, enum dns_type type,
		   struct wire_answer *answer)
{
	while (collect(section, name, type, answer)) {
		const struct resource *alias = find(section, name, LDNS_RR_TYPE_CNAME);
		char *target;

		if (answer->data->len > 0 || !alias)
			return true;
		if (answer->cname->len >= WIRE_CHAIN_MAX)
			return false;
		target = read_data(DNS_TYPE_CNAME, alias);
		if (!target)
			return false;
		g_ptr_array_add(answer->cname, target);
		name = target;
	}
	return false;
}

/* What an answer without data means; soa: the zone that says so, or NULL. */
static void settle_empty(const GPtrArray *authority, const struct resource *soa,
			 struct wire_answer *answer)
{
	answer->status = LOOK_STATUS_NODATA;
	if (!soa && answer->cname->len > 0) {
		answer->status = LOOK_STATUS_OK;
		answer->unfinished = true;
	} else if (!soa && !answer->authoritative && find(authority, NULL, LDNS_RR_TYPE_NS)) {
		answer->status = LOOK_STATUS_REFUSED; /* a referral: this server does not know */
	}
}

static enum look_status status_of(unsigned rcode)
{
	switch (rcode) {
	case LDNS_RCODE_NOERROR:
		return LOOK_STATUS_OK;
	case LDNS_RCODE_NXDOMAIN:
		return LOOK_STATUS_NXDOMAIN;
	case LDNS_RCODE_REFUSED:
	case LDNS_RCODE_NOTIMPL:
	case LDNS_RCODE_NOTAUTH:
		return LOOK_STATUS_REFUSED;
	default:
		return LOOK_STATUS_SERVFAIL;
	}
}

/* The TTL of an answer that says "no" (RFC 2308 5). */
static uint32_t negative_ttl(const struct resource *soa)
{
	struct cursor at = soa->data;
	uint32_t minimum = 0;

	g_free(take_name(&at));
	g_free(take_name(&at));
	for (unsigned i = 0; i < 5; i++)
		minimum = take_u32(&at);
	return at.bad ? 0 : MIN(minimum, soa->ttl);
}

static void read_sections(struct cursor *at, const char *name, enum dns_type type,
			  struct wire_answer *answer)
{
	unsigned answers = LDNS_ANCOUNT(at->octets), authorities = LDNS_NSCOUNT(at->octets);
	g_autoptr(GPtrArray) section = take_section(at, answers);
	g_autoptr(GPtrArray) authority = section ? take_section(at, authorities) : NULL;
	const struct resource *soa;

	answer->status = LOOK_STATUS_MALFORMED;
	if (!authority || !follow(section, name, type, answer))
		return;
	answer->status = status_of(LDNS_RCODE_WIRE(at->octets));
	if (answer->data->len > 0)
		return;
	soa = find(authority, NULL, LDNS_RR_TYPE_SOA);
	if (answer->status == LOOK_STATUS_OK)
		settle_empty(authority, soa, answer);
	if (soa)
		answer->ttl = negative_ttl(soa);
}

/* Is it an answer, and to this question? The cursor is behind the question then. */
static bool is_ours(struct cursor *at, uint16_t id, const char *name, enum dns_type type)
{
	const uint8_t *header = take(at, LDNS_HEADER_SIZE);
	g_autofree char *asked = NULL;

	if (!header || LDNS_ID_WIRE(header) != id || !LDNS_QR_WIRE(header) ||
	    LDNS_OPCODE_WIRE(header) != LDNS_PACKET_QUERY || LDNS_QDCOUNT(header) != 1)
		return false;
	asked = take_name(at);
	return asked && strcmp(asked, name) == 0 && take_u16(at) == type_codes[type] &&
	       take_u16(at) == LDNS_RR_CLASS_IN;
}

enum wire_reading wire_read(const uint8_t *octets, size_t len, uint16_t id, const char *name,
			    enum dns_type type, struct wire_answer *answer)
{
	struct cursor at = {.octets = octets, .len = len};

	if (!is_ours(&at, id, name, type))
		return WIRE_READING_FOREIGN;
	if (LDNS_TC_WIRE(octets))
		return WIRE_READING_TRUNCATED;

	*answer = (struct wire_answer){
		.authoritative = LDNS_AA_WIRE(octets),
		.authentic = LDNS_AD_WIRE(octets),
		.data = g_ptr_array_new_with_free_func(g_free),
		.cname = g_ptr_array_new_with_free_func(g_free),
	};
	read_sections(&at, name, type, answer);
	if (answer->status != LOOK_STATUS_OK)
		g_ptr_array_set_size(answer->data, 0);
	return WIRE_READING_DONE;
}

void wire_answer_clear(struct wire_answer *answer)
{
	g_clear_pointer(&answer->data, g_ptr_array_unref);
	g_clear_pointer(&answer->cname, g_ptr_array_unref);
}

char *wire_canonical(const char *name)
{
	ldns_rdf *rdf = ldns_dname_new_frm_str(name);
	char *text = rdf ? name_text(ldns_rdf_data(rdf)) : NULL;

	ldns_rdf_deep_free(rdf);
	return text;
}

GByteArray *wire_query(const char *name, enum dns_type type, uint16_t id, unsigned flags)
{
	ldns_rdf *rdf = ldns_dname_new_frm_str(name);
	ldns_pkt *packet;
	uint8_t *octets = NULL;
	size_t len = 0;
	GByteArray *query = NULL;

	if (!rdf)
		return NULL;
	packet = ldns_pkt_query_new(rdf, (ldns_rr_type)type_codes[type], LDNS_RR_CLASS_IN, 0);
	ldns_pkt_set_id(packet, id);
	ldns_pkt_set_rd(packet, flags & WIRE_FLAG_RECURSE);
	ldns_pkt_set_ad(packet, flags & WIRE_FLAG_RECURSE);
	ldns_pkt_set_cd(packet, flags & WIRE_FLAG_CHECKING_DISABLED);
	if (flags & WIRE_FLAG_EDNS)
		ldns_pkt_set_edns_udp_size(packet, WIRE_UDP_MAX);
	if (ldns_pkt2wire(&octets, packet, &len) == LDNS_STATUS_OK) {
		query = g_byte_array_new();
		g_byte_array_append(query, octets, (guint)len);
	}
	free(octets);
	ldns_pkt_free(packet);
	return query;
}
