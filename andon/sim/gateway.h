/* SPDX-License-Identifier: MIT */
/* Between a press and the broker: what a gateway makes of the controller's news when all is well,
 * when it hangs, restarts, or is cut off and has to catch up. Pure. */
#ifndef ANDON_SIM_GATEWAY_H
#define ANDON_SIM_GATEWAY_H

#include "andon/sim/press.h"

#define GATEWAY_BUFFER 600 /* news kept while cut off; the oldest goes first */

enum gateway_phase {
    GATEWAY_SPEAKS,
    GATEWAY_SILENT, /* it hangs, and nobody says so */
    GATEWAY_LEFT,   /* it has said offline */
    GATEWAY_DEAD,   /* it restarts: what happens meanwhile is lost */
    GATEWAY_CUT,    /* it has no network: what happens meanwhile comes late */
};

/* How the counters stand after a restart, and what it says first. */
#define GATEWAY_RETURNS(X)                                                             \
    X(RETURN_KEEP, "keep")   /* they are the controller's: only some parts are late */ \
    X(RETURN_RESET, "reset") /* from 0 */                                              \
    X(RETURN_JUMP, "jump")   /* anywhere */                                            \
    X(RETURN_OLD, "old")     /* as it left them, with the state of then, until it has read anew */

#define GATEWAY_ENUM(value, text) value,
enum gateway_return { GATEWAY_RETURNS(GATEWAY_ENUM) GATEWAY_RETURN_COUNT };
#undef GATEWAY_ENUM
extern const char *const gateway_return_names[GATEWAY_RETURN_COUNT];

struct gateway_news {
    bool is_alive; /* `online` counts, else `event` */
    bool online;
    struct press_event event;
};

struct gateway {
    enum gateway_phase phase;
    enum gateway_return returns;
    int64_t back_ms;    /* when it speaks again by itself */
    int64_t will_ms;    /* when the broker notices that it is gone */
    int64_t reread_ms;  /* when it says how the press really is */
    int64_t trouble_ms; /* the next trouble by chance */
    struct rng dice;
    int64_t total_off, scrap_off;             /* its counters beside the controller's */
    struct press_event old_state, old_counts; /* as last said */
    bool say_online, say_offline;
    struct press_event buffer[GATEWAY_BUFFER];
    size_t first, count;
    int64_t lost; /* news that did not fit */
};

/* `by_chance`: with a restart or a cut about every four hours. */
void gateway_init(struct gateway *g, uint64_t seed, bool by_chance);
/* News of its press. */
void gateway_take(struct gateway *g, const struct press_event *event);
/* What happens to it by `now_ms`; the press is as of then. */
void gateway_turn(struct gateway *g, int64_t now_ms, const struct press *press);
/* When gateway_turn will have something to do. */
int64_t gateway_next(const struct gateway *g);
/* What goes out next; false: nothing for now. */
bool gateway_give(struct gateway *g, struct gateway_news *out);
/* The broker is there anew. */
void gateway_connected(struct gateway *g, const struct press *press);

/* Commands. */
void gateway_hang(struct gateway *g);
void gateway_leave(struct gateway *g);
void gateway_come(struct gateway *g, const struct press *press);
void gateway_restart(struct gateway *g, int64_t now_ms, enum gateway_return returns);
void gateway_cut(struct gateway *g, int64_t now_ms, int64_t span_ms);

#endif
