/* SPDX-License-Identifier: MIT */
/* Objects read back between opening and start: the latest version of each, the newest ones, oldest
 * first, from tables of their own and from the shared one. */
#include "data/store/store.h"
#include "tests/support/store_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct heard {
    char text[2048];
    size_t length;
};

static void hear(void *ctx, const struct record *r)
{
    struct heard *h = ctx;
    assert_int_equal(strlen(r->body), r->body_length);
    h->length += (size_t)snprintf(h->text + h->length, sizeof h->text - h->length, "%s%s.%lld %s",
                                  h->length > 0 ? "; " : "", r->id, (long long)r->rev, r->actor);
}

static void add(struct kit *kit, enum record_kind kind, const char *id, int64_t rev, int64_t begin)
{
    char body[160];
    struct record_draft draft = {.kind = kind, .rev = rev, .wall_ms = KIT_WALL, .actor = "anna"};
    (void)snprintf(draft.id, sizeof draft.id, "%s", id);
    (void)snprintf(body, sizeof body, "{\"begin\":%lld,\"ms\":%lld}", (long long)begin,
                   (long long)rev);
    assert_int_not_equal(kit_append(kit, &draft, body), 0);
}

static void test_recall(void **state)
{
    (void)state;
    static const struct {
        enum record_kind kind;
        int64_t limit;
        const char *heard;
    } cases[] = {
        {REC_STOP, 10, "S1.3 anna; S2.1 anna; S10.2 anna"},
        {REC_STOP, 2, "S2.1 anna; S10.2 anna"},
        {REC_STOP, 0, ""},
        {REC_JOB, 10, "R2.1 anna; R1.2 anna"}, /* by their latest version */
        {REC_JOB, 1, "R1.2 anna"},
        {REC_CALL, 10, ""},
    };
    struct kit kit;
    kit_make(&kit);
    assert_true(kit_run(&kit));
    add(&kit, REC_STOP, "S1", 1, 100);
    add(&kit, REC_STOP, "S1", 2, 100);
    add(&kit, REC_STOP, "S10", 1, 900);
    add(&kit, REC_JOB, "R1", 1, 300);
    add(&kit, REC_STOP, "S2", 1, 200);
    add(&kit, REC_JOB, "R2", 1, 400);
    add(&kit, REC_STOP, "S10", 2, 900);
    add(&kit, REC_STOP, "S1", 3, 100);
    add(&kit, REC_JOB, "R1", 2, 300);
    kit_close(&kit);
    assert_true(kit_open(&kit));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct heard heard = {.length = 0};
        struct cause why;
        assert_int_equal(store_recall(kit.store, cases[i].kind, cases[i].limit, hear, &heard, &why),
                         0);
        assert_string_equal(heard.text, cases[i].heard);
    }
    kit_remove(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_recall)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
