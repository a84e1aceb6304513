/* SPDX-License-Identifier: MIT */
/* Finds andond beside this program or in PATH and runs it with the same directories. It detaches by
 * itself and its first process ends when the socket is served, or with words on stderr. Two
 * consoles may do this at once: andond's lock lets one through, and who was refused looks again
 * whether the socket answers. Called once, before the terminal is taken. */
#include "console/start.h"

#include "console/client.h"
#include "console/words/words.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX    2048
#define OTHERS_MS    5000 /* how long another console's andond may take */
#define ARGUMENTS    (2 * OPTIONS_LAYERS_MAX + 8)
#define TRY_EVERY_MS 50

static bool is_service(const char *data)
{
    char path[ARGS_PATH_SIZE + 16];
    return text_format(path, sizeof path, "%s/service", data) && access(path, F_OK) == 0;
}

bool start_is_service(const struct options *options)
{
    return is_service(options->data);
}

void start_find_program(const char *name, char out[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 16);
    if (n > 0) {
        out[n] = '\0';
        char *leaf = strrchr(out, '/');
        leaf = leaf != NULL ? leaf + 1 : out;
        (void)text_copy(leaf, (size_t)(out + PATH_MAX - leaf), name);
        if (access(out, X_OK) == 0)
            return;
    }
    (void)text_copy(out, PATH_MAX, name);
}

static size_t put_option(const char *arguments[ARGUMENTS], size_t n, const char *name,
                         const char *value)
{
    arguments[n] = name;
    arguments[n + 1] = value;
    return n + 2;
}

/* What it says until it ends or becomes a daemon, sanitised, one line. */
static void read_words(int fd, char out[WORDS_MAX])
{
    char raw[WORDS_MAX], chunk[256];
    size_t have = 0;
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        size_t room = sizeof raw - have, take = (size_t)n < room ? (size_t)n : room;
        memcpy(raw + have, chunk, take);
        have += take;
    }
    while (have > 0 && (raw[have - 1] == '\n' || raw[have - 1] == ' '))
        have--;
    for (size_t i = 0; i < have; i++)
        if (raw[i] == '\n')
            raw[i] = ' ';
    (void)text_sanitise(raw, have, out, WORDS_MAX);
}

static int spawn(char *program, const char *const arguments[ARGUMENTS], int words_fd, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(&actions, words_fd, STDERR_FILENO);
    if (error == 0) {
        union {
            const char *const *is;
            char *const *asked;
        } argv = {.is = arguments}; /* posix_spawn does not change them */
        error = posix_spawnp(pid, program, &actions, NULL, argv.asked, environ);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Run andond; 0 when it serves, else -1 with its words. */
static int run(const struct options *o, struct cause *why)
{
    char program[PATH_MAX], words[WORDS_MAX];
    const char *arguments[ARGUMENTS] = {"andond"};
    size_t n = 1;
    for (int i = 0; i < o->configs; i++)
        n = put_option(arguments, n, "--config", o->config[i]);
    if (o->run_said)
        n = put_option(arguments, n, "--run", o->run);
    if (o->data_said)
        n = put_option(arguments, n, "--data", o->data);
    arguments[n] = NULL;
    start_find_program("andond", program);
    int ends[2];
    pid_t pid;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return cause_set(why, -1, _("cannot make a pipe: %s"), strerror(errno));
    int error = spawn(program, arguments, ends[1], &pid);
    close(ends[1]);
    if (error == 0)
        read_words(ends[0], words);
    close(ends[0]);
    if (error != 0)
        return cause_set(why, -1, _("cannot start %s: %s"), program, strerror(error));
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    if (words[0] == '\0')
        (void)text_format(words, sizeof words, _("it ended with status %d"), status);
    return cause_set(why, -1, _("andond would not start: %s"), words);
}

static bool wait_for_socket(const char *path, int64_t for_ms)
{
    int64_t until = clock_ms(CLOCK_BOOTTIME) + for_ms;
    while (client_probe(path) != 0) {
        if (clock_ms(CLOCK_BOOTTIME) >= until)
            return false;
        (void)poll(NULL, 0, TRY_EVERY_MS);
    }
    return true;
}

enum start_result start_daemon(const struct options *o, struct cause *why)
{
    int error = client_probe(o->socket);
    if (error == 0 || error == EACCES)
        return START_SERVED; /* EACCES: somebody serves it; the client says what is wrong */
    if (is_service(o->data)) {
        cause_set(why, 0, _("andond is a service here and is not running: systemctl start andond"));
        return START_SERVICE;
    }
    if (o->configs == 0) {
        cause_set(why, 0, _("no andond at %s; give --config DIR to start one"), o->socket);
        return START_NOBODY;
    }
    if (run(o, why) == 0 || wait_for_socket(o->socket, OTHERS_MS))
        return START_SERVED;
    return START_FAILED;
}
