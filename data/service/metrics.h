/* SPDX-License-Identifier: MIT */
/* Figures for Prometheus: its text format 0.0.4 out of a snapshot or a hub's status, by one table
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
    const char *name, *help;
    enum metric_type type;
    enum metric_form form;
    const char *path, *leaf;   /* "health.queue"; leaf NULL: the member itself */
    double scale;              /* to base units: seconds, bytes, ratios */
    const char *label, *value; /* label NULL: none; value: of the label, where no key gives it */
    const char *const *words;  /* NULL-terminated */
};

/* andon_up, of a station or hub that is asked at this socket. Returns the length, or 0. */
size_t metrics_up(bool up, const char *socket, char *out, size_t size);

extern const struct metric metrics_station[], metrics_hub[];
extern const size_t metrics_station_count, metrics_hub_count;

/* The exposition of one object. What is unknown (null, not there) has no sample, and a metric
 * without samples no HELP. `station` is a label of every sample; NULL or "": none. Returns the
 * length of the terminated text, or 0 when it does not fit. */
size_t metrics_write(const struct metric *table, size_t count, const json_t *root,
                     const char *station, char *out, size_t size);

#endif
