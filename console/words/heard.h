/* SPDX-License-Identifier: MIT */
/* The console's door to data/words/heard.h, where andonctl goes in, too. */
#ifndef CONSOLE_WORDS_HEARD_H
#define CONSOLE_WORDS_HEARD_H

#include "data/words/heard.h"

#endif
