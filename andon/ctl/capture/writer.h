/* SPDX-License-Identifier: MIT */
/* Capture files on disk: lines into one file, or into pieces of which the newest are kept. */
#ifndef ANDON_CTL_CAPTURE_WRITER_H
#define ANDON_CTL_CAPTURE_WRITER_H

#include "data/decode/capture.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct writer_conf {
    const char *path;    /* "-": standard output, one piece. With pieces "day.jsonl" stands for
                            day.00001.jsonl, day.00002.jsonl, …; borrowed */
    bool rotate;         /* in pieces */
    int64_t piece_bytes; /* no piece grows beyond this; without pieces all ends there */
    int64_t piece_ms;    /* no piece is longer than this; 0: as long as it takes */
    int64_t keep;        /* so many pieces stay, those of earlier captures among them */
    bool force;          /* replace a file that is there (pieces go on behind those there are) */
};

struct writer;

/* Opens the first piece. NULL with the cause. */
struct writer *writer_open(const struct writer_conf *conf, struct cause *why);

enum writer_put { WRITER_FAILED = -1, WRITER_DONE, WRITER_DROPPED, WRITER_FULL };
/* One line, held until it is flushed, its buffer is full or its piece is. DROPPED: it is no line of
 * a capture. FULL: there is one piece and it has its size. */
enum writer_put writer_put(struct writer *writer, const struct capture_line *line, int64_t boot_ms,
                           struct cause *why);
/* What is held is written, whole lines only. 0 or -1 with the cause. */
int writer_flush(struct writer *writer, struct cause *why);
/* Flushes, and what was written is on disk. 0 or -1 with the cause. Frees and clears. */
int writer_close(struct writer **writer, struct cause *why);

struct writer_stats {
    int64_t bytes, pieces, removed; /* written, opened, deleted by --keep */
    char path[4096];                /* of the piece in hand */
};
void writer_stats(const struct writer *writer, struct writer_stats *out);

#endif
