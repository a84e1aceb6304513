/* SPDX-License-Identifier: MIT */
/* Windows on the board, one a client: which rows it has been told, as digests, so that only what
 * looks different is sent. A client that reads slowly is told the latest when it has read. Called
 * by view.c. */
#include "data/hub/watch.h"

#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

#define HEARD_MS                                                                    \
    10000 /* that a row was heard again is told so often, when nothing else changed \
           */

static uint64_t digest(uint64_t h, const void *data, size_t length)
{
    const unsigned char *c = data;
    for (size_t i = 0; i < length; i++)
        h = (h ^ c[i]) * UINT64_C(1099511628211);
    return h;
}

/* ---- requests -------------------------------------------------------------------------------- */

static bool take_text(const json_t *request, const char *key, char *out, size_t size)
{
    const json_t *value = json_object_get(request, key);
    out[0] = '\0';
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_string(value) || json_string_length(value) >= size)
        return false;
    (void)text_sanitise(json_string_value(value), json_string_length(value), out, size);
    return true;
}

static bool take_size(const json_t *request, const char *key, size_t otherwise, size_t *out)
{
    const json_t *value = json_object_get(request, key);
    *out = otherwise;
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (size_t)json_integer_value(value);
    return true;
}

const char *watch_window(const json_t *request, size_t *first, size_t *count)
{
    if (!take_size(request, "first", 0, first) ||
        !take_size(request, "count", WATCH_ROWS_MAX, count))
        return "first and count are numbers";
    if (*count > WATCH_ROWS_MAX)
        *count = WATCH_ROWS_MAX;
    return NULL;
}

static bool take_word(const json_t *request, const char *key, const struct words *words, int *out)
{
    const json_t *value = json_object_get(request, key);
    if (value == NULL || json_is_null(value))
        return true;
    *out = json_is_string(value)
               ? word_find(words, json_string_value(value), json_string_length(value))
               : -1;
    return *out >= 0;
}

/* NULL, or what is wrong with it. */
static const char *read_query(const json_t *request, struct board_query *q)
{
    int order = LINE_BY_WORST;
    *q = (struct board_query){.only = -1};
    if (!take_word(request, "order", &words_line_order, &order))
        return "order is worst or floor";
    if (!take_word(request, "only", &words_line_grade, &q->only))
        return "only is wanted, unknown, warned, waiting or fine";
    if (!take_text(request, "under", q->under, sizeof q->under))
        return "under is a part of the plant: enterprise/site/area";
    if (!take_text(request, "filter", q->filter, sizeof q->filter))
        return "filter is at most 63 bytes of text";
    q->order = (enum line_order)order;
    q->unexplained = json_is_true(json_object_get(request, "unexplained"));
    return watch_window(request, &q->first, &q->count);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void put_totals(const struct watch *w, struct jw *out, const struct board_query *q,
                       const struct board_totals *totals)
{
    jw_int(out, "first", (int64_t)q->first);
    jw_int(out, "matching", (int64_t)totals->matching);
    jw_int(out, "stations", (int64_t)board_count(w->board));
    for (int i = 0; i < LINE_GRADE_COUNT; i++)
        jw_int(out, word_name(&words_line_grade, i), (int64_t)totals->grade[i]);
    jw_int(out, "unexplained", totals->unexplained);
    jw_seconds(out, "unexplained_s", totals->unexplained_ms);
    jw_int(out, "refused", board_refused(w->board));
    jw_int(out, "dropped", w->dropped);
    jw_bool(out, "complete", w->complete);
    jw_bool(out, "broker", w->broker);
}

static uint64_t row_digest(const struct line_row *row)
{
    char text[4096];
    struct line_row told = *row;
    struct jw w;
    if (told.summary_at != TIME_NONE)
        told.summary_at -= told.summary_at % HEARD_MS;
    jw_init(&w, text, sizeof text);
    line_row_put(&w, &told);
    return digest(UINT64_C(14695981039346656037), text, w.length);
}

/* The window as members, rows that it has already left out when `seen` is given. Whether there is
 * anything new in it. */
static bool put_window(struct watch *w, struct jw *out, const struct board_query *q,
                       struct watcher *seen)
{
    struct board_totals totals;
    size_t n = board_select(w->board, q, w->index, &totals);
    bool fresh = seen == NULL;
    put_totals(w, out, q, &totals);
    if (seen != NULL) {
        uint64_t told = digest(seen->rows + 1, out->out, out->length);
        fresh = told != seen->totals || seen->rows != n;
        seen->totals = told;
    }
    jw_int(out, "shown", (int64_t)n);
    jw_array(out, "rows");
    for (size_t i = 0; i < n; i++) {
        const struct line_row *row = board_row(w->board, w->index[i]);
        if (seen != NULL && row->calls > 0 && row->online && w->called != NULL)
            w->called(w->ctx, row);
        if (seen != NULL) {
            uint64_t now = row_digest(row);
            if (i < seen->rows && seen->shown[i] == now)
                continue;
            seen->shown[i] = now;
            fresh = true;
        }
        jw_object(out, NULL);
        jw_int(out, "at", (int64_t)(q->first + i));
        line_row_members(out, row);
        jw_object_end(out);
    }
    jw_array_end(out);
    if (seen != NULL)
        seen->rows = n;
    return fresh;
}

static struct watcher *find(struct watch *w, uint64_t client)
{
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        if (w->watcher[i].client == client)
            return &w->watcher[i];
    return NULL;
}

void watch_lines(struct watch *w, struct client *client, const json_t *request)
{
    struct board_query q;
    const char *wrong = read_query(request, &q);
    if (wrong != NULL) {
        serve_error(client, request, PE_BAD_REQUEST, wrong);
        return;
    }
    struct jw out;
    struct watcher *seen = find(w, client_number(client));
    if (seen != NULL)
        seen->client = 0; /* the latest question holds */
    seen = json_is_true(json_object_get(request, "watch")) ? find(w, 0) : NULL;
    if (seen != NULL)
        *seen = (struct watcher){.client = client_number(client), .query = q};
    jw_init(&out, w->text, sizeof w->text);
    (void)put_window(w, &out, &q, seen);
    if (out.overflow)
        serve_error(client, request, PE_BAD_REQUEST,
                    "so many rows are longer than a line: ask for fewer");
    else
        serve_reply(client, request, w->text);
}

/* ---- events ---------------------------------------------------------------------------------- */

static void tell(struct watch *w, struct watcher *seen)
{
    struct client *client = serve_client(w->server, seen->client);
    struct jw out;
    if (client == NULL)
        return;
    seen->due = client_unsent(client) > 0;
    if (seen->due)
        return;
    jw_init(&out, w->text, sizeof w->text);
    if (put_window(w, &out, &seen->query, seen) && !out.overflow)
        serve_event(client, "lines", w->text);
}

void watch_tell(struct watch *w)
{
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        if (w->watcher[i].client != 0)
            tell(w, &w->watcher[i]);
}

void watch_drained(struct watch *w, struct client *client)
{
    struct watcher *seen = find(w, client_number(client));
    if (seen != NULL && seen->due)
        tell(w, seen);
}

void watch_closed(struct watch *w, const struct client *client)
{
    struct watcher *seen = find(w, client_number(client));
    if (seen != NULL)
        *seen = (struct watcher){.client = 0};
}

size_t watch_count(const struct watch *w)
{
    size_t n = 0;
    for (size_t i = 0; i < SERVE_CLIENTS_MAX; i++)
        n += w->watcher[i].client != 0;
    return n;
}
