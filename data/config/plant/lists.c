/* SPDX-License-Identifier: MIT */
/* Scrap reasons, modes and changeovers: their places, their titles and the products that they name.
 * Called by resolve.c; notes problems. */
#include "data/config/plant/plant.h"
#include "data/model/text.h"

#include <string.h>

void default_title(char *title, size_t size, const char *name)
{
    if (!title[0])
        (void)text_copy(title, size, name);
}

void check_product(struct loader *l, const struct section *s, const char *key, const char *name)
{
    const struct entry *entry = section_entry(s, key);
    if (entry && name[0] && !config_product(l->config, name))
        no_such(l, s, entry, "product", name);
}

void check_products(struct loader *l, const struct section *s, const char *key, const char *list)
{
    const char *piece;
    size_t length;
    char name[CONFIG_ID_SIZE];
    const char *at = list[0] ? list : NULL;
    while (piece_next(&at, ',', &piece, &length)) {
        if (text_copy_n(name, sizeof name, piece, length))
            check_product(l, s, key, name);
    }
}

/* ---- scrap reasons ---- */

void resolve_scrap_reasons(struct loader *l)
{
    struct config *config = l->config;
    size_t count = 0;
    struct placed *list = arena_alloc(l->arena, config->scrap_reasons * sizeof *list);
    struct scrap_reason_conf *ordered =
        arena_alloc(l->arena, config->scrap_reasons * sizeof *ordered);
    for (each_section(l, kind_find("scrap-reason", true), s)) {
        struct scrap_reason_conf *reason = s->item;
        if (!reason || !list || !ordered)
            continue;
        default_title(reason->title, sizeof reason->title, reason->name);
        check_products(l, s, "products", reason->fits_products);
        list[count++] = (struct placed){s, &reason->place, reason};
    }
    (void)places_give(l, list, count);
    for (size_t i = 0; i < count; i++)
        ordered[i] = *(const struct scrap_reason_conf *)list[i].item;
    config->scrap_reason = ordered;
    config->scrap_reasons = count;
}

/* ---- modes ---- */

/* What a section means for the figures: as its id says, or as it says itself. */
static void resolve_mode(struct loader *l, const struct section *s, struct mode_conf *mode)
{
    const struct entry *entry = section_entry(s, "mode");
    int own = word_find(&words_station_mode, mode->name, strlen(mode->name));
    default_title(mode->title, sizeof mode->title, mode->name);
    if (own >= 0 && entry && !entry->bad && (int)mode->mode != own)
        problem_entry(l, s, entry, "%s is a mode itself; choose another id for this one",
                      mode->name);
    else if (own >= 0)
        mode->mode = (enum station_mode)own;
    else if (!entry)
        problem_section(l, s, "mode is missing; write e.g. mode = planned");
    const struct entry *length = section_entry(s, "for");
    if (mode->mode == MODE_PRODUCTION && mode->for_ms > 0 && length)
        problem_entry(l, s, length, "production has no end; remove it");
}

/* The four, whoever has a section for them or not, in front of the others. */
static size_t add_own_modes(struct loader *l, struct mode_conf *all)
{
    static const char *const titles[] = {"Production", "Planned", "Maintenance", "Trial"};
    static const char *const others[] = {
        "es: Producción; de: Produktion; ja: 生産", "es: Planeado; de: Geplant; ja: 計画停止",
        "es: Mantenimiento; de: Instandhaltung; ja: 保全", "es: Prueba; de: Versuch; ja: 試作"};
    size_t count = 0;
    _Static_assert(sizeof titles / sizeof *titles == STATION_MODE_COUNT, "each has a title");
    for (int i = 0; i < STATION_MODE_COUNT; i++) {
        const char *name = word_name(&words_station_mode, i);
        if (config_mode_index(l->config, name) >= 0)
            continue;
        struct mode_conf *mode = &all[count++];
        *mode = (struct mode_conf){.mode = (enum station_mode)i};
        (void)text_copy(mode->name, sizeof mode->name, name);
        (void)text_copy(mode->title, sizeof mode->title, titles[i]);
        (void)text_copy(mode->titles, sizeof mode->titles, others[i]);
    }
    return count;
}

void resolve_modes(struct loader *l)
{
    struct config *config = l->config;
    struct mode_conf all[CONFIG_MODES_MAX];
    struct placed list[CONFIG_MODES_MAX];
    struct mode_conf *ordered = arena_alloc(l->arena, sizeof all);
    if (!ordered)
        return;
    size_t count = add_own_modes(l, all);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct placed){NULL, &all[i].place, &all[i]};
    for (each_section(l, kind_find("mode", true), s)) {
        struct mode_conf *mode = s->item;
        if (!mode || count == CONFIG_MODES_MAX)
            continue;
        resolve_mode(l, s, mode);
        list[count++] = (struct placed){s, &mode->place, mode};
    }
    (void)places_give(l, list, count);
    for (size_t i = 0; i < count; i++)
        ordered[i] = *(const struct mode_conf *)list[i].item;
    config->mode = ordered;
    config->modes = count;
}

/* ---- changeovers ---- */

void resolve_changeovers(struct loader *l)
{
    const struct section_kind *kind = kind_find("changeover", true);
    for (each_section(l, kind, s)) {
        const struct changeover_conf *c = s->item;
        if (!c)
            continue;
        check_product(l, s, "from", c->from);
        check_product(l, s, "to", c->to);
        for (struct section *a = section_live(l->section, kind); a && a != s;
             a = section_live(a->next, kind)) {
            const struct changeover_conf *other = a->item;
            if (other && strcmp(other->from, c->from) == 0 && strcmp(other->to, c->to) == 0)
                problem_section(l, s, "names the products of [changeover %s] (%s:%d) again",
                                a->name, a->origin.file, a->origin.line);
        }
    }
}
