/* SPDX-License-Identifier: MIT */
/* When a terminal calls for attention: bell, flash, a message to the terminal program. Pure: the
 * main loop hands in snapshot and times, and does what comes out. What was open when the terminal
 * began is on the screen already and calls for nothing. */
#ifndef CONSOLE_ATTENTION_H
#define CONSOLE_ATTENTION_H

#include "console/announce/announce.h"

#include <stdbool.h>
#include <stdint.h>

#define ATTENTION_GAP_MS   5000 /* never more often */
#define ATTENTION_TYPED_MS 2000 /* never while somebody types */
#define ATTENTION_FLASH_MS 1500 /* so long the header flashes, twice a second */

/* What the terminal program is told in so many words (a desktop notification of its own). */
enum attention_message { MESSAGE_NONE, MESSAGE_AUTO, MESSAGE_OSC9, MESSAGE_OSC777 };
struct attention_conf {
    bool bell, flash;
    enum attention_message message; /* AUTO: by what the terminal is known for */
    struct announce_filter filter;  /* no role: that of the connection */
};

/* Bell, flash, a message where the terminal shows one; whom and what as announce_filter_init. */
void attention_conf_init(struct attention_conf *conf);
/* One setting, NAME=VALUE: `by` (bell, flash, auto, osc9, osc777 with commas; none), or one of
 * announce_filter_set. 0, or -1 with what is wrong. */
int attention_conf_set(struct attention_conf *conf, const char *setting, struct cause *why);

struct attention {
    bool primed;
    struct attention_known {
        char id[RECORD_ID_SIZE];
        int64_t step;
    } known[ANNOUNCE_MAX];
    int count;
    int64_t last_ms; /* boot: of the last call, TIME_NONE */
    int64_t next_ms; /* boot: when what waits may be called, TIME_NEVER: nothing waits */
    int64_t called;
};

struct attention_now {
    int64_t boot_ms, key_ms; /* boot; the last key, TIME_NONE */
    int minute;              /* of the local day, for quiet hours; -1 */
};

void attention_init(struct attention *a);

/* A snapshot came, or next_ms has come. Whether to call now: `text` is the most pressing of what is
 * new, and how many more there are. */
bool attention_step(struct attention *a, const struct announce_list *list,
                    const struct announce_filter *filter, const struct attention_now *now,
                    char text[240]);

/* The header at this moment: 1 and 0 while it flashes, -1 as always; and when that changes (boot;
 * TIME_NEVER). */
int attention_flash(const struct attention *a, int64_t boot_ms, int64_t *change_ms);

#endif
