/* SPDX-License-Identifier: MIT */
/* What a running daemon cannot go over to is refused by name, with its place; all else is not. */
#include "tests/unit/config/kit.h"

#define HEAD                                                                                     \
    "[site]\nenterprise = e\nname = s\narea = a\n[line]\nname = l\n[broker b]\nurl = mqtt://h\n" \
    "[lamp red]\nline = R\n[lamp green]\nline = G\n[station]\nname = m\n" /* 14 lines */

#define RESTART "needs a restart: systemctl restart andond\n"

static struct config *load(const char *file, const char *text)
{
    struct config_report report;
    struct config *config = config_load_text(file, text, strlen(text), &report);
    if (!config)
        print_error("%s", kit_join(&report));
    assert_non_null(config);
    config_report_done(&report);
    return config;
}

static const char *refusals(const char *running, const char *wanted)
{
    struct config_report report = {0};
    struct config *old = load("old.ini", running);
    struct config *new = load("new.ini", wanted);
    size_t count = config_reload_refusals(old, new, &report);
    assert_int_equal(count, report.count + report.dropped);
    const char *all = kit_join(&report);
    config_report_done(&report);
    config_free(&old);
    config_free(&new);
    return all;
}

/* A change of one line of HEAD. */
static const struct {
    const char *from, *to, *told;
} changes[] = {
    {"name = m\n", "name = n\n", "new.ini:14: [station] name: m runs, n is wanted; " RESTART},
    {"enterprise = e\n", "enterprise = f\n",
     "new.ini:2: [site] enterprise: e runs, f is wanted; " RESTART},
    {"name = s\n", "name = t\n", "new.ini:3: [site] name: s runs, t is wanted; " RESTART},
    {"area = a\n", "area = b\n", "new.ini:4: [site] area: a runs, b is wanted; " RESTART},
    {"name = l\n", "name = l\narea = c\n", "new.ini:7: [line] area: a runs, c is wanted; " RESTART},
    {"name = l\n", "name = k\n", "new.ini:6: [line] name: l runs, k is wanted; " RESTART},
    {"name = m\n", "name = m\n[store]\nkeep = 60 d\nquota = 2048 MiB\n",
     "new.ini:16: [store] keep: 400 d runs, 60 d is wanted; " RESTART},
    {"name = m\n", "name = m\n[upstream]\nenabled = yes\n",
     "new.ini:16: [upstream] enabled: no runs, yes is wanted; " RESTART},
    {"name = m\n", "name = m\ntower = gpio\n",
     "new.ini:15: [station] tower: sim runs, gpio is wanted; " RESTART},
    {"name = m\n", "name = m\n[tower]\nheartbeat = ALIVE\ntopic = t/{lamp}\npayload = {on}\n",
     "new.ini:16: [tower] heartbeat: nothing runs, ALIVE is wanted; " RESTART
     "new.ini:17: [tower] topic: nothing runs, t/{lamp} is wanted; " RESTART
     "new.ini:18: [tower] payload: nothing runs, {on} is wanted; " RESTART},
    {"url = mqtt://h\n", "url = mqtt://other:1884\nuser = x\n",
     "new.ini:8: [broker b] url: mqtt://h runs, mqtt://other:1884 is wanted; " RESTART
     "new.ini:9: [broker b] user: nothing runs, x is wanted; " RESTART},
    {"[broker b]\n", "[broker c]\n",
     "old.ini:7: [broker b] is gone; " RESTART "new.ini:7: [broker c] is new; " RESTART},
    {"line = R\n", "line = X\npolarity = low\n",
     "new.ini:10: [lamp red] line: R runs, X is wanted; " RESTART
     "new.ini:11: [lamp red] polarity: high runs, low is wanted; " RESTART},
    {"line = R\n", "line = R\n[lamp blue]\n", "new.ini:11: [lamp blue] is new; " RESTART},
    {"line = G\n", "retired = yes\n", "old.ini:11: [lamp green] is gone; " RESTART},
    {"[lamp red]\nline = R\n[lamp green]\nline = G\n",
     "[lamp green]\nline = G\n[lamp red]\nline = R\n",
     "new.ini:9: [lamp green] has another place in the order; " RESTART},
    /* what a daemon follows */
    {"name = m\n",
     "name = m\n[tower]\nrules = add\noverride_max = 2 h\n[rule x]\nwhen = stop\nshow = red "
     "pulse\n",
     ""},
    {"area = a\n", "area = a\ntimezone = Europe/Berlin\n", ""},
    {"name = l\n", "name = l\ntitle = Line\n", ""},
    {"name = m\n", "name = m\ntitle = M\nsmall_stop = 1 s\ntopic_root = x\nideal_cycle = 1 s\n",
     ""},
    {"name = m\n", "name = m\ntower = sim\n", ""},
    {"name = m\n", "name = m\n[signal s]\ntopic = a\n[map m]\na = x\n[product p]\n", ""},
    {"name = m\n", "name = m\n[shift e]\nstart = 06:00\nend = 14:00\n[holiday h]\ndate = 12-25\n",
     ""},
    {"name = m\n", "name = m\n[rule r]\nwhen = always\nshow = red on, green on\n", ""},
    {"name = m\n",
     "name = m\n[entry]\nundo = 1 min\n[terminal]\nraised = 1 min\n[reason mech.jam]\ntitle = J\n"
     "[reason crane]\n[scrap-reason burr]\nretired = yes\n[mode audit]\nmode = trial\n[changeover "
     "x]\n"
     "target = 1 min\n[job 1]\n[person p]\nrole = viewer\n",
     ""},
    {"line = R\n", "line = R\ncolour = red\n", ""},
    {"url = mqtt://h\n", "keepalive = 20 s\nurl = mqtt://h\n", ""},
};

/* HEAD with the change; to be freed. */
static char *changed(const char *from, const char *to)
{
    const char *at = strstr(HEAD, from);
    assert_non_null(at);
    size_t size = strlen(HEAD) + strlen(to) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    (void)snprintf(text, size, "%.*s%s%s", (int)(at - HEAD), HEAD, to, at + strlen(from));
    return text;
}

static void each_change_is_told(void **state)
{
    (void)state;
    assert_string_equal(refusals(HEAD, HEAD), "");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *text = changed(changes[i].from, changes[i].to);
        assert_string_equal(refusals(HEAD, text), changes[i].told);
        free(text);
    }
}

/* A key that was taken out points at the section where it is missed. */
static void what_is_taken_out_is_told(void **state)
{
    (void)state;
    assert_string_equal(refusals(HEAD "tower = gpio\n", HEAD),
                        "new.ini:13: [station] tower: gpio runs, sim is wanted; " RESTART);
    static const char without[] = "[site]\nenterprise = e\nname = s\narea = a\n[line]\nname = l\n"
                                  "[station]\nname = m\n";
    assert_string_equal(refusals(without, without), "");
    assert_string_equal(refusals(HEAD, without), "old.ini:7: [broker b] is gone; " RESTART
                                                 "old.ini:9: [lamp red] is gone; " RESTART
                                                 "old.ini:11: [lamp green] is gone; " RESTART);
}

static void retired_ids_do_not_come_back(void **state)
{
    (void)state;
    assert_string_equal(refusals(HEAD "[signal s]\nretired = yes\n", HEAD), "");
    assert_string_equal(
        refusals(HEAD "[signal s]\nretired = yes\n", HEAD "\n[signal s]\ntopic = a\n"),
        "new.ini:16: [signal s] was retired (old.ini:15), and an id is never used again; choose "
        "another one\n");
    assert_string_equal(
        refusals(HEAD "[signal s]\nretired = yes\n", HEAD "[signal s]\nretired = yes\n"), "");
    /* … but a shipped one, which means what it meant. */
    assert_string_equal(refusals(HEAD "[reason people]\nretired = yes\n", HEAD), "");
    assert_string_equal(
        refusals(HEAD "[signal s]\ntopic = a\n", HEAD "[signal s]\nretired = yes\n"), "");
}

/* Whatever a report holds already stays; the rest is counted. */
static void the_report_is_bounded(void **state)
{
    (void)state;
    struct config_report report = {0};
    struct config *old = load("old.ini", HEAD);
    char *text = changed("name = m\n", "name = n\n");
    struct config *new = load("new.ini", text);
    for (int i = 1; i <= 205; i++)
        assert_int_equal(config_reload_refusals(old, new, &report), 1);
    assert_int_equal(report.count, 200);
    assert_int_equal(report.dropped, 5);
    config_report_done(&report);
    config_free(&old);
    config_free(&new);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_is_told),
        cmocka_unit_test(what_is_taken_out_is_told),
        cmocka_unit_test(retired_ids_do_not_come_back),
        cmocka_unit_test(the_report_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
