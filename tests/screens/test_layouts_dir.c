/* SPDX-License-Identifier: MIT */
/* The directory of own layouts: a change is seen at once, what is broken leaves the last good one,
 * what cannot be read is told, what is no layout is left alone. */
#include "console/layouts.h"
#include "tests/screens/picture.h"

#include "data/model/text.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#define GOOD "[screen energy]\ntitle = Energy\nkey = 1\nroot = body\n[panel body]\nkind = signals\n"

struct bench {
    char dir[64];
    struct layouts *layouts;
    struct ui *ui;
    int64_t boot_ms;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    (void)text_copy(b->dir, sizeof b->dir, "/tmp/andon-layouts-XXXXXX");
    assert_non_null(mkdtemp(b->dir));
    b->ui = picture_ui("running", "station", GLYPH_UNICODE);
    b->layouts = layouts_new(b->dir, true);
    assert_non_null(b->layouts);
    *state = b;
    return 0;
}

static void path_of(const struct bench *b, const char *name, char out[128])
{
    assert_true(text_format(out, 128, "%s/%s", b->dir, name));
}

static int tear_down(void **state)
{
    static const char *const names[] = {"energy.ini", ".energy.ini.swp", "energy.ini~",
                                        "README",     "z.ini",           "new.tmp"};
    struct bench *b = *state;
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(b, names[i], path);
        (void)unlink(path);
        (void)rmdir(path);
    }
    (void)rmdir(b->dir);
    layouts_free(&b->layouts);
    assert_null(b->layouts);
    picture_done(b->ui);
    free(b);
    return 0;
}

static void put(const struct bench *b, const char *name, const char *text)
{
    char path[128];
    path_of(b, name, path);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* As the main loop: woken by the descriptor, the clock stands. */
static void woken(struct bench *b)
{
    struct pollfd p = {.fd = layouts_fd(b->layouts), .events = POLLIN};
    assert_true(p.fd >= 0);
    assert_int_equal(poll(&p, 1, 30000), 1);
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
}

static const char *trouble(const struct bench *b)
{
    return b->ui->view.layout_trouble;
}

static int energy(const struct bench *b)
{
    return screens_find(&b->ui->screens, "energy");
}

static void test_changes(void **state)
{
    struct bench *b = *state;
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_false(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_int_equal(energy(b), -1);
    put(b, "energy.ini", GOOD);
    woken(b);
    assert_true(energy(b) > 0);
    assert_string_equal(trouble(b), "");
    put(b, "energy.ini", "[screen energy]\nroot = body\n[panel body]\nkind = signal\n");
    woken(b);
    assert_true(energy(b) > 0);
    assert_string_equal(trouble(b),
                        "energy.ini:4: kind = signal: there is no panel \"signal\"; did "
                        "you mean signals?");
    /* an editor that writes another file and renames it */
    char from[128], to[128];
    put(b, "new.tmp", GOOD);
    path_of(b, "new.tmp", from);
    path_of(b, "energy.ini", to);
    assert_int_equal(rename(from, to), 0);
    woken(b);
    assert_string_equal(trouble(b), "");
    assert_int_equal(unlink(to), 0);
    woken(b);
    assert_int_equal(energy(b), -1);
}

/* Help is open about a screen whose title changes, and which goes then. */
static void test_help_about_it(void **state)
{
    struct bench *b = *state;
    char path[128];
    struct canvas canvas;
    put(b, "energy.ini", GOOD);
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    ui_show(b->ui, energy(b));
    ui_show(b->ui, ui_screen_find("help"));
    assert_string_equal(b->ui->view.help_about, "Energy");
    put(b, "energy.ini", "[screen energy]\ntitle = Power\nroot = body\n[panel body]\nkind = oee\n");
    woken(b);
    assert_string_equal(trouble(b), "");
    assert_string_equal(b->ui->view.help_about, "Power");
    path_of(b, "energy.ini", path);
    assert_int_equal(unlink(path), 0);
    woken(b);
    assert_int_equal(canvas_init(&canvas, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(b->ui, &canvas);
    char *text = picture_text(&canvas);
    assert_null(strstr(text, "Power"));
    free(text);
    canvas_done(&canvas);
}

static void test_left_alone(void **state)
{
    struct bench *b = *state;
    put(b, ".energy.ini.swp", "x");
    put(b, "energy.ini~", "x");
    put(b, "README", "x");
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_string_equal(trouble(b), "");
    put(b, "energy.ini~", "y");
    assert_false(layouts_step(b->layouts, b->ui, b->boot_ms));
}

static void test_unreadable(void **state)
{
    struct bench *b = *state;
    char path[128];
    path_of(b, "z.ini", path);
    assert_int_equal(mkdir(path, 0700), 0);
    put(b, "energy.ini", GOOD);
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_true(energy(b) > 0);
    assert_int_equal(strncmp(trouble(b), "z.ini: ", 7), 0);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(symlink("nowhere", path), 0);
    b->boot_ms += 2000;
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_string_equal(trouble(b), "z.ini: No such file or directory");
    put(b, "new.tmp", "");
    assert_int_equal(unlink(path), 0);
    b->boot_ms += 2000;
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_string_equal(trouble(b), "");
}

/* A directory that comes later, and goes: the last good ones are gone with it. */
static void test_missing(void **state)
{
    struct bench *b = *state;
    char path[128];
    assert_int_equal(rmdir(b->dir), 0);
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_non_null(strstr(trouble(b), "No such file or directory"));
    assert_int_equal(layouts_fd(b->layouts), -1);
    assert_int_equal(mkdir(b->dir, 0700), 0);
    put(b, "energy.ini", GOOD);
    b->boot_ms += 2000;
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_true(energy(b) > 0);
    assert_string_equal(trouble(b), "");
    path_of(b, "energy.ini", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(b->dir), 0);
    woken(b);
    assert_int_equal(energy(b), -1);
    /* the default directory need not be there */
    layouts_free(&b->layouts);
    b->layouts = layouts_new(b->dir, false);
    assert_true(layouts_step(b->layouts, b->ui, b->boot_ms));
    assert_string_equal(trouble(b), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_help_about_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unreadable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_missing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
