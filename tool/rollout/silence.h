/* SPDX-License-Identifier: MIT */
/* Who used to be heard of and is no longer: reports, reporters, senders. Pure. */
#ifndef ROLLOUT_SILENCE_H
#define ROLLOUT_SILENCE_H

#include <stdbool.h>

#include "rollout/gate.h"

/*
 * No report is newer than the playbook's fresh_days, of a domain that mails and has a verified
 * record: whatever was measured is of an earlier day.
 */
bool data_is_stale(const struct gate_facts *facts);

/*
 * What to ask about whom, newly allocated, or NULL: nobody fell silent. A sender is one whose mail
 * is legitimate, that sent on most days until it stopped, and that has been away for a week; a
 * vital stream likewise.
 */
char *silence_of_data(const struct gate_facts *facts);
char *silence_of_reporters(const struct gate_facts *facts);
char *silence_of_senders(const struct gate_facts *facts);

#endif
