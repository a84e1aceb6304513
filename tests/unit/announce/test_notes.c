/* SPDX-License-Identifier: MIT */
/* The book of notes: what a desktop is ordered to show, in which order, how often; and that
 * whatever happens, in the end it shows what is open. */
#include "console/announce/notes.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static struct notes book;
static struct announce_list list;
static struct note_order order;
static int64_t now;

static int clean(void **state)
{
    (void)state;
    now = 1000000;
    list.count = 0;
    list.flood = 0;
    notes_init(&book, now);
    return 0;
}

static struct announcement *put(const char *id, enum announce_urgency urgency)
{
    struct announcement *a = &list.item[list.count++];
    *a = (struct announcement){.kind = ANNOUNCE_ALERT, .urgency = urgency, .act = ACT_ACK};
    (void)text_copy(a->id, sizeof a->id, id);
    (void)text_format(a->title, sizeof a->title, "title of %s", id);
    return a;
}

static void take(void)
{
    notes_take(&book, 0, &list, false);
}

/* The next order is this one, and the desktop carries it out. */
static uint32_t shows(const char *title)
{
    if (!notes_next(&book, now, &order) || order.what != NOTE_SHOW ||
        strcmp(order.title, title) != 0)
        fail_msg("wanted %s, got %d %s", title, (int)order.what, order.title);
    assert_false(notes_next(&book, now, &order)); /* one at a time */
    notes_done(&book, true);
    return order.serial;
}

static void closes(uint32_t serial)
{
    struct note_order o;
    assert_true(notes_next(&book, now, &o));
    assert_int_equal(o.what, NOTE_CLOSE);
    assert_int_equal(o.serial, serial);
    notes_done(&book, true);
}

static void none_is_shown(void)
{
    for (int i = 0; i < NOTES_MAX; i++)
        assert_false(book.note[i].serial != 0 && book.note[i].state == NOTE_SHOWN);
}

static void idle(void)
{
    if (notes_next(&book, now, &order))
        fail_msg("not idle: %d %s", (int)order.what, order.title);
    assert_true(notes_due(&book, now) > now);
}

static void test_life(void **state)
{
    (void)state;
    struct announcement *a = put("A1", URGENCY_NORMAL);
    take();
    assert_true(notes_due(&book, now) <= now);
    uint32_t serial = shows("title of A1");
    assert_true(order.loud);
    idle();
    (void)text_copy(a->title, sizeof a->title, "changed");
    take();
    idle(); /* not yet: it was shown just now */
    assert_int_equal(notes_due(&book, now), now + NOTES_UPDATE_MS);
    now += NOTES_UPDATE_MS;
    assert_int_equal(shows("changed"), serial);
    assert_false(order.loud);
    a->act = ACT_NONE;
    take();
    assert_int_equal(shows("changed"), serial); /* at once */
    a->step = 1;
    take();
    assert_int_equal(shows("changed"), serial);
    assert_true(order.loud);
    list.count = 0;
    take();
    closes(serial);
    idle();
    none_is_shown();
    assert_null(notes_find(&book, serial));
}

/* A change that comes while the desktop is being told is not in what it shows: it is told after. */
static void test_changed_on_the_way(void **state)
{
    (void)state;
    struct announcement *a = put("A1", URGENCY_NORMAL);
    take();
    assert_true(notes_next(&book, now, &order));
    assert_string_equal(order.title, "title of A1");
    (void)text_copy(a->title, sizeof a->title, "changed");
    take();
    notes_done(&book, true);
    idle(); /* it was shown just now */
    assert_int_equal(notes_due(&book, now), now + NOTES_UPDATE_MS);
    now += NOTES_UPDATE_MS;
    assert_int_equal(shows("changed"), order.serial);
    assert_false(order.loud);
    idle();
}

/* So with what has become more pressing: it is noticed, not only shown. */
static void test_grown_on_the_way(void **state)
{
    (void)state;
    struct announcement *a = put("A1", URGENCY_NORMAL);
    take();
    assert_true(notes_next(&book, now, &order));
    a->step = 1;
    take();
    notes_done(&book, true);
    assert_int_equal(shows("title of A1"), order.serial);
    assert_true(order.loud);
    idle();
}

static void test_closed_by_the_person(void **state)
{
    (void)state;
    struct announcement *a = put("A1", URGENCY_NORMAL);
    take();
    uint32_t serial = shows("title of A1");
    notes_closed(&book, serial);
    (void)text_copy(a->title, sizeof a->title, "changed");
    take();
    now += NOTES_UPDATE_MS;
    idle(); /* put away is put away … */
    a->step++;
    take();
    (void)shows("changed"); /* … until it escalates */
    notes_closed(&book, serial);
    list.count = 0;
    take();
    idle(); /* nothing to close */
    assert_null(notes_find(&book, serial));
}

static void test_few_at_a_time(void **state)
{
    (void)state;
    char id[8];
    for (int i = 0; i < 8; i++) {
        (void)text_format(id, sizeof id, "A%d", i);
        (void)put(id, URGENCY_NORMAL);
    }
    (void)put("A9", URGENCY_CRITICAL);
    (void)put("A10", URGENCY_CRITICAL);
    take();
    (void)shows("title of A9"); /* the pressing ones first */
    (void)shows("title of A10");
    (void)shows("title of A0");
    (void)put("A11", URGENCY_CRITICAL);
    take();
    uint32_t summary = shows("7 more to look at");
    assert_string_equal(order.body, "title of A1\ntitle of A2\ntitle of A3");
    idle();
    assert_int_equal(notes_due(&book, now), now + NOTES_REFILL_MS);
    now += NOTES_REFILL_MS;
    (void)shows("title of A11"); /* a critical one waits, it is never only a number */
    list.count = 4;
    take();
    for (int i = 0; i < 3; i++) { /* A9, A10, A11 are over */
        assert_true(notes_next(&book, now, &order));
        assert_int_equal(order.what, NOTE_CLOSE);
        notes_done(&book, true);
    }
    closes(summary); /* three are few: each gets its turn */
    idle();
    for (int i = 1; i < 4; i++) {
        char title[24];
        now += NOTES_REFILL_MS;
        (void)text_format(title, sizeof title, "title of A%d", i);
        (void)shows(title);
        idle();
    }
}

/* One more than at once is no reason for a number. */
static void test_a_few_wait(void **state)
{
    (void)state;
    static const char *const ids[] = {"A0", "A1", "A2", "A3", "A4", "A5"};
    for (int i = 0; i < 6; i++)
        (void)put(ids[i], URGENCY_NORMAL);
    take();
    for (int i = 0; i < 3; i++)
        (void)shows(list.item[i].title);
    idle();
    assert_int_equal(notes_due(&book, now), now + NOTES_REFILL_MS);
    now += 3 * NOTES_REFILL_MS;
    for (int i = 3; i < 6; i++)
        (void)shows(list.item[i].title);
    idle();
    assert_int_equal(book.summed, 0);
}

static void test_flood(void **state)
{
    (void)state;
    list.flood = 25;
    take();
    uint32_t summary = shows("25 more to look at");
    notes_closed(&book, summary);
    idle();
    list.flood = 26;
    take();
    idle();
    now += NOTES_REFILL_MS;
    assert_int_equal(shows("26 more to look at"), summary); /* put away, and there are others */
    list.flood = 0;
    take();
    closes(summary);
}

static void test_failures(void **state)
{
    (void)state;
    (void)put("A1", URGENCY_CRITICAL);
    (void)put("A2", URGENCY_NORMAL);
    take();
    for (int i = 1; i < 20; i++) {
        assert_true(notes_next(&book, now, &order));
        assert_string_equal(order.title, "title of A1");
        notes_done(&book, false);
        if (i == 1)
            (void)shows("title of A2"); /* it does not stand in the way of others */
        assert_false(notes_next(&book, now, &order));
        int64_t due = notes_due(&book, now);
        assert_true(due > now && due <= now + 12 * NOTES_FAILED_MS);
        now = due;
    }
    (void)shows("title of A1");
    idle();
}

static void test_lost(void **state)
{
    (void)state;
    (void)put("A1", URGENCY_NORMAL);
    (void)put("A2", URGENCY_NORMAL);
    take();
    (void)shows("title of A1");
    notes_closed(&book, shows("title of A2"));
    (void)put("A3", URGENCY_NORMAL);
    take();
    assert_true(notes_next(&book, now, &order)); /* on its way when the desktop dies */
    notes_lost(&book);
    now += 2 * NOTES_REFILL_MS;
    (void)shows("title of A1");
    (void)shows("title of A3");
    idle(); /* A2 was put away */
    notes_lost(&book);
    list.count = 0;
    take();
    idle();
    none_is_shown();
}

/* It is over while the order to show it is on its way: closed right after. */
static void test_over_on_the_way(void **state)
{
    (void)state;
    (void)put("A1", URGENCY_NORMAL);
    take();
    assert_true(notes_next(&book, now, &order));
    uint32_t serial = order.serial;
    list.count = 0;
    take();
    notes_done(&book, true);
    closes(serial);
    idle();
}

static void test_quiet(void **state)
{
    (void)state;
    (void)put("A2", URGENCY_CRITICAL);
    (void)put("A1", URGENCY_NORMAL);
    notes_take(&book, 0, &list, true);
    (void)shows("title of A2");
    idle();
    take();
    (void)shows("title of A1"); /* quiet hours are over, and it is still open */
}

static void test_news(void **state)
{
    (void)state;
    struct announcement *a = put("O5", URGENCY_LOW);
    a->passing = true;
    a->kind = ANNOUNCE_ORDER;
    take();
    (void)shows("title of O5");
    assert_true(order.passing);
    take();
    idle();
    a->step++;
    take();
    (void)shows("title of O5");
    list.count = 0;
    take();
    idle(); /* the desktop lets it run out */
    notes_say(&book, 0, "Not taken\x1b", "why\n");
    (void)shows("Not taken?");
    idle();
}

static void test_reached(void **state)
{
    (void)state;
    struct announcement *a = put("C7", URGENCY_NORMAL);
    a->kind = ANNOUNCE_CALL;
    a->act = ACT_TAKE;
    take();
    assert_null(notes_reached(&book, 0));
    (void)shows("title of C7");
    assert_null(notes_reached(&book, 1));
    assert_string_equal(notes_reached(&book, 0)->what.id, "C7");
    assert_null(notes_reached(&book, 0)); /* once */
    a->step = 4;
    take();
    assert_null(notes_reached(&book, 0));
    (void)shows("title of C7");
    assert_non_null(notes_reached(&book, 0)); /* for the next step of the ladder again */
}

static void test_sources(void **state)
{
    (void)state;
    (void)put("A1", URGENCY_NORMAL);
    notes_take(&book, 0, &list, false);
    notes_take(&book, 1, &list, false);
    notes_take(&book, NOTES_SOURCES, &list, false); /* no such station */
    notes_take(&book, 2, NULL, false);
    uint32_t first = shows("title of A1"), second = shows("title of A1");
    assert_true(first != second);
    idle();
    list.count = 0;
    notes_take(&book, 1, &list, false);
    closes(second);
    idle();
}

static void test_full(void **state)
{
    (void)state;
    char id[8];
    for (int source = 0; source < 4; source++) {
        list.count = 0;
        for (int i = 0; i < ANNOUNCE_MAX; i++) {
            (void)text_format(id, sizeof id, "A%d", i);
            (void)put(id, URGENCY_NORMAL);
        }
        notes_take(&book, source, &list, false);
    }
    assert_int_equal(book.overflow, 4 * ANNOUNCE_MAX - NOTES_MAX);
}

/* Random life of a few objects, of a desktop that fails, dies and forgets: at rest what is open and
 * was not put away is shown or counted, and nothing else is. */
static void test_random(void **state)
{
    uint32_t seed = 7;
    for (int round = 0; round < 300; round++) {
        (void)clean(state);
        for (int i = 0; i < 60; i++) {
            seed = seed * 1664525U + 1013904223U;
            list.count = 0;
            for (int k = 0; k < 9; k++) {
                char id[4] = {'A', (char)('0' + k), '\0'};
                if ((seed >> (k + 8) & 1) != 0)
                    put(id, (enum announce_urgency)(k % 3))->step = i / 20;
            }
            take();
            if (notes_next(&book, now, &order) && seed % 5 != 0)
                notes_done(&book, seed % 3 != 0);
            if (seed % 11 == 0)
                notes_lost(&book);
            now += seed % 4000;
        }
        notes_done(&book, true);
        for (int i = 0; i < 200; i++, now += 1000)
            if (notes_next(&book, now, &order))
                notes_done(&book, true);
        int there = 0;
        for (int i = 0; i < NOTES_MAX; i++) {
            const struct note *one = &book.note[i];
            if (one->serial == 0)
                continue;
            assert_true(one->there);
            assert_true(one->state == NOTE_SHOWN || one->state == NOTE_SUMMED);
            there++;
        }
        assert_int_equal(there, list.count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_life, clean),
        cmocka_unit_test_setup(test_changed_on_the_way, clean),
        cmocka_unit_test_setup(test_grown_on_the_way, clean),
        cmocka_unit_test_setup(test_closed_by_the_person, clean),
        cmocka_unit_test_setup(test_few_at_a_time, clean),
        cmocka_unit_test_setup(test_a_few_wait, clean),
        cmocka_unit_test_setup(test_flood, clean),
        cmocka_unit_test_setup(test_failures, clean),
        cmocka_unit_test_setup(test_lost, clean),
        cmocka_unit_test_setup(test_over_on_the_way, clean),
        cmocka_unit_test_setup(test_quiet, clean),
        cmocka_unit_test_setup(test_news, clean),
        cmocka_unit_test_setup(test_reached, clean),
        cmocka_unit_test_setup(test_sources, clean),
        cmocka_unit_test_setup(test_full, clean),
        cmocka_unit_test_setup(test_random, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
