/* SPDX-License-Identifier: MIT */
/* See keys.h. Called by console/tty.c, which reads the keys. */
#include "console/output/keys.h"

#include "console/widgets/key.h"

#include <curses.h>
#include <stddef.h>
#include <stdio.h>

#define KEYS_PASTE (KEY_MAX + 1) /* begins; ends */
#define KEYS_MOUSE (KEY_MAX + 3)

/* F6 to F20 as a VT220 sends them, and most since; what terminfo says of the others stays. */
static void define_fkeys(void)
{
    static const char codes[] = {17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34};
    for (int i = 0; i < (int)sizeof codes; i++) {
        char sequence[16];
        (void)snprintf(sequence, sizeof sequence, "\033[%d~", codes[i]);
        (void)define_key(sequence, KEY_F(6 + i));
    }
    for (int i = 0; i < 4; i++) { /* PF1 to PF4, above the keypad */
        char sequence[8];
        (void)snprintf(sequence, sizeof sequence, "\033O%c", 'P' + i);
        (void)define_key(sequence, KEY_F(1 + i));
    }
}

#define KEYPAD (KEY_MAX + 16) /* … and the character that the key has printed on it */

/* The numeric keypad in application mode: digits, comma, minus, point, plus and Enter as such. */
static void define_keypad(void)
{
    static const char sent[] = "pqrstuvwxylmnkjoXM", printed[] = "0123456789,-.+*/=\r";
    for (size_t i = 0; sent[i] != '\0'; i++) {
        char sequence[8];
        (void)snprintf(sequence, sizeof sequence, "\033O%c", sent[i]);
        (void)define_key(sequence, KEYPAD + printed[i]);
    }
}

/* Paste brackets, and arrows in both forms: not every line of terminals keeps to its terminfo. */
void keys_define(const struct terminfo *terminfo)
{
    static const struct {
        const char *sequence;
        int code;
    } arrows[] = {
        {"\033[A", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033[D", KEY_LEFT}, {"\033[C", KEY_RIGHT},
        {"\033OA", KEY_UP}, {"\033OB", KEY_DOWN}, {"\033OD", KEY_LEFT}, {"\033OC", KEY_RIGHT},
    };
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        (void)define_key(arrows[i].sequence, arrows[i].code);
    define_fkeys();
    define_keypad();
    static const char *const paste[2] = {"PS", "PE"};
    for (int i = 0; i < 2; i++) {
        char text[32];
        if (terminfo_text(terminfo, paste[i], text, sizeof text) > 0)
            (void)define_key(text, KEYS_PASTE + i);
    }
}

void keys_define_mouse(void)
{
    (void)define_key("\033[<", KEYS_MOUSE);
}

bool keys_is_mouse(int code)
{
    return code == KEYS_MOUSE;
}

uint32_t keys_translate(int code)
{
    static const struct {
        int curses;
        uint32_t key;
    } rows[] = {
        {KEY_UP, KEY_CODE_UP},
        {KEY_DOWN, KEY_CODE_DOWN},
        {KEY_LEFT, KEY_CODE_LEFT},
        {KEY_RIGHT, KEY_CODE_RIGHT},
        {KEY_PPAGE, KEY_CODE_PAGE_UP},
        {KEY_NPAGE, KEY_CODE_PAGE_DOWN},
        {KEY_HOME, KEY_CODE_HOME},
        {KEY_FIND, KEY_CODE_HOME},
        {KEY_END, KEY_CODE_END},
        {KEY_SELECT, KEY_CODE_END},
        {KEY_BTAB, KEY_CODE_BACKTAB},
        {KEY_ENTER, KEY_CODE_ENTER},
        {KEY_RESIZE, KEY_CODE_RESIZE},
        {KEYS_PASTE, KEY_CODE_PASTE_BEGIN},
        {KEYS_PASTE + 1, KEY_CODE_PASTE_END},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].curses == code)
            return rows[i].key;
    if (code >= KEY_F(1) && code <= KEY_F(20))
        return KEY_CODE_F1 + (uint32_t)(code - KEY_F(1));
    if (code > KEYPAD && code < KEYPAD + 0x7F)
        return (uint32_t)(code - KEYPAD);
    return KEY_CODE_NONE;
}
