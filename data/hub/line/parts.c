/* SPDX-License-Identifier: MIT */
/* Lines and areas as one figure each. A line's output and OEE are those of the stations that the
 * plant named for it; a sum over machines is only ever called that. */
#include "data/hub/line/inside.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

int board_line(struct board *b, const char *line, const char *constraint, const char *last)
{
    if (b->speakers == BOARD_LINES_MAX)
        return -1;
    struct board_speaker *s = &b->speaker[b->speakers++];
    (void)text_copy(s->line, sizeof s->line, line);
    (void)text_copy(s->constraint, sizeof s->constraint, constraint);
    (void)text_copy(s->last, sizeof s->last, last);
    return 0;
}

size_t board_prefix(const char *path, int levels)
{
    size_t n = 0;
    for (; path[n] != '\0'; n++)
        if (path[n] == '/' && --levels == 0)
            break;
    return n;
}

static void begin(struct line_part *p, const char *path, size_t length)
{
    line_part_init(p);
    (void)text_copy_n(p->path, sizeof p->path, path, length);
}

static void add_amount(int64_t *sum, int64_t amount)
{
    if (amount >= 0 && __builtin_add_overflow(*sum < 0 ? 0 : *sum, amount, sum))
        *sum = INT64_MAX;
}

/* The worst of its stations: the oldest record, the oldest summary. */
static void add_ages(struct line_part *p, const struct line_row *row)
{
    if (row->oldest_ms > p->oldest_ms)
        p->oldest_ms = row->oldest_ms;
    if (row->heard && (p->heard_at == TIME_NONE || row->summary_at < p->heard_at))
        p->heard_at = row->summary_at;
}

static void add(struct line_part *p, const struct line_row *row)
{
    bool known = row->heard && row->online && !row->stale;
    p->stations++;
    p->grade[row->grade]++;
    p->state[known ? row->state : MS_UNKNOWN]++;
    p->unexplained += row->unexplained;
    p->unexplained_ms += row->unexplained_ms > 0 ? row->unexplained_ms : 0;
    p->calls += row->calls;
    p->blocking += row->blocking;
    p->alerts += row->alerts;
    p->unacked += row->unacked;
    p->pending += row->pending;
    add_ages(p, row);
    add_amount(&p->good, row->good);
    add_amount(&p->target, row->target);
    add_amount(&p->target_now, row->target_now);
}

const struct line_row *board_station_of(const struct board *b, const char *line, const char *name)
{
    char path[LINE_STATION_SIZE];
    if (name[0] == '\0' || !text_format(path, sizeof path, "%s/%s", line, name))
        return NULL;
    int64_t at = board_find(b, path);
    return at >= 0 ? board_row(b, (size_t)at) : NULL;
}

const struct board_speaker *board_speaker_of(const struct board *b, const char *line)
{
    for (size_t i = 0; i < b->speakers; i++)
        if (strcmp(b->speaker[i].line, line) == 0)
            return &b->speaker[i];
    return NULL;
}

void board_speakers(const struct board *b, const char *line, const char **constraint,
                    const char **last)
{
    const struct board_speaker *s = board_speaker_of(b, line);
    *constraint = s != NULL ? s->constraint : "";
    *last = s != NULL ? s->last : "";
}

/* The stations that speak for the line, in place of sums. What they do not know is not known. */
static void speak(const struct board *b, struct line_part *p)
{
    const struct board_speaker *s = board_speaker_of(b, p->path);
    if (s == NULL)
        return;
    const struct line_row *last = board_station_of(b, p->path, s->last);
    const struct line_row *constraint = board_station_of(b, p->path, s->constraint);
    if (s->last[0] != '\0') {
        (void)text_copy(p->last, sizeof p->last, s->last);
        p->good = last != NULL ? last->good : -1;
        p->target = last != NULL ? last->target : -1;
        p->target_now = last != NULL ? last->target_now : -1;
        p->oee_last = last != NULL ? last->oee : (double)NAN;
    }
    if (s->constraint[0] != '\0') {
        (void)text_copy(p->constraint, sizeof p->constraint, s->constraint);
        p->oee = constraint != NULL ? constraint->oee : (double)NAN;
    }
}

static bool same_part(const char *a, const char *b, size_t length)
{
    return strncmp(a, b, length) == 0 && (b[length] == '/' || b[length] == '\0');
}

size_t board_parts(const struct board *b, int levels, struct line_part *out, size_t max)
{
    size_t n = 0, line = 0;
    const char *before = "";
    for (size_t i = 0; i < b->count; i++) {
        const struct line_row *row = board_row(b, i);
        size_t length = board_prefix(row->station, levels);
        bool same = n > 0 && strlen(out[n - 1].path) == length &&
                    strncmp(out[n - 1].path, row->station, length) == 0;
        if (!same && n == max)
            break;
        if (!same)
            begin(&out[n++], row->station, length);
        if (!same || !same_part(before, row->station, line))
            out[n - 1].lines++;
        line = board_prefix(row->station, LINE_LEVELS);
        before = row->station;
        add(&out[n - 1], row);
    }
    for (size_t i = 0; i < n && levels == LINE_LEVELS; i++)
        speak(b, &out[i]);
    return n;
}
