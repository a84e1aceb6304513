/* SPDX-License-Identifier: MIT */
/* One table of options, for args.h. Called by main.c only; texts stay those of argv. */
#include "data/gateway/options.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_CONFIG,
    OPT_BROKER,
    OPT_RUN,
    OPT_CHECK,
    OPT_ONCE,
    OPT_SCAN,
    OPT_DEVICE,
    OPT_UNITS,
    OPT_ADDRESSES,
    OPT_RELEARN,
    OPT_DEFAULTS,
    OPT_HELP,
    OPT_VERSION,
    OPT_COUNT
};

static const struct arg_row rows[OPT_COUNT] = {
    [OPT_CONFIG] = {"config", "PATH", "an INI file, or a directory of them; repeat it"},
    [OPT_BROKER] = {"broker", "URL", "instead of the configured one: mqtt://HOST:PORT"},
    [OPT_RUN] = {"run", "DIR", "where its socket is (andon-gateway.sock), for doctor and metrics"},
    [OPT_CHECK] = {"check", NULL, "say how the configuration is understood, and end"},
    [OPT_ONCE] = {"once", NULL, "read every register once and print a table; needs no broker"},
    [OPT_SCAN] = {"scan", NULL, "which units answer, and what can be read of them"},
    [OPT_DEVICE] = {"device", "URL", "what to scan, without a configuration: tcp://… or rtu://…"},
    [OPT_UNITS] = {"units", "FROM-TO", "of a scan: which units (1-247; of tcp:// 1-10)"},
    [OPT_ADDRESSES] = {"addresses", "FROM-TO", "of a scan: from 0, as in the request (0-299)"},
    [OPT_RELEARN] = {"relearn", "NAME", "forget what [running NAME] has learnt"},
    [OPT_DEFAULTS] = {"dump-defaults", NULL, "print every key of a configuration"},
    [OPT_HELP] = {"help", NULL, "print this help"},
    [OPT_VERSION] = {"version", NULL, "print the version"},
};

void options_help(void)
{
    puts("usage: andon-gateway --config PATH… [--broker URL] [--run DIR]\n"
         "       andon-gateway --config PATH… --check | --once | --relearn NAME\n"
         "       andon-gateway --scan --config PATH… | --scan --device URL [--units FROM-TO]\n"
         "Polls Modbus devices and publishes their values to the plant's broker. Only reads.\n");
    args_help(stdout, rows, OPT_COUNT, 20);
    puts("\nExit status: 0 done, 1 failed, or a register without a value, 2 usage.\n"
         "See andon-gateway(8).");
}

/* "3" or "1-20". */
static int range(const char *option, const char *text, long most, long out[2], struct cause *why)
{
    char *end = NULL;
    const char *second = strchr(text, '-');
    out[0] = strtol(text, &end, 10);
    bool good = end != text && (second ? end == second : *end == '\0');
    out[1] = second ? strtol(second + 1, &end, 10) : out[0];
    good = good && end != text && *end == '\0' && (!second || end != second + 1);
    if (!good || out[0] < 0 || out[1] < out[0] || out[1] > most)
        return cause_set(why, -1, "--%s %.20s: write FROM-TO, 0 to %ld", option, text, most);
    return 0;
}

static int take(void *out, int option, const char *value, struct cause *why)
{
    struct options *o = out;
    long is[2];
    switch (option) {
    case OPT_CONFIG:
        if (o->configs == CONFIGS_MAX)
            return cause_set(why, -1, "--config: at most %d of them", CONFIGS_MAX);
        o->config[o->configs++] = value;
        return 0;
    case OPT_BROKER:
        o->broker = value;
        return 0;
    case OPT_RUN:
        o->run = value;
        return 0;
    case OPT_DEVICE:
        o->device = value;
        return 0;
    case OPT_UNITS:
        if (range("units", value, 255, is, why) != 0)
            return -1;
        o->range.unit_from = (int)is[0];
        o->range.unit_to = (int)is[1];
        return 0;
    case OPT_ADDRESSES:
        if (range("addresses", value, 65535, is, why) != 0)
            return -1;
        o->range.from = (unsigned)is[0];
        o->range.to = (unsigned)is[1];
        return 0;
    default:
        break;
    }
    static const enum wish wishes[OPT_COUNT] = {
        [OPT_CHECK] = WISH_CHECK,     [OPT_ONCE] = WISH_ONCE,         [OPT_SCAN] = WISH_SCAN,
        [OPT_RELEARN] = WISH_RELEARN, [OPT_DEFAULTS] = WISH_DEFAULTS, [OPT_HELP] = WISH_HELP,
        [OPT_VERSION] = WISH_VERSION};
    o->wish = wishes[option];
    if (option == OPT_RELEARN)
        o->relearn = value;
    return 0;
}

int options_read(struct options *o, int argc, char *const argv[], struct cause *why)
{
    *o = (struct options){.wish = WISH_RUN, .range = {.unit_from = -1, .from = 0, .to = 299}};
    if (args_read(rows, OPT_COUNT, argc, argv, take, o, NULL, why) != 0)
        return -1;
    if (o->device && o->wish != WISH_SCAN)
        return cause_set(why, -1, "--device goes with --scan");
    if (o->wish < WISH_DEFAULTS && o->configs == 0 && !o->device)
        return cause_set(why, -1, "which configuration? give --config PATH");
    return 0;
}
