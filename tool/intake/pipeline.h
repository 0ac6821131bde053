/* SPDX-License-Identifier: MIT */
/*
 * Three stages: one thread finds inputs and adds them as units, worker threads read units, the
 * caller's thread gives what they found to the sink, in the order in which units were added.
 * What waits between the stages is bounded, whatever the mixture of inputs.
 */
#ifndef INTAKE_PIPELINE_H
#define INTAKE_PIPELINE_H

#include "intake/intake.h"
#include "intake/octets.h"

struct pipeline;

/* Starts the workers; threads 0: one for each core. The meter's `stopped` ends everything. */
struct pipeline *pipeline_new(unsigned threads, struct meter *meter);
/* Joins the workers. */
void pipeline_free(struct pipeline *pipeline);

/*
 * The finding thread's side. Each may wait for room, and returns false once nothing more is
 * wanted. member may be NULL. Stream and mail are taken over.
 */
bool pipeline_add(struct pipeline *pipeline, const char *input, const char *member,
		  struct octets *octets);
bool pipeline_add_mail(struct pipeline *pipeline, const char *input, const char *member,
		       GBytes *mail);
bool pipeline_reject(struct pipeline *pipeline, const char *input, const char *member,
		     const char *reason);
/* All units are added. */
void pipeline_close(struct pipeline *pipeline);

/*
 * The caller's side: delivers until all is delivered. False with the sink's *error, or with
 * RAMPART_ERROR_CANCELLED when the meter's progress is.
 */
bool pipeline_deliver(struct pipeline *pipeline, const struct intake_sink *sink, GError **error);

#endif
