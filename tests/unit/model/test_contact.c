/* SPDX-License-Identifier: MIT */
/* Contacts: tables of edges with bouncing against what they are to mean. A script is "^T" closed at
 * T, "_T" open at T, ".T" time passes up to T; what is told is "NEWS@T". */
#include "data/model/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[] = {
    [CONTACT_CLOSED] = "closed", [CONTACT_OPENED] = "open",   [CONTACT_PRESSED] = "press",
    [CONTACT_LONG] = "long",     [CONTACT_DOUBLE] = "double", [CONTACT_STUCK] = "stuck",
    [CONTACT_FREED] = "freed",   [CONTACT_TOO_FAST] = "fast",
};

/* debounce, hold, double, stuck, gap, button */
static const struct contact_conf plain = {20, 0, 0, 0, 0, true};
static const struct contact_conf raw = {0, 0, 0, 0, 0, true};
static const struct contact_conf rich = {20, 1000, 400, 5000, 0, true};
static const struct contact_conf longer = {20, 1000, 0, 5000, 0, true};
static const struct contact_conf twice = {20, 0, 400, 0, 0, true};
static const struct contact_conf sticky = {20, 0, 0, 5000, 0, true};
static const struct contact_conf level = {20, 0, 0, 5000, 0, false};
static const struct contact_conf parts = {5, 0, 0, 0, 50, false};

static const struct row {
    const char *what;
    const struct contact_conf *conf;
    const char *script, *told;
} rows[] = {
    {"a clean press", &plain, "^100 _300 .400", "closed@120 press@120 open@320"},
    {"bouncing on both edges is one press", &plain,
     "^100 _102 ^103 _109 ^110 _400 ^401 _405 ^406 _408 .500", "closed@130 press@130 open@428"},
    {"a spike is nothing", &plain, "^100 _110 .500", ""},
    {"a dip is nothing", &plain, "^100 .200 _300 ^310 .900", "closed@120 press@120"},
    {"an edge on the last moment of the wait is still bouncing", &plain, "^100 _120 .500", ""},
    {"the same level again is no edge", &plain, "^100 ^110 .200", "closed@120 press@120"},
    {"edges that come late are taken by their own times", &plain, "^100 _300 ^500 _700 .9000",
     "closed@120 press@120 open@320 closed@520 press@520 open@720"},
    {"without debouncing each edge counts", &raw, "^100 _101 ^102 .103",
     "closed@100 press@100 open@101 closed@102 press@102"},
    {"short where long is known: when it is let go", &longer, "^100 _300 .2000",
     "closed@120 open@320 press@320"},
    {"long: once, at its time, and nothing when it is let go", &longer,
     "^100 .1000 .1200 _2000 .3000", "closed@120 long@1120 open@2020"},
    {"long and held on is stuck", &longer, "^100 .9000 _9500 .9600",
     "closed@120 long@1120 stuck@5120 open@9520 freed@9520"},
    {"double", &twice, "^100 _200 ^400 _500 .2000",
     "closed@120 open@220 closed@420 double@420 open@520"},
    {"one alone where double is known: when its time is over", &twice, "^100 _200 .2000",
     "closed@120 open@220 press@620"},
    {"two that are too far apart are two", &twice, "^100 _200 ^700 _800 .2000",
     "closed@120 open@220 press@620 closed@720 open@820 press@1220"},
    {"three are a double one and a single one", &twice, "^100 _200 ^300 _400 ^500 _600 .2000",
     "closed@120 open@220 closed@320 double@320 open@420 closed@520 open@620 press@1020"},
    {"all of them known: long", &rich, "^100 .1500 _1600 .3000", "closed@120 long@1120 open@1620"},
    {"all of them known: double", &rich, "^100 _200 ^300 _400 .3000",
     "closed@120 open@220 closed@320 double@320 open@420"},
    {"stuck: told once, and fires no more until it is open", &sticky, "^100 .99000 _99100 .99200",
     "closed@120 press@120 stuck@5120 open@99120 freed@99120"},
    {"held at the start: no press", &plain, "+ _300 .400", "open@320"},
    {"held at the start, let go, pressed", &plain, "+ _300 ^500 .600",
     "open@320 closed@520 press@520"},
    {"held at the start for good: stuck, no press", &sticky, "+ .9000", "stuck@5000"},
    {"held at the start with long known: no long one", &longer, "+ .3000 _3100 .4000", "open@3120"},
    {"what is no button is never stuck", &level, "^100 .99000", "closed@120"},
    {"parts", &parts, "^100 _120 ^200 _220 .300", "closed@105 open@125 closed@205 open@225"},
    {"parts nearer than can be are not believed", &parts, "^100 _110 ^130 _140 ^170 _180 .300",
     "closed@105 open@115 fast@135 open@145 closed@175 open@185"},
};

static size_t say(char *out, size_t size, const struct contact_told *told)
{
    size_t length = 0;
    for (int i = 0; i < told->count; i++)
        length += (size_t)snprintf(out + length, size - length, "%s@%lld ",
                                   names[told->item[i].news], (long long)told->item[i].at);
    return length;
}

/* Step by step, or with `every` millisecond as a tick between: time at any rate tells the same. */
static void play(const struct row *row, bool every, char *out, size_t size)
{
    struct contact c;
    size_t length = 0;
    int64_t now = 0;
    contact_begin(&c, row->script[0] == '+', 0);
    out[0] = '\0';
    for (const char *s = row->script; *s; s += strcspn(s, " "), s += *s == ' ') {
        if (*s == '+')
            continue;
        int64_t at = strtoll(s + 1, NULL, 10);
        struct contact_told told = {.count = 0};
        for (; every && now < at - 1; now++) {
            told.count = 0;
            contact_tick(&c, row->conf, now, &told);
            length += say(out + length, size - length, &told);
        }
        told.count = 0;
        if (*s == '.')
            contact_tick(&c, row->conf, at, &told);
        else
            contact_level(&c, row->conf, *s == '^', at, &told);
        length += say(out + length, size - length, &told);
        now = at;
    }
    if (length > 0)
        out[length - 1] = '\0';
}

static void each_script_tells_what_it_means(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int every = 0; every < 2; every++) {
            char out[1024];
            play(&rows[i], every == 1, out, sizeof out);
            if (strcmp(out, rows[i].told) != 0)
                fail_msg("%s%s: wanted\n%s\ngot\n%s", rows[i].what, every ? " (each ms)" : "",
                         rows[i].told, out);
        }
    }
}

static void bounces_are_counted(void **state)
{
    (void)state;
    struct contact c;
    struct contact_told told = {.count = 0};
    contact_begin(&c, false, 0);
    contact_level(&c, &plain, true, 10, &told);
    contact_level(&c, &plain, false, 12, &told);
    contact_level(&c, &plain, true, 14, &told);
    contact_tick(&c, &plain, 100, &told);
    assert_int_equal(c.bounces, 1);
    assert_true(c.closed);
    assert_int_equal(contact_deadline(&c, &plain), INT64_MAX);
}

/* However it bounces: presses and lettings go alternate, none is nearer than the debounce, and the
 * level that counts ends up as the raw one. */
static void random_bouncing_keeps_the_rules(void **state)
{
    (void)state;
    unsigned long long seed = 20261122;
    for (int round = 0; round < 200; round++) {
        struct contact c;
        bool down = false;
        int64_t at = 0, last = -1000;
        contact_begin(&c, false, 0);
        for (int k = 0; k < 200; k++) {
            struct contact_told told = {.count = 0};
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            at += (int64_t)(seed >> 33) % (round % 2 ? 8 : 60);
            contact_level(&c, &plain, (seed >> 62 & 1) != 0, at, &told);
            for (int i = 0; i < told.count; i++) {
                if (told.item[i].news == CONTACT_PRESSED)
                    continue;
                assert_int_equal(told.item[i].news, down ? CONTACT_OPENED : CONTACT_CLOSED);
                down = !down;
                assert_true(told.item[i].at - last >= plain.debounce_ms);
                last = told.item[i].at;
            }
        }
        struct contact_told told = {.count = 0};
        contact_tick(&c, &plain, at + 1000, &told);
        assert_true(c.closed == c.raw);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_script_tells_what_it_means),
        cmocka_unit_test(bounces_are_counted),
        cmocka_unit_test(random_bouncing_keeps_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
