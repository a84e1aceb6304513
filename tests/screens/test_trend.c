/* SPDX-License-Identifier: MIT */
/* Trends: where a value stands, what is hatched, the limit, each tier; and remaining life. */
#include "console/widgets/charts/plot.h"
#include "console/widgets/trend.h"
#include "tests/screens/picture.h"

static struct trend_point points[8];

/* Eight spans of a second: 0 1 2 3, nothing, 5 6 7. */
static struct trend ramp(int64_t limit)
{
    int n = 0;
    for (int i = 0; i < 8; i++)
        if (i != 4)
            points[n++] = (struct trend_point){i * 1000, (i + 1) * 1000, i, i, i};
    return (struct trend){points, n, 0, 8000, limit};
}

static void drawn(const struct trend *t, struct rect where, enum glyph_tier tier, const char *want)
{
    struct canvas c;
    char text[512];
    assert_int_equal(canvas_init(&c, where.w, where.h, tier), 0);
    draw_trend(canvas_area(&c), where, t, ST_BAR);
    (void)canvas_text(&c, text, sizeof text);
    assert_string_equal(text, want);
    canvas_done(&c);
}

static void test_scale(void **state)
{
    (void)state;
    struct trend t = ramp(9);
    int64_t low, high;
    trend_scale(&t, &low, &high);
    assert_int_equal(low, 0);
    assert_int_equal(high, 9);
    t.count = 0;
    trend_scale(&t, &low, &high);
    assert_true(low < high);
    t.limit = TREND_NONE;
    trend_scale(&t, &low, &high);
    assert_true(low < high);
    t = ramp(TREND_NONE);
    assert_int_equal(trend_at(&t, 4, 8), TREND_NONE);
    assert_int_equal(trend_at(&t, 3, 4), 7); /* the largest of its span */
    assert_int_equal(trend_at(&t, 0, 0), TREND_NONE);
}

static void test_tiers(void **state)
{
    (void)state;
    struct trend t = ramp(TREND_NONE);
    drawn(&t, (struct rect){0, 0, 8, 1}, GLYPH_UNICODE, "▁▂▃▄┈▆▇█\n");
    drawn(&t, (struct rect){0, 0, 8, 1}, GLYPH_ASCII, "__.-?=##\n");
    drawn(&t, (struct rect){0, 0, 4, 1}, GLYPH_UNICODE, "▂▄▆█\n");
    drawn(&t, (struct rect){0, 0, 8, 2}, GLYPH_LINUX, "     -\"\"\n__-\"?\n");
    drawn(&t, (struct rect){0, 0, 4, 2}, GLYPH_UNICODE, "  \u2820\u280A\n\u2860\u280A\n");
    t.limit = 6;
    drawn(&t, (struct rect){0, 0, 8, 2}, GLYPH_ASCII, ".....-\"\"\n__-\"?\n");
    t.end_ms = 0; /* no time: nothing to draw */
    drawn(&t, (struct rect){0, 0, 2, 2}, GLYPH_ASCII, "\n\n");
}

static void test_over_the_limit(void **state)
{
    (void)state;
    struct trend t = ramp(5);
    struct canvas c;
    char styles[64];
    assert_int_equal(canvas_init(&c, 8, 1, GLYPH_UNICODE), 0);
    draw_trend(canvas_area(&c), (struct rect){0, 0, 8, 1}, &t, ST_BAR);
    (void)canvas_styles(&c, styles, sizeof styles);
    assert_string_equal(styles, "BBBB?Bww\n");
    canvas_done(&c);
}

static void test_interval(void **state)
{
    static const struct {
        int64_t span[3], whole;
        const char *want;
    } rows[] = {
        {{20, 50, 80}, 100, "··───●───·\n"},  {{-1, 50, -1}, 100, "·····●····\n"},
        {{20, 50, 800}, 100, "··───●───▸\n"}, {{0, 0, 0}, 0, "●·········\n"},
        {{-1, -1, -1}, 100, "··········\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct canvas c;
        char text[128];
        assert_int_equal(canvas_init(&c, 10, 1, GLYPH_UNICODE), 0);
        draw_interval(canvas_area(&c), (struct rect){0, 0, 10, 1}, rows[i].span, rows[i].whole);
        (void)canvas_text(&c, text, sizeof text);
        assert_string_equal(text, rows[i].want);
        canvas_done(&c);
    }
}

/* Replies that make no sense leave nothing behind. */
static void test_replies(void **state)
{
    (void)state;
    static struct response r;
    json_t *rows = fixture_json("[{\"begin\":0,\"end\":10,\"min\":1,\"mean\":2,\"max\":3},"
                                "{\"begin\":10,\"end\":10,\"min\":1,\"mean\":2,\"max\":3},"
                                "{\"begin\":20,\"end\":30,\"min\":null,\"mean\":null,\"max\":null},"
                                "{\"begin\":30,\"end\":40,\"min\":4,\"mean\":2,\"max\":3},7]");
    trend_read(&r, "oil", rows, true);
    assert_int_equal(trend_find(&r, "oil")->points, 1);
    trend_read(&r, "oil", rows, false);
    assert_int_equal(trend_find(&r, "oil")->points, 2);
    json_decref(rows);
    for (int i = 0; i < 12; i++) { /* the oldest gives way */
        char name[16];
        (void)text_format(name, sizeof name, "s%d", i);
        trend_read(&r, name, NULL, true);
        trend_came(&r, name, 0, 1, i + 1);
    }
    assert_int_equal(r.trends, EVIDENCE_MAX);
    assert_non_null(trend_find(&r, "s11"));
    assert_null(trend_find(&r, "oil"));
    json_t *bad =
        fixture_json("{\"guidance\":{\"steps\":[1,\"a\\u001b[31m\"],\"cause\":7},"
                     "\"models\":[3],\"load\":{\"per_operator_hour\":\"x\",\"top\":[1]}}");
    guide_read(&r.guide, "oil", bad);
    assert_int_equal(r.guide.steps, 1);
    assert_null(strchr(r.guide.step[0], 0x1B));
    models_read(&r, bad);
    load_read(&r.load, bad);
    assert_int_equal(r.load.per_operator_hour, -1);
    assert_null(model_find(&r, "none", ""));
    json_decref(bad);
}

/* Of a column that several points share. */
static void test_means(void **state)
{
    (void)state;
    const struct trend_point point[] = {{at(6, 0, 0), at(6, 20, 0), 0, AMOUNT_ONE, AMOUNT_ONE},
                                        {at(6, 20, 0), at(7, 0, 0), 0, 4 * AMOUNT_ONE, 9},
                                        {at(7, 0, 0), at(7, 1, 0), 0, 7 * AMOUNT_ONE, 9}};
    const struct plot plot = {
        .point = point, .count = 3, .time = {at(6, 0, 0), at(8, 0, 0), &zone_utc}};
    struct trend_point found;
    assert_true(plot_at(&plot, 0, 2, &found));
    assert_int_equal(found.mean, 3 * AMOUNT_ONE);
    assert_true(plot_at(&plot, 1, 2, &found));
    assert_int_equal(found.mean, 7 * AMOUNT_ONE);
    assert_false(plot_at(&plot, 119, 120, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scale),          cmocka_unit_test(test_tiers),
        cmocka_unit_test(test_over_the_limit), cmocka_unit_test(test_interval),
        cmocka_unit_test(test_replies),        cmocka_unit_test(test_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
