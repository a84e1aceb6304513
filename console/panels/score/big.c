/* SPDX-License-Identifier: MIT */
/* Figures for a wall: as large as their place allows, and the same size while their digits change.
 * Where there are no block letters for a text it stands there as it is. */
#include "console/panels/panel.h"

#include "console/panels/score/big.h"
#include "data/model/text.h"

#include <string.h>

int draw_big(struct area a, struct rect where, const struct big *f)
{
    const char *widest = f->widest != NULL ? f->widest : f->text;
    enum style style = f->style;
    struct digits_scale scale = digits_scale(a.canvas->tier, f->text, widest, &where);
    int width = scale.rows > 0 ? digits_scale_width(scale, f->text) : text_cells(f->text);
    int x = f->right && width < where.w ? where.x + where.w - width : where.x;
    if (where.h <= 0 || where.w <= 0)
        return 0;
    if (scale.rows > 0) {
        where.w -= x - where.x;
        where.x = x;
        draw_scaled(a, where, scale, style, f->text);
        return scale.rows;
    }
    draw_text_cut(a, (struct rect){x, where.y, where.w - (x - where.x), 1}, style, f->text);
    return 1;
}

void score_capitals(const char *text, char *out, int size)
{
    (void)text_copy(out, (size_t)size, text);
    bool latin = false; /* behind the first byte of U+00C0 to U+00FF */
    for (; *out != '\0'; out++) {
        unsigned char c = (unsigned char)*out;
        if ((c >= 'a' && c <= 'z') || (latin && c >= 0xA0 && c < 0xBF && c != 0xB7))
            *out = (char)(c - 0x20);
        latin = c == 0xC3;
    }
}

const char *score_clock(int64_t ms, char *out, int size)
{
    char clock[TEXT_DURATION_SIZE];
    if (ms < 0)
        (void)text_copy(out, (size_t)size, FORMAT_NONE);
    else if (ms < MS_PER_DAY)
        (void)text_copy(out, (size_t)size, text_clock(ms, clock));
    else
        (void)text_format(out, (size_t)size, "%lld D %lld H", (long long)(ms / MS_PER_DAY),
                          (long long)(ms % MS_PER_DAY / MS_PER_HOUR));
    return out;
}
