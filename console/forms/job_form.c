/* SPDX-License-Identifier: MIT */
/* Jobs: the queue with what is made of each, start, pause, finish, and the product within a job;
 * how long a changeover has taken against its target. Called through form_ops by the desk. */
#include "console/forms/desk.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"
#include "console/widgets/bar.h"
#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

static void open_job(struct desk *d, const struct view *v, struct draft *draft)
{
    (void)d;
    field_clear(&draft->text, FIELD_TEXT);
    draft->step = STEP_LIST;
    for (int i = 0; i < v->jobs.count; i++) /* what comes next is what is wanted most */
        if (v->jobs.row[i].state == JOB_QUEUED || v->jobs.row[i].state == JOB_PAUSED) {
            draft->selected = i;
            return;
        }
}

static void enter(struct desk *d, const struct view *v, enum entry_verb verb, const char *target)
{
    struct entry e;
    entry_begin(&e, verb);
    (void)text_copy(e.target, sizeof e.target, target);
    const char *what = target[0] != '\0' ? target : v->snap.job.id;
    (void)text_format(e.title, sizeof e.title,
                      verb == VERB_JOB_START    ? _("start of job %s")
                      : verb == VERB_JOB_PAUSE  ? _("pause of job %s")
                      : verb == VERB_JOB_FINISH ? _("end of job %s")
                                                : _("product %s"),
                      what);
    (void)desk_enter(d, v, &e);
}

static void start(struct desk *d, const struct view *v, struct draft *draft)
{
    if (draft->selected >= v->jobs.count) {
        (void)text_copy(draft->says, sizeof draft->says, _("there is no job to start"));
        return;
    }
    const struct job_row *row = &v->jobs.row[draft->selected];
    if (row->state == JOB_RUNNING)
        (void)text_copy(draft->says, sizeof draft->says, _("that job is running"));
    else
        enter(d, v, VERB_JOB_START, row->id);
}

/* The product that stands in the field; -1: none that is known. */
static int product_at(const struct view *v, const struct draft *draft)
{
    for (int i = 0; i < v->jobs.products; i++)
        if (strcmp(v->jobs.product[i].id, draft->text.text) == 0)
            return i;
    return -1;
}

static bool move_product(const struct view *v, struct draft *draft, int by)
{
    int at = product_at(v, draft) + by;
    if (at >= 0 && at < v->jobs.products) {
        field_set(&draft->text, v->jobs.product[at].id);
        draft->touched = true;
    }
    return true;
}

static bool text_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_ESC) {
        draft->step = STEP_LIST;
        draft->touched = false;
        return true;
    }
    if (key == KEY_CODE_UP || key == KEY_CODE_DOWN)
        return move_product(v, draft, key == KEY_CODE_UP ? -1 : 1);
    if (key != KEY_CODE_ENTER) {
        draft->touched = true;
        return field_key(&draft->text, key);
    }
    if (draft->text.length == 0) {
        (void)text_copy(draft->says, sizeof draft->says, _("which product? Its name, or scan it"));
        return true;
    }
    enter(d, v, VERB_PRODUCT, draft->text.text);
    draft->step = STEP_LIST;
    draft->touched = false;
    return true;
}

static bool move(const struct view *v, struct draft *draft, int by)
{
    int at = draft->selected + by;
    if (at >= 0 && at < v->jobs.count)
        draft->selected = at;
    return true;
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    if (draft->step == STEP_TEXT)
        return text_key(d, v, draft, k);
    switch (k) {
    case KEY_CODE_UP:
        return move(v, draft, -1);
    case KEY_CODE_DOWN:
        return move(v, draft, 1);
    case KEY_CODE_ENTER:
        start(d, v, draft);
        return true;
    case 'p':
    case 'P':
        enter(d, v, VERB_JOB_PAUSE, "");
        return true;
    case 'f':
    case 'F':
        enter(d, v, VERB_JOB_FINISH, "");
        return true;
    case 'c':
    case 'C':
        field_clear(&draft->text, FIELD_TEXT);
        draft->step = STEP_TEXT;
        return true;
    default:
        return false;
    }
}

/* ---- drawing ---- */

static int paint_running(const struct view *v, struct area a)
{
    char made[FORMAT_SIZE], all[FORMAT_SIZE], when[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    if (s->job.id[0] == '\0') {
        draw_question(a, 0, _("No job runs"), s->job.product);
        draw_text(a, 1, 1, ST_DIM, _("parts are counted all the same"));
        return 2;
    }
    char title[128];
    (void)text_format(title, sizeof title, _("JOB %s  %s"), s->job.id,
                      s->job.title[0] != '\0' ? s->job.title : s->job.product);
    draw_question(a, 0, title, words_of(&words_job_state, (int)s->job.state));
    format_count(s->job.made, &v->numbers, made);
    if (s->job.quantity > 0)
        draw_format(a, 1, 1, ST_NORMAL, _("%s of %s   done about %s"), made,
                    format_count(s->job.quantity, &v->numbers, all),
                    format_when(&v->zone, s->job.finish, v->wall_ms, when));
    else
        draw_format(a, 1, 1, ST_NORMAL, _("%s made, no end given"), made);
    if (a.r.h < 8 || s->job.quantity <= 0)
        return 2;
    draw_bar(a, (struct rect){1, 2, a.r.w - 2, 1}, (double)s->job.made / (double)s->job.quantity,
             ST_BAR);
    return 3;
}

static int paint_changeover(const struct view *v, struct area a, int y)
{
    char length[TEXT_DURATION_SIZE], target[TEXT_DURATION_SIZE];
    const struct snapshot *s = &v->snap;
    if (s->changeover.since == TIME_NONE)
        return y;
    int64_t ms = v->wall_ms > s->changeover.since ? v->wall_ms - s->changeover.since : 0;
    bool late = s->changeover.target_ms >= 0 && ms > s->changeover.target_ms;
    int x = draw_text(a, 1, y, ST_CHANGE, _("changeover "));
    x = draw_text(a, x, y, late ? ST_WARN : ST_BOLD, text_duration(ms, length));
    if (s->changeover.target_ms >= 0)
        x = draw_format(a, x, y, ST_DIM, _(" of %s"),
                        text_duration(s->changeover.target_ms, target));
    draw_format(a, x, y, ST_CHANGE, _("  %s to %s"), s->changeover.from, s->changeover.to);
    return y + 1;
}

static void paint_row(const struct view *v, struct area a, int y, const struct job_row *row,
                      bool selected)
{
    char made[FORMAT_SIZE], all[FORMAT_SIZE], due[FORMAT_SIZE];
    int x = draw_row_mark(a, y, selected);
    bool wide = a.r.w >= 60;
    enum style style = row->state == JOB_FINISHED ? ST_DIM : selected ? ST_BOLD : ST_NORMAL;
    int w = wide ? 12 : 8;
    draw_text_cut(a, (struct rect){x, y, w, 1}, style, row->id);
    draw_text_cut(a, (struct rect){x + w + 1, y, wide ? a.r.w - x - w - 43 : 10, 1}, style,
                  row->title[0] != '\0' ? row->title : row->product);
    int right = a.r.w - 1;
    draw_text_right(a, right, y, row->state == JOB_RUNNING ? ST_BOLD : ST_DIM,
                    words_of(&words_job_state, (int)row->state));
    format_count_fit(row->made, 7, &v->numbers, made);
    (void)text_copy(all, sizeof all, FORMAT_NONE);
    if (row->quantity > 0)
        format_count_fit(row->quantity, 7, &v->numbers, all);
    if (!wide)
        return;
    int all_x = right - 10 - text_cells(all);
    draw_text(a, all_x, y, style, all);
    draw_text_right(a, right - 19, y, style, made);
    draw_text(a, right - 19, y, ST_DIM, " /");
    if (row->due != TIME_NONE)
        draw_format(a, right - 42, y, ST_DIM, "%s",
                    format_when(&v->zone, row->due, v->wall_ms, due));
}

static void paint_products(const struct view *v, const struct draft *draft, struct area a, int y)
{
    int rows = a.r.h - y, at = product_at(v, draft);
    int top = list_top(0, at < 0 ? 0 : at, v->jobs.products, rows > 0 ? rows : 1);
    for (int i = 0; i < rows && top + i < v->jobs.products; i++) {
        const struct product_row *p = &v->jobs.product[top + i];
        bool selected = top + i == at;
        enum style style = selected ? ST_BOLD : ST_NORMAL;
        int x = draw_row_mark(a, y + i, selected);
        hit_row(a, y + i, top + i - at, true);
        draw_text_cut(a, (struct rect){x, y + i, 24, 1}, style, p->id);
        draw_text_cut(a, (struct rect){x + 25, y + i, a.r.w - x - 26, 1}, style, p->title);
    }
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    int y = paint_running(v, a);
    y = paint_changeover(v, a, y);
    if (draft->step == STEP_TEXT) {
        draw_text(a, 1, y + 1, ST_BOLD, _("Go on with which product?"));
        draw_field(a, y + 2, _("product"), &draft->text);
        paint_products(v, draft, a, y + 4);
        return;
    }
    y += a.r.h >= 9 ? 1 : 0;
    if (a.r.h >= 8)
        draw_format(a, 1, y++, ST_HEAD, _("the queue"));
    if (v->jobs.count == 0)
        draw_text(a, 3, y, ST_DIM,
                  v->jobs.known ? _("no jobs are queued") : _("the list has not come yet"));
    int rows = a.r.h - y, top = list_top(0, draft->selected, v->jobs.count, rows > 0 ? rows : 1);
    for (int i = 0; i < rows && top + i < v->jobs.count; i++) {
        paint_row(v, a, y + i, &v->jobs.row[top + i], top + i == draft->selected);
        hit_row(a, y + i, top + i - draft->selected, false);
    }
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    int n = 0;
    if (desk_draft_of(d)->step == STEP_TEXT) {
        out[n++] = (struct hint){"Enter", N_("take it")};
        if (v->jobs.products > 0)
            out[n++] = (struct hint){"\u2191\u2193", N_("product")};
        out[n++] = (struct hint){"Esc", N_("back")};
        return n;
    }
    out[n++] = (struct hint){"\u2191\u2193", N_("job")};
    out[n++] = (struct hint){"Enter", N_("start")};
    out[n++] = (struct hint){"P", N_("pause")};
    out[n++] = (struct hint){"F", N_("finish")};
    out[n++] = (struct hint){"C", N_("product")};
    out[n++] = (struct hint){"U", N_("undo")};
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_job = {
    .screen = "job",
    .needs = NEED_JOBS,
    .open = open_job,
    .key = key,
    .paint = paint,
    .hints = hints,
};
