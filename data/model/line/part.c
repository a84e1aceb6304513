/* SPDX-License-Identifier: MIT */
/* An area or a line as JSON, by one table both ways. Pure. data/hub/line fills it, the console and
 * andonctl read it. */
#include "data/model/line/part.h"

#include "data/model/clock.h"
#include "data/model/members.h"

#include <math.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define AT(key, form, member)                                \
    {                                                        \
        key, form, MEMBER_AT(struct line_part, member), NULL \
    }

/* clang-format off */
static const struct member fields[] = {
    AT("path", MEMBER_TEXT, path),
    AT("stations", MEMBER_NUMBER, stations),
    AT("lines", MEMBER_NUMBER, lines),
    AT("unexplained", MEMBER_NUMBER, unexplained),
    AT("unexplained_s", MEMBER_DURATION, unexplained_ms),
    AT("calls", MEMBER_NUMBER, calls),
    AT("blocking", MEMBER_NUMBER, blocking),
    AT("alerts", MEMBER_NUMBER, alerts),
    AT("unacked", MEMBER_NUMBER, unacked),
    AT("pending", MEMBER_NUMBER, pending),
    AT("oldest_s", MEMBER_DURATION, oldest_ms),
    AT("heard_at", MEMBER_TIME, heard_at),
    AT("good", MEMBER_AMOUNT_UNKNOWN, good),
    AT("target", MEMBER_AMOUNT_UNKNOWN, target),
    AT("target_now", MEMBER_AMOUNT_UNKNOWN, target_now),
    AT("last", MEMBER_TEXT_EMPTY, last),
    AT("constraint", MEMBER_TEXT_EMPTY, constraint),
    AT("oee", MEMBER_RATIO, oee),
    AT("oee_last", MEMBER_RATIO, oee_last),
};
/* clang-format on */
static const struct members group = {NULL, fields, COUNT_OF(fields), 0};

void line_part_init(struct line_part *part)
{
    *part = (struct line_part){.oldest_ms = -1,
                               .heard_at = TIME_NONE,
                               .good = -1,
                               .target = -1,
                               .target_now = -1,
                               .oee = (double)NAN,
                               .oee_last = (double)NAN};
}

void line_part_put(struct jw *w, const struct line_part *part)
{
    jw_object(w, NULL);
    members_write(w, &group, part);
    jw_text(w, "counted_by", part->last[0] != '\0' ? "last" : "machines");
    for (int i = 0; i < LINE_GRADE_COUNT; i++)
        jw_int(w, word_name(&words_line_grade, i), part->grade[i]);
    jw_object(w, "states");
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        jw_int(w, word_name(&words_machine_state, i), part->state[i]);
    jw_object_end(w);
    jw_object_end(w);
}

void line_part_get(const json_t *json, struct line_part *part)
{
    const json_t *states = json_object_get(json, "states");
    line_part_init(part);
    members_read(json, &group, part);
    for (int i = 0; i < LINE_GRADE_COUNT; i++)
        part->grade[i] = json_integer_value(json_object_get(json, word_name(&words_line_grade, i)));
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        part->state[i] =
            json_integer_value(json_object_get(states, word_name(&words_machine_state, i)));
}
