/* SPDX-License-Identifier: MIT */
/* See pump.h. Called by console/tty.c, which owns it. O_NONBLOCK belongs to an open file and the
 * shell has the same one, so the terminal is opened anew; where that is not allowed (after su) a
 * single byte is written whenever poll says that there is room, which cannot block either. */
#include "console/output/pump.h"

#include "data/service/clock_ms.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Which terminal it is, also where it was opened as /dev/tty. */
static bool same_terminal(int a, int b)
{
    unsigned of_a = 0, of_b = 0;
    return ioctl(a, TIOCGDEV, &of_a) == 0 && ioctl(b, TIOCGDEV, &of_b) == 0 && of_a == of_b;
}

static int open_again(int fd)
{
    char name[64];
    const char *paths[2] = {ttyname_r(fd, name, sizeof name) == 0 ? name : NULL, "/dev/tty"};
    for (int i = 0; i < 2; i++) {
        int again =
            paths[i] != NULL ? open(paths[i], O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
        if (again >= 0 && same_terminal(again, fd))
            return again;
        if (again >= 0)
            close(again);
    }
    return -1;
}

void pump_open(struct pump *p, int fd)
{
    *p = (struct pump){.fd = open_again(fd)};
    p->own = p->fd >= 0;
    if (!p->own)
        p->fd = fd;
}

void pump_close(struct pump *p)
{
    if (p->own)
        close(p->fd);
    free(p->bytes);
    *p = (struct pump){.fd = -1};
}

bool pump_waits(const struct pump *p)
{
    return p->begin < p->end && !p->broken;
}

bool pump_add(struct pump *p, const char *bytes, size_t length)
{
    if (length == 0)
        return true;
    if (p->begin == p->end)
        p->begin = p->end = 0;
    if (p->end + length > p->size) {
        size_t size = p->end + length + 4096;
        char *more = size <= PUMP_MAX ? realloc(p->bytes, size) : NULL;
        if (more == NULL) {
            p->dropped++;
            return false;
        }
        p->bytes = more;
        p->size = size;
    }
    if (!pump_waits(p))
        p->since_ms = clock_ms(CLOCK_MONOTONIC);
    memcpy(p->bytes + p->end, bytes, length);
    p->end += length;
    return true;
}

static ssize_t write_some(const struct pump *p)
{
    struct pollfd room = {.fd = p->fd, .events = POLLOUT};
    if (p->own)
        return write(p->fd, p->bytes + p->begin, p->end - p->begin);
    if (poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0)
        return write(p->fd, p->bytes + p->begin, 1);
    errno = EAGAIN;
    return (room.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 ? 0 : -1;
}

bool pump_run(struct pump *p)
{
    while (pump_waits(p)) {
        ssize_t n = write_some(p);
        if (n > 0) {
            p->begin += (size_t)n;
            p->since_ms = clock_ms(CLOCK_MONOTONIC);
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            p->broken = true;
        } else if (errno == EAGAIN) {
            return false;
        }
    }
    p->begin = p->end = 0;
    p->since_ms = 0;
    return true;
}

int64_t pump_stalled_ms(const struct pump *p)
{
    return pump_waits(p) ? clock_ms(CLOCK_MONOTONIC) - p->since_ms : 0;
}

void pump_cut(struct pump *p)
{
    if (p->begin == 0) { /* nothing of it is out */
        p->end = 0;
        return;
    }
    const char *next = memchr(p->bytes + p->begin, '\033', p->end - p->begin);
    if (next != NULL)
        p->end = (size_t)(next - p->bytes);
}

bool pump_drain(struct pump *p, int wait_ms)
{
    int64_t until = clock_ms(CLOCK_MONOTONIC) + wait_ms;
    while (!pump_run(p)) {
        int64_t left = until - clock_ms(CLOCK_MONOTONIC);
        struct pollfd room = {.fd = p->fd, .events = POLLOUT};
        if (left <= 0)
            return false;
        (void)poll(&room, 1, (int)left);
    }
    return !p->broken;
}
