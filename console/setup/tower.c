/* SPDX-License-Identifier: MIT */
/* The tower of a station that is set up: what it is on, which lines lead there, and line by line
 * which lamp is lit. The helper lets one line go on and off; then, with the line high all the time,
 * whether the lamp is on tells its polarity. Called by setup.c; owns nothing. */
#include "console/setup/setup.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <jansson.h>
#include <string.h>

const char *const setup_lamp_words[SETUP_NOT_ASKED] = {
    [SETUP_NOTHING] = N_("nothing"), [SETUP_RED] = N_("red"),         [SETUP_YELLOW] = N_("yellow"),
    [SETUP_GREEN] = N_("green"),     [SETUP_BLUE] = N_("blue"),       [SETUP_WHITE] = N_("white"),
    [SETUP_BUZZER] = N_("buzzer"),   [SETUP_TWO] = N_("two at once"),
};
const char *const setup_colours[SETUP_TWO] = {
    [SETUP_NOTHING] = "",      [SETUP_RED] = "red",   [SETUP_YELLOW] = "yellow",
    [SETUP_GREEN] = "green",   [SETUP_BLUE] = "blue", [SETUP_WHITE] = "white",
    [SETUP_BUZZER] = "buzzer",
};

int setup_wanted(const struct setup *s)
{
    int count = 0;
    for (int i = 0; i < s->tower.lines; i++)
        count += s->tower.gpio[i].wanted;
    return count;
}

/* ---- lines of the helper --------------------------------------------------------------------- */

/* What is known of a line already: from the test before, or from the configuration. */
static void remember(const struct setup *s, const struct setup_tower *before, struct setup_gpio *g)
{
    g->lamp = SETUP_NOT_ASKED;
    for (int i = 0; i < before->lines; i++) {
        if (strcmp(before->gpio[i].line, g->line) != 0 || g->line[0] == '\0')
            continue;
        g->wanted = before->gpio[i].wanted;
        g->lamp = before->gpio[i].lamp;
        g->low = before->gpio[i].low;
        return;
    }
    for (int i = 0; i < s->lamps && !before->listed; i++) {
        if (strcmp(s->lamp[i].line, g->line) != 0 || g->line[0] == '\0')
            continue;
        g->wanted = true;
        g->low = s->lamp[i].low;
        for (int c = SETUP_RED; c < SETUP_TWO; c++)
            if (strcmp(setup_colours[c], s->lamp[i].colour) == 0)
                g->lamp = (enum setup_lamp)c;
    }
}

static void take_list(struct setup *s, const json_t *root, const json_t *list)
{
    static struct setup_tower before; /* too large for a stack; of one call at a time */
    struct setup_tower *t = &s->tower;
    before = *t;
    t->lines = 0;
    member_take_text(root, "trouble", t->trouble, sizeof t->trouble);
    /* Those with a name first: they are the ones that somebody meant for something. */
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < json_array_size(list) && t->lines < SETUP_GPIO; i++) {
            const json_t *one = json_array_get(list, i);
            const char *name = json_string_value(json_object_get(one, "name"));
            struct setup_gpio *g = &t->gpio[t->lines];
            if ((name != NULL && name[0] != '\0') != (pass == 0))
                continue;
            *g = (struct setup_gpio){.used = json_is_true(json_object_get(one, "used"))};
            member_take_text(one, "line", g->line, sizeof g->line);
            member_take_text(one, "user", g->user, sizeof g->user);
            member_take_text(one, "label", g->chip, sizeof g->chip);
            remember(s, &before, g);
            t->lines++;
        }
    }
    t->more = (int)json_array_size(list) - t->lines;
    t->at = t->at < t->lines ? t->at : 0;
    if (!t->listed && !t->chosen && !s->there && t->lines > 0)
        t->row = SETUP_ON_GPIO; /* a machine that has lines has them for something */
    t->listed = true;
}

/* What was ordered last, not what was seen before it. */
static bool is_test(const struct setup_tower *t, const json_t *answer)
{
    const char *line = json_string_value(json_object_get(answer, "driven"));
    const char *drive = json_string_value(json_object_get(answer, "drive"));
    return t->test >= 0 && line != NULL && drive != NULL &&
           strcmp(line, t->gpio[t->test].line) == 0 &&
           strcmp(drive, t->level ? "high" : "blink") == 0;
}

bool setup_take_outputs(struct setup *s, const char *line, size_t length)
{
    json_t *root = json_loadb(line, length, 0, NULL);
    const json_t *list = json_object_get(root, "lines");
    char why[128];
    if (json_is_array(list)) {
        take_list(s, root, list);
    } else if (json_object_get(root, "driven") != NULL) {
        if (is_test(&s->tower, root)) {
            s->tower.driven = true;
            s->error[0] = '\0';
        }
    } else if (json_object_get(root, "released") != NULL) {
        member_take_text(root, "why", why, sizeof why);
        s->tower.driven = false;
        if (why[0] != '\0' && s->page == SETUP_LAMP)
            setup_said(s, _("The line was let go: nobody answered for 2 min."));
    } else if (json_object_get(root, "error") != NULL) {
        s->tower.driven = false;
        member_take_text(root, "error", s->error, sizeof s->error);
    }
    bool news = root != NULL;
    json_decref(root);
    return news;
}

void setup_outputs_lost(struct setup *s, const char *words)
{
    s->tower.driven = false;
    s->tower.test = -1;
    if (s->page == SETUP_LAMP)
        s->page = SETUP_LINES;
    if (s->page == SETUP_TOWER || s->page == SETUP_LINES)
        setup_said(s, words[0] != '\0' ? words : _("andonctl outputs has ended"));
}

size_t setup_trial(const struct setup *s, char *out, size_t size)
{
    const struct setup_tower *t = &s->tower;
    const char *order = s->page == SETUP_TOWER || s->page == SETUP_LINES
                            ? "{\"release\":true}\n{\"list\":true}\n"
                            : "{\"release\":true}\n";
    if (s->page != SETUP_LAMP || t->test < 0)
        return text_copy(out, size, order) ? strlen(out) : 0;
    json_t *root =
        json_pack("{s:s,s:s}", "try", t->gpio[t->test].line, "drive", t->level ? "high" : "blink");
    size_t length = root != NULL && size > 1 ? json_dumpb(root, out, size - 1, JSON_COMPACT) : 0;
    json_decref(root);
    if (length == 0 || length >= size - 1)
        return 0;
    out[length] = '\n';
    return length + 1;
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* The choices that there are: what this page does not know is only kept. */
static bool is_choice(const struct setup *s, int row)
{
    return row >= 0 && row < SETUP_TOWERS && (row != SETUP_AS_IS || s->tower.kind == SETUP_AS_IS);
}

static unsigned choose_tower(struct setup *s)
{
    struct setup_tower *t = &s->tower;
    if (t->row == SETUP_ON_GPIO && t->lines == 0 && t->listed)
        return SETUP_BEEP;
    if (t->row == SETUP_ON_GPIO)
        return setup_go(s, SETUP_LINES) | SETUP_TRY;
    t->chosen = t->chosen || t->row != (int)t->kind || !s->there;
    t->kind = (enum setup_tower_kind)t->row;
    return setup_on(s, SETUP_CALENDAR);
}

unsigned setup_key_tower(struct setup *s, uint32_t key)
{
    struct setup_tower *t = &s->tower;
    int to = key == KEY_CODE_UP ? t->row - 1 : key == KEY_CODE_DOWN ? t->row + 1 : -1;
    if (key >= '1' && key <= '9') {
        to = (int)(key - '1');
        if (!is_choice(s, to))
            return SETUP_BEEP;
        t->row = to; /* where it says why, when it cannot be chosen */
        return choose_tower(s) | SETUP_REPAINT;
    }
    if (key == KEY_CODE_ENTER)
        return choose_tower(s);
    if (!is_choice(s, to))
        return SETUP_BEEP;
    t->row = to;
    return SETUP_REPAINT;
}

/* The next line to be tried from `from` on, in this direction; -1: there is none. */
static int next_wanted(const struct setup_tower *t, int from, int by)
{
    for (int i = from; i >= 0 && i < t->lines; i += by)
        if (t->gpio[i].wanted)
            return i;
    return -1;
}

static unsigned begin_test(struct setup *s, int index)
{
    s->tower.test = index;
    s->tower.level = s->tower.driven = false;
    return setup_go(s, SETUP_LAMP) | SETUP_TRY;
}

static unsigned toggle(struct setup *s)
{
    struct setup_gpio *g = &s->tower.gpio[s->tower.at];
    if (s->tower.lines == 0 || g->used || g->line[0] == '\0' ||
        (!g->wanted && setup_wanted(s) >= SETUP_TRIED))
        return SETUP_BEEP;
    g->wanted = !g->wanted;
    return SETUP_REPAINT;
}

unsigned setup_key_lines(struct setup *s, uint32_t key)
{
    struct setup_tower *t = &s->tower;
    int to = key == KEY_CODE_UP ? t->at - 1 : key == KEY_CODE_DOWN ? t->at + 1 : -1;
    if (to >= 0 && to < t->lines) {
        t->at = to;
        return SETUP_REPAINT;
    }
    if (key == ' ' || key == 'x')
        return toggle(s);
    if (key == 't')
        return SETUP_OWN | SETUP_REPAINT;
    int first = next_wanted(t, 0, 1);
    if (key != KEY_CODE_ENTER || first < 0)
        return SETUP_BEEP;
    for (int i = 0; i < t->lines; i++)
        if (t->gpio[i].wanted && t->gpio[i].used)
            return setup_said(s, _("A line that is in use cannot be tried.")), SETUP_REPAINT;
    return begin_test(s, first);
}

static bool any_lamp(const struct setup_tower *t)
{
    for (int i = 0; i < t->lines; i++)
        if (t->gpio[i].wanted && t->gpio[i].lamp > SETUP_NOTHING && t->gpio[i].lamp < SETUP_TWO)
            return true;
    return false;
}

static unsigned say_none(struct setup *s)
{
    unsigned wish = setup_go(s, SETUP_LINES) | SETUP_TRY;
    setup_said(s, _("No lamp was seen. Has the tower its supply, and are these its lines? Esc: "
                    "simulated, until it is wired."));
    return wish;
}

/* All lines may have been left out, or answered with nothing, after some had lit a lamp. */
unsigned setup_ask_lamp(struct setup *s)
{
    const struct setup_tower *t = &s->tower;
    bool lacks = t->chosen && t->kind == SETUP_ON_GPIO && t->tested && !any_lamp(t);
    return lacks ? say_none(s) : 0;
}

/* On to the next line, or all are answered. A tower without any lamp is none. */
static unsigned next_line(struct setup *s)
{
    struct setup_tower *t = &s->tower;
    int next = next_wanted(t, t->test + 1, 1);
    if (next >= 0)
        return begin_test(s, next);
    t->test = -1;
    t->driven = false;
    if (!any_lamp(t))
        return say_none(s);
    t->tested = t->chosen = true;
    t->kind = SETUP_ON_GPIO;
    return setup_on(s, SETUP_CALENDAR) | SETUP_TRY;
}

static unsigned answer_lamp(struct setup *s, enum setup_lamp lamp)
{
    s->tower.gpio[s->tower.test].lamp = lamp;
    if (lamp == SETUP_NOTHING || lamp == SETUP_TWO)
        return next_line(s);
    s->tower.level = true;
    s->tower.driven = false;
    return SETUP_TRY | SETUP_REPAINT;
}

static unsigned one_back(struct setup *s)
{
    struct setup_tower *t = &s->tower;
    if (t->level)
        return begin_test(s, t->test);
    int before = next_wanted(t, t->test - 1, -1);
    return before >= 0 ? begin_test(s, before) : SETUP_BEEP;
}

unsigned setup_key_lamp(struct setup *s, uint32_t key)
{
    struct setup_tower *t = &s->tower;
    if (t->test < 0 || t->test >= t->lines)
        return setup_go(s, SETUP_LINES);
    if (key == KEY_CODE_LEFT || key == 0x7F || key == '\b')
        return one_back(s);
    if (key == ' ' || key == KEY_CODE_ENTER)
        return SETUP_TRY | SETUP_REPAINT;
    if (!t->driven && key != '0')
        return SETUP_BEEP; /* nobody can have seen it */
    if (!t->level && key >= '0' && key < '0' + SETUP_NOT_ASKED)
        return answer_lamp(s, (enum setup_lamp)(key - '0'));
    if (!t->level || (key != '1' && key != '2'))
        return SETUP_BEEP;
    t->gpio[t->test].low = key == '2';
    return next_line(s);
}
