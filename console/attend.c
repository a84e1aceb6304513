/* SPDX-License-Identifier: MIT */
/* Each new snapshot is looked through once for what addresses this terminal; what is new in it
 * rings the bell, flashes the header and goes to the terminal program as a message, as configured.
 * Called by console/loop.c, which owns it. */
#include "console/attend.h"

#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

void attend_init(struct attend *a, const struct attention_conf *conf)
{
    a->conf = conf;
    a->seen_ms = TIME_NONE;
    attention_init(&a->attention);
}

/* Who stands here may be told, else the terminal's own role. */
static struct announce_filter filter_now(const struct attend *a, const struct view *v)
{
    struct announce_filter filter = a->conf->filter;
    int role = word_find(&words_person_role, v->conn.role, strlen(v->conn.role));
    if (filter.roles == 0 && role >= 0)
        filter.roles = 1U << (unsigned)role;
    return filter;
}

static int local_minute(const struct view *v)
{
    if (!v->zone_known)
        return -1;
    return (int)(zone_local(&v->zone, v->wall_ms) / MS_PER_MIN % (24 * 60));
}

/* A call on this screen has reached whom it names; each step of its ladder anew. */
static void confirm(struct attend *a, const struct snapshot *s, unsigned roles,
                    struct client *client)
{
    struct attend_told told[SNAPSHOT_CALLS] = {{{0}, 0}};
    for (int i = 0; i < s->calls; i++) {
        const struct call_view *c = &s->call[i];
        bool known = false;
        if (!announce_call_names(c, roles))
            continue;
        for (int k = 0; k < SNAPSHOT_CALLS && !known; k++)
            known = a->told[k].tier == c->tier && strcmp(a->told[k].id, c->id) == 0;
        if (!known)
            client_told(client, c->id);
        (void)text_copy(told[i].id, sizeof told[i].id, c->id);
        told[i].tier = c->tier;
    }
    memcpy(a->told, told, sizeof told);
}

bool attend_turn(struct attend *a, const struct ui *ui, struct tty *tty, struct client *client,
                 int64_t key_ms)
{
    const struct view *v = &ui->view;
    char text[240];
    if (!v->has_snapshot || v->conn.via ||
        (a->seen_ms == v->snap_boot_ms && v->boot_ms < a->attention.next_ms))
        return false;
    a->seen_ms = v->snap_boot_ms;
    struct announce_filter filter = filter_now(a, v);
    const struct attention_now now = {
        .boot_ms = v->boot_ms, .key_ms = key_ms, .minute = local_minute(v)};
    confirm(a, &v->snap, filter.roles, client);
    announce_list(&v->snap, &filter, &a->list);
    if (!attention_step(&a->attention, &a->list, &filter, &now, text))
        return false;
    if (a->conf->bell)
        tty_beep(tty);
    tty_message(tty, a->conf->message, text);
    return a->conf->flash;
}

void attend_paint(const struct attend *a, const struct view *view, struct canvas *canvas)
{
    int64_t change;
    int phase = attention_flash(&a->attention, view->boot_ms, &change);
    if (phase < 0 || !a->conf->flash)
        return;
    for (int x = 0; x < canvas->width && canvas->height > 0; x++)
        canvas->cell[x].style = phase > 0 ? ST_BAD_BLOCK : ST_NORMAL;
}

int64_t attend_next(const struct attend *a, int64_t boot_ms)
{
    int64_t change = TIME_NEVER;
    if (a->conf->flash)
        (void)attention_flash(&a->attention, boot_ms, &change);
    return a->attention.next_ms < change ? a->attention.next_ms : change;
}
