/* SPDX-License-Identifier: MIT */
/* Recordings of a broker and the history of a station as a trial's data. A recording goes through
 * the whole engine on virtual time, so that states, products and stops are those of the daemon.
 * Called by predict.c. */
#include "andon/ctl/predict/feeding.h"

#include "andon/ctl/client.h"
#include "andon/ctl/replay/captures.h"
#include "andon/ctl/replay/run.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- recordings ----------------------------------------------------------------------------- */

struct replayed {
    struct feeding *feeding;
    struct trial *trial;
    struct station_machine was;
    char product[CONFIG_ID_SIZE];
    bool told;
    struct {
        char id[RECORD_ID_SIZE];
    } seen[TRIAL_FAILURES]; /* stops that counted as failures */
    int seens;
};

static void take_stop(struct replayed *r, const struct record_draft *record)
{
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    const char *reason = json_string_value(json_object_get(body, "reason"));
    const char *suggested = json_string_value(json_object_get(body, "suggested"));
    int64_t begin = json_integer_value(json_object_get(body, "begin"));
    bool is = feeding_is_failure(r->feeding, reason, suggested);
    for (int i = 0; is && i < r->seens; i++)
        is = strcmp(r->seen[i].id, record->id) != 0;
    if (is && r->seens < TRIAL_FAILURES) {
        char what[64];
        (void)text_format(what, sizeof what, "%s %s", record->id, reason ? reason : suggested);
        (void)text_copy(r->seen[r->seens++].id, sizeof r->seen[0].id, record->id);
        trial_fail(r->trial, begin, what);
    }
    json_decref(body);
}

static void after_step(void *ctx, struct run *run)
{
    struct replayed *r = ctx;
    struct station_machine now = station_machine(run->station);
    int64_t wall = run->now.wall_ms;
    trial_tick(r->trial, wall);
    if (!r->told || now.state != r->was.state || strcmp(now.product, r->product) != 0) {
        (void)text_copy(r->product, sizeof r->product, now.product);
        predict_set_machine(r->trial->set, now.state != MS_UNKNOWN, now.state == MS_RUNNING,
                            r->product, wall);
    }
    if (r->told && now.parts / AMOUNT_ONE > r->was.parts / AMOUNT_ONE)
        predict_set_parts(r->trial->set, now.parts / AMOUNT_ONE - r->was.parts / AMOUNT_ONE, wall);
    r->was = now;
    r->told = true;
    for (size_t i = 0; i < run->effects.records.count; i++)
        if (run->effects.records.item[i].kind == REC_STOP)
            take_stop(r, &run->effects.records.item[i]);
}

static void on_sample(void *ctx, const struct update *u, struct now now)
{
    struct replayed *r = ctx;
    bool number = u->value.type == VALUE_NUMBER || u->value.type == VALUE_BOOL;
    if (!u->stored && !u->historical)
        predict_set_sample(r->trial->set, u->signal, u->value.amount,
                           u->quality == Q_GOOD && number, now.wall_ms);
}

static void complain(void *ctx, const char *text)
{
    (void)ctx;
    (void)ctl_fail("%s", text);
}

int feed_recordings(struct feeding *f, struct trial *trial, const char *const *paths, size_t count)
{
    struct cause why;
    const struct captures_conf conf = {.zone = &trial->config->zone};
    struct captures *captures = captures_open(paths, count, &conf, complain, NULL, &why);
    if (!captures)
        return ctl_fail("%s", why.text);
    struct replayed *r = calloc(1, sizeof *r);
    struct run *run = calloc(1, sizeof *run);
    int result = r && run ? CTL_DONE : ctl_fail("out of memory");
    if (r && run) {
        *r = (struct replayed){.feeding = f, .trial = trial};
        *run = (struct run){.exact = true, .after = after_step, .sampled = on_sample, .ctx = r};
        result = run_load(run, f->ctl->layer, f->ctl->layers);
    }
    struct now now;
    const struct capture_line *line;
    while (run && result == CTL_DONE && (line = captures_next(captures, &now))) {
        if ((f->from_ms != TIME_NONE && now.wall_ms < f->from_ms) ||
            (f->to_ms != TIME_NONE && now.wall_ms >= f->to_ms))
            continue;
        if (!run->station)
            result = run_begin(run, now, TIME_NONE, TIME_NONE);
        f->lines++;
        run_feed(run, line, now);
    }
    if (run)
        run_done(run);
    free(run);
    free(r);
    captures_close(&captures);
    return result;
}

/* ---- a station's history -------------------------------------------------------------------- */

#define DAY_MINUTES 1440

struct past {
    struct client *client;
    struct feeding *feeding;
    struct trial *trial;
    struct history minute[PREDICTOR_SIGNALS_MAX + 1][DAY_MINUTES]; /* the last: speed */
    size_t signal[PREDICTOR_SIGNALS_MAX + 1];
    int signals;
    int64_t day; /* its first minute */
    int64_t fed; /* of the day at hand: minutes that the trial has */
    int64_t to;  /* the first minute that it does not have */
};

typedef void take_row(struct past *p, const json_t *row, int which);

/* All pages of one question about that day. */
static int ask_day(struct past *p, const char *cmd, const char *signal, take_row *take, int which)
{
    char arguments[200];
    struct jw w;
    struct reply reply;
    struct cause why;
    jw_init(&w, arguments, sizeof arguments);
    jw_int(&w, "from", p->day * MS_PER_MIN);
    jw_int(&w, "to", (p->day + DAY_MINUTES) * MS_PER_MIN);
    jw_int(&w, signal ? "points" : "limit", signal ? DAY_MINUTES : 100000);
    if (signal)
        jw_text(&w, "signal", signal);
    int status = client_ask(p->client, cmd, arguments, &reply, &why);
    while (status == 0) {
        size_t i;
        const json_t *row;
        json_array_foreach(json_object_get(reply.json, "rows"), i, row)
        {
            take(p, row, which);
        }
        if (!json_is_true(json_object_get(reply.json, "more")))
            return CTL_DONE;
        status = client_more(p->client, &reply, &why);
    }
    return ctl_fail("%s: %s", cmd, why.text);
}

static int64_t whole(const json_t *row, const char *key)
{
    return json_integer_value(json_object_get(row, key));
}

static void take_minute(struct past *p, const json_t *row, int which)
{
    int64_t at = history_minute(whole(row, "begin")) - p->day;
    if (at < 0 || at >= DAY_MINUTES)
        return;
    struct history *h = &p->minute[which][at];
    *h = (struct history){.samples = whole(row, "samples"),
                          .bad = whole(row, "bad"),
                          .min = whole(row, "min"),
                          .max = whole(row, "max"),
                          .last = whole(row, "last"),
                          .quality = Q_GOOD};
    history_set_mean(h, whole(row, "mean"), 0);
}

/* The minutes before `until` (of the day), as samples would have come. */
static void feed_minutes(struct past *p, int64_t until)
{
    for (; p->fed < until && p->fed < DAY_MINUTES && p->day + p->fed < p->to; p->fed++) {
        for (int s = 0; s < p->signals; s++)
            if (p->minute[s][p->fed].samples > 0 || p->minute[s][p->fed].bad > 0)
                predict_set_minute(p->trial->set, p->signal[s], p->day + p->fed,
                                   &p->minute[s][p->fed]);
        trial_tick(p->trial, (p->day + p->fed + 1) * MS_PER_MIN + 6000);
    }
}

static void take_state(struct past *p, const json_t *row, int which)
{
    const char *state = json_string_value(json_object_get(row, "state"));
    const char *product = json_string_value(json_object_get(row, "product"));
    int64_t begin = whole(row, "begin");
    (void)which;
    if (begin < p->day * MS_PER_MIN)
        begin = p->day * MS_PER_MIN;
    if (history_minute(begin) >= p->to)
        return;
    feed_minutes(p, history_minute(begin) - p->day);
    predict_set_machine(p->trial->set, state && strcmp(state, "unknown") != 0,
                        state && strcmp(state, "running") == 0, product ? product : "", begin);
}

static void take_failure(struct past *p, const json_t *row, int which)
{
    const char *reason = json_string_value(json_object_get(row, "reason"));
    const char *suggested = json_string_value(json_object_get(row, "suggested"));
    const char *id = json_string_value(json_object_get(row, "id"));
    int64_t begin = whole(row, "begin");
    char what[64];
    (void)which;
    if (!feeding_is_failure(p->feeding, reason, suggested) || begin < p->day * MS_PER_MIN ||
        history_minute(begin) >= p->to)
        return; /* of the day before: counted then */
    (void)text_format(what, sizeof what, "%.20s %.40s", id ? id : "", reason ? reason : suggested);
    trial_fail(p->trial, begin, what);
}

static int feed_day(struct past *p)
{
    int result = CTL_DONE;
    memset(p->minute, 0, sizeof p->minute);
    for (int s = 0; s < p->signals && result == CTL_DONE; s++)
        result = ask_day(p, "history", p->trial->config->signal[p->signal[s]].name, take_minute, s);
    p->fed = 0;
    if (result == CTL_DONE)
        result = ask_day(p, "timeline", NULL, take_state, 0);
    feed_minutes(p, DAY_MINUTES);
    if (result == CTL_DONE && p->feeding->failures)
        result = ask_day(p, "stops", NULL, take_failure, 0);
    p->feeding->lines += DAY_MINUTES;
    return result;
}

int feed_history(struct feeding *f, struct trial *trial)
{
    struct cause why;
    const struct predictor_conf *conf = trial->conf;
    if (f->from_ms == TIME_NONE)
        return ctl_usage("say from when on: --from -30d");
    struct past *p = calloc(1, sizeof *p);
    if (!p)
        return ctl_fail("out of memory");
    p->client = client_open(f->ctl, &why);
    p->feeding = f;
    p->trial = trial;
    int result = p->client ? CTL_DONE : ctl_fail("%s", why.text);
    for (int i = 0; i <= conf->signal_count; i++) {
        const char *name = i < conf->signal_count ? conf->signals[i] : conf->speed;
        int signal = config_signal_index(trial->config, name);
        if (signal >= 0)
            p->signal[p->signals++] = (size_t)signal;
    }
    int64_t to = f->to_ms == TIME_NONE ? ctl_now() : f->to_ms;
    p->to = history_minute(to);
    for (p->day = history_minute(f->from_ms); result == CTL_DONE && p->day < p->to;
         p->day += DAY_MINUTES)
        result = feed_day(p);
    if (p->client)
        client_close(&p->client);
    free(p);
    return result;
}
