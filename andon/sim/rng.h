/* SPDX-License-Identifier: MIT */
/* Random numbers that are the same for the same seed on every machine: PCG32 (O'Neill, 2014). */
#ifndef ANDON_SIM_RNG_H
#define ANDON_SIM_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t state, stream;
};

void rng_seed(struct rng *r, uint64_t seed);
uint32_t rng_next(struct rng *r);

double rng_unit(struct rng *r); /* 0 ≤ x < 1 */
double rng_between(struct rng *r, double low, double high);
bool rng_chance(struct rng *r, double probability);
double rng_normal(struct rng *r);                            /* mean 0, deviation 1, within ±6 */
double rng_wait(struct rng *r, double mean);                 /* exponential */
double rng_span(struct rng *r, double median, double sigma); /* log-normal */

#endif
