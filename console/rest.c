/* SPDX-License-Identifier: MIT */
/* The file of unfinished entries: DIR/andon-console-SOCKET.PID.desk, mode 0600, replaced by rename.
 * A console takes over the newest one of its user whose process is gone, within the hour. Called by
 * the main loop; the text is made by console/forms/desk_text.c. */
#include "console/rest.h"

#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PREFIX  "andon-console"
#define SUFFIX  ".desk"
#define FRESH   ".new"
#define YOUNG_S 3600

struct rest {
    char prefix[32];
    char dir[256], path[320], fresh[328];
    char text[DESK_TEXT], written[DESK_TEXT];
};

/* "andon-console.", or with a number of its own for each socket. */
static void name_prefix(struct rest *r, const char *of)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *c = of; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
    if (of[0] == '\0')
        (void)text_copy(r->prefix, sizeof r->prefix, PREFIX ".");
    else
        (void)text_format(r->prefix, sizeof r->prefix, PREFIX "-%08llx.",
                          (unsigned long long)(hash >> 32));
}

struct rest *rest_new(const char *dir, const char *of)
{
    struct rest *r = calloc(1, sizeof *r);
    const char *own = getenv("XDG_RUNTIME_DIR");
    if (r == NULL)
        return NULL;
    if (access(dir, W_OK | X_OK) != 0)
        dir = own != NULL && access(own, W_OK | X_OK) == 0 ? own : "";
    if (!text_copy(r->dir, sizeof r->dir, dir))
        r->dir[0] = '\0';
    name_prefix(r, of);
    (void)text_format(r->path, sizeof r->path, "%s/%s%ld" SUFFIX, r->dir, r->prefix,
                      (long)getpid());
    (void)text_format(r->fresh, sizeof r->fresh, "%s" FRESH, r->path);
    return r;
}

/* What could not be written, on a full disk, is not `written`: the next call tries again. */
static void put(struct rest *r)
{
    if (r->dir[0] == '\0' || strcmp(r->text, r->written) == 0)
        return;
    if (r->text[0] == '\0') {
        (void)unlink(r->path);
        r->written[0] = '\0';
        return;
    }
    int fd = open(r->fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    size_t length = strlen(r->text);
    bool whole = write(fd, r->text, length) == (ssize_t)length;
    if (close(fd) != 0 || !whole || rename(r->fresh, r->path) != 0)
        (void)unlink(r->fresh);
    else
        (void)text_copy(r->written, sizeof r->written, r->text);
}

void rest_save(struct rest *r, const struct ui *ui)
{
    if (r == NULL || r->dir[0] == '\0')
        return;
    /* what is for a station that a hub led to is for no other: nobody takes it over */
    if (ui->view.conn.via || !desk_to_text(&ui->desk, r->text, sizeof r->text))
        r->text[0] = '\0';
    put(r);
}

void rest_free(struct rest **rest, struct ui *ui, bool done)
{
    if (*rest == NULL)
        return;
    for (int i = 0; done && i < DESK_FORMS; i++)
        ui->desk.draft[i].touched = false;
    rest_save(*rest, ui);
    free(*rest);
    *rest = NULL;
}

/* Of a process that is gone? Then its age, else -1. A console that was killed while it wrote has
 * left only a part under the `fresh` name: that is nothing to go on with, however young. */
static time_t left_behind(const struct rest *r, const char *name, char path[320], bool *part)
{
    struct stat st;
    char *end;
    if (strncmp(name, r->prefix, strlen(r->prefix)) != 0)
        return -1;
    long pid = strtol(name + strlen(r->prefix), &end, 10);
    *part = strcmp(end, SUFFIX FRESH) == 0;
    if ((!*part && strcmp(end, SUFFIX) != 0) || pid <= 0 || kill((pid_t)pid, 0) == 0 ||
        errno != ESRCH)
        return -1;
    if (!text_format(path, 320, "%s/%s", r->dir, name) || lstat(path, &st) != 0 ||
        !S_ISREG(st.st_mode) || st.st_uid != geteuid())
        return -1;
    time_t age = time(NULL) - st.st_mtime;
    return age < 0 ? 0 : age;
}

/* The newest one's path; what is too old or only a part goes. */
static bool find(const struct rest *r, char best[320])
{
    DIR *dir = r->dir[0] != '\0' ? opendir(r->dir) : NULL;
    time_t least = YOUNG_S;
    bool found = false;
    const struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        char path[320];
        bool part = false;
        time_t age = left_behind(r, entry->d_name, path, &part);
        if (age >= YOUNG_S || (age >= 0 && part))
            (void)unlink(path);
        if (age < 0 || age >= least || part)
            continue;
        least = age;
        found = text_copy(best, 320, path);
    }
    if (dir != NULL)
        closedir(dir);
    return found;
}

/* By rename, which only one of several consoles that start together succeeds in. */
static bool claim(const struct rest *r)
{
    char path[320];
    while (find(r, path)) {
        if (rename(path, r->path) == 0)
            return true;
        if (errno != ENOENT)
            return false;
    }
    return false;
}

bool rest_load(struct rest *r, struct ui *ui)
{
    char screen[32];
    if (r == NULL || !claim(r))
        return false;
    int fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st = {0};
    bool known = fd >= 0 && fstat(fd, &st) == 0;
    ssize_t n = fd >= 0 ? read(fd, r->text, sizeof r->text - 1) : -1;
    if (fd >= 0)
        close(fd);
    r->text[n > 0 ? n : 0] = '\0';
    bool taken = n > 0 && desk_from_text(&ui->desk, &ui->view, r->text, screen);
    if (taken && known)
        ui->desk.left_ms = (int64_t)st.st_mtim.tv_sec * MS_PER_S;
    if (taken && screen[0] != '\0')
        ui_show(ui, ui_screen_find(screen));
    rest_save(r, ui); /* as new as if it had been entered now */
    if (r->text[0] == '\0')
        (void)unlink(r->path);
    return taken;
}
