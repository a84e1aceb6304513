/* SPDX-License-Identifier: MIT */
/* See andond.h. Every wait here is a retried condition with a deadline; every process is ended by
 * its pid, and dies with the test program whatever happens to that. */
#include "tests/support/andond.h"

#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS_MAX 24

int64_t test_now_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void test_pause(void)
{
    poll(NULL, 0, 5);
}

int64_t test_wall_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* ---- processes and files ---- */

const char *andond_program(void)
{
    static char path[256];
    const char *build = getenv("BUILD");
    snprintf(path, sizeof path, "%s/andond", build ? build : "build");
    return path;
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0)
        abort();
}

/* A zone in which it is ten o'clock now: no test runs into the end of a shift. POSIX writes it
 * westward. */
static const char *zone_of_ten(void)
{
    static char zone[24];
    int ahead = 10 - (int)(time(NULL) / 3600 % 24);
    snprintf(zone, sizeof zone, "Etc/GMT%+d", -(ahead < -12 ? ahead + 24 : ahead));
    return zone;
}

void andond_make(struct andond *a, const char *broker_url, const char *extra)
{
    char text[4096], path[128];
    *a = (struct andond){.dir = "/tmp/andond-test-XXXXXX"};
    if (!mkdtemp(a->dir))
        abort();
    snprintf(a->run, sizeof a->run, "%s/run", a->dir);
    snprintf(a->data, sizeof a->data, "%s/data", a->dir);
    snprintf(a->layer, sizeof a->layer, "%s/layer", a->dir);
    snprintf(a->log, sizeof a->log, "%s/log", a->dir);
    snprintf(a->socket, sizeof a->socket, "%s/andond.sock", a->run);
    snprintf(a->tower, sizeof a->tower, "%s/tower", a->run);
    text_copy(a->broker, sizeof a->broker, broker_url);
    if (mkdir(a->layer, 0700) != 0)
        abort();
    snprintf(path, sizeof path, "%s/test.ini", a->layer);
    snprintf(
        text, sizeof text,
        "[site]\ntimezone = %s\n[broker plant]\nurl = %s\nretry_min = 100 ms\nretry_max = 300 ms\n"
        "[station]\nsmall_stop = 1 s\ntarget_oee = 0 %%\n"
        "[signal total]\nrate_max = 0\n[signal scrap]\nrate_max = 0\n"
        "[shift early]\nbreaks =\n[shift late]\nbreaks =\n[shift night]\nbreaks =\n%s",
        zone_of_ten(), broker_url, extra ? extra : "");
    write_file(path, text);
}

static void remove_tree(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) {
        unlink(path);
        return;
    }
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        char inner[400];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (text_format(inner, sizeof inner, "%s/%s", path, e->d_name))
            remove_tree(inner);
    }
    closedir(dir);
    rmdir(path);
}

static pid_t spawn(const char *const *arguments, int out)
{
    const char *argv[ARGUMENTS_MAX + 2] = {andond_program()};
    for (int i = 0; arguments[i] && i < ARGUMENTS_MAX; i++)
        argv[i + 1] = arguments[i];
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    execv(argv[0], (char *const *)(uintptr_t)argv);
    dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

static bool answers(const char *path)
{
    struct talk t;
    if (!talk_open(&t, path))
        return false;
    talk_close(&t);
    return true;
}

bool andond_start(struct andond *a, const char *const *more)
{
    const char *arguments[ARGUMENTS_MAX] = {"--config",    "layouts/stations/press",
                                            "--config",    a->layer,
                                            "--run",       a->run,
                                            "--data",      a->data,
                                            "--foreground"};
    for (int i = 9; more && *more && i + 1 < ARGUMENTS_MAX; i++)
        arguments[i] = *more++;
    int out = open(a->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    a->pid = spawn(arguments, out);
    close(out);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (a->pid > 0 && test_now_ms() < give_up) {
        int status = 0;
        if (waitpid(a->pid, &status, WNOHANG) == a->pid) {
            a->pid = 0;
            break;
        }
        if (answers(a->socket))
            return true;
        test_pause();
    }
    fprintf(stderr, "andond did not come up\n");
    return false;
}

int andond_run(const struct andond *a, const char *const *arguments, char *out, size_t size)
{
    char path[128];
    int status = -1;
    snprintf(path, sizeof path, "%s/out", a->dir);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    pid_t pid = spawn(arguments, fd);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (pid > 0 && waitpid(pid, &status, WNOHANG) == 0) {
        if (test_now_ms() > give_up)
            kill(pid, SIGKILL);
        test_pause();
    }
    ssize_t n = pread(fd, out, size - 1, 0);
    out[n > 0 ? n : 0] = '\0';
    close(fd);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int andond_stop(struct andond *a)
{
    int status = -1;
    if (a->pid <= 0)
        return -1;
    kill(a->pid, SIGTERM);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (waitpid(a->pid, &status, WNOHANG) == 0) {
        if (test_now_ms() > give_up)
            kill(a->pid, SIGKILL);
        test_pause();
    }
    a->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void andond_kill(struct andond *a)
{
    if (a->pid <= 0)
        return;
    kill(a->pid, SIGKILL);
    waitpid(a->pid, NULL, 0);
    a->pid = 0;
}

void andond_remove(struct andond *a)
{
    char text[16384];
    andond_kill(a);
    FILE *f = getenv("ANDOND_LOG") ? fopen(a->log, "r") : NULL;
    if (f) {
        text[fread(text, 1, sizeof text - 1, f)] = '\0';
        fprintf(stderr, "%s", text);
        fclose(f);
    }
    remove_tree(a->dir);
}

bool andond_log_has(const struct andond *a, const char *text)
{
    char log[65536];
    FILE *f = fopen(a->log, "r");
    if (!f)
        return false;
    log[fread(log, 1, sizeof log - 1, f)] = '\0';
    fclose(f);
    return strstr(log, text) != NULL;
}

bool andond_log_comes(const struct andond *a, const char *text)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (!andond_log_has(a, text) && test_now_ms() < give_up)
        test_pause();
    return andond_log_has(a, text);
}

int andond_ctl(const struct andond *a, const char *arguments, const char *errors, char *out,
               size_t size)
{
    char command[1024];
    const char *build = getenv("BUILD");
    out[0] = '\0';
    FILE *f = text_format(command, sizeof command, "%s/andonctl --socket %s %s 2>%s",
                          build ? build : "build", a->socket, arguments, errors)
                  ? popen(command, "r")
                  : NULL;
    if (!f)
        return -1;
    out[fread(out, 1, size - 1, f)] = '\0';
    int status = pclose(f);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void andond_end_shift(const struct andond *a)
{
    static const char early[] = "[shift early]\n", late[] = "[shift late]\n";
    char path[128], text[4096];
    snprintf(path, sizeof path, "%s/test.ini", a->layer);
    FILE *f = fopen(path, "r+");
    if (!f)
        abort();
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    char *from = strstr(text, early), *to = strstr(text, late);
    if (!from || !to || from > to)
        abort();
    from += strlen(early);
    to += strlen(late);
    rewind(f);
    if (fprintf(f, "%.*send = 10:00\n%.*sstart = 10:00\n%s", (int)(from - text), text,
                (int)(to - from), from, to) < 0 ||
        fclose(f) != 0)
        abort();
    kill(a->pid, SIGHUP);
}

/* ---- the simulated tower ---- */

static long field_at(const struct andond *a, const char *lamp, const char *field, char *value)
{
    char text[2048], key[16];
    int fd = open(a->tower, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    if (n <= 0)
        return -1;
    text[n] = '\0';
    snprintf(key, sizeof key, "%s=", field);
    size_t name = strlen(lamp);
    for (char *line = text; line && *line; line = strchr(line, '\n') + 1) {
        char *at = strncmp(line, lamp, name) == 0 && line[name] == ' ' ? strstr(line, key) : NULL;
        if (at) {
            *value = at[strlen(key)];
            return at + strlen(key) - text;
        }
    }
    return -1;
}

bool lamp_is(const struct andond *a, const char *lamp, const char *field, char value)
{
    char now = '?';
    return field_at(a, lamp, field, &now) >= 0 && now == value;
}

bool lamp_becomes(const struct andond *a, const char *lamp, const char *field, char value)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (!lamp_is(a, lamp, field, value)) {
        if (test_now_ms() > give_up)
            return false;
        test_pause();
    }
    return true;
}

void lamp_force(const struct andond *a, const char *lamp, char value)
{
    char now = '?';
    long at = field_at(a, lamp, "force", &now);
    int fd = open(a->tower, O_WRONLY | O_CLOEXEC);
    if (at < 0 || fd < 0 || pwrite(fd, &value, 1, at) != 1)
        abort();
    close(fd);
}

/* ---- the socket ---- */

bool talk_say(struct talk *t, const char *line)
{
    size_t length = strlen(line);
    while (length > 0) {
        ssize_t n = send(t->fd, line, length, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        line += n;
        length -= (size_t)n;
    }
    return true;
}

bool talk_open(struct talk *t, const char *socket_path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    *t = (struct talk){.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    line_buffer_init(&t->lines);
    text_copy(address.sun_path, sizeof address.sun_path, socket_path);
    json_t *hello = NULL;
    if (connect(t->fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        talk_say(t, "{\"hello\":{\"protocol\":1,\"program\":\"test\",\"version\":\"0\"}}\n"))
        hello = talk_read(t, ANDOND_WAIT_MS);
    bool good = json_object_get(hello, "hello") != NULL;
    json_decref(hello);
    if (!good)
        talk_close(t);
    return good;
}

void talk_close(struct talk *t)
{
    if (t->fd >= 0)
        close(t->fd);
    line_buffer_done(&t->lines);
    free(t->last);
    *t = (struct talk){.fd = -1};
}

json_t *talk_read(struct talk *t, int64_t wait_ms)
{
    int64_t give_up = test_now_ms() + wait_ms;
    for (;;) {
        size_t length = 0;
        const char *line = line_buffer_next(&t->lines, &length);
        if (line) {
            free(t->last);
            t->last = strdup(line);
            return json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
        }
        char room[65536];
        struct pollfd p = {.fd = t->fd, .events = POLLIN};
        int64_t left = give_up - test_now_ms();
        if (left < 0 || poll(&p, 1, (int)left) <= 0)
            return NULL;
        ssize_t n = recv(t->fd, room, sizeof room, 0);
        if (n <= 0 || line_buffer_add(&t->lines, room, (size_t)n) != 0)
            return NULL;
    }
}

/* Add a page's rows to the first page's. */
static json_t *join(json_t *all, json_t *page)
{
    if (!all)
        return page;
    json_array_extend(json_object_get(all, "rows"), json_object_get(page, "rows"));
    json_decref(page);
    return all;
}

json_t *talk_ask(struct talk *t, const char *cmd, const char *arguments)
{
    char line[512];
    json_t *all = NULL;
    snprintf(line, sizeof line, "{\"cmd\":\"%s\",\"id\":%lld%s}\n", cmd, (long long)++t->id,
             arguments);
    if (!talk_say(t, line))
        return NULL;
    for (;;) {
        json_t *reply = talk_read(t, ANDOND_WAIT_MS);
        if (!reply) {
            json_decref(all);
            return NULL;
        }
        if (json_integer_value(json_object_get(reply, "id")) != t->id) {
            json_decref(reply);
            continue;
        }
        bool more = json_is_true(json_object_get(reply, "more"));
        all = join(all, reply);
        if (!more)
            return all;
    }
}

json_t *json_path(json_t *object, const char *path)
{
    char key[64];
    while (object && *path) {
        size_t n = strcspn(path, ".");
        text_copy_n(key, sizeof key, path, n);
        object = json_is_array(object) ? json_array_get(object, (size_t)strtoul(key, NULL, 10))
                                       : json_object_get(object, key);
        path += n + (path[n] == '.');
    }
    return object;
}

double json_number(json_t *object, const char *path)
{
    json_t *value = json_path(object, path);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

const char *json_word(json_t *object, const char *path)
{
    const char *text = json_string_value(json_path(object, path));
    return text ? text : "";
}

static bool status_matches(struct talk *t, const char *path, const char *word, double least)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    char full[128], was[128] = "";
    snprintf(full, sizeof full, "snapshot.%s", path);
    while (test_now_ms() < give_up) {
        json_t *reply = talk_ask(t, "status", "");
        if (!reply)
            return false;
        bool good =
            word ? strcmp(json_word(reply, full), word) == 0 : json_number(reply, full) >= least;
        text_copy(was, sizeof was, json_word(reply, full));
        json_decref(reply);
        if (good)
            return true;
        test_pause();
    }
    fprintf(stderr, "status %s stayed %s\n", path, was);
    return false;
}

bool status_word(struct talk *t, const char *path, const char *word)
{
    return status_matches(t, path, word, 0);
}

bool status_number(struct talk *t, const char *path, double least)
{
    return status_matches(t, path, NULL, least);
}

/* ---- the press ---- */

static void on_wake(void *ctx)
{
    const struct press *p = ctx;
    if (write(p->wake[1], "", 1) != 1)
        return; /* full: it is awake */
}

static void on_event(void *ctx, const struct link_event *event)
{
    struct press *p = ctx;
    if (event->kind == LINK_EVENT_STATE)
        p->up = event->state == LINK_UP;
}

static void press_turn(struct press *p)
{
    char drain[64];
    while (read(p->wake[0], drain, sizeof drain) > 0)
        ;
    link_drain(p->link, on_event, p);
}

bool press_open(struct press *p, const char *broker_url)
{
    struct cause why = {{0}};
    char id[40];
    *p = (struct press){0};
    if (pipe2(p->wake, O_NONBLOCK | O_CLOEXEC) != 0)
        return false;
    snprintf(id, sizeof id, "press-%ld", (long)getpid());
    struct link_conf conf = {
        .url = broker_url, .client_id = id, .retry_min_ms = 50, .retry_max_ms = 200};
    p->link = link_open(&conf, on_wake, p, &why);
    if (!p->link)
        fprintf(stderr, "press: %s\n", why.text);
    return p->link != NULL;
}

void press_close(struct press *p)
{
    if (!p->link)
        return;
    link_close(&p->link);
    close(p->wake[0]);
    close(p->wake[1]);
}

bool press_say(struct press *p, const char *topic, const void *payload, size_t length, bool retain)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (test_now_ms() < give_up) {
        press_turn(p);
        if (p->up && link_publish(p->link, topic, payload, length, 1, retain, 1) == 0)
            return true;
        struct pollfd wake = {.fd = p->wake[0], .events = POLLIN};
        poll(&wake, 1, 20);
    }
    return false;
}

bool press_state(struct press *p, const char *state, const char *code)
{
    char text[160];
    int n = snprintf(text, sizeof text, "{\"state\":\"%s\",\"code\":\"%s\",\"ts\":%lld}", state,
                     code, (long long)test_wall_ms());
    return press_say(p, PRESS_ROOT "/state", text, (size_t)n, false);
}

bool press_alive(struct press *p, const char *word)
{
    return press_say(p, PRESS_ROOT "/alive", word, strlen(word), true);
}

bool press_counts(struct press *p, int64_t total, int64_t scrap)
{
    char text[160];
    int n = snprintf(text, sizeof text, "{\"total\":%lld,\"scrap\":%lld,\"ts\":%lld}",
                     (long long)total, (long long)scrap, (long long)test_wall_ms());
    return press_say(p, PRESS_ROOT "/counts", text, (size_t)n, false);
}
