/* SPDX-License-Identifier: MIT */
/* What was tried: the records of people about calls, alerts, predictions, orders and stops, latest
 * first. Maintenance reads it before it begins. */
#include "console/panels/panel.h"

#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

/* That revision is what a person made of it; without a body nobody knows. */
static bool is_edit(const struct log_row *row)
{
    char edited[32];
    (void)text_format(edited, sizeof edited, "\"edited\":%lld,", (long long)row->rev);
    return row->body == NULL || strstr(row->body, "\"edited\":") == NULL ||
           strstr(row->body, edited) != NULL;
}

static bool is_deed(const struct log_row *row)
{
    static const bool shown[RECORD_KIND_COUNT] = {
        [REC_CALL] = true,      [REC_ALERT] = true, [REC_PREDICTION] = true, [REC_FEEDBACK] = true,
        [REC_WORKORDER] = true, [REC_STOP] = true,  [REC_LAMP] = true,       [REC_MODE] = true,
    };
    if (row->kind == REC_CALL && !is_edit(row))
        return false; /* a step of its ladder */
    bool person = strcmp(row->actor, "machine") != 0 && strcmp(row->actor, "system") != 0;
    return person && row->kind < RECORD_KIND_COUNT && shown[row->kind];
}

static void paint(const struct view *v, struct area a)
{
    char when[FORMAT_SIZE], said[HEARD_SIZE];
    int y = 0;
    for (size_t i = 0; i < v->log.count && y < a.r.h; i++) {
        const struct log_row *row = &v->log.row[i];
        if (!is_deed(row))
            continue;
        int x = draw_text(a, 1, y, ST_DIM, format_when(&v->zone, row->wall_ms, v->wall_ms, when));
        x = draw_padded(a, x + 1, y, 10, ST_DIM, words_of(&words_record_kind, (int)row->kind));
        if (a.r.w >= 70)
            x = draw_format(a, x + 1, y, ST_DIM, "%-12s", row->actor);
        draw_text_cut(a, (struct rect){x + 1, y++, a.r.w - x - 2, 1}, ST_NORMAL,
                      words_heard(row->text, said, sizeof said));
    }
    if (y == 0)
        draw_text(a, 1, 0, ST_DIM, _("nothing was entered yet"));
}

const struct panel_ops panel_deeds = {
    .name = "deeds",
    .help = "what people did about calls, alerts, predictions and stops",
    .min_width = 30,
    .min_height = 1,
    .needs = NEED_LOG,
    .paint = paint,
};
