/* SPDX-License-Identifier: MIT */
/* Keys as numbers: a character is its code point, the rest follow beyond Unicode. */
#ifndef CONSOLE_KEY_H
#define CONSOLE_KEY_H

enum key {
    KEY_CODE_NONE = 0,
    KEY_CODE_TAB = 0x09,
    KEY_CODE_REDRAW = 0x0C,  /* Ctrl-L */
    KEY_CODE_BREAK = 0x03,   /* Ctrl-C */
    KEY_CODE_PALETTE = 0x10, /* Ctrl-P */
    KEY_CODE_ENTER = 0x0D,
    KEY_CODE_ESC = 0x1B,
    KEY_CODE_UP = 0x110000,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_F1,
    KEY_CODE_F10 = KEY_CODE_F1 + 9,
    KEY_CODE_F20 = KEY_CODE_F1 + 19,
    KEY_CODE_BACKTAB, /* Shift-Tab */
    KEY_CODE_PASTE_BEGIN,
    KEY_CODE_PASTE_END,
    KEY_CODE_RESIZE,      /* the terminal has another size */
    KEY_CODE_TOUCH_MORE,  /* the button that shows further buttons */
    KEY_CODE_TOUCH_SHIFT, /* … and the one for a capital letter */
};

#endif
