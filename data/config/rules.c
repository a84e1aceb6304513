/* SPDX-License-Identifier: MIT */
/* Lamps and the rules that light them: conditions and patterns from text, the shipped rules by
 * colour, and what makes no sense as a whole (a lamp that is never lit, a rule that never wins).
 * That green is dark while nothing is known is the engine's, whatever the rules say. Called once by
 * resolve.c. */
#include "data/config/load.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define TOKENS_MAX 96

struct token {
    char text[CONFIG_ID_SIZE];
    bool quoted;
};

struct tokens {
    struct token token[TOKENS_MAX];
    size_t count;
};

#define CONDITION_NAME(value, text, tier, help) text,
#define CONDITION_TIER(value, text, tier, help) tier,
static const char *const condition_names[] = {CONDITIONS(CONDITION_NAME)};
static const unsigned char condition_tiers[] = {CONDITIONS(CONDITION_TIER)};
static const struct words words_condition = {condition_names, CONDITION_COUNT};

/* ---- text into tokens ---- */

/* Blanks and commas part tokens, < and > stand alone, "quotes" hold together. */
static int tokenise(const char *text, struct tokens *out, struct cause *why)
{
    out->count = 0;
    for (const char *at = text + strspn(text, " ,"); *at; at += strspn(at, " ,")) {
        bool quoted = *at == '"';
        at += quoted;
        size_t length = quoted ? strcspn(at, "\"") : strcspn(at, " ,<>");
        if (quoted && at[length] != '"')
            return cause_set(why, -1, "a quote is not closed");
        if (!quoted && length == 0)
            length = 1; /* < or > */
        struct token *token = &out->token[out->count];
        if (out->count == TOKENS_MAX || !text_copy_n(token->text, sizeof token->text, at, length))
            return cause_set(why, -1, "a word is longer than %zu bytes", sizeof token->text - 1);
        token->quoted = quoted;
        out->count++;
        at += length + quoted;
    }
    return 0;
}

static bool token_is(const struct token *token, const char *word)
{
    return !token->quoted && strcmp(token->text, word) == 0;
}

/* ---- conditions ---- */

struct reading {
    struct loader *loader;
    const struct config *config;
    const struct token *arg; /* behind the condition's word */
    size_t args;
    struct condition *out;
    struct cause *why;
};

static int read_nothing(struct reading *r)
{
    if (r->args > 0)
        return cause_set(r->why, -1,
                         "\"%s\" takes no more words, but \"%s\" follows; put \"and\" "
                         "between conditions",
                         condition_names[r->out->kind], r->arg[0].text);
    return 0;
}

/* What people write who know other languages of rules. */
static int not_a_word(struct reading *r, const struct words *list, const struct token *token)
{
    struct cause advice;
    if (token_is(token, "or") || token_is(token, "||"))
        return cause_set(r->why, -1,
                         "there is no \"or\"; write several words, or one rule for each side");
    if (token_is(token, "=") || token_is(token, "==") || token_is(token, "is"))
        return cause_set(r->why, -1, "write %s and the words, without \"%s\"",
                         condition_names[r->out->kind], token->text);
    words_advice(list, token->text, &advice);
    return cause_set(r->why, -1, "\"%s\" is %s", token->text, advice.text);
}

static int read_words(struct reading *r, const struct words *list)
{
    for (size_t i = 0; i < r->args; i++) {
        int at = word_find(list, r->arg[i].text, strlen(r->arg[i].text));
        if (at < 0)
            return not_a_word(r, list, &r->arg[i]);
        r->out->words |= 1u << at;
    }
    if (r->args == 0)
        return cause_set(r->why, -1, "\"%s\" needs words; write e.g. %s %s",
                         condition_names[r->out->kind], condition_names[r->out->kind],
                         list->names[1]);
    return 0;
}

static int read_states(struct reading *r)
{
    return read_words(r, &words_machine_state);
}

static int read_modes(struct reading *r)
{
    return read_words(r, &words_station_mode);
}

static int read_stop(struct reading *r)
{
    static const char *const names[] = {"small", "long"};
    static const struct words list = {names, 2};
    if (r->args > 0)
        return read_words(r, &list);
    r->out->words = 3;
    return 0;
}

static int read_behind(struct reading *r)
{
    char text[2 * CONFIG_ID_SIZE] = "";
    if (r->args == 1 || r->args == 2)
        (void)text_format(text, sizeof text, "%s%s%s", r->arg[0].text, r->args > 1 ? " " : "",
                          r->args > 1 ? r->arg[1].text : "");
    if (percent_parse(text, &r->out->amount) != 0 || r->out->amount < 0)
        return cause_set(r->why, -1, "\"behind\" needs a percentage; write e.g. behind 10 %%");
    return 0;
}

static int none_such(struct loader *l, const char *word, const char *name, struct cause *why)
{
    section_missing(l, word, name, why);
    return -1;
}

/* Whether values of this role are numbers. */
static bool role_is_number(enum signal_role role)
{
    return role == ROLE_SENSOR || role == ROLE_TOTAL || role == ROLE_GOOD || role == ROLE_SCRAP ||
           role == ROLE_REWORK;
}

static int read_comparison(struct reading *r)
{
    const char *number = r->arg[2].text;
    const struct signal_conf *signal = &r->config->signal[r->out->signal];
    r->out->compare = r->arg[1].text[0];
    if (!role_is_number(signal->role))
        return cause_set(r->why, -1, "%s is no number (role = %s); write e.g. signal %s is WORD",
                         signal->name, word_name(&words_signal_role, (int)signal->role),
                         signal->name);
    if (number[0] == '=')
        return cause_set(r->why, -1, "there are only < and >; write e.g. signal %s %c 70",
                         signal->name, r->out->compare);
    if (r->args > 3)
        return cause_set(r->why, -1,
                         "\"%s\" follows the number; leave units out, and put \"and\" between "
                         "conditions",
                         r->arg[3].text);
    if (amount_from_text(number, strlen(number), &r->out->amount) != 0)
        return cause_set(r->why, -1, "\"%s\" is not a number; write e.g. signal %s %c 70", number,
                         signal->name, r->out->compare);
    return 0;
}

static bool role_is_bit(enum signal_role role)
{
    return role == ROLE_RUNNING || role == ROLE_STARVED || role == ROLE_BLOCKED ||
           role == ROLE_ALIVE;
}

/* One word may be a number, or yes and no of a bit: then the amounts are compared. */
static bool is_amount(struct reading *r)
{
    const struct token *word = &r->arg[2];
    enum signal_role role = r->config->signal[r->out->signal].role;
    bool yes;
    if (r->args != 3 || word->quoted)
        return false;
    if (role_is_bit(role) && bool_parse(word->text, &yes) == 0) {
        r->out->amount = yes ? AMOUNT_ONE : 0;
        return true;
    }
    return (role_is_number(role) || role_is_bit(role)) &&
           amount_from_text(word->text, strlen(word->text), &r->out->amount) == 0;
}

static int read_equality(struct reading *r)
{
    size_t length = 0;
    r->out->compare = '=';
    if (is_amount(r))
        return 0;
    for (size_t i = 2; i < r->args; i++) {
        if (!text_format(r->out->text + length, sizeof r->out->text - length, "%s%s",
                         i > 2 ? " " : "", r->arg[i].text))
            return cause_set(r->why, -1, "the word to compare with is longer than %zu bytes",
                             sizeof r->out->text - 1);
        length += strlen(r->out->text + length);
    }
    return 0;
}

static int read_signal(struct reading *r)
{
    if (r->args < 1)
        return cause_set(r->why, -1, "\"signal\" needs a name; write e.g. signal oil_temp > 70");
    r->out->signal = config_signal_index(r->config, r->arg[0].text);
    if (r->out->signal < 0)
        return none_such(r->loader, "signal", r->arg[0].text, r->why);
    if (r->args > 2 && (token_is(&r->arg[1], "<") || token_is(&r->arg[1], ">")))
        return read_comparison(r);
    if (r->args > 2 && token_is(&r->arg[1], "is"))
        return read_equality(r);
    return cause_set(r->why, -1, "write signal %s < NUMBER, > NUMBER, or is WORD", r->arg[0].text);
}

static int (*const readers[CONDITION_COUNT])(struct reading *) = {
    [COND_STATE] = read_states,  [COND_MODE] = read_modes,    [COND_STOP] = read_stop,
    [COND_BEHIND] = read_behind, [COND_SIGNAL] = read_signal,
};

/* [not] WORD … */
static int read_condition(struct loader *l, const struct token *token, size_t count,
                          struct condition *out, struct cause *why)
{
    *out = (struct condition){.signal = -1};
    if (count > 0 && token_is(token, "not")) {
        out->negated = true;
        token++;
        count--;
    }
    if (count == 0)
        return cause_set(why, -1, "a condition is missing; write e.g. stop long and not break");
    int kind = word_find(&words_condition, token->text, strlen(token->text));
    if (kind < 0) {
        struct cause advice;
        if (config_signal_index(l->config, token->text) >= 0)
            return cause_set(why, -1,
                             "\"%s\" is a signal; write signal %s < NUMBER, > NUMBER, or "
                             "is WORD",
                             token->text, token->text);
        words_advice(&words_condition, token->text, &advice);
        return cause_set(why, -1, "\"%s\" is %s", token->text, advice.text);
    }
    out->kind = (enum condition_kind)kind;
    struct reading r = {.loader = l,
                        .config = l->config,
                        .arg = token + 1,
                        .args = count - 1,
                        .out = out,
                        .why = why};
    return readers[kind] ? readers[kind](&r) : read_nothing(&r);
}

static int read_when(struct loader *l, const char *text, struct rule_conf *rule, struct cause *why)
{
    struct tokens tokens;
    size_t begin = 0;
    if (tokenise(text, &tokens, why) != 0)
        return -1;
    for (size_t i = 0; i <= tokens.count; i++) {
        if (i < tokens.count && !token_is(&tokens.token[i], "and"))
            continue;
        if (rule->conditions == CONFIG_CONDITIONS_MAX)
            return cause_set(why, -1, "more than %d conditions", CONFIG_CONDITIONS_MAX);
        if (read_condition(l, &tokens.token[begin], i - begin, &rule->condition[rule->conditions],
                           why) != 0)
            return -1;
        rule->conditions++;
        begin = i + 1;
    }
    return 0;
}

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
    return found || by_colour ? 0 : none_such(l, "lamp", name, why);
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
        if (condition_tiers[rule->condition[i].kind] && !rule->condition[i].negated)
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
    if (when && when->value[0] && read_when(l, when->value, rule, &why) != 0)
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
