/* SPDX-License-Identifier: MIT */
/* What the values of one tag look like over time: words and how long they held, numbers and how
 * they grow, gaps between messages, the course for a chart, and stretches of steady making from
 * which cycles are learned. Each value costs a little and is then forgotten. Called by read.c. */
#include "data/decode/raw.h"
#include "data/discover/private.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define RUN_MESSAGES 3                /* a run spans at least so many messages with parts */
#define RUN_PARTS    (5 * AMOUNT_ONE) /* … and so many parts */

/* A larger number is no amount of anything here: it is left as a text. Sums of some fit. */
#define NUMBER_MAX (INT64_C(1000000000000) * AMOUNT_ONE)
#define PARTS_MAX  (INT64_C(1000000000) * AMOUNT_ONE) /* of a run */

/* ---- words ----------------------------------------------------------------------------------- */

static uint32_t find_word(struct tag_words *words, const char *text)
{
    if (words->now != NONE && strcmp(words->word[words->now].text, text) == 0)
        return words->now;
    for (uint32_t i = 0; i < words->count; i++)
        if (strcmp(words->word[i].text, text) == 0)
            return i;
    if (words->count == TAG_WORDS)
        return NONE;
    (void)text_copy(words->word[words->count].text, WORD_BYTES, text);
    return words->count++;
}

static void course_push(struct course *course, int64_t at_ms, int64_t value)
{
    if (!course)
        return;
    if (course->count == POINTS_MAX) {
        memmove(course->point, course->point + 1, (POINTS_MAX - 1) * sizeof *course->point);
        course->count--;
    }
    course->point[course->count++] = (struct discover_point){at_ms, value};
}

/* Note that the tag says `text` from now on; true: that is news. */
static bool take_word(struct discover *d, struct tag *tag, const char *text, int64_t at_ms)
{
    if (tag->words_over)
        return true;
    if (!tag->words) {
        tag->words = store_spare(d, sizeof *tag->words);
        if (!tag->words) {
            tag->words_over = true;
            return true;
        }
        tag->words->now = NONE;
    }
    struct tag_words *words = tag->words;
    uint32_t before = words->now, word = find_word(words, text);
    if (before != NONE && at_ms > words->since)
        words->word[before].dwell_ms += at_ms - words->since;
    words->since = at_ms;
    if (word == NONE) {
        tag->words_over = true;
        return true;
    }
    words->word[word].count++;
    words->now = word;
    return before != word;
}

/* ---- stretches of making --------------------------------------------------------------------- */

static void halve_runs(struct runs *runs)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < runs->count; i++) {
        struct run *a = &runs->run[i], *b = i + 1 < runs->count ? &runs->run[i + 1] : NULL;
        struct run merged = *a;
        if (b && a->end_ms == b->begin_ms && a->parts < PARTS_MAX && b->parts < PARTS_MAX) {
            merged = (struct run){a->begin_ms, b->end_ms, a->parts + b->parts};
            i++;
        }
        runs->run[kept++] = merged;
    }
    /* None were neighbours: the older half has to go. */
    if (kept > RUNS_MAX * 3 / 4) {
        memmove(runs->run, runs->run + kept / 2, (kept - kept / 2) * sizeof *runs->run);
        kept -= kept / 2;
    }
    runs->count = kept;
    if (runs->least < INT64_MAX / 4)
        runs->least *= 2;
}

static void close_run(struct runs *runs, int64_t at_ms)
{
    if (runs->count == RUNS_MAX)
        halve_runs(runs);
    runs->run[runs->count++] = (struct run){runs->begin_ms, at_ms, runs->parts};
    runs->begin_ms = at_ms;
    runs->parts = 0;
    runs->messages = 0;
}

static void begin_run(struct runs *runs, int64_t at_ms)
{
    runs->begin_ms = runs->last_ms = at_ms;
    runs->parts = 0;
    runs->messages = 0;
}

/* `parts` were made since the message before. A pause that is much longer than the usual way from
 * message to message ends what ran before it, and itself counts to nothing. */
static void take_parts(struct runs *runs, int64_t at_ms, int64_t parts, int64_t least_ms)
{
    int64_t gap = at_ms - runs->last_ms;
    if (gap <= 0) {
        runs->parts += parts < PARTS_MAX && runs->parts < PARTS_MAX ? parts : 0;
        return;
    }
    bool pause = runs->spacing_ms > 0 && gap > 3 * runs->spacing_ms;
    runs->spacing_ms = runs->spacing_ms == 0 ? gap : (7 * runs->spacing_ms + gap) / 8;
    if (pause || parts > PARTS_MAX || runs->parts > PARTS_MAX) {
        begin_run(runs, at_ms);
        return;
    }
    runs->last_ms = at_ms;
    runs->parts += parts;
    runs->messages++;
    if (runs->parts >= runs->least && runs->messages >= RUN_MESSAGES &&
        at_ms - runs->begin_ms >= least_ms)
        close_run(runs, at_ms);
}

/* NULL: this message only begins them, or there is no memory. */
static struct runs *make_runs(struct discover *d, struct tag *tag, int which, int64_t at_ms)
{
    if (tag->runs[which])
        return tag->runs[which];
    tag->runs[which] = store_spare(d, sizeof *tag->runs[which]);
    if (!tag->runs[which])
        return NULL;
    tag->runs[which]->least = RUN_PARTS;
    begin_run(tag->runs[which], at_ms);
    return NULL;
}

static bool may_count(const struct tag *tag)
{
    const int8_t *hint = tag->hints.score;
    return hint[AS_TOTAL] > 0 || hint[AS_GOOD] > 0 || hint[AS_SCRAP] > 0 || hint[AS_REWORK] > 0;
}

/* A reading that is told every so often is late by up to that: a run has to be long beside it. */
static int64_t least_of(const struct tag *tag)
{
    bool polled = tag->gaps > 0 && tag->repeats * 4 > tag->changes;
    return polled ? tag->gap_sum / tag->gaps * 25 : 0;
}

static void count(struct discover *d, struct tag *tag, int64_t value, const struct sample *s)
{
    struct runs *runs;
    int64_t step = value - tag->last;
    if (tag->cumulative && (may_count(tag) || tag->rises >= 2) &&
        (step != 0 || !tag->runs[RUNS_READINGS])) {
        runs = make_runs(d, tag, RUNS_READINGS, s->at_ms);
        if (runs && step > 0)
            take_parts(runs, s->at_ms, step, least_of(tag));
        else if (runs)
            begin_run(runs, s->at_ms);
    }
    if (tag->delta && may_count(tag)) {
        runs = make_runs(d, tag, RUNS_AMOUNTS, s->at_ms);
        if (runs && value > 0)
            take_parts(runs, s->at_ms, value, 0);
        else if (runs)
            begin_run(runs, s->at_ms);
    }
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void thin(struct course *course)
{
    for (uint32_t i = 0; i < POINTS_MAX / 2; i++)
        course->point[i] = course->point[2 * i + 1];
    course->count = POINTS_MAX / 2;
    course->stride = course->stride * 2 + 1;
}

static void course_number(struct course *course, int64_t at_ms, int64_t value)
{
    if (!course || course->skip < course->stride) {
        if (course)
            course->skip++;
        return;
    }
    course->skip = 0;
    if (course->count == POINTS_MAX)
        thin(course);
    course->point[course->count++] = (struct discover_point){at_ms, value};
}

static void compare(struct tag *tag, int64_t value)
{
    if (value > tag->last) {
        tag->rises++;
        tag->risen += tag->risen < NUMBER_MAX ? value - tag->last : 0;
    } else if (value < tag->last) {
        tag->falls++;
        if (value <= tag->max / 10)
            tag->resets++;
        else
            tag->cumulative = false;
    } else {
        tag->repeats++;
    }
    tag->changes += value != tag->last;
}

static void take_number(struct discover *d, struct tag *tag, int64_t value, const struct sample *s)
{
    if (tag->numbers > 0 && !s->stored) {
        if (value < tag->last && value > tag->max / 10)
            tag->cumulative = false;
        if (value < 0)
            tag->cumulative = tag->delta = false;
        compare(tag, value);
    }
    if (tag->numbers == 0) {
        tag->first = tag->last = value;
        tag->delta &= value >= 0;
    }
    /* What the broker had stored is old: it makes a base, but no parts. */
    if (!s->stored)
        count(d, tag, value, s);
    tag->numbers++;
    tag->last = value;
    tag->min = value < tag->min ? value : tag->min;
    tag->max = value > tag->max ? value : tag->max;
    tag->integers &= value % AMOUNT_ONE == 0;
    char text[AMOUNT_TEXT_SIZE];
    tag->words_over |= !tag->integers;
    bool code = !tag->words_over, news;
    news = code && take_word(d, tag, amount_to_text(value, text), s->at_ms);
    if (!code || tag->words_over)
        course_number(tag->course, s->at_ms, value);
    else if (news)
        course_push(tag->course, s->at_ms, value);
}

static void take_text(struct discover *d, struct tag *tag, const char *text, const struct sample *s)
{
    tag->texts++;
    tag->integers = tag->cumulative = tag->delta = false;
    if (take_word(d, tag, text, s->at_ms)) {
        tag->changes += tag->text[0] != '\0' || tag->texts > 1;
        if (tag->words && !tag->words_over)
            course_push(tag->course, s->at_ms, tag->words->now);
    } else {
        tag->repeats++;
    }
    (void)text_copy(tag->text, sizeof tag->text, text);
}

/* ---- any value ------------------------------------------------------------------------------- */

static void note_times(struct tag *tag, const struct sample *s)
{
    if (tag->first_ms == TIME_NONE)
        tag->first_ms = s->arrival_ms;
    if (s->stored) {
        tag->stored++;
    } else {
        if (tag->live_ms != TIME_NONE && s->arrival_ms >= tag->live_ms) {
            int64_t gap = s->arrival_ms - tag->live_ms;
            tag->gap_max = gap > tag->gap_max ? gap : tag->gap_max;
            tag->gap_sum += gap;
            tag->gaps++;
        }
        tag->live_ms = s->arrival_ms;
    }
    tag->last_ms = s->arrival_ms;
    tag->messages++;
}

void stats_take(struct discover *d, struct tag *tag, const struct sample *s)
{
    struct word word;
    char text[WORD_BYTES];
    int64_t amount;
    note_times(tag, s);
    if (s->bad) {
        tag->bad++;
        return;
    }
    if (s->value.kind == SCAN_NULL || s->value.kind == SCAN_ABSENT) {
        tag->nulls++;
        return;
    }
    if (!tag->course)
        tag->course = store_spare(d, sizeof *tag->course);
    word_read(&word, &s->value);
    if (s->value.kind == SCAN_FALSE || s->value.kind == SCAN_TRUE) {
        tag->bools++;
        take_text(d, tag, s->value.kind == SCAN_TRUE ? "true" : "false", s);
    } else if (word.whole && amount_from_text(word.text, word.length, &amount) == 0 &&
               amount <= NUMBER_MAX && amount >= -NUMBER_MAX && tag->texts == 0) {
        take_number(d, tag, amount, s);
    } else {
        (void)text_sanitise(word.text, word.length, text, sizeof text);
        take_text(d, tag, text, s);
    }
}
