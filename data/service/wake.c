/* SPDX-License-Identifier: MIT */
/* See wake.h: an eventfd in the loop's poll. Called by the daemons for their links and stores,
 * whose queues see to it that there are few rings. */
#include "data/service/wake.h"

#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct wake *wake = poll->data;
    uint64_t rings;
    (void)status, (void)events;
    if (read(wake->fd, &rings, sizeof rings) == (ssize_t)sizeof rings)
        wake->heard(wake->ctx);
}

int wake_open(struct wake *wake, uv_loop_t *loop, void (*heard)(void *), void *ctx)
{
    *wake = (struct wake){.heard = heard, .ctx = ctx};
    wake->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake->fd < 0)
        return uv_translate_sys_error(errno);
    int error = uv_poll_init(loop, &wake->poll, wake->fd);
    if (error != 0) {
        (void)close(wake->fd);
        wake->heard = NULL;
        return error;
    }
    wake->poll.data = wake;
    return uv_poll_start(&wake->poll, UV_READABLE, on_poll);
}

void wake_ring(struct wake *wake)
{
    const uint64_t one = 1; /* it fails only where 2^64 rings wait already */
    ssize_t n = write(wake->fd, &one, sizeof one);
    (void)n;
}

void wake_close(struct wake *wake)
{
    if (!wake->heard)
        return;
    wake->heard = NULL;
    uv_close((uv_handle_t *)&wake->poll, NULL);
    (void)close(wake->fd);
}
