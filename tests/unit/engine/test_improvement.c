/* SPDX-License-Identifier: MIT */
/* Improvements: what is refused, what is on record, and numbers that are never given twice. */
#include "rig.h"

static const struct outcome *improve(struct rig *r, const char *text, int64_t at)
{
    return rig_command(
        r, (struct command){.verb = COMMAND_IMPROVEMENT, .note = text, .actor = "anna", .at = at},
        10000);
}

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_play(r, "0 state=Execute; 10 tick");
    return r;
}

static void what_is_said(void **state)
{
    (void)state;
    struct rig *r = make();
    const int64_t now = RIG_BEGIN + 10000, day = MS_PER_DAY;
    const struct {
        const char *text;
        int64_t at;
        enum command_result result;
        const char *id;
    } rows[] = {{"", TIME_NONE, COMMAND_BAD, ""},
                {"die 4 polished", TIME_NONE, COMMAND_DONE, "K1"},
                {"soon", now + 1, COMMAND_BAD, ""},
                {"long ago", now - 401 * day, COMMAND_BAD, ""},
                {"new feeder", now - 7 * day, COMMAND_DONE, "K2"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct outcome *out = improve(r, rows[i].text, rows[i].at);
        if (out->result != rows[i].result || strcmp(out->id, rows[i].id) != 0)
            fail_msg("%s: %d %s %s", rows[i].text, (int)out->result, out->id, out->text);
        if (out->result != COMMAND_DONE)
            continue;
        assert_int_equal(out->kind, REC_IMPROVEMENT);
        assert_non_null(strstr(out->body, rows[i].text));
    }
    rig_free(&r);
}

static void numbers_go_on(void **state)
{
    (void)state;
    struct rig *r = make();
    static char text[CHECKPOINT_MAX];
    struct cause why = {.text = ""};
    (void)improve(r, "one", TIME_NONE);
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    station_free(&r->st);
    rig_start(r, 20000);
    assert_int_equal(station_restore(r->st, text, length, true, r->now, &r->fx, &why), 0);
    assert_string_equal(improve(r, "two", TIME_NONE)->id, "K2");
    struct record record = {
        .kind = REC_IMPROVEMENT, .rev = 1, .id = "K9", .body = "{}", .body_length = 2};
    assert_int_equal(station_recall(r->st, &record, &why), 0);
    assert_string_equal(improve(r, "three", TIME_NONE)->id, "K10");
    (void)text_copy(record.id, sizeof record.id, "R9");
    assert_int_equal(station_recall(r->st, &record, &why), -1);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said),
        cmocka_unit_test(numbers_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
