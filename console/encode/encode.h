/* SPDX-License-Identifier: MIT */
/* From cells to bytes: what must be sent so that a terminal shows this picture instead of the last
 * one, with few bytes. Pure: knows what the terminal shows, where its cursor is and what it draws
 * with, since it alone decided all of that; the bytes must arrive whole and in order. */
#ifndef CONSOLE_ENCODE_ENCODE_H
#define CONSOLE_ENCODE_ENCODE_H

#include "console/encode/abilities.h"
#include "console/encode/pen.h"
#include "console/widgets/canvas.h"

#define ENCODE_BYTES_MAX (8U * 1024U * 1024U) /* of one frame; the largest picture takes less */

struct bytes {
    char *text; /* owned */
    size_t length, size;
    bool lost; /* no memory, or more than the limit: what is here is not all */
};

struct shown {
    uint32_t code; /* 0: right half; ENCODE_NOTHING: nobody knows */
    uint16_t mark[CANVAS_MARKS];
    uint8_t pen, wide;
};
#define ENCODE_NOTHING UINT32_MAX

/* Cells beside each other that change and share a pen. */
struct run {
    uint16_t row, begin, end;
    uint8_t pen;
    bool blank, ordered; /* only blanks: any pen of this ground; after those before it */
};

struct encoder {
    struct abilities can;
    struct pens pens;
    struct sequence fixed[CAN_FIXED_COUNT];
    int width, height; /* of the terminal; 0: nothing was shown yet */
    struct shown *now, *next;
    struct run *run;
    size_t runs, run_room;
    int row, col, pen; /* row -1: not known */
    struct bytes out;
};

void encoder_init(struct encoder *e, const struct abilities *can);
void encoder_done(struct encoder *e);
/* The looks of all styles from now on. The next frame sends all cells. */
void encoder_looks(struct encoder *e, const struct look *looks, enum colour_tier tier);
/* Nothing is known of the terminal any more: the next frame clears it and sends all. */
void encoder_forget(struct encoder *e);
/* The bytes to show it, in e->out; all of a terminal of this size that the canvas does not cover
 * is blank. 0, or -1 without memory: nothing may be sent. */
int encoder_frame(struct encoder *e, const struct canvas *canvas, int width, int height);

/* ---- for its parts ---- */

void bytes_add(struct bytes *b, const char *text, size_t length);
/* Move to a cell; rewriting what is there on the way counts as moving. */
void encode_move(struct encoder *e, int row, int col);
/* About how many bytes that takes; quick. */
int encode_distance(const struct encoder *e, int row, int col);
/* The character, or what stands for one that may not be sent. Its length, 4 at most. */
size_t encode_character(const struct encoder *e, uint32_t code, char *out);

#endif
