/* SPDX-License-Identifier: MIT */
/* Good parts against what is due by now, ahead or behind in pieces and in minutes, scrap and
 * rework. The bar's whole is the shift's target where there is one; its mark is what is due now. */
#include "console/panels/panel.h"

#include "console/widgets/bar.h"
#include "console/widgets/digits.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>

#define BEHIND_SHARE 20 /* behind by more than 1/20 of what is due wants a look */

/* Pieces come whole even where the arithmetic of a target does not. */
static int64_t whole(int64_t amount)
{
    return amount - amount % AMOUNT_ONE;
}

static void recalc(struct view *v)
{
    const struct snapshot *s = &v->snap;
    struct view_pace *p = &v->pace;
    *p = (struct view_pace){.ratio = (double)NAN, .mark = (double)NAN, .behind_ms = -1};
    if (!v->has_snapshot || s->counts.target_now < 0)
        return;
    p->known = true;
    int64_t due = whole(s->counts.target_now);
    p->diff = s->counts.good - due;
    int64_t pieces = p->diff < 0 ? -p->diff : p->diff;
    if (s->job.ideal_us > 0) {
        double ms = amount_to_double(pieces) * (double)s->job.ideal_us / 1000.0;
        p->behind_ms = ms < 1e15 ? (int64_t)ms : -1;
    }
    int64_t scale = s->job.target > 0 ? s->job.target : s->counts.target_now;
    if (s->counts.good > scale)
        scale = s->counts.good;
    if (scale > 0) {
        p->ratio = (double)s->counts.good / (double)scale;
        p->mark = (double)due / (double)scale;
    }
}

/* Whole minutes once there are some: the figure is an estimate. */
static const char *minutes_text(int64_t ms, char out[TEXT_DURATION_SIZE])
{
    if (ms >= MS_PER_MIN && ms < 2 * MS_PER_HOUR)
        (void)text_format(out, TEXT_DURATION_SIZE, "%lld min", (long long)(ms / MS_PER_MIN));
    else
        text_duration(ms, out);
    return out;
}

static enum style pace_text(const struct view *v, int cells, char *out, size_t size)
{
    char pieces[FORMAT_SIZE], minutes[TEXT_DURATION_SIZE];
    const struct view_pace *p = &v->pace;
    if (!p->known) {
        (void)text_copy(out, size, v->has_snapshot ? _("no target set") : "");
        return ST_DIM;
    }
    int64_t diff = p->diff < 0 ? -p->diff : p->diff;
    const char *word = p->diff < 0 ? _("behind") : _("ahead");
    bool off = p->diff < 0 && diff > v->snap.counts.target_now / BEHIND_SHARE;
    if (diff < AMOUNT_ONE) {
        (void)text_copy(out, size, _("on target"));
        return ST_NORMAL;
    }
    format_count_fit(diff, 9, &v->numbers, pieces);
    if (p->behind_ms >= MS_PER_S)
        (void)text_format(out, size, "%s %s \u00B7 %s", pieces, word,
                          minutes_text(p->behind_ms, minutes));
    if (p->behind_ms < MS_PER_S || text_cells(out) > cells)
        (void)text_format(out, size, "%s %s", pieces, word);
    return off ? ST_WARN : ST_NORMAL;
}

static void paint_rejects(const struct view *v, struct area a, int y)
{
    char text[FORMAT_SIZE];
    if (!v->has_snapshot)
        return;
    int x = draw_labelled(a, 1, y, _("scrap "), ST_NORMAL,
                          format_count_fit(v->snap.counts.scrap, 9, &v->numbers, text));
    /* Uncertain is more than reworked, where there is room for one. */
    if (v->snap.counts.missing > 0)
        x = draw_format(a, x, y, ST_WARN, _(" \u00B7 %s lost?"),
                        format_count_fit(v->snap.counts.missing, 6, &v->numbers, text));
    if (v->snap.counts.rework != 0 && (v->snap.counts.missing <= 0 || a.r.w - x > 18))
        draw_labelled(a, x, y, _(" \u00B7 rework "), ST_NORMAL,
                      format_count_fit(v->snap.counts.rework, 9, &v->numbers, text));
}

static void good_text(const struct view *v, int cells, char out[FORMAT_SIZE])
{
    if (v->has_snapshot)
        format_count_fit(v->snap.counts.good, cells, &v->numbers, out);
    else
        (void)text_copy(out, FORMAT_SIZE, FORMAT_NONE);
}

static void paint_line(const struct view *v, struct area a)
{
    char good[FORMAT_SIZE], due[FORMAT_SIZE], pace[64];
    good_text(v, 11, good);
    int x = draw_labelled(a, 1, 0, _("GOOD "), ST_BOLD, good);
    if (v->pace.known)
        x = draw_format(a, x, 0, ST_DIM, _(" of %s"),
                        format_count_fit(whole(v->snap.counts.target_now), 9, &v->numbers, due));
    enum style style = pace_text(v, 24, pace, sizeof pace);
    int pace_cells = text_cells(pace);
    int bar = a.r.w - x - pace_cells - 4;
    if (bar >= 8) {
        draw_bar_mark(a, (struct rect){x + 2, 0, bar, 1}, v->pace.ratio, v->pace.mark, ST_BAR);
        x += bar + 2;
    }
    if (x + 2 + pace_cells <= a.r.w)
        draw_text(a, x + 2, 0, style, pace);
}

static void paint(const struct view *v, struct area a)
{
    char good[FORMAT_SIZE], due[FORMAT_SIZE], text[64];
    if (a.r.h < 3) {
        paint_line(v, a);
        if (a.r.h == 2)
            paint_rejects(v, a, 1);
        return;
    }
    static const struct number_style tight = {.group = "", .point = "."};
    good_text(v, 11, good);
    const struct rect room = {0, 0, a.r.w - 1, a.r.h - 2};
    enum digits_size size = digits_fit(a.canvas->tier, good, "88 888", &room);
    if (size == DIGITS_NONE && v->has_snapshot) { /* closer together it still reads from afar */
        format_count(v->snap.counts.good, &tight, good);
        size = digits_fit(a.canvas->tier, good, "88888", &room);
        if (size == DIGITS_NONE)
            good_text(v, a.r.w - 6, good);
    }
    int x = draw_text(a, 1, 0, ST_DIM, _("GOOD")), y = 1;
    if (size == DIGITS_NONE)
        x = draw_text(a, x + 1, 0, ST_BOLD, good);
    if (v->pace.known)
        draw_format(a, x, 0, ST_DIM, _(" of %s"),
                    format_count_fit(whole(v->snap.counts.target_now), 11, &v->numbers, due));
    if (size != DIGITS_NONE) {
        draw_digits(a, (struct rect){1, 1, a.r.w - 1, digits_height(size)}, size, ST_BOLD, good);
        y += digits_height(size);
    }
    if (v->pace.known && a.r.h - y >= 3)
        draw_bar_mark(a, (struct rect){1, y++, a.r.w - 2, 1}, v->pace.ratio, v->pace.mark, ST_BAR);
    enum style style = pace_text(v, a.r.w - 1, text, sizeof text);
    draw_text_cut(a, (struct rect){1, y++, a.r.w - 1, 1}, style, text);
    if (y < a.r.h)
        paint_rejects(v, a, y++);
    if (y < a.r.h && v->snap.counts.total > 0)
        draw_format(a, 1, y++, ST_DIM, _("total %s"),
                    format_count_fit(v->snap.counts.total, 12, &v->numbers, due));
    if (y < a.r.h && v->snap.job.target > 0)
        draw_format(a, 1, y, ST_DIM, _("shift target %s"),
                    format_count_fit(whole(v->snap.job.target), 12, &v->numbers, due));
}

const struct panel_ops panel_counts = {
    .name = "counts",
    .help = "good parts against the target now, scrap, rework",
    .min_width = 16,
    .min_height = 1,
    .fades = true,
    .recalc = recalc,
    .paint = paint,
};
