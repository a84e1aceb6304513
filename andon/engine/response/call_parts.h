/* SPDX-License-Identifier: MIT */
/* What the files of calls do for each other and for the engine. They are part of it: pure functions
 * on its station. */
#ifndef ANDON_ENGINE_RESPONSE_CALL_PARTS_H
#define ANDON_ENGINE_RESPONSE_CALL_PARTS_H

#include "andon/engine/response/calls.h"
#include "data/config/config.h"
#include "data/model/json.h"
#include "data/model/record.h"
#include "data/model/snapshot.h"
#include "data/model/value.h"

#include <jansson.h>

struct station;
struct command;
struct outcome;

/* calls.c: raised, taken, arrived, solved or cancelled */
void calls_init(struct station *st);
void people_call_raise(struct station *st, const struct command *c, struct outcome *out);
void people_call_take(struct station *st, const struct command *c, struct outcome *out);
void people_call_arrive(struct station *st, const struct command *c, struct outcome *out);
void people_call_solve(struct station *st, const struct command *c, struct outcome *out);
void people_call_cancel(struct station *st, const struct command *c, struct outcome *out);
void people_call_told(struct station *st, const struct command *c, struct outcome *out);
void calls_unheard(struct station *st);
void calls_heard(struct station *st, const struct update *update); /* a live signal */
int64_t calls_deadline(const struct station *st);
void calls_expire(struct station *st);
struct undo;
void call_undo(struct station *st, struct undo *u, struct outcome *out);
struct call *calls_find(struct station *st, const char *id); /* an open one, NULL */
/* The work order that was made from it. */
void calls_order(struct station *st, const char *id, const char *order);

/* ladder.c: who is told that nobody comes */
void ladder_begin(const struct station *st, struct call *call); /* anew, from now on */
int64_t ladder_next(const struct station *st, const struct call *call);
int64_t ladder_deadline(const struct station *st, const struct call *call);
bool ladder_climb(struct station *st, struct call *call); /* what is due; true: something was */
bool ladder_confirm(struct call *call, enum channel channel);
void ladder_lamps(struct station *st); /* after lamps_look: whether a lamp shows each call */

/* calls_look.c: what rules, screens and the handover see */
bool calls_hold(const struct station *st, const struct condition *c);
bool calls_match(const struct station *st, const struct call *call, const struct condition *c);
bool calls_blocking(const struct station *st, const struct call *call);
/* The latest thing that makes it hold, TIME_NONE: nothing does. */
int64_t calls_cause_at(const struct station *st, const struct condition *c);
void calls_tell(const struct station *st, const struct condition *c, char *out, size_t size);
void calls_fill(const struct station *st, int64_t t, struct snapshot *s);
void calls_hand_over(const struct station *st, char *out, size_t size); /* a JSON array */

/* calls_record.c */
void calls_record(struct station *st, struct call *call);
/* Its object as JSON, as its latest record has it. */
void calls_object(const struct station *st, const struct call *call, struct outcome *out);
int calls_recall(struct station *st, const struct record *record, struct cause *why);

/* calls_saved.c */
void calls_write(struct jw *w, const struct station *st);
int calls_read(const json_t *json, struct station *st, struct cause *why);

#endif
