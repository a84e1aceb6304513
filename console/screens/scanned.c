/* SPDX-License-Identifier: MIT */
/* Scans, wherever the focus is: what the first characters did as keys is taken back, and the code
 * does what it says. A code that cannot be read is told in words and by the bell; where text is
 * being typed it is taken as text. Called by ui.c for every key. */
#include "console/screens/scanned.h"

#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <ctype.h>
#include <string.h>

#define NOTICE_MS   8000
#define BADGE_LEAST 4 /* characters */

/* ---- taking back ---- */

static void keep(struct ui *ui)
{
    struct ui_backup *b = &ui->backup;
    b->screen = ui->screen;
    b->form = ui->desk.form;
    b->serial = ui->desk.serial;
    memcpy(b->draft, ui->desk.draft, sizeof b->draft);
    b->list = ui->view.list;
    b->search = ui->search;
    (void)text_copy(b->log_search, sizeof b->log_search, ui->view.log_search);
    b->searching = ui->view.log_searching;
    b->open = ui->view.log_open;
    b->kind = ui->view.log_kind;
    b->palette = ui->palette;
    b->finding = ui->finding;
}

static void take_back(struct ui *ui)
{
    const struct ui_backup *b = &ui->backup;
    if (ui->screen != b->screen)
        ui_show(ui, b->screen);
    desk_forget(&ui->desk, b->serial);
    ui->desk.form = b->form;
    ui->desk.close = false;
    memcpy(ui->desk.draft, b->draft, sizeof b->draft);
    ui->view.list = b->list;
    ui->search = b->search;
    ui->view.log_searching = b->searching;
    ui->view.log_open = b->open;
    ui->view.log_kind = b->kind;
    ui->palette = b->palette;
    ui->finding = b->finding;
    (void)text_copy(ui->view.log_search, sizeof ui->view.log_search, b->log_search);
}

/* ---- what a code does ---- */

static void enter_reason(struct ui *ui, const struct scan_code *code)
{
    const struct view *v = &ui->view;
    const struct draft *draft = desk_draft_of(&ui->desk);
    struct entry e;
    entry_begin(&e, VERB_REASON);
    bool open = strcmp(v->screen, "stop") == 0 && draft->target[0] != '\0';
    const char *stop = open ? draft->target : v->snap.asks > 0 ? v->snap.ask[0].id : "current";
    e.rev = open ? draft->rev : v->snap.asks > 0 ? v->snap.ask[0].rev : 0;
    (void)text_copy(e.target, sizeof e.target, stop);
    (void)text_copy(e.seen, sizeof e.seen, open ? draft->seen_reason : "");
    (void)text_copy(e.reason, sizeof e.reason, code->id);
    if (open)
        (void)text_copy(e.note, sizeof e.note, draft->note.text);
    (void)text_copy(e.title, sizeof e.title, choice_title(&v->reasons, code->id));
    if (desk_enter(&ui->desk, v, &e) && open)
        ui_show(ui, 0);
}

/* Of the stop that is on the screen, else the open or the last one. */
static void enter_split(struct ui *ui, const struct scan_code *code)
{
    const struct view *v = &ui->view;
    const struct draft *draft = desk_draft_of(&ui->desk);
    struct entry e;
    entry_begin(&e, VERB_SPLIT);
    bool open = strcmp(v->screen, "stop") == 0 && draft->target[0] != '\0';
    (void)text_copy(e.target, sizeof e.target, open ? draft->target : "current");
    e.rev = open ? draft->rev : 0;
    e.at = scan_code_time(code, v->wall_ms);
    (void)text_copy(e.reason, sizeof e.reason, code->id);
    (void)text_format(e.title, sizeof e.title, _("split, then %s"),
                      choice_title(&v->reasons, code->id));
    if (desk_enter(&ui->desk, v, &e) && open)
        ui_show(ui, 0);
}

/* The stop that is on the screen, else the one that is asked about, else the open or the last one.
 */
static void begin_of_stop(const struct ui *ui, struct entry *e, enum entry_verb verb)
{
    const struct view *v = &ui->view;
    const struct draft *draft = desk_draft_of(&ui->desk);
    bool open = strcmp(v->screen, "stop") == 0 && draft->target[0] == 'S';
    bool asked = v->snap.asks > 0 && v->snap.ask[0].id[0] == 'S';
    const char *last = v->snap.stop.id[0] != '\0' ? v->snap.stop.id : "current";
    entry_begin(e, verb);
    (void)text_copy(e->target, sizeof e->target,
                    open    ? draft->target
                    : asked ? v->snap.ask[0].id
                            : last);
}

/* Whatever it has become: the time holds. */
static void enter_touch(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    begin_of_stop(ui, &e, VERB_TOUCH);
    e.at = ui->view.wall_ms;
    (void)text_copy(e.word, sizeof e.word, code->kind == CODE_ARRIVED ? "arrived" : "repaired");
    (void)text_copy(e.title, sizeof e.title,
                    code->kind == CODE_ARRIVED ? _("arrived") : _("repaired"));
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

/* It names its stop, so that it cannot merge twice when it is sent again. */
static void enter_merge(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    (void)code;
    begin_of_stop(ui, &e, VERB_MERGE);
    (void)text_copy(e.title, sizeof e.title, _("merge with the stop before"));
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

static void enter_scrap(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    entry_begin(&e, VERB_SCRAP);
    e.quantity = code->amount;
    e.rework = code->kind == CODE_REWORK;
    (void)text_copy(e.reason, sizeof e.reason, code->id);
    (void)text_format(e.title, sizeof e.title, "%s %s", e.rework ? _("rework") : _("scrap"),
                      choice_title(&ui->view.scrap_reasons, code->id));
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

static void enter_mode(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    const struct choice *mode = choice_find(&ui->view.modes, code->id);
    entry_begin(&e, VERB_MODE);
    (void)text_copy(e.target, sizeof e.target, code->id);
    if (mode != NULL && mode->for_ms > 0)
        e.until = ui->view.wall_ms + mode->for_ms;
    (void)text_copy(e.title, sizeof e.title, choice_title(&ui->view.modes, code->id));
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

static void enter_job(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    entry_begin(&e, VERB_JOB_START);
    (void)text_copy(e.target, sizeof e.target, code->id);
    (void)text_format(e.title, sizeof e.title, _("start of job %s"), code->id);
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

static void enter_job_end(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    bool pause = code->kind == CODE_PAUSE;
    entry_begin(&e, pause ? VERB_JOB_PAUSE : VERB_JOB_FINISH);
    (void)text_copy(e.title, sizeof e.title, pause ? _("pause of the job") : _("end of the job"));
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

static void enter_product(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    entry_begin(&e, VERB_PRODUCT);
    (void)text_copy(e.target, sizeof e.target, code->id);
    (void)text_format(e.title, sizeof e.title, _("product %s"), code->id);
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

static void enter_note(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    entry_begin(&e, VERB_NOTE);
    (void)text_copy(e.note, sizeof e.note, code->id);
    (void)text_copy(e.title, sizeof e.title, _("note"));
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

/* andond knows which was this person's last. */
static void enter_reversal(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    (void)code;
    entry_begin(&e, VERB_REVERSE);
    (void)text_copy(e.title, sizeof e.title, _("reversal of the last scrap"));
    (void)desk_enter(&ui->desk, &ui->view, &e);
}

static void enter_badge(struct ui *ui, const struct scan_code *code)
{
    struct entry e;
    if (handover_wants_badge(&ui->desk, &ui->view)) {
        handover_badge(&ui->desk, &ui->view, code->id);
        return;
    }
    entry_begin(&e, VERB_SESSION);
    (void)text_copy(e.secret, sizeof e.secret, code->id);
    (void)text_copy(e.title, sizeof e.title, _("badge"));
    (void)desk_enter(&ui->desk, &ui->view, &e);
    explicit_bzero(&e, sizeof e);
}

static void enter_undo(struct ui *ui, const struct scan_code *code)
{
    (void)code;
    desk_undo(&ui->desk, &ui->view);
}

/* A signature wants its PIN by hand, or the badge, scanned for it. */
static void open_signature(struct ui *ui, const struct scan_code *code)
{
    ui_show(ui, ui_screen_find("handover"));
    (void)desk_key(&ui->desk, &ui->view, strcmp(code->id, "incoming") == 0 ? 'i' : 'g');
}

static void say(struct ui *ui, const char *text)
{
    (void)text_copy(ui->view.notice, sizeof ui->view.notice, text);
    ui->view.notice_until_ms = ui->view.boot_ms + NOTICE_MS;
}

/* Calls, alerts, answers to predictions, work orders: said without a look at their screens. */
static void enter_response(struct ui *ui, const struct scan_code *code)
{
    static const struct {
        enum scan_code_kind kind;
        enum entry_verb verb;
        const char *word, *title;
    } rows[] = {{CODE_CALL, VERB_CALL_RAISE, "", N_("call:")},
                {CODE_FOUND, VERB_FEEDBACK, "found", N_("found:")},
                {CODE_NOTFOUND, VERB_FEEDBACK, "not-found", N_("not found:")},
                {CODE_WORK, VERB_ORDER, "", N_("work order of")},
                {CODE_ACK, VERB_ACK, "", N_("alert acknowledged")},
                {CODE_SILENCE, VERB_SILENCE, "", N_("silenced")},
                {CODE_TAKE, VERB_CALL_TAKE, "", N_("call taken")},
                {CODE_HERE, VERB_CALL_ARRIVE, "", N_("arrived at the call")},
                {CODE_SOLVED, VERB_CALL_SOLVE, "", N_("call solved")}};
    struct entry e;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].kind != code->kind)
            continue;
        entry_begin(&e, rows[i].verb);
        (void)text_copy(e.target, sizeof e.target, code->id);
        (void)text_copy(e.word, sizeof e.word, rows[i].word);
        (void)text_format(e.title, sizeof e.title, "%s%s%s", _(rows[i].title),
                          code->id[0] ? " " : "", code->id);
        (void)desk_enter(&ui->desk, &ui->view, &e);
    }
}

static bool is_typing(const struct ui *ui)
{
    return ui->view.log_searching || desk_is_typing(&ui->desk);
}

static unsigned type_it(struct ui *ui)
{
    struct view *v = &ui->view;
    for (size_t i = 0; i < ui->scan.length; i++) {
        uint32_t key = (uint32_t)(unsigned char)ui->scan.text[i];
        if (v->log_searching)
            (void)field_key(&ui->search, key);
        else
            (void)desk_key(&ui->desk, v, key);
    }
    if (v->log_searching)
        (void)text_copy(v->log_search, sizeof v->log_search, ui->search.text);
    explicit_bzero(ui->scan.text, sizeof ui->scan.text); /* nor does a PIN */
    return UI_REPAINT;
}

/* Letters and digits with a number among them, as badges are: no piece of a code of ours, which
 * has a colon or is words. */
static bool is_like_badge(const struct scan *scan)
{
    bool digit = false;
    for (size_t i = 0; i < scan->length; i++) {
        unsigned char c = (unsigned char)scan->text[i];
        if (!isalnum(c) && c != '-')
            return false;
        digit = digit || isdigit(c);
    }
    return digit && scan->length >= BADGE_LEAST;
}

/* Who is here? What comes then without a word of ours before it is what a badge says by itself;
 * elsewhere, where nothing is being typed, what looks like one. */
static bool is_bare_badge(const struct ui *ui)
{
    const struct desk *d = &ui->desk;
    bool asked = handover_wants_badge(d, &ui->view);
    asked = asked || (d->form >= 0 && d->form == form_find("person") &&
                      d->draft[d->form].step != STEP_SECRET);
    return (asked || (!is_typing(ui) && is_like_badge(&ui->scan))) &&
           !scan_code_begins(ui->scan.text, ui->scan.length);
}

static int read_badge(const struct ui *ui, struct scan_code *code, struct cause *why)
{
    char text[sizeof "BADGE:" + sizeof ui->scan.text];
    size_t length = sizeof "BADGE:" - 1;
    memcpy(text, "BADGE:", length);
    memcpy(text + length, ui->scan.text, ui->scan.length);
    int result = scan_code_read(text, length + ui->scan.length, code, why);
    explicit_bzero(text, sizeof text);
    return result;
}

/* An entry has less room for a name than a code may have; half a name may be another's. */
static bool has_room(const struct scan_code *code)
{
    const struct entry *e = NULL;
    bool reason = code->kind == CODE_REASON || code->kind == CODE_SPLIT ||
                  code->kind == CODE_SCRAP || code->kind == CODE_REWORK;
    size_t room = code->kind == CODE_BADGE  ? sizeof e->secret
                  : code->kind == CODE_NOTE ? sizeof e->note
                  : reason                  ? sizeof e->reason
                                            : sizeof e->target;
    return strlen(code->id) < room;
}

static unsigned read_code(struct ui *ui)
{
    static void (*const table[SCAN_CODE_COUNT])(struct ui *, const struct scan_code *) = {
        [CODE_REASON] = enter_reason,    [CODE_SCRAP] = enter_scrap,
        [CODE_REWORK] = enter_scrap,     [CODE_UNDO] = enter_undo,
        [CODE_CALL] = enter_response,    [CODE_JOB] = enter_job,
        [CODE_FOUND] = enter_response,   [CODE_NOTFOUND] = enter_response,
        [CODE_WORK] = enter_response,    [CODE_MODE] = enter_mode,
        [CODE_BADGE] = enter_badge,      [CODE_SIGN] = open_signature,
        [CODE_SPLIT] = enter_split,      [CODE_PAUSE] = enter_job_end,
        [CODE_FINISH] = enter_job_end,   [CODE_PRODUCT] = enter_product,
        [CODE_ARRIVED] = enter_touch,    [CODE_REPAIRED] = enter_touch,
        [CODE_NOTE] = enter_note,        [CODE_MERGE] = enter_merge,
        [CODE_REVERSE] = enter_reversal, [CODE_TAKE] = enter_response,
        [CODE_ACK] = enter_response,     [CODE_SILENCE] = enter_response,
        [CODE_HERE] = enter_response,    [CODE_SOLVED] = enter_response,
    };
    struct scan_code code;
    struct cause why = {.text = ""};
    int result = is_bare_badge(ui) ? read_badge(ui, &code, &why)
                                   : scan_code_read(ui->scan.text, ui->scan.length, &code, &why);
    if (result != 0 && is_typing(ui) && !scan_code_begins(ui->scan.text, ui->scan.length))
        return type_it(ui);
    ui->palette.open = ui->finding.on = false; /* what it does is to be seen */
    ui->view.notice[0] = '\0';
    if (result == 0 && (ui->view.conn.hub || table[code.kind] == NULL))
        say(ui, _("this terminal does nothing with that code"));
    else if (result == 0 && !has_room(&code))
        say(ui, _("the code names what is longer than any name here: nothing was entered"));
    else if (result == 0)
        table[code.kind](ui, &code);
    else
        say(ui, why.text);
    explicit_bzero(&code, sizeof code);
    explicit_bzero(ui->scan.text, sizeof ui->scan.text); /* a badge stays nowhere */
    return UI_REPAINT | UI_NEEDS | (ui->view.notice[0] != '\0' ? UI_BEEP : 0U);
}

/* No scan is under way: nothing will be taken back, and what was typed hidden goes. */
static void forget_secrets(struct ui *ui)
{
    for (int i = 0; i < DESK_FORMS; i++)
        explicit_bzero(&ui->backup.draft[i].secret, sizeof ui->backup.draft[i].secret);
}

bool scanned_key(struct ui *ui, uint32_t key, unsigned *reaction)
{
    enum scan_found found = scan_key(&ui->scan, key, ui->view.boot_ms, ui->late);
    *reaction = UI_NOTHING;
    switch (found) {
    case SCAN_FIRST:
        keep(ui);
        return false;
    case SCAN_MAYBE:
        desk_hold(&ui->desk, &ui->view);
        return false;
    case SCAN_PROVEN:
        take_back(ui);
        *reaction = UI_REPAINT | UI_NEEDS;
        return true;
    case SCAN_SWALLOW:
        return true;
    case SCAN_DONE:
        if (!ui->scan.sure)
            take_back(ui); /* it came while the program was away: its keys were taken for keys */
        *reaction = read_code(ui);
        return true;
    case SCAN_KEY:
        forget_secrets(ui);
        break;
    }
    return false;
}
