/* SPDX-License-Identifier: MIT */
/* andonctl doctor at a hub's view: what of the board is not there, and how the view itself is. */
#include "andon/ctl/doctor.h"

#include <inttypes.h>

static void ask_link(const json_t *view, struct findings *f)
{
    doctor_link(view, "check --broker, that it runs, and the network", "no station can be seen", f);
    if (doctor_yes(view, "link", "up") && !doctor_yes(view, NULL, "complete"))
        doctor_find(f, false, "the board is still being fetched",
                    "wait: with many stations that takes some seconds");
}

static void ask_stations(const json_t *view, struct findings *f)
{
    int64_t count = doctor_number(view, "stations", "count"),
            online = doctor_number(view, "stations", "online");
    if (!doctor_yes(view, "link", "up"))
        return;
    if (count == 0 && doctor_yes(view, NULL, "complete"))
        doctor_find(f, true, "no station has ever been heard of",
                    "is --area right, and may this user read below andon/v1 (andonctl acl)?");
    else if (online < count)
        doctor_say(f, false, "andonctl lines lists them, the worst first",
                   "%" PRId64 " of %" PRId64 " stations are not online", count - online, count);
    if (doctor_number(view, "stations", "refused") > 0)
        doctor_say(f, false,
                   "look for what else publishes there, or for stations of another version",
                   "%" PRId64 " summaries of stations made no sense",
                   doctor_number(view, "stations", "refused"));
}

static void ask_flow(const json_t *view, struct findings *f)
{
    if (doctor_number(view, "link", "dropped") > 0)
        doctor_say(f, false, "fewer stations a view: --area; the next summary makes each good",
                   "%" PRId64 " messages were dropped: too many at once",
                   doctor_number(view, "link", "dropped"));
}

static void ask_means(const json_t *view, struct findings *f)
{
    if (!doctor_yes(view, NULL, "keys"))
        doctor_find(f, false, "nobody can work at a station through this view",
                    "--keys DIR with the stations' keys, if somebody shall: andon-hub(8)");
    if (!doctor_yes(view, NULL, "database"))
        doctor_find(f, false, "losses, trends and reports of lines are not there",
                    "--database, if they are wanted: that of the hubs that take records");
}

static void ask_process(const json_t *view, struct findings *f)
{
    doctor_process(view, "view", "crash below --data or --run", f);
}

static void (*const questions[])(const json_t *view, struct findings *f) = {
    ask_link, ask_stations, ask_process, ask_flow, ask_means,
};

void doctor_hub(const json_t *view, struct findings *f)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        questions[i](view, f);
}
