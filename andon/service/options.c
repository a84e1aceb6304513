/* SPDX-License-Identifier: MIT */
/* One table of options, for args.h. Called by main.c only. */
#include "andon/service/options.h"

#include "data/config/paths.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

enum {
    OPT_CONFIG,
    OPT_DATA,
    OPT_RUN,
    OPT_BROKER,
    OPT_FOREGROUND,
    OPT_DEFAULTS,
    OPT_HELP,
    OPT_VERSION,
    OPT_COUNT
};

static const struct arg_row rows[OPT_COUNT] = {
    [OPT_CONFIG] = {"config", "DIR", "directory of INI files; repeat for layers, a later one wins"},
    [OPT_DATA] = {"data", "DIR", "where the records are kept (station.db)"},
    [OPT_RUN] = {"run", "DIR", "where the socket and the lock are"},
    [OPT_BROKER] = {"broker", "URL", "mqtt(s)://HOST:PORT instead of the configured broker"},
    [OPT_FOREGROUND] = {"foreground", NULL, "stay with the terminal or service manager"},
    [OPT_DEFAULTS] = {"dump-defaults", NULL, "print a complete commented configuration"},
    [OPT_HELP] = {"help", NULL, "print this help"},
    [OPT_VERSION] = {"version", NULL, "print the version"},
};

void options_help(void)
{
    puts("usage: andond [--config DIR]… [--data DIR] [--run DIR] [--broker URL] [--foreground]\n"
         "The daemon of one station: listens to its machine, decides, records, lights the tower.\n"
         "Without --foreground it returns when it serves, or says why it cannot.\n");
    args_help(stdout, rows, OPT_COUNT, 18);
    puts("\nExit status: 0 done, 1 refused or failed, 2 usage. See andond(8).");
}

static int take(void *out, int option, const char *value, struct cause *why)
{
    struct options *options = out;
    switch (option) {
    case OPT_CONFIG:
        if (options->configs == OPTIONS_LAYERS_MAX)
            return cause_set(why, -1, "--config: at most %d layers", OPTIONS_LAYERS_MAX);
        options->config[options->configs++] = value;
        return 0;
    case OPT_DATA:
        return args_path(options->data, value, why);
    case OPT_RUN:
        return args_path(options->run, value, why);
    case OPT_BROKER:
        options->broker = value;
        return 0;
    case OPT_FOREGROUND:
        options->foreground = true;
        return 0;
    case OPT_DEFAULTS:
        options->wish = WISH_DEFAULTS;
        return 0;
    case OPT_HELP:
        options->wish = WISH_HELP;
        return 0;
    case OPT_VERSION:
        options->wish = WISH_VERSION;
        return 0;
    default:
        return cause_set(why, -1, "unknown option");
    }
}

static int fill_in(struct options *options, struct cause *why)
{
    if (options->run[0] == '\0' && paths_default_run(options->run, sizeof options->run, why) != 0)
        return -1;
    if (options->data[0] == '\0' &&
        paths_default_data(options->data, sizeof options->data, why) != 0)
        return -1;
    if (options->configs > 0)
        return 0;
    options->config[options->configs++] = options->config_default;
    return paths_default_config(options->config_default, sizeof options->config_default, why);
}

int options_read(struct options *options, int argc, char *const argv[], struct cause *why)
{
    const char *stray;
    *options = (struct options){.wish = WISH_RUN};
    if (args_read(rows, OPT_COUNT, argc, argv, take, options, &stray, why) != 0)
        return stray ? cause_set(why, -1, "%s: not an option (write --config %s?)", stray, stray)
                     : -1;
    return options->wish == WISH_RUN ? fill_in(options, why) : 0;
}
