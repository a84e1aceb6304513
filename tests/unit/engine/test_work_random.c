/* SPDX-License-Identifier: MIT */
/* What must hold whatever people declare, make and enter, tried with random streams of messages and
 * commands. The seed is printed; SEED=n repeats one, ROUNDS=n tries more. */
#include "rig.h"

#include "data/model/account.h"

#define EVENTS 400

struct happening {
    int64_t ms;
    char name[12], value[64];
};

struct stream {
    uint64_t random;
    struct happening at[EVENTS];
    int count;
};

static uint64_t seed_now;

#define MUST(condition)                                                          \
    do {                                                                         \
        if (!(condition))                                                        \
            fail_msg("SEED=%llu: %s", (unsigned long long)seed_now, #condition); \
    } while (0)

static int upto(struct stream *s, int n)
{
    uint64_t z = s->random += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

/* ---- a station and a stream, both from the seed ---- */

static struct mode_conf modes[] = {
    {.name = "cleaning", .mode = MODE_PLANNED, .for_ms = 300000},
    {.name = "tryout", .mode = MODE_TRIAL},
};
static struct job_conf orders[] = {
    {.name = "o1", .product = "p1", .quantity = 200 * AMOUNT_ONE},
    {.name = "o2", .product = "p2", .quantity = 200 * AMOUNT_ONE},
    {.name = "o3"},
    {.name = "o4", .product = "p1"},
};
static struct scrap_reason_conf reasons[] = {{.name = "burr"}, {.name = "paint", .rework = true}};

static struct rig *make(uint64_t seed)
{
    struct stream s = {.random = seed * 7919};
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL);
    if (upto(&s, 2))
        rig_signal(r, "scrap", ROLE_SCRAP);
    rig_signal(r, "mode", ROLE_MODE);
    if (upto(&s, 2))
        rig_signal(r, "product", ROLE_PRODUCT);
    r->product[0] = (struct product_conf){.name = "p1", .ideal_us = 2000000};
    r->product[1] = (struct product_conf){.name = "p2", .ideal_us = 500000};
    r->config.products = 2;
    r->config.mode = modes;
    r->config.modes = 2;
    r->config.job = orders;
    r->config.jobs = 4;
    r->config.scrap_reason = reasons;
    r->config.scrap_reasons = 2;
    r->config.entry.undo_ms = r->config.entry.amend_ms = 86400000;
    r->config.small_stop_ms = upto(&s, 3) * 60000;
    if (upto(&s, 3) > 0) {
        struct shift_plan *early = rig_shift(r, "early", 6 * 60, 14 * 60);
        early->pause[early->pauses++] = (struct shift_break){9 * 60, 9 * 60 + 15};
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

static void command(struct stream *s, int64_t ms)
{
    static const char *const plain[] = {
        "job-pause",    "job-finish",   "product p1",      "product p2",      "mode cleaning",
        "mode tryout",  "mode planned", "mode production", "mode production", "job-start o1",
        "job-start o2", "job-start o3", "job-start o4",    "mode cleaning",
    };
    char value[64];
    int what = upto(s, 10);
    if (what < 5) {
        (void)text_copy(value, sizeof value, plain[upto(s, 14)]);
    } else if (what < 8) {
        int at = upto(s, 3) ? 0 : upto(s, 7200);
        (void)text_format(value, sizeof value, "scrap %d.5 reason=%s at=%.3f%s", upto(s, 6),
                          upto(s, 2) ? "burr" : "paint", (double)(ms - at * 1000) / 1000,
                          upto(s, 6)   ? ""
                          : upto(s, 2) ? " job=o1"
                                       : " job=o2");
    } else {
        (void)text_format(value, sizeof value, "scrap-reverse R%d of=%d", 1 + upto(s, 30),
                          upto(s, 3));
    }
    add(s, ms, "do", value);
}

static struct stream *stream_new(uint64_t seed)
{
    static const char *const words[] = {"Execute", "Execute", "Execute", "Held", "Aborted", "Idle"};
    static const char *const said[] = {"production", "production", "maintenance", "trial"};
    struct stream *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->random = seed;
    struct rig *r = make(seed);
    int64_t ms = 0;
    int total = 0, scrap = 0;
    char value[64];
    while (s->count < EVENTS) {
        int what = upto(s, 100);
        if (what < 20) {
            add(s, ms, "state", words[upto(s, 6)]);
        } else if (what < 60) {
            total += upto(s, 12);
            (void)text_format(value, sizeof value, "%d@%.3f", total,
                              (double)(ms - (upto(s, 4) ? 0 : upto(s, 30000))) / 1000);
            add(s, ms, "total", value);
        } else if (what < 66 && config_signal_index(&r->config, "scrap") >= 0) {
            scrap += upto(s, 3);
            (void)text_format(value, sizeof value, "%d", scrap);
            add(s, ms, "scrap", value);
        } else if (what < 68) {
            add(s, ms, "mode", said[upto(s, 4)]);
        } else if (what < 71 && config_signal_index(&r->config, "product") >= 0) {
            add(s, ms, "product", upto(s, 2) ? "p1" : "p2");
        } else {
            command(s, ms);
        }
        int pace = upto(s, 10);
        ms += pace < 2   ? 0
              : pace < 8 ? upto(s, 20000)
              : pace < 9 ? upto(s, 200000)
                         : upto(s, 1500000);
    }
    rig_free(&r);
    return s;
}

static void each_seed(void (*round)(uint64_t seed))
{
    const char *fixed = getenv("SEED"), *many = getenv("ROUNDS");
    uint64_t rounds = fixed ? 1 : many ? strtoull(many, NULL, 10) : 40;
    for (uint64_t i = 0; i < rounds; i++) {
        seed_now = fixed ? strtoull(fixed, NULL, 10) : 20261122 + i * 131;
        round(seed_now);
    }
}

/* ---- figures at every moment ---- */

static void check_figures(const struct snapshot *s)
{
    int64_t sum = 0;
    for (int m = 0; m < MACHINE_STATE_COUNT; m++)
        sum += s->time_ms[m];
    MUST(sum == s->ts - s->shift.start);
    double apq = s->oee.availability * s->oee.performance * s->oee.quality;
    if (!isnan(apq))
        MUST(fabs(apq - s->oee.oee) < 1e-9 * fmax(1, apq));
    MUST(s->counts.good + s->counts.scrap + s->counts.rework == s->counts.total);
    MUST(s->counts.entered_scrap >= 0 && s->counts.entered_scrap <= s->counts.scrap);
    MUST(s->counts.entered_rework >= 0 && s->counts.entered_rework <= s->counts.rework);
    MUST(s->machine.mode == MODE_PRODUCTION || s->oee.planned_ms >= 0);
}

static void figures(uint64_t seed)
{
    struct stream *s = stream_new(seed);
    struct rig *r = make(seed);
    int done = 0;
    rig_tick(r, 0);
    for (int i = 0; i < EVENTS; i++) {
        bool person = strcmp(s->at[i].name, "do") == 0;
        if (person)
            rig_tick(r, s->at[i].ms);
        const struct snapshot before = *rig_snapshot(r);
        rig_happen(r, s->at[i].name, s->at[i].value, s->at[i].ms);
        const struct snapshot *now = rig_snapshot(r);
        check_figures(now);
        if (!person)
            continue;
        done += r->outcome.result == COMMAND_DONE;
        MUST(r->outcome.text[0] != '\0');
        /* No command drops an open stop; one that has lost no time yet never was. */
        if (before.stop.id[0] && before.stop.end == TIME_NONE && before.stop.ms > 0)
            MUST(strcmp(before.stop.id, now->stop.id) == 0 && now->stop.end == TIME_NONE);
    }
    MUST(done > 10);
    rig_free(&r);
    free(s);
}

static void test_figures(void **state)
{
    (void)state;
    each_seed(figures);
}

/* ---- rebuilt from the records ---- */

static int64_t amount_at(const json_t *body, const char *key)
{
    int64_t amount = 0;
    (void)amount_from_double(json_number_value(json_object_get(body, key)), &amount);
    return amount;
}

static struct account_segment made_of(const json_t *body)
{
    struct account_segment made = {.total = amount_at(body, "total"),
                                   .good = amount_at(body, "good"),
                                   .scrap = amount_at(body, "scrap"),
                                   .rework = amount_at(body, "rework"),
                                   .entered_scrap = amount_at(body, "entered_scrap"),
                                   .entered_rework = amount_at(body, "entered_rework"),
                                   .ideal_us =
                                       json_integer_value(json_object_get(body, "ideal_us"))};
    (void)text_copy(made.product, sizeof made.product, rig_word(body, "product"));
    return made;
}

/* The latest version of each object, "kind id" to body. */
static json_t *latest_records(const struct rig *r)
{
    json_t *latest = json_object();
    const char *line = r->log ? r->log : "";
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char kind[32], id[32], key[80];
        int skip = 0;
        MUST(sscanf(line, "%31[^\t]\t%31[^\t]\t%*d\t%*d\t%*d\t%*[^\t]\t%n", kind, id, &skip) == 2);
        (void)text_format(key, sizeof key, "%s %s", kind, id);
        json_object_set_new(latest, key,
                            json_loadb(line + skip, (size_t)(end - line - skip), 0, NULL));
    }
    return latest;
}

static void add_minute(struct account *a, const json_t *body)
{
    struct account_segment made = made_of(body),
                           outside = made_of(json_object_get(body, "outside")),
                           trial = made_of(json_object_get(body, "trial"));
    made.total -= outside.total;
    made.good -= outside.good;
    made.scrap -= outside.scrap;
    made.rework -= outside.rework;
    account_count(a, made.ideal_us, &made);
    account_count_outside(a, &outside);
    account_count_trial(a, &trial);
}

static struct account_segment entry_of(const json_t *body)
{
    struct account_segment s = {.ideal_us = json_integer_value(json_object_get(body, "ideal_us"))};
    bool rework = json_is_true(json_object_get(body, "rework"));
    *(rework ? &s.entered_rework : &s.entered_scrap) = amount_at(body, "quantity");
    (void)text_copy(s.product, sizeof s.product, rig_word(body, "product"));
    return s;
}

static void add_entry(struct account *a, const json_t *body)
{
    const struct account_segment entry = entry_of(body);
    const char *part = rig_word(body, "part");
    if (strcmp(part, "planned") == 0)
        account_count(a, entry.ideal_us, &entry);
    else if (strcmp(part, "outside") == 0)
        account_count_outside(a, &entry);
    else
        account_count_trial(a, &entry);
}

static struct account rebuild(json_t *latest, const char *window)
{
    struct account a = {0};
    const char *key;
    json_t *body;
    json_object_foreach(latest, key, body)
    {
        if (strcmp(rig_word(body, "window"), window) != 0)
            continue;
        if (strncmp(key, "minute ", 7) == 0)
            add_minute(&a, body);
        else if (strncmp(key, "scrap ", 6) == 0)
            add_entry(&a, body);
    }
    MUST(a.crowded == 0);
    return a;
}

static bool same(const struct account_segment *a, const struct account_segment *b)
{
    return a->total == b->total && a->good == b->good && a->scrap == b->scrap &&
           a->rework == b->rework && a->entered_scrap == b->entered_scrap &&
           a->entered_rework == b->entered_rework;
}

static void compare_shift(json_t *latest, const char *id, const json_t *shift)
{
    struct account a = rebuild(latest, id), said = {0};
    size_t n;
    json_t *row;
    json_array_foreach(json_object_get(shift, "made"), n, row)
    {
        const struct account_segment made = made_of(row);
        account_count(&said, made.ideal_us, &made);
    }
    for (int i = 0; i < said.segments; i++)
        for (int k = 0; k < a.segments; k++)
            if (a.segment[k].ideal_us == said.segment[i].ideal_us &&
                strcmp(a.segment[k].product, said.segment[i].product) == 0) {
                const struct account_segment settled = account_settled(&a.segment[k]);
                MUST(same(&settled, &said.segment[i]));
            }
    struct account_segment outside = made_of(json_object_get(shift, "outside"));
    struct account_segment trial = made_of(json_object_get(shift, "trial"));
    account_count_outside(&said, &outside);
    const struct account_segment all = account_totals(&a), told = account_totals(&said);
    MUST(same(&all, &told));
    a.trial = account_settled(&a.trial);
    MUST(same(&a.trial, &trial));
}

static void compare_jobs(struct rig *r, json_t *latest)
{
    static struct job_view views[JOB_VIEWS];
    size_t count = station_jobs(r->st, r->now, views);
    for (size_t i = 0; i < count; i++) {
        struct account_segment sum = {0};
        const char *key;
        json_t *body;
        json_object_foreach(latest, key, body)
        {
            bool minute = strncmp(key, "minute ", 7) == 0, entry = strncmp(key, "scrap ", 6) == 0;
            if ((!minute && !entry) || strcmp(rig_word(body, "job"), views[i].order.id) != 0 ||
                strcmp(rig_word(body, "part"), "trial") == 0)
                continue;
            struct account_segment one = minute ? made_of(body) : entry_of(body);
            sum.good += one.good;
            sum.scrap += one.scrap;
            sum.entered_scrap += one.entered_scrap;
            sum.entered_rework += one.entered_rework;
        }
        MUST(account_settled(&sum).good == views[i].made);
    }
}

static void records_tell_all(uint64_t seed)
{
    struct stream *s = stream_new(seed);
    struct rig *r = make(seed);
    for (int i = 0; i < EVENTS; i++)
        rig_happen(r, s->at[i].name, s->at[i].value, s->at[i].ms);
    rig_tick(r, s->at[EVENTS - 1].ms + 120000);
    json_t *latest = latest_records(r), *body;
    const char *key;
    json_object_foreach(latest, key, body)
    {
        if (strncmp(key, "shift ", 6) != 0)
            continue;
        if (json_is_true(json_object_get(body, "closed"))) {
            compare_shift(latest, key + 6, body);
        } else {
            const struct account a = rebuild(latest, key + 6);
            const struct account_segment sum = account_totals(&a);
            const struct snapshot *snap = rig_snapshot(r);
            MUST(snap->counts.total == sum.total && snap->counts.good == sum.good);
            MUST(snap->counts.scrap == sum.scrap && snap->counts.rework == sum.rework);
            MUST(snap->counts.entered_scrap == sum.entered_scrap);
            MUST(snap->counts.trial_good == account_settled(&a.trial).good);
        }
    }
    compare_jobs(r, latest);
    json_decref(latest);
    rig_free(&r);
    free(s);
}

static void test_records_tell_all(void **state)
{
    (void)state;
    each_seed(records_tell_all);
}

/* ---- ticks and restarts change nothing ---- */

static char checkpoint[CHECKPOINT_MAX];

static void restart(struct rig *r, int64_t ms)
{
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint);
    MUST(length > 0);
    station_free(&r->st);
    r->now = rig_at(r, ms);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, checkpoint, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("SEED=%llu: %s", (unsigned long long)seed_now, why.text);
    rig_log(r);
}

/* The line without the board of a shift, which names stops; its length. */
static size_t without_board(char *line, size_t length)
{
    line[length - 1] = '\0';
    char *board = strncmp(line, "shift", 5) == 0 ? strstr(line, ",\"hours\":[") : NULL;
    if (board)
        length = (size_t)(board + 1 - line);
    line[length - 1] = '\n';
    return length;
}

/* A restart tells faults again; stops and what is said of them come from the store. */
static char *log_of(uint64_t seed, const struct stream *s, int64_t tick_ms, bool restarts)
{
    struct stream dice = {.random = seed};
    struct rig *r = make(seed);
    int64_t at = 0;
    for (int i = 0; i < EVENTS; i++) {
        for (; tick_ms > 0 && at < s->at[i].ms; at += tick_ms)
            rig_tick(r, at);
        rig_happen(r, s->at[i].name, s->at[i].value, s->at[i].ms);
        if (restarts && upto(&dice, 15) == 0)
            restart(r, s->at[i].ms);
    }
    rig_tick(r, s->at[EVENTS - 1].ms + 600000);
    char *to = r->log;
    for (char *line = r->log, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        size_t length = (size_t)(end + 1 - line);
        if (strncmp(line, "fault", 5) != 0 && strncmp(line, "handover", 8) != 0) {
            size_t kept = without_board(line, length);
            memmove(to, line, kept);
            to += kept;
        }
    }
    *to = '\0';
    char *log = r->log;
    r->log = NULL;
    rig_free(&r);
    return log;
}

static void nothing_changes(uint64_t seed)
{
    struct stream *s = stream_new(seed);
    char *plain = log_of(seed, s, 0, false), *ticked = log_of(seed, s, 7777, false),
         *restarted = log_of(seed, s, 0, true);
    MUST(strcmp(plain, ticked) == 0);
    MUST(strcmp(plain, restarted) == 0);
    free(plain);
    free(ticked);
    free(restarted);
    free(s);
}

static void test_ticks_and_restarts(void **state)
{
    (void)state;
    each_seed(nothing_changes);
}

int main(void)
{
    print_message("# seeds 20261122 + 131 n; SEED=n repeats one\n");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_records_tell_all),
        cmocka_unit_test(test_ticks_and_restarts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
