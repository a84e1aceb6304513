/* SPDX-License-Identifier: MIT */
/* What rules of the tower and alerts look at: conditions.c reads them, the engine's asks them. */
#ifndef DATA_CONFIG_CONDITION_H
#define DATA_CONFIG_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_CONDITIONS_MAX 6

/* What a rule or an alert looks at. Fault rules (FAULT tier) always come before the others. */
#define CONDITIONS(X)                                                                              \
    X(COND_STARTING, "starting", 1, "andond has started and knows nothing yet")                    \
    X(COND_STOPPING, "stopping", 1, "andond is being stopped")                                     \
    X(COND_LINK_DOWN, "link-down", 1, "the broker is not reachable")                               \
    X(COND_STORE_FAILED, "store-failed", 1, "records cannot be kept")                              \
    X(COND_UNKNOWN, "unknown", 1, "the machine's state is unknown or stale")                       \
    X(COND_STATE, "state", 0, "machine state is one of the words that follow")                     \
    X(COND_MODE, "mode", 0, "declared mode is one of the words that follow")                       \
    X(COND_STOP, "stop", 0, "a stop is open; followed by 'small' or 'long' only such a one")       \
    X(COND_UNEXPLAINED, "unexplained", 0, "a stop waits for its reason")                           \
    X(COND_BREAK, "break", 0, "now is a break or outside every shift")                             \
    X(COND_BEHIND, "behind", 0, "count is behind target by more than the percentage that follows") \
    X(COND_PREDICTION, "prediction", 0,                                                            \
      "a predicted failure is raised; of the failure mode that follows, and with alarm, warn or "  \
      "critical behind it only such a one")                                                        \
    X(COND_SIGNAL, "signal", 0,                                                                    \
      "signal NAME < or > NUMBER, NAME is WORD, NAME stale, NAME rate < or > NUMBER (what it "     \
      "changes by in a minute), or NAME off OTHER < or > NUMBER (how far it is from another "      \
      "signal, or from a number)")                                                                 \
    X(COND_OEE, "oee-under", 0, "OEE of the shift is under the percentage that follows")           \
    X(COND_SYNC, "sync-older", 0,                                                                  \
      "records wait to be sent on for longer than the time that follows")                          \
    X(COND_DISK, "disk-under", 0, "room left for records is less than the size that follows")      \
    X(COND_CLOCK, "clock", 0,                                                                      \
      "the clock is 'unsynced' (it was not set by anybody who knows), or was 'stepped' in the "    \
      "last "                                                                                      \
      "minute")                                                                                    \
    X(COND_ALERT, "alert", 0,                                                                      \
      "an alert is there that nothing hides: of the priorities that follow (without any: of all "  \
      "but advice), and 'unacked' or 'acked'")                                                     \
    X(COND_SOUNDING, "sounding", 0, "an unacknowledged alert sounds: until it is silenced")        \
    X(COND_CALL, "call", 0,                                                                        \
      "a call is open: 'raised', 'taken' or 'arrived', 'blocking', with the advice 'line-stop', "  \
      "'escalated' (its second step or a later one was told), of the types that follow; "          \
      "'restart' "                                                                                 \
      "alone: the line goes on after one")                                                         \
    X(COND_INPUT, "input", 0,                                                                      \
      "an [input] is 'stuck' (a button that stays closed) or 'lost' (its line cannot be read), "   \
      "or either; with a name in front of it, this one")                                           \
    X(COND_QUALITY, "data-quality", 0,                                                             \
      "a cross-check of [checks] finds the signals at odds; with names of checks behind it, one "  \
      "of "                                                                                        \
      "these")                                                                                     \
    X(COND_ALWAYS, "always", 0, "true")
#define CONDITION_ENUM(value, text, tier, help) value,
enum condition_kind { CONDITIONS(CONDITION_ENUM) CONDITION_COUNT };
#undef CONDITION_ENUM

/* What of a signal is looked at. */
enum measure { MEASURE_VALUE, MEASURE_RATE, MEASURE_OFF, MEASURE_STALE };
#define CLOCK_UNSYNCED 1u
#define CLOCK_STEPPED  2u
#define ALERT_UNACKED  (1u << 8)
#define ALERT_ACKED    (1u << 9)
/* Which of those that are raised: any, that are alarms, by the severity that the model gives. */
#define PREDICTION_ANY      1u
#define PREDICTION_ALARM    2u
#define PREDICTION_WARN     4u
#define PREDICTION_CRITICAL 8u

/* Of calls: a bit for each state, for what else must be so, and for each type as in config.call. */
#define CALL_BLOCKING  (1u << 4)
#define CALL_LINE_STOP (1u << 5)
#define CALL_ESCALATED (1u << 6)
#define CALL_RESTART   (1u << 7)
#define CALL_TYPE(i)   (1u << (16u + (unsigned)(i)))
#define CALL_TYPES     0xffff0000u

#define INPUT_STUCK 1u
#define INPUT_LOST  2u

struct condition {
    enum condition_kind kind;
    bool negated;
    uint32_t words; /* STATE, MODE: bit set of the enum; STOP: 1 small, 2 long, 3 any; CLOCK:
                       CLOCK_ bits; ALERT: 1 << priority, ALERT_ bits; CALL: 1 << state, CALL_
                       bits; PREDICTION: PREDICTION_ bits; INPUT: INPUT_ bits; QUALITY:
                       1 << check_kind */
    int signal;     /* SIGNAL: index */
    enum measure measure;
    int other; /* MEASURE_OFF: index of the other signal, -1: `base` is what it is off from;
                  INPUT: index, -1: any; its name is in `text` */
    int64_t base;
    char compare;   /* '<' '>' '=' */
    int64_t amount; /* number compared with, in millionths; BEHIND, OEE: per cent (10 % =
                       10000000); SYNC: ms; DISK: bytes */
    char text[64];  /* for '=' with a word; "": amount is compared; PREDICTION: mode, "": any */
};

#endif
