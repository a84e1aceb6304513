/* SPDX-License-Identifier: MIT */
/* Online backup. query.c makes one for who asks, schema.c before it migrates. The copy is not
 * journalled: a half one is removed. What is copied is synced every megabyte, so that no slice
 * waits long for the disk. */
#include "data/store/backup.h"

#include "data/model/text.h"
#include "data/store/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STEP_PAGES 16
#define SYNC_PAGES 256

static int fail_at(const struct backup *backup, int rc, struct cause *why)
{
    int error = backup->to ? sqlite3_system_errno(backup->to) : 0;
    const char *what = error ? strerror(error) : sqlite3_errstr(rc);
    return cause_set(why, rc, "the backup %s cannot be written: %s", backup->path, what);
}

static int create(struct backup *backup, struct cause *why)
{
    backup->fd = open(backup->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (backup->fd >= 0)
        return SQLITE_OK;
    if (errno == EEXIST)
        return cause_set(why, SQLITE_CANTOPEN,
                         "the backup %s cannot be made: it is there already; give another name",
                         backup->path);
    return cause_set(why, SQLITE_CANTOPEN, "the backup %s cannot be made: %s", backup->path,
                     strerror(errno));
}

int backup_begin(struct backup *backup, sqlite3 *from, const char *path, struct cause *why)
{
    *backup = (struct backup){.fd = -1, .path = strdup(path)};
    if (!backup->path)
        return cause_set(why, SQLITE_NOMEM, "out of memory");
    int rc = create(backup, why);
    if (rc != SQLITE_OK) {
        free(backup->path);
        *backup = (struct backup){.fd = -1};
        return rc;
    }
    rc = sqlite3_open_v2(path, &backup->to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(backup->to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL,
                          NULL, NULL);
    if (rc == SQLITE_OK) {
        backup->job = sqlite3_backup_init(backup->to, "main", from, "main");
        rc = backup->job ? SQLITE_OK : sqlite3_errcode(backup->to);
    }
    if (rc != SQLITE_OK) {
        (void)fail_at(backup, rc, why);
        backup_end(backup, false);
    }
    return rc;
}

static int sync_copy(struct backup *backup, struct cause *why)
{
    backup->unsynced = 0;
    if (fdatasync(backup->fd) == 0)
        return SQLITE_OK;
    return cause_set(why, SQLITE_IOERR, "the backup %s cannot be written: %s", backup->path,
                     strerror(errno));
}

int backup_slice(struct backup *backup, int64_t until_us, struct cause *why)
{
    int rc;
    do {
        rc = sqlite3_backup_step(backup->job, STEP_PAGES);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
            return SQLITE_OK;
        if (rc != SQLITE_OK && rc != SQLITE_DONE)
            return fail_at(backup, rc, why);
        backup->unsynced += STEP_PAGES;
        if (rc == SQLITE_DONE || backup->unsynced >= SYNC_PAGES) {
            int synced = sync_copy(backup, why);
            return synced == SQLITE_OK ? rc : synced;
        }
    } while (clock_us() < until_us);
    return rc;
}

int64_t backup_pages(const struct backup *backup, int64_t *left)
{
    *left = sqlite3_backup_remaining(backup->job);
    return sqlite3_backup_pagecount(backup->job);
}

/* The name must be on the disk, too. */
static void sync_directory(const char *path)
{
    char *directory = strdup(path);
    char *slash = directory ? strrchr(directory, '/') : NULL;
    if (slash)
        slash[slash == directory] = '\0';
    int fd = slash ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    free(directory);
}

void backup_end(struct backup *backup, bool keep)
{
    if (!backup->path)
        return;
    (void)sqlite3_backup_finish(backup->job);
    (void)sqlite3_close_v2(backup->to);
    if (!keep)
        (void)unlink(backup->path);
    else if (fdatasync(backup->fd) == 0)
        sync_directory(backup->path);
    (void)close(backup->fd);
    free(backup->path);
    *backup = (struct backup){.fd = -1};
}

static int no_name(const char *half, const char *path, int error, struct cause *why)
{
    (void)unlink(half);
    if (error == EEXIST)
        return cause_set(why, SQLITE_CANTOPEN,
                         "the backup %s cannot be made: it is there already; give another name",
                         path);
    return cause_set(why, SQLITE_CANTOPEN, "the backup %s cannot be made: %s", path,
                     strerror(error));
}

int backup_name(const char *half, const char *path, struct cause *why)
{
    int failed = renameat2(AT_FDCWD, half, AT_FDCWD, path, RENAME_NOREPLACE);
    if (failed && (errno == EINVAL || errno == ENOSYS)) { /* a file system that cannot do this */
        failed = link(half, path);
        if (!failed)
            (void)unlink(half);
    }
    if (failed)
        return no_name(half, path, errno, why);
    sync_directory(path);
    return SQLITE_OK;
}

int backup_whole(sqlite3 *from, const char *path, struct cause *why)
{
    struct backup backup;
    int rc = backup_begin(&backup, from, path, why);
    if (rc != SQLITE_OK)
        return rc;
    while (rc == SQLITE_OK)
        rc = backup_slice(&backup, INT64_MAX, why);
    backup_end(&backup, rc == SQLITE_DONE);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}
