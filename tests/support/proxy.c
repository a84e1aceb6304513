/* SPDX-License-Identifier: MIT */
/* A small TCP proxy with a poll loop in a thread of its own. It reads the CONNECT that opens each
 * connection and decides by its protocol level. Owned by the test that opens it. */
#include "tests/support/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAIRS          16
#define SUBACK         0x90
#define NOT_AUTHORISED 0x87

struct pair {
    int client, broker; /* broker -1: the CONNECT has not come yet */
};

struct proxy {
    pthread_t thread;
    int listener, port, broker_port;
    enum proxy_manner manner;
    char url[64];
    atomic_bool stop;
    atomic_int refused, passed;
    struct pair pairs[PAIRS];
    size_t count;
};

static void drop_pair(struct proxy *p, size_t i)
{
    (void)close(p->pairs[i].client);
    if (p->pairs[i].broker >= 0)
        (void)close(p->pairs[i].broker);
    p->pairs[i] = p->pairs[--p->count];
}

static int dial(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

/* The level stands behind the fixed header and the name "MQTT". 0 when this is no CONNECT. */
static int protocol_level(const unsigned char *bytes, size_t length)
{
    size_t at = 1;
    while (at < length && at < 5 && bytes[at] & 0x80)
        at++;
    at += 1;
    return at + 6 < length && memcmp(bytes + at, "\0\4MQTT", 6) == 0 ? bytes[at + 6] : 0;
}

static void turn_away(struct proxy *p, int client)
{
    static const unsigned char old[] = {0x20, 2, 0, 1}, new[] = {0x20, 3, 0, 0x84, 0};
    (void)atomic_fetch_add(&p->refused, 1);
    if (p->manner == PROXY_REFUSES)
        (void)send(client, old, sizeof old, MSG_NOSIGNAL);
    else if (p->manner == PROXY_REFUSES_AS_V5)
        (void)send(client, new, sizeof new, MSG_NOSIGNAL);
}

/* False when the connection is over. */
static bool open_pair(struct proxy *p, struct pair *pair, const unsigned char *bytes, size_t length)
{
    if (p->manner != PROXY_DENIES && protocol_level(bytes, length) == 5) {
        turn_away(p, pair->client);
        return false;
    }
    pair->broker = dial(p->broker_port);
    (void)atomic_fetch_add(&p->passed, 1);
    return pair->broker >= 0 && send(pair->broker, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* Every SUBACK among whole packets: answers may come several at once. They are short. */
static void deny(unsigned char *bytes, size_t length)
{
    for (size_t at = 0; at + 2 <= length && bytes[at + 1] < 0x80;) {
        size_t end = at + 2 + bytes[at + 1];
        if (bytes[at] == SUBACK && end <= length && end - at > 5)
            bytes[at + 5] = NOT_AUTHORISED; /* behind packet id and an empty property list */
        at = end;
    }
}

static bool relay(struct proxy *p, struct pair *pair, bool from_client)
{
    unsigned char bytes[65536];
    ssize_t n = recv(from_client ? pair->client : pair->broker, bytes, sizeof bytes, 0);
    if (n <= 0)
        return false;
    if (from_client && pair->broker < 0)
        return open_pair(p, pair, bytes, (size_t)n);
    if (!from_client && p->manner == PROXY_DENIES)
        deny(bytes, (size_t)n);
    return send(from_client ? pair->broker : pair->client, bytes, (size_t)n, MSG_NOSIGNAL) == n;
}

static void turn(struct proxy *p)
{
    struct pollfd fds[1 + 2 * PAIRS];
    size_t count = p->count;
    fds[0] = (struct pollfd){.fd = p->listener, .events = POLLIN};
    for (size_t i = 0; i < count; i++) {
        fds[1 + 2 * i] = (struct pollfd){.fd = p->pairs[i].client, .events = POLLIN};
        fds[2 + 2 * i] = (struct pollfd){.fd = p->pairs[i].broker, .events = POLLIN};
    }
    if (poll(fds, (nfds_t)(1 + 2 * count), 20) <= 0)
        return;
    for (size_t i = count; i-- > 0;) {
        bool alive = true;
        if (fds[1 + 2 * i].revents)
            alive = relay(p, &p->pairs[i], true);
        if (alive && fds[2 + 2 * i].revents)
            alive = relay(p, &p->pairs[i], false);
        if (!alive)
            drop_pair(p, i);
    }
    if (fds[0].revents && p->count < PAIRS) {
        int fd = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            p->pairs[p->count++] = (struct pair){.client = fd, .broker = -1};
    }
}

static void *run(void *arg)
{
    struct proxy *p = arg;
    while (!atomic_load(&p->stop))
        turn(p);
    while (p->count > 0)
        drop_pair(p, 0);
    return NULL;
}

struct proxy *proxy_open(int broker_port, enum proxy_manner manner)
{
    struct proxy *p = calloc(1, sizeof *p);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    if (!p)
        return NULL;
    p->broker_port = broker_port;
    p->manner = manner;
    p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (p->listener >= 0 && bind(p->listener, (struct sockaddr *)&at, sizeof at) == 0 &&
        listen(p->listener, 16) == 0 &&
        getsockname(p->listener, (struct sockaddr *)&at, &size) == 0) {
        p->port = ntohs(at.sin_port);
        (void)snprintf(p->url, sizeof p->url, "mqtt://127.0.0.1:%d", p->port);
        if (pthread_create(&p->thread, NULL, run, p) == 0)
            return p;
    }
    if (p->listener >= 0)
        (void)close(p->listener);
    free(p);
    return NULL;
}

const char *proxy_url(const struct proxy *proxy)
{
    return proxy->url;
}

int proxy_refused(struct proxy *proxy)
{
    return atomic_load(&proxy->refused);
}

int proxy_passed(struct proxy *proxy)
{
    return atomic_load(&proxy->passed);
}

void proxy_close(struct proxy *proxy)
{
    if (!proxy)
        return;
    atomic_store(&proxy->stop, true);
    (void)pthread_join(proxy->thread, NULL);
    (void)close(proxy->listener);
    free(proxy);
}
