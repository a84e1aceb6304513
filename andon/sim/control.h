/* SPDX-License-Identifier: MIT */
/* Commands to the virtual line, one a line: how tests and the demo force what chance would not
 * bring in time. Parsing is pure. */
#ifndef ANDON_SIM_CONTROL_H
#define ANDON_SIM_CONTROL_H

#include "andon/sim/gateway.h"
#include "andon/sim/press.h"
#include "data/model/cause.h"

enum control_kind {
    CONTROL_HOLD,    /* state, text (the code): until `auto` */
    CONTROL_AUTO,    /* run, with troubles by chance again */
    CONTROL_SCRAP,   /* count parts are scrap */
    CONTROL_SENSOR,  /* sensor stands at value, or follows the machine again when `free` */
    CONTROL_FAULT,   /* sensor has this fault for span_ms */
    CONTROL_FAIL,    /* the bearing fails after span_ms of running */
    CONTROL_CHANGE,  /* changeover to the product `text`; "": to another one */
    CONTROL_SILENCE, /* the gateway hangs: nothing more comes, and nobody says so */
    CONTROL_OFFLINE, /* the gateway leaves properly */
    CONTROL_ONLINE,  /* it is back */
    CONTROL_RESTART, /* it starts anew, and returns so */
    CONTROL_CUT,     /* it has no network for span_ms, and catches up */
    CONTROL_MODEL,   /* a model publishes how long the bearing will last, when `free`; or no more */
    CONTROL_QUIT,
};

struct control {
    enum control_kind kind;
    enum press_state state;
    char text[PRESS_CODE_SIZE];
    int count;
    enum press_sensor sensor;
    double value;
    bool free;
    enum sensor_fault fault;
    enum gateway_return returns;
    int64_t span_ms; /* line time */
};

/* One line without its end. 1: a command; 0: an empty line or a comment (#); -1: `why`. */
int control_parse(const char *line, struct control *out, struct cause *why);

#endif
