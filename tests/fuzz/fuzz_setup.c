/* SPDX-License-Identifier: MIT */
/* Setting up a station with helpers that say anything (names of machines and lines come from a
 * broker and a kernel) and a person who types anything. Pictures are such as a terminal can show,
 * orders are JSON lines, and what is to be changed in the configuration makes one that our own
 * parser takes, with the lamps and shifts that were chosen; only what was typed as an address or a
 * cycle may be refused. The first byte chooses whether there is a station already, the second the
 * terminal; each line that follows:
 *     >JSON   is said by the one who listens to the broker
 *     <JSON   … by the one who drives lines
 *     !KEYS   are pressed; from 0x80 on those beyond the characters
 *     x TEXT, y TEXT, n TEXT   who listens, who drives, who writes has ended with these words */
#include "andon/ctl/station/change.h"
#include "console/setup/setup.h"
#include "console/widgets/key.h"
#include "data/config/config.h"
#include "shown.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD                                                                               \
    "[site]\nenterprise = acme\nname = monterrey\n[line]\narea = stamping\nname = line1\n" \
    "[station]\nname = press3\ntitle = Press 3\n# a comment\nideal_cycle = 4 s\n"          \
    "[broker plant]\nurl = mqtt://localhost:1883\n[signal state]\nrole = state\ntopic = a/b\n\n"

static const char *const stations[] = {
    HEAD "[lamp red]\n[lamp yellow]\n[lamp green]\n[lamp white]\n",
    HEAD
    "# wired in May\n[lamp red]\nline = RED\npolarity = low\n[lamp green]\nline = 4@gpiochip0\n"
    "[lamp beacon]\ncolour = red\nline = BEACON\n[shift early]\nstart = 06:00\nend = 14:00\n"
    "[shift late]\nstart = 14:00\nend = 22:00\n",
    HEAD "[lamp green]\n[reason press]\ntitle = Press\nplace = 1\n[reason press.jam]\n"
         "title = It jams\n[reason mech.drive]\nretired = yes\n",
};

static struct setup s;

/* ---- what is to be written ------------------------------------------------------------------- */

static void hold_json(const char *text, size_t length)
{
    json_t *json = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    hold(json != NULL);
    json_decref(json);
}

/* One or two lines, each JSON. */
static void hold_lines(const char *text, size_t length)
{
    for (const char *line = text, *end = text + length; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        hold(newline != NULL);
        hold_json(line, (size_t)(newline - line));
        line = newline + 1;
    }
}

/* As `andonctl station edit` takes it; false: a value that no line can hold is refused by name. */
static bool change(struct change_text *t, json_t *patch)
{
    struct cause why;
    const char *section, *key;
    json_t *keys, *value;
    json_object_foreach(patch, section, keys)
    {
        if (json_is_null(keys))
            hold(change_drop(t, section, NULL, &why) == 0);
        json_object_foreach(keys, key, value)
        {
            if (json_is_null(value))
                hold(change_drop(t, section, key, &why) == 0);
            else if (change_set(t, section, key, json_string_value(value), &why) != 0)
                return false;
        }
    }
    return true;
}

static struct config *load(const char *text, size_t length, struct config_report *problems)
{
    const struct config_text file = {"station.ini", text, length};
    const struct config_layer layer = {.text = &file, .texts = 1};
    return config_load_layers(&layer, 1, problems);
}

static bool is_typed(const char *problem)
{
    return strstr(problem, "url") != NULL || strstr(problem, "ideal_cycle") != NULL;
}

static void hold_lamps(const struct config *config)
{
    for (int i = 0; i < s.tower.lines; i++) {
        const struct setup_gpio *g = &s.tower.gpio[i];
        bool found = false;
        if (!g->wanted || g->lamp < SETUP_RED || g->lamp >= SETUP_TWO)
            continue;
        for (size_t k = 0; k < config->lamps; k++)
            found = found || (strcmp(config->lamp[k].line, g->line) == 0 &&
                              strcmp(config->lamp[k].colour, setup_colours[g->lamp]) == 0 &&
                              config->lamp[k].active_low == g->low);
        hold(found);
    }
}

static void hold_shifts(const struct config *config)
{
    const struct setup_calendar *c = &s.calendar;
    hold(config->shifts == (size_t)c->count);
    for (int i = 0; i < c->count; i++) {
        const struct shift_plan *is = &c->is[i].plan, *plan = NULL;
        for (size_t k = 0; k < config->shifts; k++)
            if (strcmp(config->shift[k].plan.name, is->name) == 0)
                plan = &config->shift[k].plan;
        hold(plan != NULL && plan->days == is->days && plan->pauses == is->pauses);
        hold(plan->begin_min == is->begin_min && plan->end_min == is->end_min);
    }
}

static void hold_config(const char *text, size_t length)
{
    struct config_report problems = {0};
    struct config *config = load(text, length, &problems);
    for (size_t i = 0; i < problems.count && config == NULL; i++)
        if (!is_typed(problems.message[i])) {
            (void)fprintf(stderr, "%s\n%.*s", problems.message[i], (int)length, text);
            abort();
        }
    if (config != NULL && s.tower.chosen && s.tower.kind == SETUP_ON_GPIO && s.tower.tested)
        hold_lamps(config);
    if (config != NULL)
        hold_shifts(config);
    config_report_done(&problems);
    config_free(&config);
}

static void hold_patch(const char *station)
{
    char *text;
    size_t length = setup_patch(&s, &text);
    if (length == 0)
        return;
    json_t *patch = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    if (s.replace.taken) { /* what it changes has been loaded by who made it */
        hold(patch != NULL);
        json_decref(patch);
        free(text);
        return;
    }
    struct change_text t = {.text = strdup(station), .length = strlen(station)};
    hold(json_is_object(patch) && t.text != NULL);
    if (change(&t, patch))
        hold_config(t.text, t.length);
    free(t.text);
    json_decref(patch);
    free(text);
}

/* ---- the way through ------------------------------------------------------------------------- */

static void follow(unsigned wish, const char *station)
{
    char order[4096];
    for (int i = 0; wish != 0 && i < 8; i++) {
        if ((wish & SETUP_TRY) != 0)
            hold_lines(order, setup_trial(&s, order, sizeof order));
        if ((wish & SETUP_WRITE) != 0)
            hold_lines(order, setup_order(&s, order, sizeof order));
        if ((wish & SETUP_EDIT) != 0) {
            hold_patch(station);
            setup_edited(&s, true, "");
        }
        if ((wish & SETUP_APPLY) != 0)
            setup_applied(&s, false, true, "the tower wants a restart");
        wish = setup_wishes(&s);
    }
}

static void press(const char *keys, size_t length, const char *station)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char key = (unsigned char)keys[i];
        follow(setup_key(&s, key < 0x80 ? key : KEY_CODE_UP + (key & 0x7FU)), station);
    }
}

static void take(const char *line, size_t length, const char *station)
{
    char words[300];
    (void)text_copy_n(words, sizeof words, line + 1, length - 1);
    if (line[0] == '>')
        (void)setup_take(&s, line + 1, length - 1);
    else if (line[0] == '<')
        (void)setup_take_outputs(&s, line + 1, length - 1);
    else if (line[0] == '!')
        press(line + 1, length - 1, station);
    else if (line[0] == 'x')
        setup_lost(&s, words);
    else if (line[0] == 'y')
        setup_outputs_lost(&s, words);
    else if (line[0] == 'n')
        setup_edited(&s, false, words);
    follow(setup_wishes(&s), station);
}

static void paint(int which)
{
    static const int sizes[][2] = {{80, 24}, {40, 12}, {120, 50}, {12, 5}};
    struct canvas canvas;
    const int *size = sizes[which / GLYPH_TIERS % 4];
    hold(canvas_init(&canvas, size[0], size[1], (enum glyph_tier)(which % GLYPH_TIERS)) == 0);
    setup_paint(&s, &canvas);
    hold_picture(&canvas);
    canvas_done(&canvas);
}

static const char *set_up(uint8_t which)
{
    static struct config *config[3];
    int n = which % 4;
    const char *station = stations[n % 3];
    struct config_report problems = {0};
    setup_init(&s, which & 64 ? "mqtt://plant" : NULL, n < 3 ? "here" : NULL, 20524);
    if (config[n % 3] == NULL) {
        config[n % 3] = load(station, strlen(station), &problems);
        hold(config[n % 3] != NULL);
        config_report_done(&problems);
    }
    if (n < 3)
        setup_existing(&s, config[n]);
    else
        setup_reasons(&s, config[0]);
    return station;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = (const char *)data + 2, *end = (const char *)data + size;
    if (size < 3)
        return 0;
    const char *station = set_up(data[0]);
    for (int i = 0; i < 200 && line < end && !s.done; i++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((newline != NULL ? newline : end) - line);
        if (length > 0)
            take(line, length, station);
        if (i % 4 == 3)
            paint(data[1]);
        line += length + 1;
    }
    paint(data[1]);
    return 0;
}
