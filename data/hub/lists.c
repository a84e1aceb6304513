/* SPDX-License-Identifier: MIT */
/* Questions about many stations, answered from the board in windows of at most 200 rows. Called by
 * view.c's table of commands. */
#include "data/hub/lists.h"

#include "data/model/text.h"

#include <string.h>

#define AREA_LEVELS 3
#define LINE_LEVELS 4

const char *lists_window(const json_t *request, struct board_window *window)
{
    const json_t *under = json_object_get(request, "under");
    *window = (struct board_window){.first = 0};
    if (json_is_string(under) && json_string_length(under) < sizeof window->under)
        (void)text_sanitise(json_string_value(under), json_string_length(under), window->under,
                            sizeof window->under);
    else if (under != NULL && !json_is_null(under))
        return "under is a part of the plant: enterprise/site/area";
    return watch_window(request, &window->first, &window->count);
}

/* ---- the answer ------------------------------------------------------------------------------ */

static struct jw begin(struct lists *l, const struct board_window *window, size_t matching)
{
    struct jw w;
    jw_init(&w, l->watch->text, sizeof l->watch->text);
    jw_int(&w, "first", (int64_t)window->first);
    jw_int(&w, "matching", (int64_t)matching);
    jw_bool(&w, "complete", l->watch->complete);
    jw_bool(&w, "broker", l->watch->broker);
    return w;
}

static void end(struct lists *l, struct client *client, const json_t *request, const struct jw *w)
{
    if (w->overflow)
        serve_error(client, request, PE_BAD_REQUEST,
                    "so many rows are longer than a line: ask for fewer");
    else
        serve_reply(client, request, l->watch->text);
}

static bool window_of(struct client *client, const json_t *request, struct board_window *window)
{
    const char *wrong = lists_window(request, window);
    if (wrong != NULL)
        serve_error(client, request, PE_BAD_REQUEST, wrong);
    return wrong == NULL;
}

/* Whether the word at `key` is the second of two; the first is meant without it. */
static bool take_choice(struct client *client, const json_t *request, const char *key,
                        const char *const words[2], bool *second)
{
    const json_t *value = json_object_get(request, key);
    const char *word = json_string_value(value);
    char text[80];
    *second = word != NULL && strcmp(word, words[1]) == 0;
    if (value == NULL || json_is_null(value) || *second ||
        (word != NULL && strcmp(word, words[0]) == 0))
        return true;
    (void)text_format(text, sizeof text, "%s is %s or %s", key, words[0], words[1]);
    serve_error(client, request, PE_BAD_REQUEST, text);
    return false;
}

/* ---- areas and lines ------------------------------------------------------------------------- */

static bool is_under(const char *path, const char *under)
{
    size_t n = strlen(under);
    return n == 0 || (strncmp(path, under, n) == 0 && (path[n] == '\0' || path[n] == '/'));
}

/* Without a window all of them, as long as they fit into a line. */
static void put_parts(struct lists *l, struct client *client, const json_t *request,
                      const char *key, int levels)
{
    struct board_window window;
    if (!window_of(client, request, &window))
        return;
    if (json_object_get(request, "count") == NULL)
        window.count = LISTS_PARTS;
    size_t all = board_parts(l->board, levels, l->part, LISTS_PARTS), n = 0, shown = 0;
    for (size_t i = 0; i < all; i++)
        n += is_under(l->part[i].path, window.under);
    struct jw w = begin(l, &window, n);
    jw_bool(&w, "more", all == LISTS_PARTS);
    jw_array(&w, key);
    for (size_t i = 0, at = 0; i < all && shown < window.count; i++) {
        if (!is_under(l->part[i].path, window.under) || at++ < window.first)
            continue;
        line_part_put(&w, &l->part[i]);
        shown++;
    }
    jw_array_end(&w);
    end(l, client, request, &w);
}

void lists_areas(struct lists *l, struct client *client, const json_t *request)
{
    put_parts(l, client, request, "areas", AREA_LEVELS);
}

void lists_lines(struct lists *l, struct client *client, const json_t *request)
{
    put_parts(l, client, request, "parts", LINE_LEVELS);
}

/* ---- lists ----------------------------------------------------------------------------------- */

void lists_unexplained(struct lists *l, struct client *client, const json_t *request)
{
    static const char *const orders[2] = {"oldest", "longest"};
    struct board_window window;
    struct board_stops totals;
    bool longest;
    if (!window_of(client, request, &window) ||
        !take_choice(client, request, "order", orders, &longest))
        return;
    size_t n = board_unexplained(l->board, &window, longest, l->stop, &totals);
    struct jw w = begin(l, &window, totals.matching);
    jw_int(&w, "counted", totals.counted);
    jw_int(&w, "not_listed", totals.unlisted);
    jw_int(&w, "stations", (int64_t)totals.stations);
    jw_int(&w, "unknown", (int64_t)totals.unheard);
    jw_array(&w, "stops");
    for (size_t i = 0; i < n; i++) {
        jw_object(&w, NULL);
        jw_int(&w, "at", (int64_t)(window.first + i));
        line_stop_put(&w, &l->stop[i]);
        jw_object_end(&w);
    }
    jw_array_end(&w);
    end(l, client, request, &w);
}

void lists_handover(struct lists *l, struct client *client, const json_t *request)
{
    static const char *const by[2] = {"station", "line"};
    struct board_window window;
    size_t matching;
    bool lines;
    if (!window_of(client, request, &window) || !take_choice(client, request, "by", by, &lines))
        return;
    size_t n = board_shifts(l->board, &window, lines, l->shift, &matching);
    struct jw w = begin(l, &window, matching);
    jw_array(&w, "shifts");
    for (size_t i = 0; i < n; i++) {
        jw_object(&w, NULL);
        jw_int(&w, "at", (int64_t)(window.first + i));
        line_shift_put(&w, &l->shift[i]);
        jw_object_end(&w);
    }
    jw_array_end(&w);
    end(l, client, request, &w);
}
