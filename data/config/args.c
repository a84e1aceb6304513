/* SPDX-License-Identifier: MIT */
/* One table of options: getopt's list and the help are made from it. Called by the programs'
 * options.c, once, before anything else runs. */
#include "data/config/args.h"

#include "data/model/text.h"

#include <getopt.h>
#include <stdio.h>

int args_read(const struct arg_row *rows, int count, int argc, char *const argv[], args_take *take,
              void *out, const char **stray, struct cause *why)
{
    struct option list[ARGS_ROWS_MAX + 1] = {{0}};
    for (int i = 0; i < count && i < ARGS_ROWS_MAX; i++)
        list[i] = (struct option){.name = rows[i].name,
                                  .has_arg = rows[i].argument ? required_argument : no_argument,
                                  .val = i};
    if (stray)
        *stray = NULL;
    opterr = 0;
    optind = 0; /* glibc: from the beginning, whoever asked before */
    for (int row; (row = getopt_long(argc, argv, "+:", list, NULL)) != -1;) {
        if (row == '?')
            return cause_set(why, -1, "%s: no such option", argv[optind - 1]);
        if (row == ':')
            return cause_set(why, -1, "%s needs a value", argv[optind - 1]);
        if (take(out, row, optarg, why) != 0)
            return -1;
    }
    if (optind == argc)
        return 0;
    if (stray)
        *stray = argv[optind];
    return cause_set(why, -1, "%s: not an option", argv[optind]);
}

void args_help(const struct arg_row *rows, int count, int width)
{
    for (int i = 0; i < count; i++) {
        char left[48];
        (void)text_format(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].argument ? " " : "",
                          rows[i].argument ? rows[i].argument : "");
        int more = 0; /* bytes of "…" that take no column */
        for (const char *c = left; *c; c++)
            more += ((unsigned char)*c & 0xc0) == 0x80;
        printf("  %-*s %s\n", width + more, left, rows[i].help);
    }
}

int args_path(char out[ARGS_PATH_SIZE], const char *text, struct cause *why)
{
    if (text[0] == '\0')
        return cause_set(why, -1, "an empty path");
    if (!text_copy(out, ARGS_PATH_SIZE, text))
        return cause_set(why, -1, "%.40s…: the path is too long", text);
    return 0;
}
