/* SPDX-License-Identifier: MIT */
/* A statement in our own form, as prediction_read reads it: what the built-in detectors say goes
 * out as everybody's does. Called by the daemon (foresee.c). Pure; owns nothing. */
#include "data/decode/prediction.h"

#include "data/model/clock.h"
#include "data/model/json.h"

#include <string.h>

static void put_text(struct jw *w, const char *key, const char *text)
{
    if (text[0] != '\0')
        jw_text(w, key, text);
}

static void put_amount(struct jw *w, const char *key, int64_t amount)
{
    if (amount >= 0)
        jw_amount(w, key, amount);
}

static void put_seconds(struct jw *w, const char *key, int64_t ms)
{
    if (ms >= 0)
        jw_seconds(w, key, ms);
}

static void put_life(struct jw *w, const struct prediction_view *said)
{
    if (said->rul_ms < 0)
        return;
    jw_object(w, "rul");
    jw_seconds(w, "p50_s", said->rul_ms);
    put_seconds(w, "lo_s", said->rul_lo_ms);
    put_seconds(w, "hi_s", said->rul_hi_ms);
    put_amount(w, "ci", said->ci);
    jw_text(w, "basis", said->rul_run ? "run" : "calendar");
    jw_object_end(w);
}

static void put_evidence(struct jw *w, const struct config *config, const struct evidence *e)
{
    int signal = e->signal[0] ? config_signal_index(config, e->signal) : -1;
    jw_object(w, NULL);
    jw_text(w, "name", e->name);
    jw_amount(w, "value", e->value);
    put_text(w, "unit", e->unit);
    if (e->limit != EVIDENCE_NONE)
        jw_amount(w, "limit", e->limit);
    if (e->weight != EVIDENCE_NONE)
        jw_amount(w, "w", e->weight);
    if (signal >= 0)
        put_text(w, "src", config->signal[signal].topic);
    jw_object_end(w);
}

size_t prediction_write(const struct config *config, const struct prediction_message *message,
                        char *out, size_t size)
{
    const struct prediction_view *said = &message->said;
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "v", 1);
    put_text(&w, "id", message->id);
    jw_time(&w, "ts", said->ts);
    jw_text(&w, "asset", said->asset);
    jw_text(&w, "mode", said->mode);
    put_amount(&w, "p", said->p);
    put_seconds(&w, "horizon_s", said->horizon_ms);
    put_life(&w, said);
    put_amount(&w, "conf", said->confidence);
    put_amount(&w, "health", said->health);
    put_text(&w, "ne107", said->ne107);
    put_text(&w, "sev", said->severity);
    put_text(&w, "action", said->action);
    jw_array(&w, "evidence");
    for (int i = 0; i < said->evidences; i++)
        put_evidence(&w, config, &said->evidence[i]);
    jw_array_end(&w);
    put_text(&w, "model", said->model);
    put_text(&w, "ver", said->version);
    put_seconds(&w, "valid_s", message->valid_ms);
    jw_text(&w, "status", message->withdrawn ? "cleared" : "active");
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}
