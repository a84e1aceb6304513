/* SPDX-License-Identifier: MIT */
/* The socket server with real sockets: server and clients share this one thread, the loop is turned
 * by hand until a condition holds. */
#include "data/serve/serve.h"

#include "data/model/text.h"
#include "tests/support/andond.h"
#include "tests/support/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <grp.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

static char dir[] = "/tmp/serve-test-XXXXXX";
static char path[64];
static uv_loop_t loop;
static struct server *server;
static char *big; /* 100 KiB of members */
static int runs, closes;
static uint64_t kept_client;
static int64_t kept_id;

/* ---- commands the server offers here ---- */

static void run_echo(void *ctx, struct client *client, const json_t *request)
{
    (void)ctx;
    runs++;
    char members[128];
    const char *text = json_string_value(json_object_get(request, "text"));
    snprintf(members, sizeof members, "\"text\":\"%.60s\"", text ? text : "");
    serve_reply(client, request, members);
}

static void run_big(void *ctx, struct client *client, const json_t *request)
{
    (void)ctx;
    runs++;
    serve_reply(client, request, big);
}

static void run_huge(void *ctx, struct client *client, const json_t *request)
{
    (void)ctx;
    char *members = malloc(PROTOCOL_LINE_MAX + 100);
    memset(members, ' ', PROTOCOL_LINE_MAX);
    members[PROTOCOL_LINE_MAX] = '\0';
    serve_reply(client, request, members);
    free(members);
}

/* Replies without being asked, as a query's many pages would. */
static void run_spout(void *ctx, struct client *client, const json_t *request)
{
    (void)ctx;
    for (int i = 0; i < 30; i++)
        serve_reply(client, request, big);
}

static void run_watch(void *ctx, struct client *client, const json_t *request)
{
    (void)ctx;
    client_watch(client, true);
    serve_reply(client, request, "");
}

static void run_later(void *ctx, struct client *client, const json_t *request)
{
    (void)ctx;
    kept_client = client_number(client);
    kept_id = json_integer_value(json_object_get(request, "id"));
}

static const struct serve_command commands[] = {
    {"echo", PERSON_VIEWER, run_echo, "says it back"},
    {"big", PERSON_VIEWER, run_big, "answers at length"},
    {"huge", PERSON_VIEWER, run_huge, "answers too long"},
    {"spout", PERSON_VIEWER, run_spout, "30 big answers"},
    {"watch", PERSON_VIEWER, run_watch, "snapshots"},
    {"later", PERSON_SUPERVISOR, run_later, "answers later"},
};

static void on_client_closed(void *ctx, struct client *client)
{
    (void)ctx, (void)client;
    closes++;
}

/* ---- driving it ---- */

static void turn(void)
{
    uv_run(&loop, UV_RUN_NOWAIT);
}

static struct peer dial(void)
{
    return peer_dial(path, turn);
}

#define HELLO "{\"hello\":{\"protocol\":1,\"program\":\"test\",\"version\":\"0\"}}\n"

static struct peer greeted(void)
{
    struct peer peer = dial();
    assert_true(peer_say(&peer, HELLO));
    peer_await(&peer, 1);
    return peer;
}

static int setup(void **state)
{
    (void)state;
    runs = closes = 0;
    if (uv_loop_init(&loop) != 0)
        return -1;
    struct cause why = {{0}};
    struct serve_conf conf = {
        .loop = &loop,
        .path = path,
        .program = "testd",
        .version = "9.9",
        .station = "a/b/c/d/e",
        .commands = commands,
        .command_count = sizeof commands / sizeof commands[0],
        .closed = on_client_closed,
    };
    server = serve_new(&conf, &why);
    if (!server)
        print_error("%s\n", why.text);
    return server ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    serve_close(&server);
    uv_run(&loop, UV_RUN_DEFAULT);
    int closed = uv_loop_close(&loop);
    if (closed != 0)
        print_error("the loop still has handles\n");
    return closed == 0 && access(path, F_OK) != 0 ? 0 : -1;
}

/* ---- the cases ---- */

static void says_hello_with_the_role(void **state)
{
    (void)state;
    struct peer peer = dial();
    peer_await(&peer, 1);
    assert_string_equal(peer.data, "{\"hello\":{\"protocol\":1,\"program\":\"testd\",\"version\":"
                                   "\"9.9\",\"station\":\"a/b/c/d/e\",\"role\":\"supervisor\"}}\n");
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0660);
    peer_hang_up(&peer);
}

struct exchange {
    const char *say;
    const char *hear; /* part of the answer */
    bool ends;        /* the server hangs up after it */
};

static const struct exchange exchanges[] = {
    {HELLO "{\"cmd\":\"echo\",\"id\":7,\"text\":\"hi\"}\n",
     "{\"id\":7,\"ok\":true,\"text\":\"hi\"}", false},
    {HELLO "{\"cmd\":\"watch\",\"id\":-3}\n", "{\"id\":-3,\"ok\":true}\n", false},
    {"{\"hello\":{\"protocol\":2}}\n", "protocol 1 and the client 2", true},
    {"{\"hello\":{\"protocol\":\"1\"}}\n", "protocol-version", true},
    {"{\"cmd\":\"echo\",\"id\":1}\n", "first line must be", true},
    {"GET / HTTP/1.1\r\n\r\n", "bad-request", true},
    {HELLO "{\"cmd\":\"ecko\",\"id\":1}\n", "did you mean \\\"echo\\\"?", false},
    {HELLO "{\"cmd\":\"zzzzzzzz\",\"id\":1}\n", "\"code\":\"unknown-command\"", false},
    {HELLO "{\"cmd\":\"echo\"}\n", "\"id\":null,\"ok\":false,\"error\":{\"code\":\"bad-request\"",
     false},
    {HELLO "{\"cmd\":7,\"id\":4}\n", "{\"id\":4,\"ok\":false,\"error\":{\"code\":\"bad-request\"",
     false},
    {HELLO "{\"cmd\":\"echo\",\"id\":1.5}\n", "integer id", false},
    {HELLO "{\"cmd\":\"echo\",\"cmd\":\"big\",\"id\":1}\n", "bad-request", false},
    {HELLO "[]\n", "another kind of value", false},
    {HELLO "{\"cmd\n", "bad-request", false},
    {HELLO "\n", "bad-request", false},
    {HELLO "{\"cmd\":\"echo\",\"id\":1,\"text\":\"\\u0000\"}\n", "bad-request", false},
    {HELLO "{\"cmd\":\"\xff\xfe\",\"id\":1}\n", "bad-request", false},
    {HELLO "{\"cmd\":\"\x1b[31mred\",\"id\":1}\n", "bad-request", false},
    {HELLO "{\"cmd\":\"\\u001b[31mred\\u202e\",\"id\":1}\n", "unknown-command", false},
    {HELLO "{\"cmd\":\"huge\",\"id\":5}\n",
     "{\"id\":5,\"ok\":false,\"error\":{\"code\":\"bad-request\"", false},
};

static void answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof exchanges / sizeof exchanges[0]; i++) {
        const struct exchange *x = &exchanges[i];
        struct peer peer = dial();
        peer_say(&peer, x->say);
        peer_await(&peer, 2);
        if (!strstr(peer.data, x->hear))
            fail_msg("case %zu: %s", i, peer.data);
        for (size_t at = 0; at < peer.length; at++)
            assert_true((unsigned char)peer.data[at] >= ' ' || peer.data[at] == '\n');
        if (x->ends) {
            peer_await(&peer, 0);
        } else {
            /* and it goes on */
            peer_say(&peer, "{\"cmd\":\"echo\",\"id\":99,\"text\":\"still here\"}\n");
            peer_await(&peer, 3);
            assert_non_null(strstr(peer.data, "still here"));
        }
        peer_hang_up(&peer);
    }
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    enum { DEEP = 100000 };
    struct peer peer = greeted();
    char *deep = malloc(DEEP + 2);
    memset(deep, '[', DEEP);
    deep[DEEP] = '\n';
    assert_true(peer_say_bytes(&peer, deep, DEEP + 1));
    free(deep);
    peer_await(&peer, 2);
    assert_non_null(strstr(peer.data, "bad-request"));
    peer_hang_up(&peer);
}

static void a_line_of_300_kib_ends_the_connection(void **state)
{
    (void)state;
    const size_t size = 300 * 1024;
    char *line = malloc(size);
    memset(line, 'x', size);
    struct peer peer = greeted(), other = greeted();
    peer_say_bytes(&peer, line, size);
    peer_await(&peer, 0);
    assert_non_null(strstr(peer.data, "longer than 256 KiB"));
    peer_say(&other, "{\"cmd\":\"echo\",\"id\":1,\"text\":\"well\"}\n");
    peer_await(&other, 2);
    peer_hang_up(&peer);
    peer_hang_up(&other);
    free(line);
}

static void bytes_one_by_one_make_a_line(void **state)
{
    (void)state;
    struct peer peer = greeted();
    const char *text = "{\"cmd\":\"echo\",\"id\":1,\"text\":\"slow\"}\n";
    for (const char *c = text; *c; c++) {
        peer_say_bytes(&peer, c, 1);
        turn();
    }
    peer_await(&peer, 2);
    assert_non_null(strstr(peer.data, "slow"));
    peer_hang_up(&peer);
}

/* In one turn a client gets at most its share; another one is served in between. */
static void a_flood_is_throttled(void **state)
{
    (void)state;
    struct peer flood = greeted(), other = greeted();
    const char *one = "{\"cmd\":\"echo\",\"id\":1,\"text\":\"x\"}\n";
    enum { REQUESTS = 5000 };
    char *many = malloc(REQUESTS * strlen(one) + 1);
    size_t length = 0;
    for (int i = 0; i < REQUESTS; i++) {
        memcpy(many + length, one, strlen(one));
        length += strlen(one);
    }
    ssize_t sent = send(flood.fd, many, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    assert_true(sent > 100000);
    peer_say(&other, "{\"cmd\":\"echo\",\"id\":2,\"text\":\"me\"}\n");
    int most = 0;
    while (peer_lines(&other) < 2) {
        int before = runs;
        turn();
        peer_pull(&other);
        most = runs - before > most ? runs - before : most;
    }
    assert_in_range(most, 1, 33); /* two shares (one as it is read, one more) and the other's one */
    assert_in_range(runs, 1, 200);
    assert_true(peer_say_bytes(&flood, many + sent, length - (size_t)sent));
    peer_await(&flood, REQUESTS + 1);
    assert_int_equal(peer_lines(&flood), REQUESTS + 1); /* none lost */
    free(many);
    peer_hang_up(&flood);
    peer_hang_up(&other);
}

/* It asks and asks and never reads: its requests wait in the kernel, memory stays, others work. */
static void a_stalled_reader_costs_nothing(void **state)
{
    (void)state;
    struct peer stalled = greeted(), other = greeted();
    struct mallinfo2 before = mallinfo2();
    const char *one = "{\"cmd\":\"big\",\"id\":1}\n";
    for (int i = 0; i < 20000; i++) {
        if (send(stalled.fd, one, strlen(one), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
            break;
        if (i % 100 == 0)
            turn();
    }
    for (int i = 0; i < 100; i++)
        turn();
    assert_true(runs < 20); /* of thousands */
    struct mallinfo2 after = mallinfo2();
    assert_true(after.uordblks + after.hblkhd < before.uordblks + before.hblkhd + 2000000);
    peer_say(&other, "{\"cmd\":\"echo\",\"id\":2,\"text\":\"me\"}\n");
    peer_await(&other, 2);
    /* when it reads at last, everything is there */
    int asked = runs;
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (runs < asked + 50 && test_now_ms() < give_up) {
        turn();
        peer_pull(&stalled);
        peer_forget(&stalled);
    }
    assert_true(runs >= asked + 50);
    assert_false(stalled.ended);
    peer_hang_up(&stalled);
    peer_hang_up(&other);
}

/* Answers that were not throttled by requests (pages of a query) run into the cap. */
static void beyond_the_cap_a_client_is_cut_off(void **state)
{
    (void)state;
    struct peer peer = greeted(), other = greeted();
    peer_say(&peer, "{\"cmd\":\"spout\",\"id\":1}\n");
    for (int i = 0; i < 10; i++)
        turn();
    assert_int_equal(closes, 1);
    peer_await(&peer, 0);
    assert_in_range(peer.length, 1, 1500000);
    peer_say(&other, "{\"cmd\":\"echo\",\"id\":2,\"text\":\"me\"}\n");
    peer_await(&other, 2);
    peer_hang_up(&peer);
    peer_hang_up(&other);
}

static void broadcast_number(int n, size_t size)
{
    char *line = malloc(size + 64);
    int head = snprintf(line, 64, "{\"event\":\"snapshot\",\"n\":%d}", n);
    memset(line + head, ' ', size);
    serve_broadcast(server, line, (size_t)head + size);
    free(line);
}

/* The slow watcher misses snapshots in the middle but ends with the newest; the quick gets all. */
static void the_latest_snapshot_wins(void **state)
{
    (void)state;
    struct peer slow = greeted(), quick = greeted(), idle = greeted();
    peer_say(&slow, "{\"cmd\":\"watch\",\"id\":1}\n");
    peer_say(&quick, "{\"cmd\":\"watch\",\"id\":1}\n");
    peer_await(&slow, 2);
    peer_await(&quick, 2);
    assert_int_equal(serve_watchers(server), 2);
    enum { SNAPSHOTS = 60 };
    struct mallinfo2 before = mallinfo2();
    for (int n = 1; n <= SNAPSHOTS; n++) {
        broadcast_number(n, 150000);
        peer_await(&quick, 2 + (size_t)n);
    }
    struct mallinfo2 after = mallinfo2();
    assert_true(after.uordblks < before.uordblks + 700000 + quick.capacity);
    char last[32];
    snprintf(last, sizeof last, "\"n\":%d}", SNAPSHOTS);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    do {
        turn();
        peer_pull(&slow);
    } while (!strstr(slow.data, last) && test_now_ms() < give_up);
    assert_non_null(strstr(slow.data, last));
    assert_in_range(peer_lines(&slow), 4, 20);
    assert_int_equal(peer_lines(&idle), 1);
    peer_hang_up(&slow);
    peer_hang_up(&quick);
    peer_hang_up(&idle);
}

/* Fifty wait for a snapshot: the loop does something else in between, each gets it once, and before
 * what is said to it later. */
static void many_watchers_share_the_turns(void **state)
{
    (void)state;
    enum { WATCHERS = 50 };
    struct peer peer[WATCHERS];
    size_t at_once = 0;
    for (int i = 0; i < WATCHERS; i++) {
        peer[i] = greeted();
        peer_say(&peer[i], "{\"cmd\":\"watch\",\"id\":1}\n");
        peer_await(&peer[i], 2);
        peer_forget(&peer[i]);
    }
    broadcast_number(1, 15000);
    for (int i = 0; i < WATCHERS; i++) {
        peer_pull(&peer[i]);
        at_once += peer_lines(&peer[i]);
    }
    assert_int_equal(at_once, 1);
    for (int i = 0; i < WATCHERS; i++)
        peer_say(&peer[i], "{\"cmd\":\"echo\",\"id\":2,\"text\":\"me\"}\n");
    for (int i = 0; i < WATCHERS; i++) {
        peer_await(&peer[i], 2);
        assert_ptr_equal(strstr(peer[i].data, "{\"event\":\"snapshot\",\"n\":1}"), peer[i].data);
        peer_forget(&peer[i]);
    }
    broadcast_number(2, 15000);
    broadcast_number(3, 15000); /* the newest, to those who had none of them yet */
    size_t lines = 0, newest = 0;
    for (int turns = 0; turns < WATCHERS; turns++)
        turn();
    for (int i = 0; i < WATCHERS; i++) {
        peer_pull(&peer[i]);
        lines += peer_lines(&peer[i]);
        newest += strstr(peer[i].data, "\"n\":3}") != NULL;
    }
    assert_int_equal(newest, WATCHERS);
    assert_in_range(lines, WATCHERS, WATCHERS + 8);
    assert_false(uv_backend_timeout(&loop) == 0); /* and nothing turns idly any more */
    for (int i = 0; i < WATCHERS; i++)
        peer_hang_up(&peer[i]);
}

static void the_65th_client_is_told_busy(void **state)
{
    (void)state;
    struct peer peer[SERVE_CLIENTS_MAX];
    for (int i = 0; i < SERVE_CLIENTS_MAX; i++)
        peer[i] = greeted();
    struct peer extra = dial();
    peer_await(&extra, 0);
    assert_non_null(strstr(extra.data, "\"code\":\"busy\""));
    assert_null(strstr(extra.data, "hello"));
    peer_hang_up(&extra);
    /* a place that comes free is given again */
    peer_hang_up(&peer[10]);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    closes = 0;
    while (closes == 0 && test_now_ms() < give_up)
        turn();
    peer[10] = greeted();
    peer_say(&peer[10], "{\"cmd\":\"echo\",\"id\":2,\"text\":\"in\"}\n");
    peer_await(&peer[10], 2);
    for (int i = 0; i < SERVE_CLIENTS_MAX; i++)
        peer_hang_up(&peer[i]);
}

static void peers_that_go_in_the_middle(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct peer peer = dial();
        if (i % 4 > 0)
            peer_say(&peer, HELLO);
        if (i % 4 > 1)
            peer_say(&peer,
                     "{\"cmd\":\"big\",\"id\":1}\n{\"cmd\":\"big\",\"id\":2}\n{\"cmd\":\"wat");
        if (i % 4 > 2)
            turn();
        if (i % 8 == 7)
            shutdown(peer.fd, SHUT_RD);
        turn();
        peer_hang_up(&peer);
    }
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (closes < 200 && test_now_ms() < give_up)
        turn();
    assert_int_equal(closes, 200);
    struct peer peer = greeted();
    peer_hang_up(&peer);
}

static void an_answer_may_come_later_or_never(void **state)
{
    (void)state;
    struct peer peer = greeted();
    peer_say(&peer, "{\"cmd\":\"later\",\"id\":41}\n");
    kept_client = 0;
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (kept_client == 0 && test_now_ms() < give_up)
        turn();
    struct client *client = serve_client(server, kept_client);
    assert_non_null(client);
    assert_int_equal(client_role(client), PERSON_SUPERVISOR);
    assert_true(strlen(client_user(client)) > 0);
    serve_reply_id(client, kept_id, "\"rows\":[],\"more\":true");
    serve_error_id(client, kept_id, PE_STORE, "the \"disk\" is full\n\x1b[2J");
    peer_await(&peer, 3);
    assert_non_null(strstr(peer.data, "{\"id\":41,\"ok\":true,\"rows\":[],\"more\":true}"));
    assert_non_null(strstr(peer.data, "\"code\":\"store\",\"text\":\"the \\\"disk\\\" is full"));
    peer_hang_up(&peer);
    while (closes == 0 && test_now_ms() < give_up)
        turn();
    assert_null(serve_client(server, kept_client));
}

static void refuses_a_path_that_does_not_fit(void **state)
{
    (void)state;
    char long_path[200];
    memset(long_path, 'x', sizeof long_path);
    memcpy(long_path, dir, strlen(dir));
    long_path[strlen(dir)] = '/';
    long_path[108] = '\0';
    struct cause why = {{0}};
    struct serve_conf conf = {.loop = &loop, .path = long_path};
    assert_null(serve_new(&conf, &why));
    assert_non_null(strstr(why.text, "at most 107 bytes"));
    long_path[107] = '\0';
    struct server *fits = serve_new(&conf, &why);
    assert_non_null(fits);
    assert_int_equal(access(long_path, F_OK), 0);
    serve_close(&fits);
    turn();
    assert_int_equal(access(long_path, F_OK), -1);
}

static void an_old_socket_is_replaced_another_file_is_not(void **state)
{
    (void)state;
    char other[80];
    snprintf(other, sizeof other, "%s/other.sock", dir);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    text_copy(address.sun_path, sizeof address.sun_path, other);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd); /* left behind, as after kill -9 */
    struct cause why = {{0}};
    struct serve_conf conf = {.loop = &loop, .path = other};
    struct server *second = serve_new(&conf, &why);
    assert_non_null(second);
    serve_close(&second);
    turn();

    fd = open(other, O_CREAT | O_WRONLY, 0600);
    close(fd);
    assert_null(serve_new(&conf, &why));
    assert_non_null(strstr(why.text, "not a socket"));
    assert_int_equal(access(other, F_OK), 0);
    unlink(other);
    snprintf(other, sizeof other, "%s/no/where.sock", dir);
    assert_null(serve_new(&conf, &why));
    assert_non_null(strstr(why.text, "cannot make the socket"));
    turn();
}

/* Somebody else's process, connected because the file lets it: may look, nothing more. */
static void a_stranger_is_a_viewer(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip(); /* only root can be somebody else */
    assert_int_equal(chmod(path, 0666), 0);
    assert_int_equal(chmod(dir, 0711), 0);
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        bool dropped = setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
                       setresuid(65534, 65534, 65534) == 0;
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        text_copy(address.sun_path, sizeof address.sun_path, path);
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        char byte = dropped && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
        if (write(pair[1], &byte, 1) == 1) {
            struct msghdr message = {0};
            _Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof fd)] = {0};
            struct iovec part = {.iov_base = &byte, .iov_len = 1};
            message.msg_iov = &part;
            message.msg_iovlen = 1;
            message.msg_control = room;
            message.msg_controllen = sizeof room;
            struct cmsghdr *header = (struct cmsghdr *)room;
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(sizeof fd);
            memcpy(CMSG_DATA(header), &fd, sizeof fd);
            sendmsg(pair[1], &message, 0);
        }
        _exit(0);
    }
    /* The connection was made by the stranger; its end is handed over to be driven here. */
    char byte = 0;
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int))] = {0};
    assert_int_equal(read(pair[0], &byte, 1), 1);
    assert_int_equal(byte, 1);
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    assert_int_equal(recvmsg(pair[0], &message, 0), 1);
    int fd = -1;
    memcpy(&fd, CMSG_DATA((struct cmsghdr *)room), sizeof fd);
    struct peer peer = peer_of(fd, turn);
    waitpid(pid, NULL, 0);
    close(pair[0]);
    close(pair[1]);
    peer_await(&peer, 1);
    assert_non_null(strstr(peer.data, "\"role\":\"viewer\""));
    peer_say(&peer, HELLO "{\"cmd\":\"later\",\"id\":1}\n{\"cmd\":\"echo\",\"id\":2}\n");
    peer_await(&peer, 3);
    assert_non_null(strstr(peer.data, "later needs the role supervisor; nobody has viewer"));
    assert_non_null(strstr(peer.data, "{\"id\":2,\"ok\":true"));
    peer_hang_up(&peer);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    if (!mkdtemp(dir))
        return 1;
    snprintf(path, sizeof path, "%s/testd.sock", dir);
    big = malloc(100 * 1024);
    memset(big, ' ', 100 * 1024);
    memcpy(big, "\"a\":1", 5);
    big[100 * 1024 - 1] = '\0';
    const struct CMUnitTest tests[] = {
        CASE(says_hello_with_the_role),
        CASE(answers),
        CASE(a_stranger_is_a_viewer),
        CASE(deep_nesting_is_refused),
        CASE(a_line_of_300_kib_ends_the_connection),
        CASE(bytes_one_by_one_make_a_line),
        CASE(a_flood_is_throttled),
        CASE(a_stalled_reader_costs_nothing),
        CASE(beyond_the_cap_a_client_is_cut_off),
        CASE(the_latest_snapshot_wins),
        CASE(many_watchers_share_the_turns),
        CASE(the_65th_client_is_told_busy),
        CASE(peers_that_go_in_the_middle),
        CASE(an_answer_may_come_later_or_never),
        CASE(refuses_a_path_that_does_not_fit),
        CASE(an_old_socket_is_replaced_another_file_is_not),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(big);
    rmdir(dir);
    return failed;
}
