/* SPDX-License-Identifier: MIT */
/* Trends of signals over the last eight hours, one below the other, for screens that people look
 * at all day: which they are stands in the layout, else the first measured ones. Which signals
 * andond is asked about is told by console/screens/subject.c. */
#include "console/panels/panel.h"

#include "console/widgets/trend.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define NAME_WIDTH 18 /* beside the trend, where there is room */

static bool is_measured(const struct snapshot_signal *s)
{
    return s->role == ROLE_SENSOR && s->value.type != VALUE_TEXT && s->value.type != VALUE_BOOL;
}

int trends_signals(const struct view *v, const char *names, int most,
                   const struct snapshot_signal *out[EVIDENCE_MAX])
{
    char name[LAYOUT_VALUE_SIZE];
    int n = 0;
    most = most < EVIDENCE_MAX ? most : EVIDENCE_MAX;
    for (int i = 0; names == NULL && i < v->snap.signals && n < most; i++)
        if (is_measured(&v->snap.signal[i]))
            out[n++] = &v->snap.signal[i];
    while (names != NULL && n < most && layout_word(&names, name, sizeof name))
        for (int i = 0; i < v->snap.signals; i++)
            if (strcmp(v->snap.signal[i].name, name) == 0) {
                out[n++] = &v->snap.signal[i];
                break;
            }
    return n;
}

static void paint_value(const struct view *v, struct area a, int y, const struct snapshot_signal *s)
{
    char number[FORMAT_SIZE];
    bool known = !view_is_old(v) && s->quality == Q_GOOD && s->value.type == VALUE_NUMBER;
    if (known)
        draw_format(a, 1, y, ST_NORMAL, "%s %s", format_value(s->value.amount, &v->numbers, number),
                    s->unit);
    else
        draw_text(a, 1, y, ST_UNKNOWN, "\u2508\u2508\u2508\u2508");
}

/* Name and value at the left, beside them the trend; in two rows the name has one of its own. */
static void paint_one(const struct view *v, struct area a, const struct snapshot_signal *s)
{
    const struct signal_trend *t = trend_find(&v->response, s->name);
    struct area words = area_part(a, (struct rect){0, 0, NAME_WIDTH, a.r.h});
    struct rect where = {NAME_WIDTH, 0, a.r.w - NAME_WIDTH - 1, a.r.h};
    draw_text_cut(words, (struct rect){1, 0, NAME_WIDTH - 2, 1}, ST_DIM, s->name);
    if (a.r.h > 1)
        paint_value(v, words, 1, s);
    if (t == NULL || t->points == 0) {
        draw_text_cut(a, where, ST_DIM, t == NULL ? "\u2026" : _("no history yet"));
        return;
    }
    const struct trend trend = {.point = t->point,
                                .count = t->points,
                                .begin_ms = t->begin_ms,
                                .end_ms = t->end_ms,
                                .limit = TREND_NONE};
    int64_t low, high;
    char text[FORMAT_SIZE];
    trend_scale(&trend, &low, &high);
    draw_trend(a, where, &trend, ST_BAR);
    if (a.r.h > 3) {
        draw_format(words, 1, 2, ST_DIM, "\u2191 %s", format_value(high, &v->numbers, text));
        draw_format(words, 1, 3, ST_DIM, "\u2193 %s", format_value(low, &v->numbers, text));
    }
}

static void paint(const struct view *v, struct area a)
{
    const struct snapshot_signal *signal[EVIDENCE_MAX];
    const char *names = panel_setting(v, "signals");
    int count = trends_signals(v, names, panel_number(v, "most", TRENDS_MOST), signal);
    draw_missing_signals(v, a);
    if (count == 0 && names == NULL && v->has_snapshot)
        draw_text(a, 1, 0, ST_DIM, _("no signal that is measured"));
    if (count > a.r.h)
        count = a.r.h;
    for (int i = 0; i < count; i++) {
        int y = a.r.h * i / count, below = a.r.h * (i + 1) / count;
        int rows = below - y > 3 && i + 1 < count ? below - y - 1 : below - y; /* air between */
        paint_one(v, area_part(a, (struct rect){0, y, a.r.w, rows}), signal[i]);
    }
}

static const struct layout_option options[] = {
    {.key = "signals", .type = OPTION_NAMES, .help = "these, in this order"},
    {.key = "most", .type = OPTION_NUMBER, .help = "so many at most; 2", .min = 1, .max = 8},
    {.key = NULL},
};

const struct panel_ops panel_trends = {
    .name = "trends",
    .help = "measured signals over eight hours, one below the other",
    .min_width = 30,
    .min_height = 2,
    .needs = NEED_TREND,
    .options = options,
    .fades = true,
    .paint = paint,
};
