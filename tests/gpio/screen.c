/* SPDX-License-Identifier: MIT */
/* Runs in the test VM: the console on a pty that libvterm reads.
 *
 *   screen COMMAND… -- TEXT DEED TEXT…   until TEXT is shown, then DEED is done, then the next TEXT
 *                                        must come; 0 when all did
 *
 * DEED: `-` nothing, `+KEYS` they are typed (~ Enter, v down), `?FILE` until it is there, else the
 * name of a file to be made.
 */
#include "tests/support/term.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void type(struct term *t, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        const char one[] = {*keys, '\0'};
        term_keys(t, *keys == '~' ? "\r" : *keys == 'v' ? "\x1B[B" : one);
    }
}

static bool wait_for_file(const char *path)
{
    for (int i = 0; i < 600 && access(path, F_OK) != 0; i++)
        (void)poll(NULL, 0, 50);
    return access(path, F_OK) == 0;
}

static bool act(struct term *t, const char *deed)
{
    if (deed[0] == '+')
        type(t, deed + 1);
    else if (deed[0] == '?')
        return wait_for_file(deed + 1);
    if (deed[0] == '+' || strcmp(deed, "-") == 0)
        return true;
    int fd = open(deed, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    return fd >= 0 && close(fd) == 0;
}

static bool go(struct term *t, char *const *want)
{
    for (; want[0]; want += want[1] ? 2 : 1) {
        if (!term_shows(t, want[0])) {
            printf("# not on the screen: %s\n", want[0]);
            term_print(t);
            return false;
        }
        if (want[1] && !act(t, want[1])) {
            printf("# not done: %s\n", want[1]);
            return false;
        }
    }
    return true;
}

int main(int argc, char *argv[])
{
    static const char *const env[] = {"LC_ALL=C.UTF-8", "TERMINFO=/payload/terminfo", NULL};
    int split = 1;
    while (split < argc && strcmp(argv[split], "--") != 0)
        split++;
    if (split >= argc - 1)
        return 2;
    argv[split] = NULL;
    const char *command[16] = {NULL};
    for (int i = 1; i < split && i < 16; i++)
        command[i - 1] = argv[i];
    const struct term_conf conf = {
        .term = "xterm-256color", .cols = 100, .rows = 30, .argv = command, .env = env};
    struct term t;
    if (!term_start(&t, &conf)) {
        puts("no pty can be had");
        return 1;
    }
    bool all = go(&t, argv + split + 1);
    term_done(&t);
    return all ? 0 : 1;
}
