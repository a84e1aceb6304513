/* SPDX-License-Identifier: MIT */
/* What stands on scan sheets, and where: only codes that a scan says, a heading never without what
 * it heads, nothing over another or beyond the paper. */
#include "andon/ctl/codes/codes.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void only_what_a_scan_says(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        bool taken;
    } rows[] = {
        {"REASON:mech.jam", true},
        {"SCRAP:burr:1.5", true},
        {"UNDO", true},
        {"SIGN:incoming", true},
        {"JOB:A 47/11", true},
        {"JOB:schr\xc3\xa4g", true},
        {"REASON:Mech", false},   /* it would be read as mech */
        {"REASON:a:b", false},    /* more than one */
        {"SCRAP:burr", false},    /* cut */
        {"SCRAP:burr:0", false},  /* nothing */
        {"JOB: 4711 ", false},    /* its blanks would be lost */
        {"JOB:a\x1b[31m", false}, /* no scanner types that */
        {"EXPLODE:now", false},
        {"", false},
    };
    struct codes s = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct codes_item item = {.part = CODES_JOBS, .title = "t"};
        size_t before = s.count, left = s.left_out;
        (void)text_copy(item.code, sizeof item.code, rows[i].code);
        codes_add(&s, &item);
        if ((s.count > before) != rows[i].taken)
            fail_msg("%s", rows[i].code);
        assert_int_equal(s.left_out, left + !rows[i].taken);
    }
    codes_done(&s);
    assert_null(s.item);
}

/* `groups` groups of `each` codes, in parts of three groups. */
static void make(struct codes *s, int groups, int each)
{
    *s = (struct codes){0};
    for (int g = 0; g < groups; g++)
        for (int i = 0; i < each; i++) {
            struct codes_item item = {.part = (enum codes_part)(g / 3 % CODES_PART_COUNT)};
            (void)text_format(item.group, sizeof item.group, "group %d", g);
            (void)text_format(item.code, sizeof item.code, "JOB:%d-%d", g, i);
            codes_add(s, &item);
        }
    assert_int_equal(s->count, groups * each);
}

static bool overlap(const struct codes_placed *a, const struct codes_placed *b)
{
    return a->page == b->page && a->x < b->x + b->width && b->x < a->x + a->width &&
           a->y < b->y + b->height && b->y < a->y + a->height;
}

static void check(const struct codes *s, const struct codes_paper *paper,
                  const struct codes_plan *plan)
{
    size_t items = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct codes_placed *p = &plan->placed[i];
        assert_true(p->x >= 0 && p->x + p->width <= paper->width);
        assert_true(p->y >= 0 && p->y + p->height <= paper->height);
        for (size_t j = i + 1; j < plan->count; j++)
            assert_false(overlap(p, &plan->placed[j]));
        if (p->kind == PLACED_ITEM)
            assert_int_equal(p->item, items++); /* in their order */
        else /* what it heads stands under it, on the same page */
            assert_true(i + 1 < plan->count && plan->placed[i + 1].page == p->page &&
                        plan->placed[i + 1].y == p->y + p->height);
        assert_in_range(p->page, 0, plan->pages - 1);
    }
    assert_int_equal(items, s->count);
}

static void a_heading_has_what_it_heads(void **state)
{
    (void)state;
    static const struct codes_paper papers[] = {
        {210 * CODES_MM, 297 * CODES_MM, "A4"},
        {2159 * CODES_MM / 10, 2794 * CODES_MM / 10, "letter"},
    };
    for (int each = 1; each <= 40; each += 3)
        for (int p = 0; p < 2; p++) {
            struct codes s;
            struct codes_plan plan;
            make(&s, 7, each);
            assert_int_equal(codes_place(&s, &papers[p], &plan), 0);
            check(&s, &papers[p], &plan);
            free(plan.placed);
            codes_done(&s);
        }
}

static void a_group_that_fits_on_a_page_is_on_one(void **state)
{
    (void)state;
    static const struct codes_paper a4 = {210 * CODES_MM, 297 * CODES_MM, "A4"};
    struct codes s;
    struct codes_plan plan;
    make(&s, 5, 8); /* four rows: no two groups fit on a page */
    assert_int_equal(codes_place(&s, &a4, &plan), 0);
    assert_int_equal(plan.pages, 5);
    free(plan.placed);
    codes_done(&s);
}

static void none_is_no_page(void **state)
{
    (void)state;
    static const struct codes_paper a4 = {210 * CODES_MM, 297 * CODES_MM, "A4"};
    struct codes s = {0};
    struct codes_plan plan;
    assert_int_equal(codes_place(&s, &a4, &plan), 0);
    assert_int_equal(plan.pages, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_a_scan_says),
        cmocka_unit_test(a_heading_has_what_it_heads),
        cmocka_unit_test(a_group_that_fits_on_a_page_is_on_one),
        cmocka_unit_test(none_is_no_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
