/* SPDX-License-Identifier: MIT */
/* The pages of setting up, from the tower on, against the pictures that were looked at. */
#include "console/setup/setup.h"
#include "console/widgets/key.h"
#include "data/config/config.h"
#include "tests/screens/picture.h"

static struct setup s;

static void look(const char *page)
{
    static const struct {
        int width, height;
        enum glyph_tier tier;
    } sizes[] = {{80, 24, GLYPH_UNICODE},
                 {120, 40, GLYPH_UNICODE},
                 {40, 12, GLYPH_UNICODE},
                 {80, 24, GLYPH_LINUX},
                 {40, 12, GLYPH_ASCII}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct canvas c;
        char name[96];
        assert_int_equal(canvas_init(&c, sizes[i].width, sizes[i].height, sizes[i].tier), 0);
        setup_paint(&s, &c);
        char *text = picture_text(&c);
        (void)snprintf(name, sizeof name, "setup-%s-%dx%d-%s", page, sizes[i].width,
                       sizes[i].height, tier_names[sizes[i].tier]);
        golden_check(name, text);
        free(text);
        canvas_done(&c);
    }
}

static void outputs(const char *line)
{
    assert_true(setup_take_outputs(&s, line, strlen(line)));
}

static void press(const char *keys)
{
    for (; *keys != '\0'; keys++)
        (void)setup_key(&s, *keys == 'v' ? (uint32_t)KEY_CODE_DOWN : (uint32_t)*keys);
}

static int begin(void **state)
{
    (void)state;
    static const char text[] = "[site]\nenterprise = e\nname = s\n[line]\narea = a\nname = l\n"
                               "[station]\nname = press3\ntitle = Press 3\nideal_cycle = 4.1 s\n"
                               "[broker b]\nurl = mqtt://10.1.2.3\n";
    const struct config_text file = {"/d/station.ini", text, sizeof text - 1};
    const struct config_layer layer = {.text = &file, .texts = 1};
    struct config_report problems = {0};
    struct config *config = config_load_layers(&layer, 1, &problems);
    assert_non_null(config);
    setup_init(&s, NULL, "/etc/andon", 20780);
    setup_existing(&s, config);
    config_free(&config);
    config_report_done(&problems);
    return 0;
}

static void the_tower(void **state)
{
    (void)state;
    press("3");
    outputs("{\"trouble\":\"this machine has no GPIO chip (/dev/gpiochip*)\",\"lines\":[]}");
    press("\x1b"
          "3");
    s.tower.row = SETUP_ON_GPIO;
    look("no-lines");
    outputs("{\"lines\":["
            "{\"line\":\"pinctrl-bcm2711:17\",\"name\":\"\",\"used\":false},"
            "{\"line\":\"TOWER_RED\",\"name\":\"TOWER_RED\",\"used\":false},"
            "{\"line\":\"TOWER_YELLOW\",\"name\":\"TOWER_YELLOW\",\"used\":false},"
            "{\"line\":\"SPI_CE0\",\"name\":\"SPI_CE0\",\"used\":true,\"user\":\"spi0 CS0\"},"
            "{\"line\":\"\",\"name\":\"\",\"used\":false}]}");
    look("tower");
    press("1 v ");
    look("lines");
    press("\r");
    look("taking");
    outputs("{\"driven\":\"TOWER_RED\",\"drive\":\"blink\"}");
    look("lamp");
    press("1");
    outputs("{\"driven\":\"TOWER_RED\",\"drive\":\"high\"}");
    look("level");
    press("2");
    outputs("{\"error\":\"the lamp test: line TOWER_YELLOW of gpiochip0 is held by \\\"x\\\"; only "
            "one program can have it\"}");
    look("refused");
    press("0");
    look("summary");
    s.restart = true;
    setup_said(&s, "[lamp red] line: needs a restart");
    look("restart");
}

static void andond_has_the_lines(void **state)
{
    (void)state;
    press("3");
    outputs("{\"lines\":[{\"line\":\"TOWER_RED\",\"name\":\"R\",\"used\":true,\"user\":"
            "\"andond:red\"}]}");
    press("1");
    look("held");
}

static void shifts_and_reasons(void **state)
{
    (void)state;
    press("4");
    look("shifts");
    press("2");
    look("times");
    press("\r\r\r");
    look("week");
    press("08\r"
          "1");
    look("shift");
    press("\r0900-0915\r1200-1230\r");
    look("shift-breaks");
    press("\rA, B\r");
    look("turns");
    press("0");
    look("days");
    press("\r2");
    s.calendar.form.row = SHIFT_BREAKS;
    press("2145-2215\r\r\r");
    look("shift-refused");
    press("\x1b\r5");
    look("reasons");
}

static void another_machine(void **state)
{
    (void)state;
    static const char found[] =
        "{\"link\":\"\",\"messages\":1,\"topics\":4,\"machines\":1,\"found\":[{\"title\":\"Press "
        "9\",\"path\":\"g\"}]}";
    static const char replace[] =
        "{\"replace\":{\"rows\":["
        "{\"signal\":\"state\",\"was\":\"factory/line1/press3/state /state\",\"is\":"
        "\"factory/line1/press9/state /state\",\"deed\":\"changed\"},"
        "{\"signal\":\"total\",\"was\":\"n\",\"is\":\"n\",\"deed\":\"same\"},"
        "{\"signal\":\"spindle\",\"is\":\"factory/line1/press9/spindle\",\"deed\":\"new\"},"
        "{\"signal\":\"oil_temp\",\"was\":\"factory/line1/press3/oil\",\"deed\":\"stays\","
        "\"for\":\"alert oil_hot\"},"
        "{\"signal\":\"fault\",\"was\":\"factory/line1/press3/state /code\",\"deed\":\"stays\"},"
        "{\"signal\":\"vib\",\"was\":\"factory/line1/press3/vib\",\"deed\":\"retired\"}],"
        "\"patch\":{}}}";
    press("6");
    look("broker");
    s.at = 2;
    look("password");
    press("\r");
    assert_true(setup_take(&s, found, sizeof found - 1));
    press("1\r");
    assert_true(setup_take(&s, replace, sizeof replace - 1));
    look("replace");
    press("\r");
    look("replaced");
}

/* With a finger alone. */
static void by_touch(void **state)
{
    (void)state;
    setup_touch(&s);
    press("1");
    look("touch-broker");
    press("\r4");
    look("touch-shifts");
    press("2");
    look("touch-times");
    press("\r\r\r");
    look("touch-week");
    press("1");
    look("touch-shift");
    press("\r\r");
    look("touch-teams");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_tower, begin),
        cmocka_unit_test_setup(andond_has_the_lines, begin),
        cmocka_unit_test_setup(shifts_and_reasons, begin),
        cmocka_unit_test_setup(another_machine, begin),
        cmocka_unit_test_setup(by_touch, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
