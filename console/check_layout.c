/* SPDX-License-Identifier: MIT */
/* A layout, or a directory of them: what is wrong with which line, then a map at each size with
 * what does not fit there. Problems go to standard error, as FILE:LINE: what, the rest to standard
 * output. Called by main.c. */
#include "console/check_layout.h"

#include "console/layouts.h"
#include "console/panels/panel.h"
#include "console/screens/layout_check.h"
#include "console/tty.h"
#include "data/config/ini.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LISTED_MAX 128

static int problems; /* told so far */

static void on_problem(void *ctx, int line, const char *what)
{
    const char *path = ctx;
    problems++;
    if (line > 0)
        fprintf(stderr, "%s:%d: %s\n", path, line, what);
    else
        fprintf(stderr, "%s: %s\n", path, what);
}

static void on_remark(void *ctx, int line, const char *what)
{
    const char *path = ctx;
    fprintf(stderr, "%s:%d: note: %s\n", path, line, what);
}

static void print_map(const struct layout *layout, const struct layout_now *now)
{
    struct canvas canvas;
    enum glyph_tier tier = tty_is_utf8() ? GLYPH_UNICODE : GLYPH_ASCII;
    if (canvas_init(&canvas, now->width, now->height, tier) != 0)
        return;
    layout_map(layout, now, &canvas);
    size_t size = canvas_text(&canvas, NULL, 0) + 1;
    char *text = malloc(size);
    if (text != NULL) {
        (void)canvas_text(&canvas, text, size);
        (void)fputs(text, stdout);
    }
    free(text);
    canvas_done(&canvas);
}

static void check_size(const struct layout *layout, int width, int height,
                       const struct layout_report *report)
{
    struct layout_now now;
    printf("\nscreen %s at %dx%d", layout->name, width, height);
    if (width < layout->min_width || height < layout->min_height) {
        printf(": smaller than min = %dx%d, only the machine's state is shown\n", layout->min_width,
               layout->min_height);
        return;
    }
    if (!layout_moment(layout, width, height, &now)) {
        printf(": not for this size (when)\n");
        return;
    }
    printf(", state %s, role %s%s\n", word_name(&words_machine_state, (int)now.state),
           word_name(&words_person_role, now.role), now.open != 0 ? ", something open" : "");
    print_map(layout, &now);
    (void)fflush(stdout);
    (void)layout_misfits(layout, width, height, report);
}

static void check_one(const struct options *o, const struct layout *layout, char *path)
{
    static const struct {
        int width, height;
    } sizes[] = {{40, 12}, {80, 24}, {132, 43}, {200, 60}};
    const struct layout_report wrong = {.ctx = path, .problem = on_problem};
    const struct layout_report remark = {.ctx = path, .problem = on_remark};
    layout_remarks(layout, &remark);
    if (o->check_width > 0) {
        check_size(layout, o->check_width, o->check_height, &wrong);
        return;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        check_size(layout, sizes[i].width, sizes[i].height, &wrong);
}

static int read_file(const char *path, struct screens *s, struct cause *why)
{
    size_t length;
    char name[ARGS_PATH_SIZE];
    (void)text_copy(name, sizeof name, path);
    char *text = ini_read_file(path, &length, why);
    if (text == NULL)
        return -1;
    const char *slash = strrchr(path, '/');
    const struct layout_report report = {.ctx = name, .problem = on_problem};
    screens_begin(s);
    (void)screens_take(s, slash != NULL ? slash + 1 : path, text, length, &report);
    screens_end(s);
    free(text);
    return 1;
}

int check_layout(const struct options *o)
{
    static struct screens s;
    struct cause why;
    struct stat st;
    bool dir = stat(o->layout_file, &st) == 0 && S_ISDIR(st.st_mode);
    int count = screens_init(&s, &why);
    if (count == 0)
        count = dir ? layouts_read_dir(o->layout_file, &s, on_problem, &why)
                    : read_file(o->layout_file, &s, &why);
    for (int i = 0; count > 0 && i < s.files; i++) {
        char path[ARGS_PATH_SIZE + SCREENS_FILE];
        (void)text_format(path, sizeof path, "%s%s%s", o->layout_file, dir ? "/" : "",
                          dir ? s.file[i].name : "");
        if (s.file[i].layout != NULL)
            check_one(o, s.file[i].layout, path);
    }
    screens_done(&s);
    if (count < 0)
        fprintf(stderr, "andon-console: %s\n", why.text);
    else if (count == 0)
        fprintf(stderr, "andon-console: %s: no *.ini in it\n", o->layout_file);
    else
        printf("\n%s: %d layout%s, %d problem%s\n", o->layout_file, count, count == 1 ? "" : "s",
               problems, problems == 1 ? "" : "s");
    return count > 0 && problems == 0 ? 0 : 1;
}

static void print_option(const struct layout_option *o)
{
    static const char *const forms[] = {[OPTION_TEXT] = "TEXT",
                                        [OPTION_NAMES] = "NAME, NAME, \u2026",
                                        [OPTION_NUMBER] = "NUMBER",
                                        [OPTION_YES] = "yes, no",
                                        [OPTION_WORDS] = "WORD, WORD, \u2026",
                                        [OPTION_NAME] = "NAME",
                                        [OPTION_SPAN] = "shift, 24h, 7d, \u2026"};
    char key[80], range[32] = "";
    (void)text_format(key, sizeof key, "%s = %s", o->key, forms[o->type]);
    if (o->type == OPTION_NUMBER)
        (void)text_format(range, sizeof range, " (%d to %d)", o->min, o->max);
    printf("    %s%*s %s%s\n", key, 28 - text_cells(key), "", o->help, range);
    if (o->type == OPTION_WORDS)
        printf("    %-28s %s\n", "", o->words);
}

static void print_key(void *ctx, const char *sections, const char *key, const char *form)
{
    (void)ctx;
    printf("%-26s %-9s %s\n", sections, key, form);
}

struct listed {
    const struct panel_ops *panel;
};

static int by_name(const void *a, const void *b)
{
    const struct listed *p = a, *q = b;
    return strcmp(p->panel->name, q->panel->name);
}

int list_panels(void)
{
    puts("Keys of a layout's sections; see andon-layout(5).\n");
    layout_keys(print_key, NULL);
    puts("\nPanels for layouts, with the least room each needs; see andon-layout(5).\n");
    struct listed sorted[LISTED_MAX] = {{NULL}};
    size_t count = 0;
    while (count < LISTED_MAX && panel_list[count] != NULL) {
        sorted[count].panel = panel_list[count];
        count++;
    }
    qsort(sorted, count, sizeof sorted[0], by_name);
    for (size_t i = 0; i < count; i++) {
        const struct panel_ops *p = sorted[i].panel;
        printf("%-16s %3dx%-3d  %s\n", p->name, p->min_width, p->min_height, p->help);
        for (const struct layout_option *o = p->options; o != NULL && o->key != NULL; o++)
            print_option(o);
    }
    return 0;
}
