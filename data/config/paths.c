/* SPDX-License-Identifier: MIT */
/* Default directories and making them safely. Called by the mains of andond, andonctl and the
 * console before anything else; keeps nothing. A directory that another user prepared (the classic
 * /tmp trap) is refused, never adopted. */
#include "data/config/paths.h"

#include "data/model/text.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The value of an environment variable when it is an absolute path; systemd lists several
 * directories with colons: the first counts. Returns its length, 0 when it is of no use. */
static size_t env_directory(const char *name, const char **value)
{
    const char *text = getenv(name);
    if (!text || text[0] != '/') {
        return 0;
    }
    *value = text;
    return strcspn(text, ":");
}

static int put(char *out, size_t size, struct cause *why, const char *base, size_t length,
               const char *leaf)
{
    if (length > INT_MAX || !text_format(out, size, "%.*s%s", (int)length, base, leaf)) {
        return cause_set(why, -1, "path %.100s… is longer than %zu bytes", base, size);
    }
    return 0;
}

/* What to try, in order: `root` is for uid 0 only. */
struct source {
    const char *variable;
    const char *leaf;
};

static int choose(const struct source *source, size_t count, const char *root, char *out,
                  size_t size, struct cause *why)
{
    for (size_t i = 0; i < count; i++) {
        const char *base = NULL;
        size_t length = env_directory(source[i].variable, &base);
        if (length) {
            return put(out, size, why, base, length, source[i].leaf);
        }
        if (i == 0 && root && geteuid() == 0) {
            return put(out, size, why, root, strlen(root), "");
        }
    }
    return 1;
}

int paths_default_run(char *out, size_t size, struct cause *why)
{
    static const struct source source[] = {{"RUNTIME_DIRECTORY", ""},
                                           {"XDG_RUNTIME_DIR", "/andon"}};
    int done = choose(source, sizeof source / sizeof *source, "/run/andond", out, size, why);
    if (done <= 0) {
        return done;
    }
    if (!text_format(out, size, "/tmp/andon-%lu", (unsigned long)geteuid())) {
        return cause_set(why, -1, "no room for the default run directory");
    }
    return 0;
}

int paths_default_data(char *out, size_t size, struct cause *why)
{
    static const struct source source[] = {
        {"STATE_DIRECTORY", ""}, {"XDG_STATE_HOME", "/andon"}, {"HOME", "/.local/state/andon"}};
    int done = choose(source, sizeof source / sizeof *source, "/var/lib/andond", out, size, why);
    if (done <= 0) {
        return done;
    }
    return cause_set(why, -1, "no data directory: HOME is not set; give --data DIR");
}

int paths_default_config(char *out, size_t size, struct cause *why)
{
    static const struct source source[] = {{"CONFIGURATION_DIRECTORY", ""}};
    int done = choose(source, 1, NULL, out, size, why);
    return done <= 0 ? done : put(out, size, why, "/etc/andon", strlen("/etc/andon"), "");
}

/* Make the parents of `path`, which is cut and restored at each slash. */
static int make_parents(char *path, struct cause *why)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int failed = mkdir(path, 0755) != 0 && errno != EEXIST && errno != EROFS;
        int error = errno;
        if (failed) {
            cause_set(why, -1, "cannot make directory %.300s: %s", path, strerror(error));
        }
        *slash = '/';
        if (failed) {
            return -1;
        }
    }
    return 0;
}

static int check_dir(const char *path, struct cause *why)
{
    struct stat link;
    struct stat dir;
    if (lstat(path, &link) != 0 || stat(path, &dir) != 0) {
        return cause_set(why, -1, "cannot look at directory %.300s: %s", path, strerror(errno));
    }
    if (!S_ISDIR(dir.st_mode)) {
        return cause_set(why, -1, "%.300s is not a directory", path);
    }
    uid_t self = geteuid();
    bool ours =
        (link.st_uid == self || link.st_uid == 0) && (dir.st_uid == self || dir.st_uid == 0);
    if (!ours) {
        return cause_set(why, -1,
                         "directory %.300s belongs to user %lu, not to us: remove it or choose "
                         "another one",
                         path, (unsigned long)dir.st_uid);
    }
    if (dir.st_mode & S_IWOTH) {
        return cause_set(why, -1,
                         "directory %.300s may be written by everybody: chmod o-w it or choose "
                         "another one",
                         path);
    }
    return 0;
}

int paths_ensure_dir(const char *path, mode_t mode, struct cause *why)
{
    char work[PATH_MAX];
    if (!path[0] || !text_copy(work, sizeof work, path)) {
        return cause_set(why, -1, "directory name is %s", path[0] ? "too long" : "empty");
    }
    for (size_t n = strlen(work); n > 1 && work[n - 1] == '/'; n--) {
        work[n - 1] = '\0';
    }
    if (make_parents(work, why) != 0) {
        return -1;
    }
    if (mkdir(work, mode) != 0 && errno != EEXIST) {
        return cause_set(why, -1, "cannot make directory %.300s: %s", work, strerror(errno));
    }
    return check_dir(work, why);
}

int paths_join(char *out, size_t size, const char *directory, const char *leaf, struct cause *why)
{
    size_t n = strlen(directory);
    const char *slash = n && directory[n - 1] == '/' ? "" : "/";
    if (!text_format(out, size, "%s%s%s", directory, slash, leaf)) {
        return cause_set(why, -1, "path %.200s/%.100s is longer than %zu bytes", directory, leaf,
                         size);
    }
    return 0;
}
