/* SPDX-License-Identifier: MIT */
/* What is in a process's memory stays there; apart from confine.c for programs that are not
 * confined. */
#include "data/confine/confine.h"

#include <sys/prctl.h>
#include <sys/resource.h>

void confine_memory(void)
{
    const struct rlimit none = {0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef __SANITIZE_ADDRESS__ /* its leak check looks into the process from outside */
    (void)prctl(PR_SET_DUMPABLE, 0);
#endif
}
