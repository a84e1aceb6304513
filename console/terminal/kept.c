/* SPDX-License-Identifier: MIT */
/* The small file of a person's choices, read at the start and written when something is chosen.
 * Lines that this version does not know are kept; a file that is longer than we read is not ours to
 * write anew. Called by console/terminal/terminal.c. */
#include "console/terminal/kept.h"

#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "andon-console"
#define FILE_MAX  (64 * 1024)
#define PATH_MOST 512

/* Where it belongs; an absolute path or none. */
static bool folder(char *out, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state != NULL && state[0] == '/')
        return text_format(out, size, "%s", state);
    return home != NULL && home[0] == '/' && text_format(out, size, "%s/.local/state", home);
}

bool kept_path(char *out, size_t size)
{
    char dir[PATH_MOST];
    if (folder(dir, sizeof dir) && text_format(out, size, "%s/" FILE_NAME, dir))
        return true;
    out[0] = '\0';
    return false;
}

/* Of no file: "". False: it is there, but this is not all of it. */
static bool read_all(char text[FILE_MAX])
{
    char path[PATH_MOST + 32];
    size_t length = 0;
    ssize_t n = 0;
    int fd = kept_path(path, sizeof path) ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    bool none = fd < 0 && errno == ENOENT;
    while (fd >= 0 && length < FILE_MAX && (n = read(fd, text + length, FILE_MAX - length)) > 0)
        length += (size_t)n;
    if (fd >= 0)
        close(fd);
    bool whole = none || (fd >= 0 && n == 0);
    text[length < FILE_MAX ? length : FILE_MAX - 1] = '\0';
    return whole && strlen(text) == length;
}

/* The value in a line of this name, else NULL. */
static const char *value_of(const char *line, const char *name)
{
    size_t n = strlen(name);
    if (strncmp(line, name, n) != 0)
        return NULL;
    line += n;
    line += strspn(line, " \t");
    if (*line != '=')
        return NULL;
    line++;
    return line + strspn(line, " \t");
}

bool kept_get(const char *name, char *out, size_t size)
{
    static char text[FILE_MAX];
    (void)read_all(text);
    out[0] = '\0';
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        const char *value = value_of(line, name);
        if (value != NULL)
            return text_copy_n(out, size, value, (size_t)(line + length - value));
        line += length + (line[length] == '\n');
    }
    return false;
}

static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700); /* there already, mostly; what fails shows at the file */
        *slash = '/';
    }
}

static bool write_all(char *path, const char *text, size_t length)
{
    char fresh[PATH_MOST + 64];
    make_folders(path);
    if (!text_format(fresh, sizeof fresh, "%s.%ld", path, (long)getpid()))
        return false;
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool whole = write(fd, text, length) == (ssize_t)length;
    whole = close(fd) == 0 && whole;
    if (whole && rename(fresh, path) == 0)
        return true;
    (void)unlink(fresh);
    return false;
}

bool kept_set(const char *name, const char *value)
{
    static char before[FILE_MAX], after[FILE_MAX + 128];
    char path[PATH_MOST + 32];
    size_t n = 0;
    if (!kept_path(path, sizeof path) || strlen(name) + strlen(value) > 100 || !read_all(before))
        return false;
    for (const char *line = before; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (value_of(line, name) == NULL && length > 0) {
            memcpy(after + n, line, length);
            n += length;
            after[n++] = '\n';
        }
        line += length + (line[length] == '\n');
    }
    if (!text_format(after + n, sizeof after - n, "%s = %s\n", name, value))
        return false;
    return write_all(path, after, strlen(after));
}
