/* SPDX-License-Identifier: MIT */
#include "store/rollup.h"

#include <string.h>

#include "dmarc/report.h"

/*
 * A cell: octets of the address (4 or 16) and the address; then signature, policy, disposition,
 * messages and reporters as numbers of seven bits an octet, the lowest first. Messages may be
 * negative: the sign is their lowest bit.
 */
#define VARINT_MAX 10

static int compare(const void *x, const void *y)
{
	const struct cell *a = x, *b = y;
	int order;

	if (a->domain_id != b->domain_id)
		return a->domain_id < b->domain_id ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	order = ip_compare(&a->ip, &b->ip);
	if (order != 0)
		return order;
	if (a->signature_id != b->signature_id)
		return a->signature_id < b->signature_id ? -1 : 1;
	if (a->policy_id != b->policy_id)
		return a->policy_id < b->policy_id ? -1 : 1;
	return (int)a->disposition - (int)b->disposition;
}

void cells_settle(GArray *cells)
{
	struct cell *all = (struct cell *)(void *)cells->data;
	unsigned kept = 0;

	g_array_sort(cells, compare);
	for (unsigned i = 0; i < cells->len;) {
		struct cell sum = all[i++];

		for (; i < cells->len && compare(&sum, &all[i]) == 0; i++) {
			sum.messages += all[i].messages;
			sum.reporters |= all[i].reporters;
		}
		if (sum.messages != 0)
			all[kept++] = sum;
	}
	g_array_set_size(cells, kept);
}

static uint8_t *put(uint8_t *at, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (uint8_t)(value | 0x80);
	*at++ = (uint8_t)value;
	return at;
}

static bool get(const uint8_t **at, const uint8_t *end, uint64_t max, uint64_t *value)
{
	unsigned shift = 0;

	*value = 0;
	while (*at < end && shift < 7 * VARINT_MAX) {
		uint8_t octet = *(*at)++;

		*value |= (uint64_t)(octet & 0x7f) << shift;
		if (octet < 0x80)
			return *value <= max;
		shift += 7;
	}
	return false;
}

void cells_pack(const struct cell *cells, size_t n, GByteArray *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = &cells[i];
		uint8_t octets[1 + sizeof(cell->ip) + 5 * VARINT_MAX], *at = octets;
		const uint8_t *ip;
		size_t len = ip_bytes(&cell->ip, &ip);

		*at++ = (uint8_t)len;
		memcpy(at, ip, len);
		at = put(at + len, cell->signature_id);
		at = put(at, cell->policy_id);
		at = put(at, cell->disposition);
		at = put(at, cell->messages < 0 ? (uint64_t)-cell->messages << 1 | 1
						: (uint64_t)cell->messages << 1);
		at = put(at, cell->reporters);
		g_byte_array_append(out, octets, (unsigned)(at - octets));
	}
}

static bool unpack(const uint8_t **at, const uint8_t *end, struct cell *cell)
{
	uint64_t signature, policy, disposition, messages;
	size_t len = *(*at)++;

	if ((size_t)(end - *at) < len || !ip_from_bytes(*at, len, &cell->ip))
		return false;
	*at += len;
	if (!get(at, end, UINT32_MAX, &signature) || !get(at, end, UINT16_MAX, &policy) ||
	    !get(at, end, DISPOSITION_COUNT - 1, &disposition) ||
	    !get(at, end, UINT64_MAX, &messages) || !get(at, end, UINT64_MAX, &cell->reporters))
		return false;
	cell->signature_id = (uint32_t)signature;
	cell->policy_id = (uint16_t)policy;
	cell->disposition = (uint8_t)disposition;
	cell->messages = (int64_t)(messages >> 1) * (messages & 1 ? -1 : 1);
	return true;
}

bool cells_unpack(const void *data, size_t len, int64_t domain_id, int32_t day, GArray *cells)
{
	const uint8_t *at = data, *end = at + len;
	struct cell cell = {.domain_id = domain_id, .day = day};

	while (at < end) {
		if (!unpack(&at, end, &cell))
			return false;
		g_array_append_val(cells, cell);
	}
	return true;
}
