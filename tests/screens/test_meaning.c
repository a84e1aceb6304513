/* SPDX-License-Identifier: MIT */
/* Nothing is said by colour alone: with every style taken away, states, severities, lamps and the
 * connection are still told apart by word or shape, on each tier of characters. */
#include "console/panels/andon/look.h"
#include "console/widgets/ribbon.h"
#include "tests/screens/picture.h"

#define TIER(i) ((enum glyph_tier)(i))

static void test_machine_states(void **state)
{
    (void)state;
    for (int a = 0; a < MACHINE_STATE_COUNT; a++)
        for (int b = 0; b < a; b++) {
            struct state_look x = state_look((enum machine_state)a, false);
            struct state_look y = state_look((enum machine_state)b, false);
            assert_string_not_equal(x.word, y.word);
            for (int tier = 0; tier < GLYPH_TIERS; tier++)
                if (x.style != y.style && (x.style == ST_BAD || y.style == ST_BAD))
                    assert_int_not_equal(glyph_for(TIER(tier), x.code),
                                         glyph_for(TIER(tier), y.code));
        }
}

static void test_ribbon(void **state)
{
    (void)state;
    for (int tier = 0; tier < GLYPH_TIERS; tier++)
        for (int a = 0; a < RIBBON_KINDS; a++)
            for (int b = 0; b < a; b++)
                if (glyph_for(TIER(tier), ribbon_code((enum ribbon_kind)a)) ==
                    glyph_for(TIER(tier), ribbon_code((enum ribbon_kind)b)))
                    fail_msg("tier %s: \"%s\" and \"%s\" are one", tier_names[tier],
                             ribbon_word((enum ribbon_kind)a), ribbon_word((enum ribbon_kind)b));
}

static void test_severities(void **state)
{
    (void)state;
    for (int tier = 0; tier < GLYPH_TIERS; tier++)
        for (int a = 0; a < PRIORITY_COUNT; a++)
            for (int b = 0; b < a; b++) {
                const struct alert_view x = {.priority = (enum priority)a, .active = true},
                                        y = {.priority = (enum priority)b, .active = true};
                assert_int_not_equal(glyph_for(TIER(tier), alert_look(&x).code),
                                     glyph_for(TIER(tier), alert_look(&y).code));
            }
    for (int tier = 0; tier < GLYPH_TIERS; tier++) {
        const struct call_view raised = {.state = CALL_RAISED}, taken = {.state = CALL_TAKEN};
        assert_int_not_equal(glyph_for(TIER(tier), call_look(&raised).code),
                             glyph_for(TIER(tier), call_look(&taken).code));
    }
}

/* The picture as text alone; to be freed. */
static char *text_alone(const char *fixture, int width, int height, enum glyph_tier tier)
{
    struct canvas c;
    struct ui *ui = picture_ui(fixture, "station", tier);
    assert_int_equal(canvas_init(&c, width, height, tier), 0);
    ui_paint(ui, &c);
    size_t size = canvas_text(&c, NULL, 0) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    (void)canvas_text(&c, text, size);
    canvas_done(&c);
    picture_done(ui);
    return text;
}

/* What is wrong with a station can be read without one style, from the smallest size on. */
static void test_station_without_styles(void **state)
{
    static const struct {
        const char *fixture, *says[3]; /* in small, in capitals, in large letters */
    } rows[] = {
        {"running", {"running", "RUNNING", "R U N N I N G"}},
        {"stopped", {"stopped", "STOPPED", "S T O P P E D"}},
        {"starved", {"starved", "STARVED", "S T A R V E D"}},
        {"small-stop", {"stopped", "STOPPED", "S T O P P E D"}},
        {"connection-lost", {"reconnecting", "unknown", "NO DATA"}},
        {"link-lost", {"no broker", "unknown", "NO DATA"}},
    };
    static const int sizes[][2] = {{40, 12}, {80, 24}, {132, 43}, {200, 60}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (int tier = 0; tier < GLYPH_TIERS; tier++) {
                char *text = text_alone(rows[i].fixture, sizes[s][0], sizes[s][1], TIER(tier));
                bool said = false;
                for (int k = 0; k < 3; k++)
                    said = said || strstr(text, rows[i].says[k]) != NULL;
                if (!said)
                    fail_msg("%s, %dx%d:\n%s", rows[i].fixture, sizes[s][0], sizes[s][1], text);
                free(text);
            }
}

/* A lit lamp is in capitals, a dark one is not; which is unknown is marked. */
static void test_lamps(void **state)
{
    (void)state;
    for (int tier = 0; tier < GLYPH_TIERS; tier++) {
        char *lit = text_alone("stopped", 80, 24, TIER(tier));
        char *lost = text_alone("connection-lost", 80, 24, TIER(tier));
        assert_non_null(strstr(lit, "RED"));
        assert_non_null(strstr(lit, "grn"));
        assert_null(strstr(lit, "GRN"));
        assert_non_null(strstr(lost, "red?"));
        free(lit);
        free(lost);
    }
}

/* Keys and what is chosen have a mark besides their colour; so does what can be chosen in a theme
 * without colours. */
static void test_chosen_has_a_mark(void **state)
{
    (void)state;
    for (int tier = 0; tier < GLYPH_TIERS; tier++) {
        struct canvas c;
        struct ui *ui = picture_ui("andon", "alerts", TIER(tier));
        assert_int_equal(canvas_init(&c, 80, 24, TIER(tier)), 0);
        ui_paint(ui, &c);
        int marks = 0;
        for (int i = 0; i < 80 * 24; i++)
            marks += canvas_code(&c, &c.cell[i]) == glyph_for(TIER(tier), 0x25B8);
        assert_true(marks > 0);
        canvas_done(&c);
        picture_done(ui);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine_states), cmocka_unit_test(test_ribbon),
        cmocka_unit_test(test_severities),     cmocka_unit_test(test_station_without_styles),
        cmocka_unit_test(test_lamps),          cmocka_unit_test(test_chosen_has_a_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
