/* SPDX-License-Identifier: MIT */
/* The OEE waterfall: planned time, what is lost of it one after the other, good time. All figures
 * are andond's, of one span: planned time of `kpi`, losses of `losses`; what is left is the ideal
 * time of the good parts (data/model/figures.h), so the shares of the levels are A, A times P, OEE.
 */
#include "console/panels/charts/paint.h"
#include "console/panels/panel.h"

#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define US_A_MS INT64_C(1000)

static const struct step {
    const char *loss; /* NULL: a level */
    const char *word;
    enum style style;
    bool always; /* also when nothing was lost */
} steps[] = {
    {NULL, N_("planned time"), ST_BAR, true},
    {"breakdown", N_("breakdowns"), ST_BAD, true},
    {"setup", N_("set-up, adjusting"), ST_CHANGE, true},
    {"unexplained", N_("not explained"), ST_BAD, true},
    {"waiting", N_("waiting"), ST_WAIT, false},
    {"other", N_("other"), ST_WARN, false},
    {"unknown", N_("no data"), ST_UNKNOWN, false},
    {"unmeasured", N_("not measured"), ST_UNKNOWN, false},
    {NULL, N_("running"), ST_BAR, true},
    {"small-stop", N_("small stops"), ST_WARN, true},
    {"slow", N_("slower than ideal"), ST_WARN, true},
    {NULL, N_("at ideal speed"), ST_BAR, true},
    {"defect", N_("defects"), ST_BAD, true},
    {"startup", N_("start-up rejects"), ST_WARN, true},
    {NULL, N_("good time"), ST_BAR, true},
};

static const struct chart_loss *loss_find(const struct chart_losses *l, const char *name)
{
    for (int i = 0; i < l->rows; i++)
        if (strcmp(l->row[i].name, name) == 0)
            return &l->row[i];
    return NULL;
}

bool charts_fall(const struct charts *c, struct fall *out)
{
    out->rows = 0;
    if (!c->kpi.known || !c->losses.known || c->kpi.oee.planned_ms < 0)
        return false;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && out->rows < FALL_ROWS; i++) {
        const struct step *s = &steps[i];
        const struct chart_loss *loss = s->loss != NULL ? loss_find(&c->losses, s->loss) : NULL;
        if (loss != NULL && !loss->known)
            break; /* without an ideal cycle nobody knows what is lost from here on */
        if (s->loss != NULL && !s->always && (loss == NULL || loss->us == 0))
            continue;
        out->row[out->rows++] = (struct fall_row){.kind = s->loss != NULL ? FALL_LOSS : FALL_LEVEL,
                                                  .word = _(s->word),
                                                  .style = s->style,
                                                  .us = loss != NULL ? loss->us : 0};
    }
    fall_level(out, c->kpi.oee.planned_ms * US_A_MS);
    return true;
}

void paint_losses(const struct view *v, struct area a)
{
    struct fall fall;
    char text[2 * FORMAT_SIZE];
    const struct charts *c = v->charts;
    if (!charts_fall(c, &fall)) {
        draw_text(a, 1, 0, ST_DIM, _("has not come yet"));
        return;
    }
    int head = a.r.h > fall.rows ? 1 : 0;
    if (head > 0) {
        chart_span_words(v, &c->kpi.span, text, sizeof text);
        int x = draw_text(a, 1, 0, ST_BOLD, text);
        draw_text_right(a, a.r.w - 1 > x + 12 ? a.r.w - 1 : x + 12, 0, ST_DIM, "min");
    }
    struct area body = area_part(a, (struct rect){0, head, a.r.w, a.r.h - head});
    draw_fall(body, &fall, &v->numbers);
    if (fall.rows < body.r.h && fall.row[fall.rows - 1].kind != FALL_LEVEL)
        draw_text_cut(body, (struct rect){1, fall.rows, a.r.w - 2, 1}, ST_UNKNOWN,
                      _("the rest is not known: there is no ideal cycle time"));
}

const struct panel_ops panel_losses = {
    .name = "losses",
    .help = N_("what is lost of the planned time, down to good time: OEE as a waterfall"),
    .min_width = 32,
    .min_height = 4,
    .needs = NEED_CHART_FIGURES,
    .options = chart_span_options,
    .fades = true,
    .paint = paint_losses,
};
