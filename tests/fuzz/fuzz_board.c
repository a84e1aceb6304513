/* SPDX-License-Identifier: MIT */
/* Summaries and presences of stations as a broker may bring them: to a hub's line board, to the
 * station that has them as neighbours. Rows are within their limits, clean, and read the same by
 * the console; lists and totals agree with them. Lines: which station, s or p, the message. */
#include "data/hub/line/board.h"
#include "data/model/line/neighbour.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

#define WALL  INT64_C(1773342442000)
#define LINES 64

static const char *const stations[] = {"acme/mty/stamping/line1/press2",
                                       "acme/mty/stamping/line1/press3", "acme/mty/welding/line2/w",
                                       "acme/mty/\033[2J/line/x"};

static void hold_text(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    hold(length < size && text_is_clean(text, length));
}

static void hold_row(const struct line_row *row)
{
    static char once[8192], again[8192];
    char worst[256];
    static struct line_row back;
    struct jw w;
    hold(row->grade < LINE_GRADE_COUNT && (int)row->state < MACHINE_STATE_COUNT);
    hold_text(row->station, sizeof row->station);
    hold_text(row->title, sizeof row->title);
    hold_text(row->detail, sizeof row->detail);
    hold_text(row->reason, sizeof row->reason);
    hold_text(row->call, sizeof row->call);
    (void)line_row_worst(row, WALL, worst, sizeof worst);
    hold_text(worst, sizeof worst);
    jw_init(&w, once, sizeof once);
    line_row_put(&w, row);
    hold(!w.overflow && w.length < sizeof once);
    json_t *json = json_loads(once, JSON_REJECT_DUPLICATES, NULL);
    hold(json != NULL);
    line_row_get(json, &back);
    json_decref(json);
    jw_init(&w, again, sizeof again);
    line_row_put(&w, &back);
    hold(strcmp(once, again) == 0);
}

static void hold_board(struct board *b)
{
    static struct line_stop stop[32];
    static struct line_shift shift[8];
    size_t index[8], matching = 0;
    struct board_totals totals;
    struct board_stops stops;
    const struct board_query all = {.only = -1, .count = 8};
    const struct board_window window = {.count = 8};
    (void)board_refresh(b);
    hold(board_count(b) <= sizeof stations / sizeof *stations);
    for (size_t i = 0; i < board_count(b); i++)
        hold_row(board_row(b, i));
    size_t n = board_select(b, &all, index, &totals);
    hold(n == board_count(b) && totals.matching == n);
    n = board_unexplained(b, &window, false, stop, &stops);
    hold(n <= 8 && stops.matching >= n);
    for (size_t i = 0; i < n; i++)
        hold_text(stop[i].station, sizeof stop[i].station);
    n = board_shifts(b, &window, true, shift, &matching);
    hold(n <= 8 && matching >= n);
}

static void hold_neighbour(const struct neighbour_view *n)
{
    char text[2048];
    struct neighbour_view back;
    struct jw w;
    hold_text(n->title, sizeof n->title);
    hold_text(n->why, sizeof n->why);
    hold((int)neighbour_state(n) < MACHINE_STATE_COUNT && neighbour_name(n)[0] != '\0');
    jw_init(&w, text, sizeof text);
    neighbour_put(&w, n);
    hold(!w.overflow);
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    hold(json != NULL);
    neighbour_get(json, &back);
    json_decref(json);
    hold(back.state == n->state && back.since == n->since && back.online == n->online);
    hold(strcmp(back.title, n->title) == 0 && strcmp(back.why, n->why) == 0);
}

static void take(struct board *b, struct neighbour_view *n, const char *line, size_t length)
{
    const char *station = stations[(unsigned char)line[0] % 4];
    bool whose = line[1] == 'p';
    line += 2;
    length -= 2;
    if (whose)
        (void)board_status(b, station, line, length, WALL);
    else
        (void)board_summary(b, station, line, length, WALL);
    if (whose)
        (void)neighbour_status(n, line, length);
    else
        (void)neighbour_summary(n, line, length);
    hold_neighbour(n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = (const char *)data, *end = line + size;
    struct neighbour_view neighbour;
    struct board *board = board_new();
    hold(board != NULL);
    neighbour_init(&neighbour, "before", stations[0]);
    for (int i = 0; i < LINES && line < end; i++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((newline != NULL ? newline : end) - line);
        if (length >= 2)
            take(board, &neighbour, line, length);
        if (i % 4 == 3)
            hold_board(board);
        line += length + 1;
    }
    hold_board(board);
    board_free(&board);
    return 0;
}
