/* SPDX-License-Identifier: MIT */
/* The cheapest way of the cursor to a cell: absolute, by steps, or by writing again what stands
 * between. Called by encode.c, which owns the encoder. */
#include "console/encode/encode.h"

#include <stdlib.h>
#include <string.h>

#define WAY_ROOM (2 * ABILITY_SIZE)

struct way {
    size_t length;
    char text[WAY_ROOM];
};

#define NO_WAY ((size_t)-1)

static void take(struct way *best, const char *text, size_t n)
{
    if (n == 0 || n >= best->length || n > WAY_ROOM)
        return;
    memcpy(best->text, text, n);
    best->length = n;
}

static void try_numbered(const struct encoder *e, struct way *best, enum ability which, int a)
{
    char text[ABILITY_SIZE] = "";
    take(best, text, e->can.expand(e->can.ctx, which, a, 0, text));
}

static void try_steps(const struct encoder *e, struct way *best, enum ability which, int count)
{
    const struct sequence *step = &e->fixed[which];
    char text[WAY_ROOM];
    size_t n = (size_t)count * step->length;
    if (n == 0 || n >= best->length || n > sizeof text)
        return;
    for (int i = 0; i < count; i++)
        memcpy(text + (size_t)i * step->length, step->text, step->length);
    take(best, text, n);
}

/* The cells between say the same afterwards: only where the pen is the right one. */
static void try_rewriting(const struct encoder *e, struct way *best, int row, int from, int to)
{
    char text[WAY_ROOM];
    size_t n = 0;
    const struct shown *cell = &e->next[(size_t)row * (size_t)e->width];
    const struct shown *old = &e->now[(size_t)row * (size_t)e->width];
    if (e->pen == PEN_UNKNOWN || to - from > 8)
        return;
    for (int x = from; x < to; x++) {
        bool blank = cell[x].code == ' ' && cell[x].mark[0] == 0;
        if (cell[x].code == 0 || cell[x].code == ENCODE_NOTHING || cell[x].mark[0] != 0 ||
            cell[x].wide != 0 || old[x].wide != 0 || old[x].code == 0 ||
            (cell[x].pen != e->pen && !(blank && pen_same_ground(&e->pens, cell[x].pen, e->pen))))
            return;
        n += encode_character(e, cell[x].code, text + n);
        if (n >= best->length)
            return;
    }
    take(best, text, n);
}

static void across(const struct encoder *e, struct way *best, int row, int from, int to)
{
    if (from == to) {
        best->length = 0;
        return;
    }
    try_numbered(e, best, CAN_COLUMN, to);
    if (to > from) {
        try_numbered(e, best, CAN_RIGHT_BY, to - from);
        try_steps(e, best, CAN_RIGHT, to - from);
        try_rewriting(e, best, row, from, to);
    } else {
        try_numbered(e, best, CAN_LEFT_BY, from - to);
        try_steps(e, best, CAN_LEFT, from - to);
    }
}

static void along(const struct encoder *e, struct way *best, int from, int to)
{
    if (from == to) {
        best->length = 0;
        return;
    }
    try_numbered(e, best, CAN_ROW, to);
    if (to > from) {
        try_numbered(e, best, CAN_DOWN_BY, to - from);
        const struct sequence *down = &e->fixed[CAN_DOWN];
        bool newline = memchr(down->text, '\n', down->length) != NULL;
        if (!newline || e->can.newline_is_down)
            try_steps(e, best, CAN_DOWN, to - from);
    } else {
        try_numbered(e, best, CAN_UP_BY, from - to);
        try_steps(e, best, CAN_UP, from - to);
    }
}

void encode_move(struct encoder *e, int row, int col)
{
    struct way best = {.length = NO_WAY}, down = {.length = NO_WAY};
    char text[ABILITY_SIZE] = "";
    if (e->row == row && e->col == col)
        return;
    if (!e->can.moves_in_style && e->pen != PEN_UNKNOWN && e->pens.pen[e->pen].attributes != 0) {
        bytes_add(&e->out, e->pens.full_plain.text, e->pens.full_plain.length);
        e->pen = PEN_UNKNOWN;
    }
    take(&best, text, e->can.expand(e->can.ctx, CAN_PLACE, row, col, text));
    if (row == 0 && col == 0)
        take(&best, e->fixed[CAN_HOME].text, e->fixed[CAN_HOME].length);
    if (e->row >= 0)
        along(e, &down, e->row, row);
    if (down.length < best.length) {
        struct way near = {.length = NO_WAY}, margin = {.length = NO_WAY};
        const struct sequence *back = &e->fixed[CAN_CR];
        across(e, &near, row, e->col, col);
        if (near.length != NO_WAY && down.length + near.length < best.length) {
            memcpy(best.text, down.text, down.length);
            memcpy(best.text + down.length, near.text, near.length);
            best.length = down.length + near.length;
        }
        if (back->length > 0)
            across(e, &margin, row, 0, col);
        if (margin.length != NO_WAY && down.length + back->length + margin.length < best.length) {
            memcpy(best.text, down.text, down.length);
            memcpy(best.text + down.length, back->text, back->length);
            memcpy(best.text + down.length + back->length, margin.text, margin.length);
            best.length = down.length + back->length + margin.length;
        }
    }
    if (best.length != NO_WAY)
        bytes_add(&e->out, best.text, best.length);
    e->row = row;
    e->col = col;
}

static int digits(int n)
{
    return n < 10 ? 1 : n < 100 ? 2 : 3;
}

int encode_distance(const struct encoder *e, int row, int col)
{
    int place = 4 + digits(row + 1) + digits(col + 1);
    if (e->row < 0)
        return place;
    int down = row - e->row, right = col - e->col, by = 0;
    if (right != 0) {
        int steps = abs(right), numbered = 3 + digits(steps);
        by = steps < numbered ? steps : numbered;
    }
    if (down != 0) {
        int numbered = 3 + digits(row + 1), steps = down > 0 && e->can.newline_is_down ? down : 9;
        by += steps < numbered ? steps : numbered;
    }
    return by < place ? by : place;
}
