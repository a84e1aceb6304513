/* SPDX-License-Identifier: MIT */
/* What people do with alerts: acknowledge and take it back, silence, shelve, reset, take out of
 * service. Called by people/commands.c. An acknowledgement says that somebody has seen it; silence
 * only ends the sound; a shelf always ends, at the latest with the shift. */
#include "andon/engine/response/alert_commands.h"
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "andon/engine/response/response.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- which alert ----------------------------------------------------------------------------- */

int station_alert(const struct station *st, const char *target)
{
    int64_t number = people_number(target, 'A');
    for (size_t i = 0; i < st->alerts.count; i++)
        if ((number > 0 && st->alerts.item[i].number == number) ||
            strcmp(st->config->alert[i].name, target) == 0)
            return (int)i;
    return -1;
}

static void say_stale(const struct station *st, size_t i, struct outcome *out)
{
    struct jw w;
    const struct alert *alert = &st->alerts.item[i];
    outcome_refuse(out, COMMAND_STALE, "%s was changed meanwhile", st->config->alert[i].title);
    out->kind = REC_ALERT;
    out->rev = alert->rev;
    people_id(out->id, 'A', alert->number);
    jw_init(&w, out->body, sizeof out->body);
    jw_object(&w, NULL);
    alert_body(st, i, &w);
    jw_object_end(&w);
}

/* -1: refused. */
static int find(const struct station *st, const char *target, int64_t rev, struct outcome *out)
{
    int i = station_alert(st, target);
    if (i < 0) {
        const char *near = word_nearest_row(st->config->alert, st->config->alerts,
                                            sizeof *st->config->alert, target);
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no alert %s (any more)", target);
        outcome_advise(out, near, "alerts");
        return -1;
    }
    if (rev != 0 && rev != st->alerts.item[i].rev) {
        say_stale(st, (size_t)i, out);
        return -1;
    }
    return i;
}

static void done(const struct station *st, size_t i, struct outcome *out, const char *what)
{
    char id[RECORD_ID_SIZE];
    people_id(id, 'A', st->alerts.item[i].number);
    outcome_done(out, REC_ALERT, id);
    (void)text_format(out->text, sizeof out->text, "%s: %s", st->config->alert[i].title, what);
}

/* What changed nothing has no record. */
static void nothing(struct outcome *out, const char *what)
{
    outcome_refuse(out, COMMAND_BAD, "%s", what);
}

/* ---- acknowledge ----------------------------------------------------------------------------- */

static bool acknowledge(struct station *st, size_t i, const struct command *c)
{
    struct alert *alert = &st->alerts.item[i];
    if (alert->life.acked)
        return false;
    (void)text_copy(alert->acked_by, sizeof alert->acked_by, c->actor);
    (void)text_copy(alert->note, sizeof alert->note, c->note);
    alert->acked_wall = station_wall(st, st->t);
    alerts_acked(st, i);
    return (alerts_event(st, i, LIFE_ACK) & LIFE_CHANGED) != 0;
}

struct tally {
    int acked, changed, gone;
    int first; /* index of one that was acknowledged, -1 none */
};

static void one_of_list(struct station *st, const struct command *c, const char *word,
                        struct tally *tally)
{
    char id[RECORD_ID_SIZE];
    size_t length = strcspn(word, ":");
    int i = text_copy_n(id, sizeof id, word, length) ? station_alert(st, id) : -1;
    int64_t rev = word[length] == ':' ? strtoll(word + length + 1, NULL, 10) : 0;
    if (i < 0) {
        tally->gone++;
    } else if (rev != 0 && rev != st->alerts.item[i].rev) {
        tally->changed++;
    } else if (acknowledge(st, (size_t)i, c)) {
        tally->acked++;
        tally->first = tally->first < 0 ? i : tally->first;
    }
}

static void end_tally(struct station *st, const struct tally *tally, struct outcome *out)
{
    if (tally->acked == 0) {
        nothing(out, tally->changed > 0 ? "all of them were changed meanwhile: look again"
                                        : "there is nothing to acknowledge");
        return;
    }
    done(st, (size_t)tally->first, out, "acknowledged");
    (void)undo_add(st, REC_ALERT, out->id, 0);
    if (tally->acked > 1)
        (void)text_format(out->text, sizeof out->text, "%d acknowledged", tally->acked);
    size_t length = strlen(out->text);
    if (tally->changed + tally->gone > 0)
        (void)text_format(out->text + length, sizeof out->text - length,
                          "; %d changed meanwhile and are left", tally->changed + tally->gone);
}

/* Those that a person saw in a list, each as it was then. */
static void ack_list(struct station *st, const struct command *c, struct outcome *out)
{
    struct tally tally = {.first = -1};
    char copy[ALERTS_LIST_MAX], *save = NULL;
    if (!text_copy(copy, sizeof copy, c->list)) {
        nothing(out, "that is too long a list");
        return;
    }
    for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
        one_of_list(st, c, word, &tally);
    end_tally(st, &tally, out);
}

/* A button, or a scan: all that is announced now. */
static void ack_all(struct station *st, const struct command *c, struct outcome *out)
{
    struct tally tally = {.first = -1};
    for (size_t i = 0; i < st->alerts.count && tally.acked < ACK_ALL_MAX; i++) {
        if (life_hidden(&st->alerts.item[i].life) || !acknowledge(st, i, c))
            continue;
        tally.acked++;
        tally.first = tally.first < 0 ? (int)i : tally.first;
    }
    end_tally(st, &tally, out);
}

void people_ack(struct station *st, const struct command *c, struct outcome *out)
{
    if (c->list && c->list[0] != '\0') {
        ack_list(st, c, out);
        return;
    }
    if (c->target[0] == '\0') {
        ack_all(st, c, out);
        return;
    }
    int i = find(st, c->target, c->rev, out);
    if (i < 0)
        return;
    struct tally tally = {.first = acknowledge(st, (size_t)i, c) ? i : -1};
    tally.acked = tally.first < 0 ? 0 : 1;
    end_tally(st, &tally, out);
}

/* False: it is not acknowledged, or wants no acknowledgement. */
static bool unacknowledge(struct station *st, size_t i)
{
    struct alert *alert = &st->alerts.item[i], was = *alert;
    alert->acked_wall = TIME_NONE; /* before its record is written */
    alert->acked_by[0] = '\0';
    if ((alerts_event(st, i, LIFE_UNACK) & LIFE_CHANGED) != 0)
        return true;
    alert->acked_wall = was.acked_wall;
    (void)text_copy(alert->acked_by, sizeof alert->acked_by, was.acked_by);
    return false;
}

void people_unack(struct station *st, const struct command *c, struct outcome *out)
{
    int i = find(st, c->target, c->rev, out);
    if (i < 0)
        return;
    if (unacknowledge(st, (size_t)i))
        done(st, (size_t)i, out, "not acknowledged any more");
    else
        nothing(out, "it is not acknowledged, or needs no acknowledgement");
}

/* ---- silence --------------------------------------------------------------------------------- */

/* What sounds, or the one that is named. False: nothing did; then `out` says why, or is as it was.
 */
bool alerts_silence(struct station *st, const struct command *c, struct outcome *out)
{
    int one = c->target[0] != '\0' ? find(st, c->target, 0, out) : -1;
    int first = -1, count = 0;
    if (c->target[0] != '\0' && one < 0)
        return false;
    bool flood =
        one < 0 && st->alerts.flood.on && !st->alerts.flood_silenced && st->alerts.in_flood > 0;
    st->alerts.flood_silenced |= flood;
    for (size_t i = 0; i < st->alerts.count && count < ACK_ALL_MAX; i++) {
        bool meant = one < 0 ? alert_sounds(st, i) : (int)i == one;
        if (!meant || (alerts_event(st, i, LIFE_SILENCE) & LIFE_CHANGED) == 0)
            continue;
        first = first < 0 ? (int)i : first;
        count++;
    }
    if (first >= 0) {
        done(st, (size_t)first, out, "silenced; it still wants to be acknowledged");
    } else if (flood) {
        out->result = COMMAND_DONE;
        (void)text_copy(out->text, sizeof out->text, "the flood is silenced");
    }
    return first >= 0 || flood;
}

/* ---- shelve ---------------------------------------------------------------------------------- */

/* The shift's end, and no later: who comes next is to know. */
static int64_t shelf_end(const struct station *st, size_t i, const struct command *c, bool *cut)
{
    int64_t most = st->config->alert[i].life.shelf_ms, length = c->for_ms;
    if (length <= 0)
        length = st->config->alarms.shelf_ms < most ? st->config->alarms.shelf_ms : most;
    if (c->one_shot && c->for_ms <= 0)
        length = most;
    int64_t end = st->t + length, shift = st->span.end_ms - st->wall_offset;
    *cut = st->span.in_shift && shift < end && shift > st->t;
    return *cut ? shift : end;
}

void people_shelve(struct station *st, const struct command *c, struct outcome *out)
{
    char length[TEXT_DURATION_SIZE], what[160];
    bool cut;
    int i = find(st, c->target, c->rev, out);
    if (i < 0)
        return;
    const struct alert_conf *conf = &st->config->alert[i];
    struct alert *alert = &st->alerts.item[i];
    if (c->note[0] == '\0') {
        nothing(out, "say why it is shelved");
        return;
    }
    if (c->for_ms > conf->life.shelf_ms || c->for_ms < 0) {
        outcome_refuse(out, COMMAND_BAD, "it may be shelved for %s at most",
                       text_duration(conf->life.shelf_ms, length));
        return;
    }
    int64_t until = shelf_end(st, (size_t)i, c, &cut);
    alerts_tally(st, (size_t)i, -1);
    (void)life_shelve(&conf->life, &alert->life, c->one_shot, st->t, until);
    (void)text_copy(alert->shelved_by, sizeof alert->shelved_by, c->actor);
    (void)text_copy(alert->shelved_why, sizeof alert->shelved_why, c->note);
    alert->shelved_wall = station_wall(st, st->t);
    alerts_tally(st, (size_t)i, 1);
    alerts_changed(st, (size_t)i);
    (void)text_format(what, sizeof what, "shelved for %s%s%s", text_duration(until - st->t, length),
                      cut ? ", to the end of the shift" : "",
                      c->one_shot ? ", or until it returns" : "");
    done(st, (size_t)i, out, what);
    (void)undo_add(st, REC_ALERT, out->id, 0);
}

/* ---- plain ones ------------------------------------------------------------------------------ */

static void plain(struct station *st, const struct command *c, enum life_event event,
                  const char *const say[3], struct outcome *out)
{
    int i = find(st, c->target, c->rev, out);
    if (i < 0)
        return;
    unsigned result = alerts_event(st, (size_t)i, event);
    if ((result & LIFE_CHANGED) != 0)
        done(st, (size_t)i, out, say[0]);
    else
        nothing(out, (result & LIFE_REFUSED) != 0 ? say[2] : say[1]);
}

void people_unshelve(struct station *st, const struct command *c, struct outcome *out)
{
    static const char *const say[] = {"not shelved any more", "it is not shelved", ""};
    plain(st, c, LIFE_UNSHELVE, say, out);
}

void people_reset(struct station *st, const struct command *c, struct outcome *out)
{
    static const char *const say[] = {"reset", "there is nothing to reset",
                                      "not yet: it must be over, and acknowledged first"};
    plain(st, c, LIFE_RESET, say, out);
}

void people_out_of_service(struct station *st, const struct command *c, struct outcome *out)
{
    static const char *const say[] = {"out of service", "it is out of service already", ""};
    int i = c->note[0] != '\0' ? station_alert(st, c->target) : -1;
    if (c->note[0] == '\0') {
        nothing(out, "say why it is taken out of service");
        return;
    }
    if (i >= 0) {
        struct alert *alert = &st->alerts.item[i];
        (void)text_copy(alert->shelved_by, sizeof alert->shelved_by, c->actor);
        (void)text_copy(alert->shelved_why, sizeof alert->shelved_why, c->note);
    }
    plain(st, c, LIFE_OOS, say, out);
}

void people_in_service(struct station *st, const struct command *c, struct outcome *out)
{
    static const char *const say[] = {"in service again", "it is in service", ""};
    plain(st, c, LIFE_IN_SERVICE, say, out);
}

/* ---- undone ---------------------------------------------------------------------------------- */

static bool undo_ack(struct station *st, size_t i, const struct undo *u)
{
    const struct alert *alert = &st->alerts.item[i];
    return alert->life.acked && alert->acked_wall == u->wall &&
           strcmp(alert->acked_by, u->actor) == 0 && unacknowledge(st, i);
}

static bool undo_shelf(struct station *st, size_t i, const struct undo *u)
{
    const struct alert *alert = &st->alerts.item[i];
    return alert->life.shelve != SHELVE_NONE && alert->shelved_wall == u->wall &&
           strcmp(alert->shelved_by, u->actor) == 0 &&
           (alerts_event(st, i, LIFE_UNSHELVE) & LIFE_CHANGED) != 0;
}

/* All that one entry acknowledged or shelved, as far as it still is by that person of that time:
 * what somebody else did since, or is over, stays. */
void alert_undo(struct station *st, struct undo *u, struct outcome *out)
{
    bool (*undo)(struct station *, size_t, const struct undo *) =
        u->verb == COMMAND_ACK ? undo_ack : undo_shelf;
    int first = -1;
    for (size_t i = 0; i < st->alerts.count; i++)
        if (undo(st, i, u) && first < 0)
            first = (int)i;
    if (first >= 0)
        done(st, (size_t)first, out, "");
    else
        outcome_refuse(out, COMMAND_STALE, "it is over, or was changed meanwhile");
}
