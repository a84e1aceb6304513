/* SPDX-License-Identifier: MIT */
/* Which sequences are keys beside those of terminfo, and what curses' keys are to us. */
#ifndef CONSOLE_OUTPUT_KEYS_H
#define CONSOLE_OUTPUT_KEYS_H

#include "console/output/terminfo.h"

#include <stdbool.h>
#include <stdint.h>

void keys_define(const struct terminfo *terminfo);
void keys_define_mouse(void);

/* What curses returned as a key: where a report of the mouse begins. */
bool keys_is_mouse(int code);
/* As console/widgets/key.h has it; KEY_CODE_NONE: none of ours. */
uint32_t keys_translate(int code);

#endif
