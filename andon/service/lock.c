/* SPDX-License-Identifier: MIT */
/* Locks by flock(2): they go with the process, however it ends. The run directory's lock is a file
 * with our pid for people and tests; the data directory is locked by itself, which works on a
 * read-only disk too. Called by daemon.c at start and end. */
#include "andon/service/lock.h"

#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who may read it may lock it, and so keep every daemon from starting. */
#define LOCK_MODE 0640

static long holder_of(int fd)
{
    char text[24] = {0};
    if (pread(fd, text, sizeof text - 1, 0) <= 0)
        return 0;
    return strtol(text, NULL, 10);
}

/* The holder removes the file when it ends: what we locked may be a file without a name by now. */
static bool still_named(int fd, const char *path)
{
    struct stat ours, named;
    return fstat(fd, &ours) == 0 && stat(path, &named) == 0 && ours.st_ino == named.st_ino &&
           ours.st_dev == named.st_dev;
}

static int try_lock(struct lock *lock, const char *run_dir, struct cause *why)
{
    int fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE);
    if (fd < 0)
        return cause_set(why, -1, "%s: %s", lock->path, strerror(errno));
    (void)fchmod(fd, LOCK_MODE); /* an earlier version's was for everybody */
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        long pid = holder_of(fd);
        close(fd);
        if (error == EWOULDBLOCK)
            return cause_set(why, -1,
                             "another andond (pid %ld) serves this station from %s; stop it first "
                             "or choose another --run",
                             pid, run_dir);
        return cause_set(why, -1, "%s: cannot lock it: %s", lock->path, strerror(error));
    }
    if (!still_named(fd, lock->path)) {
        close(fd);
        return 1;
    }
    lock->run_fd = fd;
    return 0;
}

int lock_take(struct lock *lock, const char *run_dir, struct cause *why)
{
    *lock = (struct lock){.run_fd = -1, .data_fd = -1};
    if (!text_format(lock->path, sizeof lock->path, "%s/andond.lock", run_dir))
        return cause_set(why, -1, "%s: the path is too long", run_dir);
    int result = 1;
    for (int i = 0; i < 100 && result == 1; i++)
        result = try_lock(lock, run_dir, why);
    if (result == 1)
        return cause_set(why, -1, "%s: something keeps removing it", lock->path);
    if (result != 0)
        return -1;
    char text[24];
    int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(lock->run_fd, 0) != 0 || pwrite(lock->run_fd, text, (size_t)length, 0) != length)
        return cause_set(why, -1, "%s: cannot write our pid: %s", lock->path, strerror(errno));
    return 0;
}

int lock_take_data(struct lock *lock, const char *data_dir, struct cause *why)
{
    int fd = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return cause_set(why, 1, "%s: %s", data_dir, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        close(fd);
        if (error == EWOULDBLOCK)
            return cause_set(why, -1,
                             "another andond keeps its records in %s; stop it first or choose "
                             "another --data",
                             data_dir);
        return cause_set(why, 1, "%s: cannot lock it: %s", data_dir, strerror(error));
    }
    lock->data_fd = fd;
    return 0;
}

void lock_release(struct lock *lock)
{
    if (lock->run_fd >= 0) {
        if (still_named(lock->run_fd, lock->path)) /* else it is another's, in a directory remade */
            unlink(lock->path);
        close(lock->run_fd);
    }
    if (lock->data_fd >= 0)
        close(lock->data_fd);
    *lock = (struct lock){.run_fd = -1, .data_fd = -1};
}

/* INVOCATION_ID alone also stands in the environment of a terminal that a user's service manager
 * started; SYSTEMD_EXEC_PID tells whether it was this very process. */
bool started_by_service(void)
{
    const char *pid = getenv("SYSTEMD_EXEC_PID");
    if (getenv("NOTIFY_SOCKET"))
        return true;
    if (!getenv("INVOCATION_ID"))
        return false;
    return !pid || strtol(pid, NULL, 10) == (long)getpid();
}

int service_mark(const char *data_dir, bool service)
{
    char path[320];
    if (!text_format(path, sizeof path, "%s/service", data_dir))
        return -1;
    if (!service)
        return unlink(path) == 0 || errno == ENOENT ? 0 : -1;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return -1;
    static const char text[] = "systemd\n";
    bool written = write(fd, text, sizeof text - 1) == (ssize_t)sizeof text - 1;
    return close(fd) == 0 && written ? 0 : -1;
}
