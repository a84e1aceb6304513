/* SPDX-License-Identifier: MIT */
/* Detaching without lying: the caller (a console, a script) keeps waiting on a pipe until the
 * daemon either serves its socket or has said why it cannot. Called by main.c and daemon.c. The
 * notify protocol is spoken by hand: one datagram needs no library. */
#include "andon/service/ready.h"

#include "andon/service/messages.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The daemon's end closes without a byte when it ends early, whatever way. */
static _Noreturn void wait_for_child(int fd)
{
    char byte = 0;
    ssize_t n;
    do
        n = read(fd, &byte, 1);
    while (n < 0 && errno == EINTR);
    _exit(n == 1 ? 0 : 1);
}

int ready_detach(struct cause *why)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return cause_set(why, -1, "cannot make a pipe: %s", strerror(errno));
    pid_t pid = fork();
    if (pid < 0) {
        close(ends[0]);
        close(ends[1]);
        return cause_set(why, -1, "cannot fork: %s", strerror(errno));
    }
    if (pid > 0) {
        close(ends[1]);
        wait_for_child(ends[0]);
    }
    close(ends[0]);
    setsid();
    /* Once more: who leads no session can never get a terminal again. */
    pid = fork();
    if (pid > 0)
        _exit(0);
    if (pid < 0)
        return cause_set(why, -1, "cannot fork: %s", strerror(errno));
    return ends[1];
}

int ready_tell_parent(int fd, const char *log_path, struct cause *why)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0)
        return cause_set(why, -1, "/dev/null: %s", strerror(errno));
    close(null);
    if (chdir("/") != 0) /* no file system is kept busy by us */
        return cause_set(why, -1, "/: %s", strerror(errno));
    if (report_to_file(log_path) != 0)
        return cause_set(why, -1, "%s: %s", log_path, strerror(errno));
    if (write(fd, "", 1) != 1)
        report(MSG_STARTER_GONE, "who started this daemon is gone");
    close(fd);
    return 0;
}

void ready_notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = path ? strlen(path) : 0;
    if (length < 2 || length >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = '\0'; /* the abstract name space */
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    /* A manager that does not read must not stop the loop: what it misses comes again. */
    int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
    if (sendto(fd, state, strlen(state), flags, (struct sockaddr *)&address, size) < 0)
        report(MSG_NOTIFY, "cannot tell the service manager: %s", strerror(errno));
    close(fd);
}
