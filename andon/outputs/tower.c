/* SPDX-License-Identifier: MIT */
/* The tower between the engine's patterns and a back-end's lines: which lamp is lit now, when that
 * changes, whether the lines follow, and what to do when the back-end fails. Called by andond's
 * loop thread only. Owns the back-end's handle; borrows the configuration. Only opening a back-end
 * (again) may allocate. */
#include "andon/outputs/tower.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define RETRY_MIN_MS INT64_C(1000)
#define RETRY_MAX_MS INT64_C(30000)
/* The line that says that andond turns. A relay that waits three times as long stays. */
#define BEAT_MS INT64_C(500)

struct tower {
    const struct config *config;
    const struct tower_ops *ops;
    char run_dir[256];
    void *handle; /* NULL while the back-end is not open */
    enum lamp_pattern pattern[CONFIG_LAMPS_MAX];
    bool odd[CONFIG_LAMPS_MAX];
    uint32_t levels, mismatch;
    int64_t edge_ms;               /* boot_ms of the next change of a level */
    bool beat;                     /* level of the heartbeat */
    int64_t beat_ms;               /* boot_ms of its next change; TIME_NEVER: there is none */
    int64_t retry_at_ms, retry_ms; /* TIME_NEVER: all is well */
    char trouble[512];
};

static const struct tower_ops *const backends[] = {
    [TOWER_SIM] = &tower_sim,
    [TOWER_GPIO] = &tower_gpio,
    [TOWER_NONE] = &tower_none,
    [TOWER_MQTT] = &tower_mqtt,
};

/* Bit of every lamp that exists. */
static uint32_t all_lamps(const struct tower *t)
{
    return (uint32_t)((UINT64_C(1) << t->config->lamps) - 1);
}

/* What the rules say for `starting`, before there is an engine: per lamp the first rule that needs
 * nothing else and names it. */
static void start_pattern(struct tower *t)
{
    const struct config *config = t->config;
    bool named[CONFIG_LAMPS_MAX] = {false};
    for (size_t r = 0; r < config->rules; r++) {
        const struct rule_conf *rule = &config->rule[r];
        if (rule->conditions != 1 || rule->condition[0].kind != COND_STARTING ||
            rule->condition[0].negated)
            continue;
        for (int s = 0; s < rule->shows; s++) {
            int lamp = rule->show[s].lamp;
            if (lamp < 0 || (size_t)lamp >= config->lamps || named[lamp])
                continue;
            named[lamp] = true;
            t->pattern[lamp] = rule->show[s].pattern;
        }
    }
}

/* Every second lamp that alternates is odd. */
static void pair_up(struct tower *t)
{
    bool odd = false;
    for (size_t i = 0; i < t->config->lamps; i++) {
        t->odd[i] = odd;
        if (t->pattern[i] == LAMP_ALTERNATE)
            odd = !odd;
    }
}

static void work_out_levels(struct tower *t, int64_t boot_ms)
{
    t->levels = 0;
    t->edge_ms = TIME_NEVER;
    for (size_t i = 0; i < t->config->lamps; i++) {
        int64_t until = TIME_NEVER;
        if (pattern_level(t->pattern[i], t->odd[i], boot_ms, &until))
            t->levels |= UINT32_C(1) << i;
        if (until < t->edge_ms)
            t->edge_ms = until;
    }
}

static void set_trouble(struct tower *t, const struct cause *why)
{
    text_sanitise(why->text, strlen(why->text), t->trouble, sizeof t->trouble);
    if (t->trouble[0] == '\0')
        text_copy(t->trouble, sizeof t->trouble, "the tower cannot be driven");
}

static void plan_retry(struct tower *t, int64_t boot_ms)
{
    if (t->retry_at_ms != TIME_NEVER && boot_ms < t->retry_at_ms)
        return;
    t->retry_ms = t->retry_at_ms == TIME_NEVER ? RETRY_MIN_MS : t->retry_ms * 2;
    if (t->retry_ms > RETRY_MAX_MS)
        t->retry_ms = RETRY_MAX_MS;
    t->retry_at_ms = boot_ms + t->retry_ms;
}

static void all_well(struct tower *t)
{
    t->retry_at_ms = TIME_NEVER;
    t->trouble[0] = '\0';
}

static void compare(struct tower *t)
{
    uint32_t levels = 0, lost = 0;
    if (!t->handle || t->ops->read(t->handle, &levels, &lost) != 0) {
        t->mismatch = all_lamps(t);
        return;
    }
    t->mismatch = ((levels ^ t->levels) | lost) & all_lamps(t);
}

static void open_backend(struct tower *t, int64_t boot_ms)
{
    struct cause why = {{0}};
    t->handle = t->ops->open(t->config, t->run_dir, t->levels, &why);
    if (t->handle && t->ops->show)
        t->ops->show(t->handle, t->pattern);
    if (t->handle && why.text[0] == '\0') {
        all_well(t);
        return;
    }
    set_trouble(t, &why);
    plan_retry(t, boot_ms);
}

/* A back-end that lost a line keeps the others: a tower with one dead lamp still tells something.
 * One that cannot mend itself is opened anew when the retry is due. */
static void drive(struct tower *t, int64_t boot_ms)
{
    struct cause why = {{0}};
    if (t->handle && t->ops->set(t->handle, t->levels, &why) != 0) {
        set_trouble(t, &why);
        plan_retry(t, boot_ms);
        if (!t->ops->mend) {
            t->ops->close(t->handle);
            t->handle = NULL;
        }
    }
    compare(t);
}

static void retry(struct tower *t, int64_t boot_ms)
{
    if (!t->handle) {
        open_backend(t, boot_ms);
        return;
    }
    struct cause why = {{0}};
    if (t->ops->mend(t->handle, t->levels, &why) == 0) {
        all_well(t);
        return;
    }
    set_trouble(t, &why);
    plan_retry(t, boot_ms);
}

struct tower *tower_new(const struct config *config, const char *run_dir, int64_t boot_ms,
                        struct cause *why)
{
    struct tower *t = calloc(1, sizeof *t);
    if (!t) {
        cause_set(why, 0, "out of memory for the tower");
        return NULL;
    }
    t->config = config;
    t->ops = backends[config->tower];
    t->retry_at_ms = TIME_NEVER;
    t->beat_ms = config->light.heartbeat[0] && t->ops->beat ? boot_ms : TIME_NEVER;
    text_copy(t->run_dir, sizeof t->run_dir, run_dir);
    start_pattern(t);
    pair_up(t);
    work_out_levels(t, boot_ms);
    open_backend(t, boot_ms);
    compare(t);
    if (t->trouble[0] != '\0')
        cause_set(why, 0, "%s", t->trouble);
    return t;
}

void tower_free(struct tower **tower)
{
    struct tower *t = *tower;
    if (!t)
        return;
    if (t->handle)
        t->ops->close(t->handle);
    free(t);
    *tower = NULL;
}

void tower_follow(struct tower *t, const struct config *config)
{
    t->config = config;
    if (t->handle && t->ops->follow)
        t->ops->follow(t->handle, config);
}

void tower_show(struct tower *t, const enum lamp_pattern *pattern, size_t count, int64_t boot_ms)
{
    for (size_t i = 0; i < count && i < t->config->lamps; i++)
        t->pattern[i] = pattern[i];
    pair_up(t);
    work_out_levels(t, boot_ms);
    if (t->handle && t->ops->show)
        t->ops->show(t->handle, t->pattern);
    drive(t, boot_ms);
}

void tower_attach(struct tower *t, tower_publish *publish, void *ctx)
{
    if (t->handle && t->ops->attach)
        t->ops->attach(t->handle, publish, ctx);
}

void tower_link(struct tower *t, bool up)
{
    if (!t->handle || !t->ops->link)
        return;
    t->ops->link(t->handle, up);
    if (t->retry_at_ms != TIME_NEVER)
        t->retry_at_ms = 0; /* with the next tick */
}

/* Only here, from the loop's round: a loop that hangs lets it stand still. */
static void beat(struct tower *t, int64_t boot_ms)
{
    if (boot_ms < t->beat_ms)
        return;
    t->beat = !t->beat;
    t->beat_ms = boot_ms + BEAT_MS;
    struct cause why = {{0}};
    if (!t->handle || t->ops->beat(t->handle, t->beat, &why) == 0)
        return;
    set_trouble(t, &why);
    plan_retry(t, boot_ms);
}

int64_t tower_tick(struct tower *t, int64_t boot_ms)
{
    work_out_levels(t, boot_ms);
    if (boot_ms >= t->retry_at_ms)
        retry(t, boot_ms);
    drive(t, boot_ms);
    beat(t, boot_ms);
    int64_t next = t->edge_ms < t->retry_at_ms ? t->edge_ms : t->retry_at_ms;
    return t->beat_ms < next ? t->beat_ms : next;
}

uint32_t tower_mismatch(const struct tower *t)
{
    return t->mismatch;
}

const char *tower_trouble(const struct tower *t)
{
    return t->trouble;
}

uint32_t tower_levels(const struct tower *t)
{
    return t->levels;
}

const char *tower_backend(const struct tower *t)
{
    return t->ops->name;
}
