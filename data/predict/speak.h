/* SPDX-License-Identifier: MIT */
/* When a predictor speaks, so that nobody is flooded and nobody waits. Part of the set. Pure. */
#ifndef DATA_PREDICT_SPEAK_H
#define DATA_PREDICT_SPEAK_H

#include "data/config/config.h"
#include "data/decode/prediction.h"
#include "data/predict/predictor.h"

/* What was said last. */
struct spoken {
    bool ever;       /* and it was not withdrawn since */
    int64_t at_ms;   /* end of the row */
    int64_t version; /* of what was learnt */
    int hot;         /* in a row, of what raises the warning */
    struct prediction_view said;
};

/* True: `out` is to be said, and counts as said. */
bool speak(struct spoken *spoken, const struct config *config, const struct predictor_conf *conf,
           const struct predictor *predictor, struct prediction_message *out);

#endif
