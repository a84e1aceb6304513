/* SPDX-License-Identifier: MIT */
/* The questions of every wizard as tables, and the one machine that asks them. Used by the forms of
 * calls, alerts, predictions, orders and lamps. */
#include "console/forms/andon/wizard.h"

#include "console/forms/draw.h"
#include "console/widgets/hits.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define QUESTIONS_MAX 5
#define TO_SHIFT_END  (-1)
#define TO_NORMAL     (-2)
#define PLAN_MS       (60 * MS_PER_DAY)

enum asked { ASKED_NOTHING, ASKED_CHOICE, ASKED_TEXT, ASKED_TIME, ASKED_PIN };
enum slot { SLOT_WORD, SLOT_SPAN, SLOT_FLAG, SLOT_NOTE, SLOT_REASON, SLOT_UNTIL, SLOT_WHO };

/* A key from 1 and what it stands for; of a flag `span_s` says yes. */
struct option {
    const char *title, *word;
    int64_t span_s;
};

struct question_row {
    enum asked asked;
    enum slot slot;
    const char *label;
    const struct option *option; /* CHOICE: ended by a row without title */
    bool needed;                 /* TEXT: not empty */
    bool if_flag;                /* only when the flag was said */
};

struct wizard {
    const char *name;
    enum entry_verb verb;
    const char *does; /* "Shelve": before the title */
    const char *word; /* of the entry, before any question */
    const char *cap;  /* what Enter does with the last answer */
    struct question_row question[QUESTIONS_MAX + 1];
};

static const struct option shelf_spans[] = {{N_("15 min"), "", 900},
                                            {N_("30 min"), "", 1800},
                                            {N_("1 hour"), "", 3600},
                                            {N_("4 hours"), "", 14400},
                                            {N_("until the shift ends"), "", TO_SHIFT_END},
                                            {N_("until it is normal again"), "", TO_NORMAL},
                                            {NULL, NULL, 0}};
static const struct option override_spans[] = {{N_("5 min"), "", 300},     {N_("15 min"), "", 900},
                                               {N_("30 min"), "", 1800},   {N_("1 hour"), "", 3600},
                                               {N_("4 hours"), "", 14400}, {NULL, NULL, 0}};
static const struct option patterns[] = {{N_("off"), "off", 0},
                                         {N_("on"), "on", 0},
                                         {N_("flash slowly"), "flash_slow", 0},
                                         {N_("flash fast"), "flash_fast", 0},
                                         {NULL, NULL, 0}};
static const struct option priorities[] = {
    {"high", "high", 0}, {N_("medium"), "medium", 0}, {N_("low"), "low", 0}, {NULL, NULL, 0}};
static const struct option found_or_not[] = {
    {N_("yes, it was so"), "", 1}, {N_("no, it was not"), "", 0}, {NULL, NULL, 0}};

static const struct option new_lamp[] = {{N_("yes: its hours count from 0"), "", 1},
                                         {NULL, NULL, 0}};

#define NOTE(text)                                      \
    {                                                   \
        ASKED_TEXT, SLOT_NOTE, text, NULL, false, false \
    }
#define WHY                                                                          \
    {                                                                                \
        ASKED_TEXT, SLOT_NOTE, N_("Why? The next shift reads it"), NULL, true, false \
    }
/* A PIN is somebody's: of who is at the terminal, or says so. */
#define PIN                                                                        \
    {ASKED_TEXT, SLOT_WHO, N_("Who are you? Your name, or Esc and B: your badge"), \
     NULL,       false,    false},                                                 \
    {                                                                              \
        ASKED_PIN, SLOT_NOTE, N_("Your PIN"), NULL, false, false                   \
    }

static const struct wizard wizards[] = {
    {"ack", VERB_ACK, N_("Acknowledge"), "", N_("acknowledge"), {NOTE(N_("Note"))}},
    {"shelve",
     VERB_SHELVE,
     N_("Shelve"),
     "",
     N_("shelve"),
     {{ASKED_CHOICE, SLOT_SPAN, N_("For how long?"), shelf_spans, false, false}, WHY, PIN}},
    {"out", VERB_OUT, N_("Take out of service:"), "", N_("take out"), {WHY, PIN}},
    {"in", VERB_IN, N_("Put back into service:"), "", N_("put back"), {PIN}},
    {"solve",
     VERB_CALL_SOLVE,
     N_("Solved:"),
     "",
     N_("solved"),
     {NOTE(N_("What was it? (may stay empty)"))}},
    {"raise", VERB_CALL_RAISE, N_("Call"), "", N_("call"), {NOTE(N_("What is the matter?"))}},
    {"found",
     VERB_FEEDBACK,
     N_("Found:"),
     "found",
     N_("found"),
     {NOTE(N_("Note (may stay empty)"))}},
    {"not-found",
     VERB_FEEDBACK,
     N_("Looked, not found:"),
     "not-found",
     N_("not found"),
     {NOTE(N_("Note (may stay empty)"))}},
    {"not-now",
     VERB_FEEDBACK,
     N_("Not now:"),
     "not-now",
     N_("plan it"),
     {{ASKED_TIME, SLOT_UNTIL, N_("Planned for when?"), NULL, true, false},
      NOTE(N_("Note (may stay empty)"))}},
    {"done",
     VERB_FEEDBACK,
     N_("Done:"),
     "done",
     N_("done"),
     {{ASKED_CHOICE, SLOT_FLAG, N_("Was it found?"), found_or_not, false, false},
      {ASKED_TEXT, SLOT_REASON, N_("What was it really?"), NULL, true, true},
      NOTE(N_("What was done (may stay empty)"))}},
    {"order",
     VERB_ORDER,
     N_("Work order:"),
     "",
     N_("ask for it"),
     {{ASKED_TEXT, SLOT_NOTE, N_("What is the matter?"), NULL, true, false},
      {ASKED_CHOICE, SLOT_WORD, N_("How pressing is it?"), priorities, false, false},
      {ASKED_TIME, SLOT_UNTIL, N_("Wanted by when?"), NULL, true, false}}},
    {"override",
     VERB_OVERRIDE,
     N_("Override lamp"),
     "",
     N_("override"),
     {{ASKED_CHOICE, SLOT_WORD, N_("What shall it show?"), patterns, false, false},
      {ASKED_CHOICE, SLOT_SPAN, N_("For how long?"), override_spans, false, false},
      WHY,
      PIN}},
    {"replaced",
     VERB_REPLACED,
     N_("New lamp:"),
     "",
     "",
     {{ASKED_CHOICE, SLOT_FLAG, N_("Was it replaced?"), new_lamp, false, false}}},
};

static const struct wizard *wizard_of(const struct draft *draft)
{
    for (size_t i = 0; i < sizeof wizards / sizeof *wizards; i++)
        if (strcmp(wizards[i].name, draft->word) == 0)
            return &wizards[i];
    return NULL;
}

bool wizard_is_open(const struct draft *draft)
{
    return wizard_of(draft) != NULL;
}

static const struct question_row *question_of(const struct draft *draft)
{
    const struct wizard *w = wizard_of(draft);
    int i = draft->question;
    return w != NULL && i >= 0 && i < QUESTIONS_MAX ? &w->question[i] : NULL;
}

/* ---- from question to question ---- */

static void close_wizard(struct draft *draft)
{
    draft->word[0] = '\0';
    draft->step = STEP_LIST;
    draft->touched = false;
    entry_begin(&draft->making, VERB_NONE);
    field_clear(&draft->note, FIELD_TEXT);
    field_clear(&draft->secret, FIELD_SECRET);
}

static void begin_time(struct draft *draft, const struct view *v)
{
    int64_t at = draft->making.until != TIME_NONE ? draft->making.until : v->snap.shift.end;
    if (at == TIME_NONE || at <= v->wall_ms)
        at = v->wall_ms + MS_PER_DAY;
    clock_begin(&draft->clock, at, v->wall_ms, v->wall_ms + PLAN_MS);
}

/* What was typed for it. */
static const char *text_of(const struct draft *draft, enum slot slot)
{
    return slot == SLOT_NOTE     ? draft->making.note
           : slot == SLOT_REASON ? draft->making.reason
                                 : draft->making.who;
}

/* It is not to be asked after all. Who has an own login is known by that and needs no PIN; who has
 * signed in at a shared terminal needs only that. */
static bool is_passed(const struct draft *draft, const struct view *v, const struct question_row *q)
{
    bool somebody = v->desk != NULL && v->desk->person.id[0] != '\0';
    bool own = !somebody &&
               word_find(&words_person_role, v->conn.role, strlen(v->conn.role)) > PERSON_OPERATOR;
    return (q->if_flag && !draft->making.flag) || (q->slot == SLOT_WHO && (somebody || own)) ||
           (q->asked == ASKED_PIN && own);
}

/* Ask the question that is due. */
static void ask(struct draft *draft, const struct view *v)
{
    static const enum draft_step steps[] = {[ASKED_NOTHING] = STEP_LIST,
                                            [ASKED_CHOICE] = STEP_PICK,
                                            [ASKED_TEXT] = STEP_NOTE,
                                            [ASKED_TIME] = STEP_TIME,
                                            [ASKED_PIN] = STEP_SECRET};
    const struct question_row *q = question_of(draft);
    draft->step = steps[q->asked];
    if (q->asked == ASKED_TEXT) {
        field_clear(&draft->note, FIELD_TEXT);
        field_set(&draft->note, text_of(draft, q->slot));
    }
    if (q->asked == ASKED_PIN)
        field_clear(&draft->secret, FIELD_SECRET);
    if (q->asked == ASKED_TIME)
        begin_time(draft, v);
}

void wizard_begin(struct draft *draft, const struct view *v, const char *name, const char *target,
                  const char *title)
{
    (void)text_copy(draft->word, sizeof draft->word, name);
    const struct wizard *w = wizard_of(draft);
    if (w == NULL)
        return;
    char note[sizeof draft->making.note], reason[sizeof draft->making.reason];
    (void)text_copy(note, sizeof note, draft->making.note);
    (void)text_copy(reason, sizeof reason, draft->making.reason);
    entry_begin(&draft->making, w->verb);
    (void)text_copy(draft->making.note, sizeof draft->making.note, note);
    (void)text_copy(draft->making.reason, sizeof draft->making.reason, reason);
    (void)text_copy(draft->making.target, sizeof draft->making.target, target);
    (void)text_copy(draft->making.title, sizeof draft->making.title, title);
    (void)text_copy(draft->making.word, sizeof draft->making.word, w->word);
    draft->question = 0;
    while (is_passed(draft, v, question_of(draft)))
        draft->question++;
    if (question_of(draft)->asked == ASKED_NOTHING) /* nothing to ask: one Enter all the same */
        draft->question--;
    ask(draft, v);
}

void wizard_resume(struct draft *draft, const struct view *v)
{
    char name[sizeof draft->word], target[sizeof draft->target];
    bool lost = wizard_is_open(draft) && draft->making.verb == VERB_NONE;
    if (!lost)
        return;
    (void)text_copy(draft->making.note, sizeof draft->making.note, draft->note.text);
    (void)text_copy(name, sizeof name, draft->word);
    (void)text_copy(target, sizeof target, draft->target);
    wizard_begin(draft, v, name, target, target);
}

/* Which wizard made it; NULL: a key did. */
static const struct wizard *wizard_made(const struct entry *e)
{
    for (size_t i = 0; i < sizeof wizards / sizeof *wizards; i++) {
        const struct wizard *w = &wizards[i];
        if (w->verb == e->verb && (w->word[0] == '\0' || strcmp(w->word, e->word) == 0))
            return w;
    }
    return NULL;
}

void wizard_answered(struct desk *d, const struct view *v, const struct entry *e,
                     const char *screen)
{
    struct draft *draft = &d->draft[form_find(screen)];
    const struct wizard *w = wizard_made(e);
    bool by_key = e->verb == VERB_ORDER && e->until == TIME_NONE;
    bool typed = !by_key && (e->note[0] != '\0' || e->span_ms > 0);
    if (e->state != ENTRY_REFUSED || w == NULL || !typed || wizard_is_open(draft))
        return;
    int last = 0;
    while (last + 1 < QUESTIONS_MAX && w->question[last + 1].asked != ASKED_NOTHING)
        last++;
    (void)text_copy(draft->word, sizeof draft->word, w->name);
    draft->making = *e;
    draft->making.state = ENTRY_FREE;
    draft->question = last;
    draft->touched = true;
    ask(draft, v);
}

static void send(struct desk *d, const struct view *v, struct draft *draft, bool *sent)
{
    struct entry e = draft->making;
    (void)text_copy(e.secret, sizeof e.secret, draft->secret.text);
    *sent = desk_enter(d, v, &e);
    explicit_bzero(&e, sizeof e);
    if (*sent)
        close_wizard(draft);
}

static void next(struct desk *d, const struct view *v, struct draft *draft, bool *sent)
{
    const struct question_row *q;
    do {
        draft->question++;
        q = question_of(draft);
    } while (q != NULL && is_passed(draft, v, q));
    if (q != NULL && q->asked != ASKED_NOTHING) {
        ask(draft, v);
        return;
    }
    send(d, v, draft, sent);
    if (!*sent)
        draft->question--;
}

static void back(struct draft *draft, const struct view *v)
{
    const struct question_row *q;
    do {
        draft->question--;
        q = question_of(draft);
    } while (q != NULL && is_passed(draft, v, q));
    if (q == NULL)
        close_wizard(draft);
    else
        ask(draft, v);
}

/* ---- keys ---- */

static int64_t span_of(const struct view *v, const struct option *o)
{
    int64_t left = v->snap.shift.end != TIME_NONE ? v->snap.shift.end - v->wall_ms : 0;
    if (o->span_s == TO_NORMAL)
        return 0; /* as long as it may be */
    if (o->span_s != TO_SHIFT_END)
        return o->span_s * MS_PER_S;
    return left > 0 ? left : MS_PER_HOUR;
}

static void choose(struct desk *d, const struct view *v, struct draft *draft, uint32_t key,
                   bool *sent)
{
    const struct question_row *q = question_of(draft);
    int n = 0;
    while (q->option[n].title != NULL)
        n++;
    if (key < '1' || key >= '1' + (uint32_t)n)
        return;
    const struct option *o = &q->option[key - '1'];
    if (q->slot == SLOT_WORD)
        (void)text_copy(draft->making.word, sizeof draft->making.word, o->word);
    else if (q->slot == SLOT_FLAG)
        draft->making.flag = o->span_s != 0;
    else
        draft->making.span_ms = span_of(v, o);
    if (q->slot == SLOT_SPAN)
        draft->making.flag = o->span_s == TO_NORMAL;
    next(d, v, draft, sent);
}

static void say(struct draft *draft, const char *text)
{
    (void)text_copy(draft->says, sizeof draft->says, text);
}

static void text_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key,
                     bool *sent)
{
    const struct question_row *q = question_of(draft);
    if (key != KEY_CODE_ENTER) {
        (void)field_key(&draft->note, key);
        draft->touched = true;
        return;
    }
    if (q->needed && draft->note.length == 0) {
        say(draft, _("a few words are needed here"));
        return;
    }
    if (q->slot == SLOT_NOTE)
        (void)text_copy(draft->making.note, sizeof draft->making.note, draft->note.text);
    else if (q->slot == SLOT_REASON)
        (void)text_copy(draft->making.reason, sizeof draft->making.reason, draft->note.text);
    else
        (void)text_copy(draft->making.who, sizeof draft->making.who, draft->note.text);
    next(d, v, draft, sent);
}

/* Digits are a time of that day; the page keys go from day to day. */
static void time_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key,
                     bool *sent)
{
    struct clock_field *c = &draft->clock;
    if (key == KEY_CODE_ENTER) {
        if (!clock_fits(c) || c->at_ms <= v->wall_ms) {
            say(draft, _("give a time that is still to come"));
            return;
        }
        draft->making.until = c->at_ms;
        next(d, v, draft, sent);
        return;
    }
    if (key == KEY_CODE_PAGE_UP || key == KEY_CODE_PAGE_DOWN) {
        int64_t at = c->at_ms + (key == KEY_CODE_PAGE_UP ? MS_PER_DAY : -MS_PER_DAY);
        c->at_ms = at < c->from_ms ? c->from_ms : at > c->to_ms ? c->to_ms : at;
        return;
    }
    int64_t local = zone_local(&v->zone, c->at_ms), whole = c->to_ms;
    c->to_ms = zone_instant(&v->zone, local - local % MS_PER_DAY + MS_PER_DAY - 1);
    (void)clock_key(c, &v->zone, key);
    c->to_ms = whole;
}

void wizard_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key, bool *sent)
{
    const struct question_row *q = question_of(draft);
    *sent = false;
    if (key == KEY_CODE_ESC || q == NULL) {
        back(draft, v);
        return;
    }
    switch (q->asked) {
    case ASKED_CHOICE:
        choose(d, v, draft, key, sent);
        return;
    case ASKED_TEXT:
        text_key(d, v, draft, key, sent);
        return;
    case ASKED_TIME:
        time_key(d, v, draft, key, sent);
        return;
    case ASKED_PIN:
        if (key == KEY_CODE_ENTER)
            next(d, v, draft, sent);
        else
            (void)field_key(&draft->secret, key);
        return;
    case ASKED_NOTHING:
        return;
    }
}

/* ---- drawing ---- */

static int options_of(const struct question_row *q)
{
    int n = 0;
    while (q->option[n].title != NULL)
        n++;
    return n;
}

static void paint_options(const struct question_row *q, struct area a, int y, bool touch)
{
    int n = options_of(q);
    int columns = a.r.w >= 60 && n > a.r.h - y ? 2 : 1, each = (a.r.w - 2) / columns;
    if (n > a.r.h - y)
        columns = 2;
    each = (a.r.w - 2) / columns;
    int high = touch && (n + columns - 1) / columns * 2 <= a.r.h - y ? 2 : 1;
    for (int i = 0; i < n; i++) {
        int x = 1 + i % columns * each, row = y + i / columns * high;
        hit_key(a, (struct rect){x, row, each, high}, (uint32_t)('1' + i));
        x = draw_format(a, x, row, ST_KEY, " %d ", i + 1);
        draw_text_cut(a, (struct rect){x + 1, row, each - 5, 1}, ST_NORMAL, _(q->option[i].title));
    }
}

void wizard_paint(const struct draft *draft, const struct view *v, struct area a)
{
    const struct wizard *w = wizard_of(draft);
    const struct question_row *q = question_of(draft);
    char text[160], day[FORMAT_SIZE];
    if (w == NULL || q == NULL)
        return;
    (void)text_format(text, sizeof text, "%s %s", _(w->does), draft->making.title);
    /* every answer is seen, if need be without what it is about: that is marked above */
    bool tight = q->asked == ASKED_CHOICE && options_of(q) > 2 * (a.r.h - 2);
    int y = tight ? 0 : a.r.h >= 7 ? 2 : 1;
    if (!tight)
        draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, ST_BOLD, text);
    draw_text_cut(a, (struct rect){1, y++, a.r.w - 2, 1}, ST_NORMAL, _(q->label));
    if (q->asked == ASKED_CHOICE)
        paint_options(q, a, y, v->touch);
    if (q->asked == ASKED_TEXT)
        draw_field(a, y, "", &draft->note);
    if (q->asked == ASKED_PIN)
        draw_field(a, y, "", &draft->secret);
    if (q->asked == ASKED_TIME) {
        draw_text(a, 1, y, ST_BOLD, format_when(&v->zone, draft->clock.at_ms, v->wall_ms, day));
        draw_clock(a, (struct rect){16, y, a.r.w - 17, a.r.h - y >= 5 ? 3 : 1}, &draft->clock, v);
    }
}

int wizard_hints(const struct draft *draft, const struct view *v, struct hint out[HINTS_MAX])
{
    const struct wizard *w = wizard_of(draft);
    const struct question_row *q = question_of(draft);
    int n = 0;
    if (w == NULL || q == NULL)
        return 0;
    const struct question_row *after = q + 1, *end = &w->question[QUESTIONS_MAX];
    while (after < end && is_passed(draft, v, after))
        after++;
    bool last = after >= end || after->asked == ASKED_NOTHING;
    if (q->asked == ASKED_CHOICE)
        out[n++] = (struct hint){"1\u20139", N_("choose")};
    else
        out[n++] = (struct hint){"Enter", last ? w->cap : N_("go on")};
    if (q->asked == ASKED_TIME) {
        out[n++] = (struct hint){"0\u20139", N_("time")};
        out[n++] = (struct hint){"\u2191\u2193", N_("minute")};
        out[n++] = (struct hint){"PgUp", N_("day")};
    }
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}
