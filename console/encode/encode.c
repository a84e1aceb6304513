/* SPDX-License-Identifier: MIT */
/* See encode.h. A frame goes in three steps: which cells differ to the eye; runs of them that share
 * a pen; the runs in the order in which moving and changing the pen cost least, which is mostly pen
 * by pen. Rows in which wide characters come or go are sent from left to right, since terminals
 * differ in what is left of a half. Called by console/tty.c. */
#include "console/encode/encode.h"

#include <stdlib.h>
#include <string.h>

#define GREEDY_MAX 300 /* more runs go row by row: on slow lines the picture comes from above */
#define RUNS_MIN   64
#define BRIDGE_MAX 3 /* cells */

/* ---- bytes ---- */

void bytes_add(struct bytes *b, const char *text, size_t length)
{
    if (b->lost || length == 0)
        return;
    if (b->length + length > b->size) {
        size_t size = b->size * 2 + length + 4096;
        char *more = size <= 2 * ENCODE_BYTES_MAX ? realloc(b->text, size) : NULL;
        if (more == NULL || b->length + length > ENCODE_BYTES_MAX) {
            b->text = more != NULL ? more : b->text;
            b->lost = true;
            return;
        }
        b->text = more;
        b->size = size;
    }
    memcpy(b->text + b->length, text, length);
    b->length += length;
}

static void add_sequence(struct encoder *e, const struct sequence *s)
{
    bytes_add(&e->out, s->text, s->length);
}

/* Whatever came this far: no control, nothing that turns text around or has no width by itself. */
static bool may_be_sent(uint32_t code)
{
    return code >= ' ' && (code < 0x7F || code >= 0xA0) && !(code >= 0x200B && code <= 0x200F) &&
           !(code >= 0x2028 && code <= 0x202E) && !(code >= 0x2060 && code <= 0x206F) &&
           !(code >= 0xD800 && code <= 0xDFFF) && code != 0xFEFF && code <= 0x10FFFF;
}

size_t encode_character(const struct encoder *e, uint32_t code, char *out)
{
    if (!may_be_sent(code) || (code >= 0x7F && !e->can.utf8))
        code = '?';
    if (code == '~' && e->can.no_tilde)
        code = '`';
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80U | (code & 63U));
        code >>= 6U;
    }
    out[0] = (char)(first[n] | code);
    return n;
}

static void wear(struct encoder *e, int pen)
{
    char text[PEN_ROOM];
    bytes_add(&e->out, text, pen_change(&e->pens, e->pen, pen, text));
    e->pen = pen;
}

/* Moving may have taken the style off. */
static void go(struct encoder *e, int row, int col, int pen)
{
    encode_move(e, row, col);
    if (e->pen == PEN_UNKNOWN)
        wear(e, pen);
}

/* ---- what differs ---- */

static bool is_blank(const struct shown *cell)
{
    return cell->code == ' ' && cell->mark[0] == 0;
}

static bool looks_same(const struct encoder *e, const struct shown *a, const struct shown *b)
{
    if (is_blank(a) && is_blank(b))
        return a->pen == b->pen || pen_same_ground(&e->pens, a->pen, b->pen);
    return a->code == b->code && a->wide == b->wide && (a->pen == b->pen || a->code == 0) &&
           memcmp(a->mark, b->mark, sizeof a->mark) == 0;
}

static void take_row(struct encoder *e, const struct canvas *canvas, int row)
{
    struct shown *to = &e->next[(size_t)row * (size_t)e->width];
    for (int x = 0; x < e->width; x++) {
        const struct cell *cell = canvas_cell(canvas, x, row);
        to[x] = (struct shown){.code = ' ', .pen = e->pens.of_block[ST_NORMAL]};
        if (cell == NULL)
            continue;
        if (cell->code == 0 && x > 0 && to[x - 1].wide != 0) {
            to[x].code = 0; /* came with its left half */
            to[x].pen = to[x - 1].pen;
            continue;
        }
        uint32_t code = cell->code != 0 ? canvas_code(canvas, cell) : ' ';
        bool block = code == ' ' || (code >= 0x2580 && code <= 0x259F);
        bool wide = cell->wide != 0 && x + 1 < e->width && e->can.utf8;
        to[x].code = code;
        to[x].pen = block ? e->pens.of_block[cell->style] : e->pens.of_style[cell->style];
        to[x].wide = wide ? 1 : 0;
        for (int i = 0; i < CANVAS_MARKS && code != ' '; i++)
            to[x].mark[i] = e->can.utf8 && may_be_sent(cell->mark[i]) ? cell->mark[i] : 0;
    }
}

struct changes {
    bool dirty[CANVAS_WIDTH_MAX], any, wide;
};

/* Both halves of a wide character change together, those of the old one and of the new one. */
static void spread(const struct encoder *e, struct changes *c, size_t at)
{
    bool more = true;
    for (int round = 0; more && round < e->width; round++) {
        more = false;
        for (int x = 0; x + 1 < e->width; x++) {
            bool pair = e->now[at + (size_t)x].wide != 0 || e->next[at + (size_t)x].wide != 0;
            if (!pair || (!c->dirty[x] && !c->dirty[x + 1]))
                continue;
            c->wide = true;
            more = more || !c->dirty[x] || !c->dirty[x + 1];
            c->dirty[x] = c->dirty[x + 1] = true;
        }
    }
}

static void compare_row(const struct encoder *e, int row, struct changes *c)
{
    size_t at = (size_t)row * (size_t)e->width;
    c->any = c->wide = false;
    for (int x = 0; x < e->width; x++) {
        c->dirty[x] = !looks_same(e, &e->now[at + (size_t)x], &e->next[at + (size_t)x]);
        c->any = c->any || c->dirty[x];
    }
    if (c->any)
        spread(e, c, at);
}

/* ---- runs ---- */

static struct run *new_run(struct encoder *e)
{
    if (e->runs == e->run_room) {
        size_t room = e->run_room * 2 + RUNS_MIN;
        struct run *more = realloc(e->run, room * sizeof *more);
        if (more == NULL) {
            e->out.lost = true;
            return NULL;
        }
        e->run = more;
        e->run_room = room;
    }
    return &e->run[e->runs++];
}

/* Whether the cell can be drawn in this run; a run of blanks takes the pen of what follows. */
static bool goes_on(const struct encoder *e, struct run *run, const struct shown *cell)
{
    if (cell->code == 0 || cell->pen == run->pen) {
        run->blank = run->blank && is_blank(cell);
        return true;
    }
    if (!pen_same_ground(&e->pens, cell->pen, run->pen))
        return false;
    if (is_blank(cell))
        return true;
    if (!run->blank)
        return false;
    run->pen = cell->pen;
    run->blank = false;
    return true;
}

/* Where the run goes on behind a few cells that stay: sent again they cost less than moving. */
static int bridge(const struct encoder *e, const struct changes *c, struct run *run, int x)
{
    const struct shown *cell = &e->next[(size_t)run->row * (size_t)e->width];
    struct run more = *run;
    int to = x;
    for (; to < e->width && !c->dirty[to]; to++)
        if (to - x == BRIDGE_MAX || c->wide || cell[to].code < ' ' || cell[to].code >= 0x7F ||
            cell[to].mark[0] != 0 || !goes_on(e, &more, &cell[to]))
            return x;
    if (to == e->width || !goes_on(e, &more, &cell[to]))
        return x;
    *run = more;
    return to + 1;
}

static void find_runs(struct encoder *e, int row, const struct changes *c)
{
    const struct shown *cell = &e->next[(size_t)row * (size_t)e->width];
    for (int x = 0; x < e->width;) {
        if (!c->dirty[x]) {
            x++;
            continue;
        }
        struct run *run = new_run(e);
        if (run == NULL)
            return;
        *run = (struct run){.row = (uint16_t)row,
                            .begin = (uint16_t)x,
                            .pen = cell[x].pen,
                            .blank = is_blank(&cell[x]),
                            .ordered = c->wide};
        for (x++; x < e->width;) {
            int on = c->dirty[x] ? x + (goes_on(e, run, &cell[x]) ? 1 : 0) : bridge(e, c, run, x);
            if (on == x)
                break;
            x = on;
        }
        run->end = (uint16_t)x;
    }
}

static void find_changes(struct encoder *e, const struct canvas *canvas)
{
    struct changes c;
    e->runs = 0;
    for (int row = 0; row < e->height; row++) {
        take_row(e, canvas, row);
        compare_row(e, row, &c);
        if (c.any)
            find_runs(e, row, &c);
    }
}

/* ---- sending a run ---- */

static void send_cell(struct encoder *e, const struct shown *cell)
{
    char text[4 + 4 * CANVAS_MARKS];
    size_t n = encode_character(e, cell->code, text);
    for (int i = 0; i < CANVAS_MARKS && cell->mark[i] != 0; i++)
        n += encode_character(e, cell->mark[i], text + n);
    bytes_add(&e->out, text, n);
    e->col += cell->wide != 0 ? 2 : 1;
    if (e->col >= e->width || cell->wide != 0 || cell->mark[0] != 0 || cell->code > 0xFFFF)
        e->row = -1; /* at the margin, and where widths may be judged otherwise, nobody knows */
}

/* The last cell of the last row, where the terminal would scroll. */
static void send_corner(struct encoder *e, const struct shown *cell)
{
    char text[ABILITY_SIZE];
    const struct sequence *off = &e->fixed[CAN_MARGIN_OFF], *on = &e->fixed[CAN_MARGIN_ON];
    int last = e->width - 1, row = e->height - 1, pen = e->pen;
    size_t n = e->can.expand(e->can.ctx, CAN_INSERT, 1, 0, text);
    if (off->length > 0 && on->length > 0) {
        go(e, row, last, pen);
        add_sequence(e, off);
        send_cell(e, cell);
        add_sequence(e, on);
    } else if (last > 0 && (n > 0 || e->fixed[CAN_INSERT_ONE].length > 0) && cell[-1].wide == 0 &&
               cell[-1].code != 0) {
        go(e, row, last - 1, pen); /* one to the left, and pushed over */
        send_cell(e, cell);
        e->row = -1;
        go(e, row, last - 1, pen);
        if (n > 0)
            bytes_add(&e->out, text, n);
        else
            add_sequence(e, &e->fixed[CAN_INSERT_ONE]);
        wear(e, cell[-1].pen);
        send_cell(e, &cell[-1]);
    }
    e->row = -1; /* else it stays empty */
}

/* How many blanks of the pen's ground from here on. */
static int count_blanks(const struct encoder *e, const struct shown *cell, int from, int to)
{
    int x = from;
    while (x < to && is_blank(&cell[x]) && pen_same_ground(&e->pens, cell[x].pen, e->pen))
        x++;
    return x - from;
}

/* Many blanks by one sequence. Returns how many cells of the run are done. */
static int erase(struct encoder *e, const struct run *run, int x)
{
    const struct shown *cell = &e->next[(size_t)run->row * (size_t)e->width];
    const struct pen *pen = &e->pens.pen[e->pen];
    char text[ABILITY_SIZE];
    int blanks = count_blanks(e, cell, x, run->end);
    bool plain = (pen->attributes & (LOOK_REVERSE | LOOK_UNDERLINE)) == 0;
    if (blanks < 3 || !plain || (pen->bg >= 0 && !e->can.erases_with_ground))
        return 0;
    const struct sequence *end = &e->fixed[CAN_ERASE_END];
    if (x + blanks == run->end && end->length > 0 && end->length < blanks &&
        run->end + count_blanks(e, cell, run->end, e->width) == e->width) {
        go(e, run->row, x, run->pen);
        add_sequence(e, end);
        return blanks;
    }
    size_t n = e->can.expand(e->can.ctx, CAN_ERASE, blanks, 0, text);
    bool on = x + blanks < run->end;
    if (n == 0 || (int)n + (on ? 5 : 0) >= blanks)
        return 0;
    go(e, run->row, x, run->pen);
    bytes_add(&e->out, text, n);
    return blanks;
}

static void send_run(struct encoder *e, const struct run *run)
{
    const struct shown *cell = &e->next[(size_t)run->row * (size_t)e->width];
    bool scrolls = e->can.wraps && !e->can.wraps_late && run->row == e->height - 1;
    if (e->pen == PEN_UNKNOWN || !(run->blank && pen_same_ground(&e->pens, e->pen, run->pen))) {
        if (!e->can.moves_in_style) /* there first, since moving takes the style off */
            encode_move(e, run->row, run->begin);
        wear(e, run->pen);
    }
    for (int x = run->begin; x < run->end;) {
        int erased = erase(e, run, x);
        if (erased > 0) {
            x += erased;
            continue;
        }
        if (scrolls && x == e->width - 1) {
            send_corner(e, &cell[x]);
        } else if (cell[x].code != 0) {
            go(e, run->row, x, run->pen);
            send_cell(e, &cell[x]);
        }
        x++;
    }
}

static int pen_cost(const struct encoder *e, const struct run *run)
{
    if (run->blank && pen_same_ground(&e->pens, e->pen, run->pen))
        return 0;
    return e->pens.cost[e->pen][run->pen];
}

/* The cheapest next one each time. */
static void send_greedily(struct encoder *e)
{
    size_t left = e->runs;
    while (left > 0 && !e->out.lost) {
        size_t best = 0;
        int least = INT32_MAX;
        for (size_t i = 0; i < left && least > 0; i++) {
            const struct run *run = &e->run[i];
            int cost = pen_cost(e, run) + encode_distance(e, run->row, run->begin);
            if (cost < least) {
                least = cost;
                best = i;
            }
        }
        struct run run = e->run[best];
        left--;
        memmove(&e->run[best], &e->run[best + 1], (left - best) * sizeof run);
        send_run(e, &run);
    }
}

static void send_runs(struct encoder *e)
{
    if (e->runs > GREEDY_MAX) {
        for (size_t i = 0; i < e->runs; i++)
            send_run(e, &e->run[i]);
        return;
    }
    size_t rest = 0;
    for (size_t i = 0; i < e->runs; i++) {
        if (e->run[i].ordered)
            send_run(e, &e->run[i]);
        else
            e->run[rest++] = e->run[i];
    }
    e->runs = rest;
    send_greedily(e);
}

/* ---- frames ---- */

void encoder_init(struct encoder *e, const struct abilities *can)
{
    *e = (struct encoder){.can = *can, .row = -1, .pen = PEN_UNKNOWN};
    for (int i = 0; i < CAN_FIXED_COUNT; i++) {
        size_t n = can->expand(can->ctx, (enum ability)i, 0, 0, e->fixed[i].text);
        e->fixed[i].length = n <= ABILITY_SIZE ? (uint8_t)n : 0;
    }
}

void encoder_done(struct encoder *e)
{
    free(e->now);
    free(e->next);
    free(e->run);
    free(e->out.text);
    *e = (struct encoder){.row = -1, .pen = PEN_UNKNOWN};
}

void encoder_forget(struct encoder *e)
{
    e->row = -1;
    e->pen = PEN_UNKNOWN;
    e->width = e->height = 0;
}

void encoder_looks(struct encoder *e, const struct look *looks, enum colour_tier tier)
{
    pens_make(&e->pens, &e->can, looks, tier);
    encoder_forget(e);
}

/* Clear it. With what it is filled then is known if it has the colour, or there are none. */
static int begin_anew(struct encoder *e, int width, int height)
{
    size_t count = (size_t)width * (size_t)height;
    free(e->now);
    free(e->next);
    e->now = calloc(count, sizeof *e->now);
    e->next = calloc(count, sizeof *e->next);
    if (e->now == NULL || e->next == NULL)
        return -1;
    int pen = e->pens.of_block[ST_NORMAL];
    wear(e, pen);
    add_sequence(e, &e->fixed[CAN_CLEAR]);
    bool filled =
        e->fixed[CAN_CLEAR].length > 0 && (e->can.erases_with_ground || e->pens.pen[pen].bg < 0);
    for (size_t i = 0; i < count; i++) {
        e->now[i].code = filled ? ' ' : ENCODE_NOTHING;
        e->now[i].pen = (uint8_t)pen;
    }
    e->row = -1;
    e->width = width;
    e->height = height;
    return 0;
}

int encoder_frame(struct encoder *e, const struct canvas *canvas, int width, int height)
{
    e->out.length = 0;
    e->out.lost = false;
    width = width < CANVAS_WIDTH_MAX ? width : CANVAS_WIDTH_MAX;
    height = height < CANVAS_HEIGHT_MAX ? height : CANVAS_HEIGHT_MAX;
    if (width <= 0 || height <= 0 || e->pens.count == 0)
        return -1;
    if ((e->width != width || e->height != height) && begin_anew(e, width, height) != 0) {
        encoder_forget(e);
        return -1;
    }
    find_changes(e, canvas);
    send_runs(e);
    if (e->out.lost) {
        encoder_forget(e);
        return -1;
    }
    struct shown *swap = e->now;
    e->now = e->next;
    e->next = swap;
    return 0;
}
