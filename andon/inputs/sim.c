/* SPDX-License-Identifier: MIT */
/* Contacts without wires: a named pipe RUN/inputs/NAME for each, into which a test, the demo or a
 * person writes: 1 closes the contact, 0 opens it, x takes the line away (it is tried again), o
 * says that the queue ran over. Anything else is skipped. The pipes are the daemon's and go with
 * it; what it reads is bounded by what one read takes. */
#include "andon/inputs/inputs.h"

#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct pipe_line {
    char path[400];
    int fd; /* -1: not taken */
    bool closed;
};

struct sim {
    const struct config *config;
    char folder[300];
    struct pipe_line line[CONFIG_INPUTS_MAX];
};

static void *sim_open(const struct config *config, const char *run_dir, struct cause *why)
{
    struct sim *sim = calloc(1, sizeof *sim);
    if (!sim) {
        cause_set(why, 0, "out of memory for the simulated inputs");
        return NULL;
    }
    sim->config = config;
    for (size_t i = 0; i < CONFIG_INPUTS_MAX; i++)
        sim->line[i].fd = -1;
    if (!text_format(sim->folder, sizeof sim->folder, "%s/inputs", run_dir)) {
        cause_set(why, 0, "simulated inputs: the path %s/inputs is too long", run_dir);
        free(sim);
        return NULL;
    }
    return sim;
}

static void sim_drop(void *backend, size_t i)
{
    struct pipe_line *line = &((struct sim *)backend)->line[i];
    if (line->fd < 0)
        return;
    (void)unlink(line->path);
    close(line->fd);
    line->fd = -1;
}

/* Open for writing, too: then it never ends when a writer goes. */
static int sim_take(void *backend, size_t i, bool *closed, int *fd, struct cause *why)
{
    struct sim *sim = backend;
    struct pipe_line *line = &sim->line[i];
    const char *name = sim->config->input[i].name;
    struct stat st;
    if (!text_format(line->path, sizeof line->path, "%s/%s", sim->folder, name))
        return cause_set(why, -1, "input %s: the path of its pipe is too long", name);
    (void)mkdir(sim->folder, 0750); /* it may have gone, too */
    (void)unlink(line->path);
    if (mkfifo(line->path, 0660) != 0)
        return cause_set(why, -1, "input %s: the pipe %s: %s", name, line->path, strerror(errno));
    line->fd = open(line->path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
    if (line->fd < 0 || fstat(line->fd, &st) != 0 || !S_ISFIFO(st.st_mode)) {
        cause_set(why, 0, "input %s: the pipe %s: %s", name, line->path, strerror(errno));
        sim_drop(sim, i);
        return -1;
    }
    line->closed = false;
    *closed = false;
    *fd = line->fd;
    return 0;
}

static int gone(const struct sim *sim, size_t i, struct cause *why)
{
    return cause_set(why, -1, "input %s: the simulated line was taken away",
                     sim->config->input[i].name);
}

static int sim_edges(void *backend, size_t i, struct input_edge edge[INPUTS_EDGES], bool *full,
                     struct cause *why)
{
    struct sim *sim = backend;
    struct pipe_line *line = &sim->line[i];
    char text[INPUTS_EDGES];
    ssize_t length = read(line->fd, text, sizeof text);
    int count = 0;
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    for (ssize_t k = 0; k < length; k++) {
        if (text[k] == 'x')
            return gone(sim, i, why);
        *full = *full || text[k] == 'o';
        if (text[k] != '0' && text[k] != '1')
            continue;
        line->closed = text[k] == '1';
        edge[count++] = (struct input_edge){.closed = line->closed, .at = now};
    }
    return count;
}

static int sim_level(void *backend, size_t i, bool *closed, struct cause *why)
{
    struct sim *sim = backend;
    struct stat st;
    if (fstat(sim->line[i].fd, &st) != 0 || st.st_nlink == 0)
        return gone(sim, i, why);
    *closed = sim->line[i].closed;
    return 0;
}

static void sim_follow(void *backend, const struct config *config)
{
    ((struct sim *)backend)->config = config;
}

static void sim_close(void *backend)
{
    struct sim *sim = backend;
    for (size_t i = 0; i < CONFIG_INPUTS_MAX; i++)
        sim_drop(sim, i);
    (void)rmdir(sim->folder);
    free(sim);
}

const struct inputs_ops inputs_sim = {
    .name = "sim",
    .open = sim_open,
    .take = sim_take,
    .edges = sim_edges,
    .level = sim_level,
    .drop = sim_drop,
    .follow = sim_follow,
    .close = sim_close,
};
