/* SPDX-License-Identifier: MIT */
/* The inbound queue: order, limits, what is dropped and where that is said, and no wake too many.
 */
#include "data/link/queue.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char transcript[16384];
static int wakes;

static void wake(void *ctx)
{
    (*(int *)ctx)++;
}

/* Events as text: "m a=1", "s up", "k 7 ok", "o a 3", "o - 2". */
static void write_down(void *ctx, const struct link_event *e)
{
    size_t used = strlen(transcript);
    char *at = transcript + used;
    size_t size = sizeof transcript - used;
    (void)ctx;
    switch (e->kind) {
    case LINK_EVENT_MESSAGE:
        (void)text_format(at, size, "m %s=%.*s%s%s;", e->topic, (int)e->length, e->payload,
                          e->stored ? "!" : "", e->duplicate ? "+" : "");
        break;
    case LINK_EVENT_STATE:
        (void)text_format(at, size, "s %s%s%s;", word_name(&words_link_state, (int)e->state),
                          e->why[0] ? " " : "", e->why);
        break;
    case LINK_EVENT_SENT:
        (void)text_format(at, size, "k %d %s;", (int)e->tag, e->ok ? "ok" : "failed");
        break;
    case LINK_EVENT_OVERRUN:
        (void)text_format(at, size, "o %s %d;", e->topic ? e->topic : "-", (int)e->dropped);
        break;
    }
}

static void put(struct queue *q, const char *topic, const char *payload)
{
    queue_message(q, &(struct queue_message){.topic = topic,
                                             .topic_length = strlen(topic),
                                             .payload = payload,
                                             .length = strlen(payload)});
}

static const char *drained(struct queue *q)
{
    transcript[0] = '\0';
    (void)queue_drain(q, SIZE_MAX, write_down, NULL);
    return transcript;
}

static struct queue *fresh(size_t messages, size_t bytes)
{
    wakes = 0;
    struct queue *q = queue_new(messages, bytes, wake, &wakes);
    assert_non_null(q);
    return q;
}

static void test_order_is_kept(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    queue_state(q, LINK_UP, "");
    put(q, "a", "1");
    queue_sent(q, 7, true);
    put(q, "b", "");
    queue_sent(q, 8, false);
    queue_state(q, LINK_DOWN, "connection lost");
    put(q, "a", "2");
    assert_string_equal(drained(q),
                        "s up;m a=1;k 7 ok;m b=;k 8 failed;s down connection lost;m a=2;");
    assert_string_equal(drained(q), "");
    queue_free(q);
}

/* A bit at a time is the same as all at once, whatever comes in between. */
static void test_drained_in_parts_the_order_is_kept(void **state)
{
    (void)state;
    static const size_t limits[] = {1, 2, 3, 5, 100};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct queue *q = fresh(6, 0);
        transcript[0] = '\0';
        for (int n = 0; n < 8; n++)
            put(q, n % 2 ? "b" : "a", "1"); /* two too many */
        queue_state(q, LINK_DOWN, "lost");
        assert_int_equal(wakes, 1);
        bool first = true;
        while (queue_drain(q, limits[i], write_down, NULL) == limits[i]) {
            if (first)
                put(q, "late", "2"); /* still full: dropped, and said at its place */
            first = false;
        }
        queue_sent(q, 9, true);
        (void)queue_drain(q, SIZE_MAX, write_down, NULL);
        static const char begin[] = "m a=1;m b=1;m a=1;m b=1;m a=1;m b=1;s down lost;o ";
        assert_memory_equal(transcript, begin, sizeof begin - 1);
        assert_non_null(strstr(transcript, "o a 1;"));
        assert_non_null(strstr(transcript, "k 9 ok;"));
        struct queue_counts n;
        queue_count(q, &n);
        assert_int_equal(n.queue, 0);
        queue_free(q);
    }
}

/* What is left is the loop's to come back for; what is new rings. Nothing left behind leaks. */
static void test_a_part_left_rings_for_new_ones_only(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    for (int n = 0; n < 1000; n++)
        put(q, "topic/of/some/length", "{\"value\":123.5,\"ts\":1700000000000}");
    transcript[0] = '\0';
    assert_int_equal(queue_drain(q, 1, write_down, NULL), 1);
    assert_int_equal(wakes, 1);
    queue_state(q, LINK_UP, "");
    assert_int_equal(wakes, 2);
    queue_free(q);
}

static void test_flags_and_stamps_come_through(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    queue_message(q, &(struct queue_message){.topic = "t",
                                             .topic_length = 1,
                                             .payload = "x\0y",
                                             .length = 3,
                                             .stored = true,
                                             .duplicate = true});
    assert_string_equal(drained(q), "m t=x!+;");
    queue_free(q);
}

static void test_wakes_once_until_drained(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    put(q, "a", "1");
    put(q, "a", "2");
    queue_state(q, LINK_UP, "");
    assert_int_equal(wakes, 1);
    (void)drained(q);
    assert_int_equal(wakes, 1);
    put(q, "a", "3");
    assert_int_equal(wakes, 2);
    (void)drained(q);
    queue_nudge(q);
    assert_int_equal(wakes, 3);
    queue_mute(q);
    (void)drained(q);
    put(q, "a", "4");
    assert_int_equal(wakes, 3);
    queue_free(q);
}

static bool put_at(struct queue *q, int64_t boot_ms)
{
    return queue_message(
        q, &(struct queue_message){
               .topic = "t", .topic_length = 1, .payload = "x", .length = 1, .boot_ms = boot_ms});
}

/* However fast the loop drains, it is woken four times a millisecond at most, and told the rest by
 * the tick. */
static void test_a_flood_wakes_in_handfuls(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    for (int i = 1; i <= 4; i++) {
        assert_false(put_at(q, 100));
        assert_int_equal(wakes, i);
        (void)drained(q);
    }
    assert_true(put_at(q, 100)); /* the tick is asked for once */
    assert_false(put_at(q, 100));
    assert_int_equal(wakes, 4);
    assert_true(queue_tick(q));
    assert_int_equal(wakes, 5);
    assert_string_equal(drained(q), "m t=x;m t=x;");
    assert_false(put_at(q, 101)); /* a new millisecond */
    assert_int_equal(wakes, 6);
    (void)drained(q);
    int ticks = 0;
    while (queue_tick(q))
        ticks++;
    assert_int_equal(wakes, 6); /* nothing was owed, and the ticking ends */
    assert_true(ticks < 100);
    queue_free(q);
}

static void test_overrun_is_said_where_it_happened(void **state)
{
    (void)state;
    struct queue *q = fresh(4, 0);
    for (int i = 0; i < 4; i++)
        put(q, "a", "x");
    put(q, "b", "x");
    put(q, "c", "x");
    put(q, "b", "x");
    queue_sent(q, 1, true);
    assert_string_equal(drained(q), "m a=x;m a=x;m a=x;m a=x;k 1 ok;o c 1;o b 2;");
    put(q, "b", "y");
    assert_string_equal(drained(q), "m b=y;");
    struct queue_counts n;
    queue_count(q, &n);
    assert_int_equal(n.received, 8);
    assert_int_equal(n.dropped, 3);
    assert_int_equal(n.queue, 0);
    assert_int_equal(n.queue_peak, 4);
    assert_int_equal(n.queue_max, 4);
    queue_free(q);
}

static void test_bytes_are_a_limit_too(void **state)
{
    (void)state;
    char big[1000];
    memset(big, 'x', sizeof big);
    big[sizeof big - 1] = '\0';
    struct queue *q = fresh(0, 3500);
    for (int i = 0; i < 5; i++)
        put(q, "a", big);
    put(q, "b", "small, yet behind a gap");
    (void)drained(q);
    assert_non_null(strstr(transcript, "o b 1;o a 2;"));
    struct queue_counts n;
    queue_count(q, &n);
    assert_int_equal(n.queue_peak, 3);
    queue_free(q);
}

static void test_a_message_too_long_is_an_overrun(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    char *big = calloc(1, LINK_PAYLOAD_MAX + 1);
    assert_non_null(big);
    struct queue_message m = {.topic = "big", .topic_length = 3, .payload = big};
    put(q, "a", "1");
    m.length = LINK_PAYLOAD_MAX + 1;
    queue_message(q, &m);
    put(q, "a", "2");
    assert_string_equal(drained(q), "m a=1;o big 1;m a=2;");
    m.length = LINK_PAYLOAD_MAX;
    queue_message(q, &m);
    assert_string_equal(drained(q), "m big=;");
    free(big);
    queue_free(q);
}

/* MQTT forbids NUL in a topic; one that comes anyhow must not pass as the topic before it. */
static void test_topic_with_nul_is_dropped(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    queue_message(q, &(struct queue_message){.topic = "a\0b", .topic_length = 3});
    assert_string_equal(drained(q), "o - 1;");
    queue_free(q);
}

static void test_many_topics_become_several(void **state)
{
    (void)state;
    char topic[2000];
    struct queue *q = fresh(1, 0);
    put(q, "a", "1");
    for (int i = 0; i < 70; i++) {
        (void)text_format(topic, sizeof topic, "t%d", i);
        put(q, topic, "x");
    }
    memset(topic, 'l', sizeof topic - 1);
    topic[sizeof topic - 1] = '\0';
    put(q, topic, "x");
    (void)drained(q);
    assert_non_null(strstr(transcript, "o t0 1;"));
    assert_non_null(strstr(transcript, "o t63 1;"));
    assert_null(strstr(transcript, "o t64 1;"));
    assert_non_null(strstr(transcript, "o - 7;"));
    queue_free(q);
}

static void test_a_flood_of_states_ends_with_the_latest(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    for (int i = 0; i < 1000; i++)
        queue_state(q, i % 2 ? LINK_UP : LINK_DOWN, "why");
    queue_state(q, LINK_DOWN, "the last");
    size_t events = queue_drain(q, SIZE_MAX, write_down, NULL);
    assert_int_equal(events, 33);
    assert_string_equal(transcript + strlen(transcript) - strlen(";s down the last;"),
                        ";s down the last;");
    queue_free(q);
}

/* A sink that lets more messages come in while it works: they wait for the next drain. */
static void refill(void *ctx, const struct link_event *e)
{
    (void)e;
    put(ctx, "later", "1");
}

static void test_room_counts_what_is_being_handed_over(void **state)
{
    (void)state;
    struct queue *q = fresh(4, 0);
    for (int i = 0; i < 4; i++)
        put(q, "a", "x");
    assert_int_equal(queue_drain(q, SIZE_MAX, refill, q), 4);
    assert_string_equal(drained(q), "o later 4;");
    put(q, "later", "2");
    assert_string_equal(drained(q), "m later=2;");
    queue_free(q);
}

static void test_messages_of_all_sizes(void **state)
{
    (void)state;
    static char text[100000];
    memset(text, 'y', sizeof text);
    struct queue *q = fresh(0, 0);
    for (size_t round = 0; round < 3; round++) {
        for (size_t n = 0; n < sizeof text; n = n * 2 + 1)
            queue_message(q, &(struct queue_message){
                                 .topic = "t", .topic_length = 1, .payload = text, .length = n});
        transcript[0] = '\0';
        assert_int_equal(queue_drain(q, SIZE_MAX, refill, q), 17);
        assert_int_equal(queue_drain(q, SIZE_MAX, write_down, NULL), 17);
    }
    struct queue_counts n;
    queue_count(q, &n);
    assert_int_equal(n.dropped, 0);
    queue_free(q);
}

static void count(void *ctx, const struct link_event *e)
{
    *(size_t *)ctx += e->length;
}

/* Chunks go round: back from the loop, into use again. */
static void test_many_rounds_of_several_chunks(void **state)
{
    (void)state;
    struct queue *q = fresh(0, 0);
    for (size_t round = 1; round <= 20; round++) {
        size_t bytes = 0;
        for (size_t i = 0; i < round * 400; i++)
            put(q, "topic/of/some/length", "{\"value\":123.5,\"ts\":1700000000000}");
        assert_int_equal(queue_drain(q, SIZE_MAX, count, &bytes), round * 400);
        assert_int_equal(bytes, round * 400 * 34);
    }
    queue_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_is_kept),
        cmocka_unit_test(test_drained_in_parts_the_order_is_kept),
        cmocka_unit_test(test_a_part_left_rings_for_new_ones_only),
        cmocka_unit_test(test_flags_and_stamps_come_through),
        cmocka_unit_test(test_wakes_once_until_drained),
        cmocka_unit_test(test_a_flood_wakes_in_handfuls),
        cmocka_unit_test(test_overrun_is_said_where_it_happened),
        cmocka_unit_test(test_bytes_are_a_limit_too),
        cmocka_unit_test(test_a_message_too_long_is_an_overrun),
        cmocka_unit_test(test_topic_with_nul_is_dropped),
        cmocka_unit_test(test_many_topics_become_several),
        cmocka_unit_test(test_a_flood_of_states_ends_with_the_latest),
        cmocka_unit_test(test_room_counts_what_is_being_handed_over),
        cmocka_unit_test(test_messages_of_all_sizes),
        cmocka_unit_test(test_many_rounds_of_several_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
