/* SPDX-License-Identifier: MIT */
/* The hour-by-hour board: plan, actual, difference and what the hour lost, as andond states them
 * (`hours`); the running hour is marked, hours to come show their plan. */
#include "console/panels/panel.h"

#include "console/widgets/bar.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

struct columns {
    int plan, actual, diff, scrap, stop, bar, cause; /* right edges; bar, cause: left; 0: none */
};

static struct columns columns_of(int width)
{
    if (width < 60)
        return (struct columns){.plan = 17, .actual = 25, .diff = 33, .cause = 35};
    struct columns c = {.plan = 20, .actual = 29, .diff = 38, .scrap = 46, .stop = 55, .cause = 58};
    if (width >= 110) {
        c.bar = 58;
        c.cause = 58 + (width - 58) / 3;
    }
    return c;
}

/* Plans are fractions of pieces; nobody makes those. */
static int64_t whole(int64_t amount)
{
    int64_t half = amount < 0 ? -AMOUNT_ONE / 2 : AMOUNT_ONE / 2;
    return (amount + half) / AMOUNT_ONE * AMOUNT_ONE;
}

static void paint_head(struct area a, const struct columns *c)
{
    draw_text(a, 1, 0, ST_HEAD, C_("column", "hour"));
    draw_text_right(a, c->plan, 0, ST_HEAD, C_("column", "plan"));
    draw_text_right(a, c->actual, 0, ST_HEAD, C_("column", "actual"));
    draw_text_right(a, c->diff, 0, ST_HEAD, a.r.w < 60 ? "+/\u2212" : C_("column", "diff"));
    if (c->scrap > 0)
        draw_text_right(a, c->scrap, 0, ST_HEAD, C_("column", "scrap"));
    if (c->stop > 0)
        draw_text_right(a, c->stop, 0, ST_HEAD, C_("column", "lost"));
    draw_text(a, c->cause, 0, ST_HEAD, C_("column", "cause"));
}

static void paint_figures(const struct view *v, struct area a, int y, const struct board_row *r,
                          const struct columns *c)
{
    char text[FORMAT_SIZE], length[TEXT_DURATION_SIZE];
    draw_text_right(a, c->actual, y, ST_BOLD, format_count_fit(r->actual, 8, &v->numbers, text));
    if (r->difference != INT64_MIN) {
        int64_t diff = whole(r->difference);
        char sign[FORMAT_SIZE + 4];
        format_count_fit(diff, 7, &v->numbers, text);
        (void)text_format(sign, sizeof sign, "%s%s", diff > 0 ? "+" : "", text);
        draw_text_right(a, c->diff, y, diff < 0 ? ST_WARN : ST_NORMAL, sign);
    }
    if (c->scrap > 0 && r->scrap > 0)
        draw_text_right(a, c->scrap, y, ST_NORMAL,
                        format_count_fit(r->scrap, 6, &v->numbers, text));
    if (c->stop > 0 && r->stop_ms > 0)
        draw_text_right(a, c->stop, y, ST_NORMAL, text_clock(r->stop_ms, length));
    if (c->bar > 0 && r->plan > 0)
        draw_meter(a, (struct rect){c->bar, y, c->cause - c->bar - 2, 1},
                   (double)r->actual / (double)r->plan, ST_BAR);
    draw_text_cut(a, (struct rect){c->cause, y, a.r.w - c->cause - 1, 1}, ST_NORMAL,
                  choice_title(&v->reasons, r->cause));
}

static void paint_row(const struct view *v, struct area a, int y, const struct board_row *r,
                      const struct columns *c)
{
    char begin[FORMAT_SIZE], end[FORMAT_SIZE], text[FORMAT_SIZE];
    bool now = v->wall_ms >= r->begin_ms && v->wall_ms<r->end_ms, later = r->begin_ms> v->wall_ms;
    if (now)
        draw_code(a, 0, y, ST_MARK, 0x25B8);
    int x = draw_text(a, 1, y, now ? ST_BOLD : ST_DIM, format_time(&v->zone, r->begin_ms, begin));
    if (a.r.w >= 60)
        draw_format(a, x, y, ST_DIM, "\u2013%s", format_time(&v->zone, r->end_ms, end));
    (void)text_copy(text, sizeof text, FORMAT_NONE);
    if (r->plan >= 0)
        format_count_fit(whole(r->plan), 8, &v->numbers, text);
    draw_text_right(a, c->plan, y, later ? ST_DIM : ST_NORMAL, text);
    if (!later)
        paint_figures(v, a, y, r, c);
}

static void sum(const struct view *v, struct board_row *all)
{
    *all = (struct board_row){.plan = -1, .difference = INT64_MIN};
    for (int i = 0; i < v->board.count; i++) {
        const struct board_row *r = &v->board.row[i];
        if (r->begin_ms > v->wall_ms)
            continue;
        /* Of the hour that runs only what is due by now: what the difference is to. */
        int64_t due = r->difference != INT64_MIN ? r->actual - r->difference : r->plan;
        if (r->plan >= 0)
            all->plan = (all->plan < 0 ? 0 : all->plan) + due;
        if (r->difference != INT64_MIN)
            all->difference = (all->difference == INT64_MIN ? 0 : all->difference) + r->difference;
        all->actual += r->actual;
        all->scrap += r->scrap;
        all->stop_ms += r->stop_ms;
    }
}

static void paint(const struct view *v, struct area a)
{
    struct columns c = columns_of(a.r.w);
    char text[FORMAT_SIZE];
    if (v->board.count == 0) {
        draw_text(a, 1, 0, v->board.known ? ST_DIM : ST_UNKNOWN,
                  v->board.known ? _("no hour of this shift yet") : FORMAT_NONE);
        return;
    }
    paint_head(a, &c);
    int rows = a.r.h - 2, now = 0;
    for (int i = 0; i < v->board.count; i++)
        now = v->board.row[i].begin_ms <= v->wall_ms ? i : now;
    int top = list_top(0, now, v->board.count, rows);
    for (int i = 0; i < rows && top + i < v->board.count; i++)
        paint_row(v, a, 1 + i, &v->board.row[top + i], &c);
    struct board_row all;
    sum(v, &all);
    int y = a.r.h - 1 < v->board.count + 2 ? a.r.h - 1 : v->board.count + 2;
    draw_text(a, 1, y, ST_DIM, _("so far"));
    if (all.plan >= 0)
        draw_text_right(a, c.plan, y, ST_NORMAL,
                        format_count_fit(whole(all.plan), 8, &v->numbers, text));
    paint_figures(v, a, y, &all, &c);
}

const struct panel_ops panel_board = {
    .name = "board",
    .help = "plan, actual and difference of the shift hour by hour, with the cause",
    .min_width = 36,
    .min_height = 3,
    .needs = NEED_BOARD,
    .fades = true,
    .paint = paint,
};
