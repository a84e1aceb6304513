/* SPDX-License-Identifier: MIT */
/* The machine's clocks and names, read at the edge; the engine gets them as data. */
#ifndef ANDON_SERVICE_CLOCK_H
#define ANDON_SERVICE_CLOCK_H

#include "data/model/clock.h"

#define BOOT_ID_SIZE    40
#define MACHINE_ID_SIZE 40

struct now clock_now(void);

/* `now`, but not before `last`: time never goes back on the engine's boot axis. A message that was
 * stamped before the last tick is moved up to it, its wall time by the same amount. */
struct now clock_not_before(struct now now, struct now last);

/* The kernel's boot id, and the machine's id, which is not to leave the machine as it is
 * (data/store/machine.h): "" where there is none. */
void clock_boot_id(char out[BOOT_ID_SIZE]);
void clock_machine_id(char out[MACHINE_ID_SIZE]);

#endif
