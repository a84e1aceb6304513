/* SPDX-License-Identifier: MIT */
/* What a window adds up to, from the projections. Rows are read one by one and added up in C: SQL
 * would sort what it groups, and the edges want their own arithmetic. A phase is one table: stops
 * by their index, intervals and minutes by the blocks that reach into the window, a block at a
 * time. No statement stays open between slices. What is open, and minutes that are not written as
 * they are, come from the engine with the question and replace what the record says of them. */
#include "data/store/gather.h"

#include "data/model/text.h"
#include "data/store/clock.h"
#include "data/store/span.h"

#include <string.h>

#define ROWS_A_LOOK      64 /* rows between looks at the clock */
#define BLOCKS_AT_A_TIME 8

void gather_begin(struct gather *g, int64_t from_ms, int64_t to_ms, bool stops_only,
                  const struct figures_open *open)
{
    figures_init(&g->figures, from_ms, to_ms);
    if (open)
        g->open = *open;
    else
        g->open = (struct figures_open){.now_ms = TIME_NONE};
    g->stops_only = stops_only;
    g->phase = GATHER_STOPS;
    g->begun = false;
    g->edges = g->next_edge = g->corrections = 0;
}

/* ---- columns -------------------------------------------------------------------------------- */

static int64_t time_at(sqlite3_stmt *s, int column)
{
    return sqlite3_column_type(s, column) == SQLITE_INTEGER ? sqlite3_column_int64(s, column)
                                                            : TIME_NONE;
}

static void text_at(sqlite3_stmt *s, int column, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    (void)text_copy(out, size, text ? text : "");
}

static int bind_window(sqlite3 *sql, const char *text, const struct gather *g, sqlite3_stmt **s)
{
    int rc = sqlite3_prepare_v2(sql, text, -1, s, NULL);
    if (rc != SQLITE_OK)
        return rc;
    int parameters = sqlite3_bind_parameter_count(*s);
    const int64_t numbers[] = {g->figures.from_ms, g->figures.to_ms, g->key};
    for (int i = 0; i < 3 && i < parameters; i++)
        (void)sqlite3_bind_int64(*s, i + 1, numbers[i]);
    return parameters < 4 ? SQLITE_OK : sqlite3_bind_text(*s, 4, g->id, -1, SQLITE_STATIC);
}

static void next_phase(struct gather *g)
{
    g->phase++;
    g->begun = false;
}

/* ---- stops ---------------------------------------------------------------------------------- */

/* Stops come one after the other in time: only the last that began before may reach in. */
static int begin_stops(sqlite3 *sql, struct gather *g)
{
    sqlite3_stmt *s = NULL;
    int rc = bind_window(
        sql,
        "SELECT coalesce(max(begin_ms), ?1) FROM stop WHERE begin_ms <= ?1 AND into_id IS NULL", g,
        &s);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        g->key = sqlite3_column_int64(s, 0);
    g->id[0] = '\0';
    g->begun = true;
    sqlite3_finalize(s);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* More than there is room for can only be when the clock was set back: they count as a whole. */
static void keep_edge(struct gather *g, const struct figure_stop *stop)
{
    if (g->edges < GATHER_EDGES)
        g->edge[g->edges++] = *stop;
    else
        figures_stop(&g->figures, stop);
}

static void take_stop(struct gather *g, sqlite3_stmt *s)
{
    const struct figures *f = &g->figures;
    struct figure_stop stop = {
        .begin_ms = sqlite3_column_int64(s, 0),
        .end_ms = time_at(s, 2),
        .ms = sqlite3_column_int64(s, 3),
        .small = sqlite3_column_int(s, 4) == 1,
        .asks = sqlite3_column_int(s, 5) == 1,
    };
    const char *id = (const char *)sqlite3_column_text(s, 1);
    if (id && strcmp(id, g->open.stop_id) == 0)
        return; /* the engine knows better */
    text_at(s, 6, stop.reason, sizeof stop.reason);
    stop.lost_ms = stop.ms;
    int64_t end = stop.end_ms == TIME_NONE ? TIME_NEVER : stop.end_ms;
    if (stop.begin_ms >= f->from_ms && end <= f->to_ms)
        figures_stop(&g->figures, &stop);
    else if (end > f->from_ms)
        keep_edge(g, &stop);
}

static int stops_slice(sqlite3 *sql, struct gather *g, int64_t until_us)
{
    sqlite3_stmt *s = NULL;
    int64_t rows = 0;
    int rc = g->begun ? SQLITE_OK : begin_stops(sql, g);
    if (rc == SQLITE_OK)
        rc = bind_window(sql,
                         "SELECT begin_ms, id, end_ms, ms, small, asks, reason FROM stop "
                         "WHERE (begin_ms, id) > (?3, ?4) AND begin_ms < ?2 AND into_id IS NULL "
                         "ORDER BY begin_ms, id",
                         g, &s);
    bool over = false;
    while (rc == SQLITE_OK && !over) {
        rc = sqlite3_step(s);
        if (rc != SQLITE_ROW)
            break;
        rc = SQLITE_OK;
        take_stop(g, s);
        if (++rows % ROWS_A_LOOK != 0 || clock_us() < until_us)
            continue;
        over = true;
        g->key = sqlite3_column_int64(s, 0);
        text_at(s, 1, g->id, sizeof g->id);
    }
    sqlite3_finalize(s);
    if (rc == SQLITE_DONE)
        next_phase(g);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* ---- blocks of intervals and minutes -------------------------------------------------------- */

/* That reach into [?1, ?2), with those where the last row that begins before ?1 may be; the next of
 * them. */
#define NEXT_BLOCKS(table)                                                                      \
    "SELECT block FROM (SELECT block FROM " table                                               \
    "_span WHERE last_ms >= ?1 AND first_ms < ?2 UNION SELECT * FROM (SELECT block FROM " table \
    "_span WHERE last_ms < ?1 ORDER BY last_ms DESC LIMIT 3) UNION " SPAN_OPEN_BLOCK(           \
        table) ") WHERE block > ?3 ORDER BY block LIMIT 8"
_Static_assert(BLOCKS_AT_A_TIME == 8, "the LIMIT of NEXT_BLOCKS");

#define INTERVAL_ROWS                                                                \
    "SELECT begin_ms, end_ms, ms, state, plan FROM interval i WHERE " SPAN_IN_BLOCK( \
        "i", "?3") " AND begin_ms < ?2 AND end_ms > ?1 AND begin_ms NOT NULL"
#define MINUTE_ROWS                                                                       \
    "SELECT id, total, good, scrap, rework, product, ideal_us, shift_id, outside_total, " \
    "outside_good, outside_scrap, outside_rework, trial_total, trial_good, trial_scrap, " \
    "trial_rework FROM minute i WHERE " SPAN_IN_BLOCK(                                    \
        "i", "?3") " AND begin_ms >= ?1 AND begin_ms < ?2"

struct block_table {
    const char *blocks, *rows;
    void (*take)(struct gather *g, sqlite3_stmt *s, void *ctx);
};

static int list_blocks(sqlite3 *sql, const struct gather *g, const char *text,
                       int64_t block[BLOCKS_AT_A_TIME], int *count)
{
    sqlite3_stmt *s = NULL;
    int rc = bind_window(sql, text, g, &s);
    *count = 0;
    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        block[(*count)++] = sqlite3_column_int64(s, 0);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int take_block(struct gather *g, sqlite3_stmt *s, const struct block_table *t, void *ctx)
{
    int rc;
    (void)sqlite3_bind_int64(s, 3, g->key);
    while ((rc = sqlite3_step(s)) == SQLITE_ROW)
        t->take(g, s, ctx);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The next few blocks; `*last` tells that there are no more. */
static int take_blocks(sqlite3 *sql, struct gather *g, const struct block_table *t, void *ctx,
                       bool *last)
{
    int64_t block[BLOCKS_AT_A_TIME];
    int count;
    sqlite3_stmt *s = NULL;
    int rc = list_blocks(sql, g, t->blocks, block, &count);
    *last = count < BLOCKS_AT_A_TIME;
    if (rc == SQLITE_OK)
        rc = bind_window(sql, t->rows, g, &s);
    for (int i = 0; i < count && rc == SQLITE_OK; i++) {
        g->key = block[i];
        rc = take_block(g, s, t, ctx);
    }
    sqlite3_finalize(s);
    return rc;
}

static int blocks_slice(sqlite3 *sql, struct gather *g, const struct block_table *t,
                        int64_t until_us)
{
    bool last = false;
    int rc = SQLITE_OK;
    if (!g->begun)
        g->key = INT64_MIN;
    g->begun = true;
    while (rc == SQLITE_OK && !last) {
        rc = take_blocks(sql, g, t, NULL, &last);
        if (rc == SQLITE_OK && last)
            next_phase(g);
        if (clock_us() >= until_us)
            break;
    }
    return rc;
}

static void read_interval(sqlite3_stmt *s, struct figure_interval *out)
{
    const char *word = (const char *)sqlite3_column_text(s, 3);
    int state = word ? word_find(&words_machine_state, word, strlen(word)) : -1;
    *out = (struct figure_interval){
        .begin_ms = sqlite3_column_int64(s, 0),
        .end_ms = sqlite3_column_int64(s, 1),
        .ms = sqlite3_column_int64(s, 2),
        .state = state < 0 ? MS_UNKNOWN : (enum machine_state)state,
        .in_plan = sqlite3_column_int(s, 4) == 1,
    };
}

static void take_interval(struct gather *g, sqlite3_stmt *s, void *ctx)
{
    struct figure_interval interval;
    (void)ctx;
    read_interval(s, &interval);
    figures_interval(&g->figures, &interval);
}

/* ---- stops that reach over an edge ---------------------------------------------------------- */

/* What was lost within the stop and the window, by the intervals: to the ms. */
struct lost {
    int64_t from_ms, to_ms, ms;
};

static void add_lost(struct lost *lost, const struct figure_interval *interval)
{
    if (interval->in_plan && state_is_loss(interval->state))
        lost->ms += figure_inside(interval, lost->from_ms, lost->to_ms);
}

static void take_lost(struct gather *g, sqlite3_stmt *s, void *ctx)
{
    struct figure_interval interval;
    (void)g;
    read_interval(s, &interval);
    add_lost(ctx, &interval);
}

static int lost_of(sqlite3 *sql, const struct gather *g, struct lost *lost)
{
    static const struct block_table table = {NEXT_BLOCKS("interval"), INTERVAL_ROWS, take_lost};
    struct gather part = {.key = INT64_MIN};
    bool last = lost->from_ms >= lost->to_ms;
    int rc = SQLITE_OK;
    part.figures.from_ms = lost->from_ms;
    part.figures.to_ms = lost->to_ms;
    while (rc == SQLITE_OK && !last)
        rc = take_blocks(sql, &part, &table, lost, &last);
    if (g->open.now_ms != TIME_NONE)
        add_lost(lost, &g->open.interval);
    return rc;
}

static int count_edge(sqlite3 *sql, struct gather *g, struct figure_stop *stop)
{
    const struct figures *f = &g->figures;
    struct lost lost = {.from_ms = stop->begin_ms > f->from_ms ? stop->begin_ms : f->from_ms,
                        .to_ms = f->to_ms};
    if (stop->end_ms != TIME_NONE && stop->end_ms < lost.to_ms)
        lost.to_ms = stop->end_ms;
    int rc = lost_of(sql, g, &lost);
    stop->lost_ms = lost.ms;
    if (rc == SQLITE_OK)
        figures_stop(&g->figures, stop);
    return rc;
}

static bool reaches(const struct figures *f, const struct figure_stop *stop)
{
    return stop->begin_ms < f->to_ms && (stop->end_ms == TIME_NONE || stop->end_ms > f->from_ms);
}

static int edges_slice(sqlite3 *sql, struct gather *g, int64_t until_us)
{
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && g->next_edge < g->edges) {
        rc = count_edge(sql, g, &g->edge[g->next_edge++]);
        if (clock_us() >= until_us)
            return rc;
    }
    if (rc == SQLITE_OK && g->open.stop_id[0] != '\0' && reaches(&g->figures, &g->open.stop))
        rc = count_edge(sql, g, &g->open.stop);
    next_phase(g);
    if (g->stops_only)
        g->phase = GATHER_DONE;
    return rc;
}

/* ---- parts ---------------------------------------------------------------------------------- */

/* Ideal cycles that were an error when the minutes were written; the record of the shift says so.
 */
static int list_corrections(sqlite3 *sql, struct gather *g)
{
    static const char text[] =
        "SELECT s.id, c.value ->> 'product', c.value ->> 'was_us', c.value ->> 'ideal_us' "
        "FROM shift s, json_each(s.body, iif(s.body -> 'made' IS NULL, '$.corrected', '$.made')) c "
        "WHERE s.begin_ms < ?2 AND s.end_ms > ?1 AND instr(s.body, '\"was_us\"') > 0 "
        "AND json_valid(s.body) AND c.value ->> 'was_us' NOT NULL LIMIT 32";
    _Static_assert(GATHER_CORRECTIONS == 32, "the LIMIT");
    sqlite3_stmt *s = NULL;
    int rc = bind_window(sql, text, g, &s);
    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        struct gather_correction *c = &g->correction[g->corrections++];
        text_at(s, 0, c->shift, sizeof c->shift);
        text_at(s, 1, c->product, sizeof c->product);
        c->was_us = sqlite3_column_int64(s, 2);
        c->ideal_us = sqlite3_column_int64(s, 3);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int64_t right_ideal(const struct gather *g, const char *shift, const char *product,
                           int64_t ideal_us)
{
    for (int i = 0; i < g->corrections; i++) {
        const struct gather_correction *c = &g->correction[i];
        if (c->was_us == ideal_us && strcmp(c->shift, shift) == 0 &&
            strcmp(c->product, product) == 0)
            return c->ideal_us;
    }
    return ideal_us;
}

static void count_parts(struct gather *g, struct figure_parts *parts, const char *shift)
{
    struct account_segment *p = &parts->planned;
    p->ideal_us = right_ideal(g, shift, p->product, p->ideal_us);
    p->total -= parts->outside.total;
    p->good -= parts->outside.good;
    p->scrap -= parts->outside.scrap;
    p->rework -= parts->outside.rework;
    figures_parts(&g->figures, parts);
}

static bool is_open_minute(const struct gather *g, const char *id)
{
    for (int i = 0; i < g->open.minutes; i++)
        if (strcmp(g->open.minute[i].id, id) == 0)
            return true;
    return false;
}

static struct account_segment amounts_at(sqlite3_stmt *s, int column)
{
    return (struct account_segment){.total = sqlite3_column_int64(s, column),
                                    .good = sqlite3_column_int64(s, column + 1),
                                    .scrap = sqlite3_column_int64(s, column + 2),
                                    .rework = sqlite3_column_int64(s, column + 3)};
}

static void take_minute(struct gather *g, sqlite3_stmt *s, void *ctx)
{
    char shift[RECORD_ID_SIZE];
    const char *id = (const char *)sqlite3_column_text(s, 0);
    (void)ctx;
    if (!id || is_open_minute(g, id))
        return;
    struct figure_parts parts = {.planned = amounts_at(s, 1)};
    text_at(s, 5, parts.planned.product, sizeof parts.planned.product);
    parts.planned.ideal_us = sqlite3_column_int64(s, 6);
    text_at(s, 7, shift, sizeof shift);
    if (sqlite3_column_type(s, 8) != SQLITE_NULL)
        parts.outside = amounts_at(s, 8);
    if (sqlite3_column_type(s, 12) != SQLITE_NULL)
        parts.trial = amounts_at(s, 12);
    count_parts(g, &parts, shift);
}

static int minutes_slice(sqlite3 *sql, struct gather *g, int64_t until_us)
{
    static const struct block_table table = {NEXT_BLOCKS("minute"), MINUTE_ROWS, take_minute};
    int rc = g->begun ? SQLITE_OK : list_corrections(sql, g);
    if (rc != SQLITE_OK)
        return rc;
    return blocks_slice(sql, g, &table, until_us);
}

static void take_entry(struct gather *g, sqlite3_stmt *s)
{
    struct figure_entry e = {.amount = sqlite3_column_int64(s, 2),
                             .rework = sqlite3_column_int(s, 3) == 1};
    char shift[RECORD_ID_SIZE];
    text_at(s, 4, e.reason, sizeof e.reason);
    text_at(s, 5, e.product, sizeof e.product);
    text_at(s, 7, e.part, sizeof e.part);
    text_at(s, 8, shift, sizeof shift);
    e.ideal_us = right_ideal(g, shift, e.product, sqlite3_column_int64(s, 6));
    figures_entry(&g->figures, &e);
}

static int scraps_slice(sqlite3 *sql, struct gather *g, int64_t until_us)
{
    sqlite3_stmt *s = NULL;
    bool over = false;
    if (!g->begun) {
        g->key = g->figures.from_ms;
        g->id[0] = '\0';
        g->begun = true;
    }
    int rc = bind_window(sql,
                         "SELECT begin_ms, id, quantity, rework, reason, product, ideal_us, part, "
                         "shift_id FROM scrap WHERE (begin_ms, id) > (?3, ?4) AND begin_ms < ?2 "
                         "ORDER BY begin_ms, id",
                         g, &s);
    while (rc == SQLITE_OK && !over && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        take_entry(g, s);
        g->key = sqlite3_column_int64(s, 0);
        text_at(s, 1, g->id, sizeof g->id);
        over = clock_us() >= until_us;
        rc = SQLITE_OK;
    }
    sqlite3_finalize(s);
    if (rc == SQLITE_DONE)
        next_phase(g);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void take_open(struct gather *g)
{
    const struct figures *f = &g->figures;
    if (g->open.now_ms == TIME_NONE || g->stops_only)
        return;
    figures_interval(&g->figures, &g->open.interval);
    for (int i = 0; i < g->open.minutes; i++) {
        const struct figure_minute *m = &g->open.minute[i];
        if (m->begin_ms >= f->from_ms && m->begin_ms < f->to_ms)
            figures_parts(&g->figures, &m->parts);
    }
}

int gather_slice(sqlite3 *sql, struct gather *g, int64_t until_us)
{
    static const struct block_table intervals = {NEXT_BLOCKS("interval"), INTERVAL_ROWS,
                                                 take_interval};
    int rc = SQLITE_OK;
    do {
        switch (g->phase) {
        case GATHER_STOPS:
            rc = stops_slice(sql, g, until_us);
            break;
        case GATHER_EDGE_STOPS:
            rc = edges_slice(sql, g, until_us);
            break;
        case GATHER_INTERVALS:
            rc = blocks_slice(sql, g, &intervals, until_us);
            break;
        case GATHER_MINUTES:
            rc = minutes_slice(sql, g, until_us);
            break;
        case GATHER_SCRAPS:
            rc = scraps_slice(sql, g, until_us);
            break;
        case GATHER_DONE:
            return rc;
        }
    } while (rc == SQLITE_OK && g->phase != GATHER_DONE && clock_us() < until_us);
    if (rc == SQLITE_OK && g->phase == GATHER_DONE)
        take_open(g);
    return rc;
}
