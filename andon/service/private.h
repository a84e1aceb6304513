/* SPDX-License-Identifier: MIT */
/* What passes through this process's memory stays there no longer than needed, and in no file. */
#ifndef ANDON_SERVICE_PRIVATE_H
#define ANDON_SERVICE_PRIVATE_H

/* Before anything is parsed: no core is dumped, other processes of the same user cannot look into
 * the memory, and what jansson gives back is wiped: requests hold badges and PINs. */
void private_begin(void);

#endif
