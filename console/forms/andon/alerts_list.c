/* SPDX-License-Identifier: MIT */
/* Filter and order of the alerts screen. Called by its form. */
#include "console/forms/andon/alerts_list.h"

#include "console/panels/andon/look.h"
#include "console/words/collate.h"
#include "console/words/words.h"

#include <stdlib.h>
#include <string.h>

const char *const alert_filter_words[ALERT_FILTERS] = {
    [ALERTS_ALL] = N_("all"),
    [ALERTS_UNACKED] = N_("not acknowledged"),
    [ALERTS_HIGH] = N_("high only"),
    [ALERTS_OFF] = N_("shelved and off"),
};
const char *const alert_sort_words[ALERT_SORTS] = {
    [ALERTS_PRESSING] = N_("worst first"),
    [ALERTS_NEWEST] = N_("newest first"),
    [ALERTS_LONGEST] = N_("longest first"),
    [ALERTS_NAME] = N_("by name"),
};

static bool is_shown(const struct alert_view *a, int filter)
{
    bool off = !alert_is_open(a), there = a->active || !a->acked || a->latched;
    switch ((enum alert_filter)filter) {
    case ALERTS_UNACKED:
        return !off && !a->acked;
    case ALERTS_HIGH:
        return !off && there && a->priority == PRIO_HIGH;
    case ALERTS_OFF:
        return off;
    case ALERTS_ALL:
    case ALERT_FILTERS:
        break;
    }
    return off || there;
}

struct sorted {
    const struct alert_view *alert;
    int sort, place;
};

static int by_place(const struct sorted *a, const struct sorted *b)
{
    return a->place < b->place ? -1 : a->place > b->place ? 1 : 0;
}

static int compare(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    bool a_off = !alert_is_open(a->alert), b_off = !alert_is_open(b->alert);
    if (a_off != b_off)
        return a_off ? 1 : -1;
    int order = 0;
    if (a->sort == ALERTS_NAME)
        order = collate(alert_title(a->alert), alert_title(b->alert), words_language());
    else if (a->sort != ALERTS_PRESSING && a->alert->since != b->alert->since)
        order = (a->alert->since > b->alert->since) == (a->sort == ALERTS_NEWEST) ? -1 : 1;
    return order != 0 ? order : by_place(a, b);
}

/* The snapshot's is of now. */
static bool in_snapshot(const struct view *v, const char *name)
{
    for (int i = 0; i < v->snap.alerts; i++)
        if (strcmp(v->snap.alert[i].name, name) == 0)
            return true;
    return false;
}

/* The snapshot's, and behind them what it has no room for as it was answered last. */
void alerts_list(const struct view *v, int filter, int sort, struct alerts_list *list)
{
    struct sorted rows[ALERTS_SHOWN_MAX];
    const struct response *r = &v->response;
    int n = 0;
    bool full = v->snap.alerts == SNAPSHOT_ALERTS;
    for (int i = 0; i < v->snap.alerts; i++)
        if (is_shown(&v->snap.alert[i], filter))
            rows[n++] = (struct sorted){&v->snap.alert[i], sort, i};
    for (int i = 0; i < r->alerts && full; i++)
        if (is_shown(&r->alert[i], filter) && !in_snapshot(v, r->alert[i].name))
            rows[n++] = (struct sorted){&r->alert[i], sort, SNAPSHOT_ALERTS + i};
    if (n > 1)
        qsort(rows, (size_t)n, sizeof *rows, compare);
    list->count = n;
    list->left = full && r->alerts_in_all > r->alerts ? r->alerts_in_all - r->alerts : 0;
    list->on = 0;
    for (int i = 0; i < n; i++) {
        list->row[i] = rows[i].alert;
        list->on += alert_is_open(rows[i].alert) ? 1 : 0;
    }
}
