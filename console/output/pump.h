/* SPDX-License-Identifier: MIT */
/* Bytes on their way to the terminal. Never waits but when told to: what the terminal does not take
 * now stays here, bounded, and goes out when it does. Its descriptor is its own, so that the
 * terminal stays as it is for everybody else who has it open. */
#ifndef CONSOLE_OUTPUT_PUMP_H
#define CONSOLE_OUTPUT_PUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PUMP_MAX (9U * 1024U * 1024U)

struct pump {
    int fd;
    bool own;    /* opened here, does not block; else one byte goes at a time, when there is room */
    bool broken; /* the terminal is gone: nothing goes out any more */
    char *bytes; /* owned */
    size_t begin, end, size;
    int64_t since_ms; /* monotonic: nothing was taken since; 0: nothing waits */
    uint64_t dropped; /* messages left out: no room */
};

/* On the terminal that `fd` is, which stays the caller's. */
void pump_open(struct pump *p, int fd);
void pump_close(struct pump *p);

/* What is to go out after all else. All of it is taken, or nothing: false. */
bool pump_add(struct pump *p, const char *bytes, size_t length);
/* As much as the terminal takes now. True: nothing waits any more. */
bool pump_run(struct pump *p);
bool pump_waits(const struct pump *p);
/* ms since the terminal took something though there was something; 0: nothing waits. */
int64_t pump_stalled_ms(const struct pump *p);
/* Let go of all that waits but the rest of a sequence that has begun. */
void pump_cut(struct pump *p);
/* Wait until all is out: true, or until that time is over: false. */
bool pump_drain(struct pump *p, int wait_ms);

#endif
