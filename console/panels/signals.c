/* SPDX-License-Identifier: MIT */
/* Signals with unit, age and quality, in the order of the configuration. A value that is not of now
 * is never shown as one: hatch for none and stale, a word for bad. Used small on the station screen
 * and whole, with its errors, on the signals screen. */
#include "console/panels/panel.h"

#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define COLUMN_WIDTH 42 /* of one column of signals */
#define NARROW       36 /* under it what is of now shows its unit, else its age instead */

static bool value_is_shown(const struct view *v, const struct snapshot_signal *s)
{
    return !view_is_old(v) && s->quality == Q_GOOD && s->value.type != VALUE_NONE;
}

static const char *value_text(const struct view *v, const struct snapshot_signal *s,
                              char out[VALUE_TEXT_SIZE])
{
    char number[FORMAT_SIZE];
    switch (s->value.type) {
    case VALUE_NUMBER:
        (void)text_copy(out, VALUE_TEXT_SIZE, format_value(s->value.amount, &v->numbers, number));
        break;
    case VALUE_BOOL:
        (void)text_copy(out, VALUE_TEXT_SIZE, s->value.amount != 0 ? _("on") : _("off"));
        break;
    case VALUE_TEXT:
        (void)text_copy(out, VALUE_TEXT_SIZE, s->value.text);
        break;
    case VALUE_NONE:
        (void)text_copy(out, VALUE_TEXT_SIZE, FORMAT_NONE);
        break;
    }
    return out;
}

static int64_t age_of(const struct view *v, const struct snapshot_signal *s)
{
    return s->age_ms < 0 ? -1 : view_grown(v, s->age_ms);
}

/* Age, or what is wrong; right-aligned. */
static void paint_age(const struct view *v, struct area a, int right, int y,
                      const struct snapshot_signal *s)
{
    char age[FORMAT_SIZE], text[FORMAT_SIZE + 8];
    format_age(age_of(v, s), &v->numbers, age);
    if (view_is_old(v) && s->age_ms >= 0)
        draw_text_right(a, right, y, ST_OLD, _("old"));
    else if (s->quality == Q_BAD)
        draw_text_right(a, right, y, ST_BAD, _("bad"));
    else if (s->quality == Q_STALE) {
        (void)text_format(text, sizeof text, _("stale %s"), age);
        draw_text_right(a, right, y, ST_UNKNOWN, text);
    } else
        draw_text_right(a, right, y, ST_DIM, age);
}

/* A cross-check is about it. */
static bool is_doubted(const struct view *v, const struct snapshot_signal *s)
{
    for (int i = 0; i < v->snap.checks; i++)
        if (check_view_names(&v->snap.check[i], s->name))
            return true;
    return false;
}

/* One signal in `where`: name, value, unit, age. */
static void paint_signal(const struct view *v, struct area a, struct rect where,
                         const struct snapshot_signal *s)
{
    char text[VALUE_TEXT_SIZE];
    struct area row = area_part(a, where);
    bool narrow = row.r.w < NARROW;
    int age = row.r.w - 1;
    int unit = narrow ? age - 6 : age - 17, name = unit - 12;
    if (name < 8)
        name = 8;
    draw_text_cut(row, (struct rect){1, 0, name - 1, 1}, ST_DIM, s->name);
    struct rect value = {name + 1, 0, unit - name - 2, 1};
    if (!value_is_shown(v, s)) {
        draw_text_right(row, unit - 1, 0, ST_UNKNOWN, "\u2508\u2508\u2508\u2508");
    } else if (text_cells(value_text(v, s, text)) <= value.w) {
        draw_text_right(row, unit - 1, 0, ST_NORMAL, text);
    } else { /* a long text may use the unit's place */
        value.w = (narrow ? age : age - 8) - value.x;
        draw_text_cut(row, value, ST_NORMAL, text);
        if (!narrow)
            paint_age(v, row, age, 0, s);
        return;
    }
    bool wrong = view_is_old(v) || s->quality != Q_GOOD;
    if (!narrow || !wrong)
        draw_text_cut(row, (struct rect){unit, 0, 6, 1}, ST_DIM, s->unit);
    if (!narrow || wrong)
        paint_age(v, row, age, 0, s);
    if (s->errors > 0 || is_doubted(v, s))
        draw_code(row, 0, 0, ST_WARN, '!');
}

/* The signals of this panel: those that the layout names, in its order, else all. */
static int chosen(const struct view *v, const struct snapshot_signal *out[SNAPSHOT_SIGNALS])
{
    const char *names = panel_setting(v, "signals");
    char name[LAYOUT_VALUE_SIZE];
    int n = 0;
    for (int i = 0; names == NULL && i < v->snap.signals; i++)
        out[n++] = &v->snap.signal[i];
    while (names != NULL && n < SNAPSHOT_SIGNALS && layout_word(&names, name, sizeof name))
        for (int i = 0; i < v->snap.signals; i++)
            if (strcmp(v->snap.signal[i].name, name) == 0) {
                out[n++] = &v->snap.signal[i];
                break;
            }
    return n;
}

static void paint_none(const struct view *v, struct area a)
{
    const char *names = panel_setting(v, "signals");
    if (!v->has_snapshot)
        draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, ST_UNKNOWN, _("no data yet"));
    else if (names == NULL)
        draw_text(a, 1, 0, ST_DIM, _("no signal is configured"));
    else
        draw_format(a, 1, 0, ST_DIM, _("this station has no signal %s"), names);
}

static void paint(const struct view *v, struct area a)
{
    const struct snapshot_signal *signal[SNAPSHOT_SIGNALS];
    int count = chosen(v, signal);
    int columns = a.r.w / COLUMN_WIDTH;
    columns = columns < 1 ? 1 : columns > 3 ? 3 : columns;
    int per = (count + columns - 1) / columns;
    int room = a.r.h;
    bool more = per > room;
    if (count == 0)
        paint_none(v, a);
    else if (per < room)
        draw_missing_signals(v, a);
    if (per > room)
        per = room;
    int gap = 2, width = (a.r.w - gap * (columns - 1)) / columns;
    int shown = columns * per - (more ? 1 : 0);
    for (int i = 0; i < count && i < shown; i++)
        paint_signal(v, a, (struct rect){(i / per) * (width + gap), i % per, width, 1}, signal[i]);
    if (more)
        draw_format(a, (columns - 1) * (width + gap) + 1, per - 1, ST_DIM, _("\u2026 %d more: G"),
                    count - shown);
}

static const struct layout_option options[] = {
    {.key = "signals", .type = OPTION_NAMES, .help = "only these, in this order"},
    {.key = NULL},
};

const struct panel_ops panel_signals = {
    .name = "signals",
    .help = "signals with value, unit, age and quality",
    .min_width = 26,
    .min_height = 1,
    .fades = false,
    .options = options,
    .paint = paint,
};
