/* SPDX-License-Identifier: MIT */
/* Two stories told by hand, and what is different between them. */
#include "andon/ctl/replay/diff.h"
#include "data/model/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BEGIN INT64_C(1000000)
#define END   INT64_C(2000000)

struct told {
    struct story_words *words;
    struct config *config;
    struct story a, b;
    struct diff diff;
};

static void record(struct story *story, enum record_kind kind, const char *id, int64_t rev,
                   const char *body)
{
    char copy[1024];
    struct record_draft draft = {.kind = kind, .rev = rev, .wall_ms = END, .body = copy};
    assert_true(text_copy(copy, sizeof copy, body));
    assert_true(text_copy(draft.id, sizeof draft.id, id));
    draft.body_length = strlen(copy);
    story_record(story, &draft);
}

/* `from` and `to` are seconds from BEGIN. */
static void interval(struct story *story, int from, int to, const char *state, const char *detail)
{
    char body[256];
    (void)snprintf(body, sizeof body,
                   "{\"begin\":%lld,\"end\":%lld,\"state\":\"%s\",\"detail\":\"%s\"}",
                   (long long)BEGIN + from * 1000LL, (long long)BEGIN + to * 1000LL, state, detail);
    record(story, REC_INTERVAL, "I1", 1, body);
}

static void stop(struct story *story, const char *id, int from, int to, const char *more)
{
    char body[256];
    (void)snprintf(
        body, sizeof body, "{\"begin\":%lld,\"end\":%lld,\"ms\":%d,\"state\":\"stopped\"%s}",
        (long long)BEGIN + from * 1000LL, (long long)BEGIN + to * 1000LL, (to - from) * 1000, more);
    record(story, REC_STOP, id, 1, body);
}

static void alert(struct story *story, const char *id, const char *name, int from, int to)
{
    char body[256], end[32];
    (void)snprintf(end, sizeof end, "%lld", (long long)BEGIN + to * 1000LL);
    (void)snprintf(body, sizeof body, "{\"name\":\"%s\",\"begin\":%lld,\"end\":%s}", name,
                   (long long)BEGIN + from * 1000LL, to < 0 ? "null" : end);
    record(story, REC_ALERT, id, 1, body);
}

static struct told begin(void)
{
    struct told t = {.words = story_words_new(), .config = calloc(1, sizeof *t.config)};
    assert_non_null(t.words);
    assert_non_null(t.config);
    t.config->lamp = calloc(2, sizeof *t.config->lamp);
    assert_non_null(t.config->lamp);
    t.config->lamps = 2;
    (void)text_copy(t.config->lamp[0].name, sizeof t.config->lamp[0].name, "red");
    (void)text_copy(t.config->lamp[1].name, sizeof t.config->lamp[1].name, "green");
    assert_int_equal(story_begin(&t.a, t.words, t.config), 0);
    assert_int_equal(story_begin(&t.b, t.words, t.config), 0);
    return t;
}

static void compare(struct told *t)
{
    static struct snapshot s;
    s.ts = s.machine.since = END;
    story_end(&t->a, &s);
    story_end(&t->b, &s);
    assert_int_equal(diff_make(&t->a, &t->b, BEGIN, END, &t->diff), 0);
}

static void done(struct told *t)
{
    diff_done(&t->diff);
    story_done(&t->a);
    story_done(&t->b);
    story_words_free(&t->words);
    free(t->config->lamp);
    free(t->config);
}

static void test_the_same(void **state)
{
    struct told t = begin();
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct story *s = k ? &t.b : &t.a;
        interval(s, 0, 500, "running", "RUN");
        interval(s, 500, 1000, "stopped", "FAULT");
        stop(s, "S1", 500, 1000, "");
        alert(s, "A1", "hot", 10, 20);
    }
    compare(&t);
    assert_true(diff_is_nothing(&t.diff));
    assert_int_equal(t.diff.all_stops.a, 1);
    assert_int_equal(t.diff.alerts.b, 1);
    done(&t);
}

/* Cut at other places, but the same: no difference. */
static void test_intervals_are_joined(void **state)
{
    struct told t = begin();
    (void)state;
    interval(&t.a, 0, 1000, "running", "RUN");
    interval(&t.b, 0, 300, "running", "RUN");
    interval(&t.b, 300, 1000, "running", "RUN");
    compare(&t);
    assert_true(diff_is_nothing(&t.diff));
    done(&t);
}

static void test_states(void **state)
{
    struct told t = begin();
    (void)state;
    interval(&t.a, 0, 400, "running", "RUN");
    interval(&t.a, 400, 700, "stopped", "HELD");
    interval(&t.a, 700, 900, "idle", "IDLE");
    interval(&t.b, 0, 500, "running", "RUN");
    interval(&t.b, 500, 700, "blocked", "HELD");
    interval(&t.b, 700, 1000, "idle", "WAIT");
    compare(&t);
    const struct diff *d = &t.diff;
    assert_int_equal(d->states.count, 4);
    static const struct {
        int from, to, a, b;
    } rows[] = {{400, 500, MS_STOPPED, MS_RUNNING},
                {500, 700, MS_STOPPED, MS_BLOCKED},
                {700, 900, MS_IDLE, MS_IDLE},
                {900, 1000, -1, MS_IDLE}};
    for (size_t i = 0; i < 4; i++) {
        assert_true(d->states.item[i].begin == BEGIN + rows[i].from * 1000);
        assert_true(d->states.item[i].end == BEGIN + rows[i].to * 1000);
        assert_int_equal(d->states.item[i].a.kind, rows[i].a);
        assert_int_equal(d->states.item[i].b.kind, rows[i].b);
    }
    assert_true(d->state_ms == 400000 && d->word_ms == 200000);
    assert_true(d->pair_ms[MS_STOPPED][MS_BLOCKED] == 200000);
    assert_true(d->pair_ms[DIFF_NOTHING][MS_IDLE] == 100000);
    assert_string_equal(story_word(t.words, d->states.item[2].b.word), "WAIT");
    done(&t);
}

static void test_stops(void **state)
{
    struct told t = begin();
    (void)state;
    stop(&t.a, "S1", 0, 10, "");                       /* the same */
    stop(&t.a, "S2", 100, 110, ",\"small\":true");     /* long in B */
    stop(&t.a, "S3", 200, 210, "");                    /* only in A */
    stop(&t.a, "S4", 300, 400, "");                    /* two in B: of the second one more */
    stop(&t.a, "S5", 500, 510, ",\"reason\":\"jam\""); /* named otherwise */
    stop(&t.a, "S6", 600, 600, "");                    /* without length: the same */
    stop(&t.b, "S1", 0, 10, "");
    stop(&t.b, "S2", 100, 110, "");
    stop(&t.b, "S3", 290, 310, "");
    stop(&t.b, "S4", 320, 400, "");
    stop(&t.b, "S5", 500, 510, ",\"reason\":null,\"suggested\":\"wear\"");
    stop(&t.b, "S6", 600, 600, "");
    stop(&t.b, "S7", 700, 710, ""); /* only in B */
    compare(&t);
    const struct diff *d = &t.diff;
    assert_int_equal(d->stops, 6);
    static const struct {
        const char *a, *b;
        bool moved, renamed, resized;
    } rows[] = {
        {"S2", "S2", false, false, true},  {"S3", NULL, false, false, false},
        {NULL, "S3", false, false, false}, {"S4", "S4", true, false, false},
        {"S5", "S5", false, true, false},  {NULL, "S7", false, false, false},
    };
    for (size_t i = 0; i < 6; i++) {
        const struct diff_stop *row = &d->stop[i];
        assert_string_equal(row->a ? row->a->id : "-", rows[i].a ? rows[i].a : "-");
        assert_string_equal(row->b ? row->b->id : "-", rows[i].b ? rows[i].b : "-");
        assert_int_equal(row->moved, rows[i].moved);
        assert_int_equal(row->renamed, rows[i].renamed);
        assert_int_equal(row->resized, rows[i].resized);
    }
    assert_true(d->all_stops.a == 6 && d->all_stops.b == 7);
    assert_true(d->all_stops.vanish == 1 && d->all_stops.appear == 2);
    assert_true(d->long_stops.a == 5 && d->long_stops.b == 7);
    done(&t);
}

/* The last version of a stop counts, and one that is open lasts to the end. */
static void test_versions(void **state)
{
    struct told t = begin();
    (void)state;
    record(&t.a, REC_STOP, "S1", 1, "{\"begin\":1900000,\"end\":null,\"state\":\"stopped\"}");
    record(&t.b, REC_STOP, "S1", 1, "{\"begin\":1900000,\"end\":null,\"state\":\"stopped\"}");
    record(&t.b, REC_STOP, "S1", 2, "{\"begin\":1900000,\"end\":1950000,\"state\":\"stopped\"}");
    compare(&t);
    assert_int_equal(t.diff.stops, 1);
    assert_true(t.diff.stop[0].a->open && t.diff.stop[0].a->end == END);
    assert_true(!t.diff.stop[0].b->open && t.diff.stop[0].b->end == 1950000);
    done(&t);
}

static void test_raised(void **state)
{
    struct told t = begin();
    (void)state;
    alert(&t.a, "A1", "hot", 10, 20);
    alert(&t.a, "A2", "shaking", 10, 900);
    alert(&t.a, "A3", "hot", 100, 110);
    alert(&t.b, "A1", "shaking", 10, -1); /* another number, the same alert, still there */
    alert(&t.b, "A2", "hot", 15, 30);     /* later */
    alert(&t.b, "A4", "cold", 500, 510);
    record(&t.b, REC_ALERT, "A5", 1, "{\"name\":\"shelved\",\"begin\":null,\"end\":null}");
    record(&t.b, REC_PREDICTION, "P1", 1, "{\"mode\":\"bearing\",\"since\":1500000}");
    record(&t.a, REC_CALL, "C1", 1, "{\"type\":\"material\",\"raised\":1500000,\"ended\":null}");
    compare(&t);
    const struct diff *d = &t.diff;
    assert_true(d->alerts.a == 3 && d->alerts.b == 3);
    assert_true(d->alerts.vanish == 1 && d->alerts.appear == 1 && d->alerts.moved == 2);
    assert_true(d->predictions.appear == 1 && d->calls.vanish == 1);
    assert_int_equal(d->raisings, 6);
    for (size_t i = 1; i < d->raisings; i++) { /* in the order of time */
        const struct diff_raised *x = &d->raised[i - 1], *y = &d->raised[i];
        assert_true((x->a ? x->a : x->b)->begin <= (y->a ? y->a : y->b)->begin);
    }
    done(&t);
}

static void show(struct story *s, int at, enum lamp_pattern red, enum lamp_pattern green)
{
    const struct lamp_show lamp[2] = {{.pattern = red}, {.pattern = green}};
    story_lamps(s, lamp, 2, BEGIN + at * 1000);
}

static void test_lamps(void **state)
{
    struct told t = begin();
    (void)state;
    show(&t.a, 0, LAMP_OFF, LAMP_ON);
    show(&t.a, 500, LAMP_FLASH_FAST, LAMP_OFF);
    show(&t.a, 500, LAMP_ON, LAMP_OFF); /* of the same moment: nobody saw it flash */
    show(&t.b, 0, LAMP_OFF, LAMP_ON);
    show(&t.b, 600, LAMP_ON, LAMP_OFF);
    compare(&t);
    const struct diff *d = &t.diff;
    assert_int_equal(d->lamps.count, 2);
    assert_int_equal(d->lamp_names, 2);
    assert_true(d->lamp_ms[0] == 100000 && d->lamp_ms[1] == 100000);
    assert_string_equal(story_word(t.words, d->lamps.item[0].lamp), "red");
    assert_int_equal(d->lamps.item[0].a.kind, LAMP_ON);
    assert_int_equal(d->lamps.item[0].b.kind, LAMP_OFF);
    done(&t);
}

static void test_shifts(void **state)
{
    struct told t = begin();
    (void)state;
    static const char body[] = "{\"name\":\"early\",\"begin\":1000000,\"end\":1400000,\"figures\":"
                               "{\"oee\":%s,\"total\":12,\"run_ms\":1,\"stops\":2,"
                               "\"small_stops\":1,\"availability\":null}}";
    char text[512];
    (void)snprintf(text, sizeof text, body, "0.5");
    record(&t.a, REC_HANDOVER, "H1", 1, text);
    (void)snprintf(text, sizeof text, body, "0.75");
    record(&t.b, REC_HANDOVER, "H1", 1, text);
    record(&t.b, REC_HANDOVER, "H2", 1, "{\"name\":\"late\",\"begin\":1400000,\"end\":1800000}");
    compare(&t);
    assert_int_equal(t.diff.shifts, 2);
    assert_true(t.diff.shift[0].a->oee < 0.6 && t.diff.shift[0].b->oee > 0.7);
    assert_true(isnan(t.diff.shift[0].a->availability));
    assert_null(t.diff.shift[1].a);
    assert_string_equal(t.diff.shift[1].b->name, "late");
    done(&t);
}

/* Outside of the window nothing is compared. */
static void test_window(void **state)
{
    struct told t = begin();
    (void)state;
    interval(&t.a, -500, 100, "running", "RUN");
    interval(&t.b, -500, -100, "stopped", "X");
    interval(&t.b, -100, 100, "running", "RUN");
    interval(&t.a, 100, 1500, "idle", "");
    interval(&t.b, 100, 1000, "idle", "");
    stop(&t.b, "S1", -500, -100, "");
    alert(&t.a, "A1", "hot", 1100, 1200);
    compare(&t);
    assert_true(diff_is_nothing(&t.diff));
    done(&t);
}

/* A body that is no JSON, words without end: counted, never followed. */
static void test_limits(void **state)
{
    struct told t = begin();
    char text[32];
    (void)state;
    record(&t.a, REC_STOP, "S1", 1, "{");
    for (int i = 0; i < STORY_WORDS_MAX + 100; i++) {
        (void)snprintf(text, sizeof text, "word %d", i);
        interval(&t.a, i, i + 1, "idle", text);
    }
    assert_true(t.a.lost == 1);
    assert_string_equal(story_word(t.words, t.a.states.span[0].word), "word 0");
    assert_string_equal(story_word(t.words, t.a.states.span[t.a.states.count - 1].word), "…");
    assert_int_equal(diff_make(&t.a, &t.b, BEGIN, END, &t.diff), 0);
    assert_false(diff_is_nothing(&t.diff));
    done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same), cmocka_unit_test(test_intervals_are_joined),
        cmocka_unit_test(test_states),   cmocka_unit_test(test_stops),
        cmocka_unit_test(test_versions), cmocka_unit_test(test_raised),
        cmocka_unit_test(test_lamps),    cmocka_unit_test(test_shifts),
        cmocka_unit_test(test_window),   cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
