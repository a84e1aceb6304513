/* SPDX-License-Identifier: MIT */
/* The queue between the loop and the store's thread. Each append is one block of memory, made by
 * the loop and freed by whoever clears the queue. store.c holds the lock. */
#include "data/store/queue.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

bool queue_is_empty(const struct queue *queue)
{
    return !queue->first && !queue->has_checkpoint;
}

static bool is_record(const struct record_draft *draft)
{
    return draft->kind < RECORD_KIND_COUNT && draft->body && draft->body_length <= RECORD_BODY_MAX;
}

/* A field with a control character has no envelope: such a record could never be kept and would
 * stand in the way of all others. */
static void clean_field(char *field, size_t size)
{
    char copy[RECORD_ID_SIZE];
    field[size - 1] = '\0';
    if (text_is_clean(field, strlen(field)))
        return;
    (void)text_sanitise(field, strlen(field), copy, sizeof copy);
    (void)text_copy(field, size, copy);
}

static bool all_records(const struct record_list *records, size_t count, size_t *bodies)
{
    *bodies = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_record(&records->item[i]))
            return false;
        *bodies += records->item[i].body_length + 1;
    }
    return true;
}

static void copy_drafts(struct append *a, const struct record_list *records, char *body)
{
    for (size_t i = 0; i < a->count; i++) {
        struct record_draft *draft = &a->draft[i];
        *draft = records->item[i];
        memcpy(body, draft->body, draft->body_length);
        body[draft->body_length] = '\0';
        draft->body = body;
        body += draft->body_length + 1;
        clean_field(draft->id, sizeof draft->id);
        clean_field(draft->actor, sizeof draft->actor);
    }
}

static struct append *copy_of(const struct record_list *records, const struct history_list *history)
{
    size_t bodies, count = records ? records->count : 0, minutes = history ? history->count : 0;
    if (!all_records(records, count, &bodies))
        return NULL;
    struct append *a =
        malloc(sizeof *a + count * sizeof a->draft[0] + minutes * sizeof *a->minute + bodies);
    if (!a)
        return NULL;
    a->count = count;
    a->minutes = minutes;
    a->minute = (struct history_row *)(void *)&a->draft[count];
    if (minutes > 0)
        memcpy(a->minute, history->row, minutes * sizeof *a->minute);
    copy_drafts(a, records, (char *)&a->minute[minutes]);
    return a;
}

static void link_in(struct queue *queue, struct append *first, struct append *last)
{
    if (queue->last)
        queue->last->next = first;
    else
        queue->first = first;
    queue->last = last;
}

int queue_add(struct queue *queue, const struct record_list *records,
              const struct history_list *history, const struct append_head *head)
{
    struct append *a = copy_of(records, history);
    if (!a)
        return -1;
    a->next = NULL;
    a->ticket = head->ticket;
    a->now = head->now;
    (void)text_copy(a->config, sizeof a->config, head->config);
    link_in(queue, a, a);
    queue->records += a->count;
    queue->minutes += a->minutes;
    return 0;
}

int queue_reserve(struct queue *queue, size_t checkpoint_length)
{
    if (checkpoint_length <= queue->checkpoint_size)
        return 0;
    size_t size = checkpoint_length + checkpoint_length / 4; /* they grow a little all the time */
    char *memory = realloc(queue->checkpoint, size);
    if (!memory)
        return -1;
    queue->checkpoint = memory;
    queue->checkpoint_size = size;
    return 0;
}

void queue_set_checkpoint(struct queue *queue, const char *text, size_t length, int64_t wall_ms)
{
    memcpy(queue->checkpoint, text, length);
    queue->checkpoint_length = length;
    queue->checkpoint_wall_ms = wall_ms;
    queue->has_checkpoint = true;
}

void queue_move(struct queue *to, struct queue *from)
{
    if (from->first)
        link_in(to, from->first, from->last);
    to->records += from->records;
    to->minutes += from->minutes;
    from->first = from->last = NULL;
    from->records = from->minutes = 0;
    if (!from->has_checkpoint)
        return;
    char *memory = to->checkpoint; /* both keep a buffer: no allocation once they have grown */
    size_t size = to->checkpoint_size;
    to->checkpoint = from->checkpoint;
    to->checkpoint_size = from->checkpoint_size;
    to->checkpoint_length = from->checkpoint_length;
    to->checkpoint_wall_ms = from->checkpoint_wall_ms;
    to->has_checkpoint = true;
    from->checkpoint = memory;
    from->checkpoint_size = size;
    from->has_checkpoint = false;
}

void queue_clear(struct queue *queue)
{
    struct append *next;
    for (struct append *a = queue->first; a; a = next) {
        next = a->next;
        free(a);
    }
    queue->first = queue->last = NULL;
    queue->records = queue->minutes = 0;
    queue->has_checkpoint = false;
}

void queue_done(struct queue *queue)
{
    queue_clear(queue);
    free(queue->checkpoint);
    queue->checkpoint = NULL;
    queue->checkpoint_size = 0;
}
