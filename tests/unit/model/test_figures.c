/* SPDX-License-Identifier: MIT */
/* What a window adds up to: cut at its edges, stops by reason, MTBF and MTTR, and losses that add
 * up to the last digit, whatever is in the window. */
#include "data/model/figures.h"

#include "data/model/amount.h"
#include "data/model/snapshot.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define S   MS_PER_S
#define END (1000 * S)

static struct figures f;
static char text[30000];

static bool stop_words(void *ctx, const char *reason, struct figure_words *out)
{
    static const struct {
        const char *reason;
        enum loss loss;
        bool planned;
    } known[] = {{"jam", LOSS_BREAKDOWN, false},
                 {"belt", LOSS_BREAKDOWN, false},
                 {"tool", LOSS_SETUP, true},
                 {"dirt", LOSS_SLOW, false}};
    (void)ctx;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].reason, reason) != 0)
            continue;
        out->loss = (int)known[i].loss;
        out->planned = known[i].planned;
        (void)text_format(out->title, sizeof out->title, "The %s", reason);
        return true;
    }
    return false;
}

static bool scrap_words(void *ctx, const char *reason, struct figure_words *out)
{
    (void)ctx;
    out->loss = strcmp(reason, "warmup") == 0 ? LOSS_STARTUP : LOSS_DEFECT;
    return true;
}

static const struct figures_conf conf = {.oee = {.quality_measured = true},
                                         .ideal_known = true,
                                         .stop_words = stop_words,
                                         .scrap_words = scrap_words};

static void begin(struct jw *w)
{
    jw_init(w, text, sizeof text);
    jw_array(w, NULL);
}

static const char *end(struct jw *w)
{
    jw_array_end(w);
    assert_false(w->overflow);
    return text;
}

static const char *pareto(bool by_count, int64_t limit)
{
    struct jw w;
    begin(&w);
    figures_put_pareto(&w, &f, &conf, by_count, limit);
    return end(&w);
}

static const char *losses(const struct figures_conf *how)
{
    struct jw w;
    begin(&w);
    figures_put_losses(&w, &f, how);
    return end(&w);
}

static const char *kpi(void)
{
    static struct snapshot scratch;
    struct jw w;
    begin(&w);
    figures_put_kpi(&w, &f, &conf, &scratch);
    return end(&w);
}

static void has(const char *json, const char *part)
{
    if (!strstr(json, part))
        fail_msg("%s is not in %s", part, json);
}

/* In planned time, and the stop with it when it is one. */
static void span(int64_t from_s, int64_t to_s, enum machine_state state)
{
    figures_interval(
        &f, &(struct figure_interval){from_s * S, to_s * S, (to_s - from_s) * S, state, true});
}

static void stop(int64_t from_s, int64_t to_s, const char *reason, bool small, bool asks)
{
    struct figure_stop s = {.begin_ms = from_s * S,
                            .end_ms = to_s * S,
                            .ms = (to_s - from_s) * S,
                            .small = small,
                            .asks = asks};
    const struct figure_interval whole = {from_s * S, to_s * S, s.ms, MS_STOPPED, true};
    s.lost_ms = figure_inside(&whole, f.from_ms, f.to_ms);
    (void)text_copy(s.reason, sizeof s.reason, reason);
    figures_stop(&f, &s);
    span(from_s, to_s, MS_STOPPED);
}

static void made(const char *product, int64_t ideal_us, int64_t total, int64_t good)
{
    struct figure_parts p = {
        .planned = {.ideal_us = ideal_us, .total = total, .good = good, .scrap = total - good}};
    (void)text_copy(p.planned.product, sizeof p.planned.product, product);
    figures_parts(&f, &p);
}

/* ---- edges ---------------------------------------------------------------------------------- */

static void test_inside(void **state)
{
    static const struct {
        struct figure_interval interval;
        int64_t inside;
    } cases[] = {
        {{.begin_ms = 0, .end_ms = 100, .ms = 100}, 0},
        {{.begin_ms = 50, .end_ms = 150, .ms = 100}, 50},
        {{.begin_ms = 100, .end_ms = 200, .ms = 100}, 100},
        {{.begin_ms = 150, .end_ms = 250, .ms = 100}, 50},
        {{.begin_ms = 200, .end_ms = 300, .ms = 100}, 0},
        {{.begin_ms = 0, .end_ms = 1000, .ms = 1000}, 100},
        {{.begin_ms = 110, .end_ms = 120, .ms = 70}, 70}, /* the clock was set back within it */
        {{.begin_ms = 50, .end_ms = 190, .ms = 20}, 20},  /* … forward */
        {{.begin_ms = 199, .end_ms = 900, .ms = 30}, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(figure_inside(&cases[i].interval, 100, 200), cases[i].inside);
}

/* ---- pareto --------------------------------------------------------------------------------- */

static void test_pareto(void **state)
{
    (void)state;
    figures_init(&f, 0, END);
    stop(-50, 100, "jam", false, true); /* began before: its time counts, it does not */
    stop(200, 210, "", true, false);
    stop(220, 230, "", true, false);
    stop(300, 310, "belt", true, false); /* a burst that was explained */
    stop(320, 330, "belt", true, false);
    stop(350, 360, "tool", true, false); /* beside long ones */
    stop(400, 460, "", false, true);
    stop(500, 540, "", false, false);
    stop(600, 601, "tool", false, true);
    stop(700, 701, "tool", false, true);
    stop(800, 802, "gone.away", false, true); /* configured no more */
    assert_string_equal(
        pareto(false, 3),
        "[{\"kind\":\"reason\",\"reason\":\"jam\",\"title\":\"The jam\",\"loss\":\"breakdown\","
        "\"planned\":false,\"count\":0,\"lost_s\":100},"
        "{\"kind\":\"unexplained\",\"reason\":null,\"title\":null,\"loss\":null,\"planned\":false,"
        "\"count\":1,\"lost_s\":60},"
        "{\"kind\":\"waiting\",\"reason\":null,\"title\":null,\"loss\":null,\"planned\":false,"
        "\"count\":1,\"lost_s\":40}]");
    has(pareto(false, 0), "\"kind\":\"small\",\"reason\":null,\"title\":null,"
                          "\"loss\":\"small-stop\",\"planned\":false,\"count\":2,\"lost_s\":20}");
    has(pareto(true, 2), "\"reason\":\"tool\",\"title\":\"The tool\",\"loss\":\"setup\","
                         "\"planned\":true,\"count\":3,\"lost_s\":12}");
    has(pareto(false, 0), "\"reason\":\"belt\",");
    assert_int_equal(f.small.lost_ms, 50 * S); /* what performance lost */
    has(pareto(false, 0), "\"reason\":\"gone.away\",\"title\":\"gone.away\",\"loss\":null,");
    assert_int_equal(f.unexplained_stops, 1);
}

static void test_more_reasons_than_rows(void **state)
{
    char reason[16];
    (void)state;
    figures_init(&f, 0, END);
    for (int i = 0; i < FIGURE_REASONS + 5; i++) {
        (void)text_format(reason, sizeof reason, "r%d", i);
        stop(i, i + 1, reason, false, true);
    }
    has(pareto(true, 1), "\"kind\":\"others\",\"reason\":null");
    has(pareto(true, 1), "\"count\":5,\"lost_s\":5}");
}

/* ---- KPI ------------------------------------------------------------------------------------ */

static void test_failures(void **state)
{
    (void)state;
    figures_init(&f, 0, END);
    has(kpi(), "\"failures\":0,\"mtbf_s\":null,\"mttr_s\":null");
    span(100, 700, MS_RUNNING);
    stop(-10, 100, "jam", false, true);
    stop(700, 720, "jam", false, true);
    stop(800, 840, "belt", false, true);
    stop(850, 860, "tool", false, true);  /* no failure */
    stop(990, 1090, "belt", false, true); /* its end lies beyond: whole all the same */
    has(kpi(), "\"failures\":3,\"mtbf_s\":200,\"mttr_s\":53.333");
    has(kpi(), "\"from\":0,\"to\":1000000,\"first\":-10000,\"oee\":{\"availability\":0.7");
    has(kpi(), "\"stops\":{\"count\":4,\"unexplained\":0,\"small\":0}");
}

static void enter(const char *part, const char *reason, int64_t amount, bool rework)
{
    struct figure_entry e = {.ideal_us = 1000000, .amount = amount * AMOUNT_ONE, .rework = rework};
    (void)text_copy(e.part, sizeof e.part, part);
    (void)text_copy(e.reason, sizeof e.reason, reason);
    (void)text_copy(e.product, sizeof e.product, "plate");
    figures_entry(&f, &e);
}

static void test_entries_of_each_part(void **state)
{
    struct figure_parts p = {.outside = {.total = 10 * AMOUNT_ONE, .good = 10 * AMOUNT_ONE},
                             .trial = {.total = 5 * AMOUNT_ONE, .good = 5 * AMOUNT_ONE}};
    (void)state;
    figures_init(&f, 0, END);
    figures_parts(&f, &p);
    span(0, 1000, MS_RUNNING);
    made("plate", 1000000, 100 * AMOUNT_ONE, 96 * AMOUNT_ONE);
    enter("planned", "crack", 3, false); /* explains what the machine rejected */
    enter("planned", "warmup", 2, false);
    enter("outside", "crack", 1, true);
    enter("trial", "crack", 2, false);
    has(kpi(), "\"counts\":{\"total\":110,\"good\":104,\"scrap\":5,\"rework\":1,"
               "\"outside_total\":10,\"outside_good\":9,");
    has(kpi(), "\"entered_scrap\":5,\"entered_rework\":1,\"trial_total\":5,\"trial_good\":3}");
    has(losses(&conf), "{\"loss\":\"defect\",\"lost_s\":3,\"parts\":3},"
                       "{\"loss\":\"startup\",\"lost_s\":2,\"parts\":2}");
    has(losses(&conf), "{\"loss\":\"slow\",\"lost_s\":900,\"parts\":900}");
}

/* ---- losses --------------------------------------------------------------------------------- */

static void test_losses_without_an_ideal_cycle(void **state)
{
    (void)state;
    figures_init(&f, 0, END);
    stop(0, 10, "jam", false, true);
    made("plate", 0, 5 * AMOUNT_ONE, 4 * AMOUNT_ONE);
    has(losses(&conf), "{\"loss\":\"breakdown\",\"lost_s\":10,\"parts\":null}");
    has(losses(&conf), "{\"loss\":\"slow\",\"lost_s\":null,\"parts\":null}");
    has(losses(&conf), "{\"loss\":\"defect\",\"lost_s\":null,");
}

/* The rows' seconds, in their last digit. */
static account_wide sum_of_rows(const char *json)
{
    account_wide sum = 0;
    for (const char *at = json; (at = strstr(at, "\"lost_s\":")) != NULL;) {
        account_wide value = 0;
        int digits = -1;
        at += strlen("\"lost_s\":");
        bool minus = *at == '-';
        for (at += minus; (*at >= '0' && *at <= '9') || *at == '.'; at++) {
            if (*at == '.') {
                digits = 0;
                continue;
            }
            value = value * 10 + (*at - '0');
            digits += digits >= 0;
        }
        for (digits = digits < 0 ? 0 : digits; digits < 12; digits++)
            value *= 10;
        sum += minus ? -value : value;
    }
    return sum;
}

static void fill_at_random(void)
{
    static const char *const reasons[] = {"", "jam", "belt", "tool", "dirt", "gone"};
    static const char *const products[] = {"plate", "cover", "bolt"};
    char product[8];
    int64_t at = -20;
    figures_init(&f, 0, END);
    while (at < 1000) {
        int64_t next = at + 1 + rand() % 90;
        int what = rand() % 4;
        if (what == 0)
            stop(at, next, reasons[rand() % 6], rand() % 3 == 0, rand() % 2 == 0);
        else
            span(at, next, what == 1 ? MS_UNKNOWN : what == 2 ? MS_IDLE : MS_RUNNING);
        if (rand() % 3 == 0)
            made(products[rand() % 3], 333333 + rand() % 2, rand() % 9999999, rand() % 9999999);
        if (rand() % 6 == 0)
            enter("planned", rand() % 2 ? "warmup" : "crack", rand() % 3, rand() % 2 == 0);
        at = next;
    }
    for (int i = 0; i < 40 && rand() % 2; i++) { /* more than one account has segments for */
        (void)text_format(product, sizeof product, "p%d", i);
        made(product, 7 + i, rand() % 9999999, rand() % 999999);
    }
}

static void test_losses_add_up(void **state)
{
    (void)state;
    srand(20261122);
    for (int i = 0; i < 300; i++) {
        struct figures_conf how = conf;
        struct account_sum sum = {.known = true};
        fill_at_random();
        how.oee.unknown_is_loss = i % 3 == 0;
        how.oee.planned_ms = i % 5 == 0 ? 800 * S : 0;
        how.oee.quality_measured = i % 7 != 0;
        for (int k = 0; k < f.accounts; k++)
            account_sum_add(&sum, &f.account[k]);
        account_wide whole = account_sum_planned(&sum, &how.oee) * ACCOUNT_IDEAL_MS -
                             account_sum_good(&sum, &how.oee);
        const char *rows = losses(&how);
        if (sum_of_rows(rows) != whole)
            fail_msg("round %d: %s", i, rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inside),
        cmocka_unit_test(test_pareto),
        cmocka_unit_test(test_more_reasons_than_rows),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_entries_of_each_part),
        cmocka_unit_test(test_losses_without_an_ideal_cycle),
        cmocka_unit_test(test_losses_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
