/* SPDX-License-Identifier: MIT */
/* What models said, what came of it, and the work that was asked for. Part of the station
 * (station_private.h). Unless a name says `wall`, a time is on the station's axis; the views that
 * people see hold wall times. */
#ifndef ANDON_ENGINE_RESPONSE_PREDICTIONS_H
#define ANDON_ENGINE_RESPONSE_PREDICTIONS_H

#include "data/config/response/predictions.h"
#include "data/decode/prediction.h"
#include "data/model/andon/prediction.h"
#include "data/model/andon/workorder.h"

#include <stdbool.h>
#include <stdint.h>

#define PREDICTIONS_MAX         24 /* of (asset, mode) at a time */
#define PREDICTIONS_UNKNOWN_MAX 6  /* … of them of modes that are not configured */
#define SCORES_MAX              16 /* of (model, version) */
#define SPOKEN_MAX              32 /* of (model, version, mode) */
#define WARNINGS_MAX            48
#define FAILURES_MAX            48
#define FAILURES_ENOUGH         3  /* of each kind, to compare how long their stops lasted */
#define LABELS_MAX              24 /* answers on their way to the broker */
#define WORKORDERS_MAX          32

/* How an episode counts for its model. */
enum scored { SCORED_NOT, SCORED_HIT, SCORED_FALSE, SCORED_UNANSWERED, SCORED_COUNT };

/* What is said of one failure mode of one asset. An episode is what has one id: until it is
 * answered for good and then raised again. */
struct prediction {
    int64_t number;              /* of its id; 0: the place is free */
    struct prediction_view said; /* as people see it; `state` follows from the rest */
    char message[PREDICTION_ID_SIZE];
    int64_t topic, last_ts; /* of the latest message: which topic, its time (wall) */
    int hot;                /* messages in a row that speak for it */
    bool up;                /* … were enough, and none spoke against it since */
    bool warned;            /* it was up in this episode */
    bool rested;            /* answered, and spoken against since: it may be raised anew */
    bool worse;             /* than when work on it was planned */
    bool expired;
    bool gone; /* withdrawn: kept for its last_ts alone */
    int scored;
    int band;                   /* of probability or severity */
    int band_answered;          /* … when it was answered or planned */
    int band_kept;              /* … the highest on record */
    int64_t hour, kept_in_hour; /* bounds the records that messages make */
    bool owed;                  /* … one of them waits for the next hour */
};

/* The score of a version of a model, over all its failure modes. */
struct score {
    char model[48], version[24];
    int64_t count[SCORED_COUNT]; /* episodes that ended so */
    int64_t lead_ms;             /* sum over hits: warning to finding */
    int64_t used_wall;
    bool silent; /* below its floor */
    /* since when it speaks, 0: not yet; its latest statement and until when that holds; how long it
     * was there until then */
    int64_t since_wall, heard_wall, until_wall, there_ms;
    int64_t failures, warned, ahead_ms; /* settled: see failures.c */
};

/* A version of a model speaks of a mode, without a gap. */
struct spoken {
    int score; /* index */
    char mode[48];
    int64_t since_wall, until_wall; /* since 0: the place is free */
};

/* A warning that stood, or stands: end TIME_NONE. */
struct warning {
    int64_t number; /* of its prediction; 0: the place is free */
    int score;
    char mode[48];
    int64_t since_wall, end_wall;
};

/* What really failed. */
#define FAILURE_AWAY   0 /* the model did not speak of it then */
#define FAILURE_MISSED 1
#define FAILURE_WARNED 2 /* … so many ms before, and 2 */
struct failure {
    int64_t number; /* of the stop, or of the prediction that was `found`; 0: the place is free */
    bool found;
    char what[48]; /* reason of the stop; mode of the prediction */
    int64_t begin_wall;
    int64_t ms; /* the stop lasted; -1: it lasts, or there is none */
    int64_t lead[SCORES_MAX];
};

/* An answer that the broker does not have yet. */
struct label {
    int64_t number;
    char mode[48];
    char body[1024];
};

struct workorder {
    int64_t number; /* 0: the place is free */
    struct order_view said;
    int64_t sent;        /* the revision that the broker has */
    int64_t answer_wall; /* stated time of the latest answer; TIME_NONE */
};

struct predictions {
    struct prediction one[PREDICTIONS_MAX];
    struct score score[SCORES_MAX];
    struct spoken spoken[SPOKEN_MAX];
    struct warning warning[WARNINGS_MAX];
    struct failure failure[FAILURES_MAX];
    int64_t settled_wall;           /* failures up to here move no more */
    struct label label[LABELS_MAX]; /* oldest first */
    int labels;
    int64_t next_prediction, next_feedback;
    int64_t heard, duplicates, late, crowded, unknown, ahead, quiet, labels_lost;

    struct workorder order[WORKORDERS_MAX];
    int64_t next_order;
    int64_t forget[WORKORDERS_MAX]; /* orders whose retained message goes */
    int forgets;
    int64_t strangers, odd; /* answers to no order of ours; that came late or make no sense */
};

struct station;
struct command;
struct outcome;
struct order_answer;
struct snapshot;
struct config;
struct jw;
struct cause;
struct record;

/* predictions.c */
void predictions_init(struct station *st);
void predictions_take(struct station *st, const struct prediction_message *message);
int64_t predictions_deadline(const struct station *st);
void predictions_expire(struct station *st);
void predictions_follow(struct station *st); /* another configuration */
/* Whether one is raised that the words of a condition mean (enum prediction_bits). */
bool predictions_hold(const struct station *st, const struct condition *c);
bool prediction_means(const struct prediction *p, const struct condition *c); /* that one is */
uint64_t predictions_mark(const struct station *st); /* another number: a condition may change */
struct prediction *predictions_find(struct station *st, const char *id); /* or a mode; NULL */
void predictions_refresh(struct station *st, struct prediction *p);      /* its state */
void predictions_keep(struct station *st, struct prediction *p);         /* its record */
/* Work on it is planned for then (TIME_NONE: it is being done), or no more. */
void predictions_planned(struct station *st, const char *id, bool planned, int64_t wall);

/* prediction_say.c */
void predictions_tell(const struct station *st, const struct condition *c, char *out, size_t size);
void prediction_figures(const struct prediction_view *view, char *out, size_t size);
void prediction_evidence(const struct prediction_view *view, char *out, size_t size);
void predictions_fill(const struct station *st, int64_t t, struct snapshot *s);
void predictions_evidence(const struct station *st, struct prediction *p); /* signals' values */

/* answers.c */
void people_feedback(struct station *st, const struct command *c, struct outcome *out);

/* scores.c */
void scores_count(struct station *st, struct prediction *p, enum scored as);
bool scores_silent(const struct station *st, const struct prediction_view *said);
void scores_judge(struct station *st); /* against floors that may be others now */

struct score *scores_hear(struct predictions *all,
                          const struct prediction_view *said); /* or NULL */

/* failures.c */
struct stop;
void failures_hear(struct station *st, const struct prediction *p); /* its model has spoken */
void failures_follow(struct station *st);                           /* which warnings stand */
void failures_stop(struct station *st, const struct stop *stop);    /* another revision of it */
void failures_found(struct station *st, const struct prediction *p, bool found);
void failures_forget(struct predictions *all, const struct score *score); /* it makes room */
void failures_view(const struct station *st, const struct score *s, struct model_view *v);

/* workorders.c */
void people_workorder(struct station *st, const struct command *c, struct outcome *out);
void people_workorder_cancel(struct station *st, const struct command *c, struct outcome *out);
void workorders_answer(struct station *st, const struct order_answer *answer);
void workorders_connected(struct station *st); /* a broker that may know nothing */
void workorders_follow(struct station *st);    /* the stops that they are linked to */
int workorder_recall(struct station *st, const struct record *record, struct cause *why);
void workorders_fill(const struct station *st, struct snapshot *s);

/* predictions_saved.c */
void predictions_write(struct jw *w, const struct station *st);
int predictions_read(const json_t *json, struct station *st, struct cause *why);
/* outgoing.c */
struct outgoing;
void outgoing_sent(struct station *st, const struct outgoing *sent);

/* origin.c: what of an alert or a call goes into a work order; false: refused. */
bool response_origin(struct station *st, const char *id, struct order_view *v, struct outcome *out);
void response_linked(struct station *st, const struct order_view *v); /* it has this order now */

int prediction_recall(struct station *st, const struct record *record, struct cause *why);

#endif
