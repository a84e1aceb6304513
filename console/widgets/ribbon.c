/* SPDX-License-Identifier: MIT */
/* Sums up time by column and kind, and picks. The ribbon panel feeds it rows of the timeline and
 * the open interval; it knows nothing of either. Draws the legend beneath. */
#include "console/widgets/ribbon.h"

#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static const struct {
    uint32_t code;
    enum style style;
    int weight;
    const char *word;
} looks[RIBBON_KINDS] = {
    [RIBBON_NONE] = {' ', ST_DIM, 0, ""},
    [RIBBON_RUN] = {0x2588, ST_BAR, 1, N_("run")},
    [RIBBON_SMALL] = {0x2591, ST_WARN, 2, N_("small stop")},
    [RIBBON_STOP] = {0x2592, ST_BAD, 2, N_("stop")},
    [RIBBON_WAIT] = {0x2584, ST_WAIT, 2, N_("waiting")},
    [RIBBON_CHANGE] = {'/', ST_CHANGE, 2, N_("changeover")},
    [RIBBON_UNKNOWN] = {0x2508, ST_UNKNOWN, 2, N_("no data")},
    [RIBBON_BREAK] = {0xB7, ST_DIM, 1, N_("break")},
};

uint32_t ribbon_code(enum ribbon_kind kind)
{
    return looks[kind].code;
}

enum style ribbon_style(enum ribbon_kind kind)
{
    return looks[kind].style;
}

const char *ribbon_word(enum ribbon_kind kind)
{
    return looks[kind].word[0] != '\0' ? _(looks[kind].word) : "";
}

void ribbon_init(struct ribbon *r, int64_t begin_ms, int64_t end_ms, int width)
{
    r->begin_ms = begin_ms;
    r->end_ms = end_ms > begin_ms ? end_ms : begin_ms + 1;
    r->width = width < 0 ? 0 : width > CANVAS_WIDTH_MAX ? CANVAS_WIDTH_MAX : width;
    memset(r->ms, 0, sizeof r->ms[0] * (size_t)r->width);
}

/* Where column x begins. Spans of a ribbon are days at most, so nothing overflows. */
static int64_t column_ms(const struct ribbon *r, int x)
{
    return r->begin_ms + (r->end_ms - r->begin_ms) * x / r->width;
}

int ribbon_column(const struct ribbon *r, int64_t at_ms)
{
    if (r->width == 0 || at_ms < r->begin_ms)
        return -1;
    if (at_ms >= r->end_ms)
        return r->width;
    int x = (int)((at_ms - r->begin_ms) * r->width / (r->end_ms - r->begin_ms));
    while (x + 1 < r->width && column_ms(r, x + 1) <= at_ms)
        x++;
    return x;
}

void ribbon_add(struct ribbon *r, int64_t begin_ms, int64_t end_ms, enum ribbon_kind kind)
{
    if (begin_ms < r->begin_ms)
        begin_ms = r->begin_ms;
    if (end_ms > r->end_ms)
        end_ms = r->end_ms;
    if (begin_ms >= end_ms || r->width == 0)
        return;
    for (int x = ribbon_column(r, begin_ms); x < r->width && begin_ms < end_ms; x++) {
        int64_t edge = column_ms(r, x + 1);
        int64_t upto = edge < end_ms ? edge : end_ms;
        if (upto > begin_ms) {
            r->ms[x][kind] += upto - begin_ms;
            begin_ms = upto;
        }
    }
}

enum ribbon_kind ribbon_kind_at(const struct ribbon *r, int x)
{
    enum ribbon_kind best = RIBBON_NONE;
    int64_t most = 0;
    if (x < 0 || x >= r->width)
        return best;
    for (int kind = RIBBON_RUN; kind < RIBBON_KINDS; kind++) {
        int64_t weight = r->ms[x][kind] * looks[kind].weight;
        if (weight > most) {
            most = weight;
            best = (enum ribbon_kind)kind;
        }
    }
    return best;
}

void ribbon_legend(const struct ribbon *r, struct area a, int x, int y)
{
    bool seen[RIBBON_KINDS] = {false};
    for (int i = 0; i < r->width; i++)
        seen[ribbon_kind_at(r, i)] = true;
    int need = x;
    for (int k = RIBBON_RUN; k < RIBBON_KINDS; k++)
        need += seen[k] ? text_cells(ribbon_word((enum ribbon_kind)k)) + 5 : 0;
    int gap = need - 3 <= a.r.w ? 3 : 2;
    for (int k = RIBBON_RUN; k < RIBBON_KINDS; k++) {
        const char *word = ribbon_word((enum ribbon_kind)k);
        if (!seen[k])
            continue;
        if (x + 2 + text_cells(word) > a.r.w)
            return; /* half a word says nothing */
        draw_code(a, x, y, ribbon_style((enum ribbon_kind)k), ribbon_code((enum ribbon_kind)k));
        x = draw_text(a, x + 2, y, ST_DIM, word) + gap;
    }
}
