/* SPDX-License-Identifier: MIT */
/* Opening and closing what each tended station has; called by console/loop.c, which owns the
 * posts. A station whose daemon is away costs the others nothing: its client tries again by itself.
 */
#include "console/posts.h"

#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

void posts_clocks(struct view *v)
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

struct ui *posts_ui(const struct options *o, enum glyph_tier tier, struct layouts *layouts,
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
    posts_clocks(&ui->view);
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
    take_numbers(&ui->view.numbers_own);
    ui->view.numbers = ui->view.numbers_own;
    return ui;
}

void posts_ui_free(struct ui **ui)
{
    if (*ui != NULL)
        ui_done(*ui);
    free(*ui);
    *ui = NULL;
}

/* "run3" of "/tmp/run3/andond.sock": what a station is called before it has said its name. */
static const char *label_of(const char *path)
{
    const char *end = strrchr(path, '/');
    if (end == NULL || end == path)
        return path;
    while (end > path && end[-1] != '/')
        end--;
    return end;
}

static int open_one(struct posts *p, const struct options *o, struct cause *why)
{
    struct post *post = &p->post[p->count];
    const char *socket = o->sockets > 1 ? o->socket_of[p->count] : o->socket;
    post->layouts = layouts_new(o->layouts, o->layouts_said);
    post->ui = posts_ui(o, GLYPH_UNICODE, post->layouts, why);
    post->client = post->ui != NULL ? client_new(&post->ui->view, socket, why) : NULL;
    p->count++;
    return post->client != NULL ? 0 : -1;
}

int posts_open(struct posts *p, const struct options *o, const char *explain, struct cause *why)
{
    struct ui *ui[TEND_MAX];
    *p = (struct posts){.count = 0};
    for (int i = 0; i == 0 || i < o->sockets; i++) {
        if (open_one(p, o, why) != 0) {
            posts_close(p, false);
            return -1;
        }
        ui[i] = p->post[i].ui;
        if (i > 0) /* the screen that was asked for is that of the first one */
            ui_show(ui[i], 0);
    }
    tend_init(&p->tend, ui, p->count);
    for (int i = 0; i < p->count && p->count > 1; i++)
        p->tend.label[i] = label_of(o->socket_of[i]);
    client_explain(p->post[0].client, explain);
    return 0;
}

void posts_begin(struct posts *p, const struct options *o)
{
    for (int i = 0; i < p->count; i++) {
        struct post *post = &p->post[i];
        attend_init(&post->attend, &o->attention);
        post->rest = rest_new(o->run, p->count > 1 ? o->socket_of[i] : o->socket);
        if (!o->read_only)
            (void)rest_load(post->rest, post->ui);
    }
}

void posts_close(struct posts *p, bool done)
{
    for (int i = 0; i < p->count; i++) {
        struct post *post = &p->post[i];
        if (post->ui != NULL)
            rest_free(&post->rest, post->ui, done);
        client_free(&post->client);
        layouts_free(&post->layouts);
        posts_ui_free(&post->ui);
    }
    p->count = 0;
}

struct post *posts_shown(struct posts *p)
{
    return &p->post[p->tend.shown];
}
