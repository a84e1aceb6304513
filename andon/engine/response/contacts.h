/* SPDX-License-Identifier: MIT */
/* Contacts at the station as the engine hears of them (EVENT_CONTACT): presses, and what goes wrong
 * with a line. Their levels and parts are signals and come as updates. */
#ifndef ANDON_ENGINE_RESPONSE_CONTACTS_H
#define ANDON_ENGINE_RESPONSE_CONTACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum contact_event_kind {
    CONTACT_EVENT_PRESS,
    CONTACT_EVENT_LONG,
    CONTACT_EVENT_DOUBLE,
    CONTACT_EVENT_STUCK,
    CONTACT_EVENT_FREED,
    CONTACT_EVENT_TOO_FAST, /* a closing was not believed */
    CONTACT_EVENT_MISSED, /* edges may have been lost: `count` closings at most, -1 nobody knows */
    CONTACT_EVENT_AWAY,   /* its line cannot be read */
    CONTACT_EVENT_BACK
};

struct contact_event {
    enum contact_event_kind kind;
    size_t input;    /* index into config.input */
    int64_t count;   /* MISSED */
    const char *why; /* AWAY: in words */
};

/* What the engine holds of each. */
struct contact_state {
    bool stuck, away;
    int64_t presses;      /* that did something */
    int64_t pressed_wall; /* the last one; TIME_NONE */
    char outcome[96];     /* … what came of it */
    bool refused;         /* … nothing */
    char why[96];         /* away: in words */
};

#endif
