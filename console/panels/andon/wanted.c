/* SPDX-License-Identifier: MIT */
/* The strip of the station screen that says whether somebody is wanted: open calls, alerts and
 * predictions, worst first, who has each and for how long. Its place is always there; when all is
 * well it says so in one dim line. Where there is room the worst call stands in block letters. */
#include "console/panels/andon/look.h"
#include "console/panels/panel.h"

#include "console/widgets/digits.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <ctype.h>
#include <string.h>

static void capitals(const char *text, char *out, size_t size)
{
    (void)text_copy(out, size, text);
    for (; *out != '\0'; out++)
        *out = (char)toupper((unsigned char)*out);
}

/* The title of the worst one and for how long, as large as fits. Returns the rows it took. */
static int paint_big(const struct view *v, struct area a, const struct wanted *w)
{
    if (w->kind != WANTED_CALL)
        return 0;
    const struct call_view *call = &v->snap.call[w->index];
    char title[64], age[FORMAT_SIZE], who[96];
    struct rect room = {1, 0, a.r.w - 2, a.r.h - 2};
    capitals(call_title(v, call), title, sizeof title);
    enum digits_size size = digits_fit(a.canvas->tier, title, title, &room);
    if (size == DIGITS_NONE)
        return 0;
    struct look_of look = call_look(call);
    int x = draw_digits(a, room, size, look.style, title) + 2, h = digits_height(size);
    call_words(call, who, sizeof who);
    (void)span_words(view_grown(v, call->for_ms), age);
    if (a.r.w - x >= 12) {
        draw_text_cut(a, (struct rect){x, 0, a.r.w - x - 1, 1}, look.style, who);
        draw_text_cut(a, (struct rect){x, 1, a.r.w - x - 1, 1}, ST_BOLD, age);
        return h + 1;
    }
    x = draw_format(a, 1, h, look.style, "%s", who);
    draw_format(a, x, h, ST_BOLD, "  %s", age);
    return h + 1;
}

static void paint_calm(const struct view *v, struct area a)
{
    const struct alert_counts *c = &v->snap.alerting;
    char text[96], when[FORMAT_SIZE];
    int64_t off = c->shelved + c->out_of_service; /* what people put off; the rest is by design */
    if (!v->has_snapshot)
        draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, ST_UNKNOWN, _("no data yet"));
    else if (view_is_old(v)) { /* whoever called meanwhile is not seen here */
        (void)text_format(text, sizeof text, _("nothing known since %s"),
                          format_when(&v->zone, v->snap.ts, v->wall_ms, when));
        draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, ST_UNKNOWN, text);
    } else if (off > 0)
        draw_format(a, 1, 0, ST_DIM,
                    words_n("no calls \u00B7 %lld alert off: A",
                            "no calls \u00B7 %lld alerts off: A", (long)off),
                    (long long)off);
    else
        draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, ST_DIM, _("no calls, no alerts"));
}

static void paint_line(const struct view *v, struct area a, const struct wanted *w, int count)
{
    char more[16];
    struct area row = a;
    if (count > 1) {
        (void)text_format(more, sizeof more, "+%d", count - 1);
        row.r.w = draw_text_right(a, a.r.w - 1, 0, ST_BOLD, more);
    }
    draw_wanted(v, row, 0, w);
}

static void paint(const struct view *v, struct area a)
{
    struct wanted list[WANTED_MAX];
    int count = wanted_list(&v->snap, false, list), y = 0;
    if (count == 0 || !v->has_snapshot) {
        paint_calm(v, a);
        return;
    }
    if (a.r.h == 1) {
        paint_line(v, a, &list[0], count);
        return;
    }
    int first = 0;
    if (a.r.h >= 6) {
        y = paint_big(v, a, &list[0]);
        first = y > 0 ? 1 : 0;
    }
    for (int i = first; i < count && y < a.r.h; i++, y++) {
        if (y == a.r.h - 1 && i < count - 1) {
            draw_format(a, 1, y, ST_NORMAL, _("and %d more \u00B7 X: all of them"), count - i);
            return;
        }
        draw_wanted(v, a, y, &list[i]);
    }
}

const struct panel_ops panel_wanted = {
    .name = "wanted",
    .help = "open calls, alerts and predictions: who has them and for how long",
    .min_width = 16,
    .min_height = 1,
    .needs = NEED_CALL_TYPES, /* their titles by language */
    .fades = true,
    .paint = paint,
};

/* ---- for the wall: the worst thing in letters that are read from two metres ---- */

static void headline(const struct view *v, const struct wanted *w, char *out, size_t size)
{
    const struct snapshot *s = &v->snap;
    const char *text = w->kind == WANTED_CALL         ? call_title(v, &s->call[w->index])
                       : w->kind == WANTED_ALERT      ? alert_title(&s->alert[w->index])
                       : w->kind == WANTED_PREDICTION ? prediction_title(&s->prediction[w->index])
                                                      : _("work order");
    capitals(text, out, size);
}

/* So many words of it as fit. */
static enum digits_size fit_words(const struct area *a, char *text, const struct rect *room)
{
    for (;;) {
        enum digits_size size = digits_fit(a->canvas->tier, text, text, room);
        char *blank = strrchr(text, ' ');
        if (size != DIGITS_NONE || blank == NULL)
            return size;
        *blank = '\0';
    }
}

/* Worst first; in block letters what it is, beside it the machine. */
static void paint_pressing(const struct view *v, struct area a)
{
    struct wanted list[WANTED_MAX];
    char text[64];
    int count = v->has_snapshot ? wanted_list(&v->snap, false, list) : 0;
    bool small = v->snap.stop.small && v->snap.stop.end == TIME_NONE;
    struct state_look state = state_look(view_state(v), small);
    struct rect room = {1, 0, a.r.w - 2, a.r.h};
    (void)text_copy(text, sizeof text, state.word);
    enum style style = state.style;
    if (count > 0 && a.r.h > digits_height(DIGITS_HALF)) { /* who has it stands below */
        room.h--;
        draw_wanted(v, area_part(a, (struct rect){0, a.r.h - 1, a.r.w, 1}), 0, &list[0]);
    }
    if (count > 0) {
        struct look_of look = wanted_look(&v->snap, &list[0]);
        headline(v, &list[0], text, sizeof text);
        style = look.style;
    }
    enum digits_size size = fit_words(&a, text, &room);
    draw_digits(a, (struct rect){1, (room.h - digits_height(size)) / 2, a.r.w - 1, a.r.h}, size,
                style, text);
}

const struct panel_ops panel_pressing = {
    .name = "pressing",
    .help = "the most pressing thing in block letters",
    .min_width = 20,
    .min_height = 1,
    .fades = true,
    .paint = paint_pressing,
};
