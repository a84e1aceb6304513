/* SPDX-License-Identifier: MIT */
/* The daemon's log. Loop thread only. Bounded in rate (per message) and, when it goes to a file of
 * our own, in size; journald and terminals look after themselves. */
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

#define PER_MINUTE   10
#define FILE_MAX     (1024 * 1024)
#define MESSAGE_SIZE 700

static const struct row {
    int number;
    enum report_level level;
} rows[MESSAGE_COUNT] = {
#define ROW(name, number, level, help) [name] = {number, REPORT_##level},
    MESSAGES(ROW)
#undef ROW
};

struct rate {
    int64_t minute_ms; /* when its minute began, boot clock; 0: it was never written */
    int written;
    int64_t suppressed;
};

static struct {
    struct rate rate[MESSAGE_COUNT];
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

static void write_line(enum report_message message, const char *text)
{
    char clean[MESSAGE_SIZE], stamp[TIME_ISO_SIZE];
    int level = (int)rows[message].level, number = rows[message].number;
    text_sanitise(text, strlen(text), clean, sizeof clean);
    keep_file_small();
    if (to_journal())
        dprintf(STDERR_FILENO, "<%d>[A%03d] %s\n", level, number, clean);
    else if (reporter.path[0] != '\0')
        dprintf(STDERR_FILENO, "%s <%d> [A%03d] %s\n", time_to_iso8601(clock_now().wall_ms, stamp),
                level, number, clean);
    else
        dprintf(STDERR_FILENO, "andond: [A%03d] %s\n", number, clean);
}

/* A minute that is over: say what was not said in it. */
static void close_minute(enum report_message message)
{
    struct rate *rate = &reporter.rate[message];
    char text[80];
    if (rate->suppressed > 0) {
        snprintf(text, sizeof text, "suppressed %lld more of these within a minute",
                 (long long)rate->suppressed);
        write_line(message, text);
    }
    *rate = (struct rate){0};
}

/* Whether this message may still be written in its minute. */
static bool within_rate(enum report_message message)
{
    struct rate *rate = &reporter.rate[message];
    int64_t boot_ms = clock_now().boot_ms;
    if (rate->minute_ms > 0 && boot_ms - rate->minute_ms >= MS_PER_MIN)
        close_minute(message);
    if (rate->written == 0)
        rate->minute_ms = boot_ms;
    if (rate->written == PER_MINUTE) {
        rate->suppressed++;
        return false;
    }
    rate->written++;
    return true;
}

void report(enum report_message message, const char *format, ...)
{
    char text[MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (within_rate(message))
        write_line(message, text);
}

void report_tick(void)
{
    int64_t boot_ms = clock_now().boot_ms;
    for (int i = 0; i < MESSAGE_COUNT; i++)
        if (reporter.rate[i].suppressed > 0 && boot_ms - reporter.rate[i].minute_ms >= MS_PER_MIN)
            close_minute((enum report_message)i);
}
