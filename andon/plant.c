/* SPDX-License-Identifier: MIT */
/* The plant's configuration from the broker: heard, looked at by a worker (signature, scope,
 * revision, the station's own layers over it, on disk), then taken over in one turn as a reload
 * does, or refused with the reason. The broker is trusted in nothing: it can keep a new one back,
 * and no more. Loop thread, but for the work. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PAUSE_MS INT64_C(1000) /* between two that are looked at, whatever the broker sends */

struct looking {
    uv_work_t work;
    struct daemon *daemon;
    struct options options; /* the texts it points to stay */
    struct plant_offer offer;
    char *bytes;
    struct plant_loaded loaded;
    struct cause kept; /* "": it is */
};

void plant_follow(struct daemon *d)
{
    struct plant *p = &d->plant;
    char scope[DOCUMENT_SCOPE_SIZE];
    if (!d->config->config_key[0] || !document_scope(d->config, scope, sizeof scope) ||
        !document_topic(scope, p->topic, sizeof p->topic))
        p->topic[0] = '\0';
}

size_t plant_filters(const struct daemon *d, const char **filters)
{
    if (!d->plant.topic[0])
        return 0;
    filters[0] = d->plant.topic;
    return 1;
}

static void drop_offer(struct plant *p)
{
    free(p->offer);
    p->offer = NULL;
    p->length = 0;
    p->held = false;
}

static void refuse(struct daemon *d, const char *why)
{
    struct plant *p = &d->plant;
    p->refused++;
    text_sanitise(why, strlen(why), p->why, sizeof p->why);
    report(MSG_PLANT_REFUSED, "%s", p->why);
    d->snapshot_due = true;
}

bool plant_message(struct daemon *d, const struct link_event *event)
{
    struct plant *p = &d->plant;
    if (!p->topic[0] || strcmp(event->topic, p->topic) != 0)
        return false;
    if (event->length == 0)
        return true; /* taken away at the broker: what is kept stays */
    if (event->length > DOCUMENT_MAX) {
        refuse(d, "it is larger than a document may be");
        return true;
    }
    char *copy = malloc(event->length);
    if (!copy)
        return true; /* it comes again at the next connect */
    memcpy(copy, event->payload, event->length);
    drop_offer(p);
    p->offer = copy;
    p->length = event->length;
    return true;
}

void plant_reloaded(struct daemon *d, int64_t rev, const char *why)
{
    struct plant *p = &d->plant;
    p->rev = rev;
    text_copy(p->why, sizeof p->why, why);
    if (why[0])
        report(MSG_PLANT_REFUSED, "%s", why);
    p->held = false;
}

/* ---- looking at it ----------------------------------------------------------------------------
 */

static void looked_done(struct looking *l)
{
    config_free(&l->loaded.config);
    config_report_done(&l->loaded.problems);
    free(l->bytes);
    free(l);
}

static void finish(struct daemon *d)
{
    d->plant.working = false;
    reload_finished(d);
}

static void work_keep(uv_work_t *work)
{
    struct looking *l = work->data;
    (void)plant_commit(&l->options, &l->kept);
}

static void kept(uv_work_t *work, int status)
{
    struct looking *l = work->data;
    struct daemon *d = l->daemon;
    (void)status;
    if (!d->stopping && l->kept.text[0])
        refuse(d, l->kept.text);
    looked_done(l);
    finish(d);
}

static void work_drop(uv_work_t *work)
{
    struct looking *l = work->data;
    plant_drop(&l->options);
}

static void dropped(uv_work_t *work, int status)
{
    struct looking *l = work->data;
    struct daemon *d = l->daemon;
    (void)status;
    looked_done(l);
    finish(d);
}

/* Over to it, or not: what is on the disk follows. */
static void decide(struct looking *l)
{
    struct daemon *d = l->daemon;
    struct plant *p = &d->plant;
    struct config *config = l->loaded.config;
    char before[sizeof d->config_why];
    text_copy(before, sizeof before, d->config_why);
    l->loaded.config = NULL;
    bool taken = reload_take(d, config);
    if (taken) {
        p->rev = l->loaded.rev;
        p->why[0] = '\0';
        report(MSG_PLANT_TAKEN, "revision %" PRId64 " of the plant's configuration is in force",
               p->rev);
    } else {
        refuse(d, d->config_why);
        text_copy(d->config_why, sizeof d->config_why, before);
    }
    d->snapshot_due = true;
    if (uv_queue_work(&d->loop, &l->work, taken ? work_keep : work_drop, taken ? kept : dropped) !=
        0) {
        looked_done(l);
        finish(d);
    }
}

static void work_look(uv_work_t *work)
{
    struct looking *l = work->data;
    plant_load_offer(&l->options, &l->offer, &l->loaded);
}

static void looked(uv_work_t *work, int status)
{
    struct looking *l = work->data;
    struct daemon *d = l->daemon;
    struct plant *p = &d->plant;
    if (!d->stopping && status == 0 && l->loaded.config) {
        decide(l);
        return;
    }
    if (!d->stopping && status == 0 && !l->loaded.nothing)
        refuse(d, l->loaded.why);
    if (!d->stopping && l->loaded.nothing)
        p->why[0] = '\0';
    if (!d->stopping && l->loaded.held && !p->offer) { /* once more when the station's was mended */
        p->offer = l->bytes;
        p->length = l->offer.length;
        p->held = true;
        l->bytes = NULL;
    }
    looked_done(l);
    finish(d);
}

static void look(struct daemon *d)
{
    struct plant *p = &d->plant;
    struct looking *l = calloc(1, sizeof *l);
    if (!l)
        return; /* tried again */
    l->daemon = d;
    l->work.data = l;
    l->options = *d->options;
    l->bytes = p->offer;
    l->offer.bytes = p->offer;
    l->offer.length = p->length;
    text_copy(l->offer.key, sizeof l->offer.key, d->config->config_key);
    (void)document_scope(d->config, l->offer.scope, sizeof l->offer.scope);
    p->offer = NULL;
    drop_offer(p);
    if (uv_queue_work(&d->loop, &l->work, work_look, looked) != 0) {
        looked_done(l);
        return;
    }
    p->working = d->reloading = true;
}

void plant_tick(struct daemon *d, int64_t boot_ms)
{
    struct plant *p = &d->plant;
    if (!p->offer || p->held || d->reloading || boot_ms < p->not_before)
        return;
    p->not_before = boot_ms + PAUSE_MS;
    if (p->topic[0])
        look(d);
    else
        drop_offer(p);
}

int64_t plant_deadline(const struct daemon *d)
{
    const struct plant *p = &d->plant;
    return p->offer && !p->held && !d->reloading ? p->not_before : INT64_MAX;
}

void plant_close(struct daemon *d)
{
    drop_offer(&d->plant);
}
