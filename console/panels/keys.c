/* SPDX-License-Identifier: MIT */
/* Keys: table, look-up, the bar at the bottom and the help page. A key means the same on every
 * screen; Esc is always safe. */
#include "console/panels/keys.h"
#include "console/panels/panel.h"

#include "data/model/text.h"

#include <string.h>

const struct key_row key_rows[] = {
    {'g', 0, ACTION_SIGNALS, KEYS_MAIN, "G", "signals",
     "Every signal: value, age, quality, last error."},
    {'t', 0, ACTION_LAMPS, KEYS_MAIN, "T", "tower", "Every lamp: pattern, rule, and why."},
    {'l', 0, ACTION_LOG, KEYS_MAIN, "L", "log", "What has been recorded, latest first."},
    {KEY_CODE_UP, 'k', ACTION_UP, KEYS_HIDDEN, "\u2191", "up", "The line before, in a list."},
    {KEY_CODE_DOWN, 'j', ACTION_DOWN, KEYS_LIST, "\u2191\u2193", "move",
     "The next line, in a list."},
    {KEY_CODE_PAGE_UP, '-', ACTION_PAGE_UP, KEYS_HIDDEN, "PgUp", "page up", "A page back."},
    {KEY_CODE_PAGE_DOWN, ' ', ACTION_PAGE_DOWN, KEYS_LIST, "PgDn", "page", "A page on."},
    {KEY_CODE_HOME, '<', ACTION_FIRST, KEYS_HIDDEN, "Home", "first", "The first line."},
    {KEY_CODE_END, '>', ACTION_LAST, KEYS_HIDDEN, "End", "last", "The last line."},
    {KEY_CODE_ESC, KEY_CODE_LEFT, ACTION_BACK, KEYS_SUB, "Esc", "back",
     "Back to the station. Always safe."},
    {'?', KEY_CODE_F1, ACTION_HELP, KEYS_MAIN | KEYS_SUB, "?", "help", "This page."},
    {KEY_CODE_REDRAW, 0, ACTION_REDRAW, KEYS_HIDDEN, "Ctrl-L", "redraw",
     "Draw the whole screen anew."},
    {'q', KEY_CODE_BREAK, ACTION_QUIT, KEYS_MAIN | KEYS_SUB, "Q", "quit",
     "Leave this screen. The station daemon goes on."},
    {0, 0, ACTION_NONE, 0, NULL, NULL, NULL},
};

enum action key_action(uint32_t key)
{
    if (key >= 'A' && key <= 'Z')
        key += 'a' - 'A';
    for (const struct key_row *row = key_rows; row->action != ACTION_NONE; row++)
        if (row->key == key || (row->also != 0 && row->also == key))
            return row->action;
    return ACTION_NONE;
}

static unsigned places_of(const struct view *v)
{
    if (v->screen == NULL || strcmp(v->screen, "station") == 0)
        return KEYS_MAIN;
    return strcmp(v->screen, "help") == 0 ? KEYS_SUB : KEYS_LIST | KEYS_SUB;
}

/* Cells that the bar takes; caps have a blank on both sides where there is room. */
static int bar_cells(unsigned places, int padding)
{
    int cells = 0;
    for (const struct key_row *row = key_rows; row->action != ACTION_NONE; row++)
        if ((row->places & places) != 0)
            cells += text_cells(row->cap) + text_cells(row->word) + 2 + 3 * padding;
    return cells;
}

static void paint_bar(const struct view *v, struct area a)
{
    unsigned places = places_of(v);
    int padding = bar_cells(places, 1) <= a.r.w ? 1 : 0;
    int x = 1;
    for (const struct key_row *row = key_rows; row->action != ACTION_NONE; row++) {
        if ((row->places & places) == 0)
            continue;
        if (x + text_cells(row->cap) + text_cells(row->word) + 1 + 2 * padding > a.r.w)
            break;
        x = draw_format(a, x, 0, ST_KEY, padding != 0 ? " %s " : "%s", row->cap);
        x = draw_format(a, x, 0, ST_KEY_TEXT, " %s", row->word) + 1 + padding;
    }
}

const struct panel_ops panel_keys = {
    .name = "keys",
    .help = "the key bar",
    .min_width = 10,
    .min_height = 1,
    .paint = paint_bar,
};

static void paint_help(const struct view *v, struct area a)
{
    static const char *const notes[] = {
        "OEE = availability \u00D7 performance \u00D7 quality of the shift so far.",
        "Time without data counts in none of them; how much that is stands below them.",
    };
    bool narrow = a.r.w < 60;
    int y = 0, x = narrow ? 10 : 24;
    for (const struct key_row *row = key_rows; row->action != ACTION_NONE; row++, y++) {
        draw_text_right(a, narrow ? 8 : 10, y, ST_BOLD, row->cap);
        if (!narrow)
            draw_text(a, 13, y, ST_NORMAL, row->word);
        draw_text_cut(a, (struct rect){x, y, a.r.w - x - 1, 1}, ST_DIM, row->help);
    }
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        draw_text_cut(a, (struct rect){2, ++y, a.r.w - 3, 1}, ST_NORMAL, notes[i]);
    draw_format(a, 2, y + 2, ST_DIM, "andon-console %s \u00B7 you are: %s%s", ANDON_VERSION,
                v->conn.role[0] != '\0' ? v->conn.role : "not connected",
                v->conn.read_only ? " \u00B7 read only" : "");
}

const struct panel_ops panel_help = {
    .name = "help",
    .help = "what each key does",
    .min_width = 40,
    .min_height = 5,
    .paint = paint_help,
};
