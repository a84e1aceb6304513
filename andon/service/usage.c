/* SPDX-License-Identifier: MIT */
/* Memory and descriptors from /proc/self. Called once a second by step.c. */
#include "andon/service/usage.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

static int64_t resident(void)
{
    long pages = -1;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f)
        return -1;
    if (fscanf(f, "%*s %ld", &pages) != 1)
        pages = -1;
    fclose(f);
    return pages < 0 ? -1 : (int64_t)pages * sysconf(_SC_PAGESIZE);
}

/* Without the one that looks. */
static int64_t descriptors(void)
{
    int64_t count = -1;
    DIR *dir = opendir("/proc/self/fd");
    if (!dir)
        return -1;
    for (const struct dirent *e = readdir(dir); e; e = readdir(dir))
        count += e->d_name[0] != '.';
    closedir(dir);
    return count;
}

struct usage usage_read(void)
{
    return (struct usage){.resident_bytes = resident(), .descriptors = descriptors()};
}
