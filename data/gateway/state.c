/* SPDX-License-Identifier: MIT */
/* DIR/NAME.learned, an INI file that a person can read:
 *     [learned NAME]  source, idle, load, off, on
 * Written beside it and renamed. Called by the poller thread and by --relearn. */
#include "data/gateway/state.h"

#include "data/config/ini.h"
#include "data/config/paths.h"
#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *state_directory(const struct gateway_conf *conf)
{
    const char *given = getenv("STATE_DIRECTORY");
    return conf->state[0] ? conf->state : given && given[0] ? given : "/var/lib/andon-gateway";
}

int state_path(const struct gateway_conf *conf, const char *name, char *out, size_t size,
               struct cause *why)
{
    char leaf[CONFIG_ID_SIZE + 16];
    (void)text_format(leaf, sizeof leaf, "%s.learned", name);
    return paths_join(out, size, state_directory(conf), leaf, why);
}

void state_source(const struct gateway_conf *conf, const struct running_conf *running,
                  char out[STATE_SOURCE_SIZE])
{
    const struct register_conf *g = &conf->reg[running->reg];
    const struct device_conf *d = &conf->device[g->device];
    (void)text_format(out, STATE_SOURCE_SIZE, "%.80s unit %d %s %u %s %d %lld %lld",
                      d->endpoint.host, d->unit, reg_kind_names[g->place.kind], g->place.address,
                      word_name(&reg_type_words, (int)g->format.type), (int)g->format.order,
                      (long long)g->format.scale, (long long)g->format.offset);
}

/* ---- reading -----------------------------------------------------------------------------------
 */

enum { KEY_IDLE, KEY_LOAD, KEY_OFF, KEY_ON, KEY_SOURCE, KEYS };
static const char *const key_names[KEYS] = {"idle", "load", "off", "on", "source"};

struct reading {
    double number[KEY_SOURCE];
    char source[STATE_SOURCE_SIZE];
    unsigned seen;
    bool wrong;
};

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    struct reading *r = ctx;
    (void)line;
    (void)name;
    r->wrong |= strcmp(kind, "learned") != 0;
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    static const struct words keys = {key_names, KEYS};
    struct reading *r = ctx;
    char *end = NULL;
    int which = word_find(&keys, key, strlen(key));
    (void)line;
    if (which < 0)
        return;
    r->seen |= 1U << which;
    if (which == KEY_SOURCE) {
        r->wrong |= !text_copy(r->source, sizeof r->source, value);
        return;
    }
    r->number[which] = strtod(value, &end);
    r->wrong |= end == value || *end || !isfinite(r->number[which]);
}

static void on_problem(void *ctx, int line, const char *what)
{
    struct reading *r = ctx;
    (void)line;
    (void)what;
    r->wrong = true;
}

bool state_there(const char *path)
{
    struct stat is;
    return stat(path, &is) == 0 || errno != ENOENT;
}

int state_load(const char *path, const char *source, struct learned *out, struct cause *why)
{
    struct reading r = {.seen = 0};
    const struct ini_sink sink = {&r, on_section, on_entry, on_problem};
    size_t length = 0;
    if (!state_there(path))
        return 1;
    char *text = ini_read_file(path, &length, why);
    if (!text)
        return -1;
    ini_parse_text(text, length, &sink);
    free(text);
    if (r.wrong || r.seen != (1U << KEYS) - 1 || !(r.number[KEY_ON] > r.number[KEY_OFF]))
        return cause_set(why, -1, "%.200s: is damaged", path);
    if (strcmp(r.source, source) != 0)
        return cause_set(why, -1, "%.200s: was learnt of \"%.100s\", and now it is \"%.100s\"",
                         path, r.source, source);
    *out = (struct learned){.idle = r.number[KEY_IDLE],
                            .load = r.number[KEY_LOAD],
                            .off = r.number[KEY_OFF],
                            .on = r.number[KEY_ON]};
    return 0;
}

/* ---- writing -----------------------------------------------------------------------------------
 */

static int write_whole(const char *path, const char *text, size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    bool good = fd >= 0 && write(fd, text, length) == (ssize_t)length && fsync(fd) == 0;
    if (fd >= 0)
        good &= close(fd) == 0;
    return good ? 0 : -1;
}

int state_save(const char *path, const char *name, const char *source, const struct learned *is,
               struct cause *why)
{
    char text[1024], beside[PATH_MAX], directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (!text_copy_n(directory, sizeof directory, path, slash ? (size_t)(slash - path) : 0) ||
        !text_format(beside, sizeof beside, "%s.new", path) ||
        !text_format(text, sizeof text,
                     "# What andon-gateway has learnt. Delete this file to make it learn anew.\n"
                     "[learned %s]\nsource = \"%s\"\nidle = %.9g\nload = %.9g\noff = %.17g\n"
                     "on = %.17g\n",
                     name, source, is->idle, is->load, is->off, is->on))
        return cause_set(why, -1, "the path is too long");
    if (directory[0] && paths_ensure_dir(directory, 0750, why) != 0)
        return -1;
    if (write_whole(beside, text, strlen(text)) != 0 || rename(beside, path) != 0) {
        int number = errno;
        (void)unlink(beside);
        return cause_set(why, -1, "%.300s: %s", path, strerror(number));
    }
    return 0;
}

int state_forget(const char *path, struct cause *why)
{
    if (unlink(path) == 0)
        return 0;
    return errno == ENOENT ? 1 : cause_set(why, -1, "%.300s: %s", path, strerror(errno));
}
