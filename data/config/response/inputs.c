/* SPDX-License-Identifier: MIT */
/* What [input NAME] means beside other sections: actions read from their words, the signal that
 * shows each contact's level, lines that are used twice. Called by resolve.c; notes problems. */
#include "data/config/response/input_fields.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

/* ---- what it does --------------------------------------------------------------------------- */

static const struct doing {
    const char *needs; /* section whose name follows, NULL: nothing follows */
    bool press;        /* a press does it */
} doings[INPUT_DOES_COUNT] = {
    [INPUT_CALL] = {"call", true},      [INPUT_CANCEL] = {NULL, true},
    [INPUT_ACK] = {NULL, true},         [INPUT_SILENCE] = {NULL, true},
    [INPUT_NOTHING] = {NULL, false},    [INPUT_RUNNING] = {NULL, false},
    [INPUT_PART] = {NULL, false},       [INPUT_FEEDBACK] = {"lamp", false},
    [INPUT_SIGNAL] = {"signal", false},
};

static int find_index(const struct config *config, enum input_does does, const char *name)
{
    if (does == INPUT_SIGNAL)
        return config_signal_index(config, name);
    for (size_t i = 0; does == INPUT_FEEDBACK && i < config->lamps; i++)
        if (strcmp(config->lamp[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* The name behind the word: is there such a section? */
static void read_of(struct loader *l, const struct section *s, const struct entry *e,
                    struct input_action *out)
{
    const char *needs = doings[out->does].needs;
    const struct section_kind *kind = kind_find(needs, true);
    out->index = find_index(l->config, out->does, out->of);
    const struct section *named = kind ? section_find(l, kind, out->of) : NULL;
    if (kind && (!named || named->retired))
        no_such(l, s, e, needs, out->of);
}

static void read_action(struct loader *l, const struct section *s, const char *key,
                        struct input_action *out)
{
    const struct entry *e = section_entry(s, key);
    bool press_only = strcmp(key, "does") != 0;
    *out = (struct input_action){.does = INPUT_NOTHING, .index = -1};
    if (!e || !e->value[0])
        return;
    size_t length = strcspn(e->value, " ");
    const char *rest = e->value + length + strspn(e->value + length, " ");
    int does = word_find(&words_input_does, e->value, length);
    struct cause why;
    if (does < 0) {
        char word[64];
        (void)text_copy_n(word, sizeof word, e->value, length < 63 ? length : 63);
        words_advice(&words_input_does, word, &why);
        problem_entry(l, s, e, "%s", why.text);
        return;
    }
    out->does = (enum input_does)does;
    const char *needs = doings[does].needs;
    if (press_only && !doings[does].press)
        problem_entry(l, s, e, "is for presses: call TYPE, cancel, ack or silence");
    else if (needs && !rest[0])
        problem_entry(l, s, e, "needs a name behind it: %s NAME, as in [%s NAME]",
                      words_input_does.names[does], needs);
    else if (!needs && rest[0])
        problem_entry(l, s, e, "nothing follows behind %s", words_input_does.names[does]);
    else if (needs && !text_copy(out->of, sizeof out->of, rest))
        problem_entry(l, s, e, "the name is longer than %zu bytes", sizeof out->of - 1);
    else if (needs)
        read_of(l, s, e, out);
}

/* Keys that mean nothing with what it does. */
static void check_beside(struct loader *l, const struct section *s, const struct input_conf *in)
{
    static const struct {
        const char *key;
        bool press, part; /* kinds of inputs that know it */
        const char *needs;
    } keys[] = {
        {"long", true, false, "a button's does"},
        {"double", true, false, "a button's does"},
        {"stuck", true, false, "a button's does"},
        {"scale", false, true, "does = part"},
        {"counts", false, true, "does = part"},
        {"max_rate", true, true, "part or a button's does"},
    };
    bool press = doings[in->press.does].press, part = in->press.does == INPUT_PART;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct entry *e = section_entry(s, keys[i].key);
        if (e && !((press && keys[i].press) || (part && keys[i].part)))
            problem_entry(l, s, e, "means nothing without %s; remove it", keys[i].needs);
    }
    const struct entry *hold = section_entry(s, "hold");
    const struct entry *within = section_entry(s, "double_within");
    if (hold && !in->long_does[0])
        problem_entry(l, s, hold, "means nothing without long; remove it");
    if (within && !in->double_does[0])
        problem_entry(l, s, within, "means nothing without double; remove it");
    if (press && in->stuck_ms > 0 && in->long_does[0] && in->stuck_ms <= in->hold_ms)
        problem_section(l, s, "stuck is not longer than hold: a long press would be stuck");
}

/* ---- its signal ----------------------------------------------------------------------------- */

static struct signal_conf make_signal(const struct input_conf *in)
{
    struct signal_conf signal = {
        .role = ROLE_SENSOR, .scale = AMOUNT_ONE, .contact = true, .origin = in->origin};
    if (in->press.does == INPUT_RUNNING)
        signal.role = ROLE_RUNNING;
    if (in->press.does == INPUT_PART) {
        signal.role = in->counts;
        signal.counter.kind = COUNTER_PULSE;
    }
    (void)text_copy(signal.name, sizeof signal.name, in->name);
    return signal;
}

/* At most one running contact, total and good; a name for one thing only. */
static void check_signal(struct loader *l, const struct section *s, const struct signal_conf *made)
{
    const struct config *config = l->config;
    bool single = made->role == ROLE_RUNNING || made->role == ROLE_TOTAL || made->role == ROLE_GOOD;
    for (size_t i = 0; i < config->signals; i++) {
        const struct signal_conf *other = &config->signal[i];
        if (strcmp(other->name, made->name) == 0)
            problem_section(l, s,
                            "[signal %s] (%s:%d) has the same name; write does = signal %s, "
                            "or give the input another name",
                            other->name, other->origin.file, other->origin.line, other->name);
        else if (single && other->role == made->role)
            problem_section(l, s, "role = %s is already that of %s (%s:%d)",
                            word_name(&words_signal_role, (int)made->role), other->name,
                            other->origin.file, other->origin.line);
    }
}

/* A [signal] that a contact speaks for. */
static void feed_signal(struct loader *l, const struct section *s, const struct input_conf *in)
{
    struct signal_conf *signal = &l->config->signal[in->press.index];
    const struct entry *e = section_entry(s, "does");
    static const enum signal_role levels[] = {ROLE_SENSOR, ROLE_RUNNING, ROLE_STARVED, ROLE_BLOCKED,
                                              ROLE_ALIVE};
    bool level = false;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        level = level || signal->role == levels[i];
    if (signal->topic[0] || signal->source_name[0])
        problem_entry(l, s, e, "[signal %s] (%s:%d) has a topic; remove one of them", signal->name,
                      signal->origin.file, signal->origin.line);
    else if (!level)
        problem_entry(l, s, e,
                      "a contact is open or closed: role = %s cannot be had from it; it can be "
                      "sensor, running, starved, blocked or alive",
                      word_name(&words_signal_role, (int)signal->role));
    signal->contact = true;
    signal->max_age_ms = 0; /* its line is watched */
}

static void give_signal(struct loader *l, const struct section *s, struct input_conf *in)
{
    struct config *config = l->config;
    in->signal = -1;
    if (in->press.does == INPUT_SIGNAL) {
        in->signal = in->press.index;
        if (in->signal >= 0)
            feed_signal(l, s, in);
        return;
    }
    struct signal_conf made = make_signal(in);
    check_signal(l, s, &made);
    if (config->signals == CONFIG_SIGNALS_MAX) {
        problem_section(l, s, "signals and inputs are more than %d", CONFIG_SIGNALS_MAX);
        return;
    }
    in->signal = (int)config->signals;
    config->signal[config->signals++] = made;
}

/* A signal without a topic needs a contact that says it. */
static void check_fed(struct loader *l)
{
    const struct config *config = l->config;
    for (each_section(l, kind_find("signal", true), s)) {
        const struct signal_conf *signal = s->item;
        const struct entry *topic = section_entry(s, "topic");
        bool fed = !signal || (topic && topic->bad) || signal->topic[0] || signal->source_name[0];
        for (size_t i = 0; i < config->inputs && !fed; i++)
            fed = config->input[i].signal >= 0 &&
                  strcmp(config->signal[config->input[i].signal].name, signal->name) == 0;
        if (!fed && topic)
            problem_entry(l, s, topic, "empty; write e.g. {root}/counts");
        else if (!fed)
            problem_section(l, s, "topic is missing; write e.g. topic = {root}/counts");
    }
}

void resolve_inputs(struct loader *l)
{
    struct config *config = l->config;
    if (config->inputs > 0) {
        size_t size = sizeof *config->signal;
        struct signal_conf *more = arena_grow(l->arena, config->signal, config->signals * size,
                                              (config->signals + config->inputs) * size);
        if (!more)
            return;
        config->signal = more;
    }
    for (each_section(l, kind_find("input", true), s)) {
        struct input_conf *in = s->item;
        if (!in)
            continue;
        read_action(l, s, "does", &in->press);
        read_action(l, s, "long", &in->held);
        read_action(l, s, "double", &in->twice);
        check_beside(l, s, in);
        give_signal(l, s, in);
    }
    check_fed(l);
}

/* ---- lines ---------------------------------------------------------------------------------- */

static bool on_gpio(const struct config *config)
{
    return config->inputs_backend == INPUTS_GPIO ||
           (config->inputs_backend == INPUTS_AS_TOWER && config->tower != TOWER_SIM);
}

static void check_line(struct loader *l, const struct section *s, const struct input_conf *in)
{
    const struct config *config = l->config;
    const struct entry *e = section_entry(s, "line");
    if (!in->line[0] || !e) {
        problem_section(l, s, "an input on GPIO needs a line; write e.g. line = BUTTON_1");
        return;
    }
    for (size_t i = 0; i < config->lamps && config->tower == TOWER_GPIO; i++)
        if (strcmp(config->lamp[i].line, in->line) == 0)
            problem_entry(l, s, e, "is already that of [lamp %s] (%s:%d)", config->lamp[i].name,
                          config->lamp[i].origin.file, config->lamp[i].origin.line);
    if (config->light.heartbeat[0] && strcmp(config->light.heartbeat, in->line) == 0)
        problem_entry(l, s, e, "is already that of [tower] heartbeat");
    for (const struct input_conf *other = config->input; other < in; other++)
        if (strcmp(other->line, in->line) == 0)
            problem_entry(l, s, e, "is already that of [input %s] (%s:%d)", other->name,
                          other->origin.file, other->origin.line);
}

void resolve_input_lines(struct loader *l)
{
    for (each_section(l, kind_find("input", true), s))
        if (s->item && on_gpio(l->config))
            check_line(l, s, s->item);
}
