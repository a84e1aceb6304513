/* SPDX-License-Identifier: MIT */
/* A station with alerts from configuration text, and its alert records as short text. */
#ifndef TESTS_UNIT_ENGINE_ALERTS_RIG_H
#define TESTS_UNIT_ENGINE_ALERTS_RIG_H

#include "tests/unit/engine/rig.h"

#include "data/config/load.h"

#define ALERTS_STATION                                                                        \
    "[site]\nenterprise = e\nname = s\narea = a\n[line]\nname = l\n[station]\nname = m\n"     \
    "small_stop = 60 s\nideal_cycle = 1 s\n[signal state]\nrole = state\ntopic = a\n[signal " \
    "oil]\ntopic = b\n"                                                                       \
    "unit = °C\nmax_age = 60 s\n[signal air]\ntopic = c\n[signal door]\ntopic = d\n[signal " \
    "total]\nrole = total\ntopic = e\n"

/* The configuration outlives the rig: tests end soon. */
static inline void alerts_config(struct rig *r, const char *body)
{
    char text[16384];
    struct config_report report;
    assert_true(text_format(text, sizeof text, ALERTS_STATION "%s", body));
    struct config *c = config_load_text("f", text, strlen(text), &report);
    if (!c)
        fail_msg("%s", report.message[0]);
    memcpy(r->signal, c->signal, c->signals * sizeof *c->signal);
    r->config = *c;
    r->config.signal = r->signal;
    r->config.calendar.zone = &r->config.zone;
    config_report_done(&report);
}

static inline struct rig *alerts_rig(const char *body)
{
    struct rig *r = rig_new();
    alerts_config(r, body);
    return r;
}

/* The configuration's memory, too. */
static inline void alerts_free_rig(struct rig **r)
{
    struct config *c = calloc(1, sizeof *c);
    assert_non_null(c);
    *c = (*r)->config;
    void *memory = c->memory;
    free(c);
    rig_free(r);
    arena_free(memory);
    free(memory);
}

/* "A1.1 B; A1.2 C" of the records from `from` on (NULL: all). */
static inline const char *alerts_log(struct rig *r)
{
    static char out[RIG_TEXT];
    char *at = out;
    *at = '\0';
    for (const char *line = r->log; line && *line; line = strchr(line, '\n') + 1) {
        char id[32] = "", state[4] = "?";
        long long rev;
        const char *found = strstr(line, "\"state\":\"");
        if (sscanf(line, "alert\t%31s\t%lld", id, &rev) != 2)
            continue;
        if (found)
            (void)text_copy_n(state, sizeof state, found + 9, 1);
        at += snprintf(at, 64, "%s%s.%lld %s", at == out ? "" : "; ", id, rev, state);
        assert_true(at - out < RIG_TEXT - 128);
    }
    return out;
}

/* Through a checkpoint and back, as after a kill at this moment. */
static inline void alerts_restart(struct rig *r, int64_t ms)
{
    char *text = malloc(CHECKPOINT_MAX);
    assert_non_null(text);
    struct cause why = {{0}};
    size_t length = station_checkpoint(r->st, r->now, text, CHECKPOINT_MAX);
    assert_true(length > 0);
    station_free(&r->st);
    rig_start(r, ms);
    if (station_restore(r->st, text, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
    free(text);
}

#endif
