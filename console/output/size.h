/* SPDX-License-Identifier: MIT */
/* How large the terminal is. It may say that it has 65535 by 65535 cells, and room would be made
 * for each: the largest picture is the largest terminal, what is beyond is left as it is. */
#ifndef CONSOLE_OUTPUT_SIZE_H
#define CONSOLE_OUTPUT_SIZE_H

/* COLUMNS and LINES, else what the terminal at `fd` says, each at most CANVAS_WIDTH_MAX by
 * CANVAS_HEIGHT_MAX; what neither says stays what it is, within the same bounds. */
void size_read(int fd, int *width, int *height);

/* Curses takes the size from COLUMNS and LINES: they say the bounded one until size_unsay puts back
 * what stood there. What nobody knows is not said. */
struct size_said {
    char *columns, *rows; /* as before, owned; NULL: not set */
};
void size_say(int fd, struct size_said *before);
void size_unsay(struct size_said *before);

#endif
