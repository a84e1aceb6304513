/* SPDX-License-Identifier: MIT */
/* The station's contacts: lines that are read, debounced and understood. A back-end knows lines;
 * here is what they mean, when a lost one is tried again, and what is told of it. No thread, no
 * loop: who owns them watches the descriptors and asks when something is due. Nothing blocks. */
#ifndef ANDON_INPUTS_INPUTS_H
#define ANDON_INPUTS_INPUTS_H

#include "andon/engine/response/contacts.h"
#include "data/config/config.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUTS_EDGES 16 /* that a line's queue in the kernel holds */

struct input_edge {
    bool closed;
    int64_t at; /* boot ms */
};

/* A back-end: gpio, sim. Levels are logical (1 closed); polarity is the back-end's. */
struct inputs_ops {
    const char *name;
    void *(*open)(const struct config *config, const char *run_dir, struct cause *why);
    /* Take a line: its level and its descriptor, which is readable when an edge waits. Returns 0;
     * `why` may hold what could not be had with it (a bias). -1 with the cause. */
    int (*take)(void *backend, size_t input, bool *closed, int *fd, struct cause *why);
    /* Edges that wait, oldest first, up to INPUTS_EDGES. `full`: the queue was, some may be lost.
     * Returns how many, -1 the line is lost. */
    int (*edges)(void *backend, size_t input, struct input_edge edge[INPUTS_EDGES], bool *full,
                 struct cause *why);
    int (*level)(void *backend, size_t input, bool *closed, struct cause *why); /* 0, -1 lost */
    void (*drop)(void *backend, size_t input);
    void (*follow)(void *backend, const struct config *config);
    void (*close)(void *backend);
};
extern const struct inputs_ops inputs_sim, inputs_gpio;

/* What is told, each with its boot ms. */
enum input_news {
    INPUT_LEVEL, /* it is closed or open, as debounced; and what it is when its line is taken */
    INPUT_PARTS, /* `count` closings of a contact that does parts; 0 when its line is taken */
    INPUT_EVENT  /* press and all that is the engine's: `event` */
};
struct input_told {
    enum input_news news;
    size_t input;
    int64_t at;
    bool closed;
    int64_t count;
    struct contact_event event;
};

struct inputs_user {
    void *ctx;
    void (*told)(void *ctx, const struct input_told *told);
    /* Watch this descriptor from now on; -1: no longer the one before, which is closed next. */
    void (*watch)(void *ctx, size_t input, int fd);
};

struct inputs;

/* Takes the configured lines and tells their levels. One that cannot be had is told as away, tried
 * again (1 s … 30 s), and spoken of in input_view. NULL: out of memory. Borrows `config`. */
struct inputs *inputs_new(const struct config *config, const char *run_dir,
                          const struct inputs_user *user, int64_t boot_ms);
void inputs_free(struct inputs **inputs);

/* Borrow another configuration. False: it has other contacts, make the inputs anew. */
bool inputs_follow(struct inputs *inputs, const struct config *config);

/* Tell where each of them stands, to an engine that began anew. */
void inputs_tell_again(struct inputs *inputs, int64_t boot_ms);

/* The descriptor of this input is readable, or broken. */
void inputs_ready(struct inputs *inputs, size_t input, int64_t boot_ms);
/* Deadlines: debouncing, long presses, lines to be tried again or looked at. */
void inputs_tick(struct inputs *inputs, int64_t boot_ms);
int64_t inputs_deadline(const struct inputs *inputs); /* boot ms, TIME_NEVER */

struct input_view {
    bool held, closed, stuck;
    int64_t edges, closings, bounces, missed, too_fast; /* missed: times that edges were lost */
    int64_t closed_at;                                  /* boot ms of the last closing, TIME_NONE */
    const char *trouble;                                /* "" or why its line is not as it should */
};
void inputs_view(const struct inputs *inputs, size_t input, struct input_view *out);
const char *inputs_backend_name(const struct inputs *inputs);

#endif
