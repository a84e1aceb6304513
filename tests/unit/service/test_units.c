/* SPDX-License-Identifier: MIT */
/* What is told of units by the files that systemd leaves, in a directory made like /. */
#include "data/model/clock.h"
#include "data/service/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WANTS "etc/systemd/system/multi-user.target.wants/"

static char root[64];

static const char *at(const char *path)
{
    static char full[256];
    snprintf(full, sizeof full, "%s/%s", root, path);
    return full;
}

static void make_dir(const char *path)
{
    char full[256];
    snprintf(full, sizeof full, "%s/%s/", root, path);
    for (char *slash = strchr(full + strlen(root) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(full, 0755);
        *slash = '/';
    }
}

static void make_link(const char *path, const char *target)
{
    assert_int_equal(symlink(target, at(path)), 0);
}

static void make_file(const char *path, const char *text)
{
    FILE *file = fopen(at(path), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void made_at(const char *path, time_t second)
{
    const struct timespec times[2] = {{.tv_sec = second}, {.tv_sec = second}};
    assert_int_equal(utimensat(AT_FDCWD, at(path), times, AT_SYMLINK_NOFOLLOW), 0);
}

static int setup(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/andon-units-XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int forget(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st;
    (void)kind;
    (void)walk;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    return nftw(root, forget, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static void without_systemd_nothing_is_said(void **state)
{
    (void)state;
    struct unit_seen seen[UNITS_MAX];
    make_dir(WANTS);
    make_link(WANTS "andond.service", "/lib/systemd/system/andond.service");
    assert_int_equal(units_look(root, seen), 0);
    assert_int_equal(units_oom_kills(root), -1);
    make_dir("run/systemd/system");
    assert_int_equal(units_look(root, seen), 0); /* one that leaves no such links */
    make_dir("run/systemd/units");
    assert_int_equal(units_look(root, seen), 1);
}

static void each_state_is_told(void **state)
{
    (void)state;
    static const struct unit_seen want[] = {
        {"andon-gateway.service", true, false, false, TIME_NONE},
        {"andon-hub-view.service", false, false, true, TIME_NONE},
        {"andon-hub.service", false, false, true, 1000000},
        {"andon-kiosk.service", false, true, true, 4000000},
        {"andond.service", false, true, true, 3000000},
        {"andond@press3.service", false, false, true, 2000000},
        {"andond@press4.service", false, true, true, 5000000},
        {"andond@press5.service", false, false, false, TIME_NONE},
    };
    static const char *const others[] = {"ssh.service", "andon.service", "andond.timer",
                                         "xandond.service"};
    struct unit_seen seen[UNITS_MAX];
    make_dir("run/systemd/system");
    make_dir("run/systemd/units");
    make_dir(WANTS);
    make_dir("etc/andon/press3");
    make_dir("etc/andon/press4");
    make_dir("etc/andon/press5");
    make_dir("etc/andon-hub");
    make_dir("var/lib/andon-hub");
    make_dir("var/lib/andon/press3");
    make_file("etc/andon/station.ini", "");
    make_file("etc/andon/press3/a.ini", "");
    make_file("etc/andon/press4/a.ini", "");
    make_file("etc/andon/press5/.ini", "");
    make_file("etc/andon-hub/hub.ini", "");
    make_file("etc/andon-hub/view.conf", "");
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        char path[128];
        snprintf(path, sizeof path, WANTS "%s", want[i].name);
        make_link(path, "/lib/systemd/system/x");
        snprintf(path, sizeof path, "run/systemd/units/invocation:%s", want[i].name);
        if (!want[i].running)
            continue;
        make_link(path, "0123456789abcdef0123456789abcdef");
        made_at(path, (time_t)(want[i].since_ms / 1000));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char path[128];
        snprintf(path, sizeof path, WANTS "%s", others[i]);
        make_link(path, "/lib/systemd/system/x");
    }
    make_link("etc/systemd/system/andon-gateway.service", "/dev/null");
    made_at("var/lib/andon-hub", 1000);
    made_at("var/lib/andon/press3", 2000);
    size_t count = units_look(root, seen);
    assert_int_equal(count, sizeof want / sizeof *want);
    for (size_t i = 0; i < count; i++)
        if (strcmp(seen[i].name, want[i].name) != 0 || seen[i].masked != want[i].masked ||
            seen[i].running != want[i].running || seen[i].configured != want[i].configured ||
            seen[i].since_ms != want[i].since_ms)
            fail_msg("%s: masked %d running %d configured %d since %lld", seen[i].name,
                     seen[i].masked, seen[i].running, seen[i].configured,
                     (long long)seen[i].since_ms);
}

static void there_is_an_end_to_them(void **state)
{
    (void)state;
    struct unit_seen seen[UNITS_MAX];
    make_dir("run/systemd/system");
    make_dir("run/systemd/units");
    make_dir(WANTS);
    for (int i = 0; i < UNITS_MAX + 8; i++) {
        char path[128];
        snprintf(path, sizeof path, WANTS "andond@press%d.service", i);
        make_link(path, "x");
    }
    assert_int_equal(units_look(root, seen), UNITS_MAX);
}

static void kills_are_counted(void **state)
{
    (void)state;
    make_dir("sys/fs/cgroup/system.slice");
    make_file("sys/fs/cgroup/system.slice/memory.events",
              "low 0\nhigh 0\nmax 3\noom 2\noom_kill 7\noom_group_kill 0\n");
    assert_int_equal(units_oom_kills(root), 7);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(without_systemd_nothing_is_said),
        CASE(each_state_is_told),
        CASE(there_is_an_end_to_them),
        CASE(kills_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
