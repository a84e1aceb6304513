/* SPDX-License-Identifier: MIT */
/* What of a station's view people should be told without looking: open calls, alerts, predictions,
 * orders, long stops. Pure: snapshot and filter in, a list in words out. andon-notify shows the
 * list on desktops, the console rings for what is new in it. */
#ifndef CONSOLE_ANNOUNCE_H
#define CONSOLE_ANNOUNCE_H

#include "data/model/cause.h"
#include "data/model/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

#define ANNOUNCE_KINDS(X)                                          \
    X(ANNOUNCE_CALL, "call")                                       \
    X(ANNOUNCE_ALERT, "alert")                                     \
    X(ANNOUNCE_PREDICTION, "prediction")                           \
    X(ANNOUNCE_STOP, "stop")   /* long, and nobody has said why */ \
    X(ANNOUNCE_ORDER, "order") /* a work order went a step */
/* As the notification specification counts them. */
#define ANNOUNCE_URGENCIES(X)   \
    X(URGENCY_LOW, "low")       \
    X(URGENCY_NORMAL, "normal") \
    X(URGENCY_CRITICAL, "critical")
/* The one thing that can be done about it from outside. */
#define ANNOUNCE_ACTS(X) \
    X(ACT_NONE, "")      \
    X(ACT_TAKE, "Take")  \
    X(ACT_ACK, "Acknowledge")
#define ANNOUNCE_ENUM(value, text) value,
enum announce_kind { ANNOUNCE_KINDS(ANNOUNCE_ENUM) ANNOUNCE_KIND_COUNT };
enum announce_urgency { ANNOUNCE_URGENCIES(ANNOUNCE_ENUM) URGENCY_COUNT };
enum announce_act { ANNOUNCE_ACTS(ANNOUNCE_ENUM) ACT_COUNT };
#undef ANNOUNCE_ENUM
extern const struct words words_announce_kind, words_announce_act;

/* Who is to be told of what. */
struct announce_filter {
    unsigned roles;           /* bit by enum person_role; 0: nobody */
    unsigned kinds;           /* bit by enum announce_kind */
    enum priority from;       /* alerts of less are left out */
    int64_t stop_ms;          /* an unexplained stop is told of when it is so long */
    int quiet_from, quiet_to; /* minutes of the local day; equal: no quiet hours */
};

/* Every kind, alerts from medium on, stops from ten minutes on, no quiet hours; no role. */
void announce_filter_init(struct announce_filter *filter);

/* One setting by its name: role, only, from, stop-after, quiet-hours, as options spell them. 0, or
 * -1 with what is wrong and how to write it. */
int announce_filter_set(struct announce_filter *filter, const char *name, const char *value,
                        struct cause *why);

/* In quiet hours only what is critical is told. `minute` of the local day, -1: not known. */
bool announce_is_quiet(const struct announce_filter *filter, int minute);

struct announcement {
    char id[RECORD_ID_SIZE];
    enum announce_kind kind;
    enum announce_urgency urgency;
    enum announce_act act;
    int64_t rev;  /* of the object, for the act */
    int64_t step; /* grows when it is to be told anew: escalation, a higher priority */
    bool passing; /* a piece of news, not something that stays open */
    char title[160], body[400]; /* clean text; lines of the body end in newlines but the last */
};

#define ANNOUNCE_MAX \
    (SNAPSHOT_CALLS + SNAPSHOT_ALERTS + SNAPSHOT_PREDICTIONS + SNAPSHOT_ASKS + SNAPSHOT_ORDERS)
struct announce_list {
    struct announcement item[ANNOUNCE_MAX]; /* the most pressing first */
    int count;
    int64_t flood; /* alerts that are told of only as this number */
};

void announce_list(const struct snapshot *s, const struct announce_filter *filter,
                   struct announce_list *out);

/* Whether a call that nobody has taken names one of these roles itself. */
bool announce_call_names(const struct call_view *call, unsigned roles);

/* The station as people call it. */
const char *announce_station(const struct snapshot *s);

#endif
