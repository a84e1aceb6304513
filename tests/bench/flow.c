/* SPDX-License-Identifier: MIT */
/* See flow.h. MQTT 3.1.1 by hand. Called by the benches; a flow owns its socket, a counter its
 * child and the memory shared with it. */
#include "tests/bench/flow.h"

#include "tests/bench/figure.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 30000

int64_t flow_wall_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- packets --------------------------------------------------------------------------------- */

static void put(struct flow_batch *b, const void *bytes, size_t length)
{
    if (b->length + length > b->size) {
        b->size = (b->length + length) * 2 + 4096;
        b->bytes = realloc(b->bytes, b->size);
        if (!b->bytes)
            figure_die("out of memory");
    }
    memcpy(b->bytes + b->length, bytes, length);
    b->length += length;
}

static void put_short(struct flow_batch *b, size_t value)
{
    put(b, (const unsigned char[]){(unsigned char)(value >> 8 & 255), (unsigned char)(value & 255)},
        2);
}

static void put_head(struct flow_batch *b, unsigned char first, size_t rest)
{
    put(b, &first, 1);
    do {
        unsigned char byte = (unsigned char)(rest % 128 + (rest >= 128 ? 128 : 0));
        put(b, &byte, 1);
        rest /= 128;
    } while (rest > 0);
}

void flow_add(struct flow_batch *b, const char *topic, const char *payload, bool retain)
{
    size_t name = strlen(topic), length = strlen(payload);
    put_head(b, (unsigned char)(0x30 | b->qos << 1 | retain),
             2 + name + (b->qos > 0 ? 2 : 0) + length);
    put_short(b, name);
    put(b, topic, name);
    if (b->qos > 0) {
        b->packet_id = (uint16_t)(b->packet_id % 65535 + 1);
        put_short(b, b->packet_id);
    }
    put(b, payload, length);
    b->messages++;
}

void flow_batch_done(struct flow_batch *b)
{
    free(b->bytes);
    *b = (struct flow_batch){.qos = b->qos};
}

/* ---- the publisher --------------------------------------------------------------------------- */

/* Whatever the broker says after CONNACK is four bytes of PUBACK. */
static void take_acks(struct flow *f)
{
    unsigned char room[4096];
    ssize_t n;
    while ((n = recv(f->fd, room, sizeof room, MSG_DONTWAIT)) > 0)
        f->acks += n;
    if (n == 0)
        figure_die("the broker closed the publisher's connection");
}

static void send_all(struct flow *f, const unsigned char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = send(f->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
            continue;
        }
        struct pollfd p = {.fd = f->fd, .events = POLLIN | POLLOUT};
        if (poll(&p, 1, PATIENCE_MS) <= 0 || (p.revents & (POLLERR | POLLHUP)) != 0)
            figure_die("the broker does not take what is published");
        if ((p.revents & POLLIN) != 0)
            take_acks(f);
    }
}

void flow_open(struct flow *f, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    /* without a name: the broker gives each connection its own */
    static const unsigned char hello[] = {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 0};
    unsigned char answer[4];
    int one = 1;
    *f = (struct flow){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (f->fd < 0 || connect(f->fd, (struct sockaddr *)&address, sizeof address) != 0)
        figure_die("the broker cannot be reached");
    (void)setsockopt(f->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    send_all(f, hello, sizeof hello);
    if (recv(f->fd, answer, sizeof answer, MSG_WAITALL) != 4 || answer[3] != 0)
        figure_die("the broker refuses the publisher");
}

void flow_close(struct flow *f)
{
    if (f->fd >= 0)
        (void)close(f->fd);
    f->fd = -1;
}

void flow_send(struct flow *f, const struct flow_batch *b)
{
    f->acks = 0;
    send_all(f, b->bytes, b->length);
    while (b->qos > 0 && f->acks < 4 * b->messages) {
        struct pollfd p = {.fd = f->fd, .events = POLLIN};
        if (poll(&p, 1, PATIENCE_MS) <= 0)
            figure_die("the broker does not acknowledge");
        take_acks(f);
    }
}

void flow_say(struct flow *f, const char *topic, const char *payload, bool retain)
{
    static struct flow_batch one; /* its room is used again and again */
    one.length = 0;
    flow_add(&one, topic, payload, retain);
    send_all(f, one.bytes, one.length);
}

/* ---- the counter ----------------------------------------------------------------------------- */

void flow_counter_open(struct flow_counter *c, const char *url, const char *filter)
{
    char program[300], address[96], descriptor[16];
    int fd = memfd_create("counted", 0);
    void *room = MAP_FAILED;
    if (fd >= 0 && ftruncate(fd, sizeof *c->counted) == 0)
        room = mmap(NULL, sizeof *c->counted, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (room == MAP_FAILED)
        figure_die("no shared memory");
    figure_beside(program, sizeof program, "bare_paho");
    (void)snprintf(address, sizeof address, "tcp%s", strchr(url, ':'));
    (void)snprintf(descriptor, sizeof descriptor, "%d", fd);
    const char *const arguments[] = {program, address, filter, descriptor, NULL};
    c->counted = room;
    c->pid = fork();
    if (c->pid == 0) {
        (void)setpgid(0, 0); /* for who measures it as a group (child.h) */
        (void)execv(program, (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    (void)close(fd);
    for (int tries = 0; !atomic_load(&c->counted->up); tries++) {
        if (c->pid < 0 || tries > PATIENCE_MS / 5)
            figure_die("the counter does not come up");
        figure_pause_us(5000);
    }
}

void flow_counter_close(struct flow_counter *c)
{
    if (c->pid > 0) {
        (void)kill(c->pid, SIGKILL);
        (void)waitpid(c->pid, NULL, 0);
    }
    if (c->counted)
        (void)munmap(c->counted, sizeof *c->counted);
    *c = (struct flow_counter){0};
}

/* ---- the press ------------------------------------------------------------------------------- */

void flow_press_state(char *out, size_t size, const char *state, int64_t ts)
{
    (void)snprintf(out, size,
                   "{\"state\":\"%s\",\"code\":\"\",\"ts\":%lld,\"machine\":\"press3\","
                   "\"line\":\"line1\",\"program\":\"BRKT-204-L rev C\",\"operation\":\"auto\","
                   "\"gateway\":\"gw-17\",\"firmware\":\"4.2.1\"}",
                   state, (long long)ts);
}

void flow_press_sensors(char *out, size_t size, double load, int64_t ts)
{
    (void)snprintf(out, size,
                   "{\"oil_temp\":%.1f,\"vibration\":%.2f,\"load\":%.1f,\"pressure\":%.1f,"
                   "\"ts\":%lld,\"machine\":\"press3\",\"line\":\"line1\",\"gateway\":\"gw-17\","
                   "\"sequence\":%lld,\"valid\":true}",
                   40 + load / 10, 1 + load / 50, load, 150 + load / 4, (long long)ts,
                   (long long)ts % 1000000);
}

static void say_counts(struct flow_press *p, char *out, size_t size, int64_t ts)
{
    p->total++;
    p->scrap += p->total % 50 == 0;
    (void)snprintf(out, size,
                   "{\"total\":%lld,\"scrap\":%lld,\"ts\":%lld,\"machine\":\"press3\","
                   "\"line\":\"line1\",\"program\":\"BRKT-204-L rev C\",\"gateway\":\"gw-17\","
                   "\"sequence\":%lld,\"valid\":true}",
                   (long long)p->total, (long long)p->scrap, (long long)ts,
                   (long long)ts % 1000000);
}

void flow_press_say(struct flow_press *p, struct flow_batch *batch)
{
    char payload[256], topic[128];
    const char *last = "sensors";
    int64_t n = p->said++, ts = flow_wall_ms();
    if (n % 100 == 99) {
        last = "state";
        flow_press_state(payload, sizeof payload, p->states++ % 2 ? "RUN" : "SETUP", ts);
    } else if (n % 4 == 3) {
        last = "counts";
        say_counts(p, payload, sizeof payload, ts);
    } else {
        flow_press_sensors(payload, sizeof payload, (double)(n % 97), ts);
    }
    (void)snprintf(topic, sizeof topic, "%s/%s", p->root, last);
    flow_add(batch, topic, payload, false);
}

void flow_press_slowly(struct flow_press *p, struct flow *f, int64_t messages, int64_t per_second)
{
    int64_t begin = figure_now_ns();
    for (int64_t i = 0; i < messages; i++) {
        struct flow_batch one = {.qos = 0};
        int64_t due = begin + i * (1000000000 / per_second), now = figure_now_ns();
        if (due > now)
            figure_pause_us((due - now) / 1000);
        flow_press_say(p, &one);
        flow_send(f, &one);
        flow_batch_done(&one);
    }
}
