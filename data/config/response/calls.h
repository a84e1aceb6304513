/* SPDX-License-Identifier: MIT */
/* Calls for help as configured: what can be called, and whom a call that is not answered or not
 * solved is told next. Parts of struct config. */
#ifndef DATA_CONFIG_RESPONSE_CALLS_H
#define DATA_CONFIG_RESPONSE_CALLS_H

#include "data/config/origin.h"

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_CALLS_MAX   16
#define CONFIG_TIERS_MAX   32
#define CONFIG_ROSTERS_MAX 32

/* How people are told. */
#define CHANNELS(X)                                                     \
    X(CHANNEL_LAMP, "lamp")       /* a lamp of the tower shows calls */ \
    X(CHANNEL_BOARD, "board")     /* the line's board */                \
    X(CHANNEL_NOTIFY, "notify")   /* andon-notify, a console */         \
    X(CHANNEL_WEBHOOK, "webhook") /* at the hub */
#define CHANNEL_ENUM(value, text) value,
enum channel { CHANNELS(CHANNEL_ENUM) CHANNEL_COUNT };
#undef CHANNEL_ENUM
extern const struct words words_channel;

/* [call ID]: somebody is asked to come. */
struct call_conf {
    char name[48], title[64], titles[256]; /* "de: …; es: …": the title by language; "": none */
    int place;                             /* 1..9; 0: beyond nine, has no key */
    char roles[64];        /* who answers: person roles, ", " between them; "": everybody */
    char raise_name[32];   /* the machine's signal that raises it, "": none does */
    char raise_value[48];  /* … when it says this; "": when it is true */
    int raise_signal;      /* … its index, -1 */
    bool note;             /* wants one */
    bool blocking;         /* the machine stands because of it unless somebody says otherwise */
    int64_t stop_after_ms; /* fixed position: then the line is to stop; 0: by no time */
    char stop_name[32];    /* … when this signal becomes true; "": by none */
    int stop_signal;       /* … its index, -1 */
    int64_t restart_ms;    /* so long the restart after a line stop is announced */
    struct config_origin origin;
};

enum tier_when { TIER_NOT_TAKEN, TIER_NOT_SOLVED };
extern const struct words words_tier_when;

/* [tier NAME]: one step of the ladder. */
struct tier_conf {
    char name[48];
    char calls[192]; /* ids; "": all */
    enum tier_when when;
    int64_t after_ms;                  /* it was raised, or taken */
    int64_t stop_ms;                   /* … the line was to stop */
    char roles[64];                    /* whom it tells; "": whom the type names */
    char people[192];                  /* ids of persons; "": those of the rosters */
    char channel_text[64], shifts[64]; /* shifts "": all */
    unsigned channels;                 /* a bit per channel */
    char text[96];
    struct config_origin origin;
};

/* [roster NAME]: who is on duty. */
struct roster_conf {
    char name[48];
    char role[32];               /* a person role */
    char shifts[64], teams[192]; /* "": all */
    char people[192];            /* ids of persons */
    struct config_origin origin;
};

#endif
