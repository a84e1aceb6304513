/* SPDX-License-Identifier: MIT */
/* The simulator's dice. Pure; called by the press model, which owns one per machine. */
#include "andon/sim/rng.h"

#include <math.h>

uint32_t rng_next(struct rng *r)
{
    uint64_t old = r->state;
    r->state = old * UINT64_C(6364136223846793005) + (r->stream | 1U);
    uint32_t mixed = (uint32_t)(((old >> 18U) ^ old) >> 27U);
    uint32_t turn = (uint32_t)(old >> 59U);
    return (mixed >> turn) | (mixed << ((32U - turn) & 31U));
}

void rng_seed(struct rng *r, uint64_t seed)
{
    *r = (struct rng){.stream = UINT64_C(1442695040888963407)};
    (void)rng_next(r);
    r->state += seed * UINT64_C(0x9E3779B97F4A7C15);
    (void)rng_next(r);
    (void)rng_next(r);
}

double rng_unit(struct rng *r)
{
    return (double)rng_next(r) / 4294967296.0;
}

double rng_between(struct rng *r, double low, double high)
{
    return low + (high - low) * rng_unit(r);
}

bool rng_chance(struct rng *r, double probability)
{
    return rng_unit(r) < probability;
}

double rng_normal(struct rng *r)
{
    double sum = 0;
    for (int i = 0; i < 12; i++)
        sum += rng_unit(r);
    return sum - 6.0;
}

double rng_wait(struct rng *r, double mean)
{
    return -mean * log(1.0 - rng_unit(r));
}

double rng_span(struct rng *r, double median, double sigma)
{
    return median * exp(sigma * rng_normal(r));
}
