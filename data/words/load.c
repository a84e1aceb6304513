/* SPDX-License-Identifier: MIT */
/* Reads the catalogues, all of them when the program starts: they are small, and switching does no
 * I/O then. What is read is kept as long as the program. Where they are follows from where the
 * program is, so that nothing is compiled in and a build tree works as it stands. */
#include "data/words/load.h"

#include "data/config/ini.h"
#include "data/config/paths.h"
#include "data/words/words.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CATALOGUE "LC_MESSAGES/andon.mo"

static int load_one(const char *dir, const char *tag, struct cause *why)
{
    char path[PATH_MAX];
    struct cause what;
    size_t length;
    int size = snprintf(path, sizeof path, "%s/%s/" CATALOGUE, dir, tag);
    if (size < 0 || (size_t)size >= sizeof path || access(path, R_OK) != 0)
        return 0;
    char *bytes = ini_read_file(path, &length, why);
    if (bytes == NULL)
        return 0;
    if (words_add(tag, bytes, length, &what) == 0)
        return 1;
    free(bytes);
    return cause_set(why, 0, "%s: %s", path, what.text);
}

int words_load(const char *dir, struct cause *why)
{
    int loaded = 0;
    DIR *list = opendir(dir);
    if (list == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(list)) != NULL;)
        if (entry->d_name[0] != '.' && strlen(entry->d_name) < WORDS_TAG_SIZE)
            loaded += load_one(dir, entry->d_name, why);
    (void)closedir(list);
    return loaded;
}

int words_load_installed(struct cause *why)
{
    static const char *const places[] = {"locale", "../share/locale"};
    char self[PATH_MAX - 64], dir[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    if (size <= 0)
        return 0;
    self[size] = '\0';
    *strrchr(self, '/') = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        (void)snprintf(dir, sizeof dir, "%s/%s", self, places[i]);
        int loaded = words_load(dir, why);
        if (loaded > 0)
            return loaded;
    }
    return 0;
}

const char *words_environment(void)
{
    static const char *const said[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        const char *value = getenv(said[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "";
}
