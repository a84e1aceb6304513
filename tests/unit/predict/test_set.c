/* SPDX-License-Identifier: MIT */
/* The set: samples, machine, parts become rows, the same ones live and from minutes; what is said,
 * and how often. */
#include "rows.h"

#include "data/model/amount.h"
#include "data/predict/set.h"

#define MIN      MS_PER_MIN
#define ROWS_MAX 20000

struct kit {
    struct config config;
    struct signal_conf signal[4];
    struct predictor_conf predictor[2];
    struct prediction_conf mode[1];
    struct predict_set *set;
    struct predict_row *row; /* of predictor 0 */
    int rows;
    struct prediction_message last;
    int said, withdrawn, held, on;
};

static void look(void *ctx, size_t predictor, const struct predict_row *row)
{
    struct kit *k = ctx;
    if (predictor == 0 && k->rows < ROWS_MAX)
        k->row[k->rows++] = *row;
}

static void hear(void *ctx, size_t predictor, const struct prediction_message *message)
{
    struct kit *k = ctx;
    if (predictor != 0)
        return;
    k->last = *message;
    k->said++;
    k->withdrawn += message->withdrawn;
    k->held += message->machine_off;
    k->on += !message->machine_off && message->said.p >= 700000;
}

static void begin(struct kit *k)
{
    static const char *const names[] = {"s0", "s1", "speed", "other"};
    *k = (struct kit){.config = {.zone = zone_utc}};
    for (int i = 0; i < 4; i++) {
        (void)snprintf(k->signal[i].name, sizeof k->signal[i].name, "%s", names[i]);
        (void)snprintf(k->signal[i].unit, sizeof k->signal[i].unit, "mm/s");
    }
    k->predictor[0] = conf_of(2);
    k->predictor[1] = conf_of(1);
    (void)snprintf(k->predictor[1].name, sizeof k->predictor[1].name, "wear");
    k->predictor[1].every_ms = 10 * MIN;
    k->mode[0] =
        (struct prediction_conf){.name = "bearing", .p_on = 700000, .p_off = 400000, .messages = 2};
    k->config.signal = k->signal;
    k->config.signals = 4;
    k->config.predictor = k->predictor;
    k->config.predictors = 2;
    k->config.prediction = k->mode;
    k->config.predictions = 1;
    k->row = calloc(ROWS_MAX, sizeof *k->row);
}

static void start(struct kit *k)
{
    k->set = predict_set_new(&k->config);
    assert_non_null(k->set);
    assert_non_null(k->row);
    predict_set_look(k->set, look, k);
}

static void end(struct kit *k)
{
    predict_set_free(&k->set);
    assert_null(k->set);
    free(k->row);
}

/* What happens in those ms of a minute, the same whoever tells of it. */
static void machine_of(struct kit *k, int64_t m, int64_t from, int64_t to)
{
    static const struct {
        int64_t minute, ms;
        bool known, running;
        const char *product;
    } events[] = {{0, 0, true, true, "A"},     {20, 12345, true, false, "A"},
                  {23, 0, true, true, "B"},    {40, 30000, true, true, "C"},
                  {50, 1, false, false, NULL}, {52, 59999, true, true, "C"}};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (events[i].minute == m && events[i].ms >= from && events[i].ms < to)
            predict_set_machine(k->set, events[i].known, events[i].running, events[i].product,
                                BEGIN + m * MIN + events[i].ms);
    if (from == 0)
        predict_set_parts(k->set, m % 3, BEGIN + m * MIN + 5);
}

static int64_t amount_of(int64_t m, int s, int signal)
{
    return (m * 7919 + s * 104729 + signal * 31) % 1000003 - 5000;
}

static void test_rows_are_the_same_live_and_from_minutes(void **state)
{
    (void)state;
    struct kit live, past;
    begin(&live);
    begin(&past);
    live.predictor[0].feature = past.predictor[0].feature = FEATURE_RANGE;
    start(&live);
    start(&past);
    for (int64_t m = 0; m < 90; m++) {
        struct history span[2] = {{.samples = 0}};
        machine_of(&past, m, 0, MIN);
        for (int s = 0; s < 60; s++) {
            machine_of(&live, m, s * 1000, s * 1000 + 1000);
            for (int i = 0; i < 2 && m != 70; i++) {
                bool good = m != 71 && (s + i) % 17 != 0;
                int64_t at = BEGIN + m * MIN + s * 1000 + 999;
                predict_set_sample(live.set, (size_t)i, amount_of(m, s, i), good, at);
                predict_set_tick(live.set, at, NULL, NULL);
                if (good)
                    history_take(&span[i], amount_of(m, s, i), true);
                else
                    history_take_bad(&span[i]);
            }
        }
        for (size_t i = 0; i < 2 && m != 70; i++)
            predict_set_minute(past.set, i, history_minute(BEGIN) + m, &span[i]);
        predict_set_tick(past.set, BEGIN + (m + 1) * MIN, NULL, NULL);
    }
    predict_set_tick(live.set, BEGIN + 90 * MIN + 5000, NULL, NULL);
    predict_set_tick(past.set, BEGIN + 90 * MIN + 5000, NULL, NULL);
    assert_int_equal(live.rows, 90);
    assert_int_equal(past.rows, 90);
    assert_memory_equal(live.row, past.row, 90 * sizeof *live.row);
    assert_true(live.row[19].known && live.row[19].run_ms == MIN);
    assert_int_equal(live.row[20].run_ms, 12345);
    assert_int_equal(live.row[21].run_ms, 0);
    assert_int_equal(live.row[23].starts, 1);
    assert_string_equal(live.row[23].product, "B");
    assert_false(live.row[40].known); /* of two products */
    assert_string_equal(live.row[40].product, "C");
    assert_true(live.row[41].known);
    assert_false(live.row[50].known || live.row[51].known || live.row[52].known);
    assert_true(live.row[53].known && live.row[53].starts == 0);
    assert_int_equal(live.row[70].cell[0], CELL_NONE);
    assert_int_equal(live.row[71].cell[1], CELL_BAD);
    assert_true(isnan(live.row[71].value[1]));
    assert_int_equal(live.row[80].cycles, 80 % 3);
    end(&live);
    end(&past);
}

static void test_late_and_early_samples_are_counted(void **state)
{
    (void)state;
    struct kit k;
    struct predict_counts counts;
    begin(&k);
    k.config.predictors = 1;
    k.predictor[0].every_ms = 1000;
    start(&k);
    assert_true(predict_set_deadline(k.set) == TIME_NEVER);
    predict_set_sample(k.set, 0, 1000000, true, BEGIN);
    assert_int_equal(predict_set_deadline(k.set), BEGIN + 6000);
    predict_set_tick(k.set, BEGIN + 5999, NULL, NULL);
    assert_int_equal(k.rows, 0);
    predict_set_sample(k.set, 0, 3000000, true, BEGIN + 500); /* late, but in time */
    predict_set_tick(k.set, BEGIN + 6000, NULL, NULL);
    assert_int_equal(k.rows, 1);
    assert_true(fabs(k.row[0].value[0] - 2) < 1e-12);
    predict_set_sample(k.set, 0, 3000000, true, BEGIN + 999);   /* too late */
    predict_set_sample(k.set, 0, 3000000, true, BEGIN + 60000); /* far ahead */
    predict_set_sample(k.set, 99, 0, true, BEGIN + 2000);       /* no such signal */
    predict_set_sample(k.set, 3, 0, true, BEGIN + 2000);        /* of no predictor */
    predict_set_minute(k.set, 0, history_minute(BEGIN), &(struct history){.samples = 0});
    predict_set_counts(k.set, &counts);
    assert_int_equal(counts.late, 1);
    assert_int_equal(counts.ahead, 1);
    end(&k);
}

/* Nobody looked for an hour; the clock goes back: steps go on, none twice. */
static void test_gaps_and_jumps_of_the_clock(void **state)
{
    (void)state;
    struct kit k;
    begin(&k);
    k.config.predictors = 1;
    start(&k);
    predict_set_machine(k.set, true, true, "A", BEGIN);
    for (int64_t m = 1; m <= 10; m++)
        predict_set_tick(k.set, BEGIN + m * MIN + 5000, NULL, NULL);
    assert_int_equal(k.rows, 10);
    predict_set_tick(k.set, BEGIN + 100 * MIN, NULL, NULL);
    assert_true(k.rows <= 18);
    int rows = k.rows;
    predict_set_tick(k.set, BEGIN + 101 * MIN + 5000, NULL, NULL);
    assert_int_equal(k.rows, rows + 1);
    assert_int_equal(k.row[rows].end_ms, BEGIN + 101 * MIN);
    predict_set_tick(k.set, BEGIN - 100 * MIN, NULL, NULL);
    predict_set_tick(k.set, BEGIN - 98 * MIN, NULL, NULL);
    assert_int_equal(k.row[k.rows - 1].end_ms, BEGIN - 99 * MIN);
    end(&k);
}

/* A minute of one value a second; `hot` of it above the usual. */
static void live_minute(struct kit *k, struct feed *noise, int64_t m, double more)
{
    for (int s = 0; s < 60; s += 5)
        for (int i = 0; i < 2; i++) {
            double x = 10.0 * (i + 1) + (i == 0 ? more : 0) + 0.5 * feed_dice(noise);
            predict_set_sample(k->set, (size_t)i, (int64_t)(x * 1e6), true,
                               BEGIN + m * MIN + s * 1000);
        }
    predict_set_tick(k->set, BEGIN + (m + 1) * MIN + 5000, hear, k);
}

static void test_it_speaks_when_there_is_news(void **state)
{
    (void)state;
    struct kit k;
    struct feed noise = {.dice = 3};
    int64_t m = 0;
    begin(&k);
    start(&k);
    predict_set_machine(k.set, true, true, "A", BEGIN);
    for (; m < 301; m++)
        live_minute(&k, &noise, m, 0);
    assert_true(k.said <= 1);
    for (; m < 301 + 20 * 60; m++)
        live_minute(&k, &noise, m, 0);
    assert_in_range(k.said, 20, 80); /* hourly, and a little that moved */
    assert_int_equal(k.on, 0);
    int before = k.said;
    double more = 0;
    for (int i = 0; i < 120; i++, more += 0.01)
        live_minute(&k, &noise, m++, more);
    assert_true(k.on >= 2 && k.said - before <= 45);
    assert_string_equal(k.last.said.evidence[0].unit, "mm/s");
    assert_string_equal(k.last.said.evidence[0].name, "s0");
    assert_true(k.last.valid_ms > MS_PER_HOUR && k.last.id[0] != '\0');
    before = k.said;
    predict_set_machine(k.set, true, false, "A", BEGIN + m * MIN);
    for (int i = 0; i < 180; i++)
        live_minute(&k, &noise, m++, more);
    assert_in_range(k.held, 2, 4);
    assert_in_range(k.said - before, 2, 5);
    predictor_tell(predict_set_active(k.set, 0), TOLD_MAINTAINED, BEGIN + m * MIN);
    predict_set_machine(k.set, true, true, "A", BEGIN + m * MIN);
    for (int i = 0; i < 60; i++)
        live_minute(&k, &noise, m++, 0);
    assert_int_equal(k.withdrawn, 1);
    assert_true(k.last.withdrawn);
    end(&k);
}

/* What was used up is new: nothing is left of its warning, and it is not said again each hour. */
static void test_new_parts_take_back_what_was_said(void **state)
{
    (void)state;
    struct kit k;
    int64_t m = 0;
    begin(&k);
    k.predictor[0] = conf_of(0);
    k.predictor[0].uses = USES_CYCLES;
    k.predictor[0].life = 100;
    start(&k);
    predict_set_machine(k.set, true, true, "A", BEGIN);
    predict_set_parts(k.set, 150, BEGIN + 1000);
    for (; m < 60; m++)
        predict_set_tick(k.set, BEGIN + m * MIN, hear, &k);
    assert_true(k.on > 0 && k.withdrawn == 0);
    predictor_tell(predict_set_active(k.set, 0), TOLD_MAINTAINED, BEGIN + m * MIN);
    for (; m < 300; m++)
        predict_set_tick(k.set, BEGIN + m * MIN, hear, &k);
    assert_int_equal(k.withdrawn, 1);
    assert_true(k.last.withdrawn);
    end(&k);
}

/* Restarted while the machine stands: what was said holds, and does not expire until it runs. */
static void test_it_holds_over_a_restart(void **state)
{
    (void)state;
    struct kit k;
    struct feed noise = {.dice = 3};
    struct cause why;
    int64_t m = 0;
    char *text = malloc(PREDICTOR_TEXT_MAX);
    begin(&k);
    start(&k);
    predict_set_machine(k.set, true, true, "A", BEGIN);
    for (; m < 360; m++)
        live_minute(&k, &noise, m, m < 310 ? 0 : 3);
    assert_true(k.on > 0 && text);
    size_t length = predictor_save(predict_set_active(k.set, 0), text, PREDICTOR_TEXT_MAX);
    predict_set_free(&k.set);
    start(&k);
    predict_set_put(k.set, 0, predictor_load(&k.predictor[0], text, length, &why), false);
    free(text);
    k.held = k.said = 0;
    predict_set_machine(k.set, true, false, "A", BEGIN + m * MIN);
    for (int i = 0; i < 150; i++)
        live_minute(&k, &noise, m++, 3);
    assert_in_range(k.held, 2, 4);
    assert_int_equal(k.said, k.held);
    assert_true(k.last.said.p >= 700000 && !k.last.withdrawn);
    end(&k);
}

static void test_versions_beside_each_other(void **state)
{
    (void)state;
    struct kit k;
    begin(&k);
    start(&k);
    assert_int_equal(predict_set_find(k.set, "wear"), 1);
    assert_int_equal(predict_set_find(k.set, "none"), -1);
    assert_null(predict_set_shadow(k.set, 0));
    assert_null(predict_set_active(k.set, 7));
    struct predictor *one = predictor_new(&k.predictor[0]);
    predict_set_put(k.set, 0, one, true);
    assert_ptr_equal(predict_set_shadow(k.set, 0), one);
    predict_set_machine(k.set, true, true, "A", BEGIN);
    struct feed noise = {.dice = 3};
    for (int64_t m = 0; m < 30; m++)
        live_minute(&k, &noise, m, 0);
    struct predictor_view view;
    predictor_view(one, &view);
    assert_int_equal(view.learnt, 100000);
    predict_set_put(k.set, 0, NULL, true);
    assert_null(predict_set_shadow(k.set, 0));
    predict_set_put(k.set, 0, NULL, false); /* there is always an active one */
    assert_non_null(predict_set_active(k.set, 0));
    predict_set_put(k.set, 9, predictor_new(&k.predictor[0]), false);
    end(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_the_same_live_and_from_minutes),
        cmocka_unit_test(test_late_and_early_samples_are_counted),
        cmocka_unit_test(test_gaps_and_jumps_of_the_clock),
        cmocka_unit_test(test_it_speaks_when_there_is_news),
        cmocka_unit_test(test_new_parts_take_back_what_was_said),
        cmocka_unit_test(test_it_holds_over_a_restart),
        cmocka_unit_test(test_versions_beside_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
