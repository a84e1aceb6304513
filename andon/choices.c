/* SPDX-License-Identifier: MIT */
/* What people can choose from: reasons of stops and of scrap, modes, calls; in the order and the
 * places of the configuration, with how often and when each was last given. Called through
 * commands.c's table; answers at once from the configuration and the engine. */
#include "andon/daemon.h"

#include "data/model/json.h"

#include <string.h>

/* By language; most have none. */
static void put_titles(struct jw *w, const char *titles)
{
    if (titles[0] != '\0')
        jw_text(w, "titles", titles);
}

static void put_use(struct jw *w, const struct station *st, enum record_kind kind, const char *name)
{
    int64_t last = TIME_NONE;
    jw_int(w, "used", station_reason_use(st, kind, name, &last));
    jw_time(w, "last", last);
}

static void put_reason(struct jw *w, const struct daemon *d, const struct reason_conf *r)
{
    jw_object(w, NULL);
    jw_text(w, "id", r->name);
    jw_text(w, "title", r->title);
    put_titles(w, r->titles);
    jw_text(w, "parent", r->parent >= 0 ? d->config->reason[r->parent].name : NULL);
    jw_int(w, "place", r->place);
    jw_bool(w, "leaf", r->leaf);
    jw_bool(w, "planned", r->planned);
    jw_text(w, "loss", word_name(&words_loss, (int)r->loss));
    jw_bool(w, "note", r->note);
    jw_name(w, "checklist", r->checklist);
    jw_bool(w, "fits", station_fits(d->station, r->fits_stations, r->fits_products));
    put_use(w, d->station, REC_STOP, r->name);
    jw_object_end(w);
}

void choices_reasons(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const struct reason_conf *suggested = station_reason_suggested(d->station);
    struct jw w = commands_members(d);
    jw_array(&w, "reasons");
    for (size_t i = 0; i < d->config->reasons; i++)
        put_reason(&w, d, &d->config->reason[i]);
    jw_array_end(&w);
    jw_text(&w, "suggested", suggested ? suggested->name : NULL);
    commands_reply(client, request, &w);
}

void choices_scrap_reasons(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct jw w = commands_members(d);
    jw_array(&w, "reasons");
    for (size_t i = 0; i < d->config->scrap_reasons; i++) {
        const struct scrap_reason_conf *r = &d->config->scrap_reason[i];
        jw_object(&w, NULL);
        jw_text(&w, "id", r->name);
        jw_text(&w, "title", r->title);
        put_titles(&w, r->titles);
        jw_int(&w, "place", r->place);
        jw_text(&w, "loss", word_name(&words_loss, (int)r->loss));
        jw_bool(&w, "note", r->note);
        jw_bool(&w, "rework", r->rework);
        jw_bool(&w, "fits", station_fits(d->station, "", r->fits_products));
        put_use(&w, d->station, REC_SCRAP, r->name);
        jw_object_end(&w);
    }
    jw_array_end(&w);
    commands_reply(client, request, &w);
}

void choices_modes(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct jw w = commands_members(d);
    jw_array(&w, "modes");
    for (size_t i = 0; i < d->config->modes; i++) {
        const struct mode_conf *m = &d->config->mode[i];
        jw_object(&w, NULL);
        jw_text(&w, "id", m->name);
        jw_text(&w, "title", m->title);
        put_titles(&w, m->titles);
        jw_text(&w, "mode", word_name(&words_station_mode, (int)m->mode));
        jw_int(&w, "place", m->place);
        if (m->for_ms > 0)
            jw_seconds(&w, "for_s", m->for_ms);
        else
            jw_null(&w, "for_s");
        jw_object_end(&w);
    }
    jw_array_end(&w);
    commands_reply(client, request, &w);
}

/* The id of the one that is open, or null. */
static const char *open_call(const struct snapshot *view, const char *type)
{
    for (int i = 0; i < view->calls; i++)
        if (strcmp(view->call[i].type, type) == 0)
            return view->call[i].id;
    return NULL;
}

void choices_calls(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const struct snapshot *view = view_now(d);
    struct jw w = commands_members(d);
    jw_array(&w, "types");
    for (size_t i = 0; i < d->config->calls; i++) {
        const struct call_conf *c = &d->config->call[i];
        jw_object(&w, NULL);
        jw_text(&w, "id", c->name);
        jw_text(&w, "title", c->title);
        put_titles(&w, c->titles);
        jw_int(&w, "place", c->place);
        jw_name(&w, "roles", c->roles);
        jw_bool(&w, "note", c->note);
        jw_bool(&w, "blocking", c->blocking);
        if (c->stop_after_ms > 0)
            jw_seconds(&w, "stop_after_s", c->stop_after_ms);
        else
            jw_null(&w, "stop_after_s");
        jw_text(&w, "open", open_call(view, c->name));
        jw_object_end(&w);
    }
    jw_array_end(&w);
    commands_reply(client, request, &w);
}
