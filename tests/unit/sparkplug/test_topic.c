/* SPDX-License-Identifier: MIT */
/* Sparkplug's topics there and back, and what hosts say of themselves (standards.md §5.1, §5.3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/sparkplug/topic.h"

#include <string.h>

static void topics(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum spb_verb verb; /* SPB_NONE: refused */
        const char *group, *node, *device;
    } rows[] = {
        {"spBv1.0/plant/NBIRTH/press3", SPB_NBIRTH, "plant", "press3", ""},
        {"spBv1.0/plant/NDEATH/press3", SPB_NDEATH, "plant", "press3", ""},
        {"spBv1.0/plant/NDATA/press3", SPB_NDATA, "plant", "press3", ""},
        {"spBv1.0/plant/NCMD/press3", SPB_NCMD, "plant", "press3", ""},
        {"spBv1.0/plant/DBIRTH/press3/die", SPB_DBIRTH, "plant", "press3", "die"},
        {"spBv1.0/plant/DDEATH/press3/die", SPB_DDEATH, "plant", "press3", "die"},
        {"spBv1.0/plant/DDATA/press3/die", SPB_DDATA, "plant", "press3", "die"},
        {"spBv1.0/plant/DCMD/press3/die", SPB_DCMD, "plant", "press3", "die"},
        {"spBv1.0/STATE/scada", SPB_STATE, "", "scada", ""},
        {"spBv1.0/STATE/NBIRTH/press3", SPB_NBIRTH, "STATE", "press3", ""},
        {"spBv1.0/plant/NBIRTH", SPB_NONE, NULL, NULL, NULL},
        {"spBv1.0/plant/NBIRTH/press3/die", SPB_NONE, NULL, NULL, NULL},
        {"spBv1.0/plant/DBIRTH/press3", SPB_NONE, NULL, NULL, NULL},
        {"spBv1.0/plant/DBIRTH/press3/die/x", SPB_NONE, NULL, NULL, NULL},
        {"spBv1.0/plant/REBIRTH/press3", SPB_NONE, NULL, NULL, NULL},
        {"spBv1.0/plant/nbirth/press3", SPB_NONE, NULL, NULL, NULL},
        {"spAv1.0/plant/NBIRTH/press3", SPB_NONE, NULL, NULL, NULL},
        {"spBv1.0//NBIRTH/press3", SPB_NONE, NULL, NULL, NULL},
        {"spBv1.0/plant/NBIRTH/", SPB_NONE, NULL, NULL, NULL},
        {"STATE/scada", SPB_NONE, NULL, NULL, NULL},
        {"", SPB_NONE, NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct spb_topic topic;
        char text[512];
        bool is = spb_topic_parse(rows[i].text, &topic);
        if (is != (rows[i].verb != SPB_NONE))
            fail_msg("%s", rows[i].text);
        if (!is)
            continue;
        assert_int_equal(topic.verb, rows[i].verb);
        assert_string_equal(topic.group, rows[i].group);
        assert_string_equal(topic.node, rows[i].node);
        assert_string_equal(topic.device, rows[i].device);
        assert_true(spb_topic_format(&topic, text, sizeof text));
        assert_string_equal(text, rows[i].text);
        assert_false(spb_topic_format(&topic, text, strlen(text)));
    }
    struct spb_topic topic;
    assert_true(spb_topic_parse("$sparkplug/certificates/spBv1.0/g/DBIRTH/n/d", &topic));
    assert_int_equal(topic.verb, SPB_DBIRTH);
    char lengthy[SPB_ID_SIZE + 64] = "spBv1.0/g/NBIRTH/";
    memset(lengthy + strlen(lengthy), 'x', SPB_ID_SIZE);
    assert_false(spb_topic_parse(lengthy, &topic));
    assert_string_equal(spb_verb_word(SPB_NONE), "?");
}

static void what_hosts_say(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int rc;
        bool online;
    } rows[] = {
        {"{\"online\":true,\"timestamp\":1668114759262}", 0, true},
        {"{\"timestamp\":5,\"online\":false,\"more\":1}", 0, false},
        {"ONLINE", -1, false},
        {"{\"online\":1,\"timestamp\":5}", -1, false},
        {"{\"online\":true,\"timestamp\":\"5\"}", -1, false},
        {"{\"online\":true,\"online\":false,\"timestamp\":5}", -1, false},
        {"", -1, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct spb_host_state s = {.online = false};
        assert_int_equal(spb_host_state_read(rows[i].text, strlen(rows[i].text), &s), rows[i].rc);
        assert_true(s.online == rows[i].online);
    }
    char text[64];
    const struct spb_host_state said = {.online = true, .timestamp = 1668114759262};
    assert_int_equal(spb_host_state_write(&said, text, sizeof text), strlen(rows[0].text));
    assert_string_equal(text, rows[0].text);
    assert_int_equal(spb_host_state_write(&said, text, 20), 0);
}

static void an_older_statement_is_none(void **state)
{
    (void)state;
    static const struct {
        struct spb_host_state heard;
        bool news, online;
    } rows[] = {
        {{true, 100}, true, true},   {{true, 100}, false, true}, {{false, 99}, false, true},
        {{false, 100}, true, false}, {{true, 99}, false, false}, {{true, 101}, true, true},
        {{false, 101}, true, false},
    };
    struct spb_host_state last = {.online = false};
    bool known = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(spb_host_state_take(&last, &known, &rows[i].heard) == rows[i].news);
        assert_true(last.online == rows[i].online);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(topics),
        cmocka_unit_test(what_hosts_say),
        cmocka_unit_test(an_older_statement_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
