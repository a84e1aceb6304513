/* SPDX-License-Identifier: MIT */
/* Reading recordings for replay: each is in time order, together they are merged by wall time.
 * One line of each is held, so the size of a file does not matter; of many files only those are
 * open whose time it is. With one file its own clock `t`
 * is the boot clock, and `wall` may step as it did then; with several only the wall clock is common
 * to them, and the boot clock follows it. Owns its files and lines. */
#include "andon/ctl/replay/captures.h"

#include "andon/ctl/replay/recording.h"
#include "data/decode/capture/foreign.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPEN_MAX 16 /* of more files each is closed again until its first message was given */

struct source {
    const char *path;
    struct recording *lines; /* NULL: at its end, or `asleep` */
    bool asleep;             /* its first message is held, and it is closed */
    int64_t wall_ms;         /* of the held message */
    struct foreign foreign;
    int64_t given; /* messages so far, the held one among them */
    bool held;     /* `message` waits */
    struct capture_line message;
    int64_t base_us, base_ms; /* a moment of which both clocks are known: for lines without wall */
};

struct captures {
    struct captures_conf conf;
    struct source *source;
    size_t count;
    struct source **order; /* those that hold a message, the earliest first */
    size_t holding;
    struct capture_line given; /* to the caller, until the next call */
    captures_complain *listener;
    void *ctx;
    int64_t first_ms; /* wall time at which the boot clock of several files begins */
    bool started;
    struct now last;
    struct captures_stats stats;
};

static void say(struct captures *c, const struct source *s, int64_t line, const char *text)
{
    char words[640];
    (void)(line ? text_format(words, sizeof words, "%s:%lld: %s", s->path, (long long)line, text)
                : text_format(words, sizeof words, "%s: %s", s->path, text));
    c->listener(c->ctx, words);
}

/* Nothing is amiss with a recording that was ended by a kill: its last line is half of one. */
static void complain(struct captures *c, const struct source *s, bool cut, const char *text)
{
    if (cut)
        c->stats.cut++;
    else
        c->stats.malformed++;
    c->stats.unread += strcmp(text, CAPTURE_NO_MEMORY) == 0;
    say(c, s, recording_number(s->lines), cut ? "the last line is cut: passed over" : text);
}

/* Open it again, behind the message that was held. What is wrong with lines before that
 * was told. */
static void wake(struct captures *c, struct source *s)
{
    struct cause why;
    struct capture_line line;
    const char *text;
    size_t length;
    int result = 0;
    s->asleep = false;
    s->lines = recording_open(s->path, &why);
    if (!s->lines) {
        c->stats.malformed++;
        c->stats.unread++; /* it was there before */
        c->listener(c->ctx, why.text);
        return;
    }
    while (result <= 0 && recording_next(s->lines, &text, &length) != RECORDING_END) {
        result = foreign_parse(&s->foreign, text, length, &line, &why);
        capture_line_done(&line);
    }
}

/* Hold the next message of `s`, if there is one. */
static void advance(struct captures *c, struct source *s)
{
    enum recording_next next;
    const char *text;
    size_t length;
    struct cause why;
    s->held = false;
    if (s->asleep)
        wake(c, s);
    if (!s->lines)
        return;
    while (!s->held && (next = recording_next(s->lines, &text, &length)) != RECORDING_END) {
        int result = next == RECORDING_LONG
                         ? cause_set(&why, -1, "longer than %d bytes", CAPTURE_LINE_MAX)
                         : foreign_parse(&s->foreign, text, length, &s->message, &why);
        if (result < 0)
            complain(c, s, next == RECORDING_CUT, why.text);
        s->held = result > 0;
    }
    s->given += s->held;
    if (!s->held && recording_trouble(s->lines)) {
        c->stats.cut++;
        c->stats.unread += strcmp(recording_trouble(s->lines), CAPTURE_NO_MEMORY) == 0;
        say(c, s, 0, recording_trouble(s->lines));
    }
}

static void silence(void *ctx, const char *text)
{
    (void)ctx;
    (void)text;
}

/* Find the first line that states both clocks, for those before it that do not, and go back. What
 * is wrong with lines on the way is said when they are read for good. */
static void find_base(struct captures *c, struct source *s)
{
    const struct captures_stats stats = c->stats;
    captures_complain *listener = c->listener;
    c->listener = silence;
    int64_t passed = 0;
    for (; s->held && s->message.wall_ms == TIME_NONE; passed++) {
        capture_line_done(&s->message);
        advance(c, s);
    }
    c->listener = listener;
    c->stats = stats;
    if (!s->held)
        say(c, s, 0, "no line says at what wall time it was");
    if (s->held) {
        s->base_us = s->message.t_us;
        s->base_ms = s->message.wall_ms;
    }
    if (recording_rewind(s->lines) != 0) {
        c->stats.malformed += passed;
        say(c, s, 0, "lines before the first with a wall time are passed over: it is a pipe");
        return;
    }
    if (s->held)
        capture_line_done(&s->message);
    s->given = 0;
    advance(c, s);
}

static int64_t wall_of(const struct captures *c, const struct source *s)
{
    if (!s->foreign.timed)
        return c->conf.start_ms + (s->given - 1) * c->conf.every_ms;
    if (s->message.wall_ms != TIME_NONE)
        return s->message.wall_ms;
    int64_t us = s->message.t_us - s->base_us;
    return s->base_ms + us / 1000 - (us % 1000 < 0);
}

static int64_t boot_of(const struct captures *c, const struct source *s)
{
    if (!s->foreign.timed)
        return wall_of(c, s);
    return s->message.t_us / 1000 - (s->message.t_us % 1000 < 0);
}

/* What kind of recording it is, said when it is not our own. */
static int recognise(struct captures *c, struct source *s, struct cause *why)
{
    const char *head;
    struct cause what;
    size_t length = recording_head(s->lines, FOREIGN_HEAD, &head);
    if (foreign_recognise(head, length, &s->foreign, &what) != 0)
        return cause_set(why, -1, "%s: %s", s->path, what.text);
    s->foreign.zone = c->conf.zone;
    foreign_wants(&s->foreign, c->conf.filter, c->conf.filters);
    if (!s->foreign.timed && c->conf.every_ms <= 0)
        return cause_set(why, -1,
                         "%s: %s: say how far apart they are, as --every 1s; or record with "
                         "mosquitto_sub -F %%j, or andonctl capture",
                         s->path, foreign_words(&s->foreign));
    if (foreign_words(&s->foreign))
        say(c, s, 0, foreign_words(&s->foreign));
    return 0;
}

static int open_source(struct captures *c, struct source *s, struct cause *why)
{
    s->lines = recording_open(s->path, why);
    if (!s->lines || recognise(c, s, why) != 0)
        return -1;
    advance(c, s);
    if (s->held && s->foreign.timed && s->message.wall_ms == TIME_NONE)
        find_base(c, s);
    if (!s->held && s->lines && recording_number(s->lines) == 0 && recording_trouble(s->lines))
        return cause_set(why, -1, "%s: cannot be read: %s", s->path, recording_trouble(s->lines));
    return 0;
}

static bool is_before(const struct source *a, const struct source *b)
{
    return a->wall_ms != b->wall_ms ? a->wall_ms < b->wall_ms : a < b;
}

static int by_time(const void *x, const void *y)
{
    const struct source *a = *(struct source *const *)x, *b = *(struct source *const *)y;
    return is_before(a, b) ? -1 : 1;
}

struct captures *captures_open(const char *const *paths, size_t count,
                               const struct captures_conf *conf, captures_complain *listener,
                               void *ctx, struct cause *why)
{
    struct captures *c = calloc(1, sizeof *c);
    if (c)
        c->source = calloc(count, sizeof *c->source);
    if (c)
        c->order = calloc(count, sizeof(struct source *));
    if (!c || !c->source || !c->order) {
        captures_close(&c);
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    if (conf)
        c->conf = *conf;
    c->listener = listener;
    c->ctx = ctx;
    for (; c->count < count; c->count++) {
        c->source[c->count].path = paths[c->count];
        if (open_source(c, &c->source[c->count], why) != 0) {
            c->count++;
            captures_close(&c);
            return NULL;
        }
        struct source *s = &c->source[c->count];
        if (!s->held)
            continue;
        s->wall_ms = wall_of(c, s);
        c->order[c->holding++] = s;
        if (count > OPEN_MAX && strcmp(s->path, "-") != 0) {
            recording_close(&s->lines);
            s->asleep = true;
        }
    }
    if (c->holding)
        qsort(c->order, c->holding, sizeof(struct source *), by_time);
    return c;
}

void captures_close(struct captures **captures)
{
    struct captures *c = *captures;
    *captures = NULL;
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++) {
        struct source *s = &c->source[i];
        if (s->held)
            capture_line_done(&s->message);
        recording_close(&s->lines);
    }
    capture_line_done(&c->given);
    free(c->order);
    free(c->source);
    free(c);
}

/* The first of the order may hold a later message now, or none. */
static void put_in_order(struct captures *c)
{
    struct source *s = c->order[0];
    size_t at = 0;
    if (s->held)
        s->wall_ms = wall_of(c, s);
    for (; at + 1 < c->holding && (!s->held || is_before(c->order[at + 1], s)); at++)
        c->order[at] = c->order[at + 1];
    c->order[at] = s;
    if (s->held)
        return;
    c->holding--;
    recording_close(&s->lines);
}

const struct capture_line *captures_next(struct captures *c, struct now *now)
{
    if (c->holding == 0)
        return NULL;
    struct source *s = c->order[0];
    struct now at = {.wall_ms = s->wall_ms, .synced = true};
    if (!c->started)
        c->first_ms = at.wall_ms;
    at.boot_ms = c->count == 1 ? boot_of(c, s) : at.wall_ms - c->first_ms;
    if (c->started && at.boot_ms < c->last.boot_ms) {
        c->stats.unordered++;
        at = c->last;
    }
    c->started = true;
    *now = c->last = at;
    capture_line_done(&c->given);
    c->given = s->message;
    advance(c, s);
    put_in_order(c);
    c->stats.messages++;
    return &c->given;
}

struct captures_stats captures_stats(const struct captures *c)
{
    return c->stats;
}
