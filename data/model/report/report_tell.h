/* SPDX-License-Identifier: MIT */
/* What a report says, in one order and one choice of words; how it looks is the teller's:
 * report_text.c or report_html.c. Inside data/model/report only. */
#ifndef DATA_MODEL_REPORT_REPORT_TELL_H
#define DATA_MODEL_REPORT_REPORT_TELL_H

#include "data/model/report/report.h"

#define TELL_COLUMNS 10
#define TELL_CELL    112

enum report_chart { CHART_RIBBON, CHART_HOURS, CHART_WATERFALL, CHART_PARETO, CHART_TREND };

/* Cells of a row, as many as there are letters in the table's `align`: l, r, or b for a bar. */
struct tell_row {
    char cell[TELL_COLUMNS][TELL_CELL];
    double bar; /* 0..1, of the column b; negative: none */
};

struct teller {
    void (*title)(struct teller *t, const struct report *r);
    void (*section)(struct teller *t, const char *title);
    void (*line)(struct teller *t, const char *text);
    void (*table)(struct teller *t, const char *align, const char *const *head);
    void (*row)(struct teller *t, const struct tell_row *row);
    void (*end)(struct teller *t); /* of the table */
    /* A picture; false: this teller has none, the table of the same is enough. */
    void (*chart)(struct teller *t, const struct report *r, enum report_chart chart);
};

void report_tell(const struct report *r, struct teller *t);
/* Only money, goals and what people did about stops. */
void report_tell_roi(const struct report *r, struct teller *t);
void tell_money(const struct report *r, struct teller *t); /* report_roi.c */

/* Figures as people read them; each returns `out`, "–" for what is not known. */
#define TELL_SIZE 48
const char *tell_none(char out[TELL_SIZE]);
const char *tell_percent(const json_t *ratio, char out[TELL_SIZE]);
const char *tell_count(const json_t *number, char out[TELL_SIZE]);
const char *tell_seconds(const json_t *seconds, char out[TELL_SIZE]);
const char *tell_ms(int64_t ms, char out[TELL_SIZE]);
/* "2026-11-22 06:00", plant time. */
const char *tell_time(const struct report *r, int64_t ms, char out[TELL_SIZE]);
/* A member of a row by its path: "oee/oee". */
const json_t *tell_member(const json_t *row, const char *path);
double tell_number(const json_t *row, const char *path); /* NaN: there is none */
/* A word of a row, cleaned; "": there is none. */
void tell_word(const json_t *row, const char *key, char *out, size_t size);
/* What a row of the pareto is about, and what a loss is called. */
void tell_reason(const json_t *row, char *out, size_t size);
const char *tell_loss(const char *loss);
bool tell_nothing_lost(const json_t *loss);         /* neither time nor parts */
const json_t *tell_largest(const struct report *r); /* loss of those that are known; NULL */
/* "1,258.60 EUR"; the language's marks are put in by whoever says it. */
const char *tell_money_of(double amount, const char *currency, char out[TELL_SIZE]);

/* Inside report_html.c: the pictures. */
/* Of the table that follows, so many rows are told by the picture in full. */
size_t svg_chart(const struct report_out *out, const struct report *r, enum report_chart chart);
void html_put(const struct report_out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void html_text(const struct report_out *out, const char *text);               /* escaped */
void html_said(const struct report_out *out, const char *english, bool cell); /* … in words */

#endif
