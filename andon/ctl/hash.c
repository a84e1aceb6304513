/* SPDX-License-Identifier: MIT */
/* andonctl hash: the yescrypt hash of a badge or PIN, for a [person] section. It is read from the
 * terminal without echo, twice, or as one line from a pipe (a scanner's badge, a script). Called by
 * main.c's table, and by enter.c for the PIN of a signature; keeps nothing. */
#include "andon/ctl/ctl.h"
#include "andon/service/secret.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

_Static_assert(CTL_SECRET_SIZE == SECRET_MAX + 2, "a line holds a secret and its end");

/* One line without its end. -1: there is none, or it is too long. */
static int read_line(char out[CTL_SECRET_SIZE])
{
    if (!fgets(out, CTL_SECRET_SIZE, stdin))
        return -1;
    size_t length = strcspn(out, "\r\n");
    bool whole = out[length] != '\0' || feof(stdin);
    out[length] = '\0';
    return whole && length > 0 && length <= SECRET_MAX ? 0 : -1;
}

/* Asks on the terminal, which shows nothing of it. */
static int ask(const char *question, char out[CTL_SECRET_SIZE])
{
    struct termios as_it_was, silent;
    (void)fputs(question, stderr);
    if (tcgetattr(STDIN_FILENO, &as_it_was) != 0)
        return -1;
    silent = as_it_was;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0)
        return -1;
    int result = read_line(out);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_it_was);
    (void)fputc('\n', stderr);
    return result;
}

int ctl_secret(const char *question, char out[CTL_SECRET_SIZE])
{
    return isatty(STDIN_FILENO) ? ask(question, out) : read_line(out);
}

static int ask_twice(char secret[CTL_SECRET_SIZE])
{
    char again[CTL_SECRET_SIZE];
    int result = ask("badge or PIN: ", secret);
    if (result == 0 && (ask("once more: ", again) != 0 || strcmp(secret, again) != 0))
        result = -2;
    explicit_bzero(again, sizeof again);
    return result;
}

int ctl_hash(const struct ctl *ctl)
{
    char secret[CTL_SECRET_SIZE], hash[SECRET_HASH_SIZE];
    const char *like = ctl->args > 0 ? ctl->arg[0] : NULL;
    if (like && strncmp(like, "$y$", 3) != 0)
        return ctl_usage("hash: a hash to take the salt from begins with $y$");
    int result = isatty(STDIN_FILENO) ? ask_twice(secret) : read_line(secret);
    if (result == 0 && secret_hash(secret, like, hash) != 0)
        result = -3;
    explicit_bzero(secret, sizeof secret);
    if (result == -2)
        return ctl_fail("the two are not the same");
    if (result == -3)
        return ctl_fail("it cannot be hashed%s", like ? " with that salt" : "");
    if (result != 0)
        return ctl_fail("a badge or PIN is one line of at most %d bytes", SECRET_MAX);
    bool json = ctl_has(ctl, OPT_JSON);
    printf("%s%s%s\n", json ? "{\"hash\":\"" : "", hash, json ? "\"}" : "");
    return CTL_DONE;
}
