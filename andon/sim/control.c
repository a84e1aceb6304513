/* SPDX-License-Identifier: MIT */
/* The table of commands. Called by the live part for each line of standard input, and by tests. */
#include "andon/sim/control.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define SCRAP_MAX  10000
#define SPAN_MAX_S (30 * 86400.0)
#define FAULT_MS   60000 /* without a time behind it */
#define CUT_MS     60000

typedef int take_rest(const char *rest, struct control *out, struct cause *why);

static const char *next_word(const char *text, size_t *length)
{
    *length = strcspn(text, " ");
    return text + *length + strspn(text + *length, " ");
}

/* The index of the first `length` bytes of `text` among the names; -1. */
static int index_of(const char *text, size_t length, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (strlen(names[i]) == length && strncmp(text, names[i], length) == 0)
            return i;
    return -1;
}

static int take_nothing(const char *rest, struct control *out, struct cause *why)
{
    (void)out;
    return *rest ? cause_set(why, -1, "nothing may follow") : 1;
}

static int take_text(const char *rest, struct control *out, struct cause *why)
{
    (void)why;
    (void)text_sanitise(rest, strlen(rest), out->text, sizeof out->text);
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

/* "90", "90 s", "10 min", "4 h": seconds unless it says otherwise. */
static int take_span(const char *text, struct control *out, struct cause *why)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"min", 60}, {"h", 3600}};
    char *end;
    double n = strtod(text, &end);
    const char *unit = end + strspn(end, " ");
    for (size_t i = 0; end != text && i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].name) == 0 && n >= 0 && n * units[i].seconds <= SPAN_MAX_S) {
            out->span_ms = (int64_t)(n * units[i].seconds * 1000);
            return 1;
        }
    return cause_set(why, -1, "a time must follow: 90 s, 10 min or 4 h");
}

static int take_cut(const char *rest, struct control *out, struct cause *why)
{
    out->span_ms = CUT_MS;
    return *rest ? take_span(rest, out, why) : 1;
}

static int take_sensor_name(const char **rest, struct control *out, struct cause *why)
{
    size_t length;
    const char *more = next_word(*rest, &length);
    int found = index_of(*rest, length, press_sensor_names, PRESS_SENSOR_COUNT);
    if (found < 0)
        return cause_set(why, -1, "the name of a sensor must follow: oil_temp, vibration, …");
    out->sensor = (enum press_sensor)found;
    *rest = more;
    return 1;
}

static int take_sensor(const char *rest, struct control *out, struct cause *why)
{
    char *end;
    if (take_sensor_name(&rest, out, why) < 0)
        return -1;
    out->free = strcmp(rest, "auto") == 0;
    out->value = out->free ? 0 : strtod(rest, &end);
    if (!out->free && (end == rest || *end || !(out->value >= 0 && out->value < 1e6)))
        return cause_set(why, -1, "a value or `auto` must follow the sensor");
    return 1;
}

static int take_fault(const char *rest, struct control *out, struct cause *why)
{
    size_t length;
    if (take_sensor_name(&rest, out, why) < 0)
        return -1;
    const char *more = next_word(rest, &length);
    int found = index_of(rest, length, sensor_fault_names, SENSOR_FAULT_COUNT);
    if (found < 0)
        return cause_set(why, -1, "stuck, spikes, dropout, nan, bad or off must follow");
    out->fault = (enum sensor_fault)found;
    out->span_ms = FAULT_MS;
    return *more ? take_span(more, out, why) : 1;
}

static int take_failure(const char *rest, struct control *out, struct cause *why)
{
    size_t length;
    const char *more = next_word(rest, &length);
    if (length != strlen("bearing") || strncmp(rest, "bearing", length) != 0)
        return cause_set(why, -1, "`bearing` must follow");
    if (!*more)
        return 1;
    if (strncmp(more, "in ", 3) != 0)
        return cause_set(why, -1, "`in` and a time may follow");
    return take_span(more + 3, out, why);
}

static int take_return(const char *rest, struct control *out, struct cause *why)
{
    int found = index_of(rest, strlen(rest), gateway_return_names, GATEWAY_RETURN_COUNT);
    if (*rest && found < 0)
        return cause_set(why, -1, "keep, reset, jump or old may follow");
    out->returns = *rest ? (enum gateway_return)found : RETURN_KEEP;
    return 1;
}

static int take_switch(const char *rest, struct control *out, struct cause *why)
{
    out->free = strcmp(rest, "on") == 0;
    return out->free || strcmp(rest, "off") == 0 ? 1 : cause_set(why, -1, "on or off must follow");
}

static const struct command {
    const char *word;
    enum control_kind kind;
    enum press_state state;
    take_rest *take;
} commands[] = {
    {"run", CONTROL_HOLD, PRESS_RUN, take_nothing},
    {"stop", CONTROL_HOLD, PRESS_FAULT, take_text},
    {"idle", CONTROL_HOLD, PRESS_IDLE, take_nothing},
    {"starve", CONTROL_HOLD, PRESS_STARVED, take_nothing},
    {"block", CONTROL_HOLD, PRESS_BLOCKED, take_nothing},
    {"setup", CONTROL_HOLD, PRESS_SETUP, take_text},
    {"off", CONTROL_HOLD, PRESS_OFF, take_nothing},
    {"auto", CONTROL_AUTO, PRESS_RUN, take_nothing},
    {"scrap", CONTROL_SCRAP, PRESS_RUN, take_count},
    {"sensor", CONTROL_SENSOR, PRESS_RUN, take_sensor},
    {"fault", CONTROL_FAULT, PRESS_RUN, take_fault},
    {"fail", CONTROL_FAIL, PRESS_RUN, take_failure},
    {"change", CONTROL_CHANGE, PRESS_RUN, take_text},
    {"silence", CONTROL_SILENCE, PRESS_RUN, take_nothing},
    {"offline", CONTROL_OFFLINE, PRESS_RUN, take_nothing},
    {"online", CONTROL_ONLINE, PRESS_RUN, take_nothing},
    {"restart", CONTROL_RESTART, PRESS_RUN, take_return},
    {"cut", CONTROL_CUT, PRESS_RUN, take_cut},
    {"model", CONTROL_MODEL, PRESS_RUN, take_switch},
    {"quit", CONTROL_QUIT, PRESS_RUN, take_nothing},
};

int control_parse(const char *line, struct control *out, struct cause *why)
{
    char clean[80];
    size_t length;
    line += strspn(line, " \t");
    if (!*line || *line == '#')
        return 0;
    const char *rest = next_word(line, &length);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const struct command *c = &commands[i];
        if (strlen(c->word) != length || strncmp(line, c->word, length) != 0)
            continue;
        *out = (struct control){.kind = c->kind, .state = c->state};
        return c->take(rest, out, why);
    }
    (void)text_sanitise(line, strnlen(line, 60), clean, sizeof clean);
    return cause_set(why, -1, "'%s' is no command", clean);
}
