/* SPDX-License-Identifier: MIT */
/* See detectors.h: what is usual of one signal. A learning period of any length is thinned evenly
 * to a fixed number of rows, the same ones each time; median and MAD are taken of those, so that
 * neither outliers nor the length of the period move them. Called by the predictor, which owns the
 * baselines of all its groups. */
#include "data/predict/detectors.h"

#include <math.h>
#include <string.h>

#define MAD_TO_SIGMA  1.482602218505602
#define MEAN_TO_SIGMA 1.2533141373155001
#define NINE_TENTHS   3.2897072539029444
#define TOO_FEW       20
#define QUARTERS      4
#define Z_MOST        1e6 /* farther away says no more, and keeps all that follows finite */

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

static void sort_few(double *v, int count)
{
    for (int i = 1; i < count; i++) {
        double x = v[i];
        int j = i;
        for (; j > 0 && v[j - 1] > x; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

/* Hoare's selection: v[k] is the k-th smallest, none before it is larger. */
static void select_nth(double *v, int count, int k)
{
    int low = 0, high = count - 1;
    while (high - low > 16) {
        int mid = low + (high - low) / 2;
        if (v[mid] < v[low])
            swap(&v[mid], &v[low]);
        if (v[high] < v[low])
            swap(&v[high], &v[low]);
        if (v[high] < v[mid])
            swap(&v[high], &v[mid]);
        double pivot = v[mid];
        int i = low, j = high;
        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i <= j)
                swap(&v[i++], &v[j--]);
        }
        if (k <= j)
            high = j;
        else if (k >= i)
            low = i;
        else
            return;
    }
    sort_few(v + low, high - low + 1);
}

/* What is no number goes to the end; how many are left. */
static int numbers_first(double *v, int count)
{
    int n = 0;
    for (int i = 0; i < count; i++)
        if (!isnan(v[i]))
            swap(&v[n++], &v[i]);
    return n;
}

double median_of(double *value, int count)
{
    int n = numbers_first(value, count), k = n / 2;
    if (n == 0)
        return (double)NAN;
    select_nth(value, n, k);
    if (n % 2 == 1)
        return value[k];
    double below = value[0];
    for (int i = 1; i < k; i++)
        if (value[i] > below)
            below = value[i];
    return below + (value[k] - below) / 2;
}

double quantile_of(double *value, int count, double part)
{
    int n = numbers_first(value, count);
    if (n == 0)
        return (double)NAN;
    double at = part * (n - 1);
    int k = at <= 0 ? 0 : at >= n - 1 ? n - 1 : (int)at;
    select_nth(value, n, k);
    if (k == n - 1)
        return value[k];
    double above = value[k + 1];
    for (int i = k + 2; i < n; i++)
        if (value[i] < above)
            above = value[i];
    return value[k] + (at - k) * (above - value[k]);
}

void baseline_take(struct baseline *b, double value)
{
    if (!isfinite(value))
        return;
    if (b->stride == 0)
        b->stride = 1;
    if (b->seen++ % b->stride != 0)
        return;
    if (b->count == BASELINE_KEPT) {
        /* This row has an even place in the new order, too: `seen` was a multiple of twice. */
        for (int i = 0; i < BASELINE_KEPT / 2; i++)
            b->kept[i] = b->kept[2 * i];
        b->count = BASELINE_KEPT / 2;
        b->stride *= 2;
    }
    b->kept[b->count++] = value;
}

/* 1.4826 · MAD; where values come in lumps, by what nine in ten of them are within. Both are the
 * standard deviation of what is normal. */
static double spread_of(const struct baseline *b, double *work)
{
    double wide =
        (quantile_of(work, b->count, 0.95) - quantile_of(work, b->count, 0.05)) / NINE_TENTHS;
    double sum = 0;
    for (int i = 0; i < b->count; i++) {
        work[i] = fabs(b->kept[i] - b->median);
        sum += work[i] / b->count;
    }
    double spread = fmax(MAD_TO_SIGMA * median_of(work, b->count), wide);
    return spread > 0 ? spread : MEAN_TO_SIGMA * sum;
}

/* The level of each quarter of what was learnt: its mean, and as far as it goes from quarter to
 * quarter it may go on in four more, as a random walk would: twice that. */
static void look_level(struct baseline *b)
{
    double level[QUARTERS] = {0}, sum = 0;
    int each = b->count / QUARTERS;
    b->lean = 0;
    for (int i = 0; i < QUARTERS * each; i++) {
        double z = (b->kept[i] - b->median) / b->spread;
        level[i / each] += fmax(-BASELINE_FAR, fmin(z, BASELINE_FAR)) / each;
    }
    for (int q = 0; q < QUARTERS; q++)
        b->lean += level[q] / QUARTERS;
    for (int q = 1; q < QUARTERS; q++)
        sum += (level[q] - level[q - 1]) * (level[q] - level[q - 1]) / (QUARTERS - 1);
    b->wander = sqrt(QUARTERS * sum);
}

bool baseline_close(struct baseline *b, double floor)
{
    double work[BASELINE_KEPT];
    size_t bytes = (size_t)b->count * sizeof *work;
    if (b->count < TOO_FEW)
        return false;
    memcpy(work, b->kept, bytes);
    b->median = median_of(work, b->count);
    b->low = quantile_of(work, b->count, 0.005);
    b->high = quantile_of(work, b->count, 0.995);
    double spread = spread_of(b, work);
    if (!(spread > 0) || !isfinite(spread))
        return false;
    b->spread = spread > floor ? spread : floor;
    look_level(b);
    b->closed = true;
    return true;
}

double baseline_z(const struct baseline *b, double value)
{
    if (!b->closed || !isfinite(value))
        return (double)NAN;
    double z = (value - b->median) / b->spread;
    return z > Z_MOST ? Z_MOST : z < -Z_MOST ? -Z_MOST : z;
}
