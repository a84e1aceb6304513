/* SPDX-License-Identifier: MIT */
/* Questions to a loaded configuration about what people choose from. Called by the engine, which is
 * pure, and so is this. */
#include "data/config/config.h"
#include "data/config/field.h"

#include <ctype.h>
#include <string.h>

bool config_list_has(const char *list, const char *name)
{
    const char *piece;
    size_t length;
    const char *at = list;
    if (list[0] == '\0')
        return true;
    while (piece_next(&at, ',', &piece, &length)) {
        if (strlen(name) == length && memcmp(piece, name, length) == 0)
            return true;
    }
    return false;
}

bool config_reason_fits(const struct config *config, const struct reason_conf *reason,
                        const char *product)
{
    return config_list_has(reason->fits_stations, config->station) &&
           (product[0] == '\0' || config_list_has(reason->fits_products, product));
}

/* How much of `fault` a code of the list covers; the code ends where a word does. */
static size_t covered(const char *list, const char *fault)
{
    const char *piece;
    size_t length;
    size_t most = 0;
    const char *at = list[0] ? list : NULL;
    while (piece_next(&at, ',', &piece, &length)) {
        bool begins = length > most && strncmp(fault, piece, length) == 0;
        if (begins && !isalnum((unsigned char)fault[length]))
            most = length;
    }
    return most;
}

int config_reason_for_fault(const struct config *config, const char *fault, const char *product)
{
    int best = -1;
    size_t most = 0;
    for (size_t i = 0; i < config->reasons; i++) {
        const struct reason_conf *reason = &config->reason[i];
        size_t length = reason->leaf ? covered(reason->faults, fault) : 0;
        if (length <= most || !config_reason_fits(config, reason, product))
            continue;
        most = length;
        best = (int)i;
    }
    return best;
}

/* -1: not for this pair, else how much it says. */
static int says(const struct changeover_conf *c, const char *from, const char *to)
{
    bool fits =
        (!c->from[0] || strcmp(c->from, from) == 0) && (!c->to[0] || strcmp(c->to, to) == 0);
    return fits ? (c->from[0] ? 1 : 0) + (c->to[0] ? 2 : 0) : -1;
}

const struct changeover_conf *config_changeover(const struct config *config, const char *from,
                                                const char *to)
{
    const struct changeover_conf *best = NULL;
    int most = -1;
    for (size_t i = 0; i < config->changeovers; i++) {
        int much = says(&config->changeover[i], from, to);
        if (much <= most)
            continue;
        most = much;
        best = &config->changeover[i];
    }
    return best;
}
