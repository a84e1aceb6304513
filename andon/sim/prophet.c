/* SPDX-License-Identifier: MIT */
/* The bearing's prediction: silent for days, then a probability that rises with the wear, with the
 * remaining life in running time and the sensors that show it. Called by the live part; owns
 * nothing. */
#include "andon/sim/prophet.h"

#include "data/model/json.h"
#include "data/model/text.h"

#include <math.h>

#define NEWS_MS   5000   /* between statements while it declines */
#define REST_MS   600000 /* … and otherwise */
#define HORIZON_S 28800  /* at most: half of what a decline lasts is enough to act */
#define SHARP     7.6    /* of the life's distribution: 0.7 to 1.5 of its median is 90 % */
#define WELL      0.005
#define LIMIT_MMS 7.1 /* vibration at which it counts as worn */

/* 0: as new, 1: it fails now. */
static double worn(const struct press *p)
{
    const struct wear *w = &p->bearing;
    if (p->run_ms <= w->onset_ms)
        return 0;
    double whole = (double)(w->end_ms - w->onset_ms);
    return whole <= 0 ? 1 : fmin((double)(p->run_ms - w->onset_ms) / whole, 1);
}

static double left_s(const struct press *p)
{
    double left = (double)(p->bearing.end_ms - p->run_ms) / 1000;
    return left > 0 ? left : 0;
}

/* How far the model looks: while nothing declines as far as it can. */
static double horizon_s(const struct press *p)
{
    const struct wear *w = &p->bearing;
    double half = (double)(w->end_ms - w->onset_ms) / 2000;
    return worn(p) <= 0 ? HORIZON_S : round(fmin(fmax(half, 1), HORIZON_S));
}

/* That the life that is left ends within the horizon: from its median and spread, as they are said
 * beside it (log-logistic). */
static double likely(const struct press *p)
{
    if (worn(p) <= 0)
        return WELL;
    return fmax(WELL, 1 / (1 + pow(left_s(p) / horizon_s(p), SHARP)));
}

bool prophet_turn(struct prophet *prophet, const struct press *press, int64_t now_ms)
{
    double w = worn(press);
    bool news = w > 0 && w < 1;
    int64_t soon = now_ms + NEWS_MS;
    if (!prophet->on || press->state != PRESS_RUN)
        return false;
    if (news && prophet->next_ms > soon)
        prophet->next_ms = soon;
    if (now_ms < prophet->next_ms)
        return false;
    prophet->next_ms = now_ms + (news ? NEWS_MS : REST_MS);
    prophet->count++;
    return true;
}

static void put_life(struct jw *w, const struct press *p)
{
    double left = left_s(p);
    jw_object(w, "rul");
    jw_real(w, "p50_s", round(left));
    jw_real(w, "lo_s", round(left * 0.7));
    jw_real(w, "hi_s", round(left * 1.5));
    jw_real(w, "ci", 0.9);
    jw_text(w, "basis", "run");
    jw_object_end(w);
}

static void put_sensor(struct jw *w, const char *name, double value, const char *unit, double limit)
{
    jw_object(w, NULL);
    jw_text(w, "name", name);
    jw_real(w, "value", round(value * 100) / 100);
    jw_text(w, "unit", unit);
    if (limit > 0)
        jw_real(w, "limit", limit);
    jw_object_end(w);
}

size_t prophet_say(const struct prophet *prophet, const struct press *press, int64_t ts, char *out,
                   size_t size)
{
    double w = worn(press), p = likely(press);
    struct press_event now;
    struct jw j;
    char id[48];
    press_look(press, PRESS_EVENT_SENSORS, &now);
    (void)text_format(id, sizeof id, "%lld-%lld", (long long)ts, (long long)prophet->count);
    jw_init(&j, out, size);
    jw_object(&j, NULL);
    jw_int(&j, "v", 1);
    jw_text(&j, "id", id);
    jw_int(&j, "ts", ts);
    jw_text(&j, "asset", "spindle");
    jw_text(&j, "mode", "bearing");
    jw_real(&j, "p", round(p * 1000) / 1000);
    jw_int(&j, "horizon_s", (int64_t)horizon_s(press));
    if (w > 0)
        put_life(&j, press);
    jw_real(&j, "health", round((1 - w) * 100) / 100);
    jw_text(&j, "sev", p >= 0.9 ? "alarm" : p >= 0.7 ? "warn" : "info");
    jw_text(&j, "action", "Listen to the spindle; plan the bearing");
    jw_array(&j, "evidence");
    put_sensor(&j, "vibration", now.sensors.value[PRESS_VIBRATION], "mm/s", LIMIT_MMS);
    jw_array_end(&j);
    jw_text(&j, "model", "sim-wear");
    jw_text(&j, "ver", "1");
    jw_int(&j, "valid_s", 7200);
    jw_object_end(&j);
    return j.overflow ? 0 : j.length;
}
