/* SPDX-License-Identifier: MIT */
#include "tests/support/peer.h"

#include "data/model/text.h"
#include "tests/support/andond.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ROOM 65536 /* at least so much is free when something is taken in */

struct peer peer_of(int fd, void (*turn)(void))
{
    return (struct peer){.fd = fd, .turn = turn};
}

struct peer peer_dial(const char *path, void (*turn)(void))
{
    struct peer peer = peer_of(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), turn);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    text_copy(address.sun_path, sizeof address.sun_path, path);
    assert_int_equal(connect(peer.fd, (struct sockaddr *)&address, sizeof address), 0);
    return peer;
}

void peer_hang_up(struct peer *peer)
{
    close(peer->fd);
    free(peer->data);
    *peer = (struct peer){.fd = -1};
}

bool peer_say_bytes(struct peer *peer, const char *bytes, size_t length)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (length > 0 && test_now_ms() < give_up) {
        ssize_t n = send(peer->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN)
            return false;
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        } else {
            peer->turn();
        }
    }
    return length == 0;
}

bool peer_say(struct peer *peer, const char *text)
{
    return peer_say_bytes(peer, text, strlen(text));
}

void peer_pull(struct peer *peer)
{
    for (;;) {
        if (peer->length + ROOM > peer->capacity) {
            peer->capacity = peer->capacity * 2 + ROOM + 1;
            peer->data = realloc(peer->data, peer->capacity);
            assert_non_null(peer->data);
        }
        ssize_t n = recv(peer->fd, peer->data + peer->length, ROOM - 1, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            peer->ended = true;
        if (n <= 0)
            break;
        peer->length += (size_t)n;
    }
    peer->data[peer->length] = '\0';
}

size_t peer_lines(const struct peer *peer)
{
    size_t count = 0;
    for (size_t i = 0; i < peer->length; i++)
        count += peer->data[i] == '\n';
    return count;
}

void peer_await(struct peer *peer, size_t lines)
{
    for (int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;;) {
        peer->turn();
        peer_pull(peer);
        if (lines > 0 ? peer_lines(peer) >= lines : peer->ended)
            return;
        if (peer->ended || test_now_ms() > give_up)
            fail_msg("waited in vain; got: %.300s", peer->data);
        poll(NULL, 0, 1);
    }
}

void peer_forget(struct peer *peer)
{
    peer->length = 0;
}
