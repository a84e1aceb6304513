/* SPDX-License-Identifier: MIT */
/* A record in words: each kind, reasons by their titles, and whatever a body may hold instead. */
#include "data/model/record_say.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *title_of(const void *ctx, enum record_kind kind, const char *id)
{
    assert_string_equal(ctx, "titles");
    if (strcmp(id, "burr") == 0)
        return kind == REC_SCRAP ? "burr on the edge" : id;
    return strcmp(id, "mech.jam") == 0 ? "die jam" : id;
}

static const struct {
    enum record_kind kind;
    const char *body, *said;
} rows[] = {
    {REC_INTERVAL, "{\"ms\":5000,\"state\":\"idle\",\"detail\":null}", "idle for 5 s"},
    {REC_FAULT, "{\"signal\":\"total\",\"text\":\"late\"}", "total: late"},
    {REC_FAULT, "{\"signal\":\"total, good\",\"text\":\"off\",\"end\":null}", "total, good: off"},
    {REC_FAULT, "{\"signal\":\"total\",\"text\":\"off\",\"end\":7}", "total: off \u00B7 over"},
    {REC_STOP, "{\"ms\":0,\"end\":null,\"state\":\"stopped\",\"small\":true}",
     "small stop: stopped began"},
    {REC_STOP, "{\"ms\":90000,\"end\":5,\"state\":\"stopped\",\"reason\":\"mech.jam\"}",
     "stopped 1 min 30 s \u00B7 die jam"},
    {REC_STOP, "{\"ms\":90000,\"end\":5,\"state\":\"stopped\",\"suggested\":\"E-217\"}",
     "stopped 1 min 30 s \u00B7 E-217"},
    {REC_MINUTE, "{\"good\":12.5,\"scrap\":1,\"gap\":true}", "good 12.5, scrap 1, with a gap"},
    {REC_FAULT, "{\"signal\":\"oil\",\"text\":\"no number\"}", "oil: no number"},
    {REC_SHIFT, "{\"name\":\"early\",\"closed\":true}", "early closed"},
    {REC_CLOCK, "{\"delta_ms\":-3000}", "the clock went back by 3 s"},
    {REC_OPEN, "{\"station\":\"press\"}", "the record of press was opened"},
    {REC_CONFIG, "{\"id\":\"ab12\"}", "configuration ab12 accepted"},
    {REC_SCRAP, "{\"quantity\":-3,\"reason\":\"burr\",\"of\":\"R4\",\"note\":\"one\\u001b\"}",
     "-3 scrap \u00B7 burr on the edge \u00B7 one? \u00B7 reverses R4"},
    {REC_SCRAP, "{\"quantity\":2,\"rework\":true}", "2 rework"},
    {REC_JOB, "{\"order\":\"A-1\",\"product\":\"P7\",\"state\":\"paused\",\"good\":40}",
     "A-1 \u00B7 P7 \u00B7 paused \u00B7 good 40"},
    {REC_ALERT,
     "{\"title\":\"Oil hot\",\"text\":\"oil 74, > 70\",\"priority\":\"high\",\"state\":\"B\"}",
     "Oil hot: oil 74, > 70, high"},
    {REC_ALERT,
     "{\"title\":\"Oil hot\",\"text\":\"oil 74, > 70\",\"priority\":\"high\",\"state\":\"C\","
     "\"ack\":{\"by\":\"anna\",\"note\":\"dust\"}}",
     "Oil hot: oil 74, > 70, high \u00B7 acknowledged by anna: dust"},
    {REC_ALERT,
     "{\"title\":\"Oil hot\",\"priority\":\"low\",\"state\":\"E\",\"shelf\":{\"by\":\"anna\","
     "\"why\":\"noise\"}}",
     "Oil hot, low \u00B7 shelved by anna: noise"},
    {REC_MODE, "{\"title\":\"Cleaning\",\"mode\":\"planned\",\"end\":7}", "Cleaning \u00B7 ended"},
    {REC_HANDOVER,
     "{\"name\":\"early\",\"state\":\"signed\",\"outgoing\":{\"by\":\"anna\"},\"notes\":[{\"text\":"
     "\"one\"},{\"text\":\"two\"}]}",
     "early \u00B7 signed \u00B7 goes: anna \u00B7 note: two"},
    {REC_SESSION, "{\"person\":\"anna\",\"role\":\"operator\"}", "anna \u00B7 as operator"},
    {REC_CALL,
     "{\"type\":\"maintenance\",\"title\":\"Maintenance\",\"state\":\"taken\",\"by\":\"anna\","
     "\"taken_by\":\"ben\",\"line_stop\":5,\"ended\":null,\"told\":\"supervisor by lamp\","
     "\"missed\":\"lamp: no lamp shows it\"}",
     "Maintenance \u00B7 taken \u00B7 by ben \u00B7 the line was to stop \u00B7 told supervisor by "
     "lamp \u00B7 not reached by lamp: no lamp shows it"},
    {REC_CALL,
     "{\"type\":\"x\",\"state\":\"solved\",\"ended\":9,\"ended_by\":\"ben\",\"told\":\"y\"}",
     "x \u00B7 solved \u00B7 by ben"},
    {REC_LAMP,
     "{\"what\":\"override\",\"lamp\":\"red\",\"pattern\":\"off\",\"why\":\"relay\",\"by\":\"ben\","
     "\"released\":\"anna\"}",
     "red \u00B7 override \u00B7 off \u00B7 relay \u00B7 released by anna"},
    {REC_LAMP, "{\"what\":\"replaced\",\"lamp\":\"red\",\"burned_ms\":60000}",
     "red \u00B7 replaced \u00B7 after 1 min 00 s"},
    {REC_LAMP, "{\"what\":\"silence\",\"lamp\":\"buzzer\",\"rule\":\"call-waiting\"}",
     "buzzer \u00B7 silence \u00B7 rule call-waiting"},
    {REC_LAMP, "{\"what\":\"test\"}", "test"},
    {REC_STOP, "null", " 0 s"},
    {REC_JOB, "[]", " \u00B7 good 0"},
};

static void each_kind_has_its_words(void **state)
{
    static const struct record_titles titles = {title_of, "titles"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char said[160];
        json_t *body = json_loads(rows[i].body, JSON_DECODE_ANY, NULL);
        assert_non_null(body);
        record_say(rows[i].kind, body, &titles, said, sizeof said);
        if (json_object_size(body) > 0)
            assert_string_equal(said, rows[i].said);
        assert_true(text_is_clean(said, strlen(said)));
        json_decref(body);
    }
}

/* Every kind, without a body, without titles, into little room. */
static void nothing_is_needed(void **state)
{
    (void)state;
    json_t *body = json_pack("{s:s,s:s}", "reason", "mech.jam", "state", "stopped");
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        char said[8];
        record_say((enum record_kind)kind, NULL, NULL, said, sizeof said);
        record_say((enum record_kind)kind, body, NULL, said, sizeof said);
        assert_true(strlen(said) < sizeof said);
    }
    json_decref(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_its_words),
        cmocka_unit_test(nothing_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
