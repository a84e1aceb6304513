/* SPDX-License-Identifier: MIT */
/* Any stream cut anywhere: the socket's line buffer gives the same lines as a plain split, however
 * the bytes arrive; and a line that is taken for a snapshot is written the same when it is read
 * again. */
#include "data/model/protocol.h"
#include "data/model/snapshot.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

static void check_snapshot(const char *line, size_t length)
{
    static struct snapshot snapshot;
    static char once[SNAPSHOT_JSON_MAX], again[SNAPSHOT_JSON_MAX];
    if (snapshot_from_json(line, length, &snapshot, NULL) != 0)
        return;
    size_t first = snapshot_to_json(&snapshot, once, sizeof once);
    if (first == 0)
        return; /* figures that no station has can be longer than the room */
    hold(snapshot_from_json(once, first, &snapshot, NULL) == 0);
    size_t second = snapshot_to_json(&snapshot, again, sizeof again);
    hold(second == first && memcmp(once, again, first) == 0);
}

/* Takes the lines that are ready; `*rest` moves behind them. */
static void take_lines(struct line_buffer *b, const char **rest, const char *given)
{
    size_t length;
    bool checked = false; /* one a time: a snapshot is large */
    for (char *line; (line = line_buffer_next(b, &length));) {
        const char *newline = memchr(*rest, '\n', (size_t)(given - *rest));
        hold(newline && length == (size_t)(newline - *rest));
        hold(memcmp(line, *rest, length) == 0 && line[length] == '\0');
        *rest = newline + 1;
        if (!checked)
            check_snapshot(line, length);
        checked = true;
    }
    hold(!memchr(*rest, '\n', (size_t)(given - *rest)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct line_buffer b;
    if (size == 0)
        return 0;
    uint32_t seed = data[0] + (uint32_t)size;
    const char *p = (const char *)data, *end = (const char *)data + size, *rest = p;
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
