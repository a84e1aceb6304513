/* SPDX-License-Identifier: MIT */
/* Memory and descriptors from /proc/self, room from the file system. Called by the daemons' loops
 * now and then. */
#include "data/service/usage.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/statvfs.h>
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

#define ROOM_SAMPLE_MS INT64_C(3600000) /* growth of less time says little */

void room_reckon(struct room *room, int64_t free_bytes, int64_t file_bytes, int64_t boot_ms)
{
    room->free_bytes = free_bytes;
    room->full_ms = -1;
    if (room->first_bytes == 0 || file_bytes < room->first_bytes) { /* or made smaller meanwhile */
        room->first_bytes = file_bytes;
        room->first_boot_ms = boot_ms;
    }
    const int64_t grown = file_bytes - room->first_bytes, passed = boot_ms - room->first_boot_ms;
    if (free_bytes >= 0 && grown > 0 && passed >= ROOM_SAMPLE_MS)
        room->full_ms = (int64_t)((double)free_bytes / (double)grown * (double)passed);
}

void room_look(struct room *room, const char *directory, int64_t file_bytes, int64_t boot_ms)
{
    struct statvfs info;
    int64_t free_bytes = -1;
    if (statvfs(directory, &info) == 0)
        free_bytes = (int64_t)info.f_bavail * (int64_t)info.f_frsize;
    room_reckon(room, free_bytes, file_bytes, boot_ms);
}
