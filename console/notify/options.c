/* SPDX-License-Identifier: MIT */
/* One table of options, for args.h; what filters goes on to
 * console/announce/filter.c by its name. Called by main.c only. */
#include "console/notify/options.h"

#include "data/config/field.h"
#include "data/config/paths.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

#define PATIENCE_MS     40000 /* more than the 25 s that D-Bus itself waits */
#define PATIENCE_MIN_MS 1000

enum {
    OPT_SOCKET,
    OPT_RUN,
    OPT_ROLE,
    OPT_ONLY,
    OPT_FROM,
    OPT_STOP,
    OPT_QUIET,
    OPT_PATIENCE,
    OPT_HELP,
    OPT_VERSION,
    OPT_COUNT
};

static const struct arg_row rows[OPT_COUNT] = {
    [OPT_SOCKET] = {"socket", "PATH", "a station's socket, also one that ssh forwards; repeatable"},
    [OPT_RUN] = {"run", "DIR", "where the socket is (andond.sock) when none is said"},
    [OPT_ROLE] = {"role", "ROLE,…: operator maintenance supervisor",
                  "whose; else what the station says"},
    [OPT_ONLY] = {"only", "KIND,…: call alert prediction stop order", "only these; else all"},
    [OPT_FROM] = {"from", "PRIORITY: advice low medium high", "alerts from this on (medium)"},
    [OPT_STOP] = {"stop-after", "TIME", "a stop that nobody explains, after so long (10 min)"},
    [OPT_QUIET] = {"quiet-hours", "FROM-TO", "22:00-06:00: only what is critical, by local time"},
    [OPT_PATIENCE] = {"patience", "TIME", "a desktop that takes longer hangs (40 s)"},
    [OPT_HELP] = {"help", NULL, "print this help"},
    [OPT_VERSION] = {"version", NULL, "print the version"},
};

void options_help(void)
{
    puts("usage: andon-notify [--socket PATH…] [--run DIR] [--role ROLE,…] [--only KIND,…]\n"
         "                    [--from PRIORITY] [--stop-after TIME] [--quiet-hours FROM-TO]\n"
         "Shows calls, alerts, predictions, long stops and work orders on your desktop.\n");
    args_help(stdout, rows, OPT_COUNT, 22);
    puts("\nExit status: 0 told to end, 1 no session bus or it went away, 2 usage.\n"
         "See andon-notify(1).");
}

static int take_patience(struct options *o, const char *value, struct cause *why)
{
    int64_t us;
    if (duration_parse(value, &us) != 0 || us / 1000 < PATIENCE_MIN_MS || us / 1000 > MS_PER_HOUR)
        return cause_set(why, -1, "--patience: not a duration of 1 s to 1 h; write e.g. 40 s");
    o->patience_ms = us / 1000;
    return 0;
}

static int take(void *out, int option, const char *value, struct cause *why)
{
    struct options *o = out;
    struct cause what;
    switch (option) {
    case OPT_SOCKET:
        if (value[0] == '\0' || o->sockets == OPTIONS_SOCKETS_MAX)
            return cause_set(why, -1, "--socket: 1 to %d paths", OPTIONS_SOCKETS_MAX);
        o->socket[o->sockets++] = value;
        return 0;
    case OPT_RUN:
        return paths_join(o->path, sizeof o->path, value, "andond.sock", why);
    case OPT_PATIENCE:
        return take_patience(o, value, why);
    case OPT_HELP:
        o->wish = WISH_HELP;
        return 0;
    case OPT_VERSION:
        o->wish = WISH_VERSION;
        return 0;
    default:
        if (announce_filter_set(&o->filter, rows[option].name, value, &what) != 0)
            return cause_set(why, -1, "--%s: %s", rows[option].name, what.text);
        return 0;
    }
}

/* Without a path: the station on this machine. */
static int fill_in(struct options *o, struct cause *why)
{
    char run[ARGS_PATH_SIZE - 32];
    if (o->sockets > 0)
        return 0;
    if (o->path[0] == '\0' && (paths_default_run(run, sizeof run, why) != 0 ||
                               paths_join(o->path, sizeof o->path, run, "andond.sock", why) != 0))
        return -1;
    o->socket[o->sockets++] = o->path;
    return 0;
}

int options_read(struct options *options, int argc, char *const argv[], struct cause *why)
{
    *options = (struct options){.wish = WISH_RUN, .patience_ms = PATIENCE_MS};
    announce_filter_init(&options->filter);
    if (args_read(rows, OPT_COUNT, argc, argv, take, options, NULL, why) != 0)
        return -1;
    return options->wish == WISH_RUN ? fill_in(options, why) : 0;
}
