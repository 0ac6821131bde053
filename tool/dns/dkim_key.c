/* SPDX-License-Identifier: MIT */
#include "dns/dkim_key.h"

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ED25519_OCTETS 32

/* DER (X.690): the tags that a SubjectPublicKeyInfo with an RSA key is made of. */
enum der_tag {
	DER_TAG_INTEGER = 0x02,
	DER_TAG_BIT_STRING = 0x03,
	DER_TAG_OID = 0x06,
	DER_TAG_SEQUENCE = 0x30,
};

struct der {
	const uint8_t *at;
	size_t left;
};

/* Takes one element of that tag off the front of from; false when another is there, or too little.
 */
static bool der_take(struct der *from, enum der_tag tag, struct der *content)
{
	size_t head = 2, len, octets;

	if (from->left < head || from->at[0] != tag)
		return false;
	len = from->at[1];
	if (len >= 0x80) {
		octets = len & 0x7f;
		if (octets < 1 || octets > 2 || from->left < head + octets)
			return false;
		len = 0;
		for (size_t i = 0; i < octets; i++)
			len = len << 8 | from->at[head + i];
		head += octets;
	}
	if (from->left - head < len)
		return false;
	*content = (struct der){from->at + head, len};
	from->at += head + len;
	from->left -= head + len;
	return true;
}

/* Bits of the modulus in a SubjectPublicKeyInfo (RFC 5280, RFC 8017 A.1.1), or 0. */
static unsigned rsa_bits(const uint8_t *octets, size_t len)
{
	static const uint8_t rsa_encryption[] = {0x2a, 0x86, 0x48, 0x86, 0xf7,
						 0x0d, 0x01, 0x01, 0x01};
	struct der whole = {octets, len}, info, algorithm, oid, bits, key, modulus;

	if (!der_take(&whole, DER_TAG_SEQUENCE, &info) || whole.left > 0 ||
	    !der_take(&info, DER_TAG_SEQUENCE, &algorithm) ||
	    !der_take(&algorithm, DER_TAG_OID, &oid) || oid.left != sizeof(rsa_encryption) ||
	    memcmp(oid.at, rsa_encryption, sizeof(rsa_encryption)) != 0 ||
	    !der_take(&info, DER_TAG_BIT_STRING, &bits) || bits.left < 1 || *bits.at != 0)
		return 0;
	bits.at++;
	bits.left--;
	if (!der_take(&bits, DER_TAG_SEQUENCE, &key) || !der_take(&key, DER_TAG_INTEGER, &modulus))
		return 0;
	while (modulus.left > 0 && *modulus.at == 0) {
		modulus.at++;
		modulus.left--;
	}
	if (modulus.left == 0)
		return 0;
	return (unsigned)(modulus.left - 1) * 8 + g_bit_storage(*modulus.at);
}

/* The tags by name; NULL when it is no tag list (RFC 6376 3.2): a name twice, or no "=". */
static GHashTable *read_tags(const char *txt)
{
	g_auto(GStrv) parts = g_strsplit(txt, ";", -1);
	GHashTable *tags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (char **part = parts; *part && tags; part++) {
		char *equals = strchr(g_strstrip(*part), '=');
		bool last = !part[1];

		if (!**part && last)
			break;
		if (equals)
			*equals = '\0';
		if (!equals || !g_hash_table_insert(tags, g_strdup(g_strchomp(*part)),
						    g_strdup(g_strchug(equals + 1))))
			g_clear_pointer(&tags, g_hash_table_unref);
	}
	return tags;
}

/* Does a list with colons hold one of two words? Absent lists hold all. */
static bool list_holds(const char *list, const char *word, const char *other)
{
	g_auto(GStrv) words = list ? g_strsplit(list, ":", -1) : NULL;
	bool found = !list;

	for (char **at = words; at && *at && !found; at++)
		found = strcmp(g_strstrip(*at), word) == 0 || strcmp(*at, other) == 0;
	return found;
}

/* The octets of base64 with white space in it, or NULL when it is none. */
static uint8_t *decode(const char *text, gsize *len)
{
	GString *packed = g_string_new(NULL);
	uint8_t *octets = NULL;
	size_t letters;

	for (; *text; text++)
		if (!g_ascii_isspace(*text))
			g_string_append_c(packed, *text);
	letters = strspn(packed->str, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+/");
	if (packed->len % 4 == 0 && packed->len - letters <= 2 &&
	    strspn(packed->str + letters, "=") == packed->len - letters)
		octets = g_base64_decode(packed->str, len);
	g_string_free(packed, TRUE);
	return octets;
}

static const char *read_public_key(const char *type, const char *text, struct dkim_key *key)
{
	gsize len = 0;
	g_autofree uint8_t *octets = decode(text, &len);

	key->rsa = !type || strcmp(type, "rsa") == 0;
	if (!key->rsa && strcmp(type, "ed25519") != 0)
		return "k= names a key type that mail does not use";
	if (!octets)
		return "p= is no base64";
	if (key->rsa)
		key->bits = rsa_bits(octets, len);
	else if (len == ED25519_OCTETS)
		key->bits = ED25519_OCTETS * 8;
	return key->bits > 0 ? NULL : "p= holds no public key of that type";
}

/* What keeps verifiers from using the key, or NULL. */
static const char *find_problem(const char *txt, GHashTable *tags, struct dkim_key *key)
{
	const char *version = g_hash_table_lookup(tags, "v");

	if (version && (strcmp(version, "DKIM1") != 0 || txt[strspn(txt, " \t")] != 'v'))
		return "v= is not DKIM1, or not the first tag";
	if (!list_holds(g_hash_table_lookup(tags, "h"), "sha256", "sha256"))
		return "h= leaves out sha256";
	if (!list_holds(g_hash_table_lookup(tags, "s"), "*", "email"))
		return "s= leaves out email";
	return read_public_key(g_hash_table_lookup(tags, "k"), g_hash_table_lookup(tags, "p"), key);
}

/* Was a text without a readable p= meant to be a key? */
static bool is_meant_as_key(const char *txt)
{
	txt += strspn(txt, " \t");
	return g_ascii_strncasecmp(txt, "v=DKIM", 6) == 0 || strstr(txt, "p=");
}

struct dkim_key dkim_key_parse(const char *txt)
{
	struct dkim_key key = {.state = DKIM_STATE_NONE};
	GHashTable *tags = read_tags(txt);
	const char *public = tags ? g_hash_table_lookup(tags, "p") : NULL;
	const char *flags = tags ? g_hash_table_lookup(tags, "t") : NULL;

	if (public && *public)
		key.problem = find_problem(txt, tags, &key);
	else if (!public && is_meant_as_key(txt))
		key.problem = tags ? "there is no p=" : "the list of tags cannot be read";

	if (key.problem)
		key.state = DKIM_STATE_INVALID;
	else if (public)
		key.state = *public ? DKIM_STATE_OK : DKIM_STATE_REVOKED;
	key.test = flags && list_holds(flags, "y", "y");
	g_clear_pointer(&tags, g_hash_table_unref);
	return key;
}
