/* SPDX-License-Identifier: MIT */
/* The outbox's decisions: in order, one by one; and against a random world that loses, doubles,
 * delays, closes and restarts: everything arrives, nothing is called upstream that is not. */
#include "data/store/upstream/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EPOCH "0123456789abcdef0123456789abcdef"

static struct outbox o;

/* A page of at most `most` records from n on, in an epoch that began with the file: seq is n. */
static bool page(const struct outbox_do *d, int64_t most, int64_t now)
{
    int64_t to = d->n + most - 1 < d->limit ? d->n + most - 1 : d->limit;
    struct outbox_page p = {.to = to, .epoch = EPOCH, .first = d->n, .last = to};
    return outbox_paged(&o, d->stream, d->slot, &p, now);
}

static void a_record_goes(void **state)
{
    (void)state;
    enum outbox_stream stream;
    int slot;
    outbox_init(&o, 10, 10, 1);
    outbox_gate(&o, true, 0);
    assert_int_equal(outbox_next(&o, 0).act, OUTBOX_NOTHING);
    assert_true(outbox_deadline(&o) == INT64_MAX);
    outbox_grown(&o, 11);
    assert_int_equal(outbox_pending(&o), 1);
    struct outbox_do d = outbox_next(&o, 5);
    assert_int_equal(d.act, OUTBOX_READ);
    assert_int_equal(d.n, 11);
    assert_int_equal(outbox_next(&o, 5).act, OUTBOX_NOTHING); /* one reader a stream */
    assert_true(page(&d, 10, 6));
    d = outbox_next(&o, 6);
    assert_int_equal(d.act, OUTBOX_PUBLISH);
    outbox_published(&o, d.stream, d.slot, false, 6); /* the link's queue was full */
    assert_int_equal(outbox_next(&o, 7).act, OUTBOX_NOTHING);
    assert_int_equal(outbox_deadline(&o), 6 + OUTBOX_REFUSED_MS);
    d = outbox_next(&o, 6 + OUTBOX_REFUSED_MS);
    assert_int_equal(d.act, OUTBOX_PUBLISH);
    outbox_published(&o, d.stream, d.slot, true, 1006);
    assert_int_equal(outbox_pending(&o), 1); /* the broker's word is none */
    assert_false(outbox_acked(&o, EPOCH, 11, 12, 0, 1010, &stream, &slot));
    assert_false(outbox_acked(&o, "f", 11, 11, 0, 1010, &stream, &slot));
    assert_int_equal(o.foreign, 2);
    assert_true(outbox_acked(&o, EPOCH, 11, 11, 1, 1010, &stream, &slot));
    assert_int_equal(o.parked, 1);
    assert_int_equal(outbox_pending(&o), 0);
    d = outbox_next(&o, 1010);
    assert_int_equal(d.act, OUTBOX_STORE);
    assert_int_equal(d.n, 11);
    assert_int_equal(outbox_next(&o, 1010).act, OUTBOX_NOTHING);
    assert_false(outbox_acked(&o, EPOCH, 11, 11, 0, 1011, &stream, &slot)); /* twice */
}

static void it_is_sent_again_at_doubling_intervals(void **state)
{
    (void)state;
    outbox_init(&o, 0, 1, 7);
    outbox_gate(&o, true, 0);
    struct outbox_do d = outbox_next(&o, 0);
    assert_true(page(&d, 1, 0));
    int64_t now = 0, wait = OUTBOX_RESEND_MS;
    for (int i = 0; i < 9; i++) {
        d = outbox_next(&o, now);
        assert_int_equal(d.act, OUTBOX_PUBLISH);
        outbox_published(&o, d.stream, d.slot, true, now);
        int64_t due = outbox_deadline(&o) - now;
        assert_true(due >= wait && due <= wait + wait / 4);
        assert_int_equal(outbox_next(&o, now + due - 1).act, OUTBOX_NOTHING);
        now += due;
        wait = wait * 2 < OUTBOX_RESEND_MAX ? wait * 2 : OUTBOX_RESEND_MAX;
    }
    assert_int_equal(o.resent, 8);
    assert_int_equal(o.batches, 9);
}

/* A hub that was away for long comes back: nothing waits for minutes then. */
static void a_hub_that_is_back_is_not_kept_waiting(void **state)
{
    (void)state;
    enum outbox_stream stream;
    int slot;
    int64_t now = 0;
    for (int by_ack = 0; by_ack < 2; by_ack++) {
        outbox_init(&o, 0, 2, 7);
        outbox_gate(&o, true, 0);
        for (int i = 0; i < 2; i++) {
            struct outbox_do d = outbox_next(&o, 0);
            assert_true(page(&d, 1, 0));
            d = outbox_next(&o, 0);
            outbox_published(&o, d.stream, d.slot, true, 0);
        }
        for (int i = 0; i < 12; i++) {
            now = outbox_deadline(&o);
            struct outbox_do d = outbox_next(&o, now);
            outbox_published(&o, d.stream, d.slot, true, now);
        }
        now++;
        assert_true(outbox_deadline(&o) > now + 2 * OUTBOX_RESEND_MS);
        if (by_ack)
            assert_true(outbox_acked(&o, EPOCH, 1, 1, 0, now, &stream, &slot));
        else
            outbox_hurry(&o, now);
        while (outbox_next(&o, now).act == OUTBOX_STORE)
            continue;
        assert_true(outbox_deadline(&o) <= now + OUTBOX_RESEND_MS);
    }
}

/* A backlog's wait is not drawn anew each time that a hub comes and goes. */
static void a_hub_that_flaps_starves_no_backlog(void **state)
{
    (void)state;
    outbox_init(&o, 0, 5000, 3);
    outbox_gate(&o, true, 0);
    int64_t due = o.queue[OUTBOX_BACKLOG].due;
    assert_in_range(due, 1, OUTBOX_JITTER_MS);
    for (int64_t now = due / 2; now < due; now += due / 8 + 1) {
        outbox_gate(&o, false, now);
        outbox_gate(&o, true, now);
        assert_int_equal(o.queue[OUTBOX_BACKLOG].due, due);
    }
    outbox_gate(&o, false, due + 5);
    outbox_gate(&o, true, due + 100);
    assert_true(o.queue[OUTBOX_BACKLOG].due >= due + 100);
}

static enum way_state way_at(int64_t n)
{
    struct way way;
    outbox_way(&o, &way);
    return way_of(&way, n);
}

/* The next batch of a stream is read and published; its last record. */
static int64_t send_one(enum outbox_stream stream, int64_t most, int64_t now)
{
    for (;;) {
        struct outbox_do d = outbox_next(&o, now);
        assert_int_not_equal(d.act, OUTBOX_NOTHING);
        if (d.act == OUTBOX_READ)
            (void)page(&d, most, now);
        if (d.act != OUTBOX_PUBLISH)
            continue;
        outbox_published(&o, d.stream, d.slot, true, now);
        if (d.stream == stream)
            return o.queue[d.stream].slot[d.slot].to;
    }
}

static void how_far_each_record_has_come(void **state)
{
    (void)state;
    enum outbox_stream stream;
    int slot;
    outbox_init(&o, 10, 14, 1);
    assert_int_equal(way_at(10), WAY_CONFIRMED);
    assert_int_equal(way_at(11), WAY_KEPT);
    outbox_gate(&o, true, 0);
    assert_int_equal(way_at(11), WAY_KEPT);
    assert_int_equal(send_one(OUTBOX_LIVE, 2, 1), 12);
    assert_int_equal(way_at(12), WAY_SENT);
    assert_int_equal(way_at(13), WAY_KEPT);
    assert_int_equal(send_one(OUTBOX_LIVE, 2, 1), 14);
    assert_int_equal(way_at(14), WAY_SENT);
    /* the later one lands first: it is not called confirmed before all up to it is */
    assert_true(outbox_acked(&o, EPOCH, 13, 14, 0, 2, &stream, &slot));
    assert_int_equal(way_at(14), WAY_SENT);
    assert_int_equal(way_at(11), WAY_SENT);
    assert_true(outbox_acked(&o, EPOCH, 11, 12, 0, 2, &stream, &slot));
    assert_int_equal(way_at(14), WAY_CONFIRMED);
    outbox_grown(&o, 15);
    assert_int_equal(way_at(15), WAY_KEPT);
}

static void what_is_new_is_confirmed_before_the_backlog(void **state)
{
    (void)state;
    enum outbox_stream stream;
    int slot;
    outbox_init(&o, 100, 5000, 3);
    outbox_gate(&o, true, 0);
    outbox_grown(&o, 5002);
    assert_int_equal(send_one(OUTBOX_LIVE, 9, 1), 5002);
    assert_true(outbox_acked(&o, EPOCH, 5001, 5002, 0, 2, &stream, &slot));
    outbox_grown(&o, 5003);
    static const struct {
        int64_t n;
        enum way_state before, after; /* the backlog's first batch has gone */
    } row[] = {{100, WAY_CONFIRMED, WAY_CONFIRMED},
               {101, WAY_KEPT, WAY_SENT},
               {300, WAY_KEPT, WAY_SENT},
               {301, WAY_KEPT, WAY_KEPT},
               {5000, WAY_KEPT, WAY_KEPT},
               {5001, WAY_CONFIRMED, WAY_CONFIRMED},
               {5002, WAY_CONFIRMED, WAY_CONFIRMED},
               {5003, WAY_KEPT, WAY_SENT}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_int_equal(way_at(row[i].n), row[i].before);
    assert_int_equal(send_one(OUTBOX_BACKLOG, 200, OUTBOX_JITTER_MS), 300);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_int_equal(way_at(row[i].n), row[i].after);
    outbox_gate(&o, false, OUTBOX_JITTER_MS + 1);
    outbox_gate(&o, true, OUTBOX_JITTER_MS + 2); /* what was on its way goes again */
    assert_int_equal(way_at(101), WAY_KEPT);
    struct way off = {.on = false, .confirmed = 9};
    assert_int_equal(way_of(&off, 3), WAY_KEPT);
}

static void what_is_new_does_not_wait_behind_the_backlog(void **state)
{
    (void)state;
    enum outbox_stream stream;
    int slot;
    outbox_init(&o, 0, 100000, 3);
    assert_int_equal(outbox_next(&o, 0).act, OUTBOX_NOTHING); /* closed */
    outbox_gate(&o, true, 0);
    assert_int_equal(outbox_next(&o, 0).act, OUTBOX_NOTHING);
    assert_true(outbox_deadline(&o) >= 0 && outbox_deadline(&o) <= OUTBOX_JITTER_MS);
    outbox_grown(&o, 100001);
    struct outbox_do d = outbox_next(&o, 0);
    assert_int_equal(d.act, OUTBOX_READ);
    assert_int_equal(d.n, 100001);
    assert_true(page(&d, 100, 0));
    d = outbox_next(&o, 0);
    assert_int_equal(d.act, OUTBOX_PUBLISH);
    outbox_published(&o, d.stream, d.slot, true, 0);
    assert_true(outbox_acked(&o, EPOCH, 100001, 100001, 0, 1, &stream, &slot));
    assert_int_equal(outbox_pending(&o), 100000);
    assert_int_equal(outbox_next(&o, 1).act, OUTBOX_NOTHING); /* nothing to write down yet */
    /* The backlog, all slots of it, and no more. */
    int64_t now = OUTBOX_JITTER_MS;
    int published = 0;
    for (d = outbox_next(&o, now); d.act != OUTBOX_NOTHING; d = outbox_next(&o, now)) {
        if (d.act == OUTBOX_READ)
            assert_true(page(&d, 150, now));
        else
            outbox_published(&o, d.stream, d.slot, true, now), published++;
    }
    assert_int_equal(published, OUTBOX_SLOTS);
    /* The second is answered first: it counts when the first is, too. */
    assert_true(outbox_acked(&o, EPOCH, 151, 300, 0, now, &stream, &slot));
    assert_int_equal(outbox_pending(&o), 100000);
    assert_true(outbox_acked(&o, EPOCH, 1, 150, 0, now, &stream, &slot));
    assert_int_equal(outbox_pending(&o), 100000 - 300);
    assert_int_equal(outbox_next(&o, now).act, OUTBOX_STORE);
}

static void what_is_gone_is_passed_over(void **state)
{
    (void)state;
    outbox_init(&o, 0, 20, 3);
    outbox_gate(&o, true, 0);
    struct outbox_do d = outbox_next(&o, 0);
    struct outbox_page none = {.to = 0};
    assert_false(outbox_paged(&o, d.stream, d.slot, &none, 0));
    assert_int_equal(outbox_pending(&o), 0);
    d = outbox_next(&o, 0);
    assert_int_equal(d.act, OUTBOX_STORE);
    assert_int_equal(d.n, 20);
    /* A disk that cannot be read is tried again. */
    outbox_grown(&o, 21);
    d = outbox_next(&o, 0);
    outbox_unread(&o, d.stream, d.slot, 0);
    assert_int_equal(outbox_next(&o, 0).act, OUTBOX_NOTHING);
    assert_int_equal(outbox_deadline(&o), OUTBOX_REFUSED_MS);
    assert_int_equal(outbox_next(&o, OUTBOX_REFUSED_MS).act, OUTBOX_READ);
}

static void a_page_from_before_an_outage_is_not_wanted(void **state)
{
    (void)state;
    outbox_init(&o, 0, 5, 3);
    outbox_gate(&o, true, 0);
    struct outbox_do d = outbox_next(&o, 0);
    outbox_gate(&o, false, 1);
    assert_int_equal(outbox_next(&o, 1).act, OUTBOX_NOTHING);
    outbox_gate(&o, true, 2);
    assert_int_equal(outbox_next(&o, 2).act, OUTBOX_NOTHING);
    assert_false(page(&d, 5, 3));
    d = outbox_next(&o, 3);
    assert_int_equal(d.act, OUTBOX_READ);
    assert_int_equal(d.n, 1);
    assert_true(page(&d, 5, 3));
}

/* ---- a random world -------------------------------------------------------------------------- */

#define LOG    4000
#define WIRE   64
#define EPOCHS 7

static struct {
    int64_t first, last;
    int64_t due;
    bool ack;
} wire[WIRE];
static bool at_hub[LOG + 1];
static struct outbox_do asked[OUTBOX_STREAMS];
static bool is_asked[OUTBOX_STREAMS];
static int64_t page_due[OUTBOX_STREAMS];
static unsigned seed;

static int64_t dice(int64_t n)
{
    seed = seed * 1103515245U + 12345U;
    return (int64_t)(seed >> 8) % n;
}

/* Record n belongs to epoch n / 600 and has seq n % 600 + 1; those of epoch 3 are gone. */
static bool is_gone(int64_t n)
{
    return n / 600 == 3;
}

static void epoch_of(int64_t n, char out[RECORD_EPOCH_SIZE])
{
    snprintf(out, RECORD_EPOCH_SIZE, "%032llx", (unsigned long long)(n / 600));
}

static void put_wire(int64_t first, int64_t last, bool ack, int64_t due)
{
    for (int i = 0; i < WIRE; i++) {
        if (wire[i].due != 0)
            continue;
        wire[i].first = first;
        wire[i].last = last;
        wire[i].ack = ack;
        wire[i].due = due;
        return;
    }
}

static void answer_page(enum outbox_stream stream, int64_t now)
{
    struct outbox_do *d = &asked[stream];
    int64_t from = d->n;
    is_asked[stream] = false;
    if (dice(20) == 0) {
        outbox_unread(&o, stream, d->slot, now);
        return;
    }
    while (from <= d->limit && is_gone(from))
        from++;
    char epoch[RECORD_EPOCH_SIZE];
    struct outbox_page p = {.to = 0};
    if (from <= d->limit) {
        int64_t to = from + dice(120);
        while (to > d->limit || to / 600 != from / 600)
            to--;
        epoch_of(from, epoch);
        p = (struct outbox_page){
            .to = to, .epoch = epoch, .first = from % 600 + 1, .last = to % 600 + 1};
    }
    (void)outbox_paged(&o, stream, d->slot, &p, now);
}

static void deliver(int i, int64_t now)
{
    enum outbox_stream stream;
    int slot;
    char epoch[RECORD_EPOCH_SIZE];
    int64_t first = wire[i].first, last = wire[i].last;
    wire[i].due = 0;
    if (wire[i].ack) {
        epoch_of(first, epoch);
        (void)outbox_acked(&o, epoch, first % 600 + 1, last % 600 + 1, 0, now, &stream, &slot);
        return;
    }
    for (int64_t n = first; n <= last; n++)
        at_hub[n] = true; /* committed */
    for (int64_t copies = dice(10) == 0 ? 2 : dice(8) == 0 ? 0 : 1; copies > 0; copies--)
        put_wire(first, last, true, now + 1 + dice(300));
}

static int64_t in_flight(void)
{
    int64_t count = 0;
    for (int k = 0; k < OUTBOX_STREAMS * OUTBOX_SLOTS; k++)
        count += o.queue[k / OUTBOX_SLOTS].slot[k % OUTBOX_SLOTS].state == SLOT_SENT;
    return count;
}

static void check_what_is_called_upstream(int64_t acked)
{
    for (int64_t n = 1; n <= acked; n++)
        assert_true(at_hub[n] || is_gone(n));
}

static void act(int64_t now, int64_t *stored)
{
    for (struct outbox_do d = outbox_next(&o, now); d.act != OUTBOX_NOTHING;
         d = outbox_next(&o, now)) {
        struct outbox_slot *s = &o.queue[d.stream].slot[d.slot];
        if (d.act == OUTBOX_STORE) {
            check_what_is_called_upstream(d.n);
            assert_true(d.n > *stored);
            *stored = d.n;
        } else if (d.act == OUTBOX_READ) {
            assert_false(is_asked[d.stream]);
            asked[d.stream] = d;
            is_asked[d.stream] = true;
            page_due[d.stream] = now + dice(40);
        } else {
            bool taken = dice(15) != 0;
            int64_t from = s->from;
            while (is_gone(from))
                from++;
            if (taken && dice(6) != 0)
                put_wire(from, s->to, false, now + 1 + dice(500));
            outbox_published(&o, d.stream, d.slot, taken, now);
        }
        assert_true(in_flight() <= 10);
    }
}

static void a_random_world(void **state)
{
    (void)state;
    for (unsigned run = 1; run <= 60; run++) {
        seed = run * 7919U;
        memset(wire, 0, sizeof wire);
        memset(at_hub, 0, sizeof at_hub);
        memset(is_asked, 0, sizeof is_asked);
        int64_t head = dice(2000), stored = 0, now = 1;
        outbox_init(&o, 0, head, run);
        for (int64_t turn = 0; outbox_pending(&o) > 0 || head < LOG; turn++) {
            if (turn > 400000)
                fail_msg("run %u: %lld still pending", run, (long long)outbox_pending(&o));
            now += 1 + dice(30);
            if (turn > 3000 && !o.open) /* the world calms down in the end */
                outbox_gate(&o, true, now);
            else if (turn <= 3000 && dice(150) == 0)
                outbox_gate(&o, !o.open, now);
            if (turn <= 3000 && dice(700) == 0) { /* andond was killed */
                memset(is_asked, 0, sizeof is_asked);
                outbox_init(&o, stored, head, run + (unsigned)turn);
            }
            if (head < LOG && dice(3) == 0)
                outbox_grown(&o, head += 1 + dice(LOG - head < 20 ? LOG - head : 20));
            for (int i = 0; i < WIRE; i++)
                if (wire[i].due != 0 && wire[i].due <= now)
                    deliver(i, now);
            for (int k = 0; k < OUTBOX_STREAMS; k++)
                if (is_asked[k] && page_due[k] <= now)
                    answer_page((enum outbox_stream)k, now);
            act(now, &stored);
        }
        act(now, &stored);
        assert_int_equal(stored, LOG);
        check_what_is_called_upstream(LOG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_far_each_record_has_come),
        cmocka_unit_test(what_is_new_is_confirmed_before_the_backlog),
        cmocka_unit_test(a_record_goes),
        cmocka_unit_test(it_is_sent_again_at_doubling_intervals),
        cmocka_unit_test(a_hub_that_is_back_is_not_kept_waiting),
        cmocka_unit_test(a_hub_that_flaps_starves_no_backlog),
        cmocka_unit_test(what_is_new_does_not_wait_behind_the_backlog),
        cmocka_unit_test(what_is_gone_is_passed_over),
        cmocka_unit_test(a_page_from_before_an_outage_is_not_wanted),
        cmocka_unit_test(a_random_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
