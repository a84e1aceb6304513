/* SPDX-License-Identifier: MIT */
/* The scoreboard: figures in digits that are read from ten metres, one page after the other. What
 * it shows now and until when; a call that nobody has taken takes its place. Pure. */
#ifndef CONSOLE_PANELS_SCORE_H
#define CONSOLE_PANELS_SCORE_H

#include <stdbool.h>
#include <stdint.h>

#define SCORE_CYCLE_MS 15000 /* without --cycle */
#define SCORE_HOLD_MS  60000 /* so long after a key it stays where it is */
#define SCORE_PEERS    16    /* stations at one terminal */

enum score_page { SCORE_LINE, SCORE_PACE, SCORE_OEE, SCORE_HOURS, SCORE_PAGES };

struct view;

struct score {
    enum score_page page;
    int64_t cycle_ms;  /* a page stays so long; 0: until a key */
    int64_t next_ms;   /* boot: of the next page, 0: not yet known */
    int64_t held_ms;   /* boot: a key holds it until then */
    bool lines, other; /* at a hub: the output of its lines is asked for; how the list was before */
    /* the stations that this terminal tends, in fixed order, this one among them; borrowed */
    const struct view *const *peer;
    int peers;
};

void score_init(struct score *score);
/* Time has passed: the next page, or back to the first one when somebody is wanted. Whether another
 * page is shown. */
bool score_turn(struct view *v);
/* By hand: so many pages on or back; 0 only holds. */
void score_step(struct view *v, int pages);
bool score_has(const struct view *v, enum score_page page);

/* Somebody is wanted here, so that nothing cycles: a stop, an open call, an alert nobody has. */
bool score_wanted(const struct view *v);
/* … and it takes the screen: a call nobody has taken, an alert of high priority. The station that
 * it is at, with `title` and for how long; NULL: none. */
struct score_call {
    char title[64], word[48];
    int64_t ms;
    int rank;
};
const struct view *score_pressing(const struct view *v, struct score_call *call);

#endif
