/* SPDX-License-Identifier: MIT */
/* andonctl export of many rows from a real daemon, as CSV and as JSON lines: every interval of the
 * store once and in order, with the memory of a page, while the daemon goes on turning.
 * EXPORT_ROWS=300000 is the long one, by hand: it prints its figures. */
#include "tests/support/live.h"
#include "tests/support/store_kit.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS      4000 /* unless EXPORT_ROWS says another number: several pages */
#define TOGETHER  1000
#define BEGIN     INT64_C(1767600000000)
#define LENGTH_MS 1000
#define MEMORY_KB (64 * 1024) /* of andonctl; a sanitiser has more */

static int64_t rows;

static void fill(void)
{
    struct kit kit;
    struct record_list list = {.count = 0};
    kit_make(&kit);
    (void)snprintf(kit.path, sizeof kit.path, "%s/station.db", a.data);
    kit.conf.station = "acme/monterrey/stamping/line1/press3";
    assert_true(kit_open(&kit) && kit_start(&kit));
    for (int64_t i = 0; i < rows; i++) {
        char body[400];
        long long begin = BEGIN + i * LENGTH_MS;
        struct record_draft d = {
            .kind = REC_INTERVAL, .rev = 1, .wall_ms = begin, .actor = "machine"};
        (void)snprintf(d.id, sizeof d.id, "I%lld", (long long)(1000000 + i));
        (void)snprintf(body, sizeof body,
                       "{\"begin\":%lld,\"end\":%lld,\"ms\":%d,\"state\":\"%s\",\"detail\":\"E\","
                       "\"mode\":\"production\",\"shift\":\"early\",\"window\":\"W29400360\","
                       "\"plan\":true,\"source\":\"state\",\"stop\":null}",
                       begin, begin + LENGTH_MS, LENGTH_MS, i % 2 ? "stopped" : "running");
        assert_int_equal(record_list_add(&list, &d, body), 0);
        if (list.count < TOGETHER && i + 1 < rows)
            continue;
        assert_true(kit_wait_kept(&kit, kit_append_list(&kit, &list, NULL, true)));
        record_list_clear(&list);
    }
    record_list_done(&list);
    kit_remove(&kit);
}

/* The rows it wrote into `path`; its memory at most, in KiB. */
static long export(const char *path, bool json)
{
    char program[300], from[32], to[32];
    const char *daemon_path = andond_program();
    (void)snprintf(program, sizeof program, "%.*sandonctl",
                   (int)(strrchr(daemon_path, '/') - daemon_path + 1), daemon_path);
    (void)snprintf(from, sizeof from, "%lld", (long long)BEGIN);
    (void)snprintf(to, sizeof to, "%lld", (long long)(BEGIN + rows * LENGTH_MS));
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl(program, program, "export", "states", "--from", from, "--to", to, "--socket",
                    a.socket, "--output", path, json ? "--json" : (char *)NULL, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    struct rusage usage;
    assert_int_equal(wait4(pid, &status, 0, &usage), pid);
    assert_int_equal(status, 0);
    return usage.ru_maxrss;
}

/* Each interval's begin stands in its row; the next row has the next one. */
static void check_json(const char *path)
{
    char *line = NULL;
    size_t room = 0;
    int64_t i = 0;
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    for (; getline(&line, &room, in) > 0; i++) {
        json_t *row = json_loads(line, 0, NULL);
        char id[32];
        (void)snprintf(id, sizeof id, "I%lld", (long long)(1000000 + i));
        if (!row || strcmp(json_word(row, "id"), id) != 0)
            fail_msg("row %lld: %s", (long long)i, line);
        assert_string_equal(json_word(row, "state"), i % 2 ? "stopped" : "running");
        json_decref(row);
    }
    free(line);
    (void)fclose(in);
    assert_int_equal(i, rows);
}

static void check_csv(const char *path)
{
    char *line = NULL;
    size_t room = 0;
    int64_t i = -1; /* the heading */
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    for (; getline(&line, &room, in) > 0; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, ",I%lld,", (long long)(1000000 + i));
        if (i >= 0 && !strstr(line, id))
            fail_msg("row %lld: %s", (long long)i, line);
    }
    free(line);
    (void)fclose(in);
    assert_int_equal(i, rows);
}

/* CPU that the daemon's loop has used, and for how long it waited for one, in ms. */
static void loop_cpu(double *ran, double *waited)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", (int)a.pid, (int)a.pid);
    FILE *in = fopen(path, "re");
    if (!in || fscanf(in, "%lf %lf", ran, waited) != 2)
        *ran = *waited = 0;
    if (in)
        (void)fclose(in);
    *ran /= 1e6;
    *waited /= 1e6;
}

static void tell(const char *name, long kib, int64_t ms)
{
    double ran, waited;
    json_t *status = ask("status", "");
    loop_cpu(&ran, &waited);
    if (getenv("EXPORT_ROWS"))
        print_message(
            "%s: %lld rows in %lld ms, andonctl %ld KiB, andond's longest turn %.1f ms, "
            "p99 %.2f ms, its memory %.0f KiB; the loop ran %.0f ms and waited %.0f ms for a CPU\n",
            name, (long long)rows, (long long)ms, kib,
            json_number(status, "snapshot.health.loop_max_us") / 1000,
            json_number(status, "snapshot.health.loop_p99_us") / 1000,
            json_number(status, "snapshot.health.resident_bytes") / 1024, ran, waited);
    json_decref(status);
}

static void every_row_once(void **state)
{
    (void)state;
    char path[128];
    int64_t begin;
    daemon_up();
    talk_close(&talk);
    andond_stop(&a); /* it made the database */
    fill();
    daemon_up();
    tell("before", 0, 0);
    for (int json = 0; json <= 1; json++) {
        (void)snprintf(path, sizeof path, "%s/rows.%s", a.dir, json ? "json" : "csv");
        begin = test_now_ms();
        long kib = export(path, json);
        tell(json ? "JSON lines" : "CSV", kib, test_now_ms() - begin);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        assert_in_range(kib, 1, MEMORY_KB);
#endif
        (json ? check_json : check_csv)(path);
        (void)unlink(path);
    }
}

int main(void)
{
    const char *text = getenv("EXPORT_ROWS");
    rows = text ? strtoll(text, NULL, 10) : ROWS;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_row_once, live_setup, live_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
