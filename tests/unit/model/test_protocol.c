/* SPDX-License-Identifier: MIT */
/* The socket's framing: any cutting of the stream gives the same lines, and no line is too long. */
#include "data/model/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void lines_come_out_whole(void **state)
{
    struct line_buffer b;
    size_t n = 0;
    (void)state;
    line_buffer_init(&b);
    assert_null(line_buffer_next(&b, &n));
    assert_int_equal(line_buffer_add(&b, "{\"a\":1}\n\n{\"b\"", 13), 0);
    assert_string_equal(line_buffer_next(&b, &n), "{\"a\":1}");
    assert_int_equal(n, 7);
    assert_string_equal(line_buffer_next(&b, &n), "");
    assert_int_equal(n, 0);
    assert_null(line_buffer_next(&b, &n));
    assert_null(line_buffer_next(&b, &n));
    assert_int_equal(line_buffer_add(&b, "", 0), 0);
    assert_int_equal(line_buffer_add(&b, ":2}\n", 4), 0);
    assert_string_equal(line_buffer_next(&b, &n), "{\"b\":2}");
    assert_null(line_buffer_next(&b, &n));
    assert_int_equal(line_buffer_add(&b, "a\0b\n", 4), 0); /* a NUL is the parser's to refuse */
    assert_non_null(line_buffer_next(&b, &n));
    assert_int_equal(n, 3);
    line_buffer_done(&b);
    line_buffer_done(&b);
}

static void any_cutting_gives_the_same(void **state)
{
    (void)state;
    unsigned seed = 3;
    for (int round = 0; round < 200; round++) {
        char stream[4096];
        size_t length = 0, sent = 0, n, lines = 0, expected = 0;
        while (length < 3900) {
            int digits = rand_r(&seed) % 80;
            length += (size_t)snprintf(stream + length, 160, "%0*zu\n", digits + 5, expected++);
        }
        struct line_buffer b;
        line_buffer_init(&b);
        while (sent < length) {
            size_t chunk = 1 + (size_t)rand_r(&seed) % 300;
            if (chunk > length - sent)
                chunk = length - sent;
            assert_int_equal(line_buffer_add(&b, stream + sent, chunk), 0);
            sent += chunk;
            const char *line;
            while (rand_r(&seed) % 4 && (line = line_buffer_next(&b, &n)) != NULL) {
                assert_int_equal(strlen(line), n);
                assert_int_equal(strtoul(line, NULL, 10), lines++);
            }
        }
        const char *line;
        while ((line = line_buffer_next(&b, &n)) != NULL)
            assert_int_equal(strtoul(line, NULL, 10), lines++);
        assert_int_equal(lines, expected);
        line_buffer_done(&b);
    }
}

static void a_line_may_be_just_so_long(void **state)
{
    static char data[PROTOCOL_LINE_MAX + 2];
    struct line_buffer b;
    size_t n;
    (void)state;
    memset(data, 'x', sizeof data);
    line_buffer_init(&b);
    assert_int_equal(line_buffer_add(&b, data, PROTOCOL_LINE_MAX), 0);
    assert_null(line_buffer_next(&b, &n));
    assert_int_equal(line_buffer_add(&b, "\n", 1), 0);
    assert_non_null(line_buffer_next(&b, &n));
    assert_int_equal(n, PROTOCOL_LINE_MAX);
    /* one byte more, with and without its newline */
    assert_int_equal(line_buffer_add(&b, data, PROTOCOL_LINE_MAX + 1), -2);
    line_buffer_done(&b);
    data[PROTOCOL_LINE_MAX + 1] = '\n';
    line_buffer_init(&b);
    assert_int_equal(line_buffer_add(&b, data, sizeof data), -2);
    line_buffer_done(&b);
}

static void lines_that_nobody_takes_have_a_limit(void **state)
{
    struct line_buffer b;
    char chunk[64];
    (void)state;
    memset(chunk, '\n', sizeof chunk);
    line_buffer_init(&b);
    int result = 0, chunks = 0;
    for (; result == 0 && chunks < 100000; chunks++)
        result = line_buffer_add(&b, chunk, sizeof chunk);
    assert_int_equal(result, -2);
    assert_in_range(chunks * (int)sizeof chunk, 2 * PROTOCOL_LINE_MAX, 2 * PROTOCOL_LINE_MAX + 128);
    size_t n, lines = 0;
    while (line_buffer_next(&b, &n))
        lines++;
    assert_int_equal(lines, (size_t)(chunks - 1) * sizeof chunk);
    assert_int_equal(line_buffer_add(&b, chunk, sizeof chunk), 0); /* room again */
    line_buffer_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_out_whole),
        cmocka_unit_test(any_cutting_gives_the_same),
        cmocka_unit_test(a_line_may_be_just_so_long),
        cmocka_unit_test(lines_that_nobody_takes_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
