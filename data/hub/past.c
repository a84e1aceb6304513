/* SPDX-License-Identifier: MIT */
/* Questions about the past: kept in a short queue, answered by libuv's thread pool one after the
 * other, so that one connection is enough and no slow database holds up the board. What the figures
 * cannot hold yet is said beside them: stations that are away or have records that are not
 * upstream. Called by view.c. */
#include "data/hub/past.h"

#include "data/model/clock.h"

#include <string.h>

#define WINDOW_MS  MS_PER_DAY
#define TREND_MS   (31 * MS_PER_DAY)
#define LATE_MS    60000 /* the oldest record that is not upstream may be so old */
#define NO_RECORDS "this view has no database: start it with --database, see andon-hub(8)"

/* ---- the thread ------------------------------------------------------------------------------ */

/* The stations of the window; what is beyond is not asked for. */
static void name_trends(struct past *p)
{
    size_t first = p->now.window.first, all = (size_t)p->stations;
    size_t known = all < BOARD_STATIONS_MAX ? all : BOARD_STATIONS_MAX;
    p->rows = 0;
    for (size_t i = first; i < known && (size_t)p->rows < p->now.window.count; i++) {
        struct line_trend *t = &p->trend[p->rows++];
        *t = (struct line_trend){.heard_at = p->seen[i].last_ms};
        memcpy(t->station, p->seen[i].station, sizeof t->station);
    }
}

static void read_line(struct past *p, const struct hub_span *span)
{
    struct jw w;
    jw_init(&w, p->text, sizeof p->text);
    jw_array(&w, NULL);
    p->page = (struct hub_rows){.first = p->now.first};
    p->rows =
        hub_look_line(p->look, p->now.of, span, &p->page, &w, &p->why) == 0 ? p->page.count : -1;
    jw_array_end(&w);
    p->stations = 0;
}

static void on_thread(uv_work_t *work)
{
    struct past *p = work->data;
    const struct past_question *q = &p->now;
    const struct hub_span span = {q->window.under, q->from_ms, q->to_ms};
    p->why.text[0] = '\0';
    p->stations = p->rows = -1;
    if (p->look == NULL)
        p->look = hub_look_open(p->url, &p->why);
    if (p->look == NULL)
        return;
    if (q->line)
        read_line(p, &span);
    else
        p->stations =
            hub_look_stations(p->look, q->window.under, p->seen, BOARD_STATIONS_MAX, &p->why);
    if (p->stations >= 0 && !q->trend && !q->line)
        p->rows = hub_look_losses(p->look, &span, q->by_count, p->loss, WATCH_ROWS_MAX, &p->why);
    if (p->stations >= 0 && q->trend) {
        name_trends(p);
        if (hub_look_shifts(p->look, &span, p->trend, (size_t)p->rows, &p->why) != 0)
            p->rows = -1;
    }
    if (p->stations < 0 || p->rows < 0)
        hub_look_close(&p->look); /* connected again with the next question */
}

/* ---- the answer ------------------------------------------------------------------------------ */

/* Of these there may be more than the database has: they are away, or not all is upstream. Those
 * that the board knows and the database does not, too. */
static int64_t late_stations(const struct past *p)
{
    int64_t late = 0, known = 0;
    size_t n = p->stations < BOARD_STATIONS_MAX ? (size_t)p->stations : BOARD_STATIONS_MAX;
    for (size_t i = 0; i < n; i++) {
        int64_t at = board_find(p->board, p->seen[i].station);
        const struct line_row *row = at >= 0 ? board_row(p->board, (size_t)at) : NULL;
        known += row != NULL;
        late += row == NULL || !row->heard || !row->online || row->oldest_ms > LATE_MS;
    }
    return late + board_under(p->board, p->now.window.under) - known;
}

static void put_rows(struct past *p, struct jw *w)
{
    const struct past_question *q = &p->now;
    size_t first = q->trend ? 0 : q->window.first;
    size_t rows = (size_t)p->rows < WATCH_ROWS_MAX ? (size_t)p->rows : WATCH_ROWS_MAX;
    jw_array(w, q->trend ? "trends" : "losses");
    for (size_t i = first; i < rows && i - first < q->window.count; i++) {
        jw_object(w, NULL);
        if (q->trend)
            line_trend_put(w, &p->trend[i]);
        else
            line_loss_put(w, &p->loss[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void put_line(struct past *p, struct jw *w)
{
    const char *constraint, *last;
    board_speakers(p->board, p->now.window.under, &constraint, &last);
    jw_int(w, "now", p->now.now_ms);
    jw_text(w, "line", p->now.window.under);
    jw_text(w, "constraint", constraint);
    jw_text(w, "last", last);
    jw_bool(w, "rest", p->page.more);
    jw_raw(w, "rows", p->text);
}

static void answer(struct past *p, struct client *client)
{
    const struct past_question *q = &p->now;
    struct jw w;
    if (p->rows < 0) {
        serve_error_id(client, q->request, PE_STORE, p->why.text);
        return;
    }
    jw_init(&w, p->watch->text, sizeof p->watch->text);
    if (q->line) {
        put_line(p, &w);
        serve_reply_id(client, q->request, p->watch->text);
        return;
    }
    jw_int(&w, "first", (int64_t)q->window.first);
    jw_int(&w, "matching", q->trend ? p->stations : p->rows);
    jw_int(&w, "from", q->from_ms);
    jw_int(&w, "to", q->to_ms);
    jw_int(&w, "stations", p->stations);
    jw_int(&w, "late", late_stations(p));
    jw_bool(&w, "complete", p->watch->complete);
    jw_bool(&w, "broker", p->watch->broker);
    put_rows(p, &w);
    if (w.overflow)
        serve_error_id(client, q->request, PE_BAD_REQUEST,
                       "so many rows are longer than a line: ask for fewer");
    else
        serve_reply_id(client, q->request, p->watch->text);
}

static void next(struct past *p);

static void on_done(uv_work_t *work, int status)
{
    struct past *p = work->data;
    struct client *client = serve_client(p->server, p->now.client);
    p->busy = false;
    if (status == 0 && client != NULL)
        answer(p, client);
    next(p);
}

static void next(struct past *p)
{
    if (p->busy || p->count == 0)
        return;
    p->now = p->waiting[0];
    p->count--;
    memmove(p->waiting, p->waiting + 1, (size_t)p->count * sizeof *p->waiting);
    p->work.data = p;
    p->busy = uv_queue_work(p->loop, &p->work, on_thread, on_done) == 0;
}

/* ---- questions ------------------------------------------------------------------------------- */

static int64_t time_of(const json_t *request, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(request, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static void ask(struct past *p, struct client *client, const json_t *request,
                struct past_question q)
{
    const char *wrong = lists_window(request, &q.window);
    const char *by = json_string_value(json_object_get(request, "by"));
    q.by_count = by != NULL && strcmp(by, "count") == 0;
    if (by != NULL && !q.by_count && strcmp(by, "minutes") != 0)
        wrong = "by is minutes or count";
    if (q.from_ms >= q.to_ms)
        wrong = "from is before to";
    if (wrong != NULL) {
        serve_error(client, request, PE_BAD_REQUEST, wrong);
    } else if (p->url == NULL) {
        serve_error(client, request, PE_NOT_FOUND, NO_RECORDS);
    } else if (p->count == PAST_WAITING) {
        serve_error(client, request, PE_BUSY, "many are asking the database: try again");
    } else {
        q.client = client_number(client);
        q.request = json_integer_value(json_object_get(request, "id"));
        p->waiting[p->count++] = q;
        next(p);
    }
}

void past_losses(struct past *p, struct client *client, const json_t *request, int64_t wall_ms)
{
    struct past_question q = {.to_ms = time_of(request, "to", wall_ms)};
    q.from_ms = time_of(request, "from", q.to_ms - WINDOW_MS);
    ask(p, client, request, q);
}

void past_trend(struct past *p, struct client *client, const json_t *request, int64_t wall_ms)
{
    struct past_question q = {.trend = true, .to_ms = time_of(request, "to", wall_ms)};
    q.from_ms = time_of(request, "from", q.to_ms - TREND_MS);
    ask(p, client, request, q);
}

/* Goals and costs stand in the configuration: no database is asked. */
static void answer_money(struct past *p, struct client *client, const json_t *request,
                         const char *line)
{
    struct jw w;
    jw_init(&w, p->watch->text, sizeof p->watch->text);
    jw_array(&w, "goals");
    for (int i = 0; i < p->money->goals; i++)
        if (strcmp(p->money->goal[i].line, line) == 0)
            goal_put(&w, &p->money->goal[i].goal);
    jw_array_end(&w);
    jw_array(&w, "costs");
    for (int i = 0; i < p->money->costs; i++)
        if (p->money->cost[i].line[0] == '\0' || strcmp(p->money->cost[i].line, line) == 0)
            cost_put(&w, p->zone, &p->money->cost[i].cost);
    jw_array_end(&w);
    serve_reply(client, request, p->watch->text);
}

void past_line(struct past *p, struct client *client, const json_t *request, int64_t wall_ms)
{
    struct past_question q = {.line = true, .now_ms = wall_ms};
    const char *of = json_string_value(json_object_get(request, "of"));
    const char *line = json_string_value(json_object_get(request, "under"));
    int what = of != NULL ? word_find(&words_hub_line, of, strlen(of)) : -1;
    q.first = time_of(request, "first_row", 0);
    q.to_ms = time_of(request, "to", wall_ms + 1);
    q.from_ms = time_of(request, "from", 0);
    if (of != NULL && line != NULL && strcmp(of, "money") == 0) {
        answer_money(p, client, request, line);
    } else if (what < 0 || line == NULL || q.first < 0) {
        serve_error(client, request, PE_BAD_REQUEST, "under: which line? of: which rows?");
    } else {
        q.of = (enum hub_line)what;
        ask(p, client, request, q);
    }
}

void past_close(struct past *p)
{
    hub_look_close(&p->look);
}
