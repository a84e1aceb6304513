/* SPDX-License-Identifier: MIT */
/* Remaining life of what models watch: a bar with the interval in which the failure is expected,
 * the median as a mark; all on one scale, so that they can be compared. */
#include "console/panels/andon/look.h"
#include "console/panels/panel.h"

#include "console/widgets/trend.h"
#include "console/words/words.h"
#include "data/model/text.h"

static int64_t scale_of(const struct snapshot *s)
{
    int64_t most = MS_PER_HOUR;
    for (int i = 0; i < s->predictions; i++) {
        const struct prediction_view *p = &s->prediction[i];
        int64_t far = p->rul_hi_ms > 0 ? p->rul_hi_ms : p->rul_ms;
        most = far > most ? far : most;
    }
    return most;
}

static void paint_life(const struct view *v, struct area a, int y, int index)
{
    char text[3 * FORMAT_SIZE], middle[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE];
    const struct prediction_view *p = &v->snap.prediction[index];
    struct look_of look = prediction_look(p);
    int name = a.r.w >= 90 ? 34 : a.r.w >= 56 ? 22 : a.r.w / 3;
    int x = draw_look(a, 0, y, &look);
    draw_text_cut(a, (struct rect){x, y, name - x, 1}, ST_NORMAL, prediction_title(p));
    if (p->rul_ms < 0) {
        draw_text(a, name + 1, y, ST_UNKNOWN, _("remaining life not said"));
        return;
    }
    (void)span_words(p->rul_ms, middle);
    if (p->rul_lo_ms >= 0 && p->rul_hi_ms >= p->rul_lo_ms)
        (void)text_format(text, sizeof text, "%s (%s\u2013%s)", middle,
                          span_words(p->rul_lo_ms, low), span_words(p->rul_hi_ms, high));
    else
        (void)text_copy(text, sizeof text, middle);
    int from = draw_text_right(a, a.r.w - 1, y, p->frozen ? ST_OLD : ST_BOLD, text);
    const int64_t span[3] = {p->rul_lo_ms, p->rul_ms, p->rul_hi_ms};
    if (from - name - 3 >= 8)
        draw_interval(a, (struct rect){name + 1, y, from - name - 3, 1}, span, scale_of(&v->snap));
}

static void paint(const struct view *v, struct area a)
{
    if (v->snap.predictions == 0)
        draw_text(a, 1, 0, ST_DIM, _("nothing is predicted to fail"));
    for (int i = 0; i < v->snap.predictions && i < a.r.h; i++)
        paint_life(v, a, i, i);
}

const struct panel_ops panel_lives = {
    .name = "lives",
    .help = N_("remaining life of what models watch, as intervals on one scale"),
    .min_width = 30,
    .min_height = 1,
    .fades = true,
    .paint = paint,
};
