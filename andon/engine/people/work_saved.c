/* SPDX-License-Identifier: MIT */
/* What of work.h outlives a restart: one member "work" of the checkpoint, written and read by the
 * same rows. Called by checkpoint.c and restore.c. A checkpoint of before there was any has none.
 */
#include "andon/engine/people/people.h"
#include "andon/engine/saved_fields.h"

/* Members of a changeover and of parts within another object. */
#define CHANGEOVER(type, member)                                                \
    TEXT(type, "change_from", member.from), TEXT(type, "change_to", member.to), \
        NUMBER(type, "change_begin", member.begin),                             \
        NUMBER(type, "change_begin_wall", member.begin_wall),                   \
        NUMBER(type, "change_end", member.end),                                 \
        TIME(type, "change_end_wall", member.end_wall, TIME_NONE),              \
        NUMBER(type, "change_target", member.target_ms)
#define MADE(type, member)                                                          \
    AMOUNT(type, "total", member.total), AMOUNT(type, "good", member.good),         \
        AMOUNT(type, "scrap", member.scrap), AMOUNT(type, "rework", member.rework), \
        AMOUNT(type, "entered_scrap", member.entered_scrap),                        \
        AMOUNT(type, "entered_rework", member.entered_rework)
#define ORDER(type, member)                                                               \
    TEXT(type, "id", member.id), TEXT(type, "title", member.title),                       \
        TEXT(type, "product", member.product), NUMBER(type, "quantity", member.quantity), \
        TIME(type, "due", member.due, TIME_NONE), NUMBER(type, "ideal", member.ideal_us)

/* clang-format off */
static const struct saved_field work_fields[] = {
    NUMBER(work, "declared", declared.number),
    NUMBER(work, "declared_rev", declared.rev),
    TEXT(work, "declared_id", declared.id),
    WORD(work, "declared_mode", declared.mode, words_station_mode),
    TEXT(work, "declared_note", declared.note),
    NUMBER(work, "declared_begin", declared.begin),
    NUMBER(work, "declared_begin_wall", declared.begin_wall),
    TIME(work, "declared_until", declared.until_wall, TIME_NONE),
    TIME(work, "declared_over", declared.over_wall, TIME_NONE),
    FLAG(work, "over", declared.over),
    SMALL(work, "machine_mode", machine_mode, -1),
    TIME(work, "next_mode", next_mode, 1),
    TIME(work, "next_run", next_run, 1),
    TIME(work, "next_scrap", next_scrap, 1),
    TIME(work, "next_improvement", next_improvement, 1),
    FLAG(work, "queue_heard", queue_heard),
    NUMBER(work, "queue_rev", queue.rev),
    NUMBER(work, "last_good", last_good.at),
    TIME(work, "last_good_wall", last_good.wall, TIME_NONE),
    TEXT(work, "last_good_product", last_good.product),
    CHANGEOVER(work, changeover),
};
static const struct saved_table saved_work = {work_fields,
                                              sizeof work_fields / sizeof *work_fields};

static const struct saved_field mode_since_fields[] = {
    TIME(mode_since, "from", from, TIME_NONE),
    WORD(mode_since, "mode", mode, words_station_mode),
    FLAG(mode_since, "planned", planned),
};
static const struct saved_table saved_mode_since = {mode_since_fields,
    sizeof mode_since_fields / sizeof *mode_since_fields};

struct queued { struct job_order order; };
static const struct saved_field queued_fields[] = {ORDER(queued, order)};
static const struct saved_table saved_queued = {queued_fields,
    sizeof queued_fields / sizeof *queued_fields};

static const struct saved_field order_fields[] = {
    TEXT(order, "id", id),
    WORD(order, "state", state, words_job_state),
    TIME(order, "since", since_wall, TIME_NONE),
    MADE(order, made),
};
static const struct saved_table saved_order = {order_fields,
    sizeof order_fields / sizeof *order_fields};

static const struct saved_field run_fields[] = {
    NUMBER(job_run, "number", number),
    NUMBER(job_run, "rev", rev),
    ORDER(job_run, order),
    TEXT(job_run, "makes", product),
    NUMBER(job_run, "makes_ideal", ideal_us),
    MADE(job_run, made),
    NUMBER(job_run, "begin", begin),
    NUMBER(job_run, "begin_wall", begin_wall),
    NUMBER(job_run, "end", end),
    TIME(job_run, "end_wall", end_wall, TIME_NONE),
    WORD(job_run, "state", state, words_job_state),
    TIME(job_run, "pace", pace_ms, -1),
    CHANGEOVER(job_run, changeover),
    FLAG(job_run, "dirty", dirty),
};
static const struct saved_field scrap_fields[] = {
    NUMBER(scrap_entry, "number", number),
    NUMBER(scrap_entry, "at", at),
    NUMBER(scrap_entry, "entered", entered_wall),
    NUMBER(scrap_entry, "amount", amount),
    NUMBER(scrap_entry, "left", left),
    FLAG(scrap_entry, "rework", rework),
    SMALL(scrap_entry, "part", part, 0),
    NUMBER(scrap_entry, "ideal", ideal_us),
    NUMBER(scrap_entry, "run", run),
    TEXT(scrap_entry, "product", product),
    TEXT(scrap_entry, "job", job),
    TEXT(scrap_entry, "reason", reason),
    WORD(scrap_entry, "role", role, words_person_role),
    TEXT(scrap_entry, "actor", actor),
};
static const struct saved_table saved_scrap = {scrap_fields,
    sizeof scrap_fields / sizeof *scrap_fields};
static const struct saved_table saved_run = {run_fields, sizeof run_fields / sizeof *run_fields};
/* clang-format on */

static void write_row(struct jw *w, const struct saved_table *table, const void *object)
{
    jw_object(w, NULL);
    saved_write(w, table, object);
    jw_object_end(w);
}

void work_write(struct jw *w, const struct station *st)
{
    const struct work *work = &st->work;
    jw_object(w, "work");
    saved_write(w, &saved_work, work);
    jw_array(w, "modes");
    for (int i = 0; i < work->modes; i++)
        write_row(w, &saved_mode_since, &work->mode[i]);
    jw_array_end(w);
    jw_array(w, "queue");
    for (size_t i = 0; work->queue_heard && i < work->queue.count; i++)
        write_row(w, &saved_queued, &work->queue.job[i]);
    jw_array_end(w);
    jw_array(w, "orders");
    for (int i = 0; i < work->orders; i++)
        write_row(w, &saved_order, &work->order[i]);
    jw_array_end(w);
    jw_array(w, "runs");
    for (int i = 0; i < work->runs; i++)
        write_row(w, &saved_run, &work->run[i]);
    jw_array_end(w);
    jw_array(w, "scraps");
    for (int i = 0; i < work->scraps; i++)
        write_row(w, &saved_scrap, &work->scrap[i]);
    jw_array_end(w);
    jw_object_end(w);
}

/* Rows of a checkpoint into an array; the number of them, -1: they are not what they say. */
struct rows {
    const struct saved_table *table;
    void *first;
    size_t size, most;
};

static int read_rows(const json_t *json, const struct rows *rows, struct cause *why)
{
    size_t count = json_array_size(json);
    if (count > rows->most)
        return cause_set(why, -1, "checkpoint: more rows of work than there can be");
    for (size_t i = 0; i < count; i++)
        if (saved_read(json_array_get(json, i), rows->table, (char *)rows->first + i * rows->size,
                       why) != 0)
            return -1;
    return (int)count;
}

static int read_modes(const json_t *json, struct work *work, struct cause *why)
{
    const struct rows rows = {&saved_mode_since, work->mode, sizeof *work->mode, MODES_BACK};
    int count = read_rows(json, &rows, why);
    for (int i = 1; i < count; i++)
        if (work->mode[i].from < work->mode[i - 1].from)
            return cause_set(why, -1, "checkpoint: modes do not follow each other");
    if (count > 0)
        work->modes = count;
    return count < 0 ? -1 : 0;
}

static int read_jobs(const json_t *json, struct work *work, struct cause *why)
{
    const struct rows queue = {&saved_queued, work->queue.job, sizeof *work->queue.job, JOBS_MAX};
    const struct rows orders = {&saved_order, work->order, sizeof *work->order, ORDERS};
    const struct rows runs = {&saved_run, work->run, sizeof *work->run, RUNS};
    int queued = read_rows(json_object_get(json, "queue"), &queue, why);
    work->orders = read_rows(json_object_get(json, "orders"), &orders, why);
    work->runs = read_rows(json_object_get(json, "runs"), &runs, why);
    if (queued < 0 || work->orders < 0 || work->runs < 0)
        return -1;
    work->queue.count = (size_t)queued;
    return 0;
}

static int read_scraps(const json_t *json, struct work *work, struct cause *why)
{
    const struct rows rows = {&saved_scrap, work->scrap, sizeof *work->scrap, SCRAPS};
    int count = read_rows(json, &rows, why);
    if (count < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        const struct scrap_entry *e = &work->scrap[i];
        if (e->number <= 0 || e->number >= work->next_scrap || e->amount <= 0 || e->left < 0 ||
            e->left > e->amount || e->part < PARTS_PLANNED || e->part > PARTS_TRIAL)
            return cause_set(why, -1, "checkpoint: an entry of scrap cannot be what it says");
    }
    work->scraps = count;
    return 0;
}

/* Only the last run may be running. */
static bool runs_make_sense(const struct work *work)
{
    for (int i = 0; i < work->runs; i++) {
        const struct job_run *run = &work->run[i];
        bool runs = run->state == JOB_RUNNING;
        if (run->number <= 0 || run->number >= work->next_run || run->rev < 0 ||
            run->state == JOB_QUEUED || runs != (run->end_wall == TIME_NONE) ||
            (runs && i + 1 < work->runs))
            return false;
    }
    return true;
}

static bool makes_sense(const struct station *st)
{
    const struct work *work = &st->work;
    const struct declared *d = &work->declared;
    return work->machine_mode < STATION_MODE_COUNT && work->next_mode > 0 && work->next_run > 0 &&
           work->next_scrap > 0 && work->next_improvement > 0 && runs_make_sense(work) &&
           d->number >= 0 && d->rev >= 0 && d->begin <= st->t &&
           work->mode[work->modes - 1].from <= st->t;
}

int work_read(const json_t *json, struct station *st, struct cause *why)
{
    if (!json)
        return 0;
    if (saved_read(json, &saved_work, &st->work, why) != 0 ||
        read_modes(json_object_get(json, "modes"), &st->work, why) != 0 ||
        read_jobs(json, &st->work, why) != 0 ||
        read_scraps(json_object_get(json, "scraps"), &st->work, why) != 0)
        return -1;
    return makes_sense(st) ? 0 : cause_set(why, -1, "checkpoint: its work does not fit");
}

int work_recall(struct station *st, const struct record *record, struct cause *why)
{
    struct work *work = &st->work;
    const struct {
        enum record_kind kind;
        char letter;
        int64_t *next;
    } rows[] = {{REC_SCRAP, 'R', &work->next_scrap},
                {REC_JOB, 'J', &work->next_run},
                {REC_MODE, 'D', &work->next_mode},
                {REC_IMPROVEMENT, 'K', &work->next_improvement},
                {REC_SESSION, 'U', &st->next_session}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t number =
            rows[i].kind == record->kind ? people_number(record->id, rows[i].letter) : 0;
        if (number <= 0 || number > SAVED_LIMIT)
            continue;
        if (number >= *rows[i].next)
            *rows[i].next = number + 1;
        return 0;
    }
    return cause_set(why, -1, "%s %s is none of ours",
                     word_name(&words_record_kind, (int)record->kind), record->id);
}
