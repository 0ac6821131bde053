/* SPDX-License-Identifier: MIT */
/* A mail, whatever it looks like: its reports are read, or it is rejected or skipped. */
#include "../unit/intake/fixture.h"
#include "fuzz.h"
#include "intake/item.h"
#include "intake/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct log log = {0};
	struct intake_sink sink = log_sink(&log);
	struct direct_outlet direct;
	const struct item item = {.outlet = &direct.base, .origin = {"input", NULL}};

	mail_init();
	direct_outlet_init(&direct, &sink);
	item_read_mail(&item, g_bytes_new(data, len));
	g_assert_no_error(direct.fault);
	g_assert_null(log.open);
	g_assert_cmpuint(log.text->len, >, 0);
	log_clear(&log);
	return 0;
}
