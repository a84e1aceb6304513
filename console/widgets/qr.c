/* SPDX-License-Identifier: MIT */
/* QR codes by libqrencode, folded into half blocks. Called by the screens that show an alert's
 * guidance. The library's memory is given back before qr_make returns; what it made is the
 * caller's. */
#include "console/widgets/qr.h"

#include <qrencode.h>
#include <string.h>

static void fold(const QRcode *code, struct qr *out)
{
    *out = (struct qr){.columns = code->width + 2 * QR_QUIET,
                       .rows = (code->width + 2 * QR_QUIET + 1) / 2};
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            int row = y + QR_QUIET;
            if ((code->data[y * code->width + x] & 1) != 0)
                out->dark[row / 2][x + QR_QUIET] |= row % 2 == 0 ? QR_UPPER : QR_LOWER;
        }
    }
}

int qr_make(const char *text, struct qr *out)
{
    size_t length = strlen(text);
    if (length == 0 || length > QR_TEXT_MAX)
        return -1;
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
    bool fits = code && code->width + 2 * QR_QUIET <= QR_SIDE_MAX;
    if (fits)
        fold(code, out);
    QRcode_free(code);
    return fits ? 0 : -1;
}

uint32_t qr_code_point(const struct qr *qr, int column, int row, bool light_ink)
{
    static const uint32_t blocks[] = {' ', 0x2580, 0x2584, 0x2588};
    if (column < 0 || column >= qr->columns || row < 0 || row >= qr->rows)
        return ' ';
    unsigned ink = qr->dark[row][column];
    if (light_ink)
        ink = ~ink;
    return blocks[ink & QR_BOTH];
}
