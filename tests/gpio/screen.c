/* SPDX-License-Identifier: MIT */
/* Runs in the test VM: the console on a pty that libvterm reads.
 *
 *   screen COMMAND… -- TEXT FILE TEXT…   until TEXT is shown, then FILE is made, then the next TEXT
 *                                        must come; 0 when all did. FILE `-`: none
 */
#include "tests/support/term.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool go(struct term *t, char *const *want)
{
    for (; want[0]; want += want[1] ? 2 : 1) {
        if (!term_shows(t, want[0])) {
            printf("# not on the screen: %s\n", want[0]);
            term_print(t);
            return false;
        }
        int fd = want[1] && strcmp(want[1], "-") != 0
                     ? open(want[1], O_WRONLY | O_CREAT | O_CLOEXEC, 0644)
                     : -1;
        if (fd >= 0)
            close(fd);
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
