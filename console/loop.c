/* SPDX-License-Identifier: MIT */
/* The main loop: one poll over keys, socket and the next change of the picture. Whatever happened
 * is taken in first, then one frame is drawn; a terminal that takes no output gets the latest
 * picture later, never a queue of old ones. Owns terminal, client and ui. */
#include "console/loop.h"

#include "console/attend.h"
#include "console/client.h"
#include "console/layouts.h"
#include "console/rest.h"
#include "console/screens/ui.h"
#include "console/terminal/terminal.h"
#include "console/tty.h"
#include "data/model/text.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PLAIN_WAIT_MS 5000
#define PLAIN_WIDTH   80
#define PLAIN_HEIGHT  60
#define IDLE_MAX_MS   1000
#define PATIENT_MS    150
#define AWAY_MS       20 /* so long without a look for keys: their times prove nothing */

struct loop {
    struct ui *ui;
    struct client *client;
    struct tty *tty;
    struct rest *rest;
    struct layouts *layouts;
    struct attend attend;
    struct canvas canvas;
    bool dirty, whole, quit, gone;
    bool away;                /* the loop was busy before it waited */
    int64_t keys_ms;          /* when it last looked for keys, or began to */
    bool waiting;             /* for the terminal to take output again */
    int64_t patient_until_ms; /* until then the first picture waits for the first snapshot */
};

static int64_t clock_ms(clockid_t clock)
{
    struct timespec t = {0};
    (void)clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void set_clocks(struct view *v)
{
    v->boot_ms = clock_ms(CLOCK_BOOTTIME);
    v->wall_ms = clock_ms(CLOCK_REALTIME);
}

/* A separator that is one visible cell, else `otherwise`. */
static void take_separator(const char *text, const char *otherwise, char out[5])
{
    char clean[8];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    bool usable = clean[0] != '\0' && text_cells(clean) == 1 && strlen(clean) < 5 &&
                  strcmp(clean, "\u202F") != 0 && strcmp(clean, "\u00A0") != 0;
    (void)text_copy(out, 5, usable ? clean : otherwise);
}

/* Separators of the person's locale; the process itself stays with plain numbers. */
static void take_numbers(struct number_style *style)
{
    locale_t locale = newlocale(LC_NUMERIC_MASK, "", (locale_t)0);
    if (locale == (locale_t)0)
        return;
    take_separator(nl_langinfo_l(RADIXCHAR, locale), ".", style->point);
    take_separator(nl_langinfo_l(THOUSEP, locale), " ", style->group);
    freelocale(locale);
}

static void tell_needs(struct loop *l)
{
    struct ui *ui = l->ui;
    const struct view *v = &ui->view;
    const char *lamp = "";
    bool lamps = strcmp(v->screen, "lamps") == 0 && v->snap.lamps > 0;
    if (lamps && v->list.selected < v->snap.lamps)
        lamp = v->snap.lamp[v->list.selected].name;
    client_want(l->client, ui_needs(ui, l->canvas.width, l->canvas.height),
                strcmp(v->screen, "log") == 0, lamp);
}

static int open_canvas(struct loop *l)
{
    int width, height;
    tty_size(l->tty, &width, &height);
    canvas_done(&l->canvas);
    return canvas_init(&l->canvas, width, height, tty_tier(l->tty));
}

static void take_keys(struct loop *l)
{
    uint32_t key;
    int kind;
    while ((kind = tty_key(l->tty, &key)) == 1) {
        unsigned reaction = ui_key(l->ui, key);
        l->quit = l->quit || (reaction & UI_QUIT) != 0;
        l->dirty = l->dirty || (reaction & UI_REPAINT) != 0;
        l->whole = l->whole || (reaction & UI_REDRAW) != 0;
        if ((reaction & UI_BEEP) != 0)
            tty_beep(l->tty);
        int width, height;
        tty_size(l->tty, &width, &height);
        if ((width != l->canvas.width || height != l->canvas.height) && open_canvas(l) != 0)
            l->quit = true;
        if ((reaction & UI_NEEDS) != 0)
            tell_needs(l);
    }
    l->gone = l->gone || kind < 0;
}

static void draw(struct loop *l)
{
    ui_paint(l->ui, &l->canvas);
    attend_paint(&l->attend, &l->ui->view, &l->canvas);
    if (tty_show(l->tty, &l->canvas, l->whole)) {
        l->dirty = l->whole = l->waiting = false;
    } else {
        l->waiting = true;
    }
}

static int sooner(int64_t at_ms, int64_t now_ms, int timeout)
{
    if (at_ms <= now_ms)
        return 0;
    return at_ms - now_ms < timeout ? (int)(at_ms - now_ms) : timeout;
}

/* Wait for a key, the socket, or the time at which something changes by itself. */
static void wait_for_something(struct loop *l, int64_t change_ms)
{
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    int timeout = sooner(client_next(l->client), now, IDLE_MAX_MS);
    if (!l->waiting)
        timeout = sooner(change_ms, now, timeout);
    struct pollfd p[4] = {
        {.fd = tty_input_fd(l->tty), .events = POLLIN},
        {.fd = client_fd(l->client), .events = client_events(l->client)},
        {.fd = l->waiting ? tty_output_fd(l->tty) : -1, .events = POLLOUT},
        {.fd = layouts_fd(l->layouts), .events = POLLIN},
    };
    l->away = now - l->keys_ms > AWAY_MS;
    (void)poll(p, 4, timeout); /* EINTR: a signal or a resize, both looked at next */
    l->keys_ms = clock_ms(CLOCK_BOOTTIME);
}

static void turn(struct loop *l, int64_t *change_ms)
{
    set_clocks(&l->ui->view);
    if (client_step(l->client)) {
        l->dirty = true;
        tell_needs(l);
    }
    if (layouts_step(l->layouts, l->ui, l->ui->view.boot_ms)) {
        l->dirty = true;
        tell_needs(l);
    }
    if (ui_update(l->ui)) {
        l->dirty = true;
        tell_needs(l);
    }
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    l->ui->late = l->away || now - l->keys_ms > AWAY_MS;
    take_keys(l);
    l->keys_ms = now;
    if (terminal_turn(l->ui, l->tty))
        l->dirty = l->whole = true;
    if (!l->ui->view.conn.via)
        rest_save(l->rest, l->ui); /* before anything of it is sent */
    if (client_due(l->client))
        (void)client_step(l->client); /* what was just entered goes out before it is drawn */
    if (attend_turn(&l->attend, l->ui, l->tty, l->client) || l->ui->view.boot_ms >= *change_ms)
        l->dirty = true;
    bool early = !l->ui->view.has_snapshot && !l->ui->view.lines.heard &&
                 l->ui->view.conn.text[0] == '\0' && l->ui->view.boot_ms < l->patient_until_ms;
    if (l->dirty && !l->quit && !l->gone && !early) {
        draw(l);
        int64_t next = ui_next(l->ui, l->canvas.width, l->canvas.height);
        int64_t call = attend_next(&l->attend, l->ui->view.boot_ms);
        *change_ms = call < next ? call : next;
    }
}

/* The screen to begin with: -1 with the cause when there is none of that name. */
static int first_screen(const struct options *o, const struct ui *ui, struct cause *why)
{
    const struct screens *s = &ui->screens;
    const char *names[UI_SCREENS];
    struct words list = {names, 0};
    int screen = o->screen != NULL ? screens_find(s, o->screen) : 0;
    if (screen >= 0)
        return screen;
    for (int i = 0; i < screens_count(s); i++)
        if (screens_is_there(s, i))
            names[list.count++] = screens_name(s, i);
    const char *near = word_nearest(&list, o->screen), *trouble = ui->view.layout_trouble;
    return cause_set(why, -1, "there is no screen \"%s\"%s%s%s%s%s", o->screen,
                     near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                     near != NULL ? "?" : "", trouble[0] != '\0' ? "; layout " : "", trouble);
}

static struct ui *open_ui(const struct options *o, enum glyph_tier tier, struct layouts *layouts,
                          struct cause *why)
{
    struct ui *ui = calloc(1, sizeof *ui);
    if (ui == NULL || layouts == NULL) {
        free(ui);
        cause_set(why, 0, "out of memory");
        return NULL;
    }
    if (ui_init(ui, tier, why) != 0) {
        free(ui);
        return NULL;
    }
    set_clocks(&ui->view);
    (void)layouts_step(layouts, ui, ui->view.boot_ms);
    int screen = first_screen(o, ui, why);
    if (screen < 0) {
        ui_done(ui);
        free(ui);
        return NULL;
    }
    ui_show(ui, screen);
    ui->view.conn.read_only = o->read_only;
    ui->view.score.cycle_ms = o->cycle_ms;
    if (o->visits)
        (void)text_copy(ui->view.lines.visit, sizeof ui->view.lines.visit, o->station);
    take_numbers(&ui->view.numbers);
    return ui;
}

static void close_ui(struct ui **ui)
{
    if (*ui != NULL)
        ui_done(*ui);
    free(*ui);
    *ui = NULL;
}

int loop_run(const struct options *o, const char *explain, struct cause *why)
{
    struct loop l = {.dirty = true};
    char log[ARGS_PATH_SIZE + 24];
    int64_t change_ms = 0;
    int status = 1;
    l.layouts = layouts_new(o->layouts, o->layouts_said);
    l.ui = open_ui(o, GLYPH_UNICODE, l.layouts, why);
    if (l.ui == NULL)
        goto out_ui;
    l.client = client_new(&l.ui->view, o->socket, why);
    if (l.client == NULL)
        goto out_ui;
    client_explain(l.client, explain);
    if (!text_format(log, sizeof log, "%s/andon-console.log", o->run))
        log[0] = '\0';
    l.tty = tty_open(log, why);
    if (l.tty == NULL) {
        status = LOOP_NO_TERMINAL;
        goto out_client;
    }
    terminal_begin(l.ui, o, l.tty);
    if (open_canvas(&l) != 0) {
        cause_set(why, 0, "out of memory");
        goto out_tty;
    }
    attend_init(&l.attend, &o->attention);
    l.rest = rest_new(o->run);
    if (!o->read_only && rest_load(l.rest, l.ui))
        tell_needs(&l);
    l.patient_until_ms = change_ms = clock_ms(CLOCK_BOOTTIME) + PATIENT_MS;
    while (!l.quit && !l.gone && tty_signalled() == 0) {
        turn(&l, &change_ms);
        if (!l.quit && !l.gone)
            wait_for_something(&l, change_ms);
    }
    status = 0;
    rest_free(&l.rest, l.ui, l.quit);
    canvas_done(&l.canvas);
out_tty:
    tty_close(&l.tty);
out_client:
    client_free(&l.client);
out_ui:
    close_ui(&l.ui);
    layouts_free(&l.layouts);
    return status;
}

static int print_page(struct ui *ui, struct cause *why)
{
    struct canvas canvas;
    if (canvas_init(&canvas, PLAIN_WIDTH, PLAIN_HEIGHT, ui->view.tier) != 0)
        return cause_set(why, 1, "out of memory");
    ui_paint(ui, &canvas);
    size_t size = canvas_text(&canvas, NULL, 0) + 1;
    char *text = malloc(size);
    if (text != NULL) {
        (void)canvas_text(&canvas, text, size);
        for (const char *line = text; *line != '\0';) { /* a page has no need of empty lines */
            size_t n = strcspn(line, "\n") + 1;
            if (n > 1)
                (void)fwrite(line, 1, n, stdout);
            line += n;
        }
    }
    free(text);
    canvas_done(&canvas);
    if (fflush(stdout) != 0 || ferror(stdout))
        return cause_set(why, 1, "cannot write: %s", strerror(errno));
    return 0;
}

int loop_plain(const struct options *o, const char *explain, struct cause *why)
{
    struct layouts *layouts = layouts_new(o->layouts, o->layouts_said);
    struct ui *ui = open_ui(o, tty_is_utf8() ? GLYPH_UNICODE : GLYPH_ASCII, layouts, why);
    layouts_free(&layouts);
    if (ui == NULL)
        return 1;
    ui_show(ui, ui_screen_find("plain"));
    struct client *client = client_new(&ui->view, o->socket, why);
    if (client == NULL) {
        close_ui(&ui);
        return 1;
    }
    client_explain(client, explain);
    client_want(client, ui_needs(ui, PLAIN_WIDTH, PLAIN_HEIGHT), false, "");
    int64_t until = ui->view.boot_ms + PLAIN_WAIT_MS;
    struct view *v = &ui->view;
    while (!client_settled(client) && v->boot_ms < until && v->conn.state != CONN_REFUSED &&
           (v->conn.text[0] == '\0' || v->conn.state == CONN_LIVE)) {
        (void)client_step(client);
        struct pollfd p = {.fd = client_fd(client), .events = client_events(client)};
        (void)poll(&p, 1, sooner(client_next(client), v->boot_ms, 100));
        set_clocks(v);
    }
    if (v->conn.hub)
        ui_show(ui, ui_screen_find("lines"));
    int status = v->has_snapshot || v->lines.heard
                     ? print_page(ui, why)
                     : cause_set(why, 1, "%s",
                                 v->conn.text[0] != '\0' ? v->conn.text : "andond does not answer");
    client_free(&client);
    close_ui(&ui);
    return status;
}
