/* SPDX-License-Identifier: MIT */
/* andonctl doctor at a socket that is no station's: whose it is, and what hub, view and gateway
 * have in common. */
#include "andon/ctl/doctor.h"

#include <inttypes.h>
#include <string.h>

#define LAG_US    5000 /* the loop's budget a turn, 99th percentile */
#define TURNS_MIN 200  /* one in a hundred of fewer is any single one */

static const json_t *group_of(const json_t *status, const char *group)
{
    return group ? json_object_get(status, group) : status;
}

int64_t doctor_number(const json_t *status, const char *group, const char *key)
{
    return json_integer_value(json_object_get(group_of(status, group), key));
}

bool doctor_yes(const json_t *status, const char *group, const char *key)
{
    return json_is_true(json_object_get(group_of(status, group), key));
}

void doctor_link(const json_t *status, const char *fix, const char *means, struct findings *f)
{
    const char *why = json_string_value(json_object_get(json_object_get(status, "link"), "why"));
    if (!doctor_yes(status, "link", "up"))
        doctor_say(f, true, fix, "the broker is not connected%s%.120s: %s", why ? ": " : "",
                   why ? why : "", means);
}

void doctor_process(const json_t *status, const char *who, const char *where, struct findings *f)
{
    const json_t *health = json_object_get(status, "health");
    const json_t *at = json_object_get(health, "crashed");
    const char *what = json_string_value(json_object_get(health, "crash"));
    const int64_t p99 = doctor_number(health, NULL, "loop_p99_us");
    if (json_is_integer(at) && what)
        doctor_crash(json_integer_value(at), what, where, f);
    if (p99 > LAG_US && doctor_number(health, NULL, "loop_turns") >= TURNS_MIN)
        doctor_say(f, false, "look for another program that uses up the processor",
                   "the %s's loop is slow: %.1f ms at the 99th percentile", who, (double)p99 / 1e3);
}

bool doctor_others(const json_t *status, struct findings *f)
{
    static const struct {
        const char *member;
        void (*look)(const json_t *, struct findings *);
    } rows[] = {{"view", doctor_hub}, {"ingest", doctor_ingest}, {"gateway", doctor_gateway}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const json_t *one = json_object_get(status, rows[i].member);
        if (!json_is_object(one))
            continue;
        rows[i].look(one, f);
        return true;
    }
    return false;
}
