/* SPDX-License-Identifier: MIT */
/* The field's words (design.md §5) and their spelling on the wire, in records and in configuration.
 * Each list is an X-macro: the enum, the name table and the parser come from the same rows. */
#ifndef DATA_MODEL_WORDS_H
#define DATA_MODEL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* What the machine is doing. No data is `unknown`, never `idle`. */
#define MACHINE_STATES(X)          \
    X(MS_UNKNOWN, "unknown")       \
    X(MS_RUNNING, "running")       \
    X(MS_IDLE, "idle")             \
    X(MS_STOPPED, "stopped")       \
    X(MS_STARVED, "starved")       \
    X(MS_BLOCKED, "blocked")       \
    X(MS_CHANGEOVER, "changeover") \
    X(MS_PLANNED, "planned")

/* Declared mode of the station; only `production` and `trial` are planned production time. */
#define STATION_MODES(X)               \
    X(MODE_PRODUCTION, "production")   \
    X(MODE_PLANNED, "planned")         \
    X(MODE_MAINTENANCE, "maintenance") \
    X(MODE_TRIAL, "trial")

/* Quality of a signal's value. `none`: never seen. `stale`: too old, or its source is lost. */
#define QUALITIES(X)  \
    X(Q_NONE, "none") \
    X(Q_GOOD, "good") \
    X(Q_BAD, "bad")   \
    X(Q_STALE, "stale")

/* What a signal means to the station. */
#define SIGNAL_ROLES(X)                                                                       \
    X(ROLE_SENSOR, "sensor")   /* shown, alerted on, learnt from; drives no state */          \
    X(ROLE_STATE, "state")     /* mapped to a machine state */                                \
    X(ROLE_RUNNING, "running") /* a bit: 1 running, 0 stopped */                              \
    X(ROLE_STARVED, "starved") /* a bit: refines a stop */                                    \
    X(ROLE_BLOCKED, "blocked") /* a bit: refines a stop */                                    \
    X(ROLE_MODE, "mode")       /* mapped to a station mode */                                 \
    X(ROLE_TOTAL, "total")     /* counter: everything made */                                 \
    X(ROLE_GOOD, "good")       /* counter */                                                  \
    X(ROLE_SCRAP, "scrap")     /* counter */                                                  \
    X(ROLE_REWORK, "rework")   /* counter */                                                  \
    X(ROLE_FAULT, "fault")     /* fault code or text; evidence and suggestion for a stop */   \
    X(ROLE_ALIVE, "alive")     /* online/offline of the source, true = alive (birth/death) */ \
    X(ROLE_PRODUCT, "product") /* what is made: text, or mapped to a [product] */

/* How a counter speaks. cumulative: a reading that grows. delta: parts since the last message.
 * pulse: each message (or each rising value) is one part times `scale`. */
#define COUNTER_KINDS(X)                \
    X(COUNTER_CUMULATIVE, "cumulative") \
    X(COUNTER_DELTA, "delta")           \
    X(COUNTER_PULSE, "pulse")

/* What a lamp or buzzer does. alternate: anti-phase to the other lamps that alternate;
 * flash_double: no data, on towers without such a pair; beep, chime, varying: of a buzzer, from
 * calls for attention to the most urgent. */
#define LAMP_PATTERNS(X)                 \
    X(LAMP_OFF, "off")                   \
    X(LAMP_ON, "on")                     \
    X(LAMP_FLASH_SLOW, "flash_slow")     \
    X(LAMP_FLASH_FAST, "flash_fast")     \
    X(LAMP_FLASH_DOUBLE, "flash_double") \
    X(LAMP_PULSE, "pulse")               \
    X(LAMP_ALTERNATE, "alternate")       \
    X(LAMP_CHIME, "chime")               \
    X(LAMP_BEEP, "beep")                 \
    X(LAMP_VARYING, "varying")

#define LINK_STATES(X)               \
    X(LINK_DOWN, "down")             \
    X(LINK_CONNECTING, "connecting") \
    X(LINK_UP, "up")

/* What somebody may do, ascending. `viewer` may look. The daemon's own uid is supervisor. */
#define PERSON_ROLES(X)                  \
    X(PERSON_VIEWER, "viewer")           \
    X(PERSON_OPERATOR, "operator")       \
    X(PERSON_MAINTENANCE, "maintenance") \
    X(PERSON_SUPERVISOR, "supervisor")

/* The six big losses (standards.md §1.2), and time that is no loss of the machine's. */
#define LOSSES(X)                                                              \
    X(LOSS_BREAKDOWN, "breakdown")   /* availability: equipment failure */     \
    X(LOSS_SETUP, "setup")           /* availability: setup and adjustments */ \
    X(LOSS_SMALL_STOP, "small-stop") /* performance: idling, minor stops */    \
    X(LOSS_SLOW, "slow")             /* performance: reduced speed */          \
    X(LOSS_DEFECT, "defect")         /* quality: process defects */            \
    X(LOSS_STARTUP, "startup")       /* quality: reduced yield at start-up */

/* A job at the station. */
#define JOB_STATES(X)         \
    X(JOB_QUEUED, "queued")   \
    X(JOB_RUNNING, "running") \
    X(JOB_PAUSED, "paused")   \
    X(JOB_FINISHED, "finished")

/* Record kinds (design.md §7). */
#define RECORD_KINDS(X)               \
    X(REC_OPEN, "open")               \
    X(REC_CONFIG, "config")           \
    X(REC_CLOCK, "clock")             \
    X(REC_INTERVAL, "interval")       \
    X(REC_MINUTE, "minute")           \
    X(REC_STOP, "stop")               \
    X(REC_SCRAP, "scrap")             \
    X(REC_JOB, "job")                 \
    X(REC_MODE, "mode")               \
    X(REC_SHIFT, "shift")             \
    X(REC_HANDOVER, "handover")       \
    X(REC_CALL, "call")               \
    X(REC_ALERT, "alert")             \
    X(REC_PREDICTION, "prediction")   \
    X(REC_FEEDBACK, "feedback")       \
    X(REC_WORKORDER, "workorder")     \
    X(REC_SESSION, "session")         \
    X(REC_LAMP, "lamp")               \
    X(REC_FAULT, "fault")             \
    X(REC_GOAL, "goal")               \
    X(REC_MODEL, "model")             \
    X(REC_IMPROVEMENT, "improvement") \
    X(REC_SCREENS, "screens")

#define WORD_ENUM(value, text) value,
enum machine_state { MACHINE_STATES(WORD_ENUM) MACHINE_STATE_COUNT };
enum station_mode { STATION_MODES(WORD_ENUM) STATION_MODE_COUNT };
enum quality { QUALITIES(WORD_ENUM) QUALITY_COUNT };
enum signal_role { SIGNAL_ROLES(WORD_ENUM) SIGNAL_ROLE_COUNT };
enum counter_kind { COUNTER_KINDS(WORD_ENUM) COUNTER_KIND_COUNT };
enum lamp_pattern { LAMP_PATTERNS(WORD_ENUM) LAMP_PATTERN_COUNT };
enum link_state { LINK_STATES(WORD_ENUM) LINK_STATE_COUNT };
enum person_role { PERSON_ROLES(WORD_ENUM) PERSON_ROLE_COUNT };
enum loss { LOSSES(WORD_ENUM) LOSS_COUNT };
enum job_state { JOB_STATES(WORD_ENUM) JOB_STATE_COUNT };
enum record_kind { RECORD_KINDS(WORD_ENUM) RECORD_KIND_COUNT };
#undef WORD_ENUM

/* One list of words: names[i] is the spelling of value i. */
struct words {
    const char *const *names;
    size_t count;
};

extern const struct words words_machine_state;
extern const struct words words_station_mode;
extern const struct words words_quality;
extern const struct words words_signal_role;
extern const struct words words_counter_kind;
extern const struct words words_lamp_pattern;
extern const struct words words_link_state;
extern const struct words words_person_role;
extern const struct words words_loss;
extern const struct words words_job_state;
extern const struct words words_record_kind;

/* Spelling of `value`, or "?" when it is out of range. Static storage. */
const char *word_name(const struct words *list, int value);

/* Value of the word `text` of `length` bytes, or -1. Case matters. */
int word_find(const struct words *list, const char *text, size_t length);

/* The word of `list` nearest to `text` (edit distance), or NULL when none is near. For error
 * messages. */
const char *word_nearest(const struct words *list, const char *text);
/* The same among `count` rows of `size` bytes, each of which begins with its name. */
const char *word_nearest_row(const void *first, size_t count, size_t size, const char *text);

#endif
