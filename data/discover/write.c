/* SPDX-License-Identifier: MIT */
/* The configuration of a station from an asset: INI as a plant engineer would have written it, with
 * what was learned and from what in comments. Called by `andonctl discover --write`. */
#include "data/discover/private.h"
#include "data/model/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct writer {
    const struct discover_asset *asset;
    const struct discover_plan *plan;
    char *out;
    size_t size, used;
    bool overflow;
};

static void put(struct writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct writer *w, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(w->out + w->used, w->size - w->used, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= w->size - w->used)
        w->overflow = true;
    else
        w->used += (size_t)n;
}

static const char *cycle_text(int64_t us, char out[48])
{
    char number[AMOUNT_TEXT_SIZE];
    (void)amount_to_text(us, number); /* microseconds are millionths of a second */
    (void)text_format(out, 48, "%s s", number);
    return out;
}

/* ---- the station ----------------------------------------------------------------------------- */

/* Levels of the path from the topic's, the last one is the station. */
static void write_names(struct writer *w)
{
    const char *level[32];
    size_t length[32], count = 0;
    for (const char *p = w->asset->path; count < 32; count++) {
        level[count] = p;
        length[count] = strcspn(p, "/");
        p += length[count];
        if (!*p++) {
            count++;
            break;
        }
    }
    struct {
        const char *name;
        char text[64];
    } names[] = {{"line", "line1"}, {"area", "area1"}, {"site", "plant"}, {"enterprise", "plant"}};
    for (size_t i = 0; i < 4 && i + 1 < count; i++)
        if (length[count - 2 - i] > 0)
            (void)text_copy_n(names[i].text, sizeof names[i].text, level[count - 2 - i],
                              length[count - 2 - i]);
    put(w, "[site]\nenterprise = %s\nname = %s\ntimezone = %s\n\n", names[3].text, names[2].text,
        w->plan->zone);
    put(w, "[line]\narea = %s\nname = %s\n\n", names[1].text, names[0].text);
}

static void write_cycle(struct writer *w)
{
    const struct discover_asset *asset = w->asset;
    char text[48];
    int64_t us = w->plan->ideal_us ? w->plan->ideal_us : asset->cycle[0].ideal_us;
    if (w->plan->ideal_us)
        put(w, "# Shortest sustained time for one part.\n");
    else if (us > 0)
        put(w, "# %s: %s.\n",
            w->plan->confirmed ? "Learned, and confirmed" : "Learned, not confirmed",
            asset->cycle[0].why);
    else
        put(w,
            "# Shortest sustained time for one part. Not learned: %s.\n# Without it "
            "performance and OEE are not shown.\n",
            asset->cycle[0].why);
    put(w, us > 0 ? "ideal_cycle = %s\n" : "#ideal_cycle = %s\n",
        us > 0 ? cycle_text(us, text) : "4 s");
}

/* Whether any topic is below the path: presets have roots of their own. */
static bool has_topics(const struct writer *w, const struct discover *d)
{
    size_t root = strlen(w->asset->path);
    for (size_t i = 0; i < w->asset->candidates && w->asset->candidate[i].chosen; i++) {
        const struct place *place = &d->place[d->tag[w->asset->candidate[i].tag].place];
        if (!place->preset && strncmp(place->topic, w->asset->path, root) == 0 &&
            place->topic[root] == '/')
            return true;
    }
    return false;
}

static void write_station(struct writer *w, const struct discover *d)
{
    const struct discover_asset *asset = w->asset;
    int64_t small = w->plan->small_stop_ms >= 0 ? w->plan->small_stop_ms : asset->small_stop_ms;
    put(w, "[station]\nname = %s\ntitle = %s\n", asset->name, asset->title);
    if (asset->path[0] && has_topics(w, d))
        put(w, "# A sister machine differs in its name, title and this line.\ntopic_root = %s\n",
            asset->path);
    write_cycle(w);
    if (w->plan->small_stop_ms < 0)
        put(w, "# %s: %s.\n",
            asset->small_stop_ms > 0 && !w->plan->confirmed ? "Learned, not confirmed" : "Stops",
            asset->small_stop_why);
    put(w, "small_stop = %lld s\n\n", (long long)(small / MS_PER_S));
}

static void write_broker(struct writer *w)
{
    bool example = !w->plan->url[0];
    put(w, "%s[broker plant]\nurl = %s\n\n",
        example ? "# The address of your broker. What is here is a broker on this machine.\n" : "",
        example ? "mqtt://localhost:1883" : w->plan->url);
}

/* ---- signals --------------------------------------------------------------------------------- */

static void write_topic(struct writer *w, const char *topic)
{
    size_t root = strlen(w->asset->path);
    if (root > 0 && strncmp(topic, w->asset->path, root) == 0 && topic[root] == '/')
        put(w, "topic = {root}%s\n", topic + root);
    else
        put(w, "topic = %s\n", topic);
}

static const char *map_of(const struct discover_candidate *c)
{
    return c->role == AS_STATE ? "states" : c->role == AS_MODE ? "modes" : NULL;
}

static bool counts(enum discover_role role)
{
    return role == AS_TOTAL || role == AS_GOOD || role == AS_SCRAP || role == AS_REWORK;
}

/* ---- sources --------------------------------------------------------------------------------- */

static bool same_source(const struct place *a, const struct place *b)
{
    return strcmp(a->preset, b->preset) == 0 && strcmp(a->root, b->root) == 0 &&
           strcmp(a->where, b->where) == 0;
}

static const struct place *place_of(const struct discover *d, const struct discover_candidate *c)
{
    return &d->place[d->tag[c->tag].place];
}

/* The number of a place's source, counted from 1 in the order of the candidates. */
static size_t source_number(const struct writer *w, const struct discover *d,
                            const struct place *place, size_t *first)
{
    size_t number = 0;
    for (size_t i = 0; i < w->asset->candidates && w->asset->candidate[i].chosen; i++) {
        const struct place *other = place_of(d, &w->asset->candidate[i]);
        bool news = other->preset != NULL;
        for (size_t k = 0; k < i && news; k++) {
            const struct place *before = place_of(d, &w->asset->candidate[k]);
            news = !before->preset || !same_source(before, other);
        }
        number += news;
        if (other->preset && same_source(other, place)) {
            *first = i;
            return number;
        }
    }
    *first = SIZE_MAX;
    return 0;
}

/* A node says by itself whether it is there. */
static void write_alive(struct writer *w, const struct discover *d)
{
    if (w->asset->kind != FOUND_SPARKPLUG || discover_chosen(w->asset, AS_ALIVE) ||
        w->asset->candidates == 0 || !w->asset->candidate[0].chosen ||
        !d->place[d->tag[w->asset->candidate[0].tag].place].preset)
        return;
    put(w, "[signal alive]\nrole = alive\nsource = plc\n\n");
}

static void put_source_name(struct writer *w, size_t number)
{
    put(w, number == 1 ? "plc" : "plc%zu", number);
}

static void write_sources(struct writer *w, const struct discover *d)
{
    for (size_t i = 0; i < w->asset->candidates && w->asset->candidate[i].chosen; i++) {
        const struct place *place = place_of(d, &w->asset->candidate[i]);
        size_t first;
        if (!place->preset)
            continue;
        size_t number = source_number(w, d, place, &first);
        if (first != i)
            continue;
        put(w, "[source ");
        put_source_name(w, number);
        put(w, "]\npreset = %s\nroot = %s\n", place->preset, place->root);
        if (place->where[0])
            put(w, "where = %s\n", place->where);
        put(w, "\n");
    }
}

/* What the preset says by itself. */
static bool is_usual(const struct place *place, enum discover_role role)
{
    return place->kind == FOUND_VDA5050 &&
           (role == AS_STATE || role == AS_MODE || role == AS_ALIVE || role == AS_FAULT);
}

static void write_item(struct writer *w, const struct discover *d, const struct place *place,
                       const struct discover_candidate *c)
{
    size_t first, number = source_number(w, d, place, &first);
    put(w, "source = ");
    put_source_name(w, number);
    put(w, "\n");
    if (!is_usual(place, c->role))
        put(w, "item = %s\n", c->item);
}

static void write_source(struct writer *w, const struct discover *d,
                         const struct discover_candidate *c)
{
    const struct tag *tag = &d->tag[c->tag];
    const struct place *place = place_of(d, c);
    char why[DISCOVER_WHY];
    if (place->preset) {
        write_item(w, d, place, c);
        return;
    }
    write_topic(w, c->topic);
    if (!place->document)
        return;
    put(w, "format = json\npointer = %s\n", tag->name);
    if (tag->time && choose_time(place, why))
        put(w, "time = %s\n", tag->time);
    else if (tag->time && why[0])
        put(w, "# %s.\n", why);
    if (tag->quality)
        put(w, "quality = %s\n", tag->quality);
}

static void write_signal(struct writer *w, const struct discover *d,
                         const struct discover_candidate *c)
{
    put(w, "# %d %%: %s\n[signal %s]\n", c->confidence, c->why, c->id);
    if (c->role < AS_SPEED)
        put(w, "role = %s\n", discover_role_name(c->role));
    write_source(w, d, c);
    if (map_of(c) && !is_usual(place_of(d, c), c->role))
        put(w, "map = %s\n", map_of(c));
    if (counts(c->role) && c->counter == COUNTER_DELTA)
        put(w, "counter = delta\n");
    if (c->unit[0])
        put(w, "unit = %s\n", c->unit);
    if (c->max_age_ms > 0)
        put(w,
            "# Learned: it is sent all the time; silence of this length is a loss.\nmax_age = "
            "%lld s\n",
            (long long)(c->max_age_ms / MS_PER_S));
    put(w, "\n");
}

/* ---- maps ------------------------------------------------------------------------------------ */

/* A word as a key; false: it cannot be one. */
static bool write_word(struct writer *w, const char *word, const char *means)
{
    size_t length = strlen(word);
    if (length == 0 || length >= WORD_BYTES - 1 || strchr(word, '"') || strcmp(word, "*") == 0)
        return false;
    bool quotes = strpbrk(word, ":=;#[") || word[0] == ' ' || word[length - 1] == ' ';
    put(w, quotes ? "\"%s\" = %s\n" : "%s = %s\n", word, means);
    return true;
}

static bool is_listed(const char *table, const char *word)
{
    const char *known;
    enum machine_state state;
    for (size_t i = 0; names_table(table, i, &known, &state); i++)
        if (strcmp(known, word) == 0)
            return true;
    return false;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* A table's word as this machine writes its own: RUN, Run or run. False: with letters that have no
 * other form here. */
static bool in_style(const char *model, const char *word, char out[WORD_BYTES])
{
    bool first = upper(model[0]) == model[0], all = true;
    for (const char *p = model; *p; p++)
        all &= upper(*p) == *p;
    size_t i = 0;
    for (; word[i] && i + 1 < WORD_BYTES; i++) {
        if ((unsigned char)word[i] >= 0x80 && (all || (first && i == 0)))
            return false;
        out[i] = all || (first && i == 0) ? upper(word[i]) : word[i];
    }
    out[i] = '\0';
    return !word[i];
}

static bool was_heard(const struct discover_asset *asset, const char *word)
{
    for (size_t i = 0; i < asset->words; i++)
        if (strcasecmp(asset->word[i].text, word) == 0)
            return true;
    return false;
}

/* Who heard RUN only will hear STOP later: the rest of the language that was heard. */
static void write_usual(struct writer *w)
{
    const struct discover_word *model = NULL;
    const char *word;
    char text[WORD_BYTES];
    enum machine_state state;
    bool said = false, switches = true;
    for (size_t i = 0; i < w->asset->words; i++) {
        const struct discover_word *one = &w->asset->word[i];
        if (!names_usual(one->why, 0, &word, &state))
            continue;
        model = model ? model : one;
        switches &= strcasecmp(one->text, "on") == 0 || strcasecmp(one->text, "off") == 0;
    }
    for (size_t i = 0; model && names_usual(model->why, i, &word, &state); i++) {
        bool on_off = strcmp(word, "on") == 0 || strcmp(word, "off") == 0;
        if (state == MS_UNKNOWN || on_off != switches || was_heard(w->asset, word) ||
            !in_style(model->text, word, text))
            continue;
        if (!said)
            put(w, "# Not heard so far, but usual: take away what it does not mean here.\n");
        said = true;
        (void)write_word(w, text, word_name(&words_machine_state, (int)state));
    }
}

/* The whole of a standard, since not every word was heard today; else what was heard. */
static void write_states(struct writer *w)
{
    const char *table = "", *word;
    enum machine_state state;
    for (size_t i = 0; i < w->asset->words && !*table; i++)
        if (names_table(w->asset->word[i].why, 0, &word, &state))
            table = w->asset->word[i].why;
    put(w, "[map states]\n");
    if (*table)
        put(w, "# All of %s.\n", table);
    for (size_t i = 0; names_table(table, i, &word, &state); i++)
        (void)write_word(w, word, word_name(&words_machine_state, (int)state));
    for (size_t i = 0; i < w->asset->words; i++) {
        const struct discover_word *one = &w->asset->word[i];
        if (is_listed(table, one->text))
            continue;
        if (!*one->why || strncmp(one->why, "parts", 5) == 0 ||
            strncmp(one->why, "no parts", 8) == 0)
            put(w, "# Learned, not confirmed: %s.\n",
                *one->why ? one->why : "what it means is not known; say it here");
        (void)write_word(w, one->text, word_name(&words_machine_state, (int)one->state));
    }
    if (!*table)
        write_usual(w);
    put(w, "* = unknown\n\n");
}

static void write_modes(struct writer *w, const struct discover *d,
                        const struct discover_candidate *c)
{
    const struct tag *tag = &d->tag[c->tag];
    enum station_mode mode;
    bool maintenance = false, manual = false;
    put(w, "[map modes]\n");
    for (uint32_t i = 0; tag->words && i < tag->words->count; i++) {
        const char *word = tag->words->word[i].text;
        bool known = names_mode(word, &mode);
        (void)write_word(w, word,
                         word_name(&words_station_mode, (int)(known ? mode : MODE_PRODUCTION)));
        maintenance |= strcmp(word, "Maintenance") == 0;
        manual |= strcmp(word, "Manual") == 0;
    }
    if (w->asset->kind == FOUND_PACKML && !maintenance)
        put(w, "Maintenance = maintenance\n");
    if (w->asset->kind == FOUND_PACKML && !manual)
        put(w, "Manual = maintenance\n");
    put(w, "\n");
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void write_products(struct writer *w)
{
    char text[48];
    /* Of a single product the station's figure is the product's; it may have been confirmed. */
    for (size_t i = 1; i < w->asset->cycles && w->asset->cycles > 2; i++) {
        const struct discover_cycle *cycle = &w->asset->cycle[i];
        if (cycle->ideal_us == 0 || strpbrk(cycle->product, "/+#[]"))
            continue;
        put(w, "# Learned, not confirmed: %s.\n[product %s]\nideal_cycle = %s\n\n", cycle->why,
            cycle->product, cycle_text(cycle->ideal_us, text));
    }
}

size_t discover_write(const struct discover *d, const struct discover_asset *asset,
                      const struct discover_plan *plan, char *out, size_t size)
{
    struct writer w = {.asset = asset, .plan = plan, .out = out, .size = size};
    put(&w, "# %s, as found by andonctl discover%s%s.\n", asset->title, plan->origin[0] ? ": " : "",
        plan->origin);
    put(&w, "# What says \"learned\" is a proposal: look at it, and take the word away.\n\n");
    write_names(&w);
    write_station(&w, d);
    write_broker(&w);
    write_products(&w);
    write_sources(&w, d);
    write_alive(&w, d);
    for (size_t i = 0; i < asset->candidates && asset->candidate[i].chosen; i++) {
        const struct discover_candidate *c = &asset->candidate[i];
        write_signal(&w, d, c);
        if (c->role == AS_STATE && !is_usual(place_of(d, c), c->role))
            write_states(&w);
        if (c->role == AS_MODE && !is_usual(place_of(d, c), c->role))
            write_modes(&w, d, c);
    }
    put(&w, "# Simulated until lamps are wired: then tower = gpio under [station] and a line for "
            "each lamp.\n[lamp red]\n\n[lamp yellow]\n\n[lamp green]\n\n[lamp white]\n");
    return w.overflow ? 0 : w.used;
}
