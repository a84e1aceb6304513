/* SPDX-License-Identifier: MIT */
/* What andond says about itself, a line an event, on stderr: to a person, to the journal, or to
 * RUN/andond.log. */
#ifndef ANDON_SERVICE_REPORT_H
#define ANDON_SERVICE_REPORT_H

#include "andon/service/messages.h"

/* Write "[A050] text". Of one message at most 10 a minute are written, the rest counted and told
 * of later. The text is sanitised: it may hold what came from outside. */
void report(enum report_message message, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Now and then: tell what was suppressed in minutes that are over. */
void report_tick(void);

/* From now on into this file (an older one becomes FILE.old; so does it when it grows over 1 MiB).
 * 0 or -1. */
int report_to_file(const char *path);

#endif
