/* SPDX-License-Identifier: MIT */
/* The stages of fetching: areas, lines, single stations. A slice is answered when nothing retained
 * has come for a moment. Called by data/hub/view.c, which subscribes to what stands in `filter`. */
#include "data/hub/line/slices.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define ROOT        "andon/v1/"
#define FILTER_SIZE (LINE_STATION_SIZE + 24)
#define FIRST_MS    1500 /* the answer to a subscription begins within */
#define QUIET_MS    150
#define SWEEP_FROM  200 /* fewer stations fit into one subscription, whatever was dropped of it */
#define ROUNDS_MAX  5
#define GROWN_MS    5000 /* so often it is looked whether there are new ones */

static void add_filter(struct slices *s, const char *prefix, size_t length, const char *levels,
                       const char *leaf)
{
    char *to = s->text + s->filters * FILTER_SIZE;
    if (s->filters == SLICES_FILTERS ||
        !text_format(to, FILTER_SIZE, ROOT "%.*s%s/%s", (int)length, prefix, levels, leaf))
        return;
    s->filter[s->filters++] = to;
}

static void add_pair(struct slices *s, const char *prefix, size_t length, const char *levels)
{
    add_filter(s, prefix, length, levels, "state");
    add_filter(s, prefix, length, levels, "status");
}

/* The subscriptions that stay. */
static void keep_areas(struct slices *s)
{
    s->filters = 0;
    if (s->areas == 0)
        add_pair(s, "+/+/+/+/+", 9, "");
    for (size_t i = 0; i < s->opened; i++)
        add_pair(s, s->area[i], strlen(s->area[i]), "/+/+");
}

int slices_init(struct slices *s, const char *const *areas, size_t count)
{
    *s = (struct slices){.areas = count};
    if (count > SLICES_AREAS_MAX)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (!text_copy(s->area[i], sizeof s->area[i], areas[i]))
            return -1;
    s->text = malloc((size_t)SLICES_FILTERS * FILTER_SIZE);
    s->filter = calloc(SLICES_FILTERS, sizeof *s->filter);
    if (s->text == NULL || s->filter == NULL) {
        slices_done(s);
        return -1;
    }
    slices_restart(s, 0);
    return 0;
}

void slices_done(struct slices *s)
{
    free(s->text);
    free(s->filter);
    s->text = NULL;
    s->filter = NULL;
    s->filters = 0;
}

void slices_restart(struct slices *s, int64_t boot_ms)
{
    s->stage = SLICES_AREAS;
    s->opened = s->areas > 0 ? 1 : 0;
    s->cursor = s->before = 0;
    s->rounds = 0;
    s->asked = true;
    s->quiet_at = boot_ms + FIRST_MS;
    keep_areas(s);
}

void slices_heard(struct slices *s, int64_t boot_ms)
{
    if (s->asked)
        s->quiet_at = boot_ms + QUIET_MS;
}

/* Bytes of the path up to its area or its line. */
static size_t part_of(const char *station, int levels)
{
    size_t n = 0;
    while (station[n] != '\0' && !(station[n] == '/' && --levels == 0))
        n++;
    return n;
}

/* The areas (of the first round) or lines of the next stations, all of a part at once. False: there
 * are none left. */
static bool ask_parts(struct slices *s, const struct board *b)
{
    size_t count = board_count(b), begin = s->cursor;
    const char *last = NULL;
    int levels = s->rounds == 0 ? 3 : 4;
    keep_areas(s);
    for (; s->cursor < count; s->cursor++) {
        const char *station = board_row(b, s->cursor)->station;
        size_t n = part_of(station, levels);
        if (last != NULL && part_of(last, levels) == n && memcmp(last, station, n) == 0)
            continue;
        if (s->cursor - begin >= SLICES_LOT)
            break;
        add_pair(s, station, n, levels == 3 ? "/+/+" : "/+");
        last = station;
    }
    return s->cursor > begin;
}

/* Again from the first one: lines after areas, and while this still brings to light what nobody
 * knew of. */
static bool another_round(struct slices *s, const struct board *b)
{
    size_t known = board_count(b);
    bool again = s->rounds == 0 || (s->rounds < ROUNDS_MAX && known > s->before + s->before / 100);
    s->cursor = 0;
    s->rounds++;
    s->before = known;
    return again && known >= SWEEP_FROM;
}

static bool ask_single(struct slices *s, const struct board *b)
{
    size_t count = board_count(b), asked = 0;
    keep_areas(s);
    for (; s->cursor < count && asked < SLICES_LOT; s->cursor++)
        if (board_is_partial(b, s->cursor)) {
            const char *station = board_row(b, s->cursor)->station;
            add_pair(s, station, strlen(station), "");
            asked++;
        }
    return asked > 0;
}

/* What to ask next; false: there is nothing left. */
static bool ask_next(struct slices *s, const struct board *b)
{
    if (s->stage == SLICES_AREAS) {
        if (s->opened < s->areas) {
            s->opened++;
            keep_areas(s);
            return true;
        }
        s->stage = SLICES_LINES;
        s->cursor = 0;
        s->rounds = s->areas > 0 ? 1 : 0; /* whole areas were asked for by name */
        s->before = board_count(b);
        if (s->before < SWEEP_FROM)
            s->stage = SLICES_SINGLE;
    }
    if (s->stage == SLICES_LINES) {
        if (ask_parts(s, b) || (another_round(s, b) && ask_parts(s, b)))
            return true;
        s->stage = SLICES_SINGLE;
        s->cursor = 0;
    }
    if (s->stage == SLICES_SINGLE && ask_single(s, b))
        return true;
    s->stage = SLICES_DONE;
    s->before = board_count(b);
    return false;
}

/* Everything was fetched, and then somebody was heard whom nobody knew of: a new station, or one of
 * a line that the broker had dropped altogether. */
static bool has_grown(struct slices *s, const struct board *b, int64_t boot_ms)
{
    size_t known = board_count(b);
    s->quiet_at = boot_ms + GROWN_MS;
    if (known == s->before)
        return false;
    bool much = known > s->before + s->before / 100 && known >= SWEEP_FROM;
    s->stage = much ? SLICES_LINES : SLICES_SINGLE;
    s->cursor = 0;
    s->rounds = 0;
    s->before = known;
    return true;
}

bool slices_step(struct slices *s, const struct board *b, int64_t boot_ms)
{
    if (boot_ms < s->quiet_at || (s->stage == SLICES_DONE && !has_grown(s, b, boot_ms)))
        return false;
    s->asked = ask_next(s, b);
    if (!s->asked)
        keep_areas(s);
    s->quiet_at = boot_ms + (s->stage == SLICES_AREAS  ? FIRST_MS
                             : s->stage == SLICES_DONE ? GROWN_MS
                                                       : QUIET_MS);
    return true;
}

int64_t slices_next(const struct slices *s)
{
    return s->quiet_at;
}
