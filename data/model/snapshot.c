/* SPDX-License-Identifier: MIT */
/* The snapshot as JSON and back (design.md §7). One table of rows says which member is which key
 * and how it is written: writer and reader both go through it, so they cannot drift apart. The
 * engine's shell writes, the console and scripts read. Owns nothing; reading allocates through the
 * JSON parser only. */
#include "data/model/snapshot.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define SUMMARY_MAX 2048
#define EXACT_MS    1e15 /* a longer duration does not come back from decimal seconds as it was */

/* How a member is written. What a name says after the dash is what null stands for. */
enum form {
    TEXT,           /* char[]; text that is always there */
    TEXT_EMPTY,     /* char[] - "" */
    TIME,           /* int64 wall ms - TIME_NONE */
    DURATION,       /* int64 ms as seconds - negative */
    AMOUNT,         /* int64 millionths */
    AMOUNT_ZERO,    /* int64 millionths - 0 (also: microseconds as seconds) */
    AMOUNT_UNKNOWN, /* int64 millionths - negative */
    NUMBER,         /* int64 */
    FLAG,           /* bool */
    RATIO,          /* double - NaN */
    WORD            /* enum, spelt by `words` */
};

struct field {
    const char *key;
    enum form form;
    size_t offset, size;
    const struct words *words;
};

#define MEMBER(type, member) offsetof(struct type, member), sizeof(((struct type *)0)->member)
#define AT(key, form, member)                     \
    {                                             \
        key, form, MEMBER(snapshot, member), NULL \
    }
#define SPELT(key, member, w)                           \
    {                                                   \
        key, WORD, MEMBER(snapshot, member), &words_##w \
    }
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* clang-format off */
static const struct field top_fields[] = {
    AT("station", TEXT, station),
    AT("title", TEXT, title),
    AT("ts", TIME, ts),
    AT("online", FLAG, online),
};
static const struct field machine_fields[] = {
    SPELT("state", machine.state, machine_state),
    AT("since", TIME, machine.since),
    AT("for_s", DURATION, machine.for_ms),
    AT("detail", TEXT_EMPTY, machine.detail),
    AT("age_s", DURATION, machine.age_ms),
    AT("stale", FLAG, machine.stale),
    AT("stored", FLAG, machine.stored),
    SPELT("mode", machine.mode, station_mode),
};
static const struct field shift_fields[] = {
    AT("name", TEXT_EMPTY, shift.name),
    AT("team", TEXT_EMPTY, shift.team),
    AT("start", TIME, shift.start),
    AT("end", TIME, shift.end),
    AT("in_shift", FLAG, shift.in_shift),
    AT("in_break", FLAG, shift.in_break),
};
static const struct field job_fields[] = {
    AT("id", TEXT_EMPTY, job.id),
    AT("product", TEXT_EMPTY, job.product),
    AT("ideal_cycle_s", AMOUNT_ZERO, job.ideal_us),
    AT("target", AMOUNT_ZERO, job.target),
    AT("title", TEXT_EMPTY, job.title),
    SPELT("state", job.state, job_state),
    AT("quantity", AMOUNT_ZERO, job.quantity),
    AT("made", AMOUNT, job.made),
    AT("since", TIME, job.since),
    AT("finish", TIME, job.finish),
    AT("next", TEXT_EMPTY, job.next_id),
    AT("next_product", TEXT_EMPTY, job.next_product),
};
static const struct field declared_fields[] = {
    AT("id", TEXT_EMPTY, declared.id),
    AT("title", TEXT_EMPTY, declared.title),
    AT("since", TIME, declared.since),
    AT("until", TIME, declared.until),
    AT("over", FLAG, declared.over),
};
static const struct field changeover_fields[] = {
    AT("since", TIME, changeover.since),
    AT("target_s", DURATION, changeover.target_ms),
    AT("from", TEXT_EMPTY, changeover.from),
    AT("to", TEXT_EMPTY, changeover.to),
};
static const struct field handover_fields[] = {
    AT("id", TEXT, handover.id),
    AT("name", TEXT_EMPTY, handover.name),
    AT("start", TIME, handover.start),
    AT("end", TIME, handover.end),
    AT("outgoing", FLAG, handover.outgoing),
    AT("incoming", FLAG, handover.incoming),
    AT("waiting", NUMBER, handover.waiting),
};
static const struct field ask_fields[] = {
    {"id", TEXT, MEMBER(snapshot_ask, id), NULL},
    {"rev", NUMBER, MEMBER(snapshot_ask, rev), NULL},
    {"since", TIME, MEMBER(snapshot_ask, since), NULL},
    {"end", TIME, MEMBER(snapshot_ask, end), NULL},
    {"lost_s", DURATION, MEMBER(snapshot_ask, ms), NULL},
    {"burst", NUMBER, MEMBER(snapshot_ask, burst), NULL},
    {"state", WORD, MEMBER(snapshot_ask, state), &words_machine_state},
    {"detail", TEXT_EMPTY, MEMBER(snapshot_ask, detail), NULL},
    {"suggested", TEXT_EMPTY, MEMBER(snapshot_ask, suggested), NULL},
};
static const struct field oee_fields[] = {
    AT("availability", RATIO, oee.availability),
    AT("performance", RATIO, oee.performance),
    AT("quality", RATIO, oee.quality),
    AT("oee", RATIO, oee.oee),
    AT("coverage", RATIO, oee.coverage),
    AT("planned_s", DURATION, oee.planned_ms),
    AT("run_s", DURATION, oee.run_ms),
    AT("unknown_s", DURATION, oee.unknown_ms),
    AT("unexplained_s", DURATION, unexplained_ms),
    AT("performance_over", FLAG, oee.performance_over),
    AT("counts_while_stopped", FLAG, oee.counts_while_stopped),
    AT("scrap_over", FLAG, oee.scrap_over),
    AT("good_over", FLAG, oee.good_over),
};
static const struct field counts_fields[] = {
    AT("total", AMOUNT, counts.total),
    AT("good", AMOUNT, counts.good),
    AT("scrap", AMOUNT, counts.scrap),
    AT("rework", AMOUNT, counts.rework),
    AT("outside_total", AMOUNT, counts.outside_total),
    AT("outside_good", AMOUNT, counts.outside_good),
    AT("target_now", AMOUNT_UNKNOWN, counts.target_now),
    AT("cycle_s", DURATION, counts.cycle_ms),
    AT("entered_scrap", AMOUNT, counts.entered_scrap),
    AT("entered_rework", AMOUNT, counts.entered_rework),
    AT("trial_total", AMOUNT, counts.trial_total),
    AT("trial_good", AMOUNT, counts.trial_good),
};
static const struct field stop_fields[] = {
    AT("id", TEXT, stop.id),
    AT("since", TIME, stop.since),
    AT("end", TIME, stop.end),
    AT("lost_s", DURATION, stop.ms),
    AT("small", FLAG, stop.small),
    SPELT("state", stop.state, machine_state),
    AT("reason", TEXT_EMPTY, stop.reason),
    AT("suggested", TEXT_EMPTY, stop.suggested),
    AT("rev", NUMBER, stop.rev),
    AT("noticed", TIME, stop.noticed),
    AT("arrived", TIME, stop.arrived),
    AT("repaired", TIME, stop.repaired),
    AT("note", TEXT_EMPTY, stop.note),
};
static const struct field stops_fields[] = {
    AT("count", NUMBER, stops.count),
    AT("unexplained", NUMBER, stops.unexplained),
    AT("small", NUMBER, stops.small),
};
static const struct field sync_fields[] = {
    AT("pending", NUMBER, sync.pending),
    AT("oldest_s", DURATION, sync.oldest_ms),
    AT("parked", NUMBER, sync.parked),
    SPELT("link", sync.link, link_state),
    AT("link_since", TIME, sync.link_since),
    AT("link_why", TEXT_EMPTY, sync.link_why),
};
static const struct field health_fields[] = {
    AT("store_ok", FLAG, health.store_ok),
    AT("store_why", TEXT_EMPTY, health.store_why),
    AT("queue", NUMBER, health.queue),
    AT("queue_max", NUMBER, health.queue_max),
    AT("dropped", NUMBER, health.dropped),
    AT("messages", NUMBER, health.messages),
    AT("undecoded", NUMBER, health.undecoded),
    AT("faults", NUMBER, health.faults),
    AT("safe", TIME, health.safe),
    AT("store_queue", NUMBER, health.store_queue),
    AT("lost", NUMBER, health.lost),
    AT("commit_us", NUMBER, health.commit_us),
    AT("file_bytes", NUMBER, health.file_bytes),
    AT("loop_turns", NUMBER, health.loop_turns),
    AT("loop_p99_us", NUMBER, health.loop_p99_us),
    AT("loop_max_us", NUMBER, health.loop_max_us),
    AT("clients", NUMBER, health.clients),
    AT("resident_bytes", NUMBER, health.resident_bytes),
    AT("descriptors", NUMBER, health.descriptors),
    AT("config_why", TEXT_EMPTY, health.config_why),
};
static const struct field signal_fields[] = {
    {"unit", TEXT_EMPTY, MEMBER(snapshot_signal, unit), NULL},
    {"ts", TIME, MEMBER(snapshot_signal, ts), NULL},
    {"age_s", DURATION, MEMBER(snapshot_signal, age_ms), NULL},
    {"quality", WORD, MEMBER(snapshot_signal, quality), &words_quality},
    {"role", WORD, MEMBER(snapshot_signal, role), &words_signal_role},
    {"errors", NUMBER, MEMBER(snapshot_signal, errors), NULL},
    {"error", TEXT_EMPTY, MEMBER(snapshot_signal, error), NULL},
};
static const struct field lamp_fields[] = {
    {"pattern", WORD, MEMBER(snapshot_lamp, pattern), &words_lamp_pattern},
    {"colour", TEXT, MEMBER(snapshot_lamp, colour), NULL},
    {"rule", TEXT_EMPTY, MEMBER(snapshot_lamp, rule), NULL},
    {"why", TEXT_EMPTY, MEMBER(snapshot_lamp, why), NULL},
    {"mismatch", FLAG, MEMBER(snapshot_lamp, mismatch), NULL},
};
/* clang-format on */

struct group {
    const char *key;
    const struct field *fields;
    size_t count;
    size_t brief; /* so many of them stand in the summary; 0: all */
};

#define BRIEF(name, brief)                                   \
    {                                                        \
#name, name##_fields, COUNT_OF(name##_fields), brief \
    }
#define GROUP(name) BRIEF(name, 0)

/* The objects that are always there. Those before `stops` make the summary. */
static const struct group top_group = GROUP(top), stop_group = BRIEF(stop, 8);
static const struct group state_groups[] = {GROUP(machine), GROUP(shift), BRIEF(job, 4), GROUP(oee),
                                            BRIEF(counts, 8)};
static const struct group stops_group = GROUP(stops), sync_group = GROUP(sync),
                          health_group = GROUP(health);
static const struct group people_groups[] = {GROUP(declared), GROUP(changeover), GROUP(handover)};

void snapshot_init(struct snapshot *s)
{
    *s = (struct snapshot){
        .ts = TIME_NONE,
        .machine = {.state = MS_UNKNOWN, .since = TIME_NONE, .for_ms = -1, .age_ms = -1},
        .shift = {.start = TIME_NONE, .end = TIME_NONE},
        .oee = {.availability = (double)NAN,
                .performance = (double)NAN,
                .quality = (double)NAN,
                .oee = (double)NAN,
                .coverage = (double)NAN},
        .counts = {.target_now = -1, .cycle_ms = -1},
        .job = {.since = TIME_NONE, .finish = TIME_NONE},
        .declared = {.since = TIME_NONE, .until = TIME_NONE},
        .changeover = {.since = TIME_NONE, .target_ms = -1},
        .stop = {.since = TIME_NONE,
                 .end = TIME_NONE,
                 .noticed = TIME_NONE,
                 .arrived = TIME_NONE,
                 .repaired = TIME_NONE},
        .handover = {.start = TIME_NONE, .end = TIME_NONE},
        .sync = {.oldest_ms = -1, .link = LINK_DOWN, .link_since = TIME_NONE},
        .health = {.safe = TIME_NONE},
    };
}

static int64_t load_number(const char *member)
{
    int64_t value;
    memcpy(&value, member, sizeof value);
    return value;
}

static void write_number(struct jw *w, const struct field *f, int64_t value)
{
    bool unknown = (f->form == AMOUNT_ZERO && value == 0) ||
                   ((f->form == DURATION || f->form == AMOUNT_UNKNOWN) && value < 0);
    if (unknown)
        jw_null(w, f->key);
    else if (f->form == TIME)
        jw_time(w, f->key, value);
    else if (f->form == DURATION)
        jw_seconds(w, f->key, value);
    else if (f->form == NUMBER)
        jw_int(w, f->key, value);
    else
        jw_amount(w, f->key, value);
}

static void write_field(struct jw *w, const struct field *f, const void *base)
{
    const char *member = (const char *)base + f->offset;
    double ratio;
    unsigned word;
    bool flag;
    switch (f->form) {
    case TEXT:
    case TEXT_EMPTY:
        jw_text(w, f->key, f->form == TEXT || *member ? member : NULL);
        return;
    case FLAG:
        memcpy(&flag, member, sizeof flag);
        jw_bool(w, f->key, flag);
        return;
    case RATIO:
        memcpy(&ratio, member, sizeof ratio);
        jw_real(w, f->key, ratio);
        return;
    case WORD:
        memcpy(&word, member, sizeof word);
        jw_text(w, f->key, word_name(f->words, (int)word));
        return;
    case TIME:
    case DURATION:
    case AMOUNT:
    case AMOUNT_ZERO:
    case AMOUNT_UNKNOWN:
    case NUMBER:
        write_number(w, f, load_number(member));
        return;
    }
}

static void write_fields(struct jw *w, const struct group *group, const void *base)
{
    for (size_t i = 0; i < group->count; i++)
        write_field(w, &group->fields[i], base);
}

static void write_group(struct jw *w, const struct group *group, const void *base)
{
    jw_object(w, group->key);
    write_fields(w, group, base);
    jw_object_end(w);
}

static void write_part(struct jw *w, const struct group *group, const void *base, bool summary)
{
    struct group part = *group;
    if (summary && part.brief > 0)
        part.count = part.brief;
    write_group(w, &part, base);
}

static void write_value(struct jw *w, const struct value *value)
{
    switch (value->type) {
    case VALUE_NONE:
        jw_null(w, "value");
        break;
    case VALUE_NUMBER:
        jw_amount(w, "value", value->amount);
        break;
    case VALUE_BOOL:
        jw_bool(w, "value", value->amount != 0);
        break;
    case VALUE_TEXT:
        jw_text(w, "value", value->text);
        return;
    }
    /* The source's own word, where a map made something else of it. */
    if (value->text[0])
        jw_text(w, "text", value->text);
}

static void write_signals(struct jw *w, const struct snapshot *s)
{
    static const struct group group = GROUP(signal);
    jw_object(w, "signals");
    for (int i = 0; i < s->signals; i++) {
        jw_object(w, s->signal[i].name);
        write_value(w, &s->signal[i].value);
        write_fields(w, &group, &s->signal[i]);
        jw_object_end(w);
    }
    jw_object_end(w);
}

static void write_lamps(struct jw *w, const struct snapshot *s, size_t fields)
{
    const struct group group = {"lamps", lamp_fields, fields, 0};
    jw_object(w, "lamps");
    for (int i = 0; i < s->lamps; i++) {
        jw_object(w, s->lamp[i].name);
        write_fields(w, &group, &s->lamp[i]);
        jw_object_end(w);
    }
    jw_object_end(w);
}

static void write_times(struct jw *w, const struct snapshot *s)
{
    jw_object(w, "time_s");
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        jw_seconds(w, word_name(&words_machine_state, i), s->time_ms[i]);
    jw_object_end(w);
}

static void write_details(struct jw *w, const struct snapshot *s)
{
    jw_object(w, "detail_s");
    for (int i = 0; i < s->details; i++)
        jw_seconds(w, s->detail[i].name, s->detail[i].ms);
    jw_object_end(w);
}

static void write_stop(struct jw *w, const struct snapshot *s, bool summary)
{
    if (s->stop.id[0])
        write_part(w, &stop_group, s, summary);
    else
        jw_null(w, "stop");
    write_group(w, &stops_group, s);
}

static void write_asks(struct jw *w, const struct snapshot *s)
{
    static const struct group group = GROUP(ask);
    jw_array(w, "asks");
    for (int i = 0; i < s->asks; i++) {
        jw_object(w, NULL);
        write_fields(w, &group, &s->ask[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void write_state(struct jw *w, const struct snapshot *s, bool summary)
{
    jw_object(w, NULL);
    jw_int(w, "v", 1);
    write_fields(w, &top_group, s);
    for (size_t i = 0; i < COUNT_OF(state_groups); i++)
        write_part(w, &state_groups[i], s, summary);
}

void snapshot_put_figures(struct jw *w, const struct snapshot *s)
{
    static const struct group groups[] = {GROUP(oee), GROUP(counts)};
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        write_group(w, &groups[i], s);
    write_times(w, s);
    write_group(w, &stops_group, s);
}

size_t snapshot_to_json(const struct snapshot *s, char *out, size_t size)
{
    /* What later layers fill: there, and empty, so that a reader need not ask. */
    static const char *const lists[] = {"alerts", "predictions", "calls", "workorders"};
    struct jw w;
    jw_init(&w, out, size);
    write_state(&w, s, false);
    write_details(&w, s);
    write_times(&w, s);
    write_stop(&w, s, false);
    for (size_t i = 0; i < COUNT_OF(people_groups); i++)
        write_group(&w, &people_groups[i], s);
    write_asks(&w, s);
    write_signals(&w, s);
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        jw_raw(&w, lists[i], "[]");
    write_lamps(&w, s, COUNT_OF(lamp_fields));
    write_group(&w, &sync_group, s);
    write_group(&w, &health_group, s);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}

size_t snapshot_summary(const struct snapshot *s, char *out, size_t size)
{
    /* With less and less about the lamps, until it fits: all, the pattern, nothing. */
    static const int lamp_detail[] = {(int)COUNT_OF(lamp_fields), 1, -1};
    for (size_t i = 0; i < COUNT_OF(lamp_detail); i++) {
        struct jw w;
        jw_init(&w, out, size < SUMMARY_MAX + 1 ? size : SUMMARY_MAX + 1);
        write_state(&w, s, true);
        write_times(&w, s);
        write_stop(&w, s, true);
        if (lamp_detail[i] > 0)
            write_lamps(&w, s, (size_t)lamp_detail[i]);
        jw_object_end(&w);
        if (!w.overflow)
            return w.length;
    }
    return 0;
}

static void read_text(const json_t *json, char *out, size_t size)
{
    if (json_is_string(json))
        (void)text_sanitise(json_string_value(json), json_string_length(json), out, size);
}

static void read_amount(const json_t *json, int64_t *out)
{
    int64_t value;
    if (json_is_integer(json)) {
        if (!__builtin_mul_overflow(json_integer_value(json), AMOUNT_ONE, &value))
            *out = value;
    } else if (json_is_real(json)) {
        if (amount_from_double(json_real_value(json), &value) == 0)
            *out = value;
    }
}

static void read_duration(const json_t *json, int64_t *out)
{
    double ms = json_number_value(json) * 1e3;
    if (json_is_number(json) && ms >= 0 && ms < EXACT_MS)
        *out = llround(ms);
}

static void read_number(const json_t *json, enum form form, char *member)
{
    int64_t value = load_number(member);
    if (form == DURATION)
        read_duration(json, &value);
    else if (form == TIME || form == NUMBER)
        value = json_is_integer(json) ? json_integer_value(json) : value;
    else
        read_amount(json, &value);
    memcpy(member, &value, sizeof value);
}

static void read_word(const json_t *json, const struct words *words, char *member)
{
    int value = json_is_string(json)
                    ? word_find(words, json_string_value(json), json_string_length(json))
                    : -1;
    if (value >= 0)
        memcpy(member, &value, sizeof value);
}

static void read_field(const json_t *json, const struct field *f, void *base)
{
    char *member = (char *)base + f->offset;
    double ratio = json_number_value(json);
    bool flag = json_is_true(json);
    switch (f->form) {
    case TEXT:
    case TEXT_EMPTY:
        read_text(json, member, f->size);
        return;
    case FLAG:
        if (json_is_boolean(json))
            memcpy(member, &flag, sizeof flag);
        return;
    case RATIO:
        if (json_is_number(json))
            memcpy(member, &ratio, sizeof ratio);
        return;
    case WORD:
        read_word(json, f->words, member);
        return;
    case TIME:
    case DURATION:
    case AMOUNT:
    case AMOUNT_ZERO:
    case AMOUNT_UNKNOWN:
    case NUMBER:
        read_number(json, f->form, member);
        return;
    }
}

static void read_fields(const json_t *object, const struct group *group, void *base)
{
    for (size_t i = 0; i < group->count; i++)
        read_field(json_object_get(object, group->fields[i].key), &group->fields[i], base);
}

static void read_group(const json_t *root, const struct group *group, void *base)
{
    read_fields(json_object_get(root, group->key), group, base);
}

static void read_value(const json_t *json, const json_t *text, struct value *value)
{
    if (json_is_number(json)) {
        value->type = VALUE_NUMBER;
        read_amount(json, &value->amount);
    } else if (json_is_boolean(json)) {
        value->type = VALUE_BOOL;
        value->amount = json_is_true(json) ? AMOUNT_ONE : 0;
    } else if (json_is_string(json)) {
        value->type = VALUE_TEXT;
        text = json;
    }
    read_text(text, value->text, sizeof value->text);
}

/* A hostile name may be cut to that of another: the first stays. Items begin with their name. */
static bool is_there(const void *list, int count, size_t size, const char *name)
{
    int i = 0;
    while (i < count && strcmp((const char *)list + (size_t)i * size, name) != 0)
        i++;
    return i < count;
}

static void read_signals(json_t *object, struct snapshot *s)
{
    static const struct group group = GROUP(signal);
    const char *name;
    json_t *item;
    json_object_foreach(object, name, item)
    {
        if (s->signals == SNAPSHOT_SIGNALS)
            return;
        struct snapshot_signal *signal = &s->signal[s->signals];
        (void)text_sanitise(name, strlen(name), signal->name, sizeof signal->name);
        if (is_there(s->signal, s->signals, sizeof *s->signal, signal->name))
            continue;
        s->signals++;
        signal->ts = TIME_NONE;
        signal->age_ms = -1;
        read_value(json_object_get(item, "value"), json_object_get(item, "text"), &signal->value);
        read_fields(item, &group, signal);
    }
}

static void read_lamps(json_t *object, struct snapshot *s)
{
    static const struct group group = GROUP(lamp);
    const char *name;
    json_t *item;
    json_object_foreach(object, name, item)
    {
        if (s->lamps == SNAPSHOT_LAMPS)
            return;
        struct snapshot_lamp *lamp = &s->lamp[s->lamps];
        (void)text_sanitise(name, strlen(name), lamp->name, sizeof lamp->name);
        if (is_there(s->lamp, s->lamps, sizeof *s->lamp, lamp->name))
            continue;
        s->lamps++;
        read_fields(item, &group, lamp);
    }
}

static void read_times(const json_t *root, struct snapshot *s)
{
    const char *name;
    json_t *item;
    for (int i = 0; i < MACHINE_STATE_COUNT; i++) {
        const char *word = word_name(&words_machine_state, i);
        read_duration(json_object_get(json_object_get(root, "time_s"), word), &s->time_ms[i]);
    }
    json_object_foreach(json_object_get(root, "detail_s"), name, item)
    {
        if (s->details == SNAPSHOT_DETAILS)
            return;
        char *to = s->detail[s->details].name;
        (void)text_sanitise(name, strlen(name), to, VALUE_TEXT_SIZE);
        if (is_there(s->detail, s->details, sizeof *s->detail, to))
            continue;
        read_duration(item, &s->detail[s->details++].ms);
    }
}

static void read_asks(const json_t *array, struct snapshot *s)
{
    static const struct group group = GROUP(ask);
    for (size_t i = 0; i < json_array_size(array) && s->asks < SNAPSHOT_ASKS; i++) {
        struct snapshot_ask *ask = &s->ask[s->asks++];
        ask->since = ask->end = TIME_NONE;
        read_fields(json_array_get(array, i), &group, ask);
    }
}

int snapshot_from_json(const char *json, size_t length, struct snapshot *s, struct cause *why)
{
    json_error_t error;
    json_t *root = json_loadb(json, length, 0, &error);
    snapshot_init(s);
    if (!root) {
        char text[JSON_ERROR_TEXT_LENGTH];
        (void)text_sanitise(error.text, strlen(error.text), text, sizeof text);
        return cause_set(why, -1, "snapshot: not JSON at byte %d: %s", error.position, text);
    }
    if (!json_is_object(root)) {
        json_decref(root);
        return cause_set(why, -1, "snapshot: not a JSON object");
    }
    read_fields(root, &top_group, s);
    for (size_t i = 0; i < COUNT_OF(state_groups); i++)
        read_group(root, &state_groups[i], s);
    read_group(root, &stop_group, s);
    read_group(root, &stops_group, s);
    read_group(root, &sync_group, s);
    read_group(root, &health_group, s);
    for (size_t i = 0; i < COUNT_OF(people_groups); i++)
        read_group(root, &people_groups[i], s);
    read_asks(json_object_get(root, "asks"), s);
    read_times(root, s);
    read_signals(json_object_get(root, "signals"), s);
    read_lamps(json_object_get(root, "lamps"), s);
    json_decref(root);
    return 0;
}
