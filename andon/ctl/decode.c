/* SPDX-License-Identifier: MIT */
/* andonctl decode: what the signals of a configuration make of captured messages, update by update;
 * andonctl presets: the shipped presets and their texts. No daemon, no broker. Called by main.c's
 * table. */
#include "data/decode/decode.h"
#include "andon/ctl/ctl.h"
#include "andon/ctl/replay/captures.h"
#include "data/config/config.h"
#include "data/config/source/fields.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_WIDTH  16
#define VALUE_WIDTH 24

/* ---- decode ---- */

struct showing {
    const struct ctl *ctl;
    const struct config *config;
    const struct capture_line *line;
    int64_t updates;
};

/* Our word for it, where a map or the role gives one; else what the signal holds. */
static const char *value_text(const struct showing *at, const struct update *u,
                              char out[VALUE_TEXT_SIZE + AMOUNT_TEXT_SIZE])
{
    enum signal_role role = at->config->signal[u->signal].role;
    if (u->quality != Q_GOOD)
        return "unknown";
    if (role == ROLE_STATE)
        return u->mapped >= 0 ? word_name(&words_machine_state, u->mapped) : "unknown";
    if (role == ROLE_MODE && u->mapped >= 0)
        return word_name(&words_station_mode, u->mapped);
    switch (u->value.type) {
    case VALUE_NUMBER:
        return amount_to_text(u->value.amount, out);
    case VALUE_BOOL:
        return u->value.amount ? "yes" : "no";
    case VALUE_TEXT:
        return u->value.text[0] ? u->value.text : "(empty)";
    case VALUE_NONE:
        break;
    }
    return "unknown";
}

static void show_json(const struct showing *at, const struct update *u, const char *value)
{
    char text[1024];
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    jw_text(&w, "signal", at->config->signal[u->signal].name);
    jw_text(&w, "value", value);
    jw_text(&w, "quality", word_name(&words_quality, (int)u->quality));
    if (u->source_ms == TIME_NONE)
        jw_null(&w, "time");
    else
        jw_int(&w, "time", u->source_ms);
    jw_bool(&w, "stored", u->stored);
    jw_bool(&w, "historical", u->historical);
    jw_object_end(&w);
    puts(text);
}

static void on_update(void *ctx, const struct update *u)
{
    struct showing *at = ctx;
    char room[VALUE_TEXT_SIZE + AMOUNT_TEXT_SIZE], time[TIME_ISO_SIZE];
    const char *value = value_text(at, u, room);
    at->updates++;
    if (ctl_has(at->ctl, OPT_JSON)) {
        show_json(at, u, value);
        return;
    }
    printf("%-*s  %-*s  %-4s  %s%s%s\n", NAME_WIDTH, at->config->signal[u->signal].name,
           VALUE_WIDTH, value, word_name(&words_quality, (int)u->quality),
           u->source_ms == TIME_NONE ? "arrival" : time_to_iso8601(u->source_ms, time),
           u->stored ? "  stored" : "", u->historical ? "  told later" : "");
}

static void on_complaint(void *ctx, const char *text)
{
    (void)ctx;
    (void)ctl_fail("%s", text);
}

/* What was heard and could not be read, by signal. */
static void tell_errors(const struct config *config, const struct decoder *decoder)
{
    for (size_t i = 0; i < config->signals; i++) {
        const struct decode_stats *stats = decoder_stats(decoder, i);
        if (stats->errors)
            (void)ctl_fail("%s: %lld of %lld not read; the last: %s", config->signal[i].name,
                           (long long)stats->errors, (long long)stats->messages, stats->error);
    }
    if (decoder_unwanted(decoder))
        (void)ctl_fail("%lld messages on topics that no signal wants",
                       (long long)decoder_unwanted(decoder));
}

static int decode_all(struct showing *at, struct decoder *decoder)
{
    struct cause why;
    struct now now;
    const struct captures_conf conf = {.zone = &at->config->zone, .every_ms = MS_PER_S};
    struct captures *captures =
        captures_open(at->ctl->arg, at->ctl->args, &conf, on_complaint, NULL, &why);
    if (!captures)
        return ctl_fail("%s", why.text);
    while ((at->line = captures_next(captures, &now)) != NULL) {
        const struct message message = {.topic = at->line->topic,
                                        .payload = (const char *)at->line->payload,
                                        .length = at->line->length,
                                        .stored = at->line->stored,
                                        .arrival_ms = now.wall_ms,
                                        .now_ms = now.boot_ms};
        if (decoder_due(decoder) <= now.boot_ms)
            decoder_time(decoder, DECODER_TICK, &now, on_update, at);
        if (strcmp(at->line->source, "mqtt") == 0)
            (void)decoder_message(decoder, &message, on_update, at);
    }
    captures_close(&captures);
    tell_errors(at->config, decoder);
    return CTL_DONE;
}

int ctl_decode(const struct ctl *ctl)
{
    struct config_report report = {0};
    if (ctl->layers == 0)
        return ctl_usage("decode needs --config DIR");
    struct config *config = config_load(ctl->layer, ctl->layers, &report);
    for (size_t i = 0; i < report.count; i++)
        (void)ctl_fail("%s", report.message[i]);
    config_report_done(&report);
    if (!config)
        return CTL_FAILED;
    struct decoder *decoder = decoder_new(config);
    struct showing at = {.ctl = ctl, .config = config};
    int result = decoder ? decode_all(&at, decoder) : ctl_fail("out of memory");
    decoder_free(&decoder);
    config_free(&config);
    return result;
}

/* ---- presets ---- */

/* "[preset NAME]": its name, and the title that follows. */
static bool preset_line(const char *const *line, char *name, size_t size, const char **title)
{
    static const char head[] = "[preset ", key[] = "title = ";
    if (strncmp(*line, head, sizeof head - 1) != 0)
        return false;
    const char *from = *line + sizeof head - 1;
    *title = "";
    for (line++; *line && (*line)[0] != '['; line++)
        if (strncmp(*line, key, sizeof key - 1) == 0)
            *title = *line + sizeof key - 1;
    return text_copy_n(name, size, from, strcspn(from, "]"));
}

static void print_file(const struct shipped_source *file)
{
    for (const char *const *line = file->line; *line; line++)
        puts(*line);
}

int ctl_presets(const struct ctl *ctl)
{
    const char *wanted = ctl->args > 0 ? ctl->arg[0] : NULL, *title;
    char name[CONFIG_ID_SIZE];
    for (const struct shipped_source *file = config_shipped_sources; file->name; file++) {
        bool shown = wanted && strcmp(file->name, wanted) == 0;
        for (const char *const *line = file->line; *line && !shown; line++) {
            if (!preset_line(line, name, sizeof name, &title))
                continue;
            shown = wanted && strcmp(name, wanted) == 0;
            if (!wanted)
                printf("%-18s  %s\n", name, title);
        }
        if (shown) {
            print_file(file);
            return CTL_DONE;
        }
    }
    return wanted ? ctl_fail("there is no preset %s; andonctl presets lists them", wanted)
                  : CTL_DONE;
}
