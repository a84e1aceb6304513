/* SPDX-License-Identifier: MIT */
/* Key figures, counts and events in a plain shape for historians, dashboards, MES: flat JSON, units
 * in the names, times as ISO 8601 in plant time and once in UTC ms. …/kpi and …/count are retained
 * and said every interval; …/event/<kind> is said once, when its record is on disk, in the columns
 * of `andonctl export`. It is no way to keep books: what cannot be said is left out and counted,
 * and the records have it. Called by step.c with what is recorded, by uplink.c, by the loop. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/topics.h"
#include "data/model/amount.h"
#include "data/model/sheet.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define EVENT_SIZE   (RECORD_BODY_MAX * 3)
#define FIGURES_SIZE 2048
#define TOKEN        1000

static bool is_up(const struct daemon *d)
{
    return d->uplink.link && d->uplink.state == LINK_UP;
}

static bool say(struct daemon *d, const char *topic, const char *text, bool retain)
{
    return link_publish(d->uplink.link, topic, text, strlen(text), 1, retain, 0) == 0;
}

/* ---- events ---------------------------------------------------------------------------------- */

static const char *sheet_of(enum record_kind kind)
{
    static const struct {
        enum record_kind kind;
        const char *sheet;
    } sheets[] = {{REC_STOP, "stops"},
                  {REC_SCRAP, "scrap"},
                  {REC_CALL, "calls"},
                  {REC_ALERT, "alerts"},
                  {REC_PREDICTION, "predictions"},
                  {REC_WORKORDER, "workorders"},
                  {REC_JOB, "jobs"},
                  {REC_MODE, "modes"}};
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
        if (sheets[i].kind == kind)
            return sheets[i].sheet;
    return NULL;
}

static bool may_say(struct publisher *p, int64_t boot_ms)
{
    p->tokens += (boot_ms - p->tokens_at) * PUBLISH_RATE;
    if (p->tokens > (int64_t)PUBLISH_BURST * TOKEN || p->tokens_at == 0)
        p->tokens = (int64_t)PUBLISH_BURST * TOKEN;
    p->tokens_at = boot_ms;
    if (p->tokens < TOKEN || p->count == PUBLISH_EVENTS)
        return false;
    p->tokens -= TOKEN;
    return true;
}

/* {"v":1,"event":"stop","at":…,"at_utc_ms":…,"skipped":…, and the row's columns }; NULL: cannot. */
static char *write_event(struct daemon *d, const struct record_draft *r, const struct sheet *sheet)
{
    static char body[RECORD_BODY_MAX + 128], row[EVENT_SIZE], text[EVENT_SIZE + 256];
    char at[TIME_ISO_SIZE];
    const struct sheet_of of = {d->path, &d->config->zone};
    (void)text_format(body, sizeof body, "{\"id\":\"%s\",\"rev\":%lld,%s", r->id, (long long)r->rev,
                      r->body + 1);
    json_t *json = json_loads(body, 0, NULL);
    bool whole = json && sheet_json(sheet, &of, json, row, sizeof row) > 0;
    json_decref(json);
    whole = whole &&
            text_format(text, sizeof text,
                        "{\"v\":1,\"event\":\"%s\",\"at\":\"%s\",\"at_utc_ms\":%lld,\"skipped\":"
                        "%lld,%s",
                        word_name(&words_record_kind, (int)r->kind),
                        time_to_iso8601_in(of.zone, r->wall_ms, at), (long long)r->wall_ms,
                        (long long)d->publisher.skipped, row + 1);
    return whole ? strdup(text) : NULL;
}

static void add(struct daemon *d, const struct record_draft *r, const struct sheet *sheet)
{
    struct publisher *p = &d->publisher;
    char *text = is_up(d) && may_say(p, d->last.boot_ms) ? write_event(d, r, sheet) : NULL;
    if (!text) {
        p->skipped++;
        return;
    }
    size_t at = (p->first + p->count++) % PUBLISH_EVENTS;
    p->event[at].text = text;
    p->event[at].kind = r->kind;
    p->event[at].ticket = d->keeper.ticket + 1; /* the hand-over that is to come */
    p->skipped = 0;
}

void publish_recorded(struct daemon *d, const struct record_list *records)
{
    for (size_t i = 0; d->config->publish && i < records->count; i++) {
        const struct record_draft *r = &records->item[i];
        const char *kind = word_name(&words_record_kind, (int)r->kind);
        const char *sheet = sheet_of(r->kind);
        if (sheet && config_list_has(d->config->publish_events, kind))
            add(d, r, sheet_find(sheet));
    }
}

static void drop_first(struct publisher *p)
{
    free(p->event[p->first].text);
    p->event[p->first].text = NULL;
    p->first = (p->first + 1) % PUBLISH_EVENTS;
    p->count--;
}

static void say_events(struct daemon *d)
{
    struct publisher *p = &d->publisher;
    char leaf[64], topic[CONFIG_TOPIC_MAX];
    while (p->count > 0 && d->keeper.store && p->event[p->first].ticket <= d->keeper.kept) {
        (void)text_format(leaf, sizeof leaf, "event/%s",
                          word_name(&words_record_kind, (int)p->event[p->first].kind));
        if (!config_topic(d->config, leaf, topic, sizeof topic) ||
            !say(d, topic, p->event[p->first].text, false))
            p->skipped++;
        drop_first(p);
    }
}

/* ---- figures --------------------------------------------------------------------------------- */

static void put_time(struct jw *w, const struct zone *zone, const char *key, int64_t wall_ms)
{
    char text[TIME_ISO_SIZE];
    jw_text(w, key, wall_ms == TIME_NONE ? NULL : time_to_iso8601_in(zone, wall_ms, text));
}

static void begin(struct jw *w, char *out, const struct daemon *d, const struct snapshot *s)
{
    jw_init(w, out, FIGURES_SIZE);
    jw_object(w, NULL);
    jw_int(w, "v", 1);
    jw_text(w, "station", s->station);
    put_time(w, &d->config->zone, "at", s->ts);
    jw_int(w, "at_utc_ms", s->ts);
    jw_text(w, "shift", s->shift.name[0] ? s->shift.name : NULL);
    put_time(w, &d->config->zone, "shift_begin", s->shift.start);
    put_time(w, &d->config->zone, "shift_end", s->shift.end);
}

static bool write_kpi(const struct daemon *d, const struct snapshot *s, char out[FIGURES_SIZE])
{
    struct jw w;
    begin(&w, out, d, s);
    jw_text(&w, "state", word_name(&words_machine_state, (int)s->machine.state));
    put_time(&w, &d->config->zone, "state_since", s->machine.since);
    jw_bool(&w, "stale", s->machine.stale);
    jw_real(&w, "oee_ratio", s->oee.oee);
    jw_real(&w, "availability_ratio", s->oee.availability);
    jw_real(&w, "performance_ratio", s->oee.performance);
    jw_real(&w, "quality_ratio", s->oee.quality);
    jw_real(&w, "coverage_ratio", s->oee.coverage);
    jw_seconds(&w, "planned_s", s->oee.planned_ms);
    jw_seconds(&w, "run_s", s->oee.run_ms);
    jw_seconds(&w, "unexplained_s", s->unexplained_ms);
    jw_int(&w, "stops", s->stops.count);
    jw_int(&w, "unexplained_stops", s->stops.unexplained);
    jw_int(&w, "small_stops", s->stops.small);
    jw_int(&w, "calls", s->calls);
    jw_int(&w, "alerts", s->alerts);
    jw_object_end(&w);
    return !w.overflow;
}

static const char *count_unit(const struct config *config)
{
    for (size_t i = 0; i < config->signals; i++) {
        enum signal_role role = config->signal[i].role;
        if ((role == ROLE_TOTAL || role == ROLE_GOOD) && config->signal[i].unit[0])
            return config->signal[i].unit;
    }
    return NULL;
}

static bool write_counts(const struct daemon *d, const struct snapshot *s, char out[FIGURES_SIZE])
{
    struct jw w;
    begin(&w, out, d, s);
    jw_text(&w, "job", s->job.id[0] ? s->job.id : NULL);
    jw_text(&w, "product", s->job.product[0] ? s->job.product : NULL);
    jw_text(&w, "unit", count_unit(d->config));
    jw_amount(&w, "total", s->counts.total);
    jw_amount(&w, "good", s->counts.good);
    jw_amount(&w, "scrap", s->counts.scrap);
    jw_amount(&w, "rework", s->counts.rework);
    if (s->job.target > 0)
        jw_amount(&w, "target", s->job.target);
    else
        jw_null(&w, "target");
    if (s->counts.target_now >= 0)
        jw_amount(&w, "target_now", s->counts.target_now);
    else
        jw_null(&w, "target_now");
    if (s->job.ideal_us > 0)
        jw_amount(&w, "ideal_cycle_s", s->job.ideal_us);
    else
        jw_null(&w, "ideal_cycle_s");
    if (s->counts.cycle_ms >= 0)
        jw_seconds(&w, "cycle_s", s->counts.cycle_ms);
    else
        jw_null(&w, "cycle_s");
    jw_object_end(&w);
    return !w.overflow;
}

static void say_figures(struct daemon *d)
{
    static const struct {
        enum topic_own topic;
        bool (*write)(const struct daemon *d, const struct snapshot *s, char out[FIGURES_SIZE]);
    } all[] = {{TOPIC_KPI, write_kpi}, {TOPIC_COUNT, write_counts}};
    const struct snapshot *view = view_now(d);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char text[FIGURES_SIZE], topic[CONFIG_TOPIC_MAX];
        if (!all[i].write(d, view, text) ||
            !topic_own(d->config, all[i].topic, topic, sizeof topic) || !say(d, topic, text, true))
            report(MSG_PUBLISH, "key figures could not be published");
    }
}

void publish_tick(struct daemon *d, int64_t boot_ms)
{
    struct publisher *p = &d->publisher;
    if (!d->config->publish || !is_up(d)) {
        p->figures_at = 0;
        for (; p->count > 0; p->skipped++)
            drop_first(p);
        return;
    }
    say_events(d);
    if (boot_ms < p->figures_at)
        return;
    p->figures_at = boot_ms + d->config->publish_ms;
    say_figures(d);
}

int64_t publish_deadline(const struct daemon *d)
{
    return d->config->publish && is_up(d) ? d->publisher.figures_at : TIME_NEVER;
}

void publish_close(struct daemon *d)
{
    while (d->publisher.count > 0)
        drop_first(&d->publisher);
}

/* ---- answers to who wrote to us -------------------------------------------------------------- */

static void write_reply(struct jw *w, char out[FIGURES_SIZE], struct daemon *d,
                        const struct cause *why)
{
    char clean[400];
    (void)text_sanitise(why ? why->text : "", why ? strlen(why->text) : 0, clean, sizeof clean);
    jw_init(w, out, FIGURES_SIZE);
    jw_object(w, NULL);
    jw_int(w, "v", 1);
    jw_text(w, "station", d->path);
    put_time(w, &d->config->zone, "at", d->last.wall_ms);
    jw_int(w, "at_utc_ms", d->last.wall_ms);
    jw_bool(w, "accepted", why == NULL);
    jw_text(w, "why", why ? clean : NULL);
}

void publish_job_reply(struct daemon *d, int64_t rev, const struct cause *why)
{
    char text[FIGURES_SIZE], topic[CONFIG_TOPIC_MAX];
    struct jw w;
    int64_t held = station_jobs_rev(d->station);
    write_reply(&w, text, d, why);
    if (rev >= 0)
        jw_int(&w, "rev", rev);
    else
        jw_null(&w, "rev");
    if (held >= 0)
        jw_int(&w, "rev_held", held);
    else
        jw_null(&w, "rev_held");
    jw_object_end(&w);
    if (!is_up(d) || !topic_own(d->config, TOPIC_JOB_REPLY, topic, sizeof topic) ||
        !say(d, topic, text, true))
        report(MSG_PUBLISH, "what became of the jobs could not be published");
}

void publish_answer_refused(struct daemon *d, const char *to, const struct cause *why)
{
    char text[FIGURES_SIZE], topic[CONFIG_TOPIC_MAX + 16];
    struct jw w;
    write_reply(&w, text, d, why);
    jw_object_end(&w);
    if (!is_up(d) || !may_say(&d->publisher, d->last.boot_ms))
        return; /* who writes nonsense without end is not answered without end */
    if (text_format(topic, sizeof topic, "%s/reply", to))
        (void)say(d, topic, text, false);
}
