/* SPDX-License-Identifier: MIT */
/* Any bytes as a line of a capture file: refused with words, or read, and then writing and reading
 * it again changes nothing. */
#include "data/decode/capture.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

static void same(const struct capture_line *a, const struct capture_line *b)
{
    hold(a->t_us == b->t_us && a->wall_ms == b->wall_ms && a->qos == b->qos);
    hold(a->retain == b->retain && a->stored == b->stored);
    hold(strcmp(a->topic, b->topic) == 0 && strcmp(a->source, b->source) == 0);
    hold(a->length == b->length && memcmp(a->payload, b->payload, a->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct capture_line line, again;
    struct cause why = {.text = ""};
    int result = capture_parse(size ? (const char *)data : "", size, &line, &why);
    hold(result >= -1 && result <= 1);
    if (result != 1) {
        hold(!line.topic && !line.payload);
        hold((result == 0) == (why.text[0] == '\0'));
        return 0;
    }
    hold(line.t_us >= 0 && line.qos >= 0 && line.qos <= 2);
    hold(line.wall_ms == TIME_NONE || line.wall_ms >= 0);
    hold(utf8_valid(line.topic, strlen(line.topic)));
    size_t room = 8 * size + 256;
    char *out = malloc(room);
    hold(out);
    size_t length = capture_format(&line, out, room);
    hold(length > 0 && out[length] == '\0' && !memchr(out, '\n', length));
    hold(capture_parse(out, length, &again, &why) == 1);
    same(&line, &again);
    capture_line_done(&again);
    capture_line_done(&line);
    free(out);
    return 0;
}
