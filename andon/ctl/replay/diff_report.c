/* SPDX-License-Identifier: MIT */
/* What would have been different, for people: the sums first, then each difference in the order of
 * time. Called by replay.c through diff_report; the same as JSON is in diff_json.c. Computes
 * nothing but what it prints. */
#include "andon/ctl/out.h"
#include "andon/ctl/replay/diff.h"
#include "andon/ctl/replay/diff_json.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_SHOWN  50 /* of each list */
#define PAIRS_SHOWN 8

static const char *state_name(int state)
{
    return state < 0 || state >= DIFF_NOTHING ? "nothing" : word_name(&words_machine_state, state);
}

/* "stopped FAULT" */
static const char *say_state(const struct diff *d, const struct span *span, char *out, size_t size)
{
    (void)text_format(out, size, "%s%s%s", state_name(span->kind),
                      span->kind >= 0 && span->word ? " " : "",
                      span->kind >= 0 ? story_word(d->a->words, span->word) : "");
    return out;
}

/* ---- sums ---- */

static void print_states(const struct diff_outcome *o)
{
    const struct diff *d = o->diff;
    char ms[OUT_SIZE], whole[OUT_SIZE], word[OUT_SIZE];
    printf("\nstates  %s of %s would be another one", out_duration(d->state_ms, ms),
           out_duration(o->to - o->from, whole));
    if (d->word_ms)
        printf(", %s the same in another word", out_duration(d->word_ms, word));
    putchar('\n');
    int64_t shown = INT64_MAX;
    for (int n = 0; n < PAIRS_SHOWN; n++) { /* the longest first */
        int64_t longest = 0;
        int x = 0, y = 0;
        for (int i = 0; i <= DIFF_NOTHING; i++)
            for (int k = 0; k <= DIFF_NOTHING; k++)
                if (d->pair_ms[i][k] > longest && d->pair_ms[i][k] < shown) {
                    longest = d->pair_ms[i][k];
                    x = i;
                    y = k;
                }
        if (longest == 0)
            break;
        shown = longest;
        printf("  %s instead of %s: %s\n", state_name(y), state_name(x), out_duration(shown, ms));
    }
}

static void print_tally(const char *name, const struct diff_tally *t)
{
    printf("%s  A %" PRId64 ", B %" PRId64, name, t->a, t->b);
    const struct {
        int64_t count;
        const char *words;
    } parts[] = {{t->appear, "only in B"},
                 {t->vanish, "only in A"},
                 {t->moved, "at other times"},
                 {t->renamed, "named otherwise"},
                 {t->resized, "small in one, long in the other"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].count)
            printf(", %" PRId64 " %s", parts[i].count, parts[i].words);
    putchar('\n');
}

static void print_lamps(const struct diff *d)
{
    char ms[OUT_SIZE];
    for (size_t i = 0; i < d->lamp_names; i++)
        if (d->lamp_ms[i])
            printf("lamp %s  %s of another pattern\n", story_word(d->a->words, d->lamp_name[i]),
                   out_duration(d->lamp_ms[i], ms));
}

/* ---- figures ---- */

static void ratio_row(struct table *table, const char *name, double a, double b)
{
    char x[OUT_SIZE], y[OUT_SIZE];
    bool known = isfinite(a) && isfinite(b);
    table_cell(table, "  %s", name);
    table_cell(table, "%s", out_percent(a, x));
    table_cell(table, "%s", out_percent(b, y));
    if (known && fabs(b - a) >= 0.00005)
        table_cell(table, "%+.2f", (b - a) * 100);
    else
        table_cell(table, "%s", !known && isfinite(a) != isfinite(b) ? "differs" : "");
}

static void number_row(struct table *table, const char *name, int64_t a, int64_t b)
{
    char x[OUT_SIZE], y[OUT_SIZE], z[OUT_SIZE];
    table_cell(table, "  %s", name);
    table_cell(table, "%s", out_amount(a, x));
    table_cell(table, "%s", out_amount(b, y));
    table_cell(table, "%s%s", b > a ? "+" : "", a == b ? "" : out_amount(b - a, z));
}

static void seconds_row(struct table *table, const char *name, int64_t a, int64_t b)
{
    char x[OUT_SIZE], y[OUT_SIZE], z[OUT_SIZE];
    table_cell(table, "  %s", name);
    table_cell(table, "%s", out_seconds(a, x));
    table_cell(table, "%s", out_seconds(b, y));
    table_cell(table, "%s%s",
               b == a  ? ""
               : b > a ? "+"
                       : "-",
               a == b ? "" : out_seconds(b > a ? b - a : a - b, z));
}

static void print_figures(const struct diff_outcome *o)
{
    const struct snapshot *a = o->snapshot[0], *b = o->snapshot[1];
    struct table table = {.align = "lrrr"};
    table_row(&table, (const char *const[]){"figures", "A", "B", "difference"});
    ratio_row(&table, "OEE", a->oee.oee, b->oee.oee);
    ratio_row(&table, "availability", a->oee.availability, b->oee.availability);
    ratio_row(&table, "performance", a->oee.performance, b->oee.performance);
    ratio_row(&table, "quality", a->oee.quality, b->oee.quality);
    ratio_row(&table, "coverage", a->oee.coverage, b->oee.coverage);
    number_row(&table, "total", a->counts.total, b->counts.total);
    number_row(&table, "good", a->counts.good, b->counts.good);
    number_row(&table, "scrap", a->counts.scrap, b->counts.scrap);
    number_row(&table, "rework", a->counts.rework, b->counts.rework);
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        if (a->time_ms[i] || b->time_ms[i])
            seconds_row(&table, word_name(&words_machine_state, i), a->time_ms[i], b->time_ms[i]);
    putchar('\n');
    table_print(&table);
}

static void shift_cells(struct table *table, const struct story_shift *shift)
{
    char text[OUT_SIZE];
    table_cell(table, "%s", shift ? out_percent(shift->oee, text) : "-");
    table_cell(table, "%s", shift ? out_percent(shift->availability, text) : "-");
    table_cell(table, "%s", shift ? out_percent(shift->performance, text) : "-");
    table_cell(table, "%s", shift ? out_percent(shift->quality, text) : "-");
    if (shift)
        table_cell(table, "%.0f", shift->total);
    else
        table_cell(table, "-");
}

static void print_shifts(const struct diff_outcome *o)
{
    static const char *const heads[] = {"shift", "",      "A OEE", "A", "P", "Q",
                                        "total", "B OEE", "A",     "P", "Q", "total"};
    struct table table = {.align = "llrrrrrrrrrr"};
    char begin[OUT_SIZE];
    if (o->diff->shifts == 0)
        return;
    table_row(&table, heads);
    for (size_t i = 0; i < o->diff->shifts; i++) {
        const struct diff_shift *row = &o->diff->shift[i];
        const struct story_shift *shift = row->a ? row->a : row->b;
        table_cell(&table, "  %s", out_wall(&o->config[0]->zone, shift->begin, begin));
        table_cell(&table, "%s", shift->name);
        shift_cells(&table, row->a);
        shift_cells(&table, row->b);
    }
    putchar('\n');
    table_print(&table);
}

/* ---- lists ---- */

static void print_more(size_t count)
{
    if (count > ROWS_SHOWN)
        printf("  and %zu more; --json has them all\n", count - ROWS_SHOWN);
}

static void list_states(const struct diff_outcome *o)
{
    const struct diff *d = o->diff;
    struct table table = {.align = "lrll"};
    char when[OUT_SIZE], ms[OUT_SIZE], a[160], b[160];
    for (size_t i = 0; i < d->states.count && i < ROWS_SHOWN; i++) {
        const struct diff_span *span = &d->states.item[i];
        table_cell(&table, "  %s", out_wall(&o->config[0]->zone, span->begin, when));
        table_cell(&table, "%s", out_duration(span->end - span->begin, ms));
        table_cell(&table, "A %s", say_state(d, &span->a, a, sizeof a));
        table_cell(&table, "B %s", say_state(d, &span->b, b, sizeof b));
    }
    if (d->states.count)
        puts("\nwhen the state differs");
    table_print(&table);
    print_more(d->states.count);
}

static const char *stop_change(const struct diff_stop *row)
{
    if (!row->a || !row->b)
        return row->a ? "only in A" : "only in B";
    if (row->resized)
        return row->moved ? "moved, small or long" : "small or long";
    if (row->renamed)
        return row->moved ? "moved, named otherwise" : "named otherwise";
    return "moved";
}

static void stop_cell(const struct diff *d, struct table *table, char side,
                      const struct story_stop *stop)
{
    char ms[OUT_SIZE];
    const char *detail = stop ? story_word(d->a->words, stop->detail) : "";
    const char *reason = stop ? story_word(d->a->words, stop->reason) : "";
    if (!stop) {
        table_cell(table, "%c none", side);
        return;
    }
    table_cell(table, "%c %s%s %s%s%s%s%s%s", side, stop->small ? "small, " : "",
               out_duration(stop->end - stop->begin, ms), state_name(stop->state),
               detail[0] ? " " : "", detail, reason[0] ? ": " : "", reason,
               stop->open ? " (open)" : "");
}

static void list_stops(const struct diff_outcome *o)
{
    const struct diff *d = o->diff;
    struct table table = {.align = "llll"};
    char when[OUT_SIZE];
    for (size_t i = 0; i < d->stops && i < ROWS_SHOWN; i++) {
        const struct diff_stop *row = &d->stop[i];
        const struct story_stop *first = row->a ? row->a : row->b;
        if (row->a && row->b && row->b->begin < row->a->begin)
            first = row->b;
        table_cell(&table, "  %s", out_wall(&o->config[0]->zone, first->begin, when));
        stop_cell(d, &table, 'A', row->a);
        stop_cell(d, &table, 'B', row->b);
        table_cell(&table, "%s", stop_change(row));
    }
    if (d->stops)
        puts("\nstops that differ");
    table_print(&table);
    print_more(d->stops);
}

static void list_raised(const struct diff_outcome *o)
{
    const struct diff *d = o->diff;
    struct table table = {.align = "lllll"};
    char when[OUT_SIZE], a[OUT_SIZE], b[OUT_SIZE];
    for (size_t i = 0; i < d->raisings && i < ROWS_SHOWN; i++) {
        const struct diff_raised *row = &d->raised[i];
        const struct story_raised *first = row->a ? row->a : row->b;
        table_cell(&table, "  %s", out_wall(&o->config[0]->zone, first->begin, when));
        table_cell(&table, "%s", word_name(&words_record_kind, (int)first->kind));
        table_cell(&table, "%s", story_word(d->a->words, first->name));
        table_cell(&table, "A %s",
                   row->a ? out_duration(row->a->end - row->a->begin, a) : "not raised");
        table_cell(&table, "B %s",
                   row->b ? out_duration(row->b->end - row->b->begin, b) : "not raised");
    }
    if (d->raisings)
        puts("\nalerts, predictions and calls that differ");
    table_print(&table);
    print_more(d->raisings);
}

static void list_lamps(const struct diff_outcome *o)
{
    const struct diff *d = o->diff;
    struct table table = {.align = "lrlll"};
    char when[OUT_SIZE], ms[OUT_SIZE];
    for (size_t i = 0; i < d->lamps.count && i < ROWS_SHOWN; i++) {
        const struct diff_span *span = &d->lamps.item[i];
        const int32_t kind[2] = {span->a.kind, span->b.kind};
        table_cell(&table, "  %s", out_wall(&o->config[0]->zone, span->begin, when));
        table_cell(&table, "%s", out_duration(span->end - span->begin, ms));
        table_cell(&table, "%s", story_word(d->a->words, span->lamp));
        for (int k = 0; k < 2; k++)
            table_cell(&table, "%c %s", 'A' + k,
                       kind[k] < 0 ? "nothing" : word_name(&words_lamp_pattern, kind[k]));
    }
    if (d->lamps.count)
        puts("\nwhen a lamp differs");
    table_print(&table);
    print_more(d->lamps.count);
}

static void print_head(const struct diff_outcome *o)
{
    const struct zone *zone = &o->config[0]->zone;
    char from[OUT_SIZE], to[OUT_SIZE], lasted[OUT_SIZE];
    printf("A  %s\nB  %s\n%s to %s %s, %s, %" PRId64 " messages\n", o->name[0], o->name[1],
           out_wall(zone, o->from, from), out_wall(zone, o->to, to), zone->name,
           out_duration(o->to - o->from, lasted), o->messages);
}

void diff_report(const struct diff_outcome *o)
{
    const struct diff *d = o->diff;
    if (o->json) {
        diff_json(o);
        return;
    }
    print_head(o);
    if (diff_is_nothing(d))
        puts("\nNo state, stop, alert, prediction, call or lamp would have been different.");
    print_states(o);
    print_tally("stops", &d->all_stops);
    print_tally("  long", &(struct diff_tally){.a = d->long_stops.a, .b = d->long_stops.b});
    print_tally("  small", &(struct diff_tally){.a = d->small_stops.a, .b = d->small_stops.b});
    print_tally("alerts", &d->alerts);
    print_tally("predictions", &d->predictions);
    print_tally("calls", &d->calls);
    print_lamps(d);
    if (d->lost)
        printf("%" PRId64 " rows are beyond the limits of a comparison: take a shorter window\n",
               d->lost);
    print_figures(o);
    print_shifts(o);
    list_states(o);
    list_stops(o);
    list_raised(o);
    list_lamps(o);
}
