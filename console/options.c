/* SPDX-License-Identifier: MIT */
/* One table of options, for args.h. Called by main.c only. */
#include "console/options.h"

#include "console/panels/score/score.h"
#include "console/panels/terminal.h"
#include "console/theme/theme.h"
#include "console/widgets/layout_when.h"
#include "data/config/field.h"
#include "data/config/paths.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

enum {
    OPT_CONFIG,
    OPT_SOCKET,
    OPT_STATION,
    OPT_RUN,
    OPT_DATA,
    OPT_SCREEN,
    OPT_LAYOUTS,
    OPT_CYCLE,
    OPT_READ_ONLY,
    OPT_TOUCH,
    OPT_NO_MOUSE,
    OPT_ATTENTION,
    OPT_LANGUAGE,
    OPT_THEME,
    OPT_GLYPHS,
    OPT_PLAIN,
    OPT_SETUP,
    OPT_BROKER,
    OPT_CHECK_LAYOUT,
    OPT_SIZE,
    OPT_LIST_PANELS,
    OPT_LIST_KEYS,
    OPT_HELP,
    OPT_VERSION,
    OPT_COUNT
};

static const struct arg_row rows[OPT_COUNT] = {
    [OPT_CONFIG] = {"config", "DIR", "the station's configuration; starts andond when none runs"},
    [OPT_SOCKET] = {"socket", "PATH",
                    "the station's socket, wherever it is; repeat it for several stations"},
    [OPT_STATION] = {"station", "NAME", "the station of that name, of this machine or at a hub"},
    [OPT_RUN] = {"run", "DIR", "where the socket is (andond.sock)"},
    [OPT_DATA] = {"data", "DIR", "where andond keeps its records"},
    [OPT_SCREEN] = {"screen",
                    "NAME: station stop scrap job mode hours handover person calls alerts "
                    "maintenance predictions orders load report signals lamps log terminal "
                    "scoreboard details why lines plant help",
                    "begin with this screen, or one of your own"},
    [OPT_LAYOUTS] = {"layouts", "DIR", "screens of your own; " OPTIONS_LAYOUTS},
    [OPT_CYCLE] = {"cycle", "TIME",
                   "a page of the scoreboard stays so long (15 s); 0: until a key"},
    [OPT_READ_ONLY] = {"read-only", NULL, "look only"},
    [OPT_TOUCH] = {"touch", NULL, "for fingers: buttons, an on-screen keyboard; takes the mouse"},
    [OPT_NO_MOUSE] = {"no-mouse", NULL, "never take the mouse"},
    [OPT_ATTENTION] = {"attention", "N=VALUE", "who is called how: by=bell,flash from=high role=…"},
    [OPT_LANGUAGE] = {"language", "TAG: en es_MX de ja", "without it as $LANGUAGE or $LANG says"},
    [OPT_THEME] = {"theme", "NAME: dark light contrast red-green blue-yellow grey", "how it looks"},
    [OPT_GLYPHS] = {"glyphs", "NAME: auto unicode linux ascii", "characters to draw with"},
    [OPT_PLAIN] = {"plain", NULL, "print one page of text, with --screen that one, and exit"},
    [OPT_SETUP] = {"setup", NULL,
                   "make a station of a machine on a broker, up to its lamps; or change one"},
    [OPT_BROKER] = {"broker", "URL", "with --setup: the broker to begin with, mqtt://HOST"},
    [OPT_CHECK_LAYOUT] = {"check-layout", "FILE",
                          "draw a layout, or a directory of them; what is wrong"},
    [OPT_SIZE] = {"size", "WxH", "with --check-layout: at this size"},
    [OPT_LIST_PANELS] = {"list-panels", NULL, "the panels that layouts are made of"},
    [OPT_LIST_KEYS] = {"list-keys", NULL, "every key, and what it does on which screen"},
    [OPT_HELP] = {"help", NULL, "print this help"},
    [OPT_VERSION] = {"version", NULL, "print the version"},
};

void options_help(void)
{
    puts("usage: andon-console [--config DIR… | --socket PATH…] [--station NAME]\n"
         "                     [--run DIR] [--data DIR]\n"
         "                     [--screen NAME] [--layouts DIR] [--cycle TIME] [--read-only]\n"
         "                     [--touch] [--no-mouse]\n"
         "                     [--attention NAME=VALUE…] [--plain] [--language TAG]\n"
         "                     [--theme NAME] [--glyphs NAME]\n"
         "                     [--setup [--broker URL]] \n"
         "       andon-console --check-layout FILE [--size WxH] | --list-panels | --list-keys\n"
         "The screen of one station. Keys are printed on it; ? explains them, Q leaves.\n");
    args_help(stdout, rows, OPT_COUNT, 19);
    puts("\nExit status: 0 done, 1 refused or failed, 2 usage, 3 the terminal stalled.\n"
         "See andon-console(1).");
}

static int take_size(struct options *options, const char *value, struct cause *why)
{
    char width[8];
    const char *x = strchr(value, 'x');
    if (x != NULL && text_copy_n(width, sizeof width, value, (size_t)(x - value)) &&
        layout_number(width, &options->check_width) &&
        layout_number(x + 1, &options->check_height) && options->check_width > 0 &&
        options->check_height > 0 && options->check_width <= 500 && options->check_height <= 200)
        return 0;
    return cause_set(why, -1, "--size %s: COLUMNSxROWS, like 80x24; at most 500x200", value);
}

static int take_attention(struct options *options, const char *value, struct cause *why)
{
    struct cause what;
    if (attention_conf_set(&options->attention, value, &what) != 0)
        return cause_set(why, -1, "--attention %s", what.text);
    return 0;
}

static int take_socket(struct options *options, const char *value, struct cause *why)
{
    for (int i = 0; i < options->sockets; i++)
        if (strcmp(options->socket_of[i], value) == 0)
            return cause_set(why, -1, "--socket %s: given twice", value);
    if (options->sockets == SCORE_PEERS)
        return cause_set(why, -1, "--socket: at most %d stations at one terminal", SCORE_PEERS);
    options->socket_said = true;
    options->socket_of[options->sockets++] = value;
    char path[ARGS_PATH_SIZE];
    if (args_path(path, value, why) != 0)
        return -1;
    return options->sockets == 1 ? args_path(options->socket, value, why) : 0;
}

static int take_cycle(struct options *options, const char *value, struct cause *why)
{
    int64_t us;
    if (duration_parse(value, &us) != 0 || us < 0 || (us > 0 && us < 2000000) ||
        us > INT64_C(3600000000))
        return cause_set(why, -1, "--cycle %s: give a time from 2 s to 1 h, or 0", value);
    options->cycle_ms = us / 1000;
    return 0;
}

static int take_theme(struct options *options, const char *value, struct cause *why)
{
    char names[128] = "";
    options->theme = theme_find(value);
    if (options->theme >= 0)
        return 0;
    for (int i = 0; i < theme_count(); i++) {
        size_t n = strlen(names);
        (void)text_format(names + n, sizeof names - n, "%s%s", i > 0 ? ", " : "",
                          theme_list[i].name);
    }
    return cause_set(why, -1, "--theme: one of %s", names);
}

static int take_glyphs(struct options *options, const char *value, struct cause *why)
{
    options->glyphs = glyphs_find(value);
    if (options->glyphs >= 0)
        return 0;
    return cause_set(why, -1, "--glyphs: one of auto, unicode, linux, ascii");
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
    case OPT_SOCKET:
        return take_socket(options, value, why);
    case OPT_STATION:
        options->station = value;
        return 0;
    case OPT_RUN:
        options->run_said = true;
        return args_path(options->run, value, why);
    case OPT_DATA:
        options->data_said = true;
        return args_path(options->data, value, why);
    case OPT_SCREEN:
        options->screen = value;
        return 0;
    case OPT_LAYOUTS:
        options->layouts = value;
        options->layouts_said = true;
        return 0;
    case OPT_CYCLE:
        return take_cycle(options, value, why);
    case OPT_READ_ONLY:
        options->read_only = true;
        return 0;
    case OPT_TOUCH:
        options->touch = true;
        return 0;
    case OPT_NO_MOUSE:
        options->no_mouse = true;
        return 0;
    case OPT_ATTENTION:
        return take_attention(options, value, why);
    case OPT_LANGUAGE:
        options->language = value;
        return 0;
    case OPT_THEME:
        return take_theme(options, value, why);
    case OPT_GLYPHS:
        return take_glyphs(options, value, why);
    case OPT_BROKER:
        options->broker = value;
        return 0;
    case OPT_SETUP:
        options->wish = WISH_SETUP;
        return 0;
    case OPT_CHECK_LAYOUT:
        options->layout_file = value;
        options->wish = WISH_CHECK_LAYOUT;
        return 0;
    case OPT_SIZE:
        return take_size(options, value, why);
    case OPT_LIST_PANELS:
        options->wish = WISH_LIST_PANELS;
        return 0;
    case OPT_LIST_KEYS:
        options->wish = WISH_LIST_KEYS;
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
    if (o->station != NULL && o->sockets > 1)
        return cause_set(why, -1, "--station or several --socket, not both");
    if (o->wish == WISH_SETUP && o->sockets > 1)
        return cause_set(why, -1, "--setup: one station at a time");
    if (o->station != NULL && o->configs > 0)
        return cause_set(why, -1, "--station or --config, not both");
    if (o->station != NULL && o->station[0] == '\0')
        return cause_set(why, -1, "--station: an empty name");
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
    *options = (struct options){.wish = WISH_RUN,
                                .layouts = OPTIONS_LAYOUTS,
                                .cycle_ms = SCORE_CYCLE_MS,
                                .theme = -1,
                                .glyphs = -1};
    attention_conf_init(&options->attention);
    if (args_read(rows, OPT_COUNT, argc, argv, take, options, NULL, why) != 0)
        return -1;
    if (options->broker != NULL && options->wish != WISH_SETUP)
        return cause_set(why, -1, "--broker is for --setup");
    if (options->check_width > 0 && options->wish != WISH_CHECK_LAYOUT)
        return cause_set(why, -1, "--size is for --check-layout");
    bool talks =
        options->wish == WISH_RUN || options->wish == WISH_SETUP || options->wish == WISH_PLAIN;
    return talks ? fill_in(options, why) : 0;
}
