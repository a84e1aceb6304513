/* SPDX-License-Identifier: MIT */
/* Mouse and touch as keys: what happened and where, in one number beyond the other keys; and the
 * reader of what a terminal sends (SGR, mode 1006) behind its introducer. */
#ifndef CONSOLE_INPUT_MOUSE_H
#define CONSOLE_INPUT_MOUSE_H

#include <stdbool.h>
#include <stdint.h>

enum mouse_kind { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

/* Cells from 0; cut to what fits. */
uint32_t mouse_key(enum mouse_kind kind, int x, int y);
/* False: another key. */
bool mouse_of(uint32_t key, enum mouse_kind *kind, int *x, int *y);

struct mouse_reader {
    int number[3]; /* button, column, line */
    int count, digits;
    bool reading;
};

/* The introducer has come. */
void mouse_begin(struct mouse_reader *r);
/* A further character: 1 with a key, 0 not yet or an event that is nobody's, -1 it is no report:
 * the character is a key itself. */
int mouse_feed(struct mouse_reader *r, uint32_t code, uint32_t *key);

#endif
