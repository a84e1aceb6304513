/* SPDX-License-Identifier: MIT */
/* What a model says about a failure to come: bytes to one statement, in our form (standards.md
 * §7.2) or in those of others. Pure; takes memory for the document and gives it back. */
#ifndef DATA_DECODE_PREDICTION_H
#define DATA_DECODE_PREDICTION_H

#include "data/config/config.h"
#include "data/model/andon/prediction.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PREDICTION_PAYLOAD_MAX (64 * 1024)
#define PREDICTION_DEPTH_MAX   16
#define PREDICTION_ID_SIZE     64

/* What a model's own threshold says of it, where it has one. */
enum prediction_judged { JUDGED_NOT, JUDGED_LIKELY, JUDGED_UNLIKELY };

/* One statement. Of `said` these are filled in: mode, asset, ts (TIME_NONE: it has none), the
 * figures, the words and the evidence; the rest is the engine's. */
struct prediction_message {
    struct prediction_view said;
    char id[PREDICTION_ID_SIZE]; /* the message's own, "" none */
    uint64_t topic;              /* which one it came by: a hash */
    int64_t valid_ms;            /* from ts; -1: the message does not say */
    enum prediction_judged judged;
    bool withdrawn;   /* it holds no more */
    bool machine_off; /* the model has nothing to go by: what was said stays as it is */
    bool foreign;     /* of a version that nobody here knows: `said.action` is all there is */
    bool stored;      /* delivered from the broker's store */
    int dropped;      /* pieces of evidence beyond EVIDENCE_MAX, or that could not be read */
};

/* Where a message came from. */
struct prediction_source {
    const struct config *config;        /* its signals may be evidence */
    const struct prediction_conf *conf; /* NULL: of a mode that is not configured */
    const char *topic;                  /* its last level is the mode then */
    bool stored;
};

/* Nothing at all is a withdrawal of what came by the topic, of whatever asset (""). 0; -1 with what
 * is wrong with it: nothing of it counts then. */
int prediction_read(const struct prediction_source *source, const char *payload, size_t length,
                    struct prediction_message *out, struct cause *why);

/* The same in our form; prediction_read gets back what was written (prediction_write.c). Its
 * length, 0: it does not fit. */
#define PREDICTION_WRITE_MAX 4096
size_t prediction_write(const struct config *config, const struct prediction_message *message,
                        char *out, size_t size);

#endif
