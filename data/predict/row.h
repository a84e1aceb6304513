/* SPDX-License-Identifier: MIT */
/* What detectors see: one row a step. Live, backtest and what-if make the same rows of the same
 * samples (sums of millionths, divided last), so they come to the same figures to the byte. Pure.
 */
#ifndef DATA_PREDICT_ROW_H
#define DATA_PREDICT_ROW_H

#include "data/config/response/predictors.h"

#include <stdbool.h>
#include <stdint.h>

enum predict_cell {
    CELL_GOOD,
    CELL_NONE, /* nothing heard in this step */
    CELL_BAD   /* only bad quality, or not a number */
};

struct predict_row {
    int64_t end_ms;         /* wall clock at the end of the step */
    int64_t local_ms;       /* local time at its middle: the daily profile */
    int64_t step_ms;        /* its length */
    int64_t run_ms;         /* of it, in which the machine ran */
    int64_t cycles, starts; /* in it */
    bool known;             /* the machine's state was known all the time */
    char product[48];       /* "" none */
    double speed;           /* NAN: not known, or not asked for */
    double value[PREDICTOR_SIGNALS_MAX];
    enum predict_cell cell[PREDICTOR_SIGNALS_MAX];
};

#endif
