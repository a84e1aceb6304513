/* SPDX-License-Identifier: MIT */
/* `andonctl station pack`, `unpack`: all that a new terminal needs to be this station, in one file:
 * the configuration and the files that it names, keys and passwords too. Records are not in it; the
 * hub has them. Called by main.c's table. */
#include "andon/ctl/ctl.h"
#include "andon/ctl/file.h"
#include "andon/ctl/station/folder.h"

#include "data/config/config.h"
#include "data/config/ini.h"
#include "data/config/paths.h"
#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <jansson.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PACK_FILES_MAX 1000
#define DEFAULT_DIR    "/etc/andon"
#define CREDENTIALS    "/run/credentials/" /* they are there while the unit runs */
#define NUMBERS_FILE   "numbers.ini"
#define NUMBERS_EPOCH  INT64_C(1767225600) /* 2026-01-01, s */

/* ---- pack -------------------------------------------------------------------------------------
 */

struct packing {
    json_t *files;
    int result;
};

static const char *user_name(uid_t id)
{
    const struct passwd *p = getpwuid(id);
    return p ? p->pw_name : "root";
}

static const char *group_name(gid_t id)
{
    const struct group *g = getgrgid(id);
    return g ? g->gr_name : "root";
}

/* A file once, however often it is named. */
static int pack_file(struct packing *p, const char *path)
{
    struct stat st;
    struct cause why;
    size_t length = 0, i;
    json_t *item;
    json_array_foreach(p->files, i, item)
    {
        if (strcmp(json_string_value(json_object_get(item, "path")), path) == 0)
            return CTL_DONE;
    }
    char *text = ini_read_file(path, &length, &why);
    if (!text)
        return ctl_fail("%s", why.text);
    item = stat(path, &st) == 0 ? json_pack("{s:s,s:i,s:s,s:s,s:s%}", "path", path, "mode",
                                            (int)(st.st_mode & 0777), "owner", user_name(st.st_uid),
                                            "group", group_name(st.st_gid), "text", text, length)
                                : NULL;
    explicit_bzero(text, length);
    free(text);
    if (!item || json_array_append_new(p->files, item) != 0)
        return ctl_fail("%s is no text, and cannot be packed", path);
    return json_array_size(p->files) <= PACK_FILES_MAX ? CTL_DONE
                                                       : ctl_fail("there are too many files");
}

static int pack_layer(struct packing *p, json_t *layers, const char *directory)
{
    struct cause why;
    char path[PATH_MAX], whole[PATH_MAX];
    struct folder *folder = calloc(1, sizeof *folder);
    if (!folder)
        return ctl_fail("out of memory");
    int result =
        realpath(directory, whole) ? CTL_DONE : ctl_fail("%s: %s", directory, strerror(errno));
    if (result == CTL_DONE && folder_read(folder, whole, &why) != 0)
        result = ctl_fail("%s", why.text);
    for (size_t i = 0; i < folder->files && result == CTL_DONE; i++)
        if (strcmp(folder->file[i].name, NUMBERS_FILE) != 0)
            result = paths_join(path, sizeof path, whole, folder->file[i].name, &why) == 0
                         ? pack_file(p, path)
                         : ctl_fail("%s", why.text);
    if (result == CTL_DONE)
        (void)json_array_append_new(layers, json_string(whole));
    folder_done(folder);
    free(folder);
    return result;
}

/* The files that a value names. */
static void pack_named(void *ctx, const struct config_value *v)
{
    static const struct {
        const char *kind, *key;
    } named[] = {{"broker", "password_file"}, {"broker", "ca_file"},    {"broker", "cert_file"},
                 {"broker", "key_file"},      {"upstream", "key_file"}, {"site", "config_key"},
                 {"job-list", "file"}};
    struct packing *p = ctx;
    for (size_t i = 0; i < sizeof named / sizeof *named && p->result == CTL_DONE; i++) {
        if (strcmp(v->kind, named[i].kind) != 0 || strcmp(v->key, named[i].key) != 0 ||
            !v->origin.file || !v->value[0])
            continue;
        if (strncmp(v->value, CREDENTIALS, strlen(CREDENTIALS)) == 0)
            (void)ctl_fail("[%s] %s is a credential of systemd and not packed: bring the file that "
                           "LoadCredential= names, and the unit's drop-in",
                           v->kind, v->key);
        else if (v->value[0] != '/')
            p->result = ctl_fail("[%s] %s = %s: give the whole path, so that it can be found again",
                                 v->kind, v->key, v->value);
        else
            p->result = pack_file(p, v->value);
    }
}

static struct config *load(const struct config_layer *layer, size_t layers)
{
    struct config_report problems = {0};
    struct config *config = config_load_layers(layer, layers, &problems);
    for (size_t i = 0; i < problems.count; i++)
        (void)ctl_fail("%s", problems.message[i]);
    config_report_done(&problems);
    return config;
}

/* Keys are in it: for its owner only. What unpack could not read is not made. */
static int write_pack(const struct ctl *ctl, const json_t *pack)
{
    struct ctl_file f;
    size_t length = json_dumpb(pack, NULL, 0, JSON_INDENT(1));
    if (length > INI_FILE_MAX)
        return ctl_fail("it would be %zu KiB; at most %d can be unpacked", length / 1024,
                        INI_FILE_MAX / 1024);
    mode_t mask = umask(077);
    int result = file_begin(&f, ctl->value[OPT_OUTPUT], ctl_has(ctl, OPT_FORCE));
    (void)umask(mask);
    if (result == CTL_DONE && json_dumpf(pack, f.file, JSON_INDENT(1)) != 0)
        result = ctl_fail("%s cannot be written", ctl->value[OPT_OUTPUT]);
    if (result == CTL_DONE)
        result = file_finish(&f);
    file_drop(&f);
    return result;
}

int ctl_station_pack(const struct ctl *ctl)
{
    char usual[PATH_MAX], station[320];
    struct cause why;
    struct config_layer layer[CTL_LAYERS_MAX + 1];
    size_t layers = ctl->layers;
    struct packing p = {.files = json_array()};
    json_t *named = json_array();
    if (!ctl_has(ctl, OPT_OUTPUT))
        return ctl_usage("station pack needs --output FILE");
    for (size_t i = 0; i < layers; i++)
        layer[i] = (struct config_layer){.directory = ctl->layer[i]};
    if (layers == 0) {
        if (paths_default_config(usual, sizeof usual, &why) != 0)
            return ctl_fail("%s", why.text);
        layer[layers++] = (struct config_layer){.directory = usual};
    }
    struct config *config = load(layer, layers);
    int result = config ? CTL_DONE : ctl_fail("it is not packed: it is not right itself");
    for (size_t i = 0; i < layers && result == CTL_DONE; i++)
        result = pack_layer(&p, named, layer[i].directory);
    if (result == CTL_DONE) {
        config_each_value(config, pack_named, &p);
        result = p.result;
    }
    if (result == CTL_DONE && !config_path(config, station, sizeof station))
        result = ctl_fail("the station's path is too long");
    size_t count = json_array_size(p.files);
    json_t *pack = result == CTL_DONE
                       ? json_pack("{s:i,s:s,s:I,s:O,s:O}", "v", 1, "station", station, "made",
                                   (json_int_t)ctl_now(), "layers", named, "files", p.files)
                       : NULL;
    if (result == CTL_DONE)
        result = pack ? write_pack(ctl, pack) : ctl_fail("out of memory");
    if (result == CTL_DONE && ctl_has(ctl, OPT_JSON))
        printf("{\"station\":\"%s\",\"files\":%zu}\n", station, count);
    else if (result == CTL_DONE)
        printf("%s: %s, %zu files. Keys and passwords are in it: keep it as you keep those.\n",
               ctl->value[OPT_OUTPUT], station, count);
    json_decref(pack);
    json_decref(p.files);
    json_decref(named);
    config_free(&config);
    return result;
}

/* ---- unpack -----------------------------------------------------------------------------------
 */

struct packed {
    const char *path, *text, *owner, *group;
    size_t length;
    mode_t mode;
};

/* Absolute, each part of it a name, and within `directory` unless that is not asked. */
static bool path_fits(const char *path, const char *directory, bool anywhere)
{
    size_t length = strlen(directory);
    if (path[0] != '/' || strlen(path) >= PATH_MAX - 16)
        return false;
    for (const char *part = path; part; part = strchr(part, '/')) {
        size_t n = strcspn(++part, "/");
        if (n == 0 || (n <= 2 && strncmp(part, "..", n) == 0))
            return false;
    }
    while (length > 1 && directory[length - 1] == '/')
        length--;
    bool inside = strncmp(path, directory, length) == 0 && path[length] == '/';
    return inside || anywhere;
}

static int read_packed(const json_t *item, struct packed *out)
{
    const json_t *text = json_object_get(item, "text");
    *out =
        (struct packed){.path = json_string_value(json_object_get(item, "path")),
                        .text = json_string_value(text),
                        .owner = json_string_value(json_object_get(item, "owner")),
                        .group = json_string_value(json_object_get(item, "group")),
                        .length = json_string_length(text),
                        .mode = (mode_t)json_integer_value(json_object_get(item, "mode")) & 0777};
    return out->path && text_is_clean(out->path, strlen(out->path)) && out->text && out->owner &&
                   out->group
               ? 0
               : -1;
}

/* 0: not there, 1: the very same, -1: another one. */
static int is_there(const struct packed *f)
{
    struct cause why;
    size_t length = 0;
    if (access(f->path, F_OK) != 0)
        return 0;
    char *text = ini_read_file(f->path, &length, &why);
    bool same = text && length == f->length && memcmp(text, f->text, length) == 0;
    free(text);
    return same ? 1 : -1;
}

static int look_at_file(const struct ctl *ctl, const json_t *item, const char *directory)
{
    struct packed f;
    bool force = ctl_has(ctl, OPT_FORCE);
    if (read_packed(item, &f) != 0)
        return ctl_fail("%s is no station's pack", ctl->arg[0]);
    if (!path_fits(f.path, directory, force))
        return ctl_fail("%s does not lie in %s; --to names another directory, --force takes it "
                        "wherever it was",
                        f.path, directory);
    if (!force && is_there(&f) < 0)
        return ctl_fail("%s is there already and is another one; --force replaces it", f.path);
    return CTL_DONE;
}

/* Records begin anew here: their numbers must not be those of the other terminal, which the hub
 * has. One every ten seconds is more than any station needs. */
struct numbers {
    char path[PATH_MAX], text[300];
};

static int make_numbers(const struct ctl *ctl, const json_t *pack, const char *directory,
                        struct numbers *out)
{
    const json_t *layers = json_object_get(pack, "layers");
    size_t count = json_array_size(layers);
    const char *last = count > 0 ? json_string_value(json_array_get(layers, count - 1)) : NULL;
    struct cause why;
    int64_t from = (ctl_now() / 1000 - NUMBERS_EPOCH) / 10;
    if (!last || paths_join(out->path, sizeof out->path, last, NUMBERS_FILE, &why) != 0)
        return ctl_fail("%s is no station's pack", ctl->arg[0]);
    if (!path_fits(out->path, directory, ctl_has(ctl, OPT_FORCE)))
        return ctl_fail("%s does not lie in %s", out->path, directory);
    (void)text_format(
        out->text, sizeof out->text,
        "# By andonctl station unpack: this terminal took the place of another one, "
        "and numbers\n# of its own keep their records apart.\n[numbers]\nfrom = %lld\n",
        (long long)(from > 0 ? from : 0));
    return CTL_DONE;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct config_text *)a)->file, ((const struct config_text *)b)->file);
}

/* Its files as texts, in the order of their names. */
static size_t texts_of(const json_t *files, const char *layer, struct config_text *out)
{
    size_t i, count = 0, length = strlen(layer);
    json_t *item;
    json_array_foreach((json_t *)(uintptr_t)files, i, item)
    {
        struct packed f;
        (void)read_packed(item, &f);
        size_t n = strlen(f.path);
        if (count < FOLDER_FILES_MAX && strncmp(f.path, layer, length) == 0 &&
            f.path[length] == '/' && !strchr(f.path + length + 1, '/') && n > 4 &&
            strcmp(f.path + n - 4, ".ini") == 0)
            out[count++] = (struct config_text){f.path, f.text, f.length};
    }
    qsort(out, count, sizeof *out, by_path);
    return count;
}

/* What would be written is a station. */
static int try_it(const json_t *pack, const json_t *files, const struct numbers *numbers)
{
    const json_t *layers = json_object_get(pack, "layers");
    size_t count = json_array_size(layers);
    struct config_layer layer[CTL_LAYERS_MAX];
    struct config_text *text =
        calloc((size_t)CTL_LAYERS_MAX * (FOLDER_FILES_MAX + 1), sizeof *text);
    if (!text)
        return ctl_fail("out of memory");
    int result = count <= CTL_LAYERS_MAX ? CTL_DONE : ctl_fail("it has too many layers");
    for (size_t i = 0; i < count && result == CTL_DONE; i++) {
        const char *name = json_string_value(json_array_get(layers, i));
        struct config_text *mine = text + i * (FOLDER_FILES_MAX + 1);
        size_t texts = name ? texts_of(files, name, mine) : 0;
        if (i + 1 == count)
            mine[texts++] =
                (struct config_text){numbers->path, numbers->text, strlen(numbers->text)};
        layer[i] = (struct config_layer){.text = mine, .texts = texts};
    }
    struct config *config = result == CTL_DONE ? load(layer, count) : NULL;
    if (result == CTL_DONE && !config)
        result = ctl_fail("nothing is written: this would not be a station");
    config_free(&config);
    free(text);
    return result;
}

static int make_parents(const char *path)
{
    char part[PATH_MAX];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        (void)text_copy_n(part, sizeof part, path, (size_t)(slash - path));
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return ctl_fail("%s: %s", part, strerror(errno));
    }
    return CTL_DONE;
}

/* As root it belongs to whom it belonged; else it is the caller's. False: there is nobody of that
 * name here. */
static bool give(int fd, const struct packed *f)
{
    const struct passwd *user = getpwnam(f->owner);
    const struct group *group = getgrnam(f->group);
    if (geteuid() != 0)
        return true;
    return user && group && fchown(fd, user->pw_uid, group->gr_gid) == 0;
}

static int write_packed(const struct packed *f)
{
    struct ctl_file out;
    if (make_parents(f->path) != CTL_DONE)
        return CTL_FAILED;
    mode_t mask = umask(077);
    int result = file_begin(&out, f->path, true);
    (void)umask(mask);
    if (result == CTL_DONE) {
        if (!give(fileno(out.file), f))
            (void)ctl_fail("%s: there is no %s:%s here; it belongs to root now", f->path, f->owner,
                           f->group);
        (void)fwrite(f->text, 1, f->length, out.file);
        if (fchmod(fileno(out.file), f->mode) != 0)
            result = ctl_fail("%s: %s", f->path, strerror(errno));
    }
    if (result == CTL_DONE)
        result = file_finish(&out);
    file_drop(&out);
    return result;
}

static int write_all(const struct ctl *ctl, const json_t *pack, const json_t *files,
                     const struct numbers *numbers)
{
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)(uintptr_t)files, i, item)
    {
        struct packed f;
        (void)read_packed(item, &f);
        if (is_there(&f) != 1 && write_packed(&f) != CTL_DONE)
            return CTL_FAILED;
        if (!ctl_has(ctl, OPT_JSON))
            printf("%s\n", f.path);
    }
    const struct packed own = {.path = numbers->path,
                               .text = numbers->text,
                               .owner = "root",
                               .group = "root",
                               .length = strlen(numbers->text),
                               .mode = 0644};
    if (write_packed(&own) != CTL_DONE)
        return CTL_FAILED;
    const char *station = json_string_value(json_object_get(pack, "station"));
    char clean[320];
    (void)text_sanitise(station ? station : "?", strlen(station ? station : "?"), clean,
                        sizeof clean);
    if (ctl_has(ctl, OPT_JSON))
        printf("{\"files\":%zu}\n", json_array_size(files));
    else
        printf("\nThis terminal is %s now: systemctl restart andond; then andonctl doctor\n",
               clean);
    return CTL_DONE;
}

int ctl_station_unpack(const struct ctl *ctl)
{
    struct cause why;
    size_t length = 0, i;
    json_t *item;
    struct numbers numbers;
    const char *directory = ctl_has(ctl, OPT_TO_DIR) ? ctl->value[OPT_TO_DIR] : DEFAULT_DIR;
    char *text = ini_read_file(ctl->arg[0], &length, &why);
    if (!text)
        return ctl_fail("%s", why.text);
    json_t *pack = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *files = json_object_get(pack, "files");
    size_t count = json_array_size(files);
    bool good = json_integer_value(json_object_get(pack, "v")) == 1 && count >= 1 &&
                count <= PACK_FILES_MAX;
    int result = good ? CTL_DONE : ctl_fail("%s is no station's pack", ctl->arg[0]);
    json_array_foreach((json_t *)(uintptr_t)files, i, item)
    {
        if (result == CTL_DONE)
            result = look_at_file(ctl, item, directory);
    }
    if (result == CTL_DONE)
        result = make_numbers(ctl, pack, directory, &numbers);
    if (result == CTL_DONE)
        result = try_it(pack, files, &numbers);
    if (result == CTL_DONE)
        result = write_all(ctl, pack, files, &numbers);
    json_decref(pack);
    explicit_bzero(text, length);
    free(text);
    return result;
}
