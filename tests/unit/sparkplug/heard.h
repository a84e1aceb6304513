/* SPDX-License-Identifier: MIT */
/* A host and what it told, for its tests: payloads are made here, events become lines of text. */
#ifndef TESTS_HEARD_H
#define TESTS_HEARD_H

#include "data/model/clock.h"
#include "data/model/text.h"
#include "data/sparkplug/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WALL INT64_C(1800000000000) /* the wall's time at now = 0 */
#define ROOM (1U << 20)

struct heard {
    struct spb_host *host;
    int64_t now;
    char text[1 << 16];
    size_t used;
    bool stored;
};

static _Alignas(max_align_t) char heard_memory[ROOM];

static void heard_add(struct heard *h, const char *text)
{
    size_t length = strlen(text);
    if (h->used + length + 2 > sizeof h->text)
        return;
    memcpy(h->text + h->used, text, length);
    h->used += length;
    h->text[h->used++] = '\n';
    h->text[h->used] = '\0';
}

static void heard_value(const struct spb_event *e, char out[128])
{
    int64_t integer;
    double real;
    if (e->null)
        (void)text_copy(out, 128, "null");
    else if (e->value.form == SPB_FORM_STRING)
        (void)text_copy(out, 128, e->value.text);
    else if (spb_integer(&e->value, e->type, &integer) == 0)
        (void)snprintf(out, 128, "%lld", (long long)integer);
    else if (spb_real(&e->value, e->type, &real) == 0)
        (void)snprintf(out, 128, "%g", real);
    else
        (void)text_copy(out, 128, "?");
}

/* "item N/D name value @time flags"; times beyond WALL are told from there. */
static void heard_event(void *ctx, const struct spb_event *e)
{
    static const char *const word[] = {"birth", "item", "born", "death", "lost"};
    struct heard *h = ctx;
    char line[1024], value[128] = "", quality[32] = "", at[32] = "";
    int64_t time = e->kind == SPB_EVENT_ITEM ? e->source_ms : e->at_ms;
    if (e->kind == SPB_EVENT_ITEM)
        heard_value(e, value);
    if (e->quality != SPB_QUALITY_GOOD && e->kind == SPB_EVENT_ITEM)
        (void)snprintf(quality, sizeof quality, " q%lld", (long long)e->quality);
    if (time != TIME_NONE)
        (void)snprintf(at, sizeof at, " @%lld",
                       (long long)(time > WALL - MS_PER_DAY ? time - WALL : time));
    (void)snprintf(line, sizeof line, "%s %s%s%s%s%s%s%s%s%s%s%s%s", word[e->kind], e->node,
                   e->device[0] ? "/" : "", e->device, e->name ? " " : "", e->name ? e->name : "",
                   value[0] ? " " : "", value, at, quality, e->historical ? " old" : "",
                   e->transient ? " transient" : "", e->unverified ? " unverified" : "");
    heard_add(h, line);
}

static void heard_open(struct heard *h, const struct spb_host_conf *conf)
{
    *h = (struct heard){.host = spb_host_new(conf), .now = 1000};
    assert_non_null(h->host);
}

static void heard_take(struct heard *h, const char *topic, const void *bytes, size_t length)
{
    /* exactly as long as it is, so that a sanitizer sees a byte too far */
    unsigned char *own = malloc(length + 1);
    assert_non_null(own);
    memcpy(own, bytes, length);
    struct spb_message message = {.topic = topic,
                                  .payload = own,
                                  .length = length,
                                  .stored = h->stored,
                                  .wall_ms = WALL + h->now};
    spb_host_message(h->host, &message, h->now, heard_event, h);
    free(own);
}

static void heard_payload(struct heard *h, const char *topic, const struct spb_payload *payload)
{
    static unsigned char wire[SPB_PAYLOAD_MAX];
    struct spb_room room = {.at = heard_memory, .size = ROOM};
    size_t length = spb_encode(payload, &room, wire, sizeof wire);
    assert_true(length > 0 || payload->metrics == 0);
    heard_take(h, topic, wire, length);
}

/* Everything since the last time, as lines. */
static void heard_is(struct heard *h, const char *wanted)
{
    if (strcmp(h->text, wanted) != 0)
        fail_msg("heard:\n%swanted:\n%s", h->text, wanted);
    h->used = 0;
    h->text[0] = '\0';
}

static void heard_forget(struct heard *h)
{
    h->used = 0;
    h->text[0] = '\0';
}

/* Time goes on, step by step; how many commands it brings. */
static int heard_wait(struct heard *h, int64_t ms)
{
    int commands = 0;
    struct spb_topic topic;
    unsigned char out[SPB_COMMAND_SIZE];
    int64_t until = h->now + ms;
    for (;;) {
        int64_t due = spb_host_due(h->host);
        h->now = due > until ? until : due > h->now ? due : h->now;
        spb_host_tick(h->host, h->now, WALL + h->now, heard_event, h);
        while (spb_host_command(h->host, WALL + h->now, &topic, out) > 0) {
            assert_int_equal(topic.verb, SPB_NCMD);
            commands++;
        }
        if (due > until)
            return commands;
    }
}

/* ---- payloads of integers, with aliases or names ---- */

static struct spb_metric number(const char *name, uint64_t alias, int64_t value)
{
    return (struct spb_metric){.name = name,
                               .alias = alias,
                               .has_alias = true,
                               .type = name ? SPB_INT64 : SPB_UNKNOWN,
                               .value = {.form = SPB_FORM_LONG, .wide = (uint64_t)value}};
}

/* NBIRTH of "bdSeq" and "count" (alias 0). */
static void born(struct heard *h, const char *topic, uint8_t seq, int64_t bdseq, int64_t count)
{
    struct spb_metric metric[] = {{.name = "bdSeq",
                                   .type = SPB_INT64,
                                   .value = {.form = SPB_FORM_LONG, .wide = (uint64_t)bdseq}},
                                  number("count", 0, count)};
    struct spb_payload payload = {.timestamp = (uint64_t)(WALL + h->now),
                                  .has_timestamp = true,
                                  .seq = seq,
                                  .has_seq = true,
                                  .metric = metric,
                                  .metrics = 2};
    heard_payload(h, topic, &payload);
}

static void says(struct heard *h, const char *topic, uint8_t seq, uint64_t alias, int64_t value)
{
    struct spb_metric metric = number(NULL, alias, value);
    struct spb_payload payload = {.timestamp = (uint64_t)(WALL + h->now),
                                  .has_timestamp = true,
                                  .seq = seq,
                                  .has_seq = true,
                                  .metric = &metric,
                                  .metrics = 1};
    heard_payload(h, topic, &payload);
}

static void died(struct heard *h, const char *topic, int64_t bdseq)
{
    struct spb_metric metric = {.name = "bdSeq",
                                .type = SPB_INT64,
                                .value = {.form = SPB_FORM_LONG, .wide = (uint64_t)bdseq}};
    struct spb_payload payload = {.metric = &metric, .metrics = 1};
    heard_payload(h, topic, &payload);
}

#endif
