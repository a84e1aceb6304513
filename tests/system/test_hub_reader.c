/* SPDX-License-Identifier: MIT */
/* The hub's waiting room: batches come out read, in the order in which they came; what is none
 * comes out as that; and it has an end. */
#include "data/hub/reader.h"
#include "data/store/hash.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

#define STATION     "acme/monterrey/stamping/line1/press3"
#define DEADLINE_MS 60000

static int bell;
static char text[BATCH_MAX + 1];

static void ring(void *ctx)
{
    uint64_t one = 1;
    (void)ctx;
    if (write(bell, &one, sizeof one) != (ssize_t)sizeof one)
        return; /* it rings already */
}

static size_t make_batch(int64_t seq, const char *body)
{
    struct batch_writer b;
    unsigned char bytes[HASH_BYTES];
    struct record r = {.epoch = "0123456789abcdef0123456789abcdef",
                       .seq = seq,
                       .kind = REC_STOP,
                       .rev = 1,
                       .wall_ms = 1000,
                       .boot_ms = 1000,
                       .boot_id = "boot",
                       .actor = "anna",
                       .id = "N1",
                       .config = "0123456789abcdef",
                       .body = body,
                       .body_length = strlen(body)};
    assert_int_equal(hash_record(hash_genesis, &r, bytes, r.hash), 0);
    batch_begin(&b, text, sizeof text, &r, hash_genesis, NULL);
    assert_true(batch_add(&b, &r));
    return batch_end(&b);
}

static struct reader *open_reader(void)
{
    struct cause why = {{0}};
    bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct reader *reader = reader_new(ring, NULL, &why);
    assert_non_null(reader);
    return reader;
}

static struct read *wait_for(struct reader *reader)
{
    struct read *r = reader_take(reader);
    for (int waited = 0; !r && waited < DEADLINE_MS; waited += 5) {
        struct pollfd p = {.fd = bell, .events = POLLIN};
        uint64_t count;
        if (poll(&p, 1, 5) == 1)
            assert_int_equal(read(bell, &count, sizeof count), sizeof count);
        r = reader_take(reader);
    }
    assert_non_null(r);
    return r;
}

static void add(struct reader *reader, int64_t seq)
{
    size_t length = make_batch(seq, "{\"text\":\"a \\\"note\\\"\"}");
    assert_true(reader_add(reader, STATION, text, length, 1000 + seq));
}

static void test_come_out_in_order_and_whole(void **state)
{
    (void)state;
    struct reader *reader = open_reader();
    assert_null(reader_take(reader));
    assert_false(reader_has(reader));
    for (int64_t seq = 1; seq <= 200; seq++)
        add(reader, seq);
    for (int64_t seq = 1; seq <= 200; seq++) {
        struct read *r = wait_for(reader);
        assert_false(r->bad);
        assert_string_equal(r->item.station, STATION);
        assert_int_equal(r->item.wall_ms, 1000 + seq);
        assert_int_equal(r->item.batch.count, 1);
        assert_int_equal(r->item.batch.record[0].seq, seq);
        assert_string_equal(r->item.batch.record[0].body, "{\"text\":\"a \\\"note\\\"\"}");
        assert_null(r->item.parked[0]);
        reader_give_back(reader, r);
    }
    assert_null(reader_take(reader));
    assert_int_equal(reader_waiting(reader), 0);
    reader_free(reader);
    (void)close(bell);
}

static void test_what_is_no_batch_comes_out_as_that(void **state)
{
    (void)state;
    struct reader *reader = open_reader();
    assert_true(reader_add(reader, STATION, "rubbish", 7, 5));
    add(reader, 1);
    struct read *bad = wait_for(reader), *good = wait_for(reader);
    assert_true(bad->bad);
    assert_string_equal(bad->item.station, STATION);
    assert_int_equal(bad->item.wall_ms, 5);
    assert_int_equal(bad->length, 7);
    assert_memory_equal(bad->payload, "rubbish", 7);
    assert_non_null(strstr(bad->why.text, "not JSON"));
    assert_false(good->bad);
    reader_give_back(reader, good);
    reader_give_back(reader, bad);
    reader_free(reader);
    (void)close(bell);
}

static void test_a_changed_record_is_parked(void **state)
{
    (void)state;
    struct reader *reader = open_reader();
    size_t length = make_batch(1, "{\"text\":\"as it was\"}");
    char *word = strstr(text, "as it was");
    assert_non_null(word);
    word[0] = 'A';
    assert_true(reader_add(reader, STATION, text, length, 1));
    struct read *r = wait_for(reader);
    assert_false(r->bad);
    assert_non_null(r->item.parked[0]);
    assert_true((r->item.alarms >> HUB_BROKEN & 1) != 0);
    reader_give_back(reader, r);
    reader_free(reader);
    (void)close(bell);
}

/* Nobody takes any: so many are read ahead, the others wait, and then there is no room. */
static void test_it_has_an_end(void **state)
{
    (void)state;
    struct reader *reader = open_reader();
    static char long_one[BATCH_MAX];
    memset(long_one, 'x', sizeof long_one);
    assert_false(reader_add(reader, STATION, long_one, sizeof long_one + 1, 1));
    int taken = 0;
    while (reader_add(reader, STATION, long_one, sizeof long_one, 1))
        taken++;
    assert_in_range(taken, READER_BYTES / BATCH_MAX, READER_BYTES / BATCH_MAX + READER_AHEAD);
    for (int i = 0; i < taken; i++)
        reader_give_back(reader, wait_for(reader));
    assert_int_equal(reader_waiting(reader), 0);
    add(reader, 1);
    reader_give_back(reader, wait_for(reader));
    add(reader, 2);
    reader_free(reader); /* with one that nobody took */
    (void)close(bell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_come_out_in_order_and_whole),
        cmocka_unit_test(test_what_is_no_batch_comes_out_as_that),
        cmocka_unit_test(test_a_changed_record_is_parked),
        cmocka_unit_test(test_it_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
