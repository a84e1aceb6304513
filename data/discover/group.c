/* SPDX-License-Identifier: MIT */
/* Which topics are one machine: by what the recogniser said, by the topic's levels, and by what
 * the tags below turn out to be. Then a result with an asset for each. Called by discover_look. */
#include "data/discover/private.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define SURE 45 /* confidence from which a role counts here */

struct row {
    uint32_t place;
    const char *path; /* the first `length` bytes */
    size_t length;
};

struct group {
    const struct row *row;
    size_t rows;
    const char *path;
    size_t length;
    uint32_t into;         /* the group that it is part of; NONE: it stands by itself */
    unsigned roles, twice; /* bits: somebody plays it, more than one does */
};

struct grouping {
    struct discover *d;
    struct row *row;
    struct verdict *verdict; /* by tag */
    struct group *group;
    size_t rows, groups;
};

#define BIT(role) (1U << (role))
#define COUNTS    (BIT(AS_TOTAL) | BIT(AS_GOOD) | BIT(AS_SCRAP))
#define STATES    (BIT(AS_STATE) | BIT(AS_RUNNING))
#define MAIN      (COUNTS | STATES)

/* ---- paths ----------------------------------------------------------------------------------- */

static size_t parent_of(const char *path, size_t length)
{
    while (length > 0 && path[length - 1] != '/')
        length--;
    return length > 0 ? length - 1 : 0;
}

/* A document that is about one value, whatever else it says of it. */
static bool is_single(const struct discover *d, const struct place *place)
{
    for (uint32_t t = place->first_tag; t != NONE; t = d->tag[t].sibling) {
        const char *name = d->tag[t].name;
        if (strcmp(name, "/value") == 0 || strcmp(name, "/v") == 0 || strcmp(name, "/val") == 0)
            return true;
    }
    return place->tags < 2;
}

/* How much of its topic names the machine. */
static size_t path_length(const struct discover *d, const struct place *place)
{
    size_t length = strlen(place->key), parent;
    if (!place->document || is_single(d, place))
        length = parent_of(place->key, length);
    while ((parent = parent_of(place->key, length)) > 0 &&
           recognise_is_category(place->key + parent + 1, length - parent - 1))
        length = parent;
    return length > 0 ? length : strlen(place->key);
}

static int by_path(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    size_t least = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->path, y->path, least);
    if (order == 0)
        order = (x->length > y->length) - (x->length < y->length);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

static void make_rows(struct grouping *g)
{
    for (uint32_t i = 0; i < g->d->places; i++) {
        const struct place *place = &g->d->place[i];
        if (place->tags == 0 || place->kind == FOUND_HASS)
            continue;
        struct row *row = &g->row[g->rows++];
        *row = (struct row){.place = i, .path = place->asset, .length = strlen(place->asset)};
        if (row->length == 0) {
            row->path = place->key;
            row->length = path_length(g->d, place);
        }
    }
    qsort(g->row, g->rows, sizeof *g->row, by_path);
}

/* ---- groups ---------------------------------------------------------------------------------- */

static void note_roles(struct grouping *g, struct group *group)
{
    for (size_t r = 0; r < group->rows; r++) {
        const struct place *place = &g->d->place[group->row[r].place];
        for (uint32_t t = place->first_tag; t != NONE; t = g->d->tag[t].sibling) {
            if (g->verdict[t].confidence < SURE)
                continue;
            group->twice |= group->roles & BIT(g->verdict[t].role);
            group->roles |= BIT(g->verdict[t].role);
        }
    }
}

static void make_groups(struct grouping *g)
{
    for (size_t r = 0; r < g->rows;) {
        struct group *group = &g->group[g->groups++];
        *group = (struct group){
            .row = &g->row[r], .path = g->row[r].path, .length = g->row[r].length, .into = NONE};
        while (r < g->rows && g->row[r].length == group->length &&
               memcmp(g->row[r].path, group->path, group->length) == 0) {
            group->rows++;
            r++;
        }
        note_roles(g, group);
    }
}

static uint32_t find_group(const struct grouping *g, const char *path, size_t length)
{
    struct row key = {.path = path, .length = length};
    size_t low = 0, high = g->groups;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        struct row row = {.path = g->group[mid].path, .length = g->group[mid].length};
        int order = by_path(&key, &row);
        if (order == 0)
            return (uint32_t)mid;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NONE;
}

/* Sensors below a machine are the machine's. */
static void join_ancestors(struct grouping *g)
{
    for (size_t i = 0; i < g->groups; i++) {
        struct group *group = &g->group[i];
        if (group->roles & MAIN)
            continue;
        size_t length = group->length;
        while ((length = parent_of(group->path, length)) > 0) {
            uint32_t above = find_group(g, group->path, length);
            if (above == NONE || !(g->group[above].roles & MAIN))
                continue;
            group->into = above;
            break;
        }
    }
}

/* Neighbours of which each plays another part are one machine: …/plc with the state, …/camera with
 * the counts. */
static void join_complements(struct grouping *g)
{
    for (size_t i = 0; i < g->groups;) {
        size_t parent = parent_of(g->group[i].path, g->group[i].length), end = i;
        unsigned roles = 0, twice = 0, both = 0;
        size_t members = 0;
        while (end < g->groups && parent > 0 &&
               parent_of(g->group[end].path, g->group[end].length) == parent &&
               memcmp(g->group[end].path, g->group[i].path, parent) == 0) {
            unsigned mine = g->group[end].roles & MAIN;
            twice |= roles & mine;
            both |= (mine & STATES) && (mine & COUNTS);
            roles |= mine;
            members++;
            end++;
        }
        if (members >= 2 && members <= 8 && !twice && !both && (roles & STATES) && (roles & COUNTS))
            for (size_t k = i + 1; k < end; k++)
                if (g->group[k].into == NONE)
                    g->group[k].into = (uint32_t)i;
        if (members >= 2 && members <= 8 && !twice && !both && (roles & STATES) && (roles & COUNTS))
            g->group[i].length = parent;
        i = end > i ? end : i + 1;
    }
}

/* ---- assets ---------------------------------------------------------------------------------- */

static uint32_t root_of(const struct grouping *g, uint32_t i)
{
    for (int n = 0; n < 16 && g->group[i].into != NONE; n++)
        i = g->group[i].into;
    return i;
}

static void last_value(const struct tag *tag, char out[48])
{
    char text[AMOUNT_TEXT_SIZE];
    if (tag->texts > 0)
        (void)text_copy(out, 48, tag->text);
    else if (tag->numbers > 0)
        (void)text_copy(out, 48, amount_to_text(tag->last / 1000 * 1000, text));
}

static void give_words(struct discover *d, const struct tag *tag, struct discover_candidate *out)
{
    if (!tag->words || tag->texts == 0)
        return;
    const char **word = store_look(d, TAG_WORDS * sizeof *word);
    for (uint32_t i = 0; word && i < tag->words->count; i++)
        word[i] = tag->words->word[i].text;
    out->word = word;
    out->word_count = word ? tag->words->count : 0;
}

static void fill_candidate(struct discover *d, const struct discover_asset *asset, uint32_t index,
                           const struct verdict *verdict, struct discover_candidate *out)
{
    const struct tag *tag = &d->tag[index];
    const struct place *place = &d->place[tag->place];
    size_t skip = strlen(asset->path);
    *out = (struct discover_candidate){.tag = index,
                                       .role = verdict->role,
                                       .confidence = verdict->confidence,
                                       .topic = place->topic,
                                       .item = tag->name,
                                       .counter = verdict->counter,
                                       .words = tag->texts > 0};
    const char *below = place->topic;
    if (strncmp(below, asset->path, skip) == 0 && below[skip] == '/')
        below += skip + 1;
    if (place->preset) {
        const char *name = tag->name + place->device;
        (void)text_copy(out->shown, sizeof out->shown, name + (*name == '/' || *name == '.'));
    } else {
        (void)text_format(out->shown, sizeof out->shown, "%s%s%s", below, tag->name[0] ? " " : "",
                          tag->name);
    }
    last_value(tag, out->last);
    if (verdict->role >= AS_SPEED)
        (void)text_copy(out->unit, sizeof out->unit, names_unit(place, tag->name));
    (void)text_copy(out->why, sizeof out->why, verdict->why);
    give_words(d, tag, out);
    if (tag->course) {
        out->point = tag->course->point;
        out->points = tag->course->count;
    }
}

static void add_group(struct grouping *g, struct discover_asset *asset, const struct group *group)
{
    for (size_t r = 0; r < group->rows; r++) {
        const struct place *place = &g->d->place[group->row[r].place];
        asset->messages += place->messages;
        if (asset->first_ms == TIME_NONE || place->first_ms < asset->first_ms)
            asset->first_ms = place->first_ms;
        if (asset->last_ms == TIME_NONE || place->last_ms > asset->last_ms)
            asset->last_ms = place->last_ms;
        if (asset->kind == FOUND_NONE || place->kind < asset->kind)
            asset->kind = place->kind;
        for (uint32_t t = place->first_tag; t != NONE; t = g->d->tag[t].sibling)
            fill_candidate(g->d, asset, t, &g->verdict[t], &asset->candidate[asset->candidates++]);
    }
}

static size_t tags_of(const struct grouping *g, const struct group *group)
{
    size_t sum = 0;
    for (size_t r = 0; r < group->rows; r++)
        sum += g->d->place[group->row[r].place].tags;
    return sum;
}

/* "Press 3" and "press-3" of "factory/line1/Press_3". */
static void name_asset(struct discover_asset *asset)
{
    size_t length = strlen(asset->path), start = parent_of(asset->path, length), used = 0;
    const char *last = asset->path + (start ? start + 1 : 0);
    /* Kepware's "Channel1.Press9": the device. */
    if (asset->kind == FOUND_LIST && strrchr(last, '.') && strrchr(last, '.')[1])
        last = strrchr(last, '.') + 1;
    (void)text_copy(asset->title, sizeof asset->title, last);
    for (const char *p = last; *p && used + 1 < sizeof asset->name; p++) {
        char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            asset->name[used++] = c;
        else if (used > 0 && asset->name[used - 1] != '-')
            asset->name[used++] = '-';
    }
    while (used > 0 && asset->name[used - 1] == '-')
        used--;
    asset->name[used] = '\0';
    if (!used)
        (void)text_copy(asset->name, sizeof asset->name, "machine");
}

/* What tells state and parts stands before printers that are ready. */
static int rank(const struct discover_asset *asset)
{
    bool moves = discover_chosen(asset, AS_STATE) || discover_chosen(asset, AS_RUNNING);
    bool counts = discover_chosen(asset, AS_TOTAL) || discover_chosen(asset, AS_GOOD);
    return asset->confidence < SURE ? 0 : moves && counts ? 3 : asset->confidence >= 55 ? 2 : 1;
}

static int by_sureness(const void *a, const void *b)
{
    const struct discover_asset *x = a, *y = b;
    int p = rank(x), q = rank(y);
    if (p != q)
        return q - p;
    if (x->confidence != y->confidence && (x->confidence < SURE || y->confidence < SURE))
        return x->confidence > y->confidence ? -1 : 1;
    return strverscmp(x->path, y->path); /* press2 before press10 */
}

static int make_assets(struct grouping *g)
{
    struct discover *d = g->d;
    size_t *tags = calloc(g->groups + 1, sizeof *tags);
    uint32_t *asset_of = malloc((g->groups + 1) * sizeof *asset_of);
    struct discover_result *result = &d->result;
    size_t count = 0;
    if (!tags || !asset_of)
        goto fail;
    for (uint32_t i = 0; i < g->groups; i++)
        tags[root_of(g, i)] += tags_of(g, &g->group[i]);
    for (uint32_t i = 0; i < g->groups; i++)
        asset_of[i] = tags[i] == 0 ? NONE : (uint32_t)count++;
    d->counts.skipped_assets =
        count > DISCOVER_ASSETS_MAX ? (int64_t)(count - DISCOVER_ASSETS_MAX) : 0;
    if (count > DISCOVER_ASSETS_MAX)
        count = DISCOVER_ASSETS_MAX;
    result->asset = store_look(d, (count + 1) * sizeof *result->asset);
    if (!result->asset)
        goto fail;
    for (uint32_t i = 0; i < g->groups; i++) {
        uint32_t root = root_of(g, i);
        if (asset_of[root] >= count)
            continue;
        struct discover_asset *asset = &result->asset[asset_of[root]];
        if (!asset->candidate) {
            asset->candidate = store_look(d, tags[root] * sizeof *asset->candidate);
            if (!asset->candidate)
                goto fail;
            asset->first_ms = asset->last_ms = TIME_NONE;
            (void)text_copy_n(asset->path, sizeof asset->path, g->group[root].path,
                              g->group[root].length);
        }
        add_group(g, asset, &g->group[i]);
    }
    result->assets = count;
    free(tags);
    free(asset_of);
    return 0;
fail:
    free(tags);
    free(asset_of);
    return -1;
}

int group_assets(struct discover *d)
{
    struct grouping g = {.d = d};
    int result = -1;
    g.row = calloc(d->places + 1, sizeof *g.row);
    g.group = calloc(d->places + 1, sizeof *g.group);
    g.verdict = calloc(d->tags + 1, sizeof *g.verdict);
    if (g.row && g.group && g.verdict) {
        for (uint32_t t = 0; t < d->tags; t++)
            classify(&d->place[d->tag[t].place], &d->tag[t], &g.verdict[t]);
        make_rows(&g);
        make_groups(&g);
        join_ancestors(&g);
        join_complements(&g);
        result = make_assets(&g);
    }
    free(g.row);
    free(g.group);
    free(g.verdict);
    if (result != 0)
        return -1;
    for (size_t i = 0; i < d->result.assets; i++) {
        name_asset(&d->result.asset[i]);
        choose(d, &d->result.asset[i]);
        learn_asset(d, &d->result.asset[i]);
        d->result.machines += d->result.asset[i].confidence >= SURE;
    }
    qsort(d->result.asset, d->result.assets, sizeof *d->result.asset, by_sureness);
    return 0;
}
