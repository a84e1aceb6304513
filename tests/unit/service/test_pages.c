/* SPDX-License-Identifier: MIT */
/* Pages of files go back and come again: the process works on, and occupies less of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/service/pages.h"
#include "data/service/usage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int written = 7;
static const char *const moved[] = {"a", "relocation", "each"};

static void test_give_back(void **state)
{
    (void)state;
    char *kept = malloc(100);
    assert_non_null(kept);
    (void)snprintf(kept, 100, "what %s", "was written");
    written = 8;
    int64_t before = usage_read().resident_bytes;
    pages_give_back();
    assert_true(usage_read().resident_bytes < before);
    assert_int_equal(written, 8);
    assert_string_equal(kept, "what was written");
    assert_string_equal(moved[written - 7], "relocation");
    assert_true(fabs(pow(2, written - 6) - 4) < 1e-9);
    pages_give_back();
    free(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_give_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
