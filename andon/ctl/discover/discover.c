/* SPDX-License-Identifier: MIT */
/* andonctl discover: what is on a broker or in recordings, and a configuration for one of the
 * machines there. Called by main.c's table. The finding is data/discover's; here it is fed, shown
 * and written. Owns the finder while it runs. */
#include "data/discover/discover.h"

#include "andon/ctl/ctl.h"
#include "andon/ctl/discover/found.h"
#include "andon/ctl/replay/captures.h"
#include "andon/ctl/station/folder.h"
#include "andon/ctl/station/replace.h"
#include "data/config/config.h"
#include "data/decode/topic.h"
#include "data/model/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMPLAINTS_MAX 10
#define CONFIG_BYTES   ((size_t)256 << 10)

/* ---- recordings ------------------------------------------------------------------------------ */

static void on_complaint(void *ctx, const char *text)
{
    int *complaints = ctx;
    if ((*complaints)++ < COMPLAINTS_MAX)
        (void)ctl_fail("%s", text);
}

/* --topic, as a broker would have it. */
static bool is_wanted(const struct ctl *ctl, const char *topic)
{
    bool wanted = ctl->topics == 0;
    for (size_t i = 0; i < ctl->topics && !wanted; i++)
        wanted = topic_match(ctl->topic[i], topic, NULL, 0) >= 0;
    return wanted;
}

static int read_captures(struct finding *f, const char *const *paths, size_t count)
{
    int complaints = 0;
    struct cause why;
    struct now now = {.wall_ms = 0};
    struct captures_conf conf = {.start_ms = ctl_now()};
    const struct capture_line *line;
    if (ctl_has(f->ctl, OPT_EVERY)) {
        int result = ctl_length(f->ctl, OPT_EVERY, &conf.every_ms);
        if (result != CTL_DONE)
            return result;
    }
    struct captures *captures = captures_open(paths, count, &conf, on_complaint, &complaints, &why);
    if (!captures)
        return ctl_fail("%s", why.text);
    while ((line = captures_next(captures, &now)) != NULL) {
        if (strcmp(line->source, "mqtt") != 0 || !is_wanted(f->ctl, line->topic))
            continue;
        discover_message(f->discover, &(struct message){.topic = line->topic,
                                                        .payload = (const char *)line->payload,
                                                        .length = line->length,
                                                        .stored = line->stored,
                                                        .arrival_ms = now.wall_ms});
    }
    struct captures_stats stats = captures_stats(captures);
    captures_close(&captures);
    if (stats.malformed > 0)
        (void)ctl_fail("%lld lines could not be used", (long long)stats.malformed);
    if (stats.unread > 0)
        return ctl_fail("out of memory: not all of it was read");
    const struct discover_counts *counts = discover_counts(f->discover);
    if (counts->messages == 0)
        return ctl_fail("there is no message");
    f->heard_ms = counts->last_ms - counts->first_ms;
    const char *slash = strrchr(paths[0], '/');
    (void)text_format(f->from, sizeof f->from, count > 1 ? "%s and %zu more" : "%s",
                      slash ? slash + 1 : paths[0], count - 1);
    return CTL_DONE;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The zone that this machine is in: that of the plant, most likely. */
static void find_zone(char *out, size_t size)
{
    const char *zone = getenv("TZ");
    char target[256];
    ssize_t length = readlink("/etc/localtime", target, sizeof target - 1);
    (void)text_copy(out, size, "UTC");
    if (zone && zone[0] && zone[0] != ':' && !strchr(zone, ',')) {
        (void)text_copy(out, size, zone);
    } else if (length > 0) {
        target[length] = '\0';
        const char *name = strstr(target, "zoneinfo/");
        if (name)
            (void)text_copy(out, size, name + strlen("zoneinfo/"));
    }
    if (strcmp(out, "Etc/UTC") == 0)
        (void)text_copy(out, size, "UTC");
}

static int write_file(const char *path, const char *text, size_t length, struct cause *why)
{
    char part[4200];
    if (!text_format(part, sizeof part, "%s.part", path))
        return cause_set(why, -1, "%.60s...: the name is too long", path);
    FILE *file = fopen(part, "we");
    if (!file)
        return cause_set(why, -1, "%.150s: %s", part, strerror(errno));
    bool good =
        fwrite(text, 1, length, file) == length && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int error = errno;
    good = fclose(file) == 0 && good;
    if (good && rename(part, path) == 0)
        return 0;
    error = good ? errno : error;
    (void)unlink(part);
    return cause_set(why, -1, "%.150s: %s", path, strerror(error));
}

/* What was written has to be a configuration: it is loaded as the daemon will. */
static int check(const char *directory, struct cause *why)
{
    struct config_report report = {0};
    struct config *config = config_load(&directory, 1, &report);
    for (size_t i = 0; i < report.count; i++)
        (void)ctl_fail("%s", report.message[i]);
    bool good = config != NULL;
    if (!good)
        (void)cause_set(why, -1,
                        "%.100s: what was written needs a hand: mend it, then andonctl check "
                        "--config %.60s",
                        directory, directory);
    config_report_done(&report);
    config_free(&config);
    return good ? 0 : -1;
}

static int make_directory(const char *directory)
{
    if (mkdir(directory, 0777) == 0 || errno == EEXIST)
        return CTL_DONE;
    return ctl_fail("%s: %s", directory, strerror(errno));
}

static void tell_next(const struct finding *f, const char *directory)
{
    if (ctl_has(f->ctl, OPT_JSON))
        return;
    printf("\nWritten: %s/station.ini, and it passes the check.\n\nNext:\n", directory);
    if (f->url[0])
        printf("  andon-console --config %s        the station's screen\n"
               "  andond --config %s               only watch it\n",
               directory, directory);
    else
        printf("  andonctl replay --config %s %s%s\n", directory,
               f->ctl->args ? f->ctl->arg[0] : f->ctl->value[OPT_CAPTURE],
               f->ctl->args > 1 ? " ..." : "");
    printf("  $EDITOR %s/station.ini        what is \"learned\" wants a look\n", directory);
}

static int write_station(struct finding *f, const struct discover_asset *asset,
                         const struct discover_plan *plan)
{
    char path[4100];
    const char *directory = f->ctl->value[OPT_WRITE];
    if (!text_format(path, sizeof path, "%s/station.ini", directory))
        return ctl_fail("%s: the name is too long", directory);
    if (!ctl_has(f->ctl, OPT_FORCE) && access(path, F_OK) == 0)
        return ctl_fail("%s is there already; --force replaces it", path);
    char *text = malloc(CONFIG_BYTES);
    size_t length = text ? discover_write(f->discover, asset, plan, text, CONFIG_BYTES) : 0;
    int result = length ? make_directory(directory) : ctl_fail("the configuration does not fit");
    struct cause why;
    if (result == CTL_DONE && write_file(path, text, length, &why) != 0)
        result = ctl_fail("%s", why.text);
    free(text);
    if (result == CTL_DONE && check(directory, &why) != 0)
        result = ctl_fail("%s", why.text);
    if (result == CTL_DONE)
        tell_next(f, directory);
    return result;
}

/* A station of the asset as text, to be freed; NULL: it does not fit. */
static char *make_text(const struct finding *f, const struct discover_asset *asset,
                       int64_t ideal_us, size_t *length)
{
    char zone[64];
    char *text = malloc(CONFIG_BYTES);
    find_zone(zone, sizeof zone);
    const struct discover_plan plan = {.url = f->url,
                                       .zone = zone,
                                       .origin = f->from,
                                       .confirmed = ideal_us > 0,
                                       .ideal_us = ideal_us,
                                       .small_stop_ms = -1};
    *length = text ? discover_write(f->discover, asset, &plan, text, CONFIG_BYTES) : 0;
    if (*length > 0)
        return text;
    free(text);
    return NULL;
}

/* What the layers of --config say. */
static int read_station(const struct finding *f, json_t *sections, struct cause *why)
{
    struct cause inner;
    struct folder *folder = calloc(1, sizeof *folder);
    int result = 0;
    if (!folder)
        return cause_set(why, -1, "out of memory");
    for (size_t i = 0; i < f->ctl->layers && result == 0; i++) {
        result = folder_read(folder, f->ctl->layer[i], why);
        for (size_t k = 0; k < folder->files && result == 0; k++)
            if (replace_read(sections, folder->file[k].text, folder->file[k].length, &inner) != 0)
                result = cause_set(why, -1, "%s/%s: %s", f->ctl->layer[i], folder->file[k].name,
                                   inner.text);
        folder_done(folder);
    }
    free(folder);
    return result;
}

json_t *finding_replace(struct finding *f, const struct discover_asset *asset, struct cause *why)
{
    size_t length = 0;
    json_t *was = json_object(), *is = json_object(), *rows = json_array(), *patch = NULL;
    json_t *heard = json_object();
    for (size_t i = 0; i < asset->words; i++)
        (void)json_object_set_new(heard, asset->word[i].text, json_true());
    char *text = make_text(f, asset, 0, &length);
    bool good = was && is && rows && heard && text && replace_read(is, text, length, why) == 0;
    if (f->ctl->layers == 0)
        (void)cause_set(why, -1, "there is no station to compare with: --config DIR");
    else if (!good)
        (void)cause_set(why, -1, "the configuration does not fit");
    else if (read_station(f, was, why) == 0)
        patch = replace_patch(was, is, heard, rows);
    free(text);
    json_decref(was);
    json_decref(is);
    json_decref(heard);
    if (!patch) {
        json_decref(rows);
        return NULL;
    }
    return json_pack("{s:o,s:o}", "rows", rows, "patch", patch);
}

int finding_write(struct finding *f, const struct discover_asset *asset, const char *directory,
                  int64_t ideal_us, struct cause *why)
{
    char path[4100];
    size_t length = 0;
    if (!text_format(path, sizeof path, "%s/station.ini", directory))
        return cause_set(why, -1, "%.60s...: the name is too long", directory);
    if (access(path, F_OK) == 0)
        return cause_set(why, -1, "%.200s is there already", path);
    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return cause_set(why, -1, "%.200s: %s", directory, strerror(errno));
    char *text = make_text(f, asset, ideal_us, &length);
    int result = text ? write_file(path, text, length, why)
                      : cause_set(why, -1, "the configuration does not fit");
    free(text);
    return result == 0 ? check(directory, why) : -1;
}

/* ---- which of them --------------------------------------------------------------------------- */

/* By number, name, title or path. */
static const struct discover_asset *find_asset(const struct finding *f, const char *wanted)
{
    char *end;
    unsigned long number = strtoul(wanted, &end, 10);
    const struct discover_asset *all = f->result->asset;
    if (*wanted && !*end && number >= 1 && number <= f->result->assets)
        return &all[number - 1];
    for (size_t i = 0; i < f->result->assets; i++)
        if (strcasecmp(all[i].name, wanted) == 0 || strcasecmp(all[i].title, wanted) == 0 ||
            strcmp(all[i].path, wanted) == 0)
            return &all[i];
    return NULL;
}

static bool interactive(const struct finding *f)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !ctl_has(f->ctl, OPT_JSON);
}

static int choose_asset(struct finding *f, const struct discover_asset **out)
{
    const char *wanted = f->ctl->value[OPT_ASSET];
    *out = NULL;
    if (wanted) {
        *out = find_asset(f, wanted);
        return *out ? CTL_DONE
                    : ctl_fail("--asset %s: there is none; give its number or its name", wanted);
    }
    if (!ctl_has(f->ctl, OPT_WRITE))
        return CTL_DONE;
    if (f->result->machines == 1 || f->result->assets == 1) {
        *out = &f->result->asset[0];
        return CTL_DONE;
    }
    if (f->result->assets == 0)
        return ctl_fail("nothing was found that could be written");
    if (interactive(f)) {
        *out = finding_ask_asset(f);
        return *out ? CTL_DONE : CTL_FAILED;
    }
    return ctl_fail("there are %zu machines: say which with --asset N, as numbered above",
                    f->result->machines ? f->result->machines : f->result->assets);
}

static int finish(struct finding *f)
{
    const struct discover_asset *asset;
    char zone[64], origin[640];
    f->result = discover_look(f->discover);
    if (!f->result)
        return ctl_fail("out of memory");
    bool single = ctl_has(f->ctl, OPT_ASSET) && !ctl_has(f->ctl, OPT_JSON);
    if (ctl_has(f->ctl, OPT_JSON)) {
        int result = finding_json(f);
        if (result != CTL_DONE)
            return result;
    } else if (!single) {
        finding_show(f);
    }
    int result = choose_asset(f, &asset);
    if (result != CTL_DONE || !asset)
        return result;
    if (single)
        finding_show_asset(f, asset);
    if (!ctl_has(f->ctl, OPT_WRITE))
        return CTL_DONE;
    find_zone(zone, sizeof zone);
    (void)text_format(origin, sizeof origin, "%s", f->from);
    struct discover_plan plan = {
        .url = f->url, .zone = zone, .origin = origin, .small_stop_ms = -1};
    if (interactive(f) && !ctl_has(f->ctl, OPT_ASSET) && !finding_ask_plan(f, asset, &plan))
        return ctl_fail("nothing was written");
    return write_station(f, asset, &plan);
}

/* ---- the command ----------------------------------------------------------------------------- */

static int hear(struct finding *f)
{
    const char *paths[CTL_ARGS_MAX + 1];
    size_t count = f->ctl->args;
    for (size_t i = 0; i < count; i++)
        paths[i] = f->ctl->arg[i];
    if (ctl_has(f->ctl, OPT_CAPTURE))
        paths[count++] = f->ctl->value[OPT_CAPTURE];
    if (count > 0 && ctl_has(f->ctl, OPT_BROKER))
        return ctl_usage("discover listens to a broker or reads recordings, not both");
    if (count > 0)
        return read_captures(f, paths, count);
    if (!ctl_has(f->ctl, OPT_BROKER) && f->ctl->layers == 0)
        return ctl_usage("discover needs --broker URL (mqtt://host), or recordings of andonctl "
                         "capture");
    return finding_listen(f);
}

int ctl_discover(const struct ctl *ctl)
{
    static const char *const plain[] = {"dumb", "vt220", "vt100", ""};
    struct finding f = {.ctl = ctl, .url = ""};
    const char *term = getenv("TERM");
    f.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR") && term;
    for (size_t i = 0; f.colour && i < sizeof plain / sizeof *plain; i++)
        f.colour = strcmp(term, plain[i]) != 0;
    f.discover = discover_new();
    if (!f.discover)
        return ctl_fail("out of memory");
    int result = hear(&f);
    if (result == CTL_DONE && !ctl_has(ctl, OPT_FOLLOW))
        result = finish(&f);
    discover_free(&f.discover);
    return result;
}
