/* SPDX-License-Identifier: MIT */
/* What andond says about itself, on stderr: to a person, to the journal, or to RUN/andond.log. */
#ifndef ANDON_SERVICE_REPORT_H
#define ANDON_SERVICE_REPORT_H

/* syslog's levels, as the journal's <N> prefix has them. */
enum report_level { REPORT_ERROR = 3, REPORT_WARNING = 4, REPORT_NOTICE = 5, REPORT_INFO = 6 };

/* Write one line. `id` is the kind of message (static text): of one kind at most 10 a minute are
 * written, the rest counted and told of later. The text is sanitised: it may hold what came from
 * outside. */
void report(enum report_level level, const char *id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* From now on into this file (an older one becomes FILE.old; so does it when it grows over 1 MiB).
 * 0 or -1. */
int report_to_file(const char *path);

#endif
