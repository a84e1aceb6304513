/* SPDX-License-Identifier: MIT */
/* The looks that panels share. Their list is in console/screens/panel_list.c. */
#include "console/panels/panel.h"
#include "console/words/words.h"

#include <string.h>

const char *panel_setting(const struct view *v, const char *key)
{
    return v->node != NULL ? layout_setting(v->layout, v->node, key) : NULL;
}

int panel_number(const struct view *v, const char *key, int otherwise)
{
    const char *text = panel_setting(v, key);
    int number;
    return text != NULL && layout_number(text, &number) ? number : otherwise;
}

bool panel_yes(const struct view *v, const char *key, bool otherwise)
{
    const char *text = panel_setting(v, key);
    return text != NULL ? strcmp(text, "yes") == 0 : otherwise;
}

bool panel_wants(const struct view *v, const char *key, const char *name)
{
    const char *text = panel_setting(v, key);
    return text == NULL || layout_has_name(text, name);
}

void draw_missing_signals(const struct view *v, struct area a)
{
    const char *names = panel_setting(v, "signals");
    char name[LAYOUT_VALUE_SIZE];
    int x = 1;
    while (names != NULL && v->has_snapshot && layout_word(&names, name, sizeof name)) {
        bool there = false;
        for (int i = 0; i < v->snap.signals && !there; i++)
            there = strcmp(v->snap.signal[i].name, name) == 0;
        if (!there)
            x = draw_format(a, x, a.r.h - 1, ST_DIM, _("no signal %s here"), name) + 2;
    }
}

struct state_look state_look(enum machine_state state, bool small)
{
    static const struct state_look looks[MACHINE_STATE_COUNT] = {
        [MS_UNKNOWN] = {N_("NO DATA"), 0x25CC, ST_UNKNOWN},
        [MS_RUNNING] = {N_("RUNNING"), 0x25B6, ST_NORMAL},
        [MS_IDLE] = {N_("IDLE"), 0x25A1, ST_WAIT},
        [MS_STOPPED] = {N_("STOPPED"), 0x25A0, ST_BAD},
        [MS_STARVED] = {N_("STARVED"), 0x25A1, ST_WAIT},
        [MS_BLOCKED] = {N_("BLOCKED"), 0x25A1, ST_WAIT},
        [MS_CHANGEOVER] = {N_("CHANGEOVER"), 0x25C7, ST_CHANGE},
        [MS_PLANNED] = {N_("PLANNED"), 0x25C7, ST_CHANGE},
    };
    if ((unsigned)state >= MACHINE_STATE_COUNT)
        state = MS_UNKNOWN;
    struct state_look look = looks[state];
    look.word = _(look.word);
    if (small && state == MS_STOPPED)
        look.style = ST_WARN;
    return look;
}

int list_top(int top, int selected, int count, int page)
{
    if (selected < top)
        top = selected;
    if (selected >= top + page)
        top = selected - page + 1;
    if (top > count - page)
        top = count - page;
    return top < 0 ? 0 : top;
}

int draw_labelled(struct area a, int x, int y, const char *label, enum style style,
                  const char *value)
{
    x = draw_text(a, x, y, ST_DIM, label);
    return draw_text(a, x, y, style, value);
}

int draw_padded(struct area a, int x, int y, int cells, enum style style, const char *text)
{
    int end = draw_text(a, x, y, style, text);
    if (end < x + cells)
        draw_fill(a, (struct rect){end, y, x + cells - end, 1}, style, ' ');
    return end < x + cells ? x + cells : end;
}
