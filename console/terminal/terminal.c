/* SPDX-License-Identifier: MIT */
/* Wishes of the terminal's screen and what they come to: the theme goes to console/tty.c and into
 * the kept file; the view learns what holds. Owned by nobody: all state is in ui and tty. */
#include "console/terminal/terminal.h"

#include "console/terminal/kept.h"
#include "data/model/text.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

int terminal_theme(const struct options *options, enum terminal_source *from)
{
    char kept[THEME_NAME_SIZE];
    const char *said = getenv("ANDON_THEME");
    int theme = options->theme;
    *from = FROM_OPTION;
    if (theme < 0 && said != NULL) {
        theme = theme_find(said);
        *from = FROM_ENVIRONMENT;
    }
    if (theme < 0 && kept_get("theme", kept, sizeof kept)) {
        theme = theme_find(kept);
        *from = FROM_KEPT;
    }
    if (theme >= 0)
        return theme;
    *from = FROM_DEFAULT;
    return THEME_DEFAULT;
}

void terminal_begin(struct ui *ui, const struct options *options, struct tty *tty)
{
    struct terminal_view *t = &ui->view.terminal;
    const char *term = tty_name(tty), *codeset = nl_langinfo(CODESET);
    ui->view.tier = tty_tier(tty);
    (void)text_sanitise(term, strlen(term), t->term, sizeof t->term);
    (void)text_sanitise(codeset, strlen(codeset), t->codeset, sizeof t->codeset);
    (void)kept_path(t->kept, sizeof t->kept);
    t->message = tty_message_words(tty);
    t->colours = tty_colours(tty);
    t->theme = terminal_theme(options, &t->theme_from);
    tty_size(tty, &t->width, &t->height);
    tty_theme(tty, t->theme);
}

bool terminal_turn(struct ui *ui, struct tty *tty)
{
    struct terminal_view *t = &ui->view.terminal;
    struct terminal_wish *wish = &ui->desk.terminal;
    tty_size(tty, &t->width, &t->height);
    if (wish->theme < 0)
        return false;
    bool other = wish->theme != t->theme;
    t->theme = wish->theme;
    wish->theme = -1;
    if (!kept_set("theme", theme_list[t->theme].name))
        t->kept[0] = '\0';
    if (other)
        tty_theme(tty, t->theme);
    return other;
}
