/* SPDX-License-Identifier: MIT */
/* Random streams of events for a station, made from a seed, and the rounds over them: what must
 * hold for any of them is in test_properties*.c. SEED=n repeats one, ROUNDS=n tries more. */
#ifndef TESTS_UNIT_ENGINE_STREAMS_H
#define TESTS_UNIT_ENGINE_STREAMS_H

#include "stops_rig.h"

#include "data/model/account.h"

#define EVENTS 400

struct happening {
    int64_t ms;
    char name[12], value[40];
};

struct stream {
    uint64_t seed, random;
    struct happening at[EVENTS];
    int count;
    bool clocks; /* the wall clock is set now and then */
};

static inline uint64_t next_random(struct stream *s)
{
    uint64_t z = s->random += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static inline int upto(struct stream *s, int n)
{
    return (int)(next_random(s) % (uint64_t)n);
}

/* ---- a station and a stream, both from the seed ---- */

static inline struct rig *make(uint64_t seed)
{
    struct stream s = {.random = seed * 7919};
    struct rig *r = rig_new();
    int source = upto(&s, 4);
    if (source <= 1)
        rig_signal(r, "state", ROLE_STATE)->max_age_ms = source == 1 ? 900000 : 0;
    if (source == 2)
        rig_signal(r, "run", ROLE_RUNNING);
    if (source == 3)
        r->config.pulse_stop_after_ms = 30000;
    struct counter_conf *total = &rig_signal(r, "total", ROLE_TOTAL)->counter;
    struct counter_conf *scrap = &rig_signal(r, "scrap", ROLE_SCRAP)->counter;
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "starved", ROLE_STARVED);
    rig_signal(r, "blocked", ROLE_BLOCKED);
    rig_signal(r, "fault", ROLE_FAULT);
    rig_signal(r, "alive", ROLE_ALIVE);
    rig_signal(r, "oil", ROLE_SENSOR)->max_age_ms = 60000;
    if (upto(&s, 2)) { /* "p3" is in no section */
        rig_signal(r, "product", ROLE_PRODUCT);
        r->product[0] = (struct product_conf){.name = "p1", .ideal_us = 2000000};
        r->product[1] = (struct product_conf){.name = "p2", .ideal_us = 500000};
        r->config.products = 2;
    }
    total->glitch_ms = upto(&s, 2) * 3000;
    total->rate_max = upto(&s, 2) * 50 * AMOUNT_ONE;
    scrap->kind = upto(&s, 2) ? COUNTER_DELTA : COUNTER_CUMULATIVE;
    r->config.small_stop_ms = upto(&s, 4) * 60000;
    r->config.planned_ms = upto(&s, 4) == 0 ? 8 * MS_PER_HOUR : 0;
    r->config.unknown = upto(&s, 4) == 0 ? UNKNOWN_LOSS : UNKNOWN_EXCLUDED;
    if (upto(&s, 3) > 0) {
        struct shift_plan *early = rig_shift(r, "early", 6 * 60, 14 * 60);
        early->pause[early->pauses++] = (struct shift_break){9 * 60, 9 * 60 + 15};
        early->pause[early->pauses++] = (struct shift_break){12 * 60, 12 * 60 + 30};
        rig_shift(r, "late", 14 * 60, 22 * 60);
        if (upto(&s, 2))
            rig_shift(r, "night", 22 * 60, 6 * 60);
    }
    r->begin += upto(&s, 24 * 60) * MS_PER_MIN;
    if (seed % 2 == 0) /* cross-checks, with limits that a stream reaches */
        r->config.checks = (struct checks_conf){.enabled = true,
                                                .count_tolerance = AMOUNT_ONE / 50,
                                                .stopped_parts = AMOUNT_ONE,
                                                .running_ms = MS_PER_MIN,
                                                .clock_ms = 5 * MS_PER_S,
                                                .stuck_ms = 10 * MS_PER_MIN};
    return r;
}

static inline void add(struct stream *s, int64_t ms, const char *name, const char *value)
{
    struct happening *h = &s->at[s->count++];
    h->ms = ms;
    (void)text_copy(h->name, sizeof h->name, name);
    (void)text_copy(h->value, sizeof h->value, value);
}

/* A value in one of the ways in which it may arrive. */
static inline void dress(struct stream *s, int64_t ms, char *value, size_t size)
{
    char plain[20];
    int how = upto(s, 20);
    (void)text_copy(plain, sizeof plain, value);
    if (how == 0)
        (void)text_copy(value, size, upto(s, 3) ? "!" : "!!");
    else if (how == 1)
        (void)text_format(value, size, "~%s", plain);
    else if (how < 6)
        (void)text_format(value, size, "%s@%.3f", plain, (double)(ms - upto(s, 40000)) / 1000);
    else if (how == 6)
        (void)text_format(value, size, "%s@%.3f", plain, (double)(ms + upto(s, 20000)) / 1000);
    else if (how == 7)
        (void)text_format(value, size, "<%s@%.3f", plain, (double)(ms - upto(s, 7200000)) / 1000);
}

static inline void happen(struct stream *s, struct rig *r, int64_t ms, int *total, int *scrap)
{
    static const char *const words[] = {"Execute", "Execute", "Execute", "Execute", "Slow",
                                        "Held",    "Held",    "Aborted", "Idle",    "Setup",
                                        "Wait",    "Full",    "Lunch",   "Dark",    "Fluffy"};
    static const char *const modes[] = {"production", "production",  "production",
                                        "trial",      "maintenance", "planned"};
    char value[40];
    int what = upto(s, 100);
    if (what < 40) {
        bool state = config_signal_index(&r->config, "state") >= 0;
        bool bit = config_signal_index(&r->config, "run") >= 0;
        (void)text_copy(value, sizeof value, state ? words[upto(s, 15)] : upto(s, 3) ? "1" : "0");
        dress(s, ms, value, sizeof value);
        add(s, ms, state ? "state" : bit ? "run" : "oil", value);
    } else if (what < 70) {
        *total = upto(s, 40) == 0 ? upto(s, 3) : *total + upto(s, 12);
        (void)text_format(value, sizeof value, "%d.%d", *total, upto(s, 10));
        dress(s, ms, value, sizeof value);
        add(s, ms, "total", value);
    } else if (what < 78) {
        *scrap += upto(s, 3);
        (void)text_format(value, sizeof value, "%d", *scrap);
        dress(s, ms, value, sizeof value);
        add(s, ms, "scrap", value);
    } else if (what < 82) {
        add(s, ms, "mode", modes[upto(s, 6)]);
    } else if (what < 88) {
        add(s, ms, upto(s, 2) ? "starved" : "blocked", upto(s, 3) ? "0" : "1");
    } else if (what < 89) {
        add(s, ms, "fault", upto(s, 2) ? "E-217" : "0");
    } else if (what < 91) {
        (void)text_format(value, sizeof value, "p%d", 1 + upto(s, 3));
        dress(s, ms, value, sizeof value);
        bool many = r->config.products > 0;
        add(s, ms, many ? upto(s, 3) ? "product" : "ideal" : "oil", many ? value : "70");
        if (strcmp(s->at[s->count - 1].name, "ideal") == 0)
            (void)text_format(s->at[s->count - 1].value, sizeof value, "%d %d %d", upto(s, 3),
                              upto(s, 3), upto(s, 4));
    } else if (what < 93) {
        add(s, ms, "alive", upto(s, 4) ? "1" : "0");
    } else if (what < 96) {
        add(s, ms, "link", upto(s, 3) ? "up" : "down");
    } else if (what < 97 && s->clocks) {
        (void)text_format(value, sizeof value, "%d", (upto(s, 3) - 1) * upto(s, 30000));
        add(s, ms, "clock", value);
    } else {
        add(s, ms, "oil", upto(s, 2) ? "70.5" : "71");
    }
}

static inline struct stream *stream_new(uint64_t seed, bool clocks)
{
    struct stream *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->seed = s->random = seed;
    s->clocks = clocks;
    struct rig *r = make(seed);
    int64_t ms = 0;
    int total = 100, scrap = 5;
    while (s->count < EVENTS) {
        happen(s, r, ms, &total, &scrap);
        int pace = upto(s, 10); /* mostly seconds, at times minutes, often at once */
        ms += pace < 2   ? 0
              : pace < 8 ? upto(s, 20000)
              : pace < 9 ? upto(s, 200000)
                         : upto(s, 1500000);
    }
    rig_free(&r);
    return s;
}

/* "PRODUCT IDEAL FORMER": another ideal cycle, and perhaps one that is said to be an error. */
static inline void change_ideal(struct rig *r, const char *value, int64_t ms)
{
    static const int64_t ideals[] = {500000, 1000000, 2000000, 0};
    int product, ideal, former;
    assert_int_equal(sscanf(value, "%d %d %d", &product, &ideal, &former), 3);
    struct config *other = rig_other(r);
    struct product_conf *p = r->other_product[r->reloads % 2] + product % 2;
    *(product < 2 ? &p->ideal_us : &other->ideal_us) = ideals[ideal];
    *(product < 2 ? &p->ideal_was_us : &other->ideal_was_us) = former == ideal ? 0 : ideals[former];
    rig_reload(r, ms);
}

static inline void play(struct rig *r, const struct stream *s, int from, int to)
{
    for (int i = from; i < to; i++) {
        if (strcmp(s->at[i].name, "ideal") == 0)
            change_ideal(r, s->at[i].value, s->at[i].ms);
        else
            rig_happen(r, s->at[i].name, s->at[i].value, s->at[i].ms);
    }
}

static inline int64_t last_ms(const struct stream *s)
{
    return s->at[EVENTS - 1].ms;
}

/* ---- rounds ---- */

static inline void each_seed(void (*round)(uint64_t seed))
{
    const char *fixed = getenv("SEED"), *many = getenv("ROUNDS");
    if (fixed) {
        round(strtoull(fixed, NULL, 10));
        return;
    }
    uint64_t rounds = many ? strtoull(many, NULL, 10) : 40;
    for (uint64_t i = 0; i < rounds; i++)
        round(20261122 + i * 131);
}

static uint64_t seed_now;

#define MUST(condition)                                                          \
    do {                                                                         \
        if (!(condition))                                                        \
            fail_msg("SEED=%llu: %s", (unsigned long long)seed_now, #condition); \
    } while (0)

/* ---- what the records say ---- */

/* One line of the log into the projection: the highest revision of each object wins, in whichever
 * order they come. */
static inline void project(json_t *latest, const char *line, bool in_order)
{
    char kind[32], id[32], key[80];
    long long rev;
    int skip = 0;
    MUST(sscanf(line, "%31[^\t]\t%31[^\t]\t%lld\t%*d\t%*d\t%*[^\t]\t%n", kind, id, &rev, &skip) ==
         3);
    (void)text_format(key, sizeof key, "%s %s", kind, id);
    int64_t before = json_integer_value(json_object_get(json_object_get(latest, key), "rev"));
    MUST(!in_order || rev == before + 1); /* none skipped */
    MUST(rev != before);
    if (rev < before)
        return;
    json_t *body = json_loadb(line + skip, strcspn(line + skip, "\n"), 0, NULL);
    MUST(body != NULL);
    json_object_set_new(latest, key, json_pack("{s:I, s:o}", "rev", (json_int_t)rev, "body", body));
}

static inline json_t *latest_records(const struct rig *r)
{
    const char *line[8192];
    int lines = 0;
    for (const char *at = r->log ? r->log : ""; *at && lines < 8192; at = strchr(at, '\n') + 1)
        line[lines++] = at;
    json_t *latest = json_object(), *shuffled = json_object();
    struct stream s = {.random = seed_now};
    for (int i = 0; i < lines; i++)
        project(latest, line[i], true);
    for (int i = lines; i > 0; i--) {
        int pick = upto(&s, i);
        project(shuffled, line[pick], false);
        line[pick] = line[i - 1];
    }
    MUST(json_equal(latest, shuffled));
    json_decref(shuffled);
    return latest;
}

static inline int64_t integer_at(const json_t *body, const char *key)
{
    return json_integer_value(json_object_get(body, key));
}

#endif
