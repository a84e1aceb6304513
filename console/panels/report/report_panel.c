/* SPDX-License-Identifier: MIT */
/* The report of a shift, day or week on a screen: the lines of data/model/report, as wide as there
 * is room, scrolled. Asked for question by question through asks.c; what is shown stays until the
 * next one is whole. */
#include "console/panels/panel.h"

#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 1024

/* ---- which one ------------------------------------------------------------------------------ */

static void drop(struct report_page **r)
{
    if (*r != NULL)
        report_done(&(*r)->report);
    free(*r);
    *r = NULL;
}

void report_view_done(struct report_view *rv)
{
    drop(&rv->shown);
    drop(&rv->making);
    *rv = (struct report_view){.wish = rv->wish + 1};
}

void report_view_choose(struct view *v, enum report_span span, int64_t at_ms)
{
    drop(&v->report.making);
    v->report.span = span;
    v->report.earlier = at_ms != TIME_NONE;
    v->report.at_ms = at_ms;
    v->report.wish++;
}

void report_view_step(struct view *v, int by)
{
    const struct report *r = v->report.shown != NULL ? &v->report.shown->report : NULL;
    if (r == NULL || r->windows == 0)
        return;
    int64_t at = report_beside(r, by);
    report_view_choose(v, v->report.span, at < v->wall_ms ? at : TIME_NONE);
}

const char *report_view_ask(struct view *v, char members[REPORT_MEMBERS])
{
    struct report_view *rv = &v->report;
    if (rv->making == NULL) {
        rv->making = calloc(1, sizeof *rv->making);
        if (rv->making == NULL)
            return NULL;
        report_begin(&rv->making->report, rv->span, rv->earlier ? rv->at_ms : TIME_NONE, &v->zone);
    }
    return report_ask(&rv->making->report, members);
}

bool report_view_pending(const struct view *v)
{
    char members[REPORT_MEMBERS];
    return v->report.making != NULL && report_ask(&v->report.making->report, members) != NULL;
}

void report_view_answer(struct view *v, const json_t *reply)
{
    struct report_view *rv = &v->report;
    const json_t *error = json_object_get(reply, "error");
    const char *why = json_string_value(json_object_get(error, "text"));
    char clean[200] = "";
    if (rv->making == NULL)
        return;
    if (why != NULL)
        (void)text_sanitise(why, strlen(why), clean, sizeof clean);
    if (json_is_true(json_object_get(reply, "ok")))
        report_answer(&rv->making->report, reply);
    else
        report_refused(&rv->making->report, clean);
    if (report_view_pending(v))
        return;
    drop(&rv->shown);
    rv->shown = rv->making;
    rv->making = NULL;
}

/* ---- the lines ------------------------------------------------------------------------------ */

struct page {
    struct area a;
    int top, line;
    size_t length;
    char text[LINE_BYTES];
};

static enum style style_of(const struct page *p)
{
    if (p->line < 2)
        return ST_BOLD;
    return strncmp(p->text, "\u2500 ", strlen("\u2500 ")) == 0 ? ST_DIM : ST_NORMAL;
}

static void end_line(struct page *p)
{
    int y = p->line - p->top;
    p->text[p->length] = '\0';
    if (y >= 0 && y < p->a.r.h)
        draw_text(p->a, 0, y, style_of(p), p->text);
    p->line++;
    p->length = 0;
}

static void take_text(void *ctx, const char *text, size_t length)
{
    struct page *p = ctx;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n')
            end_line(p);
        else if (p->length + 1 < sizeof p->text)
            p->text[p->length++] = text[i];
    }
}

static const char *say(const char *english, bool cell, char *out, size_t size)
{
    return cell ? words_heard_word(english, out, size) : words_heard(english, out, size);
}

static void paint(const struct view *v, struct area a)
{
    struct report_page *shown = v->report.shown;
    char said[HEARD_SIZE];
    struct page p = {.a = a, .top = v->list.selected};
    if (shown == NULL) {
        draw_text(a, 1, 0, ST_DIM, _("the report is being put together \u2026"));
        return;
    }
    if (shown->report.failed) {
        (void)draw_paragraph(a, 0, a.r.h, ST_WARN,
                             words_heard(shown->report.why, said, sizeof said));
        return;
    }
    report_as_text(&shown->report, a.r.w, &(struct report_out){take_text, &p, say, NULL});
    shown->lines = p.line;
    shown->rows = a.r.h;
}

/* What is chosen in this list is its top line. */
static int rows(const struct view *v)
{
    const struct report_page *shown = v->report.shown;
    int more = shown != NULL ? shown->lines - shown->rows + 1 : 0;
    return more > 1 ? more : 1;
}

const struct panel_ops panel_report = {
    .name = "report",
    .help = "the report of a shift, day or week",
    .min_width = 30,
    .min_height = 3,
    .needs = NEED_REPORT,
    .paint = paint,
    .rows = rows,
};
