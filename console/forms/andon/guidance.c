/* SPDX-License-Identifier: MIT */
/* The guidance of one alert, from andond's `guidance`. Called by the alerts form. */
#include "console/forms/andon/guidance.h"

#include "console/forms/draw.h"
#include "console/panels/andon/look.h"
#include "console/widgets/qr.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define TEXT_LEAST 40 /* cells that the words keep beside a code */

/* A labelled paragraph. Returns the row after. */
static int part(struct area a, int y, const char *label, const char *text, int rows)
{
    if (text[0] == '\0' || y >= a.r.h)
        return y;
    draw_text(a, 1, y, ST_HEAD, label);
    struct area body = area_part(a, (struct rect){9, y, a.r.w - 9, a.r.h - y});
    return y + draw_paragraph(body, 0, rows < body.r.h ? rows : body.r.h, ST_NORMAL, text);
}

static int paint_steps(const struct guide *g, struct area a, int y)
{
    char number[8];
    for (int i = 0; i < g->steps && y < a.r.h; i++) {
        (void)text_format(number, sizeof number, "%d", i + 1);
        draw_text_right(a, 7, y, ST_BOLD, number);
        struct area body = area_part(a, (struct rect){8, y, a.r.w - 8, a.r.h - y});
        y += draw_paragraph(body, 0, body.r.h < 3 ? body.r.h : 3, ST_NORMAL, g->step[i]);
    }
    return y;
}

/* The link as a code at the right, where there are half blocks and room. Black on white whatever
 * the terminal's own colours are. Returns the width that is left for words. */
static int paint_code(const char *link, struct area a)
{
    struct qr qr;
    if (a.canvas->tier != GLYPH_UNICODE || link[0] == '\0' || qr_make(link, &qr) != 0 ||
        qr.rows > a.r.h || qr.columns + TEXT_LEAST > a.r.w)
        return a.r.w;
    int left = a.r.w - qr.columns - 1;
    for (int row = 0; row < qr.rows; row++)
        for (int column = 0; column < qr.columns; column++)
            draw_code(a, left + column, row, ST_LAMP_WHITE, qr_code_point(&qr, column, row, false));
    return left - 1;
}

void guidance_paint(const struct view *v, struct area a, const struct alert_view *alert)
{
    const struct guide *g = &v->response.guide;
    char words[160], age[FORMAT_SIZE];
    bool here = strcmp(g->alert, alert->name) == 0;
    if (here) /* the words keep clear of it */
        a.r.w = paint_code(g->link, a);
    struct look_of look = alert_look(alert);
    int x = draw_look(a, 1, 0, &look) + 1;
    x = draw_text_cut(a, (struct rect){x, 0, a.r.w - x - 1, 1}, ST_BOLD, alert_title(alert));
    draw_format(a, x, 0, ST_NORMAL, "  %s  %s", span_words(view_grown(v, alert->for_ms), age),
                alert->text);
    alert_words(v, alert, words, sizeof words);
    draw_text_cut(a, (struct rect){5, 1, a.r.w - 6, 1}, ST_DIM, words);
    const char *said = alert->shelve != SHELVE_NONE ? alert->shelved_why : alert->note;
    int y = a.r.h >= 12 ? 3 : 2;
    if (a.r.h >= 12)
        draw_text_cut(a, (struct rect){5, 2, a.r.w - 6, 1}, ST_NORMAL, said);
    if (!here) {
        draw_text(a, 1, y, ST_DIM, _("the guidance has not come yet"));
        return;
    }
    if (g->cause[0] == '\0' && g->steps == 0 && g->check[0] == '\0' && alert->check[0] == '\0')
        draw_text(a, 1, y, ST_DIM, _("no guidance is configured for it"));
    y = part(a, y, _("cause"), g->cause, 3);
    y = part(a, y, _("first"), g->check[0] != '\0' ? g->check : alert->check, 2);
    y = paint_steps(g, a, y);
    (void)part(a, y, _("link"), g->link, 2);
}
