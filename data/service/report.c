/* SPDX-License-Identifier: MIT */
/* A daemon's log. Bounded in rate (per message) and, when it goes to a file of its own, in size;
 * journald and terminals look after themselves. One lock for all threads: a line is whole. */
#include "data/service/report.h"

#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PER_MINUTE   10
#define FILE_MAX     (1024 * 1024)
#define MESSAGE_SIZE 700

struct rate {
    int64_t minute_ms; /* when its minute began, boot clock; 0: it was never written */
    int written;
    int64_t suppressed;
};

static struct {
    const struct report_book *book; /* NULL: nothing has begun, nothing is said */
    pthread_mutex_t lock;
    bool json;
    struct rate rate[REPORT_MESSAGES_MAX];
    char path[320]; /* "" while stderr is somebody else's */
    int64_t unread; /* lines that nobody took */
    _Atomic unsigned said;
    _Atomic int latest[REPORT_LATEST]; /* a ring of numbers */
} reporter = {.lock = PTHREAD_MUTEX_INITIALIZER};

void report_as(const struct report_book *book)
{
    const char *form = getenv("ANDON_LOG");
    reporter.json = form && strcmp(form, "json") == 0;
    reporter.book = book;
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec t = {0};
    (void)clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

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

void report_file_anew(void)
{
    (void)pthread_mutex_lock(&reporter.lock);
    if (reporter.path[0] != '\0' && access(reporter.path, F_OK) != 0)
        (void)open_file();
    (void)pthread_mutex_unlock(&reporter.lock);
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

static const char *level_name(enum report_level level)
{
    static const char *const names[] = {[REPORT_ERROR] = "error",
                                        [REPORT_WARNING] = "warning",
                                        [REPORT_NOTICE] = "notice",
                                        [REPORT_INFO] = "info"};
    return names[level];
}

/* Sanitised text is UTF-8: it needs no more than the quotes of JSON. */
static void write_json(const char *mark, const struct report_row *row, const char *text)
{
    char line[MESSAGE_SIZE * 2 + 200], stamp[TIME_ISO_SIZE], id[8];
    struct jw w;
    (void)snprintf(id, sizeof id, "%c%03d", reporter.book->letter, row->number);
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    jw_text(&w, "ts", time_to_iso8601(clock_ms(CLOCK_REALTIME), stamp));
    jw_text(&w, "level", level_name(row->level));
    jw_text(&w, "program", reporter.book->program);
    jw_text(&w, "id", id);
    jw_text(&w, "text", text);
    jw_object_end(&w);
    dprintf(STDERR_FILENO, "%s%s\n", mark, line);
}

static void write_row(const struct report_row *row, const char *text)
{
    const bool journal = to_journal();
    char stamp[TIME_ISO_SIZE], mark[8] = "";
    if (journal)
        (void)snprintf(mark, sizeof mark, "<%d>", (int)row->level);
    if (reporter.json)
        write_json(mark, row, text);
    else if (journal)
        dprintf(STDERR_FILENO, "%s[%c%03d] %s\n", mark, reporter.book->letter, row->number, text);
    else if (reporter.path[0] != '\0')
        dprintf(STDERR_FILENO, "%s <%d> [%c%03d] %s\n",
                time_to_iso8601(clock_ms(CLOCK_REALTIME), stamp), (int)row->level,
                reporter.book->letter, row->number, text);
    else
        dprintf(STDERR_FILENO, "%s: [%c%03d] %s\n", reporter.book->program, reporter.book->letter,
                row->number, text);
}

/* Whoever reads our log may have stopped reading: a loop does not wait for that. A pipe or socket
 * that is ready takes a line of ours at once. */
static bool log_is_read(void)
{
    struct pollfd p = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&p, 1, 0) > 0 && (p.revents & POLLOUT) != 0 && (p.revents & POLLERR) == 0;
}

static void write_line(int message, const char *text)
{
    const struct report_row *row = &reporter.book->row[message];
    char clean[MESSAGE_SIZE], missing[80];
    atomic_store(&reporter.latest[atomic_fetch_add(&reporter.said, 1) % REPORT_LATEST],
                 row->number);
    if (!log_is_read()) {
        reporter.unread++;
        return;
    }
    keep_file_small();
    if (reporter.unread > 0) {
        snprintf(missing, sizeof missing, "nobody read the log: %lld lines are missing",
                 (long long)reporter.unread);
        write_row(row, missing);
    }
    reporter.unread = 0;
    text_sanitise(text, strlen(text), clean, sizeof clean);
    write_row(row, clean);
}

int report_latest(int number[REPORT_LATEST])
{
    unsigned said = atomic_load(&reporter.said);
    int count = said < REPORT_LATEST ? (int)said : REPORT_LATEST;
    for (int i = 0; i < count; i++)
        number[i] = atomic_load(&reporter.latest[(said - (unsigned)(count - i)) % REPORT_LATEST]);
    return count;
}

/* A minute that is over: say what was not said in it. */
static void close_minute(int message)
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
static bool within_rate(int message)
{
    struct rate *rate = &reporter.rate[message];
    int64_t boot_ms = clock_ms(CLOCK_BOOTTIME);
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

void report(int message, const char *format, ...)
{
    char text[MESSAGE_SIZE];
    va_list args;
    if (!reporter.book || message < 0 || message >= reporter.book->count)
        return;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)pthread_mutex_lock(&reporter.lock);
    if (within_rate(message))
        write_line(message, text);
    (void)pthread_mutex_unlock(&reporter.lock);
}

void report_tick(void)
{
    int64_t boot_ms = clock_ms(CLOCK_BOOTTIME);
    (void)pthread_mutex_lock(&reporter.lock);
    for (int i = 0; reporter.book && i < reporter.book->count; i++)
        if (reporter.rate[i].suppressed > 0 && boot_ms - reporter.rate[i].minute_ms >= MS_PER_MIN)
            close_minute(i);
    (void)pthread_mutex_unlock(&reporter.lock);
}
