/* SPDX-License-Identifier: MIT */
/* A row of the line board: its grade, its words, and its JSON by the same table both ways. Pure.
 * The hub fills rows (data/hub/line), the console and andonctl read them back. */
#include "data/model/line/row.h"

#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#define LINE_NAME(value, text) text,
static const char *const grade_names[] = {LINE_GRADES(LINE_NAME)};
static const char *const order_names[] = {LINE_ORDERS(LINE_NAME)};
#undef LINE_NAME
const struct words words_line_grade = {grade_names, LINE_GRADE_COUNT};
const struct words words_line_order = {order_names, LINE_ORDER_COUNT};

#define AT(key, form, member)                               \
    {                                                       \
        key, form, MEMBER_AT(struct line_row, member), NULL \
    }
#define SPELT(key, member, w)                                            \
    {                                                                    \
        key, MEMBER_WORD, MEMBER_AT(struct line_row, member), &words_##w \
    }

/* clang-format off */
static const struct member fields[] = {
    AT("station", MEMBER_TEXT, station),
    AT("title", MEMBER_TEXT_EMPTY, title),
    SPELT("grade", grade, line_grade),
    AT("heard", MEMBER_FLAG, heard),
    AT("online", MEMBER_FLAG, online),
    AT("status_at", MEMBER_TIME, status_at),
    SPELT("state", state, machine_state),
    AT("since", MEMBER_TIME, since),
    AT("detail", MEMBER_TEXT_EMPTY, detail),
    AT("stale", MEMBER_FLAG, stale),
    AT("oee", MEMBER_RATIO, oee),
    AT("good", MEMBER_AMOUNT_UNKNOWN, good),
    AT("target", MEMBER_AMOUNT_UNKNOWN, target),
    AT("target_now", MEMBER_AMOUNT_UNKNOWN, target_now),
    AT("product", MEMBER_TEXT_EMPTY, product),
    AT("stop", MEMBER_TEXT_EMPTY, stop),
    AT("stop_since", MEMBER_TIME, stop_since),
    AT("reason", MEMBER_TEXT_EMPTY, reason),
    AT("suggested", MEMBER_TEXT_EMPTY, suggested),
    AT("unexplained", MEMBER_NUMBER, unexplained),
    AT("unexplained_s", MEMBER_DURATION, unexplained_ms),
    AT("calls", MEMBER_NUMBER, calls),
    AT("call", MEMBER_TEXT_EMPTY, call),
    AT("call_since", MEMBER_TIME, call_since),
    AT("call_id", MEMBER_TEXT_EMPTY, call_id),
    AT("call_tier", MEMBER_NUMBER, call_tier),
    AT("blocking", MEMBER_FLAG, blocking),
    AT("alerts", MEMBER_NUMBER, alerts),
    AT("unacked", MEMBER_NUMBER, unacked),
    AT("high_unacked", MEMBER_NUMBER, high_unacked),
    AT("alert", MEMBER_TEXT_EMPTY, alert),
    AT("predictions", MEMBER_NUMBER, predictions),
    AT("prediction", MEMBER_TEXT_EMPTY, prediction),
    AT("pending", MEMBER_NUMBER, pending),
    AT("oldest_s", MEMBER_DURATION, oldest_ms),
    AT("summary_at", MEMBER_TIME, summary_at),
    AT("config", MEMBER_TEXT_EMPTY, config),
    AT("plant", MEMBER_TEXT_EMPTY, plant),
    AT("plant_rev", MEMBER_NUMBER, plant_rev),
    AT("plant_newest", MEMBER_NUMBER, plant_newest),
};
/* clang-format on */
static const struct members group = {NULL, fields, COUNT_OF(fields), 0};

void line_row_init(struct line_row *row, const char *station)
{
    *row = (struct line_row){.grade = LINE_UNKNOWN,
                             .status_at = TIME_NONE,
                             .summary_at = TIME_NONE,
                             .since = TIME_NONE,
                             .oee = (double)NAN,
                             .good = -1,
                             .target = -1,
                             .target_now = -1,
                             .stop_since = TIME_NONE,
                             .call_since = TIME_NONE,
                             .unexplained_ms = -1,
                             .oldest_ms = -1};
    (void)text_sanitise(station, strlen(station), row->station, sizeof row->station);
}

void line_row_grade(struct line_row *row)
{
    if (!row->heard || !row->online)
        row->grade = LINE_UNKNOWN;
    else if (row->calls > 0 || row->high_unacked > 0)
        row->grade = LINE_WANTED;
    else if (row->stale || row->state == MS_UNKNOWN)
        row->grade = LINE_UNKNOWN;
    else if (row->state == MS_STOPPED)
        row->grade = LINE_WANTED;
    else if (row->alerts > 0 || row->predictions > 0 || row->unexplained > 0 ||
             row->plant_rev < row->plant_newest)
        row->grade = LINE_WARNED;
    else if (row->state == MS_STARVED || row->state == MS_BLOCKED)
        row->grade = LINE_WAITING;
    else
        row->grade = LINE_FINE;
}

const char *line_span(int64_t ms, char out[LINE_SPAN_SIZE])
{
    static const struct {
        int64_t below, unit;
        const char *word;
    } rows[] = {{100 * MS_PER_S, MS_PER_S, "s"},
                {100 * MS_PER_MIN, MS_PER_MIN, "min"},
                {48 * MS_PER_HOUR, MS_PER_HOUR, "h"}};
    if (ms < 0)
        ms = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (ms < rows[i].below) {
            (void)text_format(out, LINE_SPAN_SIZE, "%lld %s", (long long)(ms / rows[i].unit),
                              rows[i].word);
            return out;
        }
    (void)text_format(out, LINE_SPAN_SIZE, "%lld d", (long long)(ms / (24 * MS_PER_HOUR)));
    return out;
}

static const char *since(int64_t from, int64_t wall_ms, char out[LINE_SPAN_SIZE])
{
    out[0] = '\0';
    return from == TIME_NONE ? out : line_span(wall_ms - from, out);
}

static void say_unknown(const struct line_row *r, int64_t wall_ms, char *out, size_t size)
{
    char span[LINE_SPAN_SIZE];
    if (!r->heard)
        (void)text_copy(out, size, r->online ? "no figures yet" : "not heard yet");
    else if (!r->online)
        (void)text_format(out, size, "gone %s", since(r->status_at, wall_ms, span));
    else
        (void)text_format(out, size, "machine silent %s", since(r->since, wall_ms, span));
}

static void say_stop(const struct line_row *r, char *out, size_t size)
{
    if (r->reason[0] != '\0')
        (void)text_copy(out, size, r->reason);
    else if (r->suggested[0] != '\0')
        (void)text_format(out, size, "? %s", r->suggested);
    else
        (void)text_copy(out, size, "? not explained");
}

static void say_warning(const struct line_row *r, char *out, size_t size)
{
    if (r->alerts > 0)
        (void)text_format(out, size, "%s%s", r->unacked > 0 ? "! " : "",
                          r->alert[0] != '\0' ? r->alert : "alert");
    else if (r->predictions > 0)
        (void)text_format(out, size, "expected: %s",
                          r->prediction[0] != '\0' ? r->prediction : "a failure");
    else if (r->unexplained > 0)
        (void)text_format(out, size, "? %lld not explained", (long long)r->unexplained);
    else if (r->plant_rev < r->plant_newest)
        (void)text_format(out, size, "plant's configuration %lld, not %lld",
                          (long long)r->plant_rev, (long long)r->plant_newest);
}

const char *line_row_worst(const struct line_row *r, int64_t wall_ms, char *out, size_t size)
{
    char span[LINE_SPAN_SIZE];
    out[0] = '\0';
    if (r->grade == LINE_UNKNOWN)
        say_unknown(r, wall_ms, out, size);
    else if (r->calls > 0)
        (void)text_format(out, size, "call: %s %s", r->call[0] != '\0' ? r->call : "somebody",
                          since(r->call_since, wall_ms, span));
    else if (r->high_unacked > 0)
        say_warning(r, out, size);
    else if (r->state == MS_STOPPED)
        say_stop(r, out, size);
    else
        say_warning(r, out, size);
    return out;
}

const char *line_row_name(const struct line_row *row)
{
    const char *slash = strrchr(row->station, '/');
    if (row->title[0] != '\0')
        return row->title;
    return slash != NULL ? slash + 1 : row->station;
}

void line_row_members(struct jw *w, const struct line_row *row)
{
    members_write(w, &group, row);
}

void line_row_put(struct jw *w, const struct line_row *row)
{
    jw_object(w, NULL);
    line_row_members(w, row);
    jw_object_end(w);
}

void line_row_get(const json_t *json, struct line_row *row)
{
    line_row_init(row, "");
    members_read(json, &group, row);
}
