/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_BASE64_H
#define DATA_DECODE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* RFC 4648 §4, with padding, nothing else in between. */
#define BASE64_LENGTH(n) (((n) + 2) / 3 * 4)

/* Writes BASE64_LENGTH(length) characters, not terminated. */
void base64_encode(const unsigned char *in, size_t length, char *out);

/* Decode into `out`, which may be `in`. Returns false when it is no Base64. */
bool base64_decode(const char *in, size_t length, unsigned char *out, size_t *out_length);

#endif
