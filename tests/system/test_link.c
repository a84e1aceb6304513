/* SPDX-License-Identifier: MIT */
/* The broker connection against a real mosquitto: what arrives, what is said when it does not, and
 * that nothing here ever makes the loop wait. Run with --hold URL TOPIC it is the client that dies
 * for the test of the Will. */
#include "tests/system/link_end.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static void test_receives_what_is_published(void **state)
{
    struct broker *b = *state;
    struct end e;
    int64_t before = now_ms();
    open_up(&e, b->url, "one");
    assert_string_equal(e.why, "");
    publish(&e, "plant/press/state", "RUN", false);
    until(&e, has_message);
    assert_string_equal(e.messages[0], "plant/press/state=RUN");
    assert_true(e.arrival_boot_ms > 0 && e.arrival_wall_ms > INT64_C(1500000000000));
    struct link_stats n;
    link_stats(e.link, &n);
    assert_int_equal(n.received, 1);
    assert_int_equal(n.dropped, 0);
    assert_int_equal(n.connects, 1);
    assert_int_equal(n.failures, 0);
    assert_int_equal(n.queue_max, 32768);
    assert_true(n.heartbeat_boot_ms > 0 && before > 0);
    end_link(&e);
}

/* The kernel must not hold back an answer until the one before is confirmed. */
static void test_small_messages_leave_at_once(void **state)
{
    struct broker *b = *state;
    struct end e;
    int connections = 0;
    open_up(&e, b->url, "one");
    for (int fd = 3; fd < 256; fd++) {
        struct sockaddr_in peer = {.sin_family = 0};
        socklen_t length = sizeof peer, size = sizeof(int);
        int nodelay = 0;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) != 0 || peer.sin_family != AF_INET ||
            ntohs(peer.sin_port) != b->port)
            continue;
        assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &nodelay, &size), 0);
        assert_true(nodelay);
        connections++;
    }
    assert_int_equal(connections, 1);
    end_link(&e);
}

static void test_stored_messages_are_marked(void **state)
{
    struct broker *b = *state;
    struct end one, two;
    open_up(&one, b->url, "one");
    publish(&one, "kept", "old", true);
    until(&one, has_message);
    assert_string_equal(one.messages[0], "kept=old"); /* live to who was there */
    open_up(&two, b->url, "two");
    until(&two, has_message);
    assert_string_equal(two.messages[0], "kept=old!");
    publish(&one, "kept", "new", true);
    two.message_count = 0;
    until(&two, has_message);
    assert_string_equal(two.messages[0], "kept=new");
    publish(&one, "kept", "", true); /* nothing left behind for the next test */
    end_link(&two);
    end_link(&one);
}

static void test_status_is_retained_and_ends_offline(void **state)
{
    struct broker *b = *state;
    struct end watcher, e;
    struct link_conf conf = conf_for(b->url, "station");
    conf.filter_count = 0;
    conf.status_topic = "s/status";
    conf.status_online = "online";
    conf.status_offline = "offline";
    open_with(&e, &conf);
    until(&e, is_up);
    open_up(&watcher, b->url, "watcher");
    until(&watcher, has_message);
    assert_string_equal(watcher.messages[0], "s/status=online!");
    end_link(&e);
    watcher.message_count = 0;
    until(&watcher, has_message);
    assert_string_equal(watcher.messages[0], "s/status=offline");
    end_link(&watcher);
}

/* In a process of its own: connect with a Will and wait for the end. */
static void hold(const char *url, const char *topic)
{
    struct end e;
    struct link_conf conf = conf_for(url, "doomed");
    conf.filter_count = 0;
    conf.status_topic = topic;
    conf.status_online = "here";
    conf.status_offline = "gone";
    open_with(&e, &conf);
    for (;;)
        pump(&e);
}

static bool is_here(const struct end *e)
{
    return e->message_count > 0 &&
           strncmp(e->messages[e->message_count - 1], "w/doomed=here", 13) == 0;
}
static bool is_gone(const struct end *e)
{
    return e->message_count > 0 && strcmp(e->messages[e->message_count - 1], "w/doomed=gone") == 0;
}

static void test_the_will_speaks_for_the_dead(void **state)
{
    struct broker *b = *state;
    struct end watcher;
    open_up(&watcher, b->url, "watcher");
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/proc/self/exe", "test_link", "--hold", b->url, "w/doomed", (char *)NULL);
        _exit(127);
    }
    assert_true(pid > 0);
    until(&watcher, is_here);
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
    until(&watcher, is_gone);
    end_link(&watcher);
}

static void test_comes_back_after_the_broker_died(void **state)
{
    struct broker *b = *state;
    struct end e;
    open_up(&e, b->url, "one");
    broker_kill(b);
    until(&e, is_down);
    assert_string_equal(e.first_why, "connection lost");
    assert_int_equal(link_publish(e.link, "t", "x", 1, 1, false, 1), -1);
    assert_int_equal(broker_resume(b), 0);
    until(&e, is_up_again);
    publish(&e, "t", "again", false);
    until(&e, has_message);
    assert_string_equal(e.messages[0], "t=again");
    struct link_stats n;
    link_stats(e.link, &n);
    assert_int_equal(n.connects, 2);
    assert_true(n.failures >= 1);
    end_link(&e);
}

static void test_comes_back_after_the_broker_was_stopped(void **state)
{
    struct broker *b = *state;
    struct end e;
    open_up(&e, b->url, "one");
    broker_stop(b);
    until(&e, is_down);
    assert_string_equal(e.first_why, "connection lost");
    assert_int_equal(broker_resume(b), 0);
    until(&e, is_up_again);
    end_link(&e);
}

static void expect_words(const char *url, const char *user, const char *password, const char *words)
{
    struct end e;
    struct link_conf conf = conf_for(url, "one");
    conf.user = user;
    conf.password = password;
    open_with(&e, &conf);
    until(&e, is_down);
    assert_string_equal(e.why, words);
    assert_int_equal(e.ups, 0);
    end_link(&e);
}

static void test_refusals_are_said_in_words(void **state)
{
    (void)state;
    char url[64], words[96];
    int port = broker_free_port();
    (void)text_format(url, sizeof url, "mqtt://127.0.0.1:%d", port);
    (void)text_format(words, sizeof words, "connection refused by 127.0.0.1:%d", port);
    expect_words(url, NULL, NULL, words);
}

static void test_a_wrong_password_is_said(void **state)
{
    (void)state;
    struct broker b;
    struct end e;
    assert_int_equal(broker_start_with_password(&b, "press3", "right"), 0);
    expect_words(b.url, "press3", "wrong", "not authorised");
    expect_words(b.url, NULL, NULL, "not authorised");
    struct link_conf conf = conf_for(b.url, "one");
    conf.user = "press3";
    conf.password = "right";
    open_with(&e, &conf);
    until(&e, is_up);
    end_link(&e);
    broker_done(&b);
}

static void test_bad_addresses_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *url, *words;
    } cases[] = {
        {"", "broker address '': write mqtt://host:port"},
        {"127.0.0.1:1883", "broker address '127.0.0.1:1883': write mqtt://host:port"},
        {"http://h:1", "broker address 'http://h:1': write mqtt://host:port"},
        {"mqtt://", "broker address 'mqtt://': write mqtt://host:port"},
        {"mqtt://h:0", "broker address 'mqtt://h:0': write mqtt://host:port"},
        {"mqtt://h:65536", "broker address 'mqtt://h:65536': write mqtt://host:port"},
        {"mqtt://h:12x", "broker address 'mqtt://h:12x': write mqtt://host:port"},
        {"mqtt://h/path", "broker address 'mqtt://h/path': write mqtt://host:port"},
        {"mqtt://[::1", "broker address 'mqtt://[::1': ']' is missing"},
        {"mqtt://u:p@h", "broker address: user and password have keys of their own"},
        {"mqtt://h\033[2J", "broker address 'mqtt://h?[2J': write mqtt://host:port"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cause why;
        struct link_conf conf = conf_for(cases[i].url, "x");
        assert_null(link_open(&conf, wake, NULL, &why));
        assert_string_equal(why.text, cases[i].words);
    }
}

static void falls_back(struct broker *b, enum proxy_manner manner)
{
    struct end e;
    struct proxy *p = proxy_open(b->port, manner);
    assert_non_null(p);
    open_up(&e, proxy_url(p), "old");
    assert_in_range(proxy_refused(p), 1, 3); /* a slow machine may try twice in vain */
    publish(&e, "old/t", "3.1.1", false);
    until(&e, has_message);
    assert_string_equal(e.messages[0], "old/t=3.1.1");
    assert_int_equal(e.downs, 0);
    end_link(&e);
    proxy_close(p);
}

static void test_falls_back_to_3_1_1(void **state)
{
    falls_back(*state, PROXY_REFUSES);
    falls_back(*state, PROXY_REFUSES_AS_V5);
    falls_back(*state, PROXY_HANGS_UP);
}

static void test_remembers_the_version_that_worked(void **state)
{
    struct broker *b = *state;
    struct end e;
    struct proxy *p = proxy_open(b->port, PROXY_REFUSES);
    assert_non_null(p);
    open_up(&e, proxy_url(p), "old");
    broker_kill(b);
    until(&e, is_down);
    assert_int_equal(broker_resume(b), 0);
    until(&e, is_up_again);
    assert_int_equal(proxy_refused(p), 1);
    assert_true(proxy_passed(p) >= 2);
    end_link(&e);
    proxy_close(p);
}

static bool all_arrived(const struct end *e)
{
    return e->message_count + (size_t)e->dropped == 400;
}

static bool no_more_unsent(const struct end *e)
{
    return e->sent + e->failed == 400;
}

/* A loop that does not drain: what finds no room is counted and named, what did is in order. */
static void test_overrun_names_the_topic(void **state)
{
    struct broker *b = *state;
    struct end slow, fast;
    struct link_conf conf = conf_for(b->url, "slow");
    conf.queue_messages = 50;
    open_with(&slow, &conf);
    until(&slow, is_up);
    open_up(&fast, b->url, "fast");
    for (int i = 0; i < 400; i++)
        while (link_publish(fast.link, "flood", "x", 1, 1, false, (uint64_t)i) != 0)
            pump(&fast);
    until(&fast, no_more_unsent);
    struct link_stats n;
    int64_t end = now_ms() + DEADLINE_MS;
    do {
        (void)poll(NULL, 0, 5);
        link_stats(slow.link, &n);
    } while (n.received < 400 && now_ms() < end);
    assert_int_equal(n.received, 400);
    assert_int_equal(n.dropped, 350);
    assert_int_equal(n.queue, 50);
    assert_int_equal(n.queue_peak, 50);
    until(&slow, all_arrived);
    assert_int_equal(slow.message_count, 50);
    assert_string_equal(slow.overrun, "flood");
    assert_int_equal(slow.dropped, 350);
    end_link(&fast);
    end_link(&slow);
}

static bool has_overrun(const struct end *e)
{
    return e->dropped > 0;
}

static void test_a_huge_message_is_an_overrun_of_its_topic(void **state)
{
    struct broker *b = *state;
    struct end e;
    open_up(&e, b->url, "one");
    pid_t pid = fork();
    if (pid == 0) {
        char script[256];
        (void)snprintf(script, sizeof script,
                       "head -c 300000 /dev/zero | tr '\\0' x | "
                       "mosquitto_pub -p %d -t big -s -q 1 && mosquitto_pub -p %d -t small -m ok",
                       b->port, b->port);
        (void)execl("/bin/sh", "sh", "-c", script, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    (void)waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    until(&e, has_message);
    assert_true(has_overrun(&e));
    assert_string_equal(e.overrun, "big");
    assert_int_equal(e.dropped, 1);
    assert_string_equal(e.messages[0], "small=ok");
    end_link(&e);
}

static bool all_sent(const struct end *e)
{
    return e->sent == 200;
}

/* The window keeps below the broker's limit: paho would otherwise pause a second at a time. */
static void test_200_messages_are_all_sent_in_order(void **state)
{
    struct broker *b = *state;
    struct end e;
    int refused = 0;
    open_up(&e, b->url, "one");
    for (uint64_t tag = 1; tag <= 200; tag++)
        while (link_publish(e.link, "t", "x", 1, 1, false, tag) != 0) {
            refused++;
            pump(&e);
        }
    until(&e, all_sent);
    assert_true(refused > 0); /* it pushed back */
    assert_true(e.sent_in_order);
    assert_int_equal(e.failed, 0);
    end_link(&e);
}

static bool all_qos0_came(const struct end *e)
{
    return e->message_count == 1000;
}

/* QoS 0 has no answer, but its room is finite too, and whoever was turned away is woken. */
static void test_qos0_waits_for_room_and_loses_nothing(void **state)
{
    struct broker *b = *state;
    struct end e;
    open_up(&e, b->url, "one");
    for (int i = 0; i < 1000; i++)
        while (link_publish(e.link, "t", "x", 1, 0, false, 0) != 0)
            pump(&e);
    until(&e, all_qos0_came);
    assert_int_equal(e.sent, 0);
    end_link(&e);
}

static void test_publishes_in_flight_are_answered_when_the_link_is_lost(void **state)
{
    struct broker *b = *state;
    struct end e;
    open_up(&e, b->url, "one");
    broker_freeze(b);
    for (uint64_t tag = 1; tag <= 30; tag++)
        assert_int_equal(link_publish(e.link, "t", "x", 1, 1, false, tag), 0);
    broker_kill(b);
    until(&e, is_down);
    assert_int_equal(e.sent, 0);
    assert_int_equal(e.failed, 30);
    assert_int_equal(broker_resume(b), 0);
    until(&e, is_up_again);
    for (uint64_t tag = 31; tag <= 60; tag++)
        assert_int_equal(link_publish(e.link, "t", "y", 1, 1, false, tag), 0);
    e.sent = 0;
    while (e.sent < 30)
        pump(&e);
    assert_int_equal(e.sent, 30);
    end_link(&e);
}

static void test_close_does_not_wait_for_a_hung_broker(void **state)
{
    struct broker *b = *state;
    struct end e;
    struct link_conf conf = conf_for(b->url, "one");
    conf.status_topic = "s/status";
    conf.status_online = "online";
    conf.status_offline = "offline";
    open_with(&e, &conf);
    until(&e, is_up);
    broker_freeze(b);
    for (uint64_t tag = 1; tag <= 30; tag++)
        assert_int_equal(link_publish(e.link, "t", "x", 1, 1, false, tag), 0);
    int64_t start = now_ms();
    end_link(&e);
    assert_true(now_ms() - start < 15000); /* two seconds, on a machine with time to spare */
    broker_thaw(b);
}

static void test_close_while_connecting_to_a_hung_broker(void **state)
{
    struct broker *b = *state;
    struct end e;
    broker_freeze(b);
    struct link_conf conf = conf_for(b->url, "one");
    open_with(&e, &conf);
    for (int i = 0; i < 20; i++)
        pump(&e);
    assert_int_equal(e.state, LINK_CONNECTING);
    end_link(&e);
    broker_thaw(b);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--hold") == 0)
        hold(argv[2], argv[3]);
    const struct CMUnitTest tests[] = {
        WITH_BROKER(test_receives_what_is_published),
        WITH_BROKER(test_small_messages_leave_at_once),
        WITH_BROKER(test_stored_messages_are_marked),
        WITH_BROKER(test_status_is_retained_and_ends_offline),
        WITH_BROKER(test_the_will_speaks_for_the_dead),
        WITH_BROKER(test_comes_back_after_the_broker_died),
        WITH_BROKER(test_comes_back_after_the_broker_was_stopped),
        cmocka_unit_test(test_refusals_are_said_in_words),
        cmocka_unit_test(test_a_wrong_password_is_said),
        cmocka_unit_test(test_bad_addresses_are_refused),
        WITH_BROKER(test_falls_back_to_3_1_1),
        WITH_BROKER(test_remembers_the_version_that_worked),
        WITH_BROKER(test_overrun_names_the_topic),
        WITH_BROKER(test_a_huge_message_is_an_overrun_of_its_topic),
        WITH_BROKER(test_200_messages_are_all_sent_in_order),
        WITH_BROKER(test_qos0_waits_for_room_and_loses_nothing),
        WITH_BROKER(test_publishes_in_flight_are_answered_when_the_link_is_lost),
        WITH_BROKER(test_close_does_not_wait_for_a_hung_broker),
        WITH_BROKER(test_close_while_connecting_to_a_hung_broker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
