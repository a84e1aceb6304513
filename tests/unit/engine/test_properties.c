/* SPDX-License-Identifier: MIT */
/* What must hold for any stream of events, tried with random ones. The seed is printed; SEED=n
 * repeats one, ROUNDS=n tries more. */
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

static uint64_t next_random(struct stream *s)
{
    uint64_t z = s->random += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static int upto(struct stream *s, int n)
{
    return (int)(next_random(s) % (uint64_t)n);
}

/* ---- a station and a stream, both from the seed ---- */

static struct rig *make(uint64_t seed)
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
    return r;
}

static void add(struct stream *s, int64_t ms, const char *name, const char *value)
{
    struct happening *h = &s->at[s->count++];
    h->ms = ms;
    (void)text_copy(h->name, sizeof h->name, name);
    (void)text_copy(h->value, sizeof h->value, value);
}

/* A value in one of the ways in which it may arrive. */
static void dress(struct stream *s, int64_t ms, char *value, size_t size)
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

static void happen(struct stream *s, struct rig *r, int64_t ms, int *total, int *scrap)
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

static struct stream *stream_new(uint64_t seed, bool clocks)
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
static void change_ideal(struct rig *r, const char *value, int64_t ms)
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

static void play(struct rig *r, const struct stream *s, int from, int to)
{
    for (int i = from; i < to; i++) {
        if (strcmp(s->at[i].name, "ideal") == 0)
            change_ideal(r, s->at[i].value, s->at[i].ms);
        else
            rig_happen(r, s->at[i].name, s->at[i].value, s->at[i].ms);
    }
}

static int64_t last_ms(const struct stream *s)
{
    return s->at[EVENTS - 1].ms;
}

/* ---- rounds ---- */

static void each_seed(void (*round)(uint64_t seed))
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

/* ---- figures rebuilt from the records ---- */

struct rebuilt {
    json_t *latest; /* "kind id": {"rev": n, "body": {…}} */
};

/* One line of the log into the projection: the highest revision of each object wins, in whichever
 * order they come. */
static void project(json_t *latest, const char *line, bool in_order)
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

static json_t *latest_records(const struct rig *r)
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

static int64_t integer_at(const json_t *body, const char *key)
{
    return json_integer_value(json_object_get(body, key));
}

static bool is_small(json_t *latest, const char *stop)
{
    char key[80];
    (void)text_format(key, sizeof key, "stop %s", stop);
    const json_t *record = json_object_get(latest, key);
    /* No record: it is open and so far small. */
    return !record || json_is_true(json_object_get(json_object_get(record, "body"), "small"));
}

static int64_t amount_at(const json_t *body, const char *key)
{
    int64_t amount = 0;
    (void)amount_from_double(json_number_value(json_object_get(body, key)), &amount);
    return amount;
}

/* Absent members are none. */
static struct account_segment made_of(const json_t *body)
{
    return (struct account_segment){.total = amount_at(body, "total"),
                                    .good = amount_at(body, "good"),
                                    .scrap = amount_at(body, "scrap"),
                                    .rework = amount_at(body, "rework")};
}

/* What the shift's record says of ideals that were corrected since the minutes were written. */
static void correct(struct account *a, const json_t *shift)
{
    static const char *const keys[] = {"made", "corrected"};
    for (int k = 0; k < 2; k++) {
        size_t n;
        json_t *row;
        json_array_foreach(json_object_get(shift, keys[k]), n, row) for (int i = 0; i < a->segments;
                                                                         i++)
        {
            struct account_segment *s = &a->segment[i];
            if (json_object_get(row, "was_us") && s->was_us == integer_at(row, "was_us") &&
                strcmp(s->product, rig_word(row, "product")) == 0)
                s->ideal_us = integer_at(row, "ideal_us");
        }
    }
}

static void rebuild_minute(struct account *a, const json_t *b)
{
    struct account_segment made = made_of(b), outside = made_of(json_object_get(b, "outside"));
    struct account_segment planned = {.total = made.total - outside.total,
                                      .good = made.good - outside.good,
                                      .scrap = made.scrap - outside.scrap,
                                      .rework = made.rework - outside.rework};
    (void)text_copy(planned.product, sizeof planned.product, rig_word(b, "product"));
    account_count(a, integer_at(b, "ideal_us"), &planned);
    account_count_outside(a, &outside);
}

/* Sum what belongs to the window `id`. */
static struct account rebuild(json_t *latest, const char *id)
{
    struct account a = {0};
    char shift[80];
    const char *key;
    json_t *record;
    json_object_foreach(latest, key, record)
    {
        const json_t *b = json_object_get(record, "body");
        if (strcmp(rig_word(b, "window"), id) != 0)
            continue;
        if (strncmp(key, "interval ", 9) == 0) {
            bool plan = json_is_true(json_object_get(b, "plan"));
            const char *word = rig_word(b, "state");
            account_time(&a, plan,
                         (enum machine_state)word_find(&words_machine_state, word, strlen(word)),
                         integer_at(b, "ms"));
            if (rig_word(b, "stop")[0] && is_small(latest, rig_word(b, "stop")))
                a.small_ms += integer_at(b, "ms");
        } else if (strncmp(key, "minute ", 7) == 0) {
            rebuild_minute(&a, b);
        }
    }
    MUST(a.crowded == 0);
    (void)text_format(shift, sizeof shift, "shift %s", id);
    correct(&a, json_object_get(json_object_get(latest, shift), "body"));
    return a;
}

/* Each of the shift's rows is the sum of its minutes. */
static void compare_made(const struct account *a, const json_t *body)
{
    struct account said = {0};
    size_t n;
    json_t *row;
    json_array_foreach(json_object_get(body, "made"), n, row)
    {
        struct account_segment made = made_of(row);
        bool corrected = json_object_get(row, "was_us") != NULL;
        int64_t was_us = integer_at(row, corrected ? "was_us" : "ideal_us");
        (void)text_copy(made.product, sizeof made.product, rig_word(row, "product"));
        account_count(&said, was_us, &made);
        for (int i = 0; i < a->segments; i++) {
            const struct account_segment *s = &a->segment[i];
            if (s->was_us != was_us || strcmp(s->product, made.product) != 0)
                continue;
            MUST(s->total == made.total && s->good == made.good && s->scrap == made.scrap);
            MUST(s->ideal_us == integer_at(row, "ideal_us"));
        }
    }
    struct account_segment all = account_totals(a), told = account_totals(&said);
    struct account_segment outside = made_of(json_object_get(body, "outside"));
    MUST(all.total == told.total + outside.total && a->outside.total == outside.total);
    MUST(all.good == told.good + outside.good && a->outside.good == outside.good);
    MUST(all.scrap == told.scrap + outside.scrap);
}

static void compare_shift(json_t *latest, const char *id, const json_t *body)
{
    struct account a = rebuild(latest, id);
    for (int m = 0; m < MACHINE_STATE_COUNT; m++) {
        const char *word = word_name(&words_machine_state, m);
        MUST(a.ms[1][m] == integer_at(json_object_get(body, "plan_ms"), word));
        MUST(a.ms[0][m] == integer_at(json_object_get(body, "other_ms"), word));
    }
    MUST(a.small_ms == integer_at(body, "small_ms"));
    compare_made(&a, body);
}

static void records_tell_all(uint64_t seed)
{
    seed_now = seed;
    struct stream *s = stream_new(seed, false);
    struct rig *r = make(seed);
    char current[32] = "";
    play(r, s, 0, EVENTS);
    /* Everything closed but one unknown interval. */
    int64_t end = last_ms(s) + 1, minute = end / MS_PER_MIN * MS_PER_MIN + 60000;
    rig_happen(r, "link", "down", end);
    rig_tick(r, minute);
    json_t *latest = latest_records(r);
    const char *key;
    json_t *record;
    json_object_foreach(latest, key, record)
    {
        const json_t *body = json_object_get(record, "body");
        if (strncmp(key, "shift ", 6) != 0)
            continue;
        if (json_is_true(json_object_get(body, "closed")))
            compare_shift(latest, key + 6, body);
        else
            (void)text_copy(current, sizeof current, key + 6);
    }
    const struct snapshot *snap = rig_snapshot(r);
    if (current[0]) {
        struct account a = rebuild(latest, current);
        int64_t closed = 0;
        for (int p = 0; p < 2; p++)
            for (int m = 0; m < MACHINE_STATE_COUNT; m++)
                closed += a.ms[p][m];
        bool productive = snap->machine.mode == MODE_PRODUCTION || snap->machine.mode == MODE_TRIAL;
        account_time(&a, snap->shift.in_shift && !snap->shift.in_break && productive, MS_UNKNOWN,
                     snap->ts - snap->shift.start - closed);
        struct oee_conf conf = {.planned_ms = r->config.planned_ms,
                                .unknown_is_loss = r->config.unknown == UNKNOWN_LOSS,
                                .quality_measured = true};
        account_count(&a, snap->job.ideal_us, &(struct account_segment){0});
        struct oee oee = oee_of(&a, &conf);
        MUST(oee.planned_ms == snap->oee.planned_ms && oee.run_ms == snap->oee.run_ms);
        MUST(oee.unknown_ms == snap->oee.unknown_ms);
        MUST(isnan(oee.oee) ? isnan(snap->oee.oee) : fabs(oee.oee - snap->oee.oee) < 1e-15);
    }
    json_decref(latest);
    rig_free(&r);
    free(s);
}

static void test_records_tell_all(void **state)
{
    (void)state;
    each_seed(records_tell_all);
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

/* ---- restarts ---- */

static char checkpoint[CHECKPOINT_MAX];

/* What the store says of objects that may still be changed. */
static void recall(struct rig *r)
{
    static const enum record_kind kinds[] = {REC_STOP, REC_MODE, REC_SHIFT, REC_HANDOVER};
    json_t *latest = latest_records(r), *one;
    const char *key;
    json_object_foreach(latest, key, one)
    {
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            const char *word = word_name(&words_record_kind, (int)kinds[i]);
            size_t length = strlen(word);
            if (strncmp(key, word, length) != 0 || key[length] != ' ')
                continue;
            char *body = json_dumps(json_object_get(one, "body"), JSON_COMPACT);
            struct record record = {.kind = kinds[i],
                                    .rev = integer_at(one, "rev"),
                                    .body = body,
                                    .body_length = strlen(body)};
            struct cause why = {0};
            (void)text_copy(record.id, sizeof record.id, key + length + 1);
            (void)station_recall(r->st, &record, &why); /* not every kind needs it */
            free(body);
        }
    }
    json_decref(latest);
}

static void restart(struct rig *r, size_t length, int64_t ms, bool same_boot)
{
    struct cause why = {0};
    station_free(&r->st);
    r->now = rig_at(r, ms);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, checkpoint, length, same_boot, r->now, &r->fx, &why) != 0)
        fail_msg("SEED=%llu: %s", (unsigned long long)seed_now, why.text);
    rig_log(r);
    stops_recall(r);
    recall(r);
}

/* Faults are told again after a restart; all else must be the same. */
static char *without_faults(char *log)
{
    char *to = log;
    for (char *line = log, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        size_t length = (size_t)(end + 1 - line);
        if (strncmp(line, "fault", 5) != 0) {
            memmove(to, line, length);
            to += length;
        }
    }
    *to = '\0';
    return log;
}

static void restart_without_gap(uint64_t seed)
{
    seed_now = seed;
    struct stream *s = stream_new(seed, false);
    struct rig *plain = make(seed), *r = make(seed);
    play(plain, s, 0, EVENTS);
    for (int i = 0; i < EVENTS; i++) {
        play(r, s, i, i + 1);
        if (upto(s, 20) == 0)
            restart(r, station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint),
                    s->at[i].ms, true);
    }
    MUST(strcmp(without_faults(plain->log), without_faults(r->log)) == 0);
    struct snapshot a = *rig_snapshot(plain), b = *rig_snapshot(r);
    MUST(memcmp(&a.oee, &b.oee, sizeof a.oee) == 0);
    MUST(memcmp(&a.counts, &b.counts, sizeof a.counts) == 0);
    MUST(memcmp(&a.stops, &b.stops, sizeof a.stops) == 0);
    MUST(memcmp(&a.machine, &b.machine, sizeof a.machine) == 0);
    rig_free(&plain);
    rig_free(&r);
    free(s);
}

static void test_restart_without_gap(void **state)
{
    (void)state;
    each_seed(restart_without_gap);
}

/* Killed at any moment: records since the checkpoint are gone with it, and still every moment is
 * accounted for once and no version of an object is written twice. */
static void killed_anywhere(uint64_t seed)
{
    seed_now = seed;
    struct stream *s = stream_new(seed, false);
    struct rig *r = make(seed);
    size_t length = 0, kept = 0;
    for (int i = 0; i < EVENTS; i++) {
        play(r, s, i, i + 1);
        if (length == 0 || upto(s, 5) == 0) {
            length = station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint);
            kept = r->log_length;
        }
        if (upto(s, 25) == 0) {
            r->log_length = kept;
            if (r->log)
                r->log[kept] = '\0';
            restart(r, length, s->at[i].ms, upto(s, 2) == 0);
            length = station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint);
            kept = r->log_length;
        }
    }
    const struct snapshot *snap = rig_snapshot(r);
    int64_t sum = 0;
    for (int m = 0; m < MACHINE_STATE_COUNT; m++)
        sum += snap->time_ms[m];
    MUST(sum == snap->ts - snap->shift.start);
    rig_happen(r, "link", "down", last_ms(s) + 1);
    rig_tick(r, last_ms(s) / MS_PER_MIN * MS_PER_MIN + 120000);
    json_t *latest = latest_records(r); /* checks the revisions */
    const char *key;
    json_t *record;
    json_object_foreach(latest, key, record)
    {
        const json_t *body = json_object_get(record, "body");
        if (strncmp(key, "shift ", 6) == 0 && json_is_true(json_object_get(body, "closed")))
            compare_shift(latest, key + 6, body);
    }
    json_decref(latest);
    rig_free(&r);
    free(s);
}

static void test_killed_anywhere(void **state)
{
    (void)state;
    each_seed(killed_anywhere);
}

int main(void)
{
    print_message("# seeds 20261122 + 131 n; SEED=n repeats one\n");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_and_identity),    cmocka_unit_test(test_limit_is_neutral),
        cmocka_unit_test(test_ticks_change_nothing), cmocka_unit_test(test_records_tell_all),
        cmocka_unit_test(test_clocks_lose_no_time),  cmocka_unit_test(test_restart_without_gap),
        cmocka_unit_test(test_killed_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
