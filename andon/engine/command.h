/* SPDX-License-Identifier: MIT */
/* What a person wants done, as an event of the engine (EVENT_COMMAND), and what came of it. The
 * daemon makes it from a line of the socket (data/model/protocol.h says which members each one
 * takes), from a scan or a button; replay makes it from a capture. Pure data; texts are borrowed
 * for the step and have been sanitised.
 *
 * Every command is one of: refused, with words for the person, and nothing has changed; or done,
 * and the records in the step's effects hold it. It may be called kept only once those are on disk.
 */
#ifndef ANDON_ENGINE_COMMAND_H
#define ANDON_ENGINE_COMMAND_H

#include "data/model/record.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define COMMANDS(X)                                                                               \
    X(COMMAND_REASON, "reason")         /* of the stop `target`: reason, note */                  \
    X(COMMAND_STOP_SPLIT, "stop-split") /* `target` at `at`; the later part: reason, note */      \
    X(COMMAND_STOP_MERGE, "stop-merge") /* `target` and its neighbour `other` */                  \
    X(COMMAND_STOP_TOUCH, "stop-touch") /* noticed, arrived, repaired (`word`) now or `at` */     \
    X(COMMAND_UNDO, "undo")             /* the entry `target`; "": this person's last */          \
    X(COMMAND_SCRAP, "scrap")           /* amount, reason, note, job, at, rework */               \
    X(COMMAND_SCRAP_REVERSE, "scrap-reverse") /* of the entry `target`, note */                   \
    X(COMMAND_JOB_START, "job-start")         /* `target`: a queued or paused job */              \
    X(COMMAND_JOB_PAUSE, "job-pause")         /* the running one */                               \
    X(COMMAND_JOB_FINISH, "job-finish")       /* the running one */                               \
    X(COMMAND_PRODUCT, "product")             /* the job goes on with product `target` */         \
    X(COMMAND_MODE, "mode")                   /* `target`: a mode's id; until, note */            \
    X(COMMAND_NOTE, "note")                   /* for the handover of shift `target`: note */      \
    X(COMMAND_IMPROVEMENT, "improvement")     /* made at `at`: note */                            \
    X(COMMAND_SIGN, "sign")                   /* the shift `target`; `word` outgoing, incoming */ \
    X(COMMAND_CALL_RAISE, "call-raise")       /* of type `target`: note; `word` pull */           \
    X(COMMAND_CALL_TAKE, "call-take")         /* `target`: id, type, "" the first that waits */   \
    X(COMMAND_CALL_ARRIVE, "call-arrive")     /* the same */                                      \
    X(COMMAND_CALL_SOLVE, "call-solve")       /* the same */                                      \
    X(COMMAND_CALL_CANCEL, "call-cancel")     /* the same */                                      \
    X(COMMAND_CALL_TOLD, "call-told")         /* the same: `word`, a channel, showed it */        \
    X(COMMAND_SESSION, "session")             /* somebody came or went at a terminal: `word` */   \
    X(COMMAND_LAMP_OVERRIDE, "lamp-override") /* `target` shows `word` for_ms long: note */       \
    X(COMMAND_LAMP_RELEASE, "lamp-release")   /* `target` follows the rules again */              \
    X(COMMAND_LAMP_REPLACED, "lamp-replaced") /* `target` is a new one */                         \
    X(COMMAND_FEEDBACK, "feedback")   /* to the prediction `target`: `word`, until, job: found,   \
                                         reason: the real failure, note */                        \
    X(COMMAND_WORKORDER, "workorder") /* of `target`; other: asset, reason: symptom, `word`:      \
                                         priority, until: wanted, note */                         \
    X(COMMAND_WORKORDER_CANCEL, "workorder-cancel") /* `target`, note */                          \
    X(COMMAND_ACK, "ack")                           /* `target`, those of `list`, or all; note */ \
    X(COMMAND_UNACK, "unack")                       /* `target` */                                \
    X(COMMAND_SILENCE, "silence")                   /* `target`, or all that sounds */            \
    X(COMMAND_SHELVE, "shelve")     /* `target` for `for_ms` (0: as configured); note */          \
    X(COMMAND_UNSHELVE, "unshelve") /* `target` */                                                \
    X(COMMAND_RESET, "reset")       /* `target`, which latched */                                 \
    X(COMMAND_OUT_OF_SERVICE, "out-of-service") /* `target`; note: why */                         \
    X(COMMAND_IN_SERVICE, "in-service")         /* `target` */
#define COMMAND_ENUM(value, text) value,
enum command_verb { COMMANDS(COMMAND_ENUM) COMMAND_VERB_COUNT };
#undef COMMAND_ENUM
extern const struct words words_command;

/* Texts are never NULL: "" is none. Times are wall ms, TIME_NONE none. */
struct command {
    enum command_verb verb;
    const char *target, *other; /* ids of objects; `current`: the stop that is open, or the last */
    int64_t rev;                /* of `target` as the person saw it; 0: whatever it is by now */
    int64_t other_rev;          /* … of `other` */
    const char *reason, *note, *job, *word;
    int64_t at, until;
    int64_t for_ms; /* 0: not told */
    int64_t amount; /* millionths */
    bool rework;
    const char *list;  /* "A1:3 A2:1": objects with the revisions that the person saw; or NULL */
    bool one_shot;     /* shelve: until it returns */
    const char *actor; /* a person's id, or the unix user */
    enum person_role role;
    bool pin;         /* who it is was proved by more than a badge */
    const char *from; /* which terminal or program, for the audit trail */
};

enum command_result {
    COMMAND_DONE,
    COMMAND_BAD,       /* makes no sense: `text` says what would */
    COMMAND_NOT_FOUND, /* no such object, reason, job … */
    COMMAND_STALE,     /* somebody changed it meanwhile: `body` is what it is now */
    COMMAND_FORBIDDEN, /* not for this role (any more) */
    COMMAND_LOCKED     /* signed, frozen, or older than what is kept at hand */
};

#define OUTCOME_TEXT 256
struct outcome {
    enum command_result result;
    char text[OUTCOME_TEXT]; /* why not, and what to do; done: what was done, in a few words */
    enum record_kind kind;   /* the object it is about */
    char id[RECORD_ID_SIZE];
    int64_t rev;
    char body[RECORD_BODY_MAX + 1]; /* DONE, STALE: the object as it is now, as JSON */
};

#endif
