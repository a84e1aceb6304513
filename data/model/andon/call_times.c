/* SPDX-License-Identifier: MIT */
/* Response times of calls by type, from their records. Called by andonctl call times; whoever calls
 * asks for the rows. Owns the durations until call_times_done. */
#include "data/model/andon/call_times.h"

#include "data/model/andon/call.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

static struct call_times_row *row_of(struct call_times *times, const char *type)
{
    for (size_t i = 0; i < times->rows; i++)
        if (strcmp(times->row[i].type, type) == 0)
            return &times->row[i];
    if (times->rows == CALL_TIMES_TYPES)
        return NULL;
    struct call_times_row *row = &times->row[times->rows++];
    *row = (struct call_times_row){.calls = 0};
    (void)text_copy(row->type, sizeof row->type, type);
    return row;
}

static bool add_ms(struct call_span *span, int64_t ms)
{
    if (span->count == CALL_TIMES_MOST)
        return false;
    if (span->count == span->room) {
        size_t room = span->room > 0 ? span->room * 2 : 32;
        int64_t *more = realloc(span->ms, room * sizeof *more);
        if (!more)
            return false;
        span->ms = more;
        span->room = room;
    }
    span->ms[span->count++] = ms;
    return true;
}

void call_times_add(struct call_times *times, const json_t *call)
{
    static const char *const keys[CALL_STEP_COUNT] = {"take_ms", "arrive_ms", "solve_ms"};
    char type[48], state[24];
    bool whole = true;
    member_take_text(call, "type", type, sizeof type);
    member_take_text(call, "state", state, sizeof state);
    int is = word_find(&words_call_state, state, strlen(state));
    struct call_times_row *row = type[0] != '\0' && is >= 0 ? row_of(times, type) : NULL;
    if (!row) {
        times->others++;
        return;
    }
    member_take_text(call, "title", row->title, sizeof row->title);
    row->calls++;
    row->solved += is == CALL_SOLVED;
    row->cancelled += is == CALL_CANCELLED;
    row->open += is < CALL_SOLVED;
    row->line_stops += json_is_integer(json_object_get(call, "line_stop"));
    for (int k = 0; k < CALL_STEP_COUNT; k++) {
        const json_t *ms = json_object_get(call, keys[k]);
        if (json_is_integer(ms) && json_integer_value(ms) >= 0)
            whole = add_ms(&row->span[k], json_integer_value(ms)) && whole;
    }
    times->others += !whole;
}

static int by_size(const void *a, const void *b)
{
    int64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

int64_t call_times_median(struct call_times_row *row, enum call_step_kind kind)
{
    struct call_span *span = &row->span[kind];
    if (span->count == 0)
        return -1;
    qsort(span->ms, span->count, sizeof *span->ms, by_size);
    int64_t low = span->ms[(span->count - 1) / 2], high = span->ms[span->count / 2];
    return low + (high - low) / 2;
}

int64_t call_times_worst(const struct call_times_row *row, enum call_step_kind kind)
{
    int64_t worst = -1;
    for (size_t i = 0; i < row->span[kind].count; i++)
        worst = row->span[kind].ms[i] > worst ? row->span[kind].ms[i] : worst;
    return worst;
}

void call_times_done(struct call_times *times)
{
    for (size_t i = 0; i < times->rows; i++)
        for (int k = 0; k < CALL_STEP_COUNT; k++)
            free(times->row[i].span[k].ms);
    *times = (struct call_times){.rows = 0};
}
