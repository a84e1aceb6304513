/* SPDX-License-Identifier: MIT */
/* What a report says: its sections, tables and sentences in their order, handed to a teller that
 * knows how they look. Called by report_text.c and report_html.c. Text from outside was sanitised
 * when it was taken in or is here; escaping is the teller's. */
#include "data/model/report/report_tell.h"

#include "data/model/report/report_line.h"
#include "data/model/report/report_money.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* ---- figures -------------------------------------------------------------------------------- */

static const char *amount_text(int64_t amount, char out[TELL_SIZE])
{
    int64_t rounded = amount >= 0 ? amount + 500 : amount - 500;
    _Static_assert(TELL_SIZE >= AMOUNT_TEXT_SIZE, "an amount fits");
    return amount_to_text(rounded - rounded % 1000, out);
}

const char *tell_count(const json_t *number, char out[TELL_SIZE])
{
    int64_t amount;
    if (!json_is_number(number) || amount_from_double(json_number_value(number), &amount) != 0)
        return tell_none(out);
    return amount_text(amount, out);
}

static const char *s_of(int64_t count)
{
    return count == 1 ? "" : "s";
}

/* "1 stop", "2 stops". */
static const char *many(const json_t *number, const char *word, char out[TELL_SIZE])
{
    char count[TELL_SIZE];
    (void)tell_count(number, count);
    (void)text_format(out, TELL_SIZE, "%s %s%s", count, word, strcmp(count, "1") == 0 ? "" : "s");
    return out;
}

/* What may be negative only by being unknown. */
static const char *length_text(int64_t ms, char out[TELL_SIZE])
{
    return ms < 0 ? tell_none(out) : tell_ms(ms, out);
}

/* ---- saying --------------------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static void say(struct teller *t, const char *format, ...)
{
    char line[512];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(line, sizeof line, format, list);
    va_end(list);
    t->line(t, line);
}

#define CELL(row, i, text) (void)text_copy((row)->cell[i], TELL_CELL, text)

/* ---- the whole ------------------------------------------------------------------------------ */

static void tell_oee(const struct report *r, struct teller *t)
{
    char o[TELL_SIZE], a[TELL_SIZE], p[TELL_SIZE], q[TELL_SIZE], c[TELL_SIZE], u[TELL_SIZE];
    const json_t *kpi = report_whole(r)->kpi;
    say(t, "OEE %s = availability %s \u00d7 performance %s \u00d7 quality %s",
        tell_percent(tell_member(kpi, "oee/oee"), o),
        tell_percent(tell_member(kpi, "oee/availability"), a),
        tell_percent(tell_member(kpi, "oee/performance"), p),
        tell_percent(tell_member(kpi, "oee/quality"), q));
    say(t, "coverage %s (time of which there is data); not explained: %s in %s",
        tell_percent(tell_member(kpi, "oee/coverage"), c),
        tell_seconds(tell_member(kpi, "oee/unexplained_s"), u),
        many(tell_member(kpi, "stops/unexplained"), "stop", o));
    say(t, "planned %s, running %s; %s made, %s good, %s scrap, %s rework",
        tell_seconds(tell_member(kpi, "oee/planned_s"), o),
        tell_seconds(tell_member(kpi, "oee/run_s"), a),
        tell_count(tell_member(kpi, "counts/total"), p),
        tell_count(tell_member(kpi, "counts/good"), q),
        tell_count(tell_member(kpi, "counts/scrap"), c),
        tell_count(tell_member(kpi, "counts/rework"), u));
    say(t, r->of_line ? "%s, %s of them small" : "%s, %s of them small; %s, MTBF %s, MTTR %s",
        many(tell_member(kpi, "stops/count"), "stop", o),
        tell_count(tell_member(kpi, "stops/small"), a),
        many(tell_member(kpi, "failures"), "failure", p),
        tell_seconds(tell_member(kpi, "mtbf_s"), q), tell_seconds(tell_member(kpi, "mttr_s"), c));
    if (json_is_true(tell_member(kpi, "oee/performance_over")))
        say(t, "performance is above 100 %%: the ideal cycle is too slow, and OEE looks better "
               "than it is");
}

static void tell_change(const struct report *r, struct teller *t,
                        const struct report_window *before)
{
    char why[200];
    const struct report_window *now = report_whole(r);
    report_compare(r, now, before, why);
    double by = tell_number(now->kpi, "oee/oee") - tell_number(before->kpi, "oee/oee");
    if (why[0] != '\0')
        t->line(t, why);
    else
        say(t, "OEE is %.1f points %s than then", fabs(by) * 100, by < 0 ? "lower" : "higher");
}

static void tell_speaker(struct teller *t, const char *what, const char *who, const char *name,
                         bool known)
{
    if (known)
        say(t, "%s that of its %s, %s", what, who, name);
    else if (name[0])
        say(t, "%s of the sums over its machines: of its %s, %s, there is no record", what, who,
            name);
    else
        say(t, "%s of the sums over its machines: no %s of it is named", what, who);
}

/* Which stations these figures are of, and what they do not have. */
static void tell_line(const struct report *r, struct teller *t)
{
    const struct report_line *line = &r->line;
    char names[320] = "", time[TELL_SIZE];
    int closed = 0;
    size_t n = 0;
    int64_t unknown = 0;
    for (int i = 0; i < line->stations; i++) {
        const struct report_station *s = &line->station[i];
        closed += s->closed;
        unknown += s->unknown_ms;
        if (s->closed && s->open[0] == '\0')
            continue;
        if (text_format(names + n, sizeof names - n, "%s%s %s%s", n > 0 ? ", " : "", s->name,
                        s->open[0] ? "is in " : "has none, heard ",
                        s->open[0] ? s->open : tell_time(r, s->heard_ms, time)))
            n += strlen(names + n);
        else
            names[n] = '\0'; /* cut, it may end within a character */
    }
    say(t,
        "%d of %d stations have an ended shift in this time, and only ended shifts are in the "
        "figures%s%s",
        closed, line->stations, n > 0 ? "; " : "", names);
    say(t, "without data: %s of planned time, over these stations", tell_ms(unknown, time));
    tell_speaker(t, "OEE is", "constraint", line->constraint, line->constraint_known);
    tell_speaker(t, "parts are", "last station", line->last, line->last_known);
    if (line->stations_beyond > 0 || line->rows_beyond > 0)
        say(t, "%d more stations and %lld more shifts found no room", line->stations_beyond,
            (long long)line->rows_beyond);
}

static void tell_before(const struct report *r, struct teller *t)
{
    char o[TELL_SIZE], g[TELL_SIZE], c[TELL_SIZE];
    for (int i = 0; i < r->windows; i++) {
        const struct report_window *w = &r->window[i];
        if (w->part == PART_BEFORE) {
            say(t, "the one before, %s: OEE %s, %s good, coverage %s", w->name,
                tell_percent(tell_member(w->kpi, "oee/oee"), o),
                tell_count(tell_member(w->kpi, "counts/good"), g),
                tell_percent(tell_member(w->kpi, "oee/coverage"), c));
            tell_change(r, t, w);
        }
    }
}

/* ---- its parts ------------------------------------------------------------------------------ */

static void part_row(struct teller *t, const struct report_window *w, double most)
{
    struct tell_row row = {.bar = -1};
    char text[TELL_SIZE];
    double good = tell_number(w->kpi, "counts/good");
    static const char *const ratios[] = {"oee/oee", "oee/availability", "oee/performance",
                                         "oee/quality"};
    CELL(&row, 0, w->name);
    CELL(&row, 1, tell_count(tell_member(w->kpi, "counts/good"), text));
    CELL(&row, 2, tell_count(tell_member(w->kpi, "counts/scrap"), text));
    for (int i = 0; i < 4; i++)
        CELL(&row, 3 + i, tell_percent(tell_member(w->kpi, ratios[i]), text));
    CELL(&row, 7, tell_count(tell_member(w->kpi, "stops/count"), text));
    CELL(&row, 8, tell_seconds(tell_member(w->kpi, "oee/unexplained_s"), text));
    row.bar = most > 0 && good > 0 ? good / most : -1;
    t->row(t, &row);
}

/* Nothing was planned then and nothing was done; what is not known, or to come, is not nothing. */
static bool is_empty(const struct report *r, const struct report_window *w)
{
    static const char *const zero[] = {"oee/planned_s", "oee/unknown_s", "counts/total",
                                       "stops/count"};
    if (w->from_ms >= r->end_ms)
        return false;
    for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
        if (!(fabs(tell_number(w->kpi, zero[i])) < 0.5))
            return false;
    return true;
}

static void part_rows(const struct report *r, struct teller *t, enum report_part part, double most)
{
    char empty[400] = "";
    size_t n = 0;
    for (int i = 0; i < r->windows; i++) {
        const struct report_window *w = &r->window[i];
        if (w->part != part)
            continue;
        if (!is_empty(r, w) ||
            !text_format(empty + n, sizeof empty - n, "%s%s", n > 0 ? ", " : "", w->name)) {
            empty[n] = '\0';
            part_row(t, w, most);
        }
        n += strlen(empty + n);
    }
    t->end(t);
    if (n > 0)
        say(t, "nothing was planned or made: %s", empty);
}

static void tell_parts(const struct report *r, struct teller *t, enum report_part part,
                       const char *title)
{
    static const char *const head[TELL_COLUMNS] = {"",  "good", "scrap", "OEE",       "A",
                                                   "P", "Q",    "stops", "not expl.", ""};
    double most = 0;
    int count = 0;
    for (int i = 0; i < r->windows; i++) {
        double good = tell_number(r->window[i].kpi, "counts/good");
        if (r->window[i].part != part)
            continue;
        count++;
        most = good > most ? good : most;
    }
    if (count == 0)
        return;
    t->section(t, title);
    if (part == PART_HOUR)
        t->chart(t, r, CHART_HOURS);
    else if (r->span == REPORT_WEEK && part != PART_STATION)
        t->chart(t, r, part == PART_DAY ? CHART_HOURS : CHART_TREND);
    t->table(t, "lrrrrrrrrb", head);
    part_rows(r, t, part, most);
    if (r->windows_beyond > 0)
        say(t, "%d more found no room", r->windows_beyond);
}

/* ---- losses --------------------------------------------------------------------------------- */

static void tell_losses(const struct report *r, struct teller *t)
{
    static const char *const head[] = {"loss", "time", "parts", "of planned", ""};
    double planned = tell_number(report_whole(r)->kpi, "oee/planned_s"), most = 0;
    const json_t *loss;
    size_t i, none = 0;
    json_array_foreach(r->losses, i, loss)
    {
        double lost = tell_number(loss, "lost_s");
        most = lost > most ? lost : most;
    }
    t->section(t, "From planned time to good time");
    if (!report_has(r, STEP_LOSSES)) {
        t->line(t, "not told");
        return;
    }
    t->chart(t, r, CHART_WATERFALL);
    t->table(t, "lrrrb", head);
    json_array_foreach(r->losses, i, loss)
    {
        struct tell_row row = {.bar = -1};
        char text[TELL_SIZE], name[40];
        double lost = tell_number(loss, "lost_s");
        if (tell_nothing_lost(loss)) {
            none++;
            continue;
        }
        tell_word(loss, "loss", name, sizeof name);
        CELL(&row, 0, tell_loss(name));
        CELL(&row, 1, tell_seconds(json_object_get(loss, "lost_s"), text));
        CELL(&row, 2, tell_count(json_object_get(loss, "parts"), text));
        if (planned > 0 && isfinite(lost))
            (void)text_format(row.cell[3], TELL_CELL, "%.1f %%", lost / planned * 100);
        row.bar = most > 0 && lost > 0 ? lost / most : -1;
        t->row(t, &row);
    }
    t->end(t);
    if (none > 0)
        t->line(t, none < i ? "to anything else nothing was lost" : "nothing was lost");
}

static void tell_pareto(const struct report *r, struct teller *t)
{
    static const char *const head[] = {"reason", "stops", "lost", "loss", ""};
    double most = tell_number(json_array_get(r->pareto, 0), "lost_s");
    const json_t *reason;
    size_t i;
    t->section(t, "What stopped it");
    if (json_array_size(r->pareto) == 0) {
        t->line(t, report_has(r, STEP_PARETO) ? "nothing" : "not told");
        return;
    }
    t->chart(t, r, CHART_PARETO);
    t->table(t, "lrrlb", head);
    json_array_foreach(r->pareto, i, reason)
    {
        struct tell_row row = {.bar = -1};
        char text[TELL_SIZE], loss[40];
        double lost = tell_number(reason, "lost_s");
        if (i == 25)
            break;
        tell_word(reason, "loss", loss, sizeof loss);
        tell_reason(reason, row.cell[0], TELL_CELL);
        CELL(&row, 1, tell_count(json_object_get(reason, "count"), text));
        CELL(&row, 2, tell_seconds(json_object_get(reason, "lost_s"), text));
        CELL(&row, 3, loss[0] ? tell_loss(loss) : "");
        row.bar = most > 0 && lost > 0 ? lost / most : -1;
        t->row(t, &row);
    }
    t->end(t);
    if (json_array_size(r->pareto) > 25)
        say(t, "%zu more; the CSV has all of them", json_array_size(r->pareto) - 25);
}

/* ---- stops ---------------------------------------------------------------------------------- */

/* The words of the configuration for a reason; those of the record when it has any. */
static void stop_words(const struct report *r, const struct report_stop *s, char *out, size_t size)
{
    const json_t *row;
    size_t i;
    (void)text_copy(out, size, s->reason[0] ? s->reason : "not explained");
    json_array_foreach(r->pareto, i, row)
    {
        const char *id = json_string_value(json_object_get(row, "reason"));
        if (id && strcmp(id, s->reason) == 0)
            tell_reason(row, out, size);
    }
    if (s->title[0])
        (void)text_copy(out, size, s->title);
}

static void tell_longest(const struct report *r, struct teller *t)
{
    static const char *const head[] = {"stop", "since", "lost", "state", "reason", "note"};
    if (r->stops.listed == 0)
        return;
    t->section(t, "The longest stops");
    t->table(t, "llrlll", head);
    for (int i = 0; i < r->stops.listed; i++) {
        const struct report_stop *s = &r->stops.longest[i];
        struct tell_row row = {.bar = -1};
        char text[TELL_SIZE];
        CELL(&row, 0, s->id);
        CELL(&row, 1, tell_time(r, s->begin_ms, text));
        CELL(&row, 2, tell_ms(s->ms, text));
        CELL(&row, 3, s->state);
        stop_words(r, s, row.cell[4], TELL_CELL);
        CELL(&row, 5, s->open ? "still open" : s->note);
        t->row(t, &row);
    }
    t->end(t);
}

/* "operator 34 (details 12, stop 8)": of each role, the most opened first. */
static void tell_screens(const struct report *r, struct teller *t)
{
    bool any = false;
    for (int role = PERSON_ROLE_COUNT - 1; role >= 0; role--) {
        char list[240] = "";
        size_t n = 0;
        bool told[OPENED_SCREENS] = {false};
        int64_t sum = opened_sum(&r->opened, (enum person_role)role);
        for (int k = 0; k < 6 && sum > 0; k++) {
            int most = -1;
            for (int i = 0; i < r->opened.rows; i++)
                if (!told[i] && r->opened.row[i].count[role] > 0 &&
                    (most < 0 || r->opened.row[i].count[role] > r->opened.row[most].count[role]))
                    most = i;
            if (most < 0)
                break;
            told[most] = true;
            if (text_format(list + n, sizeof list - n, "%s%s %lld", n > 0 ? ", " : "",
                            r->opened.row[most].screen, (long long)r->opened.row[most].count[role]))
                n += strlen(list + n);
        }
        if (sum > 0)
            say(t, "screens opened as %s: %lld (%s)", word_name(&words_person_role, role),
                (long long)sum, list);
        any |= sum > 0;
    }
    if (!any && !r->of_line)
        t->line(t, report_has(r, STEP_SCREENS) ? "no screen was opened by anybody"
                                               : "screens opened were not told");
}

static void tell_people(const struct report *r, struct teller *t)
{
    char a[TELL_SIZE], b[TELL_SIZE], c[TELL_SIZE], d[TELL_SIZE], e[TELL_SIZE], f[TELL_SIZE];
    const struct report_stops *s = &r->stops;
    const struct report_calls *calls = &r->calls;
    t->section(t, "Explained and answered");
    if (!report_has(r, STEP_STOPS))
        t->line(t, "of stops nothing is known here: they were not told");
    else if (s->asked == 0)
        t->line(t, "no stop wanted a reason");
    else
        say(t,
            "%lld of %lld stop%s explained (%.1f %%); from the stop to its reason: median %s, "
            "9 of 10 within %s",
            (long long)s->explained, (long long)s->asked, s_of(s->asked),
            (double)s->explained / (double)s->asked * 100,
            length_text(report_percentile(&s->delay, 50), a),
            length_text(report_percentile(&s->delay, 90), b));
    if (s->timed > 0)
        say(t,
            "waiting %s, repair %s, back at rate %s: of the %lld stop%s in which people said "
            "when they arrived and when it was repaired",
            tell_ms(s->waiting_ms, a), tell_ms(s->repair_ms, b), tell_ms(s->restart_ms, c),
            (long long)s->timed, s_of(s->timed));
    else if (report_has(r, STEP_STOPS))
        t->line(t, "waiting and repair apart: in no stop people said when they arrived and when "
                   "it was repaired");
    if (calls->raised > 0)
        say(t,
            "%lld call%s, %lld still open; taken after %s (9 of 10: %s), there after %s (%s), "
            "solved after %s (%s)",
            (long long)calls->raised, s_of(calls->raised), (long long)calls->open,
            length_text(report_percentile(&calls->take, 50), a),
            length_text(report_percentile(&calls->take, 90), b),
            length_text(report_percentile(&calls->arrive, 50), c),
            length_text(report_percentile(&calls->arrive, 90), d),
            length_text(report_percentile(&calls->solve, 50), e),
            length_text(report_percentile(&calls->solve, 90), f));
    else
        t->line(t, report_has(r, STEP_CALLS) ? "no calls" : "calls were not told");
    tell_screens(r, t);
}

/* ---- parts, forecasts, alerts, handovers ---------------------------------------------------- */

static void tell_scrap(const struct report *r, struct teller *t)
{
    static const char *const head[] = {"scrap entered", "parts", ""};
    int64_t most = 0;
    for (int i = 0; i < r->scraps; i++)
        most = r->scrap[i].amount > most ? r->scrap[i].amount : most;
    if (most == 0)
        return;
    t->section(t, "Scrap by reason");
    t->table(t, "lrb", head);
    for (int i = 0; i < r->scraps; i++) {
        struct tell_row row = {.bar = (double)r->scrap[i].amount / (double)most};
        char text[TELL_SIZE];
        if (r->scrap[i].amount == 0)
            continue;
        CELL(&row, 0, r->scrap[i].title);
        CELL(&row, 1, amount_text(r->scrap[i].amount, text));
        t->row(t, &row);
    }
    t->end(t);
}

static void tell_forecast(const struct report *r, struct teller *t)
{
    const struct report_forecast *f = &r->forecast;
    if (f->said == 0 && f->orders == 0)
        return;
    t->section(t, "Failures seen coming");
    say(t,
        "%lld prediction%s: %lld found, %lld not found, %lld not now, %lld not answered; %d work "
        "order%s asked for",
        (long long)f->said, s_of(f->said), (long long)f->found, (long long)f->not_found,
        (long long)f->not_now, (long long)f->unanswered, f->orders, s_of(f->orders));
    say(t, "failures prevented: %lld (predicted, found, and the work order is done)",
        (long long)f->prevented);
}

static void tell_load(const struct report *r, struct teller *t)
{
    char a[TELL_SIZE], b[TELL_SIZE], c[TELL_SIZE], d[TELL_SIZE];
    const json_t *top = json_array_get(json_object_get(r->load, "top"), 0);
    if (!r->load || !(tell_number(r->load, "alerts") > 0))
        return;
    t->section(t, "Alert load");
    say(t,
        "%s, %s an operator and hour, %s in the worst 10 minutes; acknowledged without "
        "any action: %s",
        many(json_object_get(r->load, "alerts"), "alert", a),
        tell_count(json_object_get(r->load, "per_operator_hour"), b),
        tell_count(json_object_get(r->load, "worst_10_min"), c),
        tell_count(json_object_get(r->load, "idle_acks"), d));
    if (top) {
        char title[96];
        tell_word(top, "title", title, sizeof title);
        say(t, "the noisiest: %s, %s", title, many(json_object_get(top, "count"), "time", a));
    }
}

static void tell_marks(const struct report *r, struct teller *t)
{
    static const char *const head[] = {"", "when", "what changed"};
    if (r->marks == 0)
        return;
    t->section(t, "What changed");
    t->table(t, "rll", head);
    for (int i = 0; i < r->marks; i++) {
        struct tell_row row = {.bar = -1};
        char text[TELL_SIZE];
        (void)text_format(row.cell[0], TELL_CELL, "%d", i + 1);
        CELL(&row, 1, tell_time(r, r->mark[i].at_ms, text));
        CELL(&row, 2, r->mark[i].text);
        t->row(t, &row);
    }
    t->end(t);
    t->line(t,
            "their numbers stand in the trend; an ideal cycle shows from the shift or hour on in "
            "which a product was made with it");
    if (r->marks_beyond > 0)
        say(t, "%lld more found no room", (long long)r->marks_beyond);
}

/* Those that are not signed one by one; of the others how many. */
static void tell_handovers(const struct report *r, struct teller *t)
{
    static const char *const head[] = {"shift", "begin", "handover"};
    int is_signed = 0;
    if (r->handovers == 0)
        return;
    for (int i = 0; i < r->handovers; i++)
        is_signed += strcmp(r->handover[i].state, "signed") == 0;
    t->section(t, "Handovers");
    say(t, "%d of %d handovers are signed", is_signed, r->handovers);
    if (is_signed == r->handovers)
        return;
    t->table(t, "lll", head);
    for (int i = 0; i < r->handovers; i++) {
        const struct report_handover *h = &r->handover[i];
        struct tell_row row = {.bar = -1};
        char text[TELL_SIZE];
        if (strcmp(h->state, "signed") == 0)
            continue;
        CELL(&row, 0, h->name[0] ? h->name : "plant day");
        CELL(&row, 1, tell_time(r, h->begin_ms, text));
        CELL(&row, 2, h->state);
        t->row(t, &row);
    }
    t->end(t);
}

static void tell_meaning(const struct report *r, struct teller *t)
{
    char from[TELL_SIZE], to[TELL_SIZE], now[TELL_SIZE];
    t->section(t, "How to read it");
    t->line(t, "availability = running time / planned time; performance = ideal cycle \u00d7 parts "
               "made / running time; quality = good / made; OEE = their product = ideal cycle "
               "\u00d7 good parts / planned time. Time without data is in none of them and lowers "
               "the coverage.");
    say(t, "from %s to %s, plant time (%s); made %s", tell_time(r, r->from_ms, from),
        tell_time(r, r->end_ms, to), r->zone->name, tell_time(r, r->now_ms, now));
    if (r->shifts_beyond > 0)
        say(t, "%lld shifts farthest from this time are not known here: there are more than %d",
            (long long)r->shifts_beyond, REPORT_SHIFTS);
    if (r->states_beyond > 0)
        say(t, "%lld changes of state are not in the picture: there are too many",
            (long long)r->states_beyond);
    if (r->why[0])
        say(t, "missing: %s", r->why);
}

void report_tell_roi(const struct report *r, struct teller *t)
{
    t->title(t, r);
    tell_oee(r, t);
    if (money_is_configured(r))
        tell_money(r, t);
    else
        t->line(t, "nothing is known of money: [goal] and [cost], andon.conf(5)");
    tell_people(r, t);
    tell_meaning(r, t);
}

void report_tell(const struct report *r, struct teller *t)
{
    t->title(t, r);
    tell_oee(r, t);
    if (r->of_line)
        tell_line(r, t);
    tell_before(r, t);
    if (r->states > 0)
        t->chart(t, r, CHART_RIBBON);
    tell_parts(r, t, PART_STATION, "Station by station");
    tell_parts(r, t, PART_DAY, "Day by day");
    tell_parts(r, t, PART_SHIFT, "Shift by shift");
    tell_parts(r, t, PART_HOUR, "Hour by hour");
    tell_marks(r, t);
    tell_losses(r, t);
    tell_pareto(r, t);
    tell_money(r, t);
    tell_longest(r, t);
    tell_people(r, t);
    tell_scrap(r, t);
    tell_forecast(r, t);
    tell_load(r, t);
    tell_handovers(r, t);
    tell_meaning(r, t);
}
