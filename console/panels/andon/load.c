/* SPDX-License-Identifier: MIT */
/* The alarm load: whether the station asks its people too often, against the figures of EEMUA 191
 * and ISA-18.2, and which alerts are the noisiest. All figures are andond's. */
#include "console/panels/andon/look.h"
#include "console/panels/panel.h"

#include "console/widgets/bar.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#define PER_HOUR_GOOD INT64_C(6) /* one in ten minutes */

struct figure {
    const char *label, *good;
    int64_t value;
    bool bad, span, amount;
};

static void figure_text(const struct view *v, const struct figure *f, char out[FORMAT_SIZE])
{
    if (f->value < 0)
        (void)text_copy(out, FORMAT_SIZE, FORMAT_NONE);
    else if (f->span)
        (void)span_words(f->value, out);
    else if (f->amount)
        (void)format_value(f->value, &v->numbers, out);
    else
        (void)format_number(f->value, 8, &v->numbers, out);
}

static int paint_figures(const struct view *v, struct area a)
{
    const struct load *l = &v->response.load;
    const struct figure figures[] = {
        {_("alerts an hour and operator"), _("at most 6"), l->per_operator_hour,
         l->per_operator_hour > PER_HOUR_GOOD * AMOUNT_ONE, false, true},
        {_("alerts in all"), "", l->alerts, false, false, false},
        {_("operators"), "", l->operators, false, false, false},
        {_("worst hour"), _("at most 15"), l->worst_hour, l->worst_hour > 15, false, false},
        {_("worst ten minutes"), _("at most 10"), l->worst_10_min, l->worst_10_min > 10, false,
         false},
        {_("floods"), _("none"), l->floods, l->floods > 0, false, false},
        {_("time in floods"), _("none"), l->flood_ms, l->flood_ms > 0, true, false},
        {_("chattering"), _("none"), l->chattering, l->chattering > 0, false, false},
        {_("standing for a day"), _("under 5"), l->standing, l->standing > 4, false, false},
        {_("shelved now"), "", v->snap.alerting.shelved, false, false, false},
        {_("acknowledged"), "", l->acked, false, false, false},
        {_("\u2026 and nothing done"), _("few"), l->idle_acks, l->idle_acks * 2 > l->acked, false,
         false},
        {_("time to acknowledge"), "", l->ack_ms, false, true, false},
    };
    int y = 0, value = a.r.w >= 60 ? 40 : 32;
    for (size_t i = 0; i < sizeof figures / sizeof *figures && y < a.r.h; i++, y++) {
        char text[FORMAT_SIZE];
        const struct figure *f = &figures[i];
        figure_text(v, f, text);
        draw_text_cut(a, (struct rect){1, y, value - 8, 1}, ST_DIM, f->label);
        draw_text_right(a, value, y, f->bad ? ST_WARN : ST_BOLD, text);
        if (f->bad)
            draw_code(a, value + 1, y, ST_WARN, '!');
        if (a.r.w >= value + 14)
            draw_text(a, value + 3, y, ST_DIM, f->good);
    }
    return y;
}

static void paint_top(const struct view *v, struct area a)
{
    const struct load *l = &v->response.load;
    int64_t most = l->tops > 0 ? l->top[0].count : 0;
    int name = a.r.w >= 60 ? 30 : a.r.w / 2;
    draw_text(a, 1, 0, ST_HEAD, _("NOISIEST"));
    if (l->tops == 0)
        draw_text(a, 1, 1, ST_DIM, _("none"));
    for (int i = 0; i < l->tops && i + 1 < a.r.h; i++) {
        char text[FORMAT_SIZE];
        const struct load_source *s = &l->top[i];
        draw_text_cut(a, (struct rect){1, i + 1, name - 1, 1}, ST_NORMAL, s->title);
        draw_text_right(a, name + 7, i + 1, ST_BOLD, format_number(s->count, 6, &v->numbers, text));
        if (s->chattering && a.r.w - name > 24) {
            draw_text(a, a.r.w - 10, i + 1, ST_WARN, _("chatters"));
        }
        if (a.r.w - name > 14 && most > 0)
            draw_meter(
                a, (struct rect){name + 9, i + 1, a.r.w - name - (a.r.w - name > 24 ? 20 : 10), 1},
                (double)s->count / (double)most, ST_BAR);
    }
}

static void paint(const struct view *v, struct area a)
{
    char from[FORMAT_SIZE], to[FORMAT_SIZE];
    const struct load *l = &v->response.load;
    if (!l->known) {
        draw_text(a, 1, 0, ST_DIM, _("has not come yet"));
        return;
    }
    draw_format(a, 1, 0, ST_BOLD, _("this shift  %s\u2013%s"),
                format_when(&v->zone, l->from_ms, v->wall_ms, from),
                format_when(&v->zone, l->to_ms, v->wall_ms, to));
    struct area body = area_part(a, (struct rect){0, a.r.h >= 14 ? 2 : 1, a.r.w, a.r.h - 1});
    if (a.r.w >= 110) {
        int half = a.r.w / 2;
        (void)paint_figures(v, area_part(body, (struct rect){0, 0, half, body.r.h}));
        paint_top(v, area_part(body, (struct rect){half, 0, a.r.w - half, body.r.h}));
        return;
    }
    int y = paint_figures(v, body) + (body.r.h > 20 ? 1 : 0);
    if (body.r.h - y >= 2)
        paint_top(v, area_part(body, (struct rect){0, y, a.r.w, body.r.h - y}));
}

const struct panel_ops panel_load = {
    .name = "alarm-load",
    .help = "how many alerts ask for somebody, and which are the noisiest",
    .min_width = 36,
    .min_height = 2,
    .needs = NEED_LOAD,
    .paint = paint,
};
