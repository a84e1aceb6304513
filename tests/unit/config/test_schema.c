/* SPDX-License-Identifier: MIT */
/* The tables themselves: every field has what the parser, the messages and the manual need; what is
 * dumped loads again; every shipped station loads. */
#include "data/config/schema.h"
#include "data/model/text.h"
#include "tests/unit/config/kit.h"

#include <dirent.h>

static void each_field(void (*check)(const struct section_kind *, const struct field *))
{
    for (size_t i = 0; i < section_kind_count; i++) {
        for (size_t j = 0; j < section_kinds[i].fields; j++)
            check(&section_kinds[i], &section_kinds[i].field[j]);
    }
}

static void has_help(const struct section_kind *kind, const struct field *field)
{
    size_t length = strlen(field->help);
    assert_true(length > 10);
    assert_true(field->help[length - 1] == '.');
    assert_null(strpbrk(field->help, "\t\n"));
    assert_true(text_is_clean(field->help, length));
    assert_true(strlen(field_type_name(field)) > 0);
    assert_ptr_equal(kind_field(kind, field->key), field); /* keys are unique */
    /* A person must see how to write it. */
    assert_true(field->initial || field->example);
    if (field->flags & FIELD_REQUIRED)
        assert_true(field->example && field->example[0] && !field->initial);
}

static void every_field_is_described(void **state)
{
    (void)state;
    each_field(has_help);
    for (size_t i = 0; i < section_kind_count; i++) {
        const struct section_kind *kind = &section_kinds[i];
        assert_true(strlen(kind->help) > 10);
        assert_true(kind->max > 0);
        assert_int_equal(kind->what != NULL, kind->name != NULL);
        assert_ptr_equal(kind_find(kind->word, kind->what != NULL), kind);
    }
}

/* Defaults and examples obey their own field, and lie inside its struct. */
static void is_consistent(const struct section_kind *kind, const struct field *field)
{
    union {
        struct config config;
        struct signal_conf signal;
        struct rule_conf rule;
    } *item = calloc(1, sizeof *item);
    assert_non_null(item);
    struct cause why = {""};
    size_t room = kind->storage == KIND_SINGLE ? sizeof(struct config)
                  : kind->free_keys            ? sizeof(struct map_entry)
                                               : kind->item_size;
    assert_true(field->size > 0);
    assert_true(field->offset + field->size <= room);
    if (field->initial)
        assert_int_equal(field_parse(field, field->initial, item, &why), 0);
    if (field->example)
        assert_int_equal(field_parse(field, field->example, item, &why), 0);
    assert_string_equal(why.text, "");
    free(item);
}

static void defaults_and_examples_are_valid(void **state)
{
    (void)state;
    each_field(is_consistent);
}

/* Exactly the text, as a string to be freed. */
static char *dumped(void (*dump)(FILE *))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    dump(out);
    fclose(out);
    return text;
}

static void the_dump_loads_and_changes_nothing(void **state)
{
    (void)state;
    char *text = dumped(config_dump_defaults);
    struct config *c = kit_load(text);
    struct config *plain = kit_load("[site]\nenterprise = acme\nname = monterrey\narea = stamping\n"
                                    "[line]\nname = line1\n[station]\nname = press3\n");
    assert_string_equal(c->digest, plain->digest);
    assert_int_equal(c->signals + c->lamps + c->brokers + c->products, 0);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1)
        assert_true(strcspn(line, "\n") <= 100);
    config_free(&c);
    config_free(&plain);
    free(text);
}

/* Its examples too: "#key = …" and "#[kind name]" without the sign. */
static void the_dump_s_examples_load(void **state)
{
    (void)state;
    char *text = dumped(config_dump_defaults);
    char *to = text;
    for (const char *from = text; *from; from++) {
        bool first = from == text || from[-1] == '\n';
        if (!(first && from[0] == '#' && from[1] != ' '))
            *to++ = *from;
    }
    *to = '\0';
    struct config_report report;
    struct config *c = config_load_text("f", text, strlen(text), &report);
    /* An example cannot know that its neighbour's choice makes it idle, nor bring its file. */
    for (size_t i = 0; i < report.count; i++) {
        if (!strstr(report.message[i], "means nothing without") &&
            !strstr(report.message[i], "there is no [team b]") &&
            !strstr(report.message[i], "jobs.csv: No such file"))
            fail_msg("%s", report.message[i]);
    }
    config_report_done(&report);
    config_free(&c);
    free(text);
}

/* Every key stands in the dump and in the reference. */
static char *dump_text;
static char *reference_text;

static void stands_in_both(const struct section_kind *kind, const struct field *field)
{
    char line[128];
    (void)snprintf(line, sizeof line, "%s = ", field->key);
    assert_non_null(strstr(dump_text, line));
    (void)snprintf(line, sizeof line, "\n.It Cm %s No = ", field->key);
    assert_non_null(strstr(reference_text, line));
    (void)snprintf(line, sizeof line, ".Ss [%s", kind->word);
    assert_non_null(strstr(reference_text, line));
}

static void every_key_is_dumped(void **state)
{
    (void)state;
    dump_text = dumped(config_dump_defaults);
    reference_text = dumped(config_dump_reference);
    each_field(stands_in_both);
    assert_non_null(strstr(reference_text, "\n.It Cm link-down Pq fault\n"));
    assert_non_null(strstr(reference_text, "\n.Cm flash_fast\n"));
    free(dump_text);
    free(reference_text);
}

/* ---- the shipped stations ---- */

static struct config *shipped(const char *name)
{
    char path[128];
    struct config_report report;
    (void)snprintf(path, sizeof path, "layouts/stations/%s", name);
    struct config *c = config_load((const char *const[]){path}, 1, &report);
    if (!c)
        print_error("%s", kit_join(&report));
    assert_non_null(c);
    config_report_done(&report);
    return c;
}

static void every_shipped_station_loads(void **state)
{
    (void)state;
    int count = 0;
    DIR *dir = opendir("layouts/stations");
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        struct config *c = shipped(entry->d_name);
        assert_true(c->signals > 0);
        assert_true(c->brokers == 1 || c->inputs > 0); /* contacts need none */
        config_free(&c);
        count++;
    }
    closedir(dir);
    assert_true(count >= 3);
}

static const char *mapped(const struct config *c, const char *map, const char *word)
{
    for (size_t i = 0; i < c->maps; i++) {
        for (size_t j = 0; strcmp(c->map[i].name, map) == 0 && j < c->map[i].count; j++) {
            if (strcmp(c->map[i].entry[j].from, word) == 0)
                return c->map[i].entry[j].to;
        }
    }
    return "";
}

static void packml_knows_every_state(void **state)
{
    (void)state;
    static const struct {
        const char *word, *is;
    } states[] = {
        {"Execute", "running"},    {"Idle", "idle"},         {"Resetting", "idle"},
        {"Starting", "idle"},      {"Completing", "idle"},   {"Complete", "idle"},
        {"Holding", "stopped"},    {"Held", "stopped"},      {"Unholding", "stopped"},
        {"Suspending", "starved"}, {"Suspended", "starved"}, {"Unsuspending", "starved"},
        {"Stopping", "stopped"},   {"Stopped", "stopped"},   {"Aborting", "stopped"},
        {"Aborted", "stopped"},    {"Clearing", "stopped"},  {"*", "unknown"},
    };
    struct config *c = shipped("packml");
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        assert_string_equal(mapped(c, "packml-states", states[i].word), states[i].is);
    assert_int_equal(c->small_stop_ms, 0);
    assert_int_equal(c->ideal_us, 600000);
    const struct signal_conf *good = &c->signal[config_signal_index(c, "good")];
    assert_string_equal(good->topic,
                        "Bathurst/Packaging/Line 1/Admin/ProdProcessedCount/0/AccCount");
    assert_int_equal(good->role, ROLE_GOOD);
    config_free(&c);
}

/* The numbers of the technical report, of OPC 30060 and of libremfg's simulator: each means what
 * the word means. "": it has no number there. */
static void packml_knows_three_numberings(void **state)
{
    (void)state;
    static const struct {
        const char *word, *report, *tmc, *libremfg;
    } rows[] = {
        {"Clearing", "1", "10", "4"},     {"Stopped", "2", "0", "2"},
        {"Starting", "3", "3", "3"},      {"Idle", "4", "2", "1"},
        {"Suspended", "5", "12", "5"},    {"Execute", "6", "4", "6"},
        {"Stopping", "7", "9", "7"},      {"Aborting", "8", "7", "8"},
        {"Aborted", "9", "8", "9"},       {"Holding", "10", "14", "10"},
        {"Held", "11", "15", "11"},       {"Unholding", "12", "16", "12"},
        {"Suspending", "13", "11", "13"}, {"Unsuspending", "14", "13", "14"},
        {"Resetting", "15", "1", "15"},   {"Completing", "16", "5", "16"},
        {"Complete", "17", "6", "17"},    {"*", "*", "*", "*"},
        {"nothing", "0", "17", "0"},
    };
    struct config *c = shipped("packml");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *is = mapped(c, "packml-states", rows[i].word);
        assert_string_equal(mapped(c, "packml-numbers", rows[i].report), is);
        assert_string_equal(mapped(c, "packml-tmc", rows[i].tmc), is);
        assert_string_equal(mapped(c, "packml-libremfg", rows[i].libremfg), is);
    }
    assert_string_equal(mapped(c, "packml-mode-numbers", "1"), "production");
    assert_string_equal(mapped(c, "packml-mode-numbers", "2"), "maintenance");
    assert_string_equal(mapped(c, "packml-libremfg-modes", "3"), "maintenance");
    config_free(&c);
}

/* Pointing a preset at a sister machine changes its topics and nothing else. */
static void a_sister_line_is_one_line(void **state)
{
    (void)state;
    static const char *const presets[] = {"press", "packml", "flux-oee"};
    struct kit_dir sister = kit_dir_new();
    kit_write(&sister, "sister.ini", "[station]\ntopic_root = other/line 2\n");
    for (size_t i = 0; i < sizeof presets / sizeof *presets; i++) {
        char path[128];
        struct config_report report;
        (void)snprintf(path, sizeof path, "layouts/stations/%s", presets[i]);
        struct config *c = config_load((const char *const[]){path, sister.path}, 2, &report);
        assert_string_equal(kit_join(&report), "");
        assert_non_null(c);
        for (size_t j = 0; j < c->signals; j++)
            assert_memory_equal(c->signal[j].topic, "other/line 2/", strlen("other/line 2/"));
        config_free(&c);
        config_report_done(&report);
    }
    kit_remove(&sister, "sister.ini");
    kit_dir_end(&sister);
}

static void the_press_has_its_plan(void **state)
{
    (void)state;
    struct config *c = shipped("press");
    char path[256];
    assert_true(config_path(c, path, sizeof path));
    assert_string_equal(path, "acme/monterrey/stamping/line1/press3");
    assert_int_equal(c->calendar.shifts, 3);
    assert_int_equal(c->lamps, 6);
    assert_int_equal(c->target_oee, 850000);
    assert_int_equal(config_product(c, c->product)->ideal_us, 4000000);
    assert_int_equal(c->signal[config_signal_index(c, "oil_temp")].max_age_ms, 10000);
    int jam = config_reason_for_fault(c, "E-217 die jam", "bracket");
    assert_true(jam >= 0);
    assert_string_equal(c->reason[jam].name, "mech.jam");
    config_free(&c);
    c = shipped("flux-oee");
    assert_int_equal(c->planned_ms, 28800000);
    assert_int_equal(c->ideal_us, 30000000);
    config_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_described),
        cmocka_unit_test(defaults_and_examples_are_valid),
        cmocka_unit_test(the_dump_loads_and_changes_nothing),
        cmocka_unit_test(the_dump_s_examples_load),
        cmocka_unit_test(every_key_is_dumped),
        cmocka_unit_test(every_shipped_station_loads),
        cmocka_unit_test(packml_knows_every_state),
        cmocka_unit_test(packml_knows_three_numberings),
        cmocka_unit_test(a_sister_line_is_one_line),
        cmocka_unit_test(the_press_has_its_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
