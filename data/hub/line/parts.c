/* SPDX-License-Identifier: MIT */
/* Lines and areas as one figure each. A line's output and OEE are those of the stations that the
 * plant named for it; a sum over machines is only ever called that. */
#include "data/hub/line/inside.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define LINE_LEVELS 4

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

static size_t prefix_of(const char *path, int levels)
{
    size_t n = 0;
    for (; path[n] != '\0'; n++)
        if (path[n] == '/' && --levels == 0)
            break;
    return n;
}

static void begin(struct board_part *p, const char *path, size_t length)
{
    *p = (struct board_part){.good = -1, .target = -1, .target_now = -1, .oee = (double)NAN};
    (void)text_copy_n(p->path, sizeof p->path, path, length);
}

static void add_amount(int64_t *sum, int64_t amount)
{
    if (amount >= 0 && __builtin_add_overflow(*sum < 0 ? 0 : *sum, amount, sum))
        *sum = INT64_MAX;
}

static void add(struct board_part *p, const struct line_row *row)
{
    p->stations++;
    p->grade[row->grade]++;
    p->unexplained += row->unexplained;
    p->unexplained_ms += row->unexplained_ms > 0 ? row->unexplained_ms : 0;
    p->calls += row->calls;
    p->alerts += row->alerts;
    p->pending += row->pending;
    add_amount(&p->good, row->good);
    add_amount(&p->target, row->target);
    add_amount(&p->target_now, row->target_now);
}

static const struct line_row *station_of(const struct board *b, const char *line, const char *name)
{
    char path[LINE_STATION_SIZE];
    if (name[0] == '\0' || !text_format(path, sizeof path, "%s/%s", line, name))
        return NULL;
    int64_t at = board_find(b, path);
    return at >= 0 ? board_row(b, (size_t)at) : NULL;
}

/* The stations that speak for the line, in place of sums. What they do not know is not known. */
static void speak(const struct board *b, struct board_part *p)
{
    const struct board_speaker *s = NULL;
    for (size_t i = 0; i < b->speakers && s == NULL; i++)
        if (strcmp(b->speaker[i].line, p->path) == 0)
            s = &b->speaker[i];
    if (s == NULL)
        return;
    const struct line_row *last = station_of(b, p->path, s->last);
    const struct line_row *constraint = station_of(b, p->path, s->constraint);
    if (s->last[0] != '\0') {
        (void)text_copy(p->last, sizeof p->last, s->last);
        p->good = last != NULL ? last->good : -1;
        p->target = last != NULL ? last->target : -1;
        p->target_now = last != NULL ? last->target_now : -1;
    }
    if (s->constraint[0] != '\0') {
        (void)text_copy(p->constraint, sizeof p->constraint, s->constraint);
        p->oee = constraint != NULL ? constraint->oee : (double)NAN;
    }
}

size_t board_parts(const struct board *b, int levels, struct board_part *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct line_row *row = board_row(b, i);
        size_t length = prefix_of(row->station, levels);
        bool same = n > 0 && strlen(out[n - 1].path) == length &&
                    strncmp(out[n - 1].path, row->station, length) == 0;
        if (!same && n == max)
            break;
        if (!same)
            begin(&out[n++], row->station, length);
        add(&out[n - 1], row);
    }
    for (size_t i = 0; i < n && levels == LINE_LEVELS; i++)
        speak(b, &out[i]);
    return n;
}

static void put_amount(struct jw *w, const char *key, int64_t amount)
{
    if (amount < 0)
        jw_null(w, key);
    else
        jw_amount(w, key, amount);
}

void board_part_put(struct jw *w, const struct board_part *p)
{
    jw_object(w, NULL);
    jw_text(w, "path", p->path);
    jw_int(w, "stations", (int64_t)p->stations);
    for (int i = 0; i < LINE_GRADE_COUNT; i++)
        jw_int(w, word_name(&words_line_grade, i), (int64_t)p->grade[i]);
    jw_int(w, "unexplained", p->unexplained);
    jw_seconds(w, "unexplained_s", p->unexplained_ms);
    jw_int(w, "calls", p->calls);
    jw_int(w, "alerts", p->alerts);
    jw_int(w, "pending", p->pending);
    put_amount(w, "good", p->good);
    put_amount(w, "target", p->target);
    put_amount(w, "target_now", p->target_now);
    jw_text(w, "counted_by", p->last[0] != '\0' ? "last" : "machines");
    jw_text(w, "last", p->last[0] != '\0' ? p->last : NULL);
    jw_text(w, "constraint", p->constraint[0] != '\0' ? p->constraint : NULL);
    jw_real(w, "oee", p->oee);
    jw_object_end(w);
}
