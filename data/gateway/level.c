/* SPDX-License-Identifier: MIT */
/* Level, thresholds, bit. The pure part is core/running and core/learn; here it meets the file of
 * what was learnt, the log and the topics DEVICE/NAME and DEVICE/NAME/learned. All of it is in the
 * poller thread. The struct is the worker's. */
#include "data/gateway/level.h"

#include "data/gateway/messages.h"
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_EVERY_MS 2000
#define TELL_EVERY_MS 60000
#define NOT_YET       "has not learnt yet"

static void put_learned(struct level *l, const struct learned *is)
{
    char text[OUTLET_PAYLOAD_MAX];
    struct jw j;
    jw_init(&j, text, sizeof text);
    jw_object(&j, NULL);
    jw_int(&j, "ts", poll_wall_ms());
    jw_bool(&j, "learned", is != NULL);
    if (is) {
        jw_real(&j, "idle", is->idle);
        jw_real(&j, "load", is->load);
        jw_real(&j, "off", is->off);
        jw_real(&j, "on", is->on);
    } else {
        jw_seconds(&j, "measured_s", l->learner->good_ms);
        jw_seconds(&j, "of_s", l->own->learn_ms);
        jw_int(&j, "samples", (int64_t)l->learner->samples);
        if (l->lacks[0])
            jw_text(&j, "lacks", l->lacks);
    }
    jw_object_end(&j);
    if (!j.overflow)
        outlet_put(l->outlet, OUT_LEARNED, l->index, text, j.length);
    l->tell_ms = poll_boot_ms() + TELL_EVERY_MS;
}

static void learn_anew(struct level *l)
{
    learner_begin(l->learner, l->own->learn_ms);
    running_lose(&l->running);
    l->learnt = l->kept = false;
    l->lacks[0] = '\0';
    put_learned(l, NULL);
}

static void take_over(struct level *l, const struct learned *is, const char *how)
{
    const char *unit = l->conf->reg[l->own->reg].unit;
    l->rule.on = is->on;
    l->rule.off = is->off;
    l->learnt = true;
    report(GATEWAY_LEARNS,
           "running %s: %s: idle %.4g %s, under load %.4g %s; runs from %.4g up, stands from %.4g "
           "down",
           l->own->name, how, is->idle, unit, is->load, unit, is->on, is->off);
    put_learned(l, is);
}

static int recall(struct level *l, struct cause *why)
{
    struct learned is;
    int rc = state_path(l->conf, l->own->name, l->path, sizeof l->path, why);
    if (rc != 0)
        return rc;
    l->learner = malloc(sizeof *l->learner);
    if (!l->learner)
        return cause_set(why, -1, "not enough memory");
    state_source(l->conf, l->own, l->source);
    learner_begin(l->learner, l->own->learn_ms);
    rc = state_load(l->path, l->source, &is, why);
    if (rc == 0) {
        take_over(l, &is, "has learnt before");
        l->kept = true;
        return 0;
    }
    if (rc < 0)
        report(GATEWAY_LEARNS, "running %s: %s: it learns anew", l->own->name, why->text);
    else
        report(GATEWAY_LEARNS, "running %s: learns for %lld s", l->own->name,
               (long long)(l->own->learn_ms / MS_PER_S));
    learn_anew(l);
    return 0;
}

int level_begin(struct level *l, const struct gateway_conf *conf, size_t index,
                struct outlet *outlet, struct cause *why)
{
    const struct running_conf *own = &conf->running[index];
    *l = (struct level){.conf = conf,
                        .own = own,
                        .index = index,
                        .outlet = outlet,
                        .rule = {.on_for_ms = own->on_for_ms, .off_for_ms = own->off_for_ms},
                        .learnt = own->learn_ms == 0};
    if (own->learn_ms > 0)
        return recall(l, why);
    l->rule.on = amount_to_double(own->on);
    l->rule.off = amount_to_double(own->off);
    return 0;
}

void level_end(struct level *l)
{
    free(l->learner);
    l->learner = NULL;
}

static void judge(struct level *l)
{
    struct learned is;
    struct cause why = {{0}};
    int rc = learner_judge(l->learner, l->own->learn_ms, &is, &why);
    if (rc > 0)
        return;
    if (rc < 0) {
        if (!l->lacks[0])
            report(GATEWAY_LEARNT_LOST, "running %s: %s", l->own->name, why.text);
        (void)text_copy(l->lacks, sizeof l->lacks, why.text);
        put_learned(l, NULL);
        return;
    }
    take_over(l, &is, "has learnt");
    l->kept = state_save(l->path, l->own->name, l->source, &is, &why) == 0;
    if (!l->kept)
        report(GATEWAY_LEARNT_LOST, "running %s: what it learnt is lost at the next start: %s",
               l->own->name, why.text);
}

static void tell(struct level *l, const struct poll_item *item, const char *error)
{
    const struct report_rule rule = {0, l->own->every_ms};
    struct reg_value bit = {.kind = REG_BOOL, .number = l->running.on ? 1 : 0};
    char text[OUTLET_PAYLOAD_MAX];
    (void)text_copy(bit.text, sizeof bit.text, l->running.on ? "true" : "false");
    if (!report_take(&l->report, &rule, error ? NULL : &bit, error, item->boot_ms))
        return;
    size_t length =
        report_json(text, sizeof text, item->wall_ms, error ? NULL : &bit, error ? error : "");
    outlet_put(l->outlet, OUT_RUNNING, l->index, text, length);
}

void level_take(struct level *l, const struct poll_item *item)
{
    if (!item->value) {
        running_lose(&l->running);
        if (l->learner)
            learner_gap(l->learner);
        tell(l, item, item->error);
        return;
    }
    if (!l->learnt) {
        learner_take(l->learner, item->value->number, item->boot_ms);
        judge(l);
    }
    if (!l->learnt) {
        tell(l, item, NOT_YET);
        return;
    }
    running_take(&l->running, &l->rule, item->value->number, item->boot_ms);
    tell(l, item, l->running.known ? NULL : "is between its thresholds, or not yet long enough");
}

void level_look(struct level *l, int64_t boot_ms)
{
    if (!l->learner || boot_ms < l->look_ms)
        return;
    l->look_ms = boot_ms + LOOK_EVERY_MS;
    if (l->kept && !state_there(l->path)) {
        report(GATEWAY_LEARNS, "running %s: its file is gone: it learns anew", l->own->name);
        learn_anew(l);
    } else if (!l->learnt && boot_ms >= l->tell_ms) {
        put_learned(l, NULL);
    }
}
