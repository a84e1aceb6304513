/* SPDX-License-Identifier: MIT */
/* When rows are due. A row of `kinds` is one request: its command, the need that wants it, and what
 * takes its reply. Asked: when a screen first wants it, when the snapshot shows a change (a moment
 * later, for the record settles after the snapshot), the log every now and then. */
#include "console/panels/asks.h"

#include "console/panels/charts/charts.h"
#include "console/panels/panel.h"
#include "console/panels/record.h"
#include "console/panels/rows.h"
#include "data/model/json.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

#define ANSWER_MS    10000  /* after this a reply is given up */
#define VERDICT_MS   600000 /* … that walks every record */
#define AGAIN_MS     5000   /* after a refusal */
#define SETTLE_MS    400    /* what a snapshot tells is on record a moment later */
#define MINUTE_MS    3000   /* a minute's record is made when the minute is over */
#define LOG_EVERY_MS 15000
#define LOG_FEW      200
#define LEVELS_MS    1000  /* what is open and closed is looked at so often */
#define OPENED_MS    5000  /* so long screens that were opened are counted before they are told */
#define FRESH_MS     60000 /* trends, models and load are of now for so long */
/* So that a form has its choices the moment it opens. */
#define ALWAYS   (NEED_REASONS | NEED_SCRAP_REASONS | NEED_MODES | NEED_JOBS | NEED_CALL_TYPES)
#define ROWS_MAX 4000 /* of a shift in one request; what is left is asked for next */

static const json_t *rows_of(const json_t *reply)
{
    return json_object_get(reply, "rows");
}

static void take_zone(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    rows_zone(v, reply);
}

static void take_timeline(struct view *v, const json_t *reply, const struct question *q)
{
    rows_timeline(v, rows_of(reply), q->from_ms, q->first);
}

static void take_minutes(struct view *v, const json_t *reply, const struct question *q)
{
    rows_minutes(v, rows_of(reply), q->from_ms, q->first);
}

static void take_stops(struct view *v, const json_t *reply, const struct question *q)
{
    rows_stops(v, rows_of(reply), q->from_ms, q->first);
}

static void take_log(struct view *v, const json_t *reply, const struct question *q)
{
    rows_log(v, rows_of(reply), q->first);
}

static void take_why(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    member_take_text(reply, "lamp", v->why_lamp, sizeof v->why_lamp);
    member_take_text(reply, "text", v->why, sizeof v->why);
}

static void take_reasons(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    choices_read(&v->reasons, reply, "reasons");
}

static void take_scrap_reasons(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    choices_read(&v->scrap_reasons, reply, "reasons");
}

static void take_modes(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    choices_read(&v->modes, reply, "modes");
}

static void take_jobs(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    jobs_read(&v->jobs, reply);
}

static void take_scraps(struct view *v, const json_t *reply, const struct question *q)
{
    scraps_read(&v->scraps, rows_of(reply), q->first);
}

static void take_board(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    board_read(&v->board, reply);
}

static void take_packet(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    packet_read(&v->packet, reply);
}

static void take_verdict(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    record_verified(v, reply);
}

static void take_call_types(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    choices_read(&v->call_types, reply, "types");
}

static void take_guidance(struct view *v, const json_t *reply, const struct question *q)
{
    guide_read(&v->response.guide, q->about, reply);
}

static void take_trend(struct view *v, const json_t *reply, const struct question *q)
{
    trend_read(&v->response, q->about, rows_of(reply), q->first);
}

static void take_models(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    models_read(&v->response, reply);
}

static void take_load(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    load_read(&v->response.load, reply);
}

static void take_alerts(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    alerts_read_all(&v->response, reply);
}

static void take_inputs(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    inputs_read(&v->response, reply);
}

/* A report is many questions, one after the other. */
static void take_report(struct view *v, const json_t *reply, const struct question *q)
{
    (void)q;
    report_view_answer(v, reply);
}

static const struct ask_kind {
    const char *command;
    unsigned need; /* 0: asked once, at the beginning */
    void (*take)(struct view *v, const json_t *reply, const struct question *q);
} kinds[ASK_COUNT] = {
    [ASK_ZONE] = {"zone", 0, take_zone},
    [ASK_WATCH] = {"watch", 0, NULL},
    [ASK_TIMELINE] = {"timeline", NEED_TIMELINE, take_timeline},
    [ASK_MINUTES] = {"minutes", NEED_MINUTES, take_minutes},
    [ASK_STOPS] = {"stops", NEED_STOPS, take_stops},
    [ASK_LOG] = {"log", NEED_LOG, take_log},
    [ASK_WHY] = {"why", NEED_WHY, take_why},
    [ASK_REASONS] = {"reasons", NEED_REASONS, take_reasons},
    [ASK_SCRAP_REASONS] = {"scrap-reasons", NEED_SCRAP_REASONS, take_scrap_reasons},
    [ASK_MODES] = {"modes", NEED_MODES, take_modes},
    [ASK_JOBS] = {"jobs", NEED_JOBS, take_jobs},
    [ASK_SCRAPS] = {"scraps", NEED_SCRAPS, take_scraps},
    [ASK_BOARD] = {"hours", NEED_BOARD, take_board},
    [ASK_PACKET] = {"handover", NEED_PACKET, take_packet},
    [ASK_VERIFY] = {"verify", NEED_VERIFY, take_verdict},
    [ASK_CALL_TYPES] = {"call-types", NEED_CALL_TYPES, take_call_types},
    [ASK_GUIDANCE] = {"guidance", NEED_GUIDANCE, take_guidance},
    [ASK_TREND] = {"history", NEED_TREND, take_trend},
    [ASK_MODELS] = {"models", NEED_MODELS, take_models},
    [ASK_LOAD] = {"alarm-load", NEED_LOAD, take_load},
    [ASK_ALERTS] = {"alerts", NEED_ALERTS, take_alerts},
    [ASK_INPUTS] = {"inputs", NEED_INPUTS, take_inputs},
    [ASK_REPORT] = {"report", NEED_REPORT, take_report},
    [ASK_OPENED] = {"opened", 0, NULL},
};

static void due(struct asks *a, const struct view *v, enum ask what, int64_t in_ms)
{
    int64_t at = v->boot_ms + in_ms;
    if (a->question[what].due_ms > at)
        a->question[what].due_ms = at;
}

/* What can be chosen and what was entered. */
static void due_entries(struct asks *a, const struct view *v, int64_t in_ms)
{
    for (int i = ASK_REASONS; i <= ASK_CALL_TYPES; i++)
        due(a, v, (enum ask)i, in_ms);
    due(a, v, ASK_MODELS, in_ms);
    due(a, v, ASK_LOAD, in_ms);
}

void asks_refresh(struct asks *a, const struct view *v)
{
    due_entries(a, v, 0);
    due(a, v, ASK_STOPS, 0);
    due(a, v, ASK_LOG, 0);
    due(a, v, ASK_TIMELINE, SETTLE_MS);
    a->all_stops = true; /* an old one may have changed */
}

void asks_begin(struct asks *a, const struct view *v)
{
    for (int i = 0; i < ASK_COUNT; i++)
        a->question[i] = (struct question){.due_ms = TIME_NEVER};
    a->seen = (struct asks_seen){.shift_start = TIME_NONE};
    due(a, v, ASK_ZONE, 0);
    due(a, v, ASK_WATCH, 0);
    due(a, v, ASK_LOG, 0);
    due(a, v, ASK_WHY, 0);
    due_entries(a, v, 0);
    if (v->verifying)
        due(a, v, ASK_VERIFY, 0);
    a->subject = (struct asked_about){.alert = ""};
    charts_begin(v->charts);
}

/* A new shift: what the tables hold is of another one. */
static void forget_rows(struct view *v)
{
    v->timeline.count = v->minutes.count = v->stops.count = 0;
}

/* Changes when somebody entered something, here or elsewhere. */
static uint64_t digest_of(const struct snapshot *s)
{
    const int64_t parts[] = {s->counts.entered_scrap,
                             s->counts.entered_rework,
                             s->stops.unexplained,
                             s->asks,
                             s->declared.since,
                             s->declared.until,
                             s->job.since,
                             (int64_t)s->job.state,
                             s->changeover.since,
                             s->handover.waiting,
                             s->handover.outgoing,
                             s->handover.incoming};
    uint64_t digest = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        digest = digest * UINT64_C(1099511628211) + (uint64_t)parts[i];
    for (const char *c = s->job.id; *c != '\0'; c++)
        digest = digest * 31 + (unsigned char)*c;
    return digest;
}

static uint64_t alerting_of(const struct alert_counts *c)
{
    const int64_t parts[] = {c->active,     c->unacked,        c->shelved,
                             c->suppressed, c->out_of_service, c->in_flood};
    uint64_t digest = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        digest = digest * UINT64_C(1099511628211) + (uint64_t)parts[i];
    return digest;
}

static struct asks_seen seen_of(const struct asks *a, const struct view *v)
{
    const struct snapshot *s = &v->snap;
    struct asks_seen now = {
        .shift_start = s->shift.start,
        .since = s->machine.since,
        .stop_end = s->stop.end,
        .stop_count = s->stops.count,
        .minute = v->wall_ms / MS_PER_MIN,
        .stop_small = s->stop.small,
        .entries = digest_of(s),
        .alerting = alerting_of(&s->alerting),
    };
    (void)text_copy(now.stop_id, sizeof now.stop_id, s->stop.id);
    (void)text_copy(now.stop_reason, sizeof now.stop_reason, s->stop.reason);
    for (int i = 0; i < s->lamps; i++)
        if (strcmp(s->lamp[i].name, a->lamp) == 0)
            (void)text_format(now.lamp, sizeof now.lamp, "%s %d %s", s->lamp[i].name,
                              (int)s->lamp[i].pattern, s->lamp[i].rule);
    return now;
}

void asks_notice(struct asks *a, struct view *v)
{
    struct asks_seen now = seen_of(a, v), *seen = &a->seen;
    bool all = now.shift_start != seen->shift_start;
    bool stop = all || now.stop_end != seen->stop_end || now.stop_count != seen->stop_count ||
                now.stop_small != seen->stop_small || strcmp(now.stop_id, seen->stop_id) != 0 ||
                strcmp(now.stop_reason, seen->stop_reason) != 0;
    int64_t settle = all ? 0 : SETTLE_MS;
    if (all)
        forget_rows(v);
    if (stop || now.since != seen->since) {
        due(a, v, ASK_TIMELINE, settle);
        due(a, v, ASK_STOPS, settle);
        due(a, v, ASK_LOG, settle);
        due(a, v, ASK_REASONS, settle);
        charts_stale(v->charts, v->boot_ms);
    }
    if (all || now.entries != seen->entries) {
        due_entries(a, v, settle);
        a->all_stops = true;
        due(a, v, ASK_STOPS, settle);
        charts_stale(v->charts, v->boot_ms);
    }
    if (all || now.minute != seen->minute) {
        due(a, v, ASK_MINUTES, all ? 0 : MINUTE_MS);
        due(a, v, ASK_BOARD, all ? 0 : MINUTE_MS);
        due(a, v, ASK_PACKET, all ? 0 : MINUTE_MS);
    }
    if (strcmp(now.lamp, seen->lamp) != 0)
        due(a, v, ASK_WHY, 0);
    if (now.alerting != seen->alerting)
        due(a, v, ASK_ALERTS, SETTLE_MS);
    if (v->opened.rows > 0 && !v->conn.hub)
        due(a, v, ASK_OPENED, OPENED_MS);
    *seen = now;
}

/* The first of the wanted signals whose trend is not of now; NULL: none. */
static const char *trend_due(const struct view *v)
{
    const struct asked_about *s = &v->response.subject;
    for (int i = 0; i < s->signals; i++) {
        const struct signal_trend *t = trend_find(&v->response, s->signal[i]);
        if (t == NULL || v->boot_ms - t->boot_ms >= FRESH_MS)
            return s->signal[i];
    }
    return NULL;
}

/* The screen asks about something else. */
static void want_subject(struct asks *a, const struct view *v)
{
    const struct asked_about *s = &v->response.subject;
    if (strcmp(s->alert, a->subject.alert) != 0)
        due(a, v, ASK_GUIDANCE, 0);
    if (s->signals > 0 && memcmp(s->signal, a->subject.signal, sizeof s->signal) != 0)
        due(a, v, ASK_TREND, 0);
    a->subject = *s;
}

void asks_want(struct asks *a, const struct view *v, unsigned needs, bool whole_log,
               const char *lamp)
{
    unsigned more = needs & ~a->needs;
    for (int i = 0; i < ASK_COUNT; i++)
        if ((kinds[i].need & more) != 0)
            due(a, v, (enum ask)i, 0);
    bool parked = whole_log && v->log_kind == LOG_PARKED;
    if ((whole_log && !a->whole_log) || parked != a->parked)
        due(a, v, ASK_LOG, 0);
    a->parked = parked;
    if (strcmp(lamp, a->lamp) != 0) {
        (void)text_copy(a->lamp, sizeof a->lamp, lamp);
        due(a, v, ASK_WHY, 0);
    }
    if (a->wish != v->report.wish) { /* what is under way is of another one */
        a->wish = v->report.wish;
        a->question[ASK_REPORT].id = 0;
        due(a, v, ASK_REPORT, 0);
    }
    a->needs = needs;
    a->whole_log = whole_log;
    want_subject(a, v);
}

/* Rows from a little before the end of what is there: the last ones may have been revised. */
static int64_t from_of(const struct asks *a, const struct view *v, enum ask what)
{
    if (what == ASK_TIMELINE && v->timeline.count > 3)
        return v->timeline.row[v->timeline.count - 3].begin_ms;
    if (what == ASK_MINUTES && v->minutes.count > 3)
        return v->minutes.row[v->minutes.count - 3].begin_ms;
    if (what == ASK_STOPS && v->stops.count > 3 && !a->all_stops)
        return v->stops.row[v->stops.count - 3].begin_ms;
    bool windowed = what == ASK_TIMELINE || what == ASK_MINUTES || what == ASK_STOPS ||
                    what == ASK_SCRAPS || what == ASK_LOAD;
    if (what == ASK_TREND)
        return v->wall_ms - TREND_SPAN_MS;
    return windowed ? v->snap.shift.start : TIME_NONE;
}

static bool is_wanted(const struct asks *a, const struct view *v, enum ask what)
{
    if (kinds[what].need == 0)
        return true;
    return v->has_snapshot && ((a->needs | ALWAYS) & kinds[what].need) != 0 &&
           (what != ASK_WHY || a->lamp[0] != '\0') &&
           (what != ASK_ALERTS || v->snap.alerts == SNAPSHOT_ALERTS) &&
           (what != ASK_GUIDANCE || a->subject.alert[0] != '\0') &&
           (what != ASK_TREND || trend_due(v) != NULL) && (what != ASK_REPORT || v->zone_known);
}

/* What it is about is fixed when it is asked. */
static void set_about(struct question *q, const struct view *v, enum ask what)
{
    const char *signal = what == ASK_TREND ? trend_due(v) : NULL;
    if (what == ASK_GUIDANCE)
        (void)text_copy(q->about, sizeof q->about, v->response.subject.alert);
    if (signal != NULL)
        (void)text_copy(q->about, sizeof q->about, signal);
}

static bool write_request(struct asks *a, enum ask what, char line[ASKS_LINE])
{
    const struct question *q = &a->question[what];
    struct jw w;
    jw_init(&w, line, ASKS_LINE);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", what == ASK_LOG && a->parked ? "parked" : kinds[what].command);
    jw_int(&w, "id", q->id);
    if (q->from_ms != TIME_NONE)
        jw_int(&w, "from", q->from_ms);
    if (what == ASK_LOG)
        jw_int(&w, "limit", a->whole_log ? VIEW_LOG_MAX : LOG_FEW);
    else if (what == ASK_TREND)
        jw_int(&w, "points", TREND_POINTS);
    else if (q->from_ms != TIME_NONE && what != ASK_LOAD)
        jw_int(&w, "limit", ROWS_MAX);
    if (what == ASK_WHY)
        jw_text(&w, "lamp", a->lamp);
    if (q->about[0] != '\0')
        jw_text(&w, what == ASK_TREND ? "signal" : "alert", q->about);
    jw_object_end(&w);
    return !w.overflow;
}

/* What finds no room is told with the next one. */
static bool write_opened(const struct asks *a, struct view *v, char line[ASKS_LINE])
{
    struct opened rest = {.rows = 0};
    struct jw w;
    jw_init(&w, line, ASKS_LINE);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", kinds[ASK_OPENED].command);
    jw_int(&w, "id", a->question[ASK_OPENED].id);
    jw_object(&w, "screens");
    for (int i = 0; i < v->opened.rows; i++) {
        const struct opened_row *row = &v->opened.row[i];
        if (w.length + OPENED_NAME + 16 < ASKS_LINE)
            jw_int(&w, row->screen, row->count[PERSON_VIEWER]);
        else
            opened_add(&rest, row->screen, PERSON_VIEWER, row->count[PERSON_VIEWER]);
    }
    jw_object_end(&w);
    jw_object_end(&w);
    v->opened = rest;
    return !w.overflow;
}

static bool write_report(const struct asks *a, struct view *v, char line[ASKS_LINE])
{
    char members[REPORT_MEMBERS];
    const char *cmd = report_view_ask(v, members);
    return cmd != NULL && text_format(line, ASKS_LINE, "{\"cmd\":\"%s\",\"id\":%lld%s%s}", cmd,
                                      (long long)a->question[ASK_REPORT].id,
                                      members[0] != '\0' ? "," : "", members);
}

bool asks_next(struct asks *a, struct view *v, char line[ASKS_LINE])
{
    for (int i = 0; i < ASK_COUNT; i++) {
        struct question *q = &a->question[i];
        if (q->id != 0 && v->boot_ms - q->sent_ms > (i == ASK_VERIFY ? VERDICT_MS : ANSWER_MS)) {
            q->id = 0;
            if (v->conn.via && i != ASK_VERIFY) /* through a broker something may be lost */
                q->due_ms = v->boot_ms;
        }
        if (q->id != 0 || q->due_ms > v->boot_ms || !is_wanted(a, v, (enum ask)i))
            continue;
        *q = (struct question){.id = ++a->next_id,
                               .sent_ms = v->boot_ms,
                               .due_ms = TIME_NEVER,
                               .from_ms = from_of(a, v, (enum ask)i),
                               .first = true};
        set_about(q, v, (enum ask)i);
        if (i == ASK_STOPS)
            a->all_stops = false;
        if (i == ASK_REPORT   ? write_report(a, v, line)
            : i == ASK_OPENED ? write_opened(a, v, line)
                              : write_request(a, (enum ask)i, line))
            return true;
        q->id = 0;
    }
    return charts_next(v->charts, v, a->needs, &a->next_id, line);
}

bool asks_settled(const struct asks *a, const struct view *v)
{
    for (int i = 0; i < ASK_COUNT; i++)
        if (a->question[i].id != 0)
            return false;
    return !charts_waits(v->charts) && asks_deadline(a, v) > v->boot_ms;
}

int64_t asks_deadline(const struct asks *a, const struct view *v)
{
    int64_t next = TIME_NEVER;
    for (int i = 0; i < ASK_COUNT; i++)
        if (a->question[i].id == 0 && a->question[i].due_ms < next && is_wanted(a, v, (enum ask)i))
            next = a->question[i].due_ms;
    int64_t charts = charts_deadline(v->charts, v, a->needs);
    return charts < next ? charts : next;
}

/* A trend came, or there is none: then the next one. */
static void next_trend(struct asks *a, struct view *v, const struct question *q, bool ok)
{
    if (!ok)
        trend_read(&v->response, q->about, NULL, true);
    trend_came(&v->response, q->about, q->from_ms, v->wall_ms, v->boot_ms);
    due(a, v, ASK_TREND, trend_due(v) != NULL ? 0 : FRESH_MS);
}

/* When it is asked for again. */
static void ask_again(struct asks *a, struct view *v, enum ask what, bool ok)
{
    struct question *q = &a->question[what];
    if (what == ASK_TREND && q->id == 0)
        next_trend(a, v, q, ok);
    else if (what == ASK_REPORT && q->id == 0)
        due(a, v, what, report_view_pending(v) ? 0 : FRESH_MS);
    else if (!ok)
        due(a, v, what, AGAIN_MS);
    else if (q->id == 0 && what == ASK_LOG)
        due(a, v, what, LOG_EVERY_MS);
    else if (q->id == 0 && (what == ASK_MODELS || what == ASK_LOAD))
        due(a, v, what, FRESH_MS);
    else if (q->id == 0 && what == ASK_INPUTS)
        due(a, v, what, v->response.inputs > 0 ? LEVELS_MS : FRESH_MS);
    else if (q->id == 0 && what == ASK_ALERTS)
        due(a, v, what, AGAIN_MS);
    else if (q->id == 0 && q->rows >= ROWS_MAX)
        due(a, v, what, 0);
}

bool asks_reply(struct asks *a, struct view *v, const json_t *reply)
{
    json_int_t id = json_integer_value(json_object_get(reply, "id"));
    for (int i = 0; i < ASK_COUNT; i++) {
        struct question *q = &a->question[i];
        if (q->id == 0 || q->id != id)
            continue;
        bool ok = json_is_true(json_object_get(reply, "ok"));
        if ((ok || i == ASK_REPORT) && kinds[i].take != NULL)
            kinds[i].take(v, reply, q);
        q->first = false;
        q->sent_ms = v->boot_ms;
        q->rows += (int64_t)json_array_size(rows_of(reply));
        if (!ok || !json_is_true(json_object_get(reply, "more")))
            q->id = 0;
        if (i == ASK_VERIFY) {
            if (!ok)
                record_verified(v, reply);
            a->needs &= ~(unsigned)NEED_VERIFY; /* once a key */
        } else if (ok || kinds[i].need != 0 || v->conn.via) {
            ask_again(a, v, (enum ask)i, ok);
        }
        return true;
    }
    return charts_take(v->charts, v, reply);
}
