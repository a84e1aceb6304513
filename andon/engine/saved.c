/* SPDX-License-Identifier: MIT */
/* The tables of what is saved, and the one writer and one reader that walk them. Members that hold
 * their absent value are left out: most of a station is at rest most of the time. Called by
 * checkpoint.c and restore.c. */
#include "andon/engine/saved.h"

#include "andon/engine/parts.h"
#include "andon/engine/saved_fields.h"
#include "data/model/text.h"

#include <string.h>

static const char *const value_type_names[] = {"none", "number", "bool", "text"};
static const struct words words_value_type = {value_type_names, 4};
static const char *const pulse_names[] = {"unknown", "running", "stopped"};
static const struct words words_pulse = {pulse_names, 3};

/* clang-format off */
static const struct saved_field station_fields[] = {
    NUMBER(station, "t", t),
    NUMBER(station, "boot_to_t", boot_to_t),
    NUMBER(station, "wall_offset", wall_offset),
    NUMBER(station, "first", first),
    NUMBER(station, "era", era),
    WORD(station, "mode", mode, words_station_mode),
    WORD(station, "pulse", pulse.state, words_pulse),
    TIME(station, "pulse_since", pulse.since, TIME_NONE),
    WORD(station, "origin", origin, words_origin),
    NUMBER(station, "since", since),
    NUMBER(station, "since_wall", since_wall),
    TIME(station, "minutes_due", minutes_due, TIME_NEVER),
    TIME(station, "samples_due", samples_due, TIME_NEVER),
    WORD(station, "link", link.state, words_link_state),
    FLAG(station, "link_lost", link.lost),
    NUMBER(station, "link_since", link.since_wall),
    FLAG(station, "started", started),
    NUMBER(station, "gone_era", gone.era),
    NUMBER(station, "gone", gone.number),
    NUMBER(station, "next_late", next_late),
    NUMBER(station, "interval", next_interval),
    NUMBER(station, "stop", next_stop),
    NUMBER(station, "fault", next_fault),
    NUMBER(station, "clock", next_clock),
    TIME(station, "lamp", next_lamp, 1),
    TIME(station, "session", next_session, 1),
    NUMBER(station, "faults", faults),
    NUMBER(station, "locked", locked_wall),
    SMALL(station, "cycles", cycle.count, 0),
    SMALL(station, "cycle_next", cycle.next, 0),
    NUMBERS(station, "cycle_at", cycle.at),
    NUMBERS(station, "cycle_amount", cycle.amount),
};
TABLE(station);

static const struct saved_field line_fields[] = {
    FLAG(line, "open", open),
    FLAG(line, "well", well),
    NUMBER(line, "number", number),
    NUMBER(line, "rev", rev),
    NUMBER(line, "begin", begin),
    NUMBER(line, "begin_wall", begin_wall),
    NUMBER(line, "well_at", well_at),
    TEXT(line, "why", why),
};
TABLE(line);

static const struct saved_field interval_fields[] = {
    NUMBER(interval, "number", number),
    NUMBER(interval, "begin", begin),
    NUMBER(interval, "begin_wall", begin_wall),
};
TABLE(interval);

static const struct saved_field phase_fields[] = {
    WORD(phase, "state", state, words_machine_state),
    TEXT(phase, "detail", detail),
    WORD(phase, "mode", mode, words_station_mode),
    FLAG(phase, "in_plan", in_plan),
    TEXT(phase, "product", product),
    TEXT(phase, "job", job),
    FLAG(phase, "stored", stored),
    WORD(phase, "origin", origin, words_origin),
};
TABLE(phase);

static const struct saved_field stop_fields[] = {
    FLAG(stop, "open", open),
    FLAG(stop, "small", small),
    NUMBER(stop, "number", number),
    NUMBER(stop, "rev", rev),
    NUMBER(stop, "begin", begin),
    NUMBER(stop, "begin_wall", begin_wall),
    NUMBER(stop, "end", end),
    TIME(stop, "end_wall", end_wall, TIME_NONE),
    NUMBER(stop, "detected", detected_wall),
    NUMBER(stop, "ms", ms),
    NUMBERS(stop, "part", part),
    NUMBERS(stop, "home", home),
    WORD(stop, "state", state, words_machine_state),
    TEXT(stop, "detail", detail),
    TEXT(stop, "suggested", suggested),
    FLAG(stop, "asks", asks),
    FLAG(stop, "shaped", shaped),
    NUMBER(stop, "from", from),
    NUMBER(stop, "own_ms", own_ms),
    NUMBERS(stop, "span", span),
    SMALL(stop, "spans", spans, 0),
    FLAG(stop, "ragged", ragged),
    TEXT(stop, "reason", reason),
    TEXT(stop, "note", note),
    TIME(stop, "noticed", noticed, TIME_NONE),
    TIME(stop, "arrived", arrived, TIME_NONE),
    TIME(stop, "repaired", repaired, TIME_NONE),
    NUMBER(stop, "burst", burst),
    NUMBER(stop, "of", of),
    NUMBER(stop, "edited", edited),
    TEXT(stop, "by", by),
    WORD(stop, "by_role", by_role, words_person_role),
    NUMBER(stop, "by_wall", by_wall),
};
TABLE(stop);

static const struct saved_field window_fields[] = {
    TEXT(window, "id", id),
    TEXT(window, "name", name),
    TEXT(window, "team", team),
    NUMBER(window, "rev", rev),
    FLAG(window, "dirty", dirty),
    NUMBER(window, "begin_wall", begin_wall),
    NUMBER(window, "end_wall", end_wall),
    NUMBER(window, "begin", begin),
    TIME(window, "end", end, TIME_NEVER),
    NUMBER(window, "small_ms", account.small_ms),
    NUMBER(window, "stops", account.stops),
    NUMBER(window, "small_stops", account.small_stops),
    NUMBER(window, "out_total", account.outside.total),
    NUMBER(window, "out_good", account.outside.good),
    NUMBER(window, "out_scrap", account.outside.scrap),
    NUMBER(window, "out_rework", account.outside.rework),
    NUMBER(window, "out_entered_scrap", account.outside.entered_scrap),
    NUMBER(window, "out_entered_rework", account.outside.entered_rework),
    NUMBER(window, "trial_total", account.trial.total),
    NUMBER(window, "trial_good", account.trial.good),
    NUMBER(window, "trial_scrap", account.trial.scrap),
    NUMBER(window, "trial_rework", account.trial.rework),
    NUMBER(window, "trial_entered_scrap", account.trial.entered_scrap),
    NUMBER(window, "trial_entered_rework", account.trial.entered_rework),
    NUMBER(window, "crowded", account.crowded),
    NUMBERS(window, "hours_good", hours.good),
    NUMBERS(window, "hours_scrap", hours.scrap),
    NUMBERS(window, "hours_due", hours.due),
    NUMBERS(window, "hours_lost", hours.lost_ms),
    NUMBER(window, "hours_all", hours.all_due),
    NUMBER(window, "unexplained", unexplained),
    NUMBER(window, "unexplained_ms", unexplained_ms),
    NUMBER(window, "missing", missing),
};
TABLE(window);

static const struct saved_field making_fields[] = {
    TIME(making, "from", from, TIME_NONE),
    NUMBER(making, "ideal", ideal_us),
    TEXT(making, "product", product),
    TEXT(making, "job", job),
    NUMBER(making, "run", run),
};
TABLE(making);

static const struct saved_field handover_fields[] = {
    TEXT(handover, "shift", shift),
    TEXT(handover, "name", name),
    TEXT(handover, "team", team),
    NUMBER(handover, "begin", begin_wall),
    NUMBER(handover, "end", end_wall),
    NUMBER(handover, "rev", rev),
    WORD(handover, "state", state, words_handover),
    TIME(handover, "frozen", frozen_wall, TIME_NONE),
    NUMBER(handover, "revision", revision),
    TEXT(handover, "outgoing", outgoing.by),
    NUMBER(handover, "outgoing_at", outgoing.at),
    TEXT(handover, "incoming", incoming.by),
    NUMBER(handover, "incoming_at", incoming.at),
    TEXT(handover, "supervisor", supervisor.by),
    NUMBER(handover, "supervisor_at", supervisor.at),
    TEXT(handover, "figures", figures),
    TEXT(handover, "stops", stops),
    TEXT(handover, "alerts", alerts),
    TEXT(handover, "calls", calls),
    TEXT(handover, "notes", notes),
    TEXT(handover, "lamps", lamps),
};
TABLE(handover);

static const struct saved_field minute_fields[] = {
    NUMBER(minute, "number", number),
    NUMBER(minute, "era", era),
    TIME(minute, "part", part, 1),
    NUMBER(minute, "ideal", ideal_us),
    TEXT(minute, "product", product),
    TEXT(minute, "job", job),
    NUMBER(minute, "rev", rev),
    NUMBER(minute, "total", made.total),
    NUMBER(minute, "good", made.good),
    NUMBER(minute, "scrap", made.scrap),
    NUMBER(minute, "rework", made.rework),
    NUMBER(minute, "out_total", outside.total),
    NUMBER(minute, "out_good", outside.good),
    NUMBER(minute, "out_scrap", outside.scrap),
    NUMBER(minute, "out_rework", outside.rework),
    NUMBER(minute, "trial_total", trial.total),
    NUMBER(minute, "trial_good", trial.good),
    NUMBER(minute, "trial_scrap", trial.scrap),
    NUMBER(minute, "trial_rework", trial.rework),
    FLAG(minute, "gap", gap),
    FLAG(minute, "late", late),
    FLAG(minute, "dirty", dirty),
    TEXT(minute, "shift", shift),
    TEXT(minute, "window", window),
};
TABLE(minute);

static const struct saved_field signal_fields[] = {
    FLAG(signal, "seen", seen),
    FLAG(signal, "stored", stored),
    FLAG(signal, "bad", bad),
    FLAG(signal, "lost", lost),
    WORD(signal, "lost_by", lost_by, words_origin),
    SMALL(signal, "mapped", mapped, -1),
    SMALL(signal, "truth", truth, -1),
    NUMBER(signal, "heard", heard),
    NUMBER(signal, "at", at),
    FLAG(signal, "stated", stated),
    STATED(signal, "source_wall", source_wall),
    TIME(signal, "ts_wall", ts_wall, TIME_NONE),
    NUMBER(signal, "history_minute", history_minute),
    NUMBER(signal, "errors", errors),
    TEXT(signal, "error", error),
    NUMBER(signal, "w_read", watch.read_at),
    NUMBER(signal, "w_source", watch.source),
    NUMBER(signal, "w_far_from", watch.far_from),
    NUMBER(signal, "w_off", watch.clock_off),
    NUMBER(signal, "w_span", watch.span_from),
    FLAG(signal, "w_back", watch.backwards),
    FLAG(signal, "w_twice", watch.doubled),
    NUMBER(signal, "w_moves", watch.moves),
    NUMBER(signal, "w_moved", watch.moved_run),
    NUMBER(signal, "w_pause", watch.pause_run),
    AMOUNT(signal, "w_held", watch.held),
    FLAG(signal, "w_still", watch.still),
    FLAG(signal, "w_unfit", watch.unfit),
};
TABLE(signal);

static const struct saved_field value_fields[] = {
    WORD(value, "type", type, words_value_type),
    AMOUNT(value, "amount", amount),
    TEXT(value, "text", text),
};
TABLE(value);

static const struct saved_field counter_fields[] = {
    FLAG(counter, "based", based),
    AMOUNT(counter, "last", last),
    NUMBER(counter, "last_ms", last_ms),
    FLAG(counter, "pending", pending),
    AMOUNT(counter, "pending_last", pending_last),
    AMOUNT(counter, "pending_sum", pending_sum),
    NUMBER(counter, "pending_ms", pending_ms),
    FLAG(counter, "suspect", suspect),
    AMOUNT(counter, "suspect_last", suspect_last),
    NUMBER(counter, "suspect_ms", suspect_ms),
    FLAG(counter, "gap", gap),
};
TABLE(counter);

static const struct saved_field history_fields[] = {
    NUMBER(history, "samples", samples),
    NUMBER(history, "bad", bad),
    AMOUNT(history, "min", min),
    AMOUNT(history, "max", max),
    AMOUNT(history, "last", last),
    AMOUNT(history, "sum_low", sum[0]),
    AMOUNT(history, "sum_high", sum[1]),
    WORD(history, "open", quality, words_quality),
};
TABLE(history);
/* clang-format on */

/* ---- writing -------------------------------------------------------------------------------- */

static int64_t load_number(const char *at)
{
    int64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static int load_int(const char *at)
{
    int value;
    memcpy(&value, at, sizeof value);
    return value;
}

static void write_numbers(struct jw *w, const struct saved_field *f, const char *at)
{
    size_t count = f->size / sizeof(int64_t);
    while (count > 0 && load_number(at + (count - 1) * sizeof(int64_t)) == 0)
        count--;
    if (count == 0)
        return;
    jw_array(w, f->key);
    for (size_t i = 0; i < count; i++)
        jw_int(w, NULL, load_number(at + i * sizeof(int64_t)));
    jw_array_end(w);
}

static void write_field(struct jw *w, const struct saved_field *f, const char *at)
{
    switch (f->type) {
    case SAVED_NUMBER:
    case SAVED_AMOUNT:
        if (load_number(at) != f->absent)
            jw_int(w, f->key, load_number(at));
        break;
    case SAVED_INT:
        if (load_int(at) != f->absent)
            jw_int(w, f->key, load_int(at));
        break;
    case SAVED_BOOL:
        if (*at != 0)
            jw_bool(w, f->key, true);
        break;
    case SAVED_TEXT:
        if (*at != '\0')
            jw_text(w, f->key, at);
        break;
    case SAVED_WORD:
        if (load_int(at) != 0)
            jw_text(w, f->key, word_name(f->words, load_int(at)));
        break;
    case SAVED_NUMBERS:
        write_numbers(w, f, at);
        break;
    }
}

void saved_write(struct jw *w, const struct saved_table *table, const void *object)
{
    for (size_t i = 0; i < table->count; i++)
        write_field(w, &table->field[i], (const char *)object + table->field[i].offset);
}

/* ---- reading -------------------------------------------------------------------------------- */

int saved_number(const json_t *json, int64_t *out)
{
    if (!json_is_integer(json))
        return -1;
    *out = json_integer_value(json);
    return *out >= -SAVED_LIMIT && *out <= SAVED_LIMIT ? 0 : -1;
}

int64_t saved_time_at(const json_t *body, const char *key)
{
    int64_t value;
    return saved_number(json_object_get(body, key), &value) == 0 ? value : TIME_NONE;
}

void saved_text_at(const json_t *body, const char *key, char *out, size_t size)
{
    const json_t *text = json_object_get(body, key);
    out[0] = '\0';
    if (json_is_string(text))
        (void)text_sanitise(json_string_value(text), json_string_length(text), out, size);
}

int saved_word_at(const json_t *body, const char *key, const struct words *words)
{
    const json_t *word = json_object_get(body, key);
    return json_is_string(word)
               ? word_find(words, json_string_value(word), json_string_length(word))
               : -1;
}

static int read_number(const struct saved_field *f, const json_t *json, char *at)
{
    int64_t value = f->absent;
    bool any = f->type == SAVED_AMOUNT && json_is_integer(json);
    if (any)
        value = json_integer_value(json);
    else if (json && saved_number(json, &value) != 0)
        return -1;
    memcpy(at, &value, sizeof value);
    return 0;
}

static int read_int(const struct saved_field *f, const json_t *json, char *at)
{
    int64_t value = f->absent;
    if (json && (saved_number(json, &value) != 0 || value < -1 || value > INT16_MAX))
        return -1;
    int narrow = (int)value;
    memcpy(at, &narrow, sizeof narrow);
    return 0;
}

static int read_word(const struct saved_field *f, const json_t *json, char *at)
{
    int value = 0;
    if (json && !json_is_string(json))
        return -1;
    if (json)
        value = word_find(f->words, json_string_value(json), json_string_length(json));
    if (value < 0)
        return -1;
    memcpy(at, &value, sizeof value);
    return 0;
}

static int read_numbers(const struct saved_field *f, const json_t *json, char *at)
{
    memset(at, 0, f->size);
    if (!json)
        return 0;
    size_t count = json_array_size(json);
    if (!json_is_array(json) || count > f->size / sizeof(int64_t))
        return -1;
    for (size_t i = 0; i < count; i++) {
        int64_t value;
        if (saved_number(json_array_get(json, i), &value) != 0)
            return -1;
        memcpy(at + i * sizeof value, &value, sizeof value);
    }
    return 0;
}

static int read_field(const struct saved_field *f, const json_t *json, char *at)
{
    switch (f->type) {
    case SAVED_NUMBER:
    case SAVED_AMOUNT:
        return read_number(f, json, at);
    case SAVED_INT:
        return read_int(f, json, at);
    case SAVED_BOOL:
        *at = json_is_true(json);
        return !json || json_is_boolean(json) ? 0 : -1;
    case SAVED_TEXT:
        *at = '\0';
        if (json_is_string(json))
            (void)text_sanitise(json_string_value(json), json_string_length(json), at, f->size);
        return !json || json_is_string(json) ? 0 : -1;
    case SAVED_WORD:
        return read_word(f, json, at);
    case SAVED_NUMBERS:
        return read_numbers(f, json, at);
    }
    return -1;
}

int saved_read(const json_t *json, const struct saved_table *table, void *object, struct cause *why)
{
    if (!json_is_object(json))
        return cause_set(why, -1, "checkpoint: an object is missing");
    for (size_t i = 0; i < table->count; i++) {
        const struct saved_field *f = &table->field[i];
        if (read_field(f, json_object_get(json, f->key), (char *)object + f->offset) != 0)
            return cause_set(why, -1, "checkpoint: \"%s\" cannot be what it says", f->key);
    }
    return 0;
}
