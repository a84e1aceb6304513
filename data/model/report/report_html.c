/* SPDX-License-Identifier: MIT */
/* A report as one HTML page that needs nothing else: no script, nothing from elsewhere (it says so
 * itself by its content policy), light and dark, A4 when it is printed. Text from outside is
 * escaped in one place, html_text. It is well-formed XML, too. Pictures are in report_svg.c. */
#include "data/model/report/report_money.h"
#include "data/model/report/report_style.h"
#include "data/model/report/report_tell.h"

#include "data/model/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct html_teller {
    struct teller teller; /* first */
    const struct report_out *out;
    const char *align;
    size_t drawn, row, rows; /* of the table: told by the picture above; put; there will be */
};

static struct html_teller *of(struct teller *t)
{
    return (struct html_teller *)(void *)t;
}

void html_put(const struct report_out *out, const char *format, ...)
{
    char text[1024];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (length > 0)
        out->put(out->ctx, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

void html_said(const struct report_out *out, const char *english, bool cell)
{
    char words[1024];
    html_text(out, out->say != NULL ? out->say(english, cell, words, sizeof words) : english);
}

void html_text(const struct report_out *out, const char *text)
{
    static const char special[] = "&<>\"'";
    static const char *const words[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    char clean[1024];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    for (const char *at = clean; *at;) {
        size_t length = strcspn(at, special);
        out->put(out->ctx, at, length);
        at += length;
        if (!*at)
            break;
        const char *word = words[strchr(special, *at++) - special];
        out->put(out->ctx, word, strlen(word));
    }
}

/* ---- the page ------------------------------------------------------------------------------- */

struct figure {
    const char *name, *path;
    const char *(*say)(const json_t *, char[TELL_SIZE]);
};

static void card(const struct report_out *out, const char *class, const char *name,
                 const char *value)
{
    html_put(out, "<div class=\"card%s\"><b>", class);
    html_said(out, value, true);
    html_put(out, "</b><span>");
    html_said(out, name, true);
    html_put(out, "</span></div>\n");
}

static void put_figures(const struct report_out *out, const struct report *r, const char *class,
                        const struct figure list[3])
{
    for (int i = 0; i < 3; i++) {
        char text[TELL_SIZE];
        card(out, class, list[i].name,
             list[i].say(tell_member(report_whole(r)->kpi, list[i].path), text));
    }
}

/* With what it cost, where that is known; rejects are paid by the part, not by their time. */
static void put_largest(const struct report_out *out, const struct report *r)
{
    const json_t *loss = tell_largest(r);
    const struct report_cost cost = money_cost(r);
    char name[40], text[TELL_SIZE];
    if (!loss)
        return;
    tell_word(loss, "loss", name, sizeof name);
    html_put(out, "<div class=\"card first worst\"><b>");
    html_said(out, tell_seconds(json_object_get(loss, "lost_s"), text), true);
    if (cost.currency[0] != '\0' && strcmp(name, "defect") != 0 && strcmp(name, "startup") != 0) {
        html_put(out, " \u00b7 ");
        double money = tell_number(loss, "lost_s") / 60 * cost.minute;
        html_said(out, tell_money_of(money, cost.currency, text), true);
    }
    html_put(out, "</b><span>");
    html_said(out, "the largest loss", true);
    html_put(out, ": ");
    html_said(out, tell_loss(name), true);
    html_put(out, "</span></div>\n");
}

static void put_cards(const struct report_out *out, const struct report *r)
{
    static const struct figure first[] = {{"OEE", "oee/oee", tell_percent},
                                          {"good parts", "counts/good", tell_count},
                                          {"scrap", "counts/scrap", tell_count}},
                               second[] = {{"availability", "oee/availability", tell_percent},
                                           {"performance", "oee/performance", tell_percent},
                                           {"quality", "oee/quality", tell_percent}},
                               third[] = {{"planned time", "oee/planned_s", tell_seconds},
                                          {"not explained", "oee/unexplained_s", tell_seconds},
                                          {"coverage", "oee/coverage", tell_percent}};
    html_put(out, "<div class=\"cards\">\n");
    put_figures(out, r, " first", first);
    put_largest(out, r);
    html_put(out, "</div>\n<div class=\"cards\">\n");
    put_figures(out, r, "", second);
    put_figures(out, r, "", third);
    html_put(out, "</div>\n");
}

/* " · week 2026-W47" */
static void put_span(const struct report_out *out, const struct report *r)
{
    html_put(out, " \u00b7 ");
    html_said(out, word_name(&words_report_span, (int)r->span), true);
    html_put(out, " ");
    html_text(out, r->name);
}

static void put_title(struct teller *teller, const struct report *r)
{
    const struct report_out *out = of(teller)->out;
    char text[120], from[TELL_SIZE], to[TELL_SIZE];
    html_put(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/>\n",
             out->language != NULL ? out->language : "en");
    html_put(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'\"/>\n<meta name=\"viewport\" "
                  "content=\"width=device-width\"/>\n<meta name=\"color-scheme\" "
                  "content=\"light dark\"/>\n<title>");
    html_text(out, r->title[0] ? r->title : r->station);
    put_span(out, r);
    html_put(out, "</title>\n<style>");
    out->put(out->ctx, report_style, strlen(report_style));
    html_put(out, "</style></head>\n<body><main>\n<h1>");
    html_text(out, r->title[0] ? r->title : r->station);
    put_span(out, r);
    html_put(out, "</h1>\n<p class=\"sub\">");
    html_text(out, r->station);
    (void)text_format(text, sizeof text, " \u00b7 %s to %s%s", tell_time(r, r->from_ms, from),
                      tell_time(r, r->to_ms, to), r->end_ms < r->to_ms ? ", so far" : "");
    html_said(out, text, false);
    html_put(out, "</p>\n");
    put_cards(out, r);
}

static void put_section(struct teller *teller, const char *title)
{
    const struct report_out *out = of(teller)->out;
    html_put(out, "<h2>");
    html_said(out, title, true);
    html_put(out, "</h2>\n");
}

static void put_line(struct teller *teller, const char *text)
{
    const struct report_out *out = of(teller)->out;
    html_put(out, "<p>");
    html_said(out, text, false);
    html_put(out, "</p>\n");
}

static void begin_table(struct teller *teller, const char *align, const char *const *head)
{
    struct html_teller *t = of(teller);
    t->align = align;
    t->row = 0;
    html_put(t->out, "<div class=\"wide%s\"><table><thead><tr>",
             t->rows > 0 && t->drawn >= t->rows ? " again" : "");
    for (size_t i = 0; align[i]; i++) {
        if (align[i] == 'b')
            continue; /* its picture stands above */
        html_put(t->out, "<th%s>", align[i] == 'r' ? " class=\"r\"" : "");
        html_said(t->out, head[i], true);
        html_put(t->out, "</th>");
    }
    html_put(t->out, "</tr></thead><tbody>\n");
}

static void put_row(struct teller *teller, const struct tell_row *row)
{
    struct html_teller *t = of(teller);
    html_put(t->out, "<tr%s>", t->row++ < t->drawn ? " class=\"again\"" : "");
    for (size_t i = 0; t->align[i]; i++) {
        if (t->align[i] == 'b')
            continue;
        html_put(t->out, "<td%s>", t->align[i] == 'r' ? " class=\"r\"" : "");
        html_said(t->out, row->cell[i], true);
        html_put(t->out, "</td>");
    }
    html_put(t->out, "</tr>\n");
}

static void end_table(struct teller *teller)
{
    html_put(of(teller)->out, "</tbody></table></div>\n");
    of(teller)->drawn = of(teller)->rows = 0;
}

static void put_chart(struct teller *teller, const struct report *r, enum report_chart chart)
{
    struct html_teller *t = of(teller);
    html_put(t->out, "<figure>");
    t->drawn = svg_chart(t->out, r, chart);
    html_put(t->out, "</figure>\n");
    t->rows = chart == CHART_PARETO ? json_array_size(r->pareto) : t->drawn;
}

void report_as_html(const struct report *r, const struct report_out *out)
{
    struct html_teller t = {.teller = {.title = put_title,
                                       .section = put_section,
                                       .line = put_line,
                                       .table = begin_table,
                                       .row = put_row,
                                       .end = end_table,
                                       .chart = put_chart},
                            .out = out};
    report_tell(r, &t.teller);
    html_put(out, "</main></body></html>\n");
}
