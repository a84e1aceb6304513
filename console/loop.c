/* SPDX-License-Identifier: MIT */
/* The main loop: one poll over keys, socket and the next change of the picture. Whatever happened
 * is taken in first, then one frame is drawn; a terminal that takes no output gets the latest
 * picture later, never a queue of old ones. Owns terminal, client and ui. */
#include "console/loop.h"

#include "console/client.h"
#include "console/layouts.h"
#include "console/posts.h"
#include "console/screens/speak.h"
#include "console/screens/touch_keys.h"
#include "console/screens/ui.h"
#include "console/terminal/choice.h"
#include "console/terminal/terminal.h"
#include "console/tty.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_MAX_MS 1000
#define PATIENT_MS  150
#define AWAY_MS     20 /* so long without a look for keys: their times prove nothing */

struct loop {
    struct posts posts;
    struct tty *tty;
    struct canvas canvas;
    bool dirty, whole, quit, gone;
    int64_t quit_ms;          /* boot: a key said so, unless it was the first of a scan */
    bool away;                /* the loop was busy before it waited */
    int64_t key_ms;           /* boot: of the last key */
    int64_t keys_ms;          /* when it last looked for keys, or began to */
    bool waiting, stalled;    /* for the terminal to take output again; in vain */
    int64_t patient_until_ms; /* until then the first picture waits for the first snapshot */
};

static struct ui *shown(const struct loop *l)
{
    return tend_ui(&l->posts.tend);
}

static void tell_needs(struct loop *l, const struct post *post)
{
    const struct ui *ui = post->ui;
    const struct view *v = &ui->view;
    const char *lamp = "";
    int strip = tend_rows(&l->posts.tend, l->canvas.width, l->canvas.height);
    bool lamps = strcmp(v->screen, "lamps") == 0 && v->snap.lamps > 0;
    if (lamps && v->list.selected < v->snap.lamps)
        lamp = v->snap.lamp[v->list.selected].name;
    client_want(post->client, ui_needs(ui, l->canvas.width, l->canvas.height - strip),
                strcmp(v->screen, "log") == 0, lamp);
}

static void tell_all_needs(struct loop *l)
{
    for (int i = 0; i < l->posts.count; i++)
        tell_needs(l, &l->posts.post[i]);
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
        l->key_ms = shown(l)->view.boot_ms;
        unsigned reaction = tend_key(&l->posts.tend, key);
        if ((reaction & UI_QUIT) != 0)
            l->quit_ms = l->key_ms + SCAN_GAP_MS + 1;
        else if (key >= ' ' && key <= '~')
            l->quit_ms = TIME_NEVER;
        l->dirty = l->dirty || (reaction & UI_REPAINT) != 0;
        l->whole = l->whole || (reaction & UI_REDRAW) != 0;
        if ((reaction & UI_BEEP) != 0)
            tty_beep(l->tty);
        int width, height;
        tty_size(l->tty, &width, &height);
        if ((width != l->canvas.width || height != l->canvas.height) && open_canvas(l) != 0)
            l->quit = true;
        if ((reaction & UI_NEEDS) != 0)
            tell_needs(l, posts_shown(&l->posts));
    }
    l->gone = l->gone || kind < 0;
}

static void draw(struct loop *l)
{
    if (!tty_ready(l->tty)) {
        l->waiting = true;
        return;
    }
    tend_paint(&l->posts.tend, &l->canvas);
    for (int i = 0; i < l->posts.count; i++)
        attend_paint(&l->posts.post[i].attend, &l->posts.post[i].ui->view, &l->canvas);
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

/* Wait for a key, a socket, or the time at which something changes by itself. */
static void wait_for_something(struct loop *l, int64_t change_ms)
{
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    int timeout = sooner(tend_next(&l->posts.tend), now, IDLE_MAX_MS);
    timeout = sooner(l->quit_ms, now, timeout);
    if (!l->waiting)
        timeout = sooner(change_ms, now, timeout);
    struct pollfd p[2 + 2 * TEND_MAX] = {
        {.fd = tty_input_fd(l->tty), .events = POLLIN},
        {.fd = l->waiting || tty_waits(l->tty) ? tty_output_fd(l->tty) : -1, .events = POLLOUT},
    };
    nfds_t n = 2;
    for (int i = 0; i < l->posts.count; i++) {
        const struct client *client = l->posts.post[i].client;
        timeout = sooner(client_next(client), now, timeout);
        p[n++] = (struct pollfd){.fd = client_fd(client), .events = client_events(client)};
        p[n++] = (struct pollfd){.fd = layouts_fd(l->posts.post[i].layouts), .events = POLLIN};
    }
    l->away = now - l->keys_ms > AWAY_MS;
    (void)poll(p, n, timeout); /* EINTR: a signal or a resize, both looked at next */
    l->keys_ms = clock_ms(CLOCK_BOOTTIME);
}

static void hear(struct loop *l)
{
    struct view *first = &l->posts.post[0].ui->view;
    posts_clocks(first);
    for (int i = 0; i < l->posts.count; i++) {
        struct post *post = &l->posts.post[i];
        post->ui->view.boot_ms = first->boot_ms;
        post->ui->view.wall_ms = first->wall_ms;
        bool came = client_step(post->client);
        if (layouts_step(post->layouts, post->ui, first->boot_ms) || came) {
            l->dirty = true;
            tell_needs(l, post);
        }
    }
    if (tend_update(&l->posts.tend)) {
        l->dirty = true;
        tell_all_needs(l);
    }
}

/* What was just entered is written down, and goes out before it is drawn. */
static void send_entries(struct loop *l)
{
    for (int i = 0; i < l->posts.count; i++) {
        struct post *post = &l->posts.post[i];
        if (!post->ui->view.conn.via)
            rest_save(post->rest, post->ui); /* before anything of it is sent */
        if (client_due(post->client))
            (void)client_step(post->client);
        if (attend_turn(&post->attend, post->ui, l->tty, post->client, l->key_ms))
            l->dirty = true;
    }
}

/* The terminal's own choices, for all stations the same. */
static void take_wishes(struct loop *l)
{
    if (!terminal_turn(shown(l), l->tty))
        return;
    l->dirty = l->whole = true;
    for (int i = 0; i < l->posts.count; i++) {
        l->posts.post[i].ui->view.terminal = shown(l)->view.terminal;
        l->posts.post[i].ui->view.tier = shown(l)->view.tier;
    }
    if (l->canvas.tier != tty_tier(l->tty)) {
        l->quit = open_canvas(l) != 0 || l->quit;
        tell_all_needs(l); /* layouts may ask for the characters */
    }
}

static int64_t next_change(struct loop *l)
{
    int strip = tend_rows(&l->posts.tend, l->canvas.width, l->canvas.height);
    int64_t next = ui_next(shown(l), l->canvas.width, l->canvas.height - strip);
    for (int i = 0; i < l->posts.count; i++) {
        int64_t call = attend_next(&l->posts.post[i].attend, shown(l)->view.boot_ms);
        next = call < next ? call : next;
    }
    return next;
}

static void turn(struct loop *l, int64_t *change_ms)
{
    hear(l);
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    for (int i = 0; i < l->posts.count; i++)
        l->posts.post[i].ui->late = l->away || now - l->keys_ms > AWAY_MS;
    take_keys(l);
    l->keys_ms = now;
    l->posts.tend.read_ms = shown(l)->view.boot_ms;
    l->quit = l->quit || l->posts.tend.read_ms >= l->quit_ms;
    take_wishes(l);
    send_entries(l);
    l->waiting = !tty_ready(l->tty);
    l->stalled = tty_stalled(l->tty);
    if (speak_follow(shown(l), choice_speaks(shown(l)->view.terminal.language)))
        l->dirty = l->whole = true;
    const struct view *v = &shown(l)->view;
    if (v->boot_ms >= *change_ms)
        l->dirty = true;
    bool early = !v->has_snapshot && !v->lines.heard && v->conn.text[0] == '\0' &&
                 v->boot_ms < l->patient_until_ms;
    if (l->dirty && !l->quit && !l->gone && !early) {
        draw(l);
        *change_ms = next_change(l);
    }
}

int loop_run(const struct options *o, const char *explain, struct cause *why)
{
    struct loop l = {.dirty = true, .quit_ms = TIME_NEVER};
    char log[ARGS_PATH_SIZE + 24];
    int64_t change_ms = 0;
    int status = 1;
    if (posts_open(&l.posts, o, explain, why) != 0)
        return 1;
    if (!text_format(log, sizeof log, "%s/andon-console.log", o->run))
        log[0] = '\0';
    l.tty = tty_open(log, why);
    if (l.tty == NULL) {
        status = LOOP_NO_TERMINAL;
        goto out_posts;
    }
    for (int i = 0; i < l.posts.count; i++) {
        terminal_begin(l.posts.post[i].ui, o, l.tty);
        if (o->touch)
            touch_begin(l.posts.post[i].ui);
    }
    if (open_canvas(&l) != 0) {
        cause_set(why, 0, "out of memory");
        goto out_tty;
    }
    if (o->touch && !o->no_mouse)
        tty_mouse(l.tty);
    posts_begin(&l.posts, o);
    tell_all_needs(&l);
    l.patient_until_ms = change_ms = clock_ms(CLOCK_BOOTTIME) + PATIENT_MS;
    while (!l.quit && !l.gone && !l.stalled && tty_signalled() == 0) {
        turn(&l, &change_ms);
        if (!l.quit && !l.gone)
            wait_for_something(&l, change_ms);
    }
    status = 0;
    canvas_done(&l.canvas);
out_tty:
    if (!tty_close(&l.tty) && !l.gone)
        status = TTY_EXIT_STALLED;
out_posts:
    posts_close(&l.posts, l.quit);
    return status;
}
