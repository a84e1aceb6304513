/* SPDX-License-Identifier: MIT */
/* Several signals together: principal components of standardised rows, T² within them, Q off them.
 * Eigenvectors by Jacobi's method: at most 16 signals, 40 lines, the same bits everywhere, no
 * dependency; LAPACK gains nothing at this size and its results differ between builds. Pure. */
#ifndef DATA_PREDICT_PCA_H
#define DATA_PREDICT_PCA_H

#include <stdbool.h>
#include <stdint.h>

#define PCA_MAX 16
struct pca {
    int signals, components;
    int64_t rows;
    double sum[PCA_MAX], cross[PCA_MAX][PCA_MAX]; /* while it learns */
    double wander[PCA_MAX]; /* spread of each to be added, that was not seen while it learnt */
    double mean[PCA_MAX], vector[PCA_MAX][PCA_MAX], value[PCA_MAX];
    double t2_limit, q_limit;
    bool closed;
};
void pca_begin(struct pca *p, int signals);
/* A row with something that is no number is left out, and scores 0. */
void pca_take(struct pca *p, const double *z);
/* Components until `explained` (0.9) of the variance; limits from the F distribution and Jackson &
 * Mudholkar at `alpha`, or, given scores of the learning rows, their quantile. False: too few. */
bool pca_close(struct pca *p, double explained, double alpha);
struct pca_score {
    double t2, q;                             /* over their limits: 1 is the limit */
    double t2_part[PCA_MAX], q_part[PCA_MAX]; /* contributions, sum 1 */
};
void pca_score(const struct pca *p, const double *z, struct pca_score *out);
/* Symmetric a (n × n) to eigenvalues, largest first, and rows of vectors. */
void jacobi(int n, double a[PCA_MAX][PCA_MAX], double value[PCA_MAX],
            double vector[PCA_MAX][PCA_MAX]);

#endif
