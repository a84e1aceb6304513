/* SPDX-License-Identifier: MIT */
/* What the machine is doing: a shape, how long, the word in block letters where there is room, what
 * the source calls it, and the cycle against its ideal. Unknown says since when. */
#include "console/panels/panel.h"

#include "console/widgets/digits.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

struct machine_lines {
    char text[4][96];
    int count;
};

static void add_line(struct machine_lines *lines, const char *text)
{
    if (lines->count < 4)
        (void)text_copy(lines->text[lines->count++], sizeof lines->text[0], text);
}

/* Since when nothing is known, and what was known last. */
static void lines_unknown(const struct view *v, struct machine_lines *lines)
{
    char text[96], when[FORMAT_SIZE], said[HEARD_SIZE];
    const struct snapshot *s = &v->snap;
    if (!v->has_snapshot) {
        add_line(lines, v->conn.state == CONN_LIVE ? _("waiting for the first figures")
                                                   : _("no connection to andond"));
        return;
    }
    bool old = view_is_old(v);
    int64_t since = old ? s->ts : s->machine.since;
    (void)text_format(text, sizeof text, _("nothing known since %s"),
                      format_when(&v->zone, since, v->wall_ms, when));
    add_line(lines, text);
    if (old && s->machine.state != MS_UNKNOWN) {
        (void)text_format(text, sizeof text, _("was %s then"),
                          words_of(&words_machine_state, (int)s->machine.state));
        add_line(lines, text);
    } else if (!old && s->sync.link != LINK_UP) {
        (void)text_format(text, sizeof text, _("broker: %s"),
                          s->sync.link_why[0] != '\0'
                              ? words_heard(s->sync.link_why, said, sizeof said)
                              : _("not connected"));
        add_line(lines, text);
    }
}

static void line_cycle(const struct view *v, struct machine_lines *lines)
{
    char text[96], now[FORMAT_SIZE], ideal[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    if (s->counts.cycle_ms < 0 && s->job.ideal_us <= 0)
        return;
    format_cycle(s->counts.cycle_ms < 0 ? -1 : s->counts.cycle_ms * 1000, &v->numbers, now);
    if (s->job.ideal_us > 0)
        (void)text_format(text, sizeof text, _("cycle %s  ideal %s"), now,
                          format_cycle(s->job.ideal_us, &v->numbers, ideal));
    else
        (void)text_format(text, sizeof text, _("cycle %s"), now);
    add_line(lines, text);
}

static void lines_of(const struct view *v, struct machine_lines *lines)
{
    char text[96], when[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    lines->count = 0;
    if (view_state(v) == MS_UNKNOWN) {
        lines_unknown(v, lines);
        return;
    }
    (void)text_format(text, sizeof text, _("since %s%s%s"),
                      format_when(&v->zone, s->machine.since, v->wall_ms, when),
                      s->machine.detail[0] != '\0' ? " \u00B7 " : "", s->machine.detail);
    add_line(lines, text);
    line_cycle(v, lines);
    if (s->machine.mode != MODE_PRODUCTION) {
        (void)text_format(text, sizeof text, _("mode: %s"),
                          words_of(&words_station_mode, (int)s->machine.mode));
        add_line(lines, text);
    }
    if (s->machine.stored)
        add_line(lines, _("not yet confirmed live"));
    if (s->job.product[0] != '\0') {
        (void)text_format(text, sizeof text, _("product %s"), s->job.product);
        add_line(lines, text);
    }
}

/* "R U N N I N G": what block letters become where there are none. */
static const char *spaced(const char *word, char *out, size_t size)
{
    size_t at = 0, left = strlen(word);
    while (left > 0) {
        uint32_t code;
        size_t n = utf8_decode(word, left, &code);
        n = n > 0 ? n : 1;
        if (at + n + 2 > size)
            break;
        memcpy(out + at, word, n);
        at += n;
        word += n;
        left -= n;
        if (left > 0)
            out[at++] = ' ';
    }
    out[at] = '\0';
    return out;
}

static const char *how_long(const struct view *v, char out[TEXT_DURATION_SIZE])
{
    out[0] = '\0';
    if (!v->has_snapshot)
        return out;
    if (view_is_old(v))
        return text_duration(v->wall_ms > v->snap.ts ? v->wall_ms - v->snap.ts : 0, out);
    return text_duration(view_grown(v, v->snap.machine.for_ms), out);
}

static void paint_flat(const struct view *v, struct area a, struct state_look look)
{
    char text[64], duration[TEXT_DURATION_SIZE];
    bool room = a.r.h >= 3 && text_cells(look.word) * 2 + 3 <= a.r.w && strlen(look.word) < 24;
    draw_code(a, 1, 0, look.style, look.code);
    int x = draw_text(a, 3, 0, look.style, room ? spaced(look.word, text, sizeof text) : look.word);
    how_long(v, duration);
    if (a.r.h >= 3)
        draw_text(a, 3, 1, ST_BOLD, duration);
    else
        draw_text(a, x + 2, 0, ST_BOLD, duration);
}

static void paint(const struct view *v, struct area a)
{
    const struct snapshot *s = &v->snap;
    bool small = s->stop.small && s->stop.end == TIME_NONE;
    struct state_look look = state_look(view_state(v), small);
    struct machine_lines lines;
    if (v->conn.hub) { /* no machine of its own */
        draw_text(a, 1, 0, ST_DIM, _("The line board of a hub, and lists over its stations"));
        return;
    }
    lines_of(v, &lines);
    char duration[TEXT_DURATION_SIZE];
    const struct rect room = {0, 0, a.r.w - 1, a.r.h - 2};
    enum digits_size size = digits_fit(a.canvas->tier, look.word, _("RUNNING"), &room);
    int y = a.r.h >= 3 ? 2 : 1;
    if (size == DIGITS_NONE) {
        paint_flat(v, a, look);
    } else {
        draw_code(a, 1, 0, look.style, look.code);
        int x = draw_text(a, 3, 0, ST_DIM, words_of(&words_machine_state, (int)view_state(v)));
        draw_text(a, x + 2, 0, ST_BOLD, how_long(v, duration));
        draw_digits(a, (struct rect){1, 1, a.r.w - 1, digits_height(size)}, size, look.style,
                    look.word);
        y = 1 + digits_height(size);
    }
    enum style style = view_is_old(v) ? ST_OLD : ST_DIM;
    for (int i = 0; i < lines.count && y < a.r.h; i++, y++)
        draw_text_cut(a, (struct rect){1, y, a.r.w - 1, 1}, style, lines.text[i]);
}

const struct panel_ops panel_machine = {
    .name = "machine",
    .help = "state, how long, detail, cycle",
    .min_width = 16,
    .min_height = 1,
    .needs = NEED_MODES, /* their titles by language */
    .paint = paint,
};
