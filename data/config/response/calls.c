/* SPDX-License-Identifier: MIT */
/* What [call ID], [tier NAME] and [roster NAME] mean: places and titles, the roles, people, shifts
 * and signals that they name, and buttons that raise calls. Called by resolve.c; notes problems. */
#include "data/config/plant/plant.h"
#include "data/config/response/call_fields.h"
#include "data/model/text.h"

#include <string.h>

/* One name of a list at a time into `name`; false: no more. */
static bool next_name(const char **at, char name[CONFIG_ID_SIZE])
{
    const char *piece;
    size_t length;
    if (!*at || !**at || !piece_next(at, ',', &piece, &length))
        return false;
    (void)text_copy_n(name, CONFIG_ID_SIZE, piece, length);
    return true;
}

/* The names in a list, each that of a section of this kind. What ships names no people. */
static void check_names(struct loader *l, const struct section *s, const char *key,
                        const char *list, const char *word)
{
    char name[CONFIG_ID_SIZE];
    const struct entry *entry = section_entry(s, key);
    while (entry && next_name(&list, name)) {
        const struct section *other = section_find(l, kind_find(word, true), name);
        if (!other || other->retired)
            no_such(l, s, entry, word, name);
    }
}

static void check_words(struct loader *l, const struct section *s, const char *key,
                        const char *list, const struct words *words)
{
    char name[CONFIG_ID_SIZE];
    struct cause why;
    const struct entry *entry = section_entry(s, key);
    while (entry && next_name(&list, name)) {
        if (word_find(words, name, strlen(name)) >= 0)
            continue;
        words_advice(words, name, &why);
        problem_entry(l, s, entry, "\"%s\" is %s", name, why.text);
    }
}

/* ---- calls ----------------------------------------------------------------------------------- */

static void resolve_position(struct loader *l, const struct section *s, struct call_conf *call)
{
    call->stop_signal = -1;
    if (!call->stop_name[0])
        return;
    call->stop_signal = config_signal_index(l->config, call->stop_name);
    if (call->stop_signal < 0)
        no_such(l, s, section_entry(s, "stop_signal"), "signal", call->stop_name);
}

static void resolve_raiser(struct loader *l, const struct section *s, struct call_conf *call)
{
    call->raise_signal = -1;
    if (call->raise_name[0])
        call->raise_signal = config_signal_index(l->config, call->raise_name);
    if (call->raise_name[0] && call->raise_signal < 0)
        no_such(l, s, section_entry(s, "signal"), "signal", call->raise_name);
    if (call->raise_value[0] && !call->raise_name[0])
        problem_entry(l, s, section_entry(s, "value"), "means nothing without signal; remove it");
}

static void place_calls(struct loader *l)
{
    struct config *config = l->config;
    struct placed list[CONFIG_CALLS_MAX];
    struct call_conf *ordered = arena_alloc(l->arena, config->calls * sizeof *ordered);
    size_t count = 0;
    for (each_section(l, kind_find("call", true), s)) {
        struct call_conf *call = s->item;
        if (!call || count == CONFIG_CALLS_MAX)
            continue;
        default_title(call->title, sizeof call->title, call->name);
        check_words(l, s, "role", call->roles, &words_person_role);
        resolve_position(l, s, call);
        resolve_raiser(l, s, call);
        list[count++] = (struct placed){s, &call->place, call};
    }
    (void)places_give(l, list, count);
    for (size_t i = 0; i < count && ordered; i++)
        ordered[i] = *(const struct call_conf *)list[i].item;
    config->call = ordered;
    config->calls = ordered ? count : 0;
}

/* ---- the ladder ------------------------------------------------------------------------------ */

static void read_channels(struct tier_conf *tier)
{
    char name[CONFIG_ID_SIZE];
    const char *at = tier->channel_text;
    while (next_name(&at, name)) {
        int channel = word_find(&words_channel, name, strlen(name));
        tier->channels |= channel >= 0 ? 1U << channel : 0;
    }
}

static void resolve_tier(struct loader *l, const struct section *s, struct tier_conf *tier)
{
    check_names(l, s, "calls", tier->calls, "call");
    check_words(l, s, "role", tier->roles, &words_person_role);
    check_names(l, s, "people", tier->people, "person");
    check_words(l, s, "channels", tier->channel_text, &words_channel);
    check_names(l, s, "shifts", tier->shifts, "shift");
    read_channels(tier);
    if (!section_has(s, "after_stop"))
        tier->stop_ms = tier->after_ms / 4;
    else if (tier->stop_ms > tier->after_ms)
        problem_entry(l, s, section_entry(s, "after_stop"),
                      "is longer than after; a line that stands is told of sooner");
    if (!tier->channels && section_entry(s, "channels") && !tier->channel_text[0])
        problem_entry(l, s, section_entry(s, "channels"),
                      "nobody would be told; write e.g. channels = lamp, notify");
}

static void resolve_roster(struct loader *l, const struct section *s,
                           const struct roster_conf *roster)
{
    check_words(l, s, "role", roster->role, &words_person_role);
    check_names(l, s, "people", roster->people, "person");
    check_names(l, s, "shifts", roster->shifts, "shift");
    check_names(l, s, "teams", roster->teams, "team");
}

/* What a plant took away takes its place in a shipped ladder with it. */
static bool names_nothing(struct loader *l, const struct section *s, const struct tier_conf *tier)
{
    char name[CONFIG_ID_SIZE];
    const char *at = tier->calls;
    bool any = false;
    while (next_name(&at, name)) {
        const struct section *call = section_find(l, kind_find("call", true), name);
        any = any || (call && !call->retired);
    }
    return s->shipped && tier->calls[0] && !any;
}

static void resolve_tiers(struct loader *l)
{
    struct config *config = l->config;
    size_t count = 0;
    for (each_section(l, kind_find("tier", true), s)) {
        struct tier_conf *tier = s->item;
        if (!tier || names_nothing(l, s, tier))
            continue;
        resolve_tier(l, s, tier);
        config->tier[count++] = *tier;
    }
    config->tiers = count;
    for (each_section(l, kind_find("roster", true), s))
        if (s->item)
            resolve_roster(l, s, s->item);
}

void resolve_calls(struct loader *l)
{
    place_calls(l);
    resolve_tiers(l);
}
