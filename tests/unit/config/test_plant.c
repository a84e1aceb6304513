/* SPDX-License-Identifier: MIT */
/* What only people know, as sections: the tree of reasons and its places, scrap reasons, modes,
 * changeovers, jobs, people; and for each mistake the exact message. */
#include "tests/unit/config/kit.h"

#define STATION KIT_STATION                       /* 8 lines */
#define OWN     STATION "[entry]\nshipped = no\n" /* 10 lines */
#define HASH    "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"

static const struct kit_mistake mistakes[] = {
    /* reasons: the tree */
    {"[reason a.b]\n", "f:11: [reason a.b] is below [reason a], which there is not; add that "
                       "section\n"},
    {"[reason a]\n[reason a.b]\n[reason a.b.c]\n[reason a.b.c.d]\n",
     "f:14: [reason a.b.c.d] is on level 4; there are 3\n"},
    {"[reason a.]\n", "f:11: [reason a.] has nothing behind a dot; write e.g. [reason mech.jam]\n"},
    {"[reason a]\n[reason a..b]\n",
     "f:12: [reason a..b] has nothing behind a dot; write e.g. [reason mech.jam]\n"},
    {"[reason Mech Jam]\n", "f:11: [reason Mech Jam]: the name is not an id; write mech_jam "
                            "(lower-case letters, digits, - _ and .)\n"},
    {"[reason a]\nretired = yes\n[reason a.b]\n",
     "f:13: [reason a.b] is below [reason a], which is retired (f:11); retire it too\n"},
    {"[reason a]\n[reason a]\n", "f:12: [reason a] stands twice; the other one is f:11\n"},
    /* reasons: places */
    {"[reason a]\nplace = 2\n[reason b]\nkey = 2\n",
     "f:14: [reason b] place = 2: is already that of [reason a] (f:11); choose another one\n"},
    {"[reason a]\n[reason a.b]\nplace = 1\n[reason a.c]\nplace = 1\n",
     "f:15: [reason a.c] place = 1: is already that of [reason a.b] (f:12); choose another one\n"},
    {"[reason a]\nplace = 0\n", "f:12: [reason a] place = 0: out of range; it goes from 1 to 9\n"},
    {"[reason a]\n[reason b]\n[reason c]\n[reason d]\n[reason e]\n[reason f]\n[reason g]\n"
     "[reason h]\n[reason i]\n[reason j]\n",
     "f:20: [reason j] is one more than the nine choices that there can be on the first level; put "
     "it below another one, or retire one\n"},
    {"[reason a]\n[reason a.a]\n[reason a.b]\n[reason a.c]\n[reason a.d]\n[reason a.e]\n"
     "[reason a.f]\n[reason a.g]\n[reason a.h]\n[reason a.i]\n[reason a.j]\n",
     "f:21: [reason a.j] is one more than the nine choices that there can be below [reason a]; put "
     "some below a new one\n"},
    /* reasons: values */
    {"[reason a]\nloss = brekdown\n", "f:12: [reason a] loss = brekdown: not one of breakdown, "
                                      "setup, small-stop, slow; did you mean breakdown?\n"},
    {"[reason a]\nloss = defect\n",
     "f:12: [reason a] loss = defect: not one of breakdown, setup, small-stop, slow\n"},
    {"[reason a]\nplaned = yes\n", "f:12: [reason a] planed = yes: no such key; did you mean "
                                   "planned?\n"},
    {"[reason a]\nplanned = maybe\n", "f:12: [reason a] planned = maybe: not yes or no\n"},
    {"[reason a]\nfaults = E1,, E2\n", "f:12: [reason a] faults = E1,, E2: has nothing between two "
                                       "\",\" or at an end; remove one\n"},
    {"[reason a]\nchecklist = one; two;\n", "f:12: [reason a] checklist = one; two;: has nothing "
                                            "between two \";\" or at an end; remove one\n"},
    {"[product bracket]\n[reason a]\nproducts = bracket, braket\n",
     "f:13: [reason a] products = bracket, braket: there is no [product braket]; did you mean "
     "bracket?\n"},
    {"[reason a]\nproducts = x\n[reason a.b]\n",
     "f:12: [reason a] products = x: there is no [product x]\n"},
    /* scrap reasons */
    {"[scrap-reason a]\nloss = breakdown\n",
     "f:12: [scrap-reason a] loss = breakdown: not one of defect, startup\n"},
    {"[scrap-reason a]\nplace = 3\n[scrap-reason b]\nplace = 3\n",
     "f:14: [scrap-reason b] place = 3: is already that of [scrap-reason a] (f:11); choose another "
     "one\n"},
    {"[scrap-reason a]\nproducts = x\n",
     "f:12: [scrap-reason a] products = x: there is no [product x]\n"},
    {"[scrap-reason]\n", "f:11: [scrap-reason]: needs a name; write [scrap-reason mark]\n"},
    /* modes */
    {"[mode audit]\n", "f:11: [mode audit] mode is missing; write e.g. mode = planned\n"},
    {"[mode audit]\nmode = plan\n", "f:12: [mode audit] mode = plan: not one of production, "
                                    "planned, maintenance, trial; did you mean planned?\n"},
    {"[mode trial]\nmode = planned\n", "f:12: [mode trial] mode = planned: trial is a mode itself; "
                                       "choose another id for this one\n"},
    {"[mode production]\nfor = 1 h\n",
     "f:12: [mode production] for = 1 h: production has no end; remove it\n"},
    {"[mode audit]\nmode = planned\nfor = 20\n", "f:13: [mode audit] for = 20: without a unit; "
                                                 "write e.g. 20 s (d, h, min, s, ms, us)\n"},
    {"[mode a]\nmode = trial\nplace = 4\n[mode b]\nmode = trial\nplace = 4\n",
     "f:16: [mode b] place = 4: is already that of [mode a] (f:11); choose another one\n"},
    /* changeovers */
    {"[changeover a]\n", "f:11: [changeover a] target is missing; write e.g. target = 20 min\n"},
    {"[product p]\n[changeover a]\nfrom = p\nto = q\ntarget = 5 min\n",
     "f:14: [changeover a] to = q: there is no [product q]\n"},
    {"[product p]\n[changeover a]\nfrom = p\ntarget = 5 min\n[changeover b]\nfrom = p\n"
     "target = 6 min\n",
     "f:15: [changeover b] names the products of [changeover a] (f:12) again\n"},
    /* jobs */
    {"[job 4711]\nproduct = x\n", "f:12: [job 4711] product = x: there is no [product x]\n"},
    {"[job 4711]\nquantity = many\n",
     "f:12: [job 4711] quantity = many: not a number; write e.g. 12 or 0.5\n"},
    {"[job 4711]\nquantity = -1\n",
     "f:12: [job 4711] quantity = -1: out of range; it goes from 0 to 9000000000000\n"},
    {"[job 4711]\ndue = tomorrow\n", "f:12: [job 4711] due = tomorrow: not a date, or a date and a "
                                     "time; write e.g. 2026-12-24 14:00\n"},
    {"[job 4711]\ndue = 2026-12-24 25:00\n",
     "f:12: [job 4711] due = 2026-12-24 25:00: not a date, or a date and a time; write e.g. "
     "2026-12-24 14:00\n"},
    {"[job 0123456789012345678901234567890123]\n",
     "f:11: [job 0123456789012345678901234567890123]: the name is longer than 31 bytes; shorten "
     "it\n"},
    {"[job-list]\nfile = /nowhere/jobs.csv\n",
     "f:12: [job-list] file = /nowhere/jobs.csv: /nowhere/jobs.csv: No such file or directory\n"},
    /* people: what may be a secret is not shown */
    {"[person anna]\n", "f:11: [person anna] role is missing; write e.g. role = operator\n"},
    {"[person anna]\nrole = boss\n", "f:12: [person anna] role = boss: not one of viewer, "
                                     "operator, maintenance, supervisor\n"},
    {"[person anna]\nrole = operator\npin = 1234\n",
     "f:13: [person anna] pin = …: not a hash; never write the badge or PIN itself: andonctl hash "
     "makes its hash\n"},
    {"[person anna]\nrole = operator\nbadge = $y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX\n",
     "f:13: [person anna] badge = …: not a whole yescrypt hash; it begins with $y$ and ends with "
     "43 characters behind the last $\n"},
    {"[person anna]\nrole = operator\nbadge = $6$abc$def\n",
     "f:13: [person anna] badge = …: not a whole yescrypt hash; it begins with $y$ and ends with "
     "43 characters behind the last $\n"},
    /* entry, terminal */
    {"undo = 5\n", "f:11: [entry] undo = 5: without a unit; write e.g. 5 s (d, h, min, s, ms, "
                   "us)\n"},
    {"burst_stops = -1\n",
     "f:11: [entry] burst_stops = -1: out of range; it goes from 0 to 1000\n"},
    {"scrap_max = -5\n",
     "f:11: [entry] scrap_max = -5: out of range; it goes from 0 to 9000000000000\n"},
    {"freeze = 1 s\n", "f:11: [entry] freeze = 1 s: out of range; it goes from 1 min to 30 d\n"},
    {"[terminal]\nceiling = admin\n", "f:12: [terminal] ceiling = admin: not one of viewer, "
                                      "operator, maintenance, supervisor\n"},
    {"[terminal]\nraised = 1 ms\n",
     "f:12: [terminal] raised = 1 ms: out of range; it goes from 1 s to 1 d\n"},
    {"[terminal x]\n", "f:11: [terminal x]: takes no name; write [terminal]\n"},
};

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    kit_tells(OWN, mistakes);
}

static void reasons_become_a_tree(void **state)
{
    (void)state;
    struct config *c = kit_load(
        OWN "[product p]\n[reason b.x]\ntitle = X\nloss = slow\n[reason b]\nloss = setup\n"
            "planned = yes\nstations = m, other\nproducts = p\n[reason a]\nplace = 5\n[reason c]\n"
            "[reason b.x.deep]\nplanned = no\nproducts =\n[reason b.w]\nplace = 1\n[reason z]\n"
            "place = 1\nnote = yes\nfaults = E-1 ,E-2\nchecklist = Stop;  look; go\n");
    static const struct {
        const char *name, *title;
        int parent, level, place;
        bool leaf, planned, note;
        enum loss loss;
        const char *stations, *products;
    } rows[] = {
        {"z", "z", -1, 0, 1, true, false, true, LOSS_BREAKDOWN, "", ""},
        {"b", "b", -1, 0, 2, false, true, false, LOSS_SETUP, "m, other", "p"},
        {"b.w", "b.w", 1, 1, 1, true, true, false, LOSS_SETUP, "m, other", "p"},
        {"b.x", "X", 1, 1, 2, false, true, false, LOSS_SLOW, "m, other", "p"},
        {"b.x.deep", "b.x.deep", 3, 2, 1, true, false, false, LOSS_SLOW, "m, other", ""},
        {"c", "c", -1, 0, 3, true, false, false, LOSS_BREAKDOWN, "", ""},
        {"a", "a", -1, 0, 5, true, false, false, LOSS_BREAKDOWN, "", ""},
    };
    assert_int_equal(c->reasons, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < c->reasons; i++) {
        const struct reason_conf *r = &c->reason[i];
        assert_string_equal(r->name, rows[i].name);
        assert_string_equal(r->title, rows[i].title);
        assert_int_equal(r->parent, rows[i].parent);
        assert_int_equal(r->level, rows[i].level);
        assert_int_equal(r->place, rows[i].place);
        assert_int_equal(r->leaf, rows[i].leaf);
        assert_int_equal(r->planned, rows[i].planned);
        assert_int_equal(r->note, rows[i].note);
        assert_int_equal(r->loss, rows[i].loss);
        assert_string_equal(r->fits_stations, rows[i].stations);
        assert_string_equal(r->fits_products, rows[i].products);
        assert_int_equal(config_reason_index(c, r->name), i);
    }
    assert_string_equal(c->reason[0].faults, "E-1, E-2");
    assert_string_equal(c->reason[0].checklist, "Stop; look; go");
    assert_int_equal(config_reason_index(c, "b.y"), -1);
    config_free(&c);
}

static void a_fault_suggests_a_reason(void **state)
{
    (void)state;
    struct config *c =
        kit_load(OWN "[product p]\n[product q]\n[reason g]\nfaults = E-2\n[reason g.jam]\n"
                     "faults = E-217\n[reason g.p]\nfaults = E-217 die, E-5\nproducts = p\n"
                     "[reason g.far]\nfaults = E-9\nstations = other\n");
    static const struct {
        const char *fault, *product, *reason;
    } rows[] = {
        {"E-217 die jam", "", "g.p"},
        {"E-217 die jam", "p", "g.p"},
        {"E-217 die jam", "q", "g.jam"},
        {"E-217", "", "g.jam"},
        {"E-2171", "", NULL},
        {"e-217", "", NULL},
        {"E-2", "", NULL},
        {"E-9", "", NULL},
        {"E-5: x", "", "g.p"},
        {"", "", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int at = config_reason_for_fault(c, rows[i].fault, rows[i].product);
        assert_string_equal(at < 0 ? "-" : c->reason[at].name,
                            rows[i].reason ? rows[i].reason : "-");
    }
    config_free(&c);
}

static void the_shipped_ones_can_be_changed(void **state)
{
    (void)state;
    struct config *c = kit_load(STATION);
    size_t all = c->reasons;
    int jam = config_reason_index(c, "mech.jam");
    int top = 0;
    for (size_t i = 0; i < c->reasons; i++)
        top += c->reason[i].level == 0;
    assert_in_range(top, 6, 9);
    assert_true(jam >= 0 && c->reason[jam].leaf);
    assert_int_equal(c->reason[config_reason_index(c, "planned.setup")].loss, LOSS_SETUP);
    assert_true(c->reason[config_reason_index(c, "planned.cleaning")].planned);
    assert_int_equal(c->scrap_reason[config_scrap_reason_index(c, "startup")].loss, LOSS_STARTUP);
    assert_true(c->scrap_reason[config_scrap_reason_index(c, "burr")].rework);
    assert_int_equal(c->mode[config_mode_index(c, "cleaning")].mode, MODE_PLANNED);
    config_free(&c);
    /* One key of one; one group that goes; one of their own. */
    c = kit_load(STATION "[reason mech.jam]\ntitle = Stau\n[reason people]\nretired = yes\n"
                         "[reason crane]\n[mode audit]\nmode = planned\n");
    jam = config_reason_index(c, "mech.jam");
    assert_string_equal(c->reason[jam].title, "Stau");
    assert_int_equal(c->reason[jam].place, 1);
    assert_int_equal(config_reason_index(c, "people.absent"), -1);
    assert_string_equal(config_retired(c, "reason", "people.absent")->title, "No operator");
    assert_int_equal(c->reason[config_reason_index(c, "crane")].place, 6);
    assert_int_equal(c->reasons, all - 5 + 1);
    assert_true(config_mode_index(c, "audit") >= 0);
    config_free(&c);
    /* The eighth place of the first level is free, no more. */
    assert_string_equal(
        kit_problems(STATION "[reason crane]\n[reason oven]\n"),
        "f:10: [reason oven] is one more than the nine choices that there can be on the first "
        "level; put it below another one, or retire one\n");
    /* A shipped one gives its place to one of the plant's. */
    c = kit_load(STATION "[scrap-reason tears]\nplace = 1\n[reason mech.tears]\nplace = 1\n");
    int first = -1;
    for (int i = (int)c->scrap_reasons - 1; i >= 0; i--)
        first = c->scrap_reason[i].place == 1 ? i : first;
    assert_string_equal(c->scrap_reason[first].name, "tears");
    assert_int_equal(c->reason[config_reason_index(c, "mech.tears")].place, 1);
    assert_true(c->reason[config_reason_index(c, "mech.jam")].place > 1);
    config_free(&c);
    /* None of them; what is written of one is all of it. */
    c = kit_load(OWN "[reason mech]\ntitle = Mechanics\n");
    assert_int_equal(c->reasons, 1);
    assert_int_equal(c->reason[0].place, 1);
    assert_int_equal(c->scrap_reasons, 0);
    config_free(&c);
}

/* A later layer retires a group that an earlier one had a word about. */
static void a_later_layer_retires_a_whole_group(void **state)
{
    (void)state;
    struct kit_dir dir = kit_dir_new();
    struct config_report report;
    kit_write(&dir, "late.ini", "[reason mech]\nretired = yes\n");
    struct config *c =
        config_load((const char *const[]){"layouts/stations/press", dir.path}, 2, &report);
    assert_string_equal(kit_join(&report), "");
    assert_non_null(c);
    assert_int_equal(config_reason_index(c, "mech.jam"), -1);
    assert_non_null(config_retired(c, "reason", "mech.jam"));
    config_free(&c);
    config_report_done(&report);
    kit_remove(&dir, "late.ini");
    kit_dir_end(&dir);
}

static void the_four_modes_are_always_there(void **state)
{
    (void)state;
    struct config *c = kit_load(OWN "[mode cleaning]\nmode = planned\nfor = 15 min\nplace = 1\n"
                                    "[mode trial]\ntitle = Muster\nplace = 9\n");
    static const struct {
        const char *name, *title;
        enum station_mode mode;
        int place;
    } rows[] = {
        {"cleaning", "cleaning", MODE_PLANNED, 1},
        {"production", "Production", MODE_PRODUCTION, 2},
        {"planned", "Planned", MODE_PLANNED, 3},
        {"maintenance", "Maintenance", MODE_MAINTENANCE, 4},
        {"trial", "Muster", MODE_TRIAL, 9},
    };
    assert_int_equal(c->modes, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < c->modes; i++) {
        assert_string_equal(c->mode[i].name, rows[i].name);
        assert_string_equal(c->mode[i].title, rows[i].title);
        assert_int_equal(c->mode[i].mode, rows[i].mode);
        assert_int_equal(c->mode[i].place, rows[i].place);
    }
    assert_int_equal(c->mode[0].for_ms, 900000);
    config_free(&c);
}

/* Beyond nine they have no key, and stand behind the others as they came. */
static void scrap_reasons_beyond_nine_have_no_key(void **state)
{
    (void)state;
    struct config *c = kit_load(
        OWN "[scrap-reason a]\n[scrap-reason b]\n[scrap-reason c]\nplace = 1\n[scrap-reason d]\n"
            "[scrap-reason e]\n[scrap-reason f]\n[scrap-reason g]\n[scrap-reason h]\n"
            "[scrap-reason i]\n[scrap-reason j]\n[scrap-reason k]\nplace = 9\n");
    static const char order[] = "cabdefghkij";
    assert_int_equal(c->scrap_reasons, 11);
    for (size_t i = 0; i < 11; i++) {
        assert_int_equal(c->scrap_reason[i].name[0], order[i]);
        assert_int_equal(c->scrap_reason[i].place, i < 9 ? (int)i + 1 : 0);
        assert_int_equal(c->scrap_reason[i].loss, LOSS_DEFECT);
    }
    config_free(&c);
}

static void entry_and_people_have_their_values(void **state)
{
    (void)state;
    struct config *c =
        kit_load(STATION "[entry]\nundo = 5 min\namend = 8 h\nfreeze = 2 d\nburst_gap = 90 s\n"
                         "burst_stops = 4\nscrap_max = 50.5\n[terminal]\nceiling = maintenance\n"
                         "raised = 2 min\n[person anna]\ntitle = Anna\nrole = supervisor\nbadge "
                         "= " HASH "\n[person gone]\nretired = yes\n");
    assert_int_equal(c->entry.undo_ms, 300000);
    assert_int_equal(c->entry.amend_ms, 8 * 3600000);
    assert_int_equal(c->entry.freeze_ms, 2 * 86400000);
    assert_int_equal(c->entry.burst_gap_ms, 90000);
    assert_int_equal(c->entry.burst_stops, 4);
    assert_int_equal(c->entry.scrap_max, 50500000);
    assert_int_equal(c->entry.ceiling, PERSON_MAINTENANCE);
    assert_int_equal(c->entry.raised_ms, 120000);
    assert_int_equal(c->people, 1);
    assert_int_equal(c->person[0].role, PERSON_SUPERVISOR);
    assert_string_equal(c->person[0].badge, HASH);
    assert_string_equal(c->person[0].pin, "");
    assert_non_null(config_retired(c, "person", "gone"));
    /* A hash stands in no listing. */
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    config_dump_effective(c, out);
    fclose(out);
    assert_null(strstr(text, "$y$"));
    assert_non_null(strstr(text, "[person anna] badge = …\n"));
    free(text);
    config_free(&c);
    c = kit_load(STATION);
    assert_int_equal(c->entry.undo_ms, 600000);
    assert_int_equal(c->entry.burst_stops, 3);
    assert_int_equal(c->entry.ceiling, PERSON_SUPERVISOR);
    config_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_has_its_message),
        cmocka_unit_test(reasons_become_a_tree),
        cmocka_unit_test(a_fault_suggests_a_reason),
        cmocka_unit_test(the_shipped_ones_can_be_changed),
        cmocka_unit_test(a_later_layer_retires_a_whole_group),
        cmocka_unit_test(the_four_modes_are_always_there),
        cmocka_unit_test(scrap_reasons_beyond_nine_have_no_key),
        cmocka_unit_test(entry_and_people_have_their_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
