/* SPDX-License-Identifier: MIT */
/* The hour-by-hour board: of a shift at hand the engine tells it, of an older one its record, whose
 * causes are what people say of those stops by now. Called through commands.c's table, and by ask.c
 * with what is on record. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <string.h>

static void put_amount(struct jw *w, const char *key, int64_t amount, bool known)
{
    if (known)
        jw_amount(w, key, amount);
    else
        jw_null(w, key);
}

static void put_hour(struct jw *w, const struct hour_row *row)
{
    bool begun = !row->future, planned = row->plan >= 0;
    jw_object(w, NULL);
    jw_int(w, "begin", row->begin);
    jw_int(w, "end", row->end);
    put_amount(w, "plan", row->plan, planned);
    put_amount(w, "due", row->due, planned && begun);
    put_amount(w, "actual", row->good, begun);
    put_amount(w, "scrap", row->scrap, begun);
    put_amount(w, "difference", row->good - row->due, planned && begun);
    jw_seconds(w, "stop_s", row->lost_ms);
    jw_text(w, "cause", row->cause_ms > 0 ? row->cause : NULL);
    jw_seconds(w, "cause_s", row->cause_ms);
    jw_text(w, "cause_stop", row->cause_ms > 0 ? row->stop : NULL);
    jw_text(w, "cause_reason", row->reason[0] ? row->reason : NULL);
    jw_object_end(w);
}

static void put_board(struct daemon *d, struct jw *w, const struct hour_row *row, int count)
{
    jw_init(w, d->text, PROTOCOL_LINE_MAX - 64);
    jw_array(w, "hours");
    for (int i = 0; i < count; i++)
        put_hour(w, &row[i]);
    jw_array_end(w);
}

/* ---- on record ------------------------------------------------------------------------------ */

static void read_hour(const struct daemon *d, const json_t *json, struct hour_row *row)
{
    const char *reason = json_string_value(json_object_get(json, "reason"));
    const char *stop = json_string_value(json_object_get(json, "stop"));
    const json_t *due = json_object_get(json, "due");
    *row = (struct hour_row){.begin = json_integer_value(json_object_get(json, "begin")),
                             .end = json_integer_value(json_object_get(json, "end")),
                             .due = -1,
                             .lost_ms = json_integer_value(json_object_get(json, "lost_ms")),
                             .cause_ms = json_integer_value(json_object_get(json, "cause_ms"))};
    (void)amount_from_double(json_number_value(json_object_get(json, "good")), &row->good);
    (void)amount_from_double(json_number_value(json_object_get(json, "scrap")), &row->scrap);
    if (json_is_number(due))
        (void)amount_from_double(json_number_value(due), &row->due);
    row->plan = row->due;
    row->future = row->begin > d->last.wall_ms; /* of a shift that was cut short */
    if (row->cause_ms <= 0)
        return;
    (void)text_copy(row->stop, sizeof row->stop, stop ? stop : "");
    hours_say(d->config, json_is_true(json_object_get(json, "small")), reason ? reason : "", row);
}

void board_reply(struct daemon *d, struct client *client, const struct open_query *asker,
                 const struct store_event *event)
{
    struct hour_row row[HOURS];
    struct jw w;
    int count = 0;
    size_t i;
    json_t *json, *rows = json_loadb(event->rows, event->rows_length, 0, NULL);
    json_array_foreach(rows, i, json)
    {
        if (count < HOURS)
            read_hour(d, json, &row[count++]);
    }
    json_decref(rows);
    if (count == 0) {
        serve_error_id(client, asker->request, PE_NOT_FOUND,
                       "there is no such shift at hand, and no board of it on record");
        return;
    }
    put_board(d, &w, row, count);
    if (w.overflow)
        serve_error_id(client, asker->request, PE_STORE, "the answer is longer than a line");
    else
        serve_reply_id(client, asker->request, w.out);
}

/* ---- asking --------------------------------------------------------------------------------- */

/* The number of a shift's id; -1: it is none. */
static int64_t number_of(const char *shift)
{
    size_t digits = strspn(shift + (shift[0] == 'W'), "0123456789");
    int64_t number = 0;
    if (shift[0] != 'W' || digits == 0 || digits > 15 || shift[1 + digits] != '\0')
        return -1;
    for (const char *c = shift + 1; *c != '\0'; c++)
        number = number * 10 + (*c - '0');
    return number;
}

void board_run(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct hour_row row[HOURS];
    const char *shift = json_string_value(json_object_get(request, "shift"));
    step_event(d, &(struct event){.kind = EVENT_TICK}, clock_now());
    int count = station_hours(d->station, shift ? shift : "", row);
    int64_t number = count < 0 ? number_of(shift ? shift : "") : 0;
    struct jw w;
    if (number < 0) {
        serve_error(client, request, PE_NOT_FOUND, "there is no such shift");
    } else if (count < 0) {
        commands_ask(d, client, request, &(struct open_query){.view = FIGURES_HOURS},
                     &(struct store_ask){.what = "hours", .from_ms = number});
    } else {
        put_board(d, &w, row, count); /* far shorter than a line */
        serve_reply(client, request, w.out);
    }
    daemon_settle(d);
}
