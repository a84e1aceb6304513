/* SPDX-License-Identifier: MIT */
/* Explaining stops: which one (those that wait first, then the rest of the shift), why, and what
 * else can be done with it: note, split, merge. A key is enough for a reason once the form is open.
 * Called through form_ops by the desk. */
#include "console/forms/desk.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"
#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define SUBJECTS_MAX 64

/* A stop, or a burst of small ones, that can be explained. */
struct subject {
    char id[32], suggested[64], reason[48], detail[VALUE_TEXT_SIZE];
    int64_t rev, since, end, ms, burst;
    enum machine_state state;
    bool waits; /* for its reason */
    bool small;
};

/* ---- which stops there are ---- */

static bool has(const struct subject *s, int count, const char *id)
{
    for (int i = 0; i < count; i++)
        if (strcmp(s[i].id, id) == 0)
            return true;
    return false;
}

static void take_ask(struct subject *s, const struct snapshot_ask *ask)
{
    *s = (struct subject){.rev = ask->rev,
                          .since = ask->since,
                          .end = ask->end,
                          .ms = ask->ms,
                          .burst = ask->burst,
                          .state = ask->state,
                          .waits = true};
    (void)text_copy(s->id, sizeof s->id, ask->id);
    (void)text_copy(s->suggested, sizeof s->suggested, ask->suggested);
    (void)text_copy(s->detail, sizeof s->detail, ask->detail);
}

static void take_current(struct subject *s, const struct snapshot *snap)
{
    *s = (struct subject){.rev = snap->stop.rev,
                          .since = snap->stop.since,
                          .end = snap->stop.end,
                          .ms = snap->stop.ms,
                          .state = snap->stop.state};
    (void)text_copy(s->id, sizeof s->id, snap->stop.id);
    (void)text_copy(s->suggested, sizeof s->suggested, snap->stop.suggested);
    (void)text_copy(s->reason, sizeof s->reason, snap->stop.reason);
    s->waits = s->reason[0] == '\0' && !snap->stop.small;
}

static void take_row(struct subject *s, const struct stop_row *row)
{
    *s = (struct subject){.rev = row->rev,
                          .since = row->begin_ms,
                          .end = row->end_ms,
                          .ms = row->ms,
                          .state = (enum machine_state)row->state,
                          .small = row->small};
    (void)text_copy(s->id, sizeof s->id, row->id);
    (void)text_copy(s->suggested, sizeof s->suggested, row->suggested);
    (void)text_copy(s->reason, sizeof s->reason, row->reason);
    s->waits = s->reason[0] == '\0' && !row->small;
}

/* What was kept here a moment ago, before the snapshot tells of it. */
static void take_own(const struct view *v, struct subject *s)
{
    const struct entry *e = v->desk != NULL ? &v->desk->last : NULL;
    if (e == NULL || e->state != ENTRY_KEPT || e->kept_rev <= s->rev ||
        strcmp(e->kept_id, s->id) != 0)
        return;
    s->rev = e->kept_rev;
    if (e->verb != VERB_REASON)
        return;
    (void)text_copy(s->reason, sizeof s->reason, e->reason);
    s->waits = false;
}

/* Those that wait, latest first; then the current one; then the shift's, latest first. */
static int list_subjects(const struct view *v, struct subject list[SUBJECTS_MAX])
{
    const struct snapshot *s = &v->snap;
    int n = 0;
    for (int i = 0; i < s->asks && n < SUBJECTS_MAX; i++)
        take_ask(&list[n++], &s->ask[i]);
    if (s->stop.id[0] != '\0' && !has(list, n, s->stop.id) && n < SUBJECTS_MAX &&
        (!s->stop.small || s->asks == 0))
        take_current(&list[n++], s);
    for (size_t i = v->stops.count; i > 0 && n < SUBJECTS_MAX; i--)
        if (!v->stops.row[i - 1].small && !has(list, n, v->stops.row[i - 1].id))
            take_row(&list[n++], &v->stops.row[i - 1]);
    for (int i = 0; i < n; i++)
        take_own(v, &list[i]);
    return n;
}

static bool find_subject(const struct view *v, const char *id, struct subject *out)
{
    struct subject list[SUBJECTS_MAX];
    int n = list_subjects(v, list);
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].id, id) == 0) {
            *out = list[i];
            return true;
        }
    return false;
}

/* The reason that the machine's words suggest: a reason's id, or of the open stop what andond says.
 */
static const char *suggested_of(const struct view *v, const struct subject *s)
{
    if (choice_find(&v->reasons, s->suggested) != NULL)
        return s->suggested;
    return s->end == TIME_NONE ? v->reasons.suggested : "";
}

/* Make this one the subject of the draft, keeping a note that is being written. */
static void look_at(const struct view *v, struct draft *draft, const struct subject *s)
{
    (void)text_copy(draft->target, sizeof draft->target, s->id);
    (void)text_copy(draft->seen_reason, sizeof draft->seen_reason, s->reason);
    draft->rev = s->rev;
    draft->with[0] = '\0';
    picker_begin(&draft->pick, &v->reasons, suggested_of(v, s));
}

static void open_stop(struct desk *d, const struct view *v, struct draft *draft)
{
    struct subject list[SUBJECTS_MAX];
    (void)d;
    field_clear(&draft->note, FIELD_TEXT);
    picker_begin(&draft->pick, &v->reasons, "");
    draft->step = STEP_PICK;
    if (list_subjects(v, list) > 0)
        look_at(v, draft, &list[0]);
}

/* The rev follows while nothing was decided; a stop that is gone (merged) gives way. */
static void update(struct desk *d, const struct view *v, struct draft *draft)
{
    struct subject s, list[SUBJECTS_MAX];
    (void)d;
    if (draft->step == STEP_PICK && draft->pick.choices == NULL)
        draft->pick.choices = &v->reasons;
    if (find_subject(v, draft->target, &s)) {
        if (draft->step == STEP_PICK && s.rev >= draft->rev) {
            draft->rev = s.rev;
            (void)text_copy(draft->seen_reason, sizeof draft->seen_reason, s.reason);
        }
        const char *suggested = suggested_of(v, &s);
        if (draft->pick.suggested[0] == '\0' && choice_find(&v->reasons, suggested) != NULL)
            (void)text_copy(draft->pick.suggested, sizeof draft->pick.suggested, suggested);
    } else if (draft->step == STEP_PICK && list_subjects(v, list) > 0) {
        look_at(v, draft, &list[0]);
    }
}

/* ---- what is sent ---- */

static void begin_entry(const struct draft *draft, enum entry_verb verb, struct entry *e)
{
    entry_begin(e, verb);
    (void)text_copy(e->target, sizeof e->target, draft->target);
    (void)text_copy(e->seen, sizeof e->seen, draft->seen_reason);
    e->rev = draft->rev;
}

/* After an entry: the next one that waits, else the form is done. */
static void go_on(struct desk *d, const struct view *v, struct draft *draft)
{
    struct subject list[SUBJECTS_MAX];
    int n = list_subjects(v, list);
    draft->touched = false;
    draft->reason[0] = '\0';
    field_clear(&draft->note, FIELD_TEXT);
    draft->step = STEP_PICK;
    for (int i = 0; i < n; i++)
        if (list[i].waits && strcmp(list[i].id, draft->target) != 0) {
            look_at(v, draft, &list[i]);
            return;
        }
    d->close = true;
}

static bool send_reason(struct desk *d, const struct view *v, struct draft *draft,
                        const char *reason)
{
    struct entry e;
    begin_entry(draft, VERB_REASON, &e);
    (void)text_copy(e.reason, sizeof e.reason, reason);
    (void)text_copy(e.note, sizeof e.note, draft->note.text);
    (void)text_format(e.title, sizeof e.title, "%s %s", draft->target,
                      choice_title(&v->reasons, reason));
    if (!desk_enter(d, v, &e))
        return false;
    go_on(d, v, draft);
    return true;
}

static void to_note(struct draft *draft, const char *reason)
{
    (void)text_copy(draft->reason, sizeof draft->reason, reason);
    draft->step = STEP_NOTE;
    draft->touched = true;
}

static void choose(struct desk *d, const struct view *v, struct draft *draft,
                   const struct choice *choice)
{
    if (draft->target[0] == '\0')
        (void)text_copy(draft->says, sizeof draft->says, _("there is no stop to explain"));
    else if ((choice->note && draft->note.length == 0) || choice->checklist[0] != '\0')
        to_note(draft, choice->id);
    else
        (void)send_reason(d, v, draft, choice->id);
}

static void begin_split(const struct view *v, struct draft *draft)
{
    struct subject s;
    if (!find_subject(v, draft->target, &s) || s.burst > 0) {
        (void)text_copy(draft->says, sizeof draft->says, _("this cannot be split"));
        return;
    }
    int64_t end = s.end == TIME_NONE ? v->wall_ms : s.end;
    clock_begin_within(&draft->clock, s.since + (end - s.since) / 2, s.since + 1, end - 1);
    draft->step = STEP_TIME;
    draft->touched = true;
}

static void send_split(struct desk *d, const struct view *v, struct draft *draft)
{
    struct entry e;
    char from[FORMAT_SIZE], to[FORMAT_SIZE];
    if (!clock_fits(&draft->clock)) {
        (void)text_format(draft->says, sizeof draft->says, _("give a time between %s and %s"),
                          format_time_s(&v->zone, draft->clock.from_ms, from),
                          format_time_s(&v->zone, draft->clock.to_ms, to));
        return;
    }
    begin_entry(draft, VERB_SPLIT, &e);
    e.at = draft->clock.at_ms;
    (void)text_format(e.title, sizeof e.title, _("split of %s"), draft->target);
    if (!desk_enter(d, v, &e))
        return;
    draft->step = STEP_PICK;
    draft->touched = false;
}

/* The stop before it, that of the same shift which ended last. */
static bool neighbour(const struct view *v, const struct draft *draft, struct subject *out)
{
    struct subject s;
    if (!find_subject(v, draft->target, &s) || s.burst > 0)
        return false;
    for (size_t i = v->stops.count; i > 0; i--)
        if (v->stops.row[i - 1].begin_ms < s.since) {
            take_row(out, &v->stops.row[i - 1]);
            return true;
        }
    return false;
}

/* A small stop stands in no list: before it is taken it is named, and M once more takes it. */
static bool is_seen(const struct view *v, struct draft *draft, const struct subject *other)
{
    char when[FORMAT_SIZE], length[TEXT_DURATION_SIZE];
    if (!other->small || strcmp(draft->with, other->id) == 0)
        return true;
    (void)text_copy(draft->with, sizeof draft->with, other->id);
    (void)text_format(
        draft->says, sizeof draft->says, _("M again merges the small stop %s, %s, before it"),
        format_time_s(&v->zone, other->since, when), text_duration(other->ms, length));
    return false;
}

static void send_merge(struct desk *d, const struct view *v, struct draft *draft)
{
    struct subject other;
    struct entry e;
    if (!neighbour(v, draft, &other)) {
        (void)text_copy(draft->says, sizeof draft->says,
                        _("there is no stop before it in this shift"));
        return;
    }
    if (!is_seen(v, draft, &other))
        return;
    draft->with[0] = '\0';
    begin_entry(draft, VERB_MERGE, &e);
    (void)text_copy(e.with, sizeof e.with, other.id);
    e.with_rev = other.rev;
    (void)text_format(e.title, sizeof e.title, _("%s with %s"), draft->target, other.id);
    (void)desk_enter(d, v, &e);
}

/* The later part of a split is explained next; a refused entry shows what it is now. */
static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    struct draft *draft = &d->draft[form_find("stop")];
    if (e->state == ENTRY_KEPT && (e->verb == VERB_SPLIT || e->verb == VERB_MERGE)) {
        bool said = e->reason[0] != '\0'; /* a scan split it: the later part has its reason */
        (void)text_copy(draft->target, sizeof draft->target, said ? e->target : e->kept_id);
        draft->rev = said ? 0 : e->kept_rev;
        draft->seen_reason[0] = '\0';
        draft->step = STEP_PICK;
        picker_begin(&draft->pick, &v->reasons, "");
    }
    if ((e->state != ENTRY_STALE && e->state != ENTRY_REFUSED) || draft->touched)
        return;
    (void)text_copy(draft->target, sizeof draft->target, e->target);
    draft->rev = e->state == ENTRY_STALE ? e->now_rev : e->rev;
    if (e->state == ENTRY_STALE)
        (void)text_copy(draft->seen_reason, sizeof draft->seen_reason, e->now_reason);
    field_clear(&draft->note, FIELD_TEXT);
    field_set(&draft->note, e->note);
    picker_begin(&draft->pick, &v->reasons, e->reason);
    draft->step = STEP_PICK;
    draft->touched = true; /* what was meant is on the screen again */
}

/* ---- keys ---- */

static bool note_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_ESC) {
        draft->step = STEP_PICK;
        draft->reason[0] = '\0';
        draft->touched = draft->note.length > 0;
        return true;
    }
    if (key != KEY_CODE_ENTER)
        return field_key(&draft->note, key);
    const struct choice *choice = choice_find(&v->reasons, draft->reason);
    if (choice != NULL && choice->note && draft->note.length == 0)
        (void)text_copy(draft->says, sizeof draft->says, _("this reason wants a note"));
    else if (draft->reason[0] != '\0')
        (void)send_reason(d, v, draft, draft->reason);
    else
        draft->step = STEP_PICK;
    return true;
}

static bool time_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    if (key == KEY_CODE_ESC) {
        draft->step = STEP_PICK;
        draft->touched = draft->note.length > 0;
    } else if (key == KEY_CODE_ENTER) {
        send_split(d, v, draft);
    } else {
        return clock_key(&draft->clock, &v->zone, key);
    }
    return true;
}

static bool move_subject(const struct view *v, struct draft *draft, int by)
{
    struct subject list[SUBJECTS_MAX];
    int n = list_subjects(v, list), at = 0;
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].id, draft->target) == 0)
            at = i;
    at += by;
    if (at >= 0 && at < n)
        look_at(v, draft, &list[at]);
    return true;
}

/* Of the five times of a stop, the two that only people know. */
static void send_touch(struct desk *d, const struct view *v, struct draft *draft, const char *what)
{
    struct entry e;
    if (draft->target[0] == '\0')
        return;
    begin_entry(draft, VERB_TOUCH, &e);
    e.rev = 0; /* whatever it has become: the time holds */
    e.at = v->wall_ms;
    (void)text_copy(e.word, sizeof e.word, what);
    (void)text_format(e.title, sizeof e.title, "%s %s", draft->target, what);
    (void)desk_enter(d, v, &e);
}

static bool command_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    switch (key) {
    case 's':
    case 'S':
        begin_split(v, draft);
        return true;
    case 'm':
    case 'M':
        send_merge(d, v, draft);
        return true;
    case 'n':
    case 'N': {
        struct subject s = {.reason = ""};
        (void)find_subject(v, draft->target, &s);
        to_note(draft, s.reason);
        return true;
    }
    case 'i':
    case 'I':
        send_touch(d, v, draft, "arrived");
        return true;
    case 'f':
    case 'F':
        send_touch(d, v, draft, "repaired");
        return true;
    case KEY_CODE_UP:
        return move_subject(v, draft, -1);
    case KEY_CODE_DOWN:
        return move_subject(v, draft, 1);
    default:
        return false;
    }
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    const struct choice *choice = NULL;
    if (k != 'm' && k != 'M')
        draft->with[0] = '\0';
    if (draft->step == STEP_NOTE)
        return note_key(d, v, draft, k);
    if (draft->step == STEP_TIME)
        return time_key(d, v, draft, k);
    if (k == KEY_CODE_ESC) {
        if (picker_back(&draft->pick))
            return true;
        draft->touched = false;
        field_clear(&draft->note, FIELD_TEXT);
        desk_asked(d, v, draft->target);
        return false;
    }
    enum picked picked = picker_key(&draft->pick, k, &choice);
    if (picked == PICKED_ONE)
        choose(d, v, draft, choice);
    return picked != PICKED_NOT || command_key(d, v, draft, k);
}

/* ---- drawing ---- */

static void paint_subject(const struct view *v, struct area a, int y, const struct subject *s)
{
    char begin[FORMAT_SIZE], end[FORMAT_SIZE], length[TEXT_DURATION_SIZE];
    bool open = s->end == TIME_NONE;
    struct state_look look = state_look(s->state, false);
    int64_t ms = open ? view_stop_ms(v, s->id, s->since) : s->ms;
    draw_code(a, 1, y, open ? look.style : ST_DIM, look.code);
    int x = draw_format(a, 3, y, open ? look.style : ST_NORMAL, "%s",
                        words_of(&words_machine_state, (int)s->state));
    x = s->burst > 0 ? draw_format(a, x, y, ST_NORMAL, _(", %d small stops"), (int)s->burst) : x;
    x = draw_format(a, x, y, ST_NORMAL, " %s", format_when(&v->zone, s->since, v->wall_ms, begin));
    if (!open)
        x = draw_format(a, x, y, ST_NORMAL, "\u2013%s", format_time(&v->zone, s->end, end));
    x = draw_format(a, x, y, ST_BOLD, "  %s", text_duration(ms, length));
    if (s->reason[0] != '\0')
        draw_format(a, x, y, ST_NORMAL, _("  now: %s"), choice_title(&v->reasons, s->reason));
}

static void paint_list_row(const struct view *v, struct area a, int y, const struct subject *s,
                           bool selected)
{
    char when[FORMAT_SIZE], length[TEXT_DURATION_SIZE];
    bool open = s->end == TIME_NONE;
    int64_t ms = open ? view_stop_ms(v, s->id, s->since) : s->ms;
    int x = draw_row_mark(a, y, selected);
    draw_text(a, x, y, ST_DIM, format_time(&v->zone, s->since, when));
    draw_text_right(a, x + 14, y, ST_NORMAL, text_clock(ms, length));
    struct rect rest = {x + 16, y, a.r.w - x - 17, 1};
    if (s->reason[0] != '\0')
        draw_text_cut(a, rest, ST_NORMAL, choice_title(&v->reasons, s->reason));
    else if (s->burst > 0)
        draw_format(a, rest.x, y, ST_WARN, _("? %d small stops"), (int)s->burst);
    else
        draw_text_cut(a, rest, ST_WARN, s->waits ? _("? not explained") : _("small"));
}

static void paint_list(const struct view *v, const struct draft *draft, struct area a, int y)
{
    struct subject list[SUBJECTS_MAX];
    int n = list_subjects(v, list), rows = a.r.h - y, at = 0;
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].id, draft->target) == 0)
            at = i;
    int top = list_top(0, at, n, rows);
    for (int i = 0; i < rows && top + i < n; i++) {
        paint_list_row(v, a, y + i, &list[top + i], top + i == at);
        hit_row(a, y + i, top + i - at, false);
    }
}

static void paint_note(const struct view *v, const struct draft *draft, struct area a, int y)
{
    const struct choice *choice = choice_find(&v->reasons, draft->reason);
    char text[128], part[256];
    (void)text_format(text, sizeof text, _("%s \u00B7 note%s"),
                      choice != NULL ? choice->title : draft->target,
                      choice != NULL && choice->note ? _(" (needed)") : "");
    draw_text_cut(a, (struct rect){1, y++, a.r.w - 2, 1}, ST_NORMAL, text);
    const char *line = choice != NULL ? choice->checklist : "";
    while (*line != '\0' && y < a.r.h - 2) {
        size_t n = strcspn(line, ";");
        (void)text_copy_n(part, sizeof part, line, n);
        draw_code(a, 1, y, ST_DIM, 0x25A1);
        draw_text_cut(a, (struct rect){3, y++, a.r.w - 4, 1}, ST_NORMAL,
                      part[0] == ' ' ? part + 1 : part);
        line += n;
        line += *line == ';' ? 1 : 0;
    }
    draw_field(a, y < a.r.h ? y : a.r.h - 1, "", &draft->note);
    if (draft->note.full && y + 1 < a.r.h)
        draw_text(a, 1, y + 1, ST_WARN, _("a note has at most 160 bytes"));
}

static void paint_split(const struct view *v, const struct draft *draft, struct area a, int y)
{
    char from[FORMAT_SIZE], to[FORMAT_SIZE];
    draw_format(a, 1, y++, ST_NORMAL, _("between %s and %s"),
                format_time_s(&v->zone, draft->clock.from_ms, from),
                format_time_s(&v->zone, draft->clock.to_ms, to));
    int h = a.r.h - y - 1;
    draw_clock(a, (struct rect){1, y, a.r.w - 2, h < 1 ? 1 : h > 5 ? 5 : h}, &draft->clock, v);
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    struct subject s;
    char aside[128] = "";
    if (!find_subject(v, draft->target, &s)) {
        draw_question(a, 0, _("No stop to explain"), "");
        draw_text(a, 1, 1, ST_DIM, _("in this shift the machine has not stopped for long"));
        return;
    }
    const char *said = choice_find(&v->reasons, s.suggested) != NULL || s.suggested[0] == '\0'
                           ? s.detail
                           : s.suggested;
    if (said[0] != '\0')
        (void)text_format(aside, sizeof aside, _("machine says: %s"), said);
    bool tight = a.r.h < 9;
    char question[128], when[FORMAT_SIZE];
    (void)text_format(question, sizeof question, "%s%s%s",
                      draft->step == STEP_TIME       ? _("When did the second cause begin?")
                      : draft->pick.level[0] != '\0' ? choice_title(&v->reasons, draft->pick.level)
                      : tight                        ? _("Why? ")
                                                     : _("Why did it stop?"),
                      tight && draft->step == STEP_PICK ? " " : "",
                      tight && draft->step == STEP_PICK ? format_time(&v->zone, s.since, when)
                                                        : "");
    draw_question(a, 0, question, aside);
    if (!tight)
        paint_subject(v, a, 1, &s);
    const struct choice *suggested = choice_find(&v->reasons, draft->pick.suggested);
    if (!tight && draft->step == STEP_PICK && suggested != NULL) {
        int x = draw_text(a, 1, 2, ST_KEY, " Enter ");
        x = draw_format(a, x + 1, 2, ST_BOLD, "%s", suggested->title);
        hit_key(a, (struct rect){0, 2, x + 1, 2}, KEY_CODE_ENTER); /* the row below is empty */
    }
    int y = tight ? 1 : draft->step == STEP_PICK ? 4 : 3;
    if (draft->step == STEP_NOTE) {
        paint_note(v, draft, a, y);
        return;
    }
    if (draft->step == STEP_TIME) {
        paint_split(v, draft, a, y);
        return;
    }
    int h = a.r.h - y, grid = h >= 15 ? 9 : h >= 11 || (v->touch && h >= 6) ? 6 : h;
    picker_paint(&draft->pick, area_part(a, (struct rect){0, y, a.r.w, grid}));
    if (h - grid < 3)
        return;
    y += grid + (h - grid > 4 ? 1 : 0);
    draw_format(a, 1, y, ST_HEAD, _("%d not explained \u00B7 the shift's stops"),
                (int)v->snap.stops.unexplained);
    paint_list(v, draft, a, y + 1);
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    const struct draft *draft = desk_draft_of(d);
    int n = 0;
    (void)v;
    if (draft->step == STEP_NOTE || draft->step == STEP_TIME) {
        out[n++] = (struct hint){"Enter", draft->step == STEP_TIME ? N_("split here") : N_("keep")};
        if (draft->step == STEP_TIME)
            out[n++] =
                (struct hint){"\u2191\u2193", draft->clock.step_ms == MS_PER_S    ? "1 s"
                                              : draft->clock.step_ms < MS_PER_MIN ? "10 s"
                                                                                  : N_("minute")};
        out[n++] = (struct hint){"Esc", N_("back")};
        return n;
    }
    out[n++] = (struct hint){"1\u20139", N_("reason")};
    out[n++] = (struct hint){"0", N_("search")};
    out[n++] = (struct hint){"Esc", N_("later")};
    out[n++] = (struct hint){"S", N_("split")};
    out[n++] = (struct hint){"M", N_("merge")};
    out[n++] = (struct hint){"N", N_("note")};
    out[n++] = (struct hint){"U", N_("undo")};
    out[n++] = (struct hint){"\u2191\u2193", N_("stops")};
    out[n++] = (struct hint){"I", N_("arrived")};
    out[n++] = (struct hint){"F", N_("repaired")};
    return n;
}

const struct form_ops form_stop = {
    .screen = "stop",
    .needs = NEED_STOPS | NEED_REASONS,
    .open = open_stop,
    .key = key,
    .update = update,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
