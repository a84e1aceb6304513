/* SPDX-License-Identifier: MIT */
/* A link as a QR code: the three finders stand in their corners, the margin is empty, both
 * polarities say the same, and what is too long is refused. */
#include "console/widgets/qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static bool dark(const struct qr *qr, int x, int y)
{
    x += QR_QUIET;
    y += QR_QUIET;
    return (qr->dark[y / 2][x] >> (y % 2) & 1) != 0;
}

static void has_finder(const struct qr *qr, int x, int y)
{
    static const char *const finder[] = {"#######", "#.....#", "#.###.#", "#.###.#",
                                         "#.###.#", "#.....#", "#######"};
    for (int j = 0; j < 7; j++)
        for (int i = 0; i < 7; i++)
            assert_int_equal(dark(qr, x + i, y + j), finder[j][i] == '#');
}

static void a_link(void **state)
{
    (void)state;
    static struct qr qr;
    assert_int_equal(qr_make("https://wiki.plant/press/oil-hot", &qr), 0);
    int side = qr.columns - 2 * QR_QUIET;
    assert_int_equal(qr.rows, (qr.columns + 1) / 2);
    has_finder(&qr, 0, 0);
    has_finder(&qr, side - 7, 0);
    has_finder(&qr, 0, side - 7);
    for (int x = 0; x < qr.columns; x++) {
        assert_int_equal(qr.dark[0][x], QR_NONE);
        assert_int_equal(qr_code_point(&qr, x, 0, true), 0x2588);
        assert_int_equal(qr_code_point(&qr, x, 0, false), ' ');
    }
}

static void limits(void **state)
{
    (void)state;
    static struct qr qr;
    char text[QR_TEXT_MAX + 2];
    memset(text, 'a', sizeof text);
    text[QR_TEXT_MAX + 1] = '\0';
    assert_int_equal(qr_make("", &qr), -1);
    assert_int_equal(qr_make(text, &qr), -1);
    text[QR_TEXT_MAX] = '\0';
    assert_int_equal(qr_make(text, &qr), 0);
    assert_true(qr.columns <= QR_SIDE_MAX && qr.rows <= QR_ROWS_MAX);
    assert_int_equal(qr_code_point(&qr, -1, 0, true), ' ');
    assert_int_equal(qr_code_point(&qr, 0, qr.rows, true), ' ');
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_link), cmocka_unit_test(limits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
