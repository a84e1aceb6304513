/* SPDX-License-Identifier: MIT */
/* What [alert NAME] means: conditions, the limit among them, when it is suppressed; and what cannot
 * be (limits that contradict, conditions that never hold, a state that it asks for and is
 * suppressed in). Called by resolve.c; notes problems. */
#include "data/config/conditions.h"
#include "data/config/field.h"
#include "data/config/plant/plant.h"
#include "data/config/response/alert_fields.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* ---- when it is suppressed ------------------------------------------------------------------- */

/* A machine state, a mode or both: planned is either. 0: none. */
static uint32_t suppress_bit(const char *word)
{
    uint32_t bits = 0;
    int state = word_find(&words_machine_state, word, strlen(word));
    int mode = word_find(&words_station_mode, word, strlen(word));
    bits |= state >= 0 ? SUPPRESS_STATE(state) : 0;
    bits |= mode >= 0 ? SUPPRESS_MODE(mode) : 0;
    bits |= strcmp(word, "start-up") == 0 ? SUPPRESS_START_UP : 0;
    bits |= strcmp(word, "break") == 0 ? SUPPRESS_BREAK : 0;
    return bits;
}

static const char *suppress_meant(const char *word)
{
    static const char *const others[] = {"start-up", "break"};
    static const struct words list = {others, 2};
    const char *near = words_meant(&words_machine_state, word);
    near = near ? near : words_meant(&words_station_mode, word);
    return near ? near : words_meant(&list, word);
}

static void read_suppress(struct loader *l, const struct section *s, struct alert_conf *alert)
{
    const char *piece;
    const char *at = alert->suppress_text[0] ? alert->suppress_text : NULL;
    size_t length;
    while (piece_next(&at, ',', &piece, &length)) {
        char word[64];
        (void)text_copy_n(word, sizeof word, piece, length);
        uint32_t bits = suppress_bit(word);
        alert->suppress |= bits;
        const char *near = bits ? NULL : suppress_meant(word);
        if (!bits)
            problem_entry(l, s, section_entry(s, "suppress"),
                          "\"%s\" is no machine state, mode, start-up or break%s%s", word,
                          near ? "; did you mean " : "", near ? near : "");
    }
}

/* ---- conditions ------------------------------------------------------------------------------ */

static bool is_comparison(const struct condition *c)
{
    return c->kind == COND_SIGNAL && !c->negated && c->measure != MEASURE_STALE &&
           (c->compare == '<' || c->compare == '>');
}

static const char *no_use_in_an_alert(const struct condition *c)
{
    static const char *const why[CONDITION_COUNT] = {
        [COND_STARTING] = "it lasts a few seconds; use suppress = start-up",
        [COND_STOPPING] = "nobody is told any more then",
        [COND_ALWAYS] = "it would never be over",
        [COND_ALERT] = "an alert about alerts never ends",
        [COND_SOUNDING] = "an alert about alerts never ends",
        [COND_CALL] = "calls have a ladder of their own: see [tier NAME]",
    };
    return why[c->kind];
}

static bool same_subject(const struct condition *a, const struct condition *b)
{
    return a->kind == COND_SIGNAL && b->kind == COND_SIGNAL && a->signal == b->signal &&
           a->measure == b->measure && a->other == b->other && a->base == b->base;
}

/* What excludes each other: above one number and below a smaller one, two states at a time. */
static bool excludes(const struct condition *a, const struct condition *b)
{
    if (a->negated || b->negated)
        return false;
    if ((a->kind == COND_STATE || a->kind == COND_MODE) && a->kind == b->kind)
        return (a->words & b->words) == 0;
    if (!same_subject(a, b) || !is_comparison(a) || !is_comparison(b))
        return false;
    const struct condition *above = a->compare == '>' ? a : b;
    const struct condition *below = above == a ? b : a;
    return a->compare != b->compare && above->amount >= below->amount;
}

static void check_conditions(struct loader *l, const struct section *s,
                             const struct alert_conf *alert)
{
    const struct entry *when = section_entry(s, "when");
    for (int i = 0; i < alert->conditions; i++) {
        const struct condition *c = &alert->condition[i];
        const char *useless = no_use_in_an_alert(c);
        if (useless)
            problem_entry(l, s, when, "an alert cannot ask for that: %s", useless);
        for (int k = 0; k < i; k++)
            if (excludes(&alert->condition[k], c))
                problem_entry(l, s, when,
                              "conditions %d and %d exclude each other: it would never hold", k + 1,
                              i + 1);
        if (c->kind == COND_STATE && !c->negated && c->words != 0 &&
            (c->words & ~alert->suppress) == 0)
            problem_entry(l, s, section_entry(s, "suppress"),
                          "it holds in just these states; it would never be announced");
    }
}

/* ---- limits ---------------------------------------------------------------------------------- */

static void check_beside(struct loader *l, const struct section *s, const char *key)
{
    const struct entry *entry = section_entry(s, key);
    if (entry && section_has(s, key))
        problem_entry(l, s, entry, "needs a limit; write e.g. when = signal oil_temp > 70");
}

static void check_worse(struct loader *l, const struct section *s, const struct alert_conf *alert)
{
    const struct condition *c = &alert->condition[alert->limit];
    char first[AMOUNT_TEXT_SIZE];
    bool further = c->compare == '>' ? alert->worse > c->amount : alert->worse < c->amount;
    if (!further)
        problem_entry(l, s, section_entry(s, "worse"),
                      "contradicts the first limit: it must be %s %s",
                      c->compare == '>' ? "above" : "below", amount_to_text(c->amount, first));
    else if (alert->worse_priority < alert->priority)
        problem_section(l, s, "worse_priority is lower than priority");
}

/* v > 70 is v >= the next number after it. */
static void resolve_limits(struct loader *l, const struct section *s, struct alert_conf *alert)
{
    bool two = section_has(s, "worse");
    alert->limit = -1;
    for (int i = alert->conditions; i-- > 0;)
        if (is_comparison(&alert->condition[i]))
            alert->limit = i;
    if (alert->limit < 0) {
        check_beside(l, s, "worse");
        check_beside(l, s, "deadband");
        return;
    }
    const struct condition *c = &alert->condition[alert->limit];
    bool low = c->compare == '<';
    if (two)
        check_worse(l, s, alert);
    alert->limits =
        (struct limits){.low = low,
                        .levels = two ? 2 : 1,
                        .at = {c->amount + (low ? -1 : 1), alert->worse + (low ? -1 : 1)},
                        .deadband = alert->deadband};
}

static void check_rest(struct loader *l, const struct section *s, struct alert_conf *alert)
{
    const struct entry *link = section_entry(s, "link");
    if (link && link->value[0] && strncmp(link->value, "https://", 8) != 0 &&
        strncmp(link->value, "http://", 7) != 0)
        problem_entry(l, s, link, "not a link; write e.g. https://wiki.example/press3/oil");
    if (alert->severity.count == 1)
        problem_entry(l, s, section_entry(s, "count"), "once is no count; leave it out");
    if (alert->severity.count > 0 && alert->severity.on_ms > alert->severity.count_ms)
        problem_section(l, s, "for is longer than within: count would never matter");
    if (alert->priority == PRIO_ADVICE && alert->realarm_ms > 0)
        problem_section(l, s,
                        "advice is never announced; leave realarm out, or give it a priority");
}

static void resolve_alert(struct loader *l, const struct section *s, struct alert_conf *alert)
{
    const struct entry *when = section_entry(s, "when");
    struct cause why;
    default_title(alert->title, sizeof alert->title, alert->name);
    read_suppress(l, s, alert);
    /* Advice wants nothing of anybody. */
    if (alert->priority == PRIO_ADVICE)
        alert->life.ack = false;
    alert->severity.hold = alert->life.ack;
    if (!when || !when->value[0])
        return;
    if (conditions_read(l, when->value, alert->condition, &alert->conditions, &why) != 0) {
        problem_entry(l, s, when, "%s", why.text);
        return;
    }
    check_conditions(l, s, alert);
    resolve_limits(l, s, alert);
    check_rest(l, s, alert);
}

/* ---- predicted failures that are alarms ------------------------------------------------------ */

static void fill_predicted(const struct prediction_conf *p, struct alert_conf *alert)
{
    (void)text_copy(alert->title, sizeof alert->title, p->title[0] ? p->title : p->name);
    (void)text_copy(alert->steps, sizeof alert->steps, p->action);
    (void)text_copy(alert->asset, sizeof alert->asset, p->asset);
    alert->priority = alert->worse_priority = p->priority;
}

static bool is_alarm(const struct prediction_conf *p)
{
    return p && p->alarm && p->action[0] && p->priority > PRIO_ADVICE;
}

/* Whether the plant has written [alert predicted-MODE] itself, which then stands for ours. */
static bool predicted_name(struct loader *l, const struct section *s, char name[CONFIG_ID_SIZE])
{
    if (strlen(s->name) + sizeof "predicted-" > sizeof((struct alert_conf *)0)->name) {
        problem_entry(l, s, section_entry(s, "alarm"),
                      "[alert predicted-%s] would be too long a name; shorten it", s->name);
        return false;
    }
    (void)text_format(name, CONFIG_ID_SIZE, "predicted-%s", s->name);
    return !section_find(l, kind_find("alert", true), name);
}

/* [prediction MODE] alarm = yes is an alert: announced, acknowledged and shelved as any. */
static void add_predicted(struct loader *l)
{
    const struct section_kind *kind = kind_find("alert", true);
    char name[CONFIG_ID_SIZE], text[3 * CONFIG_ID_SIZE];
    bool added = false;
    for (each_section(l, kind_find("prediction", true), s)) {
        if (!is_alarm(s->item) || !predicted_name(l, s, name))
            continue;
        (void)text_format(text, sizeof text, "[alert %s]\nwhen = prediction %s alarm\n", name,
                          s->name);
        l->shipped = true;
        load_text(l, "predicted failures", text, strlen(text));
        added = true;
    }
    if (!added)
        return;
    build_kind(l, kind);
    for (each_section(l, kind, s)) {
        const struct prediction_conf *p =
            s->shipped ? config_prediction(l->config, s->name + strlen("predicted-")) : NULL;
        if (p && s->item)
            fill_predicted(p, s->item);
    }
}

void resolve_alerts(struct loader *l)
{
    add_predicted(l);
    const struct section *alarms = section_find(l, kind_find("alarms", false), "");
    for (each_section(l, kind_find("alert", true), s))
        if (s->item)
            resolve_alert(l, s, s->item);
    if (alarms && l->config->alarms.load.flood.end > l->config->alarms.load.flood.start)
        problem_section(l, alarms, "flood_end is more than flood_start");
}
