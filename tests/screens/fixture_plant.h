/* SPDX-License-Identifier: MIT */
/* Lists over many stations as a hub says them. */
#ifndef TESTS_SCREENS_FIXTURE_PLANT_H
#define TESTS_SCREENS_FIXTURE_PLANT_H

#include "tests/screens/fixture_line.h"

#include <math.h>

#define PLANT_NOW INT64_C(1773342442000)

static inline union page_row *plant_row(struct view *v)
{
    struct pages *p = &v->pages;
    p->matching = ++p->shown;
    return &p->row[p->shown - 1];
}

static inline void plant_begin(struct view *v, enum line_page page)
{
    struct pages *p = &v->pages;
    fixture_line(v);
    *p = (struct pages){.page = page,
                        .row = p->row,
                        .heard = true,
                        .complete = true,
                        .broker = true,
                        .counted = -1,
                        .unlisted = -1,
                        .unknown = -1,
                        .stations = -1,
                        .late = -1,
                        .from = TIME_NONE,
                        .to = TIME_NONE,
                        .id = 2000000,
                        .want_count = PAGES_ROWS_MAX};
}

static inline void plant_path(char *out, const char *name)
{
    (void)text_format(out, LINE_STATION_SIZE, "acme/monterrey/%s", name);
}

static inline void fixture_plant_stops(struct view *v)
{
    static const struct {
        const char *station, *title, *detail, *suggested;
        int ago_s, lost_s;
        bool open, gone;
    } rows[] = {
        {"stamping/line1/press2", "Press 2", "E-217 die jam", "mech.jam", 90000, 1840, false,
         false},
        {"stamping/line1/press2", "Press 2", "", "", 15000, 310, false, false},
        {"stamping/line1/paint", "Paint shop with a long name", "FAULT", "E-101 door", 14000, 9000,
         true, true},
        {"welding/line2/weld1", "", "A very long text of a machine that talks and talks", "", 7200,
         131, false, false},
        {"stamping/line1/press2", "Press 2", "E-217 die jam", "mech.jam", 842, 842, true, false},
    };
    plant_begin(v, PAGE_UNEXPLAINED);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct line_stop *s = &plant_row(v)->stop;
        *s = (struct line_stop){.since = PLANT_NOW - rows[i].ago_s * MS_PER_S,
                                .end = TIME_NONE,
                                .ms = rows[i].lost_s * MS_PER_S,
                                .state = MS_STOPPED,
                                .online = !rows[i].gone,
                                .summary_at = PLANT_NOW};
        if (!rows[i].open)
            s->end = s->since + s->ms;
        plant_path(s->station, rows[i].station);
        (void)text_copy(s->title, sizeof s->title, rows[i].title);
        (void)text_copy(s->detail, sizeof s->detail, rows[i].detail);
        (void)text_copy(s->suggested, sizeof s->suggested, rows[i].suggested);
    }
    v->pages.stations = 3;
    v->pages.counted = 7;
    v->pages.unlisted = 2;
    v->pages.unknown = 1;
}

static inline void plant_part(struct view *v, const char *path, int stations, int good)
{
    struct line_part *p = &plant_row(v)->part;
    line_part_init(p);
    plant_path(p->path, path);
    p->stations = stations;
    p->lines = 1 + stations / 10;
    p->state[MS_RUNNING] = stations - 3;
    p->state[MS_STOPPED] = p->grade[LINE_WANTED] = stations > 9 ? 2 : 0;
    p->state[MS_STARVED] = stations > 9 ? 0 : 3;
    p->state[MS_UNKNOWN] = p->grade[LINE_UNKNOWN] = stations > 9;
    p->calls = p->alerts = stations > 9;
    p->oldest_ms = stations > 9 ? 300000 : 0;
    p->unexplained = 5;
    p->unexplained_ms = 1320000;
    p->good = good * AMOUNT_ONE;
    p->target_now = (good + 90) * AMOUNT_ONE;
}

static inline void fixture_plant_areas(struct view *v)
{
    plant_begin(v, PAGE_AREAS);
    plant_part(v, "stamping", 10, 14204);
    plant_part(v, "welding", 8, 4100);
    plant_part(v, "final assembly and test", 1250, 98765432);
}

static inline void fixture_plant_lines(struct view *v)
{
    plant_begin(v, PAGE_AREAS);
    v->pages.other[PAGE_AREAS] = true;
    plant_part(v, "stamping/line1", 10, 812);
    struct line_part *p = &v->pages.row[0].part;
    (void)text_copy(p->last, sizeof p->last, "pack1");
    (void)text_copy(p->constraint, sizeof p->constraint, "press3");
    p->oee = 0.784;
    p->oee_last = 0.91;
    plant_part(v, "welding/line2", 8, 4100);
}

/* One line alone, its board and its output. */
static inline void fixture_one_line(struct view *v)
{
    fixture_line(v);
    plant_begin(v, PAGE_AREAS);
    v->pages.other[PAGE_AREAS] = true;
    plant_part(v, "stamping/line1", 10, 812);
    struct line_part *p = &v->pages.row[0].part;
    (void)text_copy(p->last, sizeof p->last, "pack1");
    p->target_now = 900 * AMOUNT_ONE;
}

static inline void fixture_plant_handover(struct view *v)
{
    static const struct {
        const char *path, *loss, *where;
        int good, target, oee, lost_s, calls, unexplained, waiting, unknown;
        bool last;
    } rows[] = {
        {"stamping/line1", "die jam", "Press 2", 812, 1000, 784, 1840, 1, 5, 1, 1, true},
        {"welding/line2", "", "", 3240, 4100, 0, 0, 0, 0, 0, 0, false},
        {"assembly/line3", "no material from the warehouse", "station with a long name", 12345678,
         12345678, 991, 36000, 0, 12, 2, 0, false},
    };
    plant_begin(v, PAGE_HANDOVER);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct line_shift *s = &plant_row(v)->shift;
        line_shift_init(s);
        plant_path(s->station, rows[i].path);
        s->stations = 8;
        s->unknown = rows[i].unknown;
        s->good = rows[i].good * AMOUNT_ONE;
        s->target = rows[i].target * AMOUNT_ONE;
        s->machines = !rows[i].last;
        if (rows[i].oee > 0)
            s->oee = rows[i].oee / 1000.0;
        s->loss_ms = rows[i].lost_s > 0 ? rows[i].lost_s * MS_PER_S : -1;
        (void)text_copy(s->loss, sizeof s->loss, rows[i].loss);
        (void)text_copy(s->where, sizeof s->where, rows[i].where);
        s->calls = rows[i].calls;
        s->unexplained = rows[i].unexplained;
        s->waiting = rows[i].waiting;
        s->outgoing = i == 2;
        s->summary_at = PLANT_NOW - 3000;
        (void)text_copy(s->unsigned_shift, sizeof s->unsigned_shift, "night");
    }
}

static inline void fixture_plant_losses(struct view *v)
{
    static const struct {
        const char *kind, *title;
        int lost_s, count, stations;
    } rows[] = {
        {"unexplained", "not explained", 5400, 12, 5},
        {"reason", "die jam", 4100, 9, 2},
        {"reason", "no material", 2000, 3, 3},
        {"small", "small stops", 900, 131, 9},
        {"waiting", "waiting", 420, 14, 4},
        {"reason", "a reason that was given a name nobody can remember", 60, 1, 1},
    };
    plant_begin(v, PAGE_LOSSES);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct line_loss *l = &plant_row(v)->loss;
        *l = (struct line_loss){.lost_ms = rows[i].lost_s * MS_PER_S,
                                .count = rows[i].count,
                                .stations = rows[i].stations};
        (void)text_copy(l->kind, sizeof l->kind, rows[i].kind);
        (void)text_copy(l->title, sizeof l->title, rows[i].title);
    }
    v->pages.stations = 10;
    v->pages.late = 2;
    v->pages.from = PLANT_NOW - MS_PER_DAY;
    v->pages.to = PLANT_NOW;
}

static inline void fixture_plant_trend(struct view *v)
{
    static const char *const stations[] = {"stamping/line1/press1", "stamping/line1/press2",
                                           "welding/line2/weld1"};
    plant_begin(v, PAGE_TREND);
    for (int i = 0; i < 3; i++) {
        struct line_trend *t = &plant_row(v)->trend;
        *t = (struct line_trend){.shifts = i == 2 ? 4 : LINE_TREND_SHIFTS,
                                 .heard_at = PLANT_NOW - i * 40000};
        plant_path(t->station, stations[i]);
        for (int n = 0; n < t->shifts; n++) {
            t->oee[n] = n == 3 ? (double)NAN : 0.95 - 0.04 * ((n * (i + 3)) % 19);
            t->begin[n] = PLANT_NOW - n * 8 * MS_PER_HOUR;
        }
    }
    v->pages.stations = 3;
    v->pages.late = 0;
}

static inline void fixture_plant_none(struct view *v)
{
    plant_begin(v, PAGE_LOSSES);
    (void)text_copy(v->pages.error, sizeof v->pages.error,
                    "this view has no database: start it with --database, see andon-hub(8)");
}

#endif
