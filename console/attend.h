/* SPDX-License-Identifier: MIT */
/* Calling for attention at a terminal: the rules are console/announce/attention.c, the means are
 * the terminal's. Used by the main loop. */
#ifndef CONSOLE_ATTEND_H
#define CONSOLE_ATTEND_H

#include "console/announce/attention.h"
#include "console/client.h"
#include "console/screens/ui.h"
#include "console/tty.h"

#include <stdbool.h>
#include <stdint.h>

struct attend {
    const struct attention_conf *conf;
    struct attention attention;
    struct announce_list list;
    struct attend_told { /* calls that this terminal showed to whom they name */
        char id[RECORD_ID_SIZE];
        int64_t tier;
    } told[SNAPSHOT_CALLS];
    int64_t seen_ms; /* boot: the snapshot that was looked at last */
};

void attend_init(struct attend *a, const struct attention_conf *conf);

/* A turn of the loop, after keys and snapshot were taken in: rings, sends, begins to flash. Whether
 * the picture changes. key_ms: boot, of the last key at this terminal. */
bool attend_turn(struct attend *a, const struct ui *ui, struct tty *tty, struct client *client,
                 int64_t key_ms);

/* Over the finished picture. */
void attend_paint(const struct attend *a, const struct view *view, struct canvas *canvas);

/* boot_ms at which there is something to do again; TIME_NEVER. */
int64_t attend_next(const struct attend *a, int64_t boot_ms);

#endif
