/* SPDX-License-Identifier: MIT */
/* The figures of any window, added up from the record and from what the engine holds open, are
 * those of an engine that was told of the window from the start (a replay's --from and --to): digit
 * for digit, after random days of a machine and of people. The seed is printed; SEED=n repeats one,
 * ROUNDS=n tries more. And what a pareto and the losses say of made days. */
#include "tests/support/store_kit.h"
#include "tests/unit/engine/stops_rig.h"

#include "data/model/figures.h"

#include <poll.h>
#include <string.h>

#define STEPS 160
#define SLOTS 96

static uint64_t seed_now, random_now;

static int upto(int n)
{
    uint64_t z = random_now += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

struct step {
    int64_t ms;
    char name[12], value[SLOTS];
};
struct day {
    struct step step[STEPS];
    int64_t begin_ms, end_ms; /* of the rig's seconds */
    int64_t small_ms;
    int shifts, begin_min;
};

/* ---- a day ---------------------------------------------------------------------------------- */

static void machine(struct step *step, int64_t ms, int *total, int *scrap)
{
    static const char *const words[] = {"Execute", "Execute", "Execute", "Held", "Held", "Aborted",
                                        "Setup",   "Wait",    "Full",    "Dark", "Lunch"};
    int what = upto(20);
    (void)text_copy(step->name, sizeof step->name,
                    what < 7   ? "total"
                    : what < 9 ? "scrap"
                               : "state");
    if (what < 7)
        (void)text_format(step->value, SLOTS, "%d", *total += upto(9));
    else if (what < 9)
        (void)text_format(step->value, SLOTS, "%d", *scrap += upto(2));
    else if (upto(5) == 0)
        (void)text_format(step->value, SLOTS, "%s@%.3f", words[upto(11)],
                          (double)(ms - upto(200000)) / 1000);
    else
        (void)text_copy(step->value, SLOTS, words[upto(11)]);
}

static void person(struct step *step, int stops)
{
    static const char *const reasons[] = {"mech.jam", "mech.belt"};
    int stop = 1 + upto(stops), what = upto(100);
    (void)text_copy(step->name, sizeof step->name, "do");
    if (what < 40)
        (void)text_format(step->value, SLOTS, "reason S%d reason=%s", stop, reasons[upto(2)]);
    else if (what < 60)
        (void)text_format(step->value, SLOTS, "stop-merge S%d other=S%d", stop, stop + 1);
    else if (what < 75)
        (void)text_format(step->value, SLOTS, "stop-split current at=%.3f",
                          (double)(step->ms - upto(400000)) / 1000);
    else if (what < 80)
        (void)text_copy(step->value, SLOTS, "undo");
    else if (what < 95)
        (void)text_format(step->value, SLOTS, "scrap %d at=%.3f%s", 1 + upto(3),
                          (double)(step->ms - upto(2000000)) / 1000, upto(3) ? "" : " rework=1");
    else
        (void)text_format(step->value, SLOTS, "mode %s", upto(2) ? "trial" : "production");
}

static struct day *make_day(uint64_t seed)
{
    static const int64_t limits[] = {0, 30000, 120000};
    struct day *day = calloc(1, sizeof *day);
    assert_non_null(day);
    seed_now = random_now = seed;
    day->small_ms = limits[upto(3)];
    day->shifts = upto(3);
    day->begin_min = upto(24 * 60);
    int64_t ms = 0;
    int total = 100, scrap = 10;
    for (int i = 0; i < STEPS; i++) {
        struct step *step = &day->step[i];
        int pace = upto(12);
        ms += pace < 2 ? 0 : pace < 9 ? upto(90000) : pace < 11 ? upto(600000) : upto(5000000);
        step->ms = ms;
        if (i == 0) {
            (void)text_copy(step->name, sizeof step->name, "total");
            (void)text_copy(step->value, SLOTS, "100");
        } else if (i == 1) {
            (void)text_copy(step->name, sizeof step->name, "scrap");
            (void)text_copy(step->value, SLOTS, "10");
        } else if (upto(4) > 0) {
            machine(step, ms, &total, &scrap);
        } else {
            person(step, 2 + i / 4);
        }
    }
    day->end_ms = ms + upto(100000);
    return day;
}

static struct rig *make_rig(const struct day *day)
{
    struct rig *r = stops_rig();
    rig_signal(r, "total", ROLE_TOTAL);
    rig_signal(r, "scrap", ROLE_SCRAP);
    r->config.small_stop_ms = day->small_ms;
    if (day->shifts > 0) {
        struct shift_plan *early = rig_shift(r, "early", 6 * 60, 14 * 60);
        early->pause[early->pauses++] = (struct shift_break){9 * 60, 9 * 60 + 15};
        rig_shift(r, "late", 14 * 60, 22 * 60);
        if (day->shifts > 1)
            rig_shift(r, "night", 22 * 60, 6 * 60);
    }
    r->begin += day->begin_min * MS_PER_MIN;
    return r;
}

/* ---- both ways ------------------------------------------------------------------------------ */

static struct kit kit;

static void keep_all(struct rig *r)
{
    struct record_list list = {.count = 0};
    uint64_t ticket = 0;
    const char *line = r->log ? r->log : "";
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        struct record_draft draft = {.actor = "machine"};
        char kind[32], *body;
        long long rev, wall, boot;
        int skip = 0;
        assert_int_equal(sscanf(line, "%31[^\t]\t%31[^\t]\t%lld\t%lld\t%lld\t%*[^\t]\t%n", kind,
                                draft.id, &rev, &wall, &boot, &skip),
                         5);
        draft.kind = (enum record_kind)word_find(&words_record_kind, kind, strlen(kind));
        draft.rev = rev;
        draft.wall_ms = wall;
        draft.boot_ms = boot;
        body = strndup(line + skip, (size_t)(end - line - skip));
        assert_int_equal(record_list_add(&list, &draft, body), 0);
        free(body);
        if (list.count < 500)
            continue;
        ticket = kit_append_list(&kit, &list, NULL, true);
        record_list_clear(&list);
    }
    if (list.count > 0)
        ticket = kit_append_list(&kit, &list, NULL, false); /* it is asked before it is kept */
    assert_int_not_equal(ticket, 0);
    record_list_done(&list);
}

static const char *said(const struct snapshot *s)
{
    static char text[2][4000];
    static int next;
    char *out = text[next++ % 2];
    struct snapshot *copy = malloc(sizeof *copy);
    struct jw w;
    assert_non_null(copy);
    *copy = *s;
    copy->counts.target_now = copy->counts.cycle_ms = -1; /* of now, not of a window */
    jw_init(&w, out, sizeof text[0]);
    jw_object(&w, NULL);
    snapshot_put_figures(&w, copy);
    jw_object_end(&w);
    assert_false(w.overflow);
    free(copy);
    return out;
}

/* As an engine says it that was told of the window. */
static const char *live(const struct day *day, int64_t from, int64_t to)
{
    struct rig *r = make_rig(day);
    r->now = rig_at(r, 0);
    r->st = station_new(&r->config, r->now, from, to);
    assert_non_null(r->st);
    for (int i = 0; i < STEPS; i++)
        rig_happen(r, day->step[i].name, day->step[i].value, day->step[i].ms);
    rig_tick(r, day->end_ms);
    const char *text = said(rig_snapshot(r));
    rig_free(&r);
    return text;
}

static struct figures heard; /* of the last question */

static void hear(void *ctx, const struct store_event *event)
{
    bool *done = ctx;
    if (event->kind != STORE_ROWS)
        return;
    assert_non_null(event->figures);
    assert_false(event->more);
    heard = *event->figures;
    *done = true;
}

static void ask(const char *what, int64_t from, int64_t to, const struct figures_open *open)
{
    bool done = false;
    const struct store_ask question = {.what = what, .from_ms = from, .to_ms = to, .open = open};
    assert_int_not_equal(store_ask(kit.store, &question), 0);
    for (int i = 0; i < 20000 && !done; i++) {
        (void)store_drain(kit.store, hear, &done);
        if (!done)
            (void)poll(NULL, 0, 1);
    }
    assert_true(done);
}

/* Of time that no record is of, as the daemon has it. */
static void reckon(struct rig *r, struct figures_conf *conf)
{
    int64_t end = r->now.wall_ms < heard.to_ms ? r->now.wall_ms : heard.to_ms;
    if (heard.first_ms != TIME_NONE && heard.first_ms < end)
        end = heard.first_ms;
    if (end <= heard.from_ms)
        return;
    conf->planned_ms = calendar_planned(&r->config.calendar, heard.from_ms, end);
    conf->unplanned_ms = end - heard.from_ms - conf->planned_ms;
}

static const char *recorded(struct rig *r, int64_t from, int64_t to)
{
    static struct figures_open open;
    struct snapshot *s = malloc(sizeof *s);
    struct figures_conf conf = {.ctx = NULL};
    assert_non_null(s);
    station_figures(r->st, &open);
    ask("figures", from, to, &open);
    conf.oee = station_figures_conf(r->st, &conf.ideal_known);
    reckon(r, &conf);
    snapshot_init(s);
    figures_fill(&heard, &conf, s);
    const char *text = said(s);
    free(s);
    return text;
}

static void compare(const struct day *day, struct rig *r, int64_t from, int64_t to)
{
    const char *wanted = live(day, from, to), *got = recorded(r, from, to);
    if (strcmp(wanted, got) != 0)
        fail_msg("SEED=%llu window %lld..%lld of %lld s\n%s\n^live, record\n%s",
                 (unsigned long long)seed_now, (long long)(from - r->begin) / 1000,
                 (long long)(to - r->begin) / 1000, (long long)day->end_ms / 1000,
                 strstr(wanted, "\"counts\""), strstr(got, "\"counts\""));
}

static int64_t minute_of(int64_t wall)
{
    return wall / MS_PER_MIN * MS_PER_MIN;
}

static void round_of(uint64_t seed)
{
    struct day *day = make_day(seed);
    struct rig *r = make_rig(day);
    kit_make(&kit);
    assert_true(kit_run(&kit));
    rig_start(r, 0);
    for (int i = 0; i < STEPS; i++)
        rig_happen(r, day->step[i].name, day->step[i].value, day->step[i].ms);
    rig_tick(r, day->end_ms);
    keep_all(r);
    int64_t begin = minute_of(r->begin), end = r->begin + day->end_ms;
    compare(day, r, begin, minute_of(end) + MS_PER_MIN);
    compare(day, r, begin - MS_PER_DAY, end + MS_PER_DAY);
    for (int i = 0; i < 6; i++) {
        int span = (int)((end - begin) / MS_PER_MIN) + 1;
        int64_t from = begin + upto(span) * MS_PER_MIN;
        compare(day, r, from, from + (i < 3 ? 60 : 1 + upto(span)) * MS_PER_MIN);
    }
    for (int i = 0; i < 3 && day->shifts > 0; i++) { /* its shifts */
        struct calendar_span at = calendar_at(&r->config.calendar, begin + i * 8 * MS_PER_HOUR);
        compare(day, r, at.begin_ms, at.end_ms);
    }
    kit_remove(&kit);
    rig_free(&r);
    free(day);
}

static void test_any_window_is_as_live(void **state)
{
    const char *fixed = getenv("SEED"), *many = getenv("ROUNDS");
    uint64_t rounds = many ? strtoull(many, NULL, 10) : 12;
    (void)state;
    if (fixed)
        round_of(strtoull(fixed, NULL, 10));
    for (uint64_t i = 0; !fixed && i < rounds; i++)
        round_of(20261122 + i * 131);
}

static void add(struct record_list *list, enum record_kind kind, const char *id, const char *body)
{
    struct record_draft draft = {.kind = kind, .rev = 1, .actor = "machine"};
    (void)text_copy(draft.id, sizeof draft.id, id);
    assert_int_equal(record_list_add(list, &draft, body), 0);
}

/* Minutes say the ideal cycle that held when they were written; that it was an error stands in the
 * record of their shift, closed or not, and is of that shift alone. */
static void test_ideal_cycles_that_were_corrected(void **state)
{
    struct record_list list = {.count = 0};
    (void)state;
    kit_make(&kit);
    assert_true(kit_open(&kit) && kit_start(&kit));
    add(&list, REC_SHIFT, "W0",
        "{\"begin\":0,\"end\":600000,\"closed\":true,\"made\":[{\"product\":\"plate\","
        "\"ideal_us\":3000000,\"was_us\":1000000,\"total\":10}]}");
    add(&list, REC_SHIFT, "W10",
        "{\"begin\":600000,\"end\":900000,\"closed\":false,\"corrected\":[{\"product\":\"plate\","
        "\"ideal_us\":5000000,\"was_us\":1000000}]}");
    add(&list, REC_MINUTE, "M1",
        "{\"begin\":60000,\"total\":10,\"good\":10,\"product\":\"plate\",\"ideal_us\":1000000,"
        "\"window\":\"W0\"}");
    add(&list, REC_MINUTE, "M11",
        "{\"begin\":660000,\"total\":1,\"good\":1,\"product\":\"plate\",\"ideal_us\":1000000,"
        "\"window\":\"W10\"}");
    add(&list, REC_MINUTE, "M12",
        "{\"begin\":720000,\"total\":1,\"good\":1,\"product\":\"bolt\",\"ideal_us\":1000000,"
        "\"window\":\"W10\"}");
    add(&list, REC_SCRAP, "R1",
        "{\"at\":60001,\"quantity\":2,\"product\":\"plate\",\"ideal_us\":1000000,"
        "\"part\":\"planned\",\"window\":\"W0\"}");
    assert_int_not_equal(kit_append_list(&kit, &list, NULL, false), 0);
    record_list_done(&list);
    ask("figures", 0, 900000, NULL);
    struct account_sum sum = {.known = false};
    account_sum_add(&sum, &heard.account[0]);
    assert_int_equal(heard.account[0].segments, 3);
    assert_true(sum.ideal_total == (account_wide)(10 * 3 + 5 + 1) * 1000000 * AMOUNT_ONE);
    assert_true(sum.ideal_good == (account_wide)(8 * 3 + 5 + 1) * 1000000 * AMOUNT_ONE);
    kit_remove(&kit);
}

int main(void)
{
    print_message("# seeds 20261122 + 131 n; SEED=n repeats one\n");
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_window_is_as_live),
                                       cmocka_unit_test(test_ideal_cycles_that_were_corrected)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
