/* SPDX-License-Identifier: MIT */
/* [sparkplug]: the station as a Sparkplug B edge node, and what of it cannot be; [sparkplug-host]:
 * how it hears others. Called by resolve.c. */
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

static const char *const role_names[] = {"host", "observer"};
static const struct words words_role = WORDS(role_names);

#define HOST(member) CONF(sparkplug_host.member)

const struct field sparkplug_host_fields[4] = {
    {KEY("id", F_LEVEL, HOST(id)), EXAMPLE("press3"), FLAGS(FIELD_RESTART),
     HELP("Its name as a host, spBv1.0/STATE/ID, which no other in the plant may have. Not given: "
          "the station's path with dots, acme.monterrey.stamping.line1.press3.")},
    {KEY("role", F_WORD, HOST(role)), OF(&words_role), DEFAULT("host"), FLAGS(FIELD_RESTART),
     HELP("host says that it is there and may ask edge nodes for a rebirth; observer only listens: "
          "it knows a node from its next birth on, whoever asks for that.")},
    {KEY("rebirth", F_BOOL, HOST(rebirth)), DEFAULT("yes"),
     HELP("Whether the host asks, which it needs to when it starts, when messages are missing and "
          "when a birth does not name what comes: at most every 10 s, in the end every 5 min.")},
    {KEY("reorder", F_MS, HOST(reorder_ms)), RANGE(0, 60 * S_MS), DEFAULT("2 s"),
     HELP("How long a missing message of a node is waited for; 0: not at all, where the broker "
          "keeps their order.")},
};

/* The station's path with dots, where that is not too long. */
static void make_host_id(struct config *config)
{
    char *id = config->sparkplug_host.id;
    if (id[0])
        return;
    if (!config_path(config, id, SPARKPLUG_HOST_SIZE))
        (void)text_copy(id, SPARKPLUG_HOST_SIZE, config->station);
    for (char *c = id; *c; c++)
        *c = *c == '/' ? '.' : *c;
}

void resolve_sparkplug(struct loader *l, const struct section *section)
{
    struct sparkplug_conf *conf = &l->config->sparkplug;
    const struct entry *group = section_entry(section, "group");
    make_host_id(l->config);
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
