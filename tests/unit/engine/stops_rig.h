/* SPDX-License-Identifier: MIT */
/* Stops under test: a tree of reasons, what the records say of each stop now, and a restart after
 * which the records tell the station what people may still change, as the daemon does it. */
#ifndef TESTS_UNIT_ENGINE_STOPS_RIG_H
#define TESTS_UNIT_ENGINE_STOPS_RIG_H

#include "rig.h"

static inline struct rig *stops_rig(void)
{
    static struct reason_conf reasons[] = {
        {.name = "mech", .title = "mechanical", .parent = -1},
        {.name = "mech.jam",
         .title = "die jam",
         .parent = 0,
         .level = 1,
         .leaf = true,
         .faults = "E-217, jam"},
        {.name = "mech.belt", .title = "belt", .parent = 0, .level = 1, .leaf = true},
        {.name = "other", .title = "other", .parent = -1, .leaf = true, .note = true},
    };
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "fault", ROLE_FAULT);
    r->config.reason = reasons;
    r->config.reasons = sizeof reasons / sizeof *reasons;
    return r;
}

/* "kind id" → {"rev", "body"}: the highest revision of each, in the order of their first ones. */
static inline json_t *stops_latest(const struct rig *r)
{
    json_t *latest = json_object();
    const char *line = r->log ? r->log : "";
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char kind[32], id[32], key[80];
        char actor[32];
        long long rev, wall;
        int skip = 0;
        assert_int_equal(sscanf(line, "%31[^\t]\t%31[^\t]\t%lld\t%lld\t%*d\t%31[^\t]\t%n", kind, id,
                                &rev, &wall, actor, &skip),
                         5);
        (void)text_format(key, sizeof key, "%s %s", kind, id);
        json_t *before = json_object_get(latest, key);
        if (rev != json_integer_value(json_object_get(before, "rev")) + 1)
            fail_msg("%s has revision %lld", key, rev);
        json_t *body = json_loadb(line + skip, (size_t)(end - line - skip), 0, NULL);
        assert_non_null(body);
        json_object_set_new(latest, key,
                            json_pack("{s:I, s:s, s:I, s:o}", "rev", (json_int_t)rev, "actor",
                                      actor, "wall", (json_int_t)wall, "body", body));
    }
    return latest;
}

/* "S1 10-310 long 300 mech.jam; S2 …", those that are part of others left out. */
static inline const char *stops_now(struct rig *r)
{
    json_t *latest = stops_latest(r), *record;
    char *at = r->text;
    const char *key;
    *at = '\0';
    json_object_foreach(latest, key, record)
    {
        const json_t *b = json_object_get(record, "body");
        if (strncmp(key, "stop ", 5) != 0 || rig_word(b, "into")[0])
            continue;
        at = rig_put(at, "%s%s ", at == r->text ? "" : "; ", key + 5);
        at = rig_put_stop(r, at, b);
        at = rig_put(at, "%s%s", rig_word(b, "reason")[0] ? " " : "", rig_word(b, "reason"));
    }
    json_decref(latest);
    return r->text;
}

/* After a restart the records tell what may still be changed. */
static inline void stops_recall(struct rig *r)
{
    struct cause why = {{0}};
    json_t *latest = stops_latest(r), *one;
    const char *key;
    json_object_foreach(latest, key, one)
    {
        if (strncmp(key, "stop ", 5) != 0)
            continue;
        char *body = json_dumps(json_object_get(one, "body"), JSON_COMPACT);
        struct record record = {.kind = REC_STOP,
                                .rev = json_integer_value(json_object_get(one, "rev")),
                                .wall_ms = json_integer_value(json_object_get(one, "wall")),
                                .body = body,
                                .body_length = strlen(body)};
        (void)text_copy(record.id, sizeof record.id, key + 5);
        (void)text_copy(record.actor, sizeof record.actor, rig_word(one, "actor"));
        if (station_recall(r->st, &record, &why) != 0)
            fail_msg("%s: %s of %s", key, why.text, body);
        free(body);
    }
    json_decref(latest);
}

/* Away for no time. */
static inline void stops_restart(struct rig *r, int64_t ms, bool same_boot)
{
    static char checkpoint[CHECKPOINT_MAX];
    struct cause why = {{0}};
    size_t length = station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint);
    station_free(&r->st);
    r->now = rig_at(r, ms);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, checkpoint, length, same_boot, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
    stops_recall(r);
}

#endif
