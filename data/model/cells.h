/* SPDX-License-Identifier: MIT */
#ifndef DATA_MODEL_CELLS_H
#define DATA_MODEL_CELLS_H

#include <stdbool.h>
#include <stdint.h>

/* Takes no cell of its own: it is drawn over the character before it. */
bool cells_combining(uint32_t code);
/* Takes two cells (East Asian Wide and Fullwidth). */
bool cells_wide(uint32_t code);

#endif
