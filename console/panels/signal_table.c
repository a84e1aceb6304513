/* SPDX-License-Identifier: MIT */
/* The signals screen's table: every signal with role, value, quality, age and its last error. */
#include "console/panels/panel.h"

#include "data/model/text.h"

static int rows(const struct view *v)
{
    return v->snap.signals;
}

static void paint_head(struct area a)
{
    draw_text(a, 2, 0, ST_DIM, "SIGNAL");
    draw_text(a, 22, 0, ST_DIM, "ROLE");
    draw_text_right(a, 46, 0, ST_DIM, "VALUE");
    draw_text_right(a, 66, 0, ST_DIM, "AGE");
    draw_text(a, 68, 0, ST_DIM, "QUALITY");
}

static enum style quality_style(enum quality quality)
{
    return quality == Q_GOOD ? ST_NORMAL : quality == Q_BAD ? ST_BAD : ST_UNKNOWN;
}

static void paint_row(const struct view *v, struct area a, int y, const struct snapshot_signal *s)
{
    char number[FORMAT_SIZE];
    bool shown = !view_is_old(v) && s->quality == Q_GOOD;
    draw_text_cut(a, (struct rect){2, y, 19, 1}, ST_NORMAL, s->name);
    draw_text(a, 22, y, ST_DIM, word_name(&words_signal_role, (int)s->role));
    if (!shown || s->value.type == VALUE_NONE)
        draw_text_right(a, 46, y, ST_UNKNOWN, "\u2508\u2508\u2508\u2508");
    else if (s->value.type == VALUE_NUMBER)
        draw_text_right(a, 46, y, ST_BOLD, format_value(s->value.amount, &v->numbers, number));
    else if (s->value.type == VALUE_BOOL)
        draw_text_right(a, 46, y, ST_BOLD, s->value.amount != 0 ? "on" : "off");
    else if (text_cells(s->value.text) <= 16)
        draw_text_right(a, 46, y, ST_BOLD, s->value.text);
    else
        draw_text_cut(a, (struct rect){31, y, 25, 1}, ST_BOLD, s->value.text);
    draw_text_cut(a, (struct rect){47, y, 9, 1}, ST_DIM, s->unit);
    int64_t age = s->age_ms < 0 ? -1 : view_grown(v, s->age_ms);
    draw_text_right(a, 66, y, ST_DIM, format_age(age, &v->numbers, number));
    const char *quality = view_is_old(v) ? "old" : word_name(&words_quality, (int)s->quality);
    draw_text(a, 68, y, view_is_old(v) ? ST_OLD : quality_style(s->quality), quality);
    if (s->errors > 0)
        draw_format(a, 74, y, ST_WARN, "! %s",
                    format_count_fit(s->errors * INT64_C(1000000), 4, &v->numbers, number));
    if (s->errors > 0 && a.r.w > 100)
        draw_text_cut(a, (struct rect){82, y, a.r.w - 83, 1}, ST_NORMAL, s->error);
}

static void paint(const struct view *v, struct area a)
{
    int count = v->snap.signals;
    int page = a.r.h - 3;
    paint_head(a);
    if (count == 0)
        draw_text(a, 2, 1, ST_DIM,
                  v->has_snapshot ? "no signal is configured: [signal NAME]"
                                  : "waiting for the first figures");
    int top = list_top(v->list.top, v->list.selected, count, page > 0 ? page : 1);
    for (int i = 0; i < page && top + i < count; i++) {
        if (top + i == v->list.selected)
            draw_code(a, 0, 1 + i, ST_KEY, 0x25B8);
        paint_row(v, a, 1 + i, &v->snap.signal[top + i]);
    }
    if (count == 0)
        return;
    const struct snapshot_signal *s = &v->snap.signal[v->list.selected % count];
    struct rect foot = {2, a.r.h - 1, a.r.w - 3, 1};
    char text[192], when[FORMAT_SIZE];
    if (s->errors > 0) {
        (void)text_format(text, sizeof text, "%s: %lld message%s refused; the last: %s", s->name,
                          (long long)s->errors, s->errors == 1 ? "" : "s", s->error);
        draw_text_cut(a, foot, ST_WARN, text);
    } else if (s->ts != TIME_NONE) {
        (void)text_format(text, sizeof text, "%s: last value of %s", s->name,
                          format_when(&v->zone, s->ts, v->wall_ms, when));
        draw_text_cut(a, foot, ST_DIM, text);
    } else {
        (void)text_format(text, sizeof text, "%s: nothing has come since andond began", s->name);
        draw_text_cut(a, foot, ST_DIM, text);
    }
}

const struct panel_ops panel_signal_table = {
    .name = "signal-table",
    .help = "all signals with role, quality and errors",
    .min_width = 40,
    .min_height = 4,
    .paint = paint,
    .rows = rows,
};
