/* SPDX-License-Identifier: MIT */
/* The reader of mouse reports, and whatever keys and taps in any order: nothing breaks, and Esc
 * leads home. */
#include "tests/unit/input/touching.h"

static uint32_t read_report(const char *text, int *result)
{
    struct mouse_reader r;
    uint32_t key = 0;
    mouse_begin(&r);
    *result = 0;
    for (; *text != '\0' && *result == 0 && r.reading; text++)
        *result = mouse_feed(&r, (uint32_t)(unsigned char)*text, &key);
    return key;
}

static void test_reports(void **state)
{
    static const struct {
        const char *text;
        int result, kind, x, y;
    } rows[] = {
        {"0;1;1M", 1, MOUSE_PRESS, 0, 0},
        {"0;80;24m", 1, MOUSE_RELEASE, 79, 23},
        {"64;5;6M", 1, MOUSE_WHEEL_UP, 4, 5},
        {"65;5;6M", 1, MOUSE_WHEEL_DOWN, 4, 5},
        {"2;5;6M", 0, 0, 0, 0},
        {"35;5;6M", 0, 0, 0, 0},
        {"32;5;6M", 0, 0, 0, 0},
        {"0;99999;99999M", 1, MOUSE_PRESS, 0xFFF, 0xFFF},
        {"0;0;0M", 1, MOUSE_PRESS, 0, 0},
        {"0;5M", -1, 0, 0, 0},
        {";;M", -1, 0, 0, 0},
        {"0;123456;1M", -1, 0, 0, 0},
        {"q", -1, 0, 0, 0},
        {"0;1;1;1M", -1, 0, 0, 0},
        {"66;1;1M", 0, 0, 0, 0},
        {"65;1;1m", 0, 0, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int result, x, y;
        enum mouse_kind kind;
        uint32_t key = read_report(rows[i].text, &result);
        if (result != rows[i].result)
            fail_msg("%s gives %d", rows[i].text, result);
        if (result != 1)
            continue;
        assert_true(mouse_of(key, &kind, &x, &y));
        assert_int_equal(kind, rows[i].kind);
        assert_int_equal(x, rows[i].x);
        assert_int_equal(y, rows[i].y);
    }
    enum mouse_kind kind;
    int x, y;
    assert_false(mouse_of('a', &kind, &x, &y));
    assert_false(mouse_of(KEY_CODE_TOUCH_MORE, &kind, &x, &y));
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void test_any_bytes(void **state)
{
    static const char likely[] = "0123456789;;;MmMmx<\x1B";
    uint32_t seed = 7, key;
    struct mouse_reader r;
    (void)state;
    mouse_begin(&r);
    for (int i = 0; i < 200000; i++) {
        if (!r.reading)
            mouse_begin(&r);
        uint32_t c = next_random(&seed);
        int result = mouse_feed(&r, (uint32_t)likely[c % (sizeof likely - 1)], &key);
        assert_true(result >= -1 && result <= 1 && r.count >= 0 && r.count < 3);
    }
}

static uint32_t any_key(uint32_t *seed, const int size[2])
{
    uint32_t kind = next_random(seed) % 8, code = next_random(seed);
    if (kind < 3)
        return ' ' + code % 95;
    if (kind == 3)
        return KEY_CODE_UP + code % (KEY_CODE_TOUCH_MORE - KEY_CODE_UP + 1);
    if (kind == 4) {
        static const uint32_t few[] = {KEY_CODE_ENTER, KEY_CODE_ESC, KEY_CODE_PALETTE,
                                       0x7F,           ':',          '/'};
        return few[code % (sizeof few / sizeof *few)];
    }
    return mouse_key((enum mouse_kind)(code % 4), (int)(code >> 2) % size[0],
                     (int)(code >> 12) % size[1]);
}

static void go_home(struct finger *f, const char *home)
{
    struct canvas
        large; /* where there is no room keys do nothing: the terminal has to grow first */
    assert_int_equal(canvas_init(&large, 80, 24, GLYPH_UNICODE), 0);
    if (f->b.ui->small)
        ui_paint(f->b.ui, &large);
    canvas_done(&large);
    (void)ui_key(f->b.ui, KEY_CODE_PASTE_END);
    for (int i = 0; i < 16 && strcmp(f->b.ui->view.screen, home) != 0; i++) {
        later(&f->b, 900);
        (void)ui_key(f->b.ui, KEY_CODE_ESC);
    }
    if (strcmp(f->b.ui->view.screen, home) != 0)
        finger_fails(f, "home by Esc");
}

static void test_any_keys_and_taps(void **state)
{
    static const struct {
        const char *world, *home;
        int size[2];
    } rows[] = {{"andon", "station", {80, 24}},
                {"job", "station", {40, 12}},
                {"stopped", "station", {132, 43}},
                {"line", "lines", {80, 24}},
                {"hostile", "station", {7, 3}}};
    (void)state;
    for (size_t w = 0; w < sizeof rows / sizeof *rows; w++) {
        struct finger f;
        uint32_t seed = (uint32_t)w + 1;
        finger_begin(&f, rows[w].world, rows[w].home, rows[w].size);
        for (int i = 0; i < 2400; i++) {
            later(&f.b, 40 + next_random(&seed) % 300);
            (void)ui_key(f.b.ui, any_key(&seed, rows[w].size));
            if (i % 3 == 0)
                ui_paint(f.b.ui, &f.c);
            while (sent(&f.b)[0] != '\0')
                keep(&f.b, "X1");
            if (i % 300 == 299)
                go_home(&f, rows[w].home);
        }
        go_home(&f, rows[w].home);
        finger_done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_any_keys_and_taps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
