/* SPDX-License-Identifier: MIT */
/* See whole_shift.h: the press, the script of the shift, and the sums. The shift begins with the
 * present minute and is given its end, the next whole minute, when the work is done; so a slow
 * machine takes longer and nothing else. */
#include "tests/system/whole_shift.h"

#include "data/model/clock.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SMALL_MS 200 /* of each small stop */
#define LONG_MS  1300
#define IDEAL_B  50 /* ms of a bracket */
#define IDEAL_P  25 /* ms of a plate */
#define TOLD_MS  60 /* a time is told when it has surely been, by the daemon's clock as well */
#define END_SOON 4000
#define WAIT_END 90000
#define NEAR     1e-9

/* anna: PIN 1234, badge B-7; ben: PIN 5678, badge B-8; cheap hashes of the right kind. */
static const char plant[] =
    "[product bracket]\nideal_cycle = 50 ms\n"
    "[product plate]\nideal_cycle = 25 ms\n"
    "[job 1]\nproduct = bracket\nquantity = 40\n"
    "[job 2]\nproduct = plate\nquantity = 100\n"
    "[changeover b-p]\nfrom = bracket\nto = plate\ntarget = 10 min\n"
    "[person anna]\ntitle = Anna\nrole = operator\n"
    "pin = $y$j75$3nGtLV42BvynoL.WW0qai.$ZjUCYmrLE6Uoj8bADC6wBmcnduKyaBgvLC5DfKbABp2\n"
    "badge = $y$j75$3nGtLV42BvynoL.WW0qai.$pI8mIKbr79PeQRvWJlyOHel81wsy9Q674zekU1Tj30A\n"
    "[person ben]\ntitle = Ben\nrole = operator\n"
    "pin = $y$j75$3nGtLV42BvynoL.WW0qai.$0faToMSKv6JZCjt4jVd38yctGyMMXUJ29FCdlrCBp68\n"
    "badge = $y$j75$3nGtLV42BvynoL.WW0qai.$Ni2ImbGrPBVdWDmNWDiiUwwXzzpBzsmsn7KDUHv.EE4\n";

/* ---- time ---- */

/* Until then; what the console sends meanwhile is taken in. */
static void until(struct shift *s, int64_t wall)
{
    while (test_wall_ms() < wall)
        term_pump(&s->term, 10);
}

/* The plant's zone is one in which it is past ten (andond.h). */
static void give_times(struct shift *s, int64_t end)
{
    char path[128], text[160];
    int64_t ten = s->begin - s->begin % MS_PER_HOUR;
    int from = (int)((s->begin - ten) / MS_PER_MIN), to = (int)((end - ten) / MS_PER_MIN);
    snprintf(path, sizeof path, "%s/shift.ini", s->layer);
    snprintf(text, sizeof text, "[shift early]\nstart = 10:%02d\nend = %02d:%02d\n", from,
             10 + to / 60, to % 60);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    s->end = end;
}

/* ---- the press, with its own times ---- */

static void say_state(struct shift *s, const char *state, const char *code, int64_t at)
{
    char text[160];
    until(s, at + TOLD_MS);
    int n = snprintf(text, sizeof text, "{\"state\":\"%s\",\"code\":\"%s\",\"ts\":%" PRId64 "}",
                     state, code, at);
    assert_true(press_say(&s->press, PRESS_ROOT "/state", text, (size_t)n, false));
}

static void runs(struct shift *s)
{
    int64_t at = test_wall_ms();
    say_state(s, "RUN", "", at);
    if (s->down != 0)
        s->lost += at - s->down;
    s->runs = at;
    s->down = 0;
    assert_true(status_word(&s->talk, "machine.state", "running"));
}

static void fail_with_status(struct shift *s, const char *what)
{
    json_t *reply = talk_ask(&s->talk, "status", "");
    json_decref(reply);
    term_pump(&s->term, 100);
    term_print(&s->term);
    fail_msg("%s; it began %" PRId64 ": %.400s", what, s->down, s->talk.last);
}

/* It stops, and goes on being so until this stop is a long one that asks. */
static void stops(struct shift *s, const char *state, const char *code)
{
    until(s, s->runs + 50);
    s->down = test_wall_ms();
    say_state(s, state, code, s->down);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    for (bool asks = false; !asks; test_pause()) {
        json_t *reply = talk_ask(&s->talk, "status", "");
        asks = json_integer_value(json_path(reply, "snapshot.asks.0.since")) == s->down;
        json_decref(reply);
        if (test_now_ms() > give_up)
            fail_with_status(s, "the stop does not ask");
    }
    until(s, s->down + LONG_MS);
}

/* Both ends are told at once, when they have been: a slow machine makes no long stop of it. */
static void stops_shortly(struct shift *s, const char *code)
{
    int64_t at = s->runs + 100;
    until(s, at + SMALL_MS + 10);
    say_state(s, "FAULT", code, at);
    say_state(s, "RUN", "", at + SMALL_MS);
    s->runs = at + SMALL_MS;
}

static void burst(struct shift *s, int count, int before, const char *code)
{
    for (int i = 0; i < count; i++)
        stops_shortly(s, code);
    shift_number(s, "stops.small", before + count);
}

/* So many parts more, some of them rejects. Returns when they were counted by the press. */
static int64_t makes(struct shift *s, int parts, int rejects)
{
    char text[160];
    until(s, test_wall_ms() + TOLD_MS);
    s->press.total += parts;
    s->press.scrap += rejects;
    int64_t at = test_wall_ms();
    until(s, at + TOLD_MS);
    int n = snprintf(text, sizeof text,
                     "{\"total\":%" PRId64 ",\"scrap\":%" PRId64 ",\"ts\":%" PRId64 "}",
                     1000 + s->press.total, s->press.scrap, at);
    assert_true(press_say(&s->press, PRESS_ROOT "/counts", text, (size_t)n, false));
    shift_number(s, "counts.total", (double)s->press.total);
    until(s, test_wall_ms() + 5);
    return at;
}

/* ---- what people see and do ---- */

void shift_shows(struct shift *s, const char *text)
{
    if (!term_shows(&s->term, text))
        fail_msg("not on the screen: %s", text);
}

void shift_keys(struct shift *s, const char *keys)
{
    char one[2] = "";
    for (; *keys != '\0'; keys++) {
        one[0] = *keys;
        term_keys(&s->term, one);
        for (int64_t end = test_now_ms() + 60; test_now_ms() < end;)
            term_pump(&s->term, 10);
    }
}

void shift_scan(struct shift *s, const char *code)
{
    char text[160];
    snprintf(text, sizeof text, "%s\r", code);
    term_keys(&s->term, text);
    for (int64_t end = test_now_ms() + 60; test_now_ms() < end;)
        term_pump(&s->term, 10);
}

void shift_number(struct shift *s, const char *path, double number)
{
    char full[96];
    double is = 0;
    snprintf(full, sizeof full, "snapshot.%s", path);
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end;) {
        json_t *reply = talk_ask(&s->talk, "status", "");
        is = json_number(reply, full);
        json_decref(reply);
        if (fabs(is - number) < NEAR)
            return;
        term_pump(&s->term, 10);
    }
    term_print(&s->term);
    fail_msg("%s is %g, not %g", path, is, number);
}

const char *shift_asked(struct shift *s)
{
    static char id[32];
    json_t *reply = talk_ask(&s->talk, "status", "");
    text_copy(id, sizeof id, json_word(reply, "snapshot.asks.0.id"));
    json_decref(reply);
    return id;
}

static void reason_of(struct shift *s, const char *id, char out[64])
{
    json_t *reply = talk_ask(&s->talk, "stops", ""), *row;
    size_t i;
    text_copy(out, 64, "?");
    json_array_foreach(json_object_get(reply, "rows"), i, row)
    {
        if (strcmp(json_word(row, "id") + 1, id + 1) == 0)
            text_copy(out, 64, json_word(row, "reason"));
    }
    json_decref(reply);
}

void shift_explained(struct shift *s, const char *id, const char *reason)
{
    char is[64] = "";
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end;) {
        reason_of(s, id, is);
        if (strcmp(is, reason) == 0)
            return;
        term_pump(&s->term, 10);
    }
    term_print(&s->term);
    fail_msg("%s is explained by \"%s\", not \"%s\"", id, is, reason);
}

/* ---- by hand ---- */

static void wants(struct shift *s, const char *reason, int64_t ms, int64_t count)
{
    assert_true(s->wants < SHIFT_REASONS);
    s->want[s->wants++] = (struct shift_reason){reason, ms, count};
}

/* ---- the shift ---- */

static void begin(struct shift *s, const struct hands *h)
{
    char files[4096];
    const char *build = getenv("BUILD");
    char program[256];
    snprintf(program, sizeof program, "%s/andon-console", build != NULL ? build : "build");
    assert_int_equal(broker_start(&s->broker, "set_tcp_nodelay true\n"), 0);
    s->begin = test_wall_ms() - test_wall_ms() % MS_PER_MIN;
    snprintf(files, sizeof files, "%s%s", plant, h->files != NULL ? h->files : "");
    andond_make(&s->andond, s->broker.url, files);
    snprintf(s->layer, sizeof s->layer, "%s/times", s->andond.dir);
    assert_int_equal(mkdir(s->layer, 0700), 0);
    give_times(s, s->begin + 20 * MS_PER_MIN);
    const char *const more[] = {"--config", s->layer, NULL};
    assert_true(andond_start(&s->andond, more));
    assert_true(talk_open(&s->talk, s->andond.socket));
    assert_true(status_word(&s->talk, "sync.link", "up"));
    assert_true(press_open(&s->press, s->broker.url));
    const char *const argv[] = {program, "--run", s->andond.run, h->option, NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&s->term, &conf));
    assert_true(press_alive(&s->press, "online"));
    makes(s, 0, 0);
    runs(s);
    shift_shows(s, "running");
}

/* A stop that is explained while the machine is down. */
static void explained_at_once(struct shift *s, const struct hands *h, const char *code,
                              const char *reason)
{
    stops(s, "FAULT", code);
    int64_t from = s->down;
    h->reason(s, code, reason);
    runs(s);
    wants(s, reason, s->runs - from, 1);
}

static void small_stops(struct shift *s, const struct hands *h, int count, int before,
                        const char *code, const char *reason)
{
    burst(s, count, before, code);
    assert_true(status_number(&s->talk, "asks.0.burst", count)); /* the last one, too */
    char id[32];
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    do
        text_copy(id, sizeof id, shift_asked(s));
    while (id[0] != 'B' && test_now_ms() < give_up);
    if (id[0] != 'B')
        fail_with_status(s, "the burst does not ask");
    h->reason(s, code, reason);
    assert_string_not_equal(shift_asked(s), id); /* one question: all of them are answered */
    wants(s, reason, (int64_t)count * SMALL_MS, count);
}

static void two_causes(struct shift *s, const struct hands *h)
{
    char later[32];
    stops(s, "FAULT", "E-606");
    int64_t from = s->down, middle = 0;
    h->split(s, "E-606", "tool.worn");
    h->reason(s, "E-606", "tool.stuck");
    runs(s);
    json_t *reply = talk_ask(&s->talk, "stops", ""), *row;
    size_t i;
    json_array_foreach(json_object_get(reply, "rows"), i, row)
    {
        if (strcmp(json_word(row, "reason"), "tool.worn") != 0)
            continue;
        middle = json_integer_value(json_path(row, "begin"));
        text_copy(later, sizeof later, json_word(row, "of"));
    }
    json_decref(reply);
    assert_true(middle > from && middle < s->runs);
    wants(s, "tool.stuck", middle - from, 1);
    wants(s, "tool.worn", s->runs - middle, 1);
}

static void changes_over(struct shift *s, const struct hands *h)
{
    stops(s, "SETUP", "");
    int64_t from = s->down;
    h->job(s, "2");
    assert_true(status_word(&s->talk, "job.id", "2"));
    h->reason(s, "", "planned.changeover");
    runs(s);
    wants(s, "planned.changeover", s->runs - from, 1);
    s->changed[1] = makes(s, 30, 2);
}

/* Ten stops that are long (E-1 … E-10, of which one is the changeover), seven that are small. */
static void work(struct shift *s, const struct hands *h)
{
    h->job(s, "1");
    assert_true(status_word(&s->talk, "job.id", "1"));
    makes(s, 20, 0);
    explained_at_once(s, h, "E-217", "mech.jam"); /* what the machine suggests */
    h->scrap(s, 3, "surface");
    shift_number(s, "counts.scrap", 3);
    explained_at_once(s, h, "E-602", "mech.feed");
    small_stops(s, h, 3, 0, "E-21", "material.missing");

    stops(s, "FAULT", "E-603"); /* nobody has the time: explained at the end */
    int64_t late = s->down;
    h->later(s, "E-603");
    runs(s);
    h->later(s, "E-603");
    late = s->runs - late;

    stops(s, "FAULT", "E-604"); /* explained after the restart */
    int64_t from = s->down;
    h->later(s, "E-604");
    runs(s);
    h->reason(s, "E-604", "tool.broken");
    wants(s, "tool.broken", s->runs - from, 1);

    stops(s, "FAULT", "E-605");
    from = s->down;
    h->reason(s, "E-605", "elec.sensor"); /* wrong */
    h->undo(s);
    h->reason(s, "E-605", "elec.motor");
    runs(s);
    wants(s, "elec.motor", s->runs - from, 1);

    s->changed[0] = makes(s, 20, 1);
    h->scrap(s, 4, "crack");
    shift_number(s, "counts.scrap", 7);
    h->take_back(s);
    shift_number(s, "counts.scrap", 3);
    two_causes(s, h);
    small_stops(s, h, 4, 3, "E-22", "process.adjust");
    explained_at_once(s, h, "E-607", "people.help");
    changes_over(s, h);
    makes(s, 70, 3);
    h->scrap(s, 2, "dimension");
    explained_at_once(s, h, "E-608", "elec.guard");
    explained_at_once(s, h, "E-609", "mech.hydraulics");
    h->reason(s, NULL, "material.wrong");
    wants(s, "material.wrong", late, 1);
    assert_string_equal(shift_asked(s), "");
}

static void shift_ends(struct shift *s)
{
    int64_t soon = test_wall_ms() + END_SOON;
    give_times(s, soon + MS_PER_MIN - soon % MS_PER_MIN);
    assert_int_equal(kill(s->andond.pid, SIGHUP), 0);
    double waiting = 0;
    for (int64_t end = test_now_ms() + WAIT_END; waiting < 1 && test_now_ms() < end;) {
        json_t *reply = talk_ask(&s->talk, "status", "");
        waiting = json_number(reply, "snapshot.handover.waiting");
        json_decref(reply);
        term_pump(&s->term, 50);
    }
    if (waiting < 1)
        fail_msg("the shift did not end");
    assert_true(test_wall_ms() >= s->end);
}

/* ---- the report ---- */

/* What andonctl prints for these arguments, as JSON. */
static json_t *report(const struct shift *s, const char *const *arguments)
{
    const char *build = getenv("BUILD");
    const char *argv[16] = {NULL, "--run", s->andond.run, "--json"};
    char program[256];
    static char text[65536];
    size_t length = 0;
    int ends[2], status = -1;
    snprintf(program, sizeof program, "%s/andonctl", build != NULL ? build : "build");
    argv[0] = program;
    for (int i = 4; *arguments != NULL && i < 15; i++)
        argv[i] = *arguments++;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(ends[1]);
    for (ssize_t n = 1; n > 0 && length + 1 < sizeof text; length += n > 0 ? (size_t)n : 0)
        n = read(ends[0], text + length, sizeof text - 1 - length);
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s %s ended with %d", program, argv[4], status);
    json_t *json = json_loadb(text, length, JSON_DISABLE_EOF_CHECK, NULL);
    if (json == NULL)
        fail_msg("%s: no JSON: %s", argv[4], text);
    if (getenv("SHIFT_REPORT") != NULL)
        fprintf(stderr, "%s: %s\n", argv[4], text);
    return json;
}

static void same(const char *what, double is, double wanted)
{
    if (!(fabs(is - wanted) < NEAR))
        fail_msg("%s is %.12g; by hand %.12g", what, is, wanted);
}

/* All in ms and parts, divided last. */
struct sums {
    double planned, run, total, good, scrap;
    double availability, performance, quality, oee;
};

static struct sums by_hand(const struct shift *s, int64_t first_run)
{
    /* brackets: 40, of which the press rejects 1 and people 3; plates: 100, 5 and 2 */
    const double brackets = 40, brackets_good = 37, plates = 100, plates_good = 95;
    const double ideal = brackets * IDEAL_B + plates * IDEAL_P;
    const double ideal_good = brackets_good * IDEAL_B + plates_good * IDEAL_P;
    struct sums n = {
        .planned = (double)(s->end - first_run), .total = 140, .good = 132, .scrap = 8};
    n.run = n.planned - (double)s->lost;
    n.availability = n.run / n.planned;
    n.performance = ideal / n.run;
    n.quality = ideal_good / ideal;
    n.oee = ideal_good / n.planned;
    return n;
}

static void check_ratios(json_t *of, const char *prefix, const struct sums *n)
{
    static const char *const names[] = {"availability", "performance", "quality", "oee"};
    const double want[] = {n->availability, n->performance, n->quality, n->oee};
    double product = 1;
    for (int i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s%s", prefix, names[i]);
        same(path, json_number(of, path), want[i]);
        product *= i < 3 ? json_number(of, path) : 1;
    }
    same("A·P·Q", product, n->oee);
}

static void check_handover(struct shift *s, const struct sums *n)
{
    json_t *all = report(s, (const char *const[]){"handover", "list", NULL});
    json_t *packet = json_path(all, "handovers.0");
    assert_string_equal(json_word(packet, "state"), "signed");
    assert_string_equal(json_word(packet, "outgoing"), "anna");
    assert_string_equal(json_word(packet, "incoming"), "ben");
    same("planned_ms", json_number(packet, "figures.planned_ms"), n->planned);
    same("run_ms", json_number(packet, "figures.run_ms"), n->run);
    same("total", json_number(packet, "figures.total"), n->total);
    same("good", json_number(packet, "figures.good"), n->good);
    same("scrap", json_number(packet, "figures.scrap"), n->scrap);
    /* ten that were long, one of which had two causes, and the small ones */
    same("stops", json_number(packet, "figures.stops"), 11 + 7);
    same("small_stops", json_number(packet, "figures.small_stops"), 7);
    same("unexplained", json_number(packet, "figures.unexplained"), 0);
    check_ratios(packet, "figures.", n);
    json_decref(all);
}

static void check_kpi(struct shift *s, const struct sums *n)
{
    char from[32], to[32];
    snprintf(from, sizeof from, "%" PRId64, s->begin);
    snprintf(to, sizeof to, "%" PRId64, s->end);
    json_t *reply = report(s, (const char *const[]){"kpi", "--from", from, "--to", to, NULL});
    json_t *row = json_path(reply, "kpi.0");
    same("planned_s", json_number(row, "oee.planned_s"), n->planned / 1000);
    same("run_s", json_number(row, "oee.run_s"), n->run / 1000);
    same("good", json_number(row, "counts.good"), n->good);
    same("scrap", json_number(row, "counts.scrap"), n->scrap);
    check_ratios(row, "oee.", n);
    json_decref(reply);
}

/* The stops themselves: each reason's sum. */
static void check_stops(struct shift *s)
{
    json_t *all = report(s, (const char *const[]){"stops", NULL}), *row;
    for (int i = 0; i < s->wants; i++) {
        int64_t ms = 0, count = 0;
        size_t k;
        json_array_foreach(json_object_get(all, "stops"), k, row)
        {
            if (strcmp(json_word(row, "reason"), s->want[i].reason) == 0) {
                ms += json_integer_value(json_path(row, "ms"));
                count++;
            }
        }
        same(s->want[i].reason, (double)ms, (double)s->want[i].ms);
        same(s->want[i].reason, (double)count, (double)s->want[i].count);
    }
    assert_int_equal(json_array_size(json_object_get(all, "stops")), 11 + 7);
    json_decref(all);
}

static void check_loss(json_t *rows, const char *key, const char *word,
                       const struct shift_reason *want)
{
    json_t *row = NULL;
    for (size_t k = 0; k < json_array_size(rows); k++)
        if (strcmp(json_word(json_array_get(rows, k), key), word) == 0)
            row = json_array_get(rows, k);
    same(word, json_number(row, "lost_s"), (double)want->ms / 1000);
    same(word, json_number(row, "count"), (double)want->count);
}

static void check_pareto(struct shift *s)
{
    char from[32], to[32];
    snprintf(from, sizeof from, "%" PRId64, s->begin);
    snprintf(to, sizeof to, "%" PRId64, s->end);
    json_t *reply = report(s, (const char *const[]){"pareto", "--from", from, "--to", to, NULL});
    json_t *rows = json_object_get(reply, "pareto");
    for (int i = 0; i < s->wants; i++) /* bursts stand under their reason */
        check_loss(rows, "reason", s->want[i].reason, &s->want[i]);
    assert_int_equal(json_array_size(rows), s->wants);
    json_decref(reply);
}

/* The audit trail names the terminal. */
static void check_from(struct shift *s)
{
    json_t *all = report(s, (const char *const[]){"log", "--filter", "kind=scrap", NULL}), *row;
    size_t i;
    assert_true(json_array_size(json_object_get(all, "log")) > 0);
    json_array_foreach(json_object_get(all, "log"), i, row)
    {
        if (strstr(json_word(row, "body.from"), " at pts/") == NULL)
            fail_msg("entered from %s", json_word(row, "body.from"));
    }
    json_decref(all);
}

static struct shift shift;

int shift_teardown(void **state)
{
    struct shift *s = &shift;
    (void)state;
    term_done(&s->term);
    talk_close(&s->talk);
    press_close(&s->press);
    andond_remove(&s->andond);
    broker_done(&s->broker);
    return 0;
}

void shift_whole(const struct hands *h)
{
    struct shift *s = &shift;
    *s = (struct shift){.term = {.fd = -1}, .talk = {.fd = -1}};
    begin(s, h);
    int64_t first_run = s->runs;
    work(s, h);
    shift_ends(s);
    h->sign(s, "outgoing", "anna");
    h->sign(s, "incoming", "ben");
    const struct sums n = by_hand(s, first_run);
    check_handover(s, &n);
    check_stops(s);
    check_kpi(s, &n);
    check_pareto(s);
    check_from(s);
    json_t *verify = report(s, (const char *const[]){"verify", NULL});
    json_decref(verify);
}

struct shift *shift_part(const struct hands *h)
{
    struct shift *s = &shift;
    *s = (struct shift){.term = {.fd = -1}, .talk = {.fd = -1}};
    begin(s, h);
    h->job(s, "1");
    assert_true(status_word(&s->talk, "job.id", "1"));
    makes(s, 20, 0);
    explained_at_once(s, h, "E-217", "mech.jam");
    h->scrap(s, 4, "crack");
    shift_number(s, "counts.scrap", 4);
    h->take_back(s);
    shift_number(s, "counts.scrap", 0);
    stops(s, "FAULT", "E-605");
    h->later(s, "E-605");
    h->reason(s, "E-605", "elec.sensor"); /* wrong */
    h->undo(s);
    h->reason(s, "E-605", "elec.guard");
    runs(s);
    two_causes(s, h);
    assert_string_equal(shift_asked(s), "");
    return s;
}
