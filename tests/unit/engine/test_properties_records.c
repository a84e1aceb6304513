/* SPDX-License-Identifier: MIT */
/* What must hold of the records of any stream of events (streams.h): figures rebuilt from them in
 * any order are the live ones, and a restart anywhere loses and doubles nothing. */
#include "streams.h"

/* ---- figures rebuilt from the records ---- */

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
        cmocka_unit_test(test_records_tell_all),
        cmocka_unit_test(test_restart_without_gap),
        cmocka_unit_test(test_killed_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
