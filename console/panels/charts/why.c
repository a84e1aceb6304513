/* SPDX-License-Identifier: MIT */
/* Formulas of figures. What is divided are sums of one answer of andond's about the shift so far:
 * planned time and its losses, which are the same that the waterfall shows; the result is what
 * andond itself divided, so that a formula that did not fit it would be seen. */
#include "console/panels/charts/why.h"

#include "console/widgets/charts/fall.h"
#include "console/widgets/ribbon.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define KIND(kind) (1U << (kind))
#define LOST       (KIND(RIBBON_STOP) | KIND(RIBBON_WAIT) | KIND(RIBBON_CHANGE))
#define ALL        (LOST | KIND(RIBBON_SMALL) | KIND(RIBBON_UNKNOWN) | KIND(RIBBON_RUN))

struct why_time why_time_of(const struct charts *c)
{
    static const struct {
        const char *loss;
        enum why_step step; /* from which on it is gone */
    } losses[] = {{"breakdown", WHY_RUN},  {"setup", WHY_RUN},        {"unexplained", WHY_RUN},
                  {"waiting", WHY_RUN},    {"other", WHY_RUN},        {"unknown", WHY_RUN},
                  {"unmeasured", WHY_RUN}, {"small-stop", WHY_IDEAL}, {"slow", WHY_IDEAL},
                  {"defect", WHY_GOOD},    {"startup", WHY_GOOD}};
    struct why_time t = {.steps = 0};
    if (!c->kpi.known || !c->losses.known || c->kpi.oee.planned_ms < 0)
        return t;
    t.steps = WHY_STEPS;
    for (int step = 0; step < WHY_STEPS; step++)
        t.us[step] = c->kpi.oee.planned_ms * 1000;
    for (int i = 0; i < c->losses.rows; i++)
        for (size_t k = 0; k < sizeof losses / sizeof *losses; k++) {
            if (strcmp(losses[k].loss, c->losses.row[i].name) != 0)
                continue;
            for (int step = (int)losses[k].step; step < WHY_STEPS; step++)
                t.us[step] -= c->losses.row[i].us;
            if (!c->losses.row[i].known && t.steps > (int)losses[k].step)
                t.steps = (int)losses[k].step;
        }
    return t;
}

/* ---- ratios ---- */

static double said_oee(const struct oee *o)
{
    return o->oee;
}

static double said_availability(const struct oee *o)
{
    return o->availability;
}

static double said_performance(const struct oee *o)
{
    return o->performance;
}

static double said_quality(const struct oee *o)
{
    return o->quality;
}

/* A ratio to three places, which a per cent with one has, too. */
static void ratio_words(const struct view *v, double ratio, char out[FORMAT_SIZE])
{
    int64_t amount;
    if (!isfinite(ratio) || amount_from_double(ratio, &amount) != 0) {
        (void)text_copy(out, FORMAT_SIZE, FORMAT_NONE);
        return;
    }
    int64_t thousandths = (amount + 500) / 1000;
    (void)text_format(out, FORMAT_SIZE, "%lld%s%03lld", (long long)(thousandths / 1000),
                      v->numbers.point, (long long)(thousandths % 1000));
}

static void minutes_words(const struct view *v, int64_t us, char out[FORMAT_SIZE])
{
    char whole[FORMAT_SIZE];
    if (us != 0 && us > -US_A_MIN && us < US_A_MIN) { /* tenths of a minute say nothing of it */
        (void)text_format(out, FORMAT_SIZE, "%s%d s", us < 0 ? "\u2212" : "",
                          fall_seconds(us < 0 ? -us : us));
        return;
    }
    int64_t tenths = (us + (us < 0 ? -3000000 : 3000000)) / 6000000;
    uint64_t magnitude = tenths < 0 ? 0 - (uint64_t)tenths : (uint64_t)tenths;
    (void)format_count((int64_t)(magnitude / 10) * AMOUNT_ONE, &v->numbers, whole);
    (void)text_format(out, FORMAT_SIZE, "%s%s%s%d min", tenths < 0 ? "\u2212" : "", whole,
                      v->numbers.point, (int)(magnitude % 10));
}

static void ratio_numbers(const struct view *v, const struct why_row *row, char out[WHY_SIZE])
{
    char above[FORMAT_SIZE], below[FORMAT_SIZE], said[FORMAT_SIZE];
    const struct charts *c = v->charts;
    struct why_time t = why_time_of(c);
    if (row->ratio.above >= t.steps || row->ratio.below >= t.steps) {
        (void)text_copy(out, WHY_SIZE,
                        t.steps == 0 ? _("has not come yet")
                                     : _("not known: there is no ideal cycle time"));
        return;
    }
    minutes_words(v, t.us[row->ratio.above], above);
    minutes_words(v, t.us[row->ratio.below], below);
    ratio_words(v, row->said(&c->kpi.oee), said);
    (void)text_format(out, WHY_SIZE, "%s / %s = %s", above, below, said);
}

static void product_numbers(const struct view *v, char out[WHY_SIZE])
{
    char a[FORMAT_SIZE], p[FORMAT_SIZE], q[FORMAT_SIZE], said[FORMAT_SIZE], all[WHY_SIZE];
    const struct oee *o = &v->charts->kpi.oee;
    ratio_numbers(v, &why_rows[0], out);
    if (!v->charts->kpi.known || isnan(o->oee))
        return;
    ratio_words(v, o->availability, a);
    ratio_words(v, o->performance, p);
    ratio_words(v, o->quality, q);
    ratio_words(v, o->oee, said);
    (void)text_copy(all, sizeof all, out);
    if (isnan(o->quality))
        (void)text_format(out, WHY_SIZE, "%s  (%s \u00D7 %s)", all, a, p);
    else
        (void)text_format(out, WHY_SIZE, "%s  (%s \u00D7 %s \u00D7 %s)", all, a, p, q);
}

/* ---- other figures ---- */

static void good_value(const struct view *v, char out[WHY_SIZE])
{
    char text[FORMAT_SIZE];
    (void)text_copy(out, WHY_SIZE, format_count(v->snap.counts.good, &v->numbers, text));
}

/* The equation only where it is one: a machine may count good parts itself. */
static void good_numbers(const struct view *v, char out[WHY_SIZE])
{
    char total[FORMAT_SIZE], scrap[FORMAT_SIZE], rework[FORMAT_SIZE], good[FORMAT_SIZE];
    int64_t all = v->snap.counts.total, bad = v->snap.counts.scrap, again = v->snap.counts.rework;
    (void)format_count(all, &v->numbers, total);
    (void)format_count(bad, &v->numbers, scrap);
    (void)format_count(again, &v->numbers, rework);
    (void)format_count(v->snap.counts.good, &v->numbers, good);
    if (all - bad - again == v->snap.counts.good && again != 0)
        (void)text_format(out, WHY_SIZE, "%s \u2212 %s \u2212 %s = %s", total, scrap, rework, good);
    else if (all - bad == v->snap.counts.good)
        (void)text_format(out, WHY_SIZE, "%s \u2212 %s = %s", total, scrap, good);
    else
        (void)text_format(out, WHY_SIZE, _("%s, counted beside %s in all and %s scrap"), good,
                          total, scrap);
}

static void scrap_value(const struct view *v, char out[WHY_SIZE])
{
    char text[FORMAT_SIZE];
    (void)text_copy(out, WHY_SIZE, format_count(v->snap.counts.scrap, &v->numbers, text));
}

static void scrap_numbers(const struct view *v, char out[WHY_SIZE])
{
    char entered[FORMAT_SIZE], scrap[FORMAT_SIZE];
    (void)format_count(v->snap.counts.scrap, &v->numbers, scrap);
    (void)format_count(v->snap.counts.entered_scrap, &v->numbers, entered);
    (void)text_format(out, WHY_SIZE, _("%s, of them entered by people %s"), scrap, entered);
}

static void pace_value(const struct view *v, char out[WHY_SIZE])
{
    char text[FORMAT_SIZE];
    int64_t due = v->snap.counts.target_now;
    (void)text_copy(out, WHY_SIZE,
                    due < 0 ? FORMAT_NONE
                            : format_count(v->snap.counts.good - due, &v->numbers, text));
}

static void pace_numbers(const struct view *v, char out[WHY_SIZE])
{
    char good[FORMAT_SIZE], due[FORMAT_SIZE], diff[FORMAT_SIZE], target[FORMAT_SIZE];
    int64_t now = v->snap.counts.target_now;
    if (now < 0) {
        (void)text_copy(out, WHY_SIZE, _("there is no target"));
        return;
    }
    (void)format_count(v->snap.counts.good, &v->numbers, good);
    (void)format_count(now, &v->numbers, due);
    (void)format_count(v->snap.counts.good - now, &v->numbers, diff);
    (void)format_count(v->snap.job.target, &v->numbers, target);
    (void)text_format(out, WHY_SIZE, _("%s \u2212 %s = %s, of %s in the shift"), good, due, diff,
                      target);
}

static void stop_value(const struct view *v, char out[WHY_SIZE])
{
    char text[FORMAT_SIZE];
    struct why_time t = why_time_of(v->charts);
    if (t.steps > WHY_RUN)
        minutes_words(v, t.us[WHY_PLANNED] - t.us[WHY_RUN], text);
    else
        (void)text_copy(text, sizeof text, FORMAT_NONE);
    (void)text_copy(out, WHY_SIZE, text);
}

static void stop_numbers(const struct view *v, char out[WHY_SIZE])
{
    char planned[FORMAT_SIZE], run[FORMAT_SIZE], value[WHY_SIZE];
    struct why_time t = why_time_of(v->charts);
    if (t.steps <= WHY_RUN) {
        (void)text_copy(out, WHY_SIZE, _("has not come yet"));
        return;
    }
    minutes_words(v, t.us[WHY_PLANNED], planned);
    minutes_words(v, t.us[WHY_RUN], run);
    stop_value(v, value);
    (void)text_format(out, WHY_SIZE, "%s \u2212 %s = %s", planned, run, value);
}

static void open_value(const struct view *v, char out[WHY_SIZE])
{
    (void)text_duration(v->snap.unexplained_ms, out);
}

static void open_numbers(const struct view *v, char out[WHY_SIZE])
{
    char open[FORMAT_SIZE], all[FORMAT_SIZE], small[FORMAT_SIZE];
    (void)format_number(v->snap.stops.unexplained, 9, &v->numbers, open);
    (void)format_number(v->snap.stops.count, 9, &v->numbers, all);
    (void)format_number(v->snap.stops.small, 9, &v->numbers, small);
    (void)text_format(out, WHY_SIZE,
                      words_n("%s of %s stop; %s small ones are not asked about",
                              "%s of %s stops; %s small ones are not asked about",
                              (long)v->snap.stops.count),
                      open, all, small);
}

static void coverage_value(const struct view *v, char out[WHY_SIZE])
{
    char text[FORMAT_SIZE];
    (void)text_format(out, WHY_SIZE, "%s %%",
                      format_percent(v->charts->kpi.oee.coverage, &v->numbers, text));
}

static void coverage_numbers(const struct view *v, char out[WHY_SIZE])
{
    char said[FORMAT_SIZE], unknown[TEXT_DURATION_SIZE];
    const struct chart_kpi *kpi = &v->charts->kpi;
    if (!kpi->known) {
        (void)text_copy(out, WHY_SIZE, _("has not come yet"));
        return;
    }
    ratio_words(v, kpi->oee.coverage, said);
    (void)text_format(out, WHY_SIZE, _("all but %s = %s"),
                      text_duration(kpi->oee.unknown_ms, unknown), said);
}

static void cycle_value(const struct view *v, char out[WHY_SIZE])
{
    char text[FORMAT_SIZE];
    int64_t ms = v->snap.counts.cycle_ms;
    (void)text_copy(out, WHY_SIZE, format_cycle(ms < 0 ? -1 : ms * 1000, &v->numbers, text));
}

static void cycle_numbers(const struct view *v, char out[WHY_SIZE])
{
    char ideal[FORMAT_SIZE], now[WHY_SIZE];
    cycle_value(v, now);
    (void)format_cycle(v->snap.job.ideal_us > 0 ? v->snap.job.ideal_us : -1, &v->numbers, ideal);
    (void)text_format(out, WHY_SIZE, _("%s now, ideal %s"), now, ideal);
}

#define NO_RATIO \
    {            \
        -1, -1   \
    }
static const char of_intervals[] = N_("What the machine said of its state, interval by interval.");
static const char of_counts[] = N_("What the machine counted, minute by minute, and entries.");

const struct why_row why_rows[] = {
    {.id = "oee",
     .title = N_("OEE"),
     .formula = N_("ideal time of the good parts / planned time"),
     .ratio = {WHY_GOOD, WHY_PLANNED},
     .said = said_oee,
     .numbers = product_numbers,
     .leaves_out = N_("Breaks, other modes and time without data are not planned time."),
     .source = of_intervals,
     .kinds = ALL},
    {.id = "availability",
     .title = N_("Availability"),
     .formula = N_("running time / planned time"),
     .ratio = {WHY_RUN, WHY_PLANNED},
     .said = said_availability,
     .leaves_out = N_("Small stops count as running: they cost performance. Breaks, other modes "
                      "and time without data are not planned time."),
     .source = of_intervals,
     .kinds = LOST},
    {.id = "performance",
     .title = N_("Performance"),
     .formula = N_("ideal time of all parts / running time"),
     .ratio = {WHY_IDEAL, WHY_RUN},
     .said = said_performance,
     .leaves_out = N_("Ideal time is parts times the ideal cycle of their product; parts of trials "
                      "and of unplanned time are not in it."),
     .source = of_counts,
     .kinds = KIND(RIBBON_SMALL) | KIND(RIBBON_RUN)},
    {.id = "quality",
     .title = N_("Quality"),
     .formula = N_("ideal time of the good parts / ideal time of all parts"),
     .ratio = {WHY_GOOD, WHY_IDEAL},
     .said = said_quality,
     .leaves_out = N_("Scrap and rework are not good; what people enter explains the machine's "
                      "rejects first."),
     .source = of_counts,
     .subject = "=scrap"},
    {.id = "good",
     .title = N_("Good parts"),
     .formula = N_("all parts \u2212 scrap"),
     .ratio = NO_RATIO,
     .value = good_value,
     .numbers = good_numbers,
     .leaves_out = N_("Also what was made in breaks; not what was made in trials."),
     .source = of_counts,
     .subject = "=good"},
    {.id = "pace",
     .title = N_("Pace"),
     .formula = N_("good parts \u2212 parts due by now"),
     .ratio = NO_RATIO,
     .value = pace_value,
     .numbers = pace_numbers,
     .leaves_out = N_("Due by now is the shift's target in the part of its planned time that has "
                      "passed."),
     .source = of_counts,
     .subject = "=good"},
    {.id = "scrap",
     .title = N_("Scrap"),
     .formula = N_("rejects of the machine, or what people entered where that is more"),
     .ratio = NO_RATIO,
     .value = scrap_value,
     .numbers = scrap_numbers,
     .leaves_out = N_("An entry explains a reject that was counted; it adds only beyond that."),
     .source = of_counts,
     .subject = "=scrap"},
    {.id = "stopped",
     .title = N_("Stop time"),
     .formula = N_("planned time \u2212 running time"),
     .ratio = NO_RATIO,
     .value = stop_value,
     .numbers = stop_numbers,
     .leaves_out = N_("Small stops are in running time; waiting for neighbours and changeovers are "
                      "in here."),
     .source = of_intervals,
     .kinds = LOST},
    {.id = "unexplained",
     .title = N_("Not explained"),
     .formula = N_("lost time of the stops that nobody gave a reason"),
     .ratio = NO_RATIO,
     .value = open_value,
     .numbers = open_numbers,
     .leaves_out = N_("Waiting for neighbours asks nobody here."),
     .source = of_intervals,
     .kinds = KIND(RIBBON_STOP)},
    {.id = "coverage",
     .title = N_("Known time"),
     .formula = N_("known time / time of the shift so far, without breaks"),
     .ratio = NO_RATIO,
     .value = coverage_value,
     .numbers = coverage_numbers,
     .leaves_out = N_("Time in which nobody heard the machine is in no ratio, unless it is "
                      "configured as a loss."),
     .source = of_intervals,
     .kinds = KIND(RIBBON_UNKNOWN)},
    {.id = "cycle",
     .title = N_("Cycle"),
     .formula = N_("time between the latest parts"),
     .ratio = NO_RATIO,
     .value = cycle_value,
     .numbers = cycle_numbers,
     .leaves_out = N_("Only while it runs."),
     .source = of_counts,
     .subject = "=good"},
    {.id = NULL},
};

int why_count(void)
{
    return (int)(sizeof why_rows / sizeof *why_rows) - 1;
}

const struct why_row *why_at(const struct charts *c)
{
    return &why_rows[c->why >= 0 && c->why < why_count() ? c->why : 0];
}

void why_value(const struct view *v, const struct why_row *row, char out[WHY_SIZE])
{
    char text[FORMAT_SIZE];
    if (row->value != NULL) {
        row->value(v, out);
        return;
    }
    double said = v->charts->kpi.known ? row->said(&v->charts->kpi.oee) : (double)NAN;
    (void)text_format(out, WHY_SIZE, "%s %%", format_percent(said, &v->numbers, text));
}

void why_numbers(const struct view *v, const struct why_row *row, char out[WHY_SIZE])
{
    if (row->numbers != NULL)
        row->numbers(v, out);
    else
        ratio_numbers(v, row, out);
}
