/* SPDX-License-Identifier: MIT */
/* A plant's tree: ten stations share one site and one line. Where each value comes from, what is
 * retired, and directories that are none. */
#include "data/model/text.h"
#include "tests/unit/config/kit.h"

/* ---- a plant ---- */

struct plant {
    struct kit_dir site, line, station;
};

static const char site_text[] =
    "[site]\nenterprise = acme\nname = monterrey\narea = stamping\n"
    "timezone = America/Monterrey\n"
    "[calendar]\nrotation_start = 2026-01-05\n"
    "[team a]\n[team b]\n"
    "[shift early]\nstart = 06:00\nend = 14:00\nbreaks = 09:00-09:15\nteams = a, b\n"
    "[shift late]\nstart = 14:00\nend = 22:00\nteams = b, a\n"
    "[holiday christmas]\ndates = 12-25\n"
    "[broker plant]\nurl = mqtt://broker:1883\n"
    "[map states]\nRUN = running\nFAULT = stopped\n* = unknown\n"
    "[product bracket]\nideal_cycle = 4 s\n[product lid]\nideal_cycle = 3 s\n"
    "[station]\nsmall_stop = 90 s\n";

static const char line_text[] = "[line]\nname = line1\ntitle = Line 1\n"
                                "[shift late]\nend = 21:00\n"
                                "[station]\nproduct = bracket\n"
                                "[signal state]\nrole = state\ntopic = {root}/state\nmap = states\n"
                                "[signal total]\nrole = total\ntopic = {root}/total\n"
                                "[lamp red]\n[lamp green]\n";

static struct plant plant_new(void)
{
    struct plant p = {kit_dir_new(), kit_dir_new(), kit_dir_new()};
    kit_write(&p.site, "site.ini", site_text);
    kit_write(&p.line, "line.ini", line_text);
    return p;
}

static void plant_end(const struct plant *p, bool station)
{
    kit_remove(&p->site, "site.ini");
    kit_remove(&p->line, "line.ini");
    if (station)
        kit_remove(&p->station, "station.ini");
    kit_dir_end(&p->site);
    kit_dir_end(&p->line);
    kit_dir_end(&p->station);
}

static struct config *load_plant(const struct plant *p, struct config_report *report)
{
    const char *const dirs[] = {p->site.path, p->line.path, p->station.path};
    return config_load(dirs, 3, report);
}

static struct config *plant_must_load(const struct plant *p)
{
    struct config_report report;
    struct config *c = load_plant(p, &report);
    assert_string_equal(kit_join(&report), "");
    assert_non_null(c);
    config_report_done(&report);
    return c;
}

/* Each station is four lines of its own; all of them have the same plan, map and products. */
static void ten_stations_share_site_and_line(void **state)
{
    (void)state;
    struct plant p = plant_new();
    char kpi[2][8192] = {"", ""};
    for (int i = 1; i <= 10; i++) {
        char text[256];
        char path[256];
        char want[256];
        (void)snprintf(text, sizeof text,
                       "[station]\nname = press%d\ntopic_root = factory/line1/press%d\n%s", i, i,
                       i == 7 ? "product = lid\n[signal total]\nmodulus = 65536\n" : "");
        kit_write(&p.station, "station.ini", text);
        struct config *c = plant_must_load(&p);
        (void)snprintf(want, sizeof want, "acme/monterrey/stamping/line1/press%d", i);
        assert_true(config_path(c, path, sizeof path));
        assert_string_equal(path, want);
        (void)snprintf(want, sizeof want, "factory/line1/press%d/total", i);
        assert_string_equal(c->signal[1].topic, want);
        assert_int_equal(c->calendar.shifts, 2);
        assert_int_equal(c->calendar.shift[1].end_min, 21 * 60); /* the line's word wins */
        assert_int_equal(c->small_stop_ms, 90000);
        assert_string_equal(c->product, i == 7 ? "lid" : "bracket");
        assert_true(c->signal[1].counter.modulus == (i == 7 ? 65536 * INT64_C(1000000) : 0));
        assert_ptr_equal(c->signal[0].map, &c->map[0]);
        /* Their values differ in who they are and nothing else. */
        assert_true(text_copy(kpi[i % 2], sizeof kpi[0], c->kpi));
        for (char *at = kpi[i % 2]; (at = strstr(at, "press"));)
            memset(at, '#', 6);
        if (i > 1 && i < 7)
            assert_string_equal(kpi[0], kpi[1]);
        config_free(&c);
    }
    plant_end(&p, true);
}

/* ---- origins ---- */

static char *effective(const struct config *c)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    config_dump_effective(c, out);
    fclose(out);
    return text;
}

static void has_line(const char *text, const char *directory, const char *rest)
{
    char want[512];
    (void)snprintf(want, sizeof want, "%s%s\n", directory, rest);
    if (!strstr(text, want))
        fail_msg("no line\n%s in\n%s", want, text);
}

static void every_value_has_its_origin(void **state)
{
    (void)state;
    struct plant p = plant_new();
    char was[256];
    kit_write(&p.station, "station.ini",
              "[station]\nname = press3\ntopic_root = f/3\nsmall_stop = 2 min\n"
              "[map states]\nFAULT = idle\n[shift night]\nretired = yes\n");
    struct config *c = plant_must_load(&p);
    char *text = effective(c);
    has_line(text, p.site.path, "/site.ini:2: [site] enterprise = acme");
    has_line(text, p.line.path, "/line.ini:2: [line] name = line1");
    has_line(text, p.station.path, "/station.ini:2: [station] name = press3");
    (void)snprintf(was, sizeof was,
                   "/station.ini:4: [station] small_stop = 2 min  (instead of 90 s, "
                   "%s/site.ini:32)",
                   p.site.path);
    has_line(text, p.station.path, was);
    (void)snprintf(was, sizeof was,
                   "/line.ini:5: [shift late] end = 21:00  (instead of 22:00, %s/site.ini:17)",
                   p.site.path);
    has_line(text, p.line.path, was);
    has_line(text, "", "default: [station] tower = sim");
    has_line(text, "", "default: [signal total] scale = 1");
    has_line(text, "", "default: [upstream] enabled = no");
    has_line(text, p.line.path,
             "/line.ini:14: [signal total] topic = {root}/total  (that is f/3/total)");
    has_line(text, p.station.path, "/station.ini:8: [shift night] retired = yes");
    assert_null(strstr(text, "[shift night] days"));
    assert_non_null(strstr(text, "[map states] FAULT = idle  (instead of stopped, "));
    assert_non_null(strstr(text, "shipped rules:")); /* of the lamps, which have no rule here */
    assert_null(strstr(text, "(null)"));
    config_free(&c);
    plant_end(&p, true);
    free(text);
}

/* ---- retired ---- */

static void what_is_retired_is_kept_out(void **state)
{
    (void)state;
    struct config *c = kit_load(
        KIT_STATION
        "product = q\n[product p]\ntitle = Bracket\nideal_cycle = 1 s\nretired = yes\n"
        "[product q]\n[signal a]\nretired = yes\n[signal b]\ntopic = b\n"
        "[signal c]\ntopic = c\nrole = state\nmap = none-of-ours\nretired = on\n"
        "[shift early]\nstart = 06:00\nend = 14:00\nretired = true\n[team t]\nretired = yes\n"
        "[shift late]\nstart = 06:00\nend = 14:00\nretired = no\n"
        "[lamp red]\nretired = yes\n[lamp green]\n");
    assert_int_equal(c->products, 1);
    assert_int_equal(c->signals, 1);
    assert_int_equal(c->calendar.shifts, 1);
    assert_int_equal(c->teams, 0);
    assert_int_equal(c->lamps, 1);
    assert_int_equal(c->retireds, 6);
    assert_null(config_product(c, "p"));
    assert_int_equal(config_signal_index(c, "a"), -1);
    const struct retired_conf *p = config_retired(c, "product", "p");
    assert_non_null(p);
    assert_string_equal(p->title, "Bracket");
    assert_int_equal(p->origin.line, 10);
    assert_string_equal(config_retired(c, "signal", "a")->title, "");
    assert_null(config_retired(c, "signal", "p"));
    assert_null(config_retired(c, "product", "q"));
    /* Figures do not depend on what is no longer there. */
    struct config *without =
        kit_load(KIT_STATION "product = q\n[product q]\n[signal b]\ntopic = b\n"
                             "[shift late]\nstart = 06:00\nend = 14:00\n");
    assert_string_equal(c->digest, without->digest);
    config_free(&c);
    config_free(&without);
}

static const struct kit_mistake mistakes[] = {
    {"product = p\n[product p]\nretired = yes\n",
     "f:9: [station] product = p: [product p] is retired (f:10)\n"},
    {"[lamp red]\nretired = yes\n[lamp green]\n[rule r]\nwhen = always\nshow = red on, green on\n",
     "f:14: [rule r] show = red on, green on: [lamp red] is retired (f:9)\n"},
    {"[signal s]\nretired = yes\n[lamp green]\n[rule r]\nwhen = signal s > 1\nshow = green on\n",
     "f:13: [rule r] when = signal s > 1: [signal s] is retired (f:9)\n"},
    {"[shift e]\nretired = yes\n[holiday h]\ndates = 12-25\nshifts = e\n",
     "f:13: [holiday h] shifts = e: [shift e] is retired (f:9)\n"},
    {"[team t]\nretired = yes\n[shift e]\nstart = 06:00\nend = 14:00\nteams = t\n",
     "f:14: [shift e] teams = t: [team t] is retired (f:9)\n"},
    {"[product p]\nretired = perhaps\n", "f:10: [product p] retired = perhaps: not yes or no\n"},
    {"[product p]\nretired = yes\nideal_cycle = soon\n",
     "f:11: [product p] ideal_cycle = soon: not a duration; write e.g. 0.6 s or 150 us\n"},
    {"[map m]\nretired = yes\n[signal s]\ntopic = a\nmap = m\n", ""},
};

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    kit_tells(KIT_STATION, mistakes);
}

static void a_retired_id_is_not_used_again(void **state)
{
    (void)state;
    static const char *const again[] = {"[signal old]\ntopic = new\n",
                                        "[signal old]\nretired = no\n", "[signal old]\n"};
    struct plant p = plant_new();
    struct config_report report;
    char want[512];
    kit_write(&p.line, "old.ini", "\n[signal old]\nretired = yes\n");
    for (size_t i = 0; i < sizeof again / sizeof *again; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "[station]\nname = m\ntopic_root = r\n%s", again[i]);
        kit_write(&p.station, "station.ini", text);
        assert_null(load_plant(&p, &report));
        (void)snprintf(want, sizeof want,
                       "%s/station.ini:4: [signal old] is retired (%s/old.ini:2), and an id is "
                       "never used again; choose another one\n",
                       p.station.path, p.line.path);
        /* What follows from it is told, too. */
        assert_memory_equal(kit_join(&report), want, strlen(want));
        config_report_done(&report);
    }
    /* A later layer may retire what an earlier one has. */
    kit_write(&p.station, "station.ini",
              "[station]\nname = m\ntopic_root = r\n[signal total]\nretired = yes\n");
    struct config *c = plant_must_load(&p);
    assert_int_equal(c->signals, 1);
    assert_non_null(config_retired(c, "signal", "total"));
    assert_non_null(config_retired(c, "signal", "old"));
    config_free(&c);
    kit_remove(&p.line, "old.ini");
    plant_end(&p, true);
}

/* Years of retired ones leave room for those in use. */
static void the_retired_take_no_room(void **state)
{
    (void)state;
    static char text[64 * 1024];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", KIT_STATION);
    for (int i = 0; i < 500; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "[lamp l%d]\nretired = yes\n", i);
    for (int i = 0; i < CONFIG_LAMPS_MAX; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "[lamp r%d]\ncolour = red\n", i);
    struct config *c = kit_load(text);
    assert_int_equal(c->lamps, CONFIG_LAMPS_MAX);
    assert_int_equal(c->retireds, 500);
    config_free(&c);
    (void)snprintf(text + n, sizeof text - n, "[lamp more]\ncolour = red\n[lamp evenmore]\n");
    assert_non_null(strstr(kit_problems(text), "[lamp more] there can be at most 16 [lamp NAME]; "
                                               "remove this one\n"));
}

/* ---- directories that are none ---- */

static void tells(const char *directory, const char *want)
{
    struct config_report report;
    assert_null(config_load(&directory, 1, &report));
    assert_string_equal(kit_join(&report), want);
    config_report_done(&report);
}

static void directories_that_are_none_say_what_is_meant(void **state)
{
    (void)state;
    struct kit_dir dir = kit_dir_new();
    char path[128];
    char want[512];
    tells("/nowhere", "/nowhere: there is no such directory\n");

    (void)snprintf(want, sizeof want, "%s: holds no *.ini file\n", dir.path);
    tells(dir.path, want);

    (void)snprintf(path, sizeof path, "%s/site", dir.path);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(want, sizeof want,
                   "%s: holds no *.ini file; give each layer by itself, e.g. --config %s/site, "
                   "site before line before station\n",
                   dir.path, dir.path);
    tells(dir.path, want);

    kit_remove(&dir, "site");
    kit_write(&dir, "station.conf", "[station]\n");
    (void)snprintf(want, sizeof want,
                   "%s: holds no *.ini file; station.conf does not end in .ini and is not read\n",
                   dir.path);
    tells(dir.path, want);

    (void)snprintf(path, sizeof path, "%s/station.conf", dir.path);
    (void)snprintf(want, sizeof want,
                   "%s: is not a directory; give the one that holds the *.ini files\n", path);
    tells(path, want);

    kit_remove(&dir, "station.conf");
    if (geteuid() != 0) {
        assert_int_equal(chmod(dir.path, 0), 0);
        (void)snprintf(want, sizeof want,
                       "%s: cannot be read as a directory by user %u: Permission denied\n",
                       dir.path, (unsigned)geteuid());
        tells(dir.path, want);
        assert_int_equal(chmod(dir.path, 0700), 0);
    }
    kit_dir_end(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_stations_share_site_and_line),
        cmocka_unit_test(every_value_has_its_origin),
        cmocka_unit_test(what_is_retired_is_kept_out),
        cmocka_unit_test(each_mistake_has_its_message),
        cmocka_unit_test(a_retired_id_is_not_used_again),
        cmocka_unit_test(the_retired_take_no_room),
        cmocka_unit_test(directories_that_are_none_say_what_is_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
