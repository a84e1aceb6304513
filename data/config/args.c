/* SPDX-License-Identifier: MIT */
/* One table of options: getopt's list, the help and what a shell completes are made from it. Called
 * by the programs' options.c, once, before anything else runs. */
#include "data/config/args.h"

#include "data/model/text.h"

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_SHOWN 50 /* bytes */

int args_read(const struct arg_row *rows, int count, int argc, char *const argv[], args_take *take,
              void *out, const char **stray, struct cause *why)
{
    struct option list[ARGS_ROWS_MAX + 1] = {{0}};
    if (argc > 1 && strcmp(argv[1], "--complete") == 0) {
        args_complete(rows, count, argc - 2, argv + 2);
        exit(EXIT_SUCCESS);
    }
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

/* What "NAME: dark light" calls the argument, and which words it can be, or "". */
static const char *argument_words(const char *argument)
{
    const char *colon = argument ? strstr(argument, ": ") : NULL;
    return colon ? colon + 2 : "";
}

static int argument_length(const char *argument)
{
    const char *colon = argument ? strstr(argument, ": ") : NULL;
    return (int)(colon ? (size_t)(colon - argument) : argument ? strlen(argument) : 0);
}

/* ": dark, light"; of very many the first. */
static void put_words(FILE *out, const char *words)
{
    const char *before = ": ", *first = words;
    for (size_t n; *words; words += n + (words[n] == ' '), before = ", ") {
        n = strcspn(words, " ");
        if (words + n > first + WORDS_SHOWN) {
            (void)fputs(", \u2026", out);
            return;
        }
        (void)fprintf(out, "%s%.*s", before, (int)n, words);
    }
}

void args_help(FILE *out, const struct arg_row *rows, int count, int width)
{
    for (int i = 0; i < count; i++) {
        char left[48];
        (void)text_format(left, sizeof left, "--%s%s%.*s", rows[i].name,
                          rows[i].argument ? " " : "", argument_length(rows[i].argument),
                          rows[i].argument ? rows[i].argument : "");
        int more = 0; /* bytes of "…" that take no column */
        for (const char *c = left; *c; c++)
            more += ((unsigned char)*c & 0xc0) == 0x80;
        (void)fprintf(out, "  %-*s %s", width + more, left, rows[i].help);
        put_words(out, argument_words(rows[i].argument));
        (void)fputc('\n', out);
    }
}

/* ---- for a shell ---- */

/* Reasons, stops and names come from elsewhere, and a shell would run what it is given. */
static bool is_plain(const char *word)
{
    for (const char *c = word; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
              strchr("_.,/:@%+-", *c)))
            return false;
    return word[0] != '\0';
}

void args_offer(const char *begun, const char *word, const char *argument, const char *help)
{
    if (is_plain(word) && strncmp(word, begun, strlen(begun)) == 0)
        printf("%s\t%s\t%s\n", word, argument ? argument : "", help ? help : "");
}

void args_offer_value(const char *begun, const char *argument)
{
    char word[ARGS_PATH_SIZE];
    const char *words = argument_words(argument);
    for (size_t n; *words; words += n + (words[n] == ' ')) {
        n = strcspn(words, " ");
        if (text_copy_n(word, sizeof word, words, n))
            args_offer(begun, word, NULL, NULL);
    }
    if (strncmp(argument, "DIR", 3) == 0)
        puts(":dir");
    else if (strncmp(argument, "FILE", 4) == 0 || strncmp(argument, "PATH", 4) == 0)
        puts(":file");
}

void args_complete(const struct arg_row *rows, int count, int words, char *const word[])
{
    const char *begun = words > 0 ? word[words - 1] : "";
    const char *before = words > 1 ? word[words - 2] : "";
    char name[64];
    for (int i = 0; i < count; i++)
        if (rows[i].argument && strncmp(before, "--", 2) == 0 &&
            strcmp(before + 2, rows[i].name) == 0) {
            args_offer_value(begun, rows[i].argument);
            return;
        }
    for (int i = 0; i < count; i++)
        if (text_format(name, sizeof name, "--%s", rows[i].name))
            args_offer(begun, name, rows[i].argument, rows[i].help);
}

int args_path(char out[ARGS_PATH_SIZE], const char *text, struct cause *why)
{
    if (text[0] == '\0')
        return cause_set(why, -1, "an empty path");
    if (!text_copy(out, ARGS_PATH_SIZE, text))
        return cause_set(why, -1, "%.40s…: the path is too long", text);
    return 0;
}
