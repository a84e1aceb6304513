/* SPDX-License-Identifier: MIT */
/* The line board: a band with how many stations want somebody, every station a row with shape, word
 * and the worst thing about it, and one station's summary when it is opened. */
#include "console/panels/panel.h"

#include "console/widgets/hits.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define WIDE 100 /* from here on a row says where its station is */

static const struct {
    uint32_t code;
    enum style style;
} looks[LINE_GRADE_COUNT] = {
    [LINE_WANTED] = {0x25A0, ST_BAD},  [LINE_UNKNOWN] = {0x25CC, ST_UNKNOWN},
    [LINE_WARNED] = {0x25B2, ST_WARN}, [LINE_WAITING] = {0x25A1, ST_WAIT},
    [LINE_FINE] = {' ', ST_NORMAL},
};

/* ---- the band ---- */

static int count_back(struct area a, int x, enum style style, size_t count, const char *word)
{
    char text[64];
    if (count == 0)
        return x;
    (void)text_format(text, sizeof text, "%zu %s", count, word);
    return draw_text_right(a, x, 0, style, text) - 3;
}

/* With the blanks beside it. */
static int count_cells(size_t count, const char *word)
{
    char text[64];
    (void)text_format(text, sizeof text, "%zu %s", count, word);
    return count == 0 ? 0 : text_cells(text) + 3;
}

/* Without enterprise and site. */
static const char *part_of(const char *path)
{
    for (int i = 0; i < 2; i++) {
        const char *slash = strchr(path, '/');
        path = slash != NULL ? slash + 1 : path;
    }
    return path;
}

static void paint_head(const struct view *v, struct area a)
{
    char when[FORMAT_SIZE], text[64];
    const struct lines *l = &v->lines;
    draw_fill(a, (struct rect){0, 0, a.r.w, a.r.h}, ST_BAND, ' ');
    (void)text_format(text, sizeof text, "%s%s", format_time(&v->zone, v->wall_ms, when),
                      v->zone_known ? "" : _(" UTC"));
    int x = draw_text_right(a, a.r.w - 1, 0, ST_BAND_BOLD, text) - 3;
    bool live = v->conn.state == CONN_LIVE && l->heard && l->broker;
    const char *link = v->conn.state != CONN_LIVE ? _("\u25CB reconnecting")
                       : !l->heard                ? _("\u25CB no data")
                       : !l->broker               ? _("\u25CB no broker")
                       : !l->complete             ? _("\u25CB fetching")
                                                  : _("\u25CF live");
    x = draw_text_right(a, x, 0, live ? ST_BAND : ST_BAND_BAD, link) - 3;
    int left =
        draw_text(a, 1, 0, ST_BAND_BOLD, l->under[0] != '\0' ? part_of(l->under) : _("LINE"));
    size_t stations = l->stations;
    if (l->under[0] != '\0')
        stations = l->grade[LINE_WANTED] + l->grade[LINE_UNKNOWN] + l->grade[LINE_WARNED] +
                   l->grade[LINE_WAITING] + l->grade[LINE_FINE];
    if (a.r.w >= 60)
        left = draw_format(a, left + 2, 0, ST_BAND, _("%zu stations"), stations);
    const struct {
        enum line_grade grade;
        enum style style;
        const char *word;
    } counts[] = {{LINE_WANTED, ST_BAND_BAD, C_("how many", "wanted")},
                  {LINE_UNKNOWN, ST_BAND_BAD, _("unknown")},
                  {LINE_WARNED, ST_BAND, _("warned")}};
    int shown = 0, room = x - left - 2;
    while (shown < 3 &&
           (room -= count_cells(l->grade[counts[shown].grade], counts[shown].word)) >= 0)
        shown++;
    while (shown-- > 0) /* the least important leaves first */
        x = count_back(a, x, counts[shown].style, l->grade[counts[shown].grade],
                       counts[shown].word);
}

const struct panel_ops panel_line_head = {
    .name = "line-head",
    .help = "at a hub: how many stations there are, and how many want somebody",
    .min_width = 20,
    .min_height = 1,
    .paint = paint_head,
};

/* ---- rows ---- */

struct columns {
    int name, state, since, oee, where, worst; /* x of each; -1: no room */
};

static struct columns columns_of(int width)
{
    if (width < 60)
        return (struct columns){3, 14, -1, -1, -1, 24};
    if (width < WIDE)
        return (struct columns){3, 17, 34, 40, -1, 55};
    int where = width / 4;
    return (struct columns){3, where + 4, where + 22, where + 30, 0, where + 48};
}

static const char *state_word(const struct line_row *r)
{
    bool known = r->heard && r->online && !r->stale;
    return known ? words_of(&words_machine_state, (int)r->state) : _("no data");
}

static void name_of(const struct line_row *r, bool with_place, char *out, size_t size)
{
    const char *path = r->station;
    for (int i = 0; i < 2 && with_place; i++) { /* without enterprise and site */
        const char *slash = strchr(path, '/');
        path = slash != NULL ? slash + 1 : path;
    }
    if (with_place && r->title[0] != '\0')
        (void)text_format(out, size, "%s \u00B7 %s", r->title, path);
    else
        (void)text_copy(out, size, with_place ? path : line_row_name(r));
}

static void paint_figures(const struct view *v, struct area a, int y, const struct line_row *r,
                          const struct columns *c, enum style style)
{
    char text[FORMAT_SIZE], good[FORMAT_SIZE], span[LINE_SPAN_SIZE];
    int64_t since = r->online ? r->since : r->status_at;
    if (c->since < 0)
        return;
    draw_text_right(a, c->since, y, style,
                    since == TIME_NONE ? FORMAT_NONE : line_span(v->wall_ms - since, span));
    draw_text_right(a, c->oee, y, style, format_percent(r->oee, &v->numbers, text));
    (void)format_count_fit(r->good, 6, &v->numbers, good);
    draw_format(a, c->oee + 1, y, style, "%6s/%s", r->good < 0 ? FORMAT_NONE : good,
                r->target_now < 0 ? FORMAT_NONE
                                  : format_count_fit(r->target_now, 6, &v->numbers, text));
}

static void paint_row(const struct view *v, struct area a, int y, size_t place)
{
    char name[256], worst[160], said[HEARD_SIZE];
    const struct line_row *r = lines_at(&v->lines, place);
    struct columns c = columns_of(a.r.w);
    bool selected = (int)place == v->list.selected;
    if (selected)
        draw_code(a, 0, y, ST_KEY, 0x25B8);
    if (r == NULL) {
        draw_text(a, c.name, y, ST_DIM, "\u2026");
        return;
    }
    bool old = v->conn.state != CONN_LIVE || !v->lines.broker;
    bool dim = r->grade == LINE_UNKNOWN || old;
    enum style style = dim ? ST_OLD : selected ? ST_BOLD : ST_NORMAL, mark = looks[r->grade].style;
    draw_code(a, 1, y, mark, looks[r->grade].code);
    name_of(r, c.where >= 0, name, sizeof name);
    draw_text_cut(a, (struct rect){c.name, y, c.state - c.name - 1, 1}, style, name);
    draw_text_cut(a, (struct rect){c.state, y, 10, 1}, style, state_word(r));
    paint_figures(v, a, y, r, &c, style);
    draw_text_cut(
        a, (struct rect){c.worst, y, a.r.w - c.worst, 1},
        r->grade == LINE_FINE || r->grade == LINE_WAITING ? ST_DIM : mark,
        words_heard(line_row_worst(r, v->wall_ms, worst, sizeof worst), said, sizeof said));
}

static void paint_titles(struct area a)
{
    struct columns c = columns_of(a.r.w);
    draw_text(a, c.name, 0, ST_DIM, _("station"));
    draw_text(a, c.state, 0, ST_DIM, _("state"));
    if (c.since >= 0) {
        draw_text_right(a, c.since, 0, ST_DIM, _("for"));
        draw_text_right(a, c.oee, 0, ST_DIM, "OEE");
        draw_text(a, c.oee + 3, 0, ST_DIM, _("good/due"));
    }
    draw_text(a, c.worst, 0, ST_DIM, _("worst thing"));
}

static void paint_foot(const struct view *v, struct area a)
{
    char span[TEXT_DURATION_SIZE];
    const struct lines *l = &v->lines;
    int y = a.r.h - 1, x = 1;
    if (l->only >= 0)
        x = draw_format(a, x, y, ST_WARN, _("only %s  "), words_of(&words_line_grade, l->only));
    if (l->filter[0] != '\0' || l->searching) {
        x = draw_format(a, x, y, ST_WARN, _("with \"%s\""), l->filter);
        if (l->searching)
            draw_code(a, x, y, ST_SELECTED, ' ');
        x += 3;
    }
    x = draw_format(a, x, y, ST_DIM, _("%d of %zu \u00B7 %s"),
                    l->matching > 0 ? v->list.selected + 1 : 0, l->matching,
                    l->order == LINE_BY_WORST ? _("worst first") : _("floor order"));
    if (l->unexplained > 0)
        draw_format(a, x, y, ST_DIM, _(" \u00B7 not explained %lld \u00B7 %s"),
                    (long long)l->unexplained, text_duration(l->unexplained_ms, span));
}

/* ---- one station ---- */

static void paint_figure(struct area a, int *y, const char *label, const char *value)
{
    if (*y >= a.r.h)
        return;
    draw_text(a, 3, *y, ST_DIM, label);
    draw_text_cut(a, (struct rect){18, *y, a.r.w - 19, 1}, ST_NORMAL, value);
    ++*y;
}

static void paint_summary(const struct view *v, struct area a, int y)
{
    char text[160], number[3][FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    (void)text_format(text, sizeof text, "%s %%   A %s  P %s  Q %s",
                      format_percent(s->oee.oee, &v->numbers, number[0]),
                      format_percent(s->oee.availability, &v->numbers, number[1]),
                      format_percent(s->oee.performance, &v->numbers, number[2]),
                      format_percent(s->oee.quality, &v->numbers, (char[FORMAT_SIZE]){0}));
    paint_figure(a, &y, "OEE", text);
    (void)text_format(text, sizeof text, _("%s good, %s scrap, %s rework"),
                      format_count(s->counts.good, &v->numbers, number[0]),
                      format_count(s->counts.scrap, &v->numbers, number[1]),
                      format_count(s->counts.rework, &v->numbers, number[2]));
    paint_figure(a, &y, _("counts"), text);
    (void)text_format(text, sizeof text, "%s%s%s", s->job.id, s->job.id[0] != '\0' ? " " : "",
                      s->job.product);
    paint_figure(a, &y, _("job"), text);
    (void)text_format(text, sizeof text, "%s %s", s->shift.name, s->shift.team);
    paint_figure(a, &y, _("shift"), text);
    char said[HEARD_SIZE];
    for (int i = 0; i < s->lamps; i++) {
        (void)text_format(
            text, sizeof text, "%s %s%s%s", s->lamp[i].name, lamp_pattern_words(s->lamp[i].pattern),
            s->lamp[i].why[0] != '\0' ? ": " : "", words_heard(s->lamp[i].why, said, sizeof said));
        paint_figure(a, &y, i == 0 ? _("tower") : "", text);
    }
}

static void paint_station(const struct view *v, struct area a)
{
    char text[300], worst[160], span[LINE_SPAN_SIZE];
    const struct line_row *r = &v->lines.open_row;
    int y = 2;
    draw_code(a, 1, 0, looks[r->grade].style, looks[r->grade].code);
    draw_text_cut(a, (struct rect){3, 0, a.r.w - 4, 1}, ST_BOLD, line_row_name(r));
    paint_figure(a, &y, _("where"), r->station);
    (void)text_format(text, sizeof text, "%s %s", state_word(r),
                      r->since == TIME_NONE ? "" : line_span(v->wall_ms - r->since, span));
    paint_figure(a, &y, _("state"), text);
    (void)words_heard(line_row_worst(r, v->wall_ms, worst, sizeof worst), text, sizeof text);
    paint_figure(a, &y, _("worst thing"), text[0] != '\0' ? text : _("nothing"));
    (void)text_format(
        text, sizeof text,
        _("calls %lld \u00B7 alerts %lld \u00B7 predicted %lld \u00B7 not explained %lld"),
        (long long)r->calls, (long long)r->alerts, (long long)r->predictions,
        (long long)r->unexplained);
    paint_figure(a, &y, C_("how many", "open"), text);
    (void)text_format(text, sizeof text,
                      words_n("%lld record waits%s%s", "%lld records wait%s%s", (long)r->pending),
                      (long long)r->pending, r->oldest_ms >= 0 ? _(", the oldest ") : "",
                      r->oldest_ms >= 0 ? line_span(r->oldest_ms, span) : "");
    paint_figure(a, &y, _("upstream"), text);
    if (r->plant_rev < r->plant_newest)
        (void)text_format(text, sizeof text, _("revision %lld, the newest is %lld"),
                          (long long)r->plant_rev, (long long)r->plant_newest);
    else
        (void)text_format(text, sizeof text, _("revision %lld"), (long long)r->plant_rev);
    if (r->plant[0] != '\0')
        paint_figure(a, &y, _("plant"), text);
    if (r->summary_at != TIME_NONE) {
        (void)text_format(text, sizeof text, _("%s ago"),
                          line_span(v->wall_ms - r->summary_at, span));
        paint_figure(a, &y, _("heard"), text);
    }
    if (v->lines.has_summary)
        paint_summary(v, a, y);
}

static int board_rows(const struct view *v)
{
    return v->lines.matching < INT32_MAX ? (int)v->lines.matching : INT32_MAX;
}

static void paint_board(const struct view *v, struct area a)
{
    const struct lines *l = &v->lines;
    int page = a.r.h - 2, count = board_rows(v);
    if (l->open[0] != '\0') {
        paint_station(v, a);
        return;
    }
    paint_titles(a);
    if (count == 0)
        draw_text(a, 3, 1, ST_DIM,
                  !l->heard          ? _("waiting for the hub")
                  : l->stations == 0 ? _("no station has been heard of yet")
                                     : _("no station is like that \u00B7 Esc: all of them"));
    int top = list_top(v->list.top, v->list.selected, count, page > 0 ? page : 1);
    for (int i = 0; i < page && top + i < count; i++) {
        paint_row(v, area_part(a, (struct rect){0, 0, a.r.w, a.r.h}), i + 1,
                  (size_t)top + (size_t)i);
        hit_row(a, i + 1, top + i - v->list.selected, true);
    }
    paint_foot(v, a);
}

const struct panel_ops panel_line_board = {
    .name = "line-board",
    .help = "at a hub: every station a row, the worst first",
    .min_width = 30,
    .min_height = 4,
    .paint = paint_board,
    .rows = board_rows,
};
