/* SPDX-License-Identifier: MIT */
/* The view and the few questions that every panel asks of it. Filled by console/client.c and
 * console/panels/rows.c; owns its row tables. */
#include "console/panels/view.h"

#include "console/panels/charts/charts.h"
#include "console/words/words.h"

#include <stdlib.h>
#include <string.h>

int view_init(struct view *v, enum glyph_tier tier)
{
    memset(v, 0, sizeof *v);
    v->tier = tier;
    v->numbers = v->numbers_own = number_style_plain;
    v->zone = zone_utc;
    v->conn.state = CONN_CONNECTING;
    v->conn.since_ms = TIME_NONE;
    v->why[0] = '\0';
    v->log_kind = -1;
    score_init(&v->score);
    snapshot_init(&v->snap);
    v->timeline.row = calloc(VIEW_TIMELINE_MAX, sizeof *v->timeline.row);
    v->minutes.row = calloc(VIEW_MINUTES_MAX, sizeof *v->minutes.row);
    v->stops.row = calloc(VIEW_STOPS_MAX, sizeof *v->stops.row);
    v->stops.max = VIEW_STOPS_MAX;
    v->log.row = calloc(VIEW_LOG_MAX, sizeof *v->log.row);
    v->charts = charts_new();
    if (v->charts == NULL || lines_init(&v->lines) != 0 || pages_init(&v->pages) != 0 ||
        v->timeline.row == NULL || v->minutes.row == NULL || v->stops.row == NULL ||
        v->log.row == NULL) {
        view_done(v);
        return -1;
    }
    return 0;
}

void view_done(struct view *v)
{
    lines_done(&v->lines);
    pages_done(&v->pages);
    charts_free(&v->charts);
    report_view_done(&v->report);
    free(v->timeline.row);
    free(v->minutes.row);
    free(v->stops.row);
    for (size_t i = 0; v->log.row != NULL && i < v->log.count; i++)
        free(v->log.row[i].body);
    v->log.count = 0;
    free(v->log.row);
    v->timeline.row = NULL;
    v->minutes.row = NULL;
    v->stops.row = NULL;
    v->log.row = NULL;
}

void view_forget(struct view *v)
{
    for (size_t i = 0; i < v->log.count; i++)
        free(v->log.row[i].body);
    v->log.count = v->timeline.count = v->minutes.count = v->stops.count = 0;
    v->log.more = v->has_snapshot = v->zone_known = v->log_open = v->verifying = false;
    charts_forget(v->charts);
    snapshot_init(&v->snap);
    memset(&v->reasons, 0, sizeof v->reasons);
    memset(&v->scrap_reasons, 0, sizeof v->scrap_reasons);
    memset(&v->modes, 0, sizeof v->modes);
    memset(&v->call_types, 0, sizeof v->call_types);
    memset(&v->jobs, 0, sizeof v->jobs);
    memset(&v->scraps, 0, sizeof v->scraps);
    memset(&v->board, 0, sizeof v->board);
    memset(&v->packet, 0, sizeof v->packet);
    memset(&v->response, 0, sizeof v->response);
    v->why_lamp[0] = v->why[0] = '\0';
    report_view_done(&v->report);
}

const char *neighbour_side(const struct neighbour_view *n)
{
    return strcmp(n->side, "before") == 0  ? _("before")
           : strcmp(n->side, "after") == 0 ? _("after")
                                           : n->side;
}

bool view_is_old(const struct view *v)
{
    return !v->has_snapshot || v->conn.state != CONN_LIVE ||
           v->boot_ms - v->snap_boot_ms > VIEW_OLD_MS;
}

enum machine_state view_state(const struct view *v)
{
    if (view_is_old(v) || v->snap.machine.stale)
        return MS_UNKNOWN;
    return v->snap.machine.state;
}

int64_t view_grown(const struct view *v, int64_t ms)
{
    int64_t since = v->boot_ms - v->snap_boot_ms;
    if (ms < 0 || view_is_old(v) || since < 0 || ms > INT64_MAX - since)
        return ms;
    return ms + since;
}

int64_t view_stop_ms(const struct view *v, const char *id, int64_t since)
{
    if (strcmp(id, v->snap.stop.id) == 0 && v->snap.stop.ms >= 0)
        return view_grown(v, v->snap.stop.ms);
    return since != TIME_NONE && v->wall_ms > since ? v->wall_ms - since : 0;
}

int64_t view_figures_ms(const struct view *v)
{
    if (!v->has_snapshot)
        return TIME_NONE;
    return view_is_old(v) ? v->snap.ts : v->wall_ms;
}

void view_take_snapshot(struct view *v, const struct snapshot *s)
{
    v->snap = *s;
    v->has_snapshot = true;
    v->snap_boot_ms = v->boot_ms;
}
