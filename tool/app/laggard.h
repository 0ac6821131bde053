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
/*
 * All that stood at a name is gone from every name server. That counts once a look LOOK_AGAIN after
 * the first one sees it too; until then nobody in particular is behind: no server, no address.
 */
struct laggard *laggard_gone(const struct ticket_change *change, int64_t now);
bool laggard_is_gone(const struct laggard *laggard);
/* Is it such a one that counts by now? */
bool laggard_is_settled(const struct laggard *laggard, int64_t now);
/* The same of one that was kept: what it answered is not known any more. */
char *laggard_kept_text(const struct laggard *laggard);
/* One sentence: who it is, what it says, how far behind it is, and how long that lasts. */
char *laggard_text(const struct laggard *laggard);
/*
 * Keeps who is behind now, and fills since when each of them is (struct laggard *). A look that
 * sees nothing new writes nothing.
 */
bool laggards_keep(struct app *app, const struct ticket *ticket, const GPtrArray *laggards,
		   GError **error);

#endif
