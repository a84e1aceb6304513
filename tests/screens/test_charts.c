/* SPDX-License-Identifier: MIT */
/* The screen of details: its pictures in every tier and size, its keys, what it asks for and what
 * it makes of the answers. */
#include "console/panels/asks.h"
#include "console/panels/charts/paint.h"
#include "console/panels/charts/why.h"
#include "console/panels/rows.h"
#include "console/widgets/key.h"
#include "data/model/figures.h"
#include "tests/screens/charts_kit.h"

static const struct {
    const char *keys; /* pressed first: l r cursor, o c n of key_of, else themselves */
    int width, height;
    enum glyph_tier tier;
    const char *name;
} goldens[] = {
    {"", 80, 24, GLYPH_UNICODE, "parts"},
    {"dd", 80, 24, GLYPH_UNICODE, "oee"},
    {"dd", 132, 43, GLYPH_UNICODE, "oee"},
    {"dd", 40, 12, GLYPH_ASCII, "oee"},
    {"ddddd", 40, 12, GLYPH_UNICODE, "signal"},
    {"ddddd", 80, 24, GLYPH_UNICODE, "signal"},
    {"ddddd", 80, 24, GLYPH_LINUX, "signal"},
    {"ddddd", 80, 24, GLYPH_ASCII, "signal"},
    {"ddddd", 132, 43, GLYPH_UNICODE, "signal"},
    {"ddddd", 200, 60, GLYPH_UNICODE, "signal"},
    {"dddddllllllllll", 80, 24, GLYPH_UNICODE, "cursor"},
    {"dddddllllllllll", 80, 24, GLYPH_ASCII, "cursor"},
    {"ddddd2", 80, 24, GLYPH_UNICODE, "hour"},
    {"f", 80, 24, GLYPH_UNICODE, "losses"},
    {"f", 80, 24, GLYPH_LINUX, "losses"},
    {"f", 40, 12, GLYPH_ASCII, "losses"},
    {"ff", 80, 24, GLYPH_UNICODE, "reasons"},
    {"ff", 80, 24, GLYPH_ASCII, "reasons"},
    {"ff", 40, 12, GLYPH_UNICODE, "reasons"},
    {"<<\r", 80, 24, GLYPH_UNICODE, "intervals"},
    {",,\r", 40, 12, GLYPH_LINUX, "intervals"},
};

static uint32_t key_of(char c)
{
    switch (c) {
    case 'd':
        return KEY_CODE_DOWN;
    case 'u':
        return KEY_CODE_UP;
    case 'l':
        return KEY_CODE_LEFT;
    case 'r':
        return KEY_CODE_RIGHT;
    case 'p':
        return KEY_CODE_PAGE_UP;
    case 'n':
        return KEY_CODE_PAGE_DOWN;
    case 'h':
        return KEY_CODE_HOME;
    case 'e':
        return KEY_CODE_END;
    case '\r':
        return KEY_CODE_ENTER;
    case '\f':
        return KEY_CODE_ESC;
    default:
        return (uint32_t)(unsigned char)c;
    }
}

static void press(struct ui *ui, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        ui->view.boot_ms += 300; /* no scanner is so slow */
        ui->view.snap_boot_ms += 300;
        (void)ui_key(ui, key_of(*keys));
    }
}

static void test_pictures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof *goldens; i++) {
        char name[96];
        struct canvas canvas;
        struct ui *ui = details(goldens[i].tier, &canvas, goldens[i].width, goldens[i].height);
        press(ui, goldens[i].keys);
        ui_paint(ui, &canvas);
        char *text = picture_text(&canvas);
        snprintf(name, sizeof name, "details-%s-%dx%d-%s", goldens[i].name, goldens[i].width,
                 goldens[i].height, tier_names[goldens[i].tier]);
        golden_check(name, text);
        free(text);
        canvas_done(&canvas);
        picture_done(ui);
    }
}

static const struct {
    const char *keys;
    int width, height;
    enum glyph_tier tier;
    const char *name;
} why_goldens[] = {
    {"", 80, 24, GLYPH_UNICODE, "oee"},
    {"d", 80, 24, GLYPH_UNICODE, "availability"},
    {"d", 40, 12, GLYPH_UNICODE, "availability"},
    {"ddddd", 80, 24, GLYPH_ASCII, "pace"},
    {"d", 132, 43, GLYPH_UNICODE, "availability"},
    {"d\r", 80, 24, GLYPH_UNICODE, "made-of"},
};

static void test_why_pictures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof why_goldens / sizeof *why_goldens; i++) {
        char name[96];
        struct canvas canvas;
        struct ui *ui =
            details(why_goldens[i].tier, &canvas, why_goldens[i].width, why_goldens[i].height);
        ui_show(ui, ui_screen_find("why"));
        press(ui, why_goldens[i].keys);
        ui_paint(ui, &canvas);
        char *text = picture_text(&canvas);
        snprintf(name, sizeof name, "why-%s-%dx%d-%s", why_goldens[i].name, why_goldens[i].width,
                 why_goldens[i].height, tier_names[why_goldens[i].tier]);
        golden_check(name, text);
        free(text);
        canvas_done(&canvas);
        picture_done(ui);
    }
}

/* The numbers of a formula make what andond said, to the digits that are shown. */
static void test_why_divides(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    const struct charts *c = ui->view.charts;
    struct why_time t = why_time_of(c);
    assert_int_equal(t.steps, WHY_STEPS);
    for (const struct why_row *row = why_rows; row->id != NULL; row++) {
        char text[WHY_SIZE];
        why_numbers(&ui->view, row, text);
        assert_true(text[0] != '\0');
        why_value(&ui->view, row, text);
        assert_true(text[0] != '\0');
        if (row->said != NULL)
            assert_true(fabs((double)t.us[row->ratio.above] / (double)t.us[row->ratio.below] -
                             row->said(&c->kpi.oee)) < 0.0005);
    }
    canvas_done(&canvas);
    picture_done(ui);
}

static void test_why_keys(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    const struct charts *c = ui->view.charts;
    press(ui, "\fi");
    assert_string_equal(ui->view.screen, "why");
    press(ui, "ue");
    assert_int_equal(c->why, why_count() - 1);
    press(ui, "dh");
    assert_int_equal(c->why, 0);
    for (int i = 0; i < why_count(); i++) {
        press(ui, "\r");
        assert_string_equal(ui->view.screen, "details");
        assert_true(c->rows == (why_rows[i].subject == NULL));
        for (int k = 0; c->rows && k < 30; k++) {
            assert_true(charts_listed(c, c->row));
            press(ui, k < 15 ? "u" : "d");
        }
        press(ui, "i");
        if (strcmp(ui->view.screen, "why") != 0)
            fail_msg("figure %d", i);
        press(ui, "d");
    }
    canvas_done(&canvas);
    picture_done(ui);
}

/* Panels that no shipped screen has, as a layout of the plant's own would show them. */
static void test_other_panels(void **state)
{
    static const struct {
        const char *panel;
        int width, height;
        enum glyph_tier tier;
    } rows[] = {{"gauges", 60, 10, GLYPH_UNICODE}, {"gauges", 40, 5, GLYPH_ASCII},
                {"gauges", 40, 5, GLYPH_LINUX},    {"lives", 80, 4, GLYPH_UNICODE},
                {"lives", 40, 3, GLYPH_ASCII},     {"trend", 40, 4, GLYPH_UNICODE},
                {"losses", 40, 15, GLYPH_UNICODE}, {"pareto", 40, 4, GLYPH_UNICODE}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[96];
        struct canvas canvas;
        struct ui *ui = picture_ui("andon", "station", rows[i].tier);
        fixture_charts(&ui->view);
        assert_int_equal(canvas_init(&canvas, rows[i].width, rows[i].height, rows[i].tier), 0);
        const struct panel_ops *panel = panel_find(rows[i].panel);
        assert_non_null(panel);
        panel->paint(&ui->view, canvas_area(&canvas));
        char *text = picture_text(&canvas);
        snprintf(name, sizeof name, "panel-%s-%dx%d-%s", rows[i].panel, rows[i].width,
                 rows[i].height, tier_names[rows[i].tier]);
        golden_check(name, text);
        free(text);
        canvas_done(&canvas);
        picture_done(ui);
    }
}

static void test_axes(void **state)
{
    static const struct {
        int64_t low, high;
        int most;
        int64_t want_low, want_high, step;
    } rows[] = {{0, 15, 4, 0, 15, 5},
                {49, 74, 6, 45, 75, 5},
                {-3, 3, 4, -4, 4, 2},
                {1000, 1000, 3, 0, 2000, 1000},
                {INT64_MIN, INT64_MAX, 3, 0, 0, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t low = rows[i].low, high = rows[i].high;
        int64_t step = axis_round(&low, &high, rows[i].most);
        assert_true(low < high && step > 0 && (high - low) % step == 0);
        if (rows[i].step > 0)
            assert_true(low == rows[i].want_low && high == rows[i].want_high &&
                        step == rows[i].step);
    }
    const struct time_axis axis = {at(6, 0, 0), at(14, 0, 0), &zone_utc};
    assert_int_equal(axis_time_step(&axis, 56), MS_PER_HOUR);
    assert_int_equal(axis_time_step(&axis, 8), 12 * MS_PER_HOUR);
    assert_int_equal(axis_column(&axis, at(14, 0, 0), 56), -1);
    for (int x = 0; x < 57; x++)
        assert_int_equal(axis_column(&axis, axis_time(&axis, x, 57), 57), x);
}

static void test_keys(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 132, 43);
    struct charts *c = ui->view.charts;
    struct chart_span span = charts_span(&ui->view);
    assert_true(span.from_ms == at(6, 0, 0) && span.to_ms == at(14, 0, 0));
    press(ui, "2");
    span = charts_span(&ui->view);
    assert_int_equal(span.to_ms - span.from_ms, MS_PER_HOUR);
    assert_int_equal(span.to_ms, at(13, 7, 0)); /* the last minute that is on record */
    press(ui, "p");
    assert_int_equal(charts_span(&ui->view).to_ms, at(12, 37, 0));
    press(ui, "-");
    span = charts_span(&ui->view);
    assert_int_equal(span.to_ms - span.from_ms, 2 * MS_PER_HOUR);
    press(ui, "+++++");
    span = charts_span(&ui->view);
    assert_int_equal(span.to_ms - span.from_ms, CHART_SPAN_MIN);
    press(ui, "e");
    assert_true(c->end_ms == TIME_NEVER);
    press(ui, "5h");
    assert_int_equal(charts_span(&ui->view).to_ms, at(13, 7, 0)); /* the shift's day is not over */
    press(ui, "4lll");
    assert_true(c->cursor_ms < at(13, 7, 0) && c->cursor_ms > at(12, 50, 0));
    int64_t before = c->cursor_ms;
    press(ui, "+");
    assert_int_equal(c->cursor_ms, before);
    press(ui, "4,");
    press(ui, "\f");
    assert_true(c->cursor_ms == TIME_NONE);
    assert_string_equal(ui->view.screen, "details");
    press(ui, "\f");
    assert_string_equal(ui->view.screen, "station");
    canvas_done(&canvas);
    picture_done(ui);
}

static void test_cursor_pans(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    press(ui, "2");
    for (int i = 0; i < 200; i++)
        press(ui, "l");
    struct chart_span span = charts_span(&ui->view);
    assert_true(span.to_ms < at(13, 7, 0));
    assert_true(ui->view.charts->cursor_ms >= span.from_ms);
    assert_true(ui->view.charts->cursor_ms < span.to_ms);
    for (int i = 0; i < 400; i++)
        press(ui, "r");
    assert_true(ui->view.charts->end_ms == TIME_NEVER);
    assert_int_equal(ui->view.charts->cursor_ms, at(13, 7, 0) - 1);
    canvas_done(&canvas);
    picture_done(ui);
}

static void test_events_and_intervals(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    struct charts *c = ui->view.charts;
    press(ui, ",");
    int64_t last = c->cursor_ms;
    press(ui, ",");
    assert_true(c->cursor_ms < last);
    press(ui, ".");
    assert_int_equal(c->cursor_ms, last);
    press(ui, "\r");
    assert_true(c->rows);
    assert_int_equal(c->row, charts_interval_at(c, last));
    press(ui, "u");
    assert_int_equal(c->cursor_ms, c->timeline.row[c->row].begin_ms);
    press(ui, "h");
    assert_int_equal(c->row, 0);
    press(ui, "e");
    assert_int_equal(c->row, (int)c->timeline.count - 1);
    press(ui, "\f");
    assert_false(c->rows);
    canvas_done(&canvas);
    picture_done(ui);
}

/* The figures of each level less the losses below it are those of the next level, in the last
 * digit; and the last level is planned time less all losses. */
static void test_adds_up(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    struct charts *c = ui->view.charts;
    uint64_t seed = 7;
    for (int round = 0; round < 500; round++) {
        struct fall f;
        int64_t rest = c->kpi.oee.planned_ms * 1000;
        for (int i = 0; i < c->losses.rows; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
            c->losses.row[i].us = (int64_t)(seed >> 33) % (rest / 9);
            rest -= c->losses.row[i].us;
        }
        assert_true(charts_fall(c, &f));
        int64_t tenths = f.row[0].tenths, permille = f.row[0].permille;
        assert_int_equal(permille, 1000);
        for (int i = 1; i < f.rows; i++) {
            bool level = f.row[i].kind == FALL_LEVEL;
            if (level) {
                assert_int_equal(f.row[i].tenths, tenths);
                assert_int_equal(f.row[i].permille, permille);
            }
            tenths -= level ? 0 : f.row[i].tenths;
            permille -= level ? 0 : f.row[i].permille;
        }
        assert_int_equal(f.row[f.rows - 1].us, rest);
    }
    c->losses.row[3].known = false; /* no ideal cycle: nothing is said of what follows */
    struct fall f;
    assert_true(charts_fall(c, &f));
    assert_int_equal(f.row[f.rows - 1].kind, FALL_LOSS);
    canvas_done(&canvas);
    picture_done(ui);
}

/* Tenths of a minute say nothing of a few seconds, and a loss of some is not 0. */
static void test_seconds(void **state)
{
    static const struct {
        int64_t us;
        const char *text;
    } rows[] = {{18000000, "18 s "}, {1, " 1 s "}, {59900000, "59 s "},
                {60000000, " 1.0 "}, {0, " 0.0 "}, {-7000000, "\u22127 s "}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct canvas c;
        struct fall f = {.row = {{.kind = FALL_LEVEL, .word = "all"},
                                 {.kind = FALL_LOSS, .word = "lost", .us = rows[i].us}},
                         .rows = 2};
        assert_int_equal(canvas_init(&c, 60, 2, GLYPH_UNICODE), 0);
        canvas_clear(&c, ST_NORMAL);
        fall_level(&f, 600000000);
        draw_fall(canvas_area(&c), &f, &number_style_plain);
        char *text = picture_text(&c);
        if (strstr(strchr(text, '\n'), rows[i].text) == NULL)
            fail_msg("not \"%s\": %s", rows[i].text, text);
        free(text);
        canvas_done(&c);
    }
}

/* ---- questions ---- */

static void test_questions(void **state)
{
    (void)state;
    static const char kpi[] =
        "[{\"oee\":{\"availability\":0.5,\"performance\":0.8,\"quality\":1.0,\"oee\":0.4,"
        "\"planned_s\":600,\"run_s\":300},\"counts\":{\"total\":10,\"good\":10},\"failures\":1}]";
    struct asks a = {.next_id = 0};
    char line[ASKS_LINE];
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    struct view *v = &ui->view;
    struct charts *c = v->charts;
    asks_begin(&a, v);
    asks_notice(&a, v);
    asks_want(&a, v, ui_needs(ui, 80, 24), false, "");
    int64_t id = asked(&a, v, "kpi", line);
    assert_true(id > 0);
    assert_non_null(strstr(line, "\"from\":1773316800000,\"to\":1773342442000"));
    reply(&a, v, id, kpi);
    assert_true(fabs(c->next_kpi.oee.oee - 0.4) < 1e-9 && c->next_kpi.total == 10 * AMOUNT_ONE);
    assert_int_equal(c->kpi.failures, 3); /* not without the losses of the same span */
    id = asked(&a, v, "losses", line);
    reply(&a, v, id, "[{\"loss\":\"slow\",\"lost_s\":12.000000000001},{\"loss\":\"x\"}]");
    assert_int_equal(c->kpi.failures, 1);
    assert_true(c->losses.rows == 2 && c->losses.row[0].us == 12000000 && !c->losses.row[1].known);
    id = asked(&a, v, "pareto", line);
    assert_non_null(strstr(line, "\"by\":\"minutes\""));
    reply(&a, v, id, "[{\"kind\":\"reason\",\"reason\":\"a.b\",\"count\":2,\"lost_s\":90}]");
    assert_true(c->pareto.rows == 1 && c->pareto.row[0].ms == 90000);
    id = asked(&a, v, "minutes", line);
    assert_non_null(strstr(line, "\"points\":"));
    reply(&a, v, id,
          "[{\"begin\":1773316800000,\"end\":1773317040000,\"minutes\":3,\"good\":12000000,"
          "\"good_min\":3000000,\"good_max\":5000000,\"scrap\":0,\"scrap_min\":0,"
          "\"scrap_max\":0},{\"begin\":1773316800000,\"end\":null}]");
    assert_int_equal(c->parts[PARTS_GOOD].points, 1);
    assert_int_equal(c->parts[PARTS_GOOD].point[0].mean, 3 * AMOUNT_ONE);
    assert_int_equal(c->parts[PARTS_GOOD].point[0].max, 5 * AMOUNT_ONE);
    assert_int_equal(c->parts[PARTS_GOOD].point[0].min, 0); /* in the fourth minute */
    id = asked(&a, v, "export", line);
    assert_non_null(strstr(line, "\"kind\":\"improvements\""));
    reply(&a, v, id,
          "[{\"at\":1773340200000,\"text\":\"die 4 \\u001bpolished\"},{\"text\":\"when?\"}]");
    assert_true(c->marks == 1 && strncmp(c->mark[0].text, "die 4", 5) == 0);
    assert_null(strchr(c->mark[0].text, 27));
    assert_true(charts_event(v, 1773340199000, 1) == 1773340200000);
    id = asked(&a, v, "signals", line);
    json_t *limits =
        json_pack("{s:I,s:b,s:[{s:s,s:[{s:s,s:b,s:f}]}]}", "id", (json_int_t)id, "ok", 1, "signals",
                  "name", "oil_temp", "limits", "priority", "high", "low", 1, "at", 70.5);
    assert_true(asks_reply(&a, v, limits));
    json_decref(limits);
    assert_true(c->limits == 1 && c->limit[0].limit.at == 70500000 && c->limit[0].limit.low);
    assert_int_equal(c->limit[0].limit.kind, PLOT_ALARM);
    assert_int_equal(asked(&a, v, "history", line), 0);
    press(ui, "ddddd");
    id = asked(&a, v, "history", line);
    assert_non_null(strstr(line, "\"signal\":\"oil_temp\",\"points\":"));
    reply(&a, v, id,
          "[{\"begin\":1773316800000,\"end\":1773316860000,\"min\":1,\"mean\":2,"
          "\"max\":3},{\"begin\":1773316860000,\"end\":1773316920000,\"min\":null}]");
    assert_int_equal(c->history.points, 1);
    assert_int_equal(asked(&a, v, "history", line), 0); /* all is known until it grows old */
    press(ui, "fff");
    assert_true(asked(&a, v, "pareto", line) > 0);
    assert_non_null(strstr(line, "\"by\":\"count\""));
    canvas_done(&canvas);
    picture_done(ui);
}

static void answer_slices(struct asks *a, struct view *v, const char *what)
{
    char line[ASKS_LINE];
    while (asks_next(a, v, line)) {
        json_t *json = json_loads(line, 0, NULL);
        bool kpi = strstr(line, "\"kpi\"") != NULL;
        reply(a, v, json_integer_value(json_object_get(json, "id")), kpi ? what : "[]");
        json_decref(json);
    }
}

/* Each slice is a question; one that is over is asked once, unless something has changed. */
static void test_slices(void **state)
{
    (void)state;
    struct asks a = {.next_id = 0};
    char line[ASKS_LINE];
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    struct view *v = &ui->view;
    struct charts *c = v->charts;
    press(ui, "dd");
    charts_forget(c);
    (void)text_copy(c->subject, sizeof c->subject, "=oee");
    asks_begin(&a, v);
    asks_notice(&a, v);
    asks_want(&a, v, ui_needs(ui, 80, 24), false, "");
    answer_slices(&a, v, "[{\"oee\":{\"oee\":0.5}}]");
    assert_int_equal(c->oee.slice_ms, 15 * MS_PER_MIN);
    assert_int_equal(c->oee.series.points, 29); /* of 7 h 7 min */
    assert_int_equal(c->oee.series.point[0].begin_ms, c->round.from_ms);
    assert_int_equal(c->oee.series.point[28].end_ms, c->round.to_ms);
    assert_int_equal(c->oee.series.point[3].mean, 50 * AMOUNT_ONE);
    v->boot_ms += 60000;
    v->snap.ts += 60000;
    answer_slices(&a, v, "[{\"oee\":{\"oee\":0.75}}]");
    assert_int_equal(c->oee.series.points, 29);
    assert_int_equal(c->oee.series.point[27].mean, 50 * AMOUNT_ONE);
    assert_int_equal(c->oee.series.point[28].mean, 75 * AMOUNT_ONE);
    charts_stale(c, v->boot_ms);
    v->boot_ms += 1000;
    answer_slices(&a, v, "[{\"oee\":{\"oee\":null}}]");
    assert_int_equal(c->oee.series.points, 0); /* of what nobody knows nothing is drawn */
    assert_false(asks_next(&a, v, line));
    canvas_done(&canvas);
    picture_done(ui);
}

/* More than there is room for: the latest, and it is said. */
static void test_many_events(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    struct charts *c = ui->view.charts;
    json_t *rows = json_array();
    for (int i = 0; i < CHART_STOPS_MAX + 5; i++)
        json_array_append_new(rows, json_pack("{s:s,s:I,s:I,s:s}", "id", "S", "begin",
                                              (json_int_t)i * 1000, "end", (json_int_t)i * 1000 + 1,
                                              "state", "stopped"));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        char id[32];
        snprintf(id, sizeof id, "S%zu", i);
        json_object_set_new(json_array_get(rows, i), "id", json_string(id));
    }
    stops_take(&c->stops, rows, INT64_MIN, true);
    past_alerts_take(&c->alerts, rows, true);
    assert_true(c->stops.cut && c->stops.count <= CHART_STOPS_MAX);
    assert_int_equal(c->stops.row[c->stops.count - 1].begin_ms, (CHART_STOPS_MAX + 4) * 1000);
    assert_true(c->alerts.cut);
    assert_int_equal(c->alerts.at_ms[c->alerts.count - 1], (CHART_STOPS_MAX + 4) * 1000);
    ui_paint(ui, &canvas);
    char *text = picture_text(&canvas);
    assert_non_null(strstr(text, "the earliest marks are left out"));
    free(text);
    json_decref(rows);
    rows = json_array();
    stops_take(&c->stops, rows, INT64_MIN, true);
    assert_false(c->stops.cut);
    json_decref(rows);
    canvas_done(&canvas);
    picture_done(ui);
}

/* What comes into sight is asked for at once, also when it is only minutes. */
static void test_moves_are_asked_for(void **state)
{
    static const struct {
        const char *key, *to;
    } rows[] = {{"1", "\"to\":1773342420000"},
                {"p", "\"to\":1773342120000"},
                {"n", "\"to\":1773342420000"},
                {"2", "\"to\":1773342420000"}};
    struct asks a = {.next_id = 0};
    char line[ASKS_LINE];
    struct canvas canvas;
    (void)state;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    struct view *v = &ui->view;
    asks_begin(&a, v);
    asks_notice(&a, v);
    asks_want(&a, v, ui_needs(ui, 80, 24), false, "");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(asked(&a, v, "nothing", line), 0); /* all is answered */
        press(ui, rows[i].key);
        int64_t id = asked(&a, v, "kpi", line);
        if (id == 0)
            fail_msg("key %s", rows[i].key);
        assert_non_null(strstr(line, rows[i].to));
        reply(&a, v, id, "[]");
    }
    canvas_done(&canvas);
    picture_done(ui);
}

/* Nothing of one station is drawn as another's. */
static void test_another_station(void **state)
{
    (void)state;
    struct canvas canvas;
    struct plot plot;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    charts_plot(&ui->view, &plot);
    assert_true(plot.count > 0);
    charts_forget(ui->view.charts);
    charts_plot(&ui->view, &plot);
    assert_int_equal(plot.count, 0);
    canvas_done(&canvas);
    picture_done(ui);
}

/* The list is open when a shift begins, which has one interval yet. */
static void test_fewer_intervals(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    struct charts *c = ui->view.charts;
    for (const char *key = "udphe"; *key != '\0'; key++) {
        c->rows = true;
        c->row = 200;
        c->timeline.count = 3;
        press(ui, (const char[]){*key, '\0'});
        assert_in_range(c->row, 0, 2);
        assert_int_equal(c->cursor_ms, c->timeline.row[c->row].begin_ms);
    }
    canvas_done(&canvas);
    picture_done(ui);
}

/* The station's clock is ahead of ours. */
static void test_age(void **state)
{
    (void)state;
    struct canvas canvas;
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 132, 43);
    ui_show(ui, ui_screen_find("why"));
    ui->view.wall_ms = ui->view.charts->kpi.span.to_ms - 5000;
    ui_paint(ui, &canvas);
    char *text = picture_text(&canvas);
    assert_non_null(strstr(text, "as of: now"));
    free(text);
    canvas_done(&canvas);
    picture_done(ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_cursor_pans),
        cmocka_unit_test(test_events_and_intervals),
        cmocka_unit_test(test_why_pictures),
        cmocka_unit_test(test_why_divides),
        cmocka_unit_test(test_why_keys),
        cmocka_unit_test(test_other_panels),
        cmocka_unit_test(test_axes),
        cmocka_unit_test(test_adds_up),
        cmocka_unit_test(test_seconds),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_many_events),
        cmocka_unit_test(test_moves_are_asked_for),
        cmocka_unit_test(test_another_station),
        cmocka_unit_test(test_fewer_intervals),
        cmocka_unit_test(test_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
