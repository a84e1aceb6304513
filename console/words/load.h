/* SPDX-License-Identifier: MIT */
/* The console's door to data/words/load.h, where andonctl goes in, too. */
#ifndef CONSOLE_WORDS_LOAD_H
#define CONSOLE_WORDS_LOAD_H

#include "data/words/load.h"

#endif
