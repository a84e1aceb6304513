/* SPDX-License-Identifier: MIT */
/* What can still be undone freely outlives a restart: one member "undo" of the checkpoint, oldest
 * first, written and read by the same rows. Called by checkpoint.c and restore.c. A checkpoint of
 * before there was any has none. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "andon/engine/saved_fields.h"

#include <string.h>

/* Times and amounts of time beyond this (the year 144,000) are none. */
#define TIME_LIMIT (INT64_C(1) << 52)

/* clang-format off */
static const struct saved_field undo_fields[] = {
    WORD(undo, "verb", verb, words_command),
    WORD(undo, "kind", kind, words_record_kind),
    TEXT(undo, "id", id),
    TEXT(undo, "other", other),
    NUMBER(undo, "rev", rev),
    NUMBER(undo, "other_rev", other_rev),
    NUMBER(undo, "wall", wall),
    TEXT(undo, "actor", actor),
    WORD(undo, "role", role, words_person_role),
};
static const struct saved_table saved_undo = {undo_fields, sizeof undo_fields / sizeof *undo_fields};

static const struct saved_field mode_fields[] = {
    NUMBER(undo, "number", was.declared.number),
    NUMBER(undo, "rev", was.declared.rev),
    TEXT(undo, "id", was.declared.id),
    WORD(undo, "mode", was.declared.mode, words_station_mode),
    TEXT(undo, "note", was.declared.note),
    NUMBER(undo, "begin", was.declared.begin),
    NUMBER(undo, "begin_wall", was.declared.begin_wall),
    TIME(undo, "until", was.declared.until_wall, TIME_NONE),
    TIME(undo, "over_wall", was.declared.over_wall, TIME_NONE),
    FLAG(undo, "over", was.declared.over),
};
static const struct saved_table saved_mode = {mode_fields, sizeof mode_fields / sizeof *mode_fields};

static const struct saved_field job_fields[] = {
    NUMBER(undo, "paused", was.job.paused),
    WORD(undo, "state", was.job.state, words_job_state),
    TEXT(undo, "product", was.job.product),
    TEXT(undo, "next", was.job.next),
};
static const struct saved_table saved_job = {job_fields, sizeof job_fields / sizeof *job_fields};
/* clang-format on */

/* What was before, as the entry's kind says; NULL: stops, or nothing. */
static const struct saved_table *table_of(enum record_kind kind)
{
    return kind == REC_MODE ? &saved_mode : kind == REC_JOB ? &saved_job : NULL;
}

static void write_one(struct jw *w, const struct undo *u)
{
    const struct saved_table *table = table_of(u->kind);
    jw_object(w, NULL);
    saved_write(w, &saved_undo, u);
    if (table) {
        jw_object(w, "was");
        saved_write(w, table, u);
        jw_object_end(w);
    }
    if (u->kind == REC_STOP) {
        jw_array(w, "stops");
        for (int i = 0; i < 2 && u->was.stop[i].number > 0; i++) {
            jw_object(w, NULL);
            saved_write(w, &saved_stop, &u->was.stop[i]);
            jw_object_end(w);
        }
        jw_array_end(w);
    }
    jw_object_end(w);
}

void undo_write(struct jw *w, const struct station *st)
{
    const struct book *b = st->book;
    jw_array(w, "undo");
    for (size_t i = 0; i < BOOK_UNDOS; i++) {
        const struct undo *u = &b->undo[(b->next_undo + i) % BOOK_UNDOS];
        if (undo_is_free(st, u))
            write_one(w, u);
    }
    jw_array_end(w);
}

static bool is_within(int64_t value)
{
    return value >= 0 && value <= TIME_LIMIT;
}

static bool stop_makes_sense(const struct station *st, const struct stop *stop)
{
    bool sound = stop->number > 0 && stop->number < st->next_stop && stop->rev >= 0 &&
                 stop->spans >= 0 && stop->spans <= STOP_SPANS && is_within(stop->begin) &&
                 is_within(stop->end) && is_within(stop->ms) && is_within(stop->own_ms);
    for (int i = 0; i < WINDOWS; i++)
        sound = sound && is_within(stop->part[i]) && (stop->home[i] | 1) == 1;
    return sound && stop->part[FIXED] == 0 && stop->home[FIXED] == 0;
}

static const struct {
    enum command_verb verb;
    enum record_kind kind;
    size_t stops; /* that must be there: a burst of them has none */
} rows[] = {
    {COMMAND_REASON, REC_STOP, 1},     {COMMAND_STOP_SPLIT, REC_STOP, 1},
    {COMMAND_STOP_MERGE, REC_STOP, 2}, {COMMAND_STOP_TOUCH, REC_STOP, 1},
    {COMMAND_SCRAP, REC_SCRAP, 0},     {COMMAND_MODE, REC_MODE, 0},
    {COMMAND_JOB_START, REC_JOB, 0},   {COMMAND_JOB_PAUSE, REC_JOB, 0},
    {COMMAND_JOB_FINISH, REC_JOB, 0},  {COMMAND_PRODUCT, REC_JOB, 0},
    {COMMAND_CALL_RAISE, REC_CALL, 0}, {COMMAND_CALL_TAKE, REC_CALL, 0},
    {COMMAND_ACK, REC_ALERT, 0},       {COMMAND_SHELVE, REC_ALERT, 0},
};

/* The verb is one that can be undone, of that kind and with so many stops. */
static bool fits(const struct undo *u, size_t stops)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].verb == u->verb)
            return rows[i].kind == u->kind && stops <= 2 &&
                   (stops >= rows[i].stops || u->id[0] == 'B');
    return false;
}

static int read_stops(const json_t *json, const struct station *st, struct undo *u,
                      struct cause *why)
{
    size_t count = json_array_size(json);
    bool sound = fits(u, count);
    for (size_t i = 0; i < count && sound; i++) {
        if (saved_read(json_array_get(json, i), &saved_stop, &u->was.stop[i], why) != 0)
            return -1;
        sound = stop_makes_sense(st, &u->was.stop[i]);
    }
    return sound ? 0 : cause_set(why, -1, "checkpoint: what can be undone cannot be what it says");
}

static int read_one(const json_t *json, const struct station *st, struct undo *u, struct cause *why)
{
    *u = (struct undo){.live = true};
    if (saved_read(json, &saved_undo, u, why) != 0)
        return -1;
    const struct saved_table *table = table_of(u->kind);
    if (table && saved_read(json_object_get(json, "was"), table, u, why) != 0)
        return -1;
    return read_stops(json_object_get(json, "stops"), st, u, why);
}

int undo_read(const json_t *json, struct station *st, struct cause *why)
{
    struct book *b = st->book;
    size_t count = json_array_size(json);
    if (count > BOOK_UNDOS)
        return cause_set(why, -1, "checkpoint: more to undo than there can be");
    for (size_t i = 0; i < count; i++)
        if (read_one(json_array_get(json, i), st, &b->undo[i], why) != 0) {
            memset(b->undo, 0, sizeof b->undo);
            return -1;
        }
    b->next_undo = count % BOOK_UNDOS;
    return 0;
}
