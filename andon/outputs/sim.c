/* SPDX-License-Identifier: MIT */
/* The scriptable tower: a file RUN/tower, one fixed-width text line per lamp,
 *
 *     red                      set=1 read=1 force=-
 *
 * that `cat` shows and a test or the demo maps. `force` is the outside's: 0 or 1 written there, in
 * place, fakes a stuck line. The daemon writes `set` and `read` through a shared mapping. A file
 * that is cut short or removed under us is an error, not a crash: its size is asked for before each
 * access. The handle is owned by tower.c. */
#include "andon/outputs/tower.h"

#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_TEXT "%-24s set=%c read=%c force=-\n"
#define LINE_SIZE 46 /* bytes of it, fixed */
#define AT_SET    29 /* where each value stands in the line */
#define AT_READ   36
#define AT_FORCE  44

struct sim {
    char path[320];
    int fd;
    char *map;
    size_t lamps, size;
    bool beats; /* a last line is the heartbeat */
};

static char digit(uint32_t levels, size_t lamp)
{
    return (levels >> lamp & 1) != 0 ? '1' : '0';
}

static void sim_close(void *tower)
{
    struct sim *sim = tower;
    if (sim->map)
        munmap(sim->map, sim->size);
    if (sim->fd >= 0)
        close(sim->fd);
    free(sim);
}

/* Make the file anew beside the old one and put it in place, so that a reader never maps half a
 * table. */
static int make_file(struct sim *sim, const struct config *config, uint32_t initial)
{
    char text[(CONFIG_LAMPS_MAX + 1) * LINE_SIZE + 1], fresh[330];
    size_t length = 0;
    for (size_t i = 0; i < config->lamps; i++) {
        char d = digit(initial, i);
        snprintf(text + length, sizeof text - length, LINE_TEXT, config->lamp[i].name, d, d);
        length += LINE_SIZE;
    }
    if (sim->beats) {
        snprintf(text + length, sizeof text - length, LINE_TEXT, "heartbeat", '0', '0');
        length += LINE_SIZE;
    }
    if (!text_format(fresh, sizeof fresh, "%s.new", sim->path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    unlink(fresh);
    sim->fd = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (sim->fd < 0)
        return -1;
    sim->size = length;
    errno = ENOSPC;
    if (write(sim->fd, text, length) != (ssize_t)length || rename(fresh, sim->path) != 0) {
        int keep = errno;
        unlink(fresh);
        errno = keep;
        return -1;
    }
    return 0;
}

static void *sim_open(const struct config *config, const char *run_dir, uint32_t initial,
                      struct cause *why)
{
    struct sim *sim = calloc(1, sizeof *sim);
    if (!sim) {
        cause_set(why, 0, "out of memory for the simulated tower");
        return NULL;
    }
    sim->fd = -1;
    sim->lamps = config->lamps;
    sim->beats = config->light.heartbeat[0] != '\0';
    if (!text_format(sim->path, sizeof sim->path, "%s/tower", run_dir)) {
        cause_set(why, 0, "simulated tower: the path %s/tower is too long", run_dir);
        sim_close(sim);
        return NULL;
    }
    if (make_file(sim, config, initial) != 0) {
        cause_set(why, 0, "simulated tower %s: %s", sim->path, strerror(errno));
        sim_close(sim);
        return NULL;
    }
    if (sim->size == 0)
        return sim;
    void *map = mmap(NULL, sim->size, PROT_READ | PROT_WRITE, MAP_SHARED, sim->fd, 0);
    if (map == MAP_FAILED) {
        cause_set(why, 0, "simulated tower %s: cannot map it: %s", sim->path, strerror(errno));
        sim_close(sim);
        return NULL;
    }
    sim->map = map;
    return sim;
}

static bool still_there(const struct sim *sim)
{
    struct stat st;
    return fstat(sim->fd, &st) == 0 && st.st_nlink > 0 && st.st_size >= (off_t)sim->size;
}

static int sim_set(void *tower, uint32_t levels, struct cause *why)
{
    struct sim *sim = tower;
    if (!still_there(sim))
        return cause_set(why, -1, "simulated tower %s: the file was removed or cut short",
                         sim->path);
    for (size_t i = 0; i < sim->lamps; i++) {
        char *line = sim->map + i * LINE_SIZE, d = digit(levels, i);
        char force = line[AT_FORCE];
        char says = force == '0' || force == '1' ? force : d;
        if (line[AT_SET] != d)
            line[AT_SET] = d;
        if (line[AT_READ] != says)
            line[AT_READ] = says;
    }
    return 0;
}

static int sim_read(void *tower, uint32_t *levels, uint32_t *lost)
{
    struct sim *sim = tower;
    *levels = *lost = 0;
    if (!still_there(sim))
        return -1;
    for (size_t i = 0; i < sim->lamps; i++)
        if (sim->map[i * LINE_SIZE + AT_READ] == '1')
            *levels |= UINT32_C(1) << i;
    return 0;
}

static int sim_beat(void *tower, bool high, struct cause *why)
{
    (void)why;
    struct sim *sim = tower;
    char *line = sim->map + sim->lamps * LINE_SIZE;
    if (!sim->beats || !still_there(sim))
        return 0; /* setting the lamps tells */
    line[AT_SET] = line[AT_READ] = high ? '1' : '0';
    return 0;
}

const struct tower_ops tower_sim = {
    .name = "sim",
    .open = sim_open,
    .set = sim_set,
    .read = sim_read,
    .beat = sim_beat,
    .close = sim_close,
};
