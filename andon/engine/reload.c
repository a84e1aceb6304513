/* SPDX-License-Identifier: MIT */
/* The same station under another configuration: a new one that takes over from the old one by way
 * of the checkpoint, and by name what no checkpoint holds. Called by the daemon once it has loaded
 * and accepted a configuration while running. */
#include "andon/engine/response/response.h"
#include "data/decode/raw.h"
#include "data/decode/value.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- what still means the same ----------------------------------------------------------------
 */

static bool same_map(const struct value_map *a, const struct value_map *b)
{
    if (!a || !b)
        return a == b;
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->entry[i].from, b->entry[i].from) != 0 ||
            strcmp(a->entry[i].to, b->entry[i].to) != 0)
            return false;
    return true;
}

/* Another map is not among it: what the source said is held, and can be mapped anew. */
static bool reads_alike(const struct config *ca, const struct signal_conf *a,
                        const struct config *cb, const struct signal_conf *b)
{
    return signals_reading(ca, a) == signals_reading(cb, b);
}

static bool same_condition(const struct config *ca, const struct condition *a,
                           const struct config *cb, const struct condition *b)
{
    if (a->kind != b->kind || a->negated != b->negated || a->words != b->words ||
        a->compare != b->compare || a->amount != b->amount || strcmp(a->text, b->text) != 0 ||
        a->measure != b->measure || a->base != b->base || (a->other < 0) != (b->other < 0))
        return false;
    if (a->measure == MEASURE_OFF && a->other >= 0 &&
        strcmp(ca->signal[a->other].name, cb->signal[b->other].name) != 0)
        return false;
    return a->kind != COND_SIGNAL ||
           strcmp(ca->signal[a->signal].name, cb->signal[b->signal].name) == 0;
}

static bool same_rule(const struct config *ca, const struct rule_conf *a, const struct config *cb,
                      const struct rule_conf *b)
{
    if (strcmp(a->name, b->name) != 0 || a->conditions != b->conditions)
        return false;
    for (int i = 0; i < a->conditions; i++)
        if (!same_condition(ca, &a->condition[i], cb, &b->condition[i]))
            return false;
    return true;
}

/* ---- what goes over by name -------------------------------------------------------------------
 */

/* The same word, heard when it was heard; what has no word is not known under the new map. */
static void map_anew(struct station *st, size_t i)
{
    struct signal *sig = &st->signal[i];
    const struct signal_conf *conf = &st->config->signal[i];
    struct update u = {.signal = (uint16_t)i, .mapped = -1};
    struct cause why;
    const struct scan_value said = raw_value(sig->value.text, strlen(sig->value.text));
    if (!sig->seen)
        return;
    if (sig->value.text[0] == '\0' || value_read(conf, &said, &u, &why) < 0) {
        signals_forget(st, i);
        return;
    }
    sig->value = u.value;
    sig->mapped = u.mapped;
    sig->truth = value_truth(&u.value);
    if (conf->role == ROLE_MODE)
        st->work.machine_mode = u.mapped;
}

/* False: it is not the signal that it was. */
static bool carry_signal(const struct station *old, struct station *st, size_t i)
{
    const struct signal_conf *conf = &st->config->signal[i];
    int was = config_signal_index(old->config, conf->name);
    if (was < 0 || old->config->signal[was].role != conf->role)
        return false;
    if (reads_alike(old->config, &old->config->signal[was], st->config, conf)) {
        bool same = same_map(old->config->signal[was].map, conf->map);
        memcpy(st->signal[i].fault, old->signal[was].fault, sizeof st->signal[i].fault);
        if (!same)
            map_anew(st, i);
        return same;
    }
    signals_forget(st, i);
    if (conf->role >= ROLE_TOTAL && conf->role <= ROLE_REWORK)
        state_forget_pulses(st);
    return false;
}

/* The state rests on them: it is derived anew when not all are what they were. */
static void carry_signals(const struct station *old, struct station *st)
{
    bool same = old->config->signals == st->config->signals;
    for (size_t i = 0; i < st->config->signals; i++)
        if (!carry_signal(old, st, i))
            same = false;
    st->faults_due = old->faults_due;
    if (!same)
        state_refresh(st, st->t);
}

/* A rule that waits for its `for` goes on waiting. */
static void carry_rules(const struct station *old, struct station *st)
{
    for (size_t i = 0; i < st->config->rules; i++)
        for (size_t k = 0; k < old->config->rules; k++)
            if (same_rule(st->config, &st->config->rule[i], old->config, &old->config->rule[k])) {
                st->rule[i].matches = old->rule[k].matches;
                st->rule[i].since = old->rule[k].since;
            }
}

/* What the checkpoint leaves out because a restart forgets it. */
static void carry_rest(struct station *old, struct station *st)
{
    struct book *book = st->book;
    st->book = old->book;
    old->book = book;
    st->born = old->born;
    st->link = old->link;
    st->store = old->store;
    st->started = old->started;
    st->stopping = old->stopping;
    st->records_lost = old->records_lost;
    st->looked = old->looked;
    st->test = old->test;
    memcpy(st->light.feedback, old->light.feedback, sizeof st->light.feedback);
    st->light.mismatch = old->light.mismatch;
    st->light.silenced = old->light.silenced;
    (void)text_copy(st->light.silenced_by, sizeof st->light.silenced_by, old->light.silenced_by);
    carry_rules(old, st);
    contacts_carry(old, st);
    st->synced = old->synced;
    alerts_carry(old, st);
}

/* ---- the whole way ----------------------------------------------------------------------------
 */

static struct station *successor(struct station *old, const struct config *config, struct now now,
                                 struct cause *why)
{
    struct station *st = station_new(config, now, TIME_NONE, TIME_NONE);
    char *text = malloc(CHECKPOINT_MAX);
    size_t length = text ? station_checkpoint(old, now, text, CHECKPOINT_MAX) : 0;
    int64_t saved_now = 0;
    int result = -1;
    if (!st || !text)
        (void)cause_set(why, -1, "out of memory for the station");
    else if (length == 0)
        (void)cause_set(why, -1, "the station's state does not fit into a checkpoint");
    else
        result = restore_read(st, text, length, &saved_now, why);
    free(text);
    if (result != 0)
        station_free(&st);
    return st;
}

int station_reload(struct station **station, const struct config *config, struct now now,
                   struct effects *effects, struct cause *why)
{
    struct station *old = *station;
    station_begin(old, effects);
    samples_write_all(old); /* signals that are gone would take their minutes with them */
    old->effects = NULL;
    struct station *st = successor(old, config, now, why);
    if (!st)
        return -1;
    st->effects = effects;
    st->arrival = st->t;
    carry_rest(old, st);
    modes_refresh(st, st->t);
    queue_refresh(st);
    product_refresh(st);
    window_refresh(st);
    predictions_follow(st);
    calls_unheard(st);
    carry_signals(old, st);
    checks_follow(st);
    station_end(st, now);
    station_free(station);
    *station = st;
    return 0;
}
