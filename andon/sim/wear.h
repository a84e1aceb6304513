/* SPDX-License-Identifier: MIT */
/* A spindle bearing that runs to failure: days of nothing, then hours in which vibration and
 * temperature rise ever faster, then the end. Pure; times are running time in milliseconds. */
#ifndef ANDON_SIM_WEAR_H
#define ANDON_SIM_WEAR_H

#include "andon/sim/rng.h"

struct wear {
    int64_t onset_ms, end_ms;
    double shake, heat; /* mm/s and °C that it adds at its end */
};

/* The bearing that the machine has when the story begins: used, but good for a day. */
void wear_begin(struct wear *w, struct rng *r);
/* A new one, built in at `run_ms`. */
void wear_renew(struct wear *w, struct rng *r, int64_t run_ms);
/* It shall fail when the machine has run for another `left_ms`: what is missing of its decline is
 * put into that time. */
void wear_end_in(struct wear *w, int64_t run_ms, int64_t left_ms);

/* How far it has declined, 0 … 1: what it adds to vibration and temperature, in parts of `shake`
 * and `heat`. */
double wear_level(const struct wear *w, int64_t run_ms);

#endif
