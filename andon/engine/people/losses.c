/* SPDX-License-Identifier: MIT */
/* What the shift that is shown lost most by, of the stops at hand: by reason as a pareto has it
 * (data/model/figures.h), so that a line's handover can name it. Called by snapshot_fill.c. Changes
 * nothing. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

#define LOST_MAX 48 /* reasons of one shift; what is beyond cannot be the largest by much */

struct lost {
    const char *kind, *reason; /* reason "" but of kind "reason" */
    int64_t ms, count;
};

static const char *kind_of(const struct stop *stop)
{
    if (stop->reason[0] != '\0')
        return "reason";
    if (stop->small)
        return "small";
    return stop->asks ? "unexplained" : "waiting";
}

static int add(struct lost *lost, int n, const struct stop *stop, int64_t ms)
{
    const char *kind = kind_of(stop);
    int i = 0;
    while (i < n && (strcmp(lost[i].kind, kind) != 0 || strcmp(lost[i].reason, stop->reason) != 0))
        i++;
    if (ms <= 0 || i == LOST_MAX)
        return n;
    if (i == n)
        lost[n++] = (struct lost){.kind = kind, .reason = stop->reason};
    lost[i].ms += ms;
    lost[i].count++;
    return n;
}

static const char *title_of(const struct station *st, const struct lost *lost)
{
    int index = config_reason_index(st->config, lost->reason);
    if (lost->reason[0] == '\0')
        return strcmp(lost->kind, "unexplained") == 0 ? "not explained"
               : strcmp(lost->kind, "small") == 0     ? "small stops"
                                                      : "waiting";
    return index >= 0 && st->config->reason[index].title[0] != '\0'
               ? st->config->reason[index].title
               : lost->reason;
}

void losses_fill(const struct station *st, int64_t t, struct snapshot *s)
{
    struct lost lost[LOST_MAX];
    const struct book *b = st->book;
    int index = window_shown(st), n = 0, top = 0;
    for (size_t i = 0; i < b->stops; i++)
        n = add(lost, n, &b->stop[i], b->stop[i].part[index]);
    if (st->stop.open)
        n = add(lost, n, &st->stop, st->stop.part[index] + stop_lost(st, t) - st->stop.ms);
    for (int i = 1; i < n; i++)
        if (lost[i].ms > lost[top].ms)
            top = i;
    if (n == 0)
        return;
    (void)text_copy(s->loss.kind, sizeof s->loss.kind, lost[top].kind);
    (void)text_copy(s->loss.reason, sizeof s->loss.reason, lost[top].reason);
    (void)text_copy(s->loss.title, sizeof s->loss.title, title_of(st, &lost[top]));
    s->loss.ms = lost[top].ms;
    s->loss.count = lost[top].count;
}
