/* SPDX-License-Identifier: MIT */
/* A bell between threads: any thread rings, the loop hears it. In the place of uv_async_t, which
 * lets the loop spin (some 50 us on a busy machine) while the thread that rang is not back from its
 * system call. */
#ifndef DATA_SERVICE_WAKE_H
#define DATA_SERVICE_WAKE_H

#include <uv.h>

struct wake {
    uv_poll_t poll;
    int fd;
    void (*heard)(void *);
    void *ctx;
};

/* `heard(ctx)` runs on the loop, once for all rings since the last time. 0 or a uv error. */
int wake_open(struct wake *wake, uv_loop_t *loop, void (*heard)(void *), void *ctx);
/* Any thread, a signal handler too; never waits. Not after wake_close. */
void wake_ring(struct wake *wake);
/* Once nobody rings any more; the loop must run once more. Without wake_open: nothing. */
void wake_close(struct wake *wake);

#endif
