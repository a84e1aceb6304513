/* SPDX-License-Identifier: MIT */
/* The rule table as a whole: the shipped rules, the order, and what cannot be: a rule that never
 * holds, one that never wins because another one always does before it, two that fight over a lamp,
 * a lamp that no rule lights. Called once by rules.c when every rule is read. */
#include "data/config/tower/tower.h"
#include "data/model/text.h"

#include <string.h>

/* ---- the shipped rules ---- */

#define SHIPPED_MAX (32 * 1024)

/* Whether a line opens a section that the plant has written itself, which then stands for it. */
static bool opens_own(struct loader *l, const char *line)
{
    char name[CONFIG_ID_SIZE];
    size_t length = strcspn(line, "]");
    static const char head[] = "[rule ";
    if (strncmp(line, head, sizeof head - 1) != 0 || line[length] != ']')
        return false;
    size_t at = sizeof head - 1;
    return text_copy_n(name, sizeof name, line + at, length - at) &&
           section_find(l, kind_find("rule", true), name) != NULL;
}

void shipped_rules(struct loader *l)
{
    const struct config *config = l->config;
    static const size_t size = SHIPPED_MAX;
    char *text = arena_alloc(l->arena, size);
    size_t length = 0;
    bool skipped = false;
    if (!text || config->lamps == 0 || (config->rules > 0 && !config->light.add))
        return;
    for (const char *const *line = config_default_rules; *line; line++) {
        if ((*line)[0] == '[')
            skipped = opens_own(l, *line);
        if (!text_format(text + length, size - length, "%s\n", skipped ? "" : *line))
            break;
        length += strlen(text + length);
    }
    l->shipped = true;
    load_text(l, "shipped rules", text, length);
    build_kind(l, kind_find("rule", true));
}

/* ---- order ---- */

static bool is_fault(const struct rule_conf *rule)
{
    for (int i = 0; i < rule->conditions; i++) {
        if (condition_is_fault(&rule->condition[i]))
            return true;
    }
    return false;
}

/* Faults first, else the order of the files; without those that show nothing here. */
static void order_rules(struct loader *l)
{
    struct config *config = l->config;
    struct rule_conf *ordered = arena_alloc(l->arena, config->rules * sizeof *ordered);
    size_t count = 0;
    if (!ordered)
        return;
    for (int tier = 1; tier >= 0; tier--) {
        for (size_t i = 0; i < config->rules; i++) {
            struct rule_conf *rule = &config->rule[i];
            if (rule->shows == 0 || is_fault(rule) != (tier == 1))
                continue;
            rule->fault = tier == 1;
            ordered[count++] = *rule;
        }
    }
    config->rule = ordered;
    config->rules = count;
}

/* ---- what cannot be ---- */

/* The pattern that a rule gives a lamp, or -1. */
static int shown(const struct rule_conf *rule, size_t lamp)
{
    for (int i = 0; i < rule->shows; i++) {
        if (rule->show[i].lamp == (int)lamp)
            return (int)rule->show[i].pattern;
    }
    return -1;
}

static bool is_shipped(struct loader *l, const struct rule_conf *rule)
{
    const struct section *s = section_find(l, kind_find("rule", true), rule->name);
    return s && s->shipped;
}

static bool is_always(const struct rule_conf *rule)
{
    return rule->conditions == 1 && rule->condition[0].kind == COND_ALWAYS &&
           !rule->condition[0].negated;
}

/* `first` leaves `rule` no moment to show the lamp. */
static void tell_covered(struct loader *l, const struct rule_conf *rule,
                         const struct rule_conf *first, const char *lamp)
{
    if (is_always(first))
        problem_at(l, rule->origin,
                   "[rule %s] can never show %s: [rule %s] (%s:%d) always holds and comes "
                   "first; move that one to the end",
                   rule->name, lamp, first->name, first->origin.file, first->origin.line);
    else if (rule_covers(rule, first))
        problem_at(l, rule->origin,
                   "[rule %s] and [rule %s] (%s:%d) hold at the same times and fight over %s; "
                   "name it in one of them",
                   rule->name, first->name, first->origin.file, first->origin.line, lamp);
    else
        problem_at(l, rule->origin,
                   "[rule %s] can never show %s: whenever it holds, [rule %s] (%s:%d) holds too "
                   "and comes first; put that one after it",
                   rule->name, lamp, first->name, first->origin.file, first->origin.line);
}

static void check_covered(struct loader *l, size_t lamp)
{
    const struct config *config = l->config;
    for (size_t i = 1; i < config->rules; i++) {
        const struct rule_conf *rule = &config->rule[i];
        int pattern = shown(rule, lamp);
        if (pattern < 0 || is_shipped(l, rule) || rule_is_never(rule))
            continue;
        for (size_t k = 0; k < i; k++) {
            const struct rule_conf *first = &config->rule[k];
            int before = shown(first, lamp);
            if (before < 0 || (before == pattern && !is_always(first)) || !rule_covers(first, rule))
                continue;
            tell_covered(l, rule, first, config->lamp[lamp].name);
            break;
        }
    }
}

static void check_lit(struct loader *l, size_t index)
{
    const struct config *config = l->config;
    const struct lamp_conf *lamp = &config->lamp[index];
    for (size_t i = 0; i < config->rules; i++) {
        if (shown(&config->rule[i], index) > LAMP_OFF)
            return;
    }
    if (!lamp->colour[0])
        return; /* the colour is the trouble */
    problem_at(l, lamp->origin,
               "[lamp %s] is lit by no rule; add one that shows %s, or remove the lamp%s",
               lamp->name, lamp->name,
               l->shipped ? ""
                          : " (the shipped rules hold only without any [rule], or with "
                            "[tower] rules = add)");
}

static void check_never(struct loader *l)
{
    const struct config *config = l->config;
    for (size_t i = 0; i < config->rules; i++)
        if (rule_is_never(&config->rule[i]))
            problem_at(l, config->rule[i].origin,
                       "[rule %s] can never hold: its conditions exclude each other; write one "
                       "rule for each",
                       config->rule[i].name);
}

void table_check(struct loader *l)
{
    order_rules(l);
    check_never(l);
    for (size_t i = 0; i < l->config->lamps; i++) {
        check_covered(l, i);
        check_lit(l, i);
    }
}
