/* SPDX-License-Identifier: MIT */
/* The rows of [call ID], [tier NAME] and [roster NAME]; calls.c in this folder looks at what their
 * values mean for each other. Read by the schema, the manual and the defaults. */
#include "data/config/response/call_fields.h"

#include "data/config/plant/rows.h"

#define CHANNEL_NAME(value, text) text,
static const char *const channel_names[] = {CHANNELS(CHANNEL_NAME)};
const struct words words_channel = WORDS(channel_names);
static const char *const when_names[] = {"not-taken", "not-solved"};
const struct words words_tier_when = WORDS(when_names);

#define ROLES_ARE "viewer, operator, maintenance, supervisor"

#define CALL(member) IN(struct call_conf, member)
const struct field call_name = {NAME(F_ID, CALL(name)), EXAMPLE("logistics"),
                                FLAGS(FIELD_REQUIRED)};
const struct field call_fields[CALL_FIELDS] = {
    {KEY("title", F_TEXT, CALL(title)), EXAMPLE("Fork lift"),
     HELP("What people call it. Not given: the id.")},
    {KEY("titles", F_LINES, CALL(titles)), EXAMPLE("de: Stapler; es: Montacargas"),
     HELP(TITLES_HELP)},
    {KEY("place", F_INT, CALL(place)), ALSO("key"), RANGE(1, 9), EXAMPLE("8"),
     HELP("The key with which it is raised. Not given: the next that is free. Those beyond nine "
          "have none.")},
    {KEY("role", F_TEXTS, CALL(roles)), ALSO("roles"), EXAMPLE("maintenance"),
     HELP("Who answers it: " ROLES_ARE ", with commas between several. Not given: everybody.")},
    {KEY("signal", F_TEXT, CALL(raise_name)), EXAMPLE("total"),
     HELP(
         "A [signal] of the machine that raises it, once each time it becomes true, or says value: "
         "not by what the broker had stored, was heard first after a start, or is told late. "
         "Solving it is for people. Not given: none does.")},
    {KEY("value", F_TEXT, CALL(raise_value)), EXAMPLE("PRESSED"),
     HELP("The word or number of the signal that raises it. Not given: when it is true.")},
    {KEY("note", F_BOOL, CALL(note)), DEFAULT("no"),
     HELP("Whether it wants a note that says what for.")},
    {KEY("blocking", F_BOOL, CALL(blocking)), DEFAULT("no"),
     HELP("Whether the machine stands because of it. A call that is raised while a stop is open is "
          "blocking in any case.")},
    {KEY("stop_after", F_MS, CALL(stop_after_ms)), RANGE(0, DAY_MS), DEFAULT("0 s"),
     HELP("The fixed position: when nobody has solved or cancelled it so long after it was raised, "
          "the advice is to stop the line. 0: never by time.")},
    {KEY("stop_signal", F_TEXT, CALL(stop_name)), EXAMPLE("total"),
     HELP("The same when this [signal] of the machine becomes true. Not given: by none.")},
    {KEY("announce", F_MS, CALL(restart_ms)), RANGE(0, 600 * S_MS), DEFAULT("5 s"),
     HELP("How long the restart is announced once a call that had stopped the line is solved: the "
          "condition call restart holds.")},
    RETIRED,
};

#define TIER(member) IN(struct tier_conf, member)
const struct field tier_name = {NAME(F_ID, TIER(name)), EXAMPLE("plant-manager"),
                                FLAGS(FIELD_REQUIRED)};
const struct field tier_fields[TIER_FIELDS] = {
    {KEY("calls", F_TEXTS, TIER(calls)), EXAMPLE("maintenance, safety"),
     HELP("Only for these, as [call ID]. Not given: for all.")},
    {KEY("when", F_WORD, TIER(when)), OF(&words_tier_when), DEFAULT("not-taken"),
     HELP(
         "Whether it waits for somebody to take the call, or for it to be solved by who took it.")},
    {KEY("after", F_MS, TIER(after_ms)), RANGE(0, 30 * DAY_MS), EXAMPLE("30 min"),
     FLAGS(FIELD_REQUIRED), HELP("So long after it was raised, or taken.")},
    {KEY("after_stop", F_MS, TIER(stop_ms)), RANGE(0, 30 * DAY_MS), EXAMPLE("2 min"),
     HELP("The same after the line was to stop because of it: the ladder begins again then. Not "
          "given: a quarter of after.")},
    {KEY("role", F_TEXTS, TIER(roles)), ALSO("roles"), EXAMPLE("supervisor"),
     HELP("Whom it tells: " ROLES_ARE ". Not given: those who answer such a call.")},
    {KEY("people", F_TEXTS, TIER(people)), EXAMPLE("anna"),
     HELP("Whom by name, as [person ID]. Not given: those of the [roster NAME] of that role whose "
          "shift it is.")},
    {KEY("channels", F_TEXTS, TIER(channel_text)), DEFAULT("lamp, notify"),
     HELP("By what: lamp (one that shows calls), board (of the line), notify (andon-notify and "
          "consoles), webhook (at the hub). Each says whether it reached anybody.")},
    {KEY("shifts", F_TEXTS, TIER(shifts)), EXAMPLE("early"),
     HELP("Only in these, as [shift NAME]. Not given: always.")},
    {KEY("text", F_TEXT, TIER(text)), EXAMPLE("Call 4711 by telephone"),
     HELP("What is to be said besides.")},
    RETIRED,
};

#define ROSTER(member) IN(struct roster_conf, member)
const struct field roster_name = {NAME(F_ID, ROSTER(name)), EXAMPLE("fitters-early"),
                                  FLAGS(FIELD_REQUIRED)};
const struct field roster_fields[ROSTER_FIELDS] = {
    {KEY("role", F_TEXT, ROSTER(role)), EXAMPLE("maintenance"), FLAGS(FIELD_REQUIRED),
     HELP("As what they are on duty: " ROLES_ARE ".")},
    {KEY("people", F_TEXTS, ROSTER(people)), EXAMPLE("anna"), FLAGS(FIELD_REQUIRED),
     HELP("Who, as [person ID].")},
    {KEY("shifts", F_TEXTS, ROSTER(shifts)), EXAMPLE("early"),
     HELP("Only in these, as [shift NAME]. Not given: always.")},
    {KEY("teams", F_TEXTS, ROSTER(teams)), EXAMPLE("a"),
     HELP("Only with these, as [team NAME]. Not given: with any.")},
};
