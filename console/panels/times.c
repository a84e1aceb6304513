/* SPDX-License-Identifier: MIT */
/* Where the time of the window went: a bar for each machine state that occurred, longest share as
 * the whole. Times are the daemon's. */
#include "console/panels/panel.h"

#include "console/widgets/bar.h"
#include "console/words/words.h"
#include "data/model/text.h"

static void paint(const struct view *v, struct area a)
{
    static const enum machine_state order[] = {MS_RUNNING, MS_STOPPED,    MS_IDLE,    MS_STARVED,
                                               MS_BLOCKED, MS_CHANGEOVER, MS_PLANNED, MS_UNKNOWN};
    int64_t sum = 0;
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        sum += v->snap.time_ms[i] > 0 ? v->snap.time_ms[i] : 0;
    if (sum <= 0) {
        draw_text(a, 1, 0, ST_DIM, _("no time in this shift yet"));
        return;
    }
    int y = 0;
    for (size_t i = 0; i < sizeof order / sizeof *order && y < a.r.h; i++) {
        int64_t ms = v->snap.time_ms[order[i]];
        char text[TEXT_DURATION_SIZE];
        if (ms <= 0)
            continue;
        draw_text(a, 1, y, ST_DIM, words_of(&words_machine_state, (int)order[i]));
        draw_text_right(a, 26, y, ST_NORMAL, text_duration(ms, text));
        if (a.r.w >= 36)
            draw_meter(a, (struct rect){28, y, a.r.w - 29, 1}, (double)ms / (double)sum,
                       order[i] == MS_UNKNOWN ? ST_UNKNOWN : ST_BAR);
        y++;
    }
}

const struct panel_ops panel_times = {
    .name = "times",
    .help = "time in each machine state",
    .min_width = 26,
    .min_height = 2,
    .fades = true,
    .paint = paint,
};
