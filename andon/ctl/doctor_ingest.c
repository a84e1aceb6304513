/* SPDX-License-Identifier: MIT */
/* andonctl doctor at a hub that takes records: whether they come, are kept, and are acknowledged.
 */
#include "andon/ctl/doctor.h"

#include <inttypes.h>

#define WAITING_MANY 1000 /* batches: more than a flood of stations leaves for a moment */

static void ask_database(const json_t *ingest, struct findings *f)
{
    const char *why =
        json_string_value(json_object_get(json_object_get(ingest, "database"), "why"));
    if (!doctor_yes(ingest, "database", "up"))
        doctor_say(f, true,
                   "does it run, may this user write it, has its disk room? stations keep "
                   "theirs meanwhile",
                   "records are not being taken: the database%s%.160s", why ? ": " : " is away",
                   why ? why : "");
}

/* What each kind that is not zero means. */
static void ask_flow(const json_t *ingest, struct findings *f)
{
    static const struct {
        const char *key, *what, *fix;
        bool wrong;
        int64_t most;
    } rows[] = {
        {"refused", "batches that the database cannot take: their stations send them for ever",
         "H041 in the log names the station and why; a byte of it is none that a text may hold",
         true, 0},
        {"parked", "records were put aside",
         "andonctl log --parked at their station lists them; H041 in the log says why", false, 0},
        {"unreadable", "batches made no sense",
         "H041 in the log names the station: is it of another version, or is that no station?",
         false, 0},
        {"dropped", "batches were dropped for want of room; their stations send them again",
         "another hub beside this one, or a faster disk for its database", false, 0},
        {"waiting", "batches wait for the database",
         "another hub beside this one, or a faster disk for its database", false, WAITING_MANY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const int64_t n = doctor_number(ingest, NULL, rows[i].key);
        if (n > rows[i].most)
            doctor_say(f, rows[i].wrong, rows[i].fix, "%" PRId64 " %s", n, rows[i].what);
    }
    if (doctor_number(ingest, "link", "dropped") > 0)
        doctor_say(f, false, "nothing: what was not acknowledged comes again",
                   "%" PRId64 " messages were dropped: too many at once",
                   doctor_number(ingest, "link", "dropped"));
}

static void ask_keys(const json_t *ingest, struct findings *f)
{
    if (!doctor_yes(ingest, NULL, "keys"))
        doctor_find(f, false,
                    "acknowledgements are not signed: whoever writes at the broker can "
                    "make a station believe that its records are kept",
                    "--keys DIR with the stations' keys: andon-hub(8)");
}

void doctor_ingest(const json_t *ingest, struct findings *f)
{
    doctor_link(ingest, "check the broker's address, that it runs, and the network",
                "no station is heard", f);
    ask_database(ingest, f);
    ask_flow(ingest, f);
    ask_keys(ingest, f);
    doctor_process(ingest, "hub", "crash below --data", f);
}
