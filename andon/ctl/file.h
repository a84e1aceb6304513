/* SPDX-License-Identifier: MIT */
/* A file that is whole or is not there: written beside its place, on disk, and then named. */
#ifndef ANDON_CTL_FILE_H
#define ANDON_CTL_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

struct ctl_file {
    FILE *file;
    char half[PATH_MAX]; /* its name while it is being written; "": there is none */
    const char *path;
    bool force; /* replace what is there */
};

/* Both return what a command returns, after saying why not. */
int file_begin(struct ctl_file *f, const char *path, bool force);
int file_finish(struct ctl_file *f);
/* What was begun and not finished goes. */
void file_drop(struct ctl_file *f);

#endif
