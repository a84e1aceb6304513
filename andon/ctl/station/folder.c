/* SPDX-License-Identifier: MIT */
/* See folder.h. A new directory is made beside its place under another name, and then renamed.
 * Called by new.c and by pack.c. */
#include "andon/ctl/station/folder.h"

#include "data/config/ini.h"
#include "data/config/paths.h"
#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_ini(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".ini") == 0;
}

static struct folder_file *next_file(struct folder *folder, const char *name, struct cause *why)
{
    struct folder_file *file = &folder->file[folder->files];
    if (folder->files == FOLDER_FILES_MAX) {
        cause_set(why, -1, "more than %d files", FOLDER_FILES_MAX);
        return NULL;
    }
    if (!text_copy(file->name, sizeof file->name, name)) {
        cause_set(why, -1, "%.60s…: the name is too long", name);
        return NULL;
    }
    return file;
}

static int read_one(struct folder *folder, const char *directory, const char *name,
                    struct cause *why)
{
    char path[PATH_MAX];
    struct stat st;
    if (paths_join(path, sizeof path, directory, name, why) != 0)
        return -1;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode) && !is_ini(name))
        return 0;
    if (!is_ini(name)) {
        if (folder->others++ == 0)
            (void)text_copy(folder->other, sizeof folder->other, name);
        return 0;
    }
    struct folder_file *file = next_file(folder, name, why);
    if (!file)
        return -1;
    file->text = ini_read_file(path, &file->length, why);
    if (!file->text)
        return -1;
    file->mode = st.st_mode & 0777;
    folder->files++;
    return 0;
}

int folder_read(struct folder *folder, const char *directory, struct cause *why)
{
    struct dirent **list = NULL;
    *folder = (struct folder){.files = 0};
    int count = scandir(directory, &list, visible, by_name);
    int result = count < 0 ? cause_set(why, -1, "%s: %s", directory, strerror(errno)) : 0;
    for (int i = 0; i < count; i++) {
        if (result == 0)
            result = read_one(folder, directory, list[i]->d_name, why);
        free(list[i]);
    }
    free(list);
    return result == 0 && folder->files == 0
               ? cause_set(why, -1, "%s holds no *.ini file", directory)
               : result;
}

int folder_add(struct folder *folder, const char *name, const char *text, size_t length,
               mode_t mode, struct cause *why)
{
    struct folder_file *file = next_file(folder, name, why);
    if (!file)
        return -1;
    file->text = malloc(length + 1);
    if (!file->text)
        return cause_set(why, -1, "out of memory");
    memcpy(file->text, text, length);
    file->text[length] = '\0';
    file->length = length;
    file->mode = mode;
    folder->files++;
    return 0;
}

/* ---- writing ----------------------------------------------------------------------------------
 */

static int write_whole(int fd, const char *text, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = write(fd, text + done, length - done);
        if (n < 0 && errno != EINTR)
            return -1;
        done += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd);
}

/* What is open goes to the group, and may then be read as `mode` says; to another group it says
 * nothing. -1: errno. */
static int permit(int fd, gid_t group, mode_t mode)
{
    bool theirs = fchown(fd, (uid_t)-1, group) == 0;
    return fchmod(fd, theirs ? mode : mode & ~(mode_t)070);
}

static int write_one(int folder_fd, const struct folder_file *file, gid_t group, struct cause *why)
{
    int fd =
        openat(folder_fd, file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool good = fd >= 0 && permit(fd, group, file->mode) == 0 &&
                write_whole(fd, file->text, file->length) == 0;
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && good)
        good = false;
    return good ? 0 : cause_set(why, -1, "%s cannot be written: %s", file->name, strerror(error));
}

static int sync_parent(const char *directory)
{
    char parent[PATH_MAX];
    const char *slash = strrchr(directory, '/');
    size_t length = slash ? (size_t)(slash - directory) : 0;
    (void)text_copy_n(parent, sizeof parent, slash ? directory : ".",
                      slash ? length + (length == 0) : 1);
    int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd >= 0 ? fsync(fd) : -1;
    if (fd >= 0)
        (void)close(fd);
    return result;
}

static void take_away(const struct folder *folder, const char *half)
{
    int fd = open(half, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < folder->files && fd >= 0; i++)
        (void)unlinkat(fd, folder->file[i].name, 0);
    if (fd >= 0)
        (void)close(fd);
    (void)rmdir(half);
}

static int fill(const struct folder *folder, const char *half, const char *like, struct cause *why)
{
    struct stat st;
    bool alike = like && stat(like, &st) == 0;
    gid_t group = alike ? st.st_gid : (gid_t)-1;
    mode_t mode = alike ? st.st_mode & 0777 : 0755;
    int fd = open(half, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return cause_set(why, -1, "%s: %s", half, strerror(errno));
    int result = 0;
    for (size_t i = 0; i < folder->files && result == 0; i++)
        result = write_one(fd, &folder->file[i], group, why);
    if (result == 0 && (permit(fd, group, mode) != 0 || fsync(fd) != 0))
        result = cause_set(why, -1, "%s: %s", half, strerror(errno));
    (void)close(fd);
    return result;
}

int folder_write(const struct folder *folder, const char *directory, const char *like,
                 struct cause *why)
{
    char path[PATH_MAX - 16], half[PATH_MAX];
    if (!text_copy(path, sizeof path, directory))
        return cause_set(why, -1, "%.60s…: the path is too long", directory);
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0';
    (void)text_format(half, sizeof half, "%s.XXXXXX", path);
    if (!mkdtemp(half))
        return cause_set(why, -1, "%s cannot be made: %s", path, strerror(errno));
    int result = fill(folder, half, like, why);
    /* An empty directory gives way; one with anything in it does not. */
    if (result == 0 && rename(half, path) != 0)
        result = errno == ENOTEMPTY || errno == EEXIST
                     ? cause_set(why, -1, "%s is there already, and is not empty", path)
                     : cause_set(why, -1, "%s cannot be made: %s", path, strerror(errno));
    if (result != 0) {
        take_away(folder, half);
        return -1;
    }
    return sync_parent(path) == 0 ? 0 : cause_set(why, -1, "%s: %s", path, strerror(errno));
}

void folder_done(struct folder *folder)
{
    for (size_t i = 0; i < folder->files; i++) {
        explicit_bzero(folder->file[i].text, folder->file[i].length);
        free(folder->file[i].text);
    }
    folder->files = 0;
}
