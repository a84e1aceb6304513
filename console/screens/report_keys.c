/* SPDX-License-Identifier: MIT */
/* Keys of the report's screen, beside those that every list has. Called by ui.c before the common
 * ones. */
#include "console/screens/report_keys.h"

#include "console/words/words.h"

#include <string.h>

static bool is_shown(const struct ui *ui)
{
    return strcmp(ui->view.screen, "report") == 0;
}

bool report_key(struct ui *ui, uint32_t key, unsigned *reaction)
{
    struct view *v = &ui->view;
    if (!is_shown(ui))
        return false;
    if (key >= '1' && key <= '3')
        report_view_choose(v, (enum report_span)(key - '1'),
                           v->report.earlier ? v->report.at_ms : TIME_NONE);
    else if (key == ',' || key == '.')
        report_view_step(v, key == ',' ? -1 : 1);
    else
        return false;
    v->list.selected = 0;
    *reaction = UI_REPAINT | UI_NEEDS;
    return true;
}

int report_hints(const struct ui *ui, struct hint out[HINTS_MAX])
{
    if (!is_shown(ui))
        return 0;
    int n = 0;
    out[n++] = (struct hint){"1", _("shift")};
    out[n++] = (struct hint){"2", _("day")};
    out[n++] = (struct hint){"3", _("week")};
    out[n++] = (struct hint){",", _("earlier")};
    out[n++] = (struct hint){".", C_("shift", "later")};
    out[n++] = (struct hint){"\u2191\u2193", _("move")};
    out[n++] = (struct hint){"PgDn", _("page")};
    out[n++] = (struct hint){"Esc", _("back")};
    return n;
}
