/* SPDX-License-Identifier: MIT */
/* [sparkplug]: the station as a Sparkplug B edge node, and what of it cannot be. Called by
 * resolve.c. */
#include "data/config/plant/fields.h"
#include "data/config/plant/plant.h"
#include "data/config/plant/rows.h"
#include "data/model/text.h"

#include <string.h>

const struct field sparkplug_fields[3] = {
    {KEY("group", F_LEVEL, CONF(sparkplug.group)), EXAMPLE("stamping"), FLAGS(FIELD_RESTART),
     HELP(
         "Sparkplug's group: with one, the station publishes its state and figures as an edge node "
         "at its broker, spBv1.0/GROUP/NBIRTH/NODE and so on.")},
    {KEY("node", F_LEVEL, CONF(sparkplug.node)), EXAMPLE("press3"), FLAGS(FIELD_RESTART),
     HELP("The edge node's id, which no other in the group may have. Not given: the station's "
          "name.")},
    {KEY("primary_host", F_LEVEL, CONF(sparkplug.primary_host)), EXAMPLE("scada"),
     FLAGS(FIELD_RESTART),
     HELP("The host application without which nothing is published: what changes meanwhile is "
          "told afterwards, as historical. Not given: it does not matter who listens.")},
};

void resolve_sparkplug(struct loader *l, const struct section *section)
{
    struct sparkplug_conf *conf = &l->config->sparkplug;
    const struct entry *group = section_entry(section, "group");
    if (!section || (group && group->bad))
        return;
    if (!conf->group[0]) {
        const struct entry *node = section_entry(section, "node");
        const struct entry *other = node ? node : section_entry(section, "primary_host");
        if (other)
            problem_entry(l, section, other, "needs a group; write e.g. group = stamping");
        return;
    }
    /* spBv1.0/STATE/… is where hosts speak */
    if (strcmp(conf->group, "STATE") == 0)
        problem_entry(l, section, group, "is Sparkplug's own word; write another name");
    if (!conf->node[0])
        (void)text_copy(conf->node, sizeof conf->node, l->config->station);
}
