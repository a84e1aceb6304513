/* SPDX-License-Identifier: MIT */
/* A report as lines of text, so wide as is wanted: for a terminal, a printer, and the console's
 * screen. Tables are as wide as their cells; bars get what is left. Called by whoever tells one. */
#include "data/model/report/report_tell.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX       64
#define LINE_MAX_CELLS 240
#define GAP            2
#define SAID_SIZE      1024

struct text_teller {
    struct teller teller; /* first */
    const struct report_out *out;
    int width;
    const char *align;
    char head[TELL_COLUMNS][TELL_CELL];
    struct tell_row row[ROWS_MAX];
    int rows;
};

static struct text_teller *of(struct teller *t)
{
    return (struct text_teller *)(void *)t;
}

static void put(struct text_teller *t, const char *text)
{
    t->out->put(t->out->ctx, text, strlen(text));
}

static const char *said(const struct text_teller *t, const char *english, bool cell, char *out,
                        size_t size)
{
    return t->out->say != NULL ? t->out->say(english, cell, out, size) : english;
}

/* At most so many cells of it; `*used` gets how many that were. Returns the bytes. */
static size_t cut(const char *text, int cells, int *used)
{
    size_t at = 0, length = strlen(text);
    *used = 0;
    while (at < length) {
        uint32_t code;
        size_t n = utf8_decode(text + at, length - at, &code);
        int wide = n > 0 ? utf8_cells(code) : 1;
        if (*used + wide > cells)
            break;
        *used += wide;
        at += n > 0 ? n : 1;
    }
    return at;
}

/* Words go on to the next line where they do not fit. */
static void put_line(struct teller *teller, const char *text)
{
    char words[SAID_SIZE];
    struct text_teller *t = of(teller);
    text = said(t, text, false, words, sizeof words);
    while (*text) {
        int used;
        size_t length = cut(text, t->width - 1, &used), end = length;
        if (text[length]) {
            while (end > 0 && text[end] != ' ')
                end--;
            end = end > 0 ? end : length;
        }
        end = end > 0 ? end : 1;
        put(t, " ");
        t->out->put(t->out->ctx, text, end);
        put(t, "\n");
        text += end;
        text += strspn(text, " ");
    }
}

static void put_title(struct teller *teller, const struct report *r)
{
    struct text_teller *t = of(teller);
    char line[512], from[TELL_SIZE], to[TELL_SIZE];
    (void)text_format(line, sizeof line, "%s%s%s", r->title[0] ? r->title : r->station,
                      r->title[0] ? " \u00b7 " : "", r->title[0] ? r->station : "");
    put_line(teller, line);
    (void)text_format(line, sizeof line, "%s %s \u00b7 %s to %s%s",
                      word_name(&words_report_span, (int)r->span), r->name,
                      tell_time(r, r->from_ms, from), tell_time(r, r->to_ms, to),
                      r->end_ms < r->to_ms ? ", so far" : "");
    put_line(teller, line);
    put(t, "\n");
}

static void put_section(struct teller *teller, const char *title)
{
    char words[SAID_SIZE];
    struct text_teller *t = of(teller);
    int used;
    title = said(t, title, true, words, sizeof words);
    put(t, "\n\u2500 ");
    t->out->put(t->out->ctx, title, cut(title, t->width - 4, &used));
    put(t, " ");
    for (used += 3; used < t->width; used++)
        put(t, "\u2500");
    put(t, "\n");
}

static void put_cell(const struct text_teller *t, char cell[TELL_CELL], const char *text)
{
    char words[TELL_CELL];
    (void)text_copy(cell, TELL_CELL, said(t, text, true, words, sizeof words));
}

static void begin_table(struct teller *teller, const char *align, const char *const *head)
{
    struct text_teller *t = of(teller);
    t->align = align;
    t->rows = 0;
    for (size_t i = 0; i < TELL_COLUMNS && align[i]; i++)
        put_cell(t, t->head[i], head[i]);
}

static void add_row(struct teller *teller, const struct tell_row *row)
{
    struct text_teller *t = of(teller);
    if (t->rows == ROWS_MAX)
        return;
    struct tell_row *mine = &t->row[t->rows++];
    mine->bar = row->bar;
    for (size_t i = 0; i < TELL_COLUMNS; i++)
        put_cell(t, mine->cell[i], row->cell[i]);
}

static void measure(const struct text_teller *t, int width[TELL_COLUMNS])
{
    for (size_t c = 0; c < TELL_COLUMNS && t->align[c]; c++) {
        width[c] = t->align[c] == 'b' ? 0 : text_cells(t->head[c]);
        for (int i = 0; i < t->rows && t->align[c] != 'b'; i++) {
            int cells = text_cells(t->row[i].cell[c]);
            width[c] = cells > width[c] ? cells : width[c];
        }
    }
}

/* Columns that find no room: the widest gives way as far as it can, then the last ones go. */
static int fit(const struct text_teller *t, int width[TELL_COLUMNS])
{
    for (;;) {
        int sum = 1, widest = 0, last = 0;
        for (int c = 0; t->align[c]; c++) {
            sum += width[c] > 0 ? width[c] + GAP : 0;
            widest = width[c] > width[widest] ? c : widest;
            last = width[c] > 0 ? c : last;
        }
        if (sum <= t->width + GAP)
            return t->width - sum;
        if (width[widest] > 12)
            width[widest]--;
        else if (last > 0)
            width[last] = 0;
        else
            return 0;
    }
}

static void put_blanks(struct text_teller *t, int count)
{
    for (; count > 0; count--)
        put(t, " ");
}

static void put_bar(struct text_teller *t, double bar, int room)
{
    bar = bar < 1 ? bar : 1;
    int halves = bar > 0 ? (int)(bar * room * 2 + 0.5) : 0;
    for (int i = 0; i + 1 < halves; i += 2)
        put(t, "\u2588");
    if (halves % 2 || (halves == 0 && bar > 0))
        put(t, "\u258c");
}

static void put_cells(struct text_teller *t, char cell[TELL_COLUMNS][TELL_CELL], double bar,
                      const int *width, int room)
{
    int behind = 1; /* blanks, put when something follows */
    for (int c = 0; t->align[c]; c++) {
        int used;
        if (t->align[c] == 'b' && bar > 0 && room >= 6) {
            put_blanks(t, behind);
            put_bar(t, bar, room > 40 ? 40 : room);
            behind = 0;
        }
        if (t->align[c] == 'b' || width[c] == 0)
            continue;
        size_t length = cut(cell[c], width[c], &used);
        if (t->align[c] == 'r')
            behind += width[c] - used;
        if (length > 0) {
            put_blanks(t, behind);
            t->out->put(t->out->ctx, cell[c], length);
            behind = 0;
        }
        behind += GAP + (t->align[c] == 'r' ? (length > 0 ? 0 : used) : width[c] - used);
    }
    put(t, "\n");
}

static void end_table(struct teller *teller)
{
    struct text_teller *t = of(teller);
    int width[TELL_COLUMNS] = {0};
    measure(t, width);
    int room = fit(t, width);
    put_cells(t, t->head, -1, width, room);
    for (int i = 0; i < t->rows; i++)
        put_cells(t, t->row[i].cell, t->row[i].bar, width, room);
}

/* ---- the ribbon ----------------------------------------------------------------------------- */

static const char *shape(const struct report_state *s)
{
    static const char *const shapes[MACHINE_STATE_COUNT] = {
        [MS_UNKNOWN] = "\u2508", [MS_RUNNING] = "\u2588", [MS_IDLE] = "\u2592",
        [MS_STOPPED] = "\u2592", [MS_STARVED] = "\u2584", [MS_BLOCKED] = "\u2584",
        [MS_CHANGEOVER] = "/",   [MS_PLANNED] = "\u00b7"};
    if (!s)
        return shapes[MS_UNKNOWN];
    if (!s->in_plan && s->state != MS_UNKNOWN && s->state != MS_RUNNING)
        return shapes[MS_PLANNED];
    return s->small && s->state != MS_RUNNING ? "\u2591" : shapes[s->state];
}

/* What took most of the time of a column. */
static const struct report_state *main_state(const struct report *r, int64_t from, int64_t to)
{
    int64_t most = 0, known = 0;
    const struct report_state *found = NULL;
    for (int i = 0; i < r->states; i++) {
        const struct report_state *s = &r->state[i];
        int64_t begin = s->from_ms > from ? s->from_ms : from;
        int64_t end = s->to_ms < to ? s->to_ms : to;
        known += end > begin ? end - begin : 0;
        if (end - begin <= most)
            continue;
        most = end - begin;
        found = s;
    }
    return most >= to - from - known ? found : NULL;
}

static void put_ribbon(struct teller *teller, const struct report *r, enum report_chart chart)
{
    struct text_teller *t = of(teller);
    char from[TELL_SIZE], to[TELL_SIZE];
    int columns = t->width - 2 < LINE_MAX_CELLS ? t->width - 2 : LINE_MAX_CELLS;
    if (chart != CHART_RIBBON || columns < 10)
        return;
    put(t, "\n ");
    for (int i = 0; i < columns; i++) {
        int64_t all = r->to_ms - r->from_ms;
        int64_t begin = r->from_ms + all * i / columns, end = r->from_ms + all * (i + 1) / columns;
        put(t, begin >= r->end_ms ? " " : shape(main_state(r, begin, end)));
    }
    put(t, "\n ");
    put(t, tell_time(r, r->from_ms, from) + 11);
    put_blanks(t, columns - 10);
    put(t, tell_time(r, r->to_ms, to) + 11);
    put(t, "\n");
    put_line(teller, "\u2588 run  \u2592 stop  \u2591 small stop  \u2584 waiting  / changeover  "
                     "\u2508 no data  \u00b7 not planned");
}

static void tell_text(const struct report *r, int width, const struct report_out *out,
                      void (*tell)(const struct report *r, struct teller *t))
{
    static const struct teller ops = {.title = put_title,
                                      .section = put_section,
                                      .line = put_line,
                                      .table = begin_table,
                                      .row = add_row,
                                      .end = end_table,
                                      .chart = put_ribbon};
    struct text_teller *t = calloc(1, sizeof *t);
    if (!t)
        return;
    *t = (struct text_teller){.teller = ops, .out = out, .width = width < 20 ? 20 : width};
    tell(r, &t->teller);
    free(t);
}

void report_as_text(const struct report *r, int width, const struct report_out *out)
{
    tell_text(r, width, out, report_tell);
}

void report_as_roi(const struct report *r, int width, const struct report_out *out)
{
    tell_text(r, width, out, report_tell_roi);
}
