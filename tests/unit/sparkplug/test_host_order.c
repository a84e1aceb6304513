/* SPDX-License-Identifier: MIT */
/* One seq over a node's messages: gaps that close and gaps that do not, repetitions, limits, and
 * random orders against a model. */
#include "tests/unit/sparkplug/heard.h"

#define NB "spBv1.0/G/NBIRTH/N"
#define ND "spBv1.0/G/NDATA/N"

static struct heard h;

static void open_with(int64_t reorder_ms, bool observer)
{
    heard_open(&h,
               &(struct spb_host_conf){.reorder_ms = reorder_ms, .observer = observer, .seed = 3});
}

static void born_before(uint8_t next)
{
    born(&h, NB, (uint8_t)(next - 1U), 1, 0);
    heard_forget(&h);
}

/* NDATA whose value is its seq. */
static void say(uint8_t seq)
{
    says(&h, ND, seq, 0, seq);
}

static void values_are(const char *wanted)
{
    char heard[1024] = "";
    for (const char *at = strstr(h.text, " count "); at; at = strstr(at + 1, " count ")) {
        size_t used = strlen(heard), length = strcspn(at + 7, " \n");
        (void)snprintf(heard + used, sizeof heard - used, "%s%.*s", used ? " " : "", (int)length,
                       at + 7);
    }
    assert_string_equal(heard, wanted);
}

static const struct spb_host_stats *stats(void)
{
    return spb_host_stats(h.host);
}

static void a_gap_that_closes(void **state)
{
    (void)state;
    open_with(2000, false);
    born_before(1);
    say(1);
    say(2);
    say(4);
    (void)heard_wait(&h, 1900);
    say(3);
    values_are("1 2 3 4");
    assert_int_equal(heard_wait(&h, 60000), 0);
    assert_null(strstr(h.text, "unverified"));
    assert_null(strstr(h.text, "lost"));
    assert_true(stats()->gaps == 1 && stats()->expired == 0);
    spb_host_free(&h.host);
}

static void a_gap_that_stays(void **state)
{
    (void)state;
    open_with(2000, false);
    born_before(1);
    say(1);
    say(3);
    values_are("1");
    assert_int_equal(heard_wait(&h, 1999), 0);
    values_are("1");
    assert_int_equal(heard_wait(&h, 2001), 1); /* with jitter */
    heard_is(&h, "item N count 1 @1000\nlost N @3000\nitem N count 3 @1000 unverified\n");
    say(4);
    heard_is(&h, "item N count 4 @5000 unverified\n");
    born(&h, NB, 0, 1, 9);
    heard_forget(&h);
    say(1);
    heard_is(&h, "item N count 1 @5000\n");
    assert_int_equal(heard_wait(&h, 60000), 0);
    spb_host_free(&h.host);
}

static void it_wraps(void **state)
{
    (void)state;
    open_with(2000, false);
    born_before(254);
    say(254);
    say(255);
    say(0);
    say(1);
    values_are("254 255 0 1");
    say(3);
    say(2);
    values_are("254 255 0 1 2 3");
    assert_int_equal(stats()->expired, 0);
    spb_host_free(&h.host);
}

static void no_timeout_no_waiting(void **state)
{
    (void)state;
    open_with(0, false);
    born_before(1);
    say(2);
    heard_is(&h, "lost N @1000\nitem N count 2 @1000 unverified\n");
    assert_int_equal(heard_wait(&h, 3000), 1);
    spb_host_free(&h.host);
}

static void two_gaps(void **state)
{
    (void)state;
    open_with(2000, false);
    born_before(1);
    say(2);
    h.now += 1500;
    say(4);
    say(1);
    values_are("1 2");
    (void)heard_wait(&h, 1900); /* the second gap has its own time */
    say(3);
    values_are("1 2 3 4");
    assert_int_equal(stats()->expired, 0);
    spb_host_free(&h.host);
}

static void who_may_not_ask_goes_on(void **state)
{
    (void)state;
    open_with(2000, true);
    born_before(1);
    say(2);
    say(5);
    assert_int_equal(heard_wait(&h, 3000), 0);
    heard_is(&h, "lost N @3000\nitem N count 2 @1000\nitem N count 5 @1000\n");
    say(4); /* too late */
    say(6);
    heard_is(&h, "item N count 6 @4000\n");
    assert_true(stats()->late == 1 && stats()->expired == 1);
    spb_host_free(&h.host);
}

static void repetitions(void **state)
{
    (void)state;
    open_with(2000, false);
    born_before(1);
    for (int i = 0; i < 3; i++)
        say(1);
    say(2);
    say(1);
    say(4);
    say(4);
    say(3);
    values_are("1 2 3 4");
    assert_int_equal(stats()->repeated, 4);
    assert_int_equal(heard_wait(&h, 60000), 0);
    spb_host_free(&h.host);
}

static void a_birth_ends_waiting(void **state)
{
    (void)state;
    open_with(2000, false);
    born_before(1);
    say(2);
    say(3);
    born(&h, NB, 200, 1, 7);
    say(201);
    values_are("7 201");
    assert_int_equal(stats()->dropped, 2);
    assert_int_equal(heard_wait(&h, 60000), 0);
    say(203);
    died(&h, "spBv1.0/G/NDEATH/N", 1);
    values_are("7 201");
    assert_int_equal(heard_wait(&h, 60000), 0);
    spb_host_free(&h.host);
}

static void without_seq(void **state)
{
    (void)state;
    open_with(2000, false);
    struct spb_metric metric = number("count", 0, 5);
    struct spb_payload p = {.metric = &metric, .metrics = 1};
    heard_payload(&h, NB, &p);
    heard_payload(&h, ND, &p);
    p.has_seq = true;
    p.seq = 256;
    heard_payload(&h, ND, &p);
    assert_int_equal(stats()->no_seq, 2);
    say(77); /* whatever it is: it is the first */
    say(78);
    values_are("5 5 5 77 78");
    assert_int_equal(stats()->gaps, 0);
    spb_host_free(&h.host);
}

static void what_waits_is_bounded(void **state)
{
    (void)state;
    heard_open(&h, &(struct spb_host_conf){.reorder_ms = 2000, .held_max = 2000, .observer = true});
    born_before(1);
    for (unsigned s = 2; s < 40; s++)
        say((uint8_t)s);
    assert_true(stats()->expired >= 1);
    assert_non_null(strstr(h.text, "lost"));
    assert_non_null(strstr(h.text, "count 39"));
    spb_host_free(&h.host);
}

/* ---- any order within the timeout is the right one ---- */

static uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Messages of windows of up to 20 shuffled, some of them twice: all are heard once, in order. */
static void any_order(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252;
    open_with(2000, false);
    born_before(1);
    int64_t next = 1;
    for (int round = 0; round < 300; round++) {
        int64_t window[20];
        size_t size = 1 + random_next(&seed) % 20;
        for (size_t i = 0; i < size; i++)
            window[i] = next + (int64_t)i;
        for (size_t i = size - 1; i > 0; i--) {
            size_t k = random_next(&seed) % (i + 1);
            int64_t other = window[i];
            window[i] = window[k];
            window[k] = other;
        }
        for (size_t i = 0; i < size; i++) {
            says(&h, ND, (uint8_t)(window[i] & 255), 0, window[i]);
            if (random_next(&seed) % 4 == 0)
                says(&h, ND, (uint8_t)(window[i] & 255), 0, window[i]);
            assert_int_equal(heard_wait(&h, (int64_t)(random_next(&seed) % 50)), 0);
        }
        char wanted[4096] = "";
        size_t used = 0;
        for (size_t i = 0; i < size; i++)
            used += (size_t)snprintf(wanted + used, sizeof wanted - used, "%s%lld", i ? " " : "",
                                     (long long)(next + (int64_t)i));
        values_are(wanted);
        assert_null(strstr(h.text, "unverified"));
        heard_forget(&h);
        next += (int64_t)size;
    }
    assert_true(stats()->expired == 0 && stats()->asked == 0);
    spb_host_free(&h.host);
}

/* A counter through births, gaps, repetitions, deaths: what is vouched for never goes back within a
 * session, whatever comes when. */
static void any_trouble(void **state)
{
    (void)state;
    uint64_t seed = 42;
    for (int run = 0; run < 60; run++) {
        open_with(run % 3 == 0 ? 0 : 500, run % 5 == 4);
        int64_t count = 0;
        uint8_t seq = 0;
        for (int i = 0; i < 300; i++) {
            count += (int64_t)(random_next(&seed) % 3);
            uint64_t what = random_next(&seed) % 40;
            if (what == 0 || i == 0) {
                born(&h, NB, 0, run, count);
                seq = 1;
            } else if (what == 1) {
                died(&h, "spBv1.0/G/NDEATH/N", run - (int64_t)(random_next(&seed) % 2));
            } else if (what < 4) {
                seq++; /* it is lost */
            } else {
                says(&h, ND, seq, 0, count);
                if (what < 8)
                    says(&h, ND, seq, 0, count);
                seq++;
            }
            (void)heard_wait(&h, (int64_t)(random_next(&seed) % 200));
            if (h.used > sizeof h.text / 2)
                break;
        }
        long long last = -1;
        for (const char *line = h.text; *line; line += strcspn(line, "\n") + 1) {
            if (strncmp(line, "item N count ", 13) != 0 ||
                line[strcspn(line, "\n") - 1] == 'd') /* unverified */
                continue;
            long long value = strtoll(line + 13, NULL, 10);
            if (value < last)
                fail_msg("run %d: %lld after %lld", run, value, last);
            last = value;
        }
        spb_host_free(&h.host);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gap_that_closes), cmocka_unit_test(a_gap_that_stays),
        cmocka_unit_test(it_wraps),          cmocka_unit_test(no_timeout_no_waiting),
        cmocka_unit_test(two_gaps),          cmocka_unit_test(who_may_not_ask_goes_on),
        cmocka_unit_test(repetitions),       cmocka_unit_test(a_birth_ends_waiting),
        cmocka_unit_test(without_seq),       cmocka_unit_test(what_waits_is_bounded),
        cmocka_unit_test(any_order),         cmocka_unit_test(any_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
