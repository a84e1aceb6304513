/* SPDX-License-Identifier: MIT */
/* The stations before and behind in the flow: their retained summary and presence are heard as any
 * hub hears them, so that who is starved or blocked sees why. Says nothing itself and decides
 * nothing: no state, record or lamp rests on it. Called by uplink.c, reload.c and view.c. */
#include "andon/daemon.h"
#include "andon/desks.h"

#include "data/model/text.h"

#include <string.h>

static const char *const sides[NEIGHBOURS] = {"before", "after"};
static const char *const leaves[2] = {"state", "status"};

/* From the configuration in force. Who stays keeps what is known of it. */
static void follow(struct daemon *d)
{
    struct neighbours *n = &d->neighbours;
    char path[CONFIG_TOPIC_MAX];
    for (int i = 0; i < NEIGHBOURS; i++) {
        bool there = config_neighbour(d->config, i, NULL, path, sizeof path) &&
                     strlen(path) < sizeof n->view[i].station;
        if (!there)
            path[0] = '\0';
        if (strcmp(n->view[i].station, path) != 0 || n->view[i].side[0] == '\0')
            neighbour_init(&n->view[i], sides[i], path);
        for (int leaf = 0; leaf < 2; leaf++)
            if (!there || !config_neighbour(d->config, i, leaves[leaf], n->topic[i][leaf],
                                            sizeof n->topic[i][leaf]))
                n->topic[i][leaf][0] = '\0';
    }
}

size_t neighbours_filters(struct daemon *d, const char **filters)
{
    size_t count = 0;
    follow(d);
    for (int i = 0; i < NEIGHBOURS; i++)
        for (int leaf = 0; leaf < 2; leaf++)
            if (d->neighbours.topic[i][leaf][0] != '\0')
                filters[count++] = d->neighbours.topic[i][leaf];
    return count;
}

/* Not for us alone: a plant may read a signal there, too. */
void neighbours_message(struct daemon *d, const struct link_event *event)
{
    struct neighbours *n = &d->neighbours;
    for (int i = 0; i < NEIGHBOURS; i++) {
        if (n->topic[i][0][0] == '\0')
            continue;
        if (strcmp(event->topic, n->topic[i][0]) == 0)
            d->snapshot_due |= neighbour_summary(&n->view[i], event->payload, event->length);
        else if (strcmp(event->topic, n->topic[i][1]) == 0)
            d->snapshot_due |= neighbour_status(&n->view[i], event->payload, event->length);
    }
}

void neighbours_link(struct daemon *d, bool up)
{
    for (int i = 0; i < NEIGHBOURS && !up; i++)
        d->snapshot_due |= neighbour_lost(&d->neighbours.view[i]);
}

void neighbours_fill(const struct daemon *d, struct snapshot *view)
{
    view->neighbours = 0;
    for (int i = 0; i < NEIGHBOURS; i++)
        if (d->neighbours.view[i].station[0] != '\0')
            view->neighbour[view->neighbours++] = d->neighbours.view[i];
}
