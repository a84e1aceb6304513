/* SPDX-License-Identifier: MIT */
/* INI text, strictly: what inih 55 would cut, join or skip in silence is refused with the fix.
 * Our dialect: `[kind name]`, `key = value`, comments (# or ;) on lines of their own, "quotes"
 * around a whole key or value that holds what would mean something else; no continuation lines. */
#ifndef DATA_CONFIG_INI_H
#define DATA_CONFIG_INI_H

#include "data/model/cause.h"

#include <dirent.h>
#include <stddef.h>

#define INI_FILE_MAX (1024 * 1024)
#define INI_LINE_MAX 190 /* bytes; inih cuts at 199 and reads the tail as a line of its own */

/* What is found, in the order of the lines. Texts live during the call only and are clean (see
 * text_is_clean). After a bad section line its entries are left out. */
struct ini_sink {
    void *ctx;
    void (*section)(void *ctx, int line, const char *kind, const char *name); /* name "": none */
    void (*entry)(void *ctx, int line, const char *key, const char *value);
    void (*problem)(void *ctx, int line, const char *what); /* line 0: the file as a whole */
};

void ini_parse_text(const char *text, size_t length, const struct ini_sink *sink);

/* The bytes of a regular file of at most INI_FILE_MAX, to be freed; NULL with the cause. */
char *ini_read_file(const char *path, size_t *length, struct cause *why);

/* The *.ini files of a directory by name, in the same order whatever the locale; hidden ones are
 * none. As scandir: how many, each and the list to be freed; -1 with errno. */
int ini_files(const char *directory, struct dirent ***list);

#endif
