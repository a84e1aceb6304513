/* SPDX-License-Identifier: MIT */
/* Jobs from sections and from a file of comma-separated values: what they become, and the message
 * for each mistake, with the file and its line. */
#include "tests/unit/config/kit.h"

#define BASE KIT_STATION "[product bracket]\n[product plate]\n[job-list]\nfile = jobs.csv\n"

/* A configuration in a directory of its own, with that list beside it; its problems without the
 * directory's name. */
static struct config *load(const struct kit_dir *dir, const char *ini, const char *csv, char *told,
                           size_t size)
{
    struct config_report report;
    kit_write(dir, "station.ini", ini);
    kit_write(dir, "jobs.csv", csv);
    struct config *c = config_load((const char *const[]){dir->path}, 1, &report);
    const char *from = kit_join(&report);
    size_t length = strlen(dir->path) + 1;
    size_t used = 0;
    for (const char *at; (at = strstr(from, dir->path)); from = at + length)
        used += (size_t)snprintf(told + used, size - used, "%.*s", (int)(at - from), from);
    (void)snprintf(told + used, size - used, "%s", from);
    config_report_done(&report);
    kit_remove(dir, "station.ini");
    kit_remove(dir, "jobs.csv");
    return c;
}

static const struct {
    const char *csv, *told;
} mistakes[] = {
    {"", "jobs.csv:1: the first line names the columns; write e.g. "
         "id,product,quantity,title,due\n"},
    {"\n1\n", "jobs.csv:1: the first line names the columns; write e.g. "
              "id,product,quantity,title,due\n"},
    {"id;product\n1;bracket\n", "jobs.csv:1: has semicolons between its columns; save it with "
                                "commas\n"},
    {"id,prodct\n", "jobs.csv:1: column \"prodct\": not one of id, product, quantity, title, due; "
                    "did you mean product?\n"},
    {"id,due,id\n", "jobs.csv:1: column id stands twice\n"},
    {"product,quantity\n", "jobs.csv:1: column id is missing\n"},
    {"id,product,quantity,title,due,id2\n", "jobs.csv:1: there are more columns than five\n"},
    {"id,quantity\n1,10\n2,ten\n3,10\n",
     "jobs.csv:3: quantity = ten: not a number; write e.g. 12 or 0.5\n"},
    {"id,quantity\n1,-4\n",
     "jobs.csv:2: quantity = -4: out of range; it goes from 0 to 9000000000000\n"},
    {"id,quantity\n,10\n", "jobs.csv:2: id = : empty; write e.g. 4711\n"},
    {"id,quantity\n1,10,20\n", "jobs.csv:2: has 3 values for 2 columns\n"},
    {"id,quantity\n1\n", "jobs.csv:2: has 1 values for 2 columns\n"},
    {"id,product\n1,brackt\n",
     "jobs.csv:2: product = brackt: there is no [product brackt]; did you mean bracket?\n"},
    {"id,due\n1,24.12.2026\n", "jobs.csv:2: due = 24.12.2026: not a date, or a date and a time; "
                               "write e.g. 2026-12-24 14:00\n"},
    {"id\n1\n2\n1\n", "jobs.csv:4: job 1 stands twice; the other one is jobs.csv:2\n"},
    {"id,title\n1,\"open\n2,x\n", "jobs.csv:2: a quote is not closed\n"},
    {"id,title\n1,\"a\"b\n", "jobs.csv:2: something stands behind a closing quote\n"},
    {"id,title\n1,\xFF\n", "jobs.csv:2: is not UTF-8; save the file as UTF-8\n"},
    {"id,title\n1,\x07\n", "jobs.csv:2: holds a character that cannot be shown; remove it\n"},
    {"id,title\n1,\"a\nb\"\n2,c,d\n",
     "jobs.csv:2: holds a character that cannot be shown; remove it\n"},
    {"id\n0123456789012345678901234567890123\n",
     "jobs.csv:2: id = 0123456789012345678901234567890123: longer than 31 bytes; shorten it\n"},
};

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    struct kit_dir dir = kit_dir_new();
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        char told[4096] = "";
        struct config *c = load(&dir, BASE, mistakes[i].csv, told, sizeof told);
        assert_null(c);
        assert_string_equal(told, mistakes[i].told);
    }
    kit_dir_end(&dir);
}

static void rows_become_jobs(void **state)
{
    (void)state;
    struct kit_dir dir = kit_dir_new();
    char told[4096] = "";
    struct config *c = load(
        &dir,
        "[site]\nenterprise = e\nname = s\narea = a\ntimezone = Europe/Berlin\n[line]\nname = l\n"
        "[station]\nname = m\n[product bracket]\n[job-list]\nfile = jobs.csv\n[job first]\n"
        "product = bracket\nquantity = 12.5\ndue = 2026-07-01\n",
        "\xEF\xBB\xBFtitle,id,due,quantity,product\r\n\"Für \"\"Müller\"\", eilig\",WO 4711/2,"
        "2026-12-24 14:00,2000,bracket\r\n\r\n,2,,,\r\n",
        told, sizeof told);
    assert_string_equal(told, "");
    assert_non_null(c);
    assert_int_equal(c->jobs, 3);
    assert_string_equal(c->job[0].name, "first");
    assert_int_equal(c->job[0].quantity, 12500000);
    assert_int_equal(c->job[0].due, INT64_C(1782943200000)); /* midnight behind that day */
    assert_string_equal(c->job[1].name, "WO 4711/2");
    assert_string_equal(c->job[1].title, "Für \"Müller\", eilig");
    assert_string_equal(c->job[1].product, "bracket");
    assert_int_equal(c->job[1].quantity, INT64_C(2000000000));
    assert_int_equal(c->job[1].due, INT64_C(1798117200000)); /* 13:00 UTC */
    assert_int_equal(c->job[1].origin.line, 2);
    assert_string_equal(c->job[2].name, "2");
    assert_int_equal(c->job[2].due, TIME_NONE);
    config_free(&c);
    /* One of a section, once more in the list. */
    c = load(&dir, BASE "[job 2]\n", "id\n2\n", told, sizeof told);
    assert_null(c);
    assert_string_equal(told, "jobs.csv:2: job 2 stands twice; the other one is station.ini:13\n");
    kit_dir_end(&dir);
}

static void there_is_room_for_so_many(void **state)
{
    (void)state;
    struct kit_dir dir = kit_dir_new();
    char csv[1024] = "id\n";
    char told[4096] = "";
    size_t length = strlen(csv);
    for (int i = 0; i < 64; i++)
        length += (size_t)snprintf(csv + length, sizeof csv - length, "j%d\n", i);
    struct config *c = load(&dir, BASE, csv, told, sizeof told);
    assert_string_equal(told, "");
    assert_int_equal(c->jobs, 64);
    config_free(&c);
    (void)snprintf(csv + length, sizeof csv - length, "one\nmore\n");
    c = load(&dir, BASE, csv, told, sizeof told);
    assert_null(c);
    assert_string_equal(told, "jobs.csv:66: there can be at most 64 jobs; leave out this one and "
                              "those that follow\n");
    kit_dir_end(&dir);
}

/* A list that is not there, or that grew too large, is the fault of who named it. */
static void the_file_is_found_beside_its_ini(void **state)
{
    (void)state;
    struct kit_dir dir = kit_dir_new();
    struct config_report report;
    char told[512];
    kit_write(&dir, "station.ini", BASE);
    struct config *c = config_load((const char *const[]){dir.path}, 1, &report);
    assert_null(c);
    (void)snprintf(told, sizeof told,
                   "%s/station.ini:12: [job-list] file = jobs.csv: %s/jobs.csv: No such file or "
                   "directory\n",
                   dir.path, dir.path);
    assert_string_equal(kit_join(&report), told);
    config_report_done(&report);
    kit_remove(&dir, "station.ini");
    kit_dir_end(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_has_its_message),
        cmocka_unit_test(rows_become_jobs),
        cmocka_unit_test(there_is_room_for_so_many),
        cmocka_unit_test(the_file_is_found_beside_its_ini),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
