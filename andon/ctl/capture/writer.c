/* SPDX-License-Identifier: MIT */
/* Writes capture files (writer.h) for capture.c. A kill loses what is held, and at most leaves half
 * a line at the end of a file, where replay forgives it; when the disk is full the half line is
 * taken away again. Owns the open piece and the buffer that lines are made in. */
#include "andon/ctl/capture/writer.h"

#include "data/model/text.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER (2U << 20)
#define ROOM   (1U << 20) /* room for the longest: a payload of 256 KiB, a topic of 64 KiB */
#define DIGITS 5

struct writer {
    struct writer_conf conf;
    char directory[4096], stem[256], extension[64]; /* of pieces */
    char path[4096];
    int fd;
    int64_t number; /* of the piece in hand */
    int64_t size;   /* of it, with what is held */
    int64_t until;  /* boot_ms at which it ends; INT64_MIN: nothing is in it yet */
    int64_t written, pieces, removed;
    size_t held;
    char buffer[BUFFER];
};

/* ---- names of pieces ---- */

/* "/a/day.jsonl": "/a", "day", ".jsonl". */
static int split_path(struct writer *w, struct cause *why)
{
    const char *path = w->conf.path, *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    if (!dot || dot == name)
        dot = name + strlen(name);
    bool fits = slash ? text_copy_n(w->directory, sizeof w->directory, path,
                                    slash == path ? 1 : (size_t)(slash - path))
                      : text_copy(w->directory, sizeof w->directory, ".");
    if (!fits || *name == '\0' ||
        !text_copy_n(w->stem, sizeof w->stem, name, (size_t)(dot - name)) ||
        !text_copy(w->extension, sizeof w->extension, dot))
        return cause_set(why, -1, "%s: no name for a file", path);
    return 0;
}

static bool name_piece(const struct writer *w, int64_t number, char *out, size_t size)
{
    return text_format(out, size, "%s/%s.%0*lld%s", w->directory, w->stem, DIGITS,
                       (long long)number, w->extension);
}

/* The number in a piece's name, 0: it is none of ours. */
static int64_t number_of(const struct writer *w, const char *name)
{
    size_t stem = strlen(w->stem);
    int64_t number = 0;
    if (strncmp(name, w->stem, stem) != 0 || name[stem] != '.')
        return 0;
    const char *p = name + stem + 1;
    size_t digits = strspn(p, "0123456789");
    if (digits < DIGITS || digits > 12 || strcmp(p + digits, w->extension) != 0)
        return 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (p[i] - '0');
    return number;
}

/* The highest number there is; those up to `last` are deleted. */
static int64_t scan_pieces(struct writer *w, int64_t last)
{
    int64_t highest = 0;
    char path[sizeof w->path];
    DIR *directory = opendir(w->directory);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory)) != NULL) {
        int64_t number = number_of(w, entry->d_name);
        if (number > highest)
            highest = number;
        if (number > 0 && number <= last &&
            text_format(path, sizeof path, "%s/%s", w->directory, entry->d_name) &&
            unlink(path) == 0)
            w->removed++;
    }
    if (directory)
        (void)closedir(directory);
    return highest;
}

/* ---- pieces ---- */

static int open_piece(struct writer *w, struct cause *why)
{
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
    w->size = 0;
    w->until = INT64_MIN;
    w->pieces++;
    if (w->conf.rotate && !name_piece(w, ++w->number, w->path, sizeof w->path))
        return cause_set(why, -1, "%s: the name is too long", w->conf.path);
    if (!w->conf.rotate && !text_copy(w->path, sizeof w->path, w->conf.path))
        return cause_set(why, -1, "%s: the name is too long", w->conf.path);
    if (strcmp(w->path, "-") == 0)
        w->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    else
        w->fd = open(w->path, flags | (w->conf.force && !w->conf.rotate ? O_TRUNC : O_EXCL), 0666);
    if (w->fd < 0 && errno == EEXIST)
        return cause_set(why, -1, "%s is there already; --force replaces it", w->path);
    if (w->fd < 0)
        return cause_set(why, -1, "%s: %s", w->path, strerror(errno));
    if (w->conf.rotate)
        (void)scan_pieces(w, w->number - w->conf.keep);
    return 0;
}

/* Whole lines: of one that did not find room nothing stays. */
static void cut_to_line(struct writer *w, size_t done)
{
    off_t at = lseek(w->fd, 0, SEEK_CUR);
    size_t whole = done;
    while (whole > 0 && w->buffer[whole - 1] != '\n')
        whole--;
    if (at >= 0 && whole < done && ftruncate(w->fd, at - (off_t)(done - whole)) == 0)
        (void)lseek(w->fd, at - (off_t)(done - whole), SEEK_SET);
}

int writer_flush(struct writer *w, struct cause *why)
{
    size_t done = 0;
    while (done < w->held) {
        ssize_t n = write(w->fd, w->buffer + done, w->held - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            int error = errno;
            cut_to_line(w, done);
            w->held = 0;
            return cause_set(why, -1, "%s: %s", w->path, strerror(error));
        }
        done += (size_t)n;
    }
    w->written += (int64_t)done;
    w->held = 0;
    return 0;
}

/* A pipe cannot be synchronised, and need not. */
static int close_piece(struct writer *w, struct cause *why)
{
    int result = w->fd < 0 ? 0 : writer_flush(w, why);
    int fd = w->fd;
    w->fd = -1;
    if (fd < 0)
        return result;
    if (fdatasync(fd) != 0 && errno != EINVAL && errno != EROFS && result == 0)
        result = cause_set(why, -1, "%s: %s", w->path, strerror(errno));
    if (close(fd) != 0 && result == 0)
        result = cause_set(why, -1, "%s: %s", w->path, strerror(errno));
    return result;
}

struct writer *writer_open(const struct writer_conf *conf, struct cause *why)
{
    struct writer *w = calloc(1, sizeof *w);
    if (!w) {
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    w->conf = *conf;
    w->fd = -1;
    if (conf->rotate && split_path(w, why) == 0)
        w->number = scan_pieces(w, 0);
    if ((conf->rotate && w->stem[0] == '\0') || open_piece(w, why) != 0) {
        free(w);
        return NULL;
    }
    return w;
}

/* Whether a line of that length needs another piece. */
static bool is_over(const struct writer *w, size_t length, int64_t boot_ms)
{
    if (w->until == INT64_MIN)
        return false;
    return w->size + (int64_t)length > w->conf.piece_bytes ||
           (w->conf.rotate && w->conf.piece_ms > 0 && boot_ms >= w->until);
}

enum writer_put writer_put(struct writer *w, const struct capture_line *line, int64_t boot_ms,
                           struct cause *why)
{
    if (w->held > BUFFER - ROOM && writer_flush(w, why) != 0)
        return WRITER_FAILED;
    char *text = w->buffer + w->held;
    size_t length = capture_format(line, text, ROOM - 1);
    if (length == 0)
        return WRITER_DROPPED;
    text[length++] = '\n';
    if (is_over(w, length, boot_ms)) {
        if (!w->conf.rotate)
            return WRITER_FULL;
        if (close_piece(w, why) != 0 || open_piece(w, why) != 0)
            return WRITER_FAILED;
        memmove(w->buffer, text, length);
    }
    if (w->until == INT64_MIN)
        w->until = boot_ms + w->conf.piece_ms;
    w->held += length;
    w->size += (int64_t)length;
    return WRITER_DONE;
}

int writer_close(struct writer **writer, struct cause *why)
{
    struct writer *w = *writer;
    *writer = NULL;
    int result = w ? close_piece(w, why) : 0;
    free(w);
    return result;
}

void writer_stats(const struct writer *w, struct writer_stats *out)
{
    *out = (struct writer_stats){
        .bytes = w->written + (int64_t)w->held, .pieces = w->pieces, .removed = w->removed};
    (void)text_copy(out->path, sizeof out->path, w->path);
}
