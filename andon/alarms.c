/* SPDX-License-Identifier: MIT */
/* Alerts over the socket (all of them, guidance, the load that they are), and what the engine
 * cannot know by itself: how old what waits to be sent is, and how much room is left on the disk.
 * Called by commands.c's table and by the loop. Answers at once from the engine. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <string.h>
#include <sys/statvfs.h>

#define LOOK_MS   10000
#define SHOWN_MAX 200 /* of them in one answer */

/* ---- health ---------------------------------------------------------------------------------- */

static int64_t free_bytes(const struct daemon *d)
{
    struct statvfs info;
    if (statvfs(d->options->data, &info) != 0)
        return -1;
    return (int64_t)info.f_bavail * (int64_t)info.f_frsize;
}

int64_t alarms_deadline(const struct daemon *d)
{
    return d->config->alerts > 0 ? d->alarms_at : TIME_NEVER;
}

void alarms_tick(struct daemon *d, int64_t boot_ms)
{
    if (alarms_deadline(d) > boot_ms)
        return;
    d->alarms_at = boot_ms + LOOK_MS;
    int64_t oldest = d->config->upstream ? view_now(d)->sync.oldest_ms : 0;
    struct event event = {
        .kind = EVENT_HEALTH, .oldest_ms = oldest < 0 ? 0 : oldest, .free_bytes = free_bytes(d)};
    step_event(d, &event, clock_now());
}

/* ---- questions ------------------------------------------------------------------------------- */

static void put_counts(struct jw *w, const struct daemon *d)
{
    const struct alert_counts counts = station_alerting(d->station);
    jw_object(w, "counts");
    jw_int(w, "active", counts.active);
    jw_int(w, "unacked", counts.unacked);
    jw_int(w, "high_unacked", counts.high_unacked);
    jw_int(w, "shelved", counts.shelved);
    jw_int(w, "suppressed", counts.suppressed);
    jw_int(w, "out_of_service", counts.out_of_service);
    jw_bool(w, "flood", counts.flood);
    jw_int(w, "in_flood", counts.in_flood);
    jw_bool(w, "sounding", counts.sounding);
    jw_object_end(w);
}

/* "filter": "" what is not normal, "all", letters of states, an id or a name. */
void alarms_alerts(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    static struct alert_view all[SHOWN_MAX];
    const char *filter = json_string_value(json_object_get(request, "filter"));
    step_event(d, &(struct event){.kind = EVENT_TICK}, clock_now());
    size_t count = station_alerts(d->station, filter ? filter : "", all, SHOWN_MAX);
    struct jw w = commands_members(d);
    jw_array(&w, "alerts");
    for (size_t i = 0; i < count && i < SHOWN_MAX; i++)
        alert_view_put(&w, &all[i]);
    jw_array_end(&w);
    jw_int(&w, "count", (int64_t)count);
    put_counts(&w, d);
    commands_reply(client, request, &w);
    daemon_settle(d);
}

static void put_steps(struct jw *w, const char *steps)
{
    jw_array(w, "steps");
    while (steps[0] != '\0') {
        char one[sizeof((struct alert_conf *)0)->steps];
        const char *end = strstr(steps, "; ");
        size_t length = end ? (size_t)(end - steps) : strlen(steps);
        (void)text_copy_n(one, sizeof one, steps, length);
        jw_text(w, NULL, one);
        steps += length + (end ? 2 : 0);
    }
    jw_array_end(w);
}

void alarms_guidance(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const char *target = json_string_value(json_object_get(request, "alert"));
    int i = target ? station_alert(d->station, target) : -1;
    if (i < 0) {
        serve_error(client, request, target ? PE_NOT_FOUND : PE_BAD_REQUEST,
                    target ? "there is no such alert (any more); see andonctl alerts all"
                           : "guidance needs \"alert\":\"ID or NAME\"");
        return;
    }
    const struct alert_conf *conf = &d->config->alert[i];
    struct jw w = commands_members(d);
    jw_text(&w, "alert", conf->name);
    jw_text(&w, "title", conf->title);
    jw_name(&w, "asset", conf->asset);
    jw_text(&w, "to", word_name(&words_alert_to, (int)conf->to));
    jw_name(&w, "cause", conf->cause);
    jw_name(&w, "check", conf->check);
    put_steps(&w, conf->steps);
    jw_name(&w, "link", conf->link);
    commands_reply(client, request, &w);
}

static void put_top(struct jw *w, const struct daemon *d, const struct load_report *load)
{
    jw_array(w, "top");
    for (int i = 0; i < load->tops; i++) {
        const struct alert_conf *conf = &d->config->alert[load->top[i].source];
        jw_object(w, NULL);
        jw_text(w, "name", conf->name);
        jw_text(w, "title", conf->title);
        jw_int(w, "count", load->top[i].count);
        jw_real(w, "share", (double)load->top[i].count / (double)load->alerts);
        jw_bool(w, "chattering", load->top[i].chattering);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void put_load(struct jw *w, const struct daemon *d, const struct load_report *load)
{
    jw_int(w, "from", load->from);
    jw_int(w, "to", load->to);
    jw_int(w, "alerts", load->alerts);
    jw_int(w, "operators", d->config->alarms.load.operators);
    jw_amount(w, "per_operator_hour", load->per_operator_hour);
    jw_amount(w, "per_operator_10_min", load->per_operator_10_min);
    jw_int(w, "worst_hour", load->worst_hour);
    jw_int(w, "worst_10_min", load->worst_10_min);
    jw_int(w, "floods", load->floods);
    jw_seconds(w, "flood_s", load->flood_ms);
    jw_int(w, "chattering", load->chattering);
    jw_int(w, "standing", load->standing);
    jw_int(w, "acked", load->acked);
    jw_int(w, "idle_acks", load->idle_acks);
    if (load->ack_ms < 0)
        jw_null(w, "ack_s");
    else
        jw_seconds(w, "ack_s", load->ack_ms);
    jw_object(w, "by_priority");
    for (int p = PRIO_HIGH; p > PRIO_ADVICE; p--)
        jw_int(w, word_name(&words_priority, p), load->by_priority[p]);
    jw_object_end(w);
    put_top(w, d, load);
}

void alarms_load(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct store_ask span = {0};
    struct load_report load;
    int64_t since, now = clock_now().wall_ms;
    if (commands_window(client, request, &span) != 0)
        return;
    int64_t to = span.to_ms < now ? span.to_ms : now;
    if (station_alarm_load(d->station, span.from_ms, to, &load, &since) != 0) {
        serve_error(client, request, PE_BUSY, "out of memory");
        return;
    }
    struct jw w = commands_members(d);
    put_load(&w, d, &load);
    jw_time(&w, "since", since);
    commands_reply(client, request, &w);
}
