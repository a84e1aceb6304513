/* SPDX-License-Identifier: MIT */
/* The catalogues on disk and what the environment asks for. The programs' main files call it. */
#ifndef DATA_WORDS_LOAD_H
#define DATA_WORDS_LOAD_H

#include "data/model/cause.h"

/* Makes known every DIR/LANGUAGE/LC_MESSAGES/andon.mo. How many; damaged ones are left out and
 * *why tells of the last. */
int words_load(const char *dir, struct cause *why);

/* The same from where they are: beside the program in a build tree (locale/), else installed
 * (../share/locale). */
int words_load_installed(struct cause *why);

/* What the person's environment asks for: $LANGUAGE, $LC_ALL, $LC_MESSAGES, $LANG, the first that
 * is said. Never NULL. */
const char *words_environment(void);

#endif
