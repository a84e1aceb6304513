/* SPDX-License-Identifier: MIT */
/* `andonctl station edit`: changes in a configuration's files, from a JSON merge patch (RFC 7396)
 * of sections and keys: {"station": {"tower": "gpio"}, "lamp red": {"line": "RED", "polarity":
 * null}, "lamp white": null}. What it does not name stays byte for byte. The result is loaded as
 * the daemon will before a file is touched, and each file is replaced whole. Called by main.c's
 * table. */
#include "andon/ctl/ctl.h"
#include "andon/ctl/station/change.h"
#include "andon/ctl/station/folder.h"

#include "data/config/config.h"
#include "data/config/ini.h"
#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATCH_MAX ((size_t)64 << 10)

struct editing {
    const struct ctl *ctl;
    const char *directory; /* the last --config */
    json_t *patch;
    struct folder folder;
    bool changed[FOLDER_FILES_MAX];
    size_t changes; /* files */
};

static json_t *read_patch(const char *path)
{
    char *text = malloc(PATCH_MAX);
    FILE *file = path ? fopen(path, "re") : stdin;
    size_t length = text && file ? fread(text, 1, PATCH_MAX, file) : 0;
    json_error_t error = {.text = "it cannot be read, or is too long"};
    json_t *patch = length > 0 && length < PATCH_MAX
                        ? json_loadb(text, length, JSON_REJECT_DUPLICATES, &error)
                        : NULL;
    if (file && path)
        (void)fclose(file);
    free(text);
    if (!json_is_object(patch)) {
        (void)ctl_fail("%s: no JSON object of sections: %s", path ? path : "standard input",
                       patch ? "it is something else" : error.text);
        json_decref(patch);
        return NULL;
    }
    return patch;
}

/* ---- which file ------------------------------------------------------------------------------ */

/* The file that has the section; else the one with [station], where new ones go; else the first. */
static size_t file_of(const struct editing *e, const char *section)
{
    size_t home = 0;
    bool found = false;
    for (size_t i = 0; i < e->folder.files; i++) {
        const struct folder_file *file = &e->folder.file[i];
        const struct change_text t = {file->text, file->length, false};
        if (change_has(&t, section))
            return i;
        if (!found && change_has(&t, "station")) {
            home = i;
            found = true;
        }
    }
    return home;
}

static int change_key(struct change_text *t, const char *section, const char *key,
                      const json_t *value, struct cause *why)
{
    char number[32];
    if (json_is_null(value))
        return change_drop(t, section, key, why);
    if (json_is_integer(value)) {
        (void)text_format(number, sizeof number, "%lld", (long long)json_integer_value(value));
        return change_set(t, section, key, number, why);
    }
    if (!json_is_string(value))
        return cause_set(why, -1, "a value is a text, a whole number or null");
    return change_set(t, section, key, json_string_value(value), why);
}

static int change_section(struct editing *e, const char *section, json_t *keys)
{
    const char *key;
    json_t *value;
    struct cause why;
    size_t at = file_of(e, section);
    struct folder_file *file = &e->folder.file[at];
    struct change_text t = {file->text, file->length, false};
    int result = 0;
    if (json_is_null(keys))
        result = change_drop(&t, section, NULL, &why);
    else if (!json_is_object(keys))
        result = cause_set(&why, -1, "keys with their values are wanted, or null");
    json_object_foreach(keys, key, value)
    {
        if (result == 0)
            result = change_key(&t, section, key, value, &why);
    }
    if (t.changed && !e->changed[at]) {
        e->changed[at] = true;
        e->changes++;
    }
    file->text = t.text;
    file->length = t.length;
    return result == 0 ? CTL_DONE : ctl_fail("[%s]: %s", section, why.text);
}

static int change_all(struct editing *e)
{
    const char *section;
    json_t *keys;
    int result = CTL_DONE;
    json_object_foreach(e->patch, section, keys)
    {
        if (result == CTL_DONE)
            result = change_section(e, section, keys);
    }
    return result;
}

/* ---- checking and writing -------------------------------------------------------------------- */

static int check(const struct editing *e)
{
    struct config_layer layer[CTL_LAYERS_MAX];
    struct config_text text[FOLDER_FILES_MAX];
    char path[FOLDER_FILES_MAX][300];
    struct config_report problems = {0};
    size_t layers = e->ctl->layers;
    for (size_t i = 0; i < e->folder.files; i++) {
        const struct folder_file *file = &e->folder.file[i];
        (void)text_format(path[i], sizeof path[i], "%s/%s", e->directory, file->name);
        text[i] = (struct config_text){path[i], file->text, file->length};
    }
    for (size_t i = 0; i + 1 < layers; i++)
        layer[i] = (struct config_layer){.directory = e->ctl->layer[i]};
    layer[layers - 1] = (struct config_layer){.text = text, .texts = e->folder.files};
    struct config *config = config_load_layers(layer, layers, &problems);
    /* What a screen on top can show is the last line: the first problem. */
    for (size_t i = problems.count; i-- > 0;)
        (void)ctl_fail("%s", problems.message[i]);
    config_report_done(&problems);
    bool right = config != NULL;
    config_free(&config);
    return right ? CTL_DONE : CTL_FAILED;
}

/* All of it: a disk that becomes full takes a part first, and says why only at the next byte. */
static bool put_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, text, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text += n;
        length -= (size_t)n;
    }
    return true;
}

/* The file behind a link is replaced, not the link; it keeps its owner and mode. */
static int replace(const char *directory, const struct folder_file *file, struct cause *why)
{
    char given[PATH_MAX], path[PATH_MAX], half[PATH_MAX + 8];
    struct stat st;
    if (!text_format(given, sizeof given, "%s/%s", directory, file->name) ||
        !realpath(given, path) || stat(path, &st) != 0 ||
        !text_format(half, sizeof half, "%s.XXXXXX", path))
        return cause_set(why, -1, "%s: %s", file->name, strerror(errno));
    int fd = mkostemp(half, O_CLOEXEC);
    if (fd < 0)
        return cause_set(why, -1, "%s: %s", path, strerror(errno));
    bool good = fchmod(fd, st.st_mode & 07777) == 0 &&
                (fchown(fd, st.st_uid, st.st_gid) == 0 || fchown(fd, (uid_t)-1, st.st_gid) == 0 ||
                 errno == EPERM) && /* at least its group: the daemon reads it by that */
                put_all(fd, file->text, file->length) &&
                fsync(fd) == 0;
    int error = errno;
    good = close(fd) == 0 && good;
    if (good && rename(half, path) == 0)
        return 0;
    error = good ? errno : error;
    (void)unlink(half);
    return cause_set(why, -1, "%s: %s", path, strerror(error));
}

static int write_all(const struct editing *e)
{
    struct cause why;
    for (size_t i = 0; i < e->folder.files; i++)
        if (e->changed[i] && replace(e->directory, &e->folder.file[i], &why) != 0)
            return ctl_fail("%s", why.text);
    int fd = open(e->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good ? CTL_DONE : ctl_fail("%s: %s", e->directory, strerror(errno));
}

static int tell(const struct editing *e)
{
    json_t *files = json_array();
    for (size_t i = 0; i < e->folder.files; i++) {
        if (!e->changed[i])
            continue;
        if (ctl_has(e->ctl, OPT_JSON))
            (void)json_array_append_new(files, json_string(e->folder.file[i].name));
        else
            printf("%s/%s\n", e->directory, e->folder.file[i].name);
    }
    char *text = NULL;
    if (ctl_has(e->ctl, OPT_JSON) && (text = json_dumps(files, JSON_COMPACT)) != NULL)
        printf("{\"changed\":%s}\n", text);
    else if (e->changes == 0 && !ctl_has(e->ctl, OPT_JSON))
        puts("nothing has to be changed");
    free(text);
    json_decref(files);
    return CTL_DONE;
}

int ctl_station_edit(const struct ctl *ctl)
{
    struct cause why;
    int result = CTL_FAILED;
    if (ctl->layers == 0)
        return ctl_usage("station edit needs --config DIR");
    struct editing *e = calloc(1, sizeof *e);
    if (!e)
        return ctl_fail("out of memory");
    e->ctl = ctl;
    e->directory = ctl->layer[ctl->layers - 1];
    if (folder_read(&e->folder, e->directory, &why) != 0)
        (void)ctl_fail("%s", why.text);
    else if (e->folder.files == 0)
        (void)ctl_fail("%s holds no *.ini file; andonctl discover --write makes one", e->directory);
    else if ((e->patch = read_patch(ctl->args > 0 ? ctl->arg[0] : NULL)) != NULL)
        result = change_all(e);
    if (result == CTL_DONE)
        result = check(e);
    if (result == CTL_DONE && e->changes > 0)
        result = write_all(e);
    if (result == CTL_DONE)
        result = tell(e);
    json_decref(e->patch);
    folder_done(&e->folder);
    free(e);
    return result;
}
