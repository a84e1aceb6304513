/* SPDX-License-Identifier: MIT */
/* What a link subscribes to, against a real mosquitto: refusals in words, and other filters while
 * it runs. */
#include "tests/system/link_end.h"

static void test_a_malformed_filter_is_said(void **state)
{
    static const char *const filters[] = {"open/#", "bad/#/filter"};
    struct broker *b = *state;
    struct end e;
    struct link_conf conf = conf_for(b->url, "one");
    conf.filters = filters;
    conf.filter_count = 2;
    open_with(&e, &conf);
    until(&e, is_down);
    assert_string_equal(e.first_why, "the broker ended the connection at the subscription");
    end_link(&e);
}

/* With another filter that works the link is up, and says what is missing. */
static void test_a_refused_subscription_is_said(void **state)
{
    static const char *const filters[] = {"secret/#", "open/#"};
    struct broker *b = *state;
    struct end e;
    struct proxy *p = proxy_open(b->port, PROXY_DENIES);
    assert_non_null(p);
    struct link_conf conf = conf_for(proxy_url(p), "one");
    conf.filters = filters;
    for (conf.filter_count = 2; conf.filter_count > 0; conf.filter_count--) {
        open_with(&e, &conf);
        until(&e, conf.filter_count > 1 ? is_up : is_down);
        assert_string_equal(e.why, "subscription not authorised: secret/#");
        end_link(&e);
    }
    proxy_close(p);
}

/* ---- other filters while it runs ---- */

static bool has_two(const struct end *e)
{
    return e->message_count >= 2;
}

static const char *const few[] = {"a/x", "b/#"}, *const others[] = {"b/#", "c/+"};

static void open_few(struct end *e, const char *url)
{
    struct link_conf conf = conf_for(url, "follower");
    conf.filters = few;
    conf.filter_count = 2;
    open_with(e, &conf);
    until(e, is_up);
}

/* What is gone is not heard any more, what is new is (with what the broker kept of it), and what
 * stays is not told again. */
static void test_follows_other_filters_while_it_is_up(void **state)
{
    struct broker *b = *state;
    struct end one, e;
    open_up(&one, b->url, "one");
    publish(&one, "b/kept", "stays", true);
    publish(&one, "c/kept", "comes", true);
    until(&one, has_two);
    open_few(&e, b->url);
    until(&e, has_message);
    assert_string_equal(e.messages[0], "b/kept=stays!");
    e.message_count = 0;
    assert_int_equal(link_subscribe(e.link, others, 2), 0);
    until(&e, has_message);
    assert_string_equal(e.messages[0], "c/kept=comes!");
    e.message_count = 0;
    publish(&one, "a/x", "unheard", false);
    publish(&one, "c/new", "1", false);
    publish(&one, "b/new", "2", false);
    until(&e, has_two);
    assert_string_equal(e.messages[0], "c/new=1");
    assert_string_equal(e.messages[1], "b/new=2");
    assert_int_equal(e.ups, 1);
    assert_int_equal(e.downs, 0);
    /* the latest of several counts, and no filter at all is one, too */
    for (int i = 0; i < 20; i++)
        assert_int_equal(link_subscribe(e.link, i % 2 ? few : others, 2), 0);
    assert_int_equal(link_subscribe(e.link, NULL, 0), 0);
    assert_int_equal(link_subscribe(e.link, few, 2), 0);
    e.message_count = 0;
    while (e.message_count == 0 ||
           strcmp(e.messages[(e.message_count - 1) % KEPT], "a/x=now") != 0) {
        publish(&one, "a/x", "now", false);
        pump(&one);
        pump(&e);
    }
    end_link(&e);
    end_link(&one);
}

static void test_follows_other_filters_while_it_is_down(void **state)
{
    struct broker *b = *state;
    struct end one, e;
    open_few(&e, b->url);
    broker_stop(b);
    until(&e, is_down);
    assert_int_equal(link_subscribe(e.link, others, 2), 0);
    assert_int_equal(broker_resume(b), 0);
    until(&e, is_up_again);
    open_up(&one, b->url, "one");
    publish(&one, "a/x", "unheard", false);
    publish(&one, "c/new", "1", false);
    until(&e, has_message);
    assert_string_equal(e.messages[0], "c/new=1");
    end_link(&e);
    end_link(&one);
}

static void test_a_refused_further_filter_is_said(void **state)
{
    static const char *const first[] = {"secret/#", "open/#"}, *const then[] = {"open/#", "more/#"};
    struct broker *b = *state;
    struct end e;
    struct proxy *p = proxy_open(b->port, PROXY_DENIES);
    assert_non_null(p);
    struct link_conf conf = conf_for(proxy_url(p), "one");
    conf.filters = first;
    conf.filter_count = 2;
    open_with(&e, &conf);
    until(&e, is_up);
    assert_int_equal(link_subscribe(e.link, then, 2), 0);
    until(&e, is_up_again);
    assert_string_equal(e.why, "subscription not authorised: more/#");
    assert_int_equal(e.downs, 0);
    end_link(&e);
    proxy_close(p);
}

/* It is abandoned, and comes back with everything that is wanted by then. */
static void test_a_malformed_further_filter_is_said(void **state)
{
    static const char *const bad[] = {"b/#", "bad/#/filter"};
    struct broker *b = *state;
    struct end e;
    open_few(&e, b->url);
    assert_int_equal(link_subscribe(e.link, bad, 2), 0);
    until(&e, is_down);
    assert_int_equal(link_subscribe(e.link, others, 2), 0);
    until(&e, is_up_again);
    end_link(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BROKER(test_a_malformed_filter_is_said),
        WITH_BROKER(test_a_refused_subscription_is_said),
        WITH_BROKER(test_follows_other_filters_while_it_is_up),
        WITH_BROKER(test_follows_other_filters_while_it_is_down),
        WITH_BROKER(test_a_refused_further_filter_is_said),
        WITH_BROKER(test_a_malformed_further_filter_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
