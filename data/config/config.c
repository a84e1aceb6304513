/* SPDX-License-Identifier: MIT */
/* Questions to a loaded configuration, and giving it back. Called by everybody. */
#include "data/config/config.h"

#include "data/config/arena.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

void config_free(struct config **config)
{
    if (!*config)
        return;
    struct arena *arena = (*config)->memory;
    arena_free(arena); /* the configuration itself lies in it */
    free(arena);
    *config = NULL;
}

bool config_path(const struct config *config, char *out, size_t size)
{
    return text_format(out, size, "%s/%s/%s/%s/%s", config->enterprise, config->site, config->area,
                       config->line, config->station);
}

bool config_topic(const struct config *config, const char *leaf, char *out, size_t size)
{
    char path[5 * CONFIG_ID_SIZE];
    return config_path(config, path, sizeof path) &&
           text_format(out, size, "andon/v1/%s/%s", path, leaf);
}

int config_signal_index(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->signals; i++) {
        if (strcmp(config->signal[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

const struct product_conf *config_product(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->products; i++) {
        if (strcmp(config->product_list[i].name, name) == 0)
            return &config->product_list[i];
    }
    return NULL;
}

const struct retired_conf *config_retired(const struct config *config, const char *kind,
                                          const char *name)
{
    for (size_t i = 0; i < config->retireds; i++) {
        const struct retired_conf *retired = &config->retired[i];
        if (strcmp(retired->kind, kind) == 0 && strcmp(retired->name, name) == 0)
            return retired;
    }
    return NULL;
}
