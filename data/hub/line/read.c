/* SPDX-License-Identifier: MIT */
/* Which members of a summary a row is made of, as a table of JSON Pointers. Called by board.c for
 * summaries that somebody wants to see; jansson would take thirty times as long. */
#include "data/hub/line/read.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

#define AT(pointer, form, member)                               \
    {                                                           \
        pointer, form, MEMBER_AT(struct line_row, member), NULL \
    }

/* clang-format off */
static const struct member picks[] = {
    AT("/title", MEMBER_TEXT, title),
    {"/machine/state", MEMBER_WORD, MEMBER_AT(struct line_row, state), &words_machine_state},
    AT("/machine/since", MEMBER_TIME, since),
    AT("/machine/detail", MEMBER_TEXT, detail),
    AT("/machine/stale", MEMBER_FLAG, stale),
    AT("/job/product", MEMBER_TEXT, product),
    AT("/job/target", MEMBER_AMOUNT, target),
    AT("/oee/oee", MEMBER_RATIO, oee),
    AT("/oee/unexplained_s", MEMBER_DURATION, unexplained_ms),
    AT("/counts/good", MEMBER_AMOUNT, good),
    AT("/counts/target_now", MEMBER_AMOUNT, target_now),
    AT("/open/calls", MEMBER_NUMBER, calls),
    AT("/open/call", MEMBER_TEXT, call),
    AT("/open/call_since", MEMBER_TIME, call_since),
    AT("/open/call_id", MEMBER_TEXT, call_id),
    AT("/open/call_tier", MEMBER_NUMBER, call_tier),
    AT("/open/blocking", MEMBER_FLAG, blocking),
    AT("/open/alerts", MEMBER_NUMBER, alerts),
    AT("/open/unacked", MEMBER_NUMBER, unacked),
    AT("/open/high_unacked", MEMBER_NUMBER, high_unacked),
    AT("/open/alert", MEMBER_TEXT, alert),
    AT("/open/predictions", MEMBER_NUMBER, predictions),
    AT("/open/prediction", MEMBER_TEXT, prediction),
    AT("/open/pending", MEMBER_NUMBER, pending),
    AT("/open/oldest_s", MEMBER_DURATION, oldest_ms),
    AT("/stop/id", MEMBER_TEXT, stop),
    AT("/stop/since", MEMBER_TIME, stop_since),
    AT("/stop/reason", MEMBER_TEXT, reason),
    AT("/stop/suggested", MEMBER_TEXT, suggested),
    AT("/config/digest", MEMBER_TEXT, config),
    AT("/config/plant", MEMBER_TEXT, plant),
    AT("/config/plant_rev", MEMBER_NUMBER, plant_rev),
    AT("/stops/unexplained", MEMBER_NUMBER, unexplained),
};
/* clang-format on */
#define PICKS (sizeof picks / sizeof *picks)
_Static_assert(PICKS < LINE_READ_SLOTS, "a slot for each, and one for the stop's end");

void line_reader_init(struct line_reader *r)
{
    scan_plan_init(&r->plan, r->node, LINE_READ_NODES, r->text, sizeof r->text);
    for (size_t i = 0; i < PICKS; i++)
        r->slot[i] = scan_plan_add(&r->plan, picks[i].key, strlen(picks[i].key));
    r->slot[PICKS] = scan_plan_add(&r->plan, "/stop/end", strlen("/stop/end"));
}

static void take_text(const struct scan_value *v, char *out, size_t size)
{
    char raw[512];
    size_t n = v->kind == SCAN_TEXT ? scan_text(v, raw, sizeof raw, NULL) : 0;
    (void)text_sanitise(raw, n, out, size);
}

static void take_number(const struct scan_value *v, const struct member *pick, char *to)
{
    int64_t amount, value;
    if (v->kind != SCAN_NUMBER || amount_from_text(v->text, v->length, &amount) != 0)
        return;
    value = pick->form == MEMBER_AMOUNT     ? amount
            : pick->form == MEMBER_DURATION ? amount / 1000
                                            : amount / AMOUNT_ONE;
    memcpy(to, &value, sizeof value);
}

static void take_ratio(const struct scan_value *v, char *to)
{
    int64_t amount;
    if (v->kind != SCAN_NUMBER || amount_from_text(v->text, v->length, &amount) != 0)
        return;
    double ratio = (double)amount / (double)AMOUNT_ONE;
    memcpy(to, &ratio, sizeof ratio);
}

static void take_word(const struct scan_value *v, const struct words *words, char *to)
{
    int found = v->kind == SCAN_TEXT ? word_find(words, v->text, v->length) : -1;
    unsigned value = (unsigned)found;
    if (found >= 0)
        memcpy(to, &value, sizeof value);
}

void line_read_member(const struct scan_value *v, const struct member *pick, void *base)
{
    char *to = (char *)base + pick->offset;
    bool flag = v->kind == SCAN_TRUE;
    switch (pick->form) {
    case MEMBER_TEXT:
    case MEMBER_TEXT_EMPTY:
        take_text(v, to, pick->size);
        return;
    case MEMBER_FLAG:
        memcpy(to, &flag, sizeof flag);
        return;
    case MEMBER_RATIO:
        take_ratio(v, to);
        return;
    case MEMBER_WORD:
        take_word(v, pick->words, to);
        return;
    case MEMBER_TIME:
    case MEMBER_DURATION:
    case MEMBER_AMOUNT:
    case MEMBER_AMOUNT_ZERO:
    case MEMBER_AMOUNT_UNKNOWN:
    case MEMBER_NUMBER:
        take_number(v, pick, to);
        return;
    }
}

/* What comes from the topic and the clock, not from the summary. */
static void keep(const struct line_row *from, struct line_row *to)
{
    memcpy(to->station, from->station, sizeof to->station);
    to->online = from->online;
    to->status_at = from->status_at;
    to->summary_at = from->summary_at;
}

int line_reader_take(struct line_reader *r, const char *json, size_t length, struct line_row *row)
{
    struct line_row fresh;
    if (scan_document(&r->plan, json, length, r->value, NULL) != SCAN_FINE)
        return -1;
    line_row_init(&fresh, "");
    keep(row, &fresh);
    for (size_t i = 0; i < PICKS; i++)
        line_read_member(&r->value[r->slot[i]], &picks[i], &fresh);
    if (r->value[r->slot[PICKS]].kind == SCAN_NUMBER) { /* that stop is over */
        fresh.stop[0] = fresh.reason[0] = fresh.suggested[0] = '\0';
        fresh.stop_since = TIME_NONE;
    }
    fresh.heard = true;
    *row = fresh;
    return 0;
}

int line_status_take(const char *json, size_t length, bool *online, int64_t *at)
{
    struct scan_node node[8];
    struct scan_value value[2];
    struct scan_plan plan;
    char text[64];
    int64_t amount;
    scan_plan_init(&plan, node, 8, text, sizeof text);
    (void)scan_plan_add(&plan, "/online", strlen("/online"));
    (void)scan_plan_add(&plan, "/ts", strlen("/ts"));
    if (scan_document(&plan, json, length, value, NULL) != SCAN_FINE ||
        (value[0].kind != SCAN_TRUE && value[0].kind != SCAN_FALSE))
        return -1;
    *online = value[0].kind == SCAN_TRUE;
    *at = TIME_NONE;
    if (value[1].kind == SCAN_NUMBER &&
        amount_from_text(value[1].text, value[1].length, &amount) == 0)
        *at = amount / AMOUNT_ONE;
    return 0;
}

void line_nonce_take(const char *json, size_t length, char out[33])
{
    struct scan_node node[4];
    struct scan_value value[1];
    struct scan_plan plan;
    char text[64];
    out[0] = '\0';
    scan_plan_init(&plan, node, 4, text, sizeof text);
    (void)scan_plan_add(&plan, "/nonce", strlen("/nonce"));
    if (scan_document(&plan, json, length, value, NULL) != SCAN_FINE ||
        value[0].kind != SCAN_TEXT || value[0].length != 32)
        return;
    memcpy(out, value[0].text, 32);
    out[32] = '\0';
    if (strspn(out, "0123456789abcdef") != 32)
        out[0] = '\0';
}
