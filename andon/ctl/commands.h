/* SPDX-License-Identifier: MIT */
/* The table of commands: main.c has it and parses by it, complete.c offers what it says to a shell.
 */
#ifndef ANDON_CTL_COMMANDS_H
#define ANDON_CTL_COMMANDS_H

#include "andon/ctl/ctl.h"
#include "data/config/args.h"

#include <stddef.h>

/* A bit each: there are more than 64. */
__extension__ typedef unsigned __int128 option_set;
#define O(option) ((option_set)1 << (option))
#define ALWAYS    (O(OPT_JSON) | O(OPT_HELP) | O(OPT_VERSION))

struct command {
    const char *name, *args, *help; /* args: "[STOP] REASON", "CAPTURE...", "VERSION|new|off" */
    option_set options;             /* those of ALWAYS are every command's */
    size_t least, most;             /* arguments */
    int (*run)(const struct ctl *ctl);
};

extern const struct command ctl_commands[];
extern const size_t ctl_command_count;
extern const struct arg_row ctl_option_rows[CTL_OPTION_COUNT];

/* The rows of a set, in the order of the options. Returns how many. */
int ctl_options_of(option_set options, struct arg_row out[CTL_OPTION_COUNT]);

/* `andonctl --complete WORD…`: as args_complete; what a station knows (reasons, calls, stops …) is
 * asked of its daemon, for at most a fifth of a second. Ends the program. */
void ctl_complete(int words, char *const word[]) __attribute__((noreturn));

#endif
