/* SPDX-License-Identifier: MIT */
/* Words of the plant's own on a screen: a telephone number, a rule, whom to ask. The text is the
 * layout's, it says nothing of the machine. */
#include "console/panels/panel.h"

static void paint(const struct view *v, struct area a)
{
    const char *text = panel_setting(v, "text");
    (void)draw_paragraph(a, 0, a.r.h, panel_yes(v, "bold", false) ? ST_BOLD : ST_NORMAL,
                         text != NULL ? text : "text = what shall stand here");
}

static const struct layout_option options[] = {
    {.key = "text", .type = OPTION_TEXT, .help = "what it says"},
    {.key = "bold", .type = OPTION_YES, .help = "bright letters; no"},
    {.key = NULL},
};

const struct panel_ops panel_note = {
    .name = "note",
    .help = "a text of the plant's own",
    .min_width = 8,
    .min_height = 1,
    .options = options,
    .paint = paint,
};
