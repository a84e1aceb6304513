/* SPDX-License-Identifier: MIT */
/* What a daemon says about itself, a line an event, on stderr: to a person, to the journal, or to a
 * file of its own. Every message has an id that scripts may look for, a level, and a limit. Any
 * thread. With ANDON_LOG=json in the environment a line is a JSON object.
 * A line that whoever has stderr does not take at once is left out and counted: no loop waits for a
 * log. */
#ifndef DATA_SERVICE_REPORT_H
#define DATA_SERVICE_REPORT_H

#include <stdint.h>

/* syslog's levels, as the journal's <N> prefix has them. */
enum report_level { REPORT_ERROR = 3, REPORT_WARNING = 4, REPORT_NOTICE = 5, REPORT_INFO = 6 };

#define REPORT_MESSAGES_MAX 128
#define REPORT_LATEST       12

/* All that one program says: a row a message. An id is never used for another thing. */
struct report_book {
    const char *program;
    char letter; /* of its ids: A of A050 */
    const struct report_row {
        int number; /* 1..999 */
        enum report_level level;
        const char *help; /* what the manual says about it */
    } * row;
    int count; /* ≤ REPORT_MESSAGES_MAX */
};

/* A table of messages is X(NAME, NUMBER, LEVEL, HELP) rows. */
#define REPORT_ENUM(name, number, level, help) name,
#define REPORT_ROW(name, number, level, help)  [name] = {number, REPORT_##level, help},

/* First of all; borrows the book for ever. */
void report_as(const struct report_book *book);

/* Write "[A050] text"; `message` is the row's index. Of one message at most 10 a minute are
 * written, the rest counted and told of later. The text is sanitised: it may hold what came from
 * outside. */
void report(int message, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Now and then: tell what was suppressed in minutes that are over. */
void report_tick(void);

/* From now on into this file (an older one becomes FILE.old; so does it when it grows over 1 MiB).
 * 0 or -1. */
int report_to_file(const char *path);
/* Somebody removed the file or its directory, which is there again: begin it anew. */
void report_file_anew(void);

/* Numbers of the latest messages, the newest last; how many. Safe in a signal handler. */
int report_latest(int number[REPORT_LATEST]);

#endif
