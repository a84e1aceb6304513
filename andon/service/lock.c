/* SPDX-License-Identifier: MIT */
/* A lock by flock(2): it goes with the process, however it ends. The data directory is locked by
 * itself, which works on a read-only disk too. Called by daemon.c at start and end. */
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

int lock_take_data(const char *data_dir, int *lock, struct cause *why)
{
    *lock = -1;
    int fd = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return cause_set(why, 1, "%s: %s", data_dir, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        (void)close(fd);
        if (error == EWOULDBLOCK)
            return cause_set(why, -1,
                             "another andond keeps its records in %s; stop it first or choose "
                             "another --data",
                             data_dir);
        return cause_set(why, 1, "%s: cannot lock it: %s", data_dir, strerror(error));
    }
    *lock = fd;
    return 0;
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
