/* SPDX-License-Identifier: MIT */
/* Jobs on the machine: a run is an order from its start until it is paused or finished. What is
 * made meanwhile is of its product, under its ideal cycle (the order's, else the product's, else
 * the station's), and minutes and intervals name it. A job begins and ends no stop. Called by
 * commands.c, and by counts.c for what was made. Owns work.run. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define SPANS_MAX 64 /* of the calendar that a job may still take: two weeks of three shifts */

__extension__ typedef __int128 wide;

/* ---- which one ------------------------------------------------------------------------------ */

struct job_run *jobs_run(struct station *st, int64_t number)
{
    for (int i = 0; i < st->work.runs; i++)
        if (st->work.run[i].number == number)
            return &st->work.run[i];
    return NULL;
}

static const struct job_run *running(const struct station *st)
{
    const struct job_run *last = st->work.runs > 0 ? &st->work.run[st->work.runs - 1] : NULL;
    return last && last->state == JOB_RUNNING ? last : NULL;
}

bool jobs_said(const struct station *st)
{
    return st->work.runs > 0;
}

struct job_run *jobs_now(struct station *st)
{
    return running(st) ? &st->work.run[st->work.runs - 1] : NULL;
}

void jobs_init(struct station *st)
{
    st->work.next_run = st->work.next_scrap = st->work.next_improvement = 1;
    st->work.changeover.end_wall = st->work.last_good.wall = TIME_NONE;
    queue_refresh(st);
}

void jobs_say(const struct station *st, struct making *next)
{
    const struct job_run *run = running(st);
    if (!run)
        return;
    next->run = run->number;
    (void)text_copy(next->job, sizeof next->job, run->order.id);
    bool its_own = run->order.product[0] == '\0' || strcmp(run->order.product, next->product) == 0;
    if (run->order.ideal_us > 0 && its_own)
        next->ideal_us = run->order.ideal_us;
}

/* ---- its record ----------------------------------------------------------------------------- */

static void put_changeover(struct jw *w, const struct changeover *c)
{
    if (c->from[0] == '\0')
        return;
    jw_object(w, "changeover");
    jw_text(w, "from", c->from);
    jw_text(w, "to", c->to);
    jw_int(w, "begin", c->begin_wall);
    jw_time(w, "end", c->end_wall);
    if (c->end_wall != TIME_NONE)
        jw_int(w, "ms", c->end - c->begin);
    if (c->target_ms >= 0)
        jw_int(w, "target_ms", c->target_ms);
    jw_object_end(w);
}

static void put_run(struct jw *w, const struct job_run *run)
{
    jw_text(w, "order", run->order.id);
    jw_text(w, "title", run->order.title[0] != '\0' ? run->order.title : NULL);
    jw_text(w, "product", run->product[0] != '\0' ? run->product : NULL);
    jw_amount(w, "quantity", run->order.quantity);
    jw_int(w, "begin", run->begin_wall);
    jw_time(w, "end", run->end_wall);
    if (run->end_wall != TIME_NONE)
        jw_int(w, "ms", run->end - run->begin);
    jw_text(w, "state", word_name(&words_job_state, (int)run->state));
    jw_int(w, "ideal_us", run->ideal_us);
    records_put_made(w, &run->made);
    put_changeover(w, &run->changeover);
}

static void run_id(const struct job_run *run, char id[RECORD_ID_SIZE])
{
    (void)text_format(id, RECORD_ID_SIZE, "J%lld", (long long)run->number);
}

void jobs_record(struct station *st, struct job_run *run)
{
    struct records_body b;
    struct record_draft draft = records_begin(st, &b, REC_JOB, ++run->rev);
    run_id(run, draft.id);
    put_run(&b.w, run);
    records_end(st, &b, &draft);
    run->dirty = false;
}

void jobs_write(struct station *st)
{
    for (int i = 0; i < st->work.runs; i++)
        if (st->work.run[i].dirty)
            jobs_record(st, &st->work.run[i]);
}

/* ---- what is made --------------------------------------------------------------------------- */

static void add(struct account_segment *to, const struct account_segment *made)
{
    to->total += made->total;
    to->good += made->good;
    to->scrap += made->scrap;
    to->rework += made->rework;
}

/* The recent cycle, at the yield of the run. A machine that stands has none; the last one holds. */
static void follow_pace(struct station *st, struct job_run *run)
{
    int64_t cycle = cycle_ms(st), good = account_settled(&run->made).good;
    if (cycle > 0 && good > 0 && run->made.total >= good)
        run->pace_ms = (int64_t)((wide)cycle * run->made.total / good);
}

void jobs_book(struct station *st, int64_t number, const struct lot *lot, int64_t told_at)
{
    if (lot->kind == PARTS_TRIAL)
        return;
    if (lot->made.good > 0)
        changeover_part(st, lot, told_at);
    struct order *order = number > 0 ? queue_order(st, lot->job) : NULL;
    struct job_run *run = number > 0 ? jobs_run(st, number) : NULL;
    if (order)
        add(&order->made, &lot->made);
    if (!run)
        return;
    add(&run->made, &lot->made);
    run->dirty = run->end_wall != TIME_NONE;
    if (!run->dirty)
        follow_pace(st, run);
}

const struct job_run *jobs_of(const struct station *st, const char *order)
{
    for (int i = st->work.runs - 1; i >= 0; i--)
        if (strcmp(st->work.run[i].order.id, order) == 0)
            return &st->work.run[i];
    return NULL;
}

void jobs_enter(struct station *st, int64_t number, const char *order,
                const struct account_segment *entered)
{
    struct order *o = queue_order(st, order);
    struct job_run *run = number > 0 ? jobs_run(st, number) : NULL;
    if (o) {
        o->made.entered_scrap += entered->entered_scrap;
        o->made.entered_rework += entered->entered_rework;
    }
    if (!run)
        return;
    run->made.entered_scrap += entered->entered_scrap;
    run->made.entered_rework += entered->entered_rework;
    if (run->end_wall != TIME_NONE)
        jobs_record(st, run);
}

/* ---- when it will be done ------------------------------------------------------------------- */

/* The moment at which so much planned time has passed. */
static int64_t planned_after(const struct calendar *calendar, int64_t wall, int64_t ms)
{
    for (int i = 0; i < SPANS_MAX; i++) {
        const struct calendar_span span = calendar_at(calendar, wall);
        bool planned = span.in_shift && !span.in_break;
        if (planned && span.change_ms - wall >= ms)
            return wall + ms;
        if (planned)
            ms -= span.change_ms - wall;
        wall = span.change_ms;
    }
    return TIME_NONE;
}

static int64_t made_of(const struct station *st, const struct job_run *run)
{
    for (int i = 0; i < st->work.orders; i++)
        if (strcmp(st->work.order[i].id, run->order.id) == 0)
            return account_settled(&st->work.order[i].made).good;
    return account_settled(&run->made).good;
}

int64_t jobs_finish(const struct station *st, int64_t t)
{
    const struct job_run *run = running(st);
    if (!run)
        return TIME_NONE;
    int64_t left = run->order.quantity - made_of(st, run);
    int64_t pace = run->pace_ms > 0 ? run->pace_ms : run->ideal_us / 1000;
    wide takes = (wide)left * pace / AMOUNT_ONE;
    if (left <= 0 || pace <= 0 || takes > 366 * MS_PER_DAY)
        return TIME_NONE;
    return planned_after(&st->config->calendar, station_wall(st, t), (int64_t)takes);
}

/* ---- commands ------------------------------------------------------------------------------- */

void jobs_done(struct outcome *out, const struct job_run *run)
{
    char id[RECORD_ID_SIZE];
    run_id(run, id);
    outcome_done(out, REC_JOB, id);
}

static void set_state(struct station *st, const char *order, enum job_state state)
{
    struct order *o = queue_order(st, order);
    if (o)
        o->state = state;
}

void jobs_end(struct station *st, struct job_run *run, enum job_state how)
{
    run->end = st->arrival > run->begin ? st->arrival : run->begin;
    run->end_wall = station_wall(st, run->end);
    run->state = how;
    set_state(st, run->order.id, how);
    jobs_record(st, run);
}

void jobs_make_without(struct station *st, const char *product)
{
    char name[CONFIG_ID_SIZE];
    (void)text_copy(name, sizeof name, product);
    product_set(st, st->arrival, name);
    state_refresh(st, st->arrival);
}

void jobs_make(struct station *st, struct job_run *run, const char *product)
{
    (void)text_copy(run->product, sizeof run->product, product);
    product_set(st, st->arrival, run->product);
    run->ideal_us = product_now(st)->ideal_us;
    state_refresh(st, st->arrival);
}

/* The oldest run is forgotten: what is still told of it counts for its order only. */
static struct job_run *new_run(struct station *st)
{
    struct work *work = &st->work;
    if (work->runs == RUNS) {
        if (work->run[0].dirty)
            jobs_record(st, &work->run[0]);
        memmove(work->run, work->run + 1, sizeof *work->run * (size_t)--work->runs);
    }
    return &work->run[work->runs++];
}

const struct job_run *jobs_begin(struct station *st, const struct job_order *order)
{
    struct job_run *run = new_run(st);
    *run = (struct job_run){.number = st->work.next_run++,
                            .order = *order,
                            .begin = st->arrival,
                            .begin_wall = station_wall(st, st->arrival),
                            .end_wall = TIME_NONE,
                            .state = JOB_RUNNING,
                            .pace_ms = -1,
                            .changeover = {.end_wall = TIME_NONE}};
    char product[CONFIG_ID_SIZE];
    (void)text_copy(product, sizeof product,
                    order->product[0] != '\0' ? order->product : product_now(st)->product);
    const struct changeover *open = &st->work.changeover;
    if (changeover_open(open) && strcmp(open->to, product) == 0)
        run->changeover = *open; /* the machine said so before */
    struct order *begun = queue_begin_order(st, order->id);
    begun->state = JOB_RUNNING;
    begun->since_wall = run->begin_wall;
    jobs_make(st, run, product);
    jobs_record(st, run);
    return run;
}

const char *jobs_nearest(const struct station *st, const char *id)
{
    const struct job_queue *queue = &st->work.queue;
    return word_nearest_row(queue->job, queue->count, sizeof *queue->job, id);
}

/* The queued or paused order, or NULL with the refusal. */
static const struct job_order *find_order(struct station *st, const char *id, struct outcome *out)
{
    int index = queue_find(st, id);
    const struct order *begun = queue_order(st, id);
    const struct job_order *order = index >= 0 ? &st->work.queue.job[index] : NULL;
    for (int i = st->work.runs - 1; !order && begun && i >= 0; i--)
        if (strcmp(st->work.run[i].order.id, id) == 0)
            order = &st->work.run[i].order; /* it left the queue, and waits here */
    if (!order) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no job %s in the queue", id);
        outcome_advise(out, jobs_nearest(st, id), "job list");
    } else if (begun && begun->state == JOB_RUNNING)
        outcome_refuse(out, COMMAND_BAD, "job %s is running already", id);
    else if (begun && begun->state == JOB_FINISHED)
        outcome_refuse(out, COMMAND_BAD, "job %s is finished", id);
    else
        return order;
    return NULL;
}

void people_job_start(struct station *st, const struct command *c, struct outcome *out)
{
    const struct job_order *found = find_order(st, c->target, out);
    if (!found)
        return;
    const struct job_order order = *found; /* it may lie in a run that makes room */
    struct job_run *before = jobs_now(st);
    const struct order *begun = queue_order(st, order.id);
    struct undo was = {.was.job = {.paused = before ? before->number : 0,
                                   .state = begun ? begun->state : JOB_QUEUED}};
    (void)text_copy(was.was.job.product, sizeof was.was.job.product, product_now(st)->product);
    char paused[64] = "";
    if (before) {
        (void)text_format(paused, sizeof paused, "; %s is paused", before->order.id);
        jobs_end(st, before, JOB_PAUSED);
    }
    const struct job_run *run = jobs_begin(st, &order);
    jobs_done(out, run);
    (void)text_format(out->text, sizeof out->text, "%s %s%s%s", order.id,
                      run->product[0] != '\0' ? run->product : "started",
                      run->product[0] != '\0' ? " started" : "", paused);
    undo_add(st, REC_JOB, out->id, run->rev)->was.job = was.was.job;
}

/* The running one as the person saw it, or NULL with the refusal. */
static struct job_run *find_running(struct station *st, const struct command *c,
                                    struct outcome *out)
{
    struct job_run *run = jobs_now(st);
    if (!run) {
        outcome_refuse(out, COMMAND_BAD, "no job is running");
        return NULL;
    }
    if (c->rev == 0 || c->rev == run->rev)
        return run;
    struct jw w;
    outcome_refuse(out, COMMAND_STALE, "somebody changed the job meanwhile");
    run_id(run, out->id);
    out->kind = REC_JOB;
    out->rev = run->rev;
    jw_init(&w, out->body, sizeof out->body);
    jw_object(&w, NULL);
    put_run(&w, run);
    jw_object_end(&w);
    return NULL;
}

static void end_job(struct station *st, const struct command *c, enum job_state how,
                    struct outcome *out)
{
    struct job_run *run = find_running(st, c, out);
    char made[AMOUNT_TEXT_SIZE], quantity[AMOUNT_TEXT_SIZE];
    if (!run)
        return;
    jobs_end(st, run, how);
    jobs_make_without(st, product_now(st)->product); /* it is still set up for that */
    jobs_done(out, run);
    (void)undo_add(st, REC_JOB, out->id, run->rev);
    (void)amount_to_text(made_of(st, run), made);
    (void)amount_to_text(run->order.quantity, quantity);
    bool open_end = run->order.quantity == 0;
    (void)text_format(out->text, sizeof out->text, "%s %s: %s%s%s good", run->order.id,
                      word_name(&words_job_state, (int)how), made, open_end ? "" : " of ",
                      open_end ? "" : quantity);
}

void people_job_pause(struct station *st, const struct command *c, struct outcome *out)
{
    end_job(st, c, JOB_PAUSED, out);
}

void people_job_finish(struct station *st, const struct command *c, struct outcome *out)
{
    end_job(st, c, JOB_FINISHED, out);
}

void people_product(struct station *st, const struct command *c, struct outcome *out)
{
    struct job_run *run = find_running(st, c, out);
    if (!run)
        return;
    bool known = st->config->products == 0 || config_product(st->config, c->target);
    if (c->target[0] == '\0' || !known || strlen(c->target) >= sizeof run->product) {
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no product %s", c->target);
        outcome_advise(out,
                       word_nearest_row(st->config->product_list, st->config->products,
                                        sizeof *st->config->product_list, c->target),
                       NULL);
        return;
    }
    if (strcmp(product_now(st)->product, c->target) == 0) {
        outcome_refuse(out, COMMAND_BAD, "%s is being made already", c->target);
        return;
    }
    struct undo was = {.id = ""};
    (void)text_copy(was.was.job.product, sizeof was.was.job.product, run->product);
    (void)text_copy(was.was.job.next, sizeof was.was.job.next, c->target);
    jobs_make(st, run, c->target);
    jobs_record(st, run);
    jobs_done(out, run);
    undo_add(st, REC_JOB, out->id, run->rev)->was.job = was.was.job;
    (void)text_format(out->text, sizeof out->text, "%s goes on with %s", run->order.id,
                      run->product);
}

/* ---- what is shown -------------------------------------------------------------------------- */

static void fill_next(const struct station *st, struct snapshot *s)
{
    const struct work *work = &st->work;
    for (size_t i = 0; i < work->queue.count; i++) {
        const struct job_order *order = &work->queue.job[i];
        bool waits = true;
        for (int k = 0; k < work->orders; k++)
            if (strcmp(work->order[k].id, order->id) == 0)
                waits = work->order[k].state == JOB_PAUSED;
        if (!waits)
            continue;
        (void)text_copy(s->job.next_id, sizeof s->job.next_id, order->id);
        (void)text_copy(s->job.next_product, sizeof s->job.next_product, order->product);
        return;
    }
}

void jobs_fill(const struct station *st, int64_t t, struct snapshot *s)
{
    const struct job_run *run = running(st);
    const struct changeover *c = &st->work.changeover;
    fill_next(st, s);
    if (changeover_open(c)) {
        s->changeover.since = c->begin_wall;
        s->changeover.target_ms = c->target_ms;
        (void)text_copy(s->changeover.from, sizeof s->changeover.from, c->from);
        (void)text_copy(s->changeover.to, sizeof s->changeover.to, c->to);
    }
    if (!run)
        return;
    (void)text_copy(s->job.id, sizeof s->job.id, run->order.id);
    (void)text_copy(s->job.title, sizeof s->job.title, run->order.title);
    s->job.state = JOB_RUNNING;
    s->job.quantity = run->order.quantity;
    s->job.made = made_of(st, run);
    s->job.since = run->begin_wall;
    s->job.finish = jobs_finish(st, t);
}
