/* SPDX-License-Identifier: MIT */
/* Lamps and the rules that light them: patterns from text, the shipped rules by
 * colour, and what makes no sense as a whole (a lamp that is never lit, a rule that never wins).
 * That green is dark while nothing is known is the engine's, whatever the rules say. Called once by
 * resolve.c. */
#include "data/config/conditions.h"
#include "data/config/load.h"
#include "data/model/text.h"

#include <string.h>

/* ---- lamps and patterns ---- */

static int add_show(struct rule_conf *rule, int lamp, int pattern, const char *name,
                    struct cause *why)
{
    for (int i = 0; i < rule->shows; i++) {
        if (rule->show[i].lamp == lamp)
            return cause_set(why, -1, "%s is named twice", name);
    }
    rule->show[rule->shows].lamp = lamp;
    rule->show[rule->shows].pattern = (enum lamp_pattern)pattern;
    rule->shows++;
    return 0;
}

/* "red flash_fast". The shipped rules mean every lamp of that colour, be there any or none. */
static int read_lamp(struct loader *l, const struct tokens *tokens, bool by_colour,
                     struct rule_conf *rule, struct cause *why)
{
    if (tokens->count != 2)
        return cause_set(why, -1, "write each lamp with one pattern, e.g. red on, yellow off");
    const struct config *config = l->config;
    const char *name = tokens->token[0].text;
    const char *word = tokens->token[1].text;
    int pattern = word_find(&words_lamp_pattern, word, strlen(word));
    struct cause advice;
    bool found = false;
    if (pattern < 0) {
        words_advice(&words_lamp_pattern, word, &advice);
        return cause_set(why, -1, "\"%s\" is %s", word, advice.text);
    }
    for (size_t i = 0; i < config->lamps; i++) {
        const struct lamp_conf *lamp = &config->lamp[i];
        if (strcmp(by_colour ? lamp->colour : lamp->name, name) != 0)
            continue;
        found = true;
        if (add_show(rule, (int)i, pattern, name, why) != 0)
            return -1;
    }
    if (!found && !by_colour)
        section_missing(l, "lamp", name, why);
    return found || by_colour ? 0 : -1;
}

static int read_show(struct loader *l, const char *text, bool by_colour, struct rule_conf *rule,
                     struct cause *why)
{
    for (const char *at = text; at;) {
        struct tokens tokens;
        char part[256];
        size_t length = strcspn(at, ",");
        if (!text_copy_n(part, sizeof part, at, length))
            return cause_set(why, -1, "too long");
        if (tokenise(part, &tokens, why) != 0 || read_lamp(l, &tokens, by_colour, rule, why) != 0)
            return -1;
        at = at[length] ? at + length + 1 : NULL;
    }
    return 0;
}

static const char *const colour_names[] = {"red", "yellow", "green", "blue", "white", "buzzer"};
static const struct words words_colour = {colour_names, sizeof colour_names / sizeof *colour_names};

static void check_line(struct loader *l, const struct section *s, const struct section *others)
{
    const struct lamp_conf *lamp = s->item;
    if (!lamp->line[0])
        problem_section(l, s, "tower = gpio needs a line; write e.g. line = TOWER_%s",
                        lamp->colour);
    for (; others && others != s; others = section_live(others->next, s->kind)) {
        const struct lamp_conf *other = others->item;
        if (other && lamp->line[0] && strcmp(lamp->line, other->line) == 0)
            problem_section(l, s, "line = %s is already that of [lamp %s] (%s:%d)", lamp->line,
                            other->name, other->origin.file, other->origin.line);
    }
}

void resolve_lamps(struct loader *l)
{
    const struct section_kind *kind = kind_find("lamp", true);
    struct section *first = section_live(l->section, kind);
    for (struct section *s = first; s && s->item; s = section_live(s->next, kind)) {
        struct lamp_conf *lamp = s->item;
        const struct entry *entry = section_entry(s, "colour");
        const char *colour = entry ? entry->value : lamp->name;
        struct cause why;
        lamp->colour[0] = '\0'; /* stays empty when it is none */
        if (word_find(&words_colour, colour, strlen(colour)) >= 0) {
            (void)text_copy(lamp->colour, sizeof lamp->colour, colour);
        } else if (entry) {
            words_advice(&words_colour, colour, &why);
            problem_entry(l, s, entry, "%s", why.text);
        } else {
            problem_section(l, s, "colour is missing; write e.g. colour = red");
        }
        if (l->config->tower == TOWER_GPIO)
            check_line(l, s, first);
    }
    if (l->config->tower == TOWER_GPIO && !first)
        problem_at(l, (struct config_origin){.file = l->where},
                   "[station] tower = gpio needs a [lamp NAME]");
}

/* ---- the rule table as a whole ---- */

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
            if (config->rule[i].shows > 0 && is_fault(&config->rule[i]) == (tier == 1))
                ordered[count++] = config->rule[i];
        }
    }
    config->rule = ordered;
    config->rules = count;
}

static bool is_only(const struct rule_conf *rule, enum condition_kind kind)
{
    return rule->conditions == 1 && rule->condition[0].kind == kind &&
           !rule->condition[0].negated && rule->for_ms == 0;
}

/* The pattern that a rule gives a lamp, or -1. */
static int shown(const struct rule_conf *rule, size_t lamp)
{
    for (int i = 0; i < rule->shows; i++) {
        if (rule->show[i].lamp == (int)lamp)
            return (int)rule->show[i].pattern;
    }
    return -1;
}

static void check_covered(struct loader *l, size_t lamp)
{
    const struct config *config = l->config;
    const struct rule_conf *always = NULL;
    for (size_t i = 0; i < config->rules; i++) {
        const struct rule_conf *rule = &config->rule[i];
        if (shown(rule, lamp) < 0)
            continue;
        if (always)
            problem_at(l, rule->origin,
                       "[rule %s] can never show %s: [rule %s] (%s:%d) always holds and comes "
                       "first; move that one to the end",
                       rule->name, config->lamp[lamp].name, always->name, always->origin.file,
                       always->origin.line);
        else if (is_only(rule, COND_ALWAYS))
            always = rule;
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
               l->shipped ? "" : " (the shipped rules hold only without any [rule])");
}

static void read_shipped(struct loader *l)
{
    char text[16 * 1024];
    size_t length = 0;
    for (const char *const *line = config_default_rules; *line; line++) {
        if (!text_format(text + length, sizeof text - length, "%s\n", *line))
            break;
        length += strlen(text + length);
    }
    l->shipped = true;
    load_text(l, "shipped rules", text, length);
    build_kind(l, kind_find("rule", true));
}

static void read_rule(struct loader *l, const struct section *s)
{
    struct rule_conf *rule = s->item;
    const struct entry *when = section_entry(s, "when");
    const struct entry *show = section_entry(s, "show");
    struct cause why;
    if (when && when->value[0] &&
        conditions_read(l, when->value, rule->condition, &rule->conditions, &why) != 0)
        problem_entry(l, s, when, "%s", why.text);
    if (show && show->value[0] && read_show(l, show->value, s->shipped, rule, &why) != 0)
        problem_entry(l, s, show, "%s", why.text);
}

void resolve_rules(struct loader *l)
{
    struct config *config = l->config;
    const struct section_kind *kind = kind_find("rule", true);
    if (config->rules == 0 && config->lamps > 0)
        read_shipped(l);
    size_t before = l->problems;
    for (each_section(l, kind, s)) {
        if (s->item)
            read_rule(l, s);
    }
    if (l->problems > before || l->problems == PROBLEMS_MAX)
        return;
    order_rules(l);
    for (size_t i = 0; i < config->lamps; i++) {
        check_covered(l, i);
        check_lit(l, i);
    }
}
