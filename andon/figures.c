/* SPDX-License-Identifier: MIT */
/* pareto, losses, kpi: the store adds up what is on record, the engine tells what is not yet, and
 * here it is put in the words of the configuration in force. A reason that is configured no more
 * stays readable by its id, and counts as what stands above it. Called through commands.c's table,
 * and by ask.c with what was added up. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "data/model/figures.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <string.h>

#define RECKONED_MAX (400 * MS_PER_DAY) /* of time before the record begins */

/* ---- asking --------------------------------------------------------------------------------- */

static bool read_by(const json_t *request, bool *by_count)
{
    const json_t *member = json_object_get(request, "by");
    const char *by = json_string_value(member);
    *by_count = by && strcmp(by, "count") == 0;
    return !member || json_is_null(member) || *by_count || (by && strcmp(by, "minutes") == 0);
}

void figures_run(void *ctx, struct client *client, const json_t *request)
{
    static const char *const names[] = {
        [FIGURES_PARETO] = "pareto", [FIGURES_LOSSES] = "losses", [FIGURES_KPI] = "kpi"};
    struct daemon *d = ctx;
    static struct figures_open open; /* the loop's, as the daemon is */
    struct open_query asker = {.view = FIGURES_PARETO};
    const char *cmd = json_string_value(json_object_get(request, "cmd"));
    while (asker.view < FIGURES_KPI && strcmp(names[asker.view], cmd) != 0)
        asker.view++;
    struct store_ask ask = {.what = asker.view == FIGURES_PARETO ? "stop-figures" : "figures",
                            .open = &open};
    if (commands_window(client, request, &ask) != 0)
        return;
    if (!read_by(request, &asker.by_count)) {
        serve_error(client, request, PE_BAD_REQUEST, "\"by\" is minutes or count");
        return;
    }
    step_event(d, &(struct event){.kind = EVENT_TICK}, clock_now());
    keep_flush(d, false);
    station_figures(d->station, &open);
    asker.limit = ask.limit;
    commands_ask(d, client, request, &asker, &ask);
    daemon_settle(d);
}

/* ---- in the words of the configuration ------------------------------------------------------ */

/* Of the reason itself, or of what stands above it in the tree. */
static const struct reason_conf *reason_at(const struct config *config, const char *reason,
                                           bool *exact)
{
    char name[FIGURE_REASON_SIZE];
    (void)text_copy(name, sizeof name, reason);
    *exact = true;
    for (;;) {
        int index = config_reason_index(config, name);
        char *dot = strrchr(name, '.');
        if (index >= 0)
            return &config->reason[index];
        if (!dot)
            return NULL;
        *dot = '\0';
        *exact = false;
    }
}

static bool stop_words(void *ctx, const char *reason, struct figure_words *out)
{
    bool exact;
    const struct reason_conf *conf = reason_at(ctx, reason, &exact);
    if (!conf)
        return false;
    out->loss = (int)conf->loss;
    out->planned = conf->planned;
    (void)text_copy(out->title, sizeof out->title,
                    exact && conf->title[0] != '\0' ? conf->title : reason);
    return true;
}

static bool scrap_words(void *ctx, const char *reason, struct figure_words *out)
{
    const struct config *config = ctx;
    int index = config_scrap_reason_index(config, reason);
    if (index < 0)
        return false;
    out->loss = (int)config->scrap_reason[index].loss;
    return true;
}

/* ---- the time that no record is of ---------------------------------------------------------- */

/* Before the station was there: unknown, as a replay has it. */
static void reckon(const struct daemon *d, const struct figures *f, struct figures_conf *conf)
{
    int64_t end = d->last.wall_ms < f->to_ms ? d->last.wall_ms : f->to_ms;
    if (f->first_ms != TIME_NONE && f->first_ms < end)
        end = f->first_ms;
    if (f->from_ms == TIME_NONE || end <= f->from_ms || end - f->from_ms > RECKONED_MAX)
        return;
    conf->planned_ms = calendar_planned(&d->config->calendar, f->from_ms, end);
    conf->unplanned_ms = end - f->from_ms - conf->planned_ms;
}

/* A planned time that is fixed is that of a shift: of so many as began in the window, of one when
 * it is a part of one. */
static int64_t shifts_in(const struct daemon *d, const struct figures *f)
{
    int64_t end = d->last.wall_ms < f->to_ms ? d->last.wall_ms : f->to_ms, shifts = 0;
    if (f->from_ms == TIME_NONE || end - f->from_ms > RECKONED_MAX)
        return 1;
    for (int64_t at = f->from_ms; at < end;) {
        struct calendar_span span = calendar_at(&d->config->calendar, at);
        shifts += span.in_shift && span.begin_ms >= f->from_ms;
        at = span.end_ms > at ? span.end_ms : end;
    }
    return shifts > 0 ? shifts : 1;
}

void figures_reply(struct daemon *d, struct client *client, const struct open_query *asker,
                   const struct figures *f)
{
    struct figures_conf conf = {
        .stop_words = stop_words, .scrap_words = scrap_words, .ctx = d->config};
    struct jw w;
    conf.oee = station_figures_conf(d->station, &conf.ideal_known);
    reckon(d, f, &conf);
    if (conf.oee.planned_ms > 0)
        conf.oee.planned_ms *= shifts_in(d, f);
    jw_init(&w, d->text, PROTOCOL_LINE_MAX - 64);
    jw_array(&w, "rows");
    if (asker->view == FIGURES_PARETO)
        figures_put_pareto(&w, f, &conf, asker->by_count, asker->limit);
    else if (asker->view == FIGURES_LOSSES)
        figures_put_losses(&w, f, &conf);
    else
        figures_put_kpi(&w, f, &conf, d->view);
    jw_array_end(&w);
    jw_bool(&w, "more", false);
    if (w.overflow)
        serve_error_id(client, asker->request, PE_STORE, "the answer is longer than a line");
    else
        serve_reply_id(client, asker->request, w.out);
}
