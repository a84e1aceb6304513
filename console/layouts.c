/* SPDX-License-Identifier: MIT */
/* Watches a directory by inotify, so that an edit is seen at once, and compares names, sizes and
 * times every two seconds for file systems that do not tell (NFS) and for a directory that is not
 * there yet. Files are *.ini in the order of their names. Called by console/loop.c and
 * check_layout.c. */
#include "console/layouts.h"

#include "data/config/ini.h"
#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_MS   2000
#define PATH_SIZE 512
#define EVENTS                                                                                  \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | \
     IN_ATTRIB)

struct layouts {
    char dir[PATH_SIZE];
    bool said, read; /* read: at least once */
    int fd, watch;   /* -1: none */
    uint64_t seen;   /* of names, sizes and times when they were read */
    int64_t look_ms; /* boot: when to look again */
};

struct layouts *layouts_new(const char *dir, bool said)
{
    struct layouts *l = calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    (void)text_copy(l->dir, sizeof l->dir, dir);
    l->said = said;
    l->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    l->watch = -1;
    return l;
}

void layouts_free(struct layouts **layouts)
{
    if (*layouts != NULL && (*layouts)->fd >= 0)
        (void)close((*layouts)->fd);
    free(*layouts);
    *layouts = NULL;
}

int layouts_fd(const struct layouts *layouts)
{
    return layouts != NULL && layouts->watch >= 0 ? layouts->fd : -1;
}

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *byte = data;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t signature(const char *dir)
{
    struct dirent **entry = NULL;
    uint64_t hash = UINT64_C(14695981039346656037);
    int count = ini_files(dir, &entry);
    if (count < 0)
        return (uint64_t)errno;
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE + 260];
        struct stat st;
        (void)text_format(path, sizeof path, "%s/%s", dir, entry[i]->d_name);
        hash = mix(hash, entry[i]->d_name, strlen(entry[i]->d_name) + 1);
        if (stat(path, &st) == 0) {
            hash = mix(hash, &st.st_mtim, sizeof st.st_mtim);
            hash = mix(hash, &st.st_size, sizeof st.st_size);
            hash = mix(hash, &st.st_ino, sizeof st.st_ino);
            hash = mix(hash, &st.st_mode, sizeof st.st_mode);
        }
        free(entry[i]);
    }
    free(entry);
    return hash;
}

struct path_report {
    char path[PATH_SIZE + 260];
    void (*problem)(void *path, int line, const char *what);
};

static void pass_on(void *ctx, int line, const char *what)
{
    struct path_report *r = ctx;
    if (r->problem != NULL)
        r->problem(r->path, line, what);
}

static void read_one(const char *dir, const char *name, struct screens *s, struct path_report *r)
{
    char file[SCREENS_FILE];
    size_t length;
    struct cause why;
    (void)text_format(r->path, sizeof r->path, "%s/%s", dir, name);
    (void)text_sanitise(name, strlen(name), file, sizeof file);
    char *text = ini_read_file(r->path, &length, &why);
    if (text == NULL) {
        const char *plain = strstr(why.text, ": ");
        screens_refuse(s, file, plain != NULL ? plain + 2 : why.text);
        pass_on(r, 0, plain != NULL ? plain + 2 : why.text);
        return;
    }
    const struct layout_report report = {.ctx = r, .problem = pass_on};
    (void)screens_take(s, file, text, length, &report);
    free(text);
}

int layouts_read_dir(const char *dir, struct screens *s,
                     void (*problem)(void *path, int line, const char *what), struct cause *why)
{
    struct dirent **entry = NULL;
    struct path_report report = {.problem = problem};
    screens_begin(s);
    int count = ini_files(dir, &entry);
    int failed = errno;
    for (int i = 0; i < count; i++) {
        read_one(dir, entry[i]->d_name, s, &report);
        free(entry[i]);
    }
    free(entry);
    screens_end(s);
    return count >= 0 ? count : cause_set(why, -1, "%s: %s", dir, strerror(failed));
}

/* Whether something was told; what it was does not matter, all is read. */
static bool drain(struct layouts *l)
{
    char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    bool any = false;
    for (ssize_t n; l->fd >= 0 && (n = read(l->fd, events, sizeof events)) > 0; any = true)
        for (ssize_t at = 0; at < n;) {
            const struct inotify_event *e = (const void *)(events + at);
            if ((e->mask & (IN_IGNORED | IN_MOVE_SELF)) != 0)
                l->watch = -1; /* the directory itself went: look for it again */
            at += (ssize_t)(sizeof *e + e->len);
        }
    return any;
}

bool layouts_step(struct layouts *l, struct ui *ui, int64_t boot_ms)
{
    bool told = drain(l);
    if (!told && l->read && boot_ms < l->look_ms)
        return false;
    l->look_ms = boot_ms + LOOK_MS;
    if (l->watch < 0 && l->fd >= 0)
        l->watch = inotify_add_watch(l->fd, l->dir, EVENTS);
    uint64_t now = signature(l->dir);
    if (l->read && now == l->seen)
        return false;
    struct cause why = {.text = ""};
    l->seen = now;
    l->read = true;
    int count = layouts_read_dir(l->dir, &ui->screens, NULL, &why);
    ui_layouts_changed(ui);
    if (count < 0 && (l->said || now != ENOENT))
        (void)text_copy(ui->view.layout_trouble, sizeof ui->view.layout_trouble, why.text);
    return true;
}
