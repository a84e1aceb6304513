/* SPDX-License-Identifier: MIT */
/* The pictures of a report's page, as SVG inside it: state ribbon, parts by the hour or day, the
 * waterfall from planned to good time, the pareto, the week's trend. Nothing is told by colour
 * alone: states differ in height and hatching, bars have their values beside them. Called by
 * report_html.c. */
#include "data/model/report/report_tell.h"

#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define WIDE 720.0

static void begin(const struct report_out *out, double height, const char *what)
{
    html_put(out, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", WIDE, height);
    html_said(out, what, true);
    html_put(out, "\">");
}

static void end(const struct report_out *out)
{
    html_put(out, "</svg>");
}

static void box(const struct report_out *out, const char *class, const double at[4])
{
    html_put(out, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>",
             class, at[0], at[1], at[2], at[3]);
}

static void label(const struct report_out *out, double x, double y, const char *class,
                  const char *text)
{
    html_put(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, class);
    html_said(out, text, true);
    html_put(out, "</text>");
}

/* At most so many characters, so that it stays in its column. */
static void short_label(const struct report_out *out, double x, double y, const char *text,
                        int cells)
{
    char cut[TELL_CELL], words[TELL_CELL];
    int used = 0;
    text = out->say != NULL ? out->say(text, true, words, sizeof words) : text;
    size_t at = 0, length = strlen(text);
    while (at < length && at < sizeof cut - 8 && used < cells) {
        uint32_t code;
        size_t n = utf8_decode(text + at, length - at, &code);
        if (n == 0)
            break;
        used += utf8_cells(code);
        at += n;
    }
    (void)text_copy_n(cut, sizeof cut, text, at);
    if (at < length)
        (void)text_copy(cut + at, sizeof cut - at, "\u2026");
    label(out, x, y, "e", cut);
}

/* ---- state ribbon --------------------------------------------------------------------------- */

struct look {
    const char *class;
    double top; /* of a ribbon of height 1: how far down it begins */
};

static struct look look_of(const struct report_state *s)
{
    static const struct look looks[MACHINE_STATE_COUNT] = {
        [MS_UNKNOWN] = {"none", 0.1},      [MS_RUNNING] = {"run", 0.4},
        [MS_IDLE] = {"small", 0.2},        [MS_STOPPED] = {"stop", 0},
        [MS_STARVED] = {"wait", 0.55},     [MS_BLOCKED] = {"wait", 0.55},
        [MS_CHANGEOVER] = {"change", 0.2}, [MS_PLANNED] = {"plan", 0.85}};
    if (!s->in_plan && s->state != MS_UNKNOWN && s->state != MS_RUNNING)
        return looks[MS_PLANNED];
    if (s->small && s->state != MS_RUNNING)
        return (struct look){"small", 0.2};
    return looks[s->state];
}

static void ribbon_scale(const struct report_out *out, const struct report *r, double y)
{
    double all = (double)(r->to_ms - r->from_ms);
    int64_t step = all > 13 * (double)MS_PER_HOUR ? 2 * MS_PER_HOUR : MS_PER_HOUR;
    int64_t local = zone_local(r->zone, r->from_ms);
    for (int64_t at = local - local % step + step;; at += step) {
        char text[TELL_SIZE];
        int64_t wall = zone_instant(r->zone, at);
        if (wall >= r->to_ms)
            break;
        double x = (double)(wall - r->from_ms) / all * WIDE;
        html_put(out, "<line class=\"ax\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" y2=\"%.0f\"/>", x, x,
                 y, y + 5);
        label(out, x, y + 16, "d m", tell_time(r, wall, text) + 11);
    }
}

static size_t ribbon(const struct report_out *out, const struct report *r)
{
    static const struct {
        const char *class, *word;
    } legend[] = {{"run", "running"},  {"stop", "stopped"},      {"small", "small stop"},
                  {"wait", "waiting"}, {"change", "changeover"}, {"plan", "not planned"},
                  {"none", "no data"}};
    double all = (double)(r->to_ms - r->from_ms);
    begin(out, 96, "machine states over time");
    for (int i = 0; i < r->states; i++) {
        const struct report_state *s = &r->state[i];
        struct look look = look_of(s);
        double x = (double)(s->from_ms - r->from_ms) / all * WIDE;
        double w = (double)(s->to_ms - s->from_ms) / all * WIDE;
        box(out, look.class,
            (double[4]){x, 2 + 46 * look.top, w < 0.3 ? 0.3 : w, 46 * (1 - look.top)});
    }
    html_put(out, "<line class=\"ax\" x1=\"0\" x2=\"%.0f\" y1=\"48.5\" y2=\"48.5\"/>", WIDE);
    ribbon_scale(out, r, 49);
    for (size_t i = 0; i < sizeof legend / sizeof *legend; i++) {
        double x = (double)i * 104;
        box(out, legend[i].class, (double[4]){x + 1, 80, 10, 10});
        label(out, x + 16, 89, "d", legend[i].word);
    }
    end(out);
    return 0;
}

/* ---- parts by the hour or day --------------------------------------------------------------- */

static enum report_part bars_of(const struct report *r)
{
    return r->span == REPORT_WEEK ? PART_DAY : PART_HOUR;
}

static double total_of(const struct report_window *w)
{
    double good = tell_number(w->kpi, "counts/good"), scrap = tell_number(w->kpi, "counts/scrap");
    return (good > 0 ? good : 0) + (scrap > 0 ? scrap : 0);
}

#define BARS_BASE 116.0

static void bar(const struct report_out *out, const struct report_window *w, double x, double wide,
                double most)
{
    char text[TELL_SIZE];
    const double base = BARS_BASE, high = BARS_BASE - 26;
    double good = tell_number(w->kpi, "counts/good"), scrap = tell_number(w->kpi, "counts/scrap");
    double up = good > 0 ? good / most * high : 0, bad = scrap > 0 ? scrap / most * high : 0;
    box(out, "good", (double[4]){x + wide * 0.12, base - up, wide * 0.76, up});
    if (bad > 0)
        box(out, "stop", (double[4]){x + wide * 0.12, base - up - bad, wide * 0.76, bad});
    label(out, x + wide / 2, base - up - bad - 4, "m",
          tell_count(tell_member(w->kpi, "counts/good"), text));
    label(out, x + wide / 2, base + 14, "d m", w->part == PART_DAY ? w->name + 5 : w->name);
    if (isfinite(tell_number(w->kpi, "oee/oee"))) {
        (void)text_format(text, sizeof text, "%.0f %%", tell_number(w->kpi, "oee/oee") * 100);
        label(out, x + wide / 2, base + 28, "d m", text);
    }
}

static size_t bars(const struct report_out *out, const struct report *r)
{
    double most = 1, x = 0;
    int count = 0;
    for (int i = 0; i < r->windows; i++) {
        const struct report_window *w = &r->window[i];
        if (w->part != bars_of(r))
            continue;
        count++;
        most = total_of(w) > most ? total_of(w) : most;
    }
    double wide = WIDE / (count > 7 ? count : 8);
    begin(out, BARS_BASE + 46, "good parts and scrap, and OEE, of each");
    html_put(out, "<line class=\"ax\" x1=\"0\" x2=\"%.0f\" y1=\"%.1f\" y2=\"%.1f\"/>", WIDE,
             BARS_BASE + 0.5, BARS_BASE + 0.5);
    for (int i = 0; i < r->windows; i++) {
        if (r->window[i].part != bars_of(r))
            continue;
        bar(out, &r->window[i], x, wide, most);
        x += wide;
    }
    box(out, "good", (double[4]){1, BARS_BASE + 34, 10, 10});
    label(out, 16, BARS_BASE + 43, "d", "good parts (the number)");
    box(out, "stop", (double[4]){161, BARS_BASE + 34, 10, 10});
    label(out, 176, BARS_BASE + 43, "d", "scrap, on top of them");
    label(out, 320, BARS_BASE + 43, "d", "below the time: OEE");
    end(out);
    return 0;
}

/* ---- the waterfall -------------------------------------------------------------------------- */

static const char *loss_class(const char *loss)
{
    static const char *const classes[][2] = {{"small-stop", "small"}, {"slow", "small"},
                                             {"waiting", "wait"},     {"setup", "change"},
                                             {"unknown", "none"},     {"unmeasured", "none"}};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strcmp(classes[i][0], loss) == 0)
            return classes[i][1];
    return "stop";
}

#define LEFT  214.0
#define SPACE 356.0
#define STEP  17.0

static void step_name(const struct report_out *out, double y, const char *name)
{
    short_label(out, LEFT - 8, y + 11, name, 33);
}

static void step(const struct report_out *out, double y, const char *class, const double at[2])
{
    double from = at[0] < at[1] ? at[0] : at[1];
    box(out, class, (double[4]){LEFT + from * SPACE, y, fabs(at[1] - at[0]) * SPACE, 13});
}

static void step_value(const struct report_out *out, double y, double seconds, double planned)
{
    char text[TELL_SIZE], line[2 * TELL_SIZE];
    if (isfinite(seconds))
        (void)text_format(line, sizeof line, "%s \u00b7 %.1f %%",
                          tell_ms((int64_t)(seconds * 1000), text), seconds / planned * 100);
    else
        (void)text_copy(line, sizeof line, tell_none(text));
    label(out, LEFT + SPACE + 8, y + 11, "", line);
}

/* What is not known is a dash, and nothing is drawn behind it. */
static size_t waterfall(const struct report_out *out, const struct report *r)
{
    double planned = tell_number(report_whole(r)->kpi, "oee/planned_s"), left = planned,
           y = 2 + STEP;
    const json_t *loss;
    size_t i, shown = 0;
    if (!(planned > 0))
        return 0;
    json_array_foreach(r->losses, i, loss)
    {
        shown += tell_nothing_lost(loss) ? 0 : 1;
    }
    begin(out, 8 + STEP * (double)(shown + 2), "from planned time to good time");
    step_name(out, 2, "planned time");
    step(out, 2, "plan", (double[2]){0, 1});
    step_value(out, 2, planned, planned);
    json_array_foreach(r->losses, i, loss)
    {
        char name[40];
        double lost = tell_number(loss, "lost_s");
        if (tell_nothing_lost(loss))
            continue;
        tell_word(loss, "loss", name, sizeof name);
        step_name(out, y, tell_loss(name));
        if (isfinite(left) && isfinite(lost))
            step(out, y, loss_class(name), (double[2]){(left - lost) / planned, left / planned});
        step_value(out, y, lost, planned);
        left -= lost; /* not known either, when that is not */
        y += STEP;
    }
    if (isfinite(left)) {
        step_name(out, y, "good time");
        step(out, y, "good", (double[2]){0, left > 0 ? left / planned : 0});
        step_value(out, y, left, planned);
    } else {
        label(out, LEFT, y + 11, "d", "good time is not known: an ideal cycle is missing");
    }
    end(out);
    return shown;
}

/* ---- the pareto ----------------------------------------------------------------------------- */

#define PARETO_BARS 12

static size_t pareto(const struct report_out *out, const struct report *r)
{
    double all = 0, sum = 0, most = tell_number(json_array_get(r->pareto, 0), "lost_s");
    size_t count = json_array_size(r->pareto), i;
    const json_t *row;
    json_array_foreach(r->pareto, i, row)
    {
        all += tell_number(row, "lost_s");
    }
    if (!(most > 0) || !(all > 0))
        return 0;
    count = count < PARETO_BARS ? count : PARETO_BARS;
    begin(out, 6 + STEP * (double)count + 16, "reasons by the time they took");
    for (i = 0; i < count; i++) {
        char text[TELL_SIZE], line[2 * TELL_SIZE], name[TELL_CELL];
        row = json_array_get(r->pareto, i);
        double lost = tell_number(row, "lost_s"), y = 2 + STEP * (double)i;
        const char *kind = json_string_value(json_object_get(row, "kind"));
        sum += lost;
        tell_reason(row, name, sizeof name);
        step_name(out, y, name);
        step(out, y,
             kind && strcmp(kind, "waiting") == 0 ? "wait"
             : kind && strcmp(kind, "small") == 0 ? "small"
                                                  : "stop",
             (double[2]){0, lost / most});
        (void)text_format(line, sizeof line, "%s \u00b7 %.0f %%",
                          tell_seconds(json_object_get(row, "lost_s"), text), sum / all * 100);
        label(out, LEFT + SPACE + 8, y + 11, "", line);
    }
    label(out, WIDE, 2 + STEP * (double)count + 12, "d e", "%: of all lost time, summed up");
    end(out);
    return count;
}

/* ---- the trend ------------------------------------------------------------------------------ */

#define TREND_BASE 104.0
#define TREND_HIGH 92.0 /* of 100 % */

static void trend_axis(const struct report_out *out)
{
    for (int p = 0; p <= 100; p += 25) {
        char text[16];
        double y = TREND_BASE - p * TREND_HIGH / 100;
        html_put(out, "<line class=\"ax\" x1=\"40\" x2=\"%.0f\" y1=\"%.1f\" y2=\"%.1f\"/>", WIDE, y,
                 y);
        (void)text_format(text, sizeof text, "%d %%", p);
        label(out, 34, y + 4, "d e", text);
    }
}

static double trend_x(const struct report *r, int64_t at)
{
    return 40 + (double)(at - r->from_ms) / (double)(r->to_ms - r->from_ms) * (WIDE - 40);
}

/* What changed then, by its number in the table. */
static void trend_marks(const struct report_out *out, const struct report *r)
{
    for (int i = 0; i < r->marks; i++) {
        char text[16];
        double x = trend_x(r, r->mark[i].at_ms);
        html_put(out, "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"12\" y2=\"%.0f\"/>", x, x,
                 TREND_BASE);
        html_put(out, "<circle class=\"mark\" cx=\"%.1f\" cy=\"8\" r=\"7\"/>", x);
        (void)text_format(text, sizeof text, "%d", i + 1);
        label(out, x, 12, "m n", text);
    }
}

/* A shift without figures leaves a gap: nothing is drawn through it. */
static size_t trend(const struct report_out *out, const struct report *r)
{
    double all = (double)(r->to_ms - r->from_ms);
    bool drawing = false;
    begin(out, TREND_BASE + 22, "OEE of each shift of the week");
    trend_axis(out);
    trend_marks(out, r);
    html_put(out, "<path class=\"trend\" d=\"M40 %.0f", TREND_BASE);
    for (int i = 0; i < r->windows; i++) {
        const struct report_window *w = &r->window[i];
        double oee = tell_number(w->kpi, "oee/oee");
        if (w->part != PART_SHIFT)
            continue;
        double x = 40 + ((double)(w->from_ms - r->from_ms) + (double)(w->to_ms - w->from_ms) / 2) /
                            all * (WIDE - 40);
        if (isfinite(oee))
            html_put(out, "%s%.1f %.1f", drawing ? "L" : "M", x,
                     TREND_BASE - TREND_HIGH * (oee > 1.05 ? 1.05 : oee));
        drawing = isfinite(oee);
    }
    html_put(out, "\"/>");
    for (int i = 0; i < r->windows; i++) {
        const struct report_window *w = &r->window[i];
        double oee = tell_number(w->kpi, "oee/oee");
        double x = 40 + ((double)(w->from_ms - r->from_ms) + (double)(w->to_ms - w->from_ms) / 2) /
                            all * (WIDE - 40);
        if (w->part == PART_DAY)
            label(out, x, TREND_BASE + 16, "d m", w->name + 5);
        if (w->part == PART_SHIFT && isfinite(oee))
            html_put(out, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", x,
                     TREND_BASE - TREND_HIGH * (oee > 1.05 ? 1.05 : oee));
    }
    end(out);
    return 0;
}

size_t svg_chart(const struct report_out *out, const struct report *r, enum report_chart chart)
{
    static size_t (*const charts[])(const struct report_out *,
                                    const struct report *) = {[CHART_RIBBON] = ribbon,
                                                              [CHART_HOURS] = bars,
                                                              [CHART_WATERFALL] = waterfall,
                                                              [CHART_PARETO] = pareto,
                                                              [CHART_TREND] = trend};
    return charts[chart](out, r);
}
