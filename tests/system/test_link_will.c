/* SPDX-License-Identifier: MIT */
/* A Will that is made anew for each connect: what the broker says for the dead is of that connect,
 * what is said at a leave comes before it, and both come when the link is to connect anew. */
#include "tests/system/link_end.h"

#include <stdatomic.h>

struct maker {
    _Atomic int connects, leaves;
};

static size_t make(void *ctx, enum link_will_for what, char *out, size_t size)
{
    struct maker *m = ctx;
    if (what == LINK_WILL_CONNECT)
        (void)text_format(out, size, "broker %d", atomic_fetch_add(&m->connects, 1) + 1);
    else
        (void)text_format(out, size, "leave %d", atomic_fetch_add(&m->leaves, 1) + 1);
    return strlen(out);
}

static size_t wanted;
static bool has_all(const struct end *e)
{
    return e->message_count == wanted;
}

static void test_each_connect_has_its_own_will(void **state)
{
    (void)state;
    struct broker b;
    struct maker m = {0};
    assert_int_equal(broker_start(&b, NULL), 0);
    struct link_conf conf = conf_for(b.url, "ear");
    struct end ear, mouth;
    open_with(&ear, &conf);
    until(&ear, is_up);
    conf = conf_for(b.url, "mouth");
    conf.filters = NULL;
    conf.filter_count = 0;
    conf.status_topic = "status";
    conf.status_online = "online";
    conf.status_offline = "offline";
    conf.will = (struct link_will){.topic = "death", .make = make, .ctx = &m};
    open_with(&mouth, &conf);
    until(&mouth, is_up);
    assert_int_equal(link_publish(mouth.link, "said", "before", 6, 0, false, 0), 0);
    link_reconnect(mouth.link);
    until(&mouth, is_up_again);
    wanted = 3;
    until(&ear, has_all);
    assert_string_equal(ear.messages[0], "said=before");
    assert_string_equal(ear.messages[1], "death=leave 1");
    assert_string_equal(ear.messages[2], "death=broker 1");
    end_link(&mouth);
    wanted = 5;
    until(&ear, has_all);
    assert_string_equal(ear.messages[3], "death=leave 2");
    assert_string_equal(ear.messages[4], "death=broker 2");
    assert_int_equal(atomic_load(&m.connects), 2);
    end_link(&ear);
    /* not retained: who comes later hears nothing of it, and neither of the status */
    conf = conf_for(b.url, "late");
    open_with(&ear, &conf);
    until(&ear, is_up);
    assert_int_equal(link_publish(ear.link, "own", "x", 1, 1, false, 0), 0);
    until(&ear, has_message);
    assert_string_equal(ear.messages[0], "own=x");
    end_link(&ear);
    broker_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_connect_has_its_own_will)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
