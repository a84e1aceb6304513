/* SPDX-License-Identifier: MIT */
/* The socket protocol's framing: bytes in, lines out, bounded. The server, the console and andonctl
 * each hold one line_buffer per connection, which owns its memory. */
#include "data/model/protocol.h"

#include "data/model/words.h"

#include <stdlib.h>
#include <string.h>

/* Whole lines that wait to be taken, beside the one that is still coming. */
#define BUFFER_MAX     (2 * (PROTOCOL_LINE_MAX + 1))
#define FIRST_CAPACITY 4096

void line_buffer_init(struct line_buffer *b)
{
    *b = (struct line_buffer){0};
}

/* What came may be a PIN: nothing is given back or left over as it was. */
static void wipe(char *data, size_t length)
{
    if (data)
        explicit_bzero(data, length);
}

void line_buffer_done(struct line_buffer *b)
{
    wipe(b->data, b->capacity);
    free(b->data);
    line_buffer_init(b);
}

/* Make room for `length` more bytes and a terminator. */
static int reserve(struct line_buffer *b, size_t length)
{
    if (b->taken > 0) {
        memmove(b->data, b->data + b->taken, b->length - b->taken);
        wipe(b->data + b->length - b->taken, b->taken);
        b->length -= b->taken;
        b->scanned -= b->taken;
        b->taken = 0;
    }
    size_t need = b->length + length + 1, capacity = b->capacity ? b->capacity : FIRST_CAPACITY;
    if (need <= b->capacity)
        return 0;
    while (capacity < need)
        capacity *= 2;
    char *data = malloc(capacity);
    if (!data)
        return -1;
    if (b->data)
        memcpy(data, b->data, b->length);
    wipe(b->data, b->length);
    free(b->data);
    b->data = data;
    b->capacity = capacity;
    return 0;
}

/* Whether every line from `start` on, the unfinished last one too, is short enough. */
static bool lines_fit(const char *start, const char *end)
{
    while (end - start > PROTOCOL_LINE_MAX) {
        const char *newline = memchr(start, '\n', PROTOCOL_LINE_MAX + 1);
        if (!newline)
            return false;
        start = newline + 1;
    }
    return true;
}

int line_buffer_add(struct line_buffer *b, const char *data, size_t length)
{
    if (length > BUFFER_MAX - (b->length - b->taken))
        return -2;
    if (length == 0)
        return 0;
    if (reserve(b, length) != 0)
        return -1;
    memcpy(b->data + b->length, data, length);
    b->length += length;
    return lines_fit(b->data, b->data + b->length) ? 0 : -2;
}

char *line_buffer_next(struct line_buffer *b, size_t *length)
{
    if (b->scanned == b->length)
        return NULL;
    char *newline = memchr(b->data + b->scanned, '\n', b->length - b->scanned);
    if (!newline) {
        b->scanned = b->length;
        return NULL;
    }
    char *line = b->data + b->taken;
    *newline = '\0';
    *length = (size_t)(newline - line);
    b->taken = b->scanned = (size_t)(newline - b->data) + 1;
    return line;
}

#define PE_TEXT(value, text) text,
static const char *const error_names[] = {PROTOCOL_ERRORS(PE_TEXT)};
static const struct words errors = {error_names, PROTOCOL_ERROR_COUNT};

const char *protocol_error_name(enum protocol_error code)
{
    return word_name(&errors, (int)code);
}
