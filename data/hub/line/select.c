/* SPDX-License-Identifier: MIT */
/* Which rows somebody sees: what fits a query, and the window of it that is on the screen. */
#include "data/hub/line/inside.h"

#include <string.h>
#include <strings.h>

bool board_is_under(const char *path, const char *under)
{
    size_t n = strlen(under);
    return n == 0 || (strncmp(path, under, n) == 0 && (path[n] == '\0' || path[n] == '/'));
}

int64_t board_under(const struct board *b, const char *under)
{
    int64_t n = 0;
    for (size_t i = 0; i < b->count; i++)
        n += board_is_under(b->entry[i].row.station, under);
    return n;
}

static bool holds(const char *text, const char *part, size_t length)
{
    for (; *text != '\0'; text++)
        if (strncasecmp(text, part, length) == 0)
            return true;
    return false;
}

/* Every word of the filter stands somewhere in the row. */
static bool has_words(const struct line_row *row, const char *filter)
{
    char worst[160];
    const char *in[] = {row->station, row->title,  word_name(&words_machine_state, (int)row->state),
                        row->product, row->detail, line_row_worst(row, 0, worst, sizeof worst)};
    while (*filter != '\0') {
        size_t n = strcspn(filter, " ");
        bool found = n == 0;
        for (size_t i = 0; i < sizeof in / sizeof *in && !found; i++)
            found = holds(in[i], filter, n);
        if (!found)
            return false;
        filter += n + (filter[n] != '\0');
    }
    return true;
}

static bool fits(const struct line_row *row, const struct board_query *q)
{
    return (q->only < 0 || row->grade == (enum line_grade)q->only) &&
           (!q->unexplained || row->unexplained > 0) && has_words(row, q->filter);
}

size_t board_select(const struct board *b, const struct board_query *q, size_t *out,
                    struct board_totals *totals)
{
    const uint32_t *order = q->order == LINE_BY_FLOOR ? b->floor : b->worst;
    size_t n = 0;
    *totals = (struct board_totals){.matching = 0};
    for (size_t i = 0; i < b->count; i++) {
        const struct board_entry *e = &b->entry[order[i]];
        if (!board_is_under(e->row.station, q->under))
            continue;
        totals->grade[e->row.grade]++;
        totals->unexplained += e->row.unexplained;
        totals->unexplained_ms += e->row.unexplained_ms > 0 ? e->row.unexplained_ms : 0;
        if (!fits(&e->row, q))
            continue;
        if (totals->matching >= q->first && n < q->count)
            out[n++] = e->place;
        totals->matching++;
    }
    return n;
}
