/* SPDX-License-Identifier: MIT */
/* An alert as the snapshot, scripts and the console see it. The lifecycle (ISA-18.2 as orthogonal
 * flags) is data/model/andon/lifecycle.h. */
#ifndef DATA_MODEL_ANDON_ALERT_H
#define DATA_MODEL_ANDON_ALERT_H

#include "data/model/json.h"
#include "data/model/record.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Consequence × time to respond. `advice` wants no response: it is shown, never sounds, and is no
 * alarm (ISA-18.2: an alarm requires a response). */
#define PRIORITIES(X)        \
    X(PRIO_ADVICE, "advice") \
    X(PRIO_LOW, "low")       \
    X(PRIO_MEDIUM, "medium") \
    X(PRIO_HIGH, "high")
#define SHELVES(X)           \
    X(SHELVE_NONE, "none")   \
    X(SHELVE_TIMED, "timed") \
    X(SHELVE_ONE_SHOT, "one-shot") /* until it returns to normal, at most the limit */
#define ALERT_ENUM(value, text) value,
enum priority { PRIORITIES(ALERT_ENUM) PRIORITY_COUNT };
enum shelve { SHELVES(ALERT_ENUM) SHELVE_COUNT };
#undef ALERT_ENUM
extern const struct words words_priority, words_shelve;

struct alert_view {
    char id[RECORD_ID_SIZE]; /* A12: this occurrence; "" when there was none since it was shelved */
    int64_t rev;
    char name[48], title[64]; /* of [alert NAME] */
    enum priority priority;
    char letter[4]; /* the state's letter A..G, L, M (standards: transition table) */
    bool active, acked, latched, suppressed, out_of_service, silenced;
    enum shelve shelve;
    int64_t shelved_until; /* wall, TIME_NONE */
    char shelved_by[32], shelved_why[64];
    int64_t since, for_ms; /* of this occurrence: wall, boot-clock duration */
    int64_t count;         /* occurrences in this shift */
    char text[96];         /* what is the matter, with the value: "oil_temp 74.2 °C > 70" */
    char acked_by[32], note[96];
    int64_t acked_at;
    char check[96];             /* first check, for the row; the rest by the command `guidance` */
    char order[RECORD_ID_SIZE]; /* work order made from it */
    bool chattering, standing;  /* bad actors: standards.md's nuisance definitions */
};
#define SNAPSHOT_ALERTS 48 /* the most pressing; the command `alerts` has all */

/* How many there are, over all of them. */
struct alert_counts {
    int64_t active, unacked, high_unacked, shelved, suppressed, out_of_service;
    bool flood;       /* more than 10 in 10 min, until fewer than 5 */
    int64_t in_flood; /* of it: announced only as this number */
    bool sounding;    /* an unacknowledged one that nobody silenced */
};

void alert_view_init(struct alert_view *alert);
void alert_view_put(struct jw *w, const struct alert_view *alert);
void alert_view_get(const json_t *json, struct alert_view *alert);

#endif
