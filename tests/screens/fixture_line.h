/* SPDX-License-Identifier: MIT */
/* A line of ten stations as a hub says it, on a bad minute. */
#ifndef TESTS_SCREENS_FIXTURE_LINE_H
#define TESTS_SCREENS_FIXTURE_LINE_H

#include "console/panels/view.h"
#include "data/model/amount.h"
#include "data/model/text.h"

static inline void fixture_line_row(struct line_row *r, int i)
{
    static const struct {
        const char *name, *title;
        enum machine_state state;
        int for_s, good, due, oee;
    } rows[] = {
        {"press2", "Press 2", MS_STOPPED, 842, 1204, 1800, 610},
        {"weld1", "", MS_STOPPED, 131, 812, 900, 703},
        {"paint", "Paint shop with a long name", MS_RUNNING, 1900, -1, 640, 0},
        {"press3", "Press 3", MS_RUNNING, 761, 1842, 2010, 784},
        {"pack1", "", MS_RUNNING, 40000, 801, 790, 902},
        {"weld2", "", MS_STARVED, 48, 850, 900, 812},
        {"press1", "Press 1", MS_RUNNING, 3735, 2190, 2240, 887},
        {"press4", "Press 4", MS_CHANGEOVER, 620, 1433, 1500, 795},
        {"wash", "", MS_IDLE, 200, 1120, 1120, 860},
        {"pack2", "", MS_RUNNING, 7000, 12345678, 12345679, 990},
    };
    char path[LINE_STATION_SIZE];
    (void)text_format(path, sizeof path, "acme/monterrey/stamping/line1/%s", rows[i].name);
    line_row_init(r, path);
    (void)text_copy(r->title, sizeof r->title, rows[i].title);
    r->heard = r->online = true;
    r->state = rows[i].state;
    r->since = INT64_C(1773342442000) - rows[i].for_s * MS_PER_S;
    r->summary_at = INT64_C(1773342440000);
    r->good = rows[i].good < 0 ? -1 : rows[i].good * AMOUNT_ONE;
    r->target_now = rows[i].due * AMOUNT_ONE;
    if (rows[i].oee > 0)
        r->oee = rows[i].oee / 1000.0;
}

static inline void fixture_line(struct view *v)
{
    struct lines *l = &v->lines;
    v->conn.hub = true;
    *l = (struct lines){.row = l->row,
                        .there = l->there,
                        .shown = 10,
                        .matching = 10,
                        .stations = 10,
                        .grade = {2, 1, 2, 1, 4},
                        .unexplained = 5,
                        .unexplained_ms = 22 * MS_PER_MIN,
                        .heard = true,
                        .complete = true,
                        .broker = true,
                        .only = -1,
                        .id = 1000000,
                        .want_count = LINES_ROWS_MAX};
    for (int i = 0; i < 10; i++) {
        fixture_line_row(&l->row[i], i);
        l->there[i] = true;
    }
    l->row[0].calls = 1;
    l->row[0].call_since = l->row[0].since + 5 * MS_PER_MIN;
    (void)text_copy(l->row[0].call, sizeof l->row[0].call, "maintenance");
    l->row[2].online = false;
    l->row[2].status_at = l->row[2].since;
    l->row[3].predictions = 1;
    (void)text_copy(l->row[3].prediction, sizeof l->row[3].prediction, "spindle bearing");
    l->row[4].alerts = l->row[4].unacked = 1;
    (void)text_copy(l->row[4].alert, sizeof l->row[4].alert, "film nearly empty");
    for (int i = 0; i < 10; i++)
        line_row_grade(&l->row[i]);
}

static inline void fixture_line_lost(struct view *v)
{
    fixture_line(v);
    v->lines.broker = false;
    v->conn.state = CONN_LOST;
    v->conn.since_ms = INT64_C(1773342400000);
}

#endif
