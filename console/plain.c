/* SPDX-License-Identifier: MIT */
/* A page of text of each station: connect, wait until everything that the screen wants is there,
 * paint it once, print its rows. Called by main.c; owns client and ui while it runs. */
#include "console/plain.h"

#include "console/client.h"
#include "console/layouts.h"
#include "console/posts.h"
#include "console/screens/ui_parts.h"
#include "console/tty.h"
#include "data/model/text.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MS 5000
#define LOOK_MS 100
#define WIDTH   80
#define HEIGHT  60

/* Rows of the key bar: nobody presses anything on a page. */
static struct rect keys_of(const struct ui *ui)
{
    struct layout_placed placed[LAYOUT_PLACED];
    const struct layout_now now = ui_now(ui, WIDTH, HEIGHT);
    const struct layout *l = ui_layout(ui, &now);
    int count = l != NULL ? layout_solve(l, &now, placed) : 0;
    for (int i = 0; i < count; i++)
        if (placed[i].node != NULL && strcmp(placed[i].node->kind, panel_keys.name) == 0)
            return placed[i].rect;
    return (struct rect){0, 0, 0, 0};
}

/* A page has no need of empty lines. */
static void print_rows(const char *text, const struct rect *keys)
{
    for (int y = 0; *text != '\0'; y++) {
        size_t n = strcspn(text, "\n");
        n += text[n] == '\n';
        bool bar = y >= keys->y && y < keys->y + keys->h;
        if (n > 1 && !bar)
            (void)fwrite(text, 1, n, stdout);
        text += n;
    }
}

static int print_page(struct ui *ui, struct canvas *canvas, struct cause *why)
{
    ui_paint(ui, canvas);
    size_t size = canvas_text(canvas, NULL, 0) + 1;
    char *text = malloc(size);
    if (text == NULL)
        return cause_set(why, 1, "out of memory");
    const struct rect keys = keys_of(ui);
    (void)canvas_text(canvas, text, size);
    print_rows(text, &keys);
    free(text);
    if (fflush(stdout) != 0 || ferror(stdout))
        return cause_set(why, 1, "cannot write: %s", strerror(errno));
    return 0;
}

static void want(struct client *client, const struct ui *ui)
{
    client_want(client, ui_needs(ui, WIDTH, HEIGHT), strcmp(ui->view.screen, "log") == 0, "");
}

/* Until everything is there that the screen wants, or it is clear that it will not come. */
static void hear(struct client *client, struct ui *ui, const struct options *o)
{
    struct view *v = &ui->view;
    int64_t until = v->boot_ms + WAIT_MS;
    while (!client_settled(client) && v->boot_ms < until && v->conn.state != CONN_REFUSED &&
           (v->conn.text[0] == '\0' || v->conn.state == CONN_LIVE)) {
        (void)client_step(client);
        ui->key_ms = v->boot_ms; /* somebody looks at it: no question comes in between */
        if (o->screen == NULL)
            ui_note_subject(ui);
        else if (ui_update(ui))
            want(client, ui);
        int64_t next = client_next(client) - v->boot_ms;
        struct pollfd p = {.fd = client_fd(client), .events = client_events(client)};
        (void)poll(&p, 1, next <= 0 ? 0 : next < LOOK_MS ? (int)next : LOOK_MS);
        posts_clocks(v);
    }
}

static int print_heard(struct client *client, struct ui *ui, const struct options *o,
                       struct cause *why)
{
    const struct view *v = &ui->view;
    struct canvas canvas;
    if (canvas_init(&canvas, WIDTH, HEIGHT, v->tier) != 0)
        return cause_set(why, 1, "out of memory");
    ui_paint(ui, &canvas); /* what is asked for depends on the size */
    want(client, ui);
    hear(client, ui, o);
    if (v->conn.hub && o->screen == NULL)
        ui_show(ui, ui_screen_find("lines"));
    int status = v->has_snapshot || v->lines.heard
                     ? print_page(ui, &canvas, why)
                     : cause_set(why, 1, "%s",
                                 v->conn.text[0] != '\0' ? v->conn.text : "andond does not answer");
    canvas_done(&canvas);
    return status;
}

static int print_station(const struct options *o, const char *socket, const char *explain,
                         struct cause *why)
{
    struct layouts *layouts = layouts_new(o->layouts, o->layouts_said);
    struct ui *ui = posts_ui(o, tty_is_utf8() ? GLYPH_UNICODE : GLYPH_ASCII, layouts, why);
    layouts_free(&layouts);
    if (ui == NULL)
        return 1;
    if (o->screen == NULL)
        ui_show(ui, ui_screen_find("plain"));
    int status = 1;
    struct client *client = client_new(&ui->view, socket, why);
    if (client != NULL) {
        client_explain(client, explain);
        status = print_heard(client, ui, o, why);
    }
    client_free(&client);
    posts_ui_free(&ui);
    return status;
}

int plain_print(const struct options *o, const char *explain, struct cause *why)
{
    int failed = 0;
    if (o->sockets < 2)
        return print_station(o, o->socket, explain, why);
    for (int i = 0; i < o->sockets; i++) {
        struct cause one = {.text = ""};
        if (i > 0)
            (void)putchar('\n');
        if (print_station(o, o->socket_of[i], i == 0 ? explain : "", &one) != 0 && failed++ == 0)
            cause_set(why, 0, "%s: %s", o->socket_of[i], one.text);
    }
    if (failed > 1) {
        struct cause first = *why;
        cause_set(why, 0, "%s (and %d more)", first.text, failed - 1);
    }
    return failed > 0 ? 1 : 0;
}
