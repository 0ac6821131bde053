/* SPDX-License-Identifier: MIT */
/* Who is behind with a ticket: in words, and since when. */
#ifndef APP_LAGGARD_H
#define APP_LAGGARD_H

#include "app/app.h"
#include "model/ticket.h"

/*
 * A server as it was seen now; value: what it serves in place of the new one, or NULL; newest: the
 * newest serial of the zone. Owned by the caller.
 */
struct laggard *laggard_new(const struct look_server *server, const struct ticket_change *change,
			    const char *value, uint32_t newest, int64_t now);
/* One sentence: who it is, what it says, how far behind it is, and how long that lasts. */
char *laggard_text(const struct laggard *laggard);
/*
 * Keeps who is behind now, and fills since when each of them is (struct laggard *). A look that
 * sees nothing new writes nothing.
 */
bool laggards_keep(struct app *app, const struct ticket *ticket, const GPtrArray *laggards,
		   GError **error);

#endif
