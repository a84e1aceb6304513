/* SPDX-License-Identifier: MIT */
/* Wraps the methods of the files that the unix VFS opens: each distinct method table is copied once
 * and some of its methods replaced. The file objects stay what they are; of the last
 * few opened it is known which kind they are, for the tape. */
#include "tests/support/fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define TABLES 8
#define OPENED 8

static struct {
    pthread_mutex_t lock;
    pthread_cond_t opened;
    sqlite3_vfs *real, vfs;
    struct {
        const sqlite3_io_methods *real;
        sqlite3_io_methods patched;
    } table[TABLES];
    size_t tables;
    struct {
        int skip, times, code;
        long count;
    } call[FAULT_CALLS];
    int hits;
    bool closed, holds;
    struct {
        const sqlite3_file *file;
        enum fault_file kind;
        bool unsynced; /* its name may not be on the disk, as the unix VFS takes it */
    } opened_file[OPENED];
    size_t opens;
    bool taping;
    struct fault_op *tape;
    size_t ops, room;
} fault = {.lock = PTHREAD_MUTEX_INITIALIZER, .opened = PTHREAD_COND_INITIALIZER};

static const sqlite3_io_methods *real_methods(sqlite3_file *file)
{
    for (size_t i = 0; i < fault.tables; i++)
        if (file->pMethods == &fault.table[i].patched)
            return fault.table[i].real;
    return NULL;
}

/* SQLITE_OK, or the code that is due. Under the lock. */
static int due(enum fault_call call)
{
    fault.call[call].count++;
    if (fault.call[call].skip > 0) {
        fault.call[call].skip--;
        return SQLITE_OK;
    }
    if (fault.call[call].times <= 0)
        return SQLITE_OK;
    fault.call[call].times--;
    fault.hits++;
    return fault.call[call].code;
}

/* ---- the tape -------------------------------------------------------------------------------- */

static enum fault_file kind_of(const sqlite3_file *file)
{
    for (size_t i = 0; i < OPENED; i++)
        if (fault.opened_file[i].file == file)
            return fault.opened_file[i].kind;
    return FAULT_FILES;
}

/* Under the lock. */
static void note_open(const sqlite3_file *file, int flags)
{
    size_t i = 0;
    while (i < OPENED && fault.opened_file[i].file != file)
        i++;
    if (i == OPENED)
        i = fault.opens++ % OPENED;
    fault.opened_file[i].file = file;
    fault.opened_file[i].unsynced = (flags & SQLITE_OPEN_CREATE) != 0;
    fault.opened_file[i].kind = flags & SQLITE_OPEN_MAIN_DB        ? FAULT_DB
                                : flags & SQLITE_OPEN_WAL          ? FAULT_WAL
                                : flags & SQLITE_OPEN_MAIN_JOURNAL ? FAULT_JOURNAL
                                                                   : FAULT_FILES;
}

/* Under the lock. */
static bool syncs_directory(const sqlite3_file *file)
{
    size_t i = 0;
    while (i < OPENED && fault.opened_file[i].file != file)
        i++;
    if (i == OPENED || !fault.opened_file[i].unsynced || fault.opened_file[i].kind == FAULT_DB)
        return false;
    fault.opened_file[i].unsynced = false;
    return true;
}

/* Under the lock. */
static void tape_of(enum fault_file kind, const struct fault_op *op)
{
    if (!fault.taping || kind == FAULT_FILES)
        return;
    if (fault.ops == fault.room) {
        fault.room = fault.room ? fault.room * 2 : 1024;
        fault.tape = realloc(fault.tape, fault.room * sizeof *fault.tape);
    }
    unsigned char *copy = op->length ? malloc(op->length) : NULL;
    if (!fault.tape || (op->length && !copy))
        abort();
    if (copy)
        memcpy(copy, op->data, op->length);
    fault.tape[fault.ops] = *op;
    fault.tape[fault.ops].file = kind;
    fault.tape[fault.ops++].data = copy;
}

/* Under the lock. */
static void tape(const sqlite3_file *file, const struct fault_op *op)
{
    tape_of(kind_of(file), op);
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

void fault_tape(bool on)
{
    (void)pthread_mutex_lock(&fault.lock);
    for (size_t i = 0; i < fault.ops && on; i++)
        free(fault.tape[i].data);
    if (on) {
        free(fault.tape);
        fault.tape = NULL;
        fault.ops = fault.room = 0;
    }
    fault.taping = on;
    (void)pthread_mutex_unlock(&fault.lock);
}

size_t fault_tape_length(void)
{
    (void)pthread_mutex_lock(&fault.lock);
    size_t length = fault.ops;
    (void)pthread_mutex_unlock(&fault.lock);
    return length;
}

const struct fault_op *fault_tape_op(size_t index)
{
    return &fault.tape[index];
}

/* ---- calls ----------------------------------------------------------------------------------- */

static int faulty_write(sqlite3_file *file, const void *data, int bytes, sqlite3_int64 offset)
{
    (void)pthread_mutex_lock(&fault.lock);
    int rc = due(FAULT_WRITE);
    if (rc == SQLITE_OK) {
        unsigned char *bytes_of = (unsigned char *)(uintptr_t)data;
        tape(file, &(struct fault_op){.kind = FAULT_OP_WRITE,
                                      .offset = offset,
                                      .length = (size_t)bytes,
                                      .data = bytes_of});
    }
    const sqlite3_io_methods *methods = real_methods(file);
    (void)pthread_mutex_unlock(&fault.lock);
    if (!methods)
        return SQLITE_IOERR;
    return rc != SQLITE_OK ? rc : methods->xWrite(file, data, bytes, offset);
}

static int taped_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    (void)pthread_mutex_lock(&fault.lock);
    int rc = due(FAULT_TRUNCATE);
    if (rc == SQLITE_OK)
        tape(file, &(struct fault_op){.kind = FAULT_OP_TRUNCATE, .offset = size});
    const sqlite3_io_methods *methods = real_methods(file);
    (void)pthread_mutex_unlock(&fault.lock);
    if (!methods)
        return SQLITE_IOERR;
    return rc != SQLITE_OK ? rc : methods->xTruncate(file, size);
}

/* Of a call that is not taped: what is due, and whose work it is otherwise. */
static int due_of(enum fault_call call, sqlite3_file *file, const sqlite3_io_methods **methods)
{
    (void)pthread_mutex_lock(&fault.lock);
    int rc = due(call);
    *methods = real_methods(file);
    (void)pthread_mutex_unlock(&fault.lock);
    return *methods ? rc : SQLITE_IOERR;
}

static int faulty_read(sqlite3_file *file, void *data, int bytes, sqlite3_int64 offset)
{
    const sqlite3_io_methods *methods;
    int rc = due_of(FAULT_READ, file, &methods);
    return rc != SQLITE_OK ? rc : methods->xRead(file, data, bytes, offset);
}

static int faulty_size(sqlite3_file *file, sqlite3_int64 *size)
{
    const sqlite3_io_methods *methods;
    int rc = due_of(FAULT_SIZE, file, &methods);
    return rc != SQLITE_OK ? rc : methods->xFileSize(file, size);
}

static int faulty_lock(sqlite3_file *file, int level)
{
    const sqlite3_io_methods *methods;
    int rc = due_of(FAULT_LOCK, file, &methods);
    return rc != SQLITE_OK ? rc : methods->xLock(file, level);
}

static int faulty_shm(sqlite3_file *file, int region, int size, int extend, void volatile **map)
{
    const sqlite3_io_methods *methods;
    int rc = due_of(FAULT_SHM, file, &methods);
    if (rc != SQLITE_OK)
        *map = NULL;
    return rc != SQLITE_OK ? rc : methods->xShmMap(file, region, size, extend, map);
}

static int faulty_sync(sqlite3_file *file, int flags)
{
    (void)pthread_mutex_lock(&fault.lock);
    while (fault.closed) {
        fault.holds = true;
        (void)pthread_cond_wait(&fault.opened, &fault.lock);
    }
    fault.holds = false;
    int rc = due(FAULT_SYNC);
    if (rc == SQLITE_OK)
        tape(file, &(struct fault_op){.kind = FAULT_OP_SYNC, .directory = syncs_directory(file)});
    const sqlite3_io_methods *methods = real_methods(file);
    (void)pthread_mutex_unlock(&fault.lock);
    if (!methods)
        return SQLITE_IOERR;
    return rc != SQLITE_OK ? rc : methods->xSync(file, flags);
}

static void patch(sqlite3_file *file)
{
    size_t i = 0;
    while (i < fault.tables && fault.table[i].real != file->pMethods)
        i++;
    if (i == TABLES)
        return;
    if (i == fault.tables) {
        fault.table[i].real = file->pMethods;
        fault.table[i].patched = *file->pMethods;
        fault.table[i].patched.xWrite = faulty_write;
        fault.table[i].patched.xSync = faulty_sync;
        fault.table[i].patched.xTruncate = taped_truncate;
        fault.table[i].patched.xRead = faulty_read;
        fault.table[i].patched.xFileSize = faulty_size;
        fault.table[i].patched.xLock = faulty_lock;
        if (file->pMethods->iVersion >= 2 && file->pMethods->xShmMap)
            fault.table[i].patched.xShmMap = faulty_shm;
        fault.tables++;
    }
    file->pMethods = &fault.table[i].patched;
}

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    (void)pthread_mutex_lock(&fault.lock);
    int refused = due(FAULT_OPEN);
    (void)pthread_mutex_unlock(&fault.lock);
    if (refused != SQLITE_OK) {
        file->pMethods = NULL;
        return refused;
    }
    int rc = fault.real->xOpen(fault.real, name, file, flags, out);
    (void)pthread_mutex_lock(&fault.lock);
    if (rc == SQLITE_OK && file->pMethods) {
        patch(file);
        note_open(file, flags);
    }
    (void)pthread_mutex_unlock(&fault.lock);
    return rc;
}

static int faulty_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    (void)pthread_mutex_lock(&fault.lock);
    int rc = due(FAULT_DELETE);
    if (rc == SQLITE_OK)
        tape_of(ends_with(name, "-wal")       ? FAULT_WAL
                : ends_with(name, "-journal") ? FAULT_JOURNAL
                                              : FAULT_FILES,
                &(struct fault_op){.kind = FAULT_OP_DELETE});
    (void)pthread_mutex_unlock(&fault.lock);
    return rc != SQLITE_OK ? rc : fault.real->xDelete(fault.real, name, sync);
}

void fault_install(void)
{
    if (fault.real)
        return;
    fault.real = sqlite3_vfs_find(NULL);
    fault.vfs = *fault.real;
    fault.vfs.zName = "fault";
    fault.vfs.pNext = NULL;
    fault.vfs.xOpen = faulty_open;
    fault.vfs.xDelete = faulty_delete;
    (void)sqlite3_vfs_register(&fault.vfs, 1);
}

void fault_plan(enum fault_call call, int skip, int times, int code)
{
    (void)pthread_mutex_lock(&fault.lock);
    fault.call[call].skip = skip;
    fault.call[call].times = times;
    fault.call[call].code = code;
    fault.hits = 0;
    (void)pthread_mutex_unlock(&fault.lock);
}

void fault_clear(void)
{
    for (int call = 0; call < FAULT_CALLS; call++)
        fault_plan((enum fault_call)call, 0, 0, SQLITE_OK);
    fault_gate(false);
}

int fault_hits(void)
{
    (void)pthread_mutex_lock(&fault.lock);
    int hits = fault.hits;
    (void)pthread_mutex_unlock(&fault.lock);
    return hits;
}

long fault_count(enum fault_call call)
{
    (void)pthread_mutex_lock(&fault.lock);
    long count = fault.call[call].count;
    (void)pthread_mutex_unlock(&fault.lock);
    return count;
}

void fault_gate(bool closed)
{
    (void)pthread_mutex_lock(&fault.lock);
    fault.closed = closed;
    if (!closed)
        (void)pthread_cond_broadcast(&fault.opened);
    (void)pthread_mutex_unlock(&fault.lock);
}

bool fault_gate_holds(void)
{
    (void)pthread_mutex_lock(&fault.lock);
    bool holds = fault.closed && fault.holds;
    (void)pthread_mutex_unlock(&fault.lock);
    return holds;
}
