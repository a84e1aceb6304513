/* SPDX-License-Identifier: MIT */
/* andonctl: the table of commands and the command line. Scripts and engineers call it; each row's
 * function does the work and returns the exit status (0 done, 1 refused or failed, 2 usage). Help
 * and errors come from the same rows. */
#include "andon/ctl/ctl.h"
#include "data/model/text.h"
#include "data/model/words.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row {
    const char *name, *placeholder, *help;
} option_rows[] = {
#define OPTION_ROW(id, name, placeholder, help) {name, placeholder, help},
    CTL_OPTIONS(OPTION_ROW)
#undef OPTION_ROW
};

#define O(option) (1u << (option))
#define ALWAYS    (O(OPT_JSON) | O(OPT_HELP) | O(OPT_VERSION))
#define LIVE      (O(OPT_SOCKET) | O(OPT_RUN))
#define SPAN      (O(OPT_FROM) | O(OPT_TO))

static const struct command {
    const char *name, *args, *help;
    unsigned options;
    size_t least, most; /* arguments */
    int (*run)(const struct ctl *ctl);
} commands[] = {
    {"status", "", "what the machine is doing and what that counts as", LIVE, 0, 0, ctl_status},
    {"signals", "", "every signal: value, age, quality, what could not be decoded", LIVE, 0, 0,
     ctl_signals},
    {"lamps", "", "every lamp of the tower as it is lit", LIVE, 0, 0, ctl_lamps},
    {"why", "LAMP", "why a lamp shows what it shows", LIVE, 1, 1, ctl_why},
    {"lamp", "test", "light every lamp alone, then all of them", LIVE, 1, 1, ctl_lamp},
    {"stops", "", "the stops of the last day, or of a span",
     LIVE | SPAN | O(OPT_LIMIT) | O(OPT_UNEXPLAINED), 0, 0, ctl_stops},
    {"log", "", "the latest records", LIVE | SPAN | O(OPT_LIMIT), 0, 0, ctl_log},
    {"timeline", "", "machine states of the last day, or of a span", LIVE | SPAN | O(OPT_LIMIT), 0,
     0, ctl_timeline},
    {"history", "[SIGNAL]",
     "what a signal was over the last day, or a span; of which there is history",
     LIVE | SPAN | O(OPT_POINTS), 0, 1, ctl_history},
    {"doctor", "", "what is wrong now and what to do about it", LIVE, 0, 0, ctl_doctor},
    {"backup", "FILE", "copy the records into another file while they are being written",
     LIVE | O(OPT_FORCE), 1, 1, ctl_backup},
    {"verify", "[FILE]",
     "whether every record is as it was written; with --data, or of a backup, "
     "without a daemon",
     LIVE | O(OPT_DATA), 0, 1, ctl_verify},
    {"check", "", "whether a configuration is right", O(OPT_CONFIG) | O(OPT_ORIGINS), 0, 0,
     ctl_check},
    {"dump-defaults", "", "a complete commented configuration with every default", 0, 0, 0,
     ctl_dump_defaults},
    {"replay", "CAPTURE...", "run captured messages through a configuration",
     O(OPT_CONFIG) | SPAN | O(OPT_SPEED) | O(OPT_RECORDS), 1, CTL_ARGS_MAX, ctl_replay},
};
#define COMMANDS (sizeof commands / sizeof *commands)

/* ---- messages ---- */

__attribute__((format(printf, 1, 0))) static void say_on_stderr(const char *format, va_list args)
{
    char text[2048], clean[2048];
    (void)vsnprintf(text, sizeof text, format, args);
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    (void)fprintf(stderr, "andonctl: %s\n", clean);
}

int ctl_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_on_stderr(format, args);
    va_end(args);
    return CTL_FAILED;
}

int ctl_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_on_stderr(format, args);
    va_end(args);
    (void)fputs("andonctl: see andonctl --help\n", stderr);
    return CTL_USAGE;
}

static void help_options(FILE *out, unsigned options)
{
    for (size_t i = 0; i < CTL_OPTION_COUNT; i++) {
        const struct option_row *row = &option_rows[i];
        char text[40];
        if (!(options & O(i)))
            continue;
        (void)text_format(text, sizeof text, "--%s%s%s", row->name, row->placeholder ? " " : "",
                          row->placeholder ? row->placeholder : "");
        (void)fprintf(out, "  %-18s %s\n", text, row->help);
    }
}

static int help(FILE *out, const struct command *command)
{
    if (command) {
        (void)fprintf(out, "usage: andonctl %s%s%s%s\n\n%s\n\n", command->name,
                      command->args[0] ? " " : "", command->args,
                      command->options || !command->args[0] ? " [OPTION...]" : "", command->help);
        help_options(out, command->options | ALWAYS);
        return CTL_DONE;
    }
    (void)fputs("usage: andonctl COMMAND [ARGUMENT...] [OPTION...]\n\n"
                "Ask a station's daemon, or run its engine without one.\n\n",
                out);
    for (size_t i = 0; i < COMMANDS; i++) {
        char text[40];
        (void)text_format(text, sizeof text, "%s%s%s", commands[i].name,
                          commands[i].args[0] ? " " : "", commands[i].args);
        (void)fprintf(out, "  %-18s %s\n", text, commands[i].help);
    }
    (void)fputs("\nEvery command takes --json and --help; those that ask a daemon take:\n", out);
    help_options(out, LIVE);
    (void)fputs("\nExit status: 0 done, 1 refused or failed, 2 usage.\n", out);
    return CTL_DONE;
}

/* ---- the command line ---- */

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *near = word_nearest(&(struct words){names, COMMANDS}, name);
    if (near)
        return ctl_usage("there is no command '%s'; did you mean '%s'?", name, near);
    return ctl_usage("there is no command '%s'", name);
}

static int unknown_option(const char *name, size_t length)
{
    const char *names[CTL_OPTION_COUNT];
    char given[64];
    for (size_t i = 0; i < CTL_OPTION_COUNT; i++)
        names[i] = option_rows[i].name;
    (void)text_copy_n(given, sizeof given, name, length);
    const char *near = word_nearest(&(struct words){names, CTL_OPTION_COUNT}, given);
    if (near)
        return ctl_usage("there is no option '--%s'; did you mean '--%s'?", given, near);
    return ctl_usage("there is no option '--%s'", given);
}

static int find_option(const char *name, size_t length)
{
    for (int i = 0; i < CTL_OPTION_COUNT; i++)
        if (strlen(option_rows[i].name) == length && memcmp(option_rows[i].name, name, length) == 0)
            return i;
    return -1;
}

/* One --option, with its value from behind '=' or from the next argument. */
static int take_option(struct ctl *ctl, char **argv, int argc, int *at)
{
    const char *name = argv[*at] + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    int option = find_option(name, length);
    if (option < 0)
        return unknown_option(name, length);
    const struct option_row *row = &option_rows[option];
    const char *value = equals ? equals + 1 : NULL;
    if (!row->placeholder) {
        if (value)
            return ctl_usage("--%s takes no value", row->name);
        value = "";
    } else if (!value) {
        if (*at + 1 >= argc)
            return ctl_usage("--%s needs a value: --%s %s", row->name, row->name, row->placeholder);
        value = argv[++*at];
    }
    if (option == OPT_CONFIG) {
        if (ctl->layers == CTL_LAYERS_MAX)
            return ctl_usage("more than %d layers of --config", CTL_LAYERS_MAX);
        ctl->layer[ctl->layers++] = value;
    }
    ctl->value[option] = value;
    return CTL_DONE;
}

static int parse(struct ctl *ctl, const char **name, char **argv, int argc)
{
    bool options = true;
    for (int i = 1; i < argc; i++) {
        char *text = argv[i];
        if (options && strcmp(text, "--") == 0) {
            options = false;
        } else if (options && strncmp(text, "--", 2) == 0) {
            int result = take_option(ctl, argv, argc, &i);
            if (result != CTL_DONE)
                return result;
        } else if (options && text[0] == '-' && text[1]) {
            if (strcmp(text, "-h") != 0)
                return ctl_usage("there is no option '%s'", text);
            ctl->value[OPT_HELP] = "";
        } else if (!*name) {
            *name = text;
        } else if (ctl->args == CTL_ARGS_MAX) {
            return ctl_usage("more than %d arguments", CTL_ARGS_MAX);
        } else {
            ctl->arg[ctl->args++] = text;
        }
    }
    return CTL_DONE;
}

/* Whether the row takes what was given. */
static int fits(const struct command *command, const struct ctl *ctl)
{
    for (size_t i = 0; i < CTL_OPTION_COUNT; i++)
        if (ctl->value[i] && !((command->options | ALWAYS) & O(i)))
            return ctl_usage("%s takes no --%s", command->name, option_rows[i].name);
    if (ctl->args < command->least)
        return ctl_usage("%s needs %s", command->name, command->args);
    if (ctl->args > command->most)
        return ctl_usage("%s: what is '%s'?", command->name, ctl->arg[command->most]);
    return CTL_DONE;
}

int ctl_time(const struct ctl *ctl, enum ctl_option option, const struct zone *zone,
             int64_t *wall_ms)
{
    const char *text = ctl->value[option];
    int64_t stated;
    bool has_zone = true;
    *wall_ms = TIME_NONE;
    if (!text)
        return CTL_DONE;
    if (time_from_text(text, wall_ms) != 0)
        return ctl_usage("--%s %s is no time: 2026-11-22T06:00, 2026-11-22T06:00:00Z, or seconds "
                         "or milliseconds since 1970",
                         option_rows[option].name, text);
    bool date = strlen(text) == 10 && text[4] == '-';
    if (date || (time_from_iso8601(text, strlen(text), &stated, &has_zone) == 0 && !has_zone))
        *wall_ms = zone_instant(zone, *wall_ms);
    return CTL_DONE;
}

static int dispatch(struct ctl *ctl, const char *name)
{
    const struct command *command = name ? find_command(name) : NULL;
    if (ctl_has(ctl, OPT_VERSION)) {
        puts("andonctl " ANDON_VERSION);
        return CTL_DONE;
    }
    if (name && !command)
        return unknown_command(name);
    if (ctl_has(ctl, OPT_HELP))
        return help(stdout, command);
    if (!command) {
        (void)help(stderr, NULL);
        return CTL_USAGE;
    }
    int result = fits(command, ctl);
    return result == CTL_DONE ? command->run(ctl) : result;
}

int main(int argc, char **argv)
{
    static struct ctl ctl;
    const char *name = NULL;
    /* A reader that goes away is an error of the write, not the end of this program. */
    (void)signal(SIGPIPE, SIG_IGN);
    int result = parse(&ctl, &name, argv, argc);
    if (result == CTL_DONE)
        result = dispatch(&ctl, name);
    if (fflush(stdout) != 0 || ferror(stdout))
        return ctl_fail("cannot write the output");
    return result;
}
