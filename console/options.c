/* SPDX-License-Identifier: MIT */
/* One table of options: getopt's list and --help are made from it. Called by main.c only. */
#include "console/options.h"

#include "data/config/paths.h"
#include "data/model/text.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum {
    OPT_CONFIG,
    OPT_SOCKET,
    OPT_RUN,
    OPT_DATA,
    OPT_SCREEN,
    OPT_READ_ONLY,
    OPT_ATTENTION,
    OPT_PLAIN,
    OPT_CHECK_LAYOUT,
    OPT_HELP,
    OPT_VERSION,
    OPT_COUNT
};

static const struct option_row {
    const char *name, *argument; /* argument NULL: takes none */
    const char *help;
} rows[OPT_COUNT] = {
    [OPT_CONFIG] = {"config", "DIR", "the station's configuration; starts andond when none runs"},
    [OPT_SOCKET] = {"socket", "PATH", "the station's socket, wherever it is"},
    [OPT_RUN] = {"run", "DIR", "where the socket is (andond.sock)"},
    [OPT_DATA] = {"data", "DIR", "where andond keeps its records"},
    [OPT_SCREEN] = {"screen", "NAME",
                    "begin with this screen: station, stop, scrap, job, mode, hours, …"},
    [OPT_READ_ONLY] = {"read-only", NULL, "look only"},
    [OPT_ATTENTION] = {"attention", "N=VALUE", "who is called how: by=bell,flash from=high role=…"},
    [OPT_PLAIN] = {"plain", NULL, "print one page of text and exit"},
    [OPT_CHECK_LAYOUT] = {"check-layout", "FILE", "say what is wrong with a screen file"},
    [OPT_HELP] = {"help", NULL, "print this help"},
    [OPT_VERSION] = {"version", NULL, "print the version"},
};

void options_help(void)
{
    puts("usage: andon-console [--config DIR… | --socket PATH] [--run DIR] [--data DIR]\n"
         "                     [--screen NAME] [--read-only] [--attention NAME=VALUE…] [--plain]\n"
         "                     [--check-layout FILE]\n"
         "The screen of one station. Keys are printed on it; ? explains them, Q leaves.\n");
    for (int i = 0; i < OPT_COUNT; i++) {
        char left[32];
        (void)text_format(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].argument ? " " : "",
                          rows[i].argument ? rows[i].argument : "");
        printf("  %-19s %s\n", left, rows[i].help);
    }
    puts("\nExit status: 0 done, 1 refused or failed, 2 usage, 3 the terminal stalled.\n"
         "See andon-console(1).");
}

static int take_path(char out[OPTIONS_PATH_SIZE], const char *text, struct cause *why)
{
    if (text[0] == '\0')
        return cause_set(why, -1, "an empty path");
    if (!text_copy(out, OPTIONS_PATH_SIZE, text))
        return cause_set(why, -1, "%.40s…: the path is too long", text);
    return 0;
}

static int take_attention(struct options *options, const char *value, struct cause *why)
{
    struct cause what;
    if (attention_conf_set(&options->attention, value, &what) != 0)
        return cause_set(why, -1, "--attention %s", what.text);
    return 0;
}

static int take(struct options *options, int option, const char *value, struct cause *why)
{
    switch (option) {
    case OPT_CONFIG:
        if (options->configs == OPTIONS_LAYERS_MAX)
            return cause_set(why, -1, "--config: at most %d layers", OPTIONS_LAYERS_MAX);
        options->config[options->configs++] = value;
        return 0;
    case OPT_SOCKET:
        if (options->socket[0] != '\0')
            return cause_set(why, -1, "--socket: one station at a time");
        return take_path(options->socket, value, why);
    case OPT_RUN:
        options->run_said = true;
        return take_path(options->run, value, why);
    case OPT_DATA:
        options->data_said = true;
        return take_path(options->data, value, why);
    case OPT_SCREEN:
        options->screen = value;
        return 0;
    case OPT_READ_ONLY:
        options->read_only = true;
        return 0;
    case OPT_ATTENTION:
        return take_attention(options, value, why);
    case OPT_CHECK_LAYOUT:
        options->layout_file = value;
        options->wish = WISH_CHECK_LAYOUT;
        return 0;
    default:
        options->wish = option == OPT_PLAIN  ? WISH_PLAIN
                        : option == OPT_HELP ? WISH_HELP
                                             : WISH_VERSION;
        return 0;
    }
}

static int fill_in(struct options *o, struct cause *why)
{
    if (o->socket[0] != '\0' && o->configs > 0)
        return cause_set(why, -1, "--socket or --config, not both");
    if (o->run[0] == '\0' && paths_default_run(o->run, sizeof o->run, why) != 0)
        return -1;
    if (o->data[0] == '\0' && paths_default_data(o->data, sizeof o->data, why) != 0)
        return -1;
    return o->socket[0] != '\0'
               ? 0
               : paths_join(o->socket, sizeof o->socket, o->run, "andond.sock", why);
}

int options_read(struct options *options, int argc, char *const argv[], struct cause *why)
{
    struct option list[OPT_COUNT + 1] = {{0}};
    for (int i = 0; i < OPT_COUNT; i++)
        list[i] = (struct option){.name = rows[i].name,
                                  .has_arg = rows[i].argument ? required_argument : no_argument,
                                  .val = i};
    *options = (struct options){.wish = WISH_RUN};
    attention_conf_init(&options->attention);
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+:", list, NULL)) != -1;) {
        if (option == '?')
            return cause_set(why, -1, "%s: no such option", argv[optind - 1]);
        if (option == ':')
            return cause_set(why, -1, "%s needs a value", argv[optind - 1]);
        if (take(options, option, optarg, why) != 0)
            return -1;
    }
    if (optind < argc)
        return cause_set(why, -1, "%s: not an option", argv[optind]);
    bool talks = options->wish == WISH_RUN || options->wish == WISH_PLAIN;
    return talks ? fill_in(options, why) : 0;
}
