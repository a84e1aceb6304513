/* SPDX-License-Identifier: MIT */
/* Reading capture files for replay: each is in time order, together they are merged by wall time.
 * One line of each is held, so the size of a file does not matter. With one file its own clock `t`
 * is the boot clock, and `wall` may step as it did then; with several only the wall clock is common
 * to them, and the boot clock follows it. Owns its files and lines. */
#include "andon/ctl/replay/captures.h"

#include "data/model/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_BUFFER (256 * 1024)

struct source {
    const char *path;
    FILE *file;
    char *buffer;
    int64_t line; /* number of the last one read */
    bool held;    /* `message` waits */
    struct capture_line message;
    int64_t base_us, base_ms; /* a moment of which both clocks are known: for lines without wall */
};

struct captures {
    struct source *source;
    size_t count;
    char *text;                /* the line in hand, CAPTURE_LINE_MAX */
    struct capture_line given; /* to the caller, until the next call */
    captures_complain *listener;
    void *ctx;
    int64_t first_ms; /* wall time at which the boot clock of several files begins */
    bool started;
    struct now last;
    struct captures_stats stats;
};

/* One whole line without its newline. Returns its length; -1 at the end; -2 too long: it is passed
 * over. */
static ssize_t read_line(struct captures *c, struct source *s)
{
    size_t length = 0;
    int ch = getc_unlocked(s->file);
    if (ch == EOF)
        return -1;
    for (; ch != EOF && ch != '\n'; ch = getc_unlocked(s->file)) {
        if (length < CAPTURE_LINE_MAX)
            c->text[length] = (char)ch;
        length++;
    }
    s->line++;
    return length <= CAPTURE_LINE_MAX ? (ssize_t)length : -2;
}

static void complain(struct captures *c, const struct source *s, const char *text)
{
    char words[640];
    c->stats.malformed++;
    (void)text_format(words, sizeof words, "%s:%lld: %s", s->path, (long long)s->line, text);
    c->listener(c->ctx, words);
}

/* Hold the next message of `s`, if there is one. */
static void advance(struct captures *c, struct source *s)
{
    struct cause why;
    ssize_t length;
    s->held = false;
    while (!s->held && (length = read_line(c, s)) != -1) {
        int result = length < 0 ? cause_set(&why, -1, "longer than %d bytes", CAPTURE_LINE_MAX)
                                : capture_parse(c->text, (size_t)length, &s->message, &why);
        if (result < 0)
            complain(c, s, why.text);
        s->held = result > 0;
    }
}

/* Find the first line that states both clocks, for those before it that do not, and go back. */
static void find_base(struct captures *c, struct source *s)
{
    while (s->held && s->message.wall_ms == TIME_NONE) {
        capture_line_done(&s->message);
        advance(c, s);
    }
    if (s->held) {
        s->base_us = s->message.t_us;
        s->base_ms = s->message.wall_ms;
        capture_line_done(&s->message);
    }
    rewind(s->file);
    s->line = 0;
    c->stats.malformed = 0;
    advance(c, s);
}

static int64_t wall_of(const struct source *s)
{
    if (s->message.wall_ms != TIME_NONE)
        return s->message.wall_ms;
    int64_t us = s->message.t_us - s->base_us;
    return s->base_ms + us / 1000 - (us % 1000 < 0);
}

static void silence(void *ctx, const char *text)
{
    (void)ctx;
    (void)text;
}

static int open_source(struct captures *c, struct source *s, struct cause *why)
{
    s->file = fopen(s->path, "re");
    if (!s->file)
        return cause_set(why, -1, "%s: %s", s->path, strerror(errno));
    s->buffer = malloc(READ_BUFFER);
    if (s->buffer)
        (void)setvbuf(s->file, s->buffer, _IOFBF, READ_BUFFER);
    advance(c, s);
    if (s->held && s->message.wall_ms == TIME_NONE) {
        /* What is wrong with lines on the way is said when they are read for good. */
        captures_complain *listener = c->listener;
        c->listener = silence;
        find_base(c, s);
        c->listener = listener;
    }
    if (ferror(s->file))
        return cause_set(why, -1, "%s: cannot be read: %s", s->path, strerror(errno));
    return 0;
}

struct captures *captures_open(const char *const *paths, size_t count, captures_complain *listener,
                               void *ctx, struct cause *why)
{
    struct captures *c = calloc(1, sizeof *c);
    if (c) {
        c->source = calloc(count, sizeof *c->source);
        c->text = malloc(CAPTURE_LINE_MAX);
    }
    if (!c || !c->source || !c->text) {
        captures_close(&c);
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    c->listener = listener;
    c->ctx = ctx;
    for (; c->count < count; c->count++) {
        c->source[c->count].path = paths[c->count];
        if (open_source(c, &c->source[c->count], why) != 0) {
            c->count++;
            captures_close(&c);
            return NULL;
        }
    }
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
        if (s->file)
            (void)fclose(s->file);
        free(s->buffer);
    }
    capture_line_done(&c->given);
    free(c->source);
    free(c->text);
    free(c);
}

static struct source *earliest(struct captures *c)
{
    struct source *first = NULL;
    for (size_t i = 0; i < c->count; i++)
        if (c->source[i].held && (!first || wall_of(&c->source[i]) < wall_of(first)))
            first = &c->source[i];
    return first;
}

const struct capture_line *captures_next(struct captures *c, struct now *now)
{
    struct source *s = earliest(c);
    if (!s)
        return NULL;
    struct now at = {.wall_ms = wall_of(s), .synced = true};
    if (!c->started)
        c->first_ms = at.wall_ms;
    at.boot_ms = c->count == 1 ? s->message.t_us / 1000 - (s->message.t_us % 1000 < 0)
                               : at.wall_ms - c->first_ms;
    if (c->started && at.boot_ms < c->last.boot_ms) {
        c->stats.unordered++;
        at = c->last;
    }
    c->started = true;
    *now = c->last = at;
    capture_line_done(&c->given);
    c->given = s->message;
    advance(c, s);
    c->stats.messages++;
    return &c->given;
}

struct captures_stats captures_stats(const struct captures *c)
{
    return c->stats;
}
