/* SPDX-License-Identifier: MIT */
/* Drawing shared by the forms. Called by their paint; nothing here decides. */
#include "console/forms/draw.h"

#include "console/widgets/digits.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

void draw_question(struct area a, int y, const char *question, const char *aside)
{
    int x = draw_text_cut(a, (struct rect){1, y, a.r.w - 2, 1}, ST_BOLD, question);
    int cells = text_cells(aside), room = a.r.w - x - 3;
    if (cells == 0 || room < 8)
        return;
    if (cells <= room)
        draw_text_right(a, a.r.w - 1, y, ST_NORMAL, aside);
    else
        draw_text_cut(a, (struct rect){x + 2, y, room, 1}, ST_NORMAL, aside);
}

void draw_field(struct area a, int y, const char *label, const struct field *f)
{
    char shown[FIELD_BYTES + 1];
    const char *text = field_shown(f, shown);
    int x = draw_text(a, 1, y, ST_DIM, label), cursor = field_cells(f);
    int room = a.r.w - x - 2;
    if (x > 1)
        x++;
    while (cursor >= room && *text != '\0') { /* its end is what is being typed */
        uint32_t code = 0;
        size_t n = utf8_decode(text, strlen(text), &code);
        cursor -= utf8_cells(code);
        text += n > 0 ? n : 1;
    }
    draw_fill(a, (struct rect){x, y, a.r.w - x - 1, 1}, ST_BAND, ' ');
    draw_text_cut(a, (struct rect){x, y, a.r.w - x - 1, 1}, ST_BAND_BOLD, text);
    const struct cell *under = canvas_cell(a.canvas, a.r.x + x + cursor, a.r.y + y);
    uint32_t code = under != NULL && under->code > ' ' ? canvas_code(a.canvas, under) : ' ';
    draw_code(a, x + cursor, y, ST_SELECTED, code);
}

void draw_field_idle(struct area a, int y, const char *label, const struct field *f)
{
    char shown[FIELD_BYTES + 1];
    int x = draw_text(a, 1, y, ST_DIM, label);
    if (x > 1)
        x++;
    draw_text_cut(a, (struct rect){x, y, a.r.w - x - 1, 1}, ST_NORMAL, field_shown(f, shown));
}

static void draw_big(struct area a, struct rect where, enum style style, const char *text,
                     const char *widest)
{
    struct rect room = where;
    enum digits_size size = digits_fit(a.canvas->tier, text, widest, &room);
    if (size == DIGITS_NONE)
        draw_text(a, where.x, where.y, style, text);
    else
        (void)draw_digits(a, where, size, style, text);
}

void draw_number(struct area a, struct rect where, const struct field *f,
                 const struct number_style *style)
{
    char text[FORMAT_SIZE];
    int64_t amount = 0;
    bool typed = field_amount(f, &amount);
    (void)style;
    (void)text_copy(text, sizeof text, f->length > 0 ? f->text : "0");
    draw_big(a, where, typed && amount > 0 ? ST_BOLD : ST_DIM, text, "00000");
}

void draw_clock(struct area a, struct rect where, const struct clock_field *c, const struct view *v)
{
    char text[FORMAT_SIZE], ago[TEXT_DURATION_SIZE];
    bool fine = c->step_ms < MS_PER_MIN && c->count == 0;
    if (fine)
        (void)format_time_s(&v->zone, c->at_ms, text);
    else
        (void)format_time(&v->zone, c->at_ms, text);
    for (int i = 0; c->count > 0 && i < 4; i++)
        text[i < 2 ? i : i + 1] = i < c->count ? c->digits[i] : '-';
    draw_big(a, where, ST_BOLD, text, c->step_ms < MS_PER_MIN ? "00:00:00" : "00:00");
    int64_t ms = v->wall_ms - c->at_ms;
    int y = where.y + where.h;
    if (ms >= 0)
        draw_format(a, where.x, y, ST_DIM, _("%s ago"), text_duration(ms, ago));
    else
        draw_format(a, where.x, y, ST_DIM, _("in %s"), text_duration(-ms, ago));
}

int draw_row_mark(struct area a, int y, bool selected)
{
    if (selected)
        draw_code(a, 1, y, ST_KEY, 0x25B8);
    return 3;
}
