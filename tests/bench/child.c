/* SPDX-License-Identifier: MIT */
/* See child.h. The processes of a group are found in /proc, which names the group of each. */
#include "tests/bench/child.h"

#include "tests/bench/figure.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t child_start(const char *const *arguments, const char *log)
{
    pid_t pid = fork();
    if (pid != 0) {
        if (pid > 0)
            (void)setpgid(pid, pid); /* whoever comes first, so that both find it done */
        return pid;
    }
    (void)setpgid(0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(out, STDERR_FILENO);
    (void)execv(arguments[0], (char *const *)(uintptr_t)arguments);
    _exit(127);
}

/* The third field behind the name, which stands in brackets and may hold anything. */
static pid_t group_of(const char *pid)
{
    char path[300], text[512];
    long group = 0;
    (void)snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return 0; /* it has just ended */
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    (void)fclose(f);
    const char *end = strrchr(text, ')');
    if (!end || sscanf(end, ") %*c %*d %ld", &group) != 1)
        return 0;
    return (pid_t)group;
}

static int64_t sum(pid_t group, int64_t (*of)(pid_t))
{
    int64_t all = 0;
    int count = 0;
    DIR *proc = opendir("/proc");
    for (const struct dirent *e; proc && (e = readdir(proc));) {
        if (!isdigit((unsigned char)e->d_name[0]) || group_of(e->d_name) != group)
            continue;
        all += of((pid_t)strtol(e->d_name, NULL, 10));
        count++;
    }
    if (proc)
        (void)closedir(proc);
    if (count == 0)
        figure_die("a program that is measured has ended");
    return all;
}

int64_t child_cpu_ns(pid_t group)
{
    return sum(group, figure_cpu_ns);
}

int64_t child_rss_bytes(pid_t group)
{
    return sum(group, figure_rss_bytes);
}

void child_end(pid_t group)
{
    if (group <= 0)
        return;
    (void)kill(-group, SIGKILL);
    (void)waitpid(group, NULL, 0);
}
