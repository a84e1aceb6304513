/* SPDX-License-Identifier: MIT */
/* What a station says as an edge node, the same values as in its snapshot's JSON. What is not known
 * is null, never zero; a signal that is old or bad says so in its quality. Counts are Double, since
 * counters may be fractional. Called by the station's shell at each publish. */
#include "data/sparkplug/station.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

enum from {
    FROM_TEXT,    /* "": null */
    FROM_WORD,    /* of an enum, and its list */
    FROM_ORDINAL, /* the same as its number */
    FROM_TIME,    /* TIME_NONE: null */
    FROM_FLAG,
    FROM_INT,   /* a struct's int */
    FROM_COUNT, /* int64 */
    FROM_AMOUNT,
    FROM_TARGET, /* an amount; -1: null */
    FROM_RATIO,  /* NaN: null */
    FROM_SPAN,   /* ms to s; -1: null */
};

#define AT(member) offsetof(struct snapshot, member)

static const struct said {
    const char *folder, *name;
    enum from from;
    size_t offset;
    enum spb_pace pace;
    const struct words *words;
    const char *unit, *doc;
} said[] = {
    {"Info", "Station", FROM_TEXT, AT(station), SPB_AT_ONCE, NULL, NULL,
     "enterprise/site/area/line/station"},
    {"Info", "Title", FROM_TEXT, AT(title), SPB_AT_ONCE, NULL, NULL, NULL},
    {"State", "Word", FROM_WORD, AT(machine.state), SPB_KEPT, &words_machine_state, NULL,
     "what the machine is doing; unknown: there is no data, which is never idle"},
    {"State", "Number", FROM_ORDINAL, AT(machine.state), SPB_KEPT, NULL, NULL,
     "0 unknown, 1 running, 2 idle, 3 stopped, 4 starved, 5 blocked, 6 changeover, 7 planned"},
    {"State", "Since", FROM_TIME, AT(machine.since), SPB_KEPT, NULL, NULL, NULL},
    {"State", "Detail", FROM_TEXT, AT(machine.detail), SPB_KEPT, NULL, NULL,
     "the machine's own word"},
    {"State", "Stale", FROM_FLAG, AT(machine.stale), SPB_KEPT, NULL, NULL,
     "the machine has not been heard for too long"},
    {"State", "Mode", FROM_WORD, AT(machine.mode), SPB_KEPT, &words_station_mode, NULL, NULL},
    {"State", "Declared", FROM_TEXT, AT(declared.id), SPB_KEPT, NULL, NULL, NULL},
    {"KPI", "Availability", FROM_RATIO, AT(oee.availability), SPB_SLOW, NULL, "1",
     "of the shift so far, 0 to 1"},
    {"KPI", "Performance", FROM_RATIO, AT(oee.performance), SPB_SLOW, NULL, "1",
     "of the shift so far; over 1 the ideal cycle is too slow"},
    {"KPI", "Quality", FROM_RATIO, AT(oee.quality), SPB_SLOW, NULL, "1",
     "of the shift so far, 0 to 1; null: rejects are not measured"},
    {"KPI", "OEE", FROM_RATIO, AT(oee.oee), SPB_SLOW, NULL, "1", "of the shift so far"},
    {"KPI", "Coverage", FROM_RATIO, AT(oee.coverage), SPB_SLOW, NULL, "1",
     "how much of the time there is data for"},
    {"Counts", "Total", FROM_AMOUNT, AT(counts.total), SPB_AT_ONCE, NULL, "parts",
     "of the shift, as those below"},
    {"Counts", "Good", FROM_AMOUNT, AT(counts.good), SPB_AT_ONCE, NULL, "parts", NULL},
    {"Counts", "Scrap", FROM_AMOUNT, AT(counts.scrap), SPB_AT_ONCE, NULL, "parts", NULL},
    {"Counts", "Rework", FROM_AMOUNT, AT(counts.rework), SPB_AT_ONCE, NULL, "parts", NULL},
    {"Counts", "Target", FROM_TARGET, AT(counts.target_now), SPB_SLOW, NULL, "parts",
     "what was due by now"},
    {"Counts", "Cycle", FROM_SPAN, AT(counts.cycle_ms), SPB_SLOW, NULL, "s", "recent cycle time"},
    {"Stop", "Id", FROM_TEXT, AT(stop.id), SPB_KEPT, NULL, NULL, "the open or the last one"},
    {"Stop", "Since", FROM_TIME, AT(stop.since), SPB_KEPT, NULL, NULL, NULL},
    {"Stop", "End", FROM_TIME, AT(stop.end), SPB_KEPT, NULL, NULL, "null: it is open"},
    {"Stop", "Reason", FROM_TEXT, AT(stop.reason), SPB_KEPT, NULL, NULL,
     "null: nobody has explained it"},
    {"Stop", "Suggested", FROM_TEXT, AT(stop.suggested), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Stop", "Count", FROM_COUNT, AT(stops.count), SPB_AT_ONCE, NULL, NULL, "of the shift"},
    {"Stop", "Unexplained", FROM_COUNT, AT(stops.unexplained), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Stop", "Small", FROM_COUNT, AT(stops.small), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Shift", "Name", FROM_TEXT, AT(shift.name), SPB_KEPT, NULL, NULL, NULL},
    {"Shift", "Team", FROM_TEXT, AT(shift.team), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Shift", "Start", FROM_TIME, AT(shift.start), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Shift", "End", FROM_TIME, AT(shift.end), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Shift", "Break", FROM_FLAG, AT(shift.in_break), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Job", "Id", FROM_TEXT, AT(job.id), SPB_KEPT, NULL, NULL, NULL},
    {"Job", "Title", FROM_TEXT, AT(job.title), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Job", "Product", FROM_TEXT, AT(job.product), SPB_KEPT, NULL, NULL, NULL},
    {"Job", "State", FROM_WORD, AT(job.state), SPB_AT_ONCE, &words_job_state, NULL, NULL},
    {"Job", "Quantity", FROM_AMOUNT, AT(job.quantity), SPB_AT_ONCE, NULL, "parts",
     "ordered; 0: open end"},
    {"Job", "Made", FROM_AMOUNT, AT(job.made), SPB_AT_ONCE, NULL, "parts", NULL},
    {"Calls", "Open", FROM_INT, AT(calls), SPB_AT_ONCE, NULL, NULL,
     "calls for help that nobody has solved"},
    {"Alerts", "Active", FROM_COUNT, AT(alerting.active), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Alerts", "Unacknowledged", FROM_COUNT, AT(alerting.unacked), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Alerts", "High", FROM_COUNT, AT(alerting.high_unacked), SPB_AT_ONCE, NULL, NULL,
     "of high priority and not acknowledged"},
    {"Alerts", "Shelved", FROM_COUNT, AT(alerting.shelved), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Alerts", "Sounding", FROM_FLAG, AT(alerting.sounding), SPB_AT_ONCE, NULL, NULL, NULL},
    {"WorkOrders", "Open", FROM_INT, AT(orders), SPB_AT_ONCE, NULL, NULL, NULL},
    {"Health", "RecordsKept", FROM_FLAG, AT(health.store_ok), SPB_AT_ONCE, NULL, NULL,
     "the station can write to its disk"},
    {"Health", "Faults", FROM_COUNT, AT(health.faults), SPB_AT_ONCE, NULL, NULL, NULL},
};

/* ---- the table's rows ---- */

static enum spb_type type_of(enum from from)
{
    static const enum spb_type type[] = {
        [FROM_TEXT] = SPB_STRING,   [FROM_WORD] = SPB_STRING,   [FROM_ORDINAL] = SPB_INT32,
        [FROM_TIME] = SPB_DATETIME, [FROM_FLAG] = SPB_BOOLEAN,  [FROM_INT] = SPB_INT64,
        [FROM_COUNT] = SPB_INT64,   [FROM_AMOUNT] = SPB_DOUBLE, [FROM_TARGET] = SPB_DOUBLE,
        [FROM_RATIO] = SPB_DOUBLE,  [FROM_SPAN] = SPB_DOUBLE,
    };
    return type[from];
}

static void set_text(struct spb_row *row, const char *text)
{
    (void)text_sanitise(text, strlen(text), row->text, sizeof row->text);
    row->null = row->text[0] == '\0';
}

static int enum_at(const void *at)
{
    int value; /* enums of the snapshot are as wide as an int */
    memcpy(&value, at, sizeof value);
    return value;
}

static void set_integer(struct spb_row *row, enum from from, int64_t value)
{
    row->whole = value;
    row->null = from == FROM_TIME && value == TIME_NONE;
    if (from == FROM_AMOUNT || from == FROM_TARGET)
        row->real = amount_to_double(value);
    if (from == FROM_SPAN)
        row->real = (double)value / 1000;
    if (from == FROM_TARGET || from == FROM_SPAN)
        row->null = value == -1;
}

static void set_value(struct spb_row *row, const struct said *what, const void *at)
{
    int64_t integer = 0;
    switch (what->from) {
    case FROM_TEXT:
        set_text(row, at);
        break;
    case FROM_WORD:
        set_text(row, word_name(what->words, enum_at(at)));
        break;
    case FROM_ORDINAL:
    case FROM_INT:
        set_integer(row, what->from, enum_at(at));
        break;
    case FROM_FLAG:
        row->whole = *(const bool *)at;
        break;
    case FROM_RATIO:
        memcpy(&row->real, at, sizeof row->real);
        row->null = !isfinite(row->real);
        break;
    case FROM_TIME:
    case FROM_COUNT:
    case FROM_AMOUNT:
    case FROM_TARGET:
    case FROM_SPAN:
        memcpy(&integer, at, sizeof integer);
        set_integer(row, what->from, integer);
        break;
    }
    if (row->null)
        row->real = 0;
}

static void say_table(const struct snapshot *s, struct spb_rows *out)
{
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        const struct said *what = &said[i];
        struct spb_row *row = spb_rows_add(out, what->folder, what->name, type_of(what->from));
        if (!row)
            return;
        row->ts = s->ts;
        row->pace = what->pace;
        row->doc = what->doc;
        if (what->unit)
            (void)text_copy(row->unit, sizeof row->unit, what->unit);
        set_value(row, what, (const char *)s + what->offset);
    }
}

/* ---- lamps and signals ---- */

static void say_lamps(const struct snapshot *s, struct spb_rows *out)
{
    for (int i = 0; i < s->lamps; i++) {
        const struct snapshot_lamp *lamp = &s->lamp[i];
        struct spb_row *row = spb_rows_add(out, "Lamps", lamp->name, SPB_STRING);
        if (!row)
            continue;
        row->ts = s->ts;
        row->doc = "off, on, flash_slow, flash_fast, flash_double, pulse, alternate and sounds";
        set_text(row, word_name(&words_lamp_pattern, (int)lamp->pattern));
    }
}

/* Before a signal was heard its role says what it is likely to be; when it turns out to be another
 * thing there is another birth. */
static enum spb_type signal_type(const struct snapshot_signal *signal)
{
    static const enum spb_type of_role[SIGNAL_ROLE_COUNT] = {
        [ROLE_SENSOR] = SPB_DOUBLE,   [ROLE_STATE] = SPB_STRING,    [ROLE_RUNNING] = SPB_BOOLEAN,
        [ROLE_STARVED] = SPB_BOOLEAN, [ROLE_BLOCKED] = SPB_BOOLEAN, [ROLE_MODE] = SPB_STRING,
        [ROLE_TOTAL] = SPB_DOUBLE,    [ROLE_GOOD] = SPB_DOUBLE,     [ROLE_SCRAP] = SPB_DOUBLE,
        [ROLE_REWORK] = SPB_DOUBLE,   [ROLE_FAULT] = SPB_STRING,    [ROLE_ALIVE] = SPB_BOOLEAN,
        [ROLE_PRODUCT] = SPB_STRING,
    };
    static const enum spb_type of_value[] = {[VALUE_NONE] = SPB_UNKNOWN,
                                             [VALUE_NUMBER] = SPB_DOUBLE,
                                             [VALUE_BOOL] = SPB_BOOLEAN,
                                             [VALUE_TEXT] = SPB_STRING};
    enum spb_type type = of_value[signal->value.type];
    return type != SPB_UNKNOWN ? type : of_role[signal->role];
}

static void say_signals(const struct snapshot *s, struct spb_rows *out)
{
    for (int i = 0; i < s->signals; i++) {
        const struct snapshot_signal *signal = &s->signal[i];
        struct spb_row *row = spb_rows_add(out, "Signals", signal->name, signal_type(signal));
        if (!row)
            continue;
        (void)text_copy(row->unit, sizeof row->unit, signal->unit);
        row->ts = signal->ts != TIME_NONE && signal->ts < s->ts ? signal->ts : s->ts;
        row->quality = signal->quality == Q_GOOD  ? SPB_QUALITY_GOOD
                       : signal->quality == Q_BAD ? SPB_QUALITY_BAD
                                                  : SPB_QUALITY_STALE;
        row->null = signal->value.type == VALUE_NONE;
        row->whole = signal->value.amount != 0;
        row->real = row->type == SPB_DOUBLE ? amount_to_double(signal->value.amount) : 0;
        (void)text_sanitise(signal->value.text, strlen(signal->value.text), row->text,
                            sizeof row->text);
    }
}

void spb_station_rows(const struct snapshot *s, const char *version, struct spb_rows *out)
{
    out->count = out->dropped = 0;
    say_table(s, out);
    struct spb_row *row = spb_rows_add(out, "Info", "Version", SPB_STRING);
    if (row) {
        row->ts = s->ts;
        set_text(row, version);
    }
    say_lamps(s, out);
    say_signals(s, out);
}
