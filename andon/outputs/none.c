/* SPDX-License-Identifier: MIT */
/* The tower that is not there: a station whose light is elsewhere, or has none. It also shows how
 * little a back-end must do. Chosen by `[tower] backend = none`; nothing is owned. */
#include "andon/outputs/tower.h"

struct nothing {
    uint32_t levels;
};

/* One object serves: a process has one tower. */
static struct nothing the_nothing;

static void *none_open(const struct config *config, const char *run_dir, uint32_t initial,
                       struct cause *why)
{
    (void)config, (void)run_dir, (void)why;
    the_nothing.levels = initial;
    return &the_nothing;
}

static int none_set(void *tower, uint32_t levels, struct cause *why)
{
    (void)why;
    ((struct nothing *)tower)->levels = levels;
    return 0;
}

static int none_read(void *tower, uint32_t *levels, uint32_t *lost)
{
    *levels = ((struct nothing *)tower)->levels;
    *lost = 0;
    return 0;
}

static void none_close(void *tower)
{
    (void)tower;
}

const struct tower_ops tower_none = {
    .name = "none",
    .open = none_open,
    .set = none_set,
    .read = none_read,
    .close = none_close,
};
