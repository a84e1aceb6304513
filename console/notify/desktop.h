/* SPDX-License-Identifier: MIT */
/* The parent's end of the child that talks to the desktop: starts it, gives it one order at a time,
 * ends it when it hangs, and starts it again with growing pauses. Never waits. */
#ifndef CONSOLE_NOTIFY_DESKTOP_H
#define CONSOLE_NOTIFY_DESKTOP_H

#include "console/announce/notes.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stdint.h>

struct desktop;

enum desktop_news {
    DESKTOP_NOTHING,
    DESKTOP_DONE,   /* the order was carried out */
    DESKTOP_FAILED, /* it was not: text; try it again when ready */
    DESKTOP_LOST,   /* the desktop has lost all notes: text */
    DESKTOP_ACTED,
    DESKTOP_CLOSED,
    DESKTOP_NO_BUS /* given up: the session bus is gone */
};
struct desktop_event {
    enum desktop_news news;
    uint32_t serial;
    char text[160];
};

/* `patience_ms`: an order that takes longer means that the desktop hangs. NULL: no memory. */
struct desktop *desktop_new(int64_t patience_ms);
/* Ends the child, at once. */
void desktop_free(struct desktop **desktop);

/* Is there a session bus to talk to? Fixes its address in the environment, so that nothing starts
 * one. 0, or -1 with the cause. */
int desktop_find_bus(struct cause *why);

int desktop_fd(const struct desktop *desktop); /* -1: none now; poll for input */
int64_t desktop_due(const struct desktop *desktop);
/* What has happened, one after another; DESKTOP_NOTHING at the end. `wanted`: there is something to
 * show, so a service that is not there is asked for. */
struct desktop_event desktop_step(struct desktop *desktop, int64_t boot_ms, bool wanted);

bool desktop_ready(const struct desktop *desktop); /* takes an order now */
void desktop_give(struct desktop *desktop, const struct note_order *order, int64_t boot_ms);

#endif
