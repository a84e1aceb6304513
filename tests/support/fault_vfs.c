/* SPDX-License-Identifier: MIT */
/* Wraps the methods of the files that the unix VFS opens: each distinct method table is copied once
 * and its xWrite and xSync replaced. The file objects stay what they are. */
#include "tests/support/fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stddef.h>

#define TABLES 8

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

static int faulty_write(sqlite3_file *file, const void *data, int bytes, sqlite3_int64 offset)
{
    (void)pthread_mutex_lock(&fault.lock);
    int rc = due(FAULT_WRITE);
    const sqlite3_io_methods *methods = real_methods(file);
    (void)pthread_mutex_unlock(&fault.lock);
    if (!methods)
        return SQLITE_IOERR;
    return rc != SQLITE_OK ? rc : methods->xWrite(file, data, bytes, offset);
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
        fault.tables++;
    }
    file->pMethods = &fault.table[i].patched;
}

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    int rc = fault.real->xOpen(fault.real, name, file, flags, out);
    (void)pthread_mutex_lock(&fault.lock);
    if (rc == SQLITE_OK && file->pMethods)
        patch(file);
    (void)pthread_mutex_unlock(&fault.lock);
    return rc;
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
