/* SPDX-License-Identifier: MIT */
/* The station: what its machine is doing, what that counts as, what is to be recorded and lit.
 * Pure: functions of (state, event, now); no I/O, no clock (design.md §4.3).
 *
 * Axis. Inside, time is `t`: ms that rise with the boot clock, continue over restarts and are equal
 * to the wall clock at the first start; durations are differences of t. wall(t) = t + wall offset;
 * a clock step changes only that offset (and makes a `clock` record). Bodies carry wall times and
 * durations side by side. */
#ifndef ANDON_ENGINE_STATION_H
#define ANDON_ENGINE_STATION_H

#include "andon/engine/command.h"
#include "andon/engine/people/hours.h"
#include "andon/engine/response/contacts.h"
#include "data/config/config.h"
#include "data/model/andon/prediction.h"
#include "data/model/andon/workorder.h"
#include "data/model/clock.h"
#include "data/model/history.h"
#include "data/model/job.h"
#include "data/model/record.h"
#include "data/model/snapshot.h"
#include "data/model/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum event_kind {
    EVENT_TICK,       /* nothing but time; any rate gives the same records */
    EVENT_UPDATE,     /* a signal update */
    EVENT_LINK,       /* broker link came or went */
    EVENT_STORE,      /* records can or cannot be kept */
    EVENT_STOPPING,   /* the daemon is about to stop: lamps to their stop pattern */
    EVENT_LINES,      /* which lamps' lines do not follow, when that changed */
    EVENT_LAMP_TEST,  /* somebody tests the lamps; see station_test_refusal */
    EVENT_COMMAND,    /* what a person wants done */
    EVENT_JOBS,       /* the order system states its queue */
    EVENT_CONTACT,    /* a button was pressed, or a contact's line is in trouble */
    EVENT_PREDICTION, /* a model said something */
    EVENT_ANSWER,     /* the maintenance system answered to a work order */
    EVENT_SENT,       /* the broker has what station_outgoing wanted sent */
    EVENT_HEALTH      /* what waits to be sent on, and how much room is left */
};

struct event {
    enum event_kind kind;
    const struct update *update;         /* UPDATE */
    enum link_state link;                /* LINK */
    bool store_ok;                       /* STORE */
    const char *why;                     /* LINK down, STORE failed, LINES: in words */
    uint32_t lines;                      /* LINES: a bit per index into config.lamp */
    const char *actor, *from;            /* LAMP_TEST: who, and from where; NULL: not told */
    const struct command *command;       /* COMMAND */
    const struct job_queue *jobs;        /* JOBS; one that is not newer changes nothing */
    struct outcome *outcome;             /* COMMAND: what came of it; not NULL */
    const struct contact_event *contact; /* CONTACT */
    const struct prediction_message *prediction; /* PREDICTION */
    const struct order_answer *answer;           /* ANSWER */
    const struct outgoing *sent;                 /* SENT */
    int64_t oldest_ms, free_bytes; /* HEALTH: age of the oldest record that waits, 0 none; bytes
                                      free for records; -1 not known */
};

struct lamp_show {
    enum lamp_pattern pattern;
    int rule; /* index into config.rule, -1 none, RULE_TEST, RULE_OVERRIDE */
};
#define RULE_TEST     (-2)
#define RULE_OVERRIDE (-3)

/* What a step wants done; the shell does it in this order. Cleared by a step at its start. `lamp`
 * is of the latest time at which lamps were decided. */
struct effects {
    struct lamp_show lamp[CONFIG_LAMPS_MAX]; /* always the whole tower */
    size_t lamps;
    bool lamps_changed;
    struct record_list records;
    struct history_list history; /* of signals: minutes that are over */
    bool snapshot_changed;       /* something that a person can see, other than ages */
};

struct station;

/* Borrows `config` for its life. window_from/to (wall ms or TIME_NONE) fix the window of the
 * figures for a replay; otherwise it is the shift, or the plant day without a calendar. NULL: out
 * of memory. */
struct station *station_new(const struct config *config, struct now now, int64_t window_from,
                            int64_t window_to);
void station_free(struct station **station);

/* Fire every deadline up to now at its own time, then apply the event. */
void station_step(struct station *station, const struct event *event, struct now now,
                  struct effects *effects);
/* The same for one of several events in a row, but where it only brings a value the lamps are
 * decided once for all of a moment: by an event of a later one, or by station_light after the last,
 * which must come in the same turn. */
void station_take(struct station *station, const struct event *event, struct now now,
                  struct effects *effects);
/* Decide the lamps that station_take has left. False: there are none, and `effects` is as it was.
 */
bool station_light(struct station *station, struct effects *effects);
void effects_done(struct effects *effects);

/* boot_ms of the next deadline, TIME_NEVER when none. */
int64_t station_deadline(const struct station *station);

void station_snapshot(const struct station *station, struct now now, struct snapshot *out);

/* What is not on record yet as of the last step: the open interval and stop, and the minutes that
 * are to be written. With the records so far they are what any window adds up to. */
struct figures_open;
void station_figures(const struct station *station, struct figures_open *out);
/* What fixes the ratios of a window of any length, and the ideal cycle of what is made now. */
struct oee_conf station_figures_conf(const struct station *station, bool *ideal_known);

/* One hour of a shift: wall times, amounts; -1: there is no target. */
struct hour_row {
    int64_t begin, end;
    bool future;  /* it has not begun */
    int64_t plan; /* for the whole hour */
    int64_t due;  /* … for what of it has passed */
    int64_t good, scrap;
    int64_t lost_ms;  /* planned time lost in stops */
    int64_t cause_ms; /* … in the one that lost most of it; 0: in none */
    char stop[RECORD_ID_SIZE], reason[48], cause[64]; /* … its id, reason id, and that in words */
};

/* The hour-by-hour board of a shift at hand (its id; "": the running one, else the one before) as
 * of the last step. Returns how many hours, -1: there is no such shift. */
int station_hours(const struct station *station, const char *shift, struct hour_row row[HOURS]);

/* What is said of an hour whose largest stop has this reason ("": none). */
void hours_say(const struct config *config, bool small, const char *reason, struct hour_row *row);

/* The packet that the shift (its id; "": the latest that waits, else the running one) hands over,
 * as a JSON object of its record's members and "rev". Returns its length, 0: there is none. */
size_t station_handover(const struct station *station, const char *shift, char *out, size_t size);

/* Why the lamps cannot be tested now, or NULL. */
const char *station_test_refusal(const struct station *station);
int64_t station_test_left(const struct station *station); /* ms; 0: none is running */
/* For how long a lamp has burned since it was new. */
int64_t station_lamp_ms(const struct station *station, size_t lamp);

/* The jobs that can be chosen, in the order of the queue; then those that are begun and stand in it
 * no more. Returns how many. */
#define JOB_VIEWS (2 * JOBS_MAX)
struct job_view {
    struct job_order order;
    enum job_state state;
    int64_t made;          /* amount of good parts so far */
    int64_t since, finish; /* wall, TIME_NONE: not begun; not known */
};
size_t station_jobs(const struct station *station, struct now now, struct job_view out[JOB_VIEWS]);
/* Of the order system's queue; -1: none was heard. */
int64_t station_jobs_rev(const struct station *station);

/* What became of presses of config.input[input], and whether its line is well. */
const struct contact_state *station_contact(const struct station *station, size_t input);
/* What the machine is doing, for who learns from it. */
struct station_machine {
    enum machine_state state;
    const char *product; /* valid until the next step; "" none is known */
    int64_t parts;       /* amount counted since this station was made; it only rises */
};
struct station_machine station_machine(const struct station *station);
/* All predictions, the most pressing first; all models that raised one; all work orders, open ones
 * first. Each returns how many. */
#define PREDICTION_VIEWS 24
#define MODEL_VIEWS      16
#define ORDER_VIEWS      32
int station_predictions(const struct station *station, struct now now,
                        struct prediction_view out[PREDICTION_VIEWS]);
int station_models(const struct station *station, struct model_view out[MODEL_VIEWS]);
int station_workorders(const struct station *station, struct order_view out[ORDER_VIEWS]);

/* What became of messages of models and of answers to work orders, for whoever looks for the
 * trouble. */
struct prediction_counts {
    int64_t heard, duplicates, late, ahead; /* ahead: of a time that is to come */
    int64_t unknown, crowded;               /* of modes not configured; beyond the limit */
    int64_t labels_lost, labels_waiting;
    int64_t strangers, odd; /* answers to no order of ours; that come late or make no sense */
};
void station_prediction_counts(const struct station *station, struct prediction_counts *out);

/* The next thing that the broker is to have, under the station's topics; false: it has all. QoS 1.
 * It rests on records of steps before: send it when they are kept, and tell with EVENT_SENT. */
enum outgoing_kind { OUTGOING_LABEL, OUTGOING_ORDER, OUTGOING_FORGET };
struct outgoing {
    enum outgoing_kind kind;
    int64_t number, rev;
    char leaf[96], payload[2560]; /* payload "": the retained message goes */
    bool retain;
};
bool station_outgoing(const struct station *station, struct outgoing *out);
/* The alerts that `filter` asks for ("": all that are not normal; "all"; a letter or more of their
 * states; an id or a name), the most pressing first. Returns how many there are, of which the first
 * `size` are in `out`. */
struct alert_view;
size_t station_alerts(const struct station *station, const char *filter, struct alert_view *out,
                      size_t size);
struct alert_counts station_alerting(const struct station *station);
/* The alert that an id or name means: index into config.alert, -1: none. */
int station_alert(const struct station *station, const char *target);
/* The load of [from, to) (wall ms); *since: nothing older is remembered, TIME_NONE: all is. -1: out
 * of memory. */
struct load_report;
int station_alarm_load(const struct station *station, int64_t from, int64_t to,
                       struct load_report *out, int64_t *since);

/* The answer to "why is it red": rule, event, since when, how many more causes. Returns -1: no such
 * lamp. */
int station_why(const struct station *station, const char *lamp, struct now now, char *out,
                size_t size);

/* All state that must outlive a restart as one JSON object. Returns its length, or 0 when it does
 * not fit. */
#define CHECKPOINT_MAX (1024 * 1024) /* a thousand alerts among it */
size_t station_checkpoint(const struct station *station, struct now now, char *out, size_t size);

/* Continue from a checkpoint, right after station_new. The time between is `unknown`; an open stop
 * stays open; counters carry on with a gap. Same boot id: durations from the boot clock. Refuses
 * (−1, cause) what it cannot read; the station is then as new. */
int station_restore(struct station *station, const char *json, size_t length, bool same_boot,
                    struct now now, struct effects *effects, struct cause *why);

/* What the store knows of an object that people may still change (stop, scrap, job, mode, shift,
 * handover): its latest version, oldest object first, right after station_restore and before the
 * first step. What it cannot read is told and left out. */
int station_recall(struct station *station, const struct record *record, struct cause *why);

/* How often a reason stands in the objects of `kind` (stop, scrap) that are at hand, and the wall
 * time of the last one, TIME_NONE when there is none. */
int64_t station_reason_use(const struct station *station, enum record_kind kind, const char *reason,
                           int64_t *last);
/* Whether what is for some stations and products (ids, ", " between them; "": all) is for this one
 * and what it makes now. */
bool station_fits(const struct station *station, const char *stations, const char *products);
/* What the machine's fault code suggests for the stop that is open, or that was the last; NULL. */
const struct reason_conf *station_reason_suggested(const struct station *station);

/* Go on under another configuration as if nothing had happened: no time is unknown, stops, counters
 * and figures continue. What is read otherwise than before (another topic, pointer or scale) begins
 * anew, under another map the word that was said is mapped anew; another calendar closes the
 * window. Step a tick at `now` first. `*station` is replaced by one that borrows `config`; -1 with
 * the cause: it is as it was. `effects` count either way. */
int station_reload(struct station **station, const struct config *config, struct now now,
                   struct effects *effects, struct cause *why);

#endif
