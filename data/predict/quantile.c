/* SPDX-License-Identifier: MIT */
/* Quantiles of the normal and the F distribution, by halving an interval until its ends meet: no
 * tables, no third party, the same bits each time. Called by pca.c for its textbook limits. */
#include "data/predict/quantile.h"

#include <math.h>

#define HALVINGS 200
#define TERMS    300

static double normal_below(double z)
{
    return erfc(-z / sqrt(2)) / 2;
}

/* Continued fraction of the incomplete beta function (Lentz). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m <= TERMS; m++) {
        const double step[2] = {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))};
        double factor = 1;
        for (int i = 0; i < 2; i++) {
            d = 1 + step[i] * d;
            c = 1 + step[i] / c;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = fabs(c) < tiny ? tiny : c;
            factor = c * d;
            h *= factor;
        }
        if (fabs(factor - 1) < 1e-15)
            break;
    }
    return h;
}

static double beta_below(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double quantile_normal(double part)
{
    double low = -40, high = 40;
    for (int i = 0; i < HALVINGS && low < high; i++) {
        double mid = low + (high - low) / 2;
        *(normal_below(mid) < part ? &low : &high) = mid;
    }
    return high;
}

double quantile_f(double part, double above, double below)
{
    /* F = below x / (above (1 - x)) where x is of the beta distribution. */
    double low = 0, high = 1;
    for (int i = 0; i < HALVINGS && low < high; i++) {
        double mid = low + (high - low) / 2;
        *(beta_below(above / 2, below / 2, mid) < part ? &low : &high) = mid;
    }
    return below * high / (above * fmax(1 - high, 1e-300));
}
