/* SPDX-License-Identifier: MIT */
/* Images of files from the tape of fault_vfs.c. No assertions of a test's: what cannot be done here
 * ends the process. */
#include "tests/support/power_cut.h"

#include "tests/support/fault_vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MARKS_MAX 1000
#define SECTOR    512

struct image {
    unsigned char *data;
    size_t size, room;
};
static struct image base; /* of the file when the tape begins */

static struct mark {
    size_t at;
    int64_t promise;
} marks[MARKS_MAX];
static size_t mark_count;

static const char *const endings[FAULT_FILES] = {
    [FAULT_DB] = "", [FAULT_WAL] = "-wal", [FAULT_JOURNAL] = "-journal"};

static void grow(struct image *image, size_t size)
{
    if (size > image->room) {
        image->room = size * 2;
        image->data = realloc(image->data, image->room);
        if (!image->data)
            abort();
    }
    if (size > image->size)
        memset(image->data + image->size, 0, size - image->size);
    if (size > image->size)
        image->size = size;
}

/* ---- the tape -------------------------------------------------------------------------------- */

static void read_base(const char *path)
{
    size_t n = 1;
    FILE *file = fopen(path, "rb");
    base.size = 0;
    while (file && n > 0) {
        size_t at = base.size;
        grow(&base, at + (1 << 20));
        n = fread(base.data + at, 1, 1 << 20, file);
        base.size = at + n;
    }
    if (file && fclose(file) != 0)
        abort();
}

void cut_tape(const char *path)
{
    read_base(path);
    mark_count = 0;
    fault_tape(true);
}

void cut_tape_ends(void)
{
    fault_tape(false);
}

void cut_forget(void)
{
    fault_tape(true); /* forgets */
    fault_tape(false);
    free(base.data);
    base = (struct image){.size = 0};
    mark_count = 0;
}

void cut_mark(int64_t promise)
{
    if (mark_count == MARKS_MAX)
        abort();
    marks[mark_count++] = (struct mark){.at = fault_tape_length(), .promise = promise};
}

int64_t cut_promised(size_t at)
{
    int64_t promise = 0;
    for (size_t i = 0; i < mark_count && marks[i].at <= at; i++)
        promise = marks[i].promise;
    return promise;
}

/* ---- the cut --------------------------------------------------------------------------------- */

static void apply_write(struct image *image, const struct fault_op *op, size_t from, size_t to)
{
    size_t offset = (size_t)op->offset;
    grow(image, offset + to);
    memcpy(image->data + offset + from, op->data + from, to - from);
}

/* Each block of the disk is written or is not. */
static void apply_torn(struct image *image, const struct fault_op *op, size_t block, unsigned *seed)
{
    for (size_t from = 0; from < op->length;) {
        size_t to = ((size_t)op->offset + from) / block * block + block - (size_t)op->offset;
        if (to > op->length)
            to = op->length;
        if (rand_r(seed) % 2)
            apply_write(image, op, from, to);
        from = to;
    }
}

static void apply_whole(struct image *image, const struct fault_op *op)
{
    switch (op->kind) {
    case FAULT_OP_WRITE:
        apply_write(image, op, 0, op->length);
        break;
    case FAULT_OP_TRUNCATE:
        grow(image, (size_t)op->offset);
        image->size = (size_t)op->offset;
        break;
    case FAULT_OP_DELETE:
        image->size = 0;
        break;
    case FAULT_OP_SYNC:
        break;
    }
}

/* One that was not synced. */
static void apply(struct image *image, const struct fault_op *op, enum cut_fate fate, bool is_last,
                  unsigned *seed)
{
    bool is_write = op->kind == FAULT_OP_WRITE;
    bool torn = fate == CUT_TORN_512 || fate == CUT_TORN_4096;
    if (fate == CUT_NONE_THERE)
        return;
    if (fate == CUT_LAST_TORN && is_last && is_write) {
        size_t sectors = op->length / SECTOR;
        apply_write(image, op, 0, sectors ? (size_t)rand_r(seed) % sectors * SECTOR : 0);
        return;
    }
    if (fate == CUT_ALL_THERE || fate == CUT_LAST_TORN) {
        apply_whole(image, op);
        return;
    }
    if (rand_r(seed) % 3 == 0)
        return;
    if (torn && is_write && rand_r(seed) % 2)
        apply_torn(image, op, fate == CUT_TORN_512 ? 512 : 4096, seed);
    else
        apply_whole(image, op);
}

/* What of `file` is on the disk when the power goes before operation `at`. */
static void make_image(struct image *image, enum fault_file file, size_t at, enum cut_fate fate,
                       unsigned *seed)
{
    size_t synced = 0, named = 0; /* … and until where names that went are gone */
    image->size = 0;
    if (file == FAULT_DB && base.size > 0) {
        grow(image, base.size);
        memcpy(image->data, base.data, base.size);
    }
    for (size_t i = 0; i < at; i++) {
        const struct fault_op *op = fault_tape_op(i);
        if (op->kind == FAULT_OP_SYNC && op->file == file)
            synced = i;
        if (op->kind == FAULT_OP_SYNC && op->directory)
            named = i;
    }
    for (size_t i = 0; i < at; i++) {
        const struct fault_op *op = fault_tape_op(i);
        if (op->file != file)
            continue;
        if (i < synced || (i < named && op->kind == FAULT_OP_DELETE))
            apply_whole(image, op);
        else
            apply(image, op, fate, i == at - 1, seed);
    }
}

static void lay(const struct image *image, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(image->data, 1, image->size, file) != image->size || fclose(file) != 0) {
        perror(path);
        abort();
    }
}

void cut_lay(const char *path, size_t at, enum cut_fate fate, unsigned *seed)
{
    static struct image image;
    for (int f = 0; f < FAULT_FILES; f++) {
        char name[256];
        make_image(&image, (enum fault_file)f, at, fate, seed);
        (void)snprintf(name, sizeof name, "%s%s", path, endings[f]);
        if (image.size > 0)
            lay(&image, name);
    }
}

/* ---- points of the tape ---------------------------------------------------------------------- */

static size_t below(size_t most, unsigned *seed)
{
    return most > 0 ? (size_t)rand_r(seed) % most : 0;
}

static enum cut_fate any_fate(unsigned *seed)
{
    return (enum cut_fate)below(CUT_FATES, seed);
}

size_t cut_anywhere(cut_survive *survive, int times, unsigned *seed)
{
    for (int i = 0; i < times; i++)
        survive(below(fault_tape_length(), seed), (enum cut_fate)(i % CUT_FATES), seed);
    return (size_t)times;
}

size_t cut_at_syncs(cut_survive *survive, size_t most, unsigned *seed)
{
    size_t total = 0, done = 0, length = fault_tape_length();
    for (size_t i = 0; i < length; i++)
        total += fault_tape_op(i)->kind == FAULT_OP_SYNC;
    for (size_t i = 0; i < length; i++) {
        const struct fault_op *op = fault_tape_op(i);
        bool chosen = op->file == FAULT_DB || below(total, seed) < most;
        if (op->kind != FAULT_OP_SYNC || !chosen)
            continue;
        survive(i + below(2, seed), any_fate(seed), seed);
        done++;
    }
    return done;
}

size_t cut_while_folded(cut_survive *survive, size_t most, unsigned *seed)
{
    size_t count = 0, done = 0, length = fault_tape_length();
    for (size_t i = 0; i < length; i++)
        count += fault_tape_op(i)->file == FAULT_DB;
    for (size_t i = 0; i < length; i++)
        if (fault_tape_op(i)->file == FAULT_DB && below(count, seed) < most)
            survive(i, (enum cut_fate)(done++ % CUT_FATES), seed);
    return done;
}

/* The end of the span between two syncs that begins behind operation `at`. */
static size_t span_end(size_t at)
{
    size_t length = fault_tape_length();
    while (at < length && fault_tape_op(at)->kind != FAULT_OP_SYNC)
        at++;
    return at;
}

size_t cut_every_prefix(cut_survive *survive, size_t most, unsigned *seed)
{
    const char *wanted = getenv("POWERCUT");
    bool all = wanted && strcmp(wanted, "all") == 0, seen[FAULT_FILES] = {false};
    size_t length = fault_tape_length(), done = 0;
    size_t begin = all ? 0 : span_end(below(length / 2, seed)) + 1;
    for (size_t at = begin, end; at < length; at = end + 1) {
        end = span_end(at);
        enum fault_file file = fault_tape_op(at)->file;
        if (end - at < 2 || (!all && seen[file]))
            continue;
        seen[file] = true;
        size_t step = all ? 1 : (end - at) / most + 1;
        for (size_t cut = at + 1; cut <= end; cut += step, done++)
            survive(cut, done % 2 ? CUT_LAST_TORN : CUT_ALL_THERE, seed);
    }
    return seen[FAULT_DB] && seen[FAULT_WAL] ? done : 0;
}

unsigned cut_seed(void)
{
    const char *given = getenv("SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    (void)printf("SEED=%u\n", seed);
    return seed;
}
