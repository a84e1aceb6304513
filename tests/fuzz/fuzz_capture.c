/* SPDX-License-Identifier: MIT */
/* Any bytes as a line of a capture file: refused with words, or read, and then writing and reading
 * it again changes nothing. The same as a recording of another program: whatever it is taken for,
 * its lines are messages that a capture file can hold. */
#include "data/decode/capture.h"
#include "data/decode/capture/foreign.h"
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

static void hold_line(const struct capture_line *line)
{
    hold(line->topic && line->payload && line->topic[0] &&
         utf8_valid(line->topic, strlen(line->topic)));
    hold(line->qos >= 0 && line->qos <= 2 && strcmp(line->source, "mqtt") == 0);
    hold(line->wall_ms == TIME_NONE || (line->wall_ms >= 0 && line->t_us / 1000 == line->wall_ms));
    size_t room = 2 * line->length + 8 * strlen(line->topic) + 512;
    char *out = malloc(room);
    struct capture_line again;
    struct cause why;
    hold(out);
    size_t length = capture_format(line, out, room);
    hold(length > 0 && capture_parse(out, length, &again, &why) == 1);
    same(line, &again);
    capture_line_done(&again);
    free(out);
}

static void read_lines(const struct foreign *foreign, const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((newline ? newline : end) - text);
        struct capture_line line;
        struct cause why = {.text = ""};
        int result = foreign_parse(foreign, text, length, &line, &why);
        hold((result == -1) == (why.text[0] != '\0'));
        if (result == 1 && foreign->kind != FOREIGN_OURS)
            hold_line(&line);
        capture_line_done(&line);
        text += length + (newline != NULL);
    }
}

static void as_foreign(const char *text, size_t size)
{
    static const char *const filters[] = {"a b", "Line 1/+/x y", "c d/#"};
    static const struct foreign kinds[] = {
        {.kind = FOREIGN_TEXT, .filter = filters, .filters = 3, .blanks = true},
        {.kind = FOREIGN_JSON},
        {.kind = FOREIGN_JSON, .timed = true},
        {.kind = FOREIGN_TEXT, .hex = true},
        {.kind = FOREIGN_TEXT, .timed = true},
    };
    struct foreign foreign;
    struct cause why = {.text = ""};
    int result = foreign_recognise(text, size, &foreign, &why);
    hold(result == (why.text[0] ? -1 : 0));
    if (result == 0)
        read_lines(&foreign, text, size);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        read_lines(&kinds[i], text, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct capture_line line, again;
    struct cause why = {.text = ""};
    as_foreign(size ? (const char *)data : "", size);
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
