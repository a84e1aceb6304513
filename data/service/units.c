/* SPDX-License-Identifier: MIT */
/* A unit that is enabled is a link in multi-user.target.wants; one that runs has its invocation as
 * a link in /run/systemd/units, made when it is started and removed when it is inactive or failed
 * (systemd's unit_export_state_files); one that is masked is a link to /dev/null. Called by
 * andonctl doctor. */
#include "data/service/units.h"

#include "data/model/clock.h"
#include "data/model/text.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRIES_MAX 4096 /* of a directory: beyond them nothing is looked at */
#define WANTS       "/etc/systemd/system/multi-user.target.wants"
#define INVOCATION  "/run/systemd/units/invocation:"

/* What a unit's condition asks for, a directory with an INI file or a file, and where it keeps its
 * own; NULL: nowhere. */
static const struct {
    const char *unit, *config, *state;
} known[] = {
    {"andond.service", "/etc/andon", "/var/lib/andond"},
    {"andond@", "/etc/andon", "/var/lib/andon"},
    {"andon-hub.service", "/etc/andon-hub", "/var/lib/andon-hub"},
    {"andon-hub-view.service", "/etc/andon-hub/view.conf", NULL},
    {"andon-gateway.service", "/etc/andon-gateway", "/var/lib/andon-gateway"},
};

static int64_t changed_ms(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return TIME_NONE;
    return (int64_t)st.st_mtim.tv_sec * MS_PER_S + st.st_mtim.tv_nsec / 1000000;
}

static bool is_ours(const char *name)
{
    const char *end = strrchr(name, '.');
    return (strncmp(name, "andond", 6) == 0 || strncmp(name, "andon-", 6) == 0) && end &&
           strcmp(end, ".service") == 0 && strlen(name) < UNIT_NAME_MAX &&
           text_is_clean(name, strlen(name));
}

/* Or a file, which is enough. A directory that cannot be read says nothing against it. */
static bool has_ini(const char *path)
{
    DIR *dir = opendir(path);
    bool found = false;
    int left = ENTRIES_MAX;
    if (!dir)
        return access(path, F_OK) == 0;
    for (const struct dirent *e; !found && left-- > 0 && (e = readdir(dir)) != NULL;) {
        const char *end = strrchr(e->d_name, '.');
        found = end && end != e->d_name && strcmp(end, ".ini") == 0;
    }
    (void)closedir(dir);
    return found;
}

/* Of "andond@press3.service": "/press3"; of one that is no instance: "". */
static bool instance_of(const char *name, char out[UNIT_NAME_MAX])
{
    const char *at = strchr(name, '@'), *end = strrchr(name, '.');
    out[0] = '\0';
    return !at || (text_format(out, UNIT_NAME_MAX, "/%.*s", (int)(end - at - 1), at + 1));
}

static void look_at_places(const char *root, struct unit_seen *u)
{
    char path[PATH_MAX], instance[UNIT_NAME_MAX];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strncmp(u->name, known[i].unit, strlen(known[i].unit)) != 0 ||
            !instance_of(u->name, instance))
            continue;
        if (text_format(path, sizeof path, "%s%s%s", root, known[i].config, instance))
            u->configured = has_ini(path);
        if (!u->running && known[i].state &&
            text_format(path, sizeof path, "%s%s%s", root, known[i].state, instance))
            u->since_ms = changed_ms(path);
        return;
    }
}

static void look_at(const char *root, const char *name, struct unit_seen *u)
{
    char path[PATH_MAX], target[16] = "";
    *u = (struct unit_seen){.configured = true, .since_ms = TIME_NONE};
    (void)text_copy(u->name, sizeof u->name, name);
    if (text_format(path, sizeof path, "%s/etc/systemd/system/%s", root, name))
        u->masked =
            readlink(path, target, sizeof target - 1) > 0 && strcmp(target, "/dev/null") == 0;
    if (text_format(path, sizeof path, "%s" INVOCATION "%s", root, name)) {
        u->since_ms = changed_ms(path);
        u->running = u->since_ms != TIME_NONE;
    }
    look_at_places(root, u);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct unit_seen *)a)->name, ((const struct unit_seen *)b)->name);
}

size_t units_look(const char *root, struct unit_seen out[UNITS_MAX])
{
    char path[PATH_MAX];
    size_t count = 0;
    int left = ENTRIES_MAX;
    if (!text_format(path, sizeof path, "%s/run/systemd/system", root) || access(path, F_OK) != 0 ||
        !text_format(path, sizeof path, "%s/run/systemd/units", root) || access(path, X_OK) != 0 ||
        !text_format(path, sizeof path, "%s" WANTS, root))
        return 0;
    DIR *dir = opendir(path);
    if (!dir)
        return 0;
    for (const struct dirent *e; left-- > 0 && count < UNITS_MAX && (e = readdir(dir)) != NULL;)
        if (is_ours(e->d_name))
            look_at(root, e->d_name, &out[count++]);
    (void)closedir(dir);
    qsort(out, count, sizeof *out, by_name);
    return count;
}

int64_t units_oom_kills(const char *root)
{
    char path[PATH_MAX], line[80];
    long long kills = -1;
    if (!text_format(path, sizeof path, "%s/sys/fs/cgroup/system.slice/memory.events", root))
        return -1;
    FILE *file = fopen(path, "re");
    while (file && kills < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, "oom_kill ", 9) == 0)
            kills = strtoll(line + 9, NULL, 10);
    if (file)
        (void)fclose(file);
    return kills;
}
