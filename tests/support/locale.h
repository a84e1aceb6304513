/* SPDX-License-Identifier: MIT */
/* Where this build keeps its catalogues: beside the programs, which are above the test. */
#ifndef TESTS_SUPPORT_LOCALE_H
#define TESTS_SUPPORT_LOCALE_H

#include <limits.h>
#include <string.h>
#include <unistd.h>

static inline const char *locale_dir(void)
{
    static char dir[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", dir, sizeof dir - 16);
    dir[size > 0 ? size : 0] = '\0';
    char *tests = strstr(dir, "/tests/");
    for (char *next = tests; next != NULL; next = strstr(next + 1, "/tests/"))
        tests = next;
    if (tests != NULL)
        memcpy(tests, "/locale", 8);
    return dir;
}

#endif
