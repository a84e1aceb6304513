/* SPDX-License-Identifier: MIT */
/* A tower on the network: it is told patterns, or levels, by retained messages through the
 * station's own broker connection ([tower] topic and payload). Nothing here waits: a message that
 * cannot be handed over stays due and goes with the next call, so that the tower is told the latest
 * and not everything. It dies with the network, exactly when it should show a fault: a wired tower
 * is better, and the device should go dark or say so when the station's status says offline.
 * Handing a message over copies it: this back-end alone allocates while it runs. Owned by tower.c.
 */
#include "andon/outputs/tower.h"

#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAYLOAD_MAX 1024

struct mqtt {
    const struct config *config;
    tower_publish *publish; /* NULL: not yet */
    void *ctx;
    bool down; /* the broker is known to be gone */
    enum lamp_pattern pattern[CONFIG_LAMPS_MAX];
    uint32_t levels;
    uint32_t due; /* lamps of which the tower does not know yet */
};

/* ---- templates ---- */

struct filled {
    const struct lamp_conf *lamp; /* NULL: the tower as a whole */
    enum lamp_pattern pattern;
    bool lit;
};

/* OPC 10000-200, SignalModeLight. */
static char mode_of(enum lamp_pattern pattern)
{
    static const char modes[LAMP_PATTERN_COUNT] = {
        [LAMP_OFF] = '0',        [LAMP_ON] = '0',           [LAMP_FLASH_SLOW] = '1',
        [LAMP_FLASH_FAST] = '1', [LAMP_FLASH_DOUBLE] = '2', [LAMP_PULSE] = '2',
        [LAMP_ALTERNATE] = '1',  [LAMP_CHIME] = '3',        [LAMP_BEEP] = '1',
        [LAMP_VARYING] = '3',
    };
    return modes[pattern];
}

/* The text for the word in braces at `at`, NULL when it is none of ours. */
static const char *word_at(const struct filled *f, const char *at, size_t *length, char one[2])
{
    static const char *const words[] = {"{lamp}", "{colour}", "{pattern}",
                                        "{mode}", "{on}",     "{level}"};
    size_t i = 0, count = sizeof words / sizeof *words;
    while (i < count && strncmp(at, words[i], strlen(words[i])) != 0)
        i++;
    if (i == count || !f->lamp)
        return NULL;
    *length = strlen(words[i]);
    one[1] = '\0';
    const char mode = mode_of(f->pattern), on = f->pattern != LAMP_OFF ? '1' : '0';
    const char shown[] = {0, 0, 0, mode, on, f->lit ? '1' : '0'};
    one[0] = shown[i];
    const char *const texts[] = {f->lamp->name,
                                 f->lamp->colour,
                                 word_name(&words_lamp_pattern, (int)f->pattern),
                                 one,
                                 one,
                                 one};
    return texts[i];
}

/* 0, or -1 when it does not fit. */
static int fill(const char *form, const struct filled *f, char *out, size_t size)
{
    size_t n = 0;
    while (*form) {
        char one[2];
        size_t length = 1;
        const char *word = *form == '{' ? word_at(f, form, &length, one) : NULL;
        size_t add = word ? strlen(word) : 1;
        if (n + add >= size)
            return -1;
        memcpy(out + n, word ? word : form, add);
        n += add;
        form += length;
    }
    out[n] = '\0';
    return 0;
}

/* {"red":"on","green":"off"} */
static void fill_all(const struct mqtt *m, char out[PAYLOAD_MAX])
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < m->config->lamps; i++) {
        (void)text_format(out + n, PAYLOAD_MAX - n, "%s\"%s\":\"%s\"", i ? "," : "{",
                          m->config->lamp[i].name,
                          word_name(&words_lamp_pattern, (int)m->pattern[i]));
        n += strlen(out + n);
    }
    (void)text_format(out + n, PAYLOAD_MAX - n, "%s", n ? "}" : "{}");
}

/* ---- sending ---- */

static bool is_each(const struct mqtt *m)
{
    return strstr(m->config->light.topic, "{lamp}") != NULL;
}

static bool wants_levels(const struct mqtt *m)
{
    return strstr(m->config->light.payload, "{level}") != NULL;
}

static int send_one(const struct mqtt *m, size_t i)
{
    static const char json[] = "{\"pattern\":\"{pattern}\",\"mode\":{mode},\"on\":{on}}";
    const struct light_conf *light = &m->config->light;
    const struct filled f = {
        .lamp = &m->config->lamp[i], .pattern = m->pattern[i], .lit = (m->levels >> i & 1) != 0};
    char topic[CONFIG_TOPIC_MAX], payload[PAYLOAD_MAX];
    if (fill(light->topic, &f, topic, sizeof topic) != 0 ||
        fill(light->payload[0] ? light->payload : json, &f, payload, sizeof payload) != 0)
        return -1;
    return m->publish(m->ctx, topic, payload, strlen(payload));
}

static int send_all(const struct mqtt *m)
{
    char payload[PAYLOAD_MAX];
    fill_all(m, payload);
    return m->publish(m->ctx, m->config->light.topic, payload, strlen(payload));
}

static int send_due(struct mqtt *m, struct cause *why)
{
    bool each = is_each(m);
    if (m->down)
        return cause_set(why, -1,
                         "no connection to the broker: the network tower shows what it was told "
                         "last");
    if (!m->publish)
        return 0; /* the connection is still being made */
    for (size_t i = 0; i < m->config->lamps && m->due != 0; i++) {
        if (each && (m->due >> i & 1) == 0)
            continue;
        if ((each ? send_one(m, i) : send_all(m)) != 0)
            return cause_set(why, -1, "the network tower cannot be told: the broker is slow");
        m->due &= each ? ~(UINT32_C(1) << i) : 0;
    }
    return 0;
}

/* ---- the back-end ---- */

static void *mqtt_open(const struct config *config, const char *run_dir, uint32_t initial,
                       struct cause *why)
{
    (void)run_dir;
    struct mqtt *m = calloc(1, sizeof *m);
    if (!m) {
        cause_set(why, 0, "out of memory for the network tower");
        return NULL;
    }
    m->config = config;
    m->levels = initial;
    m->due = UINT32_MAX;
    return m;
}

static void mqtt_show(void *tower, const enum lamp_pattern *pattern)
{
    struct mqtt *m = tower;
    for (size_t i = 0; i < m->config->lamps; i++)
        if (m->pattern[i] != pattern[i]) {
            m->pattern[i] = pattern[i];
            m->due |= UINT32_C(1) << i;
        }
}

static int mqtt_set(void *tower, uint32_t levels, struct cause *why)
{
    struct mqtt *m = tower;
    if (wants_levels(m))
        m->due |= m->levels ^ levels;
    m->levels = levels;
    return send_due(m, why);
}

/* What it shows nobody knows; while it cannot be told it is not what was set. */
static int mqtt_read(void *tower, uint32_t *levels, uint32_t *lost)
{
    const struct mqtt *m = tower;
    *levels = m->levels;
    *lost = m->down ? UINT32_MAX : 0;
    return 0;
}

static int mqtt_mend(void *tower, uint32_t levels, struct cause *why)
{
    return mqtt_set(tower, levels, why);
}

static void mqtt_attach(void *tower, tower_publish *publish, void *ctx)
{
    struct mqtt *m = tower;
    m->publish = publish;
    m->ctx = ctx;
}

static void mqtt_link(void *tower, bool up)
{
    struct mqtt *m = tower;
    m->down = !up;
    m->due = UINT32_MAX; /* all of it again: what was on its way may be lost */
}

static void mqtt_follow(void *tower, const struct config *config)
{
    struct mqtt *m = tower;
    m->config = config;
}

static void mqtt_close(void *tower)
{
    free(tower);
}

const struct tower_ops tower_mqtt = {
    .name = "mqtt",
    .open = mqtt_open,
    .set = mqtt_set,
    .read = mqtt_read,
    .mend = mqtt_mend,
    .show = mqtt_show,
    .attach = mqtt_attach,
    .link = mqtt_link,
    .follow = mqtt_follow,
    .close = mqtt_close,
};
