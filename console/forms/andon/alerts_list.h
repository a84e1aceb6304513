/* SPDX-License-Identifier: MIT */
/* The rows of the alerts screen: filtered, sorted, those that are off at the end. */
#ifndef CONSOLE_ALERTS_LIST_H
#define CONSOLE_ALERTS_LIST_H

#include "console/panels/view.h"

enum alert_filter { ALERTS_ALL, ALERTS_UNACKED, ALERTS_HIGH, ALERTS_OFF, ALERT_FILTERS };
enum alert_sort { ALERTS_PRESSING, ALERTS_NEWEST, ALERTS_LONGEST, ALERTS_NAME, ALERT_SORTS };

extern const char *const alert_filter_words[ALERT_FILTERS];
extern const char *const alert_sort_words[ALERT_SORTS];

#define ALERTS_SHOWN_MAX (SNAPSHOT_ALERTS + ALERT_ROWS)

struct alerts_list {
    const struct alert_view *row[ALERTS_SHOWN_MAX];
    int count, on; /* on: so many of them want something, the rest is off */
    int64_t left;  /* more that have no row here */
};
void alerts_list(const struct view *v, int filter, int sort, struct alerts_list *list);

#endif
