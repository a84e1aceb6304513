/* SPDX-License-Identifier: MIT */
/* What a rule shows: "red on, yellow alternate with white alternate else yellow flash_double".
 * Parts stand between commas. A part is a lamp and its pattern, or several joined by `with`, which
 * go together or not at all; after `else` comes what is shown where one of those lamps is missing,
 * and after the last one `nothing` says that this may be dark. Called by rules.c. */
#include "data/config/tower/tower.h"
#include "data/model/text.h"

#include <string.h>

struct showing {
    struct loader *loader;
    bool by_colour; /* the shipped rules: every lamp of that colour, be there any or none */
    struct rule_conf *rule;
    bool instead[CONFIG_LAMPS_MAX]; /* shown for want of another lamp */
    struct cause *why;
};

static bool is_called(const struct showing *s, const struct lamp_conf *lamp, const char *name)
{
    return strcmp(s->by_colour ? lamp->colour : lamp->name, name) == 0;
}

static bool is_there(const struct showing *s, const char *name)
{
    const struct config *config = s->loader->config;
    for (size_t i = 0; i < config->lamps; i++)
        if (is_called(s, &config->lamp[i], name))
            return true;
    return false;
}

/* A lamp that stands in for another one is told by the part that came first. */
static int add_show(struct showing *s, int lamp, enum lamp_pattern pattern, bool instead)
{
    struct rule_conf *rule = s->rule;
    const struct lamp_conf *conf = &s->loader->config->lamp[lamp];
    if (pattern == LAMP_ON && strcmp(conf->colour, "buzzer") == 0)
        return cause_set(s->why, -1,
                         "a continuous tone is kept for evacuation; write %s beep, chime or "
                         "varying",
                         conf->name);
    for (int i = 0; i < rule->shows; i++) {
        if (rule->show[i].lamp != lamp)
            continue;
        if (instead || s->instead[lamp])
            return 0;
        return cause_set(s->why, -1, "%s is named twice", s->by_colour ? conf->colour : conf->name);
    }
    rule->show[rule->shows].lamp = lamp;
    rule->show[rule->shows].pattern = pattern;
    s->instead[lamp] = instead;
    rule->shows++;
    return 0;
}

/* What joins a part's words: lamp pattern [with lamp pattern ...]. Tokens up to the next `else`. */
struct choice {
    const struct token *token;
    size_t count;
    bool instead; /* not the first one */
};

static bool is_nothing(const struct choice *c)
{
    return c->instead && c->count == 1 && token_is(&c->token[0], "nothing");
}

static int check_choice(struct showing *s, const struct choice *c)
{
    if (is_nothing(c))
        return 0;
    for (size_t i = 0; i < c->count || i == 0; i += 3) {
        struct cause advice;
        const char *word = i + 1 < c->count ? c->token[i + 1].text : "";
        if (i + 1 >= c->count || (i + 2 < c->count && !token_is(&c->token[i + 2], "with")) ||
            i + 3 == c->count)
            return cause_set(s->why, -1,
                             "write each lamp with one pattern, e.g. red on, yellow off; for want "
                             "of a lamp: blue on else yellow on");
        if (word_find(&words_lamp_pattern, word, strlen(word)) >= 0)
            continue;
        words_advice(&words_lamp_pattern, word, &advice);
        return cause_set(s->why, -1, "\"%s\" is %s", word, advice.text);
    }
    return 0;
}

static bool has_lamps(const struct showing *s, const struct choice *c)
{
    for (size_t i = 0; i < c->count; i += 3)
        if (!is_there(s, c->token[i].text))
            return false;
    return true;
}

static int take_choice(struct showing *s, const struct choice *c)
{
    const struct config *config = s->loader->config;
    for (size_t i = 0; i < c->count; i += 3) {
        const char *word = c->token[i + 1].text;
        int pattern = word_find(&words_lamp_pattern, word, strlen(word));
        for (size_t lamp = 0; lamp < config->lamps; lamp++)
            if (is_called(s, &config->lamp[lamp], c->token[i].text) &&
                add_show(s, (int)lamp, (enum lamp_pattern)pattern, c->instead) != 0)
                return -1;
    }
    return 0;
}

/* The first lamp of a part that is missing, in words. */
static int none_of_them(struct showing *s, const struct token *token, size_t count)
{
    const char *name = token[0].text;
    for (size_t i = 0; i < count; i += 3)
        if (!is_there(s, token[i].text)) {
            name = token[i].text;
            break;
        }
    section_missing(s->loader, "lamp", name, s->why);
    return -1;
}

/* Every choice is read, the first whose lamps are all there is taken. */
static int read_part(struct showing *s, const struct tokens *tokens)
{
    bool taken = false, last = false;
    size_t begin = 0, first = 0;
    for (size_t i = 0; i <= tokens->count; i++) {
        if (i < tokens->count && !token_is(&tokens->token[i], "else"))
            continue;
        struct choice c = {
            .token = &tokens->token[begin], .count = i - begin, .instead = begin > 0};
        if (last)
            return cause_set(s->why, -1, "nothing can follow \"else nothing\"");
        if (check_choice(s, &c) != 0)
            return -1;
        first = begin == 0 ? c.count : first;
        last = is_nothing(&c);
        if (!taken && !last && has_lamps(s, &c)) {
            if (take_choice(s, &c) != 0)
                return -1;
            taken = true;
        }
        begin = i + 1;
    }
    return taken || last || s->by_colour ? 0 : none_of_them(s, tokens->token, first);
}

int shows_read(struct loader *l, const char *text, bool by_colour, struct rule_conf *rule,
               struct cause *why)
{
    struct showing s = {.loader = l, .by_colour = by_colour, .rule = rule, .why = why};
    for (const char *at = text; at;) {
        struct tokens tokens;
        char part[256];
        size_t length = strcspn(at, ",");
        if (!text_copy_n(part, sizeof part, at, length))
            return cause_set(why, -1, "too long");
        if (tokenise(part, &tokens, why) != 0 || read_part(&s, &tokens) != 0)
            return -1;
        at = at[length] ? at + length + 1 : NULL;
    }
    return 0;
}
