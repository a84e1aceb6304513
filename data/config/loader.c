/* SPDX-License-Identifier: MIT */
/* What a load has: memory that is given back in one go (a list of blocks, pieces are cut off the
 * newest), and the problems that are found on the way, bounded, handed over in the order of files
 * and lines. Used by load.c and all it calls. Values come from files that have been checked to be
 * fit to show; they are shortened here. */
#include "data/config/load.h"
#include "data/model/text.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory ---- */

#define BLOCK_SIZE (16 * 1024)
#define PIECE_MAX  (64 * 1024 * 1024)

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    max_align_t data[];
};

static struct arena_block *block_new(struct arena *arena, size_t least)
{
    size_t size = least > BLOCK_SIZE ? least : BLOCK_SIZE;
    struct arena_block *block = calloc(1, sizeof *block + size);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    block->size = size;
    block->next = arena->block;
    arena->block = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t unit = alignof(max_align_t);
    if (size > PIECE_MAX) {
        arena->failed = true;
        return NULL;
    }
    size = (size + unit - 1) / unit * unit;
    struct arena_block *block = arena->block;
    if (!block || block->size - block->used < size)
        block = block_new(arena, size);
    if (!block)
        return NULL;
    void *piece = (char *)block->data + block->used;
    block->used += size;
    return piece;
}

void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t size)
{
    void *piece = arena_alloc(arena, size);
    if (piece && old_size > 0)
        memcpy(piece, old, old_size);
    return piece;
}

const char *arena_text(struct arena *arena, const char *text)
{
    return arena_grow(arena, text, strlen(text) + 1, strlen(text) + 1);
}

void arena_free(struct arena *arena)
{
    while (arena->block) {
        struct arena_block *next = arena->block->next;
        free(arena->block);
        arena->block = next;
    }
}

/* ---- problems ---- */

#define MESSAGE_SIZE sizeof(((struct config_report *)0)->message[0])
#define PREFIX_SIZE  256
#define SHOWN_MAX    60 /* bytes of a value in a message */

struct problem {
    struct problem *next;
    size_t file, order;
    int line;
    char text[MESSAGE_SIZE];
};

/* Files are numbered in the order in which they are read: the list is newest first, its last is 1.
 * What is no file comes at the end. */
static size_t file_number(const struct loader *l, const char *file)
{
    size_t number = 0;
    for (const struct source *s = l->source; s; s = s->next) {
        if (s->name == file)
            number = 0;
        number++;
    }
    return number;
}

static void note(struct loader *l, struct config_origin origin, const char *prefix,
                 const char *what)
{
    if (l->problems == PROBLEMS_MAX) {
        l->dropped++;
        return;
    }
    struct problem *problem = arena_alloc(l->arena, sizeof *problem);
    if (!problem)
        return;
    char line[16] = "";
    if (origin.line > 0)
        (void)text_format(line, sizeof line, "%d:", origin.line);
    char text[MESSAGE_SIZE + PREFIX_SIZE + 256];
    (void)text_format(text, sizeof text, "%.200s:%s %s%s", origin.file, line, prefix, what);
    text_sanitise(text, strlen(text), problem->text, sizeof problem->text);
    problem->line = origin.line;
    problem->order = l->problems++;
    problem->file = file_number(l, origin.file);
    if (l->problem_last)
        l->problem_last->next = problem;
    else
        l->problem = problem;
    l->problem_last = problem;
}

void problem_at(struct loader *l, struct config_origin origin, const char *format, ...)
{
    char what[MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    note(l, origin, "", what);
}

/* "[signal total] " */
static void section_title(const struct section *section, char out[PREFIX_SIZE])
{
    const char *name = section->name;
    (void)text_format(out, PREFIX_SIZE, "[%s%s%.*s] ", section->kind->word, name[0] ? " " : "",
                      SHOWN_MAX, name);
}

void problem_section(struct loader *l, const struct section *section, const char *format, ...)
{
    char prefix[PREFIX_SIZE];
    section_title(section, prefix);
    char what[MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    note(l, section->origin, prefix, what);
}

void problem_entry(struct loader *l, const struct section *section, const struct entry *entry,
                   const char *format, ...)
{
    char prefix[PREFIX_SIZE];
    section_title(section, prefix);
    size_t length = strlen(prefix);
    const char *scheme = strstr(entry->value, "://");
    const char *host = scheme ? strrchr(scheme, '@') : NULL;
    const char *value = host ? host : entry->value; /* no password of an address in a log */
    const struct field *field =
        section->kind->free_keys ? NULL : kind_field(section->kind, entry->key);
    if (field && field->type == F_HASH)
        value = "…"; /* it may be the PIN itself */
    const char *cut = strlen(value) > SHOWN_MAX ? "…" : "";
    (void)text_format(prefix + length, sizeof prefix - length, "%.*s = %s%.*s%s: ", SHOWN_MAX,
                      entry->key, host ? "…" : "", SHOWN_MAX, value, cut);
    char what[MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    note(l, entry->origin, prefix, what);
}

struct listed {
    const struct problem *problem;
};

static int in_order(const void *a, const void *b)
{
    const struct problem *x = ((const struct listed *)a)->problem;
    const struct problem *y = ((const struct listed *)b)->problem;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

void report_add(struct config_report *report, const char *message)
{
    if (report->count == report->capacity && report->count < PROBLEMS_MAX) {
        size_t capacity = report->capacity ? report->capacity * 2 : 8;
        void *bigger = realloc(report->message, capacity * sizeof *report->message);
        if (bigger) {
            report->message = bigger;
            report->capacity = capacity;
        }
    }
    if (report->count < report->capacity && report->count < PROBLEMS_MAX) {
        text_sanitise(message, strlen(message), report->message[report->count],
                      sizeof *report->message);
        report->count++;
    } else {
        report->dropped++;
    }
}

void problems_report(struct loader *l, struct config_report *report)
{
    *report = (struct config_report){.dropped = l->dropped};
    struct listed list[PROBLEMS_MAX] = {{0}};
    size_t count = 0;
    for (const struct problem *p = l->problem; p; p = p->next)
        list[count++].problem = p;
    if (count == 0)
        return;
    qsort(list, count, sizeof *list, in_order);
    for (size_t i = 0; i < count; i++)
        report_add(report, list[i].problem->text);
}

void config_report_done(struct config_report *report)
{
    free(report->message);
    *report = (struct config_report){0};
}
