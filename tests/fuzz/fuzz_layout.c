/* SPDX-License-Identifier: MIT */
/* Any bytes as a screen's layout. It is read, or refused with words that are fit to show; what is
 * read is a tree whose panels lie inside the terminal and on nothing else, at any size and moment.
 */
#include "console/widgets/layout_read.h"
#include "data/model/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

#define WIDTH_MAX  210
#define HEIGHT_MAX 64

static const struct layout_option options[] = {
    {.key = "signals", .type = OPTION_NAMES},
    {.key = "text", .type = OPTION_TEXT},
    {.key = "span", .type = OPTION_NUMBER, .min = 1, .max = 24},
    {.key = "bold", .type = OPTION_YES},
    {.key = "records", .type = OPTION_WORDS, .words = "stop call alert"},
    {.key = NULL},
};
static const struct layout_kind kinds[] = {
    {.name = "header"},  {.name = "machine"}, {.name = "signals", .options = options},
    {.name = "message"}, {.name = "keys"},    {.name = NULL},
};

static void on_problem(void *ctx, int line, const char *what)
{
    int *problems = ctx;
    ++*problems;
    hold(line >= 0 && what[0] != '\0' && text_is_clean(what, strlen(what)));
}

static void is_inside(const struct layout *l, const struct layout_now *now)
{
    static unsigned char taken[HEIGHT_MAX][WIDTH_MAX];
    struct layout_placed placed[LAYOUT_PLACED];
    int count = layout_solve(l, now, placed);
    hold(count >= 0 && count <= LAYOUT_PLACED);
    memset(taken, 0, sizeof taken);
    for (int i = 0; i < count; i++) {
        const struct rect *r = &placed[i].rect;
        hold(r->x >= 0 && r->y >= 0 && r->w > 0 && r->h > 0);
        hold(r->x + r->w <= now->width && r->y + r->h <= now->height);
        for (int y = r->y; y < r->y + r->h; y++)
            for (int x = r->x; x < r->x + r->w; x++)
                hold(taken[y][x]++ == 0);
    }
}

static void is_sound(const struct layout *l)
{
    static const struct layout_now moments[] = {
        {.width = 1, .height = 1, .role = -1},
        {.width = 40, .height = 12, .role = PERSON_OPERATOR, .state = MS_RUNNING},
        {.width = 80, .height = 24, .role = PERSON_MAINTENANCE, .state = MS_STOPPED, .open = 3},
        {.width = 200, .height = 60, .tier = GLYPH_ASCII, .state = MS_UNKNOWN, .open = 31},
        {.width = WIDTH_MAX, .height = 3, .colours = 256, .role = PERSON_VIEWER},
        {.width = 7, .height = HEIGHT_MAX, .colours = 8, .role = PERSON_SUPERVISOR},
    };
    hold(l->nodes > 0 && l->nodes <= LAYOUT_NODES && l->root >= 0 && l->root < l->nodes);
    hold(text_is_id(l->name) && l->settings <= LAYOUT_SETTINGS);
    for (int i = 0; i < l->nodes; i++)
        hold(l->node[i].type != LAYOUT_PANEL || l->node[i].kind[0] != '\0');
    for (int i = 0; i < l->settings; i++) {
        const struct layout_setting *s = &l->setting[i];
        const char *value = layout_setting(l, &l->node[s->node], s->key);
        hold(value == s->value && value[0] != '\0');
        (void)layout_has_name(value, "oil_temp");
    }
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        (void)layout_holds(&l->when, &moments[i]);
        is_inside(l, &moments[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct layout layout;
    int told = 0;
    const struct layout_report report = {.ctx = &told, .problem = on_problem};
    int problems = layout_read((const char *)data, size, kinds, &layout, &report);
    hold(problems == told);
    if (problems == 0)
        is_sound(&layout);
    return 0;
}
