/* SPDX-License-Identifier: MIT */
/* Reads a recording line by line (lines.h). Called by captures.c. zlib reads what is compressed and
 * what is not; of a file that was cut all that can be unpacked is given. Owns its buffer, which
 * grows to the longest line it has met, and to no more than a line may be. */
#include "andon/ctl/replay/recording.h"

#include "data/decode/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define BLOCK (256 * 1024)

struct recording {
    gzFile file;
    char *buffer;
    size_t size, begin, end; /* what was read and not yet given is [begin, end) */
    size_t searched;         /* of that: holds no newline */
    int64_t number;
    bool ended, skipping; /* skipping: the rest of a line that is too long */
    const char *trouble;
};

static gzFile open_file(const char *path, struct cause *why)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
    gzFile file = fd < 0 ? NULL : gzdopen(fd, "rb");
    if (!file)
        (void)cause_set(why, -1, "%s: %s", path, strerror(errno));
    if (!file && fd >= 0)
        (void)close(fd);
    return file;
}

struct recording *recording_open(const char *path, struct cause *why)
{
    struct recording *l = calloc(1, sizeof *l);
    char *buffer = malloc(BLOCK);
    if (!l || !buffer) {
        free(l);
        free(buffer);
        (void)cause_set(why, -1, CAPTURE_NO_MEMORY);
        return NULL;
    }
    l->buffer = buffer;
    l->size = BLOCK;
    l->file = open_file(path, why);
    if (!l->file) {
        recording_close(&l);
        return NULL;
    }
    (void)gzbuffer(l->file, BLOCK);
    return l;
}

void recording_close(struct recording **lines)
{
    struct recording *l = *lines;
    *lines = NULL;
    if (!l)
        return;
    if (l->file)
        (void)gzclose_r(l->file);
    free(l->buffer);
    free(l);
}

static const char *trouble_of(gzFile file)
{
    int code;
    const char *words = gzerror(file, &code);
    switch (code) {
    case Z_OK:
    case Z_STREAM_END:
        return NULL;
    case Z_BUF_ERROR:
        return "the compressed data ends too early";
    case Z_ERRNO:
        return strerror(errno);
    case Z_MEM_ERROR:
        return CAPTURE_NO_MEMORY;
    default:
        (void)words;
        return "the compressed data is damaged";
    }
}

/* Make room behind what is held: by moving it to the front, or by growing. False: a line may not be
 * longer than this, or there is no memory for it, and that is the end. */
static bool make_room(struct recording *l)
{
    size_t held = l->end - l->begin;
    if (l->begin > 0) {
        memmove(l->buffer, l->buffer + l->begin, held);
        l->begin = 0;
        l->end = held;
    }
    if (l->end < l->size)
        return true;
    if (l->size > CAPTURE_LINE_MAX)
        return false;
    char *grown = realloc(l->buffer, l->size * 2);
    if (!grown) {
        l->ended = true;
        l->trouble = CAPTURE_NO_MEMORY;
        return false;
    }
    l->buffer = grown;
    l->size *= 2;
    return true;
}

static void fill(struct recording *l)
{
    if (!make_room(l)) {
        /* What is held is one line that is too long. */
        l->begin = l->end = l->searched = 0;
        l->skipping = true;
    }
    if (l->ended)
        return;
    int n = gzread(l->file, l->buffer + l->end, (unsigned)(l->size - l->end));
    if (n <= 0) {
        l->ended = true;
        l->trouble = trouble_of(l->file);
        return;
    }
    l->end += (size_t)n;
}

size_t recording_head(struct recording *l, size_t most, const char **head)
{
    while (!l->ended && l->end < most)
        fill(l);
    *head = l->buffer;
    return l->end < most ? l->end : most;
}

enum recording_next recording_next(struct recording *l, const char **text, size_t *length)
{
    for (;;) {
        size_t held = l->end - l->begin;
        const char *from = l->buffer + l->begin;
        const char *newline =
            held > l->searched ? memchr(from + l->searched, '\n', held - l->searched) : NULL;
        if (!newline && !l->ended) {
            l->searched = held;
            fill(l);
            continue;
        }
        if (!newline && held == 0 && !l->skipping)
            return RECORDING_END;
        *text = from;
        *length = newline ? (size_t)(newline - from) : held;
        l->begin += *length + (newline ? 1 : 0);
        l->searched = 0;
        l->number++;
        bool is_long = l->skipping || *length > CAPTURE_LINE_MAX;
        l->skipping = false;
        return is_long ? RECORDING_LONG : newline ? RECORDING_ONE : RECORDING_CUT;
    }
}

int64_t recording_number(const struct recording *l)
{
    return l->number;
}

int recording_rewind(struct recording *l)
{
    if (gzrewind(l->file) != 0)
        return -1;
    l->begin = l->end = l->searched = 0;
    l->number = 0;
    l->ended = l->skipping = false;
    l->trouble = NULL;
    return 0;
}

const char *recording_trouble(struct recording *l)
{
    return l->trouble;
}
