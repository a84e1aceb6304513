/* SPDX-License-Identifier: MIT */
/* A text as a QR code of half blocks, for a phone or a headset to read off the terminal. Pure. */
#ifndef CONSOLE_QR_H
#define CONSOLE_QR_H

#include <stdbool.h>
#include <stdint.h>

#define QR_TEXT_MAX 255 /* bytes; links are shorter */
#define QR_QUIET    2   /* modules of empty margin; readers want some */
#define QR_SIDE_MAX 69  /* modules: a side of version 12, with its margin */
#define QR_ROWS_MAX ((QR_SIDE_MAX + 1) / 2)

/* One cell is two modules, one above the other. */
enum qr_half { QR_NONE = 0, QR_UPPER = 1, QR_LOWER = 2, QR_BOTH = 3 };

struct qr {
    int columns, rows;                      /* cells, with the margin */
    uint8_t dark[QR_ROWS_MAX][QR_SIDE_MAX]; /* enum qr_half: which modules of the cell are dark */
};

/* 0; -1: the text is empty, too long for the largest code, or there is no memory. */
int qr_make(const char *text, struct qr *out);

/* The character of a cell on a terminal whose ink is brighter than its ground (`light_ink`), or
 * the other way round: readers want dark modules on a light margin. */
uint32_t qr_code_point(const struct qr *qr, int column, int row, bool light_ink);

#endif
