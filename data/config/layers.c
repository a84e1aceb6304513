/* SPDX-License-Identifier: MIT */
/* A layer of the configuration: the *.ini files of one directory, in the order of their names.
 * Called by load.c for each --config. A directory that cannot be one gets an answer that says what
 * was probably meant. */
#include "data/config/ini.h"
#include "data/config/load.h"
#include "data/config/paths.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 200 /* in a layer */

static void load_file(struct loader *l, const char *path)
{
    struct cause why;
    size_t length;
    char *text = ini_read_file(path, &length, &why);
    if (text) {
        load_text(l, path, text, length);
    } else {
        /* The cause names the path, and so does the message. */
        size_t prefix = strlen(path) + 2;
        const char *what = strncmp(why.text, path, prefix - 2) == 0 ? why.text + prefix : why.text;
        problem_at(l, (struct config_origin){.file = load_source(l, path)}, "%s", what);
        l->unread = true;
    }
    free(text);
}

/* Order of names, the same in every locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void cannot_list(struct loader *l, struct config_origin origin, int error)
{
    if (error == ENOENT)
        problem_at(l, origin, "there is no such directory");
    else if (error == ENOTDIR)
        problem_at(l, origin, "is not a directory; give the one that holds the *.ini files");
    else
        problem_at(l, origin, "cannot be read as a directory by user %u: %s", (unsigned)geteuid(),
                   strerror(error));
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* What somebody may have meant who gave a directory without any *.ini file. */
static void nothing_to_read(struct loader *l, struct config_origin origin, const char *directory)
{
    struct dirent **list = NULL;
    int count = scandir(directory, &list, visible, by_name);
    const char *file = NULL;
    const char *folder = NULL;
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        struct cause why;
        struct stat st;
        if (paths_join(path, sizeof path, directory, list[i]->d_name, &why) != 0 ||
            stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && !folder)
            folder = list[i]->d_name;
        if (S_ISREG(st.st_mode) && !file)
            file = list[i]->d_name;
    }
    if (folder)
        problem_at(l, origin,
                   "holds no *.ini file; give each layer by itself, e.g. --config %s/%s, site "
                   "before line before station",
                   origin.file, folder);
    else if (file)
        problem_at(l, origin, "holds no *.ini file; %s does not end in .ini and is not read", file);
    else
        problem_at(l, origin, "holds no *.ini file");
    for (int i = 0; i < count; i++)
        free(list[i]);
    free(list);
}

void load_directory(struct loader *l, const char *directory)
{
    struct dirent **list = NULL;
    int count = ini_files(directory, &list);
    int error = errno;
    const struct config_origin origin = {.file = load_source(l, directory)};
    l->where = origin.file;
    if (count < 0)
        cannot_list(l, origin, error);
    else if (count == 0)
        nothing_to_read(l, origin, directory);
    else if (count > FILES_MAX)
        problem_at(l, origin, "holds more than %d *.ini files", FILES_MAX);
    l->unread = l->unread || count <= 0;
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        struct cause why;
        if (i < FILES_MAX && paths_join(path, sizeof path, directory, list[i]->d_name, &why) == 0)
            load_file(l, path);
        else if (i < FILES_MAX)
            problem_at(l, origin, "%s", why.text);
        free(list[i]);
    }
    free(list);
    l->layer++;
}
