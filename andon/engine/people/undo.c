/* SPDX-License-Identifier: MIT */
/* What can be taken back, by whom and how long: freely by who entered it for entry.undo_ms; then it
 * may be changed until entry.amend_ms by the role that entered it; later by a supervisor; never
 * once the shift is signed. Called by commands.c and by the verbs that add their entries. Nothing
 * is removed: undoing writes one more revision. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "andon/engine/response/alert_commands.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

/* What undoes an entry, and what it was in words: "X of ID". */
static const struct {
    void (*undo)(struct station *st, struct undo *u, struct outcome *out);
    const char *what;
} undoers[COMMAND_VERB_COUNT] = {
    [COMMAND_REASON] = {reason_undo, "reason"},      [COMMAND_STOP_SPLIT] = {split_undo, "split"},
    [COMMAND_STOP_MERGE] = {merge_undo, "merging"},  [COMMAND_STOP_TOUCH] = {touch_undo, "times"},
    [COMMAND_SCRAP] = {scrap_undo, "scrap"},         [COMMAND_MODE] = {mode_undo, "mode"},
    [COMMAND_JOB_START] = {job_undo, "start"},       [COMMAND_JOB_PAUSE] = {job_undo, "pause"},
    [COMMAND_JOB_FINISH] = {job_undo, "end"},        [COMMAND_PRODUCT] = {product_undo, "product"},
    [COMMAND_CALL_RAISE] = {call_undo, "raising"},   [COMMAND_CALL_TAKE] = {call_undo, "taking"},
    [COMMAND_ACK] = {alert_undo, "acknowledgement"}, [COMMAND_SHELVE] = {alert_undo, "shelving"},
};

static int64_t age_ms(const struct station *st, int64_t wall_ms)
{
    return station_wall(st, st->t) - wall_ms;
}

bool people_may_amend(const struct station *st, enum person_role role, int64_t wall_ms,
                      struct outcome *out)
{
    const struct command *c = st->command;
    if (c->role >= PERSON_SUPERVISOR)
        return true;
    if (age_ms(st, wall_ms) > st->config->entry.amend_ms) {
        outcome_refuse(out, COMMAND_FORBIDDEN,
                       "that was entered too long ago: only a supervisor may change it now");
        return false;
    }
    if (c->role < role) {
        outcome_refuse(out, COMMAND_FORBIDDEN, "it was entered as %s: to be changed by %s or above",
                       word_name(&words_person_role, (int)role),
                       word_name(&words_person_role, (int)role));
        return false;
    }
    return true;
}

static struct undo *push(struct book *b, const struct undo *entry)
{
    struct undo *u = &b->undo[b->next_undo];
    b->next_undo = (b->next_undo + 1) % BOOK_UNDOS;
    *u = *entry;
    u->live = true;
    return u;
}

struct undo *undo_add(struct station *st, enum record_kind kind, const char *id, int64_t rev)
{
    const struct command *c = st->command;
    struct undo u = {.verb = c->verb,
                     .kind = kind,
                     .rev = rev,
                     .wall = station_wall(st, st->t),
                     .role = c->role};
    (void)text_copy(u.id, sizeof u.id, id);
    (void)text_copy(u.actor, sizeof u.actor, c->actor);
    return push(st->book, &u);
}

bool undo_is_free(const struct station *st, const struct undo *u)
{
    return u->live && age_ms(st, u->wall) <= st->config->entry.undo_ms;
}

void undo_recalled(struct station *st, const struct undo *entry)
{
    const struct book *b = st->book;
    for (size_t i = 0; i < BOOK_UNDOS; i++)
        if (b->undo[i].live && b->undo[i].rev == entry->rev &&
            strcmp(b->undo[i].id, entry->id) == 0)
            return; /* the checkpoint had it */
    if (age_ms(st, entry->wall) <= st->config->entry.undo_ms)
        (void)push(st->book, entry);
}

static bool is_meant(const struct undo *u, const struct command *c)
{
    if (c->target[0] == '\0')
        return strcmp(u->actor, c->actor) == 0;
    return strcmp(u->id, c->target) == 0 || strcmp(u->other, c->target) == 0;
}

/* The latest one that the command means, or NULL. Those that were recalled came in no order. */
static struct undo *find(struct book *b, const struct command *c)
{
    struct undo *latest = NULL;
    for (size_t i = 0; i < BOOK_UNDOS; i++) {
        struct undo *u = &b->undo[(b->next_undo + i) % BOOK_UNDOS];
        if (u->live && is_meant(u, c) && (!latest || u->wall >= latest->wall))
            latest = u;
    }
    return latest;
}

static bool may_undo(const struct station *st, const struct undo *u, const struct command *c,
                     struct outcome *out)
{
    if (c->role >= PERSON_SUPERVISOR)
        return true;
    if (strcmp(u->actor, c->actor) != 0)
        outcome_refuse(out, COMMAND_FORBIDDEN,
                       "somebody else entered that: they or a supervisor may undo it");
    else if (age_ms(st, u->wall) > st->config->entry.undo_ms)
        outcome_refuse(out, COMMAND_FORBIDDEN,
                       "the time to undo it is over: change it, or ask a supervisor");
    else
        return true;
    return false;
}

void people_undo(struct station *st, const struct command *c, struct outcome *out)
{
    struct undo *u = find(st->book, c);
    if (!u) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is nothing to undo%s%.31s",
                       c->target[0] ? " of " : "", c->target);
        return;
    }
    if (!may_undo(st, u, c, out) || !undoers[u->verb].undo)
        return;
    undoers[u->verb].undo(st, u, out);
    if (out->result != COMMAND_DONE)
        return;
    u->live = false;
    (void)snprintf(out->text, sizeof out->text, "undone: %s of %s", undoers[u->verb].what, u->id);
}
