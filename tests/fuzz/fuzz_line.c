/* SPDX-License-Identifier: MIT */
/* Any stream cut anywhere: the socket's line buffer gives the same lines as a plain split, however
 * the bytes arrive. The first byte seeds the cutting. */
#include "data/model/protocol.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

/* Takes the lines that are ready; `*rest` moves behind them. */
static void take_lines(struct line_buffer *b, const char **rest, const char *given)
{
    size_t length;
    for (char *line; (line = line_buffer_next(b, &length));) {
        const char *newline = memchr(*rest, '\n', (size_t)(given - *rest));
        hold(newline && length == (size_t)(newline - *rest));
        hold(memcmp(line, *rest, length) == 0 && line[length] == '\0');
        *rest = newline + 1;
    }
    hold(!memchr(*rest, '\n', (size_t)(given - *rest)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct line_buffer b;
    if (size == 0)
        return 0;
    uint32_t seed = data[0];
    const char *p = (const char *)data + 1, *end = (const char *)data + size, *rest = p;
    line_buffer_init(&b);
    while (p < end) {
        seed = seed * 1664525 + 1013904223;
        size_t n = (seed >> 16) % 64 + (seed >> 30 == 0 ? 4096 : 0);
        n = n < (size_t)(end - p) ? n : (size_t)(end - p);
        int result = line_buffer_add(&b, p, n);
        if (result != 0) {
            /* only a line that is too long stops the stream */
            hold(result == -2 && (size_t)(p + n - rest) > PROTOCOL_LINE_MAX);
            break;
        }
        p += n;
        if (seed >> 28 & 1)
            take_lines(&b, &rest, p);
    }
    if (p == end)
        take_lines(&b, &rest, p);
    line_buffer_done(&b);
    hold(!b.data);
    return 0;
}
