/* SPDX-License-Identifier: MIT */
/* What must hold whatever people and buttons do: nothing is lost or doubled by a restart at any
 * point, every call ends or is open, deadlines are kept to the millisecond. The seed is printed;
 * SEED=n repeats one, ROUNDS=n tries more. */
#include "calls_rig.h"

#include "andon/engine/parts.h"

#define EVENTS 120

static uint64_t seed_now;

#define MUST(condition)                                                          \
    do {                                                                         \
        if (!(condition))                                                        \
            fail_msg("SEED=%llu: %s", (unsigned long long)seed_now, #condition); \
    } while (0)

static int upto(uint64_t *random, int n)
{
    uint64_t z = *random += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

struct happening {
    int64_t ms;
    char what[96];
};

static void make_happening(uint64_t *random, int64_t ms, struct happening *h)
{
    static const char *const types[] = {"maintenance", "quality", "line"};
    static const char *const people[] = {"anna", "ben", "carla"};
    static const char *const steps[] = {"call-take", "call-arrive", "call-solve", "call-cancel"};
    const char *type = types[upto(random, 3)], *who = people[upto(random, 3)];
    h->ms = ms;
    int what = upto(random, 100);
    if (what < 20)
        (void)text_format(h->what, sizeof h->what, "do=call-raise %s actor=%s note=x%s", type, who,
                          upto(random, 3) ? "" : " word=pull");
    else if (what < 40)
        (void)text_format(h->what, sizeof h->what, "do=call-raise %s actor=input:cord from=button",
                          type);
    else if (what < 70)
        (void)text_format(h->what, sizeof h->what, "do=%s %s actor=%s role=%s",
                          steps[upto(random, 4)], upto(random, 3) ? type : "", who,
                          upto(random, 4) ? "operator" : "supervisor");
    else if (what < 75)
        (void)text_format(h->what, sizeof h->what, "do=call-told %s word=notify", type);
    else if (what < 80)
        (void)text_format(h->what, sizeof h->what, "lines=%d%d", upto(random, 2), upto(random, 2));
    else if (what < 84)
        (void)text_format(h->what, sizeof h->what, "clock=%d", upto(random, 7200) - 3600);
    else
        (void)text_copy(h->what, sizeof h->what, "tick");
}

static void happen(struct rig *r, const struct happening *h)
{
    char script[128];
    (void)text_format(script, sizeof script, "%.3f %s", (double)h->ms / 1000, h->what);
    rig_play(r, script);
}

/* ---- at every moment ------------------------------------------------------------------------- */

static void check_now(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    for (int i = 0; i < s->calls; i++) {
        const struct call_view *v = &s->call[i];
        MUST(v->state < CALL_SOLVED && v->for_ms >= 0 && v->rev > 0);
        for (int k = 0; k < i; k++)
            MUST(strcmp(s->call[k].type, v->type) != 0 && strcmp(s->call[k].id, v->id) != 0);
        /* Line-stop exactly by the boot clock: 20 s after it was raised, not before. */
        if (strcmp(v->type, "line") == 0)
            MUST(v->line_stop == (v->for_ms >= 20000));
        MUST(!v->line_stop || (v->blocking && v->stop_at == TIME_NONE));
        MUST(v->state == CALL_RAISED || v->taken != TIME_NONE);
    }
}

/* Revisions of each call count from 1 without a gap, and nothing follows its end. */
static void check_records(const struct rig *r)
{
    int64_t revs[EVENTS + 1] = {0};
    bool over[EVENTS + 1] = {false};
    for (const char *line = r->log ? r->log : ""; *line; line = strchr(line, '\n') + 1) {
        long long number, rev;
        if (sscanf(line, "call\tC%lld\t%lld", &number, &rev) != 2)
            continue;
        MUST(number >= 1 && number <= EVENTS && rev == revs[number] + 1 && !over[number]);
        revs[number] = rev;
        size_t length = strcspn(line, "\n");
        over[number] = memmem(line, length, "\"state\":\"solved\"", 16) ||
                       memmem(line, length, "\"state\":\"cancelled\"", 19);
    }
}

/* The lines of calls alone. */
static char *calls_log(const struct rig *r)
{
    char *out = calloc(1, r->log_length + 1);
    assert_non_null(out);
    size_t n = 0;
    for (const char *line = r->log ? r->log : ""; *line; line = strchr(line, '\n') + 1) {
        size_t length = strcspn(line, "\n") + 1;
        if (strncmp(line, "call\t", 5) != 0)
            continue;
        memcpy(out + n, line, length);
        n += length;
    }
    return out;
}

static void round_of(uint64_t seed)
{
    static struct happening at[EVENTS];
    uint64_t random = seed;
    int64_t ms = 0;
    for (int i = 0; i < EVENTS; i++) {
        make_happening(&random, ms, &at[i]);
        ms += upto(&random, 4) ? upto(&random, 15000) : upto(&random, 300000);
    }
    struct rig *whole = calls_make(), *broken = calls_make();
    rig_tick(whole, 0);
    rig_tick(broken, 0);
    for (int i = 0; i < EVENTS; i++) {
        happen(whole, &at[i]);
        happen(broken, &at[i]);
        check_now(whole);
        if (upto(&random, 8) == 0)
            calls_restart(broken, (double)at[i].ms / 1000, true);
        char *now = strdup(calls_now(whole));
        MUST(now && strcmp(now, calls_now(broken)) == 0);
        free(now);
    }
    check_records(whole);
    char *a = calls_log(whole), *b = calls_log(broken);
    MUST(strcmp(a, b) == 0);
    free(a);
    free(b);
    rig_free(&whole);
    rig_free(&broken);
}

static void test_random(void **state)
{
    (void)state;
    const char *fixed = getenv("SEED"), *many = getenv("ROUNDS");
    uint64_t rounds = fixed ? 1 : many ? strtoull(many, NULL, 10) : 40;
    for (uint64_t i = 0; i < rounds; i++) {
        seed_now = fixed ? strtoull(fixed, NULL, 10) : 20261122 + i * 131;
        round_of(seed_now);
    }
}

/* A checkpoint that cannot be what it says is refused; the station is as new. */
static void test_broken_checkpoints(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"\"number\":1,", "\"number\":99,"},
        {"\"number\":2,", "\"number\":1,"},
        {"\"type\":\"line\"", "\"type\":\"maintenance\""},
        {"\"state\":\"taken\"", "\"state\":\"solved\""},
        {"\"state\":\"taken\"", "\"state\":\"asleep\""},
        {"\"raised\":17953056", "\"raised\":97953056"},
        {"\"tiers\":1", "\"tiers\":-1"},
        {"\"told_to\":17953056", "\"told_to\":97953056"},
        {"\"tier\":\"first\",\"at\":17953056", "\"tier\":\"first\",\"at\":97953056"},
    };
    struct rig *r = calls_make();
    rig_play(r, "10 do=call-raise line; 11 do=call-raise maintenance; 12 do=call-take maintenance; "
                "13 tick");
    size_t length = station_checkpoint(r->st, r->now, calls_text, sizeof calls_text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        char *copy = calloc(1, length + 64), *calls = strstr(calls_text, "\"calls\":");
        assert_true(copy && calls);
        char *at = strstr(calls, rows[i].from);
        if (!at)
            fail_msg("%s is not in it", rows[i].from);
        size_t head = (size_t)(at - calls_text);
        (void)snprintf(copy, length + 64, "%.*s%s%s", (int)head, calls_text, rows[i].to,
                       at + strlen(rows[i].from));
        struct station *st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
        if (station_restore(st, copy, strlen(copy), true, r->now, &r->fx, &why) == 0)
            fail_msg("%s was believed", rows[i].to);
        assert_int_equal(st->calls.count, 0);
        station_free(&st);
        free(copy);
    }
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_broken_checkpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
