/* SPDX-License-Identifier: MIT */
/* The week of a station that is set up: of each shift the times, days, breaks and teams, typed on a
 * page of its own. They are read by the configuration's own reader, and counted only when it would
 * take them. Called by setup.c; owns nothing. */
#include "console/setup/setup.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/config/days.h"
#include "data/model/text.h"

#include <string.h>

#define DAY_MIN   1440
#define EVERY_DAY 0x7F
#define WORKDAYS  0x1F

const char *const setup_days[7] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                   N_("Fri"), N_("Sat"), N_("Sun")};

/* ---- saying ---- */

void setup_say_days(uint8_t days, char *out, size_t size)
{
    out[0] = '\0';
    if (days == EVERY_DAY || days == 0) {
        (void)text_copy(out, size, days == 0 ? _("single dates") : _("every day"));
        return;
    }
    for (int i = 0, last; i < 7; i = last + 1) {
        size_t n = strlen(out);
        for (last = i; last < 6 && (days & (2U << last)) != 0; last++)
            ;
        if ((days & (1U << i)) == 0) {
            last = i;
            continue;
        }
        if (!text_format(out + n, size - n, "%s%s%s%s", n > 0 ? ", " : "", _(setup_days[i]),
                         last > i + 1 ? "\u2013"
                         : last > i   ? ", "
                                      : "",
                         last > i ? _(setup_days[last]) : ""))
            out[n] = '\0';
    }
}

static const struct setup_team *team_of(const struct setup_calendar *c, const char *id)
{
    for (int i = 0; i < c->teams; i++)
        if (strcmp(c->team[i].id, id) == 0)
            return &c->team[i];
    return NULL;
}

void setup_say_teams(const struct setup_calendar *c, const char *ids, char *out, size_t size)
{
    char id[SHIFT_NAME_SIZE];
    const char *at = ids;
    out[0] = '\0';
    while (ids[0] != '\0' && ids_next(&at, id, sizeof id) > 0) {
        const struct setup_team *team = team_of(c, id);
        size_t n = strlen(out);
        if (!text_format(out + n, size - n, "%s%s", n > 0 ? ", " : "",
                         team != NULL && team->title[0] != '\0' ? team->title : id))
            out[n] = '\0';
    }
}

static int turns_of(const char *ids)
{
    int turns = ids[0] != '\0';
    for (const char *p = ids; *p != '\0'; p++)
        turns += *p == ',';
    return turns;
}

bool setup_takes_turns(const struct setup_calendar *c)
{
    for (int i = 0; i < c->count; i++)
        if (turns_of(c->is[i].teams) > 1)
            return true;
    return false;
}

/* ---- the form -------------------------------------------------------------------------------- */

int setup_break_rows(const struct setup_shift_form *form)
{
    int filled = 0;
    for (int i = 0; i < BREAKS_MAX; i++)
        filled = form->pause[i].length > 0 ? i + 1 : filled;
    return filled < BREAKS_MAX ? filled + 1 : BREAKS_MAX;
}

int setup_shift_rows(const struct setup_shift_form *form)
{
    return SHIFT_BREAKS + setup_break_rows(form) + 1;
}

struct field *setup_shift_field(struct setup_shift_form *form, int row)
{
    if (row == SHIFT_BEGINS || row == SHIFT_ENDS)
        return row == SHIFT_BEGINS ? &form->begin : &form->end;
    if (row == SHIFT_DAYS || form->of < 0)
        return NULL;
    return row + 1 < setup_shift_rows(form) ? &form->pause[row - SHIFT_BREAKS] : &form->teams;
}

static void fill_time(struct field *f, int min)
{
    char text[16];
    (void)text_format(text, sizeof text, "%02d:%02d", min / 60 % 24, min % 60);
    field_set(f, text);
}

static void fill_break(struct field *f, const struct shift_break *pause)
{
    char text[32];
    (void)text_format(text, sizeof text, "%02d:%02d-%02d:%02d", pause->begin_min / 60 % 24,
                      pause->begin_min % 60, pause->end_min / 60 % 24, pause->end_min % 60);
    field_set(f, text);
}

static unsigned open_shift(struct setup *s, int index)
{
    const struct setup_calendar *c = &s->calendar;
    const struct setup_shift *shift = index >= 0 ? &c->is[index] : &c->is[0];
    struct setup_shift_form *form = &s->calendar.form;
    char text[FIELD_BYTES + 1];
    *form = (struct setup_shift_form){.of = index, .row = SHIFT_DAYS, .days = shift->plan.days};
    if (index >= 0) {
        fill_time(&form->begin, shift->plan.begin_min);
        fill_time(&form->end, shift->plan.end_min);
        for (int i = 0; i < shift->plan.pauses; i++)
            fill_break(&form->pause[i], &shift->plan.pause[i]);
        setup_say_teams(c, shift->teams, text, sizeof text);
        field_set(&form->teams, text);
    }
    return setup_go(s, SETUP_SHIFT);
}

/* ---- reading it ------------------------------------------------------------------------------ */

/* "9:00-9:15", "0900-0915", "09000915", with any dash. */
static bool read_break(const char *text, struct shift_break *out)
{
    size_t length = strlen(text), first = strcspn(text, "-\xE2"), then = first;
    char begin[8];
    if (first == length && length == 8)
        first = then = 4;
    else if (strncmp(text + first, "\u2013", 3) == 0)
        then += 3;
    else
        then += text[first] == '-';
    then += strspn(text + then, " ");
    while (first > 0 && text[first - 1] == ' ')
        first--;
    if (!text_copy_n(begin, sizeof begin, text, first))
        return false;
    out->begin_min = setup_read_time(begin);
    out->end_min = setup_read_time(text + then);
    return out->begin_min >= 0 && out->end_min >= 0;
}

/* What is typed as the pages write it, when the row is left. */
static void tidy(struct setup_shift_form *form)
{
    struct shift_break pause;
    struct field *f = setup_shift_field(form, form->row);
    if (f == NULL || f == &form->teams || f->length == 0)
        return;
    if (form->row >= SHIFT_BREAKS) {
        if (read_break(f->text, &pause))
            fill_break(f, &pause);
    } else if (setup_read_time(f->text) >= 0) {
        fill_time(f, setup_read_time(f->text));
    }
}

/* Whether the breaks fit; else which one does not ("" two of them at one time). */
static bool place_breaks(struct shift_plan *plan, char wrong[32])
{
    struct cause why;
    wrong[0] = '\0';
    for (int i = 0; i < plan->pauses; i++) { /* they may have been of another beginning */
        plan->pause[i].begin_min %= DAY_MIN;
        plan->pause[i].end_min %= DAY_MIN;
    }
    if (breaks_place(plan, &why) == 0)
        return true;
    for (int i = 0; i < plan->pauses && wrong[0] == '\0'; i++) {
        struct shift_plan alone = *plan;
        alone.pause[0] = plan->pause[i];
        alone.pauses = 1;
        if (breaks_place(&alone, &why) != 0)
            breaks_print(&alone, wrong, 32);
    }
    return false;
}

static bool say_breaks(struct setup *s, struct shift_plan *plan)
{
    char wrong[32], text[160];
    if (place_breaks(plan, wrong))
        return true;
    (void)text_format(text, sizeof text,
                      wrong[0] != '\0' ? _("%s: the break %s does not lie within the shift.")
                                       : _("%s: two breaks are at one time."),
                      plan->name, wrong);
    setup_said(s, text);
    return false;
}

static bool read_times(struct setup *s, struct setup_shift_form *form, struct shift_plan *plan)
{
    int begin = setup_read_time(form->begin.text), end = setup_read_time(form->end.text);
    if (begin < 0 || end < 0) {
        form->row = begin < 0 ? SHIFT_BEGINS : SHIFT_ENDS;
        setup_said(s, _("A time is e.g. 06:00."));
        return false;
    }
    plan->begin_min = begin;
    plan->end_min = end;
    if (form->days == 0 && plan->dates.count == 0) {
        form->row = SHIFT_DAYS;
        setup_said(s, _("A shift is on one day of the week at least."));
        return false;
    }
    plan->days = form->days;
    return true;
}

static bool read_breaks(struct setup *s, struct setup_shift_form *form, struct shift_plan *plan)
{
    plan->pauses = 0;
    for (int i = 0; i < BREAKS_MAX; i++) {
        if (form->pause[i].length == 0)
            continue;
        if (!read_break(form->pause[i].text, &plan->pause[plan->pauses++])) {
            form->row = SHIFT_BREAKS + i;
            setup_said(s, _("A break is e.g. 09:00-09:15."));
            return false;
        }
    }
    return say_breaks(s, plan);
}

/* ---- teams ---- */

/* An id as the configuration takes it, of a name as people write it. */
static void make_id(const struct setup_calendar *c, const char *name, char out[SHIFT_NAME_SIZE])
{
    char base[SHIFT_NAME_SIZE - 4];
    size_t n = 0;
    for (const char *p = name; *p != '\0' && n + 1 < sizeof base; p++) {
        bool small = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
        bool joins = n > 0 && (*p == ' ' || *p == '-' || *p == '_' || *p == '.');
        if (small || joins)
            base[n++] = *p == ' ' ? '-' : *p;
        else if (*p >= 'A' && *p <= 'Z')
            base[n++] = (char)(*p - 'A' + 'a');
    }
    base[n] = '\0';
    (void)text_copy(out, SHIFT_NAME_SIZE, n > 0 ? base : "team");
    for (int i = n > 0 ? 2 : 1; n == 0 || team_of(c, out) != NULL; i++) {
        (void)text_format(out, SHIFT_NAME_SIZE, "%s%d", n > 0 ? base : "team", i);
        n = n > 0 ? n : 1;
        if (i > TEAMS_MAX + 1)
            return;
    }
}

/* The team of a name or id, made when there is none. NULL: there are too many. */
static const struct setup_team *find_team(struct setup_calendar *c, const char *name)
{
    for (int i = 0; i < c->teams; i++)
        if (strcmp(c->team[i].title, name) == 0 || strcmp(c->team[i].id, name) == 0)
            return &c->team[i];
    if (c->teams == TEAMS_MAX)
        return NULL;
    struct setup_team *team = &c->team[c->teams];
    *team = (struct setup_team){.made = true};
    make_id(c, name, team->id);
    if (!text_copy(team->title, sizeof team->title, name))
        return NULL;
    c->teams++;
    return team;
}

/* "A, B" as ids. False: too many, or too long. */
static bool read_teams(struct setup_calendar *c, const char *text, char ids[SETUP_TURNS])
{
    int turns = 0;
    ids[0] = '\0';
    while (*text != '\0') {
        char name[FIELD_BYTES + 1];
        text += strspn(text, " ,");
        size_t n = strcspn(text, ","), length = n;
        while (length > 0 && text[length - 1] == ' ')
            length--;
        (void)text_copy_n(name, sizeof name, text, length);
        text += n;
        if (length == 0)
            continue;
        const struct setup_team *team = find_team(c, name);
        size_t have = strlen(ids);
        if (team == NULL || turns++ == ROTA_MAX ||
            !text_format(ids + have, SETUP_TURNS - have, "%s%s", have > 0 ? ", " : "", team->id))
            return false;
    }
    return true;
}

/* The ids from the nth on, then those before it. */
static void rotate(const char *ids, int n, char out[SETUP_TURNS])
{
    const char *from = ids;
    for (int i = 0; i < n; i++) {
        const char *comma = strchr(from, ',');
        from = comma != NULL ? comma + 2 : ids;
    }
    size_t before = from > ids ? (size_t)(from - ids) - 2 : 0;
    (void)text_format(out, SETUP_TURNS, "%s%s%.*s", from, before > 0 ? ", " : "", (int)before, ids);
}

/* Teams of the first shift that take turns: the next shift has them one turn later, where nothing
 * else is said. */
static void share_turns(struct setup_calendar *c)
{
    if (turns_of(c->is[0].teams) < 2 || c->count < 2)
        return;
    for (int i = 1; i < c->count; i++)
        if (c->is[i].teams[0] != '\0')
            return;
    for (int i = 1; i < c->count; i++)
        rotate(c->is[0].teams, i, c->is[i].teams);
}

/* ---- the whole week -------------------------------------------------------------------------- */

/* Whether the configuration would take it; else that is said. */
static bool is_right(struct setup *s)
{
    struct setup_calendar *c = &s->calendar;
    char text[160];
    for (int i = 0; i < c->count; i++) {
        int day;
        if (!say_breaks(s, &c->is[i].plan))
            return false;
        for (int k = 0; k < i; k++) {
            if (c->is[i].plan.days == 0 || c->is[k].plan.days == 0 ||
                !shifts_overlap(&c->is[k].plan, &c->is[i].plan, &day))
                continue;
            (void)text_format(text, sizeof text, _("%s and %s are at one time on %s."),
                              c->is[k].plan.name, c->is[i].plan.name, _(setup_days[day]));
            setup_said(s, text);
            return false;
        }
    }
    return true;
}

static unsigned take_form(struct setup *s)
{
    struct setup_calendar *c = &s->calendar;
    struct setup_shift_form *form = &c->form;
    struct setup_shift shift;
    s->error[0] = '\0';
    if (form->of < 0 && form->days == 0) {
        setup_said(s, _("A shift is on one day of the week at least."));
        return SETUP_REPAINT | SETUP_BEEP;
    }
    if (form->of < 0) {
        for (int i = 0; i < c->count; i++)
            if (c->is[i].plan.days != 0) /* else it is on single dates, and stays so */
                c->is[i].plan.days = form->days;
    } else {
        shift = c->is[form->of];
        if (!read_times(s, form, &shift.plan) || !read_breaks(s, form, &shift.plan))
            return SETUP_REPAINT | SETUP_BEEP;
        if (!read_teams(c, form->teams.text, shift.teams)) {
            setup_said(s, _("These are too many teams, or their names are too long."));
            return SETUP_REPAINT | SETUP_BEEP;
        }
        bool news = c->is[form->of].teams[0] == '\0';
        c->is[form->of] = shift;
        if (form->of == 0 && news)
            share_turns(c);
    }
    unsigned wish = setup_go(s, SETUP_WEEK);
    (void)is_right(s); /* may be half of a change: only leaving the page wants it right */
    return wish;
}

/* ---- keys ---- */

unsigned setup_key_week(struct setup *s, uint32_t key)
{
    struct setup_calendar *c = &s->calendar;
    if (key >= '1' && key <= '9' && (int)(key - '1') < c->count)
        return open_shift(s, (int)(key - '1'));
    if (key == '0' && c->count > 1)
        return open_shift(s, -1);
    if ((key == 't' || key == 'T') && setup_takes_turns(c)) {
        c->daily = !c->daily;
        return SETUP_REPAINT;
    }
    if (key != KEY_CODE_ENTER)
        return SETUP_BEEP;
    s->error[0] = '\0';
    return is_right(s) ? setup_on(s, SETUP_REASONS) : SETUP_REPAINT | SETUP_BEEP;
}

static unsigned key_days(struct setup_shift_form *form, uint32_t key)
{
    if (key < '1' || key > '9')
        return SETUP_BEEP;
    form->days = key == '9'   ? EVERY_DAY
                 : key == '8' ? WORKDAYS
                              : form->days ^ (uint8_t)(1U << (key - '1'));
    return SETUP_REPAINT;
}

unsigned setup_key_shift(struct setup *s, uint32_t key)
{
    struct setup_shift_form *form = &s->calendar.form;
    int rows = setup_shift_rows(form), to = -1;
    struct field *f = setup_shift_field(form, form->row);
    if (form->of < 0)
        return key == KEY_CODE_ENTER ? take_form(s) : key_days(form, key);
    if (key == KEY_CODE_UP || key == KEY_CODE_DOWN)
        to = form->row + (key == KEY_CODE_UP ? -1 : 1);
    else if (key == KEY_CODE_ENTER && form->row + 1 < rows)
        to = form->row + 1;
    if (to >= 0 && to < rows) {
        tidy(form);
        form->row = to;
        form->fresh = to + 1 < rows; /* names of teams are added to */
        return SETUP_REPAINT;
    }
    if (key == KEY_CODE_ENTER)
        return take_form(s);
    if (f == NULL)
        return key_days(form, key);
    return setup_type(f, &form->fresh, key);
}
