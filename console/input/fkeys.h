/* SPDX-License-Identifier: MIT */
/* F-keys. A VT220 has F6 to F20, and above its keypad PF1 to PF4, which send what F1 to F4 send
 * elsewhere; its F15 says Help, its F16 Do, its F11 Esc. They do the same on every screen, also
 * while something is being typed. */
#ifndef CONSOLE_INPUT_FKEYS_H
#define CONSOLE_INPUT_FKEYS_H

#include "console/panels/keys.h"

#include <stdint.h>

struct fkey {
    int number;
    uint32_t key; /* the key that does the same */
    enum action action;
    const char *word;
};
extern const struct fkey fkeys[]; /* ended by number 0 */

const struct fkey *fkey_find(uint32_t key);            /* of KEY_CODE_F1 …; NULL: none */
const struct fkey *fkey_of_action(enum action action); /* NULL: none */

#endif
