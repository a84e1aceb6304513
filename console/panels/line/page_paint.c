/* SPDX-License-Identifier: MIT */
/* The lists over many stations, painted: a title, columns, rows, and a foot that says what the
 * figures are of and what is missing of them. */
#include "console/panels/panel.h"

#include "console/widgets/bar.h"
#include "console/widgets/hits.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define WIDE   110 /* from here on rows say more */
#define NARROW 78  /* below it they say only the most important */
#define HEADS  2   /* title and column names */

/* ---- words ---- */

/* Without enterprise and site. */
static const char *place_of(const char *path)
{
    for (int i = 0; i < 2; i++) {
        const char *slash = strchr(path, '/');
        path = slash != NULL ? slash + 1 : path;
    }
    return path;
}

static const char *short_name(const char *path, const char *title)
{
    const char *slash = strrchr(path, '/');
    if (title[0] != '\0')
        return title;
    return slash != NULL ? slash + 1 : path;
}

static void cell(struct area a, int x, int width, int y, enum style style, const char *text)
{
    draw_text_cut(a, (struct rect){x, y, width, 1}, style, text);
}

static void number_cell(struct area a, int right, int y, enum style style, int64_t number)
{
    char text[24];
    (void)text_format(text, sizeof text, "%lld", (long long)number);
    bool dot = number == 0 && a.canvas->tier != GLYPH_ASCII; /* there it is a dash: not known */
    draw_text_right(a, right, y, number == 0 ? ST_DIM : style, dot ? "\u00B7" : text);
}

static void span_cell(struct area a, int right, int y, enum style style, int64_t ms)
{
    char span[LINE_SPAN_SIZE];
    draw_text_right(a, right, y, style, ms < 0 ? FORMAT_NONE : line_span(ms, span));
}

/* "812/900", one next to the other around `x`. */
/* Of a part that is not yet due nothing is. */
static const char *due_text(const struct view *v, int64_t due, char out[FORMAT_SIZE])
{
    return format_count_fit(due - due % AMOUNT_ONE, 6, &v->numbers, out);
}

static void pair_cell(const struct view *v, struct area a, int x, int y, enum style style,
                      const int64_t made_due[2])
{
    char text[FORMAT_SIZE];
    draw_text_right(a, x, y, style,
                    made_due[0] < 0 ? FORMAT_NONE
                                    : format_count_fit(made_due[0], 6, &v->numbers, text));
    draw_format(a, x, y, style, "/%s",
                made_due[1] < 0 ? FORMAT_NONE : due_text(v, made_due[1], text));
}

static bool is_old(const struct view *v)
{
    return v->conn.state != CONN_LIVE || !v->pages.broker;
}

static enum style style_of(const struct view *v, bool selected, bool dim)
{
    return dim || is_old(v) ? ST_OLD : selected ? ST_BOLD : ST_NORMAL;
}

/* ---- stops that nobody has explained ---- */

static void stop_head(const struct view *v, struct area a)
{
    (void)v;
    bool wide = a.r.w >= WIDE;
    draw_text_right(a, 15, 1, ST_DIM, _("since"));
    draw_text_right(a, 23, 1, ST_DIM, _("lost"));
    draw_text(a, 25, 1, ST_DIM, _("station"));
    draw_text(a, wide ? 74 : 43, 1, ST_DIM, _("state"));
    draw_text(a, wide ? 86 : 54, 1, ST_DIM, _("machine says"));
}

/* A reason's id, which is for the station to put into words: no machine says it. */
static bool is_id(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == ' ' || (*text >= 'A' && *text <= 'Z') || (unsigned char)*text >= 0x80)
            return false;
    return true;
}

/* As at the station: a fault says more than the word of the machine's state. */
static void stop_says(const struct line_stop *s, bool wide, char *out, size_t size)
{
    bool fault = s->suggested[0] != '\0' && (!is_id(s->suggested) || s->detail[0] == '\0');
    bool both = s->detail[0] != '\0' && s->suggested[0] != '\0' && wide;
    const char *more = fault ? " \u00B7 " : _(" \u00B7 suggested: ");
    (void)text_format(out, size, "%s%s%s", fault ? s->suggested : s->detail, both ? more : "",
                      both ? fault ? s->detail : s->suggested : "");
}

static void stop_row(const struct view *v, struct area a, int y, const union page_row *row,
                     bool selected)
{
    char since[FORMAT_SIZE], says[140], where[260];
    const struct line_stop *s = &row->stop;
    bool wide = a.r.w >= WIDE, open = s->end == TIME_NONE;
    enum style style = style_of(v, selected, !s->online);
    if (!s->online)
        draw_code(a, 1, y, ST_UNKNOWN, 0x25CC);
    else if (open)
        draw_code(a, 1, y, ST_BAD, 0x25A0);
    draw_text_right(a, 15, y, style, format_when(&v->zone, s->since, v->wall_ms, since));
    bool grows = open && s->online && s->summary_at != TIME_NONE && !is_old(v);
    int64_t grown = grows ? v->wall_ms - s->summary_at : 0;
    span_cell(a, 23, y, style, s->ms < 0 ? -1 : s->ms + (grown > 0 ? grown : 0));
    (void)text_format(where, sizeof where, "%s%s%s", short_name(s->station, s->title),
                      wide ? " \u00B7 " : "", wide ? place_of(s->station) : "");
    cell(a, 25, wide ? 48 : 17, y, style, where);
    cell(a, wide ? 74 : 43, 10, y, style,
         open ? words_of(&words_machine_state, (int)s->state) : _("over"));
    stop_says(s, wide, says, sizeof says);
    cell(a, wide ? 86 : 54, a.r.w - (wide ? 87 : 55), y, says[0] != '\0' ? style : ST_DIM,
         says[0] != '\0' ? says : _("nothing"));
}

static void stop_foot(const struct view *v, char *out, size_t size)
{
    const struct pages *p = &v->pages;
    size_t n = 0;
    long long stations = p->stations < 0 ? 0 : p->stations;
    (void)text_format(out, size, words_n("%zu stop", "%zu stops", (long)p->matching), p->matching);
    n = strlen(out);
    (void)text_format(out + n, size - n,
                      p->other[PAGE_UNEXPLAINED]
                          ? words_n(" at %lld station, the longest first",
                                    " at %lld stations, the longest first", (long)stations)
                          : words_n(" at %lld station, the oldest first",
                                    " at %lld stations, the oldest first", (long)stations),
                      stations);
    n = strlen(out);
    if (p->unlisted > 0)
        (void)text_format(out + n, size - n, _(" \u00B7 %lld more are not listed"),
                          (long long)p->unlisted);
    n = strlen(out);
    if (p->unknown > 0)
        (void)text_format(out + n, size - n, _(" \u00B7 %lld unknown"), (long long)p->unknown);
}

/* ---- areas and lines ---- */

static void part_head(const struct view *v, struct area a)
{
    static const struct {
        int right;
        const char *word;
    } heads[] = {{24, NC_("column", "all")},
                 {29, NC_("column", "run")},
                 {34, NC_("column", "stop")},
                 {39, NC_("column", "wait")},
                 {42, "?"},
                 {47, "OEE"},
                 {67, NC_("column", "calls")},
                 {74, NC_("column", "alerts")},
                 {80, NC_("column", "sync")}};
    draw_text(a, 3, 1, ST_DIM, v->pages.other[PAGE_AREAS] ? _("line") : _("area"));
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        draw_text_right(a, heads[i].right, 1, ST_DIM, _(heads[i].word));
    draw_text(a, 50, 1, ST_DIM, _("good/due"));
    if (a.r.w >= WIDE)
        draw_text(a, 82, 1, ST_DIM,
                  _("OEE of \u00B7 good of \u00B7 OEE there \u00B7 not explained"));
}

static int64_t waiting_in(const struct line_part *p)
{
    return p->stations - p->state[MS_RUNNING] - p->state[MS_STOPPED] - p->state[MS_UNKNOWN];
}

/* Whose figures these are. */
static void part_more(const struct view *v, struct area a, int y, const struct line_part *p)
{
    char text[240], oee[FORMAT_SIZE], span[TEXT_DURATION_SIZE];
    (void)text_format(text, sizeof text, "%s%s%s \u00B7 %s \u00B7 %lld \u00B7 %s",
                      p->constraint[0] != '\0' ? p->constraint : FORMAT_NONE, " \u00B7 ",
                      p->last[0] != '\0' ? p->last : _("sum over machines"),
                      format_percent(p->oee_last, &v->numbers, oee), (long long)p->unexplained,
                      text_duration(p->unexplained_ms, span));
    cell(a, 82, a.r.w - 83, y, ST_DIM, text);
}

static void part_row(const struct view *v, struct area a, int y, const union page_row *row,
                     bool selected)
{
    char oee[FORMAT_SIZE];
    const struct line_part *p = &row->part;
    enum style style = style_of(v, selected, false);
    if (p->grade[LINE_WANTED] > 0)
        draw_code(a, 1, y, ST_BAD, 0x25A0);
    else if (p->grade[LINE_UNKNOWN] > 0)
        draw_code(a, 1, y, ST_UNKNOWN, 0x25CC);
    else if (p->grade[LINE_WARNED] > 0)
        draw_code(a, 1, y, ST_WARN, 0x25B2);
    cell(a, 3, 16, y, style, place_of(p->path));
    number_cell(a, 24, y, style, p->stations);
    number_cell(a, 29, y, style, p->state[MS_RUNNING]);
    number_cell(a, 34, y, style == ST_OLD ? style : ST_BAD, p->state[MS_STOPPED]);
    number_cell(a, 39, y, style, waiting_in(p));
    number_cell(a, 42, y, style == ST_OLD ? style : ST_UNKNOWN, p->state[MS_UNKNOWN]);
    draw_text_right(a, 47, y, style, format_percent(p->oee, &v->numbers, oee));
    pair_cell(v, a, 54, y, style, (const int64_t[2]){p->good, p->target_now});
    if (p->last[0] == '\0')
        draw_text(a, 62, y, ST_DIM, C_("column", "sum"));
    number_cell(a, 67, y, style == ST_OLD ? style : ST_BAD, p->calls);
    number_cell(a, 73, y, style == ST_OLD ? style : ST_WARN, p->alerts);
    if (p->oldest_ms > 0)
        span_cell(a, 80, y, p->oldest_ms > 60 * MS_PER_S ? ST_WARN : ST_DIM, p->oldest_ms);
    if (a.r.w >= WIDE)
        part_more(v, a, y, p);
}

static void part_foot(const struct view *v, char *out, size_t size)
{
    size_t n = v->pages.matching;
    (void)text_format(out, size,
                      v->pages.other[PAGE_AREAS] ? words_n("%zu line", "%zu lines", (long)n)
                                                 : words_n("%zu area", "%zu areas", (long)n),
                      n);
    n = strlen(out);
    (void)text_format(out + n, size - n, "%s",
                      _(" \u00B7 good: last station's, or sum over machines \u00B7 OEE: "
                        "constraint's"));
}

/* ---- the shift in one line ---- */

/* Right edges and widths of what stands at the right; wide screens say it in words. */
static int shift_room(struct area a)
{
    return a.r.w >= WIDE ? 36 : 11;
}

static void shift_head(const struct view *v, struct area a)
{
    int right = a.r.w - shift_room(a);
    bool wide = a.r.w >= WIDE;
    const char *lost = C_("column", "lost most by"), *open = C_("column", "not explained");
    bool words = wide && 64 + text_cells(lost) + 1 + text_cells(open) <= right - 7;
    draw_text(a, 3, 1, ST_DIM, v->pages.other[PAGE_HANDOVER] ? _("station") : _("line"));
    draw_text_right(a, wide ? 51 : 32, 1, ST_DIM, _("good/target"));
    draw_text_right(a, wide ? 61 : 41, 1, ST_DIM, "OEE");
    draw_text(a, wide ? 64 : 42, 1, ST_DIM, lost);
    draw_text_right(a, right - 7, 1, ST_DIM, words ? open : C_("column", "why?"));
    draw_text_right(a, right - 1, 1, ST_DIM, C_("column", "calls"));
    draw_text(a, right, 1, ST_DIM, _("handover"));
}

/* Of the shift that was handed over last. */
static const char *signed_word(const struct line_shift *s)
{
    return s->waiting == 0              ? C_("column", "none open")
           : s->outgoing || s->incoming ? _("1 signed")
                                        : C_("column", "not signed");
}

static void shift_signed(struct area a, int y, enum style style, const struct line_shift *s)
{
    char text[120];
    int room = shift_room(a), x = a.r.w - room;
    const char *who = s->outgoing   ? _(", incoming is missing")
                      : s->incoming ? _(", outgoing is missing")
                                    : "";
    bool wide = a.r.w >= WIDE;
    if (s->waiting == 0) {
        cell(a, x, room - 1, y, ST_DIM, s->summary_at == TIME_NONE ? FORMAT_NONE : signed_word(s));
        return;
    }
    (void)text_format(text, sizeof text, "%s%s%s%s", wide ? s->unsigned_shift : "",
                      wide ? ": " : "", signed_word(s), wide ? who : "");
    cell(a, x, room - 1, y, style == ST_OLD ? style : ST_WARN, text);
}

static void shift_row(const struct view *v, struct area a, int y, const union page_row *row,
                      bool selected)
{
    char oee[FORMAT_SIZE], loss[200], span[LINE_SPAN_SIZE], name[260];
    const struct line_shift *s = &row->shift;
    bool wide = a.r.w >= WIDE, line = !v->pages.other[PAGE_HANDOVER];
    int right = a.r.w - shift_room(a), x = wide ? 64 : 42;
    enum style style = style_of(v, selected, s->unknown == s->stations);
    if (s->unknown > 0)
        draw_code(a, 1, y, ST_UNKNOWN, 0x25CC);
    (void)text_format(name, sizeof name, "%s%s%s",
                      line ? place_of(s->station) : short_name(s->station, s->title),
                      wide && !line ? " \u00B7 " : "", wide && !line ? place_of(s->station) : "");
    cell(a, 3, wide ? 35 : 15, y, style, name);
    pair_cell(v, a, wide ? 45 : 25, y, style, (const int64_t[2]){s->good, s->target});
    if (line && s->machines)
        draw_text(a, wide ? 53 : 33, y, ST_DIM, C_("column", "sum"));
    draw_text_right(a, wide ? 61 : 41, y, style, format_percent(s->oee, &v->numbers, oee));
    (void)text_format(
        loss, sizeof loss, "%s %s%s%s", s->loss_ms > 0 ? line_span(s->loss_ms, span) : FORMAT_NONE,
        s->loss_ms > 0 ? s->loss : "", s->where[0] != '\0' ? " \u00B7 " : "", s->where);
    cell(a, x, right - (wide ? 22 : 12) - x, y, style, loss);
    number_cell(a, right - 7, y, style == ST_OLD ? style : ST_WARN, s->unexplained);
    number_cell(a, right - 1, y, style == ST_OLD ? style : ST_BAD, s->calls);
    shift_signed(a, y, style, s);
}

static void shift_foot(const struct view *v, char *out, size_t size)
{
    size_t n = v->pages.matching;
    bool stations = v->pages.other[PAGE_HANDOVER];
    (void)text_format(out, size,
                      stations ? words_n("%zu station", "%zu stations", (long)n)
                               : words_n("%zu line", "%zu lines", (long)n),
                      n);
    n = strlen(out);
    (void)text_format(out + n, size - n, "%s%s", _(" \u00B7 the shift so far"),
                      stations ? "" : _(" \u00B7 good: last station's, or sum over machines"));
}

/* ---- losses ---- */

static void loss_head(const struct view *v, struct area a)
{
    (void)v;
    draw_text(a, 3, 1, ST_DIM, _("lost by"));
    draw_text_right(a, 38, 1, ST_DIM, C_("how long", "time"));
    draw_text_right(a, 45, 1, ST_DIM, _("times"));
    draw_text_right(a, 54, 1, ST_DIM, _("stations"));
}

static double share_of(const struct view *v, const struct line_loss *loss)
{
    const union page_row *first = pages_at(&v->pages, 0);
    if (first == NULL)
        return (double)NAN;
    bool count = v->pages.other[PAGE_LOSSES];
    double whole = (double)(count ? first->loss.count : first->loss.lost_ms);
    double part = (double)(count ? loss->count : loss->lost_ms);
    return whole > 0 ? part / whole : 0;
}

static void loss_row(const struct view *v, struct area a, int y, const union page_row *row,
                     bool selected)
{
    char said[HEARD_SIZE];
    const struct line_loss *l = &row->loss;
    bool reason = strcmp(l->kind, "reason") == 0;
    enum style style = style_of(v, selected, false);
    cell(a, 3, 26, y, reason || style == ST_OLD ? style : ST_DIM,
         reason ? l->title : words_heard(l->title, said, sizeof said));
    span_cell(a, 38, y, style, l->lost_ms);
    number_cell(a, 45, y, style, l->count);
    number_cell(a, 54, y, style, l->stations);
    draw_meter(a, (struct rect){56, y, a.r.w - 58, 1}, share_of(v, l),
               strcmp(l->kind, "unexplained") == 0 ? ST_WARN : ST_BAR);
}

/* What the figures of a database are of, and whether that is all. */
static void database_foot(const struct view *v, char *out, size_t size)
{
    char from[FORMAT_SIZE], to[FORMAT_SIZE];
    const struct pages *p = &v->pages;
    size_t n = 0;
    long long stations = p->stations < 0 ? 0 : p->stations;
    (void)text_format(out, size,
                      words_n("%lld station on record", "%lld stations on record", (long)stations),
                      stations);
    n = strlen(out);
    if (p->from != TIME_NONE)
        (void)text_format(out + n, size - n, _(" \u00B7 %s to %s"),
                          format_when(&v->zone, p->from, v->wall_ms, from),
                          format_when(&v->zone, p->to, v->wall_ms, to));
    n = strlen(out);
    if (p->late > 0)
        (void)text_format(out + n, size - n, _(" \u00B7 NOT ALL: %lld are late"),
                          (long long)p->late);
}

/* ---- shifts that are over ---- */

#define SHIFT_CELLS 6

static int shifts_shown(struct area a)
{
    int n = (a.r.w - 37) / SHIFT_CELLS;
    if (a.canvas->tier == GLYPH_UNICODE)
        n = (a.r.w - 37 - LINE_TREND_SHIFTS - 1) / SHIFT_CELLS;
    return n > LINE_TREND_SHIFTS ? LINE_TREND_SHIFTS : n;
}

static void trend_head(const struct view *v, struct area a)
{
    (void)v;
    draw_text(a, 3, 1, ST_DIM, _("station"));
    draw_text_right(a, 35, 1, ST_DIM, _("heard "));
    draw_text_right(a, a.r.w - 2, 1, ST_DIM, _("OEE of past shifts, latest right"));
}

static void spark(struct area a, int x, int y, enum style style, const struct line_trend *t)
{
    for (int i = 0; i < t->shifts; i++) {
        double oee = t->oee[i];
        int step = isnan(oee) ? 0 : (int)(oee * 8);
        uint32_t code = isnan(oee) ? 0x2508
                                   : 0x2581U + (uint32_t)(step < 0   ? 0
                                                          : step > 7 ? 7
                                                                     : step);
        draw_code(a, x + LINE_TREND_SHIFTS - 1 - i, y, isnan(oee) ? ST_UNKNOWN : style, code);
    }
}

static void trend_row(const struct view *v, struct area a, int y, const union page_row *row,
                      bool selected)
{
    char text[FORMAT_SIZE];
    const struct line_trend *t = &row->trend;
    enum style style = style_of(v, selected, false);
    int shown = shifts_shown(a);
    cell(a, 3, 23, y, style, a.r.w >= WIDE ? place_of(t->station) : short_name(t->station, ""));
    draw_text_right(
        a, 35, y, ST_DIM,
        format_age(t->heard_at == TIME_NONE ? -1 : v->wall_ms - t->heard_at, &v->numbers, text));
    if (a.canvas->tier == GLYPH_UNICODE)
        spark(a, 37, y, style == ST_OLD ? style : ST_BAR, t);
    for (int i = 0; i < shown && i < t->shifts; i++)
        draw_text_right(a, a.r.w - 2 - i * SHIFT_CELLS, y, i == 0 ? style : ST_DIM,
                        format_percent(t->oee[i], &v->numbers, text));
}

/* ---- a narrow screen ---- */

static void narrow_row(const struct view *v, struct area a, int y, const union page_row *row,
                       bool selected)
{
    char text[64] = "", number[FORMAT_SIZE], span[LINE_SPAN_SIZE], said[HEARD_SIZE];
    const char *path = pages_path(&v->pages, (size_t)(row - v->pages.row) + v->pages.first);
    const char *name =
        path != NULL ? short_name(path, "") : words_heard(row->loss.title, said, sizeof said);
    switch (v->pages.page) {
    case PAGE_UNEXPLAINED:
        (void)line_span(row->stop.ms, text);
        break;
    case PAGE_AREAS:
        (void)text_format(text, sizeof text, _("%lld stopped, %lld unknown"),
                          (long long)row->part.state[MS_STOPPED],
                          (long long)row->part.state[MS_UNKNOWN]);
        break;
    case PAGE_HANDOVER:
        (void)text_format(text, sizeof text, _("%s %%, why? %lld, %s"),
                          format_percent(row->shift.oee, &v->numbers, number),
                          (long long)row->shift.unexplained, signed_word(&row->shift));
        break;
    case PAGE_LOSSES:
        (void)text_format(text, sizeof text,
                          words_n("%s, %lld time", "%s, %lld times", (long)row->loss.count),
                          line_span(row->loss.lost_ms, span), (long long)row->loss.count);
        break;
    case PAGE_TREND:
        (void)text_format(text, sizeof text, "%s %%",
                          row->trend.shifts > 0
                              ? format_percent(row->trend.oee[0], &v->numbers, number)
                              : FORMAT_NONE);
        break;
    case PAGE_COUNT:
        break;
    }
    enum style style = style_of(v, selected, false);
    int x = draw_text_right(a, a.r.w - 1, y, style, text);
    cell(a, 3, x - 4, y, style, name);
}

/* ---- the panel ---- */

static const struct page_look {
    const char *title, *empty;
    void (*head)(const struct view *v, struct area a);
    void (*row)(const struct view *v, struct area a, int y, const union page_row *row,
                bool selected);
    void (*foot)(const struct view *v, char *out, size_t size);
} looks[PAGE_COUNT] = {
    [PAGE_UNEXPLAINED] = {N_("STOPS NOT EXPLAINED"), N_("every stop is explained"), stop_head,
                          stop_row, stop_foot},
    [PAGE_AREAS] = {N_("AREAS"), N_("no station has been heard of yet"), part_head, part_row,
                    part_foot},
    [PAGE_HANDOVER] = {N_("HANDOVER"), N_("no station has been heard of yet"), shift_head,
                       shift_row, shift_foot},
    [PAGE_LOSSES] = {N_("LOSSES"),
                     N_("no stop has ended and come upstream yet; those that stand: N"), loss_head,
                     loss_row, database_foot},
    [PAGE_TREND] = {N_("TRENDS"), N_("no shift is on record yet"), trend_head, trend_row,
                    database_foot},
};

static void paint_title(const struct view *v, struct area a)
{
    const struct pages *p = &v->pages;
    bool lines = p->page == PAGE_AREAS && p->other[PAGE_AREAS];
    int x = draw_text(a, 1, 0, ST_HEAD, lines ? _("LINES") : _(looks[p->page].title));
    if (p->under[0] != '\0')
        x = draw_format(a, x, 0, ST_DIM, " \u00B7 %s", place_of(p->under));
    if (p->page == PAGE_LOSSES)
        draw_text(a, x, 0, ST_DIM,
                  p->other[PAGE_LOSSES] ? _(" \u00B7 by count") : _(" \u00B7 by time"));
}

static void paint_page(const struct view *v, struct area a)
{
    const struct pages *p = &v->pages;
    const struct page_look *look = &looks[p->page];
    char foot[240] = "", said[HEARD_SIZE];
    int page = a.r.h - HEADS - 1, count = p->matching < INT32_MAX ? (int)p->matching : INT32_MAX;
    paint_title(v, a);
    if (p->error[0] != '\0' || count == 0) {
        cell(a, 3, a.r.w - 4, HEADS, p->error[0] != '\0' ? ST_WARN : ST_DIM,
             p->error[0] != '\0' ? words_heard(p->error, said, sizeof said)
             : !p->heard         ? _("waiting for the hub")
                                 : _(look->empty));
    } else if (a.r.w >= NARROW) {
        look->head(v, a);
    }
    int top = list_top(v->list.top, v->list.selected, count, page > 0 ? page : 1);
    for (int i = 0; i < page && top + i < count; i++) {
        const union page_row *row = pages_at(p, (size_t)top + (size_t)i);
        bool selected = top + i == v->list.selected;
        if (selected)
            draw_code(a, 0, HEADS + i, ST_KEY, 0x25B8);
        if (row == NULL)
            draw_text(a, 3, HEADS + i, ST_DIM, "\u2026");
        else
            (a.r.w < NARROW ? narrow_row : look->row)(v, a, HEADS + i, row, selected);
        hit_row(a, HEADS + i, top + i - v->list.selected, true);
    }
    if (p->heard && p->error[0] == '\0')
        look->foot(v, foot, sizeof foot);
    cell(a, 1, a.r.w - 2, a.r.h - 1,
         p->late > 0 || p->unlisted > 0 || p->unknown > 0 ? ST_WARN : ST_DIM, foot);
}

static int page_rows(const struct view *v)
{
    return v->pages.matching < INT32_MAX ? (int)v->pages.matching : INT32_MAX;
}

const struct panel_ops panel_line_page = {
    .name = "line-page",
    .help = "at a hub: stops not explained, areas, handover, losses, trends",
    .min_width = 40,
    .min_height = 5,
    .paint = paint_page,
    .rows = page_rows,
};
