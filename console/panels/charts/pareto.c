/* SPDX-License-Identifier: MIT */
/* What stopped the machine, the largest first, by time or by count, as andond's `pareto` says.
 * Shares are of everything that stopped it; small stops without a reason are one row. */
#include "console/panels/charts/paint.h"
#include "console/panels/panel.h"

#include "console/widgets/charts/rank.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static const char *word_of(const struct chart_reason *r)
{
    static const struct {
        const char *kind, *word;
    } words[] = {{"unexplained", N_("not explained")},
                 {"small", N_("small stops")},
                 {"waiting", N_("waiting for neighbours")},
                 {"others", N_("others")}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].kind, r->kind) == 0)
            return _(words[i].word);
    return r->title[0] != '\0' ? r->title : r->reason;
}

static enum style style_of(const struct chart_reason *r)
{
    if (strcmp(r->kind, "unexplained") == 0)
        return ST_BAD;
    if (strcmp(r->kind, "small") == 0)
        return ST_WARN;
    return strcmp(r->kind, "waiting") == 0 ? ST_WAIT : ST_BAR;
}

static void paint_rows(const struct view *v, struct area a)
{
    static char figure[CHART_REASONS][FORMAT_SIZE];
    struct rank_row row[CHART_REASONS];
    const struct chart_pareto *p = &v->charts->pareto;
    int64_t total = 0;
    for (int i = 0; i < p->rows; i++) {
        const struct chart_reason *r = &p->row[i];
        int64_t ms = r->ms > 0 ? r->ms : 0;
        if (p->by_count)
            (void)format_number(r->count, 7, &v->numbers, figure[i]);
        else
            (void)text_duration(ms, figure[i]);
        row[i] = (struct rank_row){.word = word_of(r),
                                   .figure = figure[i],
                                   .value = p->by_count ? r->count : ms,
                                   .style = style_of(r)};
        total += row[i].value;
    }
    draw_rank(a, row, p->rows, total, &v->numbers);
}

void paint_pareto(const struct view *v, struct area a)
{
    char text[2 * FORMAT_SIZE];
    const struct chart_pareto *p = &v->charts->pareto;
    if (!p->known) {
        draw_text(a, 1, 0, ST_DIM, _("has not come yet"));
        return;
    }
    int head = a.r.h > 4 ? 1 : 0;
    if (head > 0) {
        chart_span_words(v, &p->span, text, sizeof text);
        int x = draw_text(a, 1, 0, ST_BOLD, text);
        draw_text(a, x + 2, 0, ST_DIM, p->by_count ? _("by count") : _("by time"));
    }
    struct area body = area_part(a, (struct rect){0, head, a.r.w, a.r.h - head});
    if (p->rows == 0)
        draw_text(body, 1, 0, ST_DIM, _("no stops"));
    else
        paint_rows(v, body);
}

const struct panel_ops panel_pareto = {
    .name = "pareto",
    .help = N_("what stopped the machine, the largest first, with the share of all up to there"),
    .min_width = 30,
    .min_height = 2,
    .needs = NEED_CHART_PARETO,
    .options = chart_span_options,
    .fades = true,
    .paint = paint_pareto,
};
