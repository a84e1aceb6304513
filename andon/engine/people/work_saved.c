/* SPDX-License-Identifier: MIT */
/* What of work.h outlives a restart: one member "work" of the checkpoint, written and read by the
 * same rows. Called by checkpoint.c and restore.c. A checkpoint of before there was any has none.
 */
#include "andon/engine/people/people.h"
#include "andon/engine/saved_fields.h"

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

static bool makes_sense(const struct station *st)
{
    const struct work *work = &st->work;
    const struct declared *d = &work->declared;
    return work->machine_mode < STATION_MODE_COUNT && work->next_mode > 0 && d->number >= 0 &&
           d->rev >= 0 && d->begin <= st->t && work->mode[work->modes - 1].from <= st->t;
}

int work_read(const json_t *json, struct station *st, struct cause *why)
{
    if (!json)
        return 0;
    if (saved_read(json, &saved_work, &st->work, why) != 0 ||
        read_modes(json_object_get(json, "modes"), &st->work, why) != 0)
        return -1;
    return makes_sense(st) ? 0 : cause_set(why, -1, "checkpoint: its work does not fit");
}
