/* SPDX-License-Identifier: MIT */
/* Batches of signal history as JSON, written at the station (data/store/upstream/bulk.c) and read
 * at the hub (data/hub/ingest.c). Everything that is read is checked. */
#include "data/model/sync/minutes.h"

#include "data/model/text.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define ROW_MAX    400 /* bytes that a row may take, escapes included */
#define MINUTE_MAX (INT64_MAX / 60000)

void minutes_begin(struct jw *w, char *out, size_t size, int64_t from, int64_t to)
{
    jw_init(w, out, size < MINUTES_MAX + 1 ? size : MINUTES_MAX + 1);
    jw_object(w, NULL);
    jw_int(w, "v", 1);
    jw_int(w, "from", from);
    jw_int(w, "to", to);
    jw_array(w, "rows");
}

bool minutes_add(struct jw *w, const struct minute_row *row)
{
    const int64_t amounts[] = {row->min, row->mean, row->max, row->last};
    if (w->overflow || w->size - w->length < ROW_MAX)
        return false;
    jw_array(w, NULL);
    jw_text(w, NULL, row->signal);
    jw_int(w, NULL, row->minute);
    for (size_t i = 0; i < 4; i++) {
        if (row->samples > 0)
            jw_int(w, NULL, amounts[i]);
        else
            jw_null(w, NULL);
    }
    jw_int(w, NULL, row->samples);
    jw_int(w, NULL, row->bad);
    jw_text(w, NULL, row->quality);
    jw_array_end(w);
    return !w->overflow;
}

size_t minutes_end(struct jw *w)
{
    jw_array_end(w);
    jw_object_end(w);
    return w->overflow ? 0 : w->length;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool number_in(const json_t *value, int64_t least, int64_t most, int64_t *out)
{
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= least && *out <= most;
}

static bool is_clean(const char *text, size_t size)
{
    if (!text || *text == '\0' || strlen(text) >= size)
        return false;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return false;
    return true;
}

static bool read_row(const json_t *json, const struct minutes *all, struct minute_row *row)
{
    int64_t *const amounts[] = {&row->min, &row->mean, &row->max, &row->last};
    row->signal = json_string_value(json_array_get(json, 0));
    row->quality = json_string_value(json_array_get(json, 8));
    if (!is_clean(row->signal, sizeof((struct history_row *)0)->signal) ||
        !number_in(json_array_get(json, 1), all->from, all->to, &row->minute) ||
        !number_in(json_array_get(json, 6), 0, INT64_MAX, &row->samples) ||
        !number_in(json_array_get(json, 7), 0, INT64_MAX, &row->bad) || !row->quality ||
        word_find(&words_quality, row->quality, strlen(row->quality)) < 0)
        return false;
    for (size_t i = 0; i < 4; i++)
        if (!number_in(json_array_get(json, i + 2), INT64_MIN, INT64_MAX, amounts[i]) &&
            row->samples > 0)
            return false;
    return true;
}

int minutes_read(const char *payload, size_t length, struct minutes *out, struct cause *why)
{
    *out = (struct minutes){.count = 0};
    json_t *root =
        length <= MINUTES_MAX ? json_loadb(payload, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const json_t *rows = json_object_get(root, "rows");
    if (!json_is_array(rows) ||
        !number_in(json_object_get(root, "from"), 0, MINUTE_MAX, &out->from) ||
        !number_in(json_object_get(root, "to"), out->from, MINUTE_MAX, &out->to)) {
        json_decref(root);
        return cause_set(why, -1, "signal history that cannot be read");
    }
    out->memory = root;
    for (size_t i = 0; i < json_array_size(rows) && out->count < MINUTES_ROWS; i++)
        out->count += read_row(json_array_get(rows, i), out, &out->row[out->count]);
    return 0;
}

void minutes_done(struct minutes *minutes)
{
    json_decref(minutes->memory);
    minutes->memory = NULL;
    minutes->count = 0;
}

/* ---- the answer ------------------------------------------------------------------------------ */

size_t minutes_ack_signed(const struct minutes_ack *ack, const char *station, char *out,
                          size_t size)
{
    int n = snprintf(out, size, "%s\nhistory\n%lld\n%lld\n%lld\n", station, (long long)ack->from,
                     (long long)ack->to, (long long)ack->have);
    return n > 0 && (size_t)n < size ? (size_t)n : 0;
}

size_t minutes_ack_write(const struct minutes_ack *ack, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "from", ack->from);
    jw_int(&w, "to", ack->to);
    jw_int(&w, "have", ack->have);
    if (ack->mac[0])
        jw_text(&w, "mac", ack->mac);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}

int minutes_ack_read(const char *payload, size_t length, struct minutes_ack *out, struct cause *why)
{
    json_t *root = length < 1024 ? json_loadb(payload, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const char *mac = json_string_value(json_object_get(root, "mac"));
    *out = (struct minutes_ack){.from = 0};
    bool well = number_in(json_object_get(root, "from"), 0, MINUTE_MAX, &out->from) &&
                number_in(json_object_get(root, "to"), out->from, MINUTE_MAX, &out->to) &&
                number_in(json_object_get(root, "have"), 0, MINUTE_MAX, &out->have) &&
                (!mac || text_copy(out->mac, sizeof out->mac, mac));
    json_decref(root);
    return well ? 0 : cause_set(why, -1, "an answer to signal history that cannot be read");
}
