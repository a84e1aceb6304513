/* SPDX-License-Identifier: MIT */
/* `andonctl station new`: station two from station one. The files are copied with what must differ
 * changed where it stands; each change is shown, the result is loaded as the daemon will, and only
 * then written. Key files and passwords are not copied. Called by main.c's table. */
#include "andon/ctl/ctl.h"
#include "andon/ctl/station/copy.h"
#include "andon/ctl/station/folder.h"

#include "data/config/config.h"
#include "data/model/text.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEFT_MAX 64 /* of what is left for a person to do */

struct making {
    const struct ctl *ctl;
    const char *from, *name;
    const char *to; /* NULL: only show */
    struct config *old, *sister;
    struct folder here, there;
    struct copy_plan plan;
    struct copy_swap topic[COPY_SWAPS_MAX], line[COPY_SWAPS_MAX];
    struct copy_notes notes;
    char todo[LEFT_MAX][400];
    size_t todos;
};

/* ---- loading ----------------------------------------------------------------------------------
 */

static void tell_problems(const struct config_report *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        (void)ctl_fail("%s", problems->message[i]);
    if (problems->dropped > 0)
        (void)ctl_fail("and %zu more", problems->dropped);
}

/* The layers of --config, and these texts or that directory over them. */
static struct config *load(const struct making *m, const struct config_layer *last)
{
    struct config_layer layer[CTL_LAYERS_MAX + 1];
    struct config_report problems = {0};
    for (size_t i = 0; i < m->ctl->layers; i++)
        layer[i] = (struct config_layer){.directory = m->ctl->layer[i]};
    layer[m->ctl->layers] = *last;
    struct config *config = config_load_layers(layer, m->ctl->layers + 1, &problems);
    if (!config)
        tell_problems(&problems);
    config_report_done(&problems);
    return config;
}

static int load_old(struct making *m)
{
    struct cause why;
    m->old = load(m, &(struct config_layer){.directory = m->from});
    if (!m->old)
        return ctl_fail("%s is not copied: it is not right itself", m->from);
    if (strcmp(m->old->station, m->name) == 0)
        return ctl_usage("station new: %s is %s already; give another name", m->from, m->name);
    if (folder_read(&m->here, m->from, &why) != 0)
        return ctl_fail("%s", why.text);
    m->plan.was = m->old->station;
    return CTL_DONE;
}

static int load_sister(struct making *m)
{
    struct config_text text[FOLDER_FILES_MAX];
    char path[FOLDER_FILES_MAX][300];
    for (size_t i = 0; i < m->there.files; i++) {
        const struct folder_file *file = &m->there.file[i];
        (void)text_format(path[i], sizeof path[i], "%s/%s", m->to ? m->to : m->name, file->name);
        text[i] = (struct config_text){path[i], file->text, file->length};
    }
    m->sister = load(m, &(struct config_layer){.text = text, .texts = m->there.files});
    return m->sister ? CTL_DONE : ctl_fail("nothing is written: this would not be a station");
}

/* ---- copying ----------------------------------------------------------------------------------
 */

static int read_swaps(const char *option, const char *const *given, size_t count,
                      struct copy_swap *out)
{
    struct cause why;
    for (size_t i = 0; i < count; i++)
        if (copy_swap_read(given[i], &out[i], &why) != 0)
            return ctl_usage("--%s %s", option, why.text);
    return CTL_DONE;
}

static int copy_file(struct making *m, const struct folder_file *file)
{
    char *text = NULL;
    size_t length = 0;
    struct cause why = {{0}};
    FILE *out = open_memstream(&text, &length);
    int result =
        out ? copy_text(&m->plan, file->name, file->text, file->length, out, &m->notes, &why)
            : cause_set(&why, -1, "out of memory");
    if (out && fclose(out) != 0 && result == 0)
        result = cause_set(&why, -1, "out of memory");
    if (result == 0)
        result = folder_add(&m->there, file->name, text, length, file->mode, &why);
    free(text);
    return result == 0 ? CTL_DONE : ctl_fail("%s", why.text);
}

static int unused(const struct copy_swap *list, size_t count, const char *option)
{
    for (size_t i = 0; i < count; i++)
        if (!list[i].used)
            return ctl_fail("--%s %s=%s: there is no %s", option, list[i].was, list[i].is,
                            list[i].was);
    return CTL_DONE;
}

static int copy_all(struct making *m)
{
    int result = CTL_DONE;
    for (size_t i = 0; i < m->here.files && result == CTL_DONE; i++)
        result = copy_file(m, &m->here.file[i]);
    if (result == CTL_DONE)
        result = unused(m->topic, m->plan.topics, "topic");
    if (result == CTL_DONE)
        result = unused(m->line, m->plan.lines, "line");
    if (result == CTL_DONE && !m->notes.named)
        result = ctl_fail("%s has no [station] name, so a copy would be the same station", m->from);
    return result;
}

/* ---- what a person still must do --------------------------------------------------------------
 */

static void todo(struct making *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void todo(struct making *m, const char *format, ...)
{
    va_list args;
    if (m->todos == LEFT_MAX)
        return;
    va_start(args, format);
    (void)vsnprintf(m->todo[m->todos++], sizeof m->todo[0], format, args);
    va_end(args);
}

/* Both would hear the same machine. */
static void todo_signals(struct making *m)
{
    size_t same = 0;
    const char *topic = "";
    for (size_t i = 0; i < m->sister->signals; i++) {
        const struct signal_conf *signal = &m->sister->signal[i];
        int was = config_signal_index(m->old, signal->name);
        if (was < 0 || !signal->topic[0] || strcmp(m->old->signal[was].topic, signal->topic) != 0)
            continue;
        topic = signal->topic;
        same++;
    }
    if (same > 0)
        todo(m,
             "%zu of %zu signals still hear %s's machine, as on %s: run this again with --topic "
             "OLD=NEW",
             same, m->sister->signals, m->old->station, topic);
}

static void todo_file(struct making *m, const char *what, const char *path)
{
    if (path[0] && access(path, R_OK) != 0)
        todo(m, "%s: %s (%s); it is not copied", what, path, strerror(errno));
}

static void todo_broker(struct making *m)
{
    const struct broker_conf *broker = m->sister->brokers > 0 ? &m->sister->broker[0] : NULL;
    const char *directory = m->to ? m->to : "DIR";
    if (!broker)
        return;
    if (broker->user[0]) {
        todo(m,
             "the broker's user %s: mosquitto_passwd /etc/mosquitto/andon/passwords %s; andonctl "
             "acl --config %s >>/etc/mosquitto/andon/acl",
             broker->user, broker->user, directory);
        if (m->old->brokers > 0 && strcmp(m->old->broker[0].user, broker->user) == 0)
            todo(m,
                 "[broker %s] user is that of %s: a user of its own can be kept to its own "
                 "topics",
                 broker->name, m->old->station);
    }
    todo_file(m, "a file with the broker user's password", broker->password_file);
    todo_file(m, "the CA's certificate", broker->ca_file);
    todo_file(m, "a certificate of its own", broker->cert_file);
    todo_file(m, "the certificate's key", broker->key_file);
}

static void todo_upstream(struct making *m)
{
    const struct config *c = m->sister;
    if (!c->upstream || !c->upstream_key[0])
        return;
    if (strcmp(c->upstream_key, m->old->upstream_key) == 0 || access(c->upstream_key, R_OK) != 0)
        todo(m,
             "a key of its own for the hub: %s (16 to 256 random characters, mode 0600), the same "
             "at the hub as %s.%s.%s.%s.%s.key",
             c->upstream_key, c->enterprise, c->site, c->area, c->line, c->station);
}

static void todo_notes(struct making *m)
{
    for (size_t i = 0; i < m->notes.count; i++) {
        const struct copy_note *n = &m->notes.note[i];
        if (n->deed == COPY_TAKEN_OUT)
            todo(m, "%s:%d: [%s] %s was %s: say what stands %s %s", n->file, n->line, n->kind,
                 n->key, n->was, n->key, m->name);
        else if (n->deed == COPY_LEFT)
            todo(m, "%s:%d: [%s%s%s] %s still says %s: %s", n->file, n->line, n->kind,
                 n->name[0] ? " " : "", n->name, n->key, m->old->station, n->was);
    }
}

static void list_todo(struct making *m)
{
    todo_signals(m);
    todo_notes(m);
    todo_broker(m);
    todo_upstream(m);
    if (m->here.others > 0)
        todo(m, "%s holds %zu file%s that are no *.ini, as %s; not copied", m->from, m->here.others,
             m->here.others == 1 ? "" : "s", m->here.other);
}

/* ---- saying -----------------------------------------------------------------------------------
 */

static void print_text(const struct making *m)
{
    char clean[512];
    for (size_t i = 0; i < m->notes.count; i++) {
        const struct copy_note *n = &m->notes.note[i];
        char is[sizeof n->is + 8] = "";
        if (n->deed == COPY_LEFT)
            continue;
        (void)text_format(is, sizeof is, "%s", n->deed == COPY_TAKEN_OUT ? "nothing" : n->is);
        printf("%s:%d: [%s%s%s] %s: %s -> %s\n", n->file, n->line, n->kind, n->name[0] ? " " : "",
               n->name, n->key, n->was, is);
    }
    if (m->to)
        printf("\nWritten: %s, and it passes the check.\n", m->to);
    else
        puts("\nNothing is written: --write DIR does it.");
    if (m->todos > 0)
        puts("\nStill to be done:");
    for (size_t i = 0; i < m->todos; i++) {
        (void)text_sanitise(m->todo[i], strlen(m->todo[i]), clean, sizeof clean);
        printf("  %s\n", clean);
    }
    if (m->to)
        printf("\nThen: andond --config %s --data … --run …, or as /etc/andon/%s: systemctl enable "
               "--now andond@%s\n",
               m->to, m->name, m->name);
}

static int print_json(const struct making *m)
{
    char path[320];
    json_t *changes = json_array(), *todos = json_array();
    for (size_t i = 0; i < m->notes.count; i++) {
        const struct copy_note *n = &m->notes.note[i];
        if (n->deed != COPY_LEFT)
            (void)json_array_append_new(
                changes, json_pack("{s:s,s:i,s:s,s:s,s:s,s:s,s:s?}", "file", n->file, "line",
                                   n->line, "kind", n->kind, "name", n->name, "key", n->key, "was",
                                   n->was, "is", n->deed == COPY_TAKEN_OUT ? NULL : n->is));
    }
    for (size_t i = 0; i < m->todos; i++)
        (void)json_array_append_new(todos, json_string(m->todo[i]));
    json_t *all = json_pack("{s:s,s:s?,s:o,s:o}", "station",
                            config_path(m->sister, path, sizeof path) ? path : "", "written", m->to,
                            "changes", changes, "todo", todos);
    char *text = all ? json_dumps(all, JSON_COMPACT) : NULL;
    json_decref(all);
    if (!text)
        return ctl_fail("out of memory");
    puts(text);
    free(text);
    return CTL_DONE;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static int make(struct making *m)
{
    struct cause why;
    int result = load_old(m);
    if (result == CTL_DONE)
        result = copy_all(m);
    if (result == CTL_DONE)
        result = load_sister(m);
    if (result != CTL_DONE)
        return result;
    if (m->to && folder_write(&m->there, m->to, m->from, &why) != 0)
        return ctl_fail("%s", why.text);
    list_todo(m);
    if (ctl_has(m->ctl, OPT_JSON))
        return print_json(m);
    print_text(m);
    return CTL_DONE;
}

int ctl_station_new(const struct ctl *ctl)
{
    struct making *m = calloc(1, sizeof *m);
    if (!m)
        return ctl_fail("out of memory");
    *m = (struct making){.ctl = ctl,
                         .from = ctl->value[OPT_FROM_DIR],
                         .name = ctl->arg[0],
                         .to = ctl->value[OPT_WRITE]};
    m->plan = (struct copy_plan){.is = m->name,
                                 .title = ctl->value[OPT_TITLE],
                                 .topic = m->topic,
                                 .topics = ctl->topics,
                                 .line = m->line,
                                 .lines = ctl->lines};
    int result = m->from ? read_swaps("topic", ctl->topic, ctl->topics, m->topic)
                         : ctl_usage("station new needs --from DIR");
    if (result == CTL_DONE)
        result = read_swaps("line", ctl->line, ctl->lines, m->line);
    if (result == CTL_DONE)
        result = make(m);
    copy_notes_done(&m->notes);
    folder_done(&m->here);
    folder_done(&m->there);
    config_free(&m->old);
    config_free(&m->sister);
    free(m);
    return result;
}
