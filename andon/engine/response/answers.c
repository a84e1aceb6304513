/* SPDX-License-Identifier: MIT */
/* What people answer to a prediction: found, not found, not now, done. It is a record first, counts
 * for the score of the model, and waits as a label until the broker has it. Called by
 * people/commands.c; the labels go out through station_outgoing. */
#include "andon/engine/people/people.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* What was answered, ready to be written. */
struct answer {
    enum verdict verdict;
    bool found;          /* DONE */
    const char *failure; /* the real one, "" not said */
    int64_t planned;     /* NOT_NOW */
};

static void stale(const struct prediction *p, struct outcome *out)
{
    struct jw w;
    outcome_refuse(out, COMMAND_STALE, "%s was answered meanwhile", p->said.id);
    out->kind = REC_PREDICTION;
    (void)text_copy(out->id, sizeof out->id, p->said.id);
    out->rev = p->said.rev;
    jw_init(&w, out->body, sizeof out->body);
    jw_object(&w, NULL);
    prediction_view_members(&w, &p->said);
    jw_object_end(&w);
}

static bool read_done(const struct command *c, struct answer *a, struct outcome *out)
{
    bool yes = strcmp(c->job, "yes") == 0, no = strcmp(c->job, "no") == 0;
    if (!yes && !no)
        outcome_refuse(out, COMMAND_BAD, "done wants whether it was found: found = yes or no");
    else if (yes && c->reason[0] == '\0')
        outcome_refuse(out, COMMAND_BAD,
                       "done and found wants what had really failed: its failure mode");
    a->found = yes;
    return yes ? c->reason[0] != '\0' : no;
}

static bool read_answer(const struct station *st, const struct command *c, struct answer *a,
                        struct outcome *out)
{
    int verdict = word_find(&words_verdict, c->word, strlen(c->word));
    *a = (struct answer){.failure = c->reason, .planned = TIME_NONE};
    if (verdict <= VERDICT_NONE) {
        outcome_refuse(out, COMMAND_BAD, "answer found, not-found, not-now or done");
        return false;
    }
    a->verdict = (enum verdict)verdict;
    a->found = a->verdict == VERDICT_FOUND;
    if (a->verdict == VERDICT_DONE)
        return read_done(c, a, out);
    if (a->verdict != VERDICT_NOT_NOW)
        return true;
    a->planned = c->until;
    if (c->until == TIME_NONE || c->until <= station_wall(st, st->t)) {
        outcome_refuse(out, COMMAND_BAD, "not-now wants a planned time that is to come");
        return false;
    }
    return true;
}

/* ---- the label ------------------------------------------------------------------------------ */

static void put_found(struct jw *w, const struct answer *a)
{
    if (a->verdict == VERDICT_NOT_NOW)
        jw_null(w, "found");
    else
        jw_bool(w, "found", a->found);
}

/* The same in the record and on the broker: what a model needs to learn from it. */
static void put_label(struct jw *w, const struct station *st, const struct prediction *p,
                      const struct answer *a, const char *id)
{
    const struct prediction_view *said = &p->said;
    const struct command *c = st->command;
    jw_int(w, "v", 1);
    jw_text(w, "id", p->message[0] ? p->message : NULL);
    jw_text(w, "feedback", id);
    jw_text(w, "prediction", said->id);
    jw_text(w, "mode", said->mode);
    jw_text(w, "asset", said->asset);
    jw_text(w, "verdict", word_name(&words_verdict, (int)a->verdict));
    put_found(w, a);
    jw_text(w, "failure", a->failure[0] ? a->failure : NULL);
    jw_time(w, "planned", a->planned);
    jw_text(w, "note", c->note[0] ? c->note : NULL);
    jw_text(w, "by", c->actor);
    jw_int(w, "ts", station_wall(st, st->t));
    jw_time(w, "said", said->ts);
    jw_time(w, "raised", said->since);
    if (said->p >= 0)
        jw_amount(w, "p", said->p);
    else
        jw_null(w, "p");
    jw_text(w, "model", said->model[0] ? said->model : NULL);
    jw_text(w, "ver", said->version[0] ? said->version : NULL);
}

/* The oldest makes room: it is on record all the same. */
static struct label *add_label(struct predictions *all)
{
    if (all->labels == LABELS_MAX) {
        all->labels_lost++;
        all->labels--;
        memmove(&all->label[0], &all->label[1], (LABELS_MAX - 1) * sizeof all->label[0]);
    }
    return &all->label[all->labels++];
}

static void keep_label(struct station *st, const struct prediction *p, const struct answer *a,
                       char id[RECORD_ID_SIZE])
{
    struct predictions *all = &st->predictions;
    struct records_body b;
    struct label *label = add_label(all);
    struct record_draft d = records_begin(st, &b, REC_FEEDBACK, 1);
    *label = (struct label){.number = all->next_feedback++};
    people_id(id, 'F', label->number);
    (void)text_copy(d.id, sizeof d.id, id);
    (void)text_copy(label->mode, sizeof label->mode, p->said.mode);
    put_label(&b.w, st, p, a, id);
    /* The label is the body as far as it is ours: records_end adds who sent it from where. */
    (void)text_format(label->body, sizeof label->body, "%s}", b.w.out);
    records_end(st, &b, &d);
}

/* ---- the answer ----------------------------------------------------------------------------- */

static void take_answer(struct station *st, struct prediction *p, const struct answer *a)
{
    struct prediction_view *said = &p->said;
    const struct command *c = st->command;
    enum verdict was = said->verdict;
    said->verdict = a->verdict;
    (void)text_copy(said->answered_by, sizeof said->answered_by, c->actor);
    (void)text_copy(said->note, sizeof said->note, c->note);
    /* The lead ends with the finding, not with the repair. */
    if (was != VERDICT_FOUND || a->verdict != VERDICT_DONE || !a->found)
        said->answered_at = station_wall(st, st->t);
    said->planned_at = a->planned;
    p->band_answered = p->band;
    p->worse = p->rested = false;
    if (a->verdict == VERDICT_NOT_NOW)
        return;
    scores_count(st, p, a->found ? SCORED_HIT : SCORED_FALSE);
    failures_found(st, p, a->found);
    failures_follow(st);
}

void people_feedback(struct station *st, const struct command *c, struct outcome *out)
{
    struct answer answer;
    char id[RECORD_ID_SIZE];
    struct prediction *p = predictions_find(st, c->target);
    if (!p) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no prediction %s", c->target);
        outcome_advise(out, NULL, "predictions");
        return;
    }
    if (c->rev > 0 && c->rev != p->said.rev) {
        stale(p, out);
        return;
    }
    if (!read_answer(st, c, &answer, out))
        return;
    keep_label(st, p, &answer, id);
    int64_t rev = p->said.rev;
    take_answer(st, p, &answer);
    predictions_refresh(st, p);
    if (p->said.rev == rev || p->owed)
        predictions_keep(st, p);
    station_touch(st);
    outcome_done(out, REC_FEEDBACK, id);
    (void)text_format(out->text, sizeof out->text, "%s %s: %s", p->said.id, p->said.title,
                      word_name(&words_verdict, (int)answer.verdict));
}
