/* SPDX-License-Identifier: MIT */
/* Of an asset's candidates those that make a station: one for each role, counts that agree with
 * each other, the best sensors; each under an id of its own. Called by group.c. */
#include "data/discover/private.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENSORS_MAX 24 /* of a configuration; the rest is listed only */

static const struct tag *tag_of(const struct discover *d, const struct discover_candidate *c)
{
    return &d->tag[c->tag];
}

static void add_why(struct discover_candidate *c, const char *text)
{
    size_t used = strlen(c->why);
    (void)text_format(c->why + used, sizeof c->why - used, "%s%s", used ? ", " : "", text);
}

static void advise(struct discover_asset *asset, const char *text)
{
    for (size_t i = 0; i < DISCOVER_ADVICE; i++) {
        if (strcmp(asset->advice[i], text) == 0)
            return;
        if (asset->advice[i][0])
            continue;
        (void)text_copy(asset->advice[i], sizeof asset->advice[i], text);
        return;
    }
}

/* ---- one for each role ----------------------------------------------------------------------- */

/* Of two for one role: the surer; then the one whose words are known, which is never set back, that
 * is heard more. */
static bool is_better(const struct discover *d, const struct discover_candidate *a,
                      const struct discover_candidate *b)
{
    const struct tag *x = tag_of(d, a), *y = tag_of(d, b);
    if (a->confidence != b->confidence)
        return a->confidence > b->confidence;
    if ((x->texts > 0) != (y->texts > 0))
        return x->texts > 0;
    if (x->resets != y->resets)
        return x->resets < y->resets;
    if (x->risen != y->risen)
        return x->risen > y->risen;
    return strlen(a->shown) < strlen(b->shown);
}

static struct discover_candidate *best(struct discover *d, struct discover_asset *asset,
                                       enum discover_role role, int least)
{
    struct discover_candidate *found = NULL;
    for (size_t i = 0; i < asset->candidates; i++) {
        struct discover_candidate *c = &asset->candidate[i];
        if (c->role == role && c->confidence >= least && (!found || is_better(d, c, found)))
            found = c;
    }
    return found;
}

static struct discover_candidate *take_best(struct discover *d, struct discover_asset *asset,
                                            enum discover_role role, int least)
{
    struct discover_candidate *c = best(d, asset, role, least);
    if (c) {
        c->chosen = true;
        (void)text_copy(c->id, sizeof c->id, discover_role_name(role));
    }
    return c;
}

/* ---- counts ---------------------------------------------------------------------------------- */

static int64_t made(const struct discover *d, const struct discover_candidate *c)
{
    const struct tag *tag = tag_of(d, c);
    return c->counter == COUNTER_CUMULATIVE ? tag->risen : 0;
}

static bool about(int64_t a, int64_t b)
{
    int64_t slack = a / 50 > 2 * AMOUNT_ONE ? a / 50 : 2 * AMOUNT_ONE;
    return a - b <= slack && b - a <= slack;
}

/* It has never said anything but 1, in messages of its own. */
static bool is_one(const struct discover *d, const struct discover_candidate *c)
{
    const struct tag *tag = tag_of(d, c);
    return tag->numbers > 0 && tag->min == AMOUNT_ONE && tag->max == AMOUNT_ONE &&
           !d->place[tag->place].document && !d->place[tag->place].preset;
}

/* Whether some other counter of it made as many as these two together, but not as one alone. */
static const struct discover_candidate *sum_of(const struct discover *d,
                                               const struct discover_asset *asset,
                                               const struct discover_candidate *a,
                                               const struct discover_candidate *b)
{
    int64_t sum = made(d, a) + made(d, b);
    for (size_t i = 0; i < asset->candidates; i++) {
        const struct discover_candidate *c = &asset->candidate[i];
        const struct tag *tag = tag_of(d, c);
        if (c == a || c == b || !tag->cumulative || tag->rises < 3 || tag->texts > 0)
            continue;
        if (about(sum, tag->risen) && sum - tag->risen < made(d, b) / 2 &&
            tag->risen - sum < made(d, b) / 2)
            return c;
    }
    return NULL;
}

/* "Processed" and "count" mean good parts with some sources and all parts with others. */
static void reckon_total(struct discover *d, struct discover_asset *asset,
                         struct discover_candidate *total, struct discover_candidate *scrap)
{
    char text[DISCOVER_WHY];
    if (made(d, scrap) < AMOUNT_ONE || tag_of(d, total)->hints.score[AS_GOOD] > 0)
        return;
    const struct discover_candidate *sum = sum_of(d, asset, total, scrap);
    if (!sum)
        return;
    total->role = AS_GOOD;
    (void)text_copy(total->id, sizeof total->id, "good");
    (void)text_format(text, sizeof text, "it and scrap add up to %.80s: so it is good parts only",
                      sum->shown);
    add_why(total, text);
}

static void choose_counts(struct discover *d, struct discover_asset *asset)
{
    struct discover_candidate *total = best(d, asset, AS_TOTAL, 45);
    struct discover_candidate *good = best(d, asset, AS_GOOD, 45);
    struct discover_candidate *scrap = best(d, asset, AS_SCRAP, 45);
    if (total && good && scrap && made(d, total) > 0 &&
        about(made(d, total), made(d, good) + made(d, scrap)))
        add_why(total, "good and scrap add up to it");
    /* Two of the three say it all. */
    if (total && scrap)
        good = NULL;
    else if (total && good)
        scrap = NULL;
    struct discover_candidate *const chosen[] = {total, good, scrap};
    for (size_t i = 0; i < 3; i++) {
        if (!chosen[i])
            continue;
        chosen[i]->chosen = true;
        (void)text_copy(chosen[i]->id, sizeof chosen[i]->id, discover_role_name(chosen[i]->role));
        (void)text_copy(chosen[i]->unit, sizeof chosen[i]->unit, "pcs");
    }
    /* Where parts are pulses, scrap is, too: few were heard. */
    const struct discover_candidate *parts = total ? total : good;
    if (scrap && scrap->chosen && parts && is_one(d, parts) && is_one(d, scrap) &&
        scrap->counter == COUNTER_CUMULATIVE) {
        scrap->counter = COUNTER_DELTA;
        add_why(scrap, "it says 1, as the other parts do: a part each time");
    }
    if (total && scrap)
        reckon_total(d, asset, total, scrap);
    (void)take_best(d, asset, AS_REWORK, 60);
}

/* Nothing is called a state: then what was counted tells which tag is one. */
static void find_state(struct discover *d, struct discover_asset *asset)
{
    const struct discover_candidate *counter = discover_chosen(asset, AS_TOTAL);
    struct discover_candidate *found = NULL;
    int most = 0;
    if (!counter)
        counter = discover_chosen(asset, AS_GOOD);
    if (!counter || discover_chosen(asset, AS_STATE) || discover_chosen(asset, AS_RUNNING))
        return;
    for (size_t i = 0; i < asset->candidates; i++) {
        struct discover_candidate *c = &asset->candidate[i];
        const struct tag *tag = tag_of(d, c);
        if (c->chosen || !tag->words || tag->words_over || tag->words->count > 12 ||
            (c->role != AS_OTHER && c->role != AS_SENSOR && c->role != AS_STATE &&
             c->role != AS_RUNNING && c->role != AS_MODE))
            continue;
        int apart = learn_parts_apart(tag, tag_of(d, counter), counter->counter == COUNTER_DELTA);
        if (apart > most) {
            most = apart;
            found = c;
        }
    }
    if (!found)
        return;
    const struct tag_words *words = tag_of(d, found)->words;
    bool bit = words->count <= 2 && names_bool(words->word[0].text) >= 0 &&
               names_bool(words->word[words->count - 1].text) >= 0;
    found->role = bit ? AS_RUNNING : AS_STATE;
    found->confidence = most;
    found->chosen = true;
    found->unit[0] = '\0';
    (void)text_copy(found->why, sizeof found->why,
                    "nothing is called a state, but parts are counted only while it says certain "
                    "words");
    (void)text_copy(found->id, sizeof found->id, discover_role_name(found->role));
}

/* ---- sensors --------------------------------------------------------------------------------- */

static void slug(const char *text, size_t length, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < length && used + 1 < size; i++) {
        char c = text[i];
        bool upper = c >= 'A' && c <= 'Z';
        if (upper && used > 0 && i > 0 && text[i - 1] >= 'a' && text[i - 1] <= 'z' &&
            used + 2 < size)
            out[used++] = '_';
        if (upper)
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[used++] = c;
        else if (used > 0 && out[used - 1] != '_')
            out[used++] = '_';
    }
    while (used > 0 && out[used - 1] == '_')
        used--;
    out[used] = '\0';
    if (!used)
        (void)text_copy(out, size, "signal");
}

static bool id_taken(const struct discover_asset *asset, const struct discover_candidate *but,
                     const char *id)
{
    for (size_t i = 0; i < asset->candidates; i++)
        if (&asset->candidate[i] != but && asset->candidate[i].chosen &&
            strcmp(asset->candidate[i].id, id) == 0)
            return true;
    for (int role = 0; role < AS_SENSOR; role++)
        if (strcmp(discover_role_name((enum discover_role)role), id) == 0)
            return but->role != (enum discover_role)role;
    return false;
}

/* An id from its leaf; when that is taken, from more of its name, then with a number. */
static void name_sensor(const struct discover *d, const struct discover_asset *asset,
                        struct discover_candidate *c)
{
    const struct tag *tag = tag_of(d, c);
    const struct place *place = &d->place[tag->place];
    char base[24];
    size_t length;
    const char *leaf = names_leaf(place, tag->name, &length);
    slug(leaf, length, base, sizeof base);
    (void)text_copy(c->id, sizeof c->id, base);
    if (id_taken(asset, c, c->id)) {
        size_t shown = strlen(c->shown), from = shown > 22 ? shown - 22 : 0;
        slug(c->shown + from, shown - from, base, sizeof base);
        (void)text_copy(c->id, sizeof c->id, base);
    }
    for (int n = 2; n < 1000 && id_taken(asset, c, c->id); n++)
        (void)text_format(c->id, sizeof c->id, "%s_%d", base, n);
}

/* Sent all the time, whether it changes or not: then silence means that it is lost. */
static int64_t learn_age(const struct tag *tag)
{
    static const int64_t nice[] = {5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 86400};
    if (tag->gaps < 8 || tag->gap_max > 3 * (tag->gap_sum / tag->gaps) + 500)
        return 0;
    for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
        if (nice[i] * MS_PER_S >= 4 * tag->gap_max)
            return nice[i] * MS_PER_S;
    return 0;
}

static void choose_sensors(struct discover *d, struct discover_asset *asset)
{
    /* A station has at least something to show. */
    int least = 10;
    for (size_t i = 0; i < asset->candidates; i++)
        if (asset->candidate[i].confidence >= 40)
            least = 40;
    for (asset->sensors = 0; asset->sensors < SENSORS_MAX; asset->sensors++) {
        struct discover_candidate *found = NULL;
        for (size_t i = 0; i < asset->candidates; i++) {
            struct discover_candidate *c = &asset->candidate[i];
            bool shows = c->role == AS_SENSOR || c->role == AS_SPEED || c->role == AS_CYCLE;
            if (shows && !c->chosen && c->confidence >= least &&
                (!found || c->confidence > found->confidence))
                found = c;
        }
        if (!found)
            return;
        found->chosen = true;
        name_sensor(d, asset, found);
    }
}

/* ---- all of it ------------------------------------------------------------------------------- */

bool choose_time(const struct place *place, char why[DISCOVER_WHY])
{
    why[0] = '\0';
    if (place->timed == 0 || place->offset_min == INT64_MAX)
        return place->timed > 0;
    int64_t least = place->offset_min, most = place->offset_max;
    char text[TEXT_DURATION_SIZE];
    const char *what = NULL;
    if (place->local_time)
        what = "it states local times without a zone";
    else if (place->timed >= 5 && place->source_last == place->source_first && most - least > 2000)
        what = "its time stands still";
    if (what) {
        (void)text_format(why, DISCOVER_WHY, "%s: the time of arrival is taken", what);
        return false;
    }
    if (least >= -MS_PER_MIN && most <= MS_PER_DAY)
        return true;
    int64_t off = least < 0 ? -least : least;
    (void)text_format(
        why, DISCOVER_WHY,
        "its clock is %s %s: the time of arrival is taken; set the clock, or its zone",
        text_duration(off, text), least < 0 ? "ahead" : "behind");
    return false;
}

static int sureness(const struct discover_asset *asset)
{
    const struct discover_candidate *state = discover_chosen(asset, AS_STATE);
    const struct discover_candidate *running = discover_chosen(asset, AS_RUNNING);
    const struct discover_candidate *total = discover_chosen(asset, AS_TOTAL);
    const struct discover_candidate *good = discover_chosen(asset, AS_GOOD);
    int moves = state ? state->confidence : running ? running->confidence : 0;
    int counts = total ? total->confidence : good ? good->confidence : 0;
    if (moves && counts)
        return (moves + counts) / 2;
    return (moves + counts) * 7 / 10;
}

static int by_use(const void *a, const void *b)
{
    const struct discover_candidate *x = a, *y = b;
    if (x->chosen != y->chosen)
        return x->chosen ? -1 : 1;
    int p = x->role == AS_OTHER ? DISCOVER_ROLE_COUNT : (int)x->role;
    int q = y->role == AS_OTHER ? DISCOVER_ROLE_COUNT : (int)y->role;
    if (p != q)
        return p - q;
    if (x->confidence != y->confidence)
        return y->confidence - x->confidence;
    return strcmp(x->shown, y->shown);
}

void choose(struct discover *d, struct discover_asset *asset)
{
    static const struct {
        enum discover_role role;
        int least;
    } single[] = {{AS_MODE, 60},  {AS_FAULT, 60},   {AS_PRODUCT, 65},
                  {AS_ALIVE, 60}, {AS_STARVED, 70}, {AS_BLOCKED, 70}};
    char why[DISCOVER_WHY], text[DISCOVER_WHY];
    struct discover_candidate *state = best(d, asset, AS_STATE, 45);
    struct discover_candidate *running = best(d, asset, AS_RUNNING, 45);
    if (running && (!state || (running->confidence > state->confidence + 15)))
        (void)take_best(d, asset, AS_RUNNING, 45);
    else
        (void)take_best(d, asset, AS_STATE, 45);
    choose_counts(d, asset);
    find_state(d, asset);
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        (void)take_best(d, asset, single[i].role, single[i].least);
    choose_sensors(d, asset);
    asset->confidence = sureness(asset);
    for (size_t i = 0; i < asset->candidates; i++) {
        struct discover_candidate *c = &asset->candidate[i];
        const struct place *place = &d->place[tag_of(d, c)->place];
        /* Sparkplug reports by exception, and its deaths say what is lost. */
        if (c->chosen && c->role >= AS_SPEED && place->kind != FOUND_SPARKPLUG)
            c->max_age_ms = learn_age(tag_of(d, c));
        if (c->chosen && !choose_time(place, why) && why[0] &&
            text_format(text, sizeof text, "%.60s: %.150s", place->topic, why))
            advise(asset, text);
    }
    bool counted = discover_chosen(asset, AS_TOTAL) || discover_chosen(asset, AS_GOOD);
    if (counted && !state && !running)
        advise(asset, "No state was heard: it may only be sent when it changes. Listen longer, or "
                      "stop the machine once; without one its parts tell whether it runs.");
    qsort(asset->candidate, asset->candidates, sizeof *asset->candidate, by_use);
}
