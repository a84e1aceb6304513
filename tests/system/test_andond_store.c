/* SPDX-License-Identifier: MIT */
/* The daemon and its records' file: quota, age and little room; disks that are full or may not be
 * written; files that are something else. Each a clear state, and the lamps go on. */
#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include "data/model/text.h"
#include "data/store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STATION "acme/monterrey/stamping/line1/press3"
#define DAY_MS  INT64_C(86400000)

static struct broker broker;
static struct andond a;
static struct press press;
static struct talk talk;
static bool own_mounts; /* this program has a mount table of its own, which goes with it */
static char file[128];  /* a.data/station.db */

static int setup_with(const char *extra)
{
    if (broker_start(&broker, "set_tcp_nodelay true\n") != 0)
        return -1;
    andond_make(&a, broker.url, extra);
    snprintf(file, sizeof file, "%s/station.db", a.data);
    return mkdir(a.data, 0750);
}

static int setup(void **state)
{
    (void)state;
    return setup_with(NULL);
}

static int teardown(void **state)
{
    (void)state;
    talk_close(&talk);
    press_close(&press);
    andond_kill(&a);
    if (own_mounts)
        (void)umount2(a.data, MNT_DETACH);
    andond_remove(&a);
    broker_done(&broker);
    return 0;
}

/* ---- what the tests say ---- */

static json_t *ask(const char *cmd, const char *arguments)
{
    json_t *reply = talk_ask(&talk, cmd, arguments);
    if (!reply)
        fail_msg("no answer to %s", cmd);
    return reply;
}

static void daemon_up(void)
{
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
    assert_true(status_word(&talk, "sync.link", "up"));
}

static void press_runs(void)
{
    assert_true(press_open(&press, broker.url));
    assert_true(press_alive(&press, "online"));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
}

static void mount_data(const char *options)
{
    if (!own_mounts)
        skip();
    assert_int_equal(mount("none", a.data, "tmpfs", 0, options), 0);
}

/* Until the snapshot's health says so; the words come into `why`. */
static bool store_becomes(bool ok, char *why, size_t size)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    bool is = !ok;
    while (is != ok && test_now_ms() < give_up) {
        json_t *status = ask("status", "");
        is = json_is_true(json_path(status, "snapshot.health.store_ok"));
        snprintf(why, size, "%s", json_word(status, "snapshot.health.store_why"));
        json_decref(status);
        test_pause();
    }
    return is == ok;
}

static bool log_says(const char *text)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (!andond_log_has(&a, text) && test_now_ms() < give_up)
        test_pause();
    return andond_log_has(&a, text);
}

/* andonctl with these arguments; its exit status, what it wrote (both streams) in `out`. */
static int ctl(const char *arguments, char *out, size_t size)
{
    char command[640];
    const char *build = getenv("BUILD");
    snprintf(command, sizeof command, "%s/andonctl %s --socket %s 2>&1", build ? build : "build",
             arguments, a.socket);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    out[fread(out, 1, size - 1, f)] = '\0';
    int status = pclose(f);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static double verified(const char *path)
{
    json_t *verify = ask("verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    double value = json_number(verify, path);
    json_decref(verify);
    return value;
}

static bool verified_reaches(const char *path, double least)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (verified(path) < least && test_now_ms() < give_up)
        test_pause();
    return verified(path) >= least;
}

static int64_t wall_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000;
}

/* Records of so many days ago, as the store itself writes them. */
static void write_past(int records, int days)
{
    struct cause why;
    struct store_opened opened;
    struct record_list list = {.count = 0};
    char body[1024];
    uint64_t ticket;
    const struct now now = {.boot_ms = 1000, .wall_ms = wall_now() - days * DAY_MS, .synced = true};
    const struct store_conf conf = {.path = file,
                                    .station = STATION,
                                    .config = "0123456789abcdef",
                                    .boot_id = "boot",
                                    .machine_id = "machine",
                                    .now = now};
    struct store *store = store_open(&conf, &opened, &why);
    assert_non_null(store);
    assert_int_equal(store_start(store, NULL, NULL, &why), 0);
    snprintf(body, sizeof body, "{\"text\":\"%0900d\"}", 7);
    for (int i = 0; i < records; i++) {
        struct record_draft draft = {.kind = REC_FAULT, .rev = 1, .wall_ms = now.wall_ms + i};
        snprintf(draft.id, sizeof draft.id, "F%d", i + 100000);
        text_copy(draft.actor, sizeof draft.actor, "test");
        assert_int_equal(record_list_add(&list, &draft, body), 0);
        if (list.count < 1000 && i + 1 < records)
            continue;
        while (store_append(store, &list, &now, NULL, 0, true, &ticket) != 0)
            test_pause();
        record_list_clear(&list);
    }
    record_list_done(&list);
    store_close(&store);
}

/* ---- room ---- */

static void little_room_is_told_everywhere(void **state)
{
    (void)state;
    char why[256], out[8192];
    mount_data("size=64m");
    daemon_up();
    assert_true(log_says("[A048] only "));
    assert_true(store_becomes(true, why, sizeof why));
    assert_non_null(strstr(why, "MiB are free on the disk of "));
    assert_non_null(strstr(why, "make room before it is full"));
    assert_int_equal(ctl("status", out, sizeof out), 0);
    assert_non_null(strstr(out, "MiB are free on the disk of "));
    (void)ctl("doctor", out, sizeof out);
    assert_non_null(strstr(out, "MiB are free on the disk of "));
    assert_non_null(strstr(out, "make room while records are still kept"));
}

static int setup_less(void **state)
{
    (void)state;
    return setup_with("[store]\nlow = 8 MiB\n");
}

static void how_little_is_configured(void **state)
{
    (void)state;
    char why[256];
    mount_data("size=64m");
    daemon_up();
    assert_true(verified_reaches("rows.0.records", 2));
    assert_true(store_becomes(true, why, sizeof why));
    assert_string_equal(why, "");
    assert_false(andond_log_has(&a, "[A048]"));
}

static int setup_quota(void **state)
{
    (void)state;
    return setup_with("[store]\nquota = 16 MiB\n");
}

/* Records of two months ago give way; those of now are kept, and the chain is whole. */
static void old_records_give_way_to_the_quota(void **state)
{
    (void)state;
    char why[256];
    write_past(13000, 60);
    daemon_up();
    press_runs();
    assert_true(verified_reaches("rows.0.missing", 1000));
    assert_true(store_becomes(true, why, sizeof why));
    assert_true(press_state(&press, "FAULT", "E-217"));
    assert_true(status_word(&talk, "machine.state", "stopped"));
    assert_int_equal(andond_stop(&a), 0);
}

/* The default keeps 400 days; whether a clock is synchronised decides whether that may be judged.
 */
static void what_is_too_old_goes(void **state)
{
    (void)state;
    write_past(300, 450);
    daemon_up();
    json_t *log = ask("log", ",\"limit\":1");
    bool synced = json_is_true(json_path(log, "rows.0.synced"));
    json_decref(log);
    print_message("the clock is %ssynchronised\n", synced ? "" : "not ");
    if (synced)
        assert_true(verified_reaches("rows.0.missing", 250));
    else
        assert_true(verified("rows.0.missing") < 1);
    assert_int_equal(andond_stop(&a), 0);
}

#define CASE(name)            cmocka_unit_test_setup_teardown(name, setup, teardown)
#define CASE_WITH(name, make) cmocka_unit_test_setup_teardown(name, make, teardown)

int main(void)
{
    talk.fd = -1;
    own_mounts = geteuid() == 0 && unshare(CLONE_NEWNS) == 0 &&
                 mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
    const struct CMUnitTest tests[] = {
        CASE(little_room_is_told_everywhere),
        CASE_WITH(how_little_is_configured, setup_less),
        CASE_WITH(old_records_give_way_to_the_quota, setup_quota),
        CASE(what_is_too_old_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
