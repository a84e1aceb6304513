/* SPDX-License-Identifier: MIT */
/* The report's screen with a report: asked question by question as asks.c does, of the plant that
 * the report's own tests have. */
#ifndef TESTS_SCREENS_FIXTURE_REPORT_H
#define TESTS_SCREENS_FIXTURE_REPORT_H

#include "console/panels/asks.h"
#include "tests/screens/picture.h"
#include "tests/unit/report/plant.h"

static struct asks fixture_asks;

/* Answers every question of the report that is due. */
static inline void answer_report(struct ui *ui)
{
    char line[ASKS_LINE];
    struct view *v = &ui->view;
    v->zone = plant_zone;
    v->zone_known = true;
    asks_want(&fixture_asks, v, NEED_REPORT, false, "");
    for (int i = 0; i < 400 && asks_next(&fixture_asks, v, line); i++) {
        json_t *request = json_loads(line, 0, NULL);
        assert_non_null(request);
        json_int_t id = json_integer_value(json_object_get(request, "id"));
        bool ours = fixture_asks.question[ASK_REPORT].id == id;
        const char *cmd = json_string_value(json_object_get(request, "cmd"));
        line[strlen(line) - 1] = '\0';
        json_t *reply = ours ? plant_answer(cmd, line + 1) : json_object();
        json_object_set_new(reply, "id", json_integer(id));
        json_object_set_new(reply, "ok", ours ? json_true() : json_false());
        if (ours)
            assert_true(asks_reply(&fixture_asks, v, reply));
        json_decref(reply);
        json_decref(request);
    }
    assert_non_null(v->report.shown);
}

static inline struct ui *open_report(enum glyph_tier tier)
{
    struct ui *ui = picture_ui("running", "report", tier);
    plant_now = MONDAY_MS + 8 * MS_PER_DAY;
    ui->view.wall_ms = plant_now;
    memset(&fixture_asks, 0, sizeof fixture_asks);
    asks_begin(&fixture_asks, &ui->view);
    report_view_choose(&ui->view, REPORT_SHIFT, MONDAY_MS + HOURS(10));
    answer_report(ui);
    return ui;
}

#endif
