/* SPDX-License-Identifier: MIT */
/* One thing that a person said, on its way to andond: the request's line, what the reply makes of
 * it, and what is done when the connection broke while nobody knows whether it was kept.
 *
 * The rule of sending again. An entry is sent a second time only when that cannot double it:
 * - RESEND_SAFE: with the object's rev as the person saw it, or with the same effect however often
 *   it is said. It is sent again as it was. If it had been kept, the rev has moved on: the answer
 *   is `stale` with the object, and when that holds what was said, the entry counts as kept.
 * - RESEND_LISTED (scrap, reversal): first andond is asked for the entries since it was sent. One
 * of the same amount, reason, note and kind that was not listed before is this one: kept. If there
 *   is none, it was never kept and is sent again.
 * - RESEND_ASKED (notes, signatures, undo, the job's steps): nobody can tell; it stays on the
 *   screen and the person decides.
 * Pure: the desk owns entries, the client moves lines. */
#ifndef CONSOLE_ENTRY_H
#define CONSOLE_ENTRY_H

#include "console/forms/field.h"
#include "console/panels/choices.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ENTRY_LINE 2048

#define ENTRY_VERBS(X)                                             \
    X(VERB_NONE, "", "", RESEND_ASKED)                             \
    X(VERB_REASON, "reason", "stop", RESEND_SAFE)                  \
    X(VERB_SPLIT, "stop-split", "stop", RESEND_SAFE)               \
    X(VERB_MERGE, "stop-merge", "stop", RESEND_SAFE)               \
    X(VERB_TOUCH, "stop-touch", "stop", RESEND_SAFE)               \
    X(VERB_UNDO, "undo", "entry", RESEND_ASKED)                    \
    X(VERB_SCRAP, "scrap", "", RESEND_LISTED)                      \
    X(VERB_REVERSE, "scrap-reverse", "entry", RESEND_LISTED)       \
    X(VERB_JOB_START, "job-start", "job", RESEND_ASKED)            \
    X(VERB_JOB_PAUSE, "job-pause", "", RESEND_ASKED)               \
    X(VERB_JOB_FINISH, "job-finish", "", RESEND_ASKED)             \
    X(VERB_PRODUCT, "product", "product", RESEND_ASKED)            \
    X(VERB_MODE, "mode", "mode", RESEND_SAFE)                      \
    X(VERB_NOTE, "note", "", RESEND_ASKED)                         \
    X(VERB_SIGN, "sign", "shift", RESEND_ASKED)                    \
    X(VERB_SESSION, "session", "person", RESEND_SAFE)              \
    X(VERB_CALL_RAISE, "call-raise", "type", RESEND_SAFE)          \
    X(VERB_CALL_TAKE, "call-take", "call", RESEND_SAFE)            \
    X(VERB_CALL_ARRIVE, "call-arrive", "call", RESEND_SAFE)        \
    X(VERB_CALL_SOLVE, "call-solve", "call", RESEND_SAFE)          \
    X(VERB_CALL_CANCEL, "call-cancel", "call", RESEND_SAFE)        \
    X(VERB_ACK, "ack", "alert", RESEND_SAFE)                       \
    X(VERB_SILENCE, "silence", "", RESEND_SAFE)                    \
    X(VERB_SHELVE, "shelve", "alert", RESEND_ASKED)                \
    X(VERB_UNSHELVE, "unshelve", "alert", RESEND_SAFE)             \
    X(VERB_RESET, "reset", "alert", RESEND_SAFE)                   \
    X(VERB_OUT, "out-of-service", "alert", RESEND_ASKED)           \
    X(VERB_IN, "in-service", "alert", RESEND_SAFE)                 \
    X(VERB_FEEDBACK, "feedback", "prediction", RESEND_SAFE)        \
    X(VERB_ORDER, "workorder", "of", RESEND_ASKED)                 \
    X(VERB_ORDER_CANCEL, "workorder-cancel", "order", RESEND_SAFE) \
    X(VERB_OVERRIDE, "lamp-override", "lamp", RESEND_ASKED)        \
    X(VERB_RELEASE, "lamp-release", "lamp", RESEND_SAFE)           \
    X(VERB_REPLACED, "lamp-replaced", "lamp", RESEND_ASKED)        \
    X(VERB_LAMP_TEST, "lamp-test", "", RESEND_ASKED)

enum entry_resend { RESEND_SAFE, RESEND_LISTED, RESEND_ASKED };
#define ENTRY_ENUM(value, command, target, resend) value,
enum entry_verb { ENTRY_VERBS(ENTRY_ENUM) ENTRY_VERB_COUNT };
#undef ENTRY_ENUM

enum entry_state {
    ENTRY_FREE,    /* no entry */
    ENTRY_WAITING, /* to be sent */
    ENTRY_SENT,    /* no answer yet */
    ENTRY_LOOKING, /* the connection broke; the list is asked for */
    ENTRY_UNSURE,  /* … and nobody can tell: the person decides */
    ENTRY_KEPT,    /* on disk */
    ENTRY_STALE,   /* somebody changed the object meanwhile */
    ENTRY_REFUSED
};

struct entry {
    enum entry_state state;
    enum entry_verb verb;
    /* what is said; "" and TIME_NONE: nothing */
    char target[64], with[48], reason[48], note[FIELD_BYTES + 1], job[64], word[24];
    char who[32];                 /* whose PIN it is; "": of who is at the terminal */
    char secret[FIELD_BYTES + 1]; /* badge or PIN; wiped with the answer */
    char title[64];               /* what it is called on the screen */
    char list[512];               /* of ACK: ids with blanks between, instead of a target */
    int64_t rev, with_rev, at, until, quantity;
    int64_t span_ms;                 /* for so long; 0: not said */
    bool rework, leave, flag, badge; /* badge: the secret of a signature is one */
    /* its way */
    int64_t serial;  /* of the desk */
    int64_t id;      /* of the request */
    int64_t hold_ms; /* boot: not to be sent before */
    int64_t sent_ms; /* wall */
    int64_t known;   /* number of the latest entry that was listed when it was sent; -1 */
    bool again;      /* sent before */
    char seen[48];   /* the object's reason as the person saw it */
    int tries;       /* with a newer rev, when only the machine had changed it */
    /* what came of it */
    char kept_id[32], text[256], code[24];
    int64_t kept_rev, kept_ms;
    char now_reason[48]; /* STALE: what the object says now */
    int64_t now_rev;
};

void entry_begin(struct entry *e, enum entry_verb verb);
/* The request, without newline; false when it does not fit. Wipes nothing. */
bool entry_line(const struct entry *e, char *out, size_t size);
/* The reply to it is in. */
void entry_reply(struct entry *e, const json_t *reply);
/* The connection is gone, or is there again. */
void entry_cut(struct entry *e);
/* LOOKING: the list since it was sent is in. */
void entry_listed(struct entry *e, const struct scraps *list);

/* The number in an id: A17 is 17. andond counts them up. */
int64_t entry_number(const char *id);

#endif
