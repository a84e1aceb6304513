/* SPDX-License-Identifier: MIT */
/* SIGHUP: another configuration, all or nothing. A worker thread reads it, for files may be slow;
 * then either everything goes over to it in one turn of the loop, without a gap in the figures, or
 * nothing has changed and the reasons are said in the log and to people. Loop thread, but for the
 * reading. */
#include "andon/daemon.h"
#include "andon/foresee.h"
#include "andon/host.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define TOLD_MAX 8 /* problems in the log; `andonctl check` tells all */

struct reading {
    uv_work_t work;
    struct daemon *daemon;
    struct plant_loaded loaded;
};

/* ---- refused ----------------------------------------------------------------------------------
 */

static void refuse(struct daemon *d, enum andond_message message,
                   const struct config_report *problems)
{
    size_t count = problems->count + problems->dropped;
    const char *first = problems->count > 0 ? problems->message[0] : "out of memory";
    char text[sizeof problems->message[0] + 64];
    for (size_t i = 0; i < problems->count && i < TOLD_MAX; i++)
        report(message, "%s", problems->message[i]);
    if (count > TOLD_MAX)
        report(message, "and %zu more; andonctl check tells all of them", count - TOLD_MAX);
    if (count > 1)
        (void)text_format(text, sizeof text, "%s (and %zu more)", first, count - 1);
    else
        text_copy(text, sizeof text, first);
    text_sanitise(text, strlen(text), d->config_why, sizeof d->config_why);
}

static void refuse_because(struct daemon *d, const char *why)
{
    report(MSG_RELOAD_PROBLEM, "%s", why);
    text_sanitise(why, strlen(why), d->config_why, sizeof d->config_why);
}

/* Whoever waits for it hears what came of it. */
static void reload_answer(struct daemon *d)
{
    char members[64];
    for (size_t i = 0; i < RELOAD_ASKERS; i++) {
        struct reload_asker *a = &d->reload_asker[i];
        struct client *client =
            a->client != 0 && !a->again ? serve_client(d->server, a->client) : NULL;
        if (client && d->config_why[0] != '\0') {
            serve_error_id(client, a->request, PE_BAD_REQUEST, d->config_why);
        } else if (client) {
            (void)text_format(members, sizeof members, "\"digest\":\"%s\"", d->config->digest);
            serve_reply_id(client, a->request, members);
        }
        if (!a->again)
            *a = (struct reload_asker){0};
        a->again = false;
    }
}

/* ---- accepted ---------------------------------------------------------------------------------
 */

/* What goes over, made before anything changes. */
struct successor {
    struct config *config;
    struct decoder *decoder;
    struct update *latest;
};

static struct update *carry_latest(const struct daemon *d, const struct config *config)
{
    struct update *latest = calloc(config->signals + 1, sizeof *latest);
    for (size_t i = 0; latest && i < config->signals; i++) {
        int was = config_signal_index(d->config, config->signal[i].name);
        if (was < 0)
            continue;
        latest[i] = d->latest[was];
        latest[i].signal = (uint16_t)i;
    }
    return latest;
}

static void take_over(struct daemon *d, struct successor *s)
{
    struct config *before = d->config;
    decoder_adopt(s->decoder, d->decoder);
    decoder_free(&d->decoder);
    free(d->latest);
    d->config = s->config;
    d->decoder = s->decoder;
    d->latest = s->latest;
    *s = (struct successor){.config = before};
}

static int go_over(struct daemon *d, struct successor *s, struct cause *why)
{
    s->decoder = decoder_new(s->config);
    s->latest = carry_latest(d, s->config);
    if (!s->decoder || !s->latest)
        return cause_set(why, -1, "out of memory");
    step_event(d, &(struct event){.kind = EVENT_TICK}, clock_now());
    if (step_reload(d, s->config, why) != 0)
        return -1;
    /* What this step has ended passed under the old one, too, and is its. What it has begun is
     * revised when it ends, under the new one. */
    keep_flush(d, true);
    take_over(d, s);
    keep_config(d);
    plant_follow(d);
    foresee_follow(d, s->config);
    sessions_follow(d);
    uplink_follow(d);
    host_follow(d);
    wiring_follow(d);
    return 0;
}

bool reload_take(struct daemon *d, struct config *fresh)
{
    bool taken = false;
    struct cause why = {{0}};
    struct config_report refusals = {0};
    struct successor s = {.config = fresh};
    if (config_reload_refusals(d->config, fresh, &refusals) > 0) {
        refuse(d, MSG_RELOAD_REFUSED, &refusals);
    } else if (go_over(d, &s, &why) != 0) {
        refuse_because(d, why.text);
    } else {
        taken = true;
        d->config_why[0] = '\0';
        report(MSG_RELOADED, "the new configuration is in force: %zu signals, %zu rules, digest %s",
               d->config->signals, d->config->rules, d->config->digest);
    }
    config_report_done(&refusals);
    decoder_free(&s.decoder);
    free(s.latest);
    config_free(&s.config);
    return taken;
}

/* ---- asked for ------------------------------------------------------------------------------- */

/* Who has changed files says where: a daemon that runs others is not meant. */
static bool is_ours(const struct daemon *d, const json_t *request)
{
    const struct options *o = d->options;
    const char *wanted = json_string_value(json_object_get(request, "config"));
    return !wanted || strcmp(wanted, o->config_real) == 0 ||
           (o->configs > 0 && strcmp(wanted, o->config[o->configs - 1]) == 0);
}

void reload_run(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    char text[ARGS_PATH_SIZE + 64];
    if (!is_ours(d, request)) {
        (void)text_format(text, sizeof text, "the configuration in force here is that of %s",
                          d->options->config_real);
        serve_error(client, request, PE_NOT_FOUND, text);
        return;
    }
    for (size_t i = 0; i < RELOAD_ASKERS; i++) {
        struct reload_asker *a = &d->reload_asker[i];
        if (a->client != 0)
            continue;
        *a = (struct reload_asker){.client = client_number(client),
                                   .request = json_integer_value(json_object_get(request, "id")),
                                   .again = d->reloading};
        reload_begin(d);
        if (!d->reloading)
            reload_answer(d);
        return;
    }
    serve_error(client, request, PE_BUSY, "others wait for the configuration; try again");
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static void work_read(uv_work_t *work)
{
    struct reading *r = work->data;
    plant_load(r->daemon->options, &r->loaded);
}

static void work_done(uv_work_t *work, int status)
{
    struct reading *r = work->data;
    struct daemon *d = r->daemon;
    if (d->stopping || status != 0) {
        d->reloading = false;
        config_free(&r->loaded.config);
    } else {
        if (!r->loaded.config)
            refuse(d, MSG_RELOAD_PROBLEM, &r->loaded.problems);
        else if (reload_take(d, r->loaded.config))
            plant_reloaded(d, r->loaded.rev, r->loaded.why);
        manager_reloading(d, true);
        reload_answer(d);
        d->snapshot_due = true;
        reload_finished(d);
    }
    config_report_done(&r->loaded.problems);
    free(r);
}

void reload_finished(struct daemon *d)
{
    d->reloading = false;
    if (d->stopping)
        return;
    if (d->reload_again)
        reload_begin(d);
    daemon_settle(d);
}

void reload_begin(struct daemon *d)
{
    d->reload_again = d->reloading; /* what is read right now may be half of what was written */
    if (d->reloading)
        return;
    struct reading *r = calloc(1, sizeof *r);
    if (!r) {
        refuse_because(d, "out of memory");
        return;
    }
    r->daemon = d;
    r->work.data = r;
    if (uv_queue_work(&d->loop, &r->work, work_read, work_done) != 0) {
        free(r);
        refuse_because(d, "the worker thread cannot be started");
        return;
    }
    d->reloading = true;
    manager_reloading(d, false);
}
