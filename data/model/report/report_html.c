/* SPDX-License-Identifier: MIT */
/* A report as one HTML page that needs nothing else: no script, nothing from elsewhere (it says so
 * itself by its content policy), light and dark, A4 when it is printed. Text from outside is
 * escaped in one place, html_text. It is well-formed XML, too. Pictures are in report_svg.c. */
#include "data/model/report/report_tell.h"

#include "data/model/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct html_teller {
    struct teller teller; /* first */
    const struct report_out *out;
    const char *align;
    bool open; /* a section is */
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

static const char style[] =
    ":root{--bg:#fff;--ink:#1b1f24;--dim:#5c6670;--line:#d5dae0;--card:#f5f7f9;--run:#8fa3b5;"
    "--good:#4d7ea8;--stop:#b3261e;--small:#e08a84;--wait:#c98a00;--change:#6b5b95;--plan:#c9d0d6}"
    "@media(prefers-color-scheme:dark){:root{--bg:#14181c;--ink:#e4e8ec;--dim:#9aa5b0;--line:#"
    "343c44;"
    "--card:#1d2329;--run:#5f7486;--good:#6ea3d0;--stop:#e5645b;--small:#a9524c;--wait:#e0a52c;"
    "--change:#9a8ac6;--plan:#4a545e}}"
    "*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);"
    "font:15px/1.45 system-ui,'Liberation Sans',sans-serif}"
    "main{max-width:54rem;margin:0 auto;padding:1.2rem}"
    "h1{font-size:1.5em;margin:0}h2{font-size:1.1em;margin:1.6em 0 .5em;"
    "border-bottom:1px solid var(--line);padding-bottom:.2em}"
    ".sub{color:var(--dim);margin:.2em 0 1em;overflow-wrap:anywhere}p{margin:.3em "
    "0;overflow-wrap:anywhere}"
    ".cards{display:flex;flex-wrap:wrap;gap:.6rem;margin:1em 0}"
    ".card{background:var(--card);border:1px solid var(--line);border-radius:.4em;"
    "padding:.4em .7em;flex:1 1 auto}.card b{display:block;font-size:1.25em;"
    "white-space:nowrap;font-variant-numeric:tabular-nums}.card "
    "span{color:var(--dim);font-size:.85em}"
    ".first b{font-size:1.6em}"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92em}"
    "th{color:var(--dim);font-weight:600;text-align:left}th,td{padding:.22em .5em;"
    "border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}"
    ".r{text-align:right;white-space:nowrap;overflow-wrap:normal}.wide{overflow-x:auto}"
    "figure{margin:.6em 0}svg{display:block;width:100%;height:auto}"
    "svg text{font:11px system-ui,'Liberation Sans',sans-serif;fill:var(--ink)}"
    "svg .d{fill:var(--dim)}svg .e{text-anchor:end}svg .m{text-anchor:middle}"
    ".ax{stroke:var(--line);stroke-width:1}.run{fill:var(--run)}.good{fill:var(--good)}"
    ".stop{fill:var(--stop)}.small{fill:var(--small)}.wait{fill:var(--wait)}"
    ".change{fill:var(--change)}.plan{fill:var(--plan)}"
    ".none{fill:none;stroke:var(--dim);stroke-dasharray:2 2}"
    ".trend{fill:none;stroke:var(--good);stroke-width:2}.dot{fill:var(--good)}"
    ".mark{fill:var(--ink);stroke:var(--ink);stroke-width:1}line.mark{stroke-dasharray:3 3}"
    "svg .n{fill:var(--bg);font-size:10px;font-weight:700}"
    "@page{size:A4;margin:12mm}"
    "@media print{:root{--bg:#fff;--ink:#000;--dim:#444;--line:#bbb;--card:#fff;--run:#9fb0bf;"
    "--good:#4d7ea8;--stop:#b3261e;--small:#e08a84;--wait:#c98a00;--change:#6b5b95;--plan:#d8dde1}"
    "body{font-size:9pt}svg text{font-size:10px}main{max-width:none;padding:0}"
    "figure,tr,.cards,h2{break-inside:avoid}h2{break-after:avoid}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}";

/* ---- the page ------------------------------------------------------------------------------- */

static void card(const struct report_out *out, const char *name, const char *value, bool first)
{
    html_put(out, "<div class=\"card%s\"><b>", first ? " first" : "");
    html_said(out, value, true);
    html_put(out, "</b><span>");
    html_said(out, name, true);
    html_put(out, "</span></div>\n");
}

static void put_cards(const struct report_out *out, const struct report *r)
{
    static const struct {
        const char *name, *path;
        const char *(*say)(const json_t *, char[TELL_SIZE]);
    } cards[] = {{"OEE", "oee/oee", tell_percent},
                 {"availability", "oee/availability", tell_percent},
                 {"performance", "oee/performance", tell_percent},
                 {"quality", "oee/quality", tell_percent},
                 {"good parts", "counts/good", tell_count},
                 {"coverage", "oee/coverage", tell_percent},
                 {"not explained", "oee/unexplained_s", tell_seconds}};
    html_put(out, "<div class=\"cards\">\n");
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
        char text[TELL_SIZE];
        card(out, cards[i].name,
             cards[i].say(tell_member(report_whole(r)->kpi, cards[i].path), text), i == 0);
    }
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
    out->put(out->ctx, style, sizeof style - 1);
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
    html_put(t->out, "<div class=\"wide\"><table><thead><tr>");
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
    html_put(t->out, "<tr>");
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
}

static void put_chart(struct teller *teller, const struct report *r, enum report_chart chart)
{
    const struct report_out *out = of(teller)->out;
    html_put(out, "<figure>");
    svg_chart(out, r, chart);
    html_put(out, "</figure>\n");
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
