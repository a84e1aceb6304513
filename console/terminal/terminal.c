/* SPDX-License-Identifier: MIT */
/* Wishes of the terminal's screen and what they come to: theme and characters go to console/tty.c,
 * all of them into the kept file; the view learns what holds, and the main loop speaks the language
 * that is there. Owned by nobody: all state is in ui and tty. */
#include "console/terminal/terminal.h"

#include "console/terminal/choice.h"
#include "console/terminal/kept.h"
#include "data/model/text.h"

#include <langinfo.h>
#include <string.h>

/* What is shown with: the tier that was chosen, else that of the terminal. */
static void use_glyphs(struct ui *ui, struct tty *tty)
{
    tty_glyphs(tty, ui->view.terminal.glyphs - 1);
    ui->view.tier = tty_tier(tty);
}

void terminal_begin(struct ui *ui, const struct options *options, struct tty *tty)
{
    struct terminal_view *t = &ui->view.terminal;
    const char *term = tty_name(tty), *codeset = nl_langinfo(CODESET);
    t->glyphs = choice_glyphs(options, &t->glyphs_from);
    t->language = choice_language(options, &t->language_from);
    use_glyphs(ui, tty);
    (void)text_sanitise(term, strlen(term), t->term, sizeof t->term);
    (void)text_sanitise(codeset, strlen(codeset), t->codeset, sizeof t->codeset);
    (void)kept_path(t->kept, sizeof t->kept);
    t->message = tty_message_words(tty);
    t->colours = tty_colours(tty);
    t->theme = choice_theme(options, &t->theme_from);
    tty_size(tty, &t->width, &t->height);
    tty_theme(tty, t->theme);
}

static const char *theme_name(int theme)
{
    return theme_list[theme].name;
}

/* A wish is taken once, holds, and is kept. */
static bool take(struct terminal_view *t, int *wish, int *now, const char *name,
                 const char *(*value)(int))
{
    int wanted = *wish;
    *wish = -1;
    if (wanted < 0)
        return false;
    if (!kept_set(name, value(wanted)))
        t->kept[0] = '\0';
    bool other = wanted != *now;
    *now = wanted;
    return other;
}

bool terminal_turn(struct ui *ui, struct tty *tty)
{
    struct terminal_view *t = &ui->view.terminal;
    struct terminal_wish *wish = &ui->desk.terminal;
    tty_size(tty, &t->width, &t->height);
    bool theme = take(t, &wish->theme, &t->theme, "theme", theme_name);
    bool glyphs = take(t, &wish->glyphs, &t->glyphs, "glyphs", glyphs_name);
    bool language = take(t, &wish->language, &t->language, "language", choice_language_name);
    if (theme)
        tty_theme(tty, t->theme);
    if (glyphs)
        use_glyphs(ui, tty);
    return theme || glyphs || language;
}
