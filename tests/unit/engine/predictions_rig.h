/* SPDX-License-Identifier: MIT */
/* A station with two failure modes and a model, what the model says to it and what people answer.
 */
#ifndef TESTS_UNIT_ENGINE_PREDICTIONS_RIG_H
#define TESTS_UNIT_ENGINE_PREDICTIONS_RIG_H

#include "rig.h"

#include "data/decode/prediction.h"
#include "data/decode/workorder.h"

#define RAISED "raised"

static struct prediction_conf modes[] = {
    {.name = "bearing",
     .title = "Bearing",
     .p_on = 700000,
     .p_off = 500000,
     .messages = 2,
     .valid_ms = 2 * MS_PER_HOUR,
     .signals = "vib"},
    {.name = "motor",
     .title = "Motor",
     .p_on = 700000,
     .p_off = 500000,
     .messages = 1,
     .valid_ms = 2 * MS_PER_HOUR,
     .life_on_ms = MS_PER_HOUR,
     .alarm = true,
     .priority = PRIO_HIGH,
     .action = "Call maintenance",
     .order = "Change the motor"},
};
static struct model_conf models[] = {
    {.name = "wb", .title = "Waveform", .floor = 500000, .answers = 4}};

static inline struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "vib", ROLE_SENSOR);
    r->config.prediction = modes;
    r->config.predictions = 2;
    r->config.model = models;
    r->config.models = 1;
    r->config.work_orders.wanted_ms[PRIO_LOW] = 7 * MS_PER_DAY;
    r->config.work_orders.wanted_ms[PRIO_HIGH] = 4 * MS_PER_HOUR;
    (void)text_copy(r->config.work_orders.word[PRIO_HIGH], 16, "1");
    rig_start(r, 0);
    return r;
}

/* ---- what models say ------------------------------------------------------------------------ */

static inline int64_t wall_of(const struct rig *r, double s)
{
    return r->begin + r->clock_ms + llround(s * 1000);
}

/* A message of `mode` that arrives at second `s`; refused ones fail the test. */
static inline void hear(struct rig *r, double s, const char *mode, const char *payload, bool stored)
{
    struct prediction_message m;
    struct cause why = {.text = ""};
    char topic[160];
    (void)text_format(topic, sizeof topic, "andon/v1/a/b/c/d/e/prediction/%s", mode);
    const struct prediction_source source = {.config = &r->config,
                                             .conf = config_prediction(&r->config, mode),
                                             .topic = topic,
                                             .stored = stored};
    if (prediction_read(&source, payload, strlen(payload), &m, &why) != 0)
        fail_msg("%s: %s", payload, why.text);
    rig_step(r, &(struct event){.kind = EVENT_PREDICTION, .prediction = &m}, llround(s * 1000));
}

/* … said at second `at`, with more members behind the probability. */
static inline void say_at(struct rig *r, double s, double at, const char *mode, double p,
                          const char *more)
{
    char payload[768];
    (void)text_format(payload, sizeof payload,
                      "{\"ts\":%lld,\"asset\":\"spindle\",\"mode\":\"%s\",\"p\":%.3f,"
                      "\"horizon_s\":86400,\"model\":\"wb\",\"ver\":\"1\",\"valid_s\":3600%s}",
                      (long long)wall_of(r, at), mode, p, more);
    hear(r, s, mode, payload, false);
}

static inline void say(struct rig *r, double s, const char *mode, double p)
{
    say_at(r, s, s, mode, p, "");
}

/* Of that mode; an id "" when there is none. */
static inline const struct prediction_view *view(struct rig *r, const char *mode)
{
    static struct prediction_view all[PREDICTION_VIEWS];
    static struct prediction_view none;
    int count = station_predictions(r->st, r->now, all);
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].mode, mode) == 0)
            return &all[i];
    prediction_view_init(&none);
    return &none;
}

static inline const char *state_of(struct rig *r, const char *mode)
{
    const struct prediction_view *v = view(r, mode);
    return v->id[0] ? word_name(&words_prediction_state, (int)v->state) : "none";
}

static inline struct prediction_counts counts(struct rig *r)
{
    struct prediction_counts c;
    station_prediction_counts(r->st, &c);
    return c;
}

static inline int kept(const struct rig *r, const char *kind)
{
    int count = 0;
    size_t length = strlen(kind);
    for (const char *at = r->log; at && *at; at = strchr(at, '\n') + 1)
        count += strncmp(at, kind, length) == 0 && at[length] == '\t';
    return count;
}

/* Checkpoint, and on from it in another process. */
static inline void restart(struct rig *r, double s)
{
    static char text[CHECKPOINT_MAX];
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    assert_true(length > 0);
    station_free(&r->st);
    rig_start(r, llround(s * 1000));
    if (station_restore(r->st, text, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static inline void tick(struct rig *r, double s)
{
    rig_step(r, &(struct event){.kind = EVENT_TICK}, llround(s * 1000));
}

static inline enum command_result answer(struct rig *r, double s, struct command c)
{
    c.verb = COMMAND_FEEDBACK;
    c.at = TIME_NONE;
    if (c.until == 0)
        c.until = TIME_NONE;
    return rig_command(r, c, llround(s * 1000))->result;
}

#endif
