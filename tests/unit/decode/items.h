/* SPDX-License-Identifier: MIT */
/* Samples of messages and the items that they hold, for the tests of the item formats. */
#ifndef TESTS_ITEMS_H
#define TESTS_ITEMS_H

#include "data/decode/formats/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#define SAMPLE_ITEMS 16

struct sample {
    const char *payload;
    struct sample_item {
        const char *name, *value; /* the value's own text; "null" */
        enum quality quality;
        int64_t source_ms;
    } item[SAMPLE_ITEMS]; /* ends with a name that is NULL */
    const char *error;    /* part of it; NULL: none */
    const char *topic, *where, *below;
    size_t length; /* of the payload; 0: as a string */
};

struct sample_check {
    const struct sample *sample;
    size_t at, count;
};

static void check_item(void *ctx, const struct item *item)
{
    struct sample_check *check = ctx;
    const struct sample_item *wanted = &check->sample->item[check->at];
    if (check->at >= SAMPLE_ITEMS || wanted->name == NULL)
        fail_msg("unexpected item %.*s of %s", (int)item->length, item->name,
                 check->sample->payload);
    if (item->length != strlen(wanted->name) || memcmp(item->name, wanted->name, item->length) != 0)
        fail_msg("item %.*s, wanted %s", (int)item->length, item->name, wanted->name);
    if (item->value.length != strlen(wanted->value) ||
        memcmp(item->value.text, wanted->value, item->value.length) != 0)
        fail_msg("%s is %.*s, wanted %s", wanted->name, (int)item->value.length, item->value.text,
                 wanted->value);
    assert_int_equal(item->quality, wanted->quality);
    assert_int_equal(item->source_ms, wanted->source_ms);
    check->at++;
}

/* Every sample says exactly its items, in order. `state` (may be NULL) lasts over all of them. */
static void check_samples_with(const struct format *format, const struct sample *samples,
                               size_t count, void *state)
{
    static char room[FORMAT_SCRATCH];
    static const struct zone utc;
    for (size_t i = 0; i < count; i++) {
        const struct sample *s = &samples[i];
        struct scratch scratch = {room, sizeof room, 0};
        struct format_stats stats = {0};
        struct message message = {.topic = s->topic != NULL ? s->topic : "t",
                                  .payload = s->payload,
                                  .length = s->length > 0 ? s->length : strlen(s->payload),
                                  .arrival_ms = 1700000000000};
        struct format_input in = {.message = &message,
                                  .below = s->below,
                                  .zone = &utc,
                                  .where = s->where != NULL ? s->where : "",
                                  .state = state,
                                  .scratch = &scratch,
                                  .stats = &stats};
        struct sample_check check = {.sample = s};
        struct cause why = {0};
        while (check.count < SAMPLE_ITEMS && s->item[check.count].name != NULL)
            check.count++;
        int n = format->read(&in, check_item, &check, &why);
        if (s->error != NULL) {
            assert_int_equal(n, -1);
            if (strstr(why.text, s->error) == NULL)
                fail_msg("error '%s', wanted '%s'", why.text, s->error);
            continue;
        }
        if (n < 0)
            fail_msg("%s: %s", s->payload, why.text);
        assert_int_equal(check.at, check.count);
        assert_int_equal(n, check.count);
    }
}

static inline void check_samples(const struct format *format, const struct sample *samples,
                                 size_t count)
{
    check_samples_with(format, samples, count, NULL);
}

#endif
