/* SPDX-License-Identifier: MIT */
/* One station's socket, as andon-notify uses it: says hello, watches, sends what a person chose,
 * and keeps trying with growing pauses when nobody answers. Non-blocking. */
#ifndef CONSOLE_NOTIFY_STATION_H
#define CONSOLE_NOTIFY_STATION_H

#include "console/announce/announce.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stdint.h>

struct station;

/* The path is borrowed. NULL with the cause. */
struct station *station_new(const char *path, const struct announce_filter *filter,
                            struct cause *why);
void station_free(struct station **station);

int station_fd(const struct station *station); /* -1: none now */
short station_events(const struct station *station);
int64_t station_due(const struct station *station);

enum station_news {
    STATION_NOTHING,
    STATION_LIST,    /* what is to be told may have changed */
    STATION_REFUSED, /* an action was: title and text for the person */
    STATION_SAYS     /* something for the log: text */
};
struct station_event {
    enum station_news news;
    char title[160], text[240];
};
/* Whatever can be done without waiting; one piece of news after another, NOTHING at the end. */
struct station_event station_step(struct station *station, int64_t boot_ms);

/* Of the latest snapshot; while the station is not heard it says so, too. */
const struct announce_list *station_list(const struct station *station);

/* What a person chose for it. False: not connected, or too many wait. */
bool station_act(struct station *station, const struct announcement *what);
/* Somebody was shown this call. */
void station_reached(struct station *station, const struct announcement *what);

#endif
