/* SPDX-License-Identifier: MIT */
/* Reports of mode 1006: "button;column;line" and M (pressed, moved) or m (released). Called by
 * tty.c for each character after ESC [ <; bounded, whatever comes. */
#include "console/input/mouse.h"

#define MOUSE_MARK   0x40000000U
#define PLACE_MAX    0xFFF
#define DIGITS_MAX   5
#define BUTTON_MOVED 32
#define BUTTON_WHEEL 64
#define BUTTON_MASK  3

static uint32_t placed(int at)
{
    return (uint32_t)(at < 0 ? 0 : at > PLACE_MAX ? PLACE_MAX : at);
}

uint32_t mouse_key(enum mouse_kind kind, int x, int y)
{
    return MOUSE_MARK | ((uint32_t)kind << 24) | (placed(y) << 12) | placed(x);
}

bool mouse_of(uint32_t key, enum mouse_kind *kind, int *x, int *y)
{
    if ((key & MOUSE_MARK) == 0)
        return false;
    *kind = (enum mouse_kind)((key >> 24) & 3U);
    *y = (int)((key >> 12) & PLACE_MAX);
    *x = (int)(key & PLACE_MAX);
    return true;
}

void mouse_begin(struct mouse_reader *r)
{
    *r = (struct mouse_reader){.reading = true};
}

/* Only the first button and the wheel mean anything; a move is none of ours. */
static int report(const struct mouse_reader *r, bool released, uint32_t *key)
{
    int button = r->number[0], which = button & BUTTON_MASK;
    bool wheel = (button & BUTTON_WHEEL) != 0;
    if ((button & BUTTON_MOVED) != 0 || (!wheel && which != 0) ||
        (wheel && (released || which > 1)))
        return 0;
    enum mouse_kind kind = !wheel       ? (released ? MOUSE_RELEASE : MOUSE_PRESS)
                           : which == 0 ? MOUSE_WHEEL_UP
                                        : MOUSE_WHEEL_DOWN;
    *key = mouse_key(kind, r->number[1] - 1, r->number[2] - 1);
    return 1;
}

int mouse_feed(struct mouse_reader *r, uint32_t code, uint32_t *key)
{
    if (code >= '0' && code <= '9' && r->digits < DIGITS_MAX) {
        r->number[r->count] = r->number[r->count] * 10 + (int)(code - '0');
        r->digits++;
        return 0;
    }
    if (code == ';' && r->digits > 0 && r->count < 2) {
        r->count++;
        r->digits = 0;
        return 0;
    }
    r->reading = false;
    if ((code == 'M' || code == 'm') && r->count == 2 && r->digits > 0)
        return report(r, code == 'm', key);
    return -1;
}
