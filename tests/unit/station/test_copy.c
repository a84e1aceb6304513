/* SPDX-License-Identifier: MIT */
/* A sister station's file: what differs is changed where it stands, the rest is the same bytes. */
#include "andon/ctl/station/copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct copy_notes notes;

/* To be freed. */
static char *copied(struct copy_plan *plan, const char *text)
{
    char *out = NULL;
    size_t length = 0;
    struct cause why;
    FILE *f = open_memstream(&out, &length);
    copy_notes_done(&notes);
    plan->was = "press3";
    plan->is = "press4";
    assert_non_null(f);
    assert_int_equal(copy_text(plan, "a.ini", text, strlen(text), f, &notes, &why), 0);
    assert_int_equal(fclose(f), 0);
    return out;
}

static void is(const char *text, const char *wanted)
{
    struct copy_plan plan = {.title = NULL};
    char *out = copied(&plan, text);
    assert_string_equal(out, wanted);
    free(out);
}

static void names_and_topics_differ(void **state)
{
    (void)state;
    is("# press3 is its name\n[station]\r\nname = press3  \r\ntitle = Press 3\ntopic_root = "
       "f/press3/x\n",
       "# press3 is its name\n[station]\r\nname = press4  \r\ntitle = Press 4\ntopic_root = "
       "f/press4/x\n");
    is("[signal a]\ntopic = \"f/press3;x\"", "[signal a]\ntopic = \"f/press4;x\"");
    is("[signal press3]\ntopic =\tx/press3/press3_a/press31/mypress3\n",
       "[signal press3]\ntopic =\tx/press4/press4_a/press31/mypress3\n");
    is("[broker b]\nuser = press3\nurl = mqtt://press3\n",
       "[broker b]\nuser = press4\nurl = mqtt://press3\n");
}

static void what_is_the_same_stays(void **state)
{
    (void)state;
    static const char text[] = "[site]\nname = press3\n[line]\nname = press3\n[map m]\npress3 = "
                               "running\n[alert a]\ncheck = look at press3\n[reason press3]\n";
    is(text, text);
    assert_int_equal(notes.count, 1); /* what a person reads is told */
    assert_int_equal(notes.note[0].deed, COPY_LEFT);
    assert_int_equal(notes.note[0].line, 8);
    assert_string_equal(notes.note[0].key, "check");
}

static void neighbours_are_taken_out(void **state)
{
    (void)state;
    is("[station]\nname = press3\nbefore = press2\nafter = press4\n",
       "[station]\nname = press4\n# before = press2\n# after = press4\n");
    assert_int_equal(notes.note[1].deed, COPY_TAKEN_OUT);
}

static void swaps_are_made_where_they_belong(void **state)
{
    (void)state;
    struct copy_swap topic[] = {{"cell/07", "cell/08", false}, {"nowhere", "x", false}};
    struct copy_swap line[] = {{"chip0", "chip1", false}};
    struct copy_plan plan = {
        .title = "Nr. 4", .topic = topic, .topics = 2, .line = line, .lines = 1};
    char *out = copied(&plan, "[station]\nname = press3\n[signal a]\ntopic = a/cell/07/b\n"
                              "[signal b]\ntopic = a/cell/077\n[lamp red]\nline = chip0:4\n");
    assert_string_equal(out, "[station]\nname = press4\ntitle = Nr. 4\n[signal a]\ntopic = "
                             "a/cell/08/b\n[signal b]\ntopic = a/cell/077\n[lamp red]\nline = "
                             "chip1:4\n");
    free(out);
    assert_true(topic[0].used);
    assert_false(topic[1].used);
    assert_true(line[0].used);
}

static void a_title_follows_the_name(void **state)
{
    static const struct {
        const char *title, *was, *is, *wanted;
    } row[] = {
        {"Press 3", "press3", "press4", "Press 4"},
        {"Presse Nr. 3", "press3", "press12", "Presse Nr. 12"},
        {"Press 30", "press3", "press4", "press4"},
        {"Big one", "press3", "press4", "press4"},
        {"Press 3", "press3", "mill4", "mill4"},
        {"", "press3", "press4", "press4"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char out[64];
        copy_title(row[i].title, row[i].was, row[i].is, out, sizeof out);
        assert_string_equal(out, row[i].wanted);
    }
}

static void a_swap_is_two_texts(void **state)
{
    struct copy_swap swap;
    struct cause why;
    (void)state;
    assert_int_equal(copy_swap_read("a=b=c", &swap, &why), 0);
    assert_string_equal(swap.is, "b=c");
    assert_int_equal(copy_swap_read("ab", &swap, &why), -1);
    assert_int_equal(copy_swap_read("=b", &swap, &why), -1);
    assert_int_equal(copy_swap_read("a=", &swap, &why), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_topics_differ),
        cmocka_unit_test(what_is_the_same_stays),
        cmocka_unit_test(neighbours_are_taken_out),
        cmocka_unit_test(swaps_are_made_where_they_belong),
        cmocka_unit_test(a_title_follows_the_name),
        cmocka_unit_test(a_swap_is_two_texts),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    copy_notes_done(&notes);
    return failed;
}
