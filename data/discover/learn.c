/* SPDX-License-Identifier: MIT */
/* What follows from the courses of the chosen tags: what a state's words mean (by what was counted
 * while they held), the ideal cycle of each product from its fastest sustained runs, and the limit
 * of small stops. Called by group.c for each asset. */
#include "data/discover/private.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- what was counted while a word held ------------------------------------------------------ */

struct making {
    double parts[TAG_WORDS];
    int64_t ms[TAG_WORDS];
};

/* The word that held from point i of a state's course on. */
static uint32_t word_at(const struct tag *state, uint32_t i)
{
    char text[AMOUNT_TEXT_SIZE];
    int64_t value = state->course->point[i].value;
    if (state->texts > 0)
        return (uint32_t)value < TAG_WORDS ? (uint32_t)value : NONE;
    (void)amount_to_text(value, text);
    for (uint32_t w = 0; w < state->words->count; w++)
        if (strcmp(state->words->word[w].text, text) == 0)
            return w;
    return NONE;
}

/* How long word i of a state's course held between a and b. */
static int64_t held(const struct course *course, uint32_t i, int64_t a, int64_t b)
{
    int64_t begin = course->point[i].at_ms;
    int64_t end = i + 1 < course->count ? course->point[i + 1].at_ms : INT64_MAX;
    int64_t from = begin > a ? begin : a, to = end < b ? end : b;
    return to > from ? to - from : 0;
}

/* `parts` were made from `a` to `b`: to each word its share, by the time it held and its weight;
 * without weights all are alike. */
static void share(const struct tag *state, struct making *making, const double *weight,
                  const struct discover_point *step, int64_t parts)
{
    const struct course *course = state->course;
    int64_t a = step[0].at_ms, b = step[1].at_ms;
    double all = 0;
    for (uint32_t i = 0; i < course->count && b > a; i++) {
        uint32_t word = word_at(state, i);
        if (word != NONE)
            all += (double)held(course, i, a, b) * (weight ? weight[word] : 1.0);
    }
    for (uint32_t i = 0; i < course->count && b > a; i++) {
        uint32_t word = word_at(state, i);
        if (word == NONE)
            continue;
        int64_t ms = held(course, i, a, b);
        making->ms[word] += ms;
        if (all > 0)
            making->parts[word] += (double)parts * (double)ms * (weight ? weight[word] : 1.0) / all;
    }
}

static bool count_words(const struct tag *state, const struct tag *counter, bool delta,
                        const double *weight, struct making *making)
{
    const struct course *course = counter->course;
    *making = (struct making){0};
    if (!course || !state->course || !state->words || state->words_over || course->count < 3)
        return false;
    for (uint32_t i = 1; i < course->count; i++) {
        int64_t parts = course->point[i].value - (delta ? 0 : course->point[i - 1].value);
        share(state, making, weight, &course->point[i - 1], parts > 0 ? parts : 0);
    }
    return true;
}

static double rate(const struct making *making, uint32_t word)
{
    return making->ms[word] > 0 ? making->parts[word] / (double)making->ms[word] : 0;
}

static double fastest(const struct tag *state, const struct making *making)
{
    double most = 0;
    for (uint32_t w = 0; w < state->words->count; w++)
        if (rate(making, w) > most && making->ms[w] >= 3000)
            most = rate(making, w);
    return most;
}

int learn_parts_apart(const struct tag *words, const struct tag *counter, bool delta)
{
    struct making making;
    double with = 0, without = 0;
    int64_t still_ms = 0;
    if (!words->course || words->course->count < 2 ||
        !count_words(words, counter, delta, NULL, &making) || words->words->count < 2)
        return 0;
    double most = fastest(words, &making);
    for (uint32_t w = 0; w < words->words->count; w++) {
        if (rate(&making, w) >= most * 0.4)
            with += making.parts[w];
        else
            without += making.parts[w];
        if (rate(&making, w) < most * 0.15)
            still_ms += making.ms[w];
    }
    if (most <= 0 || with < 5.0 * (double)AMOUNT_ONE || still_ms < 10000 || with < without * 9)
        return 0;
    return with >= without * 30 ? 75 : 60;
}

/* A counter that is told after a stop has counted before it and after it. So each step is shared
 * out by how fast each word counts as far as that is known, and this tells it better: a few turns
 * are enough. */
static bool count_rates(const struct tag *state, const struct tag *counter, bool delta,
                        struct making *making)
{
    double weight[TAG_WORDS];
    bool counted = count_words(state, counter, delta, NULL, making);
    for (int turn = 0; counted && turn < 6; turn++) {
        for (uint32_t w = 0; w < TAG_WORDS; w++)
            weight[w] = rate(making, w);
        (void)count_words(state, counter, delta, weight, making);
    }
    return counted;
}

/* What nobody has explained: a word while which parts are made is running, one while which none
 * are is stopped. */
static void explain(struct discover_word *word, const struct making *making, uint32_t at,
                    double most)
{
    if (most <= 0 || making->ms[at] < 3000)
        return;
    if (rate(making, at) >= most * 0.4 && making->parts[at] >= 2.0 * (double)AMOUNT_ONE) {
        word->state = MS_RUNNING;
        word->why = "parts were counted meanwhile";
    } else if (rate(making, at) < most * 0.15 && making->ms[at] >= 10000) {
        word->state = MS_STOPPED;
        word->why = "no parts were counted meanwhile";
    }
}

static void learn_words(struct discover *d, struct discover_asset *asset,
                        const struct discover_candidate *state,
                        const struct discover_candidate *counter)
{
    const struct tag *tag = &d->tag[state->tag];
    struct making making = {0};
    double most = 0;
    const char *table;
    if (!tag->words)
        return;
    bool unknown = false;
    for (uint32_t w = 0; w < tag->words->count; w++)
        unknown |= tag->words->word[w].text[0] && names_state(tag->words->word[w].text, &table) < 0;
    if (unknown && counter &&
        count_rates(tag, &d->tag[counter->tag], counter->counter == COUNTER_DELTA, &making))
        most = fastest(tag, &making);
    for (uint32_t w = 0; w < tag->words->count && asset->words < DISCOVER_WORDS; w++) {
        const struct tag_word *from = &tag->words->word[w];
        struct discover_word *word = &asset->word[asset->words];
        if (!from->text[0])
            continue;
        int known = names_state(from->text, &table);
        int64_t open = w == tag->words->now ? d->counts.last_ms - tag->words->since : 0;
        *word = (struct discover_word){.state = known >= 0 ? (enum machine_state)known : MS_UNKNOWN,
                                       .dwell_ms = from->dwell_ms + (open > 0 ? open : 0),
                                       .count = from->count,
                                       .why = known >= 0 ? table : ""};
        (void)text_copy(word->text, sizeof word->text, from->text);
        if (known < 0)
            explain(word, &making, w, most);
        asset->words++;
    }
}

/* ---- cycles ---------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Three digits; two where that changes it by less than one in a hundred. */
static int64_t rounded(int64_t us)
{
    int64_t unit = 1;
    while (us / unit >= 1000)
        unit *= 10;
    int64_t three = (us + unit / 2) / unit * unit, coarse = unit * 10;
    int64_t two = (us + coarse / 2) / coarse * coarse;
    int64_t off = two > us ? two - us : us - two;
    return off * 100 <= us ? two : three;
}

static void say_cycle(struct discover_cycle *cycle, uint32_t count, int64_t span_ms)
{
    char parts[AMOUNT_TEXT_SIZE], span[TEXT_DURATION_SIZE];
    int64_t whole = cycle->parts / AMOUNT_ONE * AMOUNT_ONE;
    cycle->confidence = count >= 10 ? 85 : count >= 3 ? 60 : 35;
    (void)text_format(cycle->why, sizeof cycle->why,
                      "the fastest tenth of %u steady runs, %s parts in %s%s", count,
                      amount_to_text(whole, parts), text_duration(span_ms, span),
                      count < 3 ? "; very few, listen longer" : "");
}

/* The fastest that was kept up: the tenth part of all runs from below, not the fastest of all. */
static void cycle_of(const struct run *run, uint32_t count, struct discover_cycle *cycle)
{
    int64_t us[RUNS_MAX], span = 0;
    uint32_t n = 0;
    cycle->parts = 0;
    for (uint32_t i = 0; i < count && n < RUNS_MAX; i++) {
        int64_t ms = run[i].end_ms - run[i].begin_ms;
        if (ms <= 0 || run[i].parts <= 0)
            continue;
        double one = (double)ms * 1000.0 * (double)AMOUNT_ONE / (double)run[i].parts + 0.5;
        if (one >= 86400e6 || one < 1)
            continue; /* no cycle of a station */
        us[n++] = (int64_t)one;
        cycle->parts += run[i].parts;
        span += ms;
    }
    cycle->runs = n;
    if (n < 2)
        return; /* one is no proof that it can be kept up */
    qsort(us, n, sizeof *us, by_size);
    cycle->ideal_us = rounded(us[(n - 1) / 10]);
    say_cycle(cycle, n, span);
}

/* The product that was made all through a run; NONE: it changed, or is not known. */
static uint32_t product_of(const struct tag *product, const struct run *run)
{
    const struct course *course = product->course;
    uint32_t word = NONE;
    for (uint32_t i = 0; course && i < course->count && course->point[i].at_ms < run->end_ms; i++) {
        if (course->point[i].at_ms > run->begin_ms)
            return NONE;
        word = word_at(product, i);
    }
    return word;
}

static void learn_products(const struct tag *product, const struct runs *runs,
                           struct discover_asset *asset)
{
    struct run mine[RUNS_MAX];
    if (!product->words || product->words_over)
        return;
    for (uint32_t w = 0; w < product->words->count && asset->cycles < DISCOVER_PRODUCTS; w++) {
        struct discover_cycle *cycle = &asset->cycle[asset->cycles];
        uint32_t count = 0;
        if (!product->words->word[w].text[0])
            continue;
        for (uint32_t i = 0; i < runs->count; i++)
            if (product_of(product, &runs->run[i]) == w)
                mine[count++] = runs->run[i];
        *cycle = (struct discover_cycle){.ideal_us = 0};
        (void)text_copy(cycle->product, sizeof cycle->product, product->words->word[w].text);
        cycle_of(mine, count, cycle);
        asset->cycles++;
    }
}

/* What the machine says it is made for, a minute or an hour. */
static void use_design(const struct discover *d, const struct discover_asset *asset,
                       struct discover_cycle *cycle)
{
    const struct discover_candidate *design = NULL;
    for (size_t i = 0; i < asset->candidates; i++)
        if (asset->candidate[i].role == AS_DESIGN && asset->candidate[i].confidence >= 60)
            design = &asset->candidate[i];
    if (!design || !d->tag)
        return;
    int64_t speed = d->tag[design->tag].last, learned = cycle->ideal_us;
    int64_t us = (int64_t)(60e6 * (double)AMOUNT_ONE / (double)speed + 0.5);
    if (speed <= 0)
        return;
    /* Slower than what was kept up: then it is not what it says. */
    if (learned > 0 && (us > learned + learned / 10 || us < learned / 4)) {
        if (us * 60 > learned + learned / 10 || us * 60 < learned / 4)
            return;
        us *= 60;
    }
    if (us >= INT64_C(86400000000) || us <= 0)
        return;
    bool agree = learned > 0 && us * 100 >= learned * 95;
    cycle->ideal_us = us;
    cycle->confidence = agree ? 95 : 80;
    (void)text_format(cycle->why, sizeof cycle->why, "the machine's own %.60s = %.20s%s",
                      design->shown, design->last,
                      agree         ? "; its fastest runs agree"
                      : learned > 0 ? "; its fastest runs so far were slower"
                                    : "; too few parts were seen to check it");
}

static void learn_cycles(struct discover *d, struct discover_asset *asset,
                         const struct discover_candidate *counter)
{
    const struct discover_candidate *product = discover_chosen(asset, AS_PRODUCT);
    const struct tag *tag = counter ? &d->tag[counter->tag] : NULL;
    const struct runs *runs = NULL;
    struct discover_cycle *cycle = &asset->cycle[0];
    asset->cycles = 1;
    if (tag)
        runs = tag->runs[counter->counter == COUNTER_DELTA ? RUNS_AMOUNTS : RUNS_READINGS];
    if (runs)
        cycle_of(runs->run, runs->count, cycle);
    use_design(d, asset, cycle);
    if (cycle->ideal_us == 0)
        (void)text_copy(cycle->why, sizeof cycle->why,
                        counter ? "too few parts were counted: listen longer"
                                : "nothing counts parts");
    if (runs && product)
        learn_products(&d->tag[product->tag], runs, asset);
}

/* Shorter than an uneven beat is no stop that anybody could explain. */
static void learn_small_stop(struct discover_asset *asset)
{
    int64_t us = asset->cycle[0].ideal_us;
    if (us == 0) {
        (void)text_copy(asset->small_stop_why, sizeof asset->small_stop_why,
                        "no cycle is known: every stop counts");
        return;
    }
    asset->small_stop_ms = (3 * us / 1000 + 999) / MS_PER_S * MS_PER_S;
    if (asset->small_stop_ms > 600 * MS_PER_S)
        asset->small_stop_ms = 600 * MS_PER_S;
    (void)text_copy(asset->small_stop_why, sizeof asset->small_stop_why,
                    "three cycles: shorter gaps are an uneven beat, not a stop");
}

void learn_asset(struct discover *d, struct discover_asset *asset)
{
    const struct discover_candidate *state = discover_chosen(asset, AS_STATE);
    const struct discover_candidate *counter = discover_chosen(asset, AS_TOTAL);
    if (!counter)
        counter = discover_chosen(asset, AS_GOOD);
    if (state)
        learn_words(d, asset, state, counter);
    learn_cycles(d, asset, counter);
    learn_small_stop(asset);
}
