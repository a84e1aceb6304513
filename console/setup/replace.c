/* SPDX-License-Identifier: MIT */
/* Another machine in the place of the station's: what the helper says would change, shown before
 * the person takes it. Called by setup.c; owns nothing. */
#include "console/setup/setup.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

unsigned setup_begin_replace(struct setup *s)
{
    s->replace.compared = s->replace.taken = false;
    s->busy = true; /* the list stays as it is until there is an answer */
    return setup_go(s, SETUP_REPLACE) | SETUP_WRITE;
}

static void take_row(const json_t *from, struct setup_change *out)
{
    static const char *const deeds[DEEDS] = {"same", "changed", "new", "stays", "retired"};
    char deed[16];
    *out = (struct setup_change){.deed = DEED_CHANGED};
    member_take_text(from, "deed", deed, sizeof deed);
    member_take_text(from, "signal", out->signal, sizeof out->signal);
    member_take_text(from, "was", out->was, sizeof out->was);
    member_take_text(from, "is", out->is, sizeof out->is);
    member_take_text(from, "for", out->by, sizeof out->by);
    for (int i = 0; i < DEEDS; i++)
        if (strcmp(deed, deeds[i]) == 0)
            out->deed = (enum setup_deed)i;
}

void setup_take_replace(struct setup *s, const json_t *answer)
{
    struct setup_replace *r = &s->replace;
    const json_t *rows = json_object_get(answer, "rows"), *patch = json_object_get(answer, "patch");
    if (s->page != SETUP_REPLACE || !s->busy)
        return;
    s->busy = false;
    size_t length = json_is_object(patch)
                        ? json_dumpb(patch, r->patch, sizeof r->patch - 1, JSON_COMPACT)
                        : sizeof r->patch;
    if (length >= sizeof r->patch) {
        setup_said(s, _("This machine says too much for one station."));
        return;
    }
    r->patch[length] = '\0';
    r->rows = 0;
    for (size_t i = 0; i < json_array_size(rows) && r->rows < SETUP_CHANGES; i++)
        take_row(json_array_get(rows, i), &r->row[r->rows++]);
    r->more = (int)json_array_size(rows) - r->rows;
    r->compared = true;
}

/* What was learned of its cycle is taken where nobody has said one. */
static void take_machine(struct setup *s)
{
    char text[AMOUNT_TEXT_SIZE];
    const struct setup_machine *m = &s->machine[s->selected];
    s->replace.taken = true;
    (void)text_copy(s->replace.title, sizeof s->replace.title, m->title);
    if (s->ideal.length == 0 && m->ideal > 0)
        field_set(&s->ideal, amount_to_text(m->ideal, text));
}

unsigned setup_key_replace(struct setup *s, uint32_t key)
{
    int to = s->scroll + (key == KEY_CODE_UP ? -1 : key == KEY_CODE_DOWN ? 1 : 0);
    if (to != s->scroll && to >= 0 && to < s->replace.rows) {
        s->scroll = to;
        return SETUP_REPAINT;
    }
    if (key != KEY_CODE_ENTER || !s->replace.compared || s->selected >= s->found)
        return SETUP_BEEP;
    take_machine(s);
    return setup_go(s, SETUP_SUMMARY);
}
