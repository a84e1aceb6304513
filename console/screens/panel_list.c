/* SPDX-License-Identifier: MIT */
/* The list of panels, those of the forms among them. Layout files name panels by panel_ops.name. */
#include "console/forms/desk.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"

#include "data/model/text.h"

#include <stddef.h>
#include <string.h>

#define PANELS_MAX 64

static void paint_form(const struct view *v, struct area a)
{
    if (v->desk == NULL || v->desk->form < 0)
        return;
    form_list[v->desk->form]->paint(v->desk, v, a);
    /* words that do not fit into the line above the keys stand here in full */
    if (v->entry.style == ST_BOLD || text_cells(v->entry.text) <= a.r.w - 2)
        return;
    int rows = text_cells(v->entry.text) / (a.r.w - 2) + 2, y = a.r.h - rows;
    draw_fill(a, (struct rect){0, y, a.r.w, rows}, ST_NORMAL, ' ');
    (void)draw_paragraph(a, y, rows, ST_WARN, v->entry.text);
}

static const struct panel_ops panel_form = {
    .name = "form",
    .help = "what is being entered, on the screens for it",
    .min_width = 30,
    .min_height = 2,
    .paint = paint_form,
};

const struct panel_ops *const panel_list[] = {
    &panel_deeds,       &panel_load,       &panel_pressing,   &panel_wanted,
    &panel_board,       &panel_counts,     &panel_events,     &panel_form,
    &panel_header,      &panel_help,       &panel_hours,      &panel_keys,
    &panel_lamps,       &panel_log,        &panel_machine,    &panel_message,
    &panel_note,        &panel_oee,        &panel_ribbon,     &panel_signal_table,
    &panel_signals,     &panel_stop,       &panel_stops,      &panel_times,
    &panel_tower,       &panel_trends,     &panel_line_board, &panel_line_head,
    &panel_line_page,   &panel_report,     &panel_score,      &panel_score_foot,
    &panel_score_state, &panel_score_pace, &panel_score_oee,  &panel_score_hours,
    &panel_score_line,  &panel_trend,      &panel_losses,     &panel_pareto,
    &panel_details,     &panel_subjects,   &panel_span,       &panel_lives,
    &panel_why,         &panel_gauges,     &panel_why_list,   NULL,
};

const struct panel_ops *panel_find(const char *name)
{
    for (size_t i = 0; panel_list[i] != NULL; i++)
        if (strcmp(panel_list[i]->name, name) == 0)
            return panel_list[i];
    return NULL;
}

const struct layout_kind *panel_kinds(void)
{
    static struct layout_kind kinds[PANELS_MAX];
    for (size_t n = 0; panel_list[n] != NULL && n + 1 < PANELS_MAX; n++)
        kinds[n] = (struct layout_kind){.name = panel_list[n]->name,
                                        .min_width = panel_list[n]->min_width,
                                        .min_height = panel_list[n]->min_height,
                                        .options = panel_list[n]->options};
    return kinds;
}
