/* SPDX-License-Identifier: MIT */
/* What must hold for any stream of events, tried with random ones (streams.h): sums, the identity
 * of OEE, ticks and clocks. */
#include "streams.h"

/* ---- the account is the time that passed; the identity of OEE ---- */

static void sums_and_identity(uint64_t seed)
{
    seed_now = seed;
    struct stream *s = stream_new(seed, false);
    struct rig *r = make(seed);
    for (int i = 0; i < EVENTS; i++) {
        play(r, s, i, i + 1);
        const struct snapshot *snap = rig_snapshot(r);
        int64_t sum = 0, details = 0;
        for (int m = 0; m < MACHINE_STATE_COUNT; m++)
            sum += snap->time_ms[m];
        for (int d = 0; d < snap->details; d++)
            details += snap->detail[d].ms;
        MUST(sum == snap->ts - snap->shift.start);
        MUST(details <= sum);
        MUST(snap->oee.run_ms >= 0 && snap->unexplained_ms >= 0);
        MUST(snap->stops.small <= snap->stops.count);
        double apq = snap->oee.availability * snap->oee.performance * snap->oee.quality;
        int64_t good = snap->counts.good - snap->counts.outside_good;
        double made = amount_to_double(good) * (double)r->config.ideal_us / 1000;
        if (!isnan(apq) && good >= 0 && r->config.products == 0)
            MUST(fabs(apq - made / (double)snap->oee.planned_ms) < 1e-9 * fmax(1, apq));
        if (!isnan(apq))
            MUST(fabs(apq - snap->oee.oee) < 1e-9 * fmax(1, apq));
        MUST(!(snap->oee.quality < 0) && !(snap->oee.quality > 1));
    }
    rig_free(&r);
    free(s);
}

static void test_sums_and_identity(void **state)
{
    (void)state;
    each_seed(sums_and_identity);
}

/* ---- the small-stop limit moves loss between availability and performance only ---- */

static void limit_is_neutral(uint64_t seed)
{
    seed_now = seed;
    static const int64_t limits[] = {0, 30000, 120000, 600000};
    struct stream *s = stream_new(seed, false);
    double oee[4], ap[4];
    for (int i = 0; i < 4; i++) {
        struct rig *r = make(seed);
        r->config.small_stop_ms = limits[i];
        play(r, s, 0, EVENTS);
        const struct snapshot *snap = rig_snapshot(r);
        oee[i] = snap->oee.oee;
        ap[i] = snap->oee.availability * snap->oee.performance;
        MUST(isnan(oee[0]) ? isnan(oee[i]) : fabs(oee[i] - oee[0]) < 1e-12);
        MUST(isnan(ap[0]) || isnan(ap[i]) || fabs(ap[i] - ap[0]) < 1e-9 * fmax(1, ap[0]));
        rig_free(&r);
    }
    free(s);
}

static void test_limit_is_neutral(void **state)
{
    (void)state;
    each_seed(limit_is_neutral);
}

/* ---- ticks change nothing; twice is the same ---- */

static char *log_of(uint64_t seed, const struct stream *s, int64_t tick_ms)
{
    struct rig *r = make(seed);
    int64_t at = 0;
    for (int i = 0; i < EVENTS; i++) {
        for (; tick_ms > 0 && at < s->at[i].ms; at += tick_ms)
            rig_tick(r, at);
        /* A daemon ticks when a deadline is due. */
        while (tick_ms < 0 && r->st && station_deadline(r->st) - RIG_BOOT < s->at[i].ms)
            rig_tick(r, station_deadline(r->st) - RIG_BOOT);
        play(r, s, i, i + 1);
    }
    rig_tick(r, last_ms(s) + 600000);
    static const char *const names[] = {"oil", "total", "scrap"};
    size_t size = r->log_length + 3 * RIG_TEXT;
    char *log = realloc(r->log, size);
    assert_non_null(log);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        r->log_length += (size_t)snprintf(log + r->log_length, size - r->log_length, "%s: %s\n",
                                          names[i], rig_history(r, names[i]));
    r->log = NULL;
    rig_free(&r);
    return log;
}

static void ticks_change_nothing(uint64_t seed)
{
    seed_now = seed;
    struct stream *s = stream_new(seed, false);
    static const int64_t rates[] = {0, -1, 1000, 7777, 3600000};
    char *plain = log_of(seed, s, 0);
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        char *log = log_of(seed, s, rates[i]);
        MUST(strcmp(log, plain) == 0);
        free(log);
    }
    free(plain);
    free(s);
}

static void test_ticks_change_nothing(void **state)
{
    (void)state;
    each_seed(ticks_change_nothing);
}

/* ---- no time is lost or doubled, whatever is done to the wall clock ---- */

static void clocks_lose_no_time(uint64_t seed)
{
    seed_now = seed;
    struct stream *s = stream_new(seed, true);
    struct rig *r = make(seed);
    rig_start(r, 0);
    const struct snapshot *snap = rig_snapshot(r);
    int64_t began = snap->ts - snap->shift.start; /* told of the time before */
    play(r, s, 0, EVENTS);
    rig_happen(r, "link", "down", last_ms(s) + 1);
    json_t *latest = latest_records(r);
    int64_t sum = 0;
    const char *key;
    json_t *record;
    json_object_foreach(latest, key, record) if (strncmp(key, "interval ", 9) == 0) sum +=
        integer_at(json_object_get(record, "body"), "ms");
    int64_t elapsed = began + last_ms(s) + 1;
    MUST(sum <= elapsed);
    /* What is missing is the open interval, which is unknown. */
    snap = rig_snapshot(r);
    MUST(snap->machine.state == MS_UNKNOWN && elapsed - sum <= snap->machine.for_ms);
    json_decref(latest);
    rig_free(&r);
    free(s);
}

static void test_clocks_lose_no_time(void **state)
{
    (void)state;
    each_seed(clocks_lose_no_time);
}

/* ---- lamps once a turn: the records of lamps once an event, and the same lamps ---- */

static struct rig *make_with_lamps(uint64_t seed)
{
    static const struct condition red = {.kind = COND_STOP, .words = 2},
                                  yellow = {.kind = COND_UNEXPLAINED},
                                  green = {.kind = COND_STATE, .words = 1U << MS_RUNNING},
                                  late = {.kind = COND_BEHIND, .amount = 10 * AMOUNT_ONE};
    const struct condition *const shown[] = {&red, &yellow, &green, &late};
    struct rig *r = make(seed);
    for (int i = 0; i < 4; i++) {
        r->lamp[i] = (struct lamp_conf){.name = {(char)('a' + i), '\0'}};
        r->rule[i] = (struct rule_conf){.conditions = 1, .condition = {*shown[i]}, .shows = 1};
        r->rule[i].show[0].lamp = i;
        r->rule[i].show[0].pattern = LAMP_ON;
    }
    r->config.lamps = r->config.rules = 4;
    return r;
}

static void turns_change_nothing(uint64_t seed)
{
    seed_now = seed;
    struct stream *s = stream_new(seed, true), dice = {.random = seed};
    struct rig *each = make_with_lamps(seed), *turns = make_with_lamps(seed);
    turns->together = true;
    for (int i = 0; i < EVENTS; i++) {
        char tower[200];
        play(each, s, i, i + 1);
        play(turns, s, i, i + 1);
        MUST(each->log_length == turns->log_length);
        if (i < EVENTS - 1 && upto(&dice, 4) > 0)
            continue;
        rig_light(turns);
        MUST(station_deadline(each->st) == station_deadline(turns->st));
        (void)text_copy(tower, sizeof tower, rig_tower(each));
        MUST(strcmp(tower, rig_tower(turns)) == 0);
    }
    MUST(memcmp(each->log, turns->log, each->log_length) == 0);
    rig_free(&each);
    rig_free(&turns);
    free(s);
}

static void test_turns_change_nothing(void **state)
{
    (void)state;
    each_seed(turns_change_nothing);
}

int main(void)
{
    print_message("# seeds 20261122 + 131 n; SEED=n repeats one\n");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_and_identity),    cmocka_unit_test(test_limit_is_neutral),
        cmocka_unit_test(test_ticks_change_nothing), cmocka_unit_test(test_clocks_lose_no_time),
        cmocka_unit_test(test_turns_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
