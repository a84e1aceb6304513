/* SPDX-License-Identifier: MIT */
/* The least that a program on curses can do: draw the cells that a file lists (foreground,
 * background, bold, character; row by row) once, and stay. What bench_console compares with. */
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>

#define COLS_DRAWN  80
#define CELLS_DRAWN (24 * COLS_DRAWN)
#define PAIRS       200

static short pair_of(int fg, int bg)
{
    static int known[PAIRS][2];
    static short count;
    for (short i = 0; i < count; i++)
        if (known[i][0] == fg && known[i][1] == bg)
            return (short)(i + 1);
    if (count == PAIRS)
        return 0;
    known[count][0] = fg;
    known[count][1] = bg;
    (void)init_pair((short)(count + 1), (short)fg, (short)bg);
    return ++count;
}

int main(int argc, char **argv)
{
    int fg, bg, bold, character;
    (void)setlocale(LC_ALL, "");
    FILE *f = argc == 2 ? fopen(argv[1], "re") : NULL;
    if (!f || !initscr())
        return 1;
    (void)start_color();
    (void)use_default_colors();
    (void)curs_set(0);
    for (int at = 0; at < CELLS_DRAWN; at++) {
        wchar_t text[2] = {0};
        cchar_t cell;
        if (fscanf(f, "%d %d %d %d", &fg, &bg, &bold, &character) != 4)
            return 1;
        text[0] = (wchar_t)character;
        (void)setcchar(&cell, text, bold ? A_BOLD : A_NORMAL, pair_of(fg, bg), NULL);
        (void)mvadd_wch(at / COLS_DRAWN, at % COLS_DRAWN, &cell);
    }
    (void)refresh();
    (void)pause();
    (void)endwin();
    return 0;
}
