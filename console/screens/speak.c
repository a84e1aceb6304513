/* SPDX-License-Identifier: MIT */
/* What follows a change of language: names that can be chosen, and separators of figures. Words are
 * asked for whenever they are drawn. Called by console/loop.c; pure. */
#include "console/screens/speak.h"

#include "console/words/words.h"

bool speak_follow(struct ui *ui, const char *own)
{
    struct view *v = &ui->view;
    const struct person *p = &ui->desk.person;
    bool theirs = p->id[0] != '\0' && p->language[0] != '\0' && words_which(p->language) >= 0;
    const char *wanted = theirs ? p->language : own;
    words_ascii(v->tier == GLYPH_ASCII);
    (void)words_use(language_fits(v->tier, words_which(wanted)) ? wanted : "en");
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
