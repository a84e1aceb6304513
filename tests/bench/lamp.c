/* SPDX-License-Identifier: MIT */
/* See lamp.h. Called by the benches that wait for what the tower shows; owns the mapping. */
#include "tests/bench/lamp.h"

#include "tests/bench/child.h"
#include "tests/bench/figure.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define GIVE_UP_S 60

/* The lamp's line begins with its name; its level stands behind "set=". */
static const char *level_of(const char *text, size_t size, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = text; line && line < text + size;) {
        size_t left = size - (size_t)(line - text);
        if (left > length && memcmp(line, name, length) == 0 && line[length] == ' ') {
            const char *at = memmem(line, left, "set=", 4);
            return at && at + 4 < text + size ? at + 4 : NULL;
        }
        line = memchr(line, '\n', left);
        line = line ? line + 1 : NULL;
    }
    return NULL;
}

bool lamp_open(struct lamp *lamp, const char *tower_path, const char *name)
{
    struct stat st;
    *lamp = (struct lamp){.size = 0};
    int fd = open(tower_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    void *map = MAP_FAILED;
    if (fstat(fd, &st) == 0 && st.st_size > 0)
        map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    (void)close(fd);
    if (map == MAP_FAILED)
        return false;
    lamp->map = map;
    lamp->size = (size_t)st.st_size;
    lamp->level = level_of(map, lamp->size, name);
    if (lamp->level)
        return true;
    lamp_close(lamp);
    return false;
}

void lamp_close(struct lamp *lamp)
{
    if (lamp->map)
        (void)munmap(lamp->map, lamp->size);
    *lamp = (struct lamp){.size = 0};
}

bool lamp_lit(const struct lamp *lamp)
{
    return *lamp->level == '1';
}

double lamp_first_lit(struct andond *a, const char *name)
{
    const char *const arguments[] = {andond_program(), "--config", "layouts/stations/press",
                                     "--config",       a->layer,   "--run",
                                     a->run,           "--data",   a->data,
                                     "--foreground",   NULL};
    struct lamp lamp = {.size = 0};
    (void)unlink(a->tower);
    int64_t begin = figure_now_ns();
    a->pid = child_start(arguments, a->log);
    while (!(lamp.map || lamp_open(&lamp, a->tower, name)) || !lamp_lit(&lamp)) {
        if (figure_seconds_since(begin) > GIVE_UP_S)
            figure_die("andond lights no lamp");
        figure_pause_us(100);
    }
    double took = figure_seconds_since(begin) * 1000;
    lamp_close(&lamp);
    return took;
}

bool lamp_wait(const struct lamp *lamp, bool lit, int patience_ms)
{
    for (int tries = 0; lamp_lit(lamp) != lit; tries++) {
        if (tries > patience_ms)
            return false;
        figure_pause_us(1000);
    }
    return true;
}
