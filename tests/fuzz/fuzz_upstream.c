/* SPDX-License-Identifier: MIT */
/* What hub and station say to each other beside records, from a hostile broker: signal history, its
 * acknowledgement, who was told of a call. What was read is clean, within its limits, and is
 * written the same again. */
#include "data/model/sync/minutes.h"
#include "data/model/sync/told.h"
#include "data/model/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char text[MINUTES_MAX * 2], again[MINUTES_MAX * 2];

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void look_at_told(const char *payload, size_t size)
{
    struct told a, b;
    if (told_read(payload, size, &a, NULL) != 0)
        return;
    must(text_is_clean(a.call, strlen(a.call)) && text_is_clean(a.by, strlen(a.by)) && a.tier >= 1);
    size_t length = told_write(&a, text, sizeof text);
    must(length > 0 && told_read(text, length, &b, NULL) == 0);
    must(strcmp(a.call, b.call) == 0 && strcmp(a.by, b.by) == 0 && a.tier == b.tier &&
         strcmp(a.mac, b.mac) == 0);
    must(told_signed(&a, "a/b/c/d/e", text, sizeof text) > 0);
}

static void look_at_ack(const char *payload, size_t size)
{
    struct minutes_ack a, b;
    if (minutes_ack_read(payload, size, &a, NULL) != 0)
        return;
    size_t length = minutes_ack_write(&a, text, sizeof text);
    must(length > 0 && minutes_ack_read(text, length, &b, NULL) == 0);
    must(a.from == b.from && a.to == b.to && a.have == b.have && strcmp(a.mac, b.mac) == 0);
    must(minutes_ack_signed(&a, "a/b/c/d/e", text, sizeof text) > 0);
}

static size_t write_minutes(const struct minutes *m, char *out, size_t size)
{
    struct jw w;
    minutes_begin(&w, out, size, m->from, m->to);
    for (int i = 0; i < m->count; i++)
        if (!minutes_add(&w, &m->row[i]))
            return 0;
    return minutes_end(&w);
}

static void look_at_minutes(const char *payload, size_t size)
{
    static struct minutes a, b;
    if (minutes_read(payload, size, &a, NULL) != 0)
        return;
    must(a.count >= 0 && a.count <= MINUTES_ROWS);
    for (int i = 0; i < a.count; i++)
        must(text_is_clean(a.row[i].signal, strlen(a.row[i].signal)) && a.row[i].samples >= 0);
    size_t length = write_minutes(&a, text, sizeof text);
    if (length > 0 && length <= MINUTES_MAX) {
        must(minutes_read(text, length, &b, NULL) == 0 && b.count == a.count);
        must(write_minutes(&b, again, sizeof again) == length && memcmp(text, again, length) == 0);
        minutes_done(&b);
    }
    minutes_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *payload = size ? (const char *)data : "";
    look_at_told(payload, size);
    look_at_ack(payload, size);
    look_at_minutes(payload, size);
    return 0;
}
