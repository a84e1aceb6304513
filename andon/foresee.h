/* SPDX-License-Identifier: MIT */
/* The built-in detectors on the daemon's loop: foresee.c feeds them and says what they say,
 * learnt.c keeps what they have learnt. Shared by these two and by nobody else but daemon.c's kind
 * of calls below. */
#ifndef ANDON_FORESEE_H
#define ANDON_FORESEE_H

#include "andon/daemon.h"
#include "data/decode/prediction.h"
#include "data/predict/set.h"

/* How a version's warnings ended: of the active one and of its shadow, side by side. */
struct tally {
    int64_t version, warned, right, wrong;
    int hot;     /* statements in a row over p_on */
    bool up;     /* it warns now */
    bool was_up; /* … or did since the last answer */
    int counted; /* the last answer: 1 right, -1 wrong, 0 it had not warned */
};

/* What the daemon knows of one predictor. */
struct foreseen {
    int64_t version, top; /* as last seen; the highest that there ever was */
    double threshold;
    char again[96];             /* why it learns again, as last told */
    enum predictor_state state; /* as last shown */
    int64_t learnt;             /* … in per cent */
    char told[RECORD_ID_SIZE];  /* the last warning that it was told about … */
    bool told_found;            /* … and what; another answer to it is a correction */
    struct tally active, shadow;
    bool said;    /* `message` is to be given to the engine */
    bool publish; /* … `payload` to the broker */
    struct prediction_message message;
    char payload[PREDICTION_WRITE_MAX];
    size_t length;
    int64_t save_at; /* boot_ms */
};

/* A version that is being read from the store. */
struct fetching {
    uint64_t query; /* 0: none is */
    int predictor;
    int64_t version;
    bool shadow;
    char *text; /* FORESEE_TEXT_MAX */
    size_t length;
    uint64_t client;
    int64_t request;
    char who[32];
};

struct foreseer {
    struct predict_set *set;
    struct foreseen *one; /* [config->predictors] */
    char (*forget)[48];   /* modes whose retained statement goes; CONFIG_PREDICTORS_MAX */
    int forgets;
    struct station_machine machine; /* as last told to the set; its product is below */
    char product[CONFIG_ID_SIZE];
    bool fed;                      /* the set knows the machine */
    char order[4][RECORD_ID_SIZE]; /* done work orders that were told; the oldest goes */
    int orders;
    int64_t tally_at;    /* boot_ms */
    int64_t look_at;     /* boot_ms */
    int64_t last_record; /* wall: ids of records rise */
    struct fetching fetch;
    char *text; /* one version, FORESEE_TEXT_MAX */
};
#define FORESEE_TEXT_MAX (PREDICTOR_TEXT_MAX + 128)

/* foresee.c */
int foresee_open(struct daemon *d, struct cause *why);           /* before the store */
void foresee_event(struct daemon *d, const struct event *event); /* behind the engine's step */
void foresee_recorded(struct daemon *d, const struct record_list *records);
void foresee_tick(struct daemon *d, int64_t boot_ms);
int64_t foresee_deadline(const struct daemon *d); /* boot_ms */
void foresee_link(struct daemon *d);              /* the broker is there: it hears all again */
void foresee_follow(struct daemon *d, const struct config *before); /* both are still there */
void foresee_close(struct daemon *d);
void foresee_forget(struct daemon *d, const char *mode);
/* A record of what became of a predictor, in words. */
void foresee_record(struct daemon *d, size_t i, const char *what, const char *who,
                    const char *text);

/* learnt.c */
void learnt_adopt(struct daemon *d, struct store *store);      /* before its thread starts */
void learnt_keep(struct daemon *d, size_t i, int64_t boot_ms); /* where it stands */
void learnt_version(struct daemon *d, size_t i, struct predictor *one, int64_t version);
void learnt_stop(struct daemon *d);
bool learnt_rows(struct daemon *d, const struct store_event *event);     /* false: not ours */
void learnt_fill(const struct daemon *d, struct predictor_briefs *list); /* blind ones first */
void learnt_cancel(struct daemon *d, struct foreseer *f);
void learnt_put(struct daemon *d, struct jw *w); /* member "built_in" of the answer to `models` */
void learnt_run(void *ctx, struct client *client, const json_t *request); /* model-… commands */

#endif
