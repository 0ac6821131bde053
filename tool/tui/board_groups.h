/* SPDX-License-Identifier: MIT */
/* The board's domains under their customers: how each project stands as a whole. */
#ifndef TUI_BOARD_GROUPS_H
#define TUI_BOARD_GROUPS_H

#include "tui/canvas.h"
#include "tui/list.h"

/* Of struct status_line; a group's key is the customer's slug. */
extern const struct grouping board_by_customer;
void board_group_detail(const struct list_group *group, struct canvas *canvas, struct area area);

#endif
