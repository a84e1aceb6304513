/* SPDX-License-Identifier: MIT */
/* Keys: table, look-up, the bar at the bottom and the help page. A key means the same on every
 * screen; Esc is always safe. */
#include "console/panels/keys.h"
#include "console/panels/panel.h"

#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define WIDE_BAR 100 /* cells */

const struct key_row key_rows[] = {
    {'s', 0, ACTION_STOP, KEYS_MAIN, "S", N_("stop"),
     N_("Why it stopped; split, merge, note; earlier stops too.")},
    {'r', 0, ACTION_SCRAP, KEYS_MAIN, "R", N_("scrap"),
     N_("Enter scrap and rework, or reverse an entry.")},
    {'j', 0, ACTION_JOB, KEYS_MAIN, "J", N_("job"),
     N_("The queue of jobs: start, pause, finish, product.")},
    {'c', 0, ACTION_CALLS, KEYS_MAIN, "C", N_("call"),
     N_("Call maintenance, material, quality \u2026; take a call, say it is solved.")},
    {'a', 0, ACTION_ALERTS, KEYS_MAIN, "A", N_("alerts"),
     N_("Alerts: acknowledge, shelve, what to do about them.")},
    {'m', 0, ACTION_MODE, KEYS_MAIN, "M", N_("mode"),
     N_("Cleaning, a meeting, a trial, or production again.")},
    {'x', 0, ACTION_MAINTENANCE, KEYS_MAIN, "X", N_("maint"),
     N_("Maintenance's view: all that waits for somebody, what was tried.")},
    {'h', 0, ACTION_HOURS, KEYS_MAIN, "H", N_("hours"),
     N_("Plan and actual of the shift, hour by hour.")},
    {'o', 0, ACTION_HANDOVER, KEYS_MAIN, "O", N_("handover"),
     N_("What the next shift is told, and the signatures.")},
    {'d', 0, ACTION_DETAILS, KEYS_MAIN, "D", N_("details"),
     N_("What happened when: trends, losses, reasons, of any span of time.")},
    {'i', 0, ACTION_FIGURES, KEYS_MAIN, "I", N_("why"),
     N_("Why this number: the formula of every figure, with the numbers in it.")},
    {'b', 0, ACTION_PERSON, KEYS_HIDDEN, "B", N_("badge"),
     N_("Who is at this terminal: badge or PIN.")},
    {'u', 0, ACTION_UNDO, KEYS_HIDDEN, "U", N_("undo"), N_("Undo what was just entered.")},
    {'l', 0, ACTION_LOG, KEYS_MAIN, "L", N_("log"), N_("What has been recorded, latest first.")},
    {'g', 0, ACTION_SIGNALS, KEYS_MAIN, "G", N_("signals"),
     N_("Every signal: value, age, quality, last error.")},
    {'p', 0, ACTION_PREDICTIONS, KEYS_MAIN, "P", N_("predicted"),
     N_("What models expect to fail, and why; found, not found, not now, done.")},
    {'w', 0, ACTION_ORDERS, KEYS_MAIN, "W", N_("orders"),
     N_("Work orders and what became of them.")},
    {'k', 0, ACTION_LOAD, KEYS_HIDDEN, "K", N_("alarm load"),
     N_("How many alerts ask for somebody; the noisiest ones.")},
    {'z', 0, ACTION_SCOREBOARD, KEYS_HIDDEN, "Z", N_("scoreboard"),
     N_("State, count, pace and OEE in digits for ten metres.")},
    {'y', 0, ACTION_TERMINAL, KEYS_HIDDEN, "Y", N_("terminal"),
     N_("This terminal: its theme, and what it can show.")},
    {KEY_CODE_TAB, 0, ACTION_NEXT_STATION, KEYS_HIDDEN, "Tab", N_("next station"),
     N_("At a terminal for several: the next one; its digit goes there, too.")},
    {KEY_CODE_BACKTAB, 0, ACTION_PREVIOUS_STATION, KEYS_HIDDEN, "Shift-Tab", N_("station before"),
     N_("At a terminal for several: the one before.")},
    {'e', 0, ACTION_REPORT, KEYS_HIDDEN, "E", N_("report"),
     N_("The report of a shift, day or week.")},
    {KEY_CODE_UP, 0, ACTION_UP, KEYS_HIDDEN, "\u2191", N_("up"), N_("The line before, in a list.")},
    {KEY_CODE_DOWN, 0, ACTION_DOWN, KEYS_LIST, "\u2191\u2193", N_("move"),
     N_("Up and down in a list.")},
    {KEY_CODE_PAGE_UP, '-', ACTION_PAGE_UP, KEYS_HIDDEN, "PgUp", N_("page up"), N_("A page back.")},
    {KEY_CODE_PAGE_DOWN, ' ', ACTION_PAGE_DOWN, KEYS_LIST, "PgDn", N_("page"), N_("A page on.")},
    {KEY_CODE_HOME, '<', ACTION_FIRST, KEYS_HIDDEN, "Home", NC_("line", "first"),
     N_("The first line.")},
    {KEY_CODE_END, '>', ACTION_LAST, KEYS_HIDDEN, "End", NC_("line", "last"), N_("The last line.")},
    {'f', 0, ACTION_FILTER, KEYS_LOG, "F", N_("filter"),
     N_("The log: only one kind of record, the next one.")},
    {KEY_CODE_ENTER, 0, ACTION_OPEN, KEYS_LOG, "Enter", N_("record"),
     N_("The log: one record; who, where, before and after.")},
    {'v', 0, ACTION_VERIFY, KEYS_LOG, "V", N_("verify"),
     N_("The log: whether every record is as it was written.")},
    {KEY_CODE_ESC, KEY_CODE_LEFT, ACTION_BACK, KEYS_SUB, "Esc", N_("back"),
     N_("Back to the station. Always safe.")},
    {'?', KEY_CODE_F1, ACTION_HELP, KEYS_MAIN | KEYS_SUB, "?", N_("help"), N_("This page.")},
    {'/', 0, ACTION_SEARCH, KEYS_LIST, "/", N_("search"),
     N_("The next line with this text, in every list; of the log only records with it.")},
    {':', KEY_CODE_PALETTE, ACTION_PALETTE, KEYS_HIDDEN, ":", N_("all actions"),
     N_("Everything that can be done, found by a few letters; also Ctrl-P.")},
    {KEY_CODE_REDRAW, 0, ACTION_REDRAW, KEYS_HIDDEN, "Ctrl-L", N_("redraw"),
     N_("Draw the whole screen anew.")},
    {'q', KEY_CODE_BREAK, ACTION_QUIT, KEYS_MAIN | KEYS_SUB, "Q", N_("quit"),
     N_("Leave this screen. The station daemon goes on.")},
    {'t', 0, ACTION_LAMPS, KEYS_MAIN, "T", N_("tower"), N_("Every lamp: pattern, rule, and why.")},
    {0, 0, ACTION_NONE, 0, NULL, NULL, NULL},
};

const struct key_row line_key_rows[] = {
    {KEY_CODE_ENTER, 0, ACTION_OPEN, KEYS_LIST, "Enter", N_("open"),
     N_("One station; of an area or a line its board.")},
    {KEY_CODE_ESC, KEY_CODE_LEFT, ACTION_BACK, KEYS_SUB, "Esc", N_("back"),
     N_("Back: to the board, to all stations. Always safe.")},
    {'/', 0, ACTION_SEARCH, KEYS_LIST, "/", N_("find"),
     N_("Only stations that have each of these words somewhere.")},
    {'f', 0, ACTION_FILTER, KEYS_LIST, "F", N_("only"),
     N_("Only those wanted, unknown, warned, waiting, fine; all again.")},
    {'o', 0, ACTION_FILTER, KEYS_LIST, "O", NC_("sorting", "order"),
     N_("Worst first or as on the floor; of a list its other order.")},
    {'n', 0, ACTION_STOP, KEYS_LIST, "N", N_("stops"),
     N_("Stops that nobody has explained: oldest or longest first.")},
    {'a', 0, ACTION_LAMPS, KEYS_LIST, "A", N_("areas"),
     N_("Areas, or with O lines: what their stations do.")},
    {'h', 0, ACTION_HANDOVER, KEYS_LIST, "H", N_("shift"),
     N_("Handover: each line, or station, in one line.")},
    {'d', 0, ACTION_HOURS, KEYS_LIST, "D", N_("loss"),
     N_("What was lost by which reason; O: by time or by count.")},
    {'t', 0, ACTION_HOURS, KEYS_LIST, "T", N_("trend"),
     N_("OEE of the last shifts, each station.")},
    {'z', 0, ACTION_SCOREBOARD, KEYS_HIDDEN, "Z", N_("scoreboard"),
     N_("The stations in large letters, for a wall.")},
    {KEY_CODE_UP, 0, ACTION_UP, KEYS_LIST, "\u2191\u2193", N_("move"),
     N_("Up and down, also PgUp, PgDn.")},
    {'y', 0, ACTION_TERMINAL, KEYS_HIDDEN, "Y", N_("terminal"),
     N_("This terminal: its theme, and what it can show.")},
    {'?', KEY_CODE_F1, ACTION_HELP, KEYS_SUB, "?", N_("help"), N_("This page.")},
    {':', KEY_CODE_PALETTE, ACTION_PALETTE, KEYS_HIDDEN, ":", N_("all actions"),
     N_("Everything that can be done, and every station, found by a few letters; also Ctrl-P.")},
    {'q', KEY_CODE_BREAK, ACTION_QUIT, KEYS_SUB, "Q", N_("quit"), N_("Leave. The hub goes on.")},
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
    if (v->screen == NULL || v->dashboard || strcmp(v->screen, "station") == 0)
        return KEYS_MAIN;
    if (strcmp(v->screen, "log") == 0)
        return KEYS_LOG | KEYS_LIST | KEYS_SUB;
    bool plain = strcmp(v->screen, "hours") == 0 || strcmp(v->screen, "load") == 0;
    return plain ? KEYS_SUB : KEYS_LIST | KEYS_SUB;
}

/* Screens of the plant's own layouts that have keys. */
static int own_rows(const struct view *v)
{
    int n = 0;
    while (v->own_keys != NULL && !v->conn.hub && v->own_keys[n].action != ACTION_NONE)
        n++;
    return n;
}

int keys_bar(const struct view *v, struct hint *out)
{
    int n = 0;
    unsigned places = places_of(v);
    for (int i = 0; v->hints != NULL && i < v->hint_count && n < KEYS_BAR_MAX; i++)
        out[n++] = v->hints[i];
    if (v->hints != NULL)
        return n;
    if (v->conn.via && places == KEYS_MAIN)
        out[n++] = (struct hint){"Esc", N_("line")};
    for (int i = 0; i < own_rows(v) && n < KEYS_BAR_MAX; i++)
        if ((v->own_keys[i].places & places) != 0)
            out[n++] = (struct hint){v->own_keys[i].cap, v->own_keys[i].word};
    for (const struct key_row *row = key_rows; row->action != ACTION_NONE && n < KEYS_BAR_MAX;
         row++)
        if ((row->places & places) != 0 && row->action != ACTION_HELP)
            out[n++] = (struct hint){row->cap, row->word};
    return n;
}

static int hint_cells(const struct hint *hint, int padding)
{
    return text_cells(hint->cap) + text_cells(_(hint->word)) + 1 + 2 * padding;
}

static int draw_hint(struct area a, int x, const struct hint *hint, int padding)
{
    x = draw_format(a, x, 0, ST_KEY, padding != 0 ? " %s " : "%s", hint->cap);
    return draw_format(a, x, 0, ST_KEY_TEXT, " %s", _(hint->word)) + 1 + padding;
}

/* That cap, when there is no room for all that stands before it; -1: it has its place. */
static int crowded_out(const struct hint *hint, int n, int padding, int width, const char *cap)
{
    for (int i = 0, x = 1; i < n; i++) {
        x += hint_cells(&hint[i], padding);
        if (strcmp(hint[i].cap, cap) == 0)
            return x > width ? i : -1;
        x += 1 + padding;
    }
    return -1;
}

/* Caps have a blank on both sides where there is room; help and the way out keep a place at the
 * right when there is not, on wide screens quitting, too. */
static void paint_bar(const struct view *v, struct area a)
{
    static const struct hint help = {"?", N_("help")};
    struct hint hint[KEYS_BAR_MAX];
    int n = keys_bar(v, hint), cells = 1, quit = -1;
    bool with_help = v->hints == NULL;
    for (int i = 0; i < n; i++) {
        cells += hint_cells(&hint[i], 1) + 2;
        quit = with_help && a.r.w >= WIDE_BAR && strcmp(hint[i].cap, "Q") == 0 ? i : quit;
    }
    if (with_help)
        cells += hint_cells(&help, 1) + 1;
    int padding = cells <= a.r.w ? 1 : 0, x = 1, right = a.r.w;
    int asked = with_help ? -1 : crowded_out(hint, n, padding, a.r.w, "?");
    const struct hint *ask = with_help ? &help : asked >= 0 ? &hint[asked] : NULL;
    int room = ask != NULL ? right - hint_cells(ask, padding) - 2 : right;
    int out = quit >= 0 ? quit : crowded_out(hint, n, padding, room, "Esc");
    int kept = out >= 0 ? hint_cells(&hint[out], padding) + 1 : 0;
    if (asked >= 0 &&
        1 + hint_cells(&hint[0], padding) > room - kept) { /* what is done goes first */
        asked = -1;
        ask = NULL;
        out = crowded_out(hint, n, padding, a.r.w, "Esc");
    }
    const struct hint *const last[] = {ask, out >= 0 ? &hint[out] : NULL};
    for (size_t i = 0; i < 2; i++)
        if (last[i] != NULL) {
            right -= hint_cells(last[i], padding) + 1;
            (void)draw_hint(a, right, last[i], padding);
        }
    int most = right < a.r.w ? right - 1 : right; /* a blank before it */
    for (int i = 0; i < n && x + hint_cells(&hint[i], padding) <= most; i++)
        if (i != out && i != asked)
            x = draw_hint(a, x, &hint[i], padding);
}

const struct panel_ops panel_keys = {
    .name = "keys",
    .help = "the key bar",
    .min_width = 10,
    .min_height = 1,
    .paint = paint_bar,
};
