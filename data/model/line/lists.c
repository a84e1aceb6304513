/* SPDX-License-Identifier: MIT */
/* Rows of the lists over many stations, by one table each both ways. Pure. The hub's view fills
 * them, the console and andonctl read them. */
#include "data/model/line/lists.h"

#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define AT(type, key, form, member)                     \
    {                                                   \
        key, form, MEMBER_AT(struct type, member), NULL \
    }

/* clang-format off */
static const struct member stop_fields[] = {
    AT(line_stop, "station", MEMBER_TEXT, station),
    AT(line_stop, "title", MEMBER_TEXT_EMPTY, title),
    AT(line_stop, "online", MEMBER_FLAG, online),
    AT(line_stop, "id", MEMBER_TEXT, id),
    AT(line_stop, "rev", MEMBER_NUMBER, rev),
    AT(line_stop, "since", MEMBER_TIME, since),
    AT(line_stop, "end", MEMBER_TIME, end),
    AT(line_stop, "lost_s", MEMBER_DURATION, ms),
    {"state", MEMBER_WORD, MEMBER_AT(struct line_stop, state), &words_machine_state},
    AT(line_stop, "detail", MEMBER_TEXT_EMPTY, detail),
    AT(line_stop, "suggested", MEMBER_TEXT_EMPTY, suggested),
    AT(line_stop, "summary_at", MEMBER_TIME, summary_at),
};
static const struct member shift_fields[] = {
    AT(line_shift, "station", MEMBER_TEXT, station),
    AT(line_shift, "title", MEMBER_TEXT_EMPTY, title),
    AT(line_shift, "stations", MEMBER_NUMBER, stations),
    AT(line_shift, "unknown", MEMBER_NUMBER, unknown),
    AT(line_shift, "shift", MEMBER_TEXT_EMPTY, shift),
    AT(line_shift, "start", MEMBER_TIME, start),
    AT(line_shift, "oee", MEMBER_RATIO, oee),
    AT(line_shift, "constraint", MEMBER_TEXT_EMPTY, speaks),
    AT(line_shift, "good", MEMBER_AMOUNT_UNKNOWN, good),
    AT(line_shift, "target", MEMBER_AMOUNT_UNKNOWN, target),
    AT(line_shift, "target_now", MEMBER_AMOUNT_UNKNOWN, target_now),
    AT(line_shift, "sum_over_machines", MEMBER_FLAG, machines),
    AT(line_shift, "last", MEMBER_TEXT_EMPTY, counted),
    AT(line_shift, "loss", MEMBER_TEXT_EMPTY, loss),
    AT(line_shift, "loss_at", MEMBER_TEXT_EMPTY, where),
    AT(line_shift, "loss_s", MEMBER_DURATION, loss_ms),
    AT(line_shift, "unexplained", MEMBER_NUMBER, unexplained),
    AT(line_shift, "unexplained_s", MEMBER_DURATION, unexplained_ms),
    AT(line_shift, "calls", MEMBER_NUMBER, calls),
    AT(line_shift, "alerts", MEMBER_NUMBER, alerts),
    AT(line_shift, "not_signed", MEMBER_NUMBER, waiting),
    AT(line_shift, "not_signed_shift", MEMBER_TEXT_EMPTY, unsigned_shift),
    AT(line_shift, "outgoing", MEMBER_FLAG, outgoing),
    AT(line_shift, "incoming", MEMBER_FLAG, incoming),
    AT(line_shift, "summary_at", MEMBER_TIME, summary_at),
};
static const struct member loss_fields[] = {
    AT(line_loss, "kind", MEMBER_TEXT, kind),
    AT(line_loss, "reason", MEMBER_TEXT_EMPTY, reason),
    AT(line_loss, "title", MEMBER_TEXT_EMPTY, title),
    AT(line_loss, "count", MEMBER_NUMBER, count),
    AT(line_loss, "lost_s", MEMBER_DURATION, lost_ms),
    AT(line_loss, "stations", MEMBER_NUMBER, stations),
};
static const struct member past_fields[] = {
    AT(line_trend, "station", MEMBER_TEXT, station),
    AT(line_trend, "heard_at", MEMBER_TIME, heard_at),
};
/* clang-format on */
static const struct members stop_group = {NULL, stop_fields, COUNT_OF(stop_fields), 0},
                            shift_group = {NULL, shift_fields, COUNT_OF(shift_fields), 0},
                            loss_group = {NULL, loss_fields, COUNT_OF(loss_fields), 0},
                            past_group = {NULL, past_fields, COUNT_OF(past_fields), 0};

void line_stop_put(struct jw *w, const struct line_stop *stop)
{
    members_write(w, &stop_group, stop);
}

void line_stop_get(const json_t *json, struct line_stop *stop)
{
    *stop =
        (struct line_stop){.since = TIME_NONE, .end = TIME_NONE, .ms = -1, .summary_at = TIME_NONE};
    members_read(json, &stop_group, stop);
}

void line_shift_init(struct line_shift *shift)
{
    *shift = (struct line_shift){.start = TIME_NONE,
                                 .oee = (double)NAN,
                                 .good = -1,
                                 .target = -1,
                                 .target_now = -1,
                                 .loss_ms = -1,
                                 .unexplained_ms = -1,
                                 .summary_at = TIME_NONE};
}

void line_shift_put(struct jw *w, const struct line_shift *shift)
{
    members_write(w, &shift_group, shift);
}

void line_shift_get(const json_t *json, struct line_shift *shift)
{
    line_shift_init(shift);
    members_read(json, &shift_group, shift);
}

void line_loss_put(struct jw *w, const struct line_loss *loss)
{
    members_write(w, &loss_group, loss);
}

void line_loss_get(const json_t *json, struct line_loss *loss)
{
    *loss = (struct line_loss){.lost_ms = -1};
    members_read(json, &loss_group, loss);
}

void line_trend_put(struct jw *w, const struct line_trend *trend)
{
    members_write(w, &past_group, trend);
    jw_array(w, "shifts");
    for (int i = 0; i < trend->shifts; i++) {
        jw_object(w, NULL);
        jw_time(w, "begin", trend->begin[i]);
        jw_text(w, "name", trend->name[i]);
        jw_real(w, "oee", trend->oee[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
}

void line_trend_get(const json_t *json, struct line_trend *trend)
{
    size_t i;
    const json_t *item;
    *trend = (struct line_trend){.heard_at = TIME_NONE};
    members_read(json, &past_group, trend);
    json_array_foreach(json_object_get(json, "shifts"), i, item)
    {
        const json_t *oee = json_object_get(item, "oee");
        int n = trend->shifts;
        if (n == LINE_TREND_SHIFTS)
            return;
        trend->oee[n] = json_is_number(oee) ? json_number_value(oee) : (double)NAN;
        trend->begin[n] = member_take_time(item, "begin");
        member_read_text(json_object_get(item, "name"), trend->name[n], sizeof trend->name[n]);
        trend->shifts++;
    }
}
