/* SPDX-License-Identifier: MIT */
/* What a terminal may send, through curses as it is: keys, escape sequences whole and broken,
 * reports of a mouse, pastes, scans, at any pace. Whatever comes, the pictures are such as the
 * terminal can show, what is sent to andond is JSON on one line, and what would be left for the
 * next console is read back as the same.
 * The first three bytes choose the station, the screen and the terminal; then come turns of the
 * main loop: how many bytes, how much later (from 0x80 on seconds), the bytes. */
#include "console/input/mouse.h"
#include "console/tend/tend.h"
#include "console/tty.h"
#include "console/widgets/key.h"
#include "data/model/json.h"
#include "shown.h"
#include "tests/screens/fixture.h"

#include <fcntl.h>
#include <jansson.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

/* Of curses, whose other names are not wanted here. */
int set_escdelay(int ms);

#define TURNS_MAX 64
#define ODD_MS    0x7F /* the main loop was away: the time of a key proves nothing */

static struct tty *tty;
static int terminal; /* the other end */

/* The console's terminal is standard input and output; the signals stay the fuzzer's. */
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    static const int numbers[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT, SIGTERM,
                                  SIGINT,  SIGTSTP, SIGCONT, SIGALRM, SIGPIPE};
    struct sigaction before[sizeof numbers / sizeof *numbers];
    struct cause why;
    int end, error = dup(STDERR_FILENO);
    (void)count;
    (void)arguments;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        hold(sigaction(numbers[i], NULL, &before[i]) == 0);
    hold(setenv("TERM", "xterm-256color", 1) == 0 && tty_locale());
    const struct winsize size = {.ws_row = 24, .ws_col = 80};
    hold(openpty(&terminal, &end, NULL, NULL, &size) == 0);
    hold(fcntl(terminal, F_SETFL, O_NONBLOCK) == 0);
    hold(dup2(end, STDIN_FILENO) == 0 && dup2(end, STDOUT_FILENO) == 1);
    tty = tty_open("", &why);
    hold(tty != NULL && dup2(error, STDERR_FILENO) == STDERR_FILENO);
    tty_mouse(tty);
    (void)set_escdelay(0); /* all that belongs to a sequence is there */
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        hold(sigaction(numbers[i], &before[i], NULL) == 0);
    return 0;
}

static void drain(int fd)
{
    char bytes[4096];
    while (read(fd, bytes, sizeof bytes) > 0)
        ;
}

/* ---- what must hold -------------------------------------------------------------------------- */

static void hold_key(uint32_t key)
{
    enum mouse_kind kind;
    int x, y;
    if (mouse_of(key, &kind, &x, &y))
        hold(kind <= MOUSE_WHEEL_DOWN && x >= 0 && x <= 0xFFF && y >= 0 && y <= 0xFFF);
    else
        hold(key != KEY_CODE_NONE && key <= KEY_CODE_TOUCH_SHIFT);
}

static void hold_line(const char *line)
{
    json_t *request = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    hold(json_is_string(json_object_get(request, "cmd")) && text_is_clean(line, strlen(line)));
    hold(json_is_integer(json_object_get(request, "id")));
    json_decref(request);
}

/* A console that dies here leaves this; the next one would leave the same. */
static void hold_rest(const struct ui *ui)
{
    static char once[DESK_TEXT], again[DESK_TEXT];
    static struct desk desk, next;
    char screen[32];
    if (!desk_to_text(&ui->desk, once, sizeof once))
        return;
    desk_init(&desk);
    hold(desk_from_text(&desk, &ui->view, once, screen));
    if (!desk_to_text(&desk, once, sizeof once))
        return;
    desk_init(&next);
    hold(desk_from_text(&next, &ui->view, once, screen));
    hold(desk_to_text(&next, again, sizeof again) && strcmp(once, again) == 0);
}

/* ---- the main loop --------------------------------------------------------------------------- */

/* What andond would say to an entry: it is kept, refused, or there is no answer. */
static void answer(struct ui *ui, int how)
{
    static const char *const ends[] = {
        "\"ok\":true,\"kept\":{\"kind\":\"stop\",\"id\":\"S119\",\"rev\":3,\"ts\":1773342442000},"
        "\"text\":\"done\"}",
        "\"ok\":false,\"error\":{\"code\":\"stale\",\"text\":\"somebody was faster\"},"
        "\"stop\":{\"id\":\"S119\",\"rev\":4,\"reason\":\"mech.jam\"}}"};
    char text[256];
    if (how > 1 || ui->desk.queued == 0)
        return;
    (void)text_format(text, sizeof text, "{\"id\":%lld,%s", (long long)ui->desk.queue[0].id,
                      ends[how]);
    json_t *reply = json_loads(text, 0, NULL);
    (void)desk_reply(&ui->desk, &ui->view, reply);
    json_decref(reply);
}

static void take_keys(struct tend *t)
{
    uint32_t key = KEY_CODE_NONE;
    int kind;
    while ((kind = tty_key(tty, &key)) == 1) {
        hold_key(key);
        (void)tend_key(t, key);
    }
    hold(kind == 0);
}

static void turn(struct tend *t, int count, int how)
{
    char line[ENTRY_LINE];
    take_keys(t);
    t->read_ms = tend_ui(t)->view.boot_ms;
    (void)tend_update(t);
    for (int i = 0; i < count; i++) {
        struct ui *ui = t->ui[i];
        hold_rest(ui);
        while (desk_next(&ui->desk, &ui->view, line, sizeof line))
            hold_line(line);
        answer(ui, how);
        ui->desk.refresh = false;
    }
}

static void paint(struct tend *t, int which)
{
    static const int sizes[][2] = {{80, 24}, {40, 12}, {132, 43}, {9, 4}};
    struct canvas canvas;
    const int *size = sizes[which % 4];
    hold(canvas_init(&canvas, size[0], size[1], tend_ui(t)->view.tier) == 0);
    tend_paint(t, &canvas);
    hold_picture(&canvas);
    canvas_done(&canvas);
}

static void set_up(struct ui *ui, const uint8_t *data, int nth)
{
    const struct fixture *f = &fixtures[(data[0] + nth) % FIXTURES];
    int screens = 0;
    while (screen_list[screens] != NULL)
        screens++;
    shown_begin(ui, (enum glyph_tier)(data[2] % GLYPH_TIERS));
    fixture_view(&ui->view);
    ui->view.tier = (enum glyph_tier)(data[2] % GLYPH_TIERS);
    if (f->change != NULL)
        f->change(&ui->view);
    ui->touch.on = data[2] / 3 % 2 == 1;
    ui->view.conn.read_only = data[2] / 6 % 4 == 1;
    ui_show(ui, data[1] % screens);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ui ui[2];
    struct ui *uis[2] = {&ui[0], &ui[1]};
    struct tend tend;
    if (size < 3)
        return 0;
    int count = data[2] / 24 % 2 + 1, which = data[2] / 48;
    for (int i = 0; i < count; i++)
        set_up(&ui[i], data, i);
    tend_init(&tend, uis, count);
    paint(&tend, which);
    size_t at = 3;
    for (int n = 0; n < TURNS_MAX && at + 2 < size; n++) {
        size_t length = data[at] % 64, rest = size - at - 2;
        int later = data[at + 1];
        length = length < rest ? length : rest;
        hold(write(terminal, data + at + 2, length) == (ssize_t)length);
        for (int i = 0; i < count; i++) {
            shown_later(&ui[i], later < 0x80 ? later : (later - 0x7F) * MS_PER_S);
            ui[i].late = later == ODD_MS;
        }
        turn(&tend, count, data[at] / 64);
        if (n % 4 == 3)
            paint(&tend, which);
        at += length + 2;
    }
    paint(&tend, which);
    drain(terminal);
    (void)write(terminal, "\033[201~x", 7); /* what was begun is over */
    uint32_t key;
    while (tty_key(tty, &key) == 1)
        ;
    for (int i = 0; i < count; i++)
        shown_end(&ui[i]);
    return 0;
}
