/* SPDX-License-Identifier: MIT */
/* Noise from a seed for tests of detectors: the same on every machine. */
#ifndef TESTS_UNIT_PREDICT_NOISE_H
#define TESTS_UNIT_PREDICT_NOISE_H

#include <stdint.h>

/* xorshift64*: 0 … 1 */
static inline double noise_even(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (double)((*seed * UINT64_C(2685821657736338717)) >> 11) / 9007199254740992.0;
}

/* Nearly normal, mean 0, spread 1: twelve even ones. */
static inline double noise(uint64_t *seed)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += noise_even(seed);
    return sum;
}

#endif
