/* SPDX-License-Identifier: MIT */
/* What passes through this process's memory stays there no longer than needed, and in no file. */
#ifndef ANDON_SERVICE_PRIVATE_H
#define ANDON_SERVICE_PRIVATE_H

/* Before anything is parsed: what jansson gives back is wiped: requests hold badges and PINs. See
 * also confine_memory. */
void private_begin(void);

#endif
