/* SPDX-License-Identifier: MIT */
/* The screens there are, each with a line of help. Their pictures are layouts of the
 * same names; keys.c has the keys that open them. */
#include "console/screens/ui.h"

#include "console/words/words.h"

#include <string.h>

static const struct screen_ops station = {.name = "station", .help = "the whole station"};
static const struct screen_ops signal_screen = {
    .name = "signals", .help = "every signal", .list = "signal-table"};
static const struct screen_ops lamps = {
    .name = "lamps", .help = "every lamp and why", .list = "lamps"};
static const struct screen_ops log_screen = {
    .name = "log", .help = "what has been recorded", .list = "log"};
static const struct screen_ops help = {.name = "help", .help = "what the keys do", .list = "help"};
static const struct screen_ops stop = {.name = "stop", .help = "why it stopped"};
static const struct screen_ops scrap = {.name = "scrap", .help = "scrap and rework"};
static const struct screen_ops job = {.name = "job", .help = "the queue of jobs"};
static const struct screen_ops mode = {.name = "mode", .help = "what the station is doing"};
static const struct screen_ops hours = {.name = "hours", .help = "plan and actual by the hour"};
static const struct screen_ops handover = {.name = "handover", .help = "what the shift hands over"};
static const struct screen_ops person = {.name = "person", .help = "who is at this terminal"};

static const struct screen_ops terminal = {.name = "terminal",
                                           .help = "this terminal: theme, characters, colours"};

static const struct screen_ops calls = {.name = "calls", .help = "call for help"};
static const struct screen_ops alerts = {.name = "alerts", .help = "alerts and what to do"};
static const struct screen_ops maintenance = {.name = "maintenance", .help = "maintenance's view"};
static const struct screen_ops predictions = {.name = "predictions", .help = "what will fail"};
static const struct screen_ops orders = {.name = "orders", .help = "work orders"};
static const struct screen_ops load = {.name = "load", .help = "the alarm load"};

static const struct screen_ops details = {.name = "details", .help = N_("what happened when")};
static const struct screen_ops why = {.name = "why", .help = N_("why this number")};

static const struct screen_ops lines = {
    .name = "lines", .help = "every station of a hub", .list = "line-board"};

static const struct screen_ops plant = {
    .name = "plant", .help = "lists over the stations of a hub", .list = "line-page"};

static const struct screen_ops scoreboard = {.name = "scoreboard",
                                             .help = "to be read across a hall"};

static const struct screen_ops report = {
    .name = "report", .help = "the report of a shift, day or week", .list = "report"};

static const struct screen_ops plain = {.name = "plain", .help = "a page of text"};

const struct screen_ops *const screen_list[] = {
    &station,    &signal_screen, &lamps,       &log_screen, &help,     &plain,  &stop,
    &scrap,      &job,           &mode,        &hours,      &handover, &person, &calls,
    &alerts,     &maintenance,   &predictions, &orders,     &load,     &lines,  &plant,
    &scoreboard, &terminal,      &details,     &report,     &why,      NULL};

int ui_screen_find(const char *name)
{
    for (int i = 0; screen_list[i] != NULL; i++)
        if (strcmp(screen_list[i]->name, name) == 0)
            return i;
    return -1;
}
