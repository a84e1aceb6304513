/* SPDX-License-Identifier: MIT */
/* Scrap and rework as people enter them. An entry is of the parts of one segment (product and ideal
 * cycle, in planned time, outside, or in a trial) of the shift in which they were made; there it
 * explains the machine's own rejects, and adds what exceeds them (account.h: account_settled).
 * Minutes stay what the machine counted. An entry is taken back by a counter-entry with `of`, never
 * removed. Called by commands.c and undo.c. Owns work.scrap.
 *
 * Limits: SCRAPS entries can be reversed; older ones stand as they are. Entries of operators reach
 * back within the running shift, those of maintenance and supervisors to the shift before, until
 * that is signed or frozen. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* Of one entry, whatever is configured: sums of thousands of them stay within their numbers. */
#define AMOUNT_MOST (INT64_C(1000000000) * AMOUNT_ONE)

/* ---- its record ----------------------------------------------------------------------------- */

static const char *const part_names[] = {
    [PARTS_PLANNED] = "planned", [PARTS_OUTSIDE] = "outside", [PARTS_TRIAL] = "trial"};

/* `of`: the entry that is taken back, NULL: it is one itself. */
static void record(struct station *st, const struct scrap_entry *e, const struct scrap_entry *of,
                   const char *note)
{
    struct records_body b;
    struct record_draft draft = records_begin(st, &b, REC_SCRAP, 1);
    const struct window *w = &st->window[window_at(st, e->at)];
    char id[RECORD_ID_SIZE] = "";
    people_id(draft.id, 'R', e->number);
    if (of)
        people_id(id, 'R', of->number);
    jw_int(&b.w, "at", station_wall(st, e->at));
    jw_amount(&b.w, "quantity", e->amount);
    jw_bool(&b.w, "rework", e->rework);
    jw_name(&b.w, "reason", e->reason);
    jw_name(&b.w, "note", note);
    jw_name(&b.w, "product", e->product);
    jw_int(&b.w, "ideal_us", e->ideal_us);
    jw_name(&b.w, "job", e->job);
    jw_text(&b.w, "part", part_names[e->part]);
    jw_name(&b.w, "shift", w->name);
    jw_name(&b.w, "window", w->id);
    jw_name(&b.w, "of", id);
    jw_text(&b.w, "source", "person");
    records_end(st, &b, &draft);
}

/* ---- in the figures ------------------------------------------------------------------------- */

static struct account_segment entered(const struct scrap_entry *e)
{
    struct account_segment s = {.ideal_us = e->ideal_us};
    *(e->rework ? &s.entered_rework : &s.entered_scrap) = e->amount;
    (void)text_copy(s.product, sizeof s.product, e->product);
    return s;
}

static void book(struct station *st, const struct scrap_entry *e)
{
    const struct lot lot = {
        .at = e->at, .made = entered(e), .job = e->job, .kind = (enum parts_kind)e->part};
    window_count(st, &lot);
    if (e->part != PARTS_TRIAL)
        jobs_enter(st, e->run, e->job, &lot.made);
    window_write(st);
    station_touch(st);
}

/* What was made of the parts that the entry is of. */
static struct account_segment made_of(const struct station *st, const struct scrap_entry *e)
{
    const struct account *a = &st->window[window_at(st, e->at)].account;
    struct account_segment sum = {0};
    if (e->part == PARTS_OUTSIDE)
        return a->outside;
    if (e->part == PARTS_TRIAL)
        return a->trial;
    for (int i = 0; i < a->segments; i++) {
        const struct account_segment *s = &a->segment[i];
        bool same = s->was_us == e->ideal_us || s->ideal_us == e->ideal_us;
        if (!same || strcmp(s->product, e->product) != 0)
            continue;
        sum.total += s->total;
        sum.scrap += s->scrap;
        sum.rework += s->rework;
        sum.entered_scrap += s->entered_scrap;
        sum.entered_rework += s->entered_rework;
    }
    return sum;
}

/* ---- whether it can be ---------------------------------------------------------------------- */

/* Not more than was made is scrap or rework, however it was found. */
static bool fits(const struct account_segment *made, const struct scrap_entry *e)
{
    struct account_segment after = *made;
    const struct account_segment before = account_settled(made), more = entered(e);
    after.entered_scrap += more.entered_scrap;
    after.entered_rework += more.entered_rework;
    bool within = after.entered_scrap + after.entered_rework <= made->total;
    after = account_settled(&after);
    int64_t bad = after.scrap + after.rework;
    return within && (bad <= made->total || bad <= before.scrap + before.rework);
}

static bool is_counted(const struct station *st)
{
    return st->role[ROLE_TOTAL] >= 0 || st->role[ROLE_GOOD] >= 0;
}

/* Of the shift, and of the job. Parts of a break are tried when those of the shift are not enough.
 */
static bool is_plausible(struct station *st, struct scrap_entry *e, struct outcome *out)
{
    char most[AMOUNT_TEXT_SIZE];
    const int64_t max = st->config->entry.scrap_max;
    const int64_t limit = max > 0 && max < AMOUNT_MOST ? max : AMOUNT_MOST;
    if (e->amount > limit) {
        outcome_refuse(out, COMMAND_BAD, "more than %s at once is not plausible",
                       amount_to_text(limit, most));
        return false;
    }
    if (!is_counted(st))
        return true;
    struct account_segment made = made_of(st, e);
    struct scrap_entry outside = *e;
    outside.part = PARTS_OUTSIDE;
    const struct account_segment other = made_of(st, &outside);
    if (!fits(&made, e) && e->part == PARTS_PLANNED && fits(&other, &outside))
        e->part = PARTS_OUTSIDE;
    else if (!fits(&made, e)) {
        outcome_refuse(out, COMMAND_BAD,
                       "that is more than was made%s%s in that shift: %s, of which "
                       "some may be entered already",
                       e->product[0] ? " of " : "", e->product, amount_to_text(made.total, most));
        return false;
    }
    const struct order *order = queue_order(st, e->job);
    if (order && e->part != PARTS_TRIAL && !fits(&order->made, e)) {
        outcome_refuse(out, COMMAND_BAD,
                       "that is more than was made in job %s: %s, of which some may be entered "
                       "already",
                       e->job, amount_to_text(order->made.total, most));
        return false;
    }
    return true;
}

/* Shifts that began since. */
static int shifts_since(const struct station *st, int64_t at)
{
    int shifts = 0;
    for (int k = 0; k < window_at(st, at); k++)
        shifts += st->window[k].id[0] != '\0';
    return shifts;
}

/* The moment on the axis, within what may still be changed. */
static bool read_time(const struct station *st, int64_t at, struct outcome *out)
{
    int shifts = shifts_since(st, at);
    if (at > st->arrival)
        outcome_refuse(out, COMMAND_BAD, "that is later than now");
    else if (people_locked(st, station_wall(st, at)))
        outcome_refuse(out, COMMAND_LOCKED, "that shift is signed or frozen: write a note");
    else if (!window_keeps(st, at) || shifts > 1)
        outcome_refuse(out, COMMAND_LOCKED, "that is older than the shift before this one");
    else
        return true;
    return false;
}

/* What another shift made is entered by who answers for more than one. */
static bool may_back_date(const struct station *st, const struct scrap_entry *e,
                          struct outcome *out)
{
    if (shifts_since(st, e->at) == 0 || e->role >= PERSON_MAINTENANCE)
        return true;
    outcome_refuse(out, COMMAND_FORBIDDEN,
                   "that was made in the shift before: maintenance or a supervisor enters it");
    return false;
}

static bool read_reason(const struct station *st, const struct command *c, struct scrap_entry *e,
                        struct outcome *out)
{
    int index = config_scrap_reason_index(st->config, c->reason);
    const struct scrap_reason_conf *reason = index >= 0 ? &st->config->scrap_reason[index] : NULL;
    bool none = c->reason[0] == '\0';
    if (none && st->config->scrap_reasons > 0)
        outcome_refuse(out, COMMAND_BAD, "say why: a reason is wanted");
    else if (!none && !reason) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no scrap reason %s", c->reason);
        outcome_advise(out,
                       word_nearest_row(st->config->scrap_reason, st->config->scrap_reasons,
                                        sizeof *st->config->scrap_reason, c->reason),
                       "scrap-reasons");
    } else if (reason && reason->note && c->note[0] == '\0')
        outcome_refuse(out, COMMAND_BAD, "%s wants a note: say what happened",
                       reason->title[0] ? reason->title : reason->name);
    else {
        e->rework = c->rework || (reason && reason->rework);
        (void)text_copy(e->reason, sizeof e->reason, reason ? reason->name : "");
        return true;
    }
    return false;
}

/* Which parts: those of the job that is named, else of what was made then. */
static bool read_parts(const struct station *st, const struct command *c, struct scrap_entry *e,
                       struct outcome *out)
{
    const struct making *making = product_at(st, e->at);
    const struct job_run *run = c->job[0] != '\0' ? jobs_of(st, c->job) : NULL;
    if (c->job[0] != '\0' && !run) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no job %s that something was made of",
                       c->job);
        outcome_advise(out, jobs_nearest(st, c->job), "job list");
        return false;
    }
    e->run = run ? run->number : making->run;
    e->ideal_us = run ? run->ideal_us : making->ideal_us;
    (void)text_copy(e->product, sizeof e->product, run ? run->product : making->product);
    (void)text_copy(e->job, sizeof e->job, run ? run->order.id : making->job);
    e->part = modes_at(st, e->at)->mode == MODE_TRIAL ? PARTS_TRIAL : PARTS_PLANNED;
    return true;
}

/* Some reasons are those of some products. */
static bool suits(const struct station *st, const struct scrap_entry *e, struct outcome *out)
{
    int index = config_scrap_reason_index(st->config, e->reason);
    const struct scrap_reason_conf *reason = index >= 0 ? &st->config->scrap_reason[index] : NULL;
    if (!reason || e->product[0] == '\0' || config_list_has(reason->fits_products, e->product) ||
        config_list_has(reason->fits_products, product_now(st)->product))
        return true;
    outcome_refuse(out, COMMAND_BAD, "%s is a reason with %s only, not with %s",
                   reason->title[0] ? reason->title : reason->name, reason->fits_products,
                   e->product);
    return false;
}

/* Without a time: now, or when the job that is named ended. */
static int64_t time_of(const struct station *st, const struct command *c)
{
    const struct job_run *run = c->job[0] != '\0' ? jobs_of(st, c->job) : NULL;
    if (c->at != TIME_NONE)
        return c->at - st->wall_offset;
    return run && run->end_wall != TIME_NONE && run->end > run->begin ? run->end - 1 : st->arrival;
}

/* ---- the commands --------------------------------------------------------------------------- */

static void keep_entry(struct station *st, const struct scrap_entry *e)
{
    struct work *work = &st->work;
    if (work->scraps == SCRAPS)
        memmove(work->scrap, work->scrap + 1, sizeof *work->scrap * (size_t)--work->scraps);
    work->scrap[work->scraps++] = *e;
}

static void say(struct outcome *out, const struct scrap_entry *e)
{
    char id[RECORD_ID_SIZE], amount[AMOUNT_TEXT_SIZE];
    people_id(id, 'R', e->number);
    outcome_done(out, REC_SCRAP, id);
    (void)text_format(out->text, sizeof out->text, "%s: %s %s%s%s", id,
                      amount_to_text(e->amount, amount), e->rework ? "rework" : "scrap",
                      e->product[0] ? " of " : "", e->product);
}

void people_scrap(struct station *st, const struct command *c, struct outcome *out)
{
    struct scrap_entry e = {.at = time_of(st, c),
                            .entered_wall = station_wall(st, st->arrival),
                            .amount = c->amount,
                            .left = c->amount,
                            .role = c->role};
    if (c->amount == 0)
        outcome_refuse(out, COMMAND_BAD, "say how many");
    else if (c->amount < 0)
        outcome_refuse(out, COMMAND_BAD,
                       "less than nothing is no entry: reverse the one that is too much");
    if (c->amount <= 0 || !read_reason(st, c, &e, out) || !read_time(st, e.at, out) ||
        !may_back_date(st, &e, out) || !read_parts(st, c, &e, out) || !suits(st, &e, out) ||
        !is_plausible(st, &e, out))
        return;
    e.number = st->work.next_scrap++;
    (void)text_copy(e.actor, sizeof e.actor, c->actor);
    keep_entry(st, &e);
    book(st, &e);
    record(st, &e, NULL, c->note);
    say(out, &e);
    (void)undo_add(st, REC_SCRAP, out->id, 1);
}

static struct scrap_entry *find_entry(struct station *st, const char *id, struct outcome *out)
{
    struct work *work = &st->work;
    int64_t number = people_number(id, 'R');
    for (int i = 0; i < work->scraps; i++)
        if (number > 0 && work->scrap[i].number == number)
            return &work->scrap[i];
    bool known = number > 0 && number < work->next_scrap;
    outcome_refuse(out, known ? COMMAND_LOCKED : COMMAND_NOT_FOUND,
                   known ? "%s is a reversal, or older than what is kept at hand"
                         : "there is no entry %s",
                   id);
    return NULL;
}

/* The latest that whoever asks has entered. One that was reversed stays the last: a second scan of
 * the same code takes nothing more back. */
static struct scrap_entry *last_of(struct station *st, const char *actor, struct outcome *out)
{
    struct work *work = &st->work;
    for (int i = work->scraps - 1; i >= 0; i--)
        if (strcmp(work->scrap[i].actor, actor) == 0)
            return &work->scrap[i];
    outcome_refuse(out, COMMAND_NOT_FOUND,
                   "there is no scrap of yours at hand: say which entry (andonctl scrap list)");
    return NULL;
}

static void reverse(struct station *st, struct scrap_entry *of, int64_t amount, const char *note,
                    struct outcome *out)
{
    struct scrap_entry e = *of;
    e.number = st->work.next_scrap++;
    e.amount = -amount;
    of->left -= amount;
    book(st, &e);
    record(st, &e, of, note);
    say(out, &e);
}

void people_scrap_reverse(struct station *st, const struct command *c, struct outcome *out)
{
    struct scrap_entry *e =
        c->target[0] != '\0' ? find_entry(st, c->target, out) : last_of(st, c->actor, out);
    char left[AMOUNT_TEXT_SIZE], id[RECORD_ID_SIZE];
    if (!e)
        return;
    people_id(id, 'R', e->number);
    int64_t amount = c->amount != 0 ? c->amount : e->left;
    if (e->left == 0)
        outcome_refuse(out, COMMAND_BAD, "%s is reversed already", id);
    else if (amount < 0 || amount > e->left)
        outcome_refuse(out, COMMAND_BAD, "of %s there is %s left to reverse", id,
                       amount_to_text(e->left, left));
    else if (read_time(st, e->at, out) && people_may_amend(st, e->role, e->entered_wall, out))
        reverse(st, e, amount, c->note, out);
}

void scrap_undo(struct station *st, struct undo *u, struct outcome *out)
{
    struct scrap_entry *e = find_entry(st, u->id, out);
    if (!e)
        return;
    if (e->left != e->amount)
        outcome_refuse(out, COMMAND_STALE, "%s was reversed meanwhile", u->id);
    else if (read_time(st, e->at, out))
        reverse(st, e, e->left, "", out);
}
