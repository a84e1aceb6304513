/* SPDX-License-Identifier: MIT */
/* Lists of record drafts and the envelope that is hashed. The engine fills a list in each step, the
 * store copies from it; the list owns its bodies. */
#include "data/model/record.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 8
#define KEPT_SLOTS     64

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

/* Memory of a burst (a month of shifts after a long shutdown) is given back. */
void record_list_clear(struct record_list *list)
{
    for (size_t i = KEPT_SLOTS; i < list->capacity && list->item[i].body; i++) {
        free(list->item[i].body);
        list->item[i].body = NULL;
    }
    list->count = 0;
}

void record_list_done(struct record_list *list)
{
    for (size_t i = 0; i < list->capacity; i++)
        free(list->item[i].body);
    free(list->item);
    *list = (struct record_list){0};
}

/* ---- envelope: written by hand, since every record kept passes here ---- */

struct envelope {
    char *out;
    size_t size, length;
    bool bad; /* no room, or a field that is none */
};

/* A tab or newline inside a field would let two envelopes read the same. */
static void put_field(struct envelope *e, const char *text, char after)
{
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20 || e->length + 2 >= e->size) {
            e->bad = true;
            return;
        }
        e->out[e->length++] = *text;
    }
    if (e->length + 1 >= e->size)
        e->bad = true;
    else
        e->out[e->length++] = after;
}

static void put_number(struct envelope *e, int64_t value)
{
    char text[24], *at = text + sizeof text - 1;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    *at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--at = '-';
    put_field(e, at, '\t');
}

size_t record_envelope(const struct record *r, const char *kind, char *out, size_t size)
{
    struct envelope e = {.out = out, .size = size};
    put_field(&e, r->epoch, '\t');
    put_number(&e, r->seq);
    put_field(&e, kind, '\t');
    put_field(&e, r->id, '\t');
    put_number(&e, r->rev);
    put_number(&e, r->wall_ms);
    put_number(&e, r->boot_ms);
    put_field(&e, r->boot_id, '\t');
    put_number(&e, r->synced);
    put_field(&e, r->actor, '\t');
    put_field(&e, r->config, '\n');
    if (size > 0)
        out[e.length < size ? e.length : size - 1] = '\0';
    return e.bad ? 0 : e.length;
}
