/* SPDX-License-Identifier: MIT */
/* The panels of the scoreboard: `score` shows one page after the other, and a call that nobody has
 * taken in their place; the others are a page each, for screens that a plant builds. */
#include "console/panels/panel.h"

#include "console/panels/score/big.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static const char *const page_names[SCORE_PAGES] = {[SCORE_LINE] = N_("line"),
                                                    [SCORE_PACE] = N_("pace"),
                                                    [SCORE_OEE] = N_("OEE"),
                                                    [SCORE_HOURS] = N_("hours")};

/* ---- somebody is wanted ---- */

/* What is called, at which of several stations; below it the state as ever. */
static void score_paint_call(const struct view *v, struct area a, const struct score_call *call)
{
    char title[64], clock[32], good[FORMAT_SIZE];
    int low = a.r.h >= 16 ? a.r.h * 3 / 8 : a.r.h >= 7 ? 2 : 1, half = a.r.w / 2;
    struct area foot = area_part(a, (struct rect){0, a.r.h - low, a.r.w, low});
    score_capitals(call->title, title, (int)sizeof title);
    score_clock(call->ms, clock, (int)sizeof clock);
    format_count_fit(v->snap.counts.good, 9, &v->numbers, good);
    const struct big what = {.text = title, .style = ST_BAD};
    const struct big age = {.text = clock, .widest = "88:88", .style = ST_BOLD, .right = true};
    const struct big made = {.text = good, .widest = "8 888", .style = ST_NORMAL};
    draw_fill(a, (struct rect){0, 0, a.r.w, 1}, ST_BAD_BLOCK, ' ');
    int x = draw_text(a, 1, 0, ST_BAD_BLOCK, call->word);
    if (v->score.peers > 1)
        draw_format(a, x, 0, ST_BAD_BLOCK, " \u00B7 %s", v->snap.title);
    draw_big(a, (struct rect){1, 2, a.r.w - 2, a.r.h - low - 3}, &what);
    if (low > 1) {
        draw_text(foot, 1, 0, ST_HEAD, _("GOOD PARTS"));
        draw_text_right(foot, a.r.w - 1, 0, ST_HEAD, _("WAITING"));
        draw_big(foot, (struct rect){1, 1, half - 2, low - 1}, &made);
        draw_big(foot, (struct rect){half, 1, a.r.w - half - 1, low - 1}, &age);
    } else {
        draw_big(foot, (struct rect){1, 0, a.r.w - 2, 1}, &age);
    }
}

/* ---- the cycling one ---- */

static void paint_page(const struct view *v, struct area a)
{
    static void (*const pages[SCORE_PAGES])(const struct view *v,
                                            struct area a) = {[SCORE_LINE] = score_paint_line,
                                                              [SCORE_PACE] = score_paint_pace,
                                                              [SCORE_OEE] = score_paint_oee,
                                                              [SCORE_HOURS] = score_paint_hours};
    pages[v->score.page](v, a);
}

/* Letters of full cells want five rows, of half ones three; below them a line of words. */
static int state_rows(struct area a)
{
    bool halves = a.canvas->tier == GLYPH_UNICODE;
    int least = halves ? 3 : 5;
    return a.r.h >= 48 ? 12 : a.r.h >= 34 ? 8 : a.r.h >= 18 ? least + 1 : halves ? 3 : 1;
}

static void paint(const struct view *v, struct area a)
{
    struct score_call call;
    const struct view *at = score_pressing(v, &call);
    bool line = v->score.page == SCORE_LINE && at == NULL;
    int top = line ? 0 : state_rows(a), gap = !line && a.r.h - top >= 17 ? 1 : 0;
    const struct view *shown = at != NULL ? at : v;
    if (!line)
        score_paint_state(shown, area_part(a, (struct rect){0, 0, a.r.w, top}));
    struct area rest = area_part(a, (struct rect){0, top + gap, a.r.w, a.r.h - top - gap});
    if (at != NULL)
        score_paint_call(at, rest, &call);
    else
        paint_page(v, rest);
}

static int64_t next(const struct view *v)
{
    int64_t at = v->score.next_ms;
    return v->score.cycle_ms > 0 && at > v->boot_ms ? at : TIME_NEVER;
}

const struct panel_ops panel_score = {
    .name = "score",
    .help = "for a wall: state, count, pace, OEE, hours, line, one after the other",
    .min_width = 30,
    .min_height = 6,
    .needs = NEED_BOARD,
    .paint = paint,
    .next = next,
};

/* ---- which page it is, and until when ---- */

static bool is_blank(struct area a)
{
    for (int x = 0; x < a.r.w; x++) {
        const struct cell *cell = canvas_cell(a.canvas, a.r.x + x, a.r.y);
        if (cell != NULL && cell->code != ' ')
            return false;
    }
    return true;
}

static void paint_foot(const struct view *v, struct area a)
{
    struct score_call call;
    char clock[32];
    int x = 1;
    panel_message.paint(v, a); /* troubles go first */
    if (!is_blank(a))
        return;
    for (int i = 0; i < SCORE_PAGES; i++) {
        if (!score_has(v, (enum score_page)i))
            continue;
        bool now = v->score.page == (enum score_page)i;
        x = draw_format(a, x, 0, now ? ST_BOLD : ST_DIM, now ? "[%s]" : " %s ", _(page_names[i])) +
            1;
    }
    int64_t held = v->score.held_ms - v->boot_ms;
    int right = draw_text_right(a, a.r.w - 1, 0, ST_DIM, _("Esc back")) - 2;
    if (held > 0 && right - x >= 20)
        draw_format(a, x + 1, 0, ST_DIM, _("held %s"), score_clock(held, clock, (int)sizeof clock));
    else if (right - x >= 40 && score_pressing(v, &call) == NULL && score_wanted(v))
        draw_text(a, x + 1, 0, ST_DIM, _("stays: somebody is wanted"));
}

const struct panel_ops panel_score_foot = {
    .name = "score-foot",
    .help = "which page of the scoreboard is shown; troubles",
    .min_width = 20,
    .min_height = 1,
    .paint = paint_foot,
};

/* ---- a page each ---- */

#define PAGE(NAME, TEXT, HELP, PAINT, NEEDS)                            \
    const struct panel_ops panel_score_##NAME = {.name = "score-" TEXT, \
                                                 .help = HELP,          \
                                                 .min_width = 20,       \
                                                 .min_height = 1,       \
                                                 .needs = (NEEDS),      \
                                                 .paint = (PAINT)}

PAGE(state, "state", "state and for how long, for a wall", score_paint_state, 0);
PAGE(pace, "pace", "good parts, pace and target, for a wall", score_paint_pace, 0);
PAGE(oee, "oee", "OEE and its factors, for a wall", score_paint_oee, 0);
PAGE(hours, "hours", "made and plan of the last hours, for a wall", score_paint_hours, NEED_BOARD);
PAGE(line, "line", "several stations, a row of large text each", score_paint_line, 0);
