/* SPDX-License-Identifier: MIT */
/* The commands that need no daemon: check and dump-defaults, and verify, which walks the record
 * over the socket or, with --data, in the file itself. Called by main.c's table. */
#include "andon/ctl/client.h"
#include "andon/ctl/out.h"
#include "andon/service/topics.h"
#include "data/config/config.h"
#include "data/config/paths.h"
#include "data/config/signed/document.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/store/store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- check ---- */

static void print_clean(FILE *out, const char *text)
{
    char clean[512];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    (void)fprintf(out, "%s\n", clean);
}

static void print_counts(const struct config *config)
{
    const struct {
        size_t count;
        const char *one, *many;
    } part[] = {
        {config->signals, "signal", "signals"},
        {config->maps, "map", "maps"},
        {config->products, "product", "products"},
        {config->lamps, "lamp", "lamps"},
        {config->rules, "rule", "rules"},
        {config->shifts, "shift", "shifts"},
        {config->teams, "team", "teams"},
        {config->holidays, "holiday", "holidays"},
        {config->reasons, "reason", "reasons"},
        {config->scrap_reasons, "scrap reason", "scrap reasons"},
        {config->modes, "mode", "modes"},
        {config->jobs, "job", "jobs"},
        {config->people, "person", "people"},
        {config->retireds, "retired id", "retired ids"},
        {config->brokers, "broker", "brokers"},
    };
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (part[i].count)
            printf("%zu %s, ", part[i].count, part[i].count == 1 ? part[i].one : part[i].many);
    puts("ok");
}

static void write_value(void *ctx, const struct config_value *v)
{
    struct jw *w = ctx;
    jw_object(w, NULL);
    jw_text(w, "kind", v->kind);
    jw_text(w, "name", v->name[0] ? v->name : NULL);
    jw_text(w, "key", v->key);
    jw_text(w, "value", v->value);
    if (v->means)
        jw_text(w, "means", v->means);
    jw_text(w, "file", v->origin.file);
    jw_int(w, "line", v->origin.line);
    if (v->former) {
        jw_object(w, "instead_of");
        jw_text(w, "value", v->former);
        jw_text(w, "file", v->was.file);
        jw_int(w, "line", v->was.line);
        jw_object_end(w);
    }
    jw_object_end(w);
}

static void write_check(struct jw *w, const struct config *config,
                        const struct config_report *report, bool origins)
{
    char path[320];
    jw_object(w, NULL);
    jw_bool(w, "ok", config != NULL);
    if (config) {
        jw_text(w, "station", config_path(config, path, sizeof path) ? path : NULL);
        jw_text(w, "digest", config->digest);
        jw_int(w, "signals", (int64_t)config->signals);
        jw_int(w, "lamps", (int64_t)config->lamps);
        jw_int(w, "rules", (int64_t)config->rules);
    }
    if (config && origins) {
        jw_array(w, "values");
        config_each_value(config, write_value, w);
        jw_array_end(w);
    }
    jw_array(w, "messages");
    for (size_t i = 0; i < report->count; i++) {
        char clean[sizeof *report->message];
        (void)text_sanitise(report->message[i], strlen(report->message[i]), clean, sizeof clean);
        jw_text(w, NULL, clean);
    }
    jw_array_end(w);
    jw_int(w, "dropped", (int64_t)report->dropped);
    jw_object_end(w);
}

static int print_check_json(const struct config *config, const struct config_report *report,
                            bool origins)
{
    char *text = NULL;
    struct jw w = {.overflow = true};
    for (size_t size = 1 << 14; w.overflow; size *= 2) {
        char *bigger = realloc(text, size);
        if (!bigger)
            break;
        text = bigger;
        jw_init(&w, text, size);
        write_check(&w, config, report, origins);
    }
    if (w.overflow)
        (void)ctl_fail("out of memory");
    else
        puts(text);
    free(text);
    return w.overflow ? CTL_FAILED : CTL_DONE;
}

/* What is wrong with the file of a [broker] key, or NULL. The daemon itself starts without it: the
 * link is down then and says why. */
static const char *file_trouble(const char *path, const char *marker, char *line, size_t size)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return strerror(errno);
    const char *trouble =
        marker[0] == 'P' ? "holds no private key (PEM)" : "holds no certificate (PEM)";
    while (fgets(line, (int)size, f)) {
        if (strncmp(line, "-----BEGIN", 10) != 0 || !strstr(line, marker))
            continue;
        /* Older files say so in the line behind. */
        bool locked =
            strstr(line, "ENCRYPTED") || (fgets(line, (int)size, f) && strstr(line, "ENCRYPTED"));
        trouble = locked ? "needs a password, and nobody is there to be asked" : NULL;
        break;
    }
    if (ferror(f))
        trouble = strerror(errno);
    (void)fclose(f);
    return trouble;
}

static void check_file(void *ctx, const struct config_value *v)
{
    static const struct {
        const char *key, *marker;
    } files[] = {{"ca_file", "CERTIFICATE-----"},
                 {"cert_file", "CERTIFICATE-----"},
                 {"key_file", "PRIVATE KEY-----"}};
    struct config_report *report = ctx;
    char line[512];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (strcmp(v->kind, "broker") != 0 || strcmp(v->key, files[i].key) != 0 || !v->origin.file)
            continue;
        const char *trouble = file_trouble(v->value, files[i].marker, line, sizeof line);
        if (!trouble)
            continue;
        void *more = realloc(report->message, (report->count + 1) * sizeof *report->message);
        if (!more)
            return;
        report->message = more;
        report->capacity = report->count + 1;
        (void)text_format(report->message[report->count++], sizeof *report->message,
                          "%s:%d: [broker %s] %s = %s: %s", v->origin.file, v->origin.line, v->name,
                          v->key, v->value, trouble);
    }
}

int ctl_check(const struct ctl *ctl)
{
    struct config_report report = {0};
    if (ctl->layers == 0)
        return ctl_usage("check needs --config DIR");
    struct config *config = config_load(ctl->layer, ctl->layers, &report);
    size_t before = report.count;
    if (config)
        config_each_value(config, check_file, &report);
    if (report.count > before)
        config_free(&config);
    int said = CTL_DONE;
    if (ctl_has(ctl, OPT_JSON))
        said = print_check_json(config, &report, ctl_has(ctl, OPT_ORIGINS));
    for (size_t i = 0; i < report.count; i++)
        print_clean(stderr, report.message[i]);
    if (report.dropped)
        (void)fprintf(stderr, "and %zu more\n", report.dropped);
    if (config && !ctl_has(ctl, OPT_JSON) && ctl_has(ctl, OPT_ORIGINS))
        config_dump_effective(config, stdout);
    else if (config && !ctl_has(ctl, OPT_JSON))
        print_counts(config);
    int result = config ? said : CTL_FAILED;
    config_free(&config);
    config_report_done(&report);
    return result;
}

/* ---- acl ---- */

/* A station's user is [broker] user; with a client certificate mosquitto may take its CN. */
int ctl_acl(const struct ctl *ctl)
{
    struct config_report report = {0};
    const char *user = ctl->args > 0 ? ctl->arg[0] : NULL;
    if (ctl_has(ctl, OPT_SCOPE)) {
        if (!document_scope_valid(ctl->value[OPT_SCOPE]))
            return ctl_usage("--scope %s is not enterprise/site or enterprise/site/area/line",
                             ctl->value[OPT_SCOPE]);
        topics_acl_plant(user ? user : "plant", ctl->value[OPT_SCOPE], stdout);
        return CTL_DONE;
    }
    if (ctl->layers == 0) {
        topics_acl_hub(user ? user : "andon-hub", stdout);
        return CTL_DONE;
    }
    struct config *config = config_load(ctl->layer, ctl->layers, &report);
    for (size_t i = 0; i < report.count && !config; i++)
        print_clean(stderr, report.message[i]);
    int result = config ? CTL_DONE : CTL_FAILED;
    if (config && !user && config->brokers > 0 && config->broker[0].user[0])
        user = config->broker[0].user;
    if (config && !user)
        result = ctl_usage("acl: [broker] has no user; give one");
    else if (config && topics_acl(config, user, stdout) != 0)
        result = ctl_fail("out of memory, or a topic is too long");
    config_free(&config);
    config_report_done(&report);
    return result;
}

/* ---- dump-defaults ---- */

int ctl_dump_defaults(const struct ctl *ctl)
{
    if (!ctl_has(ctl, OPT_JSON)) {
        config_dump_defaults(stdout);
        return CTL_DONE;
    }
    char *text = NULL, *json = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out) {
        config_dump_defaults(out);
        if (fclose(out) == 0)
            json = malloc(2 * length + 64);
    }
    if (json) {
        struct jw w;
        jw_init(&w, json, 2 * length + 64);
        jw_object(&w, NULL);
        jw_text(&w, "defaults", text);
        jw_object_end(&w);
        puts(json);
    }
    int result = json ? CTL_DONE : ctl_fail("out of memory");
    free(json);
    free(text);
    return result;
}

/* ---- verify ---- */

struct verdict {
    int64_t records, epochs, missing;
    bool ok;
    const char *head, *from, *trouble; /* from: none is missing from there on; "" the very first */
};

static int print_verdict(const struct ctl *ctl, const struct verdict *v)
{
    char text[1024], trouble[512];
    struct jw w;
    (void)text_sanitise(v->trouble, strlen(v->trouble), trouble, sizeof trouble);
    if (ctl_has(ctl, OPT_JSON)) {
        jw_init(&w, text, sizeof text);
        jw_object(&w, NULL);
        jw_bool(&w, "ok", v->ok);
        jw_int(&w, "records", v->records);
        jw_int(&w, "epochs", v->epochs);
        jw_text(&w, "head", v->head);
        jw_text(&w, "first_bad", v->ok ? NULL : trouble);
        jw_int(&w, "missing", v->missing);
        jw_text(&w, "from", v->from[0] ? v->from : NULL);
        jw_object_end(&w);
        puts(text);
    } else if (v->ok) {
        printf("every record is as it was written: %" PRId64 " records, %" PRId64
               " opening%s of the database, head %s\n",
               v->records, v->epochs, v->epochs == 1 ? "" : "s", v->head);
        if (v->missing > 0)
            printf("%" PRId64 " older ones are no longer there; none is missing from %s on\n",
                   v->missing, v->from);
    }
    return v->ok ? CTL_DONE : ctl_fail("the record was changed or damaged: %s", trouble);
}

static int verify_file(const struct ctl *ctl, const char *path)
{
    char difference[256] = "";
    struct verify_result result = {0};
    struct cause why;
    if (access(path, F_OK) != 0)
        return ctl_fail("%s cannot be opened: %s", path, strerror(errno));
    int chain = store_verify(path, &result, &why);
    int rebuilt = chain < 0 ? -1 : store_rebuild_check(path, difference, sizeof difference, &why);
    if (rebuilt < 0)
        return ctl_fail("%s", why.text);
    return print_verdict(ctl, &(struct verdict){.records = result.records,
                                                .epochs = result.epochs,
                                                .missing = result.missing,
                                                .from = result.from,
                                                .ok = chain == 0 && rebuilt == 0,
                                                .head = result.head,
                                                .trouble = chain ? result.first_bad : difference});
}

static int verify_daemon(const struct ctl *ctl, struct client *client)
{
    struct reply reply;
    struct cause why;
    if (client_ask(client, "verify", "", &reply, &why) != 0)
        return ctl_fail("%s", why.text);
    const json_t *row = json_array_get(json_object_get(reply.json, "rows"), 0);
    const char *head = json_string_value(json_object_get(row, "head"));
    const char *bad = json_string_value(json_object_get(row, "first_bad"));
    const char *from = json_string_value(json_object_get(row, "from"));
    if (!row)
        return ctl_fail("andond gives no verdict");
    return print_verdict(
        ctl, &(struct verdict){.records = json_integer_value(json_object_get(row, "records")),
                               .epochs = json_integer_value(json_object_get(row, "epochs")),
                               .missing = json_integer_value(json_object_get(row, "missing")),
                               .from = from ? from : "",
                               .ok = json_is_true(json_object_get(row, "ok")),
                               .head = head ? head : "",
                               .trouble = bad ? bad : "it does not say where"});
}

int ctl_verify(const struct ctl *ctl)
{
    struct cause why;
    char path[600];
    if (ctl->args > 0 && ctl_has(ctl, OPT_DATA))
        return ctl_usage("verify takes a FILE or --data, not both");
    if (ctl->args > 0)
        return verify_file(ctl, ctl->arg[0]);
    if (ctl_has(ctl, OPT_DATA))
        return paths_join(path, sizeof path, ctl->value[OPT_DATA], "station.db", &why) == 0
                   ? verify_file(ctl, path)
                   : ctl_fail("%s", why.text);
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    int result = verify_daemon(ctl, client);
    client_close(&client);
    return result;
}
