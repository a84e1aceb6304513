/* SPDX-License-Identifier: MIT */
/* What systemd leaves in files of its units, for who may not start a program or talk to it: which
 * of ours are to run, which do, and since when. Names links and directories of systemd 252, which
 * exist for journald and for enabling; where they are not nothing is said. */
#ifndef DATA_SERVICE_UNITS_H
#define DATA_SERVICE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNITS_MAX     32
#define UNIT_NAME_MAX 80

struct unit_seen {
    char name[UNIT_NAME_MAX]; /* "andond@press3.service" */
    bool masked, running;     /* running: or just being started or stopped */
    bool configured;          /* there is what its condition asks for, or it has none */
    int64_t since_ms;         /* wall: it was started; else its state directory was last written;
                                 TIME_NONE: nobody knows */
};

/* Units of ours that are enabled, in the order of their names; how many. None where systemd does
 * not run. `root`: "" but in tests. */
size_t units_look(const char *root, struct unit_seen out[UNITS_MAX]);

/* Processes of services that were killed for want of memory since the boot; -1: not known. */
int64_t units_oom_kills(const char *root);

#endif
