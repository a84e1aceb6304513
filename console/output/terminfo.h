/* SPDX-License-Identifier: MIT */
/* What terminfo says of the terminal that curses has opened, for the encoder and for beginning and
 * end. Beside console/tty.c the only file that knows curses. */
#ifndef CONSOLE_OUTPUT_TERMINFO_H
#define CONSOLE_OUTPUT_TERMINFO_H

#include "console/encode/abilities.h"
#include "console/theme/theme.h"

struct terminfo {
    const char *text[ABILITY_COUNT]; /* curses' own; NULL: it has none */
    bool swapped;                    /* colours in the old order, blue and red changed */
    bool pads;                       /* delays are filled with NUL */
    int bytes_per_second;
};

/* After setupterm or newterm. `newline_is_down`: see abilities. `t` must live as long as `can`. */
void terminfo_read(struct terminfo *t, bool utf8, bool newline_is_down, struct abilities *can);

/* A sequence without numbers into `out`, ended; its length, 0 when there is none or no room. */
size_t terminfo_text(const struct terminfo *t, const char *name, char *out, size_t size);
/* How many colours it can show: 0, 8, 16, … */
int terminfo_colours(void);

#endif
