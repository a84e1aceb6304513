/* SPDX-License-Identifier: MIT */
/* The table of commands. Called by the live part for each line of standard input, and by tests. */
#include "andon/sim/control.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define SCRAP_MAX 10000

typedef int take_rest(const char *rest, struct control *out, struct cause *why);

static int take_nothing(const char *rest, struct control *out, struct cause *why)
{
    (void)out;
    return *rest ? cause_set(why, -1, "nothing may follow") : 1;
}

static int take_code(const char *rest, struct control *out, struct cause *why)
{
    (void)why;
    (void)text_sanitise(rest, strlen(rest), out->code, sizeof out->code);
    return 1;
}

static int take_count(const char *rest, struct control *out, struct cause *why)
{
    char *end;
    long n = *rest ? strtol(rest, &end, 10) : 1;
    if (*rest && (end == rest || *end))
        return cause_set(why, -1, "a number of parts must follow");
    if (n < 1 || n > SCRAP_MAX)
        return cause_set(why, -1, "from 1 to %d parts", SCRAP_MAX);
    out->count = (int)n;
    return 1;
}

static int take_sensor(const char *rest, struct control *out, struct cause *why)
{
    size_t length = strcspn(rest, " ");
    const char *text = rest + length + strspn(rest + length, " ");
    char *end;
    int found = -1;
    for (int i = 0; i < PRESS_SENSOR_COUNT; i++)
        if (strlen(press_sensor_names[i]) == length &&
            strncmp(rest, press_sensor_names[i], length) == 0)
            found = i;
    if (found < 0)
        return cause_set(why, -1, "oil_temp, vibration, load or pressure must follow");
    out->sensor = (enum press_sensor)found;
    out->free = strcmp(text, "auto") == 0;
    out->value = out->free ? 0 : strtod(text, &end);
    if (!out->free && (end == text || *end || !(out->value >= 0 && out->value < 1e6)))
        return cause_set(why, -1, "a value or `auto` must follow the sensor");
    return 1;
}

static const struct command {
    const char *word;
    enum control_kind kind;
    enum press_state state;
    take_rest *take;
} commands[] = {
    {"run", CONTROL_HOLD, PRESS_RUN, take_nothing},
    {"stop", CONTROL_HOLD, PRESS_FAULT, take_code},
    {"idle", CONTROL_HOLD, PRESS_IDLE, take_nothing},
    {"starve", CONTROL_HOLD, PRESS_STARVED, take_nothing},
    {"block", CONTROL_HOLD, PRESS_BLOCKED, take_nothing},
    {"setup", CONTROL_HOLD, PRESS_SETUP, take_code},
    {"off", CONTROL_HOLD, PRESS_OFF, take_nothing},
    {"auto", CONTROL_AUTO, PRESS_RUN, take_nothing},
    {"scrap", CONTROL_SCRAP, PRESS_RUN, take_count},
    {"sensor", CONTROL_SENSOR, PRESS_RUN, take_sensor},
    {"silence", CONTROL_SILENCE, PRESS_RUN, take_nothing},
    {"offline", CONTROL_OFFLINE, PRESS_RUN, take_nothing},
    {"online", CONTROL_ONLINE, PRESS_RUN, take_nothing},
    {"quit", CONTROL_QUIT, PRESS_RUN, take_nothing},
};

int control_parse(const char *line, struct control *out, struct cause *why)
{
    char clean[80];
    line += strspn(line, " \t");
    if (!*line || *line == '#')
        return 0;
    size_t length = strcspn(line, " ");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const struct command *c = &commands[i];
        if (strlen(c->word) != length || strncmp(line, c->word, length) != 0)
            continue;
        *out = (struct control){.kind = c->kind, .state = c->state};
        return c->take(line + length + strspn(line + length, " "), out, why);
    }
    (void)text_sanitise(line, strnlen(line, 60), clean, sizeof clean);
    return cause_set(why, -1, "'%s' is no command", clean);
}
