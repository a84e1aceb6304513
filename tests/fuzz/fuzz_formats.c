/* SPDX-License-Identifier: MIT */
/* Any bytes as messages of any item format: the first byte chooses the format, the second the
 * source's settings. A message's topic ends at the first line end, its payload at a record
 * separator (1e hex): what a format remembers of one message meets the next. What is emitted lies
 * within its bounds, keeps to its limits, and is the same each time. */
#include "data/decode/formats/format.h"
#include "data/decode/value.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

struct heard {
    int items;
    uint64_t sum;
};

static volatile size_t touched;

static uint64_t sum_of(uint64_t sum, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        sum = sum * 31 + (unsigned char)text[i];
    return sum * 31 + length;
}

/* What a signal would make of it: each role reads any value that a format gives. */
static void hold_value(const struct item *item, int turn)
{
    const struct signal_conf signal = {.role = (enum signal_role)(turn % SIGNAL_ROLE_COUNT),
                                       .format = FORMAT_ENVELOPE,
                                       .scale = AMOUNT_ONE};
    struct update update = {.mapped = -1};
    struct cause why = {0};
    if (value_read(&signal, &item->value, &update, &why) >= 0)
        hold(
            text_is_clean(update.value.text, strnlen(update.value.text, sizeof update.value.text)));
    touched += strnlen(why.text, sizeof why.text);
}

static void hear(void *ctx, const struct item *item)
{
    struct heard *heard = ctx;
    hold(item->name != NULL && item->length <= ITEM_NAME_MAX);
    hold(item->also == NULL || item->also_length <= ITEM_NAME_MAX);
    hold(item->quality == Q_GOOD || item->quality == Q_BAD || item->quality == Q_NONE);
    hold(item->value.kind >= SCAN_NULL && item->value.kind <= SCAN_ARRAY);
    hold(item->value.text != NULL);
    heard->items++;
    heard->sum = sum_of(heard->sum, item->name, item->length);
    if (item->also != NULL)
        heard->sum = sum_of(heard->sum, item->also, item->also_length);
    heard->sum = sum_of(heard->sum, item->value.text, item->value.length);
    heard->sum = heard->sum * 31 + (uint64_t)item->source_ms + item->quality;
    if (heard->items < 64)
        hold_value(item, heard->items);
}

static void feed_one(const struct format *format, void *state, const struct message *message,
                     uint8_t how, struct heard *heard)
{
    static const char *const wheres[] = {"", "host=h1", "a=b, PublisherId=P1", "x=,=y"};
    static const struct zone utc;
    static char room[FORMAT_SCRATCH];
    struct scratch scratch = {room, how & 4 ? sizeof room : 100, 0};
    struct format_stats stats = {0};
    struct cause why = {0};
    int before = heard->items;
    const struct format_input in = {.message = message,
                                    .below = how & 8 ? message->topic : NULL,
                                    .time_unit = (enum time_unit)(how >> 4 & 3),
                                    .zone = &utc,
                                    .where = wheres[how & 3],
                                    .state = state,
                                    .scratch = &scratch,
                                    .stats = &stats};
    int n = format->read(&in, hear, heard, &why), items = heard->items - before;
    hold(n == -1 || n == items);
    hold(n != -1 || why.text[0] != '\0');
    hold(stats.items == items && stats.items <= FORMAT_ITEMS_MAX && stats.skipped >= 0);
    hold(scratch.used <= scratch.size);
}

/* Topic and payload as copies of their own, so that a step beyond is seen. */
static void feed_piece(const struct format *format, void *state, const char *piece, size_t size,
                       struct heard *heard, uint8_t how)
{
    const char *end = memchr(piece, '\n', size);
    if (end == NULL || memchr(piece, '\0', (size_t)(end - piece)))
        return;
    size_t length = size - (size_t)(end + 1 - piece);
    char *name = strndup(piece, (size_t)(end - piece)), *payload = malloc(length > 0 ? length : 1);
    hold(name && payload);
    memcpy(payload, end + 1, length);
    const struct message message = {
        .topic = name, .payload = payload, .length = length, .arrival_ms = 1700000000000};
    feed_one(format, state, &message, how, heard);
    free(name);
    free(payload);
}

/* The format's memory of its source is new for each input, so that an input stands for itself. */
static struct heard feed(const struct format *format, const char *text, size_t size, uint8_t how)
{
    struct heard heard = {0};
    void *state = calloc(1, format->state_size + 1);
    hold(state);
    while (size > 0) {
        const char *end = memchr(text, 0x1e, size);
        size_t piece = end != NULL ? (size_t)(end - text) : size;
        feed_piece(format, state, text, piece, &heard, how);
        piece += end != NULL;
        text += piece;
        size -= piece;
    }
    free(state);
    return heard;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const struct format *format = format_of(
        (enum decode_format)(FORMAT_ENVELOPE + data[0] % (FORMAT_COUNT - FORMAT_ENVELOPE)));
    if (format == NULL)
        return 0;
    const char *text = (const char *)data + 2;
    struct heard a = feed(format, text, size - 2, data[1]);
    struct heard b = feed(format, text, size - 2, data[1]);
    hold(a.items == b.items && a.sum == b.sum);
    return 0;
}
