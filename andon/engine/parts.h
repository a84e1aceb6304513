/* SPDX-License-Identifier: MIT */
/* What the files of andon/engine do for each other.
 *
 * Flow of a step (station.c): clock, then deadlines, then the event. signals.c holds what was last
 * heard; state.c derives from it what the machine is doing; interval.c turns each change into an
 * interval, which is booked to windows (window.c) and to the open stop (stops.c); counts.c books
 * parts; records.c writes down what became fact; lamps.c looks at the outcome. */
#ifndef ANDON_ENGINE_PARTS_H
#define ANDON_ENGINE_PARTS_H

#include "andon/engine/response/call_parts.h"
#include "andon/engine/response/predictions.h"
#include "andon/engine/station_private.h"
#include "data/model/json.h"

#include <jansson.h>

/* station.c */
int64_t station_wall(const struct station *st, int64_t t);
int64_t station_time(const struct station *st, struct now now);  /* never before st->t */
void station_run(struct station *st, int64_t t);                 /* deadlines up to t */
void station_touch(struct station *st);                          /* a person can see a change */
void station_begin(struct station *st, struct effects *effects); /* of a step */
void station_end(struct station *st, struct now now);

/* signals.c */
void signals_init(struct station *st);
void signals_forget(struct station *st, size_t i); /* as if it had never been heard */
/* Of where its readings come from and what they are multiplied with: another number, another
 * source. Not of its map, nor of what sources and maps are called. Never negative. */
int64_t signals_reading(const struct config *config, const struct signal_conf *signal);
void signals_update(struct station *st, const struct update *update);
/* All that was heard until now; with the broker or the source only what came from there. */
/* In words, that its map lacks the word, and what to do. */
void signals_tell_unmapped(const struct signal_conf *conf, const char *word, char *out,
                           size_t size);
void signals_lose(struct station *st, enum origin why);
void signals_lose_one(struct station *st, size_t i, enum origin why);
int64_t signals_deadline(const struct station *st);
void signals_expire(struct station *st);
enum quality signals_quality(const struct station *st, size_t i, int64_t t);
bool signals_is_counter(enum signal_role role);
bool signals_usable(const struct signal *sig); /* holds a value that may be believed */

/* samples.c: history of signals */
void samples_take(struct station *st, size_t i, const struct value *value, int64_t at, bool late);
void samples_take_past(struct station *st, size_t i, const struct value *value, int64_t at);
void samples_take_bad(struct station *st, size_t i);
void samples_end(struct station *st, size_t i); /* it is lost */
int64_t samples_deadline(const struct station *st);
void samples_write(struct station *st);
void samples_write_all(struct station *st);

/* faults.c */
void faults_add(struct station *st, size_t signal, enum fault_kind kind, const char *text);
int64_t faults_deadline(const struct station *st);
void faults_write(struct station *st);
/* What a fault signal says, "" when it says that all is well. */
const char *faults_text(const struct station *st, size_t i, char out[VALUE_TEXT_SIZE]);

/* state.c */
int value_truth(const struct value *value);
bool state_in_plan(const struct station *st);
bool mode_in_plan(enum station_mode mode);          /* as long as it lasts as long as it was to */
int state_driver(const struct station *st);         /* signal that the state rests on, -1 none */
void state_refresh(struct station *st, int64_t at); /* derive, and make the edge at `at` */
void state_pulse(struct station *st, int64_t at, bool part);
int64_t state_pulse_deadline(const struct station *st);
void state_pulse_expire(struct station *st);
bool state_is_told(const struct station *st); /* by some signal */
void state_forget_pulses(struct station *st);

/* interval.c */
void interval_edge(struct station *st, int64_t at, const struct phase *next);
void interval_begin(struct station *st, int64_t at, const struct phase *phase);
/* To be followed by interval_begin(st, at, next). */
void interval_end(struct station *st, int64_t at, const struct phase *next);
bool phase_is_loss(const struct phase *phase); /* planned time that is lost */

/* stops.c */
void stop_on_begin(struct station *st, int64_t at); /* an interval has begun */
/* … and is replaced before it took any time. */
void stop_on_replace(struct station *st, const struct phase *next);
void stop_book(struct station *st, int64_t begin, int64_t end);
int64_t stop_deadline(const struct station *st);
void stop_turn_long(struct station *st);
void stop_suggest(struct station *st, size_t signal);
int64_t stop_lost(const struct station *st, int64_t t);
int64_t stop_from(const struct station *st); /* what is open counts from here */
bool stop_small(const struct station *st, int64_t ms);
bool stop_unexplained(const struct stop *stop);

/* people/book.c: closed stops that may still change; see book.h */
int book_init(struct station *st); /* -1: out of memory */
void book_add(struct station *st, const struct stop *stop);
const struct stop *book_last(const struct station *st); /* open or closed; NULL: there is none */
void book_count(struct station *st, const struct stop *stop, int sign); /* a closed one */
void book_amend(struct station *st, const struct stop *stop);           /* windows that hold it */
/* Window `index` comes to the front; `fresh`: it is a new one. */
void book_rotate(struct station *st, int index, bool fresh);
void book_cut(struct station *st, int64_t at); /* no time is lost from here on, told late */

/* people/asks.c */
void asks_fill(const struct station *st, int64_t t, struct snapshot *s);

/* people/losses.c: what the shift lost most by */
void losses_fill(const struct station *st, int64_t t, struct snapshot *s);

/* people/stop_record.c */
void records_stop(struct station *st, struct stop *stop);

/* window.c */
void window_announce(struct station *st); /* the record of one that has begun */
void window_init(struct station *st, int64_t from_wall, int64_t to_wall);
void window_book(struct station *st, int64_t begin, int64_t end, const struct phase *phase);
void window_book_detail(struct window *w, const char *name, int64_t ms);
void window_count(struct station *st, const struct lot *lot);
bool window_keeps(const struct station *st, int64_t at); /* figures of that time can change */
enum parts_kind window_kind(const struct station *st, int64_t at); /* of what is made then */
void window_know_ideal(struct station *st);                        /* of what is made from now on */
int window_at(const struct station *st, int64_t at); /* index of the shift window of `at` */
int64_t window_overlap(const struct station *st, int index, int64_t begin, int64_t end);
int64_t window_deadline(const struct station *st);
void window_refresh(struct station *st);          /* the calendar or the wall clock moved on */
void window_amend(struct station *st, int index); /* a past window's figures changed */
void window_write(struct station *st);            /* records of what was amended */
struct window_view window_view(const struct station *st, int index, int64_t t);
int64_t window_unexplained(const struct station *st, int index, int64_t t); /* stops, of the view */
int window_shown(const struct station *st); /* index of the one that figures are for */
int64_t window_paced(const struct window *w, int64_t wall); /* planned time elapsed */

/* minutes.c */
int64_t minutes_deadline(const struct station *st);
void minutes_write(struct station *st);
void minutes_book(struct station *st, const struct lot *lot);

/* products.c */
void product_init(struct station *st);
const struct making *product_at(const struct station *st, int64_t t);
const struct making *product_now(const struct station *st);
void product_set(struct station *st, int64_t at, const char *name); /* "": the configured one */
void product_refresh(struct station *st); /* the configuration may be another one */
void product_tell(const struct station *st, struct phase *phase); /* what is made now */

/* counts.c */
void counts_take(struct station *st, size_t i, const struct counter_sample *sample);
int64_t counts_deadline(const struct station *st);
void counts_settle(struct station *st);
void cycle_forget(struct station *st);
int64_t cycle_ms(const struct station *st);
struct oee_conf station_oee_conf(const struct station *st, int index); /* of a window */
int64_t station_target(const struct station *st);                      /* of the window; 0 none */
int64_t station_target_now(const struct station *st, int64_t t);       /* due by t; -1 none */

/* conditions.c */
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };
enum truth conditions_truth(const struct station *st, const struct condition *c);
/* The number that it compares; false: there is none now. */
bool conditions_number(const struct station *st, const struct condition *c, int64_t *out);
/* When it may change by time alone, st->t or before: now; TIME_NEVER. */
int64_t conditions_deadline(const struct station *st, const struct condition *c);
bool conditions_timed(const struct condition *c); /* whether it ever may */

/* lamps.c */
void lamps_init(struct station *st);
void lamps_look(struct station *st); /* which rules hold as of st->t */
int64_t lamps_deadline(const struct station *st);
void lamps_show(struct station *st);                               /* into effects */
struct lamp_show lamps_decide(const struct station *st, int lamp); /* as of lamps_look */
bool lamps_rule_on(const struct station *st, size_t rule);
int lamps_named(const struct station *st, size_t rule, int lamp); /* pattern, -1 not named */
bool lamps_withheld(const struct station *st, int lamp); /* green, but the state is unknown */
/* When the latest thing happened that makes the rule hold: what was silenced before is heard. */
int64_t lamps_cause_at(const struct station *st, size_t rule);
/* What an input wired to the lamp says of it; called at every change. */
void lamps_feedback(struct station *st, int lamp, bool lit);

/* light/override.c */
const struct override *override_of(const struct station *st, int lamp); /* NULL: none */
int64_t override_deadline(const struct station *st);
void override_expire(struct station *st);
void override_tell(const struct station *st, int lamp, char *out, size_t size);

void light_hand_over(const struct station *st, struct jw *w); /* rows of an array */

/* light/light_saved.c */
void light_write(struct jw *w, const struct station *st);
int light_read(const json_t *json, struct station *st, int64_t now, struct cause *why);
int silence_read(const json_t *json, struct station *st, int64_t now, struct cause *why);

/* light/sound.c */
bool sound_is_buzzer(const struct station *st, int lamp);
bool sound_allowed(const struct station *st, int lamp); /* by its hours */
bool sound_is_silenced(const struct station *st, size_t rule);
int64_t sound_deadline(const struct station *st);

/* light/burning.c */
int64_t burning_ms(const struct station *st, int lamp);
void burning_turn(struct station *st, int lamp);
int64_t feedback_deadline(const struct station *st);
void feedback_judge(struct station *st);

/* tower.c */
void tower_test(struct station *st, const char *actor, const char *from);
void tower_stopping(struct station *st);
enum lamp_pattern tower_test_pattern(const struct station *st, int lamp); /* while one is on */
void tower_lines(struct station *st, uint32_t mismatch, const char *why);
void tower_judge(struct station *st, int lamp, const char *why); /* its feedback is another one */
int64_t tower_deadline(const struct station *st);
void tower_expire(struct station *st);

/* response/contacts.c */
void contacts_init(struct station *st);
void contacts_take(struct station *st, const struct contact_event *event);
/* The first input that the condition means and that is as it says, -1: none; and in words. */
int contacts_in_trouble(const struct station *st, const struct condition *c);
void contacts_tell(const struct station *st, const struct condition *c, char *out, size_t size);
uint64_t contacts_mark(const struct station *st); /* two bits an input: stuck, lost */
void contacts_heard(struct station *st, const struct update *update); /* of any signal */
void contacts_carry(const struct station *old, struct station *st);   /* to another configuration */

/* why.c */
/* What of it is the case now, in words. */
void why_condition(const struct station *st, const struct condition *c, char *out, size_t size);
/* "13:07:02", with the day before it when it was not today; plant time. */
void why_since(const struct station *st, int64_t wall, char *out, size_t size);
void why_rule(const struct station *st, int lamp, char *out, size_t size);

/* people/hours.c: the board of a window */
void hours_book(const struct station *st, struct window *w, int64_t begin, int64_t end,
                const struct phase *phase);
/* The board of a window that is over, as the last member of its record: hours, each [begin, end,
 * due, good, scrap, lost_ms, cause_ms, stop]. It is left out when less than `reserve` would be
 * left: the figures of the shift come first. */
void hours_put(const struct station *st, int index, struct jw *w, size_t reserve);
int64_t hours_due(const struct station *st, int64_t t);      /* of the running window; -1 none */
int64_t hours_due_at(const struct station *st, int64_t due); /* when it is, going on like this */
int64_t hours_target(const struct station *st);              /* 0: none */
void hours_count(const struct station *st, struct window *w, int64_t at,
                 const struct account_segment *before); /* totals of the window until then */

/* people/handover.c: of shifts */
void handover_ended(struct station *st);    /* the current window */
void handover_reopened(struct station *st); /* … goes on after all */
int64_t handover_deadline(const struct station *st);
void handover_expire(struct station *st);
void handover_fill(const struct station *st, struct snapshot *s);

/* records.c */
void records_interval(struct station *st, int64_t end);
void records_minute_id(const struct minute *m, char id[RECORD_ID_SIZE]);
void records_minute(struct station *st, struct minute *m);
void records_window(struct station *st, int index, bool closed);
void records_clock(struct station *st, int64_t delta_ms);
void records_fault(struct station *st, size_t signal, enum fault_kind kind);
void records_test(struct station *st, int64_t end);
void records_line(struct station *st, int lamp, int64_t end); /* TIME_NONE: it goes on */
/* For who writes bodies elsewhere: a draft without an id, stamped now with who did it; and to end
 * the body that is open in `w` (a person's gets its "from") and keep it. */
struct record_draft records_draft(const struct station *st, enum record_kind kind, int64_t rev);
struct jw;
void records_keep(struct station *st, const struct record_draft *d, struct jw *w);
/* What was made, settled; with what people entered of it, which minutes never hold. */
void records_put_made(struct jw *w, const struct account_segment *segment);
/* A member for each state that took any time. */
void records_put_times(struct jw *w, const char *key, const int64_t ms[MACHINE_STATE_COUNT]);

/* A record of an object whose body is its own file's: begin, write the body's members, end. */
struct records_body {
    struct jw w;
    char text[RECORD_BODY_MAX];
};
struct record_draft records_begin(struct station *st, struct records_body *b, enum record_kind kind,
                                  int64_t rev);
void records_end(struct station *st, struct records_body *b, const struct record_draft *d);

/* people/jobs.c */
void jobs_init(struct station *st);
bool jobs_said(const struct station *st);                     /* what is made, once at least */
void jobs_say(const struct station *st, struct making *next); /* its job, and that one's ideal */
void jobs_book(struct station *st, int64_t run, const struct lot *lot, int64_t told_at);
void jobs_write(struct station *st); /* records of runs that changed after their end */
void jobs_fill(const struct station *st, int64_t t, struct snapshot *s);

/* people/queue.c */
void queue_take(struct station *st, const struct job_queue *queue); /* from the order system */
void queue_refresh(struct station *st); /* the configuration may be another one */

/* people/changeover.c */
void changeover_begin(struct station *st, const char *to); /* another product is made from now on */

/* people/modes.c */
void modes_init(struct station *st);
void modes_refresh(struct station *st, int64_t at); /* what st->mode is to be */
void modes_hear(struct station *st, enum station_mode mode, int64_t at); /* from the machine */
bool modes_planned(const struct station *st); /* shift time is planned production time */
const struct mode_since *modes_at(const struct station *st, int64_t t);
int64_t modes_deadline(const struct station *st);
void modes_expire(struct station *st);
void modes_fill(const struct station *st, struct snapshot *s);

/* people/work_saved.c */
void work_write(struct jw *w, const struct station *st);
int work_read(const json_t *json, struct station *st, struct cause *why);

/* people/undo_saved.c: what can still be undone freely, as one member of the checkpoint */
void undo_write(struct jw *w, const struct station *st);
int undo_read(const json_t *json, struct station *st, struct cause *why);

/* restore.c: read a checkpoint as of `*saved_now`, without walking on from there */
int restore_read(struct station *st, const char *json, size_t length, int64_t *saved_now,
                 struct cause *why);

#endif
