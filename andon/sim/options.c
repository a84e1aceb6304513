/* SPDX-License-Identifier: MIT */
/* One table of options: getopt's list and --help are made from it. Called by main.c only; the
 * values point into argv. */
#include "andon/sim/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPEED_MAX 1e6

enum {
    OPT_BROKER,
    OPT_LINE,
    OPT_STATION,
    OPT_SPEED,
    OPT_SEED,
    OPT_CONTROL,
    OPT_CAPTURE,
    OPT_FROM,
    OPT_TO,
    OPT_LOOP,
    OPT_HELP,
    OPT_VERSION,
    OPT_COUNT
};

static const struct option_row {
    const char *name, *argument, *help;
} rows[OPT_COUNT] = {
    [OPT_BROKER] = {"broker", "URL", "mqtt://HOST:PORT to publish to"},
    [OPT_LINE] = {"line", "NAME", "second level of the topics (line1)"},
    [OPT_STATION] = {"station", "NAME", "third level of the topics (press3)"},
    [OPT_SPEED] = {"speed", "N", "everything happens N times as often; max plays without pauses"},
    [OPT_SEED] = {"seed", "N", "the same seed gives the same events (1)"},
    [OPT_CONTROL] = {"control", NULL, "take commands on standard input: run, stop CODE, …"},
    [OPT_CAPTURE] = {"capture", "FILE…", "play recorded broker traffic instead of a press"},
    [OPT_FROM] = {"from", "S", "begin at this second of the capture"},
    [OPT_TO] = {"to", "S", "end before this second of the capture"},
    [OPT_LOOP] = {"loop", NULL, "play again and again"},
    [OPT_HELP] = {"help", NULL, "print this help"},
    [OPT_VERSION] = {"version", NULL, "print the version"},
};

void options_help(void)
{
    puts("usage: andon-sim --broker URL [--line NAME] [--station NAME] [--speed N] [--seed N]\n"
         "       andon-sim --broker URL --capture FILE… [--speed N] [--from S] [--to S] [--loop]\n"
         "A virtual press that publishes like a real one, or the player of a capture file.\n");
    for (int i = 0; i < OPT_COUNT; i++) {
        char left[32];
        (void)snprintf(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].argument ? " " : "",
                       rows[i].argument ? rows[i].argument : "");
        printf("  %-18s %s\n", left, rows[i].help);
    }
    puts("\nExit status: 0 done, 1 refused or failed, 2 usage. See andon-sim(1).");
}

static int take_number(const char *name, const char *text, double *out, struct cause *why)
{
    char *end;
    errno = 0;
    *out = strtod(text, &end);
    if (end == text || *end || errno || !(*out >= 0 && *out <= 1e12))
        return cause_set(why, -1, "--%s: '%.40s' is not a number from 0", name, text);
    return 0;
}

static int take_speed(struct options *o, const char *text, struct cause *why)
{
    if (strcmp(text, "max") == 0) {
        o->speed = 0;
        return 0;
    }
    if (take_number("speed", text, &o->speed, why) != 0)
        return -1;
    if (!(o->speed > 0 && o->speed <= SPEED_MAX))
        return cause_set(why, -1, "--speed: '%.40s' is not above 0 and up to 1000000", text);
    return 0;
}

static int take_seconds(int64_t *us, const char *name, const char *text, struct cause *why)
{
    double seconds;
    if (take_number(name, text, &seconds, why) != 0)
        return -1;
    *us = (int64_t)(seconds * 1e6);
    return 0;
}

static int take_seed(struct options *o, const char *text, struct cause *why)
{
    char *end;
    errno = 0;
    o->seed = strtoull(text, &end, 10);
    if (end == text || *end || errno || *text == '-')
        return cause_set(why, -1, "--seed: '%.40s' is not a whole number", text);
    return 0;
}

/* A name is one level of a topic. */
static int take_name(const char **to, const char *name, const char *text, struct cause *why)
{
    if (!*text || strlen(text) > 64 || strpbrk(text, "/+# "))
        return cause_set(why, -1, "--%s: '%.40s' cannot be one level of a topic", name, text);
    *to = text;
    return 0;
}

static int take_file(struct options *o, const char *text, struct cause *why)
{
    if (o->file_count == OPTIONS_FILES_MAX)
        return cause_set(why, -1, "--capture: at most %d files", OPTIONS_FILES_MAX);
    o->files[o->file_count++] = text;
    return 0;
}

static int take(struct options *o, int option, const char *text, struct cause *why)
{
    switch (option) {
    case OPT_BROKER:
        o->broker = text;
        return 0;
    case OPT_LINE:
        return take_name(&o->line, "line", text, why);
    case OPT_STATION:
        return take_name(&o->station, "station", text, why);
    case OPT_SPEED:
        return take_speed(o, text, why);
    case OPT_SEED:
        return take_seed(o, text, why);
    case OPT_CONTROL:
        o->control = true;
        return 0;
    case OPT_CAPTURE:
        return take_file(o, text, why);
    case OPT_FROM:
        return take_seconds(&o->from_us, "from", text, why);
    case OPT_TO:
        return take_seconds(&o->to_us, "to", text, why);
    case OPT_LOOP:
        o->loop = true;
        return 0;
    case OPT_HELP:
        o->help = true;
        return 0;
    case OPT_VERSION:
        o->version = true;
        return 0;
    default:
        return cause_set(why, -1, "unknown option, or one without its value");
    }
}

static int check(const struct options *o, struct cause *why)
{
    if (o->help || o->version)
        return 0;
    if (!o->broker)
        return cause_set(why, -1, "--broker is missing");
    if (o->file_count == 0 && !(o->speed > 0))
        return cause_set(why, -1, "--speed max is for captures only");
    if (o->file_count == 0 && (o->loop || o->from_us > 0 || o->to_us != INT64_MAX))
        return cause_set(why, -1, "--from, --to and --loop need --capture");
    if (o->file_count > 0 && o->control)
        return cause_set(why, -1, "--control is not for captures");
    if (o->from_us >= o->to_us)
        return cause_set(why, -1, "--from is not before --to");
    return 0;
}

int options_parse(struct options *options, int argc, char **argv, struct cause *why)
{
    struct option list[OPT_COUNT + 1] = {{0}};
    for (int i = 0; i < OPT_COUNT; i++)
        list[i] = (struct option){
            .name = rows[i].name, .has_arg = rows[i].argument != NULL, .val = 256 + i};
    *options = (struct options){
        .line = "line1", .station = "press3", .speed = 1, .seed = 1, .to_us = INT64_MAX};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", list, NULL)) != -1;) {
        if (c == '?')
            return cause_set(why, -1, "%.60s: unknown option, or its value is missing",
                             argv[optind - 1]);
        if (take(options, c - 256, optarg, why) != 0)
            return -1;
    }
    for (; optind < argc; optind++) {
        if (options->file_count == 0)
            return cause_set(why, -1, "%.60s: not an option", argv[optind]);
        if (take_file(options, argv[optind], why) != 0)
            return -1;
    }
    return check(options, why);
}
