/* SPDX-License-Identifier: MIT */
/* The desk: which form has the keys, and the queue of entries. One entry is under way at a time, so
 * that they are kept in the order in which they were said. Owned by console/screens/ui.c. */
#include "console/forms/desk.h"

#include "console/panels/panel.h"
#include "console/panels/record.h"
#include "console/widgets/key.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/json.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ID  (INT64_C(1) << 40) /* apart from those of console/panels/asks.c */
#define KEPT_MS   60000              /* so long the status line tells of the last entry */
#define STALE_MAX 3

const struct form_ops *const form_list[] = {&form_stop,        &form_scrap,
                                            &form_job,         &form_mode,
                                            &form_person,      &form_handover,
                                            &form_calls,       &form_alerts,
                                            &form_predictions, &form_orders,
                                            &form_maintenance, &form_lamps,
                                            &form_terminal,    NULL};

void desk_init(struct desk *d)
{
    *d = (struct desk){.form = -1, .next_id = FIRST_ID, .terminal = {-1, -1, -1}};
    d->person.until = TIME_NONE;
}

/* ---- forms ---- */

int form_find(const char *screen)
{
    for (int i = 0; form_list[i] != NULL; i++)
        if (strcmp(form_list[i]->screen, screen) == 0)
            return i;
    return -1;
}

int form_count(void)
{
    int count = 0;
    while (form_list[count] != NULL)
        count++;
    return count;
}

struct draft *desk_draft(struct desk *d)
{
    return &d->draft[d->form < 0 ? 0 : d->form];
}

const struct draft *desk_draft_of(const struct desk *d)
{
    return &d->draft[d->form < 0 ? 0 : d->form];
}

void desk_open(struct desk *d, const struct view *v, const char *screen)
{
    d->form = form_find(screen);
    d->close = false;
    if (d->form < 0)
        return;
    struct draft *draft = desk_draft(d);
    if (draft->touched)
        return; /* where it was left */
    *draft = (struct draft){.at = TIME_NONE};
    form_list[d->form]->open(d, v, draft);
    d->focus[0] = '\0';
}

static bool is_printed(uint32_t key)
{
    return key >= ' ' && key < 0x110000 && key != 0x7F;
}

bool desk_key(struct desk *d, const struct view *v, uint32_t key)
{
    if (key == KEY_CODE_ESC)
        d->read = true;
    d->left_ms = 0;
    if (d->form < 0)
        return false;
    desk_draft(d)->says[0] = '\0';
    d->printed = is_printed(key);
    bool taken = form_list[d->form]->key(d, v, key);
    d->printed = false;
    return taken;
}

bool desk_is_typing(const struct desk *d)
{
    const struct draft *draft = desk_draft_of(d);
    if (d->form < 0)
        return false;
    return draft->step == STEP_NOTE || draft->step == STEP_TEXT || draft->step == STEP_SECRET ||
           (draft->step == STEP_PICK && draft->pick.searching);
}

void desk_update(struct desk *d, const struct view *v)
{
    if (d->form >= 0 && form_list[d->form]->update != NULL)
        form_list[d->form]->update(d, v, desk_draft(d));
}

/* Stops are numbered as they come, bursts by their first: "S118", "B120". */
static int64_t number_of(const char *id)
{
    return id[0] != '\0' ? strtoll(id + 1, NULL, 10) : 0;
}

/* What was put off, and what came before it, waits until somebody looks. */
bool desk_wants_stop(const struct desk *d, const struct view *v)
{
    if (view_is_old(v) || v->snap.asks == 0)
        return false;
    const struct snapshot_ask *ask = &v->snap.ask[0];
    int64_t number = number_of(ask->id);
    return number > d->asked_stop ||
           (number == d->asked_stop && d->asked_open && ask->end != TIME_NONE);
}

void desk_asked(struct desk *d, const struct view *v, const char *id)
{
    if (number_of(id) < d->asked_stop)
        return;
    d->asked_stop = number_of(id);
    d->asked_open = false;
    for (int i = 0; i < v->snap.asks; i++)
        if (strcmp(v->snap.ask[i].id, id) == 0)
            d->asked_open = v->snap.ask[i].end == TIME_NONE;
}

bool desk_rests(const struct desk *d)
{
    const struct draft *draft = desk_draft_of(d);
    return d->form >= 0 && form_list[d->form] == &form_stop && !draft->touched &&
           draft->step == STEP_PICK && draft->pick.level[0] == '\0' && !draft->pick.searching;
}

bool desk_lists(const struct desk *d)
{
    return d->form >= 0 && form_list[d->form]->lists && desk_draft_of(d)->word[0] == '\0';
}

int desk_hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    return d->form < 0 ? 0 : form_list[d->form]->hints(d, v, out);
}

unsigned desk_needs(const struct desk *d)
{
    return d->form < 0 ? 0 : form_list[d->form]->needs;
}

/* ---- entries ---- */

static bool say(struct desk *d, const char *text)
{
    (void)text_copy(desk_draft(d)->says, sizeof desk_draft(d)->says, text);
    return false;
}

/* Of all that the list holds; -1: it has not come yet. */
static int64_t latest_known(const struct view *v)
{
    int64_t latest = 0;
    for (int i = 0; i < v->scraps.count; i++)
        if (entry_number(v->scraps.row[i].id) > latest)
            latest = entry_number(v->scraps.row[i].id);
    return v->scraps.known ? latest : -1;
}

bool desk_enter(struct desk *d, const struct view *v, const struct entry *e)
{
    if (v->conn.read_only)
        return say(d, _("this screen was opened to look only"));
    if (v->conn.hub)
        return false; /* its board takes no entries: they would wait for whatever comes next */
    if (d->queued == DESK_QUEUE)
        return say(d, _("too many entries wait for andond; try again when they are kept"));
    struct entry *place = &d->queue[d->queued];
    *place = *e;
    place->state = ENTRY_WAITING;
    place->serial = ++d->serial;
    place->sent_ms = v->wall_ms;
    place->known = latest_known(v);
    place->hold_ms = d->printed ? v->boot_ms + DESK_HOLD_MS : 0;
    d->form_of[d->queued++] = d->form;
    d->read = false;
    d->last.state = ENTRY_FREE;
    return true;
}

void desk_forget(struct desk *d, int64_t serial)
{
    int n = 0;
    for (int i = 0; i < d->queued; i++) {
        if (d->queue[i].serial > serial && d->queue[i].state == ENTRY_WAITING && !d->queue[i].again)
            continue;
        d->queue[n] = d->queue[i];
        d->form_of[n++] = d->form_of[i];
    }
    for (int i = n; i < d->queued; i++)
        explicit_bzero(d->queue[i].secret, sizeof d->queue[i].secret);
    d->queued = n;
}

void desk_hold(struct desk *d, const struct view *v)
{
    for (int i = 0; i < d->queued; i++)
        if (d->queue[i].hold_ms > v->boot_ms)
            d->queue[i].hold_ms = v->boot_ms + DESK_HOLD_MS;
}

/* The others stay: a note is added to, a reversal is entered anew. */
static bool can_be_undone(enum entry_verb verb)
{
    static const bool verbs[ENTRY_VERB_COUNT] = {
        [VERB_REASON] = true,    [VERB_SPLIT] = true,      [VERB_MERGE] = true,
        [VERB_TOUCH] = true,     [VERB_SCRAP] = true,      [VERB_JOB_START] = true,
        [VERB_JOB_PAUSE] = true, [VERB_JOB_FINISH] = true, [VERB_PRODUCT] = true,
        [VERB_MODE] = true,      [VERB_CALL_RAISE] = true, [VERB_CALL_TAKE] = true,
        [VERB_ACK] = true,       [VERB_SHELVE] = true,
    };
    return verbs[verb];
}

void desk_undo(struct desk *d, const struct view *v)
{
    struct entry e;
    entry_begin(&e, VERB_UNDO);
    if (d->last.state == ENTRY_KEPT && can_be_undone(d->last.verb))
        (void)text_copy(e.target, sizeof e.target, d->last.kept_id);
    (void)text_copy(e.title, sizeof e.title, _("undo"));
    (void)desk_enter(d, v, &e);
}

/* Places that are free hold no PIN. */
static void drop_first(struct desk *d)
{
    d->queued--;
    memmove(&d->queue[0], &d->queue[1], (size_t)d->queued * sizeof d->queue[0]);
    memmove(&d->form_of[0], &d->form_of[1], (size_t)d->queued * sizeof d->form_of[0]);
    explicit_bzero(d->queue[d->queued].secret, sizeof d->queue[0].secret);
}

bool desk_again(struct desk *d)
{
    if (d->queued == 0 || d->queue[0].state != ENTRY_UNSURE)
        return false;
    d->queue[0].state = ENTRY_WAITING;
    return true;
}

bool desk_drop(struct desk *d)
{
    if (d->queued == 0 || d->queue[0].state != ENTRY_UNSURE)
        return false;
    drop_first(d);
    return true;
}

static bool look_line(const struct entry *e, char *line, size_t size)
{
    int64_t from = e->at != TIME_NONE && e->at < e->sent_ms ? e->at : e->sent_ms;
    struct jw w;
    jw_init(&w, line, size);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", "scraps");
    jw_int(&w, "id", e->id);
    jw_int(&w, "from", from - MS_PER_MIN);
    jw_object_end(&w);
    return !w.overflow;
}

bool desk_next(struct desk *d, const struct view *v, char *line, size_t size)
{
    struct entry *e = &d->queue[0];
    if (d->queued == 0 || v->boot_ms < e->hold_ms)
        return false;
    if (e->state == ENTRY_LOOKING && e->id == 0) {
        e->id = ++d->next_id;
        return look_line(e, line, size);
    }
    if (e->state != ENTRY_WAITING)
        return false;
    e->id = ++d->next_id;
    e->state = ENTRY_SENT;
    return entry_line(e, line, size);
}

int64_t desk_deadline(const struct desk *d)
{
    const struct entry *e = &d->queue[0];
    bool due =
        d->queued > 0 && (e->state == ENTRY_WAITING || (e->state == ENTRY_LOOKING && e->id == 0));
    return due ? e->hold_ms : TIME_NEVER;
}

/* The one under way is answered: it makes room for the next. */
static void finish(struct desk *d, const struct view *v)
{
    d->last = d->queue[0];
    d->last_ms = v->boot_ms;
    d->read = false;
    int form = d->form_of[0];
    drop_first(d);
    d->refresh = true;
    if (form >= 0 && form_list[form]->answered != NULL)
        form_list[form]->answered(d, v, &d->last);
}

void desk_person(struct desk *d, const json_t *reply)
{
    const json_t *person = json_object_get(reply, "person");
    const json_t *until = json_object_get(person, "until");
    d->person = (struct person){.until = TIME_NONE};
    member_take_text(person, "id", d->person.id, sizeof d->person.id);
    member_take_text(person, "title", d->person.title, sizeof d->person.title);
    member_take_text(person, "role", d->person.role, sizeof d->person.role);
    member_take_text(person, "language", d->person.language, sizeof d->person.language);
    if (json_is_integer(until))
        d->person.until = json_integer_value(until);
}

/* Changed meanwhile, but not what the person decided on: the machine went on, say. Once more. */
static bool changed_beside(struct entry *e)
{
    bool beside = (e->verb == VERB_REASON || e->verb >= VERB_CALL_RAISE) && e->now_rev > e->rev &&
                  e->state == ENTRY_STALE && strcmp(e->now_reason, e->seen) == 0;
    return beside && ++e->tries <= STALE_MAX;
}

bool desk_reply(struct desk *d, const struct view *v, const json_t *reply)
{
    struct entry *e = &d->queue[0];
    if (d->queued == 0 || e->id == 0 || e->id != json_integer_value(json_object_get(reply, "id")))
        return false;
    if (e->state == ENTRY_LOOKING) {
        static struct scraps list;
        bool ok = json_is_true(json_object_get(reply, "ok"));
        scraps_read(&list, json_object_get(reply, "rows"), true);
        if (json_is_true(json_object_get(reply, "more")))
            return true;
        e->id = 0;
        if (ok)
            entry_listed(e, &list);
        else
            e->state = ENTRY_UNSURE;
        if (e->state == ENTRY_KEPT)
            finish(d, v);
        return true;
    }
    entry_reply(e, reply);
    if (e->state != ENTRY_KEPT && e->state != ENTRY_STALE && e->state != ENTRY_REFUSED)
        return true; /* not known: sent again, looked for, or the person is asked */
    if (e->verb == VERB_SESSION && e->state == ENTRY_KEPT)
        desk_person(d, reply);
    if (changed_beside(e)) {
        e->rev = e->now_rev;
        e->state = ENTRY_WAITING;
        return true;
    }
    finish(d, v);
    return true;
}

void desk_cut(struct desk *d)
{
    d->person = (struct person){.until = TIME_NONE}; /* andond ends it with the connection */
    d->asked_stop = 0;                               /* stops may be numbered anew */
    if (d->queued > 0)
        entry_cut(&d->queue[0]);
}

/* ---- in words ---- */

static void say_queued(const struct desk *d, const struct view *v, char *out, size_t size,
                       enum style *style)
{
    const struct entry *e = &d->queue[0];
    char more[32] = "";
    if (d->queued > 1)
        (void)text_format(more, sizeof more, _(" and %d more"), d->queued - 1);
    *style = ST_WARN_BLOCK;
    if (e->state == ENTRY_UNSURE)
        (void)text_format(out, size,
                          _("the connection broke: was \"%s\" kept? Nobody can tell \u00B7 "
                            "Enter sends it again \u00B7 Esc drops it"),
                          e->title);
    else if (v->conn.state != CONN_LIVE)
        (void)text_format(out, size, _("%s%s is not lost: it waits for andond \u00B7 trying again"),
                          e->title, more);
    else {
        *style = ST_BOLD;
        (void)text_format(out, size, _("sending %s%s \u2026"), e->title, more);
    }
}

static void say_kept(const struct desk *d, const struct view *v, char *out, size_t size)
{
    char when[FORMAT_SIZE];
    const struct entry *e = &d->last;
    if (e->verb == VERB_SESSION) {
        bool somebody = d->person.id[0] != '\0';
        (void)text_format(out, size, "%s%s",
                          somebody ? _("at this terminal: ") : _("the crew's terminal"),
                          !somebody                    ? ""
                          : d->person.title[0] != '\0' ? d->person.title
                                                       : d->person.id);
        return;
    }
    char said[HEARD_SIZE];
    bool undo = can_be_undone(e->verb);
    const char *text = e->text; /* "S2: Jam" and "C2 Called" beside the id say it twice */
    size_t n = strlen(e->kept_id);
    if (n > 0 && strncmp(text, e->kept_id, n) == 0 && (text[n] == ':' || text[n] == ' '))
        text += n + (text[n] == ':' && text[n + 1] == ' ' ? 2 : 1);
    if (e->verb == VERB_LAMP_TEST) {
        (void)text_copy(out, size,
                        _("the lamps are tested: each alone, then all \u00B7 look at the tower"));
        return;
    }
    static const char *const ways[WAY_STATE_COUNT] = {
        [WAY_KEPT] = N_("kept"),
        [WAY_SENT] = N_("kept and sent"),
        [WAY_CONFIRMED] = N_("kept and confirmed"),
        [WAY_PARKED] = N_("kept here, put aside by the hub:"),
    };
    (void)text_format(out, size, "%s %s%s%s%s%s%s",
                      _(ways[record_way_of(v, e->kept_id, e->kept_rev)]), e->kept_id,
                      e->kept_id[0] != '\0' ? " " : "", format_time_s(&v->zone, e->kept_ms, when),
                      text[0] != '\0' ? " \u00B7 " : "", words_heard(text, said, sizeof said),
                      undo ? _(" \u00B7 U undo") : "");
}

bool desk_told(const struct desk *d, const struct view *v)
{
    return d->last.state == ENTRY_KEPT && v->boot_ms - d->last_ms < KEPT_MS;
}

bool desk_status(const struct desk *d, const struct view *v, char *out, size_t size,
                 enum style *style)
{
    char said[HEARD_SIZE];
    const struct entry *e = &d->last;
    *style = ST_BOLD;
    if (d->form >= 0 && desk_draft_of(d)->says[0] != '\0') {
        *style = ST_WARN_BLOCK;
        return text_copy(out, size, desk_draft_of(d)->says) || true;
    }
    if (d->queued > 0) {
        say_queued(d, v, out, size, style);
        return true;
    }
    if (d->left_ms > 0 && d->form >= 0 && desk_draft_of(d)->touched) {
        char when[FORMAT_SIZE];
        (void)text_format(out, size, _("left from %s and not kept \u00B7 go on, or Esc"),
                          format_when(&v->zone, d->left_ms, v->wall_ms, when));
        return true;
    }
    if (desk_told(d, v)) {
        say_kept(d, v, out, size);
        return true;
    }
    if (d->read || (e->state != ENTRY_STALE && e->state != ENTRY_REFUSED))
        return false;
    *style = ST_WARN_BLOCK;
    if (e->state == ENTRY_STALE && e->verb == VERB_SIGN)
        (void)text_format(out, size, _("not signed: %s \u00B7 read it, then again"),
                          words_heard(e->text, said, sizeof said));
    else if (e->state == ENTRY_STALE && e->verb >= VERB_CALL_RAISE)
        (void)text_format(out, size, _("%s is %s meanwhile \u00B7 look, then again"), e->target,
                          words_for(e->now_reason));
    else if (e->state == ENTRY_STALE)
        (void)text_format(out, size, _("%s was changed meanwhile, now: %s \u00B7 look, then again"),
                          e->target,
                          e->now_reason[0] != '\0' ? choice_title(&v->reasons, e->now_reason)
                                                   : _("not explained"));
    else
        (void)text_format(out, size, _("not kept: %s"), words_heard(e->text, said, sizeof said));
    return true;
}
