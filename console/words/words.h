/* SPDX-License-Identifier: MIT */
/* The console's door to data/words/words.h, where andonctl goes in, too. */
#ifndef CONSOLE_WORDS_WORDS_H
#define CONSOLE_WORDS_WORDS_H

#include "data/words/words.h"

#endif
