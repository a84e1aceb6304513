/* SPDX-License-Identifier: MIT */
/* Any stream of events at the engine: every moment is accounted for once, records are whole JSON,
 * the light does not lie, and a restart that takes no time changes nothing. */
#include "station.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *data;
    size_t size;
};

static int take(struct input *in)
{
    if (in->size == 0)
        return 0;
    in->size--;
    return *in->data++;
}

static int64_t take_amount(struct input *in)
{
    static const int64_t special[] = {0,         AMOUNT_ONE,    -AMOUNT_ONE,      INT64_MAX,
                                      INT64_MIN, INT64_MAX / 8, 999 * AMOUNT_ONE, 1};
    int how = take(in);
    return how < 8 ? special[how] : (int64_t)how * 16 * AMOUNT_ONE + take(in) * 1000;
}

static void update(struct fuzzed *f, struct input *in)
{
    static const char *const words[] = {"Execute", "Held", "E-217", "0", ""};
    int flags = take(in);
    struct update u = {.signal = (uint16_t)(take(in) % (FUZZ_SIGNALS + 1)),
                       .quality = flags % 8 == 0 ? Q_BAD : Q_GOOD,
                       .stored = (flags & 8) != 0,
                       .duplicate = (flags & 16) != 0,
                       .overrun = (flags & 32) != 0,
                       .historical = (flags & 7) == 7,
                       .mapped = take(in) % 10 - 1,
                       .source_ms = TIME_NONE};
    if (flags & 64)
        u.source_ms = f->now.wall_ms + (take(in) - 200) * (flags & 128 ? 1000 : 10);
    if (flags == 255)
        u.source_ms = take_amount(in);
    u.value.type = (enum value_type)(take(in) % 4);
    u.value.amount = take_amount(in);
    (void)text_copy(u.value.text, sizeof u.value.text, words[take(in) % 5]);
    fuzz_step(f, &(struct event){.kind = EVENT_UPDATE, .update = &u});
}

static void hold_equal(const struct snapshot *before, const struct snapshot *after)
{
    hold(memcmp(&before->counts, &after->counts, sizeof after->counts) == 0);
    hold(memcmp(before->time_ms, after->time_ms, sizeof after->time_ms) == 0);
    hold(memcmp(&before->machine, &after->machine, sizeof after->machine) == 0);
    hold(memcmp(&before->stop, &after->stop, sizeof after->stop) == 0);
}

/* The same configuration again: nobody can tell. */
static void reload(struct fuzzed *f)
{
    static struct snapshot before, after;
    struct cause why;
    fuzz_step(f, &(struct event){.kind = EVENT_TICK});
    hold_view(f, &before);
    hold(station_reload(&f->st, &f->config, f->now, &f->fx, &why) == 0);
    hold_view(f, &after);
    hold_equal(&before, &after);
    for (size_t i = 0; i < f->config.lamps; i++)
        hold(before.lamp[i].pattern == after.lamp[i].pattern);
}

/* A person's: done or refused with words, and what was refused has recorded nothing. */
static void command(struct fuzzed *f, struct input *in)
{
    static const enum command_verb verbs[] = {
        COMMAND_SCRAP,     COMMAND_SCRAP,      COMMAND_SCRAP_REVERSE, COMMAND_JOB_START,
        COMMAND_JOB_PAUSE, COMMAND_JOB_FINISH, COMMAND_PRODUCT,       COMMAND_MODE,
        COMMAND_UNDO,      COMMAND_MODE,
    };
    static const char *const targets[] = {"R1", "R2", "R7", "j0",         "j1",          "j2", "p0",
                                          "p1", "m0", "m1", "production", "maintenance", "",   "?"};
    static struct outcome outcome;
    int flags = take(in);
    struct command c = {.verb = verbs[take(in) % 10],
                        .target = targets[take(in) % 14],
                        .other = "",
                        .reason = flags & 1 ? "r0" : "r",
                        .note = flags & 2 ? "note" : "",
                        .job = flags & 4 ? targets[3 + flags / 64 % 3] : "",
                        .word = "",
                        .at = flags & 8 ? f->now.wall_ms - take(in) * 60000 : TIME_NONE,
                        .until = flags & 16 ? f->now.wall_ms + take(in) * 1000 : TIME_NONE,
                        .amount = take_amount(in),
                        .rework = (flags & 32) != 0,
                        .actor = "anna",
                        .role = PERSON_OPERATOR,
                        .from = "tty1"};
    outcome = (struct outcome){.text = ""};
    fuzz_step(f, &(struct event){.kind = EVENT_COMMAND, .command = &c, .outcome = &outcome});
    hold(outcome.text[0] != '\0' && strlen(outcome.text) < sizeof outcome.text);
    hold(outcome.result != COMMAND_DONE || outcome.body[0] == '{');
}

static void happen(struct fuzzed *f, struct input *in)
{
    static const int pace[] = {0, 1, 100, 10000, 600000};
    int what = take(in);
    int64_t passed = (int64_t)take(in) * pace[what % 5];
    f->now.boot_ms += passed;
    f->now.wall_ms += passed;
    struct event event = {.kind = EVENT_TICK, .why = "because"};
    if (what < 200) {
        update(f, in);
        return;
    }
    if (what < 215) {
        event.kind = EVENT_LINK;
        event.link = (enum link_state)(take(in) % LINK_STATE_COUNT);
    } else if (what < 225) {
        event.kind = EVENT_STORE;
        event.store_ok = take(in) % 2 == 0;
    } else if (what < 228) {
        event.kind = EVENT_STOPPING;
    } else if (what < 234) {
        event.kind = EVENT_LAMP_TEST;
        event.actor = "anna";
    } else if (what < 244) {
        event.kind = EVENT_LINES;
        event.lines = (uint32_t)take(in);
    } else if (what < 246) {
        reload(f);
    } else if (what < 255) {
        command(f, in);
        return;
    }
    fuzz_step(f, &event);
}

static void restart(struct fuzzed *f, const struct snapshot *before)
{
    static char text[CHECKPOINT_MAX];
    static struct snapshot after;
    struct cause why;
    size_t length = station_checkpoint(f->st, f->now, text, sizeof text);
    hold(length > 0);
    station_free(&f->st);
    f->st = station_new(&f->config, f->now, TIME_NONE, TIME_NONE);
    hold(f->st);
    hold(station_restore(f->st, text, length, true, f->now, &f->fx, &why) == 0);
    fuzz_recall_stop(f);
    hold_view(f, &after);
    hold_equal(before, &after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct snapshot view;
    struct input in = {data, size};
    struct fuzzed f;
    fuzz_init(&f, take(&in) % 3);
    for (int i = 0; i < 500 && in.size > 0; i++)
        happen(&f, &in);
    fuzz_step(&f, &(struct event){.kind = EVENT_TICK});
    hold_view(&f, &view);
    int64_t sum = 0;
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        sum += view.time_ms[i];
    hold(sum == view.ts - view.shift.start);
    restart(&f, &view);
    fuzz_done(&f);
    return 0;
}
