/* SPDX-License-Identifier: MIT */
/* andon/inputs on real pipes and virtual time: what is told of levels, parts, presses, lost edges,
 * and lines that come and go. */
#include "andon/inputs/inputs.h"
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RUN, PART, BUTTON, COUNT };

struct bench {
    char dir[64];
    struct config config;
    struct input_conf input[COUNT];
    struct inputs *inputs;
    int fd[COUNT];
    char told[4096];
    int64_t now;
};

/* "NAME WHAT" of everything, in order. */
static void on_told(void *ctx, const struct input_told *t)
{
    static const char *const kinds[] = {
        [CONTACT_EVENT_PRESS] = "press",   [CONTACT_EVENT_LONG] = "long",
        [CONTACT_EVENT_DOUBLE] = "double", [CONTACT_EVENT_STUCK] = "stuck",
        [CONTACT_EVENT_FREED] = "freed",   [CONTACT_EVENT_TOO_FAST] = "fast",
        [CONTACT_EVENT_MISSED] = "missed", [CONTACT_EVENT_AWAY] = "away",
        [CONTACT_EVENT_BACK] = "back",
    };
    struct bench *b = ctx;
    size_t used = strlen(b->told);
    char what[64];
    if (t->news == INPUT_LEVEL)
        (void)snprintf(what, sizeof what, "%s", t->closed ? "closed" : "open");
    else if (t->news == INPUT_PARTS)
        (void)snprintf(what, sizeof what, "+%lld", (long long)t->count);
    else if (t->event.kind == CONTACT_EVENT_MISSED)
        (void)snprintf(what, sizeof what, "missed %lld", (long long)t->event.count);
    else
        (void)snprintf(what, sizeof what, "%s", kinds[t->event.kind]);
    (void)snprintf(b->told + used, sizeof b->told - used, "%s%s %s", used ? "; " : "",
                   b->config.input[t->input].name, what);
}

static void on_watch(void *ctx, size_t input, int fd)
{
    ((struct bench *)ctx)->fd[input] = fd;
}

static int64_t boot_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void open_inputs(struct bench *b)
{
    const struct inputs_user user = {.ctx = b, .told = on_told, .watch = on_watch};
    b->told[0] = '\0';
    for (int i = 0; i < COUNT; i++)
        b->fd[i] = -1;
    b->inputs = inputs_new(&b->config, b->dir, &user, b->now);
    assert_non_null(b->inputs);
}

/* Time is ahead of the pipes' own stamps, so that these are all in the past. */
static struct bench *make(void)
{
    static const char *const names[] = {"run", "part", "button"};
    struct bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    (void)text_copy(b->dir, sizeof b->dir, "/tmp/test-inputs-XXXXXX");
    assert_non_null(mkdtemp(b->dir));
    for (int i = 0; i < COUNT; i++) {
        b->input[i] = (struct input_conf){.scale = AMOUNT_ONE, .signal = i};
        b->input[i].held.does = b->input[i].twice.does = INPUT_NOTHING;
        (void)text_copy(b->input[i].name, sizeof b->input[i].name, names[i]);
    }
    b->input[RUN].press.does = INPUT_RUNNING;
    b->input[RUN].debounce_ms = 20;
    b->input[PART].press.does = INPUT_PART;
    b->input[BUTTON].press.does = INPUT_ACK;
    b->input[BUTTON].stuck_ms = 5000;
    b->config.input = b->input;
    b->config.inputs = COUNT;
    b->config.inputs_backend = INPUTS_SIM;
    b->now = boot_ms();
    return b;
}

static void done(struct bench *b)
{
    inputs_free(&b->inputs);
    assert_int_equal(rmdir(b->dir), 0);
    free(b);
}

static void put(const struct bench *b, size_t input, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/inputs/%s", b->dir, b->config.input[input].name);
    int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static void expect(struct bench *b, const char *told)
{
    if (strcmp(b->told, told) != 0)
        fail_msg("told:\n  %s\nwanted:\n  %s", b->told, told);
    b->told[0] = '\0';
}

static void later(struct bench *b, int64_t ms)
{
    b->now += ms;
    inputs_tick(b->inputs, b->now);
}

static void levels_are_told_at_the_start_and_at_changes(void **state)
{
    (void)state;
    struct bench *b = make();
    open_inputs(b);
    expect(b, "run open; part +0; button open");
    assert_true(b->fd[RUN] >= 0 && b->fd[PART] >= 0 && b->fd[BUTTON] >= 0);
    put(b, RUN, "1");
    b->now = boot_ms();
    inputs_ready(b->inputs, RUN, b->now);
    expect(b, "");
    int64_t due = inputs_deadline(b->inputs);
    assert_true(due > b->now && due <= b->now + 20);
    later(b, 20);
    expect(b, "run closed");
    put(b, BUTTON, "1\n");
    later(b, 1);
    expect(b, "button closed; button press");
    put(b, BUTTON, "0");
    later(b, 100);
    expect(b, "button open");
    done(b);
}

static void parts_are_counted_and_lost_ones_told(void **state)
{
    (void)state;
    struct bench *b = make();
    open_inputs(b);
    b->told[0] = '\0';
    put(b, PART, "101010");
    later(b, 10);
    expect(b, "part +1; part +1; part +1");
    put(b, PART, "10o");
    later(b, 10);
    expect(b, "part +1; part missed -1"); /* any rate is possible: nobody knows how many */
    struct input_view view;
    inputs_view(b->inputs, PART, &view);
    assert_int_equal(view.closings, 4);
    assert_int_equal(view.missed, 1);
    done(b);
}

static void what_may_be_missing_follows_from_the_rate(void **state)
{
    (void)state;
    struct bench *b = make();
    b->input[PART].rate_max = 10 * AMOUNT_ONE;
    open_inputs(b);
    b->told[0] = '\0';
    put(b, PART, "o");
    later(b, 1000); /* ten could have been made since the line was taken, and the one just now */
    expect(b, "part missed 11");
    put(b, PART, "101");
    later(b, 1);
    expect(b, "part +1; part fast");
    done(b);
}

static void a_lost_line_is_tried_again(void **state)
{
    (void)state;
    struct bench *b = make();
    open_inputs(b);
    b->told[0] = '\0';
    put(b, RUN, "x");
    later(b, 10);
    expect(b, "run away");
    assert_int_equal(b->fd[RUN], -1);
    struct input_view view;
    inputs_view(b->inputs, RUN, &view);
    assert_false(view.held);
    assert_string_equal(view.trouble, "input run: the simulated line was taken away");
    assert_true(inputs_deadline(b->inputs) <= b->now + 1000);
    later(b, 1000);
    expect(b, "run back; run open");
    assert_true(b->fd[RUN] >= 0);
    /* A pipe that somebody removes is noticed without a word from it. */
    char path[128];
    (void)snprintf(path, sizeof path, "%s/inputs/run", b->dir);
    assert_int_equal(unlink(path), 0);
    later(b, 1000);
    expect(b, "run away");
    inputs_view(b->inputs, BUTTON, &view);
    assert_true(view.held);
    done(b);
}

static void what_cannot_be_opened_is_away_and_comes_back(void **state)
{
    (void)state;
    struct bench *b = make();
    char folder[128];
    (void)snprintf(folder, sizeof folder, "%s/inputs", b->dir);
    int fd =
        open(folder, O_WRONLY | O_CREAT | O_CLOEXEC, 0600); /* a file where a folder is to be */
    assert_true(fd >= 0);
    close(fd);
    open_inputs(b);
    expect(b, "run away; part away; button away");
    later(b, 1000);
    expect(b, ""); /* told once */
    assert_int_equal(unlink(folder), 0);
    later(b, 2000);
    expect(b, "run back; run open; part back; part +0; button back; button open");
    done(b);
}

static void a_stuck_button_is_freed_by_opening_or_with_its_line(void **state)
{
    (void)state;
    struct bench *b = make();
    open_inputs(b);
    b->told[0] = '\0';
    put(b, BUTTON, "1");
    later(b, 10);
    later(b, 6000);
    expect(b, "button closed; button press; button stuck");
    inputs_tell_again(b->inputs, b->now);
    expect(b, "run open; part +0; button closed; button stuck");
    put(b, BUTTON, "x");
    later(b, 10);
    later(b, 1000);
    expect(b, "button away; button freed; button back; button open");
    done(b);
}

static void another_configuration_is_followed_when_the_lines_stay(void **state)
{
    (void)state;
    struct bench *b = make();
    open_inputs(b);
    b->told[0] = '\0';
    struct config config = b->config;
    struct input_conf input[COUNT];
    memcpy(input, b->input, sizeof input);
    config.input = input;
    input[BUTTON].held.does = INPUT_SILENCE;
    input[BUTTON].hold_ms = 500;
    assert_true(inputs_follow(b->inputs, &config));
    put(b, BUTTON, "1");
    later(b, 10);
    later(b, 500);
    expect(b, "button closed; button long");
    input[RUN].active_low = true;
    struct config other = config;
    struct input_conf changed[COUNT];
    memcpy(changed, input, sizeof changed);
    changed[RUN].active_low = false;
    other.input = changed;
    assert_false(inputs_follow(b->inputs, &other));
    other = config;
    other.inputs = 2;
    assert_false(inputs_follow(b->inputs, &other));
    done(b);
}

static void a_flood_takes_a_turn_only(void **state)
{
    (void)state;
    struct bench *b = make();
    open_inputs(b);
    b->told[0] = '\0';
    char flood[1001];
    for (int i = 0; i < 1000; i++)
        flood[i] = i % 2 == 0 ? '1' : '0';
    flood[1000] = '\0';
    put(b, PART, flood);
    inputs_ready(b->inputs, PART, boot_ms());
    struct input_view view;
    inputs_view(b->inputs, PART, &view);
    assert_int_equal(view.edges, 64);
    for (int i = 0; i < 20; i++)
        inputs_ready(b->inputs, PART, boot_ms());
    inputs_view(b->inputs, PART, &view);
    assert_int_equal(view.edges, 1000);
    assert_int_equal(view.closings, 500);
    done(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_told_at_the_start_and_at_changes),
        cmocka_unit_test(parts_are_counted_and_lost_ones_told),
        cmocka_unit_test(what_may_be_missing_follows_from_the_rate),
        cmocka_unit_test(a_lost_line_is_tried_again),
        cmocka_unit_test(what_cannot_be_opened_is_away_and_comes_back),
        cmocka_unit_test(a_stuck_button_is_freed_by_opening_or_with_its_line),
        cmocka_unit_test(another_configuration_is_followed_when_the_lines_stay),
        cmocka_unit_test(a_flood_takes_a_turn_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
