/* SPDX-License-Identifier: MIT */
/* The rules of the tower from their sections: conditions.c reads when they hold, tower/shows.c what
 * they show, tower/table.c looks at the whole. That green is dark while nothing is known is the
 * engine's, whatever the rules say. Called once by resolve.c. */
#include "data/config/tower/tower.h"

static void read_rule(struct loader *l, const struct section *s)
{
    struct rule_conf *rule = s->item;
    const struct entry *when = section_entry(s, "when");
    const struct entry *show = section_entry(s, "show");
    struct cause why;
    if (when && when->value[0] &&
        conditions_read(l, when->value, rule->condition, &rule->conditions, &why) != 0)
        problem_entry(l, s, when, "%s", why.text);
    if (show && show->value[0] && shows_read(l, show->value, s->shipped, rule, &why) != 0)
        problem_entry(l, s, show, "%s", why.text);
}

void resolve_rules(struct loader *l)
{
    const struct section_kind *kind = kind_find("rule", true);
    shipped_rules(l);
    size_t before = l->problems;
    for (each_section(l, kind, s)) {
        if (s->item)
            read_rule(l, s);
    }
    if (l->problems == before && l->problems < PROBLEMS_MAX)
        table_check(l);
}
