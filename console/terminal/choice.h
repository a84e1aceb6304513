/* SPDX-License-Identifier: MIT */
/* What holds at the start: the option, then the variable of the environment, then what was kept,
 * then the default. What is named there and is not known counts as not said. */
#ifndef CONSOLE_TERMINAL_CHOICE_H
#define CONSOLE_TERMINAL_CHOICE_H

#include "console/options.h"
#include "console/panels/terminal.h"

/* --theme, ANDON_THEME, the kept one, the default. */
int choice_theme(const struct options *options, enum terminal_source *from);
/* --glyphs, ANDON_GLYPHS, the kept ones, TERMINAL_AUTO. */
int choice_glyphs(const struct options *options, enum terminal_source *from);
/* --language, ANDON_LANGUAGE, the kept one, TERMINAL_AUTO. */
int choice_language(const struct options *options, enum terminal_source *from);

/* For words_use: the language that was chosen, else what the environment says. */
const char *choice_speaks(int language);
/* How it is kept: its tag, or "auto". */
const char *choice_language_name(int language);

#endif
