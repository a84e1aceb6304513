/* SPDX-License-Identifier: MIT */
/* Lists of record drafts and the envelope that is hashed. The engine fills a list in each step, the
 * store copies from it; the list owns its bodies. */
#include "data/model/record.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 8

static int grow(struct record_list *list)
{
    size_t capacity = list->capacity ? list->capacity * 2 : FIRST_CAPACITY;
    struct record_draft *item = realloc(list->item, capacity * sizeof *item);
    if (!item)
        return -1;
    memset(item + list->capacity, 0, (capacity - list->capacity) * sizeof *item);
    list->item = item;
    list->capacity = capacity;
    return 0;
}

int record_list_add(struct record_list *list, const struct record_draft *draft, const char *body)
{
    size_t length = strlen(body);
    if (length > RECORD_BODY_MAX)
        return -1;
    if (list->count == list->capacity && grow(list) != 0)
        return -1;
    /* A slot keeps its body, at full size, for the next use: no allocation once it has grown. */
    struct record_draft *slot = &list->item[list->count];
    char *memory = slot->body ? slot->body : malloc(RECORD_BODY_MAX + 1);
    if (!memory)
        return -1;
    *slot = *draft;
    slot->body = memory;
    slot->body_length = length;
    memcpy(memory, body, length + 1);
    list->count++;
    return 0;
}

void record_list_clear(struct record_list *list)
{
    list->count = 0;
}

void record_list_done(struct record_list *list)
{
    for (size_t i = 0; i < list->capacity; i++)
        free(list->item[i].body);
    free(list->item);
    *list = (struct record_list){0};
}

/* A tab or newline inside a field would let two envelopes read the same. */
static bool is_field(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20)
            return false;
    return true;
}

size_t record_envelope(const struct record *r, char *out, size_t size)
{
    if (!is_field(r->epoch) || !is_field(r->id) || !is_field(r->boot_id) || !is_field(r->actor) ||
        !is_field(r->config))
        return 0;
    if (!text_format(out, size, "%s\t%lld\t%s\t%s\t%lld\t%lld\t%lld\t%s\t%d\t%s\t%s\n", r->epoch,
                     (long long)r->seq, word_name(&words_record_kind, (int)r->kind), r->id,
                     (long long)r->rev, (long long)r->wall_ms, (long long)r->boot_ms, r->boot_id,
                     r->synced, r->actor, r->config))
        return 0;
    return strlen(out);
}
