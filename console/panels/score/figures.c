/* SPDX-License-Identifier: MIT */
/* The figures of one station for a wall: state and for how long, good parts, pace, target, OEE.
 * Nobody's name stands here. What is not known is a dash, what is not of now is dim. */
#include "console/panels/panel.h"

#include "console/panels/score/big.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define BEHIND_SHARE 20 /* as the panel "counts" has it */

/* Figures that are not of now: their style. */
static enum style figure_style(const struct view *v)
{
    if (view_is_old(v))
        return ST_UNKNOWN;
    return v->snap.machine.stale || v->snap.sync.link != LINK_UP ? ST_OLD : ST_BOLD;
}

/* How old they are, in words; "" they are of now. */
static void age_text(const struct view *v, char *out, size_t size)
{
    char when[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    int64_t since = view_is_old(v) ? s->ts : s->machine.since;
    if (!v->has_snapshot)
        (void)text_copy(out, size, _("no data yet"));
    else if (view_is_old(v) || s->machine.stale)
        (void)text_format(out, size, _("no data since %s"),
                          format_when(&v->zone, since, v->wall_ms, when));
    else
        (void)text_copy(out, size,
                        s->sync.link != LINK_UP ? _("no broker: counted until now") : "");
}

/* ---- state ---- */

struct state_words {
    char word[48], clock[32], below[128];
    enum style style;
};

static void words_running(const struct view *v, struct state_words *w)
{
    char when[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    bool was = s->stop.id[0] != '\0' && s->stop.end != TIME_NONE && s->stop.end <= v->wall_ms;
    int64_t ms = was ? v->wall_ms - s->stop.end : view_grown(v, s->machine.for_ms);
    if (ms >= MS_PER_MIN && ms < MS_PER_HOUR) /* where nothing hurries no second counts */
        (void)text_format(w->clock, sizeof w->clock, _("%lld MIN"), (long long)(ms / MS_PER_MIN));
    else
        score_clock(ms, w->clock, (int)sizeof w->clock);
    if (was)
        (void)text_format(w->below, sizeof w->below, _("since the last stop, which ended %s"),
                          format_when(&v->zone, s->stop.end, v->wall_ms, when));
    else
        (void)text_format(w->below, sizeof w->below, _("since %s"),
                          format_when(&v->zone, s->machine.since, v->wall_ms, when));
}

static void words_other(const struct view *v, struct state_words *w)
{
    char when[FORMAT_SIZE], since[64];
    const struct snapshot *s = &v->snap;
    bool stop = s->stop.id[0] != '\0' && s->stop.end == TIME_NONE;
    int64_t ms =
        stop ? view_stop_ms(v, s->stop.id, s->stop.since) : view_grown(v, s->machine.for_ms);
    score_clock(ms, w->clock, (int)sizeof w->clock);
    (void)text_format(since, sizeof since, _("since %s"),
                      format_when(&v->zone, s->machine.since, v->wall_ms, when));
    (void)text_format(w->below, sizeof w->below, "%s%s%s", since,
                      s->machine.detail[0] != '\0' ? " \u00B7 " : "", s->machine.detail);
}

static void state_words(const struct view *v, struct state_words *w)
{
    bool small = v->snap.stop.small && v->snap.stop.end == TIME_NONE;
    enum machine_state state = view_state(v);
    struct state_look look = state_look(state, small);
    *w = (struct state_words){.style = look.style};
    (void)text_copy(w->word, sizeof w->word, look.word);
    if (state == MS_UNKNOWN) {
        age_text(v, w->below, sizeof w->below);
        (void)text_copy(w->clock, sizeof w->clock, FORMAT_NONE);
    } else if (state == MS_RUNNING) {
        words_running(v, w);
    } else {
        words_other(v, w);
    }
}

void score_paint_state(const struct view *v, struct area a)
{
    struct state_words w;
    char both[96];
    int rows = a.r.h > 3 ? a.r.h - 1 : a.r.h;
    struct rect room = {1, 0, a.r.w - 2, rows};
    state_words(v, &w);
    (void)text_format(both, sizeof both, "%s  %s", w.word, w.clock);
    const struct digits_scale scale = digits_scale(a.canvas->tier, both, "STOPPED  88:88", &room);
    int cells = digits_scale_width(scale, w.clock);
    if (scale.rows > 0) {
        int y = (rows - scale.rows) / 2;
        draw_scaled(a, (struct rect){1, y, a.r.w - 1, scale.rows}, scale, w.style, w.word);
        draw_scaled(a, (struct rect){a.r.w - 1 - cells, y, cells, scale.rows}, scale,
                    w.style == ST_NORMAL ? ST_DIM : w.style, w.clock);
    } else {
        const struct big word = {.text = w.word, .widest = "STOPPED", .style = w.style};
        int used = draw_big(a, room, &word);
        if (used < a.r.h)
            draw_format(a, 1, used, w.style, "%s %s", w.clock, w.below);
        else
            draw_text_right(a, a.r.w - 1, 0, ST_BOLD, w.clock);
        return;
    }
    if (rows < a.r.h)
        draw_text_cut(a, (struct rect){1, rows, a.r.w - 2, 1}, ST_DIM, w.below);
}

/* ---- good parts, target, pace ---- */

static int64_t whole(int64_t amount)
{
    return amount - amount % AMOUNT_ONE;
}

static void good_text(const struct view *v, char out[FORMAT_SIZE])
{
    if (view_is_old(v))
        (void)text_copy(out, FORMAT_SIZE, "\u2013 \u2013 \u2013");
    else
        format_count_fit(v->snap.counts.good, 11, &v->numbers, out);
}

static void paint_good(const struct view *v, struct area a)
{
    char good[FORMAT_SIZE], age[96];
    const struct rect room = {1, 1, a.r.w - 2, a.r.h - 1};
    const struct big f = {.text = good, .widest = "8 888", .style = figure_style(v)};
    good_text(v, good);
    age_text(v, age, sizeof age);
    int x = draw_text(a, 1, 0, ST_HEAD, _("GOOD PARTS"));
    draw_text_cut(a, (struct rect){x + 2, 0, a.r.w - x - 3, 1}, ST_UNKNOWN, age);
    draw_big(a, room, &f);
}

struct pace_words {
    char text[48], label[48];
    enum style style;
};

static void pace_words(const struct view *v, struct pace_words *w)
{
    char pieces[FORMAT_SIZE];
    const struct view_pace *p = &v->pace;
    *w = (struct pace_words){.style = figure_style(v)};
    (void)text_copy(w->text, sizeof w->text, FORMAT_NONE);
    if (view_is_old(v) || !p->known) {
        (void)text_copy(w->label, sizeof w->label, view_is_old(v) ? _("PACE") : _("NO TARGET SET"));
        w->style = ST_UNKNOWN;
        return;
    }
    int64_t diff = p->diff < 0 ? -p->diff : p->diff;
    const char *sign = diff < AMOUNT_ONE ? "" : p->diff < 0 ? "\u2212" : "+";
    const char *word = diff < AMOUNT_ONE ? _("ON TARGET") : p->diff < 0 ? _("BEHIND") : _("AHEAD");
    if (p->diff < 0 && diff > v->snap.counts.target_now / BEHIND_SHARE && w->style == ST_BOLD)
        w->style = ST_WARN;
    if (p->behind_ms >= MS_PER_MIN) {
        (void)text_format(w->text, sizeof w->text, _("%s%lld MIN"), sign,
                          (long long)(p->behind_ms / MS_PER_MIN));
        (void)text_format(
            w->label, sizeof w->label,
            words_n("%s \u00B7 %s part", "%s \u00B7 %s parts", diff == AMOUNT_ONE ? 1L : 2L), word,
            format_count_fit(diff, 9, &v->numbers, pieces));
    } else {
        (void)text_format(w->text, sizeof w->text, "%s%s", sign,
                          format_count_fit(diff, 9, &v->numbers, pieces));
        (void)text_format(w->label, sizeof w->label, _("PARTS %s"), word);
    }
}

static void paint_pace(const struct view *v, struct area a)
{
    struct pace_words w;
    pace_words(v, &w);
    const struct big f = {.text = w.text, .widest = "+88 MIN", .style = w.style};
    draw_text_cut(a, (struct rect){1, 0, a.r.w - 1, 1}, w.style == ST_WARN ? ST_WARN : ST_HEAD,
                  w.label);
    draw_big(a, (struct rect){1, 1, a.r.w - 2, a.r.h - 1}, &f);
}

static void paint_target(const struct view *v, struct area a)
{
    char due[FORMAT_SIZE] = FORMAT_NONE, all[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    bool known = !view_is_old(v) && s->counts.target_now >= 0;
    if (known)
        format_count_fit(whole(s->counts.target_now), 11, &v->numbers, due);
    const struct big f = {
        .text = due, .widest = "8 888", .style = known ? ST_NORMAL : ST_UNKNOWN, .right = true};
    if (known && s->job.target > 0)
        (void)text_format(all, sizeof all, _("DUE NOW \u00B7 shift %s"),
                          format_count_fit(whole(s->job.target), 9, &v->numbers, (char[48]){0}));
    else
        (void)text_copy(all, sizeof all, _("DUE NOW"));
    draw_text_right(a, a.r.w - 1, 0, ST_HEAD, all);
    draw_big(a, (struct rect){0, 1, a.r.w - 1, a.r.h - 1}, &f);
}

/* One line of all of it, for a small terminal. */
static void paint_pace_line(const struct view *v, struct area a)
{
    struct pace_words w;
    char due[FORMAT_SIZE], text[96];
    pace_words(v, &w);
    (void)text_copy(text, sizeof text, "");
    if (!view_is_old(v) && v->snap.counts.target_now >= 0)
        (void)text_format(text, sizeof text, _("due %s"),
                          format_count_fit(whole(v->snap.counts.target_now), 9, &v->numbers, due));
    int x = draw_format(a, 1, 0, w.style, "%s  ", w.text);
    x = draw_text(a, x, 0, ST_DIM, w.label);
    draw_text_cut(a, (struct rect){x + 2, 0, a.r.w - x - 3, 1}, ST_DIM, text);
}

void score_paint_pace(const struct view *v, struct area a)
{
    int low = a.r.h >= 16 ? a.r.h * 3 / 8 : 1, gap = a.r.h >= 17 ? 1 : 0;
    int high = a.r.h - low - gap;
    paint_good(v, area_part(a, (struct rect){0, 0, a.r.w, high}));
    if (low == 1) {
        paint_pace_line(v, area_part(a, (struct rect){0, high, a.r.w, 1}));
        return;
    }
    int half = a.r.w * 3 / 5;
    paint_pace(v, area_part(a, (struct rect){0, high + gap, half, low}));
    paint_target(v, area_part(a, (struct rect){half, high + gap, a.r.w - half, low}));
}

/* ---- OEE ---- */

static void paint_factor(const struct view *v, struct area a, const char *label, double ratio)
{
    char text[FORMAT_SIZE];
    enum style style = figure_style(v);
    bool known = !view_is_old(v) && !isnan(ratio);
    const struct big f = {.text = text, .widest = "88.8", .style = (known ? style : ST_UNKNOWN)};
    format_percent(known ? ratio : (double)NAN, &v->numbers, text);
    draw_text_cut(a, (struct rect){1, 0, a.r.w - 1, 1}, ST_HEAD, label);
    draw_big(a, (struct rect){1, 1, a.r.w - 3, a.r.h - 1}, &f);
}

void score_paint_oee(const struct view *v, struct area a)
{
    const struct oee *o = &v->snap.oee;
    const char *const names[] = {_("AVAILABILITY %"), _("PERFORMANCE %"), _("QUALITY %")};
    const double ratios[] = {o->availability, o->performance, o->quality};
    int low = a.r.h >= 16 ? a.r.h * 3 / 8 : a.r.h >= 6 ? 2 : 0;
    int high = a.r.h - low - (a.r.h >= 17 ? 1 : 0), third = a.r.w / 3;
    paint_factor(v, area_part(a, (struct rect){0, 0, a.r.w, high}), _("OEE %"), o->oee);
    for (int i = 0; i < 3 && low > 0; i++)
        paint_factor(v, area_part(a, (struct rect){i * third, a.r.h - low, third, low}), names[i],
                     ratios[i]);
}

/* ---- the hours ---- */

static void paint_hour(const struct view *v, struct area a, const struct board_row *r)
{
    char hour[FORMAT_SIZE], made[FORMAT_SIZE], plan[FORMAT_SIZE], text[96];
    bool now = v->wall_ms >= r->begin_ms && v->wall_ms < r->end_ms;
    enum style style = view_is_old(v) ? ST_UNKNOWN : now ? ST_BOLD : ST_NORMAL;
    (void)format_time(&v->zone, r->begin_ms, hour);
    (void)text_copy(made, sizeof made, FORMAT_NONE);
    if (!view_is_old(v))
        format_count_fit(r->actual, 5, &v->numbers, made);
    (void)text_copy(plan, sizeof plan, FORMAT_NONE);
    if (r->plan >= 0)
        format_count_fit(whole(r->plan), 5, &v->numbers, plan);
    bool behind = r->difference != INT64_MIN && r->difference < -r->plan / BEHIND_SHARE;
    if (behind && !view_is_old(v))
        style = ST_WARN;
    (void)text_format(text, sizeof text, "%s/%s", made, plan);
    const struct big when = {.text = hour, .widest = "88:88", .style = now ? ST_NORMAL : ST_DIM};
    const struct big what = {.text = text, .widest = "888/888", .style = style, .right = true};
    int left = a.r.w * 2 / 5;
    draw_big(a, (struct rect){1, 0, left - 2, a.r.h}, &when);
    draw_big(a, (struct rect){left, 0, a.r.w - left - 1, a.r.h}, &what);
    if (now)
        draw_code(a, 0, 0, ST_MARK, 0x25B8);
}

void score_paint_hours(const struct view *v, struct area a)
{
    int row = a.r.h >= 48 ? 9 : a.r.h >= 30 ? 7 : a.r.h >= 9 ? 5 : a.r.h >= 4 ? 3 : 1;
    bool small = a.canvas->tier == GLYPH_UNICODE && row >= 5 && a.r.h < 20;
    row = small ? 3 : row;
    int rows = (a.r.h - 1) / (row + 1), last = -1;
    for (int i = 0; i < v->board.count; i++)
        last = v->board.row[i].begin_ms <= v->wall_ms ? i : last;
    int first = last - rows + 1 > 0 ? last - rows + 1 : 0;
    draw_text(a, 1, 0, ST_HEAD, _("HOUR BY HOUR"));
    draw_text_right(a, a.r.w - 1, 0, ST_HEAD, _("MADE / PLAN"));
    for (int i = first; i <= last; i++)
        paint_hour(v, area_part(a, (struct rect){0, 1 + (i - first) * (row + 1), a.r.w, row}),
                   &v->board.row[i]);
}
