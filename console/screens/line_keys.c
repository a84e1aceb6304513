/* SPDX-License-Identifier: MIT */
/* The line board's own keys: order, filter, search, open. Called by ui.c before the common ones. */
#include "console/screens/line_keys.h"

#include "console/panels/keys.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define ASKING_MS 12000 /* as long as a hub waits, and some */

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

static bool on_plant(const struct ui *ui)
{
    return strcmp(ui->view.screen, "plant") == 0;
}

bool line_screen(const struct ui *ui)
{
    return strcmp(ui->view.screen, "lines") == 0 || on_plant(ui);
}

/* A list of the part of the plant that the board shows. */
static void show_page(struct ui *ui, enum line_page page)
{
    struct pages *p = &ui->view.pages;
    if (!on_plant(ui))
        ui_show(ui, ui_screen_find("plant"));
    (void)text_copy(p->under, sizeof p->under, page == PAGE_AREAS ? "" : ui->view.lines.under);
    ui->view.list.selected = ui->view.list.top = 0;
    pages_show(p, page);
}

/* The board of that part of the plant. */
static void show_board(struct ui *ui, const char *under)
{
    struct lines *l = &ui->view.lines;
    bool other = strcmp(l->under, under) != 0;
    if (on_plant(ui))
        ui_show(ui, ui_screen_find("lines"));
    (void)text_copy(l->under, sizeof l->under, under);
    if (other)
        ask(ui);
}

/* Step by step: the station, what is searched for, the list, the part of the plant. */
static void back(struct ui *ui)
{
    struct lines *l = &ui->view.lines;
    if (on_plant(ui)) {
        show_board(ui, ui->view.pages.page == PAGE_AREAS ? "" : l->under);
        return;
    }
    if (l->open[0] != '\0') {
        l->visit[0] = '\0';
        lines_open(l, "");
        return;
    }
    bool plain = l->only < 0 && l->filter[0] == '\0';
    if (plain && l->under[0] != '\0') {
        show_page(ui, PAGE_AREAS);
        return;
    }
    l->only = -1;
    l->filter[0] = '\0';
    field_clear(&ui->search, FIELD_TEXT);
    ask(ui);
}

static int levels_of(const char *path)
{
    int levels = 1;
    for (; *path != '\0'; path++)
        levels += *path == '/';
    return levels;
}

static void open_of_page(struct ui *ui)
{
    int selected = ui->view.list.selected;
    const char *path = selected >= 0 ? pages_path(&ui->view.pages, (size_t)selected) : NULL;
    char to[LINE_STATION_SIZE];
    if (path == NULL || !text_copy(to, sizeof to, path))
        return;
    bool station = levels_of(to) > 4;
    show_board(ui, station ? ui->view.lines.under : to);
    if (station)
        lines_open(&ui->view.lines, to);
}

static void open_selected(struct ui *ui)
{
    struct lines *l = &ui->view.lines;
    int selected = ui->view.list.selected;
    const struct line_row *row = selected >= 0 ? lines_at(l, (size_t)selected) : NULL;
    if (l->open[0] == '\0') {
        lines_open(l, row != NULL ? row->station : "");
        return;
    }
    (void)text_copy(l->visit, sizeof l->visit, l->open); /* client.c goes there */
    (void)text_format(ui->view.notice, sizeof ui->view.notice, _("asking %s \u2026"),
                      line_row_name(&l->open_row));
    ui->view.notice_until_ms = ui->view.boot_ms + ASKING_MS;
}

static void next_order(struct ui *ui)
{
    struct lines *l = &ui->view.lines;
    struct pages *p = &ui->view.pages;
    if (!on_plant(ui)) {
        l->order = l->order == LINE_BY_WORST ? LINE_BY_FLOOR : LINE_BY_WORST;
        ask(ui);
        return;
    }
    p->other[p->page] = !p->other[p->page];
    show_page(ui, p->page);
}

static bool page_key(struct ui *ui, uint32_t key)
{
    static const struct {
        char key;
        enum line_page page;
    } rows[] = {{'n', PAGE_UNEXPLAINED},
                {'a', PAGE_AREAS},
                {'h', PAGE_HANDOVER},
                {'d', PAGE_LOSSES},
                {'t', PAGE_TREND}};
    if (key >= 'A' && key <= 'Z')
        key += 'a' - 'A';
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (key != (uint32_t)rows[i].key)
            continue;
        if (on_plant(ui) && ui->view.pages.page == rows[i].page)
            back(ui);
        else
            show_page(ui, rows[i].page);
        return true;
    }
    return false;
}

bool line_key(struct ui *ui, uint32_t key, unsigned *reaction)
{
    struct lines *l = &ui->view.lines;
    *reaction = UI_REPAINT | UI_NEEDS;
    if (l->searching) {
        search(ui, key);
        return true;
    }
    bool opened = l->open[0] != '\0' && !on_plant(ui);
    if (!opened && page_key(ui, key))
        return true;
    switch (key) {
    case 'o':
    case 'O':
        next_order(ui);
        return true;
    case 'f':
    case 'F':
        if (on_plant(ui))
            return true;
        l->only = l->only + 1 < LINE_GRADE_COUNT ? l->only + 1 : -1;
        ask(ui);
        return true;
    case '/':
        field_set(&ui->search, l->filter);
        l->searching = !on_plant(ui);
        return true;
    case KEY_CODE_ENTER:
        if (on_plant(ui))
            open_of_page(ui);
        else
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
                  action == ACTION_SCOREBOARD || action == ACTION_TERMINAL ||
                  action == ACTION_QUIT || action == ACTION_REDRAW;
    *reaction = UI_NOTHING; /* what is left is a station's: nothing here */
    return !common;
}

int line_hints(const struct ui *ui, struct hint out[HINTS_MAX])
{
    static const struct hint all[] = {{"Enter", N_("open")}, {"/", N_("find")},
                                      {"F", N_("only")},     {"O", NC_("sorting", "order")},
                                      {"N", N_("stops")},    {"A", N_("areas")},
                                      {"H", N_("shift")},    {"D", N_("loss")},
                                      {"T", N_("trend")},    {"?", N_("help")}};
    static const struct hint listed[] = {
        {"Esc", N_("board")}, {"Enter", N_("open")}, {"O", NC_("sorting", "order")},
        {"N", N_("stops")},   {"A", N_("areas")},    {"H", N_("shift")},
        {"D", N_("loss")},    {"T", N_("trend")},    {"?", N_("help")}};
    static const struct hint opened[] = {
        {"Enter", N_("its screens")}, {"Esc", N_("back")}, {"?", N_("help")}, {"Q", N_("quit")}};
    static const struct hint typing[] = {{"Enter", N_("find")}, {"Esc", N_("all")}};
    static const struct {
        const struct hint *hint;
        size_t count;
    } bars[] = {{all, sizeof all / sizeof *all},
                {listed, sizeof listed / sizeof *listed},
                {opened, sizeof opened / sizeof *opened},
                {typing, sizeof typing / sizeof *typing}};
    const struct lines *l = &ui->view.lines;
    int bar = on_plant(ui) ? 1 : l->searching ? 3 : l->open[0] != '\0' ? 2 : 0;
    memcpy(out, bars[bar].hint, bars[bar].count * sizeof *out);
    return (int)bars[bar].count;
}
