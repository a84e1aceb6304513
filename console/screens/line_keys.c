/* SPDX-License-Identifier: MIT */
/* The line board's own keys: order, filter, search, open. Called by ui.c before the common ones. */
#include "console/screens/line_keys.h"

#include "console/panels/keys.h"
#include "data/model/text.h"

#include <string.h>

static void ask(struct ui *ui)
{
    ui->view.list.selected = ui->view.list.top = 0;
    lines_ask(&ui->view.lines);
}

static void search(struct ui *ui, uint32_t key)
{
    struct lines *l = &ui->view.lines;
    if (key == KEY_CODE_ENTER || key == KEY_CODE_ESC) {
        l->searching = false;
        if (key == KEY_CODE_ESC)
            field_clear(&ui->search, FIELD_TEXT);
    } else if (!field_key(&ui->search, key)) {
        return;
    }
    (void)text_copy(l->filter, sizeof l->filter, ui->search.text);
    ask(ui);
}

static void back(struct ui *ui)
{
    struct lines *l = &ui->view.lines;
    if (l->open[0] != '\0') {
        lines_open(l, "");
        return;
    }
    l->only = -1;
    l->filter[0] = '\0';
    field_clear(&ui->search, FIELD_TEXT);
    ask(ui);
}

static void open_selected(struct ui *ui)
{
    struct lines *l = &ui->view.lines;
    int selected = ui->view.list.selected;
    const struct line_row *row = selected >= 0 ? lines_at(l, (size_t)selected) : NULL;
    lines_open(l, l->open[0] == '\0' && row != NULL ? row->station : "");
}

bool line_key(struct ui *ui, uint32_t key, unsigned *reaction)
{
    struct lines *l = &ui->view.lines;
    *reaction = UI_REPAINT | UI_NEEDS;
    if (l->searching) {
        search(ui, key);
        return true;
    }
    switch (key) {
    case 'o':
    case 'O':
        l->order = l->order == LINE_BY_WORST ? LINE_BY_FLOOR : LINE_BY_WORST;
        ask(ui);
        return true;
    case 'f':
    case 'F':
        l->only = l->only + 1 < LINE_GRADE_COUNT ? l->only + 1 : -1;
        ask(ui);
        return true;
    case '/':
        l->searching = true;
        return true;
    case KEY_CODE_ENTER:
        open_selected(ui);
        return true;
    case KEY_CODE_ESC:
    case KEY_CODE_LEFT:
        back(ui);
        return true;
    default:
        break;
    }
    enum action action = key_action(key);
    bool common = (action >= ACTION_UP && action <= ACTION_LAST) || action == ACTION_HELP ||
                  action == ACTION_QUIT || action == ACTION_REDRAW;
    *reaction = UI_NOTHING; /* what is left is a station's: nothing here */
    return !common;
}

int line_hints(const struct ui *ui, struct hint out[HINTS_MAX])
{
    static const struct hint all[] = {{"Enter", "open"}, {"/", "find"},    {"F", "filter"},
                                      {"O", "order"},    {"PgDn", "page"}, {"?", "help"},
                                      {"Q", "quit"}};
    static const struct hint opened[] = {{"Esc", "back"}, {"?", "help"}, {"Q", "quit"}};
    static const struct hint typing[] = {{"Enter", "find"}, {"Esc", "all"}};
    const struct lines *l = &ui->view.lines;
    const struct hint *from = l->searching ? typing : l->open[0] != '\0' ? opened : all;
    size_t n = l->searching         ? sizeof typing / sizeof *typing
               : l->open[0] != '\0' ? sizeof opened / sizeof *opened
                                    : sizeof all / sizeof *all;
    memcpy(out, from, n * sizeof *out);
    return (int)n;
}
