/* SPDX-License-Identifier: MIT */
/* What the item formats share: which there are, memory for the texts of a message, the bounds on
 * what it may emit, times. */
#include "data/decode/formats/format.h"

#include "data/decode/stamp.h"

#include <string.h>

static const struct format *const formats[FORMAT_COUNT] = {
    [FORMAT_ENVELOPE] = &format_envelope, [FORMAT_LIST] = &format_list,
    [FORMAT_LINE] = &format_line,         [FORMAT_TELEGRAF] = &format_telegraf,
    [FORMAT_OPCUA] = &format_opcua,       [FORMAT_MTCONNECT] = &format_mtconnect,
    [FORMAT_SIEMENS] = &format_siemens,   [FORMAT_VDA5050] = &format_vda5050,
    [FORMAT_UMH] = &format_umh,
};

const struct format *format_of(enum decode_format format)
{
    return (unsigned)format < FORMAT_COUNT ? formats[format] : NULL;
}

/* ---- memory ---- */

char *scratch_take(struct scratch *scratch, size_t size)
{
    if (size > scratch->size - scratch->used)
        return NULL;
    char *piece = scratch->at + scratch->used;
    scratch->used += size;
    return piece;
}

bool scratch_text(struct scratch *scratch, const struct scan_value *text, size_t max,
                  const char **out, size_t *length)
{
    if (!text->escaped) {
        *out = text->text;
        *length = text->length;
        return text->length <= max;
    }
    bool whole;
    size_t room = scratch->size - scratch->used, size = max < room ? max : room;
    char *piece = scratch->at + scratch->used;
    *length = scan_text(text, piece, size, &whole);
    *out = piece;
    if (whole)
        scratch->used += *length;
    return whole;
}

/* ---- items ---- */

bool format_emit(const struct format_input *in, item_sink *sink, void *ctx, struct item *item)
{
    bool fits = item->length <= ITEM_NAME_MAX && in->stats->items < FORMAT_ITEMS_MAX;
    if (!fits) {
        in->stats->skipped++;
        return in->stats->items < FORMAT_ITEMS_MAX;
    }
    in->stats->items++;
    sink(ctx, item);
    return true;
}

int64_t format_time(const struct format_input *in, const struct scan_value *value)
{
    int64_t ms;
    if (value->kind != SCAN_NUMBER && value->kind != SCAN_TEXT)
        return TIME_NONE;
    return stamp_read(value, in->time_unit, in->zone, &ms) == 0 ? ms : TIME_NONE;
}
