/* SPDX-License-Identifier: MIT */
/* Another machine below the same station: what changes, what is kept and why. */
#include "andon/ctl/station/replace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static json_t *was, *is, *heard, *rows, *patch;

static void replace(const char *old, const char *new)
{
    struct cause why;
    was = json_object();
    is = json_object();
    rows = json_array();
    heard = json_pack("{s:b,s:b}", "RUN", 1, "A:B", 1);
    assert_int_equal(replace_read(was, old, strlen(old), &why), 0);
    assert_int_equal(replace_read(is, new, strlen(new), &why), 0);
    patch = replace_patch(was, is, heard, rows);
    assert_non_null(patch);
}

static int end(void **state)
{
    (void)state;
    json_decref(was);
    json_decref(is);
    json_decref(heard);
    json_decref(rows);
    json_decref(patch);
    was = is = heard = rows = patch = NULL;
    return 0;
}

static void patch_is(const char *wanted)
{
    char *text = json_dumps(patch, JSON_COMPACT);
    assert_string_equal(text, wanted);
    free(text);
}

/* "signal: was > is deed for" */
static void row_is(size_t index, const char *wanted)
{
    char text[600];
    const char *s[5];
    assert_int_equal(json_unpack(json_array_get(rows, index), "{s:s,s:s,s:s,s:s,s:s}", "signal",
                                 &s[0], "was", &s[1], "is", &s[2], "deed", &s[3], "for", &s[4]),
                     0);
    (void)snprintf(text, sizeof text, "%s: %s > %s %s %s", s[0], s[1], s[2], s[3], s[4]);
    assert_string_equal(text, wanted);
}

#define OLD                                                                                      \
    "[station]\nname = p3\ntopic_root = f/p3\nideal_cycle = 4 s\n[signal parts]\nrole = total\n" \
    "topic = {root}/counts\nformat = json\npointer = /n\nmodulus = 1000\nrate_max = 5\n"

static void signals_are_those_of_their_roles(void **state)
{
    (void)state;
    replace(OLD "[signal oil]\ntopic = {root}/oil\nunit = C\n[signal vib]\ntopic = {root}/vib\n",
            "[station]\nname = p9\ntopic_root = g/p9\nideal_cycle = 9 s\n[signal total]\nrole = "
            "total\ntopic = {root}/c\n[signal oil]\ntopic = {root}/oil\nunit = C\n[signal load]\n"
            "topic = {root}/load\nunit = %\n");
    row_is(0, "parts: f/p3/counts /n > g/p9/c changed ");
    row_is(1, "oil: f/p3/oil > g/p9/oil changed "); /* by the root alone */
    row_is(2, "load:  > g/p9/load new ");
    row_is(3, "vib: f/p3/vib >  retired ");
    /* It stays parts, since rules and alerts go by names; what the plant knows of it stays. */
    patch_is("{\"station\":{\"topic_root\":\"g/p9\"},\"signal parts\":{\"topic\":\"{root}/c\","
             "\"format\":null,\"pointer\":null,\"modulus\":null},\"signal load\":{\"topic\":"
             "\"{root}/load\",\"unit\":\"%\"},\"signal vib\":{\"retired\":\"yes\"}}");
}

static void what_is_needed_stays(void **state)
{
    (void)state;
    replace(OLD
            "[signal oil]\ntopic = x/oil\n[signal oil2]\ntopic = x/oil2\n[signal fault]\nrole = "
            "fault\ntopic = {root}/c\nformat = json\npointer = /code\n[alert hot]\ntitle = "
            "oil2\nwhen = oil > 70\n",
            "[station]\ntopic_root = f/p3\n[signal total]\nrole = total\ntopic = {root}/c\n");
    row_is(1, "oil: x/oil >  stays alert hot");
    row_is(2, "oil2: x/oil2 >  retired ");
    row_is(3, "fault: f/p3/c /code >  stays "); /* nobody had one while it was listened to */
    patch_is("{\"signal parts\":{\"topic\":\"{root}/c\",\"format\":null,\"pointer\":null,"
             "\"modulus\":null},\"signal oil2\":{\"retired\":\"yes\"}}");
}

/* What the plant says of a word is right; what it does not know is added when it was heard. */
static void words_mean_what_they_meant(void **state)
{
    (void)state;
    replace(
        "[station]\n[signal state]\nrole = state\ntopic = a\nmap = ours\n[map ours]\nRUN = idle\n"
        "* = unknown\n",
        "[station]\n[signal state]\nrole = state\ntopic = a\nmap = states\n[map states]\nRUN = "
        "running\n\"A:B\" = stopped\nUSUAL = idle\n* = unknown\n");
    row_is(0, "state: a > a same ");
    patch_is("{\"map ours\":{\"\\\"A:B\\\"\":\"stopped\"}}");
    (void)end(state);
    replace(
        "[station]\n[signal state]\nrole = state\ntopic = a\n",
        "[station]\n[signal state]\nrole = state\ntopic = b\nmap = states\n[map states]\nUSUAL = "
        "idle\n");
    patch_is("{\"map states\":{\"USUAL\":\"idle\"},\"signal state\":{\"topic\":\"b\",\"map\":"
             "\"states\"}}");
}

static void sources_and_retired_ones(void **state)
{
    (void)state;
    replace(
        "[station]\ntopic_root = f\n[source plc]\npreset = kepware\nroot = a\nwhere = b\ntitle = "
        "PLC\n[signal total]\nrole = total\nsource = plc\nitem = N\n[signal oil]\ntopic = o\n"
        "retired = yes\n[signal gone]\ntopic = o\nretired = yes\n[signal mode]\nrole = mode\n"
        "topic = m\n",
        "[station]\n[source plc]\npreset = kepware\nroot = z\n[signal total]\nrole = total\n"
        "source = plc\nitem = N\n[signal oil]\ntopic = o\n[signal mode]\ntopic = m/2\n");
    row_is(0, "total: a N > z N changed ");
    row_is(1, "oil: o > o changed ");
    row_is(2, "mode2:  > m/2 new "); /* a sensor of that name is not the mode */
    row_is(3, "mode: m >  retired ");
    assert_int_equal(json_array_size(rows), 4);
    patch_is(
        "{\"station\":{\"topic_root\":null},\"source plc\":{\"where\":null,\"root\":\"z\"},"
        "\"signal oil\":{\"topic\":\"o\",\"retired\":null},\"signal mode2\":{\"topic\":\"m/2\"},"
        "\"signal mode\":{\"retired\":\"yes\"}}");
}

static void what_is_no_ini_is_told(void **state)
{
    (void)state;
    struct cause why;
    was = json_object();
    assert_int_equal(replace_read(was, "[a]\nb\n", 6, &why), -1);
    assert_non_null(strstr(why.text, "line 2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(signals_are_those_of_their_roles, end),
        cmocka_unit_test_teardown(what_is_needed_stays, end),
        cmocka_unit_test_teardown(words_mean_what_they_meant, end),
        cmocka_unit_test_teardown(sources_and_retired_ones, end),
        cmocka_unit_test_teardown(what_is_no_ini_is_told, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
