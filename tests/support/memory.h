/* SPDX-License-Identifier: MIT */
/* What a process holds in the memory that it can write to; wants root, as the process is closed to
 * others of its user. */
#ifndef TESTS_SUPPORT_MEMORY_H
#define TESTS_SUPPORT_MEMORY_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static inline bool memory_part_has(int fd, unsigned long begin, unsigned long end, const char *text)
{
    bool found = false;
    size_t size = end - begin, have = 0;
    char *copy = malloc(size);
    while (copy != NULL && have < size) {
        ssize_t n = pread(fd, copy + have, size - have, (off_t)(begin + have));
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    found = copy != NULL && memmem(copy, have, text, strlen(text)) != NULL;
    free(copy);
    return found;
}

/* 1 it is there, 0 it is not, -1 the memory cannot be read, or is a sanitiser's, which keeps copies
 * of its own. */
static inline int memory_has(pid_t pid, const char *text)
{
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
    return -1;
#endif
    char path[64], line[512];
    (void)snprintf(path, sizeof path, "/proc/%ld/mem", (long)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    (void)snprintf(path, sizeof path, "/proc/%ld/maps", (long)pid);
    FILE *maps = fopen(path, "re");
    int found = fd >= 0 && maps != NULL ? 0 : -1;
    while (found == 0 && fgets(line, sizeof line, maps) != NULL) {
        unsigned long begin, end;
        char mode[8];
        if (sscanf(line, "%lx-%lx %7s", &begin, &end, mode) == 3 && mode[0] == 'r' &&
            mode[1] == 'w' && end - begin < (256UL << 20) && memory_part_has(fd, begin, end, text))
            found = 1;
    }
    if (maps != NULL)
        fclose(maps);
    if (fd >= 0)
        close(fd);
    return found;
}

#endif
