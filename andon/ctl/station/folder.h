/* SPDX-License-Identifier: MIT */
/* A directory of configuration files in memory, and one that is made of it: whole, or not there. */
#ifndef ANDON_CTL_STATION_FOLDER_H
#define ANDON_CTL_STATION_FOLDER_H

#include "data/model/cause.h"

#include <stddef.h>
#include <sys/types.h>

#define FOLDER_FILES_MAX 200

struct folder_file {
    char name[256];
    char *text; /* owned; followed by a NUL that `length` does not count */
    size_t length;
    mode_t mode;
};

struct folder {
    struct folder_file file[FOLDER_FILES_MAX]; /* in the order of their names */
    size_t files, others; /* others: files that are no *.ini and were not read */
    char other[256];      /* one of them */
};

/* Read the *.ini files that the daemon would read. 0, or -1 with the cause; done in any case. */
int folder_read(struct folder *folder, const char *directory, struct cause *why);

/* Add a file; the text is copied. 0, or -1: too many, or out of memory. */
int folder_add(struct folder *folder, const char *name, const char *text, size_t length,
               mode_t mode, struct cause *why);

/* Make `directory` with these files, on disk and whole before it has its name. Its parent is there.
 * `like` NULL: for everybody to read; else mode and group are as that directory's. Refused: a
 * directory that holds anything. 0, or -1 with the cause; then nothing is left. */
int folder_write(const struct folder *folder, const char *directory, const char *like,
                 struct cause *why);

void folder_done(struct folder *folder);

#endif
