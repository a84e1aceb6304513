/* SPDX-License-Identifier: MIT */
/* Layouts of a plant's own: variants by terminal, role and moment; new screens and their keys; what
 * is broken leaves the last good one in force; options of panels. */
#include "tests/screens/picture.h"

#include "console/panels/charts/charts.h"
#include "console/widgets/layout_read.h"
#include "data/model/text.h"

#define PAGE                                                               \
    "root = page\n[column page]\nchildren = header, body, message, keys\n" \
    "[panel header]\nheight = 1\n[panel message]\nheight = 1\n[panel keys]\nheight = 1\n"

static int take(struct ui *ui, const char *file, const char *text)
{
    return screens_take(&ui->screens, file, text, strlen(text), NULL);
}

struct own {
    const char *file, *text;
};

/* A round with these files; how many are right. */
static int load(struct ui *ui, const struct own *own, size_t count)
{
    int fine = 0;
    screens_begin(&ui->screens);
    for (size_t i = 0; i < count; i++)
        fine += take(ui, own[i].file, own[i].text) == 0;
    screens_end(&ui->screens);
    ui_layouts_changed(ui);
    return fine;
}

static char *paint(struct ui *ui, int width, int height)
{
    struct canvas c;
    assert_int_equal(canvas_init(&c, width, height, GLYPH_UNICODE), 0);
    ui_paint(ui, &c);
    size_t size = canvas_text(&c, NULL, 0) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    (void)canvas_text(&c, text, size);
    canvas_done(&c);
    return text;
}

struct said {
    char text[1024];
};

static void hear(void *ctx, int line, const char *what)
{
    struct said *said = ctx;
    size_t n = strlen(said->text);
    (void)text_format(said->text + n, sizeof said->text - n, "%d: %s\n", line, what);
}

static void shows(struct ui *ui, int width, const char *want, bool there)
{
    char *text = paint(ui, width, 24);
    if ((strstr(text, want) != NULL) != there)
        fail_msg("\"%s\" should%s be in\n%s", want, there ? "" : " not", text);
    free(text);
}

static const struct own variants[] = {
    {"station-maint.ini", "[screen station]\nwhen = role maintenance\n" PAGE
                          "[panel body]\nkind = note\ntext = for maintenance\n"},
    {"station-wide.ini", "[screen station]\nwhen = width >= 100 and not open call\n" PAGE
                         "[panel body]\nkind = note\ntext = for wide ones\n"},
    {"station.ini", "[screen station]\n" PAGE "[panel body]\nkind = note\ntext = for all others\n"},
};

static void test_variants(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    assert_int_equal(load(ui, variants, 2), 2);
    shows(ui, 80, "RUNNING", false); /* block letters */
    shows(ui, 80, "GOOD", true);     /* the compiled-in one */
    shows(ui, 100, "for wide ones", true);
    assert_int_equal(load(ui, variants, 3), 3);
    shows(ui, 80, "for all others", true);
    shows(ui, 100, "for wide ones", true);
    (void)text_copy(ui->view.conn.role, sizeof ui->view.conn.role, "maintenance");
    shows(ui, 100, "for maintenance", true);
    ui->view.snap.calls = 1;
    (void)text_copy(ui->view.conn.role, sizeof ui->view.conn.role, "operator");
    shows(ui, 100, "for all others", true);
    /* a badge counts before the login */
    (void)text_copy(ui->desk.person.role, sizeof ui->desk.person.role, "maintenance");
    shows(ui, 100, "for maintenance", true);
    assert_int_equal(load(ui, variants, 0), 0);
    shows(ui, 100, "GOOD", true);
    picture_done(ui);
}

static const struct own energy[] = {
    {"energy.ini", "[screen energy]\ntitle = Energy of the press\nkey = 1\n" PAGE
                   "[panel body]\nkind = signals\nsignals = oil_temp, no_such\n"},
};

static void test_new_screen(void **state)
{
    static const struct own changed[] = {
        {"energy.ini", "[screen energy]\ntitle = Power of the press\nkey = 1\n" PAGE
                       "[panel body]\nkind = signals\n"},
    };
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    assert_int_equal(ui_key(ui, '1') & UI_REPAINT, 0);
    assert_int_equal(load(ui, energy, 1), 1);
    shows(ui, 80, "1 energy", true); /* the key bar */
    assert_true((ui_key(ui, '1') & UI_REPAINT) != 0);
    assert_string_equal(ui->view.screen, "energy");
    shows(ui, 80, "oil_temp", true);
    shows(ui, 80, "no signal no_such here", true);
    shows(ui, 80, "S stop", true); /* the usual keys of a screen that stands there all day */
    shows(ui, 80, "spindle", false);
    ui_show(ui, ui_screen_find("help"));
    shows(ui, 80, "Energy of the press", true);
    assert_int_equal(load(ui, changed, 1), 1); /* … while it is read */
    shows(ui, 80, "Energy of the press", false);
    shows(ui, 80, "Power of the press", true);
    assert_int_equal(load(ui, energy, 0), 0);
    shows(ui, 80, "Power of the press", false);
    assert_int_equal(load(ui, energy, 1), 1);
    assert_true(ui_key(ui, '1') != 0);
    assert_true(ui_key(ui, '1') != 0); /* again there: back */
    assert_string_equal(ui->view.screen, "station");
    ui_key(ui, '1');
    /* its file goes while it is shown */
    assert_int_equal(load(ui, energy, 0), 0);
    assert_string_equal(ui->view.screen, "station");
    assert_int_equal(screens_find(&ui->screens, "energy"), -1);
    ui_key(ui, '1');
    assert_string_equal(ui->view.screen, "station");
    assert_int_equal(load(ui, energy, 1), 1);
    assert_true(screens_find(&ui->screens, "energy") > 0);
    picture_done(ui);
}

static void test_last_good(void **state)
{
    static const struct own broken[] = {
        {"energy.ini", "[screen energy]\n" PAGE "[panel body]\nkind = signls\n"},
    };
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    assert_int_equal(load(ui, broken, 1), 0);
    assert_int_equal(screens_find(&ui->screens, "energy"), -1);
    assert_int_equal(load(ui, energy, 1), 1);
    assert_string_equal(ui->view.layout_trouble, "");
    ui_key(ui, '1');
    assert_int_equal(load(ui, broken, 1), 0);
    shows(ui, 80, "oil_temp", true);
    shows(ui, 120,
          "layout energy.ini:12: kind = signls: there is no panel \"signls\"; did you mean "
          "signals?",
          true);
    screens_begin(&ui->screens);
    screens_refuse(&ui->screens, "energy.ini", "cannot be read: Permission denied");
    screens_end(&ui->screens);
    ui_layouts_changed(ui);
    shows(ui, 80, "layout energy.ini: cannot be read", true);
    assert_int_equal(load(ui, energy, 1), 1);
    assert_string_equal(ui->view.layout_trouble, "");
    picture_done(ui);
}

#define BODY PAGE "[panel body]\nkind = machine\n"

static void test_refused(void **state)
{
    static const struct {
        struct own own[2];
        const char *want;
    } cases[] = {
        {{{"a.ini", "[screen a]\nkey = s\n" BODY}, {"b.ini", "[screen b]\n" BODY}},
         "a.ini:1: key = s is taken: it is \"stop\" everywhere; take a digit or a letter that the "
         "help page (?) does not have"},
        {{{"a.ini", "[screen a]\nkey = 7\n" BODY}, {"b.ini", "[screen b]\nkey = 7\n" BODY}},
         "b.ini:1: key = 7 is taken by screen a of a.ini; take another"},
        {{{"a.ini", "[screen stop]\n" BODY}, {"b.ini", "[screen stop]\n" BODY}},
         "b.ini:1: screen stop is made by a.ini already; say in one of them when it is for, e.g. "
         "when = width >= 132"},
        {{{"a.ini", "[screen stop]\nkey = 7\n" BODY}, {"b.ini", "[screen b]\n" BODY}},
         "a.ini:1: key is for screens of your own; this one has its key: leave it out"},
        {{{"a.ini", "[screen a]\n" PAGE "[panel body]\nkind = form\n"},
          {"b.ini", "[screen b]\n" BODY}},
         "a.ini:11: panel form is for the screens on which something is entered (stop, scrap, job, "
         "…); here it would stay empty"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
        assert_int_equal(load(ui, cases[i].own, 2), 1);
        assert_string_equal(ui->view.layout_trouble, cases[i].want);
        picture_done(ui);
    }
}

/* Every limit is said and nothing is overrun. */
static void test_limits(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    int fine = 0;
    screens_begin(&ui->screens);
    for (int i = 0; i < SCREENS_FILES + 6; i++) {
        char file[32], text[512];
        (void)text_format(file, sizeof file, "own%02d.ini", i);
        (void)text_format(text, sizeof text, "[screen own%02d]\n" BODY, i);
        fine += take(ui, file, text) == 0;
    }
    screens_end(&ui->screens);
    assert_int_equal(fine, SCREENS_OWN);
    assert_non_null(strstr(screens_trouble(&ui->screens), "more than 24 screens of your own"));
    ui_layouts_changed(ui);
    shows(ui, 80, "GOOD", true);
    picture_done(ui);
}

/* Files beyond the 64th are not read: that is told, until they are gone. */
static void test_left_out(void **state)
{
    static const struct {
        int files;
        const char *told;
    } rows[] = {{SCREENS_FILES, ""},
                {SCREENS_FILES + 1, "v64.ini is left out: 64 layouts are the most"},
                {SCREENS_FILES + 6, "v64.ini (and 5 more) is left out: 64 layouts are the most"},
                {SCREENS_FILES, ""}};
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        screens_begin(&ui->screens);
        for (int i = 0; i < rows[row].files; i++) {
            char file[32], text[512];
            (void)text_format(file, sizeof file, "v%02d.ini", i);
            (void)text_format(text, sizeof text, "[screen own]\nwhen = width >= %d\n" BODY, i + 40);
            assert_int_equal(take(ui, file, text), i < SCREENS_FILES ? 0 : -1);
        }
        screens_end(&ui->screens);
        ui_layouts_changed(ui);
        assert_string_equal(ui->view.layout_trouble, rows[row].told);
    }
    picture_done(ui);
}

static const struct own options[] = {
    {"o.ini", "[screen station]\nroot = page\n[column page]\nchildren = a b c\n"
              "[panel a]\nkind = tower\nlamps = red\nheight = 1\n"
              "[panel b]\nkind = events\nrecords = stop\n"
              "[panel c]\nkind = note\nbold = yes\ntext = call 4711\n"},
};

static void test_options(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    assert_int_equal(load(ui, options, 1), 1);
    shows(ui, 80, "call 4711", true);
    shows(ui, 80, "red", true);
    shows(ui, 80, "GRN", false);
    shows(ui, 80, "interval", false);
    picture_done(ui);
}

static const struct own trends[] = {
    {"t.ini", "[screen station]\n" PAGE "[panel body]\nkind = trends\nsignals = load, no_such, "
              "oil_temp\n"},
};

/* andond is asked about the trends that the layout shows, and about no others. */
static void test_trends(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    const struct asked_about *about = &ui->view.response.subject;
    shows(ui, 80, "GOOD", true);
    (void)ui_update(ui);
    assert_int_equal(about->signals, 0);
    assert_int_equal(load(ui, trends, 1), 1);
    shows(ui, 80, "oil_temp", true);
    (void)ui_update(ui);
    assert_int_equal(about->signals, 2);
    assert_string_equal(about->signal[0], "load");
    assert_string_equal(about->signal[1], "oil_temp");
    assert_true((ui_needs(ui, 80, 24) & NEED_TREND) != 0);
    assert_int_equal(load(ui, trends, 0), 0);
    free(paint(ui, 132, 43)); /* the shipped one has room for two */
    (void)ui_update(ui);
    assert_int_equal(about->signals, 2);
    assert_string_equal(about->signal[0], "oil_temp");
    picture_done(ui);
}

static const struct own span[] = {
    {"t.ini", "[screen station]\nroot = page\n[column page]\nchildren = header, trend, losses, "
              "message, keys\n[panel header]\nheight = 1\n[panel message]\nheight = 1\n"
              "[panel keys]\nheight = 1\n[panel trend]\nspan = 24h\nsubject = oil_temp\n"
              "[panel losses]\nspan = 24h\n"},
};

/* Span and figure of a screen are what its layout says; on the screen of details the person's. */
static void test_span(void **state)
{
    static const struct own other[] = {
        {"t.ini", "[screen station]\n" PAGE "[panel body]\nkind = trend\nsubject = no_such\n"}};
    static const struct own figure[] = {{"t.ini", "[screen station]\n" PAGE
                                                  "[panel body]\nkind = trend\nspan = shift\n"
                                                  "subject = scrap\n"}};
    struct chart_subject subject;
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    struct view *v = &ui->view;
    assert_int_equal(load(ui, span, 1), 1);
    (void)ui_update(ui);
    struct chart_span looked_at = charts_span(v);
    assert_true(looked_at.to_ms == charts_now(v));
    assert_true(looked_at.to_ms - looked_at.from_ms == MS_PER_DAY);
    assert_true(charts_subject(v, charts_chosen(v), &subject));
    assert_string_equal(subject.id, "oil_temp");
    shows(ui, 80, "oil_temp", true);
    ui_show(ui, ui_screen_find("details"));
    (void)ui_update(ui);
    assert_true(charts_span(v).from_ms == v->snap.shift.start);
    assert_int_equal(charts_chosen(v), 0);
    ui_show(ui, ui_screen_find("station"));
    assert_int_equal(load(ui, other, 1), 1);
    (void)ui_update(ui);
    assert_true(charts_span(v).from_ms == v->snap.shift.start);
    shows(ui, 80, "no signal no_such here", true);
    assert_int_equal(load(ui, figure, 1), 1);
    (void)ui_update(ui);
    assert_true(charts_subject(v, charts_chosen(v), &subject));
    assert_string_equal(subject.id, "=scrap");
    assert_true(charts_span(v).from_ms == v->snap.shift.start);
    picture_done(ui);
}

/* Refused with the line, and how to put it right. */
static void test_span_refused(void **state)
{
    static const struct {
        const char *said, *want;
    } rows[] = {
        {"span = 24h\n", ""},
        {"span = 10m\nsubject = =oee\n", "15: subject = =oee: must be one name"},
        {"span = 24\n", "14: span = 24: must be shift, or a time up to now from 10m to 31d"},
        {"span = 9m\n", "14: span = 9m: must be"},
        {"span = 32d\n", "14: span = 32d: must be"},
        {"span = 99999999999999999999h\n", "must be"},
        {"span = d\n", "14: span = d: must be"},
        {"span = 1d\n[panel message]\nkind = losses\nspan = 7d\n",
         "17: span = 7d: the panels of one screen share it, and line 14 says 1d"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct said said = {.text = ""};
        const struct layout_report report = {.ctx = &said, .problem = hear};
        struct layout layout;
        char text[512];
        (void)text_format(text, sizeof text,
                          "[screen station]\nroot = page\n[column page]\n"
                          "children = header, body, message, keys\n[panel header]\nheight = 1\n"
                          "%s[panel keys]\nheight = 1\n[panel body]\n\n\nkind = trend\n%s",
                          i + 1 < sizeof rows / sizeof *rows ? "[panel message]\n" : "\n",
                          rows[i].said);
        int got = layout_read(text, strlen(text), panel_kinds(), &layout, &report);
        assert_int_equal(got == 0, rows[i].want[0] == '\0');
        if (strstr(said.text, rows[i].want) == NULL)
            fail_msg("%s: %s", rows[i].said, said.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_span),      cmocka_unit_test(test_span_refused),
        cmocka_unit_test(test_variants),  cmocka_unit_test(test_new_screen),
        cmocka_unit_test(test_last_good), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),    cmocka_unit_test(test_options),
        cmocka_unit_test(test_trends),    cmocka_unit_test(test_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
