/* SPDX-License-Identifier: MIT */
/* The chosen row of a list whose rows come and go. Used by the response forms; the id is in
 * draft.target, its place in draft.selected, when another took its place in draft.at. */
#include "console/forms/andon/chosen.h"

#include "console/forms/andon/wizard.h"
#include "console/panels/panel.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define TAKEN_MS 700 /* nobody sees in less that it is another one */
#define PAGE     8

static void choose(struct draft *draft, const struct ids *ids, int place)
{
    if (place >= ids->count)
        place = ids->count - 1;
    if (place < 0)
        place = 0;
    draft->selected = place;
    (void)text_copy(draft->target, sizeof draft->target, ids->count > 0 ? ids->id[place] : "");
}

void chosen_follow(struct draft *draft, const struct view *v, const struct ids *ids)
{
    for (int i = 0; i < ids->count; i++)
        if (strcmp(ids->id[i], draft->target) == 0) {
            draft->selected = i;
            return;
        }
    if (draft->target[0] != '\0')
        draft->at = v->boot_ms;
    choose(draft, ids, draft->selected);
}

void chosen_open(const struct desk *d, const struct view *v, struct draft *draft,
                 const struct ids *ids)
{
    draft->step = STEP_LIST;
    (void)text_copy(draft->target, sizeof draft->target, d->focus);
    chosen_follow(draft, v, ids);
    draft->at = TIME_NONE;
}

void chosen_update(const struct view *v, struct draft *draft, const struct ids *ids)
{
    wizard_resume(draft, v);
    if (!wizard_is_open(draft))
        chosen_follow(draft, v, ids);
}

bool chosen_move(struct draft *draft, const struct view *v, const struct ids *ids, uint32_t key)
{
    static const struct {
        uint32_t key;
        int by;
    } moves[] = {
        {KEY_CODE_UP, -1},          {KEY_CODE_DOWN, 1},           {KEY_CODE_PAGE_UP, -PAGE},
        {KEY_CODE_PAGE_DOWN, PAGE}, {KEY_CODE_HOME, -CHOSEN_MAX}, {KEY_CODE_END, CHOSEN_MAX}};
    chosen_follow(draft, v, ids);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].key == key) {
            choose(draft, ids, draft->selected + moves[i].by);
            draft->at = TIME_NONE;
            return true;
        }
    return false;
}

bool chosen_holds(struct draft *draft, const struct view *v, const struct ids *ids)
{
    chosen_follow(draft, v, ids);
    const char *why = ids->count == 0 ? _("there is nothing here to answer")
                      : draft->at != TIME_NONE && v->boot_ms - draft->at < TAKEN_MS
                          ? _("that one has just gone: look, then again")
                          : NULL;
    if (why != NULL)
        (void)text_copy(draft->says, sizeof draft->says, why);
    return why == NULL;
}

void chosen_order(struct desk *d, const struct view *v, const char *of, const char *symptom,
                  const char *priority)
{
    struct entry e;
    entry_begin(&e, VERB_ORDER);
    (void)text_copy(e.target, sizeof e.target, of);
    (void)text_copy(e.note, sizeof e.note, symptom);
    (void)text_copy(e.word, sizeof e.word, priority);
    (void)text_format(e.title, sizeof e.title, _("work order of %s"), of);
    (void)desk_enter(d, v, &e);
}

int chosen_top(const struct draft *draft, int count, int page)
{
    return list_top(draft->selected - page / 2, draft->selected, count, page);
}
