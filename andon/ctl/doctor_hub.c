/* SPDX-License-Identifier: MIT */
/* andonctl doctor at a hub's view: what of the board is not there, and how the view itself is. */
#include "andon/ctl/doctor.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <string.h>

#define LAG_US    5000
#define TURNS_MIN 200

static int64_t number(const json_t *view, const char *group, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(view, group), key));
}

static bool yes(const json_t *view, const char *group, const char *key)
{
    return json_is_true(json_object_get(group ? json_object_get(view, group) : view, key));
}

static void ask_link(const json_t *view, struct findings *f)
{
    const char *why = json_string_value(json_object_get(json_object_get(view, "link"), "why"));
    if (!yes(view, "link", "up"))
        doctor_say(f, true, "check --broker, that it runs, and the network",
                   "the broker is not connected%s%.120s: no station can be seen", why ? ": " : "",
                   why ? why : "");
    else if (!yes(view, NULL, "complete"))
        doctor_find(f, false, "the board is still being fetched",
                    "wait: with many stations that takes some seconds");
}

static void ask_stations(const json_t *view, struct findings *f)
{
    int64_t count = number(view, "stations", "count"), online = number(view, "stations", "online");
    if (!yes(view, "link", "up"))
        return;
    if (count == 0 && yes(view, NULL, "complete"))
        doctor_find(f, true, "no station has ever been heard of",
                    "is --area right, and may this user read below andon/v1 (andonctl acl)?");
    else if (online < count)
        doctor_say(f, false, "andonctl lines lists them, the worst first",
                   "%" PRId64 " of %" PRId64 " stations are not online", count - online, count);
    if (number(view, "stations", "refused") > 0)
        doctor_say(
            f, false, "look for what else publishes there, or for stations of another version",
            "%" PRId64 " summaries of stations made no sense", number(view, "stations", "refused"));
}

static void ask_flow(const json_t *view, struct findings *f)
{
    int64_t p99 = number(view, "health", "loop_p99_us");
    if (number(view, "link", "dropped") > 0)
        doctor_say(f, false, "fewer stations a view: --area; the next summary makes each good",
                   "%" PRId64 " messages were dropped: too many at once",
                   number(view, "link", "dropped"));
    if (p99 > LAG_US && number(view, "health", "loop_turns") >= TURNS_MIN)
        doctor_say(f, false, "look for another program that uses up the processor",
                   "the view's loop is slow: %.1f ms at the 99th percentile", (double)p99 / 1e3);
}

static void ask_means(const json_t *view, struct findings *f)
{
    if (!yes(view, NULL, "keys"))
        doctor_find(f, false, "nobody can work at a station through this view",
                    "--keys DIR with the stations' keys, if somebody shall: andon-hub(8)");
    if (!yes(view, NULL, "database"))
        doctor_find(f, false, "losses, trends and reports of lines are not there",
                    "--database, if they are wanted: that of the hubs that take records");
}

static void ask_crash(const json_t *view, struct findings *f)
{
    const json_t *health = json_object_get(view, "health");
    const json_t *at = json_object_get(health, "crashed");
    const char *what = json_string_value(json_object_get(health, "crash"));
    if (json_is_integer(at) && what)
        doctor_crash(json_integer_value(at), what, "crash below --data or --run", f);
}

static void (*const questions[])(const json_t *view, struct findings *f) = {
    ask_link, ask_stations, ask_crash, ask_flow, ask_means,
};

void doctor_hub(const json_t *view, struct findings *f)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        questions[i](view, f);
}
