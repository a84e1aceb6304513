/* SPDX-License-Identifier: MIT */
/* Text from outside is hostile (invariant 8): the one sanitiser between the wire and any screen or
 * log, and the few string helpers the product uses. */
#ifndef DATA_MODEL_TEXT_H
#define DATA_MODEL_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copy `length` bytes of untrusted text into `out` (size bytes, always terminated), keeping only
 * what is safe to show: strict UTF-8; C0, DEL, C1, bidi controls, zero-width, line/paragraph
 * separators, private use, surrogates and non-characters become '?' or vanish (zero-width); at most
 * two combining marks after a base; cut at a whole character. Returns the bytes written without the
 * terminator. */
size_t text_sanitise(const char *in, size_t length, char *out, size_t size);

/* True when text_sanitise would return the very same bytes. */
bool text_is_clean(const char *in, size_t length);

/* Strict UTF-8 decode of one character. Returns its length (1..4), or 0 at an invalid sequence. */
size_t utf8_decode(const char *in, size_t length, uint32_t *code);
size_t utf8_encode(uint32_t code, char out[4]);
bool utf8_valid(const char *in, size_t length);

/* Cells a character takes on a terminal: 0 combining, 2 East Asian wide, else 1. */
int utf8_cells(uint32_t code);
/* Cells of a clean, terminated text. */
int text_cells(const char *text);

/* Copy and terminate. Returns false when it was cut (at a byte; use for identifiers). */
bool text_copy(char *out, size_t size, const char *in);
bool text_copy_n(char *out, size_t size, const char *in, size_t length);

/* snprintf that tells whether all of it fitted. */
bool text_format(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* An id: [a-z0-9][a-z0-9._-]*, at most 63 bytes. */
bool text_is_id(const char *text);

/* A duration as people say it (screens.md): "41 s", "12 min 41 s", "1 h 02 min", "2 d". Returns
 * `out`. */
#define TEXT_DURATION_SIZE 24
const char *text_duration(int64_t ms, char out[TEXT_DURATION_SIZE]);
/* The same as digits: "4:02", "14:30", "1:02:15". */
const char *text_clock(int64_t ms, char out[TEXT_DURATION_SIZE]);

#endif
