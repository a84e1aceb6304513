/* SPDX-License-Identifier: MIT */
/* The plant's configuration as a file of the station: DATA/plant.json is the signed document as it
 * came, and its signature is checked each time it is read, so that what is kept is trusted no more
 * than what comes. Called by main.c at start and by workers; owns nothing between calls. */
#include "andon/plant.h"

#include "data/config/ini.h"
#include "data/config/paths.h"
#include "data/model/text.h"
#include "data/store/upstream/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEPT   "plant.json"
#define STAGED "plant.json.new"

static void say(struct plant_loaded *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void say(struct plant_loaded *out, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    text_sanitise(text, strlen(text), out->why, sizeof out->why);
}

/* ---- one document -----------------------------------------------------------------------------
 */

static int check_signature(const struct document *d, const char *key_file, struct cause *why)
{
    struct sign_key key;
    size_t length = 0;
    if (sign_key_read(key_file, false, &key, why) != 0)
        return -1;
    char *bytes = document_bytes(d, &length);
    bool fits = bytes && sign_fits(&key, bytes, length, d->signature);
    free(bytes);
    return fits ? 0 : cause_set(why, -1, "it is not signed by the plant's key");
}

/* It is the plant's, for this station, and holds nothing that it may not. */
static int check(const struct document *d, const char *key_file, const char *scope,
                 struct cause *why)
{
    if (check_signature(d, key_file, why) != 0)
        return -1;
    if (strcmp(d->scope, scope) != 0)
        return cause_set(why, -1, "it is for %.80s, and this station is of %.80s", d->scope, scope);
    return document_fit(d, why);
}

/* The one that is kept. 1: there is one, 0: none, -1: it cannot be read. */
static int read_kept(const struct options *o, struct document *d, struct cause *why)
{
    char path[ARGS_PATH_SIZE + 16];
    size_t length = 0;
    *d = (struct document){.rev = 0};
    if (paths_join(path, sizeof path, o->data, KEPT, why) != 0)
        return -1;
    if (access(path, F_OK) != 0)
        return 0;
    char *text = ini_read_file(path, &length, why);
    int result = text && document_read(text, length, d, why) == 0 ? 1 : -1;
    free(text);
    return result;
}

static struct config *load(const struct options *o, const struct document *d,
                           struct config_report *problems)
{
    struct config_text text[DOCUMENT_FILES_MAX];
    char label[DOCUMENT_FILES_MAX][DOCUMENT_LABEL_SIZE];
    struct config_layer layer[OPTIONS_LAYERS_MAX + 1];
    size_t n = 0;
    if (d)
        layer[n++] = (struct config_layer){.text = text, .texts = document_texts(d, text, label)};
    for (size_t i = 0; i < o->configs; i++)
        layer[n++] = (struct config_layer){.directory = o->config[i]};
    return config_load_layers(layer, n, problems);
}

/* ---- what is kept -----------------------------------------------------------------------------
 */

/* The kept one below the station's own layers; false: it is not to be used, `why` says why. */
static bool load_kept(const struct options *o, const struct document *kept,
                      struct plant_loaded *out)
{
    char scope[DOCUMENT_SCOPE_SIZE];
    struct cause why;
    out->config = load(o, kept, &out->problems);
    if (!out->config) {
        say(out, "revision %" PRId64 ": %s", kept->rev,
            out->problems.count > 0 ? out->problems.message[0] : "out of memory");
        return false;
    }
    /* Which key counts is known by now: only the station's own layers can say [site]. */
    if (!out->config->config_key[0])
        return false;
    if (!document_scope(out->config, scope, sizeof scope))
        scope[0] = '\0';
    if (check(kept, out->config->config_key, scope, &why) == 0) {
        out->rev = kept->rev;
        return true;
    }
    say(out, "revision %" PRId64 ", which is kept: %s", kept->rev, why.text);
    return false;
}

void plant_load(const struct options *o, struct plant_loaded *out)
{
    struct cause why;
    struct config_report first = {0};
    *out = (struct plant_loaded){.rev = 0};
    struct document *kept = calloc(1, sizeof *kept);
    int there = kept ? read_kept(o, kept, &why) : 0;
    if (there < 0)
        say(out, "what is kept: %s", why.text);
    /* [site] in it would say whose key counts. */
    if (there == 1 && document_fit(kept, &why) != 0) {
        say(out, "what is kept: %s", why.text);
        there = -1;
    }
    if (there == 1 && !load_kept(o, kept, out)) {
        config_free(&out->config);
        first = out->problems;
        out->problems = (struct config_report){0};
    }
    if (!out->config)
        out->config = load(o, NULL, &out->problems);
    if (out->config && !out->config->config_key[0])
        out->why[0] = '\0';                /* nobody asks for it */
    if (!out->config && first.count > 0) { /* what is wrong with both is what is to be mended */
        config_report_done(&out->problems);
        out->problems = first;
        first = (struct config_report){0};
    }
    config_report_done(&first);
    if (kept)
        document_done(kept);
    free(kept);
}

/* ---- what is offered --------------------------------------------------------------------------
 */

static int stage(const struct options *o, const char *bytes, size_t length, struct cause *why)
{
    char path[ARGS_PATH_SIZE + 16];
    if (paths_join(path, sizeof path, o->data, STAGED, why) != 0)
        return -1;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    bool good = fd >= 0;
    for (size_t done = 0; good && done < length;) {
        ssize_t n = write(fd, bytes + done, length - done);
        good = n > 0 || (n < 0 && errno == EINTR);
        done += n > 0 ? (size_t)n : 0;
    }
    good = good && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0)
        (void)close(fd);
    if (!good)
        (void)unlink(path);
    return good ? 0 : cause_set(why, -1, "it cannot be kept: %s", strerror(error));
}

/* It does not go back, and one revision is one text. 1: there is nothing to do. */
static int compare_kept(const struct options *o, const struct document *d,
                        const struct plant_offer *offer, struct cause *why)
{
    struct cause ignored;
    struct document *kept = calloc(1, sizeof *kept);
    if (!kept)
        return cause_set(why, -1, "out of memory");
    int result = 0;
    if (read_kept(o, kept, &ignored) == 1 && check(kept, offer->key, offer->scope, &ignored) == 0) {
        if (d->rev < kept->rev)
            result = cause_set(why, -1, "it is revision %" PRId64 ", older than %" PRId64, d->rev,
                               kept->rev);
        else if (d->rev == kept->rev && document_same(d, kept))
            result = 1;
        else if (d->rev == kept->rev)
            result = cause_set(why, -1, "it is another revision %" PRId64 " than the one before",
                               d->rev);
    }
    document_done(kept);
    free(kept);
    return result;
}

static void load_fresh(const struct options *o, const struct plant_offer *offer,
                       const struct document *d, struct plant_loaded *out)
{
    struct cause why;
    out->config = load(o, d, &out->problems);
    if (!out->config) {
        say(out, "revision %" PRId64 ": %s", d->rev,
            out->problems.count > 0 ? out->problems.message[0] : "out of memory");
        out->held = true;
    } else if (strcmp(out->config->config_key, offer->key) != 0) {
        say(out, "revision %" PRId64 ": [site] config_key was changed meanwhile; reload", d->rev);
        out->held = true;
        config_free(&out->config);
    } else if (stage(o, offer->bytes, offer->length, &why) != 0) {
        say(out, "revision %" PRId64 ": %s", d->rev, why.text);
        out->held = true;
        config_free(&out->config);
    } else {
        out->rev = d->rev;
        out->staged = true;
    }
}

void plant_load_offer(const struct options *o, const struct plant_offer *offer,
                      struct plant_loaded *out)
{
    struct cause why;
    *out = (struct plant_loaded){.rev = 0};
    struct document *d = calloc(1, sizeof *d);
    if (!d) {
        say(out, "out of memory");
        return;
    }
    int result = document_read(offer->bytes, offer->length, d, &why);
    if (result == 0)
        result = check(d, offer->key, offer->scope, &why);
    if (result == 0)
        result = compare_kept(o, d, offer, &why);
    if (result < 0)
        say(out, "%s", why.text);
    out->nothing = result == 1;
    if (result == 0)
        load_fresh(o, offer, d, out);
    document_done(d);
    free(d);
}

int plant_commit(const struct options *o, struct cause *why)
{
    char from[ARGS_PATH_SIZE + 16], to[ARGS_PATH_SIZE + 16];
    if (paths_join(from, sizeof from, o->data, STAGED, why) != 0 ||
        paths_join(to, sizeof to, o->data, KEPT, why) != 0)
        return -1;
    if (rename(from, to) != 0)
        return cause_set(why, -1, "it is in force and cannot be kept: %s", strerror(errno));
    int fd = open(o->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    return 0;
}

void plant_drop(const struct options *o)
{
    char path[ARGS_PATH_SIZE + 16];
    struct cause why;
    if (paths_join(path, sizeof path, o->data, STAGED, &why) == 0)
        (void)unlink(path);
}
