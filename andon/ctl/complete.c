/* SPDX-License-Identifier: MIT */
/* What a shell offers while a command is being typed: commands, options and fixed words from the
 * tables, the rest from the station's daemon. Called by main.c, instead of everything else; nothing
 * is changed by it. A shell waits for it at every Tab, so it never waits long. */
#include "andon/ctl/client.h"
#include "andon/ctl/codes/codes.h"
#include "andon/ctl/commands.h"
#include "data/config/source/fields.h"
#include "data/model/andon/prediction.h"
#include "data/model/sheet.h"
#include "data/model/text.h"
#include "data/model/words.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define PATIENCE_US 200000
#define TOKENS_MAX  8
#define ALL         (~(option_set)0)
#define TOKEN_SIZE  48

/* What is being typed. */
struct typed {
    const char *begun; /* the word so far */
    struct ctl ctl;    /* options that say where the daemon is */
    option_set given;
    const char *word[4]; /* the first of those that are no options */
    int words;
    int option; /* whose value is being typed, -1 none */
};

/* ---- fixed words ---- */

/* Of an argument, perhaps of one command's only. */
static const struct {
    const char *argument, *command, *words;
} fixed[] = {
    {"AS", NULL, "outgoing incoming"},
    {"SPAN", NULL, "shift day week"},
    {"MODE", NULL, "production planned maintenance trial"},
    {"WHICH", NULL, "all"},
    {"WHAT", "stop touch", "noticed arrived repaired"},
    {"--by", "pareto", "minutes count"},
    {"--by", "line losses", "minutes count"},
    {"--by", "line unexplained", "age minutes"},
    {"--by", "line handover", "line station"},
};

static void offer_words(const char *begun, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        args_offer(begun, words->names[i], NULL, NULL);
}

static void offer_list(const char *begun, const char *list, const char *between)
{
    char word[64];
    for (size_t n; *list; list += n + strspn(list + n, between)) {
        n = strcspn(list, between);
        if (n > 0 && text_copy_n(word, sizeof word, list, n))
            args_offer(begun, word, NULL, NULL);
    }
}

static void offer_fixed(const char *begun, const char *argument, const char *command)
{
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(fixed[i].argument, argument) == 0 &&
            (!fixed[i].command || strcmp(fixed[i].command, command) == 0))
            offer_list(begun, fixed[i].words, " ");
    if (strcmp(argument, "PATTERN") == 0)
        offer_words(begun, &words_lamp_pattern);
    if (strcmp(argument, "VERDICT") == 0)
        offer_words(begun, &words_verdict);
    if (strcmp(argument, "PART") == 0 && strcmp(command, "sheet") == 0) {
        offer_words(begun, &words_codes_part);
        args_offer(begun, "all", NULL, NULL);
    }
    if (strcmp(argument, "WHAT") == 0 && strcmp(command, "export") == 0)
        offer_list(begun, sheet_names(), ", ");
    if (strcmp(argument, "PRESET") == 0)
        for (const struct shipped_source *file = config_shipped_sources; file->name; file++)
            args_offer(begun, file->name, NULL, NULL);
}

/* ---- what the station knows ---- */

/* Which reply has the words for an argument: the rows, in the reply or its snapshot, and the
 * members that are the word and what it says to a person. */
static const struct live {
    const char *argument, *command; /* of one command only, or NULL */
    const char *ask, *rows, *id, *help;
} live[] = {
    {"REASON", "scrap add", "scrap-reasons", "reasons", "id", "title"},
    {"REASON", NULL, "reasons", "reasons", "id", "title"},
    {"TYPE", NULL, "call-types", "types", "id", "title"},
    {"JOB", NULL, "jobs", "jobs", "id", "title"},
    {"PRODUCT", NULL, "jobs", "jobs", "product", "title"},
    {"MODE", NULL, "modes", "modes", "id", "title"},
    {"LAMP", NULL, "lamps", "lamps", "name", "rule"},
    {"SIGNAL", NULL, "signals", "signals", "name", "role"},
    {"ALERT", NULL, "alerts", "alerts", "id", "title"},
    {"WHICH", NULL, "alerts", "alerts", "id", "title"},
    {"CALL", NULL, "status", "calls", "id", "title"},
    {"PREDICTION", NULL, "predictions", "predictions", "id", "title"},
    {"ORDER", NULL, "workorders", "workorders", "id", "symptom"},
    {"OF", NULL, "predictions", "predictions", "id", "title"},
    {"OF", NULL, "alerts", "alerts", "id", "title"},
    {"OF", NULL, "status", "calls", "id", "title"},
    {"STOP", NULL, "stops", "rows", "id", "reason"},
    {"SHIFT", NULL, "handovers", "rows", "shift", "name"},
    {"NAME", "models shadow", "models", "built_in", "name", "state"},
    {"NAME", "models use", "models", "built_in", "name", "state"},
    {"NAME", "models reset", "models", "built_in", "name", "state"},
    {"NAME", "models relearn", "models", "built_in", "name", "state"},
    {"STATION", NULL, "lines", "rows", "station", "why"},
};

static void offer_rows(const char *begun, const struct live *l, const json_t *json)
{
    const json_t *rows = json_object_get(json, l->rows), *row;
    size_t i;
    if (!rows)
        rows = json_object_get(json_object_get(json, "snapshot"), l->rows);
    json_array_foreach(rows, i, row)
    {
        char help[128] = "";
        const char *id = json_string_value(json_object_get(row, l->id));
        const json_t *says = json_object_get(row, l->help);
        if (json_is_string(says))
            (void)text_sanitise(json_string_value(says), json_string_length(says), help,
                                sizeof help);
        /* nor is an option anything that a daemon has to say */
        if (id && id[0] != '-' && !json_is_false(json_object_get(row, "leaf")))
            args_offer(begun, id, NULL, help);
    }
}

/* What was found so far stands; the rest is not worth waiting for. */
static void enough(int signal)
{
    (void)signal;
    _exit(EXIT_SUCCESS);
}

static void offer_live(const struct typed *t, const char *argument, const char *command)
{
    struct cause why;
    struct reply reply = {0};
    struct client *client = NULL;
    for (size_t i = 0; i < sizeof live / sizeof *live; i++) {
        const struct live *l = &live[i];
        if (strcmp(l->argument, argument) != 0 || (l->command && strcmp(l->command, command) != 0))
            continue;
        (void)fflush(stdout);
        if (!client && !(client = client_open(&t->ctl, &why)))
            return;
        if (client_ask(client, l->ask, "", &reply, &why) == 0)
            offer_rows(t->begun, l, reply.json);
        if (l->command) /* it is this one's; the row for all others is not */
            break;
    }
    client_close(&client);
}

/* ---- where on the line it is ---- */

/* Of those in the set: two may have one name and mean different things to different commands. */
static int option_of(const char *name, option_set options)
{
    for (int i = 0; i < CTL_OPTION_COUNT; i++)
        if ((options & O(i)) && strcmp(name, ctl_option_rows[i].name) == 0)
            return i;
    return -1;
}

static void take(struct typed *t, int words, char *const word[])
{
    t->begun = words > 0 ? word[words - 1] : "";
    t->option = -1;
    for (int i = 0; i + 1 < words; i++) {
        int option = strncmp(word[i], "--", 2) == 0 ? option_of(word[i] + 2, ALL) : -1;
        if (option < 0) {
            if (word[i][0] != '-' && t->words < (int)(sizeof t->word / sizeof *t->word))
                t->word[t->words++] = word[i];
            continue;
        }
        t->given |= O(option);
        if (!ctl_option_rows[option].argument)
            continue;
        if (i + 2 == words)
            t->option = option;
        else
            t->ctl.value[option] = word[i + 1];
        i++;
    }
}

/* The longest name that begins the line, and how many words it has. */
static const struct command *command_of(const struct typed *t, int *taken)
{
    char both[64] = "";
    const struct command *found = NULL;
    if (t->words > 1)
        (void)text_format(both, sizeof both, "%s %s", t->word[0], t->word[1]);
    *taken = 0;
    for (size_t i = 0; i < ctl_command_count && t->words > 0; i++) {
        const struct command *c = &ctl_commands[i];
        if (both[0] && strcmp(c->name, both) == 0) {
            *taken = 2;
            return c;
        }
        if (strcmp(c->name, t->word[0]) == 0) {
            *taken = 1;
            found = c;
        }
    }
    return found;
}

/* Words of names: the first, or those behind `first`. */
static void offer_commands(const char *begun, const char *first)
{
    char word[64];
    const char *before = "";
    size_t length = strlen(first);
    for (size_t i = 0; i < ctl_command_count; i++) {
        const char *name = ctl_commands[i].name;
        if (length > 0 && (strncmp(name, first, length) != 0 || name[length] != ' '))
            continue;
        const char *from = length > 0 ? name + length + 1 : name;
        size_t n = strcspn(from, " ");
        bool whole = from[n] == '\0', again = strncmp(before, from, n) == 0 && before[n] == ' ';
        if (text_copy_n(word, sizeof word, from, n) && (whole || !again))
            args_offer(begun, word, ctl_commands[i].args, whole ? ctl_commands[i].help : "");
        before = from;
    }
}

static void offer_options(const struct typed *t, option_set options)
{
    static const option_set again = O(OPT_CONFIG) | O(OPT_AGAINST) | O(OPT_TOPIC);
    struct arg_row rows[CTL_OPTION_COUNT];
    char *const word[] = {(char[64]){0}};
    int count = ctl_options_of(options & ~(t->given & ~again), rows);
    if (text_copy(word[0], 64, t->begun))
        args_complete(rows, count, 1, word);
}

static void offer_argument(const struct typed *t, const char *argument, const char *command)
{
    if (strncmp(argument, "CAPTURE", 7) == 0)
        argument = "FILE";
    args_offer_value(t->begun, argument);
    offer_fixed(t->begun, argument, command);
    offer_live(t, argument, command);
}

/* "[STOP] REASON": at the first place either, behind it the second. */
static void offer_place(const struct typed *t, const struct command *c, int place)
{
    char token[TOKENS_MAX][TOKEN_SIZE];
    bool optional[TOKENS_MAX];
    int tokens = 0, last = -1;
    const char *args = c->args;
    for (size_t n; *args && tokens < TOKENS_MAX; args += n + strspn(args + n, " ]")) {
        optional[tokens] = *args == '[';
        args += optional[tokens];
        n = strcspn(args, " ]");
        if (text_copy_n(token[tokens], TOKEN_SIZE, args, n))
            tokens++;
    }
    bool repeats = tokens > 0 && strstr(token[tokens - 1], "...") != NULL;
    if (repeats && place >= tokens)
        place = tokens - 1;
    for (int i = place; i >= 0 && i < tokens; i++) {
        char *bar = strchr(token[i], '|');
        if (bar) {
            offer_list(t->begun, bar + 1, "|");
            *bar = '\0';
        }
        if (last < 0 || strcmp(token[last], token[i]) != 0)
            offer_argument(t, token[i], c->name);
        last = i;
        if (!optional[i] || place > 0)
            break;
    }
    if (place >= tokens && t->begun[0] == '\0')
        offer_options(t, c->options | ALWAYS);
}

static void offer(const struct typed *t)
{
    int taken;
    const struct command *c = command_of(t, &taken);
    const char *name = c ? c->name : "";
    if (t->option >= 0) {
        char option[64];
        const char *is = ctl_option_rows[t->option].name;
        int own = c ? option_of(is, c->options) : -1;
        const char *argument = ctl_option_rows[own < 0 ? t->option : own].argument;
        (void)text_format(option, sizeof option, "--%s", is);
        offer_fixed(t->begun, option, name);
        if (t->option != OPT_BY)
            offer_argument(t, argument, name);
    } else if (t->begun[0] == '-') {
        offer_options(t, c ? c->options | ALWAYS : ALWAYS);
    } else if (t->words == 0) {
        offer_commands(t->begun, "");
    } else {
        bool help = strcmp(t->word[0], "help") == 0;
        if (t->words == 1)
            offer_commands(t->begun, help ? "" : t->word[0]);
        if (c && !help)
            offer_place(t, c, t->words - taken);
    }
}

void ctl_complete(int words, char *const word[])
{
    static struct typed typed;
    const struct itimerval patience = {.it_value = {.tv_usec = PATIENCE_US}};
    (void)signal(SIGALRM, enough);
    (void)setitimer(ITIMER_REAL, &patience, NULL);
    take(&typed, words, word);
    offer(&typed);
    (void)fflush(stdout);
    exit(EXIT_SUCCESS);
}
