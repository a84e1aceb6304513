/* SPDX-License-Identifier: MIT */
/* The console's door to data/words/collate.h, where andonctl goes in, too. */
#ifndef CONSOLE_WORDS_COLLATE_H
#define CONSOLE_WORDS_COLLATE_H

#include "data/words/collate.h"

#endif
