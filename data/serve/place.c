/* SPDX-License-Identifier: MIT */
/* The lock is by flock(2), on a file with our pid for people and tests. Whoever tidies up a run
 * directory takes the socket's name away and leaves us deaf: so it is looked after, by the loops of
 * andond, hub and gateway. */
#include "data/serve/place.h"

#include "data/config/paths.h"
#include "data/model/text.h"
#include "data/serve/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who may read it may lock it, and so keep every daemon from starting. */
#define LOCK_MODE 0640

static long holder_of(int fd)
{
    char text[24] = {0};
    if (pread(fd, text, sizeof text - 1, 0) <= 0)
        return 0;
    return strtol(text, NULL, 10);
}

/* The holder removes the file when it ends: what we locked may be a file without a name by now. */
static bool still_named(int fd, const char *path)
{
    struct stat ours, named;
    return fstat(fd, &ours) == 0 && lstat(path, &named) == 0 && ours.st_ino == named.st_ino &&
           ours.st_dev == named.st_dev;
}

static int try_lock(struct place *p, struct cause *why)
{
    int fd = open(p->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE);
    if (fd < 0)
        return cause_set(why, -1, "%s: %s", p->lock_path, strerror(errno));
    (void)fchmod(fd, LOCK_MODE); /* an earlier version's was for everybody */
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        long pid = holder_of(fd);
        (void)close(fd);
        if (error == EWOULDBLOCK)
            return cause_set(why, -1,
                             "another %s (pid %ld) serves %s; stop it first or choose another "
                             "--run",
                             p->program, pid, p->directory);
        return cause_set(why, -1, "%s: cannot lock it: %s", p->lock_path, strerror(error));
    }
    if (!still_named(fd, p->lock_path)) {
        (void)close(fd);
        return 1;
    }
    if (p->lock >= 0)
        (void)close(p->lock); /* of a file that was removed */
    p->lock = fd;
    return 0;
}

static int take_lock(struct place *p, struct cause *why)
{
    int result = 1;
    for (int i = 0; i < 100 && result == 1; i++)
        result = try_lock(p, why);
    if (result == 1)
        return cause_set(why, -1, "%s: something keeps removing it", p->lock_path);
    if (result != 0)
        return -1;
    char text[24];
    int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(p->lock, 0) != 0 || pwrite(p->lock, text, (size_t)length, 0) != length)
        return cause_set(why, -1, "%s: cannot write our pid: %s", p->lock_path, strerror(errno));
    return 0;
}

int place_take(struct place *p, const char *run, const char *program, struct cause *why)
{
    struct stat st;
    *p = (struct place){.program = program, .lock = -1};
    if (!text_copy(p->directory, sizeof p->directory, run) ||
        !text_format(p->lock_path, sizeof p->lock_path, "%s/%s.lock", run, program))
        return cause_set(why, -1, "%.200s: the path is too long", run);
    if (paths_ensure_dir(run, 0755, why) != 0)
        return -1;
    if (stat(run, &st) != 0)
        return cause_set(why, -1, "%s: %s", run, strerror(errno));
    p->mode = st.st_mode & 07777;
    p->group = st.st_gid;
    if (take_lock(p, why) == 0)
        return 0;
    place_release(p);
    return -1;
}

/* As it was: its rights were given by who started us, maybe with another umask. One that somebody
 * else has made meanwhile is refused as at the start. */
static int make_directory(const struct place *p, struct cause *why)
{
    struct stat st;
    bool there = lstat(p->directory, &st) == 0;
    if (paths_ensure_dir(p->directory, 0755, why) != 0)
        return -1;
    if (there)
        return 0;
    int fd = open(p->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return cause_set(why, -1, "%s: %s", p->directory, strerror(errno));
    /* A group that is not ours to give stays our own. */
    int error = fchown(fd, (uid_t)-1, p->group) == 0 || errno == EPERM ? 0 : errno;
    if (error == 0 && fchmod(fd, p->mode) != 0)
        error = errno;
    (void)close(fd);
    return error == 0 ? 0 : cause_set(why, -1, "%s: %s", p->directory, strerror(error));
}

static int make_anew(struct place *p, struct server *server, struct cause *why)
{
    if (make_directory(p, why) != 0 ||
        (!still_named(p->lock, p->lock_path) && take_lock(p, why) != 0))
        return -1;
    return serve_there(server) ? 0 : serve_again(server, why);
}

int place_look(struct place *p, struct server *server, struct cause *why)
{
    struct cause words = {{0}};
    if (p->lock < 0 || (still_named(p->lock, p->lock_path) && serve_there(server)))
        return 0;
    if (make_anew(p, server, &words) == 0) {
        p->told.text[0] = '\0';
        *why = words;
        return 1;
    }
    if (strcmp(p->told.text, words.text) == 0)
        return 0;
    p->told = words;
    return cause_set(why, -1, "%s", words.text);
}

void place_release(struct place *p)
{
    if (p->lock_path[0] == '\0' || p->lock < 0)
        return;
    if (still_named(p->lock, p->lock_path)) /* else it is another's, in a directory remade */
        (void)unlink(p->lock_path);
    (void)close(p->lock);
    p->lock = -1;
}
