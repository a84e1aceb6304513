/* SPDX-License-Identifier: MIT */
/* What the two processes of andon-notify say to each other: whole packets on a socket pair. The
 * child knows the desktop and may hang in any call; the parent knows the stations and never waits
 * for it. */
#ifndef CONSOLE_NOTIFY_WIRE_H
#define CONSOLE_NOTIFY_WIRE_H

#include "console/announce/notes.h"

enum wire_ask { WIRE_SHOW, WIRE_CLOSE, WIRE_PROBE };
struct wire_order {
    enum wire_ask ask;
    struct note_order note;
};

enum wire_tell {
    WIRE_READY,  /* there is a notification service */
    WIRE_ABSENT, /* there is none, or it went: its notes are gone */
    WIRE_DONE,
    WIRE_FAILED, /* text says why */
    WIRE_ACTED,
    WIRE_CLOSED
};
struct wire_report {
    enum wire_tell tell;
    uint32_t serial;
    char text[160];
};

/* Exit statuses of the child. */
#define BUS_EXIT_NO_BUS 3 /* the session bus cannot be reached, or went away */

/* The child's whole life on this descriptor; its exit status. Only here libnotify is called. */
int bus_run(int fd);

#endif
