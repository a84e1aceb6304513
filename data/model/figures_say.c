/* SPDX-License-Identifier: MIT */
/* What a window's figures say: KPI as a snapshot has them, the six losses, stops by reason. Called
 * by the daemon when the store has added them up. Divides nowhere but in account.h; lost time is
 * written to the last digit, so that the rows add up exactly. */
#include "data/model/figures.h"

#include "data/model/snapshot.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

typedef account_wide wide;

#define SECOND_DIGITS 12 /* of an ideal time */

/* ---- KPI ------------------------------------------------------------------------------------ */

static struct account_sum sum_of(const struct figures *f, const struct figures_conf *conf)
{
    struct account_sum sum = {.known = conf->ideal_known};
    for (int i = 0; i < f->accounts; i++)
        account_sum_add(&sum, &f->account[i]);
    sum.ms[1][MS_UNKNOWN] += conf->planned_ms;
    sum.ms[0][MS_UNKNOWN] += conf->unplanned_ms;
    return sum;
}

static struct account_segment made_of(const struct figures *f)
{
    struct account_segment all = {.total = 0};
    for (int i = 0; i < f->accounts; i++) {
        const struct account_segment one = account_totals(&f->account[i]);
        all.total += one.total;
        all.good += one.good;
        all.scrap += one.scrap;
        all.rework += one.rework;
        all.entered_scrap += one.entered_scrap;
        all.entered_rework += one.entered_rework;
    }
    return all;
}

void figures_fill(const struct figures *f, const struct figures_conf *conf, struct snapshot *out)
{
    const struct account *a = &f->account[0];
    const struct account_sum sum = sum_of(f, conf);
    const struct account_segment made = made_of(f), outside = account_settled(&a->outside),
                                 trial = account_settled(&a->trial);
    out->oee = oee_of_sum(&sum, &conf->oee);
    out->unexplained_ms = f->unexplained.lost_ms;
    out->counts.total = made.total;
    out->counts.good = made.good;
    out->counts.scrap = made.scrap;
    out->counts.rework = made.rework;
    out->counts.entered_scrap = made.entered_scrap;
    out->counts.entered_rework = made.entered_rework;
    out->counts.outside_total = outside.total;
    out->counts.outside_good = outside.good;
    out->counts.trial_total = trial.total;
    out->counts.trial_good = trial.good;
    out->stops.count = a->stops;
    out->stops.small = a->small_stops;
    out->stops.unexplained = f->unexplained_stops;
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        out->time_ms[i] = sum.ms[0][i] + sum.ms[1][i];
}

static bool words_of(const struct figures_conf *conf, const char *reason, struct figure_words *out)
{
    *out = (struct figure_words){.loss = -1};
    return conf->stop_words && conf->stop_words(conf->ctx, reason, out);
}

static void put_per(struct jw *w, const char *key, int64_t ms, int64_t number)
{
    if (number > 0)
        jw_seconds(w, key, (ms + number / 2) / number);
    else
        jw_null(w, key);
}

static void put_failures(struct jw *w, const struct figures *f, const struct figures_conf *conf)
{
    struct figure_reason all = {.count = 0};
    struct figure_words words;
    for (int i = 0; i < f->reasons; i++) {
        const struct figure_reason *row = &f->reason[i];
        if (!words_of(conf, row->reason, &words) || words.loss != LOSS_BREAKDOWN || words.planned)
            continue;
        all.count += row->count;
        all.over += row->over;
        all.down_ms += row->down_ms;
    }
    jw_int(w, "failures", all.count);
    put_per(w, "mtbf_s", f->account[0].ms[1][MS_RUNNING], all.count);
    put_per(w, "mttr_s", all.down_ms, all.over);
}

/* What was made in planned time, by product and ideal cycle. */
static void put_products(struct jw *w, const struct figures *f)
{
    jw_array(w, "made");
    for (int a = 0; a < f->accounts; a++)
        for (int i = 0; i < f->account[a].segments; i++) {
            const struct account_segment made = account_settled(&f->account[a].segment[i]);
            jw_object(w, NULL);
            jw_text(w, "product", made.product[0] != '\0' ? made.product : NULL);
            jw_int(w, "ideal_us", made.ideal_us);
            jw_amount(w, "total", made.total);
            jw_amount(w, "good", made.good);
            jw_amount(w, "scrap", made.scrap);
            jw_object_end(w);
        }
    jw_array_end(w);
}

void figures_put_kpi(struct jw *w, const struct figures *f, const struct figures_conf *conf,
                     struct snapshot *scratch)
{
    snapshot_init(scratch);
    figures_fill(f, conf, scratch);
    jw_object(w, NULL);
    jw_time(w, "from", f->from_ms);
    jw_time(w, "to", f->to_ms == TIME_NEVER ? TIME_NONE : f->to_ms);
    jw_time(w, "first", f->first_ms);
    snapshot_put_figures(w, scratch);
    put_failures(w, f, conf);
    put_products(w, f);
    jw_object_end(w);
}

/* ---- losses --------------------------------------------------------------------------------- */

/* Seconds, every digit of them. */
static void put_lost(struct jw *w, wide lost)
{
    char digits[48], text[48];
    size_t n = 0, at = 0;
    wide rest = lost < 0 ? -lost : lost;
    while (rest > 0 || n <= SECOND_DIGITS) {
        digits[n++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (lost < 0)
        text[at++] = '-';
    while (n > SECOND_DIGITS)
        text[at++] = digits[--n];
    size_t last = 0; /* the lowest digit that is not 0 */
    while (last < n && digits[last] == '0')
        last++;
    if (last < n)
        text[at++] = '.';
    while (n > last)
        text[at++] = digits[--n];
    text[at] = '\0';
    jw_raw(w, "lost_s", text);
}

/* How many parts could have been made in that time, at the mean ideal cycle; millionths. */
static void put_missed(struct jw *w, const struct account_sum *sum, wide lost)
{
    if (sum->ideal_total <= 0 || sum->planned.total <= 0) {
        jw_null(w, "parts");
        return;
    }
    /* lost and ideal_total may have 100 bits: parts is no sum, so a few digits less do */
    long double parts =
        (long double)lost / (long double)sum->ideal_total * (long double)sum->planned.total;
    jw_amount(w, "parts", parts < 9e18L && parts > -9e18L ? (int64_t)parts : 0);
}

struct loss_row {
    const char *name;
    wide lost;
    bool none;     /* not known: there is no ideal cycle */
    bool optional; /* not said when nothing was lost */
    bool counted;  /* parts are counted, not reckoned */
    int64_t parts;
};

enum { ROW_UNEXPLAINED = LOSS_COUNT, ROW_WAITING, ROW_OTHER, ROW_UNKNOWN, ROW_UNMEASURED, ROWS };

static void add_ms(struct loss_row *row, int64_t ms)
{
    row->lost += (wide)ms * ACCOUNT_IDEAL_MS;
}

/* Returns what was lost in all of them. */
static int64_t lose_stops(const struct figures *f, const struct figures_conf *conf,
                          struct loss_row row[ROWS])
{
    struct figure_words words;
    int64_t all =
        f->others.lost_ms + f->unexplained.lost_ms + f->waiting.lost_ms + f->small.lost_ms;
    for (int i = 0; i < f->reasons; i++) {
        bool known = words_of(conf, f->reason[i].reason, &words) && words.loss >= 0;
        add_ms(&row[known ? words.loss : ROW_OTHER], f->reason[i].lost_ms);
        all += f->reason[i].lost_ms;
    }
    add_ms(&row[ROW_OTHER], f->others.lost_ms);
    add_ms(&row[ROW_UNEXPLAINED], f->unexplained.lost_ms);
    add_ms(&row[ROW_WAITING], f->waiting.lost_ms);
    add_ms(&row[LOSS_SMALL_STOP], f->small.lost_ms);
    return all;
}

static wide clamp(wide value, wide most)
{
    return value < 0 || most < 0 ? 0 : value < most ? value : most;
}

static void lose_parts(const struct figures *f, const struct figures_conf *conf,
                       const struct account_sum *sum, struct loss_row row[ROWS])
{
    const struct account_segment *made = &sum->planned;
    wide rejected = sum->ideal_total - account_sum_good(sum, &conf->oee), startup = 0;
    int64_t parts = 0;
    struct figure_words words;
    for (int i = 0; i < f->scraps; i++) {
        words = (struct figure_words){.loss = -1};
        if (!conf->scrap_words || !conf->scrap_words(conf->ctx, f->scrap[i].reason, &words) ||
            words.loss != LOSS_STARTUP)
            continue;
        startup += f->scrap[i].ideal;
        parts += f->scrap[i].amount;
    }
    startup = clamp(startup, rejected);
    row[LOSS_STARTUP].lost += startup;
    row[LOSS_STARTUP].parts = parts;
    row[LOSS_DEFECT].lost += rejected - startup;
    row[LOSS_DEFECT].parts = rejected != 0 ? made->total - made->good - parts : 0;
    row[LOSS_STARTUP].counted = row[LOSS_DEFECT].counted = true;
}

/* What availability has as planned, beyond what stops and running time make of it. Time that is
 * lost in no stop on record is lost all the same. */
static void lose_rest(const struct account_sum *sum, const struct oee_conf *conf, int64_t stops_ms,
                      struct loss_row row[ROWS])
{
    struct oee_conf own = *conf;
    own.planned_ms = 0;
    int64_t planned = account_sum_planned(sum, &own), lost = 0;
    for (int s = 0; s < MACHINE_STATE_COUNT; s++)
        lost += state_is_loss((enum machine_state)s) ? sum->ms[1][s] : 0;
    add_ms(&row[ROW_OTHER], lost - stops_ms);
    add_ms(&row[ROW_UNMEASURED], account_sum_planned(sum, conf) - planned);
    add_ms(&row[ROW_UNKNOWN], conf->unknown_is_loss ? sum->ms[1][MS_UNKNOWN] : 0);
    row[LOSS_SLOW].lost += (wide)sum->ms[1][MS_RUNNING] * ACCOUNT_IDEAL_MS - sum->ideal_total;
}

static void put_loss(struct jw *w, const struct account_sum *sum, const struct loss_row *row)
{
    if (row->optional && row->lost == 0)
        return;
    jw_object(w, NULL);
    jw_text(w, "loss", row->name);
    if (row->none)
        jw_null(w, "lost_s");
    else
        put_lost(w, row->lost);
    if (row->counted)
        jw_amount(w, "parts", row->parts);
    else
        put_missed(w, sum, row->lost);
    jw_object_end(w);
}

void figures_put_losses(struct jw *w, const struct figures *f, const struct figures_conf *conf)
{
    struct loss_row row[ROWS] = {
        [ROW_UNEXPLAINED] = {.name = "unexplained"},
        [ROW_WAITING] = {.name = "waiting", .optional = true},
        [ROW_OTHER] = {.name = "other", .optional = true},
        [ROW_UNKNOWN] = {.name = "unknown", .optional = true},
        [ROW_UNMEASURED] = {.name = "unmeasured", .optional = true},
    };
    const struct account_sum sum = sum_of(f, conf);
    bool known = sum.known && !sum.gap;
    for (int i = 0; i < LOSS_COUNT; i++)
        row[i].name = word_name(&words_loss, i);
    row[LOSS_SLOW].none = row[LOSS_DEFECT].none = row[LOSS_STARTUP].none = !known;
    int64_t stops_ms = lose_stops(f, conf, row);
    lose_parts(f, conf, &sum, row);
    lose_rest(&sum, &conf->oee, stops_ms, row);
    for (int i = 0; i < ROWS; i++)
        put_loss(w, &sum, &row[i]);
}

/* ---- pareto --------------------------------------------------------------------------------- */

struct pareto_row {
    const char *reason;
    const char *kind; /* "reason", "unexplained", "small", "waiting", "others" */
    int64_t count, lost_ms;
};

/* With the small stops that were given the reason. */
static struct pareto_row pareto_of(const struct figure_reason *r, const char *kind)
{
    return (struct pareto_row){.reason = r->reason,
                               .kind = kind,
                               .count = r->count + r->small_count,
                               .lost_ms = r->lost_ms + r->small_ms};
}

static struct pareto_row small_without_reason(const struct figures *f)
{
    struct pareto_row row = pareto_of(&f->small, "small");
    for (int i = 0; i <= f->reasons; i++) {
        const struct figure_reason *r = i < f->reasons ? &f->reason[i] : &f->others;
        row.count -= r->small_count;
        row.lost_ms -= r->small_ms;
    }
    return row;
}

static int compare(int64_t a, int64_t b)
{
    return a < b ? 1 : a > b ? -1 : 0;
}

/* The largest first; of equal ones by the other figure, then by name: always the same order. */
static int by_minutes(const void *one, const void *other)
{
    const struct pareto_row *a = one, *b = other;
    int order = compare(a->lost_ms, b->lost_ms);
    if (order == 0)
        order = compare(a->count, b->count);
    return order ? order : strcmp(a->reason, b->reason);
}

static int by_counts(const void *one, const void *other)
{
    const struct pareto_row *a = one, *b = other;
    int order = compare(a->count, b->count);
    return order ? order : by_minutes(one, other);
}

static void put_row(struct jw *w, const struct figures_conf *conf, const struct pareto_row *row)
{
    bool reason = strcmp(row->kind, "reason") == 0, small = strcmp(row->kind, "small") == 0;
    struct figure_words words = {.loss = small ? LOSS_SMALL_STOP : -1};
    if (reason && !words_of(conf, row->reason, &words))
        (void)text_copy(words.title, sizeof words.title, row->reason);
    jw_object(w, NULL);
    jw_text(w, "kind", row->kind);
    jw_text(w, "reason", reason ? row->reason : NULL);
    jw_text(w, "title", reason ? words.title : NULL);
    jw_text(w, "loss", words.loss >= 0 ? word_name(&words_loss, words.loss) : NULL);
    jw_bool(w, "planned", words.planned);
    jw_int(w, "count", row->count);
    jw_seconds(w, "lost_s", row->lost_ms);
    jw_object_end(w);
}

void figures_put_pareto(struct jw *w, const struct figures *f, const struct figures_conf *conf,
                        bool by_count, int64_t limit)
{
    const struct pareto_row fixed[] = {pareto_of(&f->unexplained, "unexplained"),
                                       small_without_reason(f), pareto_of(&f->waiting, "waiting"),
                                       pareto_of(&f->others, "others")};
    struct pareto_row row[FIGURE_REASONS + sizeof fixed / sizeof *fixed];
    size_t rows = 0;
    for (int i = 0; i < f->reasons; i++)
        row[rows++] = pareto_of(&f->reason[i], "reason");
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (fixed[i].count > 0 || fixed[i].lost_ms > 0)
            row[rows++] = fixed[i];
    qsort(row, rows, sizeof *row, by_count ? by_counts : by_minutes);
    for (size_t i = 0; i < rows && (limit <= 0 || i < (size_t)limit); i++)
        put_row(w, conf, &row[i]);
}
