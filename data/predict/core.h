/* SPDX-License-Identifier: MIT */
/* The inside of a predictor, shared by predictor.c (life), guards.c (what counts), learn.c (what is
 * usual), evidence.c (what is not) and saved.c. One allocation: the struct, then its arrays. */
#ifndef DATA_PREDICT_CORE_H
#define DATA_PREDICT_CORE_H

#include "data/predict/detectors.h"
#include "data/predict/life.h"
#include "data/predict/pca.h"
#include "data/predict/predictor.h"

#define KEPT_ROWS_MOST 1024 /* latest rows of learning, gone through again for the limits */
#define WINDOW_MOST    24   /* rows that evidence is looked for in */
#define HELD_MOST      12   /* rows after a jump in which it is looked at, not judged */
#define HOME_LOOKS     4
#define RECENT_ROWS    8
#define DETECTORS      METHOD_TREND /* the methods before it are statistics with a learnt limit */

/* A method's latest scores: what k of the last n rows reached. */
struct window {
    double score[WINDOW_MOST];
    int count, next;
};

struct statistics {
    double level; /* spreads that it has followed the signal's level (conf.follow_ms) */
    struct ewma drift;
    struct cusum sum;
    struct rate rate;
    struct change change;
};

enum dead_of { DEAD_NOT, DEAD_SILENT, DEAD_CONSTANT };
struct signal_state {
    struct statistics statistics;
    struct season season;
    double learnt[DETECTORS]; /* the most that evidence came to while it learnt */
    double score[DETECTORS];  /* of the latest row, over the limit; NAN none */
    double last;              /* latest good value */
    int64_t same, same_most;  /* rows in a row like it; the most of those while it learnt */
    int64_t silent;           /* rows in a row without a good value, standing or not */
    int64_t rows, goods;      /* while it learnt: rows that counted, and had a value of it */
    enum dead_of dead;
    double recent[RECENT_ROWS]; /* values that were as usual */
    int recents, recent_next;
    double held[HELD_MOST]; /* values since it jumped, or came back */
    int helds;
    bool holding, back; /* … it came back after a silence */
    int looks;          /* at what is held since then; the first one found it so far off: */
    double came;
};

struct group {
    char product[48];
    int band;
    bool used, closed;
    int64_t learnt_ms, seen_ms;
};

struct kept_row {
    int16_t group;
    bool joined; /* it directly follows the one before */
};

struct predictor {
    struct predictor_conf conf;
    int signals, groups, kept_rows;
    size_t bytes;
    /* where it stands */
    enum predictor_state state;
    char why[96], again[96]; /* of this row; why it learns again */
    int64_t version, since_ms;
    int64_t numbered; /* versions that others have; not saved */
    int64_t last_ms, step_ms, back_ms, back_rows, backward, gaps;
    int64_t settle_ms; /* still */
    char product[48];
    bool product_known, joined;
    int now;                        /* group of the latest counting row; -1 */
    double threshold, before;       /* … the last answer; 0: none is known. Not saved */
    int64_t run_ms, cycles, starts; /* since the parts were new */
    /* what it learnt */
    bool daily; /* the profile of the day is known */
    double learnt[DETECTORS];
    struct pca pca; /* of smoothed rows, each signal in its own spread: `smooth` */
    double smooth[PREDICTOR_SIGNALS_MAX];
    struct group group[PREDICTOR_GROUPS_MAX];
    int kept, kept_next;
    /* what it sees */
    struct window window[DETECTORS];
    int worst[DETECTORS];
    double score[METHOD_COUNT]; /* of the latest row */
    double evidence, p;
    int method; /* that the evidence is of; -1 */
    double part[PREDICTOR_SIGNALS_MAX];
    struct pca_score together;
    struct life life;
    struct life_left left;
    int64_t left_at_ms, life_rows; /* evidence_clock when `left` was looked at */
    bool drifting;
    /* the row */
    double value[PREDICTOR_SIGNALS_MAX], z[PREDICTOR_SIGNALS_MAX]; /* NAN: does not count */
    /* in the same allocation */
    struct signal_state *signal;
    struct baseline *baseline; /* [group][signal] */
    struct kept_row *row;
    double *kept_value; /* [row][signal] */
};

/* k of the last n rows, by the length of a step. */
struct sustained {
    int64_t from_ms; /* steps at least so long */
    int of, k, held; /* rows; `held`: after a jump */
};
const struct sustained *sustained_of(const struct predictor *p);

struct baseline *baseline_of(const struct predictor *p, int group, int signal);

/* guards.c */
/* Why the row does not count, NULL: it does. */
const char *guards_row(struct predictor *p, const struct predict_row *row);
bool guards_order(struct predictor *p, const struct predict_row *row); /* false: not later */
int guards_group(struct predictor *p, const struct predict_row *row);
void guards_silence(struct predictor *p, const struct predict_row *row); /* of every row */
/* Values that count into `value`, z into `z`. False: it learns again from here on. */
bool guards_values(struct predictor *p, const struct predict_row *row, int group);
void guards_break(struct predictor *p); /* rows no longer follow each other */

/* learn.c */
void learn_again(struct predictor *p, const char *why);
void learn_take(struct predictor *p, const struct predict_row *row, int group);

/* evidence.c */
double evidence_limit(const struct predictor *p, int method, int signal);
/* One row through the statistics of one signal: raw figures, NAN none. */
void evidence_figures(const struct predictor *p, struct statistics *s, const struct baseline *b,
                      double z, double out[DETECTORS]);
double evidence_wander(const struct predictor *p, const struct baseline *b);
double evidence_smooth(const struct statistics *s); /* NAN: too few rows yet */
void evidence_together(const struct predictor *p, const double *smooth, struct pca_score *out);
void window_put(struct window *w, double score, int most);
double window_kth(const struct window *w, const struct sustained *rows);
void evidence_step(struct predictor *p, const struct predict_row *row);
void evidence_weigh(struct predictor *p); /* all of it into one figure */
void evidence_forget(struct predictor *p);
int64_t evidence_clock(const struct predictor *p); /* of trends: operating time, or all of it */

#endif
