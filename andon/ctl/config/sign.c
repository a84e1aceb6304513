/* SPDX-License-Identifier: MIT */
/* `andonctl config key`, `sign`, `verify`: a plant's configuration becomes one document that only
 * the holder of the private key can make. Called by main.c's table. */
#include "andon/ctl/config/config.h"
#include "andon/ctl/file.h"
#include "andon/ctl/station/folder.h"

#include "data/config/ini.h"
#include "data/model/text.h"
#include "data/store/upstream/sign.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- reading ----------------------------------------------------------------------------------
 */

int config_open(const char *path, struct document *out, char **bytes, size_t *length)
{
    struct cause why;
    size_t size = 0;
    *out = (struct document){.rev = 0};
    char *text = ini_read_file(path, &size, &why);
    if (!text)
        return ctl_fail("%s", why.text);
    int result = document_read(text, size, out, &why) == 0 && document_fit(out, &why) == 0
                     ? CTL_DONE
                     : ctl_fail("%s: %s", path, why.text);
    if (bytes && result == CTL_DONE) {
        *bytes = text;
        *length = size;
    } else {
        free(text);
    }
    return result;
}

/* Load it below a station's layers (--against), as its daemon will. CTL_DONE, also without
 * --against; problems are said. */
static int config_try(const struct ctl *ctl, const struct document *document)
{
    struct config_text text[DOCUMENT_FILES_MAX];
    char label[DOCUMENT_FILES_MAX][DOCUMENT_LABEL_SIZE], scope[DOCUMENT_SCOPE_SIZE];
    struct config_layer layer[CTL_LAYERS_MAX + 1];
    struct config_report problems = {0};
    if (ctl->others == 0)
        return CTL_DONE;
    layer[0] = (struct config_layer){.text = text, .texts = document_texts(document, text, label)};
    for (size_t i = 0; i < ctl->others; i++)
        layer[i + 1] = (struct config_layer){.directory = ctl->other[i]};
    struct config *config = config_load_layers(layer, ctl->others + 1, &problems);
    int result = config ? CTL_DONE : CTL_FAILED;
    for (size_t i = 0; i < problems.count; i++)
        (void)ctl_fail("%s", problems.message[i]);
    config_report_done(&problems);
    if (config && document_scope(config, scope, sizeof scope) &&
        strcmp(scope, document->scope) != 0)
        result = ctl_fail("%s listens to the configuration of %s, and this is that of %s",
                          config->station, scope, document->scope);
    config_free(&config);
    return result;
}

/* ---- key --------------------------------------------------------------------------------------
 */

static int write_key(const char *name, const char *end, const char *line, mode_t mask)
{
    char path[PATH_MAX];
    struct ctl_file f;
    if (!text_format(path, sizeof path, "%s.%s", name, end))
        return ctl_fail("the path is too long");
    mode_t was = umask(mask);
    int result = file_begin(&f, path, false);
    (void)umask(was);
    if (result == CTL_DONE) {
        (void)fputs(line, f.file);
        result = file_finish(&f);
    }
    file_drop(&f);
    return result;
}

int ctl_config_key(const struct ctl *ctl)
{
    struct sign_key mine, theirs;
    struct cause why;
    char line[SIGN_LINE_SIZE], print[SIGN_PRINT_SIZE];
    const char *name = ctl->value[OPT_PUBLIC];
    if (!name)
        return ctl_usage("config key needs --output NAME");
    if (sign_key_make(&mine, &theirs, &why) != 0)
        return ctl_fail("%s", why.text);
    sign_key_line(&mine, true, line);
    int result = write_key(name, "key", line, 077);
    explicit_bzero(line, sizeof line);
    sign_key_wipe(&mine);
    sign_key_line(&theirs, false, line);
    if (result == CTL_DONE)
        result = write_key(name, "pub", line, 022);
    sign_key_print(&theirs, print);
    if (result == CTL_DONE && ctl_has(ctl, OPT_JSON))
        printf("{\"print\":\"%s\"}\n", print);
    else if (result == CTL_DONE)
        printf(
            "%s.key signs: keep it with the plant's engineer, never at a station or the broker.\n"
            "%s.pub goes to every station: [site] config_key = /etc/andon/plant.pub\n"
            "Its print, to compare: %s\n",
            name, name, print);
    return result;
}

/* ---- sign -------------------------------------------------------------------------------------
 */

static int take_files(const struct ctl *ctl, struct document *d)
{
    struct cause why;
    struct folder *folder = calloc(1, sizeof *folder);
    if (!folder)
        return ctl_fail("out of memory");
    int result =
        folder_read(folder, ctl->layer[0], &why) == 0 ? CTL_DONE : ctl_fail("%s", why.text);
    for (size_t i = 0; i < folder->files && result == CTL_DONE; i++) {
        const struct folder_file *f = &folder->file[i];
        if (document_add(d, f->name, f->text, f->length, &why) != 0)
            result = ctl_fail("%s/%s: %s", ctl->layer[0], f->name, why.text);
    }
    folder_done(folder);
    free(folder);
    return result;
}

static int take_words(const struct ctl *ctl, struct document *d)
{
    char *end = NULL;
    if (ctl->layers != 1 || !ctl_has(ctl, OPT_KEY) || !ctl_has(ctl, OPT_SCOPE) ||
        !ctl_has(ctl, OPT_REVISION) || !ctl_has(ctl, OPT_OUTPUT))
        return ctl_usage("config sign needs --config DIR (one), --key FILE, --scope PATH, --rev N "
                         "and --output FILE");
    d->rev = strtoll(ctl->value[OPT_REVISION], &end, 10);
    if (*end || d->rev < 1 || d->rev > INT64_C(1000000000))
        return ctl_usage("--rev %s is no revision: 1, 2, 3 …", ctl->value[OPT_REVISION]);
    if (!text_copy(d->scope, sizeof d->scope, ctl->value[OPT_SCOPE]) ||
        !document_scope_valid(d->scope))
        return ctl_usage("--scope %s is not enterprise/site or enterprise/site/area/line",
                         ctl->value[OPT_SCOPE]);
    const char *note = ctl_has(ctl, OPT_NOTE) ? ctl->value[OPT_NOTE] : "";
    if (!text_copy(d->note, sizeof d->note, note) || !text_is_clean(note, strlen(note)))
        return ctl_usage("--note: at most %zu bytes that can be shown", sizeof d->note - 1);
    d->made_ms = ctl_now();
    return CTL_DONE;
}

static int sign(const struct ctl *ctl, struct document *d)
{
    struct sign_key key;
    struct cause why;
    size_t length = 0;
    if (sign_key_read(ctl->value[OPT_KEY], true, &key, &why) != 0)
        return ctl_fail("%s", why.text);
    char *bytes = document_bytes(d, &length);
    bool done = bytes && sign_make(&key, bytes, length, d->signature);
    sign_key_wipe(&key);
    free(bytes);
    return done ? CTL_DONE : ctl_fail("out of memory");
}

static int write_document(const struct ctl *ctl, const struct document *d)
{
    struct cause why;
    struct ctl_file f;
    size_t length = 0;
    char *text = document_write(d, &length, &why);
    if (!text)
        return ctl_fail("%s", why.text);
    int result = file_begin(&f, ctl->value[OPT_OUTPUT], ctl_has(ctl, OPT_FORCE));
    if (result == CTL_DONE) {
        (void)fwrite(text, 1, length, f.file);
        result = file_finish(&f);
    }
    file_drop(&f);
    free(text);
    if (result == CTL_DONE && !ctl_has(ctl, OPT_JSON))
        printf("%s: revision %" PRId64 " for %s, %zu file%s, %zu bytes\n", ctl->value[OPT_OUTPUT],
               d->rev, d->scope, d->files, d->files == 1 ? "" : "s", length);
    if (result == CTL_DONE && ctl_has(ctl, OPT_JSON))
        printf("{\"rev\":%" PRId64 ",\"files\":%zu,\"bytes\":%zu}\n", d->rev, d->files, length);
    return result;
}

int ctl_config_sign(const struct ctl *ctl)
{
    struct cause why;
    struct document *d = calloc(1, sizeof *d);
    if (!d)
        return ctl_fail("out of memory");
    int result = take_words(ctl, d);
    if (result == CTL_DONE)
        result = take_files(ctl, d);
    if (result == CTL_DONE && document_fit(d, &why) != 0)
        result = ctl_fail("%s", why.text);
    if (result == CTL_DONE)
        result = config_try(ctl, d);
    if (result == CTL_DONE)
        result = sign(ctl, d);
    if (result == CTL_DONE)
        result = write_document(ctl, d);
    document_done(d);
    free(d);
    return result;
}

/* ---- verify -----------------------------------------------------------------------------------
 */

static int check(const struct ctl *ctl, const struct document *d)
{
    struct sign_key key;
    struct cause why;
    char print[SIGN_PRINT_SIZE];
    size_t length = 0;
    if (sign_key_read(ctl->value[OPT_KEY], false, &key, &why) != 0)
        return ctl_fail("%s", why.text);
    char *bytes = document_bytes(d, &length);
    bool fits = bytes && sign_fits(&key, bytes, length, d->signature);
    sign_key_print(&key, print);
    free(bytes);
    if (!fits)
        return ctl_fail("%s: not signed by that key (%s), or changed since", ctl->arg[0], print);
    int result = config_try(ctl, d);
    if (result == CTL_DONE && ctl_has(ctl, OPT_JSON))
        printf("{\"ok\":true,\"rev\":%" PRId64 ",\"print\":\"%s\"}\n", d->rev, print);
    else if (result == CTL_DONE)
        printf("revision %" PRId64 " for %s, signed by %s%s\n", d->rev, d->scope, print,
               ctl->others > 0 ? "; the station can run with it" : "");
    return result;
}

int ctl_config_verify(const struct ctl *ctl)
{
    struct document *d = calloc(1, sizeof *d);
    if (!d)
        return ctl_fail("out of memory");
    int result = ctl_has(ctl, OPT_KEY) ? config_open(ctl->arg[0], d, NULL, NULL)
                                       : ctl_usage("config verify needs --key FILE");
    if (result == CTL_DONE)
        result = check(ctl, d);
    document_done(d);
    free(d);
    return result;
}
