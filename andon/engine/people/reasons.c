/* SPDX-License-Identifier: MIT */
/* Why it stopped, as a person says it. Called by commands.c. */
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

/* The stop that `current` or an id names, or NULL. */
static struct stop *find_stop(struct station *st, const char *target)
{
    char id[RECORD_ID_SIZE];
    struct stop *both[] = {&st->stop, &st->last_stop};
    if (strcmp(target, "current") == 0)
        return st->stop.open ? &st->stop : st->last_stop.number > 0 ? &st->last_stop : NULL;
    for (int i = 0; i < 2; i++) {
        (void)snprintf(id, sizeof id, "S%lld", (long long)both[i]->number);
        if (both[i]->number > 0 && strcmp(id, target) == 0)
            return both[i];
    }
    return NULL;
}

/* The leaf that may be given here, or NULL with the refusal. */
static const struct reason_conf *find_reason(const struct station *st, const struct command *c,
                                             struct outcome *out)
{
    int index = config_reason_index(st->config, c->reason);
    const struct reason_conf *reason = index >= 0 ? &st->config->reason[index] : NULL;
    if (!reason)
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no reason %s", c->reason);
    else if (!reason->leaf)
        outcome_refuse(out, COMMAND_BAD, "%s is a group: choose one of its reasons", c->reason);
    else if (reason->note && c->note[0] == '\0')
        outcome_refuse(out, COMMAND_BAD, "%s wants a note: say what happened", reason->title);
    else
        return reason;
    return NULL;
}

void people_reason(struct station *st, const struct command *c, struct outcome *out)
{
    struct stop *stop = find_stop(st, c->target);
    if (!stop) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no stop %s to explain", c->target);
        return;
    }
    const struct reason_conf *reason = find_reason(st, c, out);
    if (!reason)
        return;
    if (c->rev != 0 && c->rev != stop->rev) {
        outcome_refuse(out, COMMAND_STALE, "somebody changed the stop meanwhile");
        return;
    }
    (void)text_copy(stop->reason, sizeof stop->reason, reason->name);
    (void)text_copy(stop->note, sizeof stop->note, c->note);
    records_stop(st, stop);
    char id[RECORD_ID_SIZE];
    (void)snprintf(id, sizeof id, "S%lld", (long long)stop->number);
    outcome_done(out, REC_STOP, id);
    (void)snprintf(out->text, sizeof out->text, "%s: %s", id, reason->title);
}
