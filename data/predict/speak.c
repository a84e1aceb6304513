/* SPDX-License-Identifier: MIT */
/* What of a predictor's rows becomes a message (set.h says when). Called by the set after each row.
 * Owns nothing; the set keeps what was said last. */
#include "data/predict/speak.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_MS  (30 * MS_PER_S)
#define LIKELY_MS (10 * MS_PER_MIN)
#define VALID_MS  (2 * MS_PER_HOUR)
#define MOVED     (AMOUNT_ONE / 20)
#define LIKELY    (AMOUNT_ONE / 2)

static bool passed(int64_t was, int64_t is, int64_t limit)
{
    return (was >= limit) != (is >= limit);
}

static bool life_moved(int64_t was, int64_t is)
{
    if ((was < 0) != (is < 0))
        return true;
    return llabs(is - was) > was / 10 && llabs(is - was) > MS_PER_MIN;
}

static bool other_blame(const struct prediction_view *was, const struct prediction_view *is)
{
    return is->p >= LIKELY && is->evidences > 0 &&
           (was->evidences == 0 || strcmp(was->evidence[0].name, is->evidence[0].name) != 0);
}

static bool is_due(const struct spoken *s, const struct prediction_conf *mode,
                   const struct prediction_view *is, int64_t version)
{
    const struct prediction_view *was = &s->said;
    int64_t gone = is->ts - s->at_ms, on = mode ? mode->p_on : LIKELY;
    if (!s->ever || version != s->version)
        return true;
    if (gone >= 0 && gone < LEAST_MS)
        return false;
    bool raising = mode && is->p >= on && s->hot < mode->messages;
    return llabs(is->p - was->p) >= MOVED || passed(was->p, is->p, on) ||
           (mode && passed(was->p, is->p, mode->p_off + 1)) || raising ||
           life_moved(was->rul_ms, is->rul_ms) || other_blame(was, is) || gone < 0 ||
           gone >= MS_PER_HOUR || (is->p >= LIKELY && gone >= LIKELY_MS);
}

static void put_units(const struct config *config, struct prediction_view *said)
{
    for (int i = 0; i < said->evidences; i++) {
        struct evidence *e = &said->evidence[i];
        int signal = config_signal_index(config, e->name);
        if (signal >= 0)
            (void)text_copy(e->unit, sizeof e->unit, config->signal[signal].unit);
    }
}

static void put_message(const struct spoken *s, const struct predictor_conf *conf, int64_t at_ms,
                        struct prediction_message *out)
{
    *out = (struct prediction_message){.said = s->said, .valid_ms = VALID_MS};
    out->said.ts = at_ms;
    (void)text_format(out->id, sizeof out->id, "%s-%lld", conf->name, (long long)at_ms);
}

/* It has nothing to go by now. What was learnt or used up is gone: so is what was said by it. Else
 * it holds, and that is said often enough that it does not expire. */
static bool hold(struct spoken *s, const struct predictor_conf *conf,
                 const struct predictor_view *view, bool states, int64_t at_ms,
                 struct prediction_message *out)
{
    if (!s->ever)
        return false;
    bool gone = view->version > 0 ? view->since_ms == 0 : !states;
    if (!gone && at_ms - s->at_ms < MS_PER_HOUR && at_ms >= s->at_ms)
        return false;
    s->at_ms = at_ms;
    put_message(s, conf, at_ms, out);
    out->withdrawn = gone;
    out->machine_off = !gone;
    if (gone)
        *s = (struct spoken){.ever = false};
    return true;
}

bool speak(struct spoken *s, const struct config *config, const struct predictor_conf *conf,
           const struct predictor *predictor, struct prediction_message *out)
{
    const struct prediction_conf *mode = config_prediction(config, conf->mode);
    struct prediction_view is;
    struct predictor_view view;
    predictor_view(predictor, &view);
    bool states = predictor_state_of(predictor, &is);
    if (states && view.state == PREDICTOR_FROZEN && !s->ever && is.p >= LIKELY) {
        put_units(config, &is); /* of before a restart: it holds, while the machine stands */
        *s = (struct spoken){
            .ever = true, .at_ms = is.ts - MS_PER_HOUR, .version = view.version, .said = is};
    }
    if (!states || view.state == PREDICTOR_FROZEN)
        return hold(s, conf, &view, states, is.ts, out);
    if (!is_due(s, mode, &is, view.version))
        return false;
    put_units(config, &is);
    s->ever = true;
    s->at_ms = is.ts;
    s->version = view.version;
    s->hot = mode && is.p >= mode->p_on ? s->hot + 1 : 0;
    s->said = is;
    put_message(s, conf, is.ts, out);
    return true;
}
