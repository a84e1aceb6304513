/* SPDX-License-Identifier: MIT */
/* Picks what only the lists show out of a summary: the same scanner as for rows, with another plan,
 * so that the flood of summaries pays for rows alone. Called by lists.c. */
#include "data/hub/line/detail.h"

#include "data/hub/line/read.h"
#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define AT(pointer, form, type, member)                     \
    {                                                       \
        pointer, form, MEMBER_AT(struct type, member), NULL \
    }

/* clang-format off */
static const struct member shift_picks[] = {
    AT("/shift/name", MEMBER_TEXT, line_shift, shift),
    AT("/shift/start", MEMBER_TIME, line_shift, start),
    AT("/loss/title", MEMBER_TEXT, line_shift, loss),
    AT("/loss/lost_s", MEMBER_DURATION, line_shift, loss_ms),
    AT("/handover/name", MEMBER_TEXT, line_shift, unsigned_shift),
    AT("/handover/waiting", MEMBER_NUMBER, line_shift, waiting),
    AT("/handover/outgoing", MEMBER_FLAG, line_shift, outgoing),
    AT("/handover/incoming", MEMBER_FLAG, line_shift, incoming),
};
static const struct member stop_picks[] = {
    AT("id", MEMBER_TEXT, line_stop, id),
    AT("rev", MEMBER_NUMBER, line_stop, rev),
    AT("since", MEMBER_TIME, line_stop, since),
    AT("end", MEMBER_TIME, line_stop, end),
    AT("lost_s", MEMBER_DURATION, line_stop, ms),
    {"state", MEMBER_WORD, MEMBER_AT(struct line_stop, state), &words_machine_state},
    AT("detail", MEMBER_TEXT, line_stop, detail),
    AT("suggested", MEMBER_TEXT, line_stop, suggested),
};
/* clang-format on */
#define OF_SHIFT COUNT_OF(shift_picks)
#define OF_STOP  (COUNT_OF(stop_picks) + 1) /* and how many small ones it is a question about */
#define BURST    COUNT_OF(stop_picks)
_Static_assert(OF_SHIFT + LINE_DETAIL_STOPS * OF_STOP <= LINE_DETAIL_SLOTS, "a slot for each");

void line_detail_init(struct line_detail_reader *r)
{
    char pointer[64];
    scan_plan_init(&r->plan, r->node, LINE_DETAIL_NODES, r->text, sizeof r->text);
    for (size_t i = 0; i < OF_SHIFT; i++)
        r->slot[i] = scan_plan_add(&r->plan, shift_picks[i].key, strlen(shift_picks[i].key));
    for (size_t stop = 0; stop < LINE_DETAIL_STOPS; stop++)
        for (size_t i = 0; i < OF_STOP; i++) {
            const char *key = i == BURST ? "burst" : stop_picks[i].key;
            (void)text_format(pointer, sizeof pointer, "/asks/%zu/%s", stop, key);
            r->slot[OF_SHIFT + stop * OF_STOP + i] =
                scan_plan_add(&r->plan, pointer, strlen(pointer));
        }
}

static const struct scan_value *value_at(const struct line_detail_reader *r, size_t place)
{
    return &r->value[r->slot[place]];
}

static bool is_stop(const struct line_detail_reader *r, size_t place)
{
    const struct scan_value *burst = value_at(r, place + BURST);
    return value_at(r, place)->kind == SCAN_TEXT &&
           (burst->kind != SCAN_NUMBER || (burst->length == 1 && burst->text[0] == '0'));
}

int line_detail_read(struct line_detail_reader *r, const char *json, size_t length,
                     struct line_detail *out)
{
    out->stops = 0;
    line_shift_init(&out->shift);
    if (scan_document(&r->plan, json, length, r->value, NULL) != SCAN_FINE)
        return -1;
    for (size_t i = 0; i < OF_SHIFT; i++)
        line_read_member(value_at(r, i), &shift_picks[i], &out->shift);
    for (size_t n = 0; n < LINE_DETAIL_STOPS; n++) {
        size_t place = OF_SHIFT + n * OF_STOP;
        struct line_stop *stop = &out->stop[out->stops];
        if (!is_stop(r, place))
            continue;
        *stop = (struct line_stop){
            .since = TIME_NONE, .end = TIME_NONE, .ms = -1, .summary_at = TIME_NONE};
        for (size_t i = 0; i < COUNT_OF(stop_picks); i++)
            line_read_member(value_at(r, place + i), &stop_picks[i], stop);
        out->stops++;
    }
    return 0;
}
