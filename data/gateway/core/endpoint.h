/* SPDX-License-Identifier: MIT */
/* Where a device is reached: tcp://HOST[:PORT], rtu:///dev/NAME?baud=9600&parity=N&data=8&stop=1.
 * Pure. */
#ifndef DATA_GATEWAY_CORE_ENDPOINT_H
#define DATA_GATEWAY_CORE_ENDPOINT_H

#include "data/model/cause.h"

#include <stdbool.h>

#define ENDPOINT_SIZE 128

struct endpoint {
    bool serial;
    char host[ENDPOINT_SIZE]; /* or the path of the serial line */
    char port[8];
    int baud, data, stop;
    char parity; /* N E O */
    bool rs485;  /* the kernel switches the direction */
};

/* 0, or -1 with what is wrong and how to write it. */
int endpoint_parse(const char *url, struct endpoint *out, struct cause *why);

#endif
