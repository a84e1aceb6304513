/* SPDX-License-Identifier: MIT */
/* `andonctl outputs`: the GPIO lines of this machine, by the words that `line =` of a lamp wants,
 * and who has them. Called by main.c's table and, as JSON, by `outputs try`. */
#include "andon/ctl/outputs.h"

#include "andon/ctl/ctl.h"
#include "andon/ctl/out.h"
#include "andon/outputs/gpio_try.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 768

struct outputs {
    struct gpio_seen line[LINES_MAX];
    size_t lines, dropped;
    int chips; /* -1: `why` */
    struct cause why;
};

static void on_line(void *ctx, const struct gpio_seen *line)
{
    struct outputs *o = ctx;
    if (o->lines == LINES_MAX)
        o->dropped++;
    else
        o->line[o->lines++] = *line;
}

static struct outputs *look(void)
{
    struct outputs *o = calloc(1, sizeof *o);
    if (o)
        o->chips = gpio_list(on_line, o, &o->why);
    return o;
}

/* How a lamp names it: by its name when no other line has that, else by chip label and offset. ""
 * when neither tells it from another one, or it does not fit a configuration. */
static void wanted(const struct outputs *o, size_t index, char out[64])
{
    const struct gpio_seen *line = &o->line[index];
    bool by_name = line->name[0] != '\0' && strchr(line->name, ':') == NULL;
    bool by_label = line->label[0] != '\0';
    for (size_t i = 0; i < o->lines; i++) {
        const struct gpio_seen *other = &o->line[i];
        by_name = by_name && (i == index || strcmp(other->name, line->name) != 0);
        by_label = by_label && (i == index || other->offset != line->offset ||
                                strcmp(other->label, line->label) != 0);
    }
    out[0] = '\0';
    if (by_name && text_copy(out, 64, line->name))
        return;
    if (!by_label || !text_format(out, 64, "%s:%u", line->label, line->offset))
        out[0] = '\0';
}

static void print_table(const struct outputs *o)
{
    static const char *const head[] = {"LINE", "CHIP", "OFFSET", "IS", "USER"};
    struct table table = {.align = "llrll"};
    table_row(&table, head);
    for (size_t i = 0; i < o->lines; i++) {
        const struct gpio_seen *line = &o->line[i];
        char name[64];
        wanted(o, i, name);
        table_cell(&table, "%s", name[0] ? name : "-");
        table_cell(&table, "%s", line->label[0] ? line->label : line->chip);
        table_cell(&table, "%u", line->offset);
        table_cell(&table, "%s", line->used ? "in use" : line->output ? "free, output" : "free");
        table_cell(&table, "%s", line->used ? line->user[0] ? line->user : "the kernel" : "-");
    }
    table_print(&table);
    if (o->dropped > 0)
        printf("%zu more are not listed\n", o->dropped);
}

bool outputs_json(char *out, size_t size)
{
    struct jw w;
    struct outputs *o = look();
    if (!o)
        return false;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "chips", o->chips > 0 ? o->chips : 0);
    jw_text(&w, "trouble", o->chips > 0 ? "" : o->why.text);
    jw_int(&w, "dropped", (int64_t)o->dropped);
    jw_array(&w, "lines");
    for (size_t i = 0; i < o->lines; i++) {
        const struct gpio_seen *line = &o->line[i];
        char name[64];
        wanted(o, i, name);
        jw_object(&w, NULL);
        jw_text(&w, "line", name);
        jw_text(&w, "name", line->name);
        jw_text(&w, "chip", line->chip);
        jw_text(&w, "label", line->label);
        jw_int(&w, "offset", line->offset);
        jw_bool(&w, "used", line->used);
        jw_text(&w, "user", line->user);
        jw_bool(&w, "output", line->output);
        jw_object_end(&w);
    }
    jw_array_end(&w);
    jw_object_end(&w);
    free(o);
    return !w.overflow;
}

int ctl_outputs(const struct ctl *ctl)
{
    if (ctl_has(ctl, OPT_JSON)) {
        char *text = malloc(OUTPUTS_BYTES);
        bool fits = text && outputs_json(text, OUTPUTS_BYTES);
        if (fits)
            puts(text);
        free(text);
        return fits ? CTL_DONE : ctl_fail("out of memory");
    }
    struct outputs *o = look();
    if (!o)
        return ctl_fail("out of memory");
    int result = o->chips < 0 ? ctl_fail("%s", o->why.text) : CTL_DONE;
    if (result == CTL_DONE)
        print_table(o);
    free(o);
    return result;
}
