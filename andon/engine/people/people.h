/* SPDX-License-Identifier: MIT */
/* What the files of andon/engine/people do for each other and for the engine. They are part of the
 * engine: pure functions on its station. A verb checks everything first, then changes the station
 * and writes the records; what it refuses has changed nothing. */
#ifndef ANDON_ENGINE_PEOPLE_PEOPLE_H
#define ANDON_ENGINE_PEOPLE_PEOPLE_H

#include "andon/engine/parts.h"

/* commands.c */
void people_command(struct station *st, const struct command *c, struct outcome *out);
void outcome_refuse(struct outcome *out, enum command_result result, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The object is filled in from its record of this step. */
void outcome_done(struct outcome *out, enum record_kind kind, const char *id);

/* modes.c */
void people_mode(struct station *st, const struct command *c, struct outcome *out);

/* reasons.c */
void people_reason(struct station *st, const struct command *c, struct outcome *out);

#endif
