/* SPDX-License-Identifier: MIT */
/* Messages of the daemon. Loop thread only. Bounded in rate (per kind of message) and, when they go
 * to a file of our own, in size; journald and terminals look after themselves. */
#include "andon/service/report.h"

#include "andon/service/clock.h"
#include "data/model/text.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KINDS_MAX    64
#define PER_MINUTE   10
#define FILE_MAX     (1024 * 1024)
#define MESSAGE_SIZE 700

struct kind {
    const char *id;
    int64_t minute_ms; /* when its minute began, boot clock */
    int written;
    int64_t dropped;
};

static struct {
    struct kind kind[KINDS_MAX];
    char path[320]; /* "" while stderr is somebody else's */
} reporter;

/* Whether stderr is the journal: it then understands a <N> prefix and stamps by itself. */
static bool to_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat st;
    char ours[64];
    if (!stream || fstat(STDERR_FILENO, &st) != 0)
        return false;
    snprintf(ours, sizeof ours, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    return strcmp(stream, ours) == 0;
}

static int open_file(void)
{
    int fd = open(reporter.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return -1;
    int result = dup2(fd, STDOUT_FILENO) >= 0 && dup2(fd, STDERR_FILENO) >= 0 ? 0 : -1;
    close(fd);
    return result;
}

int report_to_file(const char *path)
{
    char old[330];
    if (!text_copy(reporter.path, sizeof reporter.path, path))
        return -1;
    if (text_format(old, sizeof old, "%s.old", path))
        (void)rename(path, old); /* what the last one said as it ended */
    return open_file();
}

static void keep_file_small(void)
{
    struct stat st;
    char old[330];
    if (reporter.path[0] == '\0' || fstat(STDERR_FILENO, &st) != 0 || st.st_size < FILE_MAX)
        return;
    if (text_format(old, sizeof old, "%s.old", reporter.path) && rename(reporter.path, old) == 0)
        (void)open_file();
}

static void write_line(enum report_level level, const char *text)
{
    char clean[MESSAGE_SIZE], stamp[TIME_ISO_SIZE];
    text_sanitise(text, strlen(text), clean, sizeof clean);
    keep_file_small();
    if (to_journal())
        dprintf(STDERR_FILENO, "<%d>%s\n", (int)level, clean);
    else if (reporter.path[0] != '\0')
        dprintf(STDERR_FILENO, "%s <%d> %s\n", time_to_iso8601(clock_now().wall_ms, stamp),
                (int)level, clean);
    else
        dprintf(STDERR_FILENO, "andond: %s\n", clean);
}

/* The entry of `id`; kinds beyond the table share its last place, and so its limit. */
static struct kind *kind_of(const char *id)
{
    for (size_t i = 0; i < KINDS_MAX - 1; i++) {
        if (!reporter.kind[i].id)
            reporter.kind[i] = (struct kind){.id = id, .minute_ms = INT64_MIN / 2};
        if (strcmp(reporter.kind[i].id, id) == 0)
            return &reporter.kind[i];
    }
    reporter.kind[KINDS_MAX - 1].id = "other";
    return &reporter.kind[KINDS_MAX - 1];
}

/* Whether this message may still be written in its kind's minute. */
static bool within_rate(struct kind *kind)
{
    int64_t boot_ms = clock_now().boot_ms;
    char text[120];
    if (boot_ms - kind->minute_ms >= MS_PER_MIN) {
        if (kind->dropped > 0) {
            snprintf(text, sizeof text, "%lld more messages of the kind %s were not written",
                     (long long)kind->dropped, kind->id);
            write_line(REPORT_NOTICE, text);
        }
        kind->minute_ms = boot_ms;
        kind->written = 0;
        kind->dropped = 0;
    }
    if (kind->written == PER_MINUTE) {
        kind->dropped++;
        return false;
    }
    kind->written++;
    return true;
}

void report(enum report_level level, const char *id, const char *format, ...)
{
    char text[MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (within_rate(kind_of(id)))
        write_line(level, text);
}
