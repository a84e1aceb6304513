/* SPDX-License-Identifier: MIT */
/* What follows a change of language: names that can be chosen, and separators of figures. Words are
 * asked for whenever they are drawn. Called by console/loop.c; pure. */
#include "console/screens/speak.h"

#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

/* Fonts of bare consoles have Latin letters at most: a language whose name they cannot write is
 * shown in English there. */
static bool can_show(enum glyph_tier tier, const char *name)
{
    size_t left = name != NULL ? strlen(name) : 0;
    while (tier != GLYPH_UNICODE && left > 0) {
        uint32_t code;
        size_t n = utf8_decode(name, left, &code);
        if (n == 0 || code > 0x24F)
            return false;
        name += n;
        left -= n;
    }
    return true;
}

bool speak_follow(struct ui *ui, const char *own)
{
    struct view *v = &ui->view;
    const struct person *p = &ui->desk.person;
    bool theirs = p->id[0] != '\0' && p->language[0] != '\0' && words_which(p->language) >= 0;
    const char *wanted = theirs ? p->language : own;
    (void)words_use(can_show(v->tier, words_name(words_which(wanted))) ? wanted : "en");
    if (v->words_turn == words_turn())
        return false;
    v->words_turn = words_turn();
    v->numbers = v->numbers_own;
    number_style_said(&v->numbers);
    choices_speak(&v->reasons);
    choices_speak(&v->scrap_reasons);
    choices_speak(&v->modes);
    choices_speak(&v->call_types);
    return true;
}
