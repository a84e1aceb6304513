/* SPDX-License-Identifier: MIT */
/* Levels with delays, count and hold: the ten sequences of EPICS Phoebus' alarm server, the vectors
 * of a limit with deadband, on and off delay, and what a return and a new begin mean for the life
 * of an alert. */
#include "data/model/andon/severity.h"

#include "data/model/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const levels[] = {"OK", "MIN", "MAJ", "INV", "UND"};

static int level_of(const char *word)
{
    for (int i = 0; i < 5; i++)
        if (strcmp(levels[i], word) == 0)
            return i;
    return -1;
}

static void put_state(const struct severity_state *s, bool announced, char *out, size_t size)
{
    size_t n = strlen(out);
    (void)snprintf(out + n, size - n, "%s%s,%s%s%s", n > 0 ? " " : "", levels[s->current],
                   levels[s->alarm], s->acked ? "_ACK" : "", announced ? "*" : "");
}

/* A script is words; each is a level, "ack", "unack" or "+ms". Returns the states after each but
 * times that changed nothing: "current,alarm*". */
static const char *play(const struct severity_conf *conf, struct severity_state *s,
                        const char *script)
{
    static char out[1024];
    char copy[512], *save = NULL;
    int64_t t = 0;
    out[0] = '\0';
    severity_init(s);
    (void)snprintf(copy, sizeof copy, "%s", script);
    for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        unsigned result = 0;
        if (*word == '+') {
            t += strtoll(word + 1, NULL, 10);
            int64_t due = severity_deadline(conf, s);
            result = due <= t ? severity_tick(conf, s, due) : 0;
            if (result == 0)
                continue;
        } else if (level_of(word) >= 0) {
            result = severity_hear(conf, s, (enum severity)level_of(word),
                                   (struct reading_at){.at = t, .value = t});
        } else if (strcmp(word, "ack") == 0) {
            severity_ack(s);
        } else {
            severity_unack(s);
        }
        put_state(s, (result & SEVERITY_ANNOUNCED) != 0, out, sizeof out);
    }
    return out;
}

static void the_ten_sequences(void **state)
{
    (void)state;
    static const struct severity_conf latched = {.hold = true};
    static const struct severity_conf slow = {.hold = true, .on_ms = 2000};
    static const struct severity_conf loose = {.on_ms = 2000};
    static const struct severity_conf often = {
        .hold = true, .on_ms = 200000, .count = 3, .count_ms = 200000};
    static const struct {
        const struct severity_conf *conf;
        const char *script, *want;
    } rows[] = {
        {&latched, "MIN MIN MAJ MAJ ack MIN OK",
         "MIN,MIN* MIN,MIN MAJ,MAJ* MAJ,MAJ MAJ,MAJ_ACK MIN,MAJ_ACK OK,OK"},
        {&latched, "MIN MAJ MIN OK ack", "MIN,MIN* MAJ,MAJ* MIN,MAJ OK,MAJ OK,OK"},
        {&latched, "MAJ MIN ack MAJ", "MAJ,MAJ* MIN,MAJ MIN,MIN_ACK MAJ,MAJ*"},
        {&latched, "MAJ ack INV MAJ ack UND ack MAJ OK",
         "MAJ,MAJ* MAJ,MAJ_ACK INV,INV* MAJ,INV MAJ,MAJ_ACK UND,UND* UND,UND_ACK MAJ,UND_ACK "
         "OK,OK"},
        {&latched, "MAJ UND ack MAJ unack ack OK",
         "MAJ,MAJ* UND,UND* UND,UND_ACK MAJ,UND_ACK MAJ,MAJ MAJ,MAJ_ACK OK,OK"},
        {&slow, "MAJ +1000 OK +10000", "MAJ,OK OK,OK"},
        {&slow, "MIN +500 MAJ +500 MIN +1000", "MIN,OK MAJ,OK MIN,OK MIN,MAJ*"},
        {&loose, "MAJ +500 MIN +1500 OK", "MAJ,OK MIN,OK MIN,MIN* OK,OK"},
        {&often, "MIN +1000 OK +1000 MIN +1000 OK +1000 MIN", "MIN,OK OK,OK MIN,OK OK,OK MIN,MIN*"},
        {&slow,
         "MAJ +1000 OK MAJ +1000 OK MAJ +1000 OK MAJ +1000 OK MAJ +1000 OK MAJ +1000 OK MAJ "
         "+1000 OK MAJ +1000 OK MAJ +1000 OK MAJ +1000 OK +9000",
         "MAJ,OK OK,OK MAJ,OK OK,OK MAJ,OK OK,OK MAJ,OK OK,OK MAJ,OK OK,OK MAJ,OK OK,OK MAJ,OK "
         "OK,OK MAJ,OK OK,OK MAJ,OK OK,OK MAJ,OK OK,OK"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct severity_state s;
        assert_string_equal(play(rows[i].conf, &s, rows[i].script), rows[i].want);
        if (i == 6) /* it has MAJOR's time and value */
            assert_true(s.said.at == 500 && s.said.value == 500);
    }
}

/* An update that was delayed on its way must not undo a newer one. */
static void the_race(void **state)
{
    (void)state;
    static const struct severity_conf conf = {.hold = true};
    struct severity_state s;
    severity_init(&s);
    assert_true(severity_hear(&conf, &s, SEV_OK, (struct reading_at){.at = 10}) == 0);
    assert_int_equal(severity_hear(&conf, &s, SEV_MAJOR, (struct reading_at){.at = 9}), 0);
    assert_int_equal(s.alarm, SEV_OK);
}

/* One sample a second; when it is active after each: "0001". L=80, DB=2, on 3 s, off 5 s. */
static const char *sample(const int *value, int count, bool low)
{
    static char out[64];
    static const struct severity_conf conf = {.hold = false, .on_ms = 3000, .off_ms = 5000};
    const struct limits limits = {.low = low, .levels = 1, .at = {low ? -80 : 80}, .deadband = 2};
    struct severity_state s;
    severity_init(&s);
    for (int i = 0; i < count; i++) {
        (void)severity_tick(&conf, &s, i * 1000);
        int v = low ? -value[i] : value[i];
        enum severity held = s.active ? s.current : SEV_OK;
        (void)severity_hear(&conf, &s, limits_level(&limits, v, held),
                            (struct reading_at){.at = i * 1000, .value = v});
        out[i] = s.active ? '1' : '0';
    }
    out[count] = '\0';
    return out;
}

static void deadband_and_delays(void **state)
{
    (void)state;
    static const struct {
        int value[24], count;
        const char *want;
    } rows[] = {
        {{79, 81, 81, 79}, 4, "0000"},
        {{81, 81, 81, 81}, 4, "0001"},
        {{81, 81, 81, 81, 79, 79, 79, 79, 79, 79, 79, 79}, 12, "000111111111"},
        {{81, 81, 81, 81, 77, 77, 77, 77, 79, 77, 77, 77, 77, 77, 77}, 15, "000111111111110"},
        {{81, 81, 81, 81, 78, 78, 78, 78, 78, 78, 78}, 11, "00011111111"},
        {{80, 80, 80, 80}, 4, "0001"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(sample(rows[i].value, rows[i].count, false), rows[i].want);
        assert_string_equal(sample(rows[i].value, rows[i].count, true), rows[i].want);
    }
}

static void two_limits(void **state)
{
    (void)state;
    const struct limits high = {.levels = 2, .at = {70, 80}, .deadband = 3};
    static const struct {
        int64_t value;
        enum severity held, want;
    } rows[] = {{69, SEV_OK, SEV_OK},       {70, SEV_OK, SEV_MINOR},    {79, SEV_OK, SEV_MINOR},
                {80, SEV_OK, SEV_MAJOR},    {77, SEV_MAJOR, SEV_MAJOR}, {76, SEV_MAJOR, SEV_MINOR},
                {67, SEV_MINOR, SEV_MINOR}, {66, SEV_MAJOR, SEV_OK},    {78, SEV_MINOR, SEV_MINOR}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(limits_level(&high, rows[i].value, rows[i].held), rows[i].want);
}

/* What comes back before anybody has acknowledged it begins anew, and waits for its delay again. */
static void again(void **state)
{
    (void)state;
    static const struct severity_conf conf = {.hold = true, .on_ms = 2000};
    struct severity_state s;
    severity_init(&s);
    (void)severity_hear(&conf, &s, SEV_MINOR, (struct reading_at){.at = 0});
    assert_int_equal(severity_tick(&conf, &s, 2000),
                     SEVERITY_BEGAN | SEVERITY_ANNOUNCED | SEVERITY_CHANGED);
    assert_int_equal(severity_hear(&conf, &s, SEV_OK, (struct reading_at){.at = 3000}),
                     SEVERITY_RETURNED | SEVERITY_CHANGED);
    assert_int_equal(severity_hear(&conf, &s, SEV_MINOR, (struct reading_at){.at = 4000}),
                     SEVERITY_CHANGED);
    assert_false(s.active);
    assert_int_equal(severity_deadline(&conf, &s), 6000);
    assert_int_equal(severity_tick(&conf, &s, 6000), SEVERITY_BEGAN | SEVERITY_CHANGED);
    severity_ack(&s);
    assert_int_equal(severity_hear(&conf, &s, SEV_MAJOR, (struct reading_at){.at = 7000}),
                     SEVERITY_CHANGED);
    severity_ack(&s); /* nobody has seen what still waits */
    assert_int_equal(s.alarm, SEV_MINOR);
    assert_int_equal(severity_tick(&conf, &s, 9000), SEVERITY_ANNOUNCED | SEVERITY_CHANGED);
    assert_true(s.alarm == SEV_MAJOR && !s.acked);
    severity_forget(&s);
    assert_int_equal(severity_deadline(&conf, &s), TIME_NEVER);
}

/* Often within a time, without any delay of its own. */
static void count_alone(void **state)
{
    (void)state;
    static const struct severity_conf conf = {.hold = true, .count = 3, .count_ms = 60000};
    struct severity_state s;
    assert_string_equal(play(&conf, &s, "MIN +100 OK +100 MIN +100 OK +60000 MIN +100 OK MIN"),
                        "MIN,OK OK,OK MIN,OK OK,OK MIN,OK OK,OK MIN,OK");
    assert_string_equal(play(&conf, &s, "MIN +60000"), "MIN,OK MIN,MIN*"); /* or it simply stays */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_ten_sequences),
                                       cmocka_unit_test(the_race),
                                       cmocka_unit_test(deadband_and_delays),
                                       cmocka_unit_test(two_limits),
                                       cmocka_unit_test(again),
                                       cmocka_unit_test(count_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
