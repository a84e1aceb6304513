/* SPDX-License-Identifier: MIT */
/* A found asset as JSON: for scripts, and for a screen that sits on a socket. */
#include "data/discover/private.h"

static void candidate_json(const struct discover_candidate *c, struct jw *w)
{
    jw_object(w, NULL);
    jw_text(w, "role", discover_role_name(c->role));
    jw_int(w, "confidence", c->confidence);
    jw_bool(w, "chosen", c->chosen);
    jw_text(w, "signal", c->chosen ? c->id : NULL);
    jw_text(w, "topic", c->topic);
    jw_text(w, "item", c->item);
    jw_text(w, "last", c->last);
    jw_text(w, "unit", c->unit);
    if (c->role >= AS_TOTAL && c->role <= AS_REWORK)
        jw_text(w, "counter", word_name(&words_counter_kind, (int)c->counter));
    if (c->max_age_ms > 0)
        jw_seconds(w, "max_age_s", c->max_age_ms);
    jw_text(w, "why", c->why);
    jw_object_end(w);
}

static void cycle_json(const struct discover_cycle *cycle, struct jw *w)
{
    jw_object(w, NULL);
    jw_text(w, "product", cycle->product[0] ? cycle->product : NULL);
    if (cycle->ideal_us > 0)
        jw_amount(w, "ideal_cycle_s", cycle->ideal_us);
    else
        jw_null(w, "ideal_cycle_s");
    jw_int(w, "runs", cycle->runs);
    jw_amount(w, "parts", cycle->parts);
    jw_int(w, "confidence", cycle->confidence);
    jw_text(w, "why", cycle->why);
    jw_object_end(w);
}

void discover_asset_json(const struct discover_asset *asset, struct jw *w)
{
    jw_object(w, NULL);
    jw_text(w, "name", asset->name);
    jw_text(w, "title", asset->title);
    jw_text(w, "path", asset->path);
    jw_text(w, "format", discover_kind_name(asset->kind));
    jw_int(w, "confidence", asset->confidence);
    jw_int(w, "messages", asset->messages);
    jw_array(w, "candidates");
    for (size_t i = 0; i < asset->candidates; i++)
        candidate_json(&asset->candidate[i], w);
    jw_array_end(w);
    jw_array(w, "states");
    for (size_t i = 0; i < asset->words; i++) {
        const struct discover_word *word = &asset->word[i];
        jw_object(w, NULL);
        jw_text(w, "word", word->text);
        jw_text(w, "state", word_name(&words_machine_state, (int)word->state));
        jw_seconds(w, "seconds", word->dwell_ms);
        jw_int(w, "count", word->count);
        jw_text(w, "why", word->why);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_object(w, "learned");
    jw_array(w, "cycles");
    for (size_t i = 0; i < asset->cycles; i++)
        cycle_json(&asset->cycle[i], w);
    jw_array_end(w);
    jw_seconds(w, "small_stop_s", asset->small_stop_ms);
    jw_text(w, "small_stop_why", asset->small_stop_why);
    jw_object_end(w);
    jw_array(w, "advice");
    for (size_t i = 0; i < DISCOVER_ADVICE && asset->advice[i][0]; i++)
        jw_text(w, NULL, asset->advice[i]);
    jw_array_end(w);
    jw_object_end(w);
}
