/* SPDX-License-Identifier: MIT */
/* The rows of [alert NAME] and [alarms]; alerts.c in this folder looks at what their values mean.
 */
#include "data/config/response/alert_fields.h"

#include "data/config/plant/rows.h"

static const char *const to_names[] = {"operator", "maintenance"};
const struct words words_alert_to = WORDS(to_names);

#define ALERT(member) IN(struct alert_conf, member)
const struct field alert_name = {NAME(F_ID, ALERT(name)), EXAMPLE("oil-hot"),
                                 FLAGS(FIELD_REQUIRED)};
const struct field alert_fields[ALERT_FIELDS] = {
    {KEY("title", F_TEXT, ALERT(title)), EXAMPLE("Oil too hot"),
     HELP("What people call it. Not given: the name.")},
    {KEY("when", F_WHEN, ALERT(condition)), EXAMPLE("signal total > 70"), FLAGS(FIELD_REQUIRED),
     HELP("Conditions with \"and\" between them, as of a rule. The first that compares a number is "
          "the limit: deadband and worse are about it. While a signal has no good value the alert "
          "stays as it is.")},
    {KEY("for", F_MS, ALERT(severity.on_ms)), ALSO("on_delay"), RANGE(0, 7 * DAY_MS),
     DEFAULT("0 s"), HELP("It counts when it has held for this long.")},
    {KEY("off_delay", F_MS, ALERT(severity.off_ms)), RANGE(0, 7 * DAY_MS), DEFAULT("0 s"),
     HELP("It is over when it has not held for this long.")},
    {KEY("deadband", F_AMOUNT, ALERT(deadband)), RANGE(0, MANY), DEFAULT("0"),
     HELP("So far back from the limit it is over.")},
    {KEY("count", F_INT, ALERT(severity.count)), RANGE(0, SEVERITY_COUNT_MAX), DEFAULT("0"),
     HELP("It counts too when it came so often within the time that \"within\" says. 0: only as "
          "\"for\" says.")},
    {KEY("within", F_MS, ALERT(severity.count_ms)), RANGE(S_MS, DAY_MS), DEFAULT("1 min"),
     HELP("See count. Without a \"for\", what simply stays counts after this time.")},
    {KEY("priority", F_WORD, ALERT(priority)), OF(&words_priority), DEFAULT("medium"),
     HELP("What happens if nobody responds, times how soon. advice wants no response and makes no "
          "sound. About 5 in 100 should be high, 15 medium, 80 low.")},
    {KEY("worse", F_AMOUNT, ALERT(worse)), RANGE(-MANY, MANY), EXAMPLE("80"),
     HELP(
         "A second limit, further out than the first: beyond it the alert is announced again, with "
         "worse_priority.")},
    {KEY("worse_priority", F_WORD, ALERT(worse_priority)), OF(&words_priority), DEFAULT("high"),
     HELP("Its priority beyond the second limit.")},
    {KEY("ack", F_BOOL, ALERT(life.ack)), DEFAULT("yes"),
     HELP("Whether somebody must acknowledge it. no: it comes and goes by itself. The worst level "
          "that it reached is kept until then.")},
    {KEY("latching", F_BOOL, ALERT(life.latching)), DEFAULT("no"),
     HELP("Whether it stays, when it is over, until somebody resets it.")},
    {KEY("reset_acks", F_BOOL, ALERT(life.reset_acks)), DEFAULT("no"),
     HELP("Whether a reset also acknowledges.")},
    {KEY("suppress", F_IDS, ALERT(suppress_text)), EXAMPLE("changeover, maintenance, start-up"),
     HELP("When it is expected and not announced: machine states, modes, break, or start-up (see "
          "[alarms]).")},
    {KEY("realarm", F_MS, ALERT(realarm_ms)), RANGE(0, 7 * DAY_MS), DEFAULT("0 s"),
     HELP("Acknowledged and still there after so long, it is announced anew. 0: never.")},
    {KEY("shelf", F_MS, ALERT(life.shelf_ms)), RANGE(60 * S_MS, DAY_MS), DEFAULT("8 h"),
     HELP("The longest that it may be shelved at once; never beyond the end of the shift.")},
    {KEY("to", F_WORD, ALERT(to)), OF(&words_alert_to), DEFAULT("operator"),
     HELP("Whom it addresses.")},
    {KEY("always", F_BOOL, ALERT(always)), DEFAULT("no"),
     HELP("Whether it is announced by itself even in a flood of alerts, of which otherwise only "
          "the number is told.")},
    {KEY("asset", F_TEXT, ALERT(asset)), EXAMPLE("press3/hydraulics"),
     HELP("The part of the machine. Not given: the station.")},
    {KEY("cause", F_TEXT, ALERT(cause)), EXAMPLE("Cooler clogged, or pump worn"),
     HELP("Guidance: what it usually is.")},
    {KEY("check", F_TEXT, ALERT(check)), EXAMPLE("Is the fan of the cooler turning?"),
     HELP("Guidance: what to look at first.")},
    {KEY("steps", F_LINES, ALERT(steps)), EXAMPLE("Clean the filter; call maintenance"),
     HELP("Guidance: what to do, with ; between the steps.")},
    {KEY("link", F_TEXT, ALERT(link)), EXAMPLE("https://wiki.example/press3/oil"),
     HELP("Guidance: where more is written; shown as a QR code too.")},
    {KEY("sound", F_BOOL, ALERT(sound)), DEFAULT("yes"),
     HELP("Whether it sounds until it is acknowledged or silenced.")},
    RETIRED,
};

#define ALARMS(member) CONF(alarms.member)
const struct field alarms_fields[ALARMS_FIELDS] = {
    {KEY("flood_start", F_INT, ALARMS(load.flood.start)), RANGE(2, FLOOD_MAX), DEFAULT("11"),
     HELP("So many alerts within flood_window are a flood: they are announced as a number.")},
    {KEY("flood_end", F_INT, ALARMS(load.flood.end)), RANGE(1, FLOOD_MAX), DEFAULT("5"),
     HELP("It is over when fewer than so many are within that time.")},
    {KEY("flood_window", F_MS, ALARMS(load.flood.window_ms)), RANGE(10 * S_MS, DAY_MS),
     DEFAULT("10 min"), HELP("See flood_start.")},
    {KEY("chatter_n", F_INT, ALARMS(load.chatter_n)), RANGE(2, 8), DEFAULT("3"),
     HELP("An alert that comes so often within chatter_window is chattering.")},
    {KEY("chatter_window", F_MS, ALARMS(load.chatter_ms)), RANGE(S_MS, DAY_MS), DEFAULT("1 min"),
     HELP("See chatter_n. One that comes eight times within it is recorded once in that time.")},
    {KEY("standing", F_MS, ALARMS(load.standing_ms)), RANGE(60 * S_MS, 31 * DAY_MS),
     DEFAULT("24 h"), HELP("An alert that is active for longer is standing.")},
    {KEY("action", F_MS, ALARMS(load.action_ms)), RANGE(10 * S_MS, DAY_MS), DEFAULT("10 min"),
     HELP("Something is done about an alert when within so long after it was acknowledged a person "
          "enters anything: a call, a reason, a work order, a note.")},
    {KEY("operators", F_INT, ALARMS(load.operators)), RANGE(1, 100), DEFAULT("1"),
     HELP("How many people the station's alerts are for at a time; the load is told for each.")},
    {KEY("shelf", F_MS, ALARMS(shelf_ms)), RANGE(60 * S_MS, DAY_MS), DEFAULT("30 min"),
     HELP("How long an alert is shelved when nobody says how long.")},
    {KEY("start_up", F_MS, ALARMS(start_up_ms)), RANGE(0, DAY_MS), DEFAULT("5 min"),
     HELP("So long after it has begun to run the machine starts up: see suppress.")},
};
