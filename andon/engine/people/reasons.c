/* SPDX-License-Identifier: MIT */
/* Why it stopped, as a person says it: of a stop while it is open and later, changed as often as it
 * may be; or of a burst of small stops, all at once. Called by commands.c and undo.c. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

const struct reason_conf *people_find_reason(const struct station *st, const struct command *c,
                                             struct outcome *out)
{
    int index = config_reason_index(st->config, c->reason);
    const struct reason_conf *reason = index >= 0 ? &st->config->reason[index] : NULL;
    const struct config *config = st->config;
    const char *near = reason ? NULL
                              : word_nearest_row(config->reason, config->reasons,
                                                 sizeof *config->reason, c->reason);
    if (!reason && config_retired(config, "reason", c->reason))
        outcome_refuse(out, COMMAND_NOT_FOUND, "the reason %s is no longer used", c->reason);
    else if (!reason)
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no reason %s", c->reason);
    else if (!reason->leaf)
        outcome_refuse(out, COMMAND_BAD, "%s is a group: choose one of its reasons", c->reason);
    else if (!station_fits(st, reason->fits_stations, ""))
        outcome_refuse(out, COMMAND_BAD, "%s is no reason at this station", reason->title);
    else if (reason->note && c->note[0] == '\0')
        outcome_refuse(out, COMMAND_BAD, "%s wants a note: say what happened", reason->title);
    else
        return reason;
    if (!reason)
        outcome_advise(out, near, "reasons");
    return NULL;
}

/* Whether a list of products ("": all) has what was made at that time, or is made now; so does any
 * list when that is not known. */
static bool people_product_fits(const struct station *st, const char *products, int64_t at)
{
    const struct making *then = product_at(st, at), *now = product_now(st);
    bool known = then->from <= at && then->product[0] != '\0' && now->product[0] != '\0';
    return !known || config_list_has(products, then->product) ||
           config_list_has(products, now->product);
}

bool people_reason_fits(const struct station *st, const struct reason_conf *reason,
                        const struct stop *stop, struct outcome *out)
{
    int64_t end = stop->open ? st->t : stop->end;
    if (people_product_fits(st, reason->fits_products, stop->begin) ||
        people_product_fits(st, reason->fits_products, end))
        return true;
    outcome_refuse(out, COMMAND_BAD, "%s is a reason with %s only, not with %s",
                   reason->title[0] != '\0' ? reason->title : reason->name, reason->fits_products,
                   product_at(st, stop->begin)->product);
    return false;
}

static void explain(const struct station *st, struct stop *stop)
{
    const struct command *c = st->command;
    (void)text_copy(stop->reason, sizeof stop->reason, c->reason);
    (void)text_copy(stop->note, sizeof stop->note, c->note);
    if (stop->open && stop->noticed == TIME_NONE)
        stop->noticed = station_wall(st, st->t);
    people_sign_stop(st, stop);
}

static void explain_stop(struct station *st, const struct command *c,
                         const struct reason_conf *reason, struct outcome *out)
{
    const struct stop *stop = people_stop(st, c->target, out);
    char id[RECORD_ID_SIZE];
    if (!stop || !people_may_change(st, stop, c->rev, out) ||
        !people_reason_fits(st, reason, stop, out))
        return;
    struct change change = {.was = *stop, .is = *stop};
    explain(st, &change.is);
    people_change(st, &change, 1);
    people_id(id, 'S', change.is.number);
    undo_add(st, REC_STOP, id, change.is.rev)->was.stop[0] = change.was;
    outcome_done(out, REC_STOP, id);
    (void)snprintf(out->text, sizeof out->text, "%s: %s", id, reason->title);
}

/* ---- bursts --------------------------------------------------------------------------------- */

/* No stop of it lies where nothing changes any more; or the refusal. */
static bool burst_is_open(const struct station *st, const struct burst *burst, struct outcome *out)
{
    for (size_t i = burst->first; i <= burst->last; i++) {
        const struct stop *stop = &st->book->stop[i];
        if (!asks_in_burst(stop) || !book_locked(st, stop))
            continue;
        outcome_refuse(out, COMMAND_LOCKED, "S%lld lies in a shift that is signed or frozen",
                       (long long)stop->number);
        return false;
    }
    return true;
}

/* Of those that the burst still asks about, each; the number of the first stays the burst's. */
static void explain_burst(struct station *st, const struct command *c,
                          const struct reason_conf *reason, struct outcome *out)
{
    struct burst burst;
    struct book *b = st->book;
    char id[RECORD_ID_SIZE];
    int64_t number = people_number(c->target, 'B');
    if (!asks_burst(st, number, &burst)) {
        const struct stop *first = book_find(st, number);
        if (first && first->burst == number)
            people_stale_stop(st, first, out);
        else
            outcome_refuse(out, COMMAND_NOT_FOUND, "there is no burst of stops %s", c->target);
        return;
    }
    if (!burst_is_open(st, &burst, out) ||
        !people_reason_fits(st, reason, &b->stop[burst.first], out))
        return;
    for (size_t i = burst.first; i <= burst.last; i++) {
        struct change change = {.was = b->stop[i], .is = b->stop[i]};
        if (!asks_in_burst(&b->stop[i]))
            continue;
        change.is.burst = number;
        explain(st, &change.is);
        people_change(st, &change, 1);
    }
    (void)undo_add(st, REC_STOP, c->target, 0);
    people_id(id, 'S', number);
    outcome_done(out, REC_STOP, id);
    (void)snprintf(out->text, sizeof out->text, "%lld stops: %s", (long long)burst.count,
                   reason->title);
}

void people_reason(struct station *st, const struct command *c, struct outcome *out)
{
    const struct reason_conf *reason = people_find_reason(st, c, out);
    if (!reason)
        return;
    if (people_number(c->target, 'B') > 0)
        explain_burst(st, c, reason, out);
    else
        explain_stop(st, c, reason, out);
}

/* ---- undone --------------------------------------------------------------------------------- */

/* They had no reason before. What was changed or locked since stays. */
static void burst_undo(struct station *st, const struct undo *u, struct outcome *out)
{
    struct book *b = st->book;
    int64_t number = people_number(u->id, 'B');
    bool any = false;
    for (size_t i = 0; i < b->stops; i++) {
        struct change change = {.was = b->stop[i], .is = b->stop[i]};
        if (b->stop[i].burst != number || b->stop[i].by_wall != u->wall ||
            book_locked(st, &b->stop[i]))
            continue;
        change.is.reason[0] = change.is.note[0] = change.is.by[0] = '\0';
        change.is.burst = 0;
        people_change(st, &change, 1);
        any = true;
        char id[RECORD_ID_SIZE];
        people_id(id, 'S', change.is.number);
        outcome_done(out, REC_STOP, id);
    }
    if (!any)
        outcome_refuse(out, COMMAND_LOCKED, "all of %s was changed since", u->id);
}

void reason_undo(struct station *st, struct undo *u, struct outcome *out)
{
    const struct stop *was = &u->was.stop[0];
    if (people_number(u->id, 'B') > 0) {
        burst_undo(st, u, out);
        return;
    }
    const struct stop *stop = people_unchanged(st, u->id, u->rev, out);
    if (!stop)
        return;
    struct change change = {.was = *stop, .is = *stop};
    (void)text_copy(change.is.reason, sizeof change.is.reason, was->reason);
    (void)text_copy(change.is.note, sizeof change.is.note, was->note);
    (void)text_copy(change.is.by, sizeof change.is.by, was->by);
    change.is.by_role = was->by_role;
    change.is.by_wall = was->by_wall;
    change.is.burst = was->burst;
    change.is.noticed = was->noticed;
    change.is.edited = was->edited;
    people_change(st, &change, 1);
    outcome_done(out, REC_STOP, u->id);
}
