/* SPDX-License-Identifier: MIT */
/* What happens to the tower itself: somebody tests its lamps, or a line does not follow what was
 * set. Both become `lamp` records. A test shows each lamp alone, then all of them, and ends by
 * itself; until then it stands before every rule. Called by the step; lamps.c asks what a test
 * shows. */
#include "andon/engine/parts.h"
#include "data/model/text.h"

#include <string.h>

#define EACH_MS 1000
#define ALL_MS  2000
/* A line that chatters makes no record each time: it is well when it has been for so long. */
#define WELL_MS 10000

/* ---- the lamp test -------------------------------------------------------------------------- */

static int64_t test_length(const struct station *st)
{
    return (int64_t)st->config->lamps * EACH_MS + ALL_MS;
}

static void end_test(struct station *st, int64_t at)
{
    st->test.on = false;
    if (at < st->test.begin + test_length(st))
        records_test(st, at); /* earlier than its record says */
    station_touch(st);
}

const char *station_test_refusal(const struct station *st)
{
    if (st->stopping)
        return "andond is stopping";
    if (st->config->lamps == 0)
        return "this station has no lamps";
    return st->test.on ? "a lamp test is running" : NULL;
}

void tower_test(struct station *st, const char *actor, const char *from)
{
    if (station_test_refusal(st))
        return;
    st->test = (struct lamp_test){.on = true,
                                  .number = st->next_lamp++,
                                  .begin = st->t,
                                  .looked = st->t,
                                  .begin_wall = station_wall(st, st->t)};
    text_sanitise(actor, strlen(actor), st->test.actor, sizeof st->test.actor);
    text_sanitise(from, strlen(from), st->test.from, sizeof st->test.from);
    records_test(st, st->test.begin + test_length(st));
}

void tower_stopping(struct station *st)
{
    if (st->test.on)
        end_test(st, st->t);
}

enum lamp_pattern tower_test_pattern(const struct station *st, int lamp)
{
    int64_t alone = (st->t - st->test.begin) / EACH_MS;
    bool all = alone >= (int64_t)st->config->lamps;
    if (!all && alone != lamp)
        return LAMP_OFF;
    return sound_is_buzzer(st, lamp) ? LAMP_BEEP : LAMP_ON; /* no continuous tone, ever */
}

int64_t station_test_left(const struct station *st)
{
    return st->test.on ? st->test.begin + test_length(st) - st->t : 0;
}

/* The next lamp's turn, or the end. */
static int64_t test_deadline(const struct station *st)
{
    if (!st->test.on)
        return TIME_NEVER;
    int64_t length = test_length(st), next = ((st->test.looked - st->test.begin) / EACH_MS + 1);
    bool last = next > (int64_t)st->config->lamps;
    return st->test.begin + (last ? length : next * EACH_MS);
}

static void test_turn(struct station *st)
{
    st->test.looked = st->t;
    if (st->t >= st->test.begin + test_length(st))
        end_test(st, st->t);
    station_touch(st);
}

/* ---- lines that do not follow ---------------------------------------------------------------- */

static void line_fails(struct station *st, int lamp, const char *why)
{
    struct line *line = &st->line[lamp];
    bool open = line->open;
    line->open = true;
    line->well = false;
    if (open)
        return;
    line->number = st->next_lamp++;
    line->rev = 0;
    line->begin = st->t;
    line->begin_wall = station_wall(st, st->t);
    text_sanitise(why, strlen(why), line->why, sizeof line->why);
    records_line(st, lamp, TIME_NONE);
}

void tower_judge(struct station *st, int lamp, const char *why)
{
    struct line *line = &st->line[lamp];
    bool fails = (st->light.mismatch >> lamp & 1) != 0 || st->light.feedback[lamp].wrong;
    if (fails) {
        line_fails(st, lamp, why);
    } else if (line->open && !line->well) {
        line->well = true;
        line->well_at = st->t;
    }
}

void tower_lines(struct station *st, uint32_t mismatch, const char *why)
{
    st->light.mismatch = mismatch;
    for (size_t i = 0; i < st->config->lamps; i++)
        tower_judge(st, (int)i, why ? why : "");
}

static int64_t line_deadline(const struct line *line)
{
    return line->open && line->well ? line->well_at + WELL_MS : TIME_NEVER;
}

/* ---- time ------------------------------------------------------------------------------------ */

int64_t tower_deadline(const struct station *st)
{
    int64_t due = test_deadline(st);
    for (size_t i = 0; i < st->config->lamps; i++) {
        int64_t one = line_deadline(&st->line[i]);
        if (one < due)
            due = one;
    }
    return due;
}

void tower_expire(struct station *st)
{
    if (test_deadline(st) <= st->t)
        test_turn(st);
    for (size_t i = 0; i < st->config->lamps; i++) {
        if (line_deadline(&st->line[i]) > st->t)
            continue;
        st->line[i].open = false;
        records_line(st, (int)i, st->line[i].well_at);
    }
}
