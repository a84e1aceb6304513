/* SPDX-License-Identifier: MIT */
/* What the files of andon/engine/people do for each other and for the engine. They are part of the
 * engine: pure functions on its station. A verb checks everything first, then changes the station
 * and writes the records; what it refuses has changed nothing. */
#ifndef ANDON_ENGINE_PEOPLE_PEOPLE_H
#define ANDON_ENGINE_PEOPLE_PEOPLE_H

#include "andon/engine/parts.h"

struct undo;

/* commands.c */
void people_command(struct station *st, const struct command *c, struct outcome *out);
void outcome_refuse(struct outcome *out, enum command_result result, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* … and what was probably meant (NULL: nothing is near), and the command that lists all (NULL). */
void outcome_advise(struct outcome *out, const char *near, const char *lists);
/* The object is filled in from its record of this step. */
void outcome_done(struct outcome *out, enum record_kind kind, const char *id);
void people_id(char out[RECORD_ID_SIZE], char letter, int64_t number);
int64_t people_number(const char *id, char letter); /* 0: it is no such id */

/* undo.c */
/* Whether who did that, then, may be overruled by the command in hand, or the refusal: until
 * entry.amend_ms by the role that entered it, later by a supervisor. */
bool people_may_amend(const struct station *st, enum person_role role, int64_t wall_ms,
                      struct outcome *out);
/* The command in hand can be undone: fill in its `was`. The function of its verb in undo.c's table
 * is what undoes it: it refuses when the object is no more what the entry made of it (rev). */
struct undo *undo_add(struct station *st, enum record_kind kind, const char *id, int64_t rev);
/* One from before a restart that a record tells of, if it can still be undone freely. */
void undo_recalled(struct station *st, const struct undo *entry);
bool undo_is_free(const struct station *st, const struct undo *u);
void people_undo(struct station *st, const struct command *c, struct outcome *out);

/* stop_record.c */
void people_stale_stop(struct station *st, const struct stop *stop, struct outcome *out);

/* light/: what people do to the lamps */
void people_lamp_override(struct station *st, const struct command *c, struct outcome *out);
void people_lamp_release(struct station *st, const struct command *c, struct outcome *out);
void people_lamp_replaced(struct station *st, const struct command *c, struct outcome *out);
void people_silence(struct station *st, const struct command *c, struct outcome *out);

/* changeover.c */
/* A good part was made. */
void changeover_part(struct station *st, const struct lot *lot, int64_t at);
bool changeover_open(const struct changeover *c);

/* jobs.c */
void people_job_start(struct station *st, const struct command *c, struct outcome *out);
void people_job_pause(struct station *st, const struct command *c, struct outcome *out);
void people_job_finish(struct station *st, const struct command *c, struct outcome *out);
void people_product(struct station *st, const struct command *c, struct outcome *out);
struct job_run *jobs_run(struct station *st, int64_t number); /* NULL: not at hand any more */
/* The latest one of the order, NULL: none is at hand. */
const struct job_run *jobs_of(const struct station *st, const char *order);
/* Scrap of the run and its order that a person entered, or took back. */
void jobs_enter(struct station *st, int64_t run, const char *order,
                const struct account_segment *entered);
const char *jobs_nearest(const struct station *st, const char *id); /* in the queue, or NULL */
struct job_run *jobs_now(struct station *st);                       /* the running one, or NULL */
void jobs_record(struct station *st, struct job_run *run);
/* When the order will be done at the pace of its run; TIME_NONE: not known. */
int64_t jobs_finish(const struct station *st, int64_t t);
/* What the job's verbs and their undoing (jobs_undo.c) share: */
void jobs_done(struct outcome *out, const struct job_run *run);
const struct job_run *jobs_begin(struct station *st, const struct job_order *order);
void jobs_end(struct station *st, struct job_run *run, enum job_state how);
void jobs_make(struct station *st, struct job_run *run, const char *product); /* from now on */
void jobs_make_without(struct station *st, const char *product);              /* … with no job */

/* jobs_undo.c */
void job_undo(struct station *st, struct undo *u, struct outcome *out);
void product_undo(struct station *st, struct undo *u, struct outcome *out);

/* queue.c */
int queue_find(const struct station *st, const char *id);      /* index in it, -1 none */
struct order *queue_order(struct station *st, const char *id); /* NULL: nothing was made of it */
struct order *queue_begin_order(struct station *st, const char *id); /* the same, or a new one */

/* scrap.c */
void people_scrap(struct station *st, const struct command *c, struct outcome *out);
void people_scrap_reverse(struct station *st, const struct command *c, struct outcome *out);
void scrap_undo(struct station *st, struct undo *u, struct outcome *out);
void mode_undo(struct station *st, struct undo *u, struct outcome *out);

/* work_saved.c */
/* Its number is taken, whatever the checkpoint knew. */
int work_recall(struct station *st, const struct record *record, struct cause *why);

/* modes.c */
void people_mode(struct station *st, const struct command *c, struct outcome *out);

/* reasons.c */
void people_reason(struct station *st, const struct command *c, struct outcome *out);
void reason_undo(struct station *st, struct undo *u, struct outcome *out);
/* The leaf that may be given here, or NULL with the refusal. */
const struct reason_conf *people_find_reason(const struct station *st, const struct command *c,
                                             struct outcome *out);
/* Whether it is a reason with what was made when the stop began or ended, or is made now (that is
 * what screens offer); else the refusal. */
bool people_reason_fits(const struct station *st, const struct reason_conf *reason,
                        const struct stop *stop, struct outcome *out);

/* asks.c */
/* Closed small stops that are one question: from b->stop[first] on, so many of the stops up to
 * `last` want to be explained. */
struct burst {
    size_t first, last;
    int64_t count, ms;
};
bool asks_burst(const struct station *st, int64_t number, struct burst *burst);
bool asks_in_burst(const struct stop *stop);

/* edits.c */
/* A stop as it was and as it is to be: `was.number` 0: it is new; `is.into`: it is no more. */
struct change {
    struct stop was, is;
};
/* Figures, book and records follow; the `is` come back with their revisions. */
void people_change(struct station *st, struct change *change, size_t count);
/* The stop that `current` or an id names, or NULL with the refusal. */
struct stop *people_stop(struct station *st, const char *target, struct outcome *out);
/* Whether the command in hand may change it (`rev`: as the person saw it, 0 any), or the refusal.
 */
bool people_may_change(struct station *st, const struct stop *stop, int64_t rev,
                       struct outcome *out);
/* The stop if nobody changed it since an entry made that revision of it, or NULL with the refusal.
 */
struct stop *people_unchanged(struct station *st, const char *id, int64_t rev, struct outcome *out);
void people_sign_stop(const struct station *st, struct stop *stop); /* who entered it, and when */
void people_split(struct station *st, const struct command *c, struct outcome *out);
void people_merge(struct station *st, const struct command *c, struct outcome *out);
void people_touch(struct station *st, const struct command *c, struct outcome *out);
void split_undo(struct station *st, struct undo *u, struct outcome *out);
void merge_undo(struct station *st, struct undo *u, struct outcome *out);
void touch_undo(struct station *st, struct undo *u, struct outcome *out);

/* recall.c */
int recall_stop(struct station *st, const struct record *record, struct cause *why);
int recall_handover(struct station *st, const struct record *record, struct cause *why);

/* handover.c */
/* The shift of that wall time is signed or frozen, or older than what is at hand: nothing of it
 * changes any more. */
bool people_locked(const struct station *st, int64_t wall_ms);
void handover_recalled(struct station *st, const struct handover *handover);
void people_note(struct station *st, const struct command *c, struct outcome *out);
void people_improvement(struct station *st, const struct command *c, struct outcome *out);
void people_sign(struct station *st, const struct command *c, struct outcome *out);

/* session.c */
void people_session(struct station *st, const struct command *c, struct outcome *out);

#endif
