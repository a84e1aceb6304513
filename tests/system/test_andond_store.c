/* SPDX-License-Identifier: MIT */
/* The daemon and its records' file: quota, age and little room; disks that are full or may not be
 * written; files that are something else. Each a clear state, and the lamps go on. */
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

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STATION "acme/monterrey/stamping/line1/press3"
#define DAY_MS  INT64_C(86400000)

static bool own_mounts; /* this program has a mount table of its own, which goes with it */
static char file[128];  /* a.data/station.db */

static int setup_with(const char *extra)
{
    if (live_make(extra) != 0)
        return -1;
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

/* Records of so many days ago. */
static void write_past(int records, int days)
{
    past_write(file, records, 900, test_wall_ms() - days * DAY_MS);
}

/* ---- room ---- */

static void little_room_is_told_everywhere(void **state)
{
    (void)state;
    char why[256], out[8192];
    mount_data("mode=0750,size=64m");
    daemon_up();
    assert_true(andond_log_comes(&a, "[A048] only "));
    assert_true(store_becomes(true, why, sizeof why));
    assert_non_null(strstr(why, "MiB are free on the disk of "));
    assert_non_null(strstr(why, "make room before it is full"));
    assert_int_equal(andond_ctl(&a, "status", "&1", out, sizeof out), 0);
    assert_non_null(strstr(out, "MiB are free on the disk of "));
    (void)andond_ctl(&a, "doctor", "&1", out, sizeof out);
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
    mount_data("mode=0750,size=64m");
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

/* ---- backup ---- */

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void a_backup_is_whole_or_not_there(void **state)
{
    (void)state;
    char copy[128], part[160], arguments[256], out[8192];
    struct stat st;
    snprintf(copy, sizeof copy, "%s/copy.db", a.dir);
    snprintf(part, sizeof part, "%s.part", copy);
    FILE *f = fopen(part, "w"); /* of one that a power cut broke off */
    assert_non_null(f);
    assert_int_equal(fclose(f), 0);
    write_past(3000, 1);
    daemon_up();
    press_runs();
    snprintf(arguments, sizeof arguments, "backup %s", copy);
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 0);
    assert_non_null(strstr(out, "copy.db: "));
    assert_non_null(strstr(out, " MiB, up to record "));
    assert_int_equal(stat(copy, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(access(part, F_OK), -1);
    assert_true(andond_log_comes(&a, "[A033] a backup to "));
    snprintf(arguments, sizeof arguments, "verify %s", copy);
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 0);
    assert_true(starts(out, "every record is as it was written: 30"));
    /* and a word of it changed */
    f = fopen(copy, "r+");
    assert_non_null(f);
    assert_int_equal(fseek(f, st.st_size / 2, SEEK_SET), 0);
    assert_int_equal(fwrite("????????", 1, 8, f), 8);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 1);
}

static void a_backup_replaces_only_when_told(void **state)
{
    (void)state;
    char copy[128], arguments[256], out[8192], was[16] = "";
    snprintf(copy, sizeof copy, "%s/copy.db", a.dir);
    FILE *f = fopen(copy, "w");
    assert_non_null(f);
    fputs("precious", f);
    assert_int_equal(fclose(f), 0);
    daemon_up();
    snprintf(arguments, sizeof arguments, "backup %s", copy);
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 1);
    assert_non_null(strstr(out, "is there already; give another name, or --force"));
    json_t *refused = ask("backup", "");
    assert_string_equal(json_word(refused, "error.code"), "bad-request");
    json_decref(refused);
    snprintf(arguments, sizeof arguments, ",\"file\":\"%s\"", copy); /* nor does the daemon */
    refused = ask("backup", arguments);
    assert_string_equal(json_word(refused, "error.code"), "store");
    assert_non_null(strstr(json_word(refused, "error.text"), "is there already"));
    json_decref(refused);
    f = fopen(copy, "r");
    assert_non_null(f);
    assert_int_equal(fread(was, 1, sizeof was - 1, f), 8);
    fclose(f);
    assert_string_equal(was, "precious");
    snprintf(arguments, sizeof arguments, "backup --force --json %s", copy);
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 0);
    json_t *row = json_loads(out, 0, NULL);
    assert_string_equal(json_word(row, "file"), copy);
    assert_int_equal(json_integer_value(json_path(row, "left")), 0);
    assert_int_equal(strlen(json_word(row, "head")), 64);
    json_decref(row);
    snprintf(arguments, sizeof arguments, "verify %s", copy);
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 0);
}

static void what_no_backup_may_be(void **state)
{
    (void)state;
    static const struct {
        const char *arguments, *told;
        int status;
    } cases[] = {
        {"backup", "backup needs FILE", 2},
        {"backup /nowhere/at/all/copy.db", "No such file or directory", 1},
        {"backup /tmp/copy.txt", "ends in .db", 1},
        {"backup /tmp/.db", "ends in .db", 1},
        {"verify /nowhere/copy.db", "/nowhere/copy.db", 1},
    };
    char arguments[256], out[8192];
    daemon_up();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = andond_ctl(&a, cases[i].arguments, "&1", out, sizeof out);
        if (status != cases[i].status || !strstr(out, cases[i].told))
            fail_msg("%s: %d %s", cases[i].arguments, status, out);
    }
    snprintf(arguments, sizeof arguments, "backup --force %s", file); /* the record itself */
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 1);
    assert_non_null(strstr(out, "is a database in use"));
    assert_true(verified_reaches("rows.0.records", 2));
}

/* ---- bad files and bad disks ---- */

static void write_all(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

/* user_version in the file's head, where SQLite has it: big-endian at byte 60. */
static int swap_version(int version)
{
    unsigned char bytes[4];
    FILE *f = fopen(file, "r+");
    assert_non_null(f);
    assert_int_equal(fseek(f, 60, SEEK_SET), 0);
    assert_int_equal(fread(bytes, 1, 4, f), 4);
    int was = bytes[2] << 8 | bytes[3];
    bytes[2] = (unsigned char)(version >> 8);
    bytes[3] = (unsigned char)(version & 0xff);
    assert_int_equal(fseek(f, 60, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, 4, f), 4);
    assert_int_equal(fclose(f), 0);
    return was;
}

/* Whatever becomes of the records: the machine is seen, counted, and lit. */
static void lamps_go_on(void)
{
    assert_true(press_state(&press, "FAULT", "E-1"));
    assert_true(lamp_becomes(&a, "green", "set", '0'));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(lamp_becomes(&a, "green", "set", '1'));
}

/* Without a store, and everybody is told these words; the lamp that says so flashes. */
static void store_is_out(const char *words)
{
    char why[256], out[8192];
    if (!store_becomes(false, why, sizeof why) || !strstr(why, words))
        fail_msg("not \"%s\" but \"%s\"", words, why);
    assert_true(andond_log_comes(&a, "[A040] records cannot be kept: "));
    assert_true(andond_log_has(&a, words));
    assert_int_equal(andond_ctl(&a, "doctor", "&1", out, sizeof out), 1);
    assert_non_null(strstr(out, "records are not being kept: "));
    assert_non_null(strstr(out, words));
    assert_int_equal(andond_ctl(&a, "why white", "&1", out, sizeof out), 0);
    assert_non_null(strstr(out, words));
    assert_true(lamp_becomes(&a, "white", "set", '1')); /* store-failed flashes */
    lamps_go_on();
}

/* What doctor says to do is what the trouble wants, not what another would. */
static void doctor_advises(const char *words)
{
    char out[8192];
    assert_int_equal(andond_ctl(&a, "doctor", "&1", out, sizeof out), 1);
    assert_non_null(strstr(out, words));
    assert_null(strstr(out, "make room"));
}

static void store_is_well(void)
{
    char why[256];
    assert_true(store_becomes(true, why, sizeof why));
    lamps_go_on();
    assert_true(verified_reaches("rows.0.records", 3)); /* the opening, the configuration, these */
}

static void store_is_back(void)
{
    assert_true(andond_log_comes(&a, "[A041]"));
    store_is_well();
}

static void a_newer_program_s_file_is_left_alone(void **state)
{
    (void)state;
    char text[96];
    struct stat before, after;
    write_past(50, 1);
    int version = swap_version(999);
    assert_int_equal(stat(file, &before), 0);
    daemon_up();
    press_runs();
    store_is_out("is of a newer andond");
    doctor_advises("install andond");
    assert_int_equal(stat(file, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
    snprintf(text, sizeof text, "%d", swap_version(version));
    assert_string_equal(text, "999");
    store_is_back(); /* as if the newer program had been put in place */
    assert_true(verified("rows.0.records") >= 52);
}

/* Before the daemon starts: the file is put aside, nothing of it is lost, and a new one begun. */
static void what_is_no_database_is_put_aside(void **state)
{
    (void)state;
    char command[256], text[64] = "";
    write_all(file, "somebody's diary, and long enough for the head of a page\n");
    daemon_up();
    press_runs();
    assert_true(andond_log_comes(&a, "[A042] the damaged file was put aside as "));
    assert_true(verified_reaches("rows.0.records", 2));
    lamps_go_on();
    snprintf(command, sizeof command, "cat %s.broken-*", file);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, 16, f) == 16);
    pclose(f);
    assert_string_equal(text, "somebody's diary");
}

static void a_cut_file_is_put_aside(void **state)
{
    (void)state;
    struct stat st;
    char out[8192], arguments[256];
    write_past(3000, 1);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(truncate(file, st.st_size * 3 / 4 / 4096 * 4096), 0);
    snprintf(arguments, sizeof arguments, "verify %s", file);
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 1);
    daemon_up();
    press_runs();
    assert_true(andond_log_comes(&a, "[A042] the damaged file was put aside as "));
    store_is_well();
    assert_true(andond_log_comes(&a, "[A049]")); /* how much could be read from it */
    assert_true(andond_log_comes(&a, " of 3001 records"));
    assert_true(verified_reaches("rows.0.records", 500));
}

static void remount(const char *options, unsigned long flags)
{
    assert_int_equal(mount("none", a.data, NULL, MS_REMOUNT | flags, options), 0);
}

static void a_read_only_disk_at_start(void **state)
{
    (void)state;
    mount_data("mode=0750,size=200m");
    remount("mode=0750,size=200m", MS_RDONLY);
    daemon_up();
    press_runs();
    store_is_out("Read-only file system");
    remount("mode=0750,size=200m", 0);
    store_is_back();
}

/* While it runs: somebody moves the file away, and perhaps puts another one in its place. */
static void replace_file(const char *with)
{
    char aside[160], out[8192], arguments[256];
    snprintf(aside, sizeof aside, "%s/aside.db", a.dir);
    daemon_up();
    press_runs();
    assert_true(verified_reaches("rows.0.records", 3));
    assert_int_equal(rename(file, aside), 0);
    if (with)
        write_all(file, with);
    lamps_go_on();
    assert_true(andond_log_comes(&a, "[A040] records cannot be kept: "));
    assert_true(andond_log_has(&a, "was moved, removed or replaced while in use"));
    store_is_back();
    assert_int_equal(access(file, R_OK), 0);
    snprintf(arguments, sizeof arguments, "verify %s", aside); /* nothing of it is lost */
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 0);
    assert_true(starts(out, "every record is as it was written: "));
    assert_int_equal(andond_stop(&a), 0);
    snprintf(arguments, sizeof arguments, "verify %s", file);
    assert_int_equal(andond_ctl(&a, arguments, "&1", out, sizeof out), 0);
}

static void a_file_that_is_moved_away_meanwhile(void **state)
{
    (void)state;
    replace_file(NULL);
}

static void a_file_that_is_replaced_meanwhile(void **state)
{
    (void)state;
    replace_file("somebody's diary, and long enough for the head of a page\n");
    assert_true(andond_log_has(&a, "was put aside as "));
}

static void fill_disk(void)
{
    char path[128], block[4096];
    memset(block, 'x', sizeof block);
    snprintf(path, sizeof path, "%s/filler", a.data);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    while (write(fd, block, sizeof block) > 0)
        continue;
    close(fd);
}

static void a_full_disk_and_room_again(void **state)
{
    (void)state;
    char path[128];
    mount_data("mode=0750,size=4m");
    daemon_up();
    press_runs();
    assert_true(verified_reaches("rows.0.records", 2));
    double before = verified("rows.0.records");
    fill_disk();
    for (int i = 0; i < 6; i++)
        lamps_go_on();
    store_is_out("full");
    snprintf(path, sizeof path, "%s/filler", a.data);
    assert_int_equal(unlink(path), 0);
    store_is_back();
    assert_true(verified_reaches("rows.0.records", before + 14)); /* none of them is lost */
}

/* Who said it has gone before it was kept: nobody is told that it was not, and says it again. */
static void an_entry_waits_for_room(void **state)
{
    (void)state;
    char path[128];
    mount_data("mode=0750,size=4m");
    daemon_up();
    press_runs();
    assert_true(press_counts(&press, 1000, 0));
    assert_true(press_counts(&press, 1010, 0));
    assert_true(status_number(&talk, "counts.total", 10));
    assert_true(verified_reaches("rows.0.records", 2));
    fill_disk();
    for (int i = 0; i < 6; i++)
        lamps_go_on();
    store_is_out("full");
    struct talk other;
    assert_true(talk_open(&other, a.socket));
    assert_true(talk_say(&other, "{\"cmd\":\"scrap\",\"id\":1,\"quantity\":1,"
                                 "\"reason\":\"burr\"}\n"));
    assert_true(talk_say(&other, "{\"cmd\":\"status\",\"id\":2}\n"));
    json_t *reply = talk_read(&other, ANDOND_WAIT_MS); /* the entry has none yet */
    assert_int_equal((int)json_number(reply, "id"), 2);
    json_decref(reply);
    talk_close(&other);
    reply = talk_ask(&talk, "scraps", "");
    assert_string_equal(json_word(reply, "error.code"), "busy");
    json_decref(reply);
    snprintf(path, sizeof path, "%s/filler", a.data);
    assert_int_equal(unlink(path), 0);
    store_is_back();
    reply = ask("scraps", "");
    assert_int_equal(json_array_size(json_object_get(reply, "rows")), 1);
    json_decref(reply);
}

static void a_full_disk_at_start(void **state)
{
    (void)state;
    char path[128];
    mount_data("mode=0750,size=4m");
    fill_disk();
    daemon_up();
    press_runs();
    store_is_out("full");
    snprintf(path, sizeof path, "%s/filler", a.data);
    assert_int_equal(unlink(path), 0);
    store_is_back();
}

/* The last one: for root it takes what lets root read everything from all it starts from here on.
 */
static void a_directory_that_may_not_be_read(void **state)
{
    (void)state;
    for (int cap = CAP_DAC_OVERRIDE; cap <= CAP_DAC_READ_SEARCH && geteuid() == 0; cap++)
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0)
            skip();
    assert_int_equal(chmod(a.data, 0), 0);
    daemon_up();
    press_runs();
    store_is_out("Permission denied");
    assert_int_equal(chmod(a.data, 0750), 0);
    store_is_back();
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
        CASE(a_backup_is_whole_or_not_there),
        CASE(a_backup_replaces_only_when_told),
        CASE(what_no_backup_may_be),
        CASE(a_newer_program_s_file_is_left_alone),
        CASE(what_is_no_database_is_put_aside),
        CASE(a_cut_file_is_put_aside),
        CASE(a_file_that_is_moved_away_meanwhile),
        CASE(a_file_that_is_replaced_meanwhile),
        CASE(a_read_only_disk_at_start),
        CASE(a_full_disk_and_room_again),
        CASE(an_entry_waits_for_room),
        CASE(a_full_disk_at_start),
        CASE(a_directory_that_may_not_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
