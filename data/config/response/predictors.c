/* SPDX-License-Identifier: MIT */
/* The rows of [predictor NAME] and what their values mean for each other and for the rest: lists
 * become bits and names, "> 7.1" a limit and its side, and what would never say anything is
 * refused. Called by schema.c and resolve.c. */
#include "data/config/response/predictors.h"

#include "data/config/load.h"
#include "data/config/plant/rows.h"
#include "data/config/response/predictor_fields.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define TEXT_OF(value, text) text,
static const char *const method_names[] = {PREDICTOR_METHODS(TEXT_OF)};
static const char *const feature_names[] = {PREDICTOR_FEATURES(TEXT_OF)};
static const char *const uses_names[] = {PREDICTOR_USES(TEXT_OF)};
static const char *const sensitivity_names[] = {"low", "normal", "high"};
static const char *const while_names[] = {"running", "always"};
static const char *const by_names[] = {"all", "product"};
const struct words words_predictor_method = WORDS(method_names);
const struct words words_predictor_feature = WORDS(feature_names);
const struct words words_predictor_uses = WORDS(uses_names);
const struct words words_predictor_sensitivity = WORDS(sensitivity_names);
static const struct words words_while = WORDS(while_names);
static const struct words words_by = WORDS(by_names);

#define PREDICTOR(member) IN(struct predictor_conf, member)
#define HOUR_MS           INT64_C(3600000)
#define MOST_MS           (3650 * DAY_MS)
#define LEAST_ROWS        30 /* of a learning period */

const struct field predictor_name = {NAME(F_ID, PREDICTOR(name)), EXAMPLE("bearing"),
                                     FLAGS(FIELD_REQUIRED)};
const struct field predictor_fields[] = {
    {KEY("title", F_TEXT, PREDICTOR(title)), EXAMPLE("Spindle bearing"),
     HELP("What people call it. Not given: the title of its [prediction MODE].")},
    {KEY("mode", F_ID, PREDICTOR(mode)), EXAMPLE("bearing"),
     HELP("The failure that it warns of, a [prediction MODE], which says what to do. Not given: "
          "its own name.")},
    {KEY("asset", F_TEXT, PREDICTOR(asset)), EXAMPLE("press3/spindle"),
     HELP("What fails. Not given: as [prediction MODE] says, else the station's path.")},
    {KEY("signals", F_IDS, PREDICTOR(written.signals)), EXAMPLE("total"),
     HELP("Signals of role sensor that speak for it, 16 at most, the one that says most first: "
          "limit is of that one.")},
    {KEY("use", F_WORD, PREDICTOR(feature)), OF(&words_predictor_feature), DEFAULT("mean"),
     HELP("What of the samples of a step counts: their mean, least, greatest, or how far these "
          "are apart.")},
    {KEY("look_for", F_TEXTS, PREDICTOR(written.look_for)), EXAMPLE("drift, trend"),
     HELP("level: far from what is usual. drift: slowly away from it. cusum: a little, for long. "
          "rate: rising or falling faster than ever. change: another level since a moment. "
          "together, apart: several signals are unusual as a whole, or no longer fit each other. "
          "trend: on the way to limit. usage: used up. Not given: level, drift and cusum; with "
          "several signals together and apart; with limit trend; with uses usage.")},
    {KEY("while", F_FLAG, PREDICTOR(always)), OF(&words_while), DEFAULT("running"),
     HELP("What counts, learnt or watched: only what is said while the machine runs, or all of "
          "it.")},
    {KEY("settle", F_MS, PREDICTOR(settle_ms)), RANGE(0, DAY_MS), DEFAULT("2 min"),
     HELP("For so long after a start or a change of product nothing counts.")},
    {KEY("by", F_FLAG, PREDICTOR(by_product)), OF(&words_by), DEFAULT("all"),
     HELP("product: what is usual is learnt for each product by itself.")},
    {KEY("speed", F_ID, PREDICTOR(speed)), EXAMPLE("total"),
     HELP("A signal of role sensor that says how fast the machine runs; needs bands.")},
    {KEY("bands", F_TEXTS, PREDICTOR(written.bands)), EXAMPLE("20, 40"),
     HELP("One to three speeds, rising: between them what is usual is learnt by itself.")},
    {KEY("every", F_MS, PREDICTOR(every_ms)), RANGE(S_MS, HOUR_MS), DEFAULT("1 min"),
     HELP("A step: samples are summed up for so long. It divides a day without a remainder.")},
    {KEY("learn", F_MS, PREDICTOR(learn_ms)), RANGE(30 * S_MS, 90 * DAY_MS), DEFAULT("24 h"),
     HELP("How much time that counts it learns from before it says anything; 30 steps at least. "
          "The machine should be well in it.")},
    {KEY("daily", F_BOOL, PREDICTOR(daily)), DEFAULT("no"),
     HELP("yes: what a time of day usually brings (a hall that warms up) is taken off first; "
          "needs learn of several days.")},
    {KEY("follow", F_MS, PREDICTOR(follow_ms)), RANGE(0, 90 * DAY_MS), DEFAULT("0 s"),
     HELP("The usual level goes along with the signal within about so long (seasons of a hall): "
          "what comes slower is not warned of. 0 s: it stays as it was learnt.")},
    {KEY("limit", F_TEXT, PREDICTOR(written.limit)), EXAMPLE("> 7.1"),
     HELP("Where the failure is, of the first signal, as it stands on its reading: > from below, "
          "< from above. The remaining life is that of the trend to it.")},
    {KEY("uses", F_WORD, PREDICTOR(uses)), OF(&words_predictor_uses), DEFAULT("none"),
     HELP("What wears it: hours of running, cycles, or starts; needs life.")},
    {KEY("life", F_AMOUNT, PREDICTOR(written.life)), RANGE(0, MANY), DEFAULT("0"),
     EXAMPLE("250000"), HELP("How many of them it lasts. 0: not known.")},
    {KEY("horizon", F_MS, PREDICTOR(horizon_ms)), RANGE(60 * S_MS, MOST_MS), DEFAULT("24 h"),
     HELP("A probability is stated of a failure within so long.")},
    {KEY("sensitivity", F_WORD, PREDICTOR(sensitivity)), OF(&words_predictor_sensitivity),
     DEFAULT("normal"),
     HELP("high: it warns of less, sooner, and is wrong more often. low: the other way.")},
    {KEY("retune", F_PERCENT, PREDICTOR(retune)), RANGE(0, 900000), DEFAULT("30 %"),
     HELP("By so much, either way, answers of people may move its threshold: andonctl models "
          "shows it, andonctl models reset takes it back. 0 %: never.")},
};
_Static_assert(COUNT(predictor_fields) == PREDICTOR_FIELDS, "as the header says");

/* ---- lists ---------------------------------------------------------------------------------- */

static void read_signal(struct loader *l, const struct section *s, const char *key, const char *id)
{
    int index = config_signal_index(l->config, id);
    const struct entry *entry = section_entry(s, key);
    if (index < 0)
        no_such(l, s, entry, "signal", id);
    else if (l->config->signal[index].role != ROLE_SENSOR)
        problem_entry(l, s, entry, "[signal %s] is no sensor: its role is %s", id,
                      word_name(&words_signal_role, (int)l->config->signal[index].role));
}

static void read_signals(struct loader *l, const struct section *s, struct predictor_conf *p)
{
    const char *at = p->written.signals, *piece;
    size_t length;
    while (at && at[0] && piece_next(&at, ',', &piece, &length)) {
        const struct entry *entry = section_entry(s, "signals");
        if (p->signal_count == PREDICTOR_SIGNALS_MAX) {
            problem_entry(l, s, entry, "more than %d signals", PREDICTOR_SIGNALS_MAX);
            return;
        }
        char *id = p->signals[p->signal_count];
        (void)text_copy_n(id, CONFIG_ID_SIZE, piece, length);
        for (int i = 0; i < p->signal_count; i++)
            if (strcmp(p->signals[i], id) == 0)
                problem_entry(l, s, entry, "%s stands there twice", id);
        p->signal_count++;
        read_signal(l, s, "signals", id);
    }
}

static void read_methods(struct loader *l, const struct section *s, struct predictor_conf *p)
{
    const char *at = p->written.look_for, *piece;
    size_t length;
    while (at && at[0] && piece_next(&at, ',', &piece, &length)) {
        char word[32];
        struct cause why;
        int method = word_find(&words_predictor_method, piece, length);
        if (method >= 0) {
            p->methods |= 1U << method;
            continue;
        }
        (void)text_copy_n(word, sizeof word, piece, length);
        words_advice(&words_predictor_method, word, &why);
        problem_entry(l, s, section_entry(s, "look_for"), "\"%s\" is %s", word, why.text);
    }
}

static void read_bands(struct loader *l, const struct section *s, struct predictor_conf *p)
{
    const char *at = p->written.bands, *piece;
    size_t length;
    while (at && at[0] && piece_next(&at, ',', &piece, &length)) {
        const struct entry *entry = section_entry(s, "bands");
        int64_t amount = 0;
        if (p->bands == PREDICTOR_BANDS_MAX) {
            problem_entry(l, s, entry, "more than %d", PREDICTOR_BANDS_MAX);
            return;
        }
        if (amount_from_text(piece, length, &amount) != 0) {
            problem_entry(l, s, entry, "not a list of numbers; write e.g. 20, 40");
            return;
        }
        double band = amount_to_double(amount);
        if (p->bands > 0 && band <= p->band[p->bands - 1])
            problem_entry(l, s, entry, "has to rise; write e.g. 20, 40");
        p->band[p->bands++] = band;
    }
}

static void read_limit(struct loader *l, const struct section *s, struct predictor_conf *p)
{
    const char *text = p->written.limit;
    int64_t amount = 0;
    p->limit = (double)NAN;
    if (text[0] == '\0')
        return;
    const char *number = text + 1 + strspn(text + 1, " ");
    bool side = text[0] == '>' || text[0] == '<';
    if (!side || amount_from_text(number, strlen(number), &amount) != 0) {
        problem_entry(l, s, section_entry(s, "limit"),
                      "write where the failure is: > 7.1 when it is reached from below, < 7.1 from "
                      "above");
        return;
    }
    p->limit = amount_to_double(amount);
    p->limit_below = text[0] == '<';
}

/* ---- what they mean for each other ---------------------------------------------------------- */

static bool looks_for(const struct predictor_conf *p, enum predictor_method method)
{
    return (p->methods >> method & 1) != 0;
}

static uint32_t usual_methods(const struct predictor_conf *p)
{
    uint32_t bits = 0;
    if (p->signal_count > 0)
        bits |= 1U << METHOD_LEVEL | 1U << METHOD_EWMA | 1U << METHOD_CUSUM;
    if (p->signal_count > 1)
        bits |= 1U << METHOD_T2 | 1U << METHOD_Q;
    if (p->written.limit[0])
        bits |= 1U << METHOD_TREND;
    if (p->uses != USES_NONE)
        bits |= 1U << METHOD_USAGE;
    return bits;
}

static void check_methods(struct loader *l, const struct section *s, const struct predictor_conf *p)
{
    const struct entry *list = section_entry(s, "look_for");
    bool limit = p->written.limit[0] != '\0';
    if (limit && !looks_for(p, METHOD_TREND))
        problem_entry(l, s, section_entry(s, "limit"),
                      "means nothing without trend in look_for; add it, or remove limit");
    if (!limit && looks_for(p, METHOD_TREND))
        problem_entry(l, s, list, "trend needs limit = > 7.1 (where the failure is)");
    if (p->uses == USES_NONE && looks_for(p, METHOD_USAGE))
        problem_entry(l, s, list, "usage needs uses = hours, cycles or starts, and life");
    if (p->uses != USES_NONE && !looks_for(p, METHOD_USAGE))
        problem_entry(l, s, section_entry(s, "uses"),
                      "means nothing without usage in look_for; add it, or remove uses");
    if (p->signal_count < 2 && (looks_for(p, METHOD_T2) || looks_for(p, METHOD_Q)))
        problem_entry(l, s, list, "together and apart need two signals or more");
    if (p->signal_count == 0 && (p->methods & ~(1U << METHOD_USAGE)) != 0)
        problem_entry(l, s, list ? list : section_entry(s, "limit"), "needs signals");
}

static bool counts_parts(const struct config *config)
{
    for (size_t i = 0; i < config->signals; i++)
        if (config->signal[i].role == ROLE_TOTAL || config->signal[i].role == ROLE_GOOD)
            return true;
    return false;
}

static void check_usage(struct loader *l, const struct section *s, const struct predictor_conf *p)
{
    const struct entry *uses = section_entry(s, "uses");
    if (p->uses == USES_NONE && p->life > 0)
        problem_entry(l, s, section_entry(s, "life"),
                      "means nothing without uses = hours, cycles or starts");
    if (p->uses != USES_NONE && p->life <= 0)
        problem_entry(l, s, uses, "needs life = how many of them it lasts");
    if (p->uses == USES_CYCLES && !counts_parts(l->config))
        problem_entry(l, s, uses, "cycles need a [signal] of role total or good");
    if (p->signal_count == 0 && p->uses == USES_NONE)
        problem_section(l, s, "has nothing to go by; write signals = …, or uses and life");
}

static void check_steps(struct loader *l, const struct section *s, const struct predictor_conf *p)
{
    char least[32];
    duration_print(p->every_ms * LEAST_ROWS * 1000, least, sizeof least);
    if (p->every_ms <= 0)
        return; /* refused already */
    if (DAY_MS % p->every_ms != 0)
        problem_entry(l, s, section_entry(s, "every"),
                      "does not divide a day; write e.g. 10 s, 1 min or 5 min");
    if (p->learn_ms < p->every_ms * LEAST_ROWS && p->signal_count > 0)
        problem_entry(l, s, section_entry(s, section_entry(s, "learn") ? "learn" : "every"),
                      "learn is less than %d steps; write learn = %s or more", LEAST_ROWS, least);
    if (p->daily && p->learn_ms < DAY_MS)
        problem_entry(l, s, section_entry(s, "daily"),
                      "needs learn of a day at least, better of three");
}

static void check_speed(struct loader *l, const struct section *s, const struct predictor_conf *p)
{
    if (p->speed[0])
        read_signal(l, s, "speed", p->speed);
    if (p->speed[0] && !p->written.bands[0])
        problem_entry(l, s, section_entry(s, "speed"), "needs bands = e.g. 20, 40");
    if (!p->speed[0] && p->written.bands[0])
        problem_entry(l, s, section_entry(s, "bands"), "means nothing without speed");
}

/* One warning for one failure. */
static void check_alone(struct loader *l, const struct section *s, const struct predictor_conf *p)
{
    for (struct section *a = section_live(l->section, s->kind); a && a != s;
         a = section_live(a->next, s->kind)) {
        const struct predictor_conf *other = a->item;
        if (other && strcmp(other->mode, p->mode) == 0 && strcmp(other->asset, p->asset) == 0)
            problem_section(l, s,
                            "warns of the same failure of the same asset as [predictor %s] "
                            "(%s:%d); give both signals to one",
                            a->name, a->origin.file, a->origin.line);
    }
}

static void borrow_words(struct loader *l, const struct section *s, struct predictor_conf *p)
{
    if (!p->mode[0])
        (void)text_copy(p->mode, sizeof p->mode, p->name);
    const struct prediction_conf *mode = config_prediction(l->config, p->mode);
    if (!mode) {
        problem_entry(l, s, section_entry(s, "mode"),
                      "there is no [prediction %s]; write that section: it says what people call "
                      "the failure, when it is raised, and what to do",
                      p->mode);
        return;
    }
    if (!p->title[0])
        (void)text_copy(p->title, sizeof p->title, mode->title);
    if (!p->asset[0] && mode->asset[0])
        (void)text_copy(p->asset, sizeof p->asset, mode->asset);
    if (!p->asset[0]) /* as of messages that name none */
        (void)config_path(l->config, p->asset, sizeof p->asset);
}

void resolve_predictors(struct loader *l)
{
    for (each_section(l, kind_find("predictor", true), s)) {
        struct predictor_conf *p = s->item;
        if (!p)
            continue;
        borrow_words(l, s, p);
        read_signals(l, s, p);
        read_methods(l, s, p);
        read_bands(l, s, p);
        read_limit(l, s, p);
        p->life = amount_to_double(p->written.life);
        if (!p->written.look_for[0])
            p->methods = usual_methods(p);
        check_methods(l, s, p);
        check_usage(l, s, p);
        check_steps(l, s, p);
        check_speed(l, s, p);
        check_alone(l, s, p);
    }
}
