/* SPDX-License-Identifier: MIT */
/* Which role a tag plays, how sure that is and why: a judge for each role looks at the tag's name
 * and at what its values did. Called by group.c for every tag. */
#include "data/discover/private.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

struct judging {
    const struct place *place;
    const struct tag *tag;
    struct verdict *out;
    int hint; /* of the name, for the role at hand */
};

static void because(struct judging *j, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void because(struct judging *j, const char *format, ...)
{
    size_t used = strlen(j->out->why);
    va_list args;
    if (used > 0 && used + 3 < sizeof j->out->why) {
        (void)text_copy(j->out->why + used, sizeof j->out->why - used, ", ");
        used += 2;
    }
    va_start(args, format);
    (void)vsnprintf(j->out->why + used, sizeof j->out->why - used, format, args);
    va_end(args);
}

static void because_name(struct judging *j)
{
    size_t length;
    const char *leaf = names_leaf(j->place, j->tag->name, &length);
    if (j->hint >= 15)
        because(j, "its name is %.*s", (int)length, leaf);
}

static bool is_number(const struct tag *tag)
{
    return tag->numbers > 0 && tag->texts == 0;
}

static uint32_t distinct(const struct tag *tag)
{
    return tag->words && !tag->words_over ? tag->words->count : 0;
}

/* All its words are yes or no. */
static bool is_binary(const struct tag *tag)
{
    uint32_t count = distinct(tag);
    for (uint32_t i = 0; i < count; i++)
        if (names_bool(tag->words->word[i].text) < 0)
            return false;
    return count > 0 && count <= 2;
}

/* ---- state, running, mode, alive ------------------------------------------------------------- */

static int known_words(const struct tag *tag, const char **table)
{
    int known = 0;
    const char *from;
    *table = "";
    for (uint32_t i = 0; i < distinct(tag); i++) {
        if (names_state(tag->words->word[i].text, &from) < 0)
            continue;
        if (!**table)
            *table = from;
        known++;
    }
    return known;
}

static int judge_text_state(struct judging *j, int known, const char *table)
{
    const struct tag *tag = j->tag;
    uint32_t count = distinct(tag), empty = tag->words->word[0].text[0] == '\0';
    int score = j->hint;
    if (count <= empty)
        return 0;
    if (known > 0) {
        j->out->known = true;
        int share = known * 100 / (int)(count - empty);
        score += share * 45 / 100;
        because(j,
                count == 1            ? "%d word, %s%s"
                : known == (int)count ? "all %d words are %s%s"
                                      : "%d of its words are %s%s",
                known,
                strcmp(table, "plain words") == 0
                    ? (count == 1 ? "one of machine states" : "those of machine states")
                    : "of ",
                strcmp(table, "plain words") == 0 ? "" : table);
    }
    if (count >= 2 && tag->changes > 0) {
        score += 8;
        because(j, "it changed %u times", tag->changes);
    }
    return known > 0 || j->hint >= 30 ? score : 0;
}

/* Zigbee2MQTT's "state" of a plug: ON the whole day, whether the machine works or not. */
static bool is_switch(const struct judging *j)
{
    return j->place->kind == FOUND_ZIGBEE && j->tag->texts > 0 && is_binary(j->tag) &&
           j->tag->hints.score[AS_STATE] >= 30;
}

static int judge_state(struct judging *j)
{
    const struct tag *tag = j->tag;
    const char *table;
    uint32_t count = distinct(tag);
    if (count == 0 || tag->bools > 0 || (is_binary(tag) && (is_number(tag) || j->hint < 30)))
        return 0;
    int known = known_words(tag, &table);
    because_name(j);
    if (is_switch(j)) {
        because(j, "the switch of a plug or relay: not what the machine does");
        return 30;
    }
    if (!is_number(tag))
        return judge_text_state(j, known, table);
    if (known > 0 && known * 5 >= (int)count * 4) {
        because(j, "%d of %u codes are of %s", known, count, table);
        j->out->known = true;
        return 50 + j->hint;
    }
    if (j->hint < 30 || count > 20 || tag->words_over)
        return 0;
    because(j, "%u codes whose meaning is not known", count);
    return count >= 2 ? 55 : 45;
}

static int judge_running(struct judging *j)
{
    const struct tag *tag = j->tag;
    if (!is_binary(tag) || j->hint <= 0 || is_switch(j))
        return 0;
    because_name(j);
    because(j, "only ever %s%s%s", tag->words->word[0].text, distinct(tag) > 1 ? " and " : "",
            distinct(tag) > 1 ? tag->words->word[1].text : "");
    return 30 + j->hint + (tag->changes > 0 ? 10 : 0);
}

static int judge_mode(struct judging *j)
{
    enum station_mode mode;
    int known = 0;
    uint32_t count = distinct(j->tag);
    for (uint32_t i = 0; i < count; i++)
        known += names_mode(j->tag->words->word[i].text, &mode);
    if (known == 0 || is_number(j->tag) || j->hint <= 0)
        return 0;
    because_name(j);
    because(j, "%d of %u words are modes", known, count);
    return j->hint + 45 * known / (int)count;
}

static int judge_alive(struct judging *j)
{
    uint32_t count = distinct(j->tag);
    int known = 0;
    for (uint32_t i = 0; i < count; i++)
        known += names_alive(j->tag->words->word[i].text);
    because_name(j);
    if (known > 0 && known == (int)count && count <= 3) {
        because(j, "it says %s", j->tag->words->word[0].text);
        return 55 + (j->hint > 0 ? j->hint : 0);
    }
    if (!is_binary(j->tag) || j->hint < 35)
        return 0;
    return 35 + j->hint;
}

static int judge_side(struct judging *j)
{
    if (!is_binary(j->tag) || j->hint < 40)
        return 0;
    because_name(j);
    return 30 + j->hint;
}

/* ---- counting -------------------------------------------------------------------------------- */

static int judge_reading(struct judging *j)
{
    const struct tag *tag = j->tag;
    j->out->counter = COUNTER_CUMULATIVE;
    because_name(j);
    if (tag->rises == 0)
        return j->hint >= 35 && tag->min >= 0 ? j->hint : 0; /* nothing was made meanwhile */
    because(j, "it grew %u times and %s", tag->rises,
            tag->resets ? "fell to 0 only" : "never fell");
    if (j->hint < 15)
        return 0;
    return 40 + j->hint + (tag->rises >= 5 ? 5 : 0) - (tag->resets > tag->rises ? 30 : 0);
}

static int judge_amounts(struct judging *j)
{
    const struct tag *tag = j->tag;
    if (!tag->delta || j->hint < 25 || tag->max <= 0 || tag->numbers < 3)
        return 0;
    j->out->counter = COUNTER_DELTA;
    because_name(j);
    because(j, "it goes up and down and never below 0: parts since the last message");
    return 25 + j->hint;
}

/* A bare 1 again and again: a pulse for each part. A total that stands at 1 would be told at most
 * evenly, and is no good to a station either way; one of scrap or rework may well stand there. */
static bool is_pulses(const struct judging *j)
{
    const struct tag *tag = j->tag;
    bool even = tag->gaps > 0 && tag->gap_max <= 2 * (tag->gap_sum / tag->gaps);
    return tag->delta && tag->numbers >= 3 && tag->min == AMOUNT_ONE && tag->max == AMOUNT_ONE &&
           j->hint >= 25 && !j->place->document && !j->place->preset && tag->stored == 0 &&
           (j->out->role == AS_TOTAL || j->out->role == AS_GOOD || !even);
}

static int judge_count(struct judging *j)
{
    const struct tag *tag = j->tag;
    int8_t total = tag->hints.score[AS_TOTAL];
    /* "count" makes a counter of it, "good" one of good parts. */
    if (is_number(tag) && j->hint > 0 && j->hint < 60 && total < 0)
        j->hint += total;
    else if (j->hint >= 35 && total > 0)
        j->hint += total / 4;
    /* {"COUNTER":{"C1":123}} */
    if (j->place->kind == FOUND_TASMOTA && strncmp(tag->name, "/COUNTER/", 9) == 0 &&
        j->out->role == AS_TOTAL)
        j->hint = 40;
    if (!is_number(tag) || j->hint <= 0)
        return 0;
    /* As it was told: a delta whose source says so. */
    if (j->place->kind == FOUND_IA) {
        j->out->counter = COUNTER_DELTA;
        because(j, "ia/…/count tells what was made since the last message");
        return 50 + j->hint;
    }
    if (is_pulses(j)) {
        j->out->counter = COUNTER_DELTA;
        because_name(j);
        because(j, "it says 1 again and again: a part each time");
        return 25 + j->hint;
    }
    return tag->cumulative ? judge_reading(j) : judge_amounts(j);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static int judge_fault(struct judging *j)
{
    const struct tag *tag = j->tag;
    if (j->hint < 40 || tag->bools > 0 || (is_binary(tag) && is_number(tag)))
        return 0;
    because_name(j);
    if (is_number(tag) && (!tag->integers || tag->words_over))
        return 0;
    because(j, is_number(tag) ? "codes" : "texts");
    return 30 + j->hint;
}

static int judge_product(struct judging *j)
{
    const struct tag *tag = j->tag;
    if (j->hint < 35 || tag->bools > 0 || tag->words_over || (is_number(tag) && !tag->integers))
        return 0;
    because_name(j);
    because(j, distinct(tag) > 1 ? "%u of them" : "%u seen", distinct(tag));
    return 30 + j->hint;
}

static int judge_speed(struct judging *j)
{
    if (!is_number(j->tag) || j->hint < 25 || j->tag->hints.score[AS_DESIGN] > 0)
        return 0;
    because_name(j);
    return 35 + j->hint + (j->tag->changes > 0 ? 10 : 0);
}

static int judge_design(struct judging *j)
{
    if (!is_number(j->tag) || j->hint < 30 || j->tag->hints.score[AS_SPEED] <= 0 ||
        j->tag->last <= 0)
        return 0;
    because_name(j);
    because(j, "a speed that the machine is made for");
    return 40 + j->hint;
}

static int judge_cycle(struct judging *j)
{
    const struct tag *tag = j->tag;
    if (!is_number(tag) || j->hint < 35 || tag->last <= 0 ||
        (tag->cumulative && tag->rises > 5 && tag->falls == 0))
        return 0;
    because_name(j);
    return 30 + j->hint;
}

/* Milliseconds since 1970, or seconds that pass as ours do. */
static bool is_clock(const struct tag *tag)
{
    int64_t passed = (tag->last_ms - tag->first_ms) * (AMOUNT_ONE / 1000),
            off = tag->max - tag->min;
    if (!tag->integers || tag->min < INT64_C(1000000000) * AMOUNT_ONE)
        return false;
    return tag->min > INT64_C(1000000000000) * AMOUNT_ONE ||
           (tag->falls == 0 && passed > 0 && off >= passed - passed / 4 - 2 * AMOUNT_ONE &&
            off <= passed + passed / 4 + 2 * AMOUNT_ONE);
}

static int judge_sensor(struct judging *j)
{
    const struct tag *tag = j->tag;
    const char *unit = names_unit(j->place, tag->name);
    if (!is_number(tag) || is_clock(tag))
        return 0;
    if (tag->changes == 0 && !*unit) {
        because(j, "it has not changed");
        return 12;
    }
    if (*unit)
        because(j, "its name says %s", unit);
    if (tag->hints.score[AS_STATE] >= 40 || tag->hints.score[AS_MODE] >= 40)
        return 10; /* a code, not a measurement */
    if (tag->changes > 0)
        because(j, "a number that %s", tag->integers ? "changes" : "moves");
    return 30 + (*unit ? 25 : 0) + (tag->changes >= 3 ? 10 : 0) + (tag->integers ? 0 : 5);
}

static int judge_other(struct judging *j)
{
    because(j, distinct(j->tag) == 1 ? "it has not changed" : "nothing is known of it");
    return 10;
}

static int (*const judges[DISCOVER_ROLE_COUNT])(struct judging *) = {
    [AS_OTHER] = judge_other,     [AS_STATE] = judge_state,   [AS_RUNNING] = judge_running,
    [AS_MODE] = judge_mode,       [AS_TOTAL] = judge_count,   [AS_GOOD] = judge_count,
    [AS_SCRAP] = judge_count,     [AS_REWORK] = judge_count,  [AS_FAULT] = judge_fault,
    [AS_PRODUCT] = judge_product, [AS_ALIVE] = judge_alive,   [AS_STARVED] = judge_side,
    [AS_BLOCKED] = judge_side,    [AS_SPEED] = judge_speed,   [AS_DESIGN] = judge_design,
    [AS_CYCLE] = judge_cycle,     [AS_SENSOR] = judge_sensor,
};

/* How likely it is as `role`, 0..100, with the reasons. */
static int classify_as(const struct place *place, const struct tag *tag, enum discover_role role,
                       struct verdict *out)
{
    *out = (struct verdict){.role = role};
    struct judging j = {.place = place, .tag = tag, .out = out, .hint = tag->hints.score[role]};
    int score = judges[role](&j);
    out->confidence = score > 98 ? 98 : score < 0 ? 0 : score;
    return out->confidence;
}

/* Commands are what others ask of the machine, not what it does. */
static bool is_command(const struct place *place)
{
    return strstr(place->key, "/Command/") || strstr(place->key, "/cmnd/") ||
           strncmp(place->key, "cmnd/", 5) == 0 || strstr(place->key, "/set/") ||
           strstr(place->key, "/command");
}

/* What is told about a value is none itself. */
static bool is_about(const struct place *place, const struct tag *tag)
{
    static const char *const words[] = {"q",    "quality", "Quality",  "StatusCode", "statusCode",
                                        "unit", "units",   "dataType", "datatype",   "type"};
    size_t length;
    const char *leaf = names_leaf(place, tag->name, &length);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], leaf, length) == 0)
            return true;
    return strncmp(tag->name, "/errors/", 8) == 0;
}

void classify(const struct place *place, const struct tag *tag, struct verdict *out)
{
    struct verdict one;
    *out = (struct verdict){.role = AS_OTHER};
    if (is_about(place, tag)) {
        out->confidence = 5;
        (void)text_copy(out->why, sizeof out->why, "it tells about a value, and is none");
        return;
    }
    if (is_command(place)) {
        out->confidence = 5;
        (void)text_copy(out->why, sizeof out->why, "a command to the machine");
        return;
    }
    for (int role = 0; role < DISCOVER_ROLE_COUNT; role++)
        if (classify_as(place, tag, (enum discover_role)role, &one) > out->confidence)
            *out = one;
}
