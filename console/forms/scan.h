/* SPDX-License-Identifier: MIT */
/* Telling a scanner from fingers. A scanner types a character every 2 to 21 ms and ends with Enter;
 * a fast typist needs 90 ms, a held key repeats one character every 33 ms. The first characters act
 * as keys do, and are taken back when the burst proves to be a scan; a prefix (Ctrl-B) needs no
 * proof. Pure. */
#ifndef CONSOLE_SCAN_H
#define CONSOLE_SCAN_H

#include "data/model/scan_code.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_GAP_MS 25
#define SCAN_PREFIX 0x02 /* Ctrl-B, STX: what most scanners can be set to send first */

struct scan {
    char text[SCAN_CODE_MAX + 2];
    size_t length;
    int64_t last_ms; /* boot: of the last character */
    bool sure, prefixed, late;
};

enum scan_found {
    SCAN_KEY,     /* an ordinary key; nothing is under way */
    SCAN_FIRST,   /* an ordinary key that may be the first of a scan */
    SCAN_MAYBE,   /* … a further one: what was begun may have to be taken back */
    SCAN_PROVEN,  /* it is a scan: take back what its keys did; this key is no key */
    SCAN_SWALLOW, /* a further character of it: no key */
    SCAN_DONE     /* its end: `text` is the code; this key is no key */
};

/* `late`: the program was away before this key came, so that its time proves nothing. */
enum scan_found scan_key(struct scan *s, uint32_t key, int64_t boot_ms, bool late);

#endif
