/* SPDX-License-Identifier: MIT */
/* A client of a server that runs in the test itself: both share one thread, so whoever waits for an
 * answer turns the server's loop meanwhile. What it says is bytes, as wrong as the test wants. */
#ifndef TESTS_SUPPORT_PEER_H
#define TESTS_SUPPORT_PEER_H

#include <stdbool.h>
#include <stddef.h>

struct peer {
    int fd;
    void (*turn)(void); /* one turn of the server's loop, which does not wait */
    char *data;         /* all it received, terminated */
    size_t length, capacity;
    bool ended;
};

/* Connect to the socket at `path`; no hello is said. What fails fails the test. */
struct peer peer_dial(const char *path, void (*turn)(void));
/* `fd` is connected already; it is the peer's from now on. */
struct peer peer_of(int fd, void (*turn)(void));
/* Close and forget; another may stand in its place. */
void peer_hang_up(struct peer *peer);

/* Send all, turning the loop as long as the kernel's buffer is full. False: refused by the other
 * end, or a generous time has passed. */
bool peer_say_bytes(struct peer *peer, const char *bytes, size_t length);
bool peer_say(struct peer *peer, const char *text);

/* Take in what is there now, without a turn. */
void peer_pull(struct peer *peer);
/* Whole lines in `data`. */
size_t peer_lines(const struct peer *peer);
/* Turn the loop until the peer has `lines` lines or, with lines 0, its end; else the test fails. */
void peer_await(struct peer *peer, size_t lines);
/* Pass over what was received. */
void peer_forget(struct peer *peer);

#endif
