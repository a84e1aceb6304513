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
