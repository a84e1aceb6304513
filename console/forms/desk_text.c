/* SPDX-License-Identifier: MIT */
/* The desk as text and back, so that a console which dies leaves what was being entered to the next
 * one: drafts that were touched, and entries without an answer. An entry that is read back counts
 * as one whose connection broke, since nobody knows whether it was sent (the rule of sending again
 * is in entry.h). Badges and PINs are never written. console/rest.c keeps the file. */
#include "console/forms/desk.h"

#include "data/model/json.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

#define DESK_VERSION 1

struct text_member {
    const char *key;
    size_t offset, size;
};
struct number_member {
    const char *key;
    size_t offset;
};

#define TEXT_OF(type, member)                                                    \
    {                                                                            \
#member, offsetof(struct type, member), sizeof((struct type *)0)->member \
    }
#define NUMBER_OF(type, member)                \
    {                                          \
#member, offsetof(struct type, member) \
    }

static const struct text_member entry_texts[] = {
    TEXT_OF(entry, target), TEXT_OF(entry, with), TEXT_OF(entry, reason),
    TEXT_OF(entry, note),   TEXT_OF(entry, job),  TEXT_OF(entry, word),
    TEXT_OF(entry, title),  TEXT_OF(entry, list), TEXT_OF(entry, seen),
};
static const struct number_member entry_numbers[] = {
    NUMBER_OF(entry, rev),   NUMBER_OF(entry, with_rev), NUMBER_OF(entry, at),
    NUMBER_OF(entry, until), NUMBER_OF(entry, quantity), NUMBER_OF(entry, sent_ms),
    NUMBER_OF(entry, known), NUMBER_OF(entry, span_ms),
};
static const struct text_member draft_texts[] = {
    TEXT_OF(draft, target), TEXT_OF(draft, reason),      TEXT_OF(draft, job),
    TEXT_OF(draft, word),   TEXT_OF(draft, seen_reason),
};
static const struct number_member draft_numbers[] = {NUMBER_OF(draft, rev), NUMBER_OF(draft, at)};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- out ---- */

static void put_texts(struct jw *w, const void *object, const struct text_member *m, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = (const char *)object + m[i].offset;
        if (text[0] != '\0')
            jw_text(w, m[i].key, text);
    }
}

static void put_numbers(struct jw *w, const void *object, const struct number_member *m,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t number;
        memcpy(&number, (const char *)object + m[i].offset, sizeof number);
        jw_int(w, m[i].key, number);
    }
}

static bool is_saved(const struct entry *e)
{
    return e->secret[0] == '\0' && e->verb != VERB_SESSION && e->verb != VERB_SIGN;
}

static void put_entry(struct jw *w, const struct entry *e, int form)
{
    jw_object(w, NULL);
    jw_int(w, "verb", (int64_t)e->verb);
    jw_int(w, "form", form);
    jw_bool(w, "rework", e->rework);
    jw_bool(w, "flag", e->flag);
    put_texts(w, e, entry_texts, COUNT(entry_texts));
    put_numbers(w, e, entry_numbers, COUNT(entry_numbers));
    jw_object_end(w);
}

static void put_draft(struct jw *w, const struct draft *draft, const char *screen)
{
    jw_object(w, NULL);
    jw_text(w, "screen", screen);
    jw_int(w, "step", (int64_t)(draft->step == STEP_SECRET ? STEP_TEXT : draft->step));
    jw_int(w, "back", (int64_t)draft->back);
    jw_bool(w, "rework", draft->rework);
    put_texts(w, draft, draft_texts, COUNT(draft_texts));
    put_numbers(w, draft, draft_numbers, COUNT(draft_numbers));
    jw_text(w, "number", draft->number.text);
    jw_text(w, "note", draft->note.text);
    jw_text(w, "text", draft->text.text);
    jw_object_end(w);
}

bool desk_to_text(const struct desk *d, char *out, size_t size)
{
    struct jw w;
    bool any = false;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "v", DESK_VERSION);
    if (d->form >= 0)
        jw_text(&w, "screen", form_list[d->form]->screen);
    jw_array(&w, "queue");
    for (int i = 0; i < d->queued; i++)
        if (is_saved(&d->queue[i])) {
            put_entry(&w, &d->queue[i], d->form_of[i]);
            any = true;
        }
    jw_array_end(&w);
    jw_array(&w, "drafts");
    for (int i = 0; form_list[i] != NULL; i++)
        if (d->draft[i].touched && form_list[i] != &form_person) {
            put_draft(&w, &d->draft[i], form_list[i]->screen);
            any = true;
        }
    jw_array_end(&w);
    jw_object_end(&w);
    return any && !w.overflow;
}

/* ---- in ---- */

static void take_texts(const json_t *from, void *object, const struct text_member *m, size_t count)
{
    for (size_t i = 0; i < count; i++)
        member_take_text(from, m[i].key, (char *)object + m[i].offset, m[i].size);
}

static void take_numbers(const json_t *from, void *object, const struct number_member *m,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t number = json_integer_value(json_object_get(from, m[i].key));
        memcpy((char *)object + m[i].offset, &number, sizeof number);
    }
}

static void take_entry(struct desk *d, const json_t *from)
{
    json_int_t verb = json_integer_value(json_object_get(from, "verb"));
    json_int_t form = json_integer_value(json_object_get(from, "form"));
    if (verb <= VERB_NONE || verb >= ENTRY_VERB_COUNT || d->queued == DESK_QUEUE)
        return;
    struct entry *e = &d->queue[d->queued];
    entry_begin(e, (enum entry_verb)verb);
    take_texts(from, e, entry_texts, COUNT(entry_texts));
    take_numbers(from, e, entry_numbers, COUNT(entry_numbers));
    e->rework = json_is_true(json_object_get(from, "rework"));
    e->flag = json_is_true(json_object_get(from, "flag"));
    e->serial = ++d->serial;
    e->state = ENTRY_SENT; /* it may have been */
    entry_cut(e);
    d->form_of[d->queued++] = form >= 0 && form < form_count() ? (int)form : -1;
}

static void take_draft(struct desk *d, const struct view *v, const json_t *from)
{
    char screen[32], text[FIELD_BYTES + 1];
    member_take_text(from, "screen", screen, sizeof screen);
    int form = form_find(screen), before = d->form;
    json_int_t step = json_integer_value(json_object_get(from, "step"));
    json_int_t back = json_integer_value(json_object_get(from, "back"));
    if (form < 0 || step < STEP_FIRST || step > STEP_TEXT || back < STEP_FIRST || back > STEP_TEXT)
        return;
    desk_open(d, v, screen);
    struct draft *draft = &d->draft[form];
    take_texts(from, draft, draft_texts, COUNT(draft_texts));
    take_numbers(from, draft, draft_numbers, COUNT(draft_numbers));
    draft->rework = json_is_true(json_object_get(from, "rework"));
    member_take_text(from, "number", text, sizeof text);
    field_set(&draft->number, text);
    member_take_text(from, "note", text, sizeof text);
    field_set(&draft->note, text);
    member_take_text(from, "text", text, sizeof text);
    field_set(&draft->text, text);
    bool timed = step == STEP_TIME; /* a time is asked again: its limits were of then */
    draft->step = timed ? (enum draft_step)back : (enum draft_step)step;
    if (timed && form_list[form] != &form_scrap)
        draft->step = STEP_PICK;
    draft->back = (enum draft_step)back;
    draft->touched = true;
    d->form = before;
}

bool desk_from_text(struct desk *d, const struct view *v, const char *text, char screen[32])
{
    json_t *json = json_loads(text, 0, NULL);
    screen[0] = '\0';
    if (json_integer_value(json_object_get(json, "v")) != DESK_VERSION) {
        json_decref(json);
        return false;
    }
    const json_t *queue = json_object_get(json, "queue"), *drafts = json_object_get(json, "drafts");
    for (size_t i = 0; i < json_array_size(queue); i++)
        take_entry(d, json_array_get(queue, i));
    for (size_t i = 0; i < json_array_size(drafts); i++)
        take_draft(d, v, json_array_get(drafts, i));
    member_take_text(json, "screen", screen, 32);
    if (form_find(screen) < 0 || !d->draft[form_find(screen)].touched)
        screen[0] = '\0';
    json_decref(json);
    return true;
}
