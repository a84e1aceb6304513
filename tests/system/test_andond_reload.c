/* SPDX-License-Identifier: MIT */
/* SIGHUP to the real daemon: another configuration without a gap, or none of it. And the lamp test,
 * seen on the real (simulated) tower. */
#include "tests/support/live.h"
#include "tests/support/manager.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char layer[96]; /* above the other two: what a reload changes */

/* One file in the test's layer, written anew; NULL: nothing but a comment. */
static void write_layer(const char *text)
{
    char path[128], fresh[128];
    snprintf(path, sizeof path, "%s/reload.ini", layer);
    snprintf(fresh, sizeof fresh, "%s/fresh", layer);
    FILE *f = fopen(fresh, "w");
    assert_non_null(f);
    fputs(text ? text : "# nothing\n", f);
    fclose(f);
    assert_int_equal(rename(fresh, path), 0);
}

static int setup(void **state)
{
    (void)state;
    if (live_make(NULL) != 0)
        return -1;
    snprintf(layer, sizeof layer, "%s/over", a.dir);
    if (mkdir(layer, 0700) != 0)
        return -1;
    write_layer(NULL);
    return 0;
}

static void start(void)
{
    const char *more[] = {"--config", layer, NULL};
    assert_true(andond_start(&a, more));
    assert_true(talk_open(&talk, a.socket));
    assert_true(status_word(&talk, "sync.link", "up"));
}

static void made_40(void)
{
    start();
    assert_true(press_open(&press, broker.url));
    assert_true(press_alive(&press, "online"));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(press_counts(&press, 1000, 10));
    assert_true(press_counts(&press, 1040, 11));
    assert_true(status_word(&talk, "machine.state", "running"));
    assert_true(status_number(&talk, "counts.total", 40));
}

static int lines_with(const char *text)
{
    static char log[262144];
    int count = 0;
    FILE *f = fopen(a.log, "r");
    assert_non_null(f);
    log[fread(log, 1, sizeof log - 1, f)] = '\0';
    fclose(f);
    for (const char *at = strstr(log, text); at; at = strstr(at + 1, text))
        count++;
    return count;
}

/* Reload with this file and wait until the log says how it came out. */
static void reload(const char *text, const char *outcome)
{
    int before = lines_with(outcome);
    write_layer(text);
    kill(a.pid, SIGHUP);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (lines_with(outcome) == before && test_now_ms() < give_up)
        test_pause();
    if (lines_with(outcome) == before)
        fail_msg("the log does not say %s", outcome);
}

static long long whole(json_t *object, const char *path)
{
    return llround(json_number(object, path));
}

#define ACCEPTED "[A020]"
#define PROBLEM  "[A021]"
#define REFUSED  "[A022]"

/* ---- accepted ---------------------------------------------------------------------------------
 */

static void the_figures_go_on_without_a_gap(void **state)
{
    (void)state;
    made_40();
    json_t *before = ask("status", "");
    reload("[product bracket]\nideal_cycle = 2 s\n[station]\ntarget_oee = 50 %\n", ACCEPTED);
    json_t *after = ask("status", "");
    assert_int_equal(json_integer_value(json_path(after, "snapshot.job.ideal_cycle_s")), 2);
    static const char *const same[] = {"snapshot.machine.since",    "snapshot.counts.total",
                                       "snapshot.counts.scrap",     "snapshot.stops.count",
                                       "snapshot.signals.total.ts", "snapshot.health.faults"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (!json_equal(json_path(before, same[i]), json_path(after, same[i])))
            fail_msg("%s moved", same[i]);
    assert_string_equal(json_word(after, "snapshot.machine.state"), "running");
    assert_string_equal(json_word(after, "snapshot.signals.state.quality"), "good");
    assert_string_equal(json_word(after, "snapshot.sync.link"), "up");
    assert_true(fabs(json_number(before, "snapshot.time_s.unknown") -
                     json_number(after, "snapshot.time_s.unknown")) < 0.0005);
    json_decref(before);
    json_decref(after);
    assert_true(press_counts(&press, 1045, 11));
    assert_true(status_number(&talk, "counts.total", 45));
    assert_int_equal(lines_with("connection lost"), 0);
    assert_true(lamp_is(&a, "green", "set", '1'));
}

static void a_stop_stays_the_same_stop(void **state)
{
    (void)state;
    made_40();
    assert_true(press_state(&press, "FAULT", "E-217"));
    assert_true(lamp_becomes(&a, "red", "set", '1'));
    json_t *before = ask("status", "");
    reload("[tower]\nrules = add\n[rule down]\nwhen = stop long\nshow = red flash_fast, yellow on, "
           "green off\n",
           ACCEPTED);
    json_t *after = ask("status", "");
    assert_true(
        json_equal(json_path(before, "snapshot.stop.id"), json_path(after, "snapshot.stop.id")));
    assert_true(json_equal(json_path(before, "snapshot.stop.since"),
                           json_path(after, "snapshot.stop.since")));
    assert_true(json_is_null(json_path(after, "snapshot.stop.end")));
    assert_string_equal(json_word(after, "snapshot.lamps.red.pattern"), "flash_fast");
    json_decref(before);
    json_decref(after);
    assert_true(lamp_becomes(&a, "yellow", "set", '1'));
    assert_true(lamp_becomes(&a, "red", "set", '0')); /* it flashes */
    assert_true(lamp_becomes(&a, "red", "set", '1'));
}

static void signals_come_and_go(void **state)
{
    (void)state;
    made_40();
    assert_true(press_say(&press, PRESS_ROOT "/extra", "7", 1, true)); /* kept by the broker */
    reload("[signal extra]\ntopic = {root}/extra\n", ACCEPTED);
    assert_true(status_number(&talk, "signals.extra.value", 7));
    assert_true(press_say(&press, PRESS_ROOT "/extra", "8", 1, false));
    assert_true(status_number(&talk, "signals.extra.value", 8));
    assert_true(press_say(&press, PRESS_ROOT "/other", "9", 1, true));
    reload("[signal other]\ntopic = {root}/other\n", ACCEPTED);
    json_t *status = ask("status", "");
    assert_null(json_path(status, "snapshot.signals.extra"));
    assert_non_null(json_path(status, "snapshot.signals.other"));
    json_decref(status);
    assert_true(status_number(&talk, "signals.other.value", 9));
    assert_true(press_counts(&press, 1050, 12));
    assert_true(status_number(&talk, "counts.total", 50));
}

static void another_map_is_read_at_once(void **state)
{
    (void)state;
    made_40();
    reload("[map press-states]\nRUN = changeover\n", ACCEPTED);
    json_t *status = ask("status", "");
    assert_string_equal(json_word(status, "snapshot.machine.state"), "changeover");
    assert_int_equal(whole(status, "snapshot.counts.total"), 40);
    json_decref(status);
    reload(NULL, ACCEPTED);
    assert_true(status_word(&talk, "machine.state", "running"));
}

/* Each accepted configuration is a record, and later records carry its digest. */
static void each_one_is_a_record(void **state)
{
    (void)state;
    made_40();
    reload("[product bracket]\nideal_cycle = 3 s\n", ACCEPTED);
    assert_true(press_state(&press, "IDLE", ""));
    assert_true(status_word(&talk, "machine.state", "idle"));
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    char digest[2][24] = {"", ""};
    bool interval = false;
    while (!interval && test_now_ms() < give_up) {
        json_t *log = ask("log", ",\"limit\":1000"), *row;
        size_t i, found = 0;
        digest[0][0] = '\0';
        interval = false;
        json_array_foreach(json_object_get(log, "rows"), i, row)
        {
            bool config = strcmp(json_word(row, "kind"), "config") == 0;
            bool again = strcmp(json_word(row, "id"), digest[0]) == 0; /* two signals in one */
            if (config && !again && found < 2)
                text_copy(digest[found++], sizeof digest[0], json_word(row, "id"));
            bool after = found == 0 && strcmp(json_word(row, "kind"), "interval") == 0;
            if (after)
                text_copy(digest[1], sizeof digest[1], json_word(row, "config"));
            interval |= after;
        }
        interval = interval && found == 2; /* all of it is on record */
        if (interval) {
            assert_string_not_equal(digest[0], digest[1]);
            size_t last = json_array_size(json_object_get(log, "rows")) - 1;
            json_t *open = json_array_get(json_object_get(log, "rows"), last);
            assert_string_equal(json_word(open, "kind"), "open");
            assert_string_equal(json_word(open, "config"), digest[1]);
            json_array_foreach(json_object_get(log, "rows"), i,
                               row) if (strcmp(json_word(row, "kind"), "interval") == 0)
            {
                assert_string_equal(json_word(row, "config"), digest[0]);
                break; /* the latest */
            }
        }
        json_decref(log);
        test_pause();
    }
    assert_true(interval);
    json_t *verify = ask("verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    json_decref(verify);
}

/* Whether the log holds an interval of this state, and under which digest. */
static bool interval_digest(const char *state, char out[24])
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    bool found = false;
    while (!found && test_now_ms() < give_up) {
        json_t *log = ask("log", ",\"limit\":1000"), *row;
        size_t i;
        json_array_foreach(json_object_get(log, "rows"), i, row)
        {
            if (found || strcmp(json_word(row, "body.state"), state) != 0 ||
                strcmp(json_word(row, "kind"), "interval") != 0)
                continue;
            found = true;
            text_copy(out, 24, json_word(row, "config"));
        }
        json_decref(log);
        test_pause();
    }
    return found;
}

/* What the step into the new configuration ends belongs to the old one: its time passed under it.
 */
static void what_was_carries_the_old_digest(void **state)
{
    (void)state;
    char old[24], new[24], told[64];
    made_40();
    reload("[map press-states]\nRUN = changeover\n", ACCEPTED);
    assert_true(interval_digest("running", old));
    snprintf(told, sizeof told, "digest %s", old);
    assert_false(andond_log_has(&a, told));
    assert_true(press_state(&press, "IDLE", ""));
    assert_true(interval_digest("changeover", new));
    assert_string_not_equal(old, new);
    snprintf(told, sizeof told, "digest %s", new);
    assert_true(andond_log_has(&a, told));
    json_t *verify = ask("verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    json_decref(verify);
}

/* kill -9 right after: the new configuration finds the state of the old one. */
static void killed_right_after_nothing_is_lost(void **state)
{
    (void)state;
    made_40();
    reload("[product bracket]\nideal_cycle = 2 s\n", ACCEPTED);
    json_t *status = ask("status", "");
    assert_true(status_number(&talk, "health.safe", json_number(status, "snapshot.ts")));
    json_decref(status);
    andond_kill(&a);
    talk_close(&talk);
    start();
    status = ask("status", "");
    assert_int_equal(whole(status, "snapshot.counts.total"), 40);
    json_decref(status);
    assert_true(press_counts(&press, 1060, 11));
    assert_true(status_number(&talk, "counts.total", 60));
}

/* In a flood of both: nothing is lost or counted twice. */
static void reloads_in_a_flood_of_messages(void **state)
{
    (void)state;
    made_40();
    char command[512];
    snprintf(command, sizeof command,
             "for i in $(seq 1041 21040); do echo \"{\\\"total\\\":$i,\\\"scrap\\\":11}\"; done | "
             "mosquitto_pub -p %d -q 1 -l -t " PRESS_ROOT "/counts",
             broker.port);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    for (int i = 0; i < 8; i++)
        reload(i % 2 ? "[signal extra]\ntopic = {root}/extra\n" : "[station]\nsmall_stop = 2 s\n",
               ACCEPTED);
    assert_int_equal(pclose(f), 0);
    assert_true(status_number(&talk, "counts.total", 20040));
    json_t *status = ask("status", "");
    assert_int_equal(whole(status, "snapshot.counts.total"), 20040);
    assert_int_equal(whole(status, "snapshot.counts.scrap"), 1);
    assert_int_equal(whole(status, "snapshot.health.dropped"), 0);
    json_decref(status);
}

/* ---- refused ----------------------------------------------------------------------------------
 */

struct refusal {
    const char *text, *outcome, *says;
};

static const struct refusal refusals[] = {
    {"[station]\nsmal_stop = 3 s\n", PROBLEM, "small_stop"},
    {"[signal x]\ntopic = a/#/b\n", PROBLEM, "[signal x] topic"},
    {"no section\n", PROBLEM, "reload.ini:1"},
    {"[station]\nname = press4\n", REFUSED, "[station] name: press3 runs, press4 is wanted"},
    {"[broker plant]\nurl = mqtt://elsewhere\n", REFUSED, "[broker plant] url"},
    {"[station]\ntower = none\n", REFUSED, "[station] tower"},
    {"[lamp violet]\ncolour = blue\n[tower]\nrules = add\n[rule v]\nwhen = always\nshow = violet "
     "on\n",
     REFUSED, "[lamp violet] is new"},
    {"[station]\nname = press4\nideal_cycle = 9 s\n", REFUSED, "needs a restart"},
};

static void all_or_nothing(void **state)
{
    (void)state;
    made_40();
    json_t *before = ask("status", "");
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        reload(refusals[i].text, refusals[i].outcome);
        json_t *status = ask("status", "");
        const char *why = json_word(status, "snapshot.health.config_why");
        if (!strstr(why, refusals[i].says))
            fail_msg("case %zu: %s", i, why);
        assert_true(andond_log_has(&a, refusals[i].says));
        assert_true(
            json_equal(json_path(before, "snapshot.job"), json_path(status, "snapshot.job")));
        assert_true(json_equal(json_path(before, "snapshot.machine.since"),
                               json_path(status, "snapshot.machine.since")));
        assert_string_equal(json_word(status, "snapshot.machine.state"), "running");
        json_decref(status);
    }
    json_decref(before);
    assert_int_equal(lines_with(ACCEPTED), 0);
    /* mended: the complaint goes */
    reload("[station]\nsmall_stop = 3 s\n", ACCEPTED);
    json_t *status = ask("status", "");
    assert_true(json_is_null(json_path(status, "snapshot.health.config_why")));
    json_decref(status);
    assert_true(press_counts(&press, 1045, 11));
    assert_true(status_number(&talk, "counts.total", 45));
}

static void a_directory_that_is_gone_is_a_problem(void **state)
{
    (void)state;
    char away[128];
    made_40();
    snprintf(away, sizeof away, "%s/away", a.dir);
    assert_int_equal(rename(layer, away), 0);
    kill(a.pid, SIGHUP);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (lines_with(PROBLEM) == 0 && test_now_ms() < give_up)
        test_pause();
    assert_true(andond_log_has(&a, "there is no such directory"));
    assert_int_equal(rename(away, layer), 0);
    reload(NULL, ACCEPTED);
    assert_true(status_word(&talk, "machine.state", "running"));
}

/* Many at once end with the last one, whatever was half written in between. */
static void a_storm_of_signals(void **state)
{
    (void)state;
    made_40();
    for (int i = 0; i < 200; i++) {
        char text[80];
        snprintf(text, sizeof text, "[product bracket]\nideal_cycle = %d s\n", i % 50 + 1);
        write_layer(text);
        kill(a.pid, SIGHUP);
        if (i % 10 == 0)
            test_pause();
    }
    write_layer("[product bracket]\nideal_cycle = 77 s\n");
    kill(a.pid, SIGHUP);
    assert_true(status_number(&talk, "job.ideal_cycle_s", 77));
    assert_true(press_counts(&press, 1045, 11));
    assert_true(status_number(&talk, "counts.total", 45));
    assert_int_equal(andond_stop(&a), 0);
}

/* ---- told -------------------------------------------------------------------------------------
 */

static void a_service_manager_is_told(void **state)
{
    (void)state;
    struct manager manager;
    const char *more[] = {"--config", layer, NULL};
    assert_true(manager_start(&manager, &a, more));
    reload("[station]\nsmal_stop = 3 s\n", PROBLEM);
    int readies = 0, reloading_at = -1, seen = 0;
    while (manager_told(&manager, readies < 2 ? ANDOND_WAIT_MS : 0)[0] != '\0') {
        readies += strcmp(manager.text, "READY=1") == 0;
        if (strstr(manager.text, "RELOADING=1\nMONOTONIC_USEC=")) {
            assert_int_equal(readies, 1);
            reloading_at = seen;
        }
        seen++;
    }
    assert_int_equal(readies, 2);
    assert_true(reloading_at > 0);
    manager_close(&manager);
}

/* Detached it stands in /, yet reads the directories that it was started with. */
static void detached_it_finds_its_files_again(void **state)
{
    (void)state;
    char out[2048], lock[128], pid[32] = "";
    const char *arguments[] = {"--config", "layouts/stations/press",
                               "--config", a.layer,
                               "--config", layer,
                               "--run",    a.run,
                               "--data",   a.data,
                               NULL};
    assert_int_equal(andond_run(&a, arguments, out, sizeof out), 0);
    snprintf(lock, sizeof lock, "%s/andond.lock", a.run);
    FILE *f = fopen(lock, "r");
    assert_non_null(f);
    assert_non_null(fgets(pid, sizeof pid, f));
    fclose(f);
    pid_t daemon = (pid_t)strtol(pid, NULL, 10);
    assert_true(daemon > 1);
    assert_true(talk_open(&talk, a.socket));
    write_layer("[product bracket]\nideal_cycle = 77 s\n");
    kill(daemon, SIGHUP);
    bool followed = status_number(&talk, "job.ideal_cycle_s", 77);
    kill(daemon, SIGTERM);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (kill(daemon, 0) == 0 && test_now_ms() < give_up)
        test_pause();
    assert_true(followed);
}

/* ---- lamp test --------------------------------------------------------------------------------
 */

static void a_lamp_test_shows_every_lamp_and_ends_by_itself(void **state)
{
    (void)state;
    static const char *const lamps[] = {"red", "yellow", "green", "blue", "white", "buzzer"};
    made_40();
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    json_t *reply = ask("lamp-test", "");
    assert_true(json_is_true(json_object_get(reply, "ok")));
    assert_int_equal(json_integer_value(json_object_get(reply, "lamps")), 6);
    assert_int_equal(whole(reply, "takes_s"), 8);
    json_decref(reply);
    reply = ask("lamp-test", "");
    assert_string_equal(json_word(reply, "error.code"), "busy");
    assert_string_equal(json_word(reply, "error.text"), "a lamp test is running");
    json_decref(reply);
    assert_true(lamp_is(&a, "red", "set", '1'));
    for (size_t i = 1; i < 6; i++) {
        assert_true(lamp_becomes(&a, lamps[i], "set", '1'));
        assert_true(lamp_becomes(&a, lamps[i - 1], "set", '0'));
        if (i == 1) {
            json_t *why = ask("why", ",\"lamp\":\"green\"");
            assert_non_null(strstr(json_word(why, "text"), "lamp test by "));
            json_decref(why);
            assert_true(status_word(&talk, "lamps.blue.rule", "lamp test"));
        }
    }
    for (size_t i = 0; i < 6; i++)
        assert_true(lamp_becomes(&a, lamps[i], "set", '1')); /* all of them */
    for (size_t i = 0; i < 6; i++)
        assert_true(lamp_becomes(&a, lamps[i], "set", i == 2 ? '1' : '0'));
    assert_true(status_word(&talk, "lamps.green.rule", "running"));
    json_t *log = ask("log", ""), *row;
    size_t i, records = 0;
    json_array_foreach(json_object_get(log, "rows"), i, row)
    {
        if (strcmp(json_word(row, "kind"), "lamp") != 0)
            continue;
        records++;
        assert_string_equal(json_word(row, "body.what"), "test");
        assert_true(strlen(json_word(row, "actor")) > 0);
        assert_int_equal(whole(row, "body.end") - whole(row, "body.begin"), 8000);
    }
    json_decref(log);
    assert_int_equal(records, 1);
}

/* The ids of the `lamp` records, latest first, once there are so many. */
static size_t lamp_records(size_t least, char id[2][16])
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    size_t count = 0;
    while (count < least && test_now_ms() < give_up) {
        json_t *log = ask("log", ",\"limit\":1000"), *row;
        size_t i;
        count = 0;
        json_array_foreach(json_object_get(log, "rows"), i, row)
        {
            if (strcmp(json_word(row, "kind"), "lamp") != 0)
                continue;
            if (count < 2)
                text_copy(id[count], 16, json_word(row, "id"));
            count++;
        }
        json_decref(log);
        test_pause();
    }
    return count;
}

/* kill -9 in the middle: its record stays and says how long it was to be; the lamps go by the rules
 * again, and another test may begin. */
static void a_lamp_test_ends_with_the_daemon(void **state)
{
    (void)state;
    char id[2][16];
    made_40();
    json_decref(ask("lamp-test", ""));
    assert_true(lamp_becomes(&a, "yellow", "set", '1'));
    assert_true(lamp_becomes(&a, "red", "set", '0'));
    assert_int_equal(lamp_records(1, id), 1);
    andond_kill(&a);
    talk_close(&talk);
    start();
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    assert_true(lamp_is(&a, "red", "set", '0'));
    assert_true(status_word(&talk, "lamps.green.rule", "running"));
    json_t *reply = ask("lamp-test", "");
    assert_true(json_is_true(json_object_get(reply, "ok")));
    json_decref(reply);
    assert_int_equal(lamp_records(2, id), 2);
    assert_string_not_equal(id[0], id[1]);
    assert_int_equal(andond_stop(&a), 0);
}

/* A line that does not follow: one record, and another revision once it is well. */
static void a_stuck_line_is_a_record(void **state)
{
    (void)state;
    made_40();
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    lamp_force(&a, "green", '0');
    int64_t give_up = test_now_ms() + 2 * ANDOND_WAIT_MS;
    size_t records = 0;
    bool forced = true, over = false;
    while (!over && test_now_ms() < give_up) {
        json_t *log = ask("log", ""), *row;
        size_t i;
        records = 0;
        json_array_foreach(json_object_get(log, "rows"), i, row)
        {
            if (strcmp(json_word(row, "kind"), "lamp") != 0)
                continue;
            records++;
            assert_string_equal(json_word(row, "body.lamp"), "green");
            over |= json_is_integer(json_path(row, "body.end"));
        }
        json_decref(log);
        if (records > 0 && forced) {
            lamp_force(&a, "green", '-');
            forced = false;
        }
        test_pause();
    }
    assert_true(over);
    assert_int_equal(records, 2);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, live_teardown)

int main(void)
{
    talk.fd = -1;
    const struct CMUnitTest tests[] = {
        CASE(the_figures_go_on_without_a_gap),
        CASE(a_stop_stays_the_same_stop),
        CASE(signals_come_and_go),
        CASE(another_map_is_read_at_once),
        CASE(each_one_is_a_record),
        CASE(what_was_carries_the_old_digest),
        CASE(killed_right_after_nothing_is_lost),
        CASE(reloads_in_a_flood_of_messages),
        CASE(all_or_nothing),
        CASE(a_directory_that_is_gone_is_a_problem),
        CASE(a_storm_of_signals),
        CASE(a_service_manager_is_told),
        CASE(detached_it_finds_its_files_again),
        CASE(a_lamp_test_shows_every_lamp_and_ends_by_itself),
        CASE(a_lamp_test_ends_with_the_daemon),
        CASE(a_stuck_line_is_a_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
