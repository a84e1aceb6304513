/* SPDX-License-Identifier: MIT */
/* An operator's whole shift with the real daemon, broker, disk and console: ten stops, two bursts
 * of small ones, scrap, a changeover, a wrong reason, a split, the handover. The press tells its
 * own times, so that every figure of the report is known by hand to the millisecond. What a person
 * does is given as `hands`: test_whole_shift_keys.c presses keys, _scans.c scans, _touch.c
 * touches.
 */
#ifndef TESTS_SYSTEM_WHOLE_SHIFT_H
#define TESTS_SYSTEM_WHOLE_SHIFT_H

#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/term.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define SHIFT_REASONS 24

/* What must come out for a reason, by hand. */
struct shift_reason {
    const char *reason;
    int64_t ms, count;
};

struct shift {
    struct broker broker;
    struct andond andond;
    struct press press;
    struct talk talk;
    struct term term;
    char layer[96];     /* of the shift's times */
    int64_t begin, end; /* of the shift, wall ms */
    int64_t runs, down; /* since when; the open stop's begin */
    int64_t lost;       /* by long stops, ms */
    int64_t changed[2]; /* changeover: last good part of the old, first of the new */
    struct shift_reason want[SHIFT_REASONS];
    int wants;
};

/* What a person does; each returns when it is done and kept. */
struct hands {
    /* Why it stopped: the stop that is asked about; `code` is what the machine says of it, NULL:
     * it was put off. */
    void (*reason)(struct shift *s, const char *code, const char *reason);
    void (*later)(struct shift *s, const char *code); /* puts the question off */
    void (*undo)(struct shift *s);
    /* The second cause of the stop that is asked about; what is asked then is the first. */
    void (*split)(struct shift *s, const char *code, const char *reason);
    void (*scrap)(struct shift *s, int count, const char *reason);
    void (*take_back)(struct shift *s); /* the last entry of scrap */
    void (*job)(struct shift *s, const char *id);
    void (*sign)(struct shift *s, const char *as, const char *person);
    const char *files;  /* more of the configuration, or NULL */
    const char *option; /* of the console, or NULL */
};

/* The whole of it, and the report compared with what was worked out by hand. */
void shift_whole(const struct hands *hands);
/* Some of it, which does not wait for the shift's end: job, reasons, scrap, undo, split. */
struct shift *shift_part(const struct hands *hands);
int shift_teardown(void **state);

/* For hands. */
void shift_keys(struct shift *s, const char *keys); /* as fingers do */
void shift_scan(struct shift *s, const char *code); /* as a scanner does, with its Enter */
void shift_shows(struct shift *s, const char *text);
/* The id of what is asked about now, "" nothing; good until the next call. */
const char *shift_asked(struct shift *s);
/* Until stop `id` (or the first one of burst `id`) has this reason, "" none. */
void shift_explained(struct shift *s, const char *id, const char *reason);
/* Until the snapshot has this number there. */
void shift_number(struct shift *s, const char *path, double number);

#endif
