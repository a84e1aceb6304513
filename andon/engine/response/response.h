/* SPDX-License-Identifier: MIT */
/* What the files of andon/engine/response do for each other and for the engine: what somebody must
 * respond to. Part of the engine: pure functions on its station. */
#ifndef ANDON_ENGINE_RESPONSE_RESPONSE_H
#define ANDON_ENGINE_RESPONSE_RESPONSE_H

#include "andon/engine/parts.h"

/* alerts.c */
int alerts_init(struct station *st); /* -1: out of memory */
void alerts_free(struct station *st);
void alerts_heard(struct station *st, size_t signal); /* it has another value or quality */
void alerts_look(struct station *st);                 /* at all that may have changed */
int64_t alerts_deadline(const struct station *st);
void alerts_expire(struct station *st);
void alerts_stepped(struct station *st); /* the wall clock was set */
void alerts_health(struct station *st, int64_t oldest_ms, int64_t free_bytes);
/* An event of its life: LIFE_ bits. Writes its record. */
unsigned alerts_event(struct station *st, size_t i, enum life_event event);
void alerts_changed(struct station *st, size_t i); /* by hand: its record, its deadline */
void alerts_wake_at(struct alerts *a, int64_t due);

/* alert_load.c */
/* Before and after anything of it is changed by hand. */
void alerts_tally(struct station *st, size_t i, int sign);
enum priority alert_priority(const struct station *st, size_t i);
bool alert_sounds(const struct station *st, size_t i);
bool alert_wants_operator(const struct station *st, size_t i);
bool alerts_sounding(const struct station *st);
/* How many that nothing hides are there, by a condition's words. */
bool alerts_any(const struct station *st, uint32_t words);
void alerts_count_in(struct station *st, size_t i); /* an occurrence that was announced */
/* What the load meter remembers of its occurrence, NULL: it was not announced to the operator. */
struct load_item *alerts_load_item(const struct station *st, size_t i);
void alerts_over(struct station *st, size_t i);
void alerts_acked(struct station *st, size_t i); /* the load meter's note of it */
/* A person entered something: what was acknowledged shortly before was acted on. */
void alerts_acted(struct station *st);
void alerts_flood_tick(struct station *st);

/* alert_record.c */
void alert_record(struct station *st, size_t i);
void alert_body(const struct station *st, size_t i, struct jw *w); /* an object's members */
int alert_recall(struct station *st, const struct record *record, struct cause *why);

/* alert_saved.c */
void alerts_write(struct jw *w, const struct station *st);
int alerts_read(const json_t *json, struct station *st, struct cause *why);

/* After a reload: what goes on under the same name. */
void alerts_carry(struct station *old, struct station *st);

/* alert_commands.c */
bool alerts_silence(struct station *st, const struct command *c, struct outcome *out);

/* alert_view.c */
#define ALERT_LIST_MAX 1000
void alerts_fill(const struct station *st, int64_t t, struct snapshot *s);
void alerts_tell(const struct station *st, uint32_t words, char *out, size_t size);
/* What is put aside or still unacknowledged, for a handover's packet: a JSON array. */
void alerts_handover(const struct station *st, char *out, size_t size);

#endif
