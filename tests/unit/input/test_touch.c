/* SPDX-License-Identifier: MIT */
/* Touch: everything that keys do can be reached by a finger on every screen and at every size, the
 * targets are of useful size, and a shift's work is done without a keyboard. */
#include "console/input/deeds.h"
#include "tests/unit/input/touching.h"

static const int sizes[][2] = {{80, 24}, {40, 12}, {132, 43}, {60, 22}, {200, 60}};
#define SIZES (sizeof sizes / sizeof *sizes)

/* Buttons are two rows and six cells at least, whole and on the screen. */
static void check_buttons(struct finger *f)
{
    const struct touch *t = &f->b.ui->touch;
    int bar = touch_height(t), first = f->c.height - bar;
    assert_true(bar >= TOUCH_ROW && bar < f->c.height);
    for (int i = 0; i < f->b.ui->hits.count; i++) {
        const struct hit *hit = &f->b.ui->hits.hit[i];
        assert_true(hit->r.y + hit->r.h <= f->c.height && hit->r.x + hit->r.w <= f->c.width);
        if (hit->r.y < first)
            continue;
        assert_int_equal(hit->r.h, TOUCH_ROW);
        assert_true(hit->r.w >= TOUCH_WIDTH);
    }
    assert_false(f->b.ui->hits.full);
}

/* What the key bar offers without a finger is offered to it. */
static void check_hints(struct finger *f)
{
    struct hint hint[KEYS_BAR_MAX];
    int n = keys_bar(&f->b.ui->view, hint);
    for (int i = 0; i < n; i++) {
        uint32_t key[TOUCH_CAP_KEYS];
        int keys = touch_keys_of(hint[i].cap, key);
        bool choice = strstr(hint[i].cap, "\u2013") != NULL; /* touched where it stands */
        if (keys == 0 && !choice)
            finger_fails(f, hint[i].cap);
        for (int k = 0; k < keys; k++) {
            bool wide = f->c.width >= 60 || key[k] != KEY_CODE_F1; /* else among all actions */
            if (wide && finger_finds(f, key[k]) == NULL)
                finger_fails(f, hint[i].cap);
        }
    }
}

static void test_every_key_of_every_screen(void **state)
{
    static const char *const worlds[] = {"running", "stopped", "andon", "job"};
    (void)state;
    for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++)
        for (int s = 0; screen_list[s] != NULL; s++)
            for (size_t i = 0; i < SIZES; i++) {
                const char *name = screen_list[s]->name;
                bool hub = strcmp(name, "lines") == 0 || strcmp(name, "plant") == 0;
                if (strcmp(name, "plain") == 0)
                    continue;
                struct finger f;
                finger_begin(&f, hub ? "line" : worlds[w], name, sizes[i]);
                check_buttons(&f);
                check_hints(&f);
                finger_done(&f);
            }
}

/* Every action of the table and every deed is in the palette, which is one tap away, and can be
 * scrolled and tapped there. */
static void test_every_action(void **state)
{
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        struct finger f;
        static struct palette_row rows[PALETTE_ROWS];
        static const struct palette_screen none[] = {{NULL, NULL}};
        finger_begin(&f, "running", "signals", sizes[i]);
        finger_key(&f, KEY_CODE_PALETTE);
        assert_true(f.b.ui->palette.open);
        check_buttons(&f);
        int count = palette_rows(&f.b.ui->palette, &f.b.ui->view, none, rows);
        for (int turns = 0; f.b.ui->palette.selected + 1 < count && turns < count; turns++) {
            int before = f.b.ui->palette.selected;
            finger_key(&f, KEY_CODE_PAGE_DOWN);
            assert_true(f.b.ui->palette.selected > before);
        }
        finger_key(&f, KEY_CODE_ESC);
        assert_false(f.b.ui->palette.open);
        finger_key(&f, KEY_CODE_PALETTE);
        finger_row(&f, 1); /* a tap does it */
        assert_false(f.b.ui->palette.open);
        assert_string_equal(f.b.ui->view.screen, "scrap");
        finger_done(&f);
    }
}

/* By letters, too. */
static void test_palette_by_letters(void **state)
{
    (void)state;
    struct finger f;
    finger_begin(&f, "running", "station", sizes[1]);
    finger_key(&f, KEY_CODE_PALETTE);
    finger_key(&f, KEY_CODE_PALETTE);
    finger_keys(&f, "orders");
    finger_key(&f, KEY_CODE_ENTER);
    assert_string_equal(f.b.ui->view.screen, "orders");
    finger_done(&f);
}

static void assert_sent(struct finger *f, const char *line)
{
    const char *is = sent(&f->b);
    if (strstr(is, line) == NULL)
        fail_msg("sent is %s, not %s", is, line);
}

/* Number, reason, note, and taking it back: at the size of a phone and at others. */
static void test_scrap(void **state)
{
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        struct finger f;
        finger_begin(&f, "job", "station", sizes[i]);
        finger_key(&f, 'r');
        finger_keys(&f, "129");
        finger_key(&f, 0x7F);
        finger_key(&f, 'n');
        finger_keys(&f, "box 7");
        finger_key(&f, KEY_CODE_ENTER);
        finger_key(&f, KEY_CODE_ENTER);
        finger_key(&f, '1');
        assert_sent(&f, "\"quantity\":12");
        assert_non_null(strstr(f.b.line, "\"note\":\"box 7\""));
        finger_done(&f);
    }
}

static void test_who_and_signature(void **state)
{
    (void)state;
    struct finger f;
    finger_begin(&f, "running", "handover", sizes[1]);
    finger_key(&f, 'i');
    finger_keys(&f, "1234");
    finger_key(&f, KEY_CODE_ENTER);
    assert_sent(&f, "\"cmd\":\"sign\"");
    finger_done(&f);
    finger_begin(&f, "running", "person", sizes[1]);
    finger_keys(&f, "anna");
    finger_key(&f, KEY_CODE_ENTER);
    finger_keys(&f, "1234");
    finger_key(&f, KEY_CODE_ENTER);
    assert_sent(&f, "\"cmd\":\"session\"");
    finger_done(&f);
}

/* A shift's work as in tests/system/whole_shift.c: job, reason, later, note, split, undo, scrap and
 * its reversal, a call, an alert, a mode until a time. Only taps. */
static void shift_of(const int size[2])
{
    struct finger f;
    finger_begin(&f, "stopped", "station", size);
    finger_key(&f, 's');
    assert_string_equal(f.b.ui->view.screen, "stop");
    finger_key(&f, KEY_CODE_ESC); /* later */
    assert_string_equal(f.b.ui->view.screen, "station");
    finger_key(&f, 's');
    finger_key(&f, '2'); /* wants a note */
    finger_keys(&f, "bent");
    finger_key(&f, KEY_CODE_ENTER);
    assert_sent(&f, "\"cmd\":\"reason\"");
    assert_non_null(strstr(f.b.line, "\"note\":\"bent\""));
    keep(&f.b, "S119");
    finger_key(&f, KEY_CODE_PALETTE);
    finger_key(&f, KEY_CODE_PALETTE);
    finger_keys(&f, "undo");
    finger_key(&f, KEY_CODE_ENTER);
    assert_sent(&f, "\"cmd\":\"undo\"");
    keep(&f.b, "S119");
    finger_key(&f, KEY_CODE_ESC);
    finger_key(&f, 's');
    finger_key(&f, 's'); /* two causes */
    finger_keys(&f, "1305");
    finger_key(&f, KEY_CODE_ENTER);
    assert_sent(&f, "\"cmd\":\"stop-split\"");
    finger_done(&f);

    finger_begin(&f, "job", "station", size);
    finger_key(&f, 'j');
    finger_row(&f, 1);
    finger_key(&f, KEY_CODE_ENTER);
    assert_sent(&f, "\"cmd\":\"job-start\"");
    keep(&f.b, "J1");
    finger_key(&f, 'f');
    assert_sent(&f, "\"cmd\":\"job-finish\"");
    keep(&f.b, "J1");
    finger_key(&f, KEY_CODE_ESC);
    finger_key(&f, 'm');
    finger_key(&f, '2');
    finger_keys(&f, "1330");
    finger_key(&f, KEY_CODE_ENTER);
    assert_sent(&f, "\"cmd\":\"mode\"");
    keep(&f.b, "M1");
    finger_key(&f, 'r');
    finger_key(&f, KEY_CODE_DOWN);
    finger_key(&f, 'x');
    assert_sent(&f, "\"cmd\":\"scrap-reverse\"");
    finger_done(&f);

    finger_begin(&f, "andon", "station", size);
    finger_key(&f, 'c');
    finger_key(&f, '3');
    assert_sent(&f, "\"cmd\":\"call-raise\"");
    keep(&f.b, "C9");
    finger_key(&f, 'c');
    finger_key(&f, 't');
    assert_sent(&f, "\"cmd\":\"call-take\"");
    keep(&f.b, "C9");
    finger_key(&f, KEY_CODE_ESC);
    finger_key(&f, 'a');
    finger_key(&f, 'a');
    assert_sent(&f, "\"cmd\":\"ack\"");
    finger_done(&f);
}

/* One capital, then small letters again. */
static void test_capitals(void **state)
{
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        struct finger f;
        finger_begin(&f, "stopped", "stop", sizes[i]);
        finger_key(&f, '2'); /* wants a note */
        finger_key(&f, KEY_CODE_TOUCH_SHIFT);
        finger_keys(&f, "Bent");
        finger_key(&f, KEY_CODE_TOUCH_SHIFT);
        finger_key(&f, KEY_CODE_TOUCH_SHIFT); /* not after all */
        finger_keys(&f, "x");
        finger_key(&f, KEY_CODE_ENTER);
        assert_sent(&f, "\"note\":\"Bentx\"");
        finger_done(&f);
    }
}

static void test_shift(void **state)
{
    (void)state;
    for (size_t i = 0; i < SIZES; i++)
        shift_of(sizes[i]);
}

static void test_rows_drag_and_wheel(void **state)
{
    (void)state;
    struct finger f;
    finger_begin(&f, "running", "log", sizes[0]);
    struct view *v = &f.b.ui->view;
    finger_row(&f, 2);
    assert_int_equal(v->list.selected, 2);
    assert_false(v->log_open);
    finger_row(&f, 0); /* once more opens it */
    assert_true(v->log_open);
    finger_key(&f, KEY_CODE_ESC);
    (void)ui_key(f.b.ui, mouse_key(MOUSE_WHEEL_DOWN, 10, 10));
    assert_int_equal(v->list.selected, 5);
    (void)ui_key(f.b.ui, mouse_key(MOUSE_PRESS, 10, 6));
    (void)ui_key(f.b.ui, mouse_key(MOUSE_RELEASE, 10, 9)); /* the page is pulled down */
    assert_int_equal(v->list.selected, 2);
    (void)ui_key(f.b.ui, mouse_key(MOUSE_RELEASE, 10, 9)); /* of no finger */
    assert_int_equal(v->list.selected, 2);
    finger_done(&f);
    finger_begin(&f, "running", "station", sizes[2]);
    finger_key(&f, 't');
    assert_string_equal(f.b.ui->view.screen, "lamps");
    finger_done(&f);
}

/* A panel of the station stands for its own screen. */
static void test_panels(void **state)
{
    (void)state;
    struct finger f;
    finger_begin(&f, "running", "station", sizes[0]);
    finger_at(&f, 77, 4);
    assert_string_equal(f.b.ui->view.screen, "lamps");
    finger_done(&f);
}

/* Without --touch nothing changes: no buttons, the key bar is one row. */
static void test_only_when_asked(void **state)
{
    (void)state;
    struct bench b = {.ui = picture_ui("running", "station", GLYPH_UNICODE)};
    assert_says(&b, "S stop");
    assert_int_equal(touch_height(&b.ui->touch), 0);
    picture_done(b.ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_of_every_screen),
        cmocka_unit_test(test_every_action),
        cmocka_unit_test(test_palette_by_letters),
        cmocka_unit_test(test_scrap),
        cmocka_unit_test(test_who_and_signature),
        cmocka_unit_test(test_shift),
        cmocka_unit_test(test_capitals),
        cmocka_unit_test(test_rows_drag_and_wheel),
        cmocka_unit_test(test_panels),
        cmocka_unit_test(test_only_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
