/* SPDX-License-Identifier: MIT */
/* The daemon when things go wrong: killed at random moments, without broker, without disk, with a
 * stuck line, under hostile messages and floods. */
#include "tests/support/live.h"
#include "tests/support/past.h"

#include "data/model/text.h"
#include "data/store/store.h"

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
#include <sys/stat.h>
#include <unistd.h>

#define KILLS 20

static double number(const char *path)
{
    json_t *status = ask("status", "");
    double value = json_number(status, path);
    json_decref(status);
    return value;
}

/* ---- kill -9 ---- */

struct kept {
    char hash[80];
    bool seen;
};

/* What the daemon says is on record: from `log`, which reads only what is committed. */
static size_t read_kept(struct kept *kept, size_t max)
{
    json_t *log = ask("log", ",\"limit\":1000"), *row;
    size_t count = 0, i;
    json_array_foreach(json_object_get(log, "rows"), i, row)
    {
        if (count < max)
            snprintf(kept[count++].hash, sizeof kept[0].hash, "%s", json_word(row, "hash"));
    }
    json_decref(log);
    return count;
}

static void check_all_there(const struct kept *before, size_t count)
{
    static struct kept now[2000];
    size_t have = read_kept(now, 2000);
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t k = 0; k < have && !found; k++)
            found = strcmp(now[k].hash, before[i].hash) == 0;
        if (!found)
            fail_msg("record %s is gone (%zu before, %zu now)", before[i].hash, count, have);
    }
}

/* Some life of the machine, cut short at a random point. */
static void live(int round, int64_t *total)
{
    static const char *const states[] = {"RUN", "FAULT", "RUN", "STARVED", "RUN"};
    for (int i = 0; i <= round % 5; i++) {
        assert_true(press_state(&press, states[i], states[i][0] == 'F' ? "E-1" : ""));
        *total += rand() % 3;
        assert_true(press_counts(&press, *total, 0));
    }
    poll(NULL, 0, rand() % 120); /* the moment of the kill, not a wait for anything */
}

static void twenty_kills_lose_nothing_kept(void **state)
{
    (void)state;
    static struct kept kept[2000];
    unsigned seed = (unsigned)test_now_ms();
    print_message("seed %u\n", seed);
    srand(seed);
    int64_t total = 1000;
    all_up();
    assert_true(press_counts(&press, total, 0));
    assert_true(status_word(&talk, "signals.total.quality", "good"));
    /* The first reading is where counting begins; a proper end keeps it. */
    assert_int_equal(andond_stop(&a), 0);
    talk_close(&talk);
    daemon_up();
    size_t count = 0;
    double counted = 0;
    for (int round = 0; round < KILLS; round++) {
        live(round, &total);
        count = read_kept(kept, 2000);
        counted = number("snapshot.counts.total");
        kill(a.pid, SIGKILL);
        andond_kill(&a);
        talk_close(&talk);
        daemon_up();
        check_all_there(kept, count);
        /* A reading that the dead one had counted but not kept comes again with the next. */
        total += 1;
        assert_true(press_state(&press, "RUN", ""));
        assert_true(press_counts(&press, total, 0));
        assert_true(status_number(&talk, "counts.total", (double)(total - 1000)));
        assert_true(number("snapshot.counts.total") <= (double)(total - 1000) + 0.5);
        assert_true(number("snapshot.counts.total") >= counted);
    }
    json_t *verify = ask("verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    assert_true(json_number(verify, "rows.0.epochs") >= KILLS);
    json_decref(verify);
}

static void an_open_stop_stays_the_same_stop(void **state)
{
    (void)state;
    char id[64];
    all_up();
    assert_true(press_state(&press, "FAULT", "E-217"));
    assert_true(lamp_becomes(&a, "red", "set", '1'));
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    json_t *stops = ask("stops", "");
    while (json_array_size(json_object_get(stops, "rows")) == 0 && test_now_ms() < give_up) {
        json_decref(stops);
        stops = ask("stops", "");
        test_pause();
    }
    snprintf(id, sizeof id, "%s", json_word(stops, "rows.0.id"));
    json_decref(stops);
    assert_true(id[0] != '\0');
    json_t *before = ask("status", "");
    daemon_again();
    json_t *after = ask("status", "");
    assert_string_equal(json_word(after, "snapshot.stop.id"), id);
    assert_true(fabs(json_number(after, "snapshot.stop.since") -
                     json_number(before, "snapshot.stop.since")) < 1);
    assert_true(json_is_null(json_path(after, "snapshot.stop.end")));
    assert_true(json_number(after, "snapshot.oee.run_s") >=
                json_number(before, "snapshot.oee.run_s") - 0.001);
    json_decref(before);
    json_decref(after);
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_number(&talk, "stop.end", 1));
}

/* ---- broker ---- */

static void a_lost_broker_is_unknown_and_comes_back(void **state)
{
    (void)state;
    all_up();
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    broker_stop(&broker);
    assert_true(status_word(&talk, "machine.state", "unknown"));
    assert_true(lamp_becomes(&a, "green", "set", '0'));
    json_t *why = ask("why", ",\"lamp\":\"yellow\"");
    assert_non_null(strstr(json_word(why, "text"), "broker"));
    json_decref(why);
    json_t *status = ask("status", "");
    assert_string_not_equal(json_word(status, "snapshot.sync.link"), "up");
    json_decref(status);
    assert_int_equal(broker_resume(&broker), 0);
    assert_true(status_word(&talk, "sync.link", "up"));
    assert_true(press_alive(&press, "online"));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
    assert_true(lamp_becomes(&a, "green", "set", '1'));
}

static void no_broker_at_start_is_no_reason_not_to_start(void **state)
{
    (void)state;
    broker_stop(&broker);
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
    assert_true(status_word(&talk, "machine.state", "unknown"));
    assert_true(lamp_is(&a, "green", "set", '0'));
    assert_int_equal(broker_resume(&broker), 0);
    assert_true(status_word(&talk, "sync.link", "up"));
    assert_int_equal(andond_stop(&a), 0);
}

/* A clone with the same client id elsewhere would fight with us: two stations do not. */
static void the_broker_option_wins(void **state)
{
    (void)state;
    struct andond b;
    andond_make(&b, "mqtt://127.0.0.1:1", NULL);
    const char *more[] = {"--broker", broker.url, NULL};
    assert_true(andond_start(&b, more));
    assert_true(talk_open(&talk, b.socket));
    assert_true(status_word(&talk, "sync.link", "up"));
    andond_remove(&b);
}

static void a_password_comes_from_a_file(void **state)
{
    (void)state;
    char layer[96], path[128], text[2048];
    broker_done(&broker);
    assert_int_equal(broker_start_with_password(&broker, "press", "s3cret word"), 0);
    snprintf(layer, sizeof layer, "%s/secret", a.dir);
    mkdir(layer, 0700);
    snprintf(path, sizeof path, "%s/broker.ini", layer);
    FILE *f = fopen(path, "w");
    fprintf(f, "[broker plant]\nurl = %s\nuser = press\npassword_file = %s/password\n", broker.url,
            a.dir);
    fclose(f);
    const char *all[] = {"--config", "layouts/stations/press",
                         "--config", a.layer,
                         "--config", layer,
                         "--run",    a.run,
                         "--data",   a.data,
                         NULL};
    assert_int_equal(andond_run(&a, all, text, sizeof text), 1);
    assert_non_null(strstr(text, "password_file = "));
    snprintf(path, sizeof path, "%s/password", a.dir);
    f = fopen(path, "w");
    fputs("s3cret word\n", f);
    fclose(f);
    const char *more[] = {"--config", layer, NULL};
    assert_true(andond_start(&a, more));
    assert_true(talk_open(&talk, a.socket));
    assert_true(status_word(&talk, "sync.link", "up"));
    assert_false(andond_log_has(&a, "s3cret"));
}

/* ---- disk ---- */

static void without_a_disk_the_lamps_work(void **state)
{
    (void)state;
    char path[128], inner[160];
    mkdir(a.data, 0755);
    snprintf(path, sizeof path, "%s/station.db", a.data);
    snprintf(inner, sizeof inner, "%s/x", path);
    assert_int_equal(mkdir(path, 0755), 0); /* a directory where the database should be */
    assert_int_equal(mkdir(inner, 0755), 0);
    daemon_up();
    json_t *status = ask("status", "");
    assert_true(json_is_false(json_path(status, "snapshot.health.store_ok")));
    assert_true(strlen(json_word(status, "snapshot.health.store_why")) > 0);
    json_decref(status);
    json_t *log = ask("log", "");
    assert_string_equal(json_word(log, "error.code"), "store");
    json_decref(log);
    assert_true(press_open(&press, broker.url));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(press_counts(&press, 10, 0));
    assert_true(press_counts(&press, 15, 0));
    assert_true(status_number(&talk, "counts.total", 5));
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    assert_true(lamp_becomes(&a, "white", "set", '1')); /* store-failed flashes */
    /* the disk is mended: records are kept from here on, what waited is kept too */
    rmdir(inner);
    rmdir(path);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    bool healed = false;
    while (!healed && test_now_ms() < give_up) {
        status = ask("status", "");
        healed = json_is_true(json_path(status, "snapshot.health.store_ok"));
        json_decref(status);
        test_pause();
    }
    assert_true(healed);
    assert_true(number("snapshot.counts.total") >= 5);
    double records = 0;
    while (records < 2 && test_now_ms() < give_up) {
        json_t *verify = ask("verify", "");
        assert_true(json_is_true(json_path(verify, "rows.0.ok")));
        records = json_number(verify, "rows.0.records");
        json_decref(verify);
    }
    assert_true(records >= 2);
    assert_int_equal(andond_stop(&a), 0);
}

/* The database is away at a restart and comes back later: the figures of before go on. */
static void a_late_disk_continues_the_figures(void **state)
{
    (void)state;
    char path[128], away[128];
    snprintf(path, sizeof path, "%s/station.db", a.data);
    snprintf(away, sizeof away, "%s/away", a.dir);
    all_up();
    assert_true(press_counts(&press, 100, 0));
    assert_true(press_counts(&press, 140, 0));
    assert_true(status_number(&talk, "counts.total", 40));
    assert_int_equal(andond_stop(&a), 0);
    talk_close(&talk);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(mkdir(path, 0755), 0);
    daemon_up();
    assert_true(press_state(&press, "RUN", ""));
    assert_true(press_counts(&press, 150, 0));
    assert_true(press_counts(&press, 151, 0));
    assert_true(status_number(&talk, "counts.total", 1));
    rmdir(path);
    assert_int_equal(rename(away, path), 0);
    assert_true(status_number(&talk, "counts.total", 51)); /* 40, and 11 across the gap */
    assert_true(status_word(&talk, "machine.state", "running"));
    assert_true(lamp_becomes(&a, "green", "set", '1'));
}

/* ---- tower ---- */

static void a_stuck_line_is_shown(void **state)
{
    (void)state;
    all_up();
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    lamp_force(&a, "green", '0');
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    bool mismatch = false;
    while (!mismatch && test_now_ms() < give_up) {
        json_t *lamps = ask("lamps", "");
        mismatch = json_is_true(json_path(lamps, "lamps.2.mismatch"));
        json_decref(lamps);
        test_pause();
    }
    assert_true(mismatch);
    assert_true(andond_log_has(&a, "lamp green: its line is not as it was set"));
    lamp_force(&a, "green", '-');
    assert_true(lamp_becomes(&a, "green", "read", '1'));
}

static void a_stolen_tower_comes_back(void **state)
{
    (void)state;
    all_up();
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    unlink(a.tower);
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    json_t *lamps = ask("lamps", "");
    assert_string_equal(json_word(lamps, "trouble"), "");
    json_decref(lamps);
}

/* ---- hostile messages ---- */

struct hostile {
    const char *topic, *payload;
    size_t length; /* 0: strlen */
};

static const struct hostile hostiles[] = {
    {"state", "", 0},
    {"state", "RUN", 0},
    {"state", "{", 0},
    {"state", "{\"state\":", 0},
    {"state", "{\"state\":\"RUN\"}}", 0},
    {"state", "{\"state\":\"\x1b[2J\xe2\x80\xae evil\",\"ts\":1}", 0},
    {"state", "{\"state\":\"NEVER-HEARD-OF\"}", 0},
    {"state", "{\"state\":17}", 0},
    {"state", "{\"state\":null}", 0},
    {"state", "{\"state\":[\"RUN\"]}", 0},
    {"state", "{\"state\":\"R\\u0000UN\"}", 0},
    {"state", "{\"state\":\"RUN\0\",\"ts\":1}", 23},
    {"state", "{\"state\":\"\xff\xfe\"}", 0},
    {"state", "\0\0\0\0", 4},
    {"state", "{\"state\":\"RUN\",\"state\":\"FAULT\"}", 0},
    {"counts", "{\"total\":-1,\"scrap\":0}", 0},
    {"counts", "{\"total\":1e400,\"scrap\":0}", 0},
    {"counts", "{\"total\":99999999999999999999,\"scrap\":0}", 0},
    {"counts", "{\"total\":\"many\",\"scrap\":{}}", 0},
    {"counts", "{\"total\":NaN}", 0},
    {"counts", "{\"total\":1000,\"ts\":-99999999999999}", 0},
    {"counts", "{\"total\":1000,\"ts\":99999999999999999}", 0},
    {"counts", "{\"total\":1000,\"ts\":\"yesterday\"}", 0},
    {"counts", "{\"total\":500,\"scrap\":3,\"ts\":4102444800000}", 0},
    {"counts", "{\"total\":501,\"scrap\":3,\"ts\":946684800000}", 0},
    {"alive", "maybe", 0},
    {"alive", "\xc3\x28", 0},
    {"sensors", "{\"oil_temp\":\"hot\",\"vibration\":true}", 0},
};

/* Play every one, then what is too large or too deep for the table. */
static void play_hostiles(void)
{
    char topic[64];
    for (size_t i = 0; i < sizeof hostiles / sizeof hostiles[0]; i++) {
        const struct hostile *h = &hostiles[i];
        snprintf(topic, sizeof topic, PRESS_ROOT "/%s", h->topic);
        size_t length = h->length > 0 ? h->length : strlen(h->payload);
        assert_true(press_say(&press, topic, h->payload, length, false));
    }
    size_t size = 255 * 1024;
    char *large = malloc(size);
    memset(large, '[', size);
    assert_true(press_say(&press, PRESS_ROOT "/state", large, size, false));
    assert_true(press_say(&press, PRESS_ROOT "/sensors", large, 4000, false));
    memset(large, 'x', size);
    assert_true(press_say(&press, PRESS_ROOT "/counts", large, size, false));
    free(large);
}

static void hostile_messages_are_counted_and_hurt_nobody(void **state)
{
    (void)state;
    all_up();
    assert_true(press_counts(&press, 1000, 0));
    assert_true(press_counts(&press, 1010, 0));
    assert_true(status_number(&talk, "counts.total", 10));
    double errors_before = number("snapshot.health.undecoded");
    play_hostiles();
    /* another signal goes on */
    static const char good[] = "{\"oil_temp\":48.5,\"vibration\":2,\"load\":60,\"pressure\":180}";
    assert_true(press_say(&press, PRESS_ROOT "/sensors", good, sizeof good - 1, false));
    assert_true(status_number(&talk, "signals.oil_temp.value", 48));
    json_t *status = ask("status", "");
    assert_string_equal(json_word(status, "snapshot.signals.oil_temp.quality"), "good");
    assert_true(json_number(status, "snapshot.health.undecoded") >= errors_before + 10);
    json_decref(status);
    json_t *signals = ask("signals", ""), *row;
    size_t i;
    json_array_foreach(json_object_get(signals, "signals"), i, row)
    {
        if (strcmp(json_word(row, "name"), "state") != 0)
            continue;
        assert_true(json_number(row, "errors") >= 5);
        assert_true(strlen(json_word(row, "error")) > 0);
    }
    for (const char *c = talk.last; *c; c++)
        assert_true((unsigned char)*c >= ' '); /* nothing that a terminal would obey */
    json_decref(signals);
    /* and the station itself, once it hears sense again */
    assert_true(press_alive(&press, "online"));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
    double at = number("snapshot.counts.total");
    assert_true(at >= 10 && at < 2000);
    json_t *verify = ask("verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    json_decref(verify);
}

/* Half of the messages are nonsense, at full speed, while a watcher reads nothing. */
static void a_flood_leaves_others_served(void **state)
{
    (void)state;
    struct talk stalled;
    all_up();
    assert_true(talk_open(&stalled, a.socket));
    assert_true(talk_say(&stalled, "{\"cmd\":\"watch\",\"id\":1}\n"));
    char command[512];
    snprintf(command, sizeof command,
             "for i in $(seq 20000); do echo \"{\\\"total\\\":$i}\"; echo nonsense; done | "
             "mosquitto_pub -p %d -q 0 -l -t " PRESS_ROOT "/counts",
             broker.port);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_true(status_number(&talk, "signals.total.errors", 19000));
    assert_int_equal(pclose(f), 0);
    assert_true(status_number(&talk, "health.messages", 40000));
    assert_true(number("loop.turn_p99_us") >= 0);
    print_message("turn p99 %.0f us, max %.0f us\n", number("loop.turn_p99_us"),
                  number("loop.turn_max_us"));
    talk_close(&stalled);
    assert_true(status_word(&talk, "machine.state", "running"));
}

/* An answer much longer than what waits for one client: its pages wait, nobody is cut off, and in
 * the end all of it is there. */
static void a_long_answer_waits_for_a_slow_reader(void **state)
{
    (void)state;
    enum { RECORDS = 9000 };
    struct talk slow;
    char path[128];
    snprintf(path, sizeof path, "%s/station.db", a.data);
    mkdir(a.data, 0750);
    past_write(path, RECORDS, 600, 1764000000000);
    all_up();
    assert_true(talk_open(&slow, a.socket));
    assert_true(talk_say(&slow, "{\"cmd\":\"log\",\"id\":1,\"limit\":100000}\n"));
    for (int i = 0; i < 200; i++) /* meanwhile others are served */
        assert_true(number("snapshot.health.clients") >= 2);
    size_t rows = 0, bytes = 0;
    for (bool more = true; more;) {
        json_t *page = talk_read(&slow, ANDOND_WAIT_MS);
        if (!page)
            fail_msg("cut off after %zu rows, %zu bytes", rows, bytes);
        rows += json_array_size(json_object_get(page, "rows"));
        bytes += strlen(slow.last);
        more = json_is_true(json_object_get(page, "more"));
        json_decref(page);
    }
    print_message("%zu rows, %zu bytes\n", rows, bytes);
    assert_true(rows >= RECORDS);
    assert_true(bytes > 4 * 1024 * 1024);
    /* who goes in the middle takes the question along: the places for questions do not run out */
    for (int i = 0; i < 40; i++) {
        assert_true(talk_say(&slow, "{\"cmd\":\"log\",\"id\":2,\"limit\":100000}\n"));
        json_decref(talk_read(&slow, ANDOND_WAIT_MS));
        talk_close(&slow);
        assert_true(talk_open(&slow, a.socket));
    }
    talk_close(&slow);
    json_t *log = ask("log", "");
    assert_true(json_array_size(json_object_get(log, "rows")) > 0);
    json_decref(log);
}

/* ---- size ---- */

static long resident_kib(pid_t pid)
{
    char path[64], line[256];
    long kib = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (f)
        fclose(f);
    return kib;
}

/* What only the opening of the records needed is given back a moment after it. */
static void at_rest_it_is_small(void **state)
{
    (void)state;
    const long most = 10L * 1024; /* design.md §9 */
    if (strstr(andond_program(), "asan") || strstr(andond_program(), "tsan"))
        skip(); /* sanitisers take memory of their own */
    all_up();
    json_decref(ask("status", ""));
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (resident_kib(a.pid) > most && test_now_ms() < give_up)
        test_pause();
    print_message("resident %ld KiB\n", resident_kib(a.pid));
    assert_in_range(resident_kib(a.pid), 1000, most);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, live_setup, live_teardown)

int main(void)
{
    talk.fd = -1;
    const struct CMUnitTest tests[] = {
        CASE(twenty_kills_lose_nothing_kept),
        CASE(an_open_stop_stays_the_same_stop),
        CASE(a_lost_broker_is_unknown_and_comes_back),
        CASE(no_broker_at_start_is_no_reason_not_to_start),
        CASE(the_broker_option_wins),
        CASE(a_password_comes_from_a_file),
        CASE(without_a_disk_the_lamps_work),
        CASE(a_late_disk_continues_the_figures),
        CASE(a_stuck_line_is_shown),
        CASE(a_stolen_tower_comes_back),
        CASE(hostile_messages_are_counted_and_hurt_nobody),
        CASE(a_flood_leaves_others_served),
        CASE(a_long_answer_waits_for_a_slow_reader),
        CASE(at_rest_it_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
