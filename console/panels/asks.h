/* SPDX-License-Identifier: MIT */
/* What the console asks andond for, and when: rows are asked for once, then again when the snapshot
 * tells that there are new ones. Pure: lines out, replies in; console/client.c moves the bytes. */
#ifndef CONSOLE_ASKS_H
#define CONSOLE_ASKS_H

#include "console/panels/view.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum ask {
    ASK_ZONE,
    ASK_WATCH,
    ASK_TIMELINE,
    ASK_MINUTES,
    ASK_STOPS,
    ASK_LOG,
    ASK_WHY,
    ASK_REASONS,
    ASK_SCRAP_REASONS,
    ASK_MODES,
    ASK_JOBS,
    ASK_SCRAPS,
    ASK_BOARD,
    ASK_PACKET,
    ASK_CALL_TYPES,
    ASK_VERIFY,
    ASK_GUIDANCE,
    ASK_TREND,
    ASK_MODELS,
    ASK_LOAD,
    ASK_ALERTS,
    ASK_INPUTS,
    ASK_REPORT,
    ASK_OPENED,
    ASK_COUNT
};

/* One kind of request and where it stands. */
struct question {
    int64_t id;      /* of the request under way, 0: none */
    int64_t sent_ms; /* boot */
    int64_t due_ms;  /* boot; TIME_NEVER: nothing to ask */
    int64_t from_ms; /* wall: rows from here on were asked for */
    int64_t rows;    /* that came so far */
    bool first;      /* the next page is its first */
    char about[48];  /* of which alert or signal */
};

/* What the last answers were made for. */
struct asks_seen {
    int64_t shift_start, since, stop_end, stop_count, minute;
    bool stop_small;
    uint64_t entries, alerting; /* digests of what people entered, and of how many alerts */
    char stop_id[32], stop_reason[48], lamp[64];
};

struct asks {
    struct question question[ASK_COUNT];
    struct asks_seen seen;
    int64_t next_id;
    unsigned needs;
    bool whole_log, parked, all_stops; /* parked: of the log what a hub has put aside */
    char lamp[24];
    struct asked_about subject;
    unsigned wish; /* of the report */
};

#define ASKS_LINE 256

/* A person's entry was answered: what it may have changed is asked for anew. */
void asks_refresh(struct asks *a, const struct view *v);

/* A connection was made: everything is asked for anew. */
void asks_begin(struct asks *a, const struct view *v);
/* A snapshot came. Forgets the rows of another shift. */
void asks_notice(struct asks *a, struct view *v);
/* Which rows the screen wants, whether it is the whole log, and which lamp it asks about. */
void asks_want(struct asks *a, const struct view *v, unsigned needs, bool whole_log,
               const char *lamp);
/* The next request that is due, without newline; false when there is none now. */
bool asks_next(struct asks *a, struct view *v, char line[ASKS_LINE]);
/* Everything that is wanted has been asked for and answered. */
bool asks_settled(const struct asks *a, const struct view *v);
/* boot_ms at which asks_next will have one. */
int64_t asks_deadline(const struct asks *a, const struct view *v);
/* A reply came; rows go into the view. False when it answers none of ours. */
bool asks_reply(struct asks *a, struct view *v, const json_t *reply);

#endif
