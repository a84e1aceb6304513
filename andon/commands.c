/* SPDX-License-Identifier: MIT */
/* What can be asked over the socket; data/model/protocol.h says what the answers hold. Handlers run
 * on the loop, answer at once from the engine's snapshot, or ask the store and let keep.c pass its
 * pages on. */
#include "andon/daemon.h"
#include "andon/edge.h"
#include "andon/foresee.h"
#include "andon/host.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS          MS_PER_DAY
#define TIME_LIMIT      (INT64_C(1) << 52)
#define POINTS_MAX      5000
#define BACKUP_PATH_MAX 480
#define STATUS_LOOP     2304

struct jw commands_members(struct daemon *d)
{
    struct jw w;
    jw_init(&w, d->text, PROTOCOL_LINE_MAX - 64);
    return w;
}

void commands_reply(struct client *client, const json_t *request, const struct jw *w)
{
    if (w->overflow)
        serve_error(client, request, PE_BAD_REQUEST, "the answer is longer than a line may be");
    else
        serve_reply(client, request, w->out);
}

/* The loop's turns, behind a comma; `out` has room for STATUS_LOOP bytes. */
static size_t put_loop(const struct lag *lag, char *out)
{
    struct jw w;
    out[0] = ',';
    jw_init(&w, out + 1, STATUS_LOOP - 1);
    jw_object(&w, "loop");
    jw_int(&w, "turns", (int64_t)lag->turns);
    jw_int(&w, "turn_p99_us", (int64_t)lag_percentile_us(lag, 99));
    jw_int(&w, "turn_max_us", (int64_t)lag_max_us(lag));
    jw_array(&w, "up_to_us");
    for (unsigned i = 0; i < LAG_BUCKETS; i++) {
        if (lag->count[i] == 0)
            continue;
        jw_array(&w, NULL);
        jw_int(&w, NULL, (int64_t)lag_bucket_us(i));
        jw_int(&w, NULL, (int64_t)lag->count[i]);
        jw_array_end(&w);
    }
    jw_array_end(&w);
    jw_object_end(&w);
    out[1 + w.length] = '\0';
    return 1 + w.length;
}

static void run_status(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    static const char head[] = "\"snapshot\":";
    size_t at = sizeof head - 1;
    memcpy(d->text, head, at);
    size_t length =
        snapshot_to_json(view_now(d), d->text + at, PROTOCOL_LINE_MAX - at - STATUS_LOOP);
    if (length == 0) {
        serve_error(client, request, PE_BAD_REQUEST, "the snapshot is longer than a line may be");
        return;
    }
    struct jw w;
    size_t end = at + length + put_loop(&d->turn.lag, d->text + at + length);
    jw_init(&w, d->text + end + 1, PROTOCOL_LINE_MAX - end - 64);
    remote_put(d, &w);
    if (!w.overflow)
        d->text[end] = ',';
    serve_reply(client, request, d->text);
}

static void run_watch(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    client_watch(client, true);
    serve_reply(client, request, "");
    d->snapshot_due = true;
    d->snapshot_at = 0; /* at once */
    daemon_settle(d);
}

static void run_unwatch(void *ctx, struct client *client, const json_t *request)
{
    (void)ctx;
    client_watch(client, false);
    serve_reply(client, request, "");
}

/* From where on an alert has something to say of its value. */
static void write_limits(struct jw *w, const struct config *config, size_t index)
{
    jw_array(w, "limits");
    for (size_t i = 0; i < config->alerts; i++) {
        const struct alert_conf *alert = &config->alert[i];
        const struct condition *c = alert->limit >= 0 ? &alert->condition[alert->limit] : NULL;
        if (!c || c->kind != COND_SIGNAL || c->measure != MEASURE_VALUE || c->negated ||
            c->signal != (int)index)
            continue;
        for (int level = 0; level < alert->limits.levels && level < 2; level++) {
            enum priority priority = level ? alert->worse_priority : alert->priority;
            jw_object(w, NULL);
            jw_text(w, "alert", alert->name);
            jw_text(w, "priority", word_name(&words_priority, (int)priority));
            jw_bool(w, "low", alert->limits.low);
            jw_amount(w, "at", alert->limits.at[level]);
            jw_object_end(w);
        }
    }
    jw_array_end(w);
}

static void write_signal(struct jw *w, const struct daemon *d, size_t index,
                         const struct snapshot_signal *signal)
{
    const struct decode_stats *stats = decoder_stats(d->decoder, index);
    jw_object(w, NULL);
    jw_text(w, "name", signal->name);
    jw_text(w, "role", word_name(&words_signal_role, (int)signal->role));
    jw_text(w, "topic", d->config->signal[index].topic);
    snapshot_put_value(w, &signal->value);
    jw_text(w, "unit", signal->unit);
    jw_time(w, "ts", signal->ts);
    if (signal->age_ms < 0)
        jw_null(w, "age_s");
    else
        jw_seconds(w, "age_s", signal->age_ms);
    jw_text(w, "quality", word_name(&words_quality, (int)signal->quality));
    jw_int(w, "messages", stats->messages);
    jw_int(w, "errors", signal->errors);
    jw_text(w, "error", signal->error);
    jw_time(w, "error_ts", stats->errors > 0 ? stats->error_ms : TIME_NONE);
    write_limits(w, d->config, index);
    jw_object_end(w);
}

static void run_signals(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const struct snapshot *view = view_now(d);
    struct jw w = commands_members(d);
    jw_array(&w, "signals");
    for (int i = 0; i < view->signals && (size_t)i < d->config->signals; i++)
        write_signal(&w, d, (size_t)i, &view->signal[i]);
    jw_array_end(&w);
    jw_int(&w, "unwanted", decoder_unwanted(d->decoder));
    host_say(d, &w);
    edge_say(d, &w);
    commands_reply(client, request, &w);
}

static void run_lamps(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const struct snapshot *view = view_now(d);
    struct jw w = commands_members(d);
    jw_array(&w, "lamps");
    for (int i = 0; i < view->lamps; i++) {
        const struct snapshot_lamp *lamp = &view->lamp[i];
        jw_object(&w, NULL);
        jw_text(&w, "name", lamp->name);
        jw_text(&w, "colour", lamp->colour);
        jw_text(&w, "pattern", word_name(&words_lamp_pattern, (int)lamp->pattern));
        jw_bool(&w, "lit", (tower_levels(d->tower) >> i & 1) != 0);
        jw_text(&w, "rule", lamp->rule[0] ? lamp->rule : NULL);
        jw_text(&w, "why", lamp->why);
        jw_bool(&w, "mismatch", lamp->mismatch);
        jw_int(&w, "hours", station_lamp_ms(d->station, (size_t)i) / MS_PER_HOUR);
        jw_int(&w, "rated_hours", d->config->lamp[i].rated_hours);
        jw_object_end(&w);
    }
    jw_array_end(&w);
    jw_text(&w, "backend", tower_backend(d->tower));
    jw_text(&w, "trouble", tower_trouble(d->tower));
    commands_reply(client, request, &w);
}

static void run_why(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const char *lamp = json_string_value(json_object_get(request, "lamp"));
    char text[512];
    if (!lamp) {
        serve_error(client, request, PE_BAD_REQUEST, "why needs \"lamp\":\"NAME\"");
        return;
    }
    if (station_why(d->station, lamp, clock_not_before(clock_now(), d->last), text, sizeof text) !=
        0) {
        const struct config *config = d->config;
        const char *near =
            word_nearest_row(config->lamp, config->lamps, sizeof *config->lamp, lamp);
        snprintf(text, sizeof text, "there is no lamp \"%.60s\"%s%s%s andonctl lamps", lamp,
                 near ? "; did you mean " : "", near ? near : "", near ? "? See" : "; see");
        serve_error(client, request, PE_NOT_FOUND, text);
        return;
    }
    struct jw w = commands_members(d);
    jw_text(&w, "lamp", lamp);
    jw_text(&w, "text", text);
    commands_reply(client, request, &w);
}

static void run_lamp_test(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const char *refusal = station_test_refusal(d->station);
    if (refusal) {
        serve_error(client, request, PE_BUSY, refusal);
        return;
    }
    report(MSG_LAMP_TEST, "lamp test by %s", client_person(client));
    struct event event = {
        .kind = EVENT_LAMP_TEST, .actor = client_person(client), .from = client_from(client)};
    step_event(d, &event, clock_now());
    struct jw w = commands_members(d);
    jw_int(&w, "lamps", (int64_t)d->config->lamps);
    jw_seconds(&w, "takes_s", station_test_left(d->station));
    commands_reply(client, request, &w);
    daemon_settle(d);
}

static void run_handover(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    static const char head[] = "\"packet\":";
    const char *shift = json_string_value(json_object_get(request, "shift"));
    size_t at = sizeof head - 1;
    memcpy(d->text, head, at);
    step_event(d, &(struct event){.kind = EVENT_TICK}, clock_now());
    size_t length = station_handover(d->station, shift ? shift : "", d->text + at,
                                     PROTOCOL_LINE_MAX - at - 256);
    if (length == 0) {
        serve_error(client, request, PE_NOT_FOUND, "there is no such shift at hand");
        return;
    }
    /* What the engine does not know, into the packet that it made. */
    const struct snapshot *now = view_now(d);
    snprintf(d->text + at + length - 1, 128,
             ",\"pending\":%lld,\"parked\":%lld,\"sign_by\":\"%s\"}", (long long)now->sync.pending,
             (long long)now->sync.parked,
             d->config->entry.sign_by == SIGN_BY_BADGE ? "badge" : "pin");
    serve_reply(client, request, d->text);
    daemon_settle(d);
}

/* Changes of the offset that a screen may need: a year back, a year ahead. */
static void run_zone(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const struct zone *zone = &d->config->zone;
    int64_t now = clock_now().wall_ms, year = 366 * MS_PER_DAY;
    struct jw w = commands_members(d);
    jw_text(&w, "name", d->config->zone_name);
    jw_array(&w, "offsets");
    for (size_t i = 0; i < zone->count; i++) {
        bool over = i + 1 < zone->count && zone->change[i + 1].from_ms < now - year;
        if (over || zone->change[i].from_ms > now + year)
            continue;
        jw_array(&w, NULL);
        jw_int(&w, NULL, zone->change[i].from_ms);
        jw_int(&w, NULL, zone->change[i].offset_s);
        jw_array_end(&w);
    }
    jw_array_end(&w);
    commands_reply(client, request, &w);
}

/* ---- questions to the record ---- */

#define EXPORT_MAX INT64_C(1000000000)

struct question {
    int64_t span_ms; /* without "from": so far back; 0: everything */
    int64_t limit_max;
};

static const struct question day_question = {.span_ms = DAY_MS, .limit_max = 100000};
static const struct question weeks_question = {.span_ms = 14 * DAY_MS, .limit_max = 10000};
static const struct question log_question = {.span_ms = 0, .limit_max = 100000};

/* An optional integer member. -1: it is there but is none. */
static int read_integer(const json_t *request, const char *key, int64_t *value)
{
    const json_t *member = json_object_get(request, key);
    if (!member || json_is_null(member))
        return 0;
    if (!json_is_integer(member))
        return -1;
    *value = json_integer_value(member);
    return 0;
}

/* Nothing happened before 1970 or will after the year 144,000: so that no window overflows. */
static void clamp(struct store_ask *ask)
{
    if (ask->from_ms != TIME_NONE && ask->from_ms < 0)
        ask->from_ms = 0;
    if (ask->from_ms > TIME_LIMIT)
        ask->from_ms = TIME_LIMIT;
    if (ask->to_ms < 0)
        ask->to_ms = 0;
    if (ask->to_ms > TIME_LIMIT)
        ask->to_ms = TIME_NEVER;
}

/* Window and limits of a question, from the request. */
static int read_ask(struct client *client, const json_t *request, const struct question *question,
                    struct store_ask *ask)
{
    int64_t now = clock_now().wall_ms;
    ask->from_ms = question->span_ms > 0 ? now - question->span_ms : TIME_NONE;
    ask->to_ms = TIME_NEVER;
    if (read_integer(request, "from", &ask->from_ms) != 0 ||
        read_integer(request, "to", &ask->to_ms) != 0 ||
        read_integer(request, "limit", &ask->limit) != 0 ||
        read_integer(request, "points", &ask->points) != 0 || ask->limit < 0 || ask->points < 0 ||
        ask->from_ms > ask->to_ms) {
        serve_error(client, request, PE_BAD_REQUEST,
                    "from and to are epoch ms, from before to; limit and points are positive "
                    "numbers");
        return -1;
    }
    clamp(ask);
    if (ask->limit > question->limit_max)
        ask->limit = question->limit_max;
    if (ask->points > POINTS_MAX)
        ask->points = POINTS_MAX;
    return 0;
}

int commands_window(struct client *client, const json_t *request, struct store_ask *ask)
{
    return read_ask(client, request, &day_question, ask);
}

void commands_ask(struct daemon *d, struct client *client, const json_t *request,
                  const struct open_query *asker, const struct store_ask *ask)
{
    struct open_query mine = *asker;
    mine.client = client_number(client);
    mine.request = json_integer_value(json_object_get(request, "id"));
    if (!d->keeper.store)
        serve_error(client, request, PE_STORE, d->keeper.why);
    else if (ask_store(d, &mine, ask) != 0)
        serve_error(client, request, PE_BUSY, "too many questions are open; ask again");
}

static void put_question(struct daemon *d, struct client *client, const json_t *request,
                         const struct store_ask *ask)
{
    commands_ask(d, client, request, &(struct open_query){.view = FIGURES_NONE}, ask);
}

static void ask_as_named(struct daemon *d, struct client *client, const json_t *request,
                         const struct question *question)
{
    struct store_ask ask = {.what = json_string_value(json_object_get(request, "cmd"))};
    if (read_ask(client, request, question, &ask) == 0)
        put_question(d, client, request, &ask);
}

static void run_day_question(void *ctx, struct client *client, const json_t *request)
{
    ask_as_named(ctx, client, request, &day_question);
}

/* With points: added up, so that a week costs no more than what a screen shows of it. */
static void run_minutes(void *ctx, struct client *client, const json_t *request)
{
    struct store_ask ask = {.what = "minutes"};
    if (read_ask(client, request, &day_question, &ask) != 0)
        return;
    if (ask.points > 0)
        ask.what = "minute-spans";
    if (ask.points > 0 && ask.to_ms == TIME_NEVER)
        ask.to_ms = clock_now().wall_ms;
    put_question(ctx, client, request, &ask);
}

/* A client whose connection broke asks whether its entry was kept: not before that is known. */
static void run_scraps(void *ctx, struct client *client, const json_t *request)
{
    if (entries_unclear(ctx))
        serve_error(client, request, PE_BUSY,
                    "an entry of somebody who has gone is not on disk yet; ask again");
    else
        run_day_question(ctx, client, request);
}

static void run_weeks_question(void *ctx, struct client *client, const json_t *request)
{
    ask_as_named(ctx, client, request, &weeks_question);
}

/* Records: how far each has come is said with it. */
static void run_log_question(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    struct store_ask ask = {.what = json_string_value(json_object_get(request, "cmd"))};
    ship_way(d, &ask.way);
    if (read_ask(client, request, &log_question, &ask) == 0)
        put_question(d, client, request, &ask);
}

/* Everything of a kind, for files: no question of a person, so its rows have no other limit than
 * that they come no faster than they are read. */
static void run_export(void *ctx, struct client *client, const json_t *request)
{
    static const struct {
        const char *kind, *what;
    } kinds[] = {{"stops", "export-stops"},
                 {"scrap", "scraps"},
                 {"shifts", "export-shifts"},
                 {"calls", "export-calls"},
                 {"alerts", "export-alerts"},
                 {"predictions", "export-predictions"},
                 {"workorders", "export-workorders"},
                 {"feedback", "export-feedback"},
                 {"goals", "export-goals"},
                 {"improvements", "export-improvements"},
                 {"screens", "export-screens"},
                 {"jobs", "export-jobs"},
                 {"modes", "export-modes"},
                 {"states", "timeline"},
                 {"minutes", "minutes"},
                 {"log", "export-log"}};
    static const struct question question = {.span_ms = DAY_MS, .limit_max = EXPORT_MAX};
    const char *kind = json_string_value(json_object_get(request, "kind"));
    struct store_ask ask = {.what = NULL};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && kind && !ask.what; i++)
        ask.what = strcmp(kinds[i].kind, kind) == 0 ? kinds[i].what : NULL;
    if (!ask.what) {
        serve_error(client, request, PE_BAD_REQUEST,
                    "\"kind\" is one of stops, scrap, shifts, calls, alerts, predictions, "
                    "workorders, feedback, goals, improvements, screens, jobs, modes, states, "
                    "minutes, log");
    } else if (read_ask(client, request, &question, &ask) == 0) {
        if (strcmp(kind, "screens") == 0) { /* up to now */
            opened_flush(ctx);
            keep_flush(ctx, false);
        }
        ask.limit = ask.limit > 0 ? ask.limit : EXPORT_MAX;
        put_question(ctx, client, request, &ask);
    }
}

/* Without a signal: of which there is history. */
static void run_history(void *ctx, struct client *client, const json_t *request)
{
    const json_t *member = json_object_get(request, "signal");
    const char *signal = json_string_value(member);
    struct store_ask ask = {.what = signal ? "history" : "signals", .text = signal};
    if (member && (!signal || strlen(signal) >= sizeof((struct history_row *)0)->signal))
        serve_error(client, request, PE_BAD_REQUEST, "\"signal\" is the name of a signal");
    else if (read_ask(client, request, &day_question, &ask) == 0)
        put_question(ctx, client, request, &ask);
}

/* A name that can be nothing but a database's, for the file is made with the daemon's rights. */
static const char *backup_refusal(const char *path)
{
    size_t length = path ? strlen(path) : 0;
    if (!path || path[0] != '/' || length > BACKUP_PATH_MAX || !text_is_clean(path, length))
        return "backup needs \"file\": an absolute path";
    if (length < 5 || strcmp(path + length - 3, ".db") != 0 || path[length - 4] == '/')
        return "the name of a backup ends in .db";
    return NULL;
}

static void run_backup(void *ctx, struct client *client, const json_t *request)
{
    struct daemon *d = ctx;
    const char *path = json_string_value(json_object_get(request, "file"));
    const char *refusal = backup_refusal(path);
    if (refusal) {
        serve_error(client, request, PE_BAD_REQUEST, refusal);
        return;
    }
    report(MSG_BACKUP, "a backup to %s is asked for by %s", path, client_user(client));
    put_question(d, client, request, &(struct store_ask){.what = "backup", .text = path});
}

const struct serve_command command_table[] = {
    {"status", PERSON_VIEWER, run_status, "the complete snapshot"},
    {"watch", PERSON_VIEWER, run_watch, "snapshots as they change"},
    {"unwatch", PERSON_VIEWER, run_unwatch, "no more snapshots"},
    {"signals", PERSON_VIEWER, run_signals, "every signal with its errors"},
    {"lamps", PERSON_VIEWER, run_lamps, "the tower as it is lit"},
    {"inputs", PERSON_VIEWER, wiring_run, "buttons and contacts as they are read"},
    {"why", PERSON_VIEWER, run_why, "the rule and event behind a lamp"},
    {"lamp-test", PERSON_OPERATOR, run_lamp_test, "every lamp alone, then all of them"},
    {"lamp-override", PERSON_OPERATOR, entries_run, "a lamp shows something else for a time"},
    {"lamp-release", PERSON_OPERATOR, entries_run, "a lamp follows the rules again"},
    {"lamp-replaced", PERSON_OPERATOR, entries_run, "a lamp is a new one"},
    {"silence", PERSON_OPERATOR, entries_run, "what sounds is silent until the next cause"},
    {"ack", PERSON_OPERATOR, entries_run, "an alert was seen, or all of them"},
    {"unack", PERSON_OPERATOR, entries_run, "… after all not"},
    {"shelve", PERSON_OPERATOR, entries_run, "put an alert aside for a time"},
    {"unshelve", PERSON_OPERATOR, entries_run, "announce it again"},
    {"reset", PERSON_OPERATOR, entries_run, "let an alert go that latched"},
    {"out-of-service", PERSON_MAINTENANCE, entries_run, "an alert that is known to be wrong"},
    {"in-service", PERSON_MAINTENANCE, entries_run, "… counts again"},
    {"alerts", PERSON_VIEWER, alarms_alerts, "what somebody must respond to"},
    {"guidance", PERSON_VIEWER, alarms_guidance, "what an alert is about and what to do"},
    {"alarm-load", PERSON_VIEWER, alarms_load, "how much alerts ask of people"},
    {"zone", PERSON_VIEWER, run_zone, "plant time"},
    {"reason", PERSON_OPERATOR, entries_run, "why a stop happened"},
    {"mode", PERSON_OPERATOR, entries_run, "declare a mode, or production again"},
    {"scrap", PERSON_OPERATOR, entries_run, "scrap or rework that was found"},
    {"scrap-reverse", PERSON_OPERATOR, entries_run, "take an entry of scrap back"},
    {"jobs", PERSON_VIEWER, orders_run, "the queue of jobs"},
    {"job-start", PERSON_OPERATOR, entries_run, "begin a queued or paused job"},
    {"job-pause", PERSON_OPERATOR, entries_run, "put the running job aside"},
    {"job-finish", PERSON_OPERATOR, entries_run, "the running job is done"},
    {"product", PERSON_OPERATOR, entries_run, "the job goes on with another product"},
    {"stop-split", PERSON_OPERATOR, entries_run, "a stop had two causes"},
    {"stop-merge", PERSON_OPERATOR, entries_run, "two stops had one cause"},
    {"stop-touch", PERSON_OPERATOR, entries_run, "somebody noticed, came, has mended"},
    {"undo", PERSON_OPERATOR, entries_run, "take an entry back"},
    {"session", PERSON_VIEWER, sessions_run, "who is at this terminal"},
    {"opened", PERSON_VIEWER, opened_run, "how often screens were opened here"},
    {"note", PERSON_OPERATOR, entries_run, "what the next shift should know"},
    {"improvement", PERSON_OPERATOR, entries_run, "what was changed: a mark in reports"},
    {"sign", PERSON_OPERATOR, entries_run, "the handover of a shift"},
    {"feedback", PERSON_OPERATOR, entries_run, "what came of a prediction"},
    {"workorder", PERSON_OPERATOR, entries_run, "ask maintenance for work"},
    {"workorder-cancel", PERSON_OPERATOR, entries_run, "… which is no longer wanted"},
    {"predictions", PERSON_VIEWER, forecast_predictions, "failures that models see coming"},
    {"models", PERSON_VIEWER, forecast_models, "how right each model was"},
    {"model-shadow", PERSON_MAINTENANCE, learnt_run, "a version runs beside the one in use"},
    {"model-use", PERSON_MAINTENANCE, learnt_run, "another version states from now on"},
    {"model-reset", PERSON_MAINTENANCE, learnt_run, "a threshold as before any answer"},
    {"model-relearn", PERSON_MAINTENANCE, learnt_run, "what is usual is learnt again"},
    {"workorders", PERSON_VIEWER, forecast_workorders, "work that was asked for"},
    {"hours", PERSON_VIEWER, board_run, "plan and actual of a shift hour by hour"},
    {"handovers", PERSON_VIEWER, run_weeks_question, "handovers of past shifts"},
    {"handover", PERSON_VIEWER, run_handover, "what a shift hands over"},
    {"reasons", PERSON_VIEWER, choices_reasons, "reasons of stops to choose from"},
    {"scrap-reasons", PERSON_VIEWER, choices_scrap_reasons, "reasons of scrap to choose from"},
    {"money", PERSON_VIEWER, money_run, "goals, and what losses cost"},
    {"modes", PERSON_VIEWER, choices_modes, "modes to declare"},
    {"pareto", PERSON_VIEWER, figures_run, "what stopped it, the largest first"},
    {"losses", PERSON_VIEWER, figures_run, "the six big losses"},
    {"kpi", PERSON_VIEWER, figures_run, "the figures of any span of time"},
    {"scraps", PERSON_VIEWER, run_scraps, "entries of scrap and rework"},
    {"call-types", PERSON_VIEWER, choices_calls, "whom one can call"},
    {"calls", PERSON_VIEWER, run_weeks_question, "calls and how soon they were answered"},
    {"call-raise", PERSON_OPERATOR, entries_run, "somebody is to come"},
    {"call-take", PERSON_OPERATOR, entries_run, "somebody is on the way"},
    {"call-arrive", PERSON_OPERATOR, entries_run, "somebody is at the station"},
    {"call-solve", PERSON_OPERATOR, entries_run, "what was the matter is over"},
    {"call-cancel", PERSON_OPERATOR, entries_run, "nobody needs to come"},
    {"call-told", PERSON_VIEWER, entries_run, "a screen showed it to whom it names"},
    {"modes-log", PERSON_VIEWER, run_weeks_question, "declared modes of the past"},
    {"stops", PERSON_VIEWER, run_day_question, "stops in a span of time"},
    {"timeline", PERSON_VIEWER, run_day_question, "machine states in a span of time"},
    {"minutes", PERSON_VIEWER, run_minutes, "counts minute by minute"},
    {"history", PERSON_VIEWER, run_history, "what a signal was over a span of time"},
    {"log", PERSON_VIEWER, run_log_question, "records, latest first"},
    {"parked", PERSON_VIEWER, run_log_question, "records that a hub has put aside"},
    {"export", PERSON_VIEWER, run_export, "everything of a kind, for files"},
    {"reload", PERSON_MAINTENANCE, reload_run, "read the configuration again"},
    {"backup", PERSON_MAINTENANCE, run_backup, "copy the records into another file"},
    {"verify", PERSON_VIEWER, run_log_question, "walk the chain of records"},
};
const size_t command_count = sizeof command_table / sizeof command_table[0];
