/* SPDX-License-Identifier: MIT */
/* Scrap and rework, with the good parts beside them: how many, then why; a note, another job or an
 * earlier time when wanted. The list of entries below, each can be reversed by a counter-entry.
 * Called through form_ops by the desk. */
#include "console/forms/desk.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"
#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define BACK_MAX_MS (24 * MS_PER_HOUR) /* how far back a time can be given; andond decides */

static void begin(const struct view *v, struct draft *draft)
{
    *draft = (struct draft){.step = STEP_NUMBER, .at = TIME_NONE, .selected = 0};
    field_clear(&draft->number, FIELD_NUMBER);
    field_clear(&draft->note, FIELD_TEXT);
    field_clear(&draft->text, FIELD_TEXT);
    picker_begin(&draft->pick, &v->scrap_reasons, "");
}

static void open_scrap(struct desk *d, const struct view *v, struct draft *draft)
{
    (void)d;
    begin(v, draft);
}

/* ---- what is sent ---- */

static bool send_scrap(struct desk *d, const struct view *v, struct draft *draft)
{
    struct entry e;
    char number[FORMAT_SIZE];
    entry_begin(&e, VERB_SCRAP);
    if (!field_amount(&draft->number, &e.quantity) || e.quantity <= 0) {
        (void)text_copy(draft->says, sizeof draft->says, _("how many? Give a number above zero"));
        draft->step = STEP_NUMBER;
        return false;
    }
    (void)text_copy(e.reason, sizeof e.reason, draft->reason);
    (void)text_copy(e.note, sizeof e.note, draft->note.text);
    (void)text_copy(e.job, sizeof e.job, draft->job);
    e.rework = draft->rework;
    e.at = draft->at;
    (void)text_format(e.title, sizeof e.title, "%s %s %s", draft->rework ? _("rework") : _("scrap"),
                      format_count(e.quantity, &v->numbers, number),
                      choice_title(&v->scrap_reasons, draft->reason));
    if (!desk_enter(d, v, &e))
        return false;
    begin(v, draft);
    return true;
}

static void choose(struct desk *d, const struct view *v, struct draft *draft,
                   const struct choice *choice)
{
    (void)text_copy(draft->reason, sizeof draft->reason, choice->id);
    if (choice->rework)
        draft->rework = true;
    if (choice->note && draft->note.length == 0) {
        draft->step = STEP_NOTE;
        draft->back = STEP_PICK;
    } else
        (void)send_scrap(d, v, draft);
}

static void reverse(struct desk *d, const struct view *v, struct draft *draft)
{
    struct entry e;
    char number[FORMAT_SIZE];
    if (draft->selected >= v->scraps.count)
        return;
    const struct scrap_row *row = &v->scraps.row[draft->selected];
    if (row->of[0] != '\0' || scrap_net(&v->scraps, row) == 0) {
        (void)text_copy(draft->says, sizeof draft->says,
                        row->of[0] != '\0' ? _("that is a reversal itself; enter the scrap again")
                                           : _("that entry is reversed already"));
        return;
    }
    entry_begin(&e, VERB_REVERSE);
    (void)text_copy(e.target, sizeof e.target, row->id);
    e.rev = row->rev;
    (void)text_format(e.title, sizeof e.title, _("reversal of %s %s"), row->id,
                      format_count(row->quantity, &v->numbers, number));
    (void)desk_enter(d, v, &e);
}

/* Refused: it is on the screen again as it was said. */
static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    struct draft *draft = &d->draft[form_find("scrap")];
    char number[AMOUNT_TEXT_SIZE];
    if (e->verb != VERB_SCRAP || e->state != ENTRY_REFUSED || draft->touched)
        return;
    begin(v, draft);
    field_set(&draft->number, amount_to_text(e->quantity, number));
    field_set(&draft->note, e->note);
    (void)text_copy(draft->reason, sizeof draft->reason, e->reason);
    (void)text_copy(draft->job, sizeof draft->job, e->job);
    draft->rework = e->rework;
    draft->at = e->at;
    draft->touched = true;
}

/* ---- keys ---- */

static bool number_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    int64_t amount = 0;
    (void)d;
    if (key == KEY_CODE_ENTER) {
        if (!field_amount(&draft->number, &amount) || amount <= 0)
            (void)text_copy(draft->says, sizeof draft->says,
                            _("how many? Type the number, then Enter"));
        else
            draft->step = STEP_PICK;
        return true;
    }
    if (key == '+' || key == KEY_CODE_RIGHT || key == '-' || key == KEY_CODE_LEFT) {
        field_bump(&draft->number, key == '+' || key == KEY_CODE_RIGHT ? 1 : -1);
        draft->touched = true;
        return true;
    }
    if (key == KEY_CODE_UP || key == KEY_CODE_DOWN) {
        if (v->scraps.count == 0)
            return true;
        draft->step = STEP_LIST;
        return true;
    }
    bool digit = (key >= '0' && key <= '9') || key == '.' || key == ',' || key == 0x7F || key == 8;
    if (!digit)
        return false;
    draft->touched = true;
    return field_key(&draft->number, key);
}

/* Letters that mean the same at every step where nothing is typed. */
static bool letter_key(const struct view *v, struct draft *draft, uint32_t key)
{
    switch (key) {
    case 'w':
    case 'W':
        draft->rework = !draft->rework;
        draft->touched = true;
        return true;
    case 'n':
    case 'N':
        draft->back = draft->step;
        draft->step = STEP_NOTE;
        return true;
    case 'o':
    case 'O':
        draft->back = draft->step;
        draft->step = STEP_TEXT;
        field_set(&draft->text, draft->job);
        return true;
    case 't':
    case 'T':
        draft->back = draft->step;
        draft->step = STEP_TIME;
        clock_begin(&draft->clock, draft->at != TIME_NONE ? draft->at : v->wall_ms,
                    v->wall_ms - BACK_MAX_MS, v->wall_ms);
        return true;
    default:
        return false;
    }
}

static bool note_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_ESC) {
        draft->step = draft->back;
        draft->reason[0] = '\0';
        return true;
    }
    if (key != KEY_CODE_ENTER) {
        draft->touched = true;
        return field_key(&draft->note, key);
    }
    draft->step = draft->back;
    if (draft->reason[0] == '\0')
        return true;
    if (draft->note.length == 0) {
        draft->step = STEP_NOTE;
        (void)text_copy(draft->says, sizeof draft->says, _("this reason wants a note"));
        return true;
    }
    (void)send_scrap(d, v, draft);
    return true;
}

static bool job_key(struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_ENTER)
        (void)text_copy(draft->job, sizeof draft->job, draft->text.text);
    if (key == KEY_CODE_ENTER || key == KEY_CODE_ESC) {
        draft->step = draft->back;
        return true;
    }
    draft->touched = true;
    return field_key(&draft->text, key);
}

static bool time_key(const struct view *v, struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_ENTER) {
        if (!clock_fits(&draft->clock)) {
            (void)text_copy(draft->says, sizeof draft->says, _("give a time of the last 24 hours"));
            return true;
        }
        draft->at = draft->clock.at_ms;
        draft->touched = true;
    }
    if (key == KEY_CODE_ENTER || key == KEY_CODE_ESC) {
        draft->step = draft->back;
        return true;
    }
    return clock_key(&draft->clock, &v->zone, key);
}

static bool list_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_UP || key == KEY_CODE_DOWN) {
        int at = draft->selected + (key == KEY_CODE_UP ? -1 : 1);
        if (at < 0)
            draft->step = STEP_NUMBER;
        else if (at < v->scraps.count)
            draft->selected = at;
        return true;
    }
    if (key == 'x' || key == 'X') {
        reverse(d, v, draft);
        return true;
    }
    if (key != KEY_CODE_ESC)
        return false;
    draft->step = STEP_NUMBER;
    return true;
}

static bool pick_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    const struct choice *choice = NULL;
    if (key == KEY_CODE_ESC) {
        if (!picker_back(&draft->pick))
            draft->step = STEP_NUMBER;
        return true;
    }
    enum picked picked = picker_key(&draft->pick, key, &choice);
    if (picked == PICKED_ONE)
        choose(d, v, draft, choice);
    return picked != PICKED_NOT;
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    bool taken = false;
    draft->pick.choices = &v->scrap_reasons;
    switch ((int)draft->step) {
    case STEP_NOTE:
        return note_key(d, v, draft, k);
    case STEP_TEXT:
        return job_key(draft, k);
    case STEP_TIME:
        return time_key(v, draft, k);
    case STEP_LIST:
        taken = list_key(d, v, draft, k);
        break;
    case STEP_PICK:
        taken = pick_key(d, v, draft, k);
        if (draft->pick.searching)
            return taken;
        break;
    default:
        if (k == KEY_CODE_ESC && draft->touched) { /* the first Esc empties, the next one leaves */
            begin(v, draft);
            return true;
        }
        taken = number_key(d, v, draft, k);
        break;
    }
    return taken || letter_key(v, draft, k);
}

/* ---- drawing ---- */

static void paint_counts(const struct view *v, struct area a, int y)
{
    char good[FORMAT_SIZE], scrap[FORMAT_SIZE], rework[FORMAT_SIZE], entered[FORMAT_SIZE];
    const struct snapshot *s = &v->snap;
    format_count_fit(s->counts.good, 9, &v->numbers, good);
    format_count_fit(s->counts.scrap, 7, &v->numbers, scrap);
    format_count_fit(s->counts.rework, 7, &v->numbers, rework);
    format_count_fit(s->counts.entered_scrap, 7, &v->numbers, entered);
    int x = draw_labelled(a, 1, y, _("good "), ST_BOLD, good);
    x = draw_labelled(a, x, y, _("   scrap "), ST_BOLD, scrap);
    if (a.r.w >= 60)
        x = draw_format(a, x, y, ST_DIM, _(" (%s by hand)"), entered);
    draw_labelled(a, x, y, _("   rework "), ST_NORMAL, rework);
}

static bool is_too_many(const struct view *v, const struct draft *draft)
{
    int64_t amount = 0;
    return field_amount(&draft->number, &amount) && v->snap.counts.total > 0 &&
           amount > v->snap.counts.total;
}

/* In the rows of `box`, which may be two only: then a doubt takes the place of the job. */
static void paint_draft(const struct view *v, const struct draft *draft, struct area a,
                        struct rect box)
{
    char when[FORMAT_SIZE];
    int x = box.x, y = box.y;
    bool doubt = draft->note.length == 0 && is_too_many(v, draft);
    struct rect row = {x, y, box.w, 1};
    draw_format(a, x, y, ST_BOLD, "%s", draft->rework ? _("REWORK") : _("SCRAP"));
    if (draft->reason[0] != '\0')
        draw_format(a, x + 8, y, ST_NORMAL, "%s", choice_title(&v->scrap_reasons, draft->reason));
    row.y++;
    if (doubt)
        draw_text_cut(a, (struct rect){x, y + box.h - 1, box.w, 1}, ST_WARN,
                      box.h < 3 ? _("more than the shift made")
                                : _("more than was made in this shift"));
    if (doubt && box.h < 3)
        return;
    const char *job = draft->job[0] != '\0' ? draft->job : v->snap.job.id;
    draw_format(a, row.x, row.y++, ST_DIM, _("job %s  %s"), job[0] != '\0' ? job : FORMAT_NONE,
                draft->at == TIME_NONE ? _("now")
                                       : format_when(&v->zone, draft->at, v->wall_ms, when));
    if (draft->note.length > 0 && box.h > 2)
        draw_text_cut(a, row, ST_NORMAL, draft->note.text);
}

static void paint_entry(const struct view *v, struct area a, int y, const struct scrap_row *row,
                        bool selected)
{
    char when[FORMAT_SIZE], number[FORMAT_SIZE];
    int x = draw_row_mark(a, y, selected);
    bool gone = row->of[0] != '\0' || scrap_net(&v->scraps, row) == 0;
    draw_text(a, x, y, ST_DIM, format_time(&v->zone, row->at_ms, when));
    draw_text_right(a, x + 14, y, gone ? ST_DIM : ST_BOLD,
                    format_count_fit(row->quantity, 8, &v->numbers, number));
    char text[256];
    (void)text_format(text, sizeof text, "%s%s%s%s%s", row->rework ? _("rework \u00B7 ") : "",
                      choice_title(&v->scrap_reasons, row->reason),
                      row->note[0] != '\0' ? " \u00B7 " : "", row->note,
                      row->of[0] != '\0' ? _(" \u00B7 reversal")
                      : gone             ? _(" \u00B7 reversed")
                                         : "");
    draw_text_cut(a, (struct rect){x + 16, y, a.r.w - x - 17, 1}, gone ? ST_DIM : ST_NORMAL, text);
}

static void paint_entries(const struct view *v, const struct draft *draft, struct area a, int y)
{
    int rows = a.r.h - y - 1;
    bool listing = draft->step == STEP_LIST;
    if (rows < 1)
        return;
    draw_text(a, 1, y++, ST_HEAD, _("entered in this shift"));
    if (v->scraps.count == 0)
        draw_text(a, 3, y, ST_DIM, v->scraps.known ? _("nothing yet") : FORMAT_NONE);
    int at = draft->selected < v->scraps.count ? draft->selected : 0;
    int top = list_top(0, at, v->scraps.count, rows);
    for (int i = 0; i < rows && top + i < v->scraps.count; i++) {
        paint_entry(v, a, y + i, &v->scraps.row[top + i], listing && top + i == at);
        if (listing || draft->step == STEP_NUMBER) /* from the number the first step leads here */
            hit_row(a, y + i, top + i - at + (listing ? 0 : 1), false);
    }
}

/* What is being asked, in the rows from y on. Returns the row after. */
static int paint_step(const struct view *v, const struct draft *draft, struct area a, int y)
{
    int h = a.r.h - y;
    if (draft->step == STEP_NOTE || draft->step == STEP_TEXT) {
        bool note = draft->step == STEP_NOTE;
        draw_field(a, y, note ? _("note") : _("job"), note ? &draft->note : &draft->text);
        return y + 2;
    }
    if (draft->step == STEP_TIME) {
        int rows = h >= 6 ? 3 : 1;
        draw_clock(a, (struct rect){1, y, a.r.w - 2, rows}, &draft->clock, v);
        return y + rows + 2;
    }
    if (draft->step != STEP_PICK)
        return y;
    int grid = h >= 14 || (v->touch && h >= 6) ? 6 : h < 3 ? h : 3;
    picker_paint(
        &draft->pick,
        area_part(a, (struct rect){0, y, a.r.w, draft->pick.searching && h > 6 ? 6 : grid}));
    return y + grid + 1;
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    static const char *const questions[] = {
        [STEP_NUMBER] = N_("How many?"),
        [STEP_PICK] = N_("Why?"),
        [STEP_NOTE] = N_("A note"),
        [STEP_TEXT] = N_("Of which job?"),
        [STEP_TIME] = N_("When were they made?"),
        [STEP_LIST] = N_("Entered: X reverses"),
        [STEP_SECRET] = "",
        [STEP_FIRST] = N_("How many?"),
    };
    const struct draft *draft = desk_draft_of(d);
    bool tall = a.r.h >= 9;
    int y = tall ? 2 : 1;
    draw_question(a, 0, _(questions[draft->step]), "");
    bool narrow = a.r.w < 60, picks = draft->step == STEP_PICK;
    if (!narrow || !picks || tall)
        paint_counts(
            v, area_part(a, (struct rect){a.r.w >= 60 ? 22 : 0, a.r.w >= 60 ? 0 : 1, a.r.w, 1}), 0);
    if (narrow && (!picks || tall))
        y++;
    bool tallest = tall && a.r.h >= 16 && a.canvas->tier != GLYPH_UNICODE; /* no half blocks */
    int h = tallest ? 5 : tall ? 3 : 1;
    draw_number(a, (struct rect){1, y, 22, h}, &draft->number, &v->numbers);
    int x = tall ? 26 : 12;
    paint_draft(v, draft, a, (struct rect){x, y, a.r.w - x - 1, picks && !tall ? 2 : 3});
    y += tall ? h + 1 : picks ? 2 : 3;
    y = paint_step(v, draft, a, y);
    paint_entries(v, draft, a, y);
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    const struct draft *draft = desk_draft_of(d);
    int n = 0;
    (void)v;
    if (draft->step == STEP_NOTE || draft->step == STEP_TEXT || draft->step == STEP_TIME) {
        out[n++] = (struct hint){"Enter", N_("take it")};
        out[n++] = (struct hint){"Esc", N_("back")};
        return n;
    }
    if (draft->step == STEP_PICK) {
        out[n++] = (struct hint){"1\u20139", N_("reason: keeps it")};
        out[n++] = (struct hint){"0", N_("search")};
    } else if (draft->step == STEP_LIST) {
        out[n++] = (struct hint){"\u2191\u2193", N_("entry")};
        out[n++] = (struct hint){"X", N_("reverse")};
    } else {
        out[n++] = (struct hint){"0\u20139", N_("number")};
        out[n++] = (struct hint){"+ \u2212", N_("one")};
        out[n++] = (struct hint){"Enter", N_("why")};
        out[n++] = (struct hint){"\u2193", N_("entries")};
    }
    out[n++] = (struct hint){"W", draft->rework ? N_("scrap") : N_("rework")};
    out[n++] = (struct hint){"N", N_("note")};
    out[n++] = (struct hint){"O", N_("job")};
    out[n++] = (struct hint){"T", N_("time")};
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_scrap = {
    .screen = "scrap",
    .needs = NEED_SCRAPS | NEED_SCRAP_REASONS,
    .open = open_scrap,
    .key = key,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
