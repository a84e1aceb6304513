/* SPDX-License-Identifier: MIT */
/* The value under which a part (0 … 1, without its ends) of a distribution lies. Pure. */
#ifndef DATA_PREDICT_QUANTILE_H
#define DATA_PREDICT_QUANTILE_H

double quantile_normal(double part);
double quantile_f(double part, double above, double below); /* degrees of freedom */

#endif
