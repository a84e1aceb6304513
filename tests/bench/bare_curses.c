/* SPDX-License-Identifier: MIT */
/* The least that a program on curses can do: draw the cells that a file lists (foreground,
 * background, bold, character; row by row), and at each key all of them anew. What bench_console
 * and bench_terminal compare with.
 *
 *   bare_curses FILE COLUMNS */
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define CELLS_MAX 60000
#define PAIRS     200

static cchar_t drawn[CELLS_MAX];
static int columns, cells;

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

static void read_cells(FILE *f)
{
    int fg, bg, bold, character;
    while (cells < CELLS_MAX && fscanf(f, "%d %d %d %d", &fg, &bg, &bold, &character) == 4) {
        wchar_t text[2] = {(wchar_t)character, 0};
        (void)setcchar(&drawn[cells++], text, bold ? A_BOLD : A_NORMAL, pair_of(fg, bg), NULL);
    }
}

static void draw(void)
{
    for (int at = 0; at < cells; at++)
        (void)mvadd_wch(at / columns, at % columns, &drawn[at]);
    (void)refresh();
}

int main(int argc, char **argv)
{
    (void)setlocale(LC_ALL, "");
    FILE *f = argc == 3 ? fopen(argv[1], "re") : NULL;
    columns = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
    if (!f || columns <= 0 || !initscr())
        return 1;
    (void)start_color();
    (void)use_default_colors();
    (void)curs_set(0);
    (void)noecho();
    (void)cbreak();
    read_cells(f);
    draw();
    while (getch() != ERR) {
        (void)clearok(curscr, TRUE);
        draw();
    }
    (void)endwin();
    return 0;
}
