/* SPDX-License-Identifier: MIT */
/* Shifts and reasons of a station that is set up: a few shapes of the day with their times, the
 * shipped tree of reasons or a shorter one. What else there is of shifts is shifts.c's. Called by
 * setup.c; owns nothing. */
#include "console/setup/setup.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define DAY_MIN 1440

/* Names of the shifts and when they usually begin; the last one of a day with a gap ends then. */
static const struct shape {
    int shifts;
    bool gap; /* the day has an end */
    const char *name[3];
    int time_min[4];
} shapes[SHAPES] = {
    [SHAPE_ONE] = {1, true, {"day"}, {360, 840}},
    [SHAPE_TWO] = {2, true, {"early", "late"}, {360, 840, 1320}},
    [SHAPE_THREE] = {3, false, {"early", "late", "night"}, {360, 840, 1320}},
    [SHAPE_LONG] = {2, false, {"day", "night"}, {360, 1080}},
};

int setup_times(enum setup_shape shape)
{
    return shapes[shape].shifts + shapes[shape].gap;
}

int setup_read_time(const char *text)
{
    int digit[4], digits = 0, colon = -1;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == ':' && colon < 0)
            colon = digits;
        else if (*p >= '0' && *p <= '9' && digits < 4)
            digit[digits++] = *p - '0';
        else
            return -1;
    }
    if (digits < 3 || (colon >= 0 && colon != digits - 2))
        return -1;
    int hour = digits == 4 ? digit[0] * 10 + digit[1] : digit[0];
    int minute = digit[digits - 2] * 10 + digit[digits - 1];
    return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

static const struct setup_shift *shift_was(const struct setup_calendar *c, const char *name)
{
    for (int i = 0; i < c->were; i++)
        if (strcmp(c->was[i].plan.name, name) == 0)
            return &c->was[i];
    return NULL;
}

int setup_shifts_of(const struct setup_calendar *c, struct setup_shift out[SHIFTS_MAX])
{
    const struct shape *shape = &shapes[c->shape];
    int time[4] = {0}, count = setup_times(c->shape), turns = 0;
    for (int i = 0; i < count; i++) {
        time[i] = setup_read_time(c->time[i].text);
        if (time[i] < 0)
            return -1;
    }
    for (int i = 0; i < shape->shifts; i++) {
        const struct setup_shift *was = shift_was(c, shape->name[i]);
        int end = time[(i + 1) % count];
        int length = (end - time[i] + DAY_MIN) % DAY_MIN;
        if (length == 0)
            return -1;
        turns += length;
        out[i] = was != NULL ? *was : (struct setup_shift){.plan.days = 0x7F};
        out[i].plan.begin_min = time[i];
        out[i].plan.end_min = end;
        (void)text_copy(out[i].plan.name, sizeof out[i].plan.name, shape->name[i]);
    }
    return turns <= DAY_MIN ? shape->shifts : -1; /* two at one time */
}

static void usual_times(struct setup_calendar *c)
{
    const struct shape *shape = &shapes[c->shape];
    for (int i = 0; i < setup_times(c->shape); i++) {
        char text[16];
        bool first = i < shape->shifts;
        /* What the configuration has for this shape stays. */
        const struct setup_shift *was = shift_was(c, shape->name[first ? i : i - 1]);
        int min = was == NULL ? shape->time_min[i]
                  : first     ? was->plan.begin_min
                              : was->plan.end_min % DAY_MIN;
        (void)text_format(text, sizeof text, "%02d:%02d", min / 60, min % 60);
        field_clear(&c->time[i], FIELD_TEXT);
        field_set(&c->time[i], text);
    }
}

static unsigned choose_shape(struct setup *s)
{
    struct setup_calendar *c = &s->calendar;
    bool other = c->shape != (enum setup_shape)c->row;
    c->shape = (enum setup_shape)c->row;
    if (c->shape == SHAPE_AS_IS) {
        if (other)
            memcpy(c->is, c->was, sizeof c->is);
        c->count = other ? c->were : c->count;
        return setup_go(s, SETUP_WEEK);
    }
    if (c->shape == SHAPE_NONE) {
        c->count = 0;
        return setup_on(s, SETUP_REASONS);
    }
    if (other || c->time[0].length == 0)
        usual_times(c);
    c->typing = c->fresh = true;
    c->at = 0;
    return SETUP_REPAINT;
}

/* The times of shifts that stay keep their days, breaks and teams, also those of this hour. */
static int take_times(struct setup_calendar *c)
{
    static struct setup_shift made[SHIFTS_MAX]; /* too large for a stack; of one call at a time */
    int count = setup_shifts_of(c, made);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < c->count; k++)
            if (strcmp(c->is[k].plan.name, made[i].plan.name) == 0) {
                struct setup_shift now = c->is[k];
                now.plan.begin_min = made[i].plan.begin_min;
                now.plan.end_min = made[i].plan.end_min;
                made[i] = now;
            }
    if (count < 0)
        return -1;
    memcpy(c->is, made, sizeof c->is);
    c->count = count;
    return 0;
}

static unsigned key_times(struct setup *s, uint32_t key)
{
    struct setup_calendar *c = &s->calendar;
    int count = setup_times(c->shape), to = -1;
    if (key == KEY_CODE_UP || key == KEY_CODE_DOWN)
        to = c->at + (key == KEY_CODE_UP ? -1 : 1);
    else if (key == KEY_CODE_ENTER && c->at + 1 < count)
        to = c->at + 1;
    if (to >= 0 && to < count) {
        c->at = to;
        c->fresh = true;
        return SETUP_REPAINT;
    }
    if (key == KEY_CODE_ENTER && take_times(c) != 0) {
        for (int i = count - 1; i >= 0; i--) /* to the one that is none, if so */
            if (setup_read_time(c->time[i].text) < 0)
                c->at = i;
        c->fresh = true;
        setup_said(s, _("These are no shifts one behind the other; a time is e.g. 06:00."));
        return SETUP_REPAINT | SETUP_BEEP;
    }
    if (key == KEY_CODE_ENTER) {
        c->typing = false;
        return setup_go(s, SETUP_WEEK);
    }
    return setup_type(&c->time[c->at], &c->fresh, key);
}

unsigned setup_key_calendar(struct setup *s, uint32_t key)
{
    struct setup_calendar *c = &s->calendar;
    int first = c->were > 0 ? SHAPE_AS_IS : SHAPE_ONE;
    if (c->typing)
        return key_times(s, key);
    if (key == KEY_CODE_ENTER)
        return choose_shape(s);
    int to = key == KEY_CODE_UP                 ? c->row - 1
             : key == KEY_CODE_DOWN             ? c->row + 1
             : key >= '0' && key < '0' + SHAPES ? (int)(key - '0')
                                                : -1;
    if (to < first || to >= SHAPES)
        return SETUP_BEEP;
    c->row = to;
    return key >= '0' && key <= '9' ? choose_shape(s) : SETUP_REPAINT;
}

unsigned setup_key_reasons(struct setup *s, uint32_t key)
{
    struct setup_reasons *r = &s->reasons;
    int first = r->own ? TREE_AS_IS : TREE_SHIPPED;
    int to = key == KEY_CODE_UP                ? r->row - 1
             : key == KEY_CODE_DOWN            ? r->row + 1
             : key >= '0' && key < '0' + TREES ? (int)(key - '0')
                                               : -1;
    if (key != KEY_CODE_ENTER && (to < first || to >= TREES))
        return SETUP_BEEP;
    if (key != KEY_CODE_ENTER)
        r->row = to;
    if (key == KEY_CODE_UP || key == KEY_CODE_DOWN)
        return SETUP_REPAINT;
    r->tree = (enum setup_tree)r->row;
    r->chosen = r->tree != TREE_AS_IS;
    return setup_go(s, SETUP_SUMMARY);
}
