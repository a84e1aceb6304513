/* SPDX-License-Identifier: MIT */
/* See pca.h: principal components of standardised rows by Jacobi's rotations, T² and Q with their
 * textbook limits and what each signal contributes. Called by the predictor, which owns one for
 * each group it has learnt. */
#include "data/predict/pca.h"

#include "data/predict/quantile.h"

#include <math.h>
#include <string.h>

#define SWEEPS   64
#define Z_MOST   1e6
#define NOTHING  1e-12 /* of all variance: a component so small is rounding */
#define Q_LEAST  1e-4  /* … and Q is not asked to be smaller: signals that are one and the same */
#define ROWS_FOR 3     /* rows for each signal, and 10 more, at least */

/* One rotation that makes a[p][q] nought (Golub & Van Loan 8.5). */
static void rotate(int n, double a[PCA_MAX][PCA_MAX], double v[PCA_MAX][PCA_MAX], int p, int q)
{
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    for (int k = 0; k < n; k++) {
        double x = a[k][p], y = a[k][q];
        a[k][p] = c * x - s * y;
        a[k][q] = s * x + c * y;
    }
    for (int k = 0; k < n; k++) {
        double x = a[p][k], y = a[q][k];
        a[p][k] = c * x - s * y;
        a[q][k] = s * x + c * y;
    }
    for (int k = 0; k < n; k++) { /* rows of v are the vectors */
        double x = v[p][k], y = v[q][k];
        v[p][k] = c * x - s * y;
        v[q][k] = s * x + c * y;
    }
}

/* Largest value first; the largest element of a vector is positive, so that a sign is no chance. */
static void put_in_order(int n, double value[PCA_MAX], double vector[PCA_MAX][PCA_MAX])
{
    for (int i = 0; i < n; i++) {
        int best = i, widest = 0;
        double row[PCA_MAX], of_best;
        for (int j = i + 1; j < n; j++)
            if (value[j] > value[best])
                best = j;
        memcpy(row, vector[best], sizeof row);
        of_best = value[best];
        memcpy(vector[best], vector[i], sizeof row);
        value[best] = value[i];
        for (int k = 1; k < n; k++)
            if (fabs(row[k]) > fabs(row[widest]) + 1e-12)
                widest = k;
        for (int k = 0; k < PCA_MAX; k++)
            vector[i][k] = row[widest] < 0 ? -row[k] : row[k];
        value[i] = of_best;
    }
}

void jacobi(int n, double a[PCA_MAX][PCA_MAX], double value[PCA_MAX],
            double vector[PCA_MAX][PCA_MAX])
{
    double size = 0;
    memset(vector, 0, sizeof(double[PCA_MAX][PCA_MAX]));
    for (int i = 0; i < n; i++) {
        vector[i][i] = 1;
        for (int j = 0; j < n; j++)
            size += a[i][j] * a[i][j];
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double off = 0;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++)
                off += a[p][q] * a[p][q];
        if (off <= 1e-30 * size)
            break;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++)
                if (a[p][q] * a[p][q] > 1e-34 * size)
                    rotate(n, a, vector, p, q);
    }
    for (int i = 0; i < n; i++)
        value[i] = a[i][i];
    put_in_order(n, value, vector);
}

void pca_begin(struct pca *p, int signals)
{
    *p = (struct pca){.signals = signals < PCA_MAX ? signals : PCA_MAX};
}

static bool usable(int signals, const double *z)
{
    for (int i = 0; i < signals; i++)
        if (!isfinite(z[i]))
            return false;
    return true;
}

static double held(double z)
{
    return z > Z_MOST ? Z_MOST : z < -Z_MOST ? -Z_MOST : z;
}

void pca_take(struct pca *p, const double *z)
{
    if (!usable(p->signals, z))
        return;
    p->rows++;
    for (int i = 0; i < p->signals; i++) {
        p->sum[i] += held(z[i]);
        for (int j = 0; j <= i; j++)
            p->cross[i][j] += held(z[i]) * held(z[j]);
    }
}

/* Jackson & Mudholkar 1979, from the variances that are left over. */
static double q_limit_of(const double *value, int from, int signals, double alpha)
{
    double t1 = 0, t2 = 0, t3 = 0;
    for (int i = from; i < signals; i++) {
        double l = fmax(value[i], 0);
        t1 += l;
        t2 += l * l;
        t3 += l * l * l;
    }
    if (t1 <= 0 || t2 <= 0)
        return 0;
    double h = 1 - 2 * t1 * t3 / (3 * t2 * t2), c = quantile_normal(1 - alpha);
    /* Few large remainders beside many small ones: Box's chi-square in place of h <= 0. */
    if (h < 1e-3)
        h = 1.0 / 3;
    double inside = c * sqrt(2 * t2 * h * h) / t1 + 1 + t2 * h * (h - 1) / (t1 * t1);
    return inside > 0 ? t1 * pow(inside, 1 / h) : t1;
}

bool pca_close(struct pca *p, double explained, double alpha)
{
    int n = p->signals;
    double rows = (double)p->rows, a[PCA_MAX][PCA_MAX] = {{0}}, all = 0, sum = 0;
    if (n < 1 || p->rows < ROWS_FOR * n + 10)
        return false;
    for (int i = 0; i < n; i++)
        p->mean[i] = p->sum[i] / rows;
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            a[i][j] = (p->cross[i][j] - p->sum[i] * p->mean[j]) / (rows - 1);
            a[j][i] = a[i][j];
        }
    for (int i = 0; i < n; i++)
        a[i][i] += p->wander[i] * p->wander[i];
    jacobi(n, a, p->value, p->vector);
    for (int i = 0; i < n; i++)
        all += fmax(p->value[i], 0);
    if (!(all > 0) || !isfinite(all))
        return false;
    p->components = 0;
    while (p->components < n && p->value[p->components] > NOTHING * all &&
           (p->components == 0 || sum < explained * all - NOTHING * all))
        sum += p->value[p->components++];
    double k = p->components;
    p->t2_limit =
        k * (rows - 1) * (rows + 1) / (rows * (rows - k)) * quantile_f(1 - alpha, k, rows - k);
    p->q_limit = fmax(q_limit_of(p->value, p->components, n, alpha), Q_LEAST * all);
    p->closed = true;
    return true;
}

/* Shares of a sum; those that take from it have none. */
static void shares(double *part, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++) {
        part[i] = part[i] > 0 ? part[i] : 0;
        sum += part[i];
    }
    for (int i = 0; i < count && sum > 0; i++)
        part[i] /= sum;
}

void pca_score(const struct pca *p, const double *z, struct pca_score *out)
{
    double off[PCA_MAX], rest[PCA_MAX], t2 = 0, q = 0;
    *out = (struct pca_score){0};
    if (!p->closed || !usable(p->signals, z))
        return;
    for (int i = 0; i < p->signals; i++)
        rest[i] = off[i] = held(z[i]) - p->mean[i];
    for (int c = 0; c < p->components; c++) {
        const double *vector = p->vector[c];
        double along = 0;
        for (int i = 0; i < p->signals; i++)
            along += vector[i] * off[i];
        t2 += along * along / p->value[c];
        for (int i = 0; i < p->signals; i++) {
            rest[i] -= along * vector[i];
            out->t2_part[i] += along / p->value[c] * vector[i] * off[i];
        }
    }
    for (int i = 0; i < p->signals; i++) {
        out->q_part[i] = rest[i] * rest[i];
        q += out->q_part[i];
    }
    out->t2 = t2 / p->t2_limit;
    out->q = q / p->q_limit;
    shares(out->t2_part, p->signals);
    shares(out->q_part, p->signals);
}
