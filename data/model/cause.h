/* SPDX-License-Identifier: MIT */
#ifndef DATA_MODEL_CAUSE_H
#define DATA_MODEL_CAUSE_H

/* Why something failed, in words a plant engineer can act on: what, where (file:line), and the fix.
 */
struct cause {
    char text[512];
};

/* Write the reason (printf style, cut at the end of the buffer) and return `code` unchanged, so
 * that a caller can `return cause_set(why, -1, "…")`. `why` may be NULL. */
int cause_set(struct cause *why, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
