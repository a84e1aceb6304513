/* SPDX-License-Identifier: MIT */
/* Figures for Prometheus: its text format 0.0.4 out of a program's answer to `status`, by tables
 * of metrics that the manual page is made of, too. Pure. */
#ifndef DATA_SERVICE_METRICS_H
#define DATA_SERVICE_METRICS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum metric_type { METRIC_GAUGE, METRIC_COUNTER };

/* How a row reads what stands at its path. */
enum metric_form {
    METRIC_VALUE, /* a number, or true and false as 1 and 0 */
    METRIC_EACH,  /* of each member of the object (`path`, then `leaf` in it); its key is the label
                   */
    METRIC_WORD,  /* a word: 1 for it, 0 for the others of `words` */
    METRIC_TALLY, /* how many objects of an array have each of `words` as `leaf` */
    METRIC_COUNT  /* how many items an array has */
};

/* Rows of one name stand together; `help` and `type` of the first count. */
struct metric {
    const char *name, *help; /* the name without its set's prefix */
    enum metric_type type;
    enum metric_form form;
    const char *path, *leaf;   /* "health.queue"; leaf NULL: the member itself */
    double scale;              /* to base units: seconds, bytes, ratios */
    const char *label, *value; /* label NULL: none; value: of the label, where no key gives it */
    const char *const *words;  /* NULL-terminated */
};

/* andon_up, of a station or hub that is asked at this socket. Returns the length, or 0. */
size_t metrics_up(bool up, const char *socket, char *out, size_t size);

/* What one kind of program tells: figures of its own, and those that many have. */
#define METRIC_PARTS 3
#define METRIC_SETS  4
struct metric_part {
    const struct metric *rows; /* NULL: there is none */
    size_t count;
};
struct metric_set {
    const char *member;  /* of its answer to `status`; paths are within it */
    const char *prefix;  /* "andon_hub_" */
    const char *station; /* member of that which is a label of every sample; NULL: none */
    struct metric_part part[METRIC_PARTS];
};
extern const struct metric_set metric_sets[METRIC_SETS];

/* Whose answer this is. NULL: nobody's who has figures. */
const struct metric_set *metrics_of(const json_t *status);

/* The exposition of one answer. What is unknown (null, not there) has no sample, and a metric
 * without samples no HELP. Returns the length of the terminated text, or 0 when it does not fit. */
size_t metrics_write(const struct metric_set *set, const json_t *status, char *out, size_t size);

/* Some rows of it: `station` is a label of every sample; NULL or "": none. */
size_t metrics_rows(const struct metric *rows, size_t count, const char *prefix, const json_t *root,
                    const char *station, char *out, size_t size);

#endif
