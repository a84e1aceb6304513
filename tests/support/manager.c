/* SPDX-License-Identifier: MIT */
#include "tests/support/manager.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

bool manager_start(struct manager *m, struct andond *a, const char *const *more)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    *m = (struct manager){.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    assert_true(text_format(address.sun_path, sizeof address.sun_path, "%s/notify", a->dir));
    assert_int_equal(bind(m->fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(setenv("NOTIFY_SOCKET", address.sun_path, 1), 0);
    bool started = andond_start(a, more);
    unsetenv("NOTIFY_SOCKET");
    return started;
}

void manager_close(struct manager *m)
{
    if (m->fd >= 0)
        close(m->fd);
    m->fd = -1;
}

const char *manager_told(struct manager *m, int wait_ms)
{
    struct pollfd p = {.fd = m->fd, .events = POLLIN};
    ssize_t n = poll(&p, 1, wait_ms) == 1 ? recv(m->fd, m->text, sizeof m->text - 1, 0) : 0;
    m->text[n > 0 ? n : 0] = '\0';
    return m->text;
}

bool manager_hears(struct manager *m, const char *begin)
{
    for (int64_t give_up = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < give_up;)
        if (strncmp(manager_told(m, 100), begin, strlen(begin)) == 0)
            return true;
    return false;
}
