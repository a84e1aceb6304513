/* SPDX-License-Identifier: MIT */
/* The details screen on random days: what it shows adds up as the engine adds it up. */
#include "console/panels/charts/paint.h"
#include "console/panels/charts/why.h"
#include "console/panels/rows.h"
#include "data/model/figures.h"
#include "tests/screens/charts_kit.h"

static uint64_t seed;

static int64_t random_below(int64_t limit)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)(seed >> 33) % limit;
}

static bool day_words(void *ctx, const char *reason, struct figure_words *out)
{
    (void)ctx;
    out->loss = strcmp(reason, "jam") == 0 ? LOSS_BREAKDOWN : LOSS_SETUP;
    (void)text_copy(out->title, sizeof out->title, reason);
    return strcmp(reason, "odd") != 0;
}

/* States one after the other, stops with and without reasons, parts of three products. */
static void random_day(struct figures *f)
{
    static const char *const reasons[] = {"jam", "tool", "odd", ""};
    static const enum machine_state states[] = {MS_RUNNING, MS_STOPPED, MS_UNKNOWN, MS_STARVED};
    figures_init(f, 0, 8 * MS_PER_HOUR);
    for (int64_t at_ms = 0, end; at_ms < 8 * MS_PER_HOUR; at_ms = end) {
        enum machine_state state = states[random_below(10) < 6 ? 0 : random_below(4)];
        end = at_ms + 1 + random_below(20 * MS_PER_MIN);
        end = end < 8 * MS_PER_HOUR ? end : 8 * MS_PER_HOUR;
        figures_interval(
            f, &(struct figure_interval){at_ms, end, end - at_ms, state, random_below(8) > 0});
        bool planned = f->account[0].ms[1][MS_STOPPED] > 0;
        if (state != MS_STOPPED || !planned)
            continue;
        struct figure_stop stop = {.begin_ms = at_ms,
                                   .end_ms = end,
                                   .ms = end - at_ms,
                                   .lost_ms = end - at_ms,
                                   .small = end - at_ms < 2 * MS_PER_MIN,
                                   .asks = true};
        (void)text_copy(stop.reason, sizeof stop.reason, reasons[random_below(4)]);
        figures_stop(f, &stop);
    }
    for (int i = 0; i < 30; i++) {
        struct figure_parts parts = {.planned = {.ideal_us = 1000000 + random_below(3) * 777777}};
        parts.planned.total = random_below(200) * AMOUNT_ONE;
        parts.planned.scrap = parts.planned.total / (2 + random_below(30));
        parts.planned.good = parts.planned.total - parts.planned.scrap;
        figures_parts(f, &parts);
    }
}

static const char *day_rows(const struct figures *f, const char *what)
{
    static char text[30000];
    static struct snapshot scratch;
    static const struct figures_conf conf = {
        .oee = {.quality_measured = true}, .ideal_known = true, .stop_words = day_words};
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_array(&w, NULL);
    if (strcmp(what, "kpi") == 0)
        figures_put_kpi(&w, f, &conf, &scratch);
    else if (strcmp(what, "losses") == 0)
        figures_put_losses(&w, f, &conf);
    else
        figures_put_pareto(&w, f, &conf, false, 0);
    jw_array_end(&w);
    assert_false(w.overflow);
    return text;
}

/* Running time is what availability was divided from, to the ms; good time makes OEE, and the
 * reasons are all that the stops lost. */
static void check_day(const struct charts *c, const struct figures *f)
{
    struct why_time t = why_time_of(c);
    const struct oee *o = &c->kpi.oee;
    int64_t lost = 0, listed = 0;
    struct fall fall;
    assert_true(charts_fall(c, &fall));
    assert_int_equal(fall.row[fall.rows - 1].us, t.us[WHY_GOOD]);
    assert_true(llabs(t.us[WHY_RUN] - o->run_ms * 1000) < 1000);
    if (t.us[WHY_PLANNED] > 0 && o->run_ms > 0) {
        double planned = (double)t.us[WHY_PLANNED], run = (double)t.us[WHY_RUN];
        assert_true(fabs(run / planned - o->availability) < 1e-6);
        assert_true(fabs((double)t.us[WHY_IDEAL] / run - o->performance) < 1e-6 * o->performance);
        assert_true(fabs((double)t.us[WHY_GOOD] / planned - o->oee) < 1e-6 * (1 + o->oee));
    }
    lost = f->small.lost_ms + f->unexplained.lost_ms + f->waiting.lost_ms + f->others.lost_ms;
    for (int i = 0; i < f->reasons; i++)
        lost += f->reason[i].lost_ms;
    for (int i = 0; i < c->pareto.rows; i++)
        listed += c->pareto.row[i].ms;
    assert_int_equal(listed, lost);
}

static void test_random_days(void **state)
{
    (void)state;
    static struct figures f;
    static const char *const asks_of[] = {"kpi", "losses", "pareto"};
    struct canvas canvas;
    char line[ASKS_LINE];
    struct ui *ui = details(GLYPH_UNICODE, &canvas, 80, 24);
    struct view *v = &ui->view;
    for (int day = 0; day < 60; day++) {
        struct asks a = {.next_id = 0};
        seed = (uint64_t)day;
        random_day(&f);
        asks_begin(&a, v);
        asks_want(&a, v, NEED_CHART_FIGURES | NEED_CHART_PARETO, false, "");
        for (size_t i = 0; i < sizeof asks_of / sizeof *asks_of; i++) {
            int64_t id = asked(&a, v, asks_of[i], line);
            assert_true(id > 0);
            reply(&a, v, id, day_rows(&f, asks_of[i]));
        }
        check_day(v->charts, &f);
    }
    canvas_done(&canvas);
    picture_done(ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_days)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
