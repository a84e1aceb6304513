/* SPDX-License-Identifier: MIT */
/* Where the terminal's choices come from, one table row each. Called by terminal.c, main.c and
 * setup_run.c; reads the environment and the kept file, owns nothing. */
#include "console/terminal/choice.h"

#include "console/terminal/kept.h"
#include "console/words/load.h"
#include "console/words/words.h"

#include <stdlib.h>
#include <string.h>

#define VALUE_SIZE 64

struct source {
    const char *variable, *kept;
    int (*find)(const char *value); /* -1: not known */
    int otherwise;
};

static int language_find(const char *value)
{
    int found = words_which(value);
    if (strcmp(value, glyphs_name(TERMINAL_AUTO)) == 0)
        return TERMINAL_AUTO;
    return found < 0 ? -1 : 1 + found;
}

static const struct source theme = {"ANDON_THEME", "theme", theme_find, THEME_DEFAULT};
static const struct source glyphs = {"ANDON_GLYPHS", "glyphs", glyphs_find, TERMINAL_AUTO};
static const struct source language = {"ANDON_LANGUAGE", "language", language_find, TERMINAL_AUTO};

static int choose(const struct source *s, int option, enum terminal_source *from)
{
    char kept[VALUE_SIZE];
    const char *said = getenv(s->variable);
    int found = option;
    *from = FROM_OPTION;
    if (found < 0 && said != NULL) {
        found = s->find(said);
        *from = FROM_ENVIRONMENT;
    }
    if (found < 0 && kept_get(s->kept, kept, sizeof kept)) {
        found = s->find(kept);
        *from = FROM_KEPT;
    }
    if (found >= 0)
        return found;
    *from = FROM_DEFAULT;
    return s->otherwise;
}

int choice_theme(const struct options *options, enum terminal_source *from)
{
    return choose(&theme, options->theme, from);
}

int choice_glyphs(const struct options *options, enum terminal_source *from)
{
    return choose(&glyphs, options->glyphs, from);
}

int choice_language(const struct options *options, enum terminal_source *from)
{
    int said = options->language != NULL ? language_find(options->language) : -1;
    return choose(&language, said, from);
}

const char *choice_speaks(int chosen)
{
    const char *tag = chosen > 0 ? words_tag(chosen - 1) : NULL;
    return tag != NULL ? tag : words_environment();
}

const char *choice_language_name(int chosen)
{
    const char *tag = chosen > 0 ? words_tag(chosen - 1) : NULL;
    return tag != NULL ? tag : glyphs_name(TERMINAL_AUTO);
}
