/* SPDX-License-Identifier: MIT */
/* Base64 of payloads in capture files. Strict: full groups, padding, no stray bits, so that a text
 * has one meaning. Used by capture.c. */
#include "data/decode/base64.h"

#include <stdint.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const unsigned char *in, size_t length, char *out)
{
    for (; length > 0; in += 3, out += 4) {
        size_t n = length < 3 ? length : 3;
        uint32_t bits = (uint32_t)in[0] << 16;
        if (n > 1)
            bits |= (uint32_t)in[1] << 8;
        if (n > 2)
            bits |= in[2];
        out[0] = letters[bits >> 18];
        out[1] = letters[bits >> 12 & 63];
        out[2] = n > 1 ? letters[bits >> 6 & 63] : '=';
        out[3] = n > 2 ? letters[bits & 63] : '=';
        length -= n;
    }
}

/* The six bits of a letter, or -1. */
static int bits_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* A group of four, the last `pads` of them padding. */
static bool decode_group(const char *in, size_t pads, unsigned char *out)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        int six = i < 4 - pads ? bits_of(in[i]) : 0;
        if (six < 0)
            return false;
        bits = bits << 6 | (uint32_t)six;
    }
    if (pads > 0 && (bits & (pads == 1 ? 0xFFu : 0xFFFFu)) != 0)
        return false; /* bits beyond the last byte */
    out[0] = (unsigned char)(bits >> 16);
    if (pads < 2)
        out[1] = (unsigned char)(bits >> 8);
    if (pads < 1)
        out[2] = (unsigned char)bits;
    return true;
}

bool base64_decode(const char *in, size_t length, unsigned char *out, size_t *out_length)
{
    size_t pads = 0;
    if (length % 4 != 0)
        return false;
    if (length > 0)
        pads = in[length - 1] != '=' ? 0 : in[length - 2] != '=' ? 1 : 2;
    for (size_t at = 0, to = 0; at < length; at += 4, to += 3)
        if (!decode_group(in + at, at + 4 == length ? pads : 0, out + to))
            return false;
    *out_length = length / 4 * 3 - pads;
    return true;
}
