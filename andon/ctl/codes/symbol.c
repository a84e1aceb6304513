/* SPDX-License-Identifier: MIT */
/* A text as the modules of a barcode: the one place that knows libzint. Called by page.c, which
 * draws them as whole dots, and by place.c's caller only through it. */
#include "andon/ctl/codes/codes.h"

#include <string.h>
#include <zint.h>

#define QR_LEVEL_M 2 /* 15 % of it may be dirty */

static bool is_bit(const struct zint_symbol *z, int x, int y)
{
    return (z->encoded_data[y][x / 8] >> (x % 8) & 1) != 0;
}

int symbol_make(enum symbology symbology, const char *text, struct symbol *out)
{
    struct zint_symbol *z = ZBarcode_Create();
    *out = (struct symbol){.symbology = symbology};
    if (!z)
        return -1;
    z->symbology = symbology == SYMBOL_QR ? BARCODE_QRCODE : BARCODE_CODE128;
    z->input_mode = DATA_MODE; /* bytes as they are */
    z->option_1 = symbology == SYMBOL_QR ? QR_LEVEL_M : -1;
    bool made = ZBarcode_Encode(z, (const unsigned char *)text, (int)strlen(text)) < ZINT_ERROR &&
                z->width <= SYMBOL_SIDE_MAX && z->rows <= SYMBOL_SIDE_MAX / 2;
    out->width = made ? z->width : 0;
    out->rows = made ? z->rows : 0;
    for (int y = 0; y < out->rows; y++)
        for (int x = 0; x < out->width; x++)
            if (is_bit(z, x, y))
                out->dark[y][x / 8] = (uint8_t)(out->dark[y][x / 8] | 1U << (x % 8));
    ZBarcode_Delete(z);
    return made ? 0 : -1;
}

bool symbol_is_dark(const struct symbol *symbol, int x, int y)
{
    return (symbol->dark[y][x / 8] >> (x % 8) & 1) != 0;
}
