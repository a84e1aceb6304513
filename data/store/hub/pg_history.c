/* SPDX-License-Identifier: MIT */
/* PostgreSQL's side of signal history. pg.c's table of functions is the only way to here. */
#include "data/store/hub/pg_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { H_STATION, H_NAME, H_MINUTE, H_MIN, H_MEAN, H_MAX, H_LAST, H_SAMPLES, H_BAD, H_QUALITY, HS };

static void fill(struct pg_array row[HS], int64_t station, const struct minutes *minutes)
{
    for (int c = 0; c < HS; c++)
        pg_array_begin(&row[c], c == H_STATION                  ? PG_INT4
                                : c == H_NAME || c == H_QUALITY ? PG_TEXT
                                                                : PG_INT8);
    for (int i = 0; i < minutes->count; i++) {
        const struct minute_row *m = &minutes->row[i];
        const int64_t amounts[] = {m->min, m->mean, m->max, m->last};
        pg_array_number(&row[H_STATION], station);
        pg_array_bytes(&row[H_NAME], m->signal, strlen(m->signal));
        pg_array_number(&row[H_MINUTE], m->minute);
        for (int k = 0; k < 4; k++) {
            if (m->samples > 0)
                pg_array_number(&row[H_MIN + k], amounts[k]);
            else
                pg_array_null(&row[H_MIN + k]);
        }
        pg_array_number(&row[H_SAMPLES], m->samples);
        pg_array_number(&row[H_BAD], m->bad);
        pg_array_bytes(&row[H_QUALITY], m->quality, strlen(m->quality));
    }
    for (int c = 0; c < HS; c++)
        pg_array_end(&row[c]);
}

static enum hub_result put_rows(struct pg *p, int64_t station, const struct minutes *minutes,
                                struct cause *why)
{
    struct pg_array row[HS] = {{.data = NULL}}, *array[HS];
    for (int c = 0; c < HS; c++)
        array[c] = &row[c];
    fill(row, station, minutes);
    enum hub_result rc = pg_call_arrays(p, "signals", array, 2, NULL, why);
    if (rc == HUB_DONE)
        rc = pg_call_arrays(p, "minutes", array, HS, NULL, why);
    for (int c = 0; c < HS; c++)
        pg_array_done(&row[c]);
    return rc;
}

static enum hub_result move_head(struct pg *p, int64_t station, int64_t to, int64_t *have,
                                 struct cause *why)
{
    struct number_text number, minute;
    const char *const v[] = {number_text(&number, station), number_text(&minute, to)};
    PGresult *result = NULL;
    enum hub_result rc = pg_call(p, "history_head", v, 2, &result, why);
    if (rc == HUB_DONE && PQntuples(result) == 1)
        *have = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return rc;
}

static enum hub_result end(struct pg *p, enum hub_result rc, struct cause *why)
{
    if (rc == HUB_DONE)
        rc = pg_command(p, "COMMIT", why);
    if (rc != HUB_DONE && !p->down)
        (void)pg_command(p, "ROLLBACK", NULL);
    return rc;
}

/* Of aging, which of two hubs one does, and while nobody takes minutes: what it does not see would
 * go without having become part of its day. */
#define AGING "7310580"

enum hub_result pg_history_take(struct pg *p, int64_t station, const struct minutes *minutes,
                                int64_t *have, struct cause *why)
{
    *have = 0;
    enum hub_result rc = pg_command(p, "BEGIN", why);
    if (rc == HUB_DONE)
        rc = pg_command(p, "SELECT pg_advisory_xact_lock_shared(" AGING ")", why);
    if (rc == HUB_DONE && minutes->count > 0)
        rc = put_rows(p, station, minutes, why);
    if (rc == HUB_DONE)
        rc = move_head(p, station, minutes->to, have, why);
    return end(p, rc, why);
}

enum hub_result pg_history_age(struct pg *p, int64_t before_day, struct cause *why)
{
    char text[2000];
    enum hub_result rc = pg_command(p, "BEGIN", why);
    if (rc == HUB_DONE)
        rc = pg_command(p, "SELECT pg_advisory_xact_lock(" AGING ")", why);
    (void)snprintf(text, sizeof text, HUB_AGE_DAYS, (long long)before_day);
    if (rc == HUB_DONE)
        rc = pg_command(p, text, why);
    (void)snprintf(text, sizeof text, HUB_AGE_MINUTES, (long long)before_day);
    if (rc == HUB_DONE)
        rc = pg_command(p, text, why);
    return end(p, rc, why);
}
