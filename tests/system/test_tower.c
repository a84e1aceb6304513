/* SPDX-License-Identifier: MIT */
/* The tower on its simulated lines, on none, and on a machine without GPIO: initial levels,
 * patterns, stuck line, file taken away, retry. */
#include "andon/outputs/tower.h"

#include "data/model/clock.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RED, YELLOW, GREEN, BUZZER, LAMPS };

static struct lamp_conf lamps[LAMPS] = {
    {.name = "red", .colour = "red"},
    {.name = "yellow", .colour = "yellow"},
    {.name = "green", .colour = "green", .active_low = true},
    {.name = "buzzer", .colour = "buzzer"},
};
static struct rule_conf rules[] = {
    {.name = "starting",
     .condition = {{.kind = COND_STARTING}},
     .conditions = 1,
     .show = {{RED, LAMP_ON}, {YELLOW, LAMP_FLASH_SLOW}},
     .shows = 2},
    {.name = "starting-2",
     .condition = {{.kind = COND_STARTING}},
     .conditions = 1,
     .show = {{YELLOW, LAMP_ON}, {GREEN, LAMP_OFF}},
     .shows = 2},
    {.name = "not-starting",
     .condition = {{.kind = COND_STARTING, .negated = true}},
     .conditions = 1,
     .show = {{GREEN, LAMP_ON}},
     .shows = 1},
    {.name = "always",
     .condition = {{.kind = COND_ALWAYS}},
     .conditions = 1,
     .show = {{BUZZER, LAMP_ON}},
     .shows = 1},
};
static struct config config = {
    .tower = TOWER_SIM, .lamp = lamps, .lamps = LAMPS, .rule = rules, .rules = 4};

static char run_dir[] = "/tmp/tower-test-XXXXXX";
static char file[64];

static void read_file(char out[1024])
{
    FILE *f = fopen(file, "r");
    assert_non_null(f);
    size_t n = fread(out, 1, 1023, f);
    out[n] = '\0';
    fclose(f);
}

/* The value of `field` ("set", "read", "force") of a lamp. */
static char field(const char *lamp, const char *name)
{
    char text[1024], key[16];
    read_file(text);
    snprintf(key, sizeof key, "%s=", name);
    for (char *save = NULL, *line = strtok_r(text, "\n", &save); line;
         line = strtok_r(NULL, "\n", &save)) {
        size_t n = strlen(lamp);
        char *at = strncmp(line, lamp, n) == 0 && line[n] == ' ' ? strstr(line, key) : NULL;
        if (at)
            return at[strlen(key)];
    }
    fail_msg("no %s of %s", name, lamp);
    return '?';
}

static void force(const char *lamp, char value)
{
    char text[1024];
    read_file(text);
    char *line = text, *at;
    while (strncmp(line, lamp, strlen(lamp)) != 0)
        line = strchr(line, '\n') + 1;
    at = strstr(line, "force=") + 6;
    int fd = open(file, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, &value, 1, at - text), 1);
    close(fd);
}

static struct tower *new_tower(int64_t boot_ms)
{
    struct cause why = {{0}};
    struct tower *tower = tower_new(&config, run_dir, boot_ms, &why);
    assert_non_null(tower);
    assert_string_equal(why.text, "");
    return tower;
}

static int setup(void **state)
{
    (void)state;
    config.tower = TOWER_SIM;
    unlink(file);
    return 0;
}

static void starts_in_the_start_pattern(void **state)
{
    (void)state;
    struct tower *tower = new_tower(10000);
    assert_int_equal(field("red", "set"), '1');
    assert_int_equal(field("yellow", "set"), '1'); /* slow flash, lit at 10.0 s */
    assert_int_equal(field("green", "set"), '0');
    assert_int_equal(field("buzzer", "set"), '0');
    assert_int_equal(tower_levels(tower), 1u << RED | 1u << YELLOW);
    assert_int_equal(tower_tick(tower, 11000), 12000);
    assert_int_equal(field("yellow", "set"), '0');
    assert_int_equal(tower_mismatch(tower), 0);
    assert_string_equal(tower_trouble(tower), "");
    assert_string_equal(tower_backend(tower), "sim");
    tower_free(&tower);
    assert_null(tower);
    assert_int_equal(field("red", "set"), '1'); /* left as last set */
    tower_free(&tower);
}

static void shows_patterns_and_says_when_next(void **state)
{
    (void)state;
    struct tower *tower = new_tower(0);
    enum lamp_pattern all[LAMPS] = {LAMP_ON, LAMP_OFF, LAMP_ON, LAMP_OFF};
    tower_show(tower, all, LAMPS, 5);
    assert_int_equal(tower_tick(tower, 6), TIME_NEVER);
    assert_int_equal(field("green", "read"), '1');

    enum lamp_pattern pair[LAMPS] = {LAMP_ALTERNATE, LAMP_FLASH_FAST, LAMP_ALTERNATE, LAMP_CHIME};
    tower_show(tower, pair, LAMPS, 20000);
    assert_int_equal(tower_levels(tower), 1u << RED | 1u << YELLOW | 1u << BUZZER);
    assert_int_equal(tower_tick(tower, 20000), 20150); /* the chime's first beep ends */
    assert_int_equal(tower_tick(tower, 20150), 20250); /* the fast flash */
    assert_int_equal(tower_tick(tower, 21000), 21250);
    assert_int_equal(tower_levels(tower), 1u << YELLOW | 1u << GREEN); /* the pair has swapped */
    assert_int_equal(field("red", "set"), '0');
    assert_int_equal(field("green", "set"), '1');
    tower_free(&tower);
}

static void a_stuck_line_is_a_mismatch(void **state)
{
    (void)state;
    struct tower *tower = new_tower(0);
    enum lamp_pattern all[LAMPS] = {LAMP_ON, LAMP_OFF, LAMP_ON, LAMP_OFF};
    tower_show(tower, all, LAMPS, 1);
    force("red", '0');
    force("yellow", '1');
    tower_tick(tower, 2);
    assert_int_equal(tower_mismatch(tower), 1u << RED | 1u << YELLOW);
    assert_int_equal(field("red", "set"), '1');
    assert_int_equal(field("red", "read"), '0');
    force("red", '-');
    force("yellow", '-');
    tower_tick(tower, 3);
    assert_int_equal(tower_mismatch(tower), 0);
    assert_int_equal(field("red", "read"), '1');
    tower_free(&tower);
}

static void a_lost_file_is_trouble_and_comes_back(void **state)
{
    (void)state;
    const char *const how[] = {"truncated", "removed"};
    for (int i = 0; i < 2; i++) {
        struct tower *tower = new_tower(0);
        enum lamp_pattern all[LAMPS] = {LAMP_ON, LAMP_OFF, LAMP_OFF, LAMP_OFF};
        tower_show(tower, all, LAMPS, 100);
        print_message("%s\n", how[i]);
        assert_int_equal(i == 0 ? truncate(file, 10) : unlink(file), 0);
        assert_int_equal(tower_tick(tower, 200), 1200);
        assert_non_null(strstr(tower_trouble(tower), "removed or cut short"));
        assert_int_equal(tower_mismatch(tower), (1u << LAMPS) - 1);
        assert_int_equal(tower_tick(tower, 1100), 1200);
        assert_int_equal(tower_tick(tower, 1200), TIME_NEVER);
        assert_string_equal(tower_trouble(tower), "");
        assert_int_equal(tower_mismatch(tower), 0);
        assert_int_equal(field("red", "set"), '1');
        tower_free(&tower);
    }
}

/* The retry waits 1, 2, 4 … 30 s, and the tower works all the while as far as it can. */
static void a_back_end_that_fails_is_retried(void **state)
{
    (void)state;
    struct cause why = {{0}};
    char nowhere[64];
    snprintf(nowhere, sizeof nowhere, "%s/later", run_dir);
    struct tower *tower = tower_new(&config, nowhere, 0, &why);
    assert_non_null(tower);
    assert_non_null(strstr(why.text, "later/tower"));
    assert_string_equal(tower_trouble(tower), why.text);
    enum lamp_pattern all[LAMPS] = {LAMP_OFF, LAMP_ON, LAMP_OFF, LAMP_OFF};
    tower_show(tower, all, LAMPS, 10);
    assert_int_equal(tower_levels(tower), 1u << YELLOW);
    const int64_t at[] = {1000, 3000, 7000, 15000, 31000, 61000, 91000, 121000};
    for (size_t i = 0; i + 1 < sizeof at / sizeof at[0]; i++)
        assert_int_equal(tower_tick(tower, at[i]), at[i + 1]);
    assert_int_equal(mkdir(nowhere, 0700), 0);
    assert_int_equal(tower_tick(tower, 121000), TIME_NEVER);
    assert_string_equal(tower_trouble(tower), "");
    assert_int_equal(tower_mismatch(tower), 0);
    tower_free(&tower);
    char inside[80];
    snprintf(inside, sizeof inside, "%s/tower", nowhere);
    unlink(inside);
    rmdir(nowhere);
}

static void a_machine_without_gpio_says_so(void **state)
{
    (void)state;
    if (access("/dev/gpiochip0", F_OK) == 0)
        skip(); /* somebody's lines: not ours to try */
    config.tower = TOWER_GPIO;
    snprintf(lamps[RED].line, sizeof lamps[RED].line, "RED");
    struct cause why = {{0}};
    struct tower *tower = tower_new(&config, run_dir, 0, &why);
    assert_non_null(tower);
    assert_non_null(strstr(why.text, "no GPIO chip"));
    assert_int_equal(tower_mismatch(tower), (1u << LAMPS) - 1);
    assert_int_equal(tower_tick(tower, 0), 1000);
    tower_free(&tower);
}

static void none_is_always_well(void **state)
{
    (void)state;
    config.tower = TOWER_NONE;
    struct tower *tower = new_tower(0);
    enum lamp_pattern all[LAMPS] = {LAMP_ON, LAMP_ON, LAMP_FLASH_SLOW, LAMP_OFF};
    tower_show(tower, all, LAMPS, 0);
    assert_int_equal(tower_tick(tower, 1), 1000);
    assert_int_equal(tower_mismatch(tower), 0);
    assert_string_equal(tower_backend(tower), "none");
    tower_free(&tower);
    assert_int_equal(access(file, F_OK), -1);
}

static void sixteen_lamps_with_long_names(void **state)
{
    (void)state;
    static struct lamp_conf many[CONFIG_LAMPS_MAX];
    for (int i = 0; i < CONFIG_LAMPS_MAX; i++)
        snprintf(many[i].name, sizeof many[i].name, "a-lamp-with-long-name%02u", (unsigned)i % 100);
    struct config big = {.tower = TOWER_SIM, .lamp = many, .lamps = CONFIG_LAMPS_MAX};
    struct cause why = {{0}};
    struct tower *tower = tower_new(&big, run_dir, 0, &why);
    enum lamp_pattern all[CONFIG_LAMPS_MAX] = {LAMP_OFF};
    all[0] = all[15] = LAMP_ON;
    tower_show(tower, all, CONFIG_LAMPS_MAX, 0);
    assert_int_equal(field("a-lamp-with-long-name00", "set"), '1');
    assert_int_equal(field("a-lamp-with-long-name14", "read"), '0');
    assert_int_equal(field("a-lamp-with-long-name15", "read"), '1');
    tower_free(&tower);
}

static void the_lamp_path_allocates_nothing(void **state)
{
    (void)state;
    struct tower *tower = new_tower(0);
    enum lamp_pattern a[LAMPS] = {LAMP_ON, LAMP_FLASH_FAST, LAMP_ALTERNATE, LAMP_CHIME};
    enum lamp_pattern b[LAMPS] = {LAMP_OFF, LAMP_PULSE, LAMP_ON, LAMP_OFF};
    struct mallinfo2 before = mallinfo2();
    for (int64_t t = 0; t < 20000; t += 10) {
        tower_show(tower, t % 20 == 0 ? a : b, LAMPS, t);
        tower_tick(tower, t + 5);
    }
    struct mallinfo2 after = mallinfo2();
    assert_int_equal(after.uordblks, before.uordblks);
    tower_free(&tower);
}

/* The configuration that it was made with is gone; the lines stay as they were lit. */
static void follows_another_configuration(void **state)
{
    (void)state;
    static const enum tower_backend kinds[] = {TOWER_SIM, TOWER_NONE};
    static const enum lamp_pattern pattern[LAMPS] = {LAMP_ON, LAMP_OFF, LAMP_FLASH_SLOW, LAMP_OFF};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct config *first = malloc(sizeof *first), *second = malloc(sizeof *second);
        struct cause why = {{0}};
        assert_true(first && second);
        *first = *second = config;
        first->tower = second->tower = kinds[i];
        struct tower *tower = tower_new(first, run_dir, 10000, &why);
        tower_show(tower, pattern, LAMPS, 10000);
        uint32_t levels = tower_levels(tower);
        tower_follow(tower, second);
        memset(first, 0x5a, sizeof *first);
        free(first);
        assert_int_equal(tower_levels(tower), levels);
        assert_int_equal(tower_mismatch(tower), 0);
        assert_int_equal(tower_tick(tower, 11000), 12000);
        assert_int_equal(tower_levels(tower), 1u << RED);
        tower_show(tower, pattern, LAMPS, 12000);
        assert_int_equal(tower_levels(tower), levels);
        tower_free(&tower);
        free(second);
    }
}

/* ---- the heartbeat ---- */

static void the_heartbeat_changes_with_the_loop(void **state)
{
    (void)state;
    struct config beating = config;
    struct cause why = {{0}};
    text_copy(beating.light.heartbeat, sizeof beating.light.heartbeat, "ALIVE");
    struct tower *tower = tower_new(&beating, run_dir, 10000, &why);
    enum lamp_pattern all[LAMPS] = {LAMP_ON, LAMP_OFF, LAMP_ON, LAMP_OFF};
    tower_show(tower, all, LAMPS, 10000);
    assert_int_equal(field("heartbeat", "set"), '0');
    assert_int_equal(tower_tick(tower, 10000), 10500); /* also while all is steady */
    assert_int_equal(field("heartbeat", "set"), '1');
    assert_int_equal(tower_tick(tower, 10499), 10500);
    assert_int_equal(field("heartbeat", "set"), '1');
    assert_int_equal(tower_tick(tower, 10500), 11000);
    assert_int_equal(field("heartbeat", "set"), '0');
    /* A loop that hung goes on where it stood; showing a pattern is no beat. */
    tower_show(tower, all, LAMPS, 20000);
    assert_int_equal(field("heartbeat", "set"), '0');
    assert_int_equal(tower_tick(tower, 20007), 20507);
    assert_int_equal(field("heartbeat", "set"), '1');
    assert_int_equal(field("red", "set"), '1');
    assert_int_equal(tower_mismatch(tower), 0);
    tower_free(&tower);
}

/* ---- a tower on the network ---- */

static char sent[4096];
static int refuse; /* so many messages */

static int take(void *ctx, const char *topic, const char *payload, size_t length)
{
    assert_ptr_equal(ctx, sent);
    assert_int_equal(strlen(payload), length);
    if (refuse > 0) {
        refuse--;
        return -1;
    }
    size_t n = strlen(sent);
    snprintf(sent + n, sizeof sent - n, "%s%s %s", n ? "; " : "", topic, payload);
    return 0;
}

static const char *taken(void)
{
    static char text[sizeof sent];
    memcpy(text, sent, sizeof sent);
    sent[0] = '\0';
    return text;
}

static struct tower *network_tower(struct config *c, const char *topic, const char *payload)
{
    struct cause why = {{0}};
    *c = config;
    c->tower = TOWER_MQTT;
    text_copy(c->light.topic, sizeof c->light.topic, topic);
    text_copy(c->light.payload, sizeof c->light.payload, payload);
    sent[0] = '\0';
    refuse = 0;
    struct tower *tower = tower_new(c, run_dir, 10000, &why);
    assert_non_null(tower);
    assert_string_equal(why.text, "");
    assert_string_equal(tower_backend(tower), "mqtt");
    return tower;
}

static const enum lamp_pattern some[LAMPS] = {LAMP_FLASH_FAST, LAMP_OFF, LAMP_ON, LAMP_CHIME};

static void a_network_tower_is_told_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *topic, *payload, *first, *then;
    } rows[] = {
        {"t/{lamp}", "{pattern}", "t/red flash_fast; t/yellow off; t/green on; t/buzzer chime",
         "t/yellow on"},
        {"t/{colour}/{lamp}", "{mode}/{on} {x} {",
         "t/red/red 1/1 {x} {; t/yellow/yellow 0/0 {x} {; t/green/green 0/1 {x} {; "
         "t/buzzer/buzzer 3/1 {x} {",
         "t/yellow/yellow 0/1 {x} {"},
        {"t/{lamp}", "",
         "t/red {\"pattern\":\"flash_fast\",\"mode\":1,\"on\":1}; "
         "t/yellow {\"pattern\":\"off\",\"mode\":0,\"on\":0}; "
         "t/green {\"pattern\":\"on\",\"mode\":0,\"on\":1}; "
         "t/buzzer {\"pattern\":\"chime\",\"mode\":3,\"on\":1}",
         "t/yellow {\"pattern\":\"on\",\"mode\":0,\"on\":1}"},
        {"t", "",
         "t {\"red\":\"flash_fast\",\"yellow\":\"off\",\"green\":\"on\",\"buzzer\":\"chime\"}",
         "t {\"red\":\"flash_fast\",\"yellow\":\"on\",\"green\":\"on\",\"buzzer\":\"chime\"}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct config c;
        struct tower *tower = network_tower(&c, rows[i].topic, rows[i].payload);
        tower_show(tower, some, LAMPS, 10000);
        assert_string_equal(taken(), ""); /* there is no connection yet, and no trouble */
        assert_string_equal(tower_trouble(tower), "");
        assert_int_equal(tower_mismatch(tower), 0);
        tower_attach(tower, take, sent);
        tower_link(tower, true);
        tower_tick(tower, 10100);
        assert_string_equal(taken(), rows[i].first);
        for (int64_t t = 10200; t < 14000; t += 50) /* edges say nothing new */
            tower_tick(tower, t);
        assert_string_equal(taken(), "");
        enum lamp_pattern next[LAMPS];
        memcpy(next, some, sizeof next);
        next[YELLOW] = LAMP_ON;
        tower_show(tower, next, LAMPS, 14000);
        assert_string_equal(taken(), rows[i].then);
        tower_free(&tower);
    }
}

static void a_network_tower_is_told_levels(void **state)
{
    (void)state;
    struct config c;
    struct tower *tower = network_tower(&c, "t/{lamp}", "{level}");
    enum lamp_pattern slow[LAMPS] = {LAMP_FLASH_SLOW, LAMP_OFF, LAMP_ON, LAMP_OFF};
    tower_attach(tower, take, sent);
    tower_link(tower, true);
    tower_show(tower, slow, LAMPS, 10000);
    assert_string_equal(taken(), "t/red 1; t/yellow 0; t/green 1; t/buzzer 0");
    tower_tick(tower, 11000);
    assert_string_equal(taken(), "t/red 0");
    tower_tick(tower, 12000);
    assert_string_equal(taken(), "t/red 1");
    tower_free(&tower);
}

static void a_network_tower_without_a_broker_is_trouble(void **state)
{
    (void)state;
    struct config c;
    struct tower *tower = network_tower(&c, "t/{lamp}", "{pattern}");
    tower_attach(tower, take, sent);
    tower_link(tower, true);
    refuse = 1;
    tower_show(tower, some, LAMPS, 10000); /* its queue is full */
    assert_string_equal(taken(), "");
    assert_string_equal(tower_trouble(tower),
                        "the network tower cannot be told: the broker is slow");
    tower_tick(tower, 11000);
    assert_string_equal(taken(), "t/red flash_fast; t/yellow off; t/green on; t/buzzer chime");
    assert_string_equal(tower_trouble(tower), "");

    tower_link(tower, false);
    tower_tick(tower, 12000);
    assert_non_null(strstr(tower_trouble(tower), "no connection to the broker"));
    assert_int_equal(tower_mismatch(tower), (1u << LAMPS) - 1);
    enum lamp_pattern dark[LAMPS] = {LAMP_OFF, LAMP_OFF, LAMP_OFF, LAMP_OFF};
    tower_show(tower, dark, LAMPS, 13000); /* of many states only the last is told */
    assert_string_equal(taken(), "");
    tower_link(tower, true);
    tower_tick(tower, 14000);
    assert_string_equal(taken(), "t/red off; t/yellow off; t/green off; t/buzzer off");
    assert_string_equal(tower_trouble(tower), "");
    assert_int_equal(tower_mismatch(tower), 0);
    tower_free(&tower);
}

int main(void)
{
    if (!mkdtemp(run_dir))
        return 1;
    snprintf(file, sizeof file, "%s/tower", run_dir);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(starts_in_the_start_pattern, setup),
        cmocka_unit_test_setup(shows_patterns_and_says_when_next, setup),
        cmocka_unit_test_setup(a_stuck_line_is_a_mismatch, setup),
        cmocka_unit_test_setup(a_lost_file_is_trouble_and_comes_back, setup),
        cmocka_unit_test_setup(a_back_end_that_fails_is_retried, setup),
        cmocka_unit_test_setup(a_machine_without_gpio_says_so, setup),
        cmocka_unit_test_setup(none_is_always_well, setup),
        cmocka_unit_test_setup(sixteen_lamps_with_long_names, setup),
        cmocka_unit_test_setup(follows_another_configuration, setup),
        cmocka_unit_test_setup(the_lamp_path_allocates_nothing, setup),
        cmocka_unit_test_setup(the_heartbeat_changes_with_the_loop, setup),
        cmocka_unit_test_setup(a_network_tower_is_told_patterns, setup),
        cmocka_unit_test_setup(a_network_tower_is_told_levels, setup),
        cmocka_unit_test_setup(a_network_tower_without_a_broker_is_trouble, setup),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(file);
    rmdir(run_dir);
    return failed;
}
