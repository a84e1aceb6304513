/* SPDX-License-Identifier: MIT */
/* The report's screen: asked question by question as asks.c does, drawn in its sizes and tiers
 * against pictures that were looked at, its keys, and a plant whose words are hostile. */
#include "console/widgets/key.h"
#include "console/words/heard.h"
#include "console/words/load.h"
#include "console/words/words.h"
#include "tests/screens/fixture_report.h"
#include "tests/support/locale.h"

static char *paint(struct ui *ui, int width, int height)
{
    struct canvas canvas;
    assert_int_equal(canvas_init(&canvas, width, height, ui->view.tier), 0);
    ui_paint(ui, &canvas);
    char *text = picture_text(&canvas);
    canvas_done(&canvas);
    return text;
}

static void pictures(void **state)
{
    static const struct {
        int width, height, top;
        enum glyph_tier tier;
    } all[] = {{40, 12, 0, GLYPH_UNICODE}, {80, 24, 0, GLYPH_UNICODE}, {80, 24, 28, GLYPH_UNICODE},
               {80, 24, 0, GLYPH_LINUX},   {80, 24, 0, GLYPH_ASCII},   {132, 43, 0, GLYPH_UNICODE},
               {200, 60, 0, GLYPH_UNICODE}};
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char name[96];
        struct ui *ui = open_report(all[i].tier);
        free(paint(ui, all[i].width, all[i].height)); /* how long it is is known then */
        ui->view.list.selected = all[i].top;
        char *text = paint(ui, all[i].width, all[i].height);
        (void)snprintf(name, sizeof name, "report-%d-%dx%d-%s", all[i].top, all[i].width,
                       all[i].height, tier_names[all[i].tier]);
        golden_check(name, text);
        free(text);
        picture_done(ui);
    }
}

/* Slower than a scanner. */
static void press(struct ui *ui, uint32_t key)
{
    ui->view.boot_ms += 1000;
    (void)ui_key(ui, key);
}

static void keys_choose(void **state)
{
    struct ui *ui = open_report(GLYPH_UNICODE);
    (void)state;
    const struct view *v = &ui->view;
    assert_int_equal(ui->screen, ui_screen_find("report"));
    assert_string_equal(v->report.shown->report.name, "2026-11-16 early");
    press(ui, '.');
    answer_report(ui);
    assert_string_equal(v->report.shown->report.name, "2026-11-17 early");
    press(ui, '3');
    answer_report(ui);
    assert_string_equal(v->report.shown->report.name, "2026-W47");
    press(ui, ',');
    answer_report(ui);
    assert_string_equal(v->report.shown->report.name, "2026-W46");
    press(ui, '2');
    answer_report(ui);
    assert_int_equal(v->report.shown->report.span, REPORT_DAY);
    press(ui, KEY_CODE_ESC);
    assert_string_equal(v->screen, "station");
    press(ui, 'e');
    assert_string_equal(v->screen, "report");
    picture_done(ui);
}

static void it_scrolls_to_its_end(void **state)
{
    struct ui *ui = open_report(GLYPH_UNICODE);
    (void)state;
    free(paint(ui, 80, 24));
    (void)ui_key(ui, KEY_CODE_END);
    char *text = paint(ui, 80, 24);
    assert_non_null(strstr(text, "plant time (Etc/GMT+6)"));
    free(text);
    (void)ui_key(ui, KEY_CODE_HOME);
    text = paint(ui, 80, 24);
    assert_non_null(strstr(text, "OEE 72.9 %"));
    free(text);
    /* Another station: nothing of this one stays. */
    view_forget(&ui->view);
    assert_null(ui->view.report.shown);
    picture_done(ui);
}

static size_t written;
static char html[400000];

static void keep(void *ctx, const char *text, size_t length)
{
    (void)ctx;
    assert_true(written + length < sizeof html);
    memcpy(html + written, text, length);
    written += length;
    html[written] = '\0';
}

static const char *said(const char *english, bool cell, char *out, size_t size)
{
    return cell ? words_heard_word(english, out, size) : words_heard(english, out, size);
}

/* The page that is printed, in another language. */
static void a_page_in_german(void **state)
{
    static const char *const there[] = {"lang=\"de\"", "Verfügbarkeit",         "Stunde für Stunde",
                                        "72,9 %",      "gute Teile (die Zahl)", " bis "},
                             *const gone[] = {"availability", "Hour by hour", "not explained"};
    struct cause why;
    (void)state;
    assert_true(words_load(locale_dir(), &why) >= 3);
    assert_true(words_use("de"));
    struct ui *ui = open_report(GLYPH_UNICODE);
    const struct report_out out = {keep, NULL, said, words_html()};
    report_as_html(&ui->view.report.shown->report, &out);
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        if (strstr(html, there[i]) == NULL)
            fail_msg("%s is missing", there[i]);
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        if (strstr(html, gone[i]) != NULL)
            fail_msg("%s is there", gone[i]);
    picture_done(ui);
    assert_true(words_use("en"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures),
        cmocka_unit_test(keys_choose),
        cmocka_unit_test(it_scrolls_to_its_end),
        cmocka_unit_test(a_page_in_german),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
