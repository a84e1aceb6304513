/* SPDX-License-Identifier: MIT */
/* Conditions from text: what rules of the tower and alerts look at ("stop long and not break").
 * Called by rules.c and response/alerts.c. A kind of condition is a row of `readers`; those that
 * only alerts have a use for are in response/. */
#include "data/config/conditions.h"

#include "data/config/response/check_fields.h"
#include "data/model/amount.h"
#include "data/model/andon/call.h"
#include "data/model/text.h"

#include <string.h>

#define CONDITION_NAME(value, text, tier, help) text,
#define CONDITION_TIER(value, text, tier, help) tier,
static const char *const condition_names[] = {CONDITIONS(CONDITION_NAME)};
static const unsigned char condition_tiers[] = {CONDITIONS(CONDITION_TIER)};
static const struct words words_condition = {condition_names, CONDITION_COUNT};

/* ---- text into tokens ---- */

/* Blanks and commas part tokens, < and > stand alone, "quotes" hold together. */
int tokenise(const char *text, struct tokens *out, struct cause *why)
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

bool token_is(const struct token *token, const char *word)
{
    return !token->quoted && strcmp(token->text, word) == 0;
}

/* ---- conditions ---- */

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

int condition_words(struct reading *r, const struct words *list)
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
    return condition_words(r, &words_machine_state);
}

static int read_modes(struct reading *r)
{
    return condition_words(r, &words_station_mode);
}

static int read_stop(struct reading *r)
{
    static const char *const names[] = {"small", "long"};
    static const struct words list = {names, 2};
    if (r->args > 0)
        return condition_words(r, &list);
    r->out->words = 3;
    return 0;
}

/* Nothing behind it: any that is raised. */
static int read_prediction(struct reading *r)
{
    static const char *const names[] = {"raised", "alarm", "warn", "critical"};
    static const struct words list = {names, 4};
    const char *mode = r->args > 0 ? r->arg[0].text : "";
    if (mode[0] && word_find(&list, mode, strlen(mode)) < 0 && config_prediction(r->config, mode)) {
        (void)text_copy(r->out->text, sizeof r->out->text, mode);
        r->arg++;
        r->args--;
    }
    if (r->args > 0)
        return condition_words(r, &list);
    r->out->words = PREDICTION_ANY;
    return 0;
}

/* "10 %" or "10 min": one value of one word or two. */
static void join_args(const struct reading *r, char *out, size_t size)
{
    out[0] = '\0';
    if (r->args == 1 || r->args == 2)
        (void)text_format(out, size, "%s%s%s", r->arg[0].text, r->args > 1 ? " " : "",
                          r->args > 1 ? r->arg[1].text : "");
}

static int read_percent(struct reading *r)
{
    char text[2 * CONFIG_ID_SIZE];
    join_args(r, text, sizeof text);
    if (percent_parse(text, &r->out->amount) != 0 || r->out->amount < 0)
        return cause_set(r->why, -1, "\"%s\" needs a percentage; write e.g. %s 10 %%",
                         condition_names[r->out->kind], condition_names[r->out->kind]);
    return 0;
}

static int read_age(struct reading *r)
{
    char text[2 * CONFIG_ID_SIZE];
    int64_t us;
    join_args(r, text, sizeof text);
    if (duration_parse(text, &us) != 0 || us <= 0)
        return cause_set(r->why, -1, "\"sync-older\" needs a duration; write e.g. sync-older 1 h");
    r->out->amount = us / 1000;
    return 0;
}

static int read_room(struct reading *r)
{
    char text[2 * CONFIG_ID_SIZE];
    join_args(r, text, sizeof text);
    if (size_parse(text, &r->out->amount) != 0 || r->out->amount <= 0)
        return cause_set(r->why, -1, "\"disk-under\" needs a size; write e.g. disk-under 500 MiB");
    return 0;
}

static int read_clock(struct reading *r)
{
    static const char *const names[] = {"unsynced", "stepped"};
    static const struct words list = {names, 2};
    return condition_words(r, &list);
}

static int read_alert(struct reading *r)
{
    static const char *const names[] = {"advice", "low", "medium", "high", "unacked", "acked"};
    static const struct words list = {names, 6};
    _Static_assert(PRIO_ADVICE == 0 && PRIO_HIGH == 3, "the words stand in the order of the enum");
    if (r->args > 0 && condition_words(r, &list) != 0)
        return -1;
    uint32_t said = r->out->words, priorities = said & 0xf;
    r->out->words = priorities ? priorities : 0xe;
    if ((said & 0x30) != 0x10)
        r->out->words |= ALERT_ACKED;
    if ((said & 0x30) != 0x20)
        r->out->words |= ALERT_UNACKED;
    return 0;
}

static const char *const call_word_names[] = {"raised",   "taken",     "arrived",   "",
                                              "blocking", "line-stop", "escalated", "restart"};
static const struct words call_words = {call_word_names, 8};
_Static_assert(CALL_RAISED == 0 && CALL_ARRIVED == 2, "the words stand in the order of the bits");

/* One more word behind "call": a bit, or 0 with what is wrong. */
static uint32_t call_bit(struct reading *r, const char *word)
{
    int at = word_find(&call_words, word, strlen(word));
    int type = config_call_index(r->config, word);
    if (at >= 0 && word[0] != '\0')
        return 1U << at;
    if (type >= 0)
        return CALL_TYPE(type);
    struct cause such;
    const char *near = words_meant(&call_words, word);
    section_missing(r->loader, "call", word, &such);
    (void)cause_set(r->why, -1,
                    "\"%s\" is none of raised, taken, arrived, blocking, line-stop, "
                    "escalated, restart%s%s%s, and %s",
                    word, near ? " (did you mean " : "", near ? near : "", near ? "?)" : "",
                    such.text);
    return 0;
}

static int read_call(struct reading *r)
{
    for (size_t i = 0; i < r->args; i++) {
        uint32_t bit = call_bit(r, r->arg[i].text);
        if (bit == 0)
            return -1;
        r->out->words |= bit;
    }
    if ((r->out->words & CALL_RESTART) != 0 && (r->out->words & ~(CALL_RESTART | CALL_TYPES)) != 0)
        return cause_set(r->why, -1, "\"restart\" stands alone: no call is open then");
    return 0;
}

static int none_such(struct loader *l, const char *word, const char *name, struct cause *why)
{
    section_missing(l, word, name, why);
    return -1;
}

static int read_input(struct reading *r)
{
    size_t at = 0;
    const struct config *config = r->config;
    bool named = r->args > 0 && !token_is(r->arg, "stuck") && !token_is(r->arg, "lost");
    for (size_t i = 0; named && i < config->inputs; i++)
        if (strcmp(config->input[i].name, r->arg[0].text) == 0)
            r->out->other = (int)i;
    if (named && r->out->other < 0)
        return none_such(r->loader, "input", r->arg[0].text, r->why);
    if (named)
        (void)text_copy(r->out->text, sizeof r->out->text, r->arg[at++].text);
    for (; at < r->args; at++) {
        uint32_t bit = token_is(&r->arg[at], "stuck")  ? INPUT_STUCK
                       : token_is(&r->arg[at], "lost") ? INPUT_LOST
                                                       : 0;
        if (bit == 0)
            return cause_set(r->why, -1, "\"%s\" is neither stuck nor lost", r->arg[at].text);
        r->out->words |= bit;
    }
    if (r->out->words == 0)
        r->out->words = INPUT_STUCK | INPUT_LOST;
    return 0;
}

/* Whether values of this role are numbers. */
static bool role_is_number(enum signal_role role)
{
    return role == ROLE_SENSOR || role == ROLE_TOTAL || role == ROLE_GOOD || role == ROLE_SCRAP ||
           role == ROLE_REWORK;
}

/* "> NUMBER" from the argument `at` on. */
static int read_comparison(struct reading *r, size_t at)
{
    const char *number = r->arg[at + 1].text;
    const struct signal_conf *signal = &r->config->signal[r->out->signal];
    r->out->compare = r->arg[at].text[0];
    if (!role_is_number(signal->role))
        return cause_set(r->why, -1, "%s is no number (role = %s); write e.g. signal %s is WORD",
                         signal->name, word_name(&words_signal_role, (int)signal->role),
                         signal->name);
    if (number[0] == '=')
        return cause_set(r->why, -1, "there are only < and >; write e.g. signal %s %c 70",
                         signal->name, r->out->compare);
    if (r->args > at + 2)
        return cause_set(r->why, -1,
                         "\"%s\" follows the number; leave units out, and put \"and\" between "
                         "conditions",
                         r->arg[at + 2].text);
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

static bool compares_at(const struct reading *r, size_t at)
{
    return r->args > at + 1 && (token_is(&r->arg[at], "<") || token_is(&r->arg[at], ">"));
}

static int read_value(struct reading *r)
{
    if (r->args > 2)
        return read_comparison(r, 1);
    return cause_set(r->why, -1, "a number is missing; write e.g. signal %s %s 70", r->arg[0].text,
                     r->arg[1].text);
}

static int read_word(struct reading *r)
{
    if (r->args > 2)
        return read_equality(r);
    return cause_set(r->why, -1, "a word is missing; write e.g. signal %s is yes", r->arg[0].text);
}

static int read_stale(struct reading *r)
{
    r->out->measure = MEASURE_STALE;
    if (r->args > 2)
        return cause_set(r->why, -1, "\"stale\" takes no more words, but \"%s\" follows",
                         r->arg[2].text);
    return 0;
}

static int read_rate(struct reading *r)
{
    r->out->measure = MEASURE_RATE;
    if (compares_at(r, 2))
        return read_comparison(r, 2);
    return cause_set(r->why, -1, "write e.g. signal %s rate > 5 (what it changes by in a minute)",
                     r->arg[0].text);
}

/* From another signal, or from a number. */
static int read_off(struct reading *r)
{
    const char *from = r->args > 2 ? r->arg[2].text : "";
    r->out->measure = MEASURE_OFF;
    r->out->other = config_signal_index(r->config, from);
    if (!compares_at(r, 3))
        return cause_set(r->why, -1, "write e.g. signal %s off OTHER > 5", r->arg[0].text);
    if (r->out->other < 0 && amount_from_text(from, strlen(from), &r->out->base) != 0)
        return none_such(r->loader, "signal", from, r->why);
    if (r->out->other >= 0 && !role_is_number(r->config->signal[r->out->other].role))
        return cause_set(r->why, -1, "%s is no number", from);
    return read_comparison(r, 3);
}

static const struct signal_form {
    const char *word;
    int (*read)(struct reading *r);
} signal_forms[] = {{"<", read_value},     {">", read_value},   {"is", read_word},
                    {"stale", read_stale}, {"rate", read_rate}, {"off", read_off}};

static int read_signal(struct reading *r)
{
    if (r->args < 1)
        return cause_set(r->why, -1, "\"signal\" needs a name; write e.g. signal oil_temp > 70");
    r->out->signal = config_signal_index(r->config, r->arg[0].text);
    if (r->out->signal < 0)
        return none_such(r->loader, "signal", r->arg[0].text, r->why);
    for (size_t i = 0; i < sizeof signal_forms / sizeof *signal_forms; i++) {
        const struct signal_form *form = &signal_forms[i];
        if (r->args > 1 && token_is(&r->arg[1], form->word))
            return form->read(r);
    }
    return cause_set(r->why, -1,
                     "write signal %s < NUMBER, > NUMBER, is WORD, stale, rate > NUMBER, or off "
                     "OTHER > NUMBER",
                     r->arg[0].text);
}

static int (*const readers[CONDITION_COUNT])(struct reading *) = {
    [COND_STATE] = read_states,  [COND_MODE] = read_modes,
    [COND_STOP] = read_stop,     [COND_BEHIND] = read_percent,
    [COND_SIGNAL] = read_signal, [COND_OEE] = read_percent,
    [COND_SYNC] = read_age,      [COND_DISK] = read_room,
    [COND_CLOCK] = read_clock,   [COND_ALERT] = read_alert,
    [COND_CALL] = read_call,     [COND_PREDICTION] = read_prediction,
    [COND_INPUT] = read_input,   [COND_QUALITY] = read_data_quality,
};

/* [not] WORD … */
static int read_condition(struct loader *l, const struct token *token, size_t count,
                          struct condition *out, struct cause *why)
{
    *out = (struct condition){.signal = -1, .other = -1};
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

int conditions_read(struct loader *l, const char *text, struct condition *out, int *count,
                    struct cause *why)
{
    struct tokens tokens;
    size_t begin = 0;
    *count = 0;
    if (tokenise(text, &tokens, why) != 0)
        return -1;
    for (size_t i = 0; i <= tokens.count; i++) {
        if (i < tokens.count && !token_is(&tokens.token[i], "and"))
            continue;
        if (*count == CONFIG_CONDITIONS_MAX)
            return cause_set(why, -1, "more than %d conditions", CONFIG_CONDITIONS_MAX);
        if (read_condition(l, &tokens.token[begin], i - begin, &out[*count], why) != 0)
            return -1;
        ++*count;
        begin = i + 1;
    }
    return 0;
}

bool condition_is_fault(const struct condition *condition)
{
    return condition_tiers[condition->kind] && !condition->negated;
}
