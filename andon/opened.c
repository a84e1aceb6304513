/* SPDX-License-Identifier: MIT */
/* Screens that consoles say were opened, by role: added up and put on record every quarter of an
 * hour, where a shift ends and when
 * a report asks, so that a report can say who uses it without any names. Called
 * through commands.c's table and by daemon.c for time. Owns d->opened. */
#include "andon/daemon.h"

#include "data/model/opened.h"
#include "data/model/text.h"

#define EVERY_MS INT64_C(900000)

static void add_record(struct daemon *d, enum person_role role)
{
    struct opened_screens *o = &d->opened;
    char body[RECORD_BODY_MAX];
    struct record_list one = {.count = 0};
    struct record_draft draft = {
        .kind = REC_SCREENS, .rev = 1, .wall_ms = d->last.wall_ms, .boot_ms = d->last.boot_ms};
    struct jw w;
    (void)text_format(draft.id, sizeof draft.id, "%lld.%d", (long long)o->from_ms, (int)role);
    (void)text_copy(draft.actor, sizeof draft.actor, "system");
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_int(&w, "from", o->from_ms);
    jw_int(&w, "to", d->last.wall_ms > o->from_ms ? d->last.wall_ms : o->from_ms + 1);
    jw_text(&w, "role", word_name(&words_person_role, (int)role));
    opened_put(&w, &o->count, role);
    jw_object_end(&w);
    if (!w.overflow && record_list_add(&one, &draft, body) == 0)
        keep_records(d, &one);
    record_list_done(&one);
}

void opened_flush(struct daemon *d)
{
    for (int role = 0; role < PERSON_ROLE_COUNT; role++)
        if (opened_sum(&d->opened.count, (enum person_role)role) > 0)
            add_record(d, (enum person_role)role);
    d->opened = (struct opened_screens){.from_ms = 0};
}

void opened_tick(struct daemon *d, int64_t boot_ms)
{
    if (d->opened.from_ms != 0 && boot_ms >= d->opened.due_ms)
        opened_flush(d);
}

void opened_run(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct opened_screens *o = &d->opened;
    int64_t shift = view_now(d)->shift.start;
    const json_t *screens = json_object_get(request, "screens");
    if (!json_is_object(screens) || json_object_size(screens) > OPENED_SCREENS) {
        serve_error(client, request, PE_BAD_REQUEST, "screens: how often each was opened");
        return;
    }
    if (o->from_ms != 0 && o->shift_ms != shift)
        opened_flush(d);
    if (o->from_ms == 0)
        *o = (struct opened_screens){
            .from_ms = d->last.wall_ms, .due_ms = d->last.boot_ms + EVERY_MS, .shift_ms = shift};
    opened_read(&o->count, screens, client_role(client));
    serve_reply(client, request, "");
}
