/* SPDX-License-Identifier: MIT */
/* What each program may ask of the kernel: two tables, for confine.c. */
#ifndef DATA_CONFINE_CALLS_H
#define DATA_CONFINE_CALLS_H

#include <stddef.h>
#include <stdint.h>

#define CLONE_IS_THREAD UINT64_C(0x10000) /* CLONE_THREAD */
#define THIS_PROCESS    UINT64_MAX        /* as a value: our own pid */
#define LIMITS_MAX      3

/* `programs`: a bit (1 << enum confine_program) for each. Calls that an architecture lacks may
 * stand here. */
struct allowed_call {
    const char *name;
    unsigned programs;
};
extern const struct allowed_call confine_allowed[];
extern const size_t confine_allowed_count;

/* Allowed where (argument & mask) == value, for each limit up to the first with mask 0. Several
 * rows of a name: any of them. */
struct call_limit {
    unsigned argument;
    uint64_t mask, value;
};
struct limited_call {
    const char *name;
    unsigned programs;
    struct call_limit limit[LIMITS_MAX];
};
extern const struct limited_call confine_limited[];
extern const size_t confine_limited_count;

#endif
